"""The round: what is to be placed, who takes part, and when they can.

The classes and their fields have the names of the round file, whose page in the reference
defines them; reading and writing the file is in ``formats``.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import refuse_faults, unknown
from conferencekit.scheduling._integrity import round_faults
from conferencekit.scheduling._packed import packed
from conferencekit.time import Grid, Instant, Window, Windows, Zone

__all__ = [
    "KeepApart",
    "Kind",
    "Meeting",
    "Person",
    "Place",
    "Pool",
    "Round",
    "Session",
    "Travel",
    "TravelPair",
    "Weights",
]

DEFAULT_TICK_MINUTES: Final = 5


class Kind(StrEnum):
    """What a person is in a round. A room is a person whose time a meeting takes, too."""

    TEACHER = "teacher"
    GUARDIAN = "guardian"
    STUDENT = "student"
    INTERPRETER = "interpreter"
    STAFF = "staff"
    ROOM = "room"


@attrs.frozen
class Session:
    """One unbroken block of the round in which meetings may take place, such as an evening.

    Attributes:
        id: Unique among the sessions.
        start: Where its grid begins.
        end: Meetings end here at the latest.
        title: For people.
    """

    id: str
    start: Instant
    end: Instant
    title: str | None = None

    @property
    def window(self) -> Window:
        """The session as a window of time."""
        return Window(self.start, self.end)


@attrs.frozen
class Place:
    """Where meetings are held."""

    id: str
    title: str | None = None


@attrs.frozen
class TravelPair:
    """How many minutes lie between two places, in either direction."""

    one: str
    other: str
    minutes: int


@attrs.frozen(field_transformer=as_declared)
class Travel:
    """How long people walk between places.

    Attributes:
        default: Minutes between two different places that no pair names.
        pairs: Minutes between particular places.
    """

    default: int = 0
    pairs: tuple[TravelPair, ...] = ()


@attrs.frozen(field_transformer=as_declared)
class Person:
    """Anyone, or any room, whose time a meeting takes.

    Attributes:
        id: Unique among the people.
        kind: What they are; waits are counted for guardians, gaps for teachers.
        name: For people; kept out of ``repr``.
        place: Where their meetings are held, unless the meeting says otherwise.
        available: When they can; None for all sessions, empty for never.
        preferred: When they would rather; None where they are indifferent.
        max_run_minutes: The longest run of meetings without a break; None for no limit.
        break_minutes: The least pause that ends a run; comes with ``max_run_minutes``.
    """

    id: str
    kind: Kind
    name: str | None = attrs.field(default=None, repr=False)
    place: str | None = None
    available: Windows | None = None
    preferred: Windows | None = None
    max_run_minutes: int | None = None
    break_minutes: int | None = None


@attrs.frozen(field_transformer=as_declared)
class Pool:
    """People, such as interpreters or rooms, of whom any one will do."""

    id: str
    members: tuple[str, ...]
    title: str | None = None


@attrs.frozen(field_transformer=as_declared)
class Meeting:
    """One conference to be placed.

    Attributes:
        id: Unique among the meetings.
        minutes: How long; a multiple of the tick.
        required: Ids of the people without whom it cannot be; at least one.
        student: Whom it is about; a reference of the caller's that no rule looks at.
        optional: Ids of the people who may attend.
        from_pools: Ids of the pools of which one member each takes part.
        place: Where; None for the place of the first required person who has one.
        priority: What leaving it unplaced counts; 1 or more.
        within: The windows it must lie in; None for anywhere.
        pinned: The start it has, or none.
        previous: The start it had in an earlier plan.
    """

    id: str
    minutes: int
    required: tuple[str, ...]
    student: str | None = None
    optional: tuple[str, ...] = ()
    from_pools: tuple[str, ...] = ()
    place: str | None = None
    priority: int = 1
    within: Windows | None = None
    pinned: Instant | None = None
    previous: Instant | None = None


@attrs.frozen(field_transformer=as_declared)
class KeepApart:
    """Two people whose meetings have so many minutes between them, or are the same meeting."""

    people: tuple[str, str]
    minutes: int


@attrs.frozen
class Weights:
    """What each term of the penalty counts; whole numbers of 0 or more.

    Attributes:
        wait: A minute a guardian waits between meetings.
        waits: Each time a guardian waits.
        longest_wait: A minute of the longest wait of any guardian in one session.
        visit: Each session a guardian comes to beyond the first.
        gap: A minute a teacher sits idle between meetings.
        preference: A required person met outside the times they prefer.
        missed: An optional person who does not attend.
        moved: A meeting that is not at its previous start.
    """

    wait: int = 2
    waits: int = 0
    longest_wait: int = 2
    visit: int = 120
    gap: int = 1
    preference: int = 30
    missed: int = 20
    moved: int = 60


@attrs.frozen(repr=False, field_transformer=as_declared)
class Round:
    """One season of conferences, ready to be solved.

    Attributes:
        id: What plans refer to.
        timezone: In whose local time it is read and written.
        sessions: At least one; they do not overlap.
        people: Everyone whose time is taken.
        meetings: What is to be placed.
        title: For people.
        tick_minutes: Every start lies on this grid, counted from its session's start.
        places: Where meetings are held.
        travel_minutes: How far the places are from each other.
        pools: People of whom any one will do.
        keep_apart: People who must not meet.
        weights: What the terms of the penalty count.

    Raises:
        InvalidInputError: Ids are repeated or unknown, times or durations do not fit; with
            every fault and its path.
    """

    id: str
    timezone: Zone
    sessions: tuple[Session, ...]
    people: tuple[Person, ...]
    meetings: tuple[Meeting, ...]
    title: str | None = None
    tick_minutes: int = DEFAULT_TICK_MINUTES
    places: tuple[Place, ...] = ()
    travel_minutes: Travel = Travel()
    pools: tuple[Pool, ...] = ()
    keep_apart: tuple[KeepApart, ...] = ()
    weights: Weights = Weights()
    _person: Mapping[str, Person] = attrs.field(init=False, eq=False)
    _pool: Mapping[str, Pool] = attrs.field(init=False, eq=False)
    _meeting: Mapping[str, Meeting] = attrs.field(init=False, eq=False)
    _travel: Mapping[tuple[str, str], int] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check the whole, then index it."""
        refuse_faults(self, round_faults, source=f"round {self.id!r}", many=("meetings",))
        object.__setattr__(self, "_person", {person.id: person for person in self.people})
        object.__setattr__(self, "_pool", {pool.id: pool for pool in self.pools})
        object.__setattr__(self, "_meeting", {meeting.id: meeting for meeting in self.meetings})
        object.__setattr__(self, "_travel", _both_ways(self.travel_minutes.pairs))

    def __repr__(self) -> str:
        """Its id and size; no names."""
        return (
            f"<Round {self.id!r}: {len(self.meetings)} meetings, {len(self.people)} people, "
            f"{len(self.sessions)} sessions>"
        )

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[type, bytes]]:
        """Pickle small, without the indices: rounds are sent to other processes."""
        return packed(self)

    def person(self, id_: str) -> Person:
        """The person of an id.

        Raises:
            InvalidInputError: There is none of that id.
        """
        try:
            return self._person[id_]
        except (KeyError, TypeError):
            raise unknown("person", id_, self._person) from None

    def pool(self, id_: str) -> Pool:
        """The pool of an id.

        Raises:
            InvalidInputError: There is none of that id.
        """
        try:
            return self._pool[id_]
        except (KeyError, TypeError):
            raise unknown("pool", id_, self._pool) from None

    def meeting(self, id_: str) -> Meeting:
        """The meeting of an id.

        Raises:
            InvalidInputError: There is none of that id.
        """
        try:
            return self._meeting[id_]
        except (KeyError, TypeError):
            raise unknown("meeting", id_, self._meeting) from None

    def has_person(self, id_: str) -> bool:
        """Whether there is a person of that id."""
        return id_ in self._person

    def has_meeting(self, id_: str) -> bool:
        """Whether there is a meeting of that id."""
        return id_ in self._meeting

    def grid(self, session: Session) -> Grid:
        """The starts a session offers."""
        return Grid(session.window, self.tick_minutes)

    def cells(self, session: Session) -> int:
        """How many whole ticks a session has."""
        return self.grid(session).ticks

    def session_at(self, window: Window) -> Session | None:
        """The session in which a window of time lies wholly; None where there is none."""
        start, end = window.start, window.end
        return next((one for one in self.sessions if one.start <= start and end <= one.end), None)

    def place_of(self, meeting: Meeting) -> str | None:
        """Where a meeting is held; None where it takes no travel (online)."""
        if meeting.place is not None:
            return meeting.place
        places = (self._person[id_].place for id_ in meeting.required)
        return next((place for place in places if place is not None), None)

    def travel_between(self, one: str | None, other: str | None) -> int:
        """Minutes from one place to another; 0 where either is None or they are the same."""
        if one is None or other is None or one == other:
            return 0
        return self._travel.get((one, other), self.travel_minutes.default)


def _both_ways(pairs: tuple[TravelPair, ...]) -> dict[tuple[str, str], int]:
    """Minutes by place and place; the last word counts where a pair stands twice."""
    minutes: dict[tuple[str, str], int] = {}
    for pair in pairs:
        minutes[pair.one, pair.other] = minutes[pair.other, pair.one] = pair.minutes
    return minutes
