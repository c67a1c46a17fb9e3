"""The hard rules of a plan, each stated once.

The reference's page on the round file numbers them; the numbers are those of :class:`Rule`.
This is the readable statement. The solver's own, fast one is held to it by property tests.
"""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from itertools import pairwise, product

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.scheduling._diary import Entry, by_session, diaries, participants, window_of
from conferencekit.scheduling.formats import plan_faults
from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Kind, Meeting, Person, Round
from conferencekit.time import Window, Windows

__all__ = ["Breach", "Entry", "Rule", "check", "check_diaries", "check_placement"]

_Diaries = Mapping[str, list[Entry]]


class Rule(IntEnum):
    """The hard rules, by the numbers of the format's page."""

    GRID = 1
    """A meeting lies within one session and starts on its grid."""
    AVAILABLE = 2
    """Everyone in it is available, and each pool gives one member with no other part in it."""
    ONCE = 3
    """Nobody is in two meetings at once."""
    TRAVEL = 4
    """Between meetings at different places there is time to walk."""
    RUN = 5
    """Nobody's run without a break is longer than their limit."""
    APART = 6
    """People kept apart do not come near each other."""
    FIXED = 7
    """A pinned meeting stays where it is pinned, and one with windows inside them."""


@attrs.frozen(order=True, field_transformer=as_declared)
class Breach:
    """One hard rule, broken once.

    Attributes:
        rule: Which.
        meetings: The ids of the meetings concerned, in the order of time.
        people: The ids of the people concerned.
        minutes: By how much, where that can be said: of overlap, of time missing, of a run too
            long; else 0.
        text: The same for people to read.
    """

    rule: Rule
    meetings: tuple[str, ...]
    people: tuple[str, ...]
    minutes: int
    text: str

    def __str__(self) -> str:
        """The rule's number and the text."""
        return f"rule {int(self.rule)}: {self.text}"


@kinds_checked
def check(round_: Round, plan: Plan) -> tuple[Breach, ...]:
    """Every breach of a hard rule; none means that the plan is valid.

    Args:
        round_: The round.
        plan: A plan for it.

    Raises:
        InvalidInputError: The plan is not one of this round at all (unknown meetings, ...).
    """
    faults = tuple(plan_faults(round_, plan))
    if faults:
        raise InvalidInputError(faults, source=f"plan for {plan.round!r}")
    found: list[Breach] = []
    for placement in plan.placements:
        found += check_placement(round_, round_.meeting(placement.meeting), placement)
    found += check_diaries(round_, diaries(round_, plan))
    return tuple(found)


def check_placement(round_: Round, meeting: Meeting, placement: Placement) -> Iterator[Breach]:
    """What one placed meeting breaks by itself: rules 1, 2 and 7.

    Args:
        round_: The round.
        meeting: Of the round, or one more whose people and pools the round has.
        placement: Where it stands.
    """
    return _placement_breaches(round_, meeting, placement)


def check_diaries(round_: Round, days: Mapping[str, list[Entry]]) -> Iterator[Breach]:
    """What meetings break together: rules 3, 4, 5 and 6.

    Args:
        round_: The round.
        days: For people of the round all their meetings, in order. Of people kept apart, what is
            looked at is in the diaries given.
    """
    for id_, entries in days.items():
        yield from _diary_breaches(round_, round_.person(id_), entries)
    yield from _apart_breaches(round_, days)


# ---------------------------------------------------------------- one meeting: rules 1, 2 and 7


def _placement_breaches(round_: Round, meeting: Meeting, placement: Placement) -> Iterator[Breach]:
    yield from _part_breaches(round_, meeting, placement)
    window = window_of(meeting, placement)
    session = round_.session_at(window)
    if session is None or placement.start not in round_.grid(session):
        text = f"{meeting.id} is not on the grid of one session"
        yield Breach(Rule.GRID, (meeting.id,), (), 0, text)
        return
    if meeting.pinned is not None and placement.start != meeting.pinned:
        yield Breach(Rule.FIXED, (meeting.id,), (), 0, f"{meeting.id} is not at its pinned start")
    if not _inside(window, meeting.within):
        yield Breach(Rule.FIXED, (meeting.id,), (), 0, f"{meeting.id} is outside its windows")
    for id_ in participants(meeting, placement):
        if round_.has_person(id_) and not _inside(window, round_.person(id_).available):
            text = f"{id_} is not available for {meeting.id}"
            yield Breach(Rule.AVAILABLE, (meeting.id,), (id_,), 0, text)


def _inside(window: Window, windows: Windows | None) -> bool:
    return windows is None or window in windows


def _part_breaches(round_: Round, meeting: Meeting, placement: Placement) -> Iterator[Breach]:
    """Whether each pool gives one member, and nobody has two parts."""
    chosen = placement.pools
    if set(chosen) != set(meeting.from_pools):
        text = (
            f"{meeting.id} has people from pools {sorted(chosen)}, "
            f"and asks for {sorted(meeting.from_pools)}"
        )
        yield Breach(Rule.AVAILABLE, (meeting.id,), (), 0, text)
    pools = {pool.id: pool.members for pool in round_.pools} if chosen else {}
    for pool, id_ in chosen.items():
        if pool in pools and id_ not in pools[pool]:
            text = f"{id_}, chosen for {meeting.id}, is not in pool {pool}"
            yield Breach(Rule.AVAILABLE, (meeting.id,), (id_,), 0, text)
    parts = list(participants(meeting, placement))
    twice = tuple(dict.fromkeys(id_ for id_ in parts if parts.count(id_) > 1))
    if twice:
        text = f"{', '.join(twice)} has two parts in {meeting.id}"
        yield Breach(Rule.AVAILABLE, (meeting.id,), twice, 0, text)


# -------------------------------------------------------------- one diary: rules 3, 4, 5 (and 8)


def _diary_breaches(round_: Round, person: Person, entries: list[Entry]) -> Iterator[Breach]:
    for one, other in pairwise(entries):
        if other.start < one.end:
            text = f"{person.id} is in {one.meeting} and {other.meeting} at once"
            overlap = min(one.end, other.end) - other.start
            yield Breach(Rule.ONCE, (one.meeting, other.meeting), (person.id,), overlap, text)
        elif person.kind is not Kind.ROOM and one.session == other.session:
            yield from _travel_breach(round_, person, one, other)
    if person.max_run_minutes is not None and person.break_minutes is not None:
        for day in by_session(entries):
            yield from _run_breaches(person.id, person.max_run_minutes, person.break_minutes, day)


def _travel_breach(round_: Round, person: Person, one: Entry, other: Entry) -> Iterator[Breach]:
    needed = round_.travel_between(one.place, other.place)
    given = other.start - one.end
    if given < needed:
        text = (
            f"{person.id} has {given} of the {needed} minutes it takes "
            f"from {one.meeting} to {other.meeting}"
        )
        meetings = (one.meeting, other.meeting)
        yield Breach(Rule.TRAVEL, meetings, (person.id,), needed - given, text)


def _run_breaches(id_: str, longest: int, pause: int, day: list[Entry]) -> Iterator[Breach]:
    """A breach for each meeting that ends later than its run may last."""
    first = before = day[0]
    for entry in day:
        if entry.start - before.end >= pause:
            first = entry
        before = entry
        if entry.end - first.start > longest:
            text = f"{id_} goes on from {first.meeting} to {entry.meeting} without a break"
            excess = entry.end - first.start - longest
            yield Breach(Rule.RUN, (first.meeting, entry.meeting), (id_,), excess, text)


# ----------------------------------------------------------------------------- two people: rule 6


def _apart_breaches(round_: Round, days: _Diaries) -> Iterator[Breach]:
    for apart in round_.keep_apart:
        one, other = apart.people
        for a, b in product(days.get(one, ()), days.get(other, ())):
            between = max(b.start - a.end, a.start - b.end)
            if a.meeting != b.meeting and between < apart.minutes:
                first, second = sorted((a, b))
                text = (
                    f"{one} in {a.meeting} and {other} in {b.meeting} "
                    f"are not {apart.minutes} minutes apart"
                )
                meetings = (first.meeting, second.meeting)
                missing = apart.minutes - between
                yield Breach(Rule.APART, meetings, (one, other), missing, text)
