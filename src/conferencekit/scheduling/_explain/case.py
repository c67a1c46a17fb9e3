"""A meeting and some facts, in cells: asked again and again with fewer of the facts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

import attrs

from conferencekit.scheduling._bits import room_for
from conferencekit.scheduling._explain.facts import (
    Apart,
    Fact,
    Held,
    Hours,
    LongestRun,
    OnlyMembers,
    Pinned,
    Stands,
    TooLong,
    Walk,
    Within,
)
from conferencekit.scheduling._explain.fit import Effort, Piece, fit, keys_of
from conferencekit.scheduling._explain.ground import Ground, Limits

__all__ = ["Case", "facts_among", "facts_of"]


@attrs.frozen
class _Hold:
    """Where a fact holds a meeting or a person: which of its cells or starts it leaves."""

    fact: int
    whom: int
    left: int


class Case:
    """Whether a meeting, with some of some facts, is impossible.

    Args:
        ground: The round.
        meeting: The number of the meeting.
        facts: All that can be asked about.
    """

    def __init__(self, ground: Ground, meeting: int, facts: Sequence[Fact]) -> None:
        self.ground = ground
        self.meeting = meeting
        self.facts = tuple(facts)
        self._hours: list[_Hold] = []
        self._within: list[_Hold] = []
        self._pinned: list[_Hold] = []
        self._held: list[tuple[int, int]] = []
        self._standing: dict[int, tuple[int, tuple[int, ...]]] = {}
        self._pools: dict[str, tuple[int, tuple[int, ...]]] = {}
        self._runs: list[tuple[int, int, tuple[int, int]]] = []
        self._walks: list[tuple[int, tuple[int, int], int]] = []
        self._apart: list[tuple[int, tuple[int, int], int]] = []
        self._too_long: set[int] = set()
        self._known: dict[object, bool | None] = {}
        for index, fact in enumerate(self.facts):
            self._take(index, fact)

    def _take(self, index: int, fact: Fact) -> None:  # noqa: C901  one arm for each kind
        ground, codec = self.ground, self.ground.codec
        match fact:
            case Hours():
                span = ground.span[fact.session].mask
                left = ground.cells & ~span | span & codec.cells(fact.windows)
                self._hours.append(_Hold(index, codec.person[fact.person], left))
            case Within():
                left = codec.cells(fact.windows)
                self._within.append(_Hold(index, codec.task[fact.meeting], left))
            case Pinned():
                cell = codec.cell(fact.start)
                left = 0 if cell is None else 1 << cell
                self._pinned.append(_Hold(index, codec.task[fact.meeting], left))
            case Held():
                self._held.append((index, codec.task[fact.meeting]))
            case Stands():
                number = codec.task[fact.meeting]
                cell = codec.cell(fact.start)
                self._pinned.append(_Hold(index, number, 0 if cell is None else 1 << cell))
                members = tuple(codec.person[id_] for id_ in fact.members)
                self._standing[number] = index, members
            case OnlyMembers():
                members = tuple(codec.person[id_] for id_ in fact.members)
                self._pools[fact.pool] = index, members
            case LongestRun():
                longest = fact.minutes // ground.round.tick_minutes
                run = longest, ground.ticks(fact.pause_minutes)
                self._runs.append((index, codec.person[fact.person], run))
            case Walk():
                one, other = (codec.place[id_] for id_ in fact.places)
                self._walks.append((index, (one, other), ground.ticks(fact.minutes)))
            case Apart():
                one, other = (codec.person[id_] for id_ in fact.people)
                self._apart.append((index, (one, other), fact.minutes))
            case TooLong():
                self._too_long.add(index)

    def is_enough(self, active: Collection[int], steps: int | None) -> bool | None:
        """Whether some of the facts leave no spots; None where that takes more steps.

        Sets of facts that come to the same, such as one family's meeting instead of another's with
        the same hours, are looked at once.
        """
        if not self._too_long.isdisjoint(active):
            return True
        limits = self._limits(active)
        pieces = tuple(self._pieces(self._numbers(active), active, limits))
        keys = frozenset(Counter(keys_of(pieces, limits)).items())
        shared = {one for key, _ in keys for one in key.people}
        key = keys, limits.key(shared.union(m for piece in pieces for m in _pooled(piece)))
        if key not in self._known:
            effort = Effort(steps)
            found = fit(pieces, limits, effort)
            self._known[key] = None if effort.is_spent else found is None
        return self._known[key]

    def _numbers(self, active: Collection[int]) -> list[int]:
        held = {number for index, number in self._held if index in active}
        held |= {number for number, (index, _) in self._standing.items() if index in active}
        return [self.meeting, *sorted(held - {self.meeting})]

    def _limits(self, active: Collection[int]) -> Limits:
        walks: dict[tuple[int, int], int] = {}
        for index, (one, other), cells in self._walks:
            if index in active:
                walks[one, other] = walks[other, one] = cells
        apart: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for index, (one, other), minutes in self._apart:
            if index in active:
                apart[one].append((other, minutes))
                apart[other].append((one, minutes))
        runs = {person: run for index, person, run in self._runs if index in active}
        return Limits(self.ground, runs, walks, apart)

    def _pieces(
        self, numbers: Iterable[int], active: Collection[int], limits: Limits
    ) -> Iterator[Piece]:
        free: dict[int, int] = defaultdict(lambda: self.ground.cells)
        for hold in self._hours:
            if hold.fact in active:
                free[hold.whom] &= hold.left
        for number in numbers:
            yield self._piece(number, active, free, limits)

    def _piece(
        self, number: int, active: Collection[int], free: dict[int, int], limits: Limits
    ) -> Piece:
        ground = self.ground
        meeting = ground.round.meetings[number]
        length = ground.length(number)
        people = tuple(ground.codec.person[id_] for id_ in meeting.required)
        index, members = self._standing.get(number, (-1, ()))
        is_standing = index in active
        people += tuple(one for one in members if one not in people) if is_standing else ()
        cells = ground.cells
        for person in people:
            cells &= _of_somebody(person, length, free, limits)
        for hold in self._within:
            if hold.whom == number and hold.fact in active and not is_standing:
                cells &= hold.left
        starts = room_for(cells, length)
        for hold in self._pinned:
            if hold.whom == number and hold.fact in active:
                starts &= hold.left
        pools = () if is_standing else tuple(self._members(number, active, free, limits))
        return Piece(length, starts, people, pools, ground.place[number])

    def _members(
        self, number: int, active: Collection[int], free: dict[int, int], limits: Limits
    ) -> Iterator[tuple[tuple[int, int], ...]]:
        length = self.ground.length(number)
        for pool in self.ground.round.meetings[number].from_pools:
            index, members = self._pools.get(pool, (-1, ()))
            if index in active:
                yield tuple(
                    (one, room_for(_of_somebody(one, length, free, limits), length))
                    for one in members
                )


def _pooled(piece: Piece) -> Iterator[int]:
    return (member for pool in piece.pools for member, _ in pool)


def _of_somebody(person: int, length: int, free: dict[int, int], limits: Limits) -> int:
    """The cells somebody has for a meeting so long."""
    run = limits.runs.get(person)
    return 0 if run is not None and run[0] < length else free[person]


# ---------------------------------------------------------------------------- finding the facts


def facts_of(ground: Ground, number: int) -> Iterator[Fact]:
    """What restricts a meeting if nothing else is held."""
    round_ = ground.round
    meeting = round_.meetings[number]
    if meeting.pinned is not None:
        yield Pinned(meeting.id, meeting.pinned)
    if meeting.within is not None:
        yield Within(meeting.id, meeting.within)
    people = dict.fromkeys(meeting.required)
    for id_ in meeting.from_pools:
        members = round_.pool(id_).members
        people.update(dict.fromkeys(members))
        yield OnlyMembers(id_, members)
    for id_ in people:
        yield from _facts_of_person(ground, id_)


def _facts_of_person(ground: Ground, id_: str) -> Iterator[Fact]:
    person = ground.round.person(id_)
    if person.available is not None:
        for name, windows, is_whole in ground.hours(id_):
            if not is_whole:
                yield Hours(id_, name, windows)
    if person.max_run_minutes is not None and person.break_minutes is not None:
        yield LongestRun(id_, person.max_run_minutes, person.break_minutes)


def facts_among(ground: Ground, numbers: Collection[int]) -> Iterator[Fact]:
    """What holds between some meetings: walks, and people kept apart."""
    round_ = ground.round
    places = sorted({ground.place[number] for number in numbers} - {-1})
    ids = [round_.places[place].id for place in places]
    for one, other in combinations(ids, 2):
        minutes = round_.travel_between(one, other)
        if minutes:
            yield Walk((one, other), minutes)
    people = set(people_of(ground, numbers))
    apart: dict[tuple[str, str], int] = {}
    for pair in round_.keep_apart:
        if people.issuperset(pair.people):
            one, other = sorted(pair.people)
            apart[one, other] = max(pair.minutes, apart.get((one, other), 0))
    for people_apart, minutes in apart.items():
        yield Apart(people_apart, minutes)


def people_of(ground: Ground, numbers: Iterable[int]) -> Iterator[str]:
    """Everybody required in some meetings, or member of a pool of theirs."""
    for number in numbers:
        meeting = ground.round.meetings[number]
        yield from meeting.required
        for pool in meeting.from_pools:
            yield from ground.round.pool(pool).members
