"""Families book, move, cancel and swap on a scarce round while processes and servers are killed.

Sixteen processes decide at once; some are killed with SIGKILL at random instants, and PostgreSQL
itself is killed and restarted. Afterwards a reader that shares no code with what was tested goes
through the log of events: no double booking, no acknowledged booking lost, every event delivered,
documents as the events tell, no cycle in the history. The control (check, then insert) has to
fail.

    python -m benchmarks.store_crash [--kills 200] [--server-kills 10] [--processes 16]
"""

import argparse
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.backs import InPostgres, InSqlite, killing
from benchmarks.servers import server
from conferencekit.storage import Body, Decision, Document, Event, Key, Operation, Store, once
from conferencekit.testing import Transaction, check_history
from conferencekit.testing._stand import Factory
from conferencekit.testing._store_processes import Race, Workload, race
from conferencekit.time import Instant

Spans = dict[str, tuple[int, int]]
"""Bookings, by id: from a minute to a minute."""

TEACHERS, FAMILIES = 3, 12
MINUTES, EVENING = 20, 120
NOW = Instant.parse("2026-11-24T15:00Z")


# ----------------------------------------------------------------------------- what families do


def step(name: str, generator: random.Random) -> Operation[Any]:
    """One command of one family; sometimes of two. Carried out once, however often it is sent."""
    teacher = f"timeline/t{generator.randrange(TEACHERS)}"
    families = [f"timeline/f{n}" for n in generator.sample(range(FAMILIES), 2)]
    start = generator.randrange(0, EVENING - MINUTES + 1, 10)
    command = generator.choice((_book, _book, _move, _cancel, _swap))

    def decide(documents: Mapping[Key, Document]) -> Decision[bool]:
        keys = (teacher, *families)
        before = {key: _spans(documents.get(key)) for key in keys}
        after = command({key: dict(spans) for key, spans in before.items()}, keys, start)
        changed = [key for key in keys if after and after[key] != before[key]]
        if not after or not changed:
            return Decision(result=False)
        reads = {key: documents[key].version if key in documents else 0 for key in keys}
        data: dict[str, Any] = {
            "id": name,
            "reads": reads,
            "writes": {key: reads[key] + 1 for key in changed},
            "after": {key: _written(after[key]) for key in changed},
        }
        put = {key: Body("timeline", 1, {"spans": _written(after[key])}) for key in changed}
        return Decision(result=True, put=put, events=(Event("changed", data),))

    operation = Operation((teacher, *families), decide)
    return once(operation, name, asks=name, at=NOW)


def _spans(document: Document | None) -> Spans:
    kept: Any = document.body.data["spans"] if document else {}
    return {key: (span[0], span[1]) for key, span in kept.items()}


def _written(spans: Spans) -> dict[str, list[int]]:
    return {key: list(span) for key, span in spans.items()}


def _free(spans: Spans, start: int) -> bool:
    return all(start >= end or start + MINUTES <= begin for begin, end in spans.values())


def _book(lines: dict[str, Spans], keys: tuple[str, ...], start: int) -> dict[str, Spans] | None:
    teacher, family = keys[:2]
    booking = f"{teacher}:{family}"
    if booking in lines[teacher] or not all(_free(lines[key], start) for key in (teacher, family)):
        return None
    for key in (teacher, family):
        lines[key][booking] = (start, start + MINUTES)
    return lines


def _cancel(lines: dict[str, Spans], keys: tuple[str, ...], start: int) -> dict[str, Spans] | None:
    del start
    teacher, family = keys[:2]
    for key in (teacher, family):
        lines[key].pop(f"{teacher}:{family}", None)
    return lines


def _move(lines: dict[str, Spans], keys: tuple[str, ...], start: int) -> dict[str, Spans] | None:
    if f"{keys[0]}:{keys[1]}" not in lines[keys[0]]:
        return None
    _cancel(lines, keys, start)
    return _book(lines, keys, start)


def _swap(lines: dict[str, Spans], keys: tuple[str, ...], start: int) -> dict[str, Spans] | None:
    teacher, one, other = keys
    spans = [lines[teacher].get(f"{teacher}:{family}") for family in (one, other)]
    if spans[0] is None or spans[1] is None:
        return None
    for family in (one, other):
        _cancel(lines, (teacher, family), start)
    booked = _book(lines, (teacher, one), spans[1][0])
    return booked and _book(booked, (teacher, other), spans[0][0])


# ------------------------------------------------------------------------------------ the reader


def audit(
    store: Store, events: Collection[Mapping[str, Any]], acknowledged: Collection[str]
) -> tuple[str, ...]:
    """What is wrong, from the log of events and the documents."""
    told = Counter(one["id"] for one in events)
    faults = [f"{name} was acknowledged and is lost" for name in {*acknowledged} - told.keys()]
    faults += [f"{name} was told {times} times" for name, times in told.items() if times > 1]
    faults += check_history(Transaction(one["id"], one["reads"], one["writes"]) for one in events)
    lines: dict[str, dict[str, list[int]]] = {}
    for one in events:
        lines |= one["after"]
        faults += [f"after {one['id']}: {text}" for text in _wrong(lines, one["after"])]
    kept = store.read(list(lines))
    faults += [
        f"{key} is not what the events tell"
        for key, spans in lines.items()
        if key not in kept or kept[key].body.data["spans"] != spans
    ]
    return tuple(faults)


def _wrong(
    lines: Mapping[str, Mapping[str, list[int]]], changed: Collection[str]
) -> Iterator[str]:
    for key in changed:
        spans = sorted(lines[key].values())
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                yield f"{key} is double booked at {start}"
        for booking, span in lines[key].items():
            for party in booking.split(":"):
                if lines.get(party, {}).get(booking) != span:
                    yield f"{booking} is at {span} for {key}, and not for {party}"


BOOKING = Workload(step, audit, repeats=True)


# -------------------------------------------------------------------------------------- the race


def hot_slot(factory: Factory, place: Path, families: int = 500) -> tuple[int, int]:
    """All want one slot at once: how many got it, and how many were told who has it."""
    store = factory(place)
    barrier = threading.Barrier(families)
    answers: list[str] = []

    def want(family: str) -> None:
        def decide(documents: Mapping[Key, Document]) -> Decision[str]:
            if "slot" in documents:
                return Decision(f"taken by {documents['slot'].body.data['family']}")
            return Decision("yours", put={"slot": Body("slot", 1, {"family": family})})

        barrier.wait()
        answers.append(store.transact(["slot"], decide))

    threads = [threading.Thread(target=want, args=(f"f{n}",)) for n in range(families)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = answers.count("yours")
    return won, sum(answer.startswith("taken by f") for answer in answers)


def line(name: str, outcome: Race, seconds: float) -> str:
    """A line of the table."""
    first = f"  {outcome.faults[0]}" if outcome.faults else ""
    return (
        f"{name:22} {outcome.acknowledged:8} {outcome.kills:6} {seconds:8.0f}"
        f" {len(outcome.faults):7}{first}"
    )


def run(
    name: str,
    factory: Factory,
    processes: int,
    kills: int,
    enough: Callable[[], bool] = lambda: True,
) -> bool:
    """Race, and print what came of it; whether all was well."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        before = time.monotonic()
        outcome = race(
            factory,
            Path(folder),
            processes=processes,
            seconds=10,
            kills=kills,
            workload=BOOKING,
            enough=enough,
        )
        print(line(name, outcome, time.monotonic() - before), flush=True)
    return not outcome.faults


def main() -> int:
    """Print the table; 1 where something is wrong, or the control passes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--server-kills", type=int, default=10)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--of-the-system", action="store_true", help="the system's PostgreSQL")
    asked = parser.parse_args()
    print("                       changes  kills  seconds  faults")
    good = [run("sqlite", InSqlite(), asked.processes, asked.kills)]
    good.append(not run("sqlite, control", InSqlite(careless=True), asked.processes, 0))
    with tempfile.TemporaryDirectory() as folder:
        print("500 families, one slot, sqlite:", hot_slot(InSqlite(), Path(folder)))
    with server(of_the_system=asked.of_the_system) as running:
        stores = InPostgres(running.conninfo)
        with killing(running, asked.server_kills, pause=3.0) as done:
            good.append(run("postgres", stores, asked.processes, asked.kills, done))
        print("500 families, one slot, postgres:", hot_slot(stores, Path()))
    with server(of_the_system=asked.of_the_system) as running:
        control = InPostgres(running.conninfo, careless=True)
        good.append(not run("postgres, control", control, asked.processes, 0))
    return 0 if all(good) else 1


if __name__ == "__main__":
    raise SystemExit(main())
