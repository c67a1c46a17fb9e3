"""Finding the facts that keep one meeting from having a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import StrEnum

import attrs

from conferencekit._fields import as_declared
from conferencekit.scheduling._explain.case import Case, facts_among, facts_of, people_of
from conferencekit.scheduling._explain.facts import (
    Fact,
    Held,
    Hours,
    Pinned,
    Stands,
    TooLong,
    Walk,
    Within,
)
from conferencekit.scheduling._explain.ground import Ground
from conferencekit.scheduling._explain.shrink import irreducible
from conferencekit.scheduling.plan import Placement, Plan

__all__ = [
    "Grounds",
    "ReasonKind",
    "Standing",
    "as_the_others_stand",
    "grounds_for",
    "is_too_long",
]

_FEW = 16
"""How many meetings are looked at together when those of several people are joined."""


class ReasonKind(StrEnum):
    """What a reason speaks of."""

    ALONE = "alone"
    """The meeting has no start even if nothing else is held."""
    TOGETHER = "together"
    """It cannot be held along with certain others, wherever those stand."""
    AS_THE_OTHERS_STAND = "as the others stand"
    """It has no start with the others where they are."""
    NOT_NEEDED = "not needed"
    """It does have a start."""


@attrs.frozen(field_transformer=as_declared)
class Grounds:
    """Facts that are enough, none of them idle; and what they speak of."""

    kind: ReasonKind
    facts: tuple[Fact, ...]


class Standing:
    """Which meetings stand where under a plan, and whose they are.

    Args:
        ground: The round.
        plan: A plan of it.

    Attributes:
        placements: By the number of the meeting.
        of_person: For each person the numbers of the meetings they are required in or chosen for.
        of_pool: For each pool the numbers of the meetings that ask for it.
    """

    def __init__(self, ground: Ground, plan: Plan) -> None:
        round_, task = ground.round, ground.codec.task
        self.placements = {task[one.meeting]: one for one in plan.placements}
        self.of_person: dict[str, list[int]] = defaultdict(list)
        self.of_pool: dict[str, list[int]] = defaultdict(list)
        for number, placement in self.placements.items():
            meeting = round_.meetings[number]
            for id_ in (*meeting.required, *placement.pools.values()):
                self.of_person[id_].append(number)
            for id_ in meeting.from_pools:
                self.of_pool[id_].append(number)


def is_too_long(ground: Ground, number: int) -> TooLong | None:
    """The fact that no session is as long as a meeting, where that is so."""
    meeting = ground.round.meetings[number]
    longest = max(one.end.minute - one.start.minute for one in ground.round.sessions)
    return TooLong(meeting.id, meeting.minutes, longest) if meeting.minutes > longest else None


def grounds_for(ground: Ground, standing: Standing, number: int, effort: int) -> Grounds | None:
    """Proof that a meeting cannot be held alone, or along with others; None where none is found.

    Args:
        ground: The round.
        standing: The placed meetings.
        number: The meeting.
        effort: How many steps a proof may take.
    """
    too_long = is_too_long(ground, number)
    if too_long is not None:
        return Grounds(ReasonKind.ALONE, (too_long,))
    own = list(facts_of(ground, number))
    found = _smallest(Case(ground, number, own), (_meetings_last(own, number, ground),), None)
    if found is not None:
        return Grounds(ReasonKind.ALONE, found)
    for others in _companies(ground, standing, number):
        facts = _facts_together(ground, number, others)
        orders = (_meetings_last(facts, number, ground), _meetings_first(facts, number, ground))
        found = _smallest(Case(ground, number, facts), orders, effort)
        if found is not None:
            return Grounds(ReasonKind.TOGETHER, found)
    return None


def as_the_others_stand(
    ground: Ground, standing: Standing, number: int, *, at: Pinned | None = None
) -> Iterator[Grounds]:
    """Why a meeting has no start with the others where they are; nothing where it has one.

    Every reason shares no fact with those before, except the start asked about.

    Args:
        ground: The round.
        standing: The placed meetings; itself left out.
        number: The meeting.
        at: The one start that is asked about.
    """
    facts = [fact for fact in _facts_standing(ground, standing, number) if fact != at]
    given = () if at is None else (at,)
    while True:
        case = Case(ground, number, (*facts, *given))
        orders = (_meetings_first(facts, number, ground),)
        found = _smallest(case, orders, None, given=len(given))
        if found is None:
            return
        yield Grounds(ReasonKind.AS_THE_OTHERS_STAND, found)
        facts = [fact for fact in facts if fact not in found]


# -------------------------------------------------------------------------------------- shrinking


def _smallest(
    case: Case, orders: Iterable[Sequence[int]], effort: int | None, *, given: int = 0
) -> tuple[Fact, ...] | None:
    """The fewest facts that remain by one order or another; None where all are not enough.

    The last ``given`` facts of the case are never dropped, and are not in the answer.
    """
    best: set[int] | None = None
    is_enough = _asking(case, effort, given)
    if not is_enough(set(range(len(case.facts) - given))):
        return None
    again = [index for index, fact in enumerate(case.facts) if isinstance(fact, Walk)]
    for order in orders:
        kept = irreducible(is_enough, order, again=again)
        if kept is not None and (best is None or len(kept) < len(best)):
            best = kept
        if best is not None and not _names_hours(case, best):
            break  # another order would trade meetings for hours
    return None if best is None else tuple(case.facts[index] for index in sorted(best))


def _names_hours(case: Case, facts: Iterable[int]) -> bool:
    """Whether facts name the hours of anybody but the people of the meeting itself."""
    own = case.ground.round.meetings[case.meeting].required
    hours = (fact for fact in map(case.facts.__getitem__, facts) if isinstance(fact, Hours))
    return any(fact.person not in own for fact in hours)


def _asking(case: Case, effort: int | None, given: int) -> Callable[[set[int]], bool | None]:
    """Whether some facts are enough, along with those that are given."""
    always = range(len(case.facts) - given, len(case.facts))
    return lambda active: case.is_enough(active.union(always), effort)


def _meetings_last(facts: Sequence[Fact], number: int, ground: Ground) -> list[int]:
    """An order of dropping that holds on to meetings, and so names few hours."""
    return _ordered(facts, number, ground, hours=1, meetings=2)


def _meetings_first(facts: Sequence[Fact], number: int, ground: Ground) -> list[int]:
    """An order of dropping that holds on to hours, and so names few meetings."""
    return _ordered(facts, number, ground, hours=2, meetings=1)


def _ordered(
    facts: Sequence[Fact], number: int, ground: Ground, *, hours: int, meetings: int
) -> list[int]:
    """Rare kinds of facts first; what the meeting itself asks for last."""
    meeting = ground.round.meetings[number]

    def rank(index: int) -> tuple[int, int, int]:
        match facts[index]:
            case Hours(person=person):
                return hours, person in meeting.required, index
            case Held(meeting=id_) | Stands(meeting=id_):
                other = ground.round.meeting(id_)
                shared = [one in other.required for one in meeting.required]
                return meetings, sum(shared), index
            case Within(meeting=id_) | Pinned(meeting=id_):
                return 3 if id_ == meeting.id else 0, 0, index
        return 0, 0, index

    return sorted(range(len(facts)), key=rank)


# -------------------------------------------------------------------------------- what to look at


def _companies(ground: Ground, standing: Standing, number: int) -> Iterator[tuple[int, ...]]:
    """The placed meetings to look at along with one: of one of its people, then of more."""
    meeting = ground.round.meetings[number]
    tried: set[frozenset[int]] = {frozenset()}
    groups = [standing.of_person[id_] for id_ in meeting.required]
    groups += [standing.of_pool[id_] for id_ in meeting.from_pools]
    groups += [
        [one for id_ in pair.people for one in standing.of_person[id_]]
        for pair in ground.round.keep_apart
        if not set(pair.people).isdisjoint(meeting.required)
    ]
    joined = frozenset(one for group in groups for one in group)
    near = joined.union(
        one
        for other in joined
        for id_ in people_of(ground, [other])
        for one in standing.of_person[id_]
    )
    wider = [group for group in (joined, near) if len(group) <= _FEW]
    for group in (*sorted(groups, key=len, reverse=True), *wider):
        others = frozenset(group) - {number}
        if others not in tried:
            tried.add(others)
            yield tuple(sorted(others))


def _facts_together(ground: Ground, number: int, others: Collection[int]) -> list[Fact]:
    facts = dict.fromkeys(facts_of(ground, number))
    for other in others:
        facts.update(dict.fromkeys(facts_of(ground, other)))
        facts[Held(ground.round.meetings[other].id)] = None
    facts.update(dict.fromkeys(facts_among(ground, (number, *others))))
    return list(facts)


def _facts_standing(ground: Ground, standing: Standing, number: int) -> list[Fact]:
    """What may keep a meeting from a start: its own facts, and whatever touches its people."""
    facts = dict.fromkeys(facts_of(ground, number))
    people = set(people_of(ground, [number]))
    for pair in ground.round.keep_apart:
        if not people.isdisjoint(pair.people):
            people.update(pair.people)
    others = sorted({one for id_ in people for one in standing.of_person[id_]} - {number})
    for other in others:
        facts[stands(standing.placements[other])] = None
    facts.update(dict.fromkeys(facts_among(ground, (number, *others))))
    return list(facts)


def stands(placement: Placement) -> Stands:
    """The fact that a meeting stands where it does."""
    return Stands(placement.meeting, placement.start, tuple(placement.pools.values()))
