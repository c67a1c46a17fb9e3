"""The power fails while bookings are written to SQLite, at every write there is.

A file system below SQLite records what is written and what is synced. An image is what a disk
may hold when the power fails after some write: all that was synced, and of the rest any part, in
any order, torn at sectors. Each image is opened anew: it has to be sound, and to hold every
booking that had been acknowledged. The control, ``synchronous=NORMAL``, has to lose some.

    python -m benchmarks.power [--bookings 300] [--seed 1]
"""

import argparse
import random
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import apsw
import attrs

from conferencekit.errors import StorageError
from conferencekit.storage import Body, Decision, Event
from conferencekit.storage.sqlite import SqliteStore

SECTOR: Final = 512
"""What a disk writes whole or not at all."""


@attrs.frozen
class Step:
    """One thing that happened: a write, a truncation, a sync, a deletion, an acknowledgement."""

    what: str
    file: str = ""
    place: int = 0
    data: bytes = b""


class Recorder(apsw.VFS):
    """The system's own file system, which also notes what happens to files.

    Args:
        steps: Where it notes it.
    """

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        super().__init__("recorder", "")

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: ANN401, N802  SQLite's names
        """Open a file."""
        return Recorded(self.steps, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: FBT001, N802
        """Delete a file."""
        self.steps.append(Step("delete", Path(filename).name))
        super().xDelete(filename, syncdir)


class Recorded(apsw.VFSFile):
    """A file of the recorder's."""

    def __init__(self, steps: list[Step], name: Any, flags: Any) -> None:  # noqa: ANN401
        self.steps = steps
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self.file = Path(path).name
        super().__init__("", name, flags)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: ANN401, N802
        """Write."""
        self.steps.append(Step("write", self.file, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        """Truncate."""
        self.steps.append(Step("truncate", self.file, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        """Sync."""
        self.steps.append(Step("sync", self.file))
        super().xSync(flags)


class Connection:
    """As much of a connection of sqlite3 as a store uses, over the recorder."""

    def __init__(self, path: str, synchronous: str) -> None:
        self._connection = apsw.Connection(path, vfs="recorder")
        self._synchronous = synchronous
        self._connection.execute("PRAGMA wal_autocheckpoint = 25")  # often, to see many of them

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is under way."""
        return self._connection.in_transaction

    def execute(self, statement: str, values: Iterable[Any] = ()) -> Any:  # noqa: ANN401
        """Execute; what it gives can be fetched."""
        statement = statement.replace("synchronous = FULL", f"synchronous = {self._synchronous}")
        return self._connection.execute(statement, tuple(values))

    def executemany(self, statement: str, values: Iterable[Iterable[Any]]) -> None:
        """Execute for each."""
        self._connection.executemany(statement, [tuple(some) for some in values])

    def close(self) -> None:
        """Close it."""
        self._connection.close()


def record(folder: Path, bookings: int, synchronous: str = "FULL") -> list[Step]:
    """What happens below a store that takes some bookings."""
    steps: list[Step] = []
    recorder = Recorder(steps)
    path = folder / "store.sqlite"
    with (
        patch.object(sqlite3, "connect", lambda name, **_: Connection(name, synchronous)),
        SqliteStore(path) as store,
    ):
        for number in range(bookings):
            book(store, number)
            steps.append(Step("acknowledged", place=number))
    recorder.unregister()
    return steps


def book(store: SqliteStore, number: int) -> None:
    """One booking: its document, its teacher's timeline, an event."""
    booking, teacher = f"booking/{number}", f"timeline/{number % 7}"
    put = {
        booking: Body("booking", 1, {"note": "x" * (number * 37 % 900)}),
        teacher: Body("timeline", 1, {"last": booking}),
    }
    event = Event("booked", {"key": booking})
    store.transact([booking, teacher], lambda _: Decision(None, put=put, events=(event,)))


class Disk:
    """What is certainly on a disk, and what may be."""

    def __init__(self) -> None:
        self._synced: defaultdict[str, bytearray] = defaultdict(bytearray)
        self._pending: defaultdict[str, list[Step]] = defaultdict(list)

    def take(self, step: Step) -> None:
        """Go on by one step."""
        if step.what == "sync":
            for pending in self._pending.pop(step.file, []):
                _apply(self._synced[step.file], pending)
        elif step.what == "delete":
            self._synced.pop(step.file, None)
            self._pending.pop(step.file, None)
        elif step.what != "acknowledged":
            self._pending[step.file].append(step)

    def image(self, folder: Path, generator: random.Random) -> None:
        """Files as they may be after a loss of power now."""
        keep = generator.choice((0.0, 0.5, 0.9, 1.0))
        for file in {*self._synced, *self._pending}:
            content = bytearray(self._synced.get(file, b""))
            for step in self._pending.get(file, ()):
                for part in _torn(step):
                    if generator.random() < keep:
                        _apply(content, part)
            (folder / file).write_bytes(content)


def _torn(step: Step) -> Iterator[Step]:
    """The parts of a step that reach the disk each for itself."""
    if step.what != "write":
        yield step
        return
    start, end = step.place, step.place + len(step.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Step("write", step.file, start, step.data[start - step.place : stop - step.place])
        start = stop


def _apply(content: bytearray, step: Step) -> None:
    if step.what == "truncate":
        del content[step.place :]
        return
    if len(content) < step.place:
        content.extend(bytes(step.place - len(content)))
    content[step.place : step.place + len(step.data)] = step.data


@attrs.define
class Outcome:
    """What became of all images."""

    images: int = 0
    lost: int = 0
    half_done: int = 0
    corrupt: int = 0


def check(folder: Path, acknowledged: int, outcome: Outcome) -> None:
    """Open an image, and see what is in it."""
    outcome.images += 1
    path = folder / "store.sqlite"
    try:
        with SqliteStore(path) as store:
            kept = {one.key for one in store.scan("booking/", limit=10_000).documents}
            told = {one.event.data["key"] for one in store.events(limit=10_000).events}
        with sqlite3.connect(path) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        connection.close()
    except (StorageError, sqlite3.DatabaseError):
        outcome.corrupt += 1
        return
    outcome.corrupt += sound != "ok"
    outcome.half_done += kept != told
    outcome.lost += not {f"booking/{number}" for number in range(acknowledged)} <= kept


def fail_everywhere(bookings: int, *, synchronous: str = "FULL", seed: int = 1) -> Outcome:
    """Let the power fail after every write, and check each image."""
    generator = random.Random(seed)  # noqa: S311  no secret depends on it
    outcome, disk, acknowledged = Outcome(), Disk(), 0
    with tempfile.TemporaryDirectory() as name:
        for step in record(Path(name), bookings, synchronous):
            disk.take(step)
            acknowledged += step.what == "acknowledged"
            if step.what in ("write", "acknowledged"):
                folder = Path(name) / "image"
                folder.mkdir()
                disk.image(folder, generator)
                check(folder, acknowledged, outcome)
                shutil.rmtree(folder)
    return outcome


def main() -> int:
    """Print what became of the images; 1 where one was lost, or the control is sound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    full = fail_everywhere(asked.bookings, seed=asked.seed)
    print("FULL  ", full, flush=True)
    normal = fail_everywhere(asked.bookings // 4, synchronous="NORMAL", seed=asked.seed)
    print("NORMAL", normal, "(the control)")
    return int(bool(full.lost or full.half_done or full.corrupt or not normal.lost))


if __name__ == "__main__":
    raise SystemExit(main())
