"""Booking's own commands while processes, and PostgreSQL itself, are killed.

    python -m benchmarks.crash [--kills 200] [--server-kills 10] [--processes 16] [--backs sqlite]

Processes book, hold, confirm, move, cancel, swap, withdraw, reopen and wait on one scarce evening;
some are killed with SIGKILL at random instants and others take their place, and so is the one that
delivers the events. Who never heard an answer sends the same request again. Beside its events,
each transaction tells which versions it saw and wrote.

Afterwards a reader that shares no code with booking or the stores goes through the tables by plain
SQL, and through what the processes were answered:

- the log of transactions, replayed, breaks no rule at any step: nobody is in two meetings, starts
  lie on the grid, and every meeting lives as the table of its states says;
- bookings and timelines are what the log says, and nothing else;
- whatever was acknowledged is in the log, once, as it was answered;
- every event of a transaction is in the feed, and every event of the feed was delivered;
- the history has no cycle (by the versions, see ``conferencekit.testing.check_history``);
- the database is sound, no lock was left behind, and every document can be written at once.

The control, which looks and then writes, runs in the same way, and has to be found out.
"""

import argparse
import json
import random
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final, Protocol

import attrs

from benchmarks.backs import InPostgres, InSqlite, Tables, killing
from benchmarks.crash_reader import TOLD, Log, found_wrong
from benchmarks.servers import server
from conferencekit import Meeting, Person, Round, Session, Zone
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
    reopen,
    swap,
    wait,
    withdraw,
)
from conferencekit.errors import OutcomeUnknownError, StorageError, StoreBusyError
from conferencekit.scheduling import Kind
from conferencekit.storage import Body, Decision, Document, Event, Key, Operation, Store
from conferencekit.testing._stand import Factory, opened
from conferencekit.testing._store_processes import Race, Workload, _context, race

__all__ = ["Back", "Found", "main", "run"]

ZONE: Final = Zone("Europe/Amsterdam")
FIRST: Final = ZONE.parse("2026-11-24T16:00")
NOW: Final = ZONE.parse("2026-11-01T12:00")
OFFICE: Final = Actor.office()
TEACHERS: Final = 4
FAMILIES: Final = 12
SLOTS: Final = 8
MINUTES: Final = 10
FREE_AT_ONCE: Final = 2.0
"""For how many seconds, at the most, documents may be locked when nobody works any more."""


class Back(Protocol):
    """A back end: opens its store, and shows its tables."""

    def __call__(self, place: Path, /) -> Store:
        """The store at a place."""
        ...

    def tables(self, place: Path, /) -> Tables:
        """What its tables hold, by plain SQL."""
        ...


# --------------------------------------------------------------------------- what processes do


@cache
def scarce_desk() -> Desk:
    """Every family wants every teacher, and there is time for two thirds of that."""
    teachers = [f"t{number}" for number in range(TEACHERS)]
    families = [f"f{number}" for number in range(FAMILIES)]
    return Desk(
        Round(
            id="crash",
            timezone=ZONE,
            tick_minutes=MINUTES,
            sessions=(Session("s", FIRST, FIRST.plus(minutes=MINUTES * SLOTS)),),
            people=(
                *(Person(id_, Kind.TEACHER) for id_ in teachers),
                *(Person(id_, Kind.GUARDIAN) for id_ in families),
            ),
            meetings=tuple(
                Meeting(f"{t}-{f}", MINUTES, (t, f)) for t, f in product(teachers, families)
            ),
        ),
        BookingPolicy(hold_minutes=10_000, offer_minutes=10_000),
    )


def some_command(name: str, rng: random.Random) -> Operation[Any]:
    """Any command on any meeting, as request ``name``; tells what it saw and did."""
    desk = scarce_desk()
    one, other = rng.sample([meeting.id for meeting in desk.meetings], 2)
    start = FIRST.plus(minutes=MINUTES * rng.randrange(-1, SLOTS + 1))  # some lie outside
    common: dict[str, Any] = {"by": OFFICE, "at": NOW, "request": name}
    commands: dict[Callable[[], Operation[Any]], int] = {
        lambda: book(desk, one, start=start, **common): 4,
        lambda: hold(desk, one, start=start, **common): 2,
        lambda: confirm(desk, one, **common): 2,
        lambda: move(desk, one, start=start, **common): 2,
        lambda: cancel(desk, one, **common): 2,
        lambda: swap(desk, one, other, **common): 2,
        lambda: wait(desk, one, **common): 1,
        lambda: withdraw(desk, one, **common): 1,
        lambda: reopen(desk, one, **common): 1,
    }
    (command,) = rng.choices(list(commands), list(commands.values()))
    return telling(command(), name)


def telling(operation: Operation[Any], name: str) -> Operation[Any]:
    """The operation, whose transaction tells what it saw, wrote and told; in a last event.

    Its result is what was answered, as a text; false where it was refused.
    """
    declared = sorted({*operation.keys, *operation.shared})

    def decide(documents: Mapping[Key, Document]) -> Decision[Any]:
        decision = operation.decide(documents)
        answer = answered(decision.result)
        if decision.changes_nothing:  # a refusal, or the repeat of a request
            return Decision(answer)
        seen = {key: documents[key].version if key in documents else 0 for key in declared}
        data: dict[str, Any] = {
            "id": name,
            "reads": seen,
            "writes": {key: seen[key] + 1 for key in decision.put},
            "told": [[event.kind, dict(event.data)] for event in decision.events],
        }
        return attrs.evolve(decision, result=answer, events=(*decision.events, Event(TOLD, data)))

    return attrs.evolve(operation, decide=decide)


def answered(result: object) -> object:
    """Each booking that was answered: its meeting, version and start."""
    found = result if isinstance(result, tuple) else (result,)
    booked = [one for one in found if isinstance(one, Booking)]
    if not booked:
        return False
    starts = [None if one.start is None else one.start.isoformat() for one in booked]
    return json.dumps(
        [(one.meeting, one.version, start) for one, start in zip(booked, starts, strict=True)]
    )


def mail(factory: Factory, place: Path, delivered: Path) -> None:
    """Deliver events until killed, and note their numbers."""
    with opened(factory, place) as store, delivered.open("a", encoding="utf-8") as notes:

        def subscriber(_: object, number: int) -> None:
            notes.write(f"{number}\n")
            notes.flush()

        while True:
            try:
                if not deliver(store, "mail", subscriber, limit=50):
                    time.sleep(0.01)
            except (StoreBusyError, OutcomeUnknownError):
                continue  # what was not noted as delivered is delivered again


@contextmanager
def delivering(factory: Factory, place: Path, delivered: Path) -> Iterator[None]:
    """Meanwhile a process delivers events; it is killed now and then, and another goes on."""
    over = threading.Event()
    rng = random.Random(1)  # noqa: S311  no secret depends on it

    def work() -> None:
        while not over.is_set():
            process: Any = _context().Process(  # type: ignore[attr-defined]
                target=mail, args=(factory, place, delivered), daemon=True
            )
            process.start()
            over.wait(rng.uniform(0.5, 3.0))
            process.kill()
            process.join()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


# ------------------------------------------------------------------------------------ the whole


@attrs.frozen
class Found:
    """What came of it.

    Attributes:
        race: How many commands were acknowledged, how many processes killed, what is wrong.
        log: What the reader went by.
    """

    race: Race
    log: Log


def run(
    back: Back,
    folder: Path,
    *,
    processes: int,
    kills: int,
    seconds: float = 1.0,
    meanwhile: AbstractContextManager[Callable[[], bool]] | None = None,
) -> Found:
    """Book, kill and look.

    Args:
        back: The back end.
        folder: An empty folder of its own.
        processes: How many book at once.
        kills: How many of them are killed.
        seconds: For how long at the least.
        meanwhile: What else is done to it; yields what tells whether it is over.
    """
    with opened(back, folder) as store:
        telling(keep_desk(scarce_desk(), by=OFFICE, at=NOW), "desk").run(store)
    delivered, answers = folder / "delivered", Answers()
    with (
        meanwhile or nullcontext(lambda: True) as over,
        delivering(back, folder, delivered),
    ):
        outcome = race(
            back,
            folder,
            processes=processes,
            seconds=seconds,
            kills=kills,
            workload=Workload(some_command, answers, repeats=True),
            enough=over,
        )
    with opened(back, folder) as store:
        locked = tuple(still_locked(store))
        with delivered.open("a", encoding="utf-8") as notes:
            while deliver(store, "mail", lambda _, number: print(number, file=notes)):
                pass
    numbers = tuple(map(int, delivered.read_text(encoding="utf-8").split()))
    log = Log(back.tables(folder), tuple(answers.acknowledged), numbers)
    return Found(attrs.evolve(outcome, faults=(*outcome.faults, *locked, *found_wrong(log))), log)


@attrs.define
class Answers:
    """In the place of an audit: keeps what was acknowledged, until mail has ended too."""

    acknowledged: list[str] = attrs.field(factory=list)

    def __call__(
        self, _: Store, __: Collection[Mapping[str, Any]], acknowledged: Collection[str]
    ) -> tuple[str, ...]:
        """Keep it."""
        self.acknowledged += acknowledged
        return ()


def still_locked(store: Store) -> Iterator[str]:
    """Whether some document cannot be written at once, though nobody works any more."""
    desk = scarce_desk()
    keys = [desk.keys.meeting(one.id) for one in desk.meetings]
    keys += [desk.keys.person(one.id) for one in desk.round.people]
    put = {"crash/after": Body("after", 1, {})}
    before = time.monotonic()
    try:
        store.transact([*keys, *put], lambda _: Decision(None, put=put))
    except StorageError as error:
        yield f"a lock was left behind: {error}"
    if time.monotonic() - before > FREE_AT_ONCE:
        yield "documents stayed locked for a while"


def line(name: str, found: Found, server_kills: int, seconds: float) -> str:
    """A line of the table."""
    log, race_ = found.log, found.race
    booked = sum(kind != TOLD for _, kind, _ in log.tables.events)
    again = len(log.delivered) - len(set(log.delivered))
    first = f"  {race_.faults[0]}" if race_.faults else ""
    return (
        f"{name:18} {race_.acknowledged:12} {booked:8} {again:6} {race_.kills:6} {server_kills:6}"
        f" {seconds:8.0f} {len(race_.faults):7}{first}"
    )


def printed(
    name: str,
    back: Back,
    asked: argparse.Namespace,
    *,
    kills: int,
    meanwhile: AbstractContextManager[Callable[[], bool]] | None = None,
) -> bool:
    """Run, and print what came of it; whether nothing is wrong."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        before = time.monotonic()
        found = run(
            back,
            Path(folder),
            processes=asked.processes,
            kills=kills,
            seconds=asked.seconds,
            meanwhile=meanwhile,
        )
        server_kills = 0 if meanwhile is None else asked.server_kills
        print(line(name, found, server_kills, time.monotonic() - before), flush=True)
    return not found.race.faults


def main() -> int:
    """Print the table; 1 where something is wrong, or the control passes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--server-kills", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=10.0, help="at the least")
    parser.add_argument(
        "--backs", nargs="+", choices=("sqlite", "postgres"), default=("sqlite", "postgres")
    )
    parser.add_argument("--of-the-system", action="store_true", help="the system's PostgreSQL")
    asked = parser.parse_args()
    print("                   acknowledged   events  again  kills server  seconds  faults")
    good = []
    if "sqlite" in asked.backs:
        good.append(printed("sqlite", InSqlite(), asked, kills=asked.kills))
        good.append(not printed("sqlite, control", InSqlite(careless=True), asked, kills=0))
    if "postgres" in asked.backs:
        with server(of_the_system=asked.of_the_system) as running:
            meanwhile = killing(running, asked.server_kills, pause=3.0)
            back = InPostgres(running.conninfo)
            good.append(printed("postgres", back, asked, kills=asked.kills, meanwhile=meanwhile))
        with server(of_the_system=asked.of_the_system) as running:
            control = InPostgres(running.conninfo, careless=True)
            good.append(not printed("postgres, control", control, asked, kills=0))
    return 0 if all(good) else 1


if __name__ == "__main__":
    raise SystemExit(main())
