"""What is wrong after processes have booked on one scarce evening and been killed.

It goes by the tables and by what processes noted, and knows JSON and the rules of that one
evening. Of the library it knows `check_history` alone, which looks for cycles. See
``benchmarks.crash``.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import attrs

from benchmarks.backs import Tables
from conferencekit.testing import Transaction, check_history

__all__ = ["TOLD", "Log", "found_wrong"]

TOLD: Final = "crash.transaction"
"""The kind of event by which a transaction tells what it saw and did."""


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
    """What is wrong, by the tables, JSON and the rules of this one desk."""
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
