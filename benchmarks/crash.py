"""Booking while processes are killed: `python -m benchmarks.crash [--control]`.

Processes book, hold, confirm, move, cancel and swap on one scarce evening in a SQLite file; one
more delivers the events. Every now and then one of them is killed with SIGKILL and another takes
its place. Each writes to a pipe what it was answered; what is in a pipe outlives its writer.

Afterwards a reader that knows nothing of the library looks at the file and at the pipes:

- nobody is in two meetings at once, by the bookings alone;
- each person's timeline holds what is booked and nothing else;
- every answer that reached a process is in the feed of events, at its place: nothing that was
  acknowledged is lost;
- every event was delivered at least once, in order but for repeats;
- the file is sound, and nothing is locked.

`--control` books as most programs do: look, then write. The reader must find fault with it.
"""

import argparse
import json
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from itertools import pairwise, product
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from conferencekit import Meeting, Person, Round, Session, SqliteStore, Zone
from conferencekit.booking import (
    Actor,
    Booking,
    BookingPolicy,
    Desk,
    book,
    cancel,
    confirm,
    deliver,
    hold,
    keep_desk,
    move,
    swap,
)
from conferencekit.errors import StorageError
from conferencekit.scheduling import Kind
from conferencekit.storage import Decision, Document, Key, Operation, Store

__all__ = ["Outcome", "main", "run"]

R = TypeVar("R")
ZONE: Final = Zone("Europe/Amsterdam")
FIRST: Final = ZONE.parse("2026-11-24T16:00")
NOW: Final = ZONE.parse("2026-11-01T12:00")
OFFICE: Final = Actor.office()
TEACHERS: Final = 4
FAMILIES: Final = 12
SLOTS: Final = 8


class LookThenWrite(SqliteStore):
    """The control: it decides on what it saw, and writes that whatever has happened since."""

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """Look; decide; write."""
        decision = decide(self.read({*keys, *shared}))
        if decision.changes_nothing:
            return decision.result
        return super().transact(keys, lambda _: decision, shared=shared)


def scarce_desk() -> Desk:
    """Every family wants every teacher, and there is time for two thirds of that."""
    teachers = [f"t{number}" for number in range(TEACHERS)]
    families = [f"f{number}" for number in range(FAMILIES)]
    return Desk(
        Round(
            id="crash",
            timezone=ZONE,
            tick_minutes=10,
            sessions=(Session("s", FIRST, FIRST.plus(minutes=10 * SLOTS)),),
            people=(
                *(Person(id_, Kind.TEACHER) for id_ in teachers),
                *(Person(id_, Kind.GUARDIAN) for id_ in families),
            ),
            meetings=tuple(
                Meeting(f"{t}-{f}", 10, (t, f)) for t, f in product(teachers, families)
            ),
        ),
        BookingPolicy(hold_minutes=10_000),
    )


# -------------------------------------------------------------------------------- the processes


def some_command(rng: random.Random, desk: Desk, request: str) -> Operation[Any]:
    """Any command on any meeting."""
    one, other = rng.sample([meeting.id for meeting in desk.meetings], 2)
    start = FIRST.plus(minutes=10 * rng.randrange(SLOTS))
    common: dict[str, Any] = {"by": OFFICE, "at": NOW, "request": request}
    return rng.choice(
        (
            lambda: book(desk, one, start=start, **common),
            lambda: book(desk, one, start=start, **common),
            lambda: hold(desk, one, start=start, **common),
            lambda: confirm(desk, one, **common),
            lambda: move(desk, one, start=start, **common),
            lambda: cancel(desk, one, **common),
            lambda: swap(desk, one, other, **common),
        )
    )()


def booker(path: str, seed: int, control: bool, pipe: Connection) -> None:  # noqa: FBT001
    """Book at random until killed, and say what was answered."""
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    desk = scarce_desk()
    store = (LookThenWrite if control else SqliteStore)(path, patience=60)
    number = 0
    while True:
        number += 1
        operation = some_command(rng, desk, f"{seed}-{number}")
        answer = operation.run(store)
        booked = answer if isinstance(answer, tuple) else (answer,)
        pipe.send(
            [
                (one.meeting, one.version, None if one.start is None else one.start.isoformat())
                for one in booked
                if isinstance(one, Booking)
            ]
        )


def mailer(path: str, _: int, __: bool, pipe: Connection) -> None:  # noqa: FBT001
    """Deliver events until killed."""
    store = SqliteStore(path, patience=60)
    while True:
        if not deliver(store, "mail", lambda _, number: pipe.send(number), limit=50):
            time.sleep(0.01)


# ------------------------------------------------------------------------------------ the parent


@attrs.define
class Outcome:
    """What was done and found.

    Attributes:
        answers: How many commands were answered; refusals too.
        acknowledged: Each booking that was answered: meeting, version, start.
        delivered: The numbers of the events in the order in which they were delivered.
        kills: How many processes were killed.
        faults: What the reader found wrong.
    """

    answers: int = 0
    acknowledged: list[tuple[str, int, str | None]] = attrs.field(factory=list)
    delivered: list[int] = attrs.field(factory=list)
    kills: int = 0
    faults: list[str] = attrs.field(factory=list)


class _Crowd:
    """The processes, each with its pipe."""

    def __init__(self, path: str, outcome: Outcome, *, control: bool) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._path = path
        self._control = control
        self._outcome = outcome
        self._seed = 0
        self.members: dict[Connection, tuple[BaseProcess, Callable[..., None]]] = {}

    def add(self, work: Callable[..., None]) -> None:
        """Start one more."""
        self._seed += 1
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=work, args=(self._path, self._seed, self._control, theirs), daemon=True
        )
        process.start()
        theirs.close()
        self.members[ours] = (process, work)

    def listen(self, seconds: float) -> None:
        """Take in what the processes say."""
        ready = wait(list(self.members), seconds)
        for pipe in [one for one in self.members if one in ready]:
            self._take(pipe)

    def _take(self, pipe: Connection) -> None:
        with suppress(EOFError, OSError):
            while pipe.poll():
                said = pipe.recv()
                if self.members[pipe][1] is mailer:
                    self._outcome.delivered.append(said)
                else:
                    self._outcome.answers += 1
                    self._outcome.acknowledged += said

    def kill(self, pipe: Connection) -> Callable[..., None]:
        """Kill one, and take in what it said before."""
        process, work = self.members[pipe]
        if process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        self._take(pipe)
        del self.members[pipe]
        pipe.close()
        self._outcome.kills += 1
        return work


def run(
    folder: Path, *, processes: int, operations: int, kills: int, control: bool = False
) -> Outcome:
    """Book, kill and look.

    Args:
        folder: Where the file is made.
        processes: How many book at once.
        operations: How many answers to wait for at least.
        kills: How many processes to kill at least.
        control: Whether to look, then write.
    """
    path, outcome = str(folder / "crash.sqlite"), Outcome()
    with SqliteStore(path) as store:
        keep_desk(scarce_desk(), by=OFFICE, at=NOW).run(store)
    crowd = _Crowd(path, outcome, control=control)
    for work in (mailer, *[booker] * processes):
        crowd.add(work)
    rng = random.Random(1)  # noqa: S311  no secret depends on it
    pause = 0.5
    while outcome.answers < operations or outcome.kills < kills:
        until = time.monotonic() + rng.uniform(0, pause)
        while (left := until - time.monotonic()) > 0:
            crowd.listen(left)
        if outcome.kills < kills:
            crowd.add(crowd.kill(rng.choice(list(crowd.members))))
    before = outcome.kills
    for pipe in list(crowd.members):
        crowd.kill(pipe)
    outcome.kills = before
    with SqliteStore(path, patience=0.5) as store:
        _finish(store, outcome)
    outcome.faults += found_wrong(path, outcome)
    return outcome


def _finish(store: Store, outcome: Outcome) -> None:
    """Deliver the rest; nothing may be locked."""
    try:
        while deliver(store, "mail", lambda _, number: outcome.delivered.append(number)):
            pass
    except StorageError as error:
        outcome.faults.append(f"a lock was left behind: {error}")


# ------------------------------------------------------------------------------------ the reader


def found_wrong(path: str, outcome: Outcome) -> Iterator[str]:
    """What is wrong in a file and with what was said; knows SQLite and JSON alone."""
    connection = sqlite3.connect(path)
    (state,) = connection.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        yield f"the file is not sound: {state}"
    rows = connection.execute(
        "SELECT key, body FROM conferencekit_documents WHERE body IS NOT NULL"
    )
    documents = {key: json.loads(body) for key, body in rows}
    told = connection.execute(
        "SELECT number, kind, data FROM conferencekit_events ORDER BY number"
    ).fetchall()
    connection.close()
    booked = {
        key.rpartition("/")[2]: body for key, body in documents.items() if "/meeting/" in key
    }
    yield from _at_two_places(booked)
    yield from _timelines_that_differ(booked, documents)
    yield from _lost(booked, told, outcome)
    yield from _undelivered([number for number, _, _ in told], outcome.delivered)


def _spans(booked: Mapping[str, Any]) -> dict[str, list[tuple[int, int, str]]]:
    """By person, the minutes that the bookings take."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for meeting, body in booked.items():
        if body.get("start") is not None:
            start = body["start"] // 60_000_000
            for person in meeting.split("-"):
                found[person].append((start, start + 10, meeting))
    return {person: sorted(spans) for person, spans in found.items()}


def _at_two_places(booked: Mapping[str, Any]) -> Iterator[str]:
    for person, spans in _spans(booked).items():
        for one, other in pairwise(spans):
            if other[0] < one[1]:
                yield f"{person} is booked twice: {one[2]} and {other[2]}"


def _timelines_that_differ(
    booked: Mapping[str, Any], documents: Mapping[str, Any]
) -> Iterator[str]:
    spans = _spans(booked)
    for key, body in documents.items():
        if "/person/" in key:
            person = key.rpartition("/")[2]
            held = sorted((row[0], row[1], row[2]) for row in body["entries"])
            if held != spans.get(person, []):
                yield f"the timeline of {person} is not what is booked"


def _lost(
    booked: Mapping[str, Any], told: list[tuple[int, str, str]], outcome: Outcome
) -> Iterator[str]:
    """Answers that are not in the feed at their place, and changes that are not told."""
    starts: dict[str, list[str | None]] = defaultdict(list)
    for _, _, text in told:
        data = json.loads(text)
        if "meeting" in data:
            starts[data["meeting"]].append(data.get("start"))
    for meeting, version, start in outcome.acknowledged:
        history = starts[meeting]
        if len(history) < version or history[version - 1] != start:
            yield f"lost: {meeting} was answered to be at {start} in version {version}"
    for meeting, body in booked.items():
        if len(starts[meeting]) != body["version"]:
            yield f"{meeting} was changed {body['version']} times and told {len(starts[meeting])}"


def _undelivered(numbers: list[int], delivered: list[int]) -> Iterator[str]:
    missing = sorted(set(numbers) - set(delivered))
    if missing:
        yield f"{len(missing)} events were never delivered, such as {missing[0]}"
    firsts = list(dict.fromkeys(delivered))
    if firsts != sorted(firsts):
        yield "events were delivered out of order"


def main() -> None:
    """Print what was found; exit with 1 where that is not what it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--operations", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--control", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(
            Path(folder),
            processes=options.processes,
            operations=options.operations,
            kills=options.kills,
            control=options.control,
        )
    repeats = len(outcome.delivered) - len(set(outcome.delivered))
    print(f"{outcome.answers} answers, {len(outcome.acknowledged)} bookings acknowledged")
    print(f"{outcome.kills} kills, {len(set(outcome.delivered))} events, {repeats} told again")
    kinds = Counter(" ".join(fault.split()[:1]) for fault in outcome.faults)
    print(f"{len(outcome.faults)} faults", *outcome.faults[:5], sep="\n  ")
    print(dict(kinds))
    sys.exit(bool(outcome.faults) != options.control)


if __name__ == "__main__":
    main()
