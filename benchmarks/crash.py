"""Booking's own commands while processes, and PostgreSQL itself, are killed.

    python -m benchmarks.crash [--kills 200] [--server-kills 10] [--processes 16] [--backs sqlite]

Processes book, hold, confirm, move, cancel, swap, withdraw, reopen and wait on one scarce evening;
some are killed with SIGKILL at random instants and others take their place, and so is the one that
delivers the events. Who never heard an answer sends the same request again. Beside its events,
each transaction tells which versions it saw and wrote.

Afterwards a reader that shares no code with the library goes through the tables by plain SQL, and
through what the processes were answered:

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
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any, Final, Protocol

import attrs

from benchmarks.backs import InPostgres, InSqlite, Tables, killing
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
from conferencekit.testing import Transaction, check_history
from conferencekit.testing._stand import Factory, opened
from conferencekit.testing._store_processes import Race, Workload, _context, race

__all__ = ["Back", "Found", "Log", "found_wrong", "main", "run"]

ZONE: Final = Zone("Europe/Amsterdam")
FIRST: Final = ZONE.parse("2026-11-24T16:00")
NOW: Final = ZONE.parse("2026-11-01T12:00")
OFFICE: Final = Actor.office()
TEACHERS: Final = 4
FAMILIES: Final = 12
SLOTS: Final = 8
MINUTES: Final = 10
TOLD: Final = "crash.transaction"
"""The kind of event by which a transaction tells what it saw and did."""
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


def mail(factory: Factory, place: Path, delivered: Path, stop: Path) -> None:
    """Deliver events until told to stop, and note their numbers."""
    with opened(factory, place) as store, delivered.open("a", encoding="utf-8") as notes:

        def subscriber(_: object, number: int) -> None:
            notes.write(f"{number}\n")
            notes.flush()

        while not stop.exists():
            try:
                if not deliver(store, "mail", subscriber, limit=50):
                    time.sleep(0.01)
            except (StoreBusyError, OutcomeUnknownError):
                continue  # what was not noted as delivered is delivered again


@contextmanager
def delivering(factory: Factory, place: Path, delivered: Path) -> Iterator[None]:
    """Meanwhile a process delivers events; it is killed now and then, and another goes on."""
    over, stop = threading.Event(), place / "stop-mail"
    rng = random.Random(1)  # noqa: S311  no secret depends on it

    def work() -> None:
        while not over.is_set():
            process: Any = _context().Process(  # type: ignore[attr-defined]
                target=mail, args=(factory, place, delivered, stop), daemon=True
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


# ------------------------------------------------------------------------------------ the reader


@attrs.frozen
class Log:
    """What there is to go by, once all is over.

    Attributes:
        tables: What the database holds.
        acknowledged: The lines of the processes: the id of a request, a blank, its answer.
        delivered: The numbers of the events in the order in which they were delivered.
    """

    tables: Tables
    acknowledged: tuple[str, ...]
    delivered: tuple[int, ...]


_LIFE: Final[Mapping[str, tuple[frozenset[str], str]]] = {
    happening: (frozenset(before.split()), after)
    for happening, before, after in (
        ("held", "open held offered", "held"),
        ("booked", "open held offered", "booked"),
        ("moved", "booked", "booked"),
        ("cancelled", "held booked", "open"),
        ("declined", "offered", "open"),
        ("withdrawn", "open held offered booked", "withdrawn"),
        ("reopened", "withdrawn", "open"),
        ("waiting", "open", "open"),
        ("offered", "open", "offered"),
    )
}
"""From which states to which one, by what happened; stated anew, not taken from the library."""


@attrs.define
class _Life:
    """How a meeting stands, by the log."""

    state: str = "open"
    start: str | None = None
    starts: list[str | None] = attrs.field(factory=list)


def found_wrong(log: Log) -> Iterator[str]:
    """What is wrong; knows the tables, JSON and the rules of this one desk, and no library."""
    yield from log.tables.unsound
    told = [data for _, kind, data in log.tables.events if kind == TOLD]
    times = Counter(one["id"] for one in told)
    yield from (f"{name} was done {count} times" for name, count in times.items() if count > 1)
    lives: dict[str, _Life] = defaultdict(_Life)
    for one in told:
        yield from _replayed(lives, one)
    yield from check_history(Transaction(one["id"], one["reads"], one["writes"]) for one in told)
    yield from _not_as_told(log.tables, lives)
    yield from _lost(log.acknowledged, times, lives)
    yield from _missing(log, told)


def _replayed(lives: dict[str, _Life], told: Mapping[str, Any]) -> Iterator[str]:
    """What one transaction makes of the meetings, and which rules are broken after it."""
    for kind, data in told["told"]:
        if "meeting" not in data:
            continue
        life, happening = lives[data["meeting"]], kind.removeprefix("booking.")
        before, after = _LIFE.get(happening, (frozenset[str](), ""))
        if life.state not in before:
            yield f"{told['id']}: {data['meeting']} was {life.state} and then {happening}"
        life.state, life.start = after, data.get("start")
        life.starts.append(life.start)
        has_start = after in {"held", "offered", "booked"}
        if has_start != (life.start is not None) or life.start not in {None, *_STARTS}:
            yield f"{told['id']}: {data['meeting']} is {after} at {life.start}"
    changed = {data["meeting"] for _, data in told["told"] if "meeting" in data}
    people = {person for meeting in changed for person in meeting.split("-")}
    for person in sorted(people):
        taken = Counter(life.start for life in _of(lives, person) if life.start is not None)
        for start, count in taken.items():
            if count > 1:
                yield f"{told['id']}: {person} is booked {count} times at {start}"


def _of(lives: Mapping[str, _Life], person: str) -> list[_Life]:
    return [life for meeting, life in lives.items() if person in meeting.split("-")]


_STARTS: Final = tuple(f"2026-11-24T{15 + n // 6:02}:{n % 6 * 10:02}:00+00:00" for n in range(8))
"""The grid: eight starts from 16:00 in Amsterdam, as events write them."""


def _not_as_told(tables: Tables, lives: Mapping[str, _Life]) -> Iterator[str]:
    """Bookings and timelines that are not what the log says."""
    kept = {key.rpartition("/")[2]: one for key, one in tables.documents.items()}
    for meeting, life in lives.items():
        _, body = kept.get(meeting, (0, {}))
        start = None if body.get("start") is None else _STARTS_AS_KEPT.get(body["start"])
        if (body.get("state"), start, body.get("version")) != (
            life.state,
            life.start,
            len(life.starts),
        ):
            yield f"{meeting} is {body.get('state')} at {start}, told {life.state} {life.start}"
    for key, (_, body) in tables.documents.items():
        if "/person/" in key or "/family/" in key:
            yield from _timeline_not_as_told(key.rpartition("/")[2], body["entries"], lives)


def _timeline_not_as_told(
    person: str, entries: Sequence[Sequence[Any]], lives: Mapping[str, _Life]
) -> Iterator[str]:
    held = {entry[2]: _STARTS_AS_KEPT.get(entry[0] * 60_000_000) for entry in entries}
    told = {
        meeting: life.start
        for meeting, life in lives.items()
        if person in meeting.split("-") and life.start is not None
    }
    if held != told or len(entries) != len(held):
        yield f"the timeline of {person} is not what is booked"
    spans = sorted((entry[0], entry[1]) for entry in entries)
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            yield f"the timeline of {person} has two meetings at minute {start}"


_STARTS_AS_KEPT: Final = {
    1795532400_000_000 + n * 600_000_000: text for n, text in enumerate(_STARTS)
}
"""The same in microseconds since 1970, as documents have them."""


def _lost(
    acknowledged: Collection[str], done: Mapping[str, int], lives: Mapping[str, _Life]
) -> Iterator[str]:
    """Answers of which the log does not know, or knows otherwise."""
    for line in acknowledged:
        name, _, answer = line.partition(" ")
        if name not in done:
            yield f"lost: {name} was acknowledged"
        for meeting, version, start in json.loads(answer):
            starts = lives[meeting].starts if meeting in lives else []
            if len(starts) < version or starts[version - 1] != start:
                yield f"lost: {name} was told {meeting} at {start} in version {version}"


def _missing(log: Log, told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Events that transactions told and the feed has not, and that nobody was delivered."""
    feed = [(n, kind, data) for n, kind, data in log.tables.events if kind != TOLD]
    wanted = Counter(json.dumps(one, sort_keys=True) for each in told for one in each["told"])
    found = Counter(json.dumps([kind, data], sort_keys=True) for _, kind, data in feed)
    if wanted != found:
        yield f"the feed lacks {(wanted - found).total()} events, and has too many by " + str(
            (found - wanted).total()
        )
    numbers = [number for number, _, _ in feed]
    missing = sorted(set(numbers) - set(log.delivered))
    if missing:
        yield f"{len(missing)} events were never delivered, such as {missing[0]}"
    firsts = list(dict.fromkeys(log.delivered))
    if firsts != sorted(firsts):
        yield "events were delivered out of order"


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
