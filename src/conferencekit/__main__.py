"""``python -m conferencekit`` and the command ``conferencekit``."""

import os
import sys
from io import TextIOWrapper

from conferencekit.errors import MissingExtraError

__all__ = ["main"]


def main() -> int:
    """Run the command line; the exit code: 0 good, 1 a plan is not valid, 2 unusable input."""
    try:
        from conferencekit.cli.app import run  # noqa: PLC0415  the extra may be missing
    except ModuleNotFoundError as error:
        if error.name not in ("typer", "rich"):
            raise
        print(MissingExtraError("cli", "the command line"), file=sys.stderr)  # noqa: T201
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # names go out even where the terminal knows no é
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except OSError as error:
        print(f"error: the output cannot be written: {error.strerror}", file=sys.stderr)  # noqa: T201
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing left to flush
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
