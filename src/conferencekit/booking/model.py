"""What is booked, by whom, and what was said against it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import attrs

from conferencekit._fields import as_declared
from conferencekit._refusal import Refusal
from conferencekit.booking._states import Act, State
from conferencekit.errors import InvalidInputError
from conferencekit.scheduling.plan import Placement
from conferencekit.scheduling.rules import Rule
from conferencekit.time import Instant, Windows

__all__ = [
    "Actor",
    "Booking",
    "BookingRefusal",
    "Objection",
    "ObjectionKind",
    "Override",
    "ProposedSwap",
    "Role",
    "Step",
    "SwapProposal",
    "Waiting",
]


class Role(StrEnum):
    """In which part somebody acts. Who may claim it is for the host to establish."""

    FAMILY = "family"
    """For the meetings of one family."""
    STAFF = "staff"
    """For the meetings that one person of the round takes part in, and for their time."""
    OFFICE = "office"
    """For everybody; may override."""
    CLOCK = "clock"
    """Time itself: what lapses, what is offered, what is due."""


@attrs.frozen
class Actor:
    """Who gives a command.

    Attributes:
        role: In which part.
        id: Of the family, of the person of the round, or whatever the host calls the office's
            people by.
    """

    role: Role
    id: str = ""

    def __str__(self) -> str:
        """The part and the id, such as ``family reed``."""
        return f"{self.role} {self.id}".rstrip()

    @classmethod
    def family(cls, id_: str) -> "Actor":
        """A family, by its id."""
        return cls(Role.FAMILY, id_)

    @classmethod
    def staff(cls, id_: str) -> "Actor":
        """A teacher or another person of the round, by their id."""
        return cls(Role.STAFF, id_)

    @classmethod
    def office(cls, id_: str = "office") -> "Actor":
        """The school's office."""
        return cls(Role.OFFICE, id_)


CLOCK: Final = Actor(Role.CLOCK)


class ObjectionKind(StrEnum):
    """What can stand in the way of a command."""

    OUTDATED = "outdated"
    """The desk was changed, or never kept: get it anew from the store."""
    UNKNOWN = "unknown"
    """The round has no such meeting, person or family."""
    NOT_YOURS = "not-yours"
    """It is not for them to do."""
    STATE = "state"
    """The meeting does not stand so that this can be done."""
    CHANGED = "changed"
    """It is not what the caller saw: look again."""
    REUSED = "reused"
    """The request id was used for another command."""
    LAPSED = "lapsed"
    """The hold, the offer or the proposal has run out."""
    NOT_OPEN = "not-open"
    """Booking is not open yet for this family."""
    CLOSED = "closed"
    """Booking has closed for families."""
    TOO_LATE = "too-late"
    """It is too near the start, old or new, for a family."""
    TOO_EARLY = "too-early"
    """It has not begun."""
    LIMIT = "limit"
    """The family has as many meetings as it may."""
    NO_WAITLIST = "no-waitlist"
    """The school keeps no waitlist."""
    BLOCKED = "blocked"
    """Somebody's time is blocked."""
    AFFECTED = "affected"
    """Meetings stand in the time to be blocked."""
    GRID = "grid"
    AVAILABLE = "available"
    ONCE = "once"
    TRAVEL = "travel"
    RUN = "run"
    APART = "apart"
    FIXED = "fixed"

    @classmethod
    def of(cls, rule: Rule) -> "ObjectionKind":
        """That a hard rule of the round is broken."""
        return cls(rule.name.lower())

    @property
    def is_waivable(self) -> bool:
        """Whether the office can override it.

        Nobody can override that a person is in one place at a time, nor what a court has ordered.
        """
        return self in _WAIVABLE


_WAIVABLE: Final = frozenset(
    {
        ObjectionKind.NOT_OPEN,
        ObjectionKind.CLOSED,
        ObjectionKind.TOO_LATE,
        ObjectionKind.LIMIT,
        ObjectionKind.BLOCKED,
        ObjectionKind.AVAILABLE,
        ObjectionKind.TRAVEL,
        ObjectionKind.RUN,
        ObjectionKind.FIXED,
    }
)


@attrs.frozen(order=True, field_transformer=as_declared)
class Objection:
    """One thing that stands in the way.

    A family is told no more than concerns it: other families' meetings and people are left out.

    Attributes:
        kind: What.
        text: The same for people; ids, no names.
        people: The ids of the people concerned.
        meetings: The ids of the meetings concerned.
        opens: When it would no longer stand in the way, where that is a matter of time.
    """

    kind: ObjectionKind
    text: str
    people: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    opens: Instant | None = None

    def __str__(self) -> str:
        """The text."""
        return self.text


@attrs.frozen(field_transformer=as_declared)
class BookingRefusal(Refusal):
    """That a command was refused, with everything that stood in the way; nothing was changed.

    Attributes:
        objections: Everything that stood in the way; at least one. The reason is their texts.
    """

    objections: tuple[Objection, ...] = attrs.field(kw_only=True)

    @classmethod
    def of(cls, objections: Iterable[Objection]) -> "BookingRefusal":
        """The refusal that some objections make; at least one."""
        found = tuple(objections)
        return cls("; ".join(map(str, found)), objections=found)

    @property
    def kinds(self) -> frozenset[ObjectionKind]:
        """What kinds of objections there were."""
        return frozenset(one.kind for one in self.objections)


@attrs.frozen(field_transformer=as_declared)
class Override:
    """That the office wants something done against objections. It is recorded with the booking.

    Attributes:
        why: In the office's words; not empty.
        kinds: The objections it knows of and puts aside, all of them waivable.

    Raises:
        InvalidInputError: No reason is given, or a kind cannot be overridden.
    """

    why: str
    kinds: frozenset[ObjectionKind]

    def __attrs_post_init__(self) -> None:
        """Refuse what nobody can override."""
        if not self.why.strip():
            raise InvalidInputError.single("why", "is empty", "say why it is done nevertheless")
        never = sorted(kind for kind in self.kinds if not kind.is_waivable)
        if never:
            raise InvalidInputError.single("kinds", f"{', '.join(never)} cannot be overridden")


@attrs.frozen(field_transformer=as_declared)
class Step:
    """One thing that was done to a meeting.

    Attributes:
        act: What.
        at: When.
        by: By whom.
        state: The state after it.
        start: The start after it.
        until: Until when that was held.
        request: The id of the request that asked for it.
        what: The command in one line, to tell a repeated request from another one; where it has
            an id.
        overridden: The objections that were put aside.
        why: The reason that was given.
    """

    act: Act
    at: Instant
    by: Actor
    state: State
    start: Instant | None = None
    until: Instant | None = None
    request: str | None = None
    what: str = ""
    overridden: tuple[ObjectionKind, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        """What, by whom and when, such as ``book by family reed at 2026-11-09T07:01:00+00:00``."""
        why = f": {self.why}" if self.why else ""
        return f"{self.act} by {self.by} at {self.at.isoformat()}{why}"


@attrs.frozen
class Waiting:
    """That a family asks for the next start that comes free.

    Attributes:
        since: When it first asked; who asked earlier comes first.
        within: The windows in which it would come; None for any time.
        turn: How many asked before it at the same instant, of those who need the same people.
    """

    since: Instant
    within: Windows | None = None
    turn: int = 0


@attrs.frozen
class SwapProposal:
    """That one family proposes to another to change places.

    Attributes:
        other: The id of the meeting to change places with.
        start: The start it had when it was proposed.
        until: When the proposal runs out.
    """

    other: str
    start: Instant
    until: Instant


@attrs.frozen
class ProposedSwap:
    """A proposal as whoever may accept it sees it; nothing else of the other meeting.

    Attributes:
        meeting: The id of the meeting whose family proposed it.
        gives: The start they would give up, and the other meeting would have.
        other: The id of the meeting it is to change places with.
        wants: The start of that meeting, which they would have.
        until: When the proposal runs out.
    """

    meeting: str
    gives: Instant
    other: str
    wants: Instant
    until: Instant


def _counted(steps: tuple[Step, ...]) -> str:
    return f"<{len(steps)} steps>"


@attrs.frozen(field_transformer=as_declared)
class Booking:
    """How one meeting stands.

    Attributes:
        meeting: Its id.
        state: Open, held, booked, ...
        version: How often it was changed; 0 for never.
        start: When it starts; None where it has no start.
        pools: For each of its pools, by id, the member who takes part.
        attending: Those of its optional people who attend.
        until: When a hold or an offer lapses.
        by: Who took the start.
        waiting: Where it waits for a start.
        proposal: Where its family proposed to another one to change places; what others propose
            to it, :func:`~conferencekit.booking.swaps.proposals_to` tells.
        reminded: Of which reminders, in minutes before the start, people were told.
        history: The last things done to it, oldest first.
    """

    meeting: str
    state: State = State.OPEN
    version: int = 0
    start: Instant | None = None
    pools: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    attending: tuple[str, ...] = ()
    until: Instant | None = None
    by: Actor | None = None
    waiting: Waiting | None = None
    proposal: SwapProposal | None = None
    reminded: tuple[int, ...] = ()
    history: tuple[Step, ...] = attrs.field(default=(), repr=_counted)

    def __str__(self) -> str:
        """How it stands, in UTC: ``ada:reed is booked at 2026-11-24T17:00:00+00:00``.

        For logs; :func:`~conferencekit.booking.showing.shown_time` is for people.
        """
        text = f"{self.meeting} is {self.state}"
        if self.start is not None:
            text += f" at {self.start.isoformat()}"
        if self.until is not None:
            text += f" until {self.until.isoformat()}"
        return f"{text}, waiting" if self.waiting is not None else text

    @property
    def placement(self) -> Placement | None:
        """Where it stands; None where it has no start."""
        if self.start is None:
            return None
        return Placement(self.meeting, self.start, self.pools, self.attending)

    @property
    def overridden(self) -> tuple[ObjectionKind, ...]:
        """The objections that were put aside for the start it has."""
        return next((one.overridden for one in reversed(self.history) if one.act in _PLACES), ())

    def is_void(self, at: Instant) -> bool:
        """Whether its hold or offer has run out at an instant."""
        return self.until is not None and self.until <= at


_PLACES: Final = frozenset({Act.HOLD, Act.BOOK, Act.CONFIRM, Act.MOVE, Act.OFFER})
