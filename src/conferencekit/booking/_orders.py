"""What every command asks before anything is done, whoever gives it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

import attrs

from conferencekit.booking._ledger import Ledger
from conferencekit.booking._states import LIFE, Act, State
from conferencekit.booking.desk import Desk
from conferencekit.booking.model import (
    Actor,
    Booking,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Override,
    Role,
    Step,
)
from conferencekit.scheduling.round import Kind, Meeting
from conferencekit.storage import Decision, Document, Key, Operation
from conferencekit.time import Instant

__all__ = ["Order", "Refused", "desk_operation", "refusal"]

R = TypeVar("R")

_OF_STAFF: Final = frozenset({Act.MEET, Act.MISS})
_HIDDEN: Final = frozenset({Kind.GUARDIAN, Kind.STUDENT})


@attrs.frozen
class Order:
    """Who wants what done, when.

    Attributes:
        act: What.
        by: Who.
        at: When.
        what: The command in one line; the same for the same command.
        request: The id of the request; None where it has none.
        expected: The version of the booking that the caller saw; None for whichever.
        override: What the office puts aside.
        why: The reason that was given.
    """

    act: Act
    by: Actor
    at: Instant
    what: str = ""
    request: str | None = None
    expected: int | None = None
    override: Override | None = None
    why: str = ""

    @property
    def waived(self) -> frozenset[ObjectionKind]:
        """The objections that are put aside; only the office can."""
        if self.override is None or self.by.role is not Role.OFFICE:
            return frozenset()
        return self.override.kinds

    @property
    def reason(self) -> str:
        """Why, in the words of whoever ordered it."""
        return self.override.why if self.override else self.why

    def step(self, booking: Booking, overridden: Iterable[ObjectionKind] = ()) -> Step:
        """The step that leads to how a meeting stands now."""
        return Step(
            act=self.act,
            at=self.at,
            by=self.by,
            state=booking.state,
            start=booking.start,
            until=booking.until,
            request=self.request,
            what=self.what if self.request else "",
            overridden=tuple(sorted(set(overridden))),
            why=self.reason,
        )


class Refused(Exception):  # noqa: N818  never leaves the room: a refusal is a result
    """Ends a decision with a refusal, from wherever it is found."""

    def __init__(self, refusal: BookingRefusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def desk_operation(
    desk: Desk,
    keys: Iterable[Key],
    decide: Callable[[Ledger], Decision[R]],
    *,
    at: Instant,
    reads: bool = False,
) -> Operation[R | BookingRefusal]:
    """An operation at a desk: refused where the store keeps another one.

    Args:
        desk: The desk.
        keys: The documents it is about.
        decide: What is to be done; may raise :class:`Refused`.
        at: When.
        reads: Whether nothing is written.
    """
    keys = tuple(keys)

    def checked(documents: Mapping[Key, Document]) -> Decision[R | BookingRefusal]:
        kept = documents.get(desk.keys.desk)
        if kept is None or kept.body.data.get("digest") != desk.digest:
            return Decision(BookingRefusal.of((_outdated(desk, kept is None),)))
        try:
            return decide(Ledger(desk, documents, at, keys))
        except Refused as refused:
            return Decision(refused.refusal)

    if reads:
        return Operation((), checked, shared=(desk.keys.desk, *keys))
    return Operation(keys, checked, shared=(desk.keys.desk,))


def _outdated(desk: Desk, is_missing: bool) -> Objection:  # noqa: FBT001
    text = (
        f"no desk of {desk.round.id} is kept: run keep_desk first"
        if is_missing
        else f"the desk of {desk.round.id} was changed: get it with kept_desk"
    )
    return Objection(ObjectionKind.OUTDATED, text)


def refusal(desk: Desk, by: Actor, objections: Iterable[Objection]) -> Refused:
    """A refusal, told so that a family learns nothing about others."""
    found = tuple(dict.fromkeys(_told(desk, by, one) for one in objections))
    return Refused(BookingRefusal.of(found))


# ------------------------------------------------------------------------------------- objections


def objections_before(ledger: Ledger, meeting: Meeting, order: Order) -> Iterator[Objection]:
    """What stands in the way of an act, wherever the meeting is to be put."""
    booking = ledger.booking(meeting.id)
    foreign = tuple(_authority(ledger.desk, meeting, booking, order))
    if foreign:  # whose meeting it is not is told nothing about it
        yield from foreign
        return
    yield from _state(ledger, meeting, booking, order)
    if order.by.role is Role.FAMILY:
        yield from times_for_family(ledger.desk, order.by, order.at)
        if booking.start is not None and booking.state is State.BOOKED:
            yield from cutoff(ledger.desk, booking.start, order.at)


def _authority(
    desk: Desk, meeting: Meeting, booking: Booking, order: Order
) -> Iterator[Objection]:
    if order.override is not None and order.by.role is not Role.OFFICE:
        yield Objection(ObjectionKind.NOT_YOURS, "only the office overrides")
    if is_nobody(desk, order.by):
        yield no_such(order.by)
    elif not may_act(desk, meeting, order.by):
        text = f"{meeting.id} is no meeting of {order.by.id}"
        yield Objection(ObjectionKind.NOT_YOURS, text, (), (meeting.id,))
    elif order.by.role is Role.FAMILY and _is_of_staff(booking, order.act):
        yield Objection(ObjectionKind.NOT_YOURS, "that is for the school to say")
    elif _is_held_by_another(booking, order):
        text = f"{meeting.id} is held by another of its families"
        yield Objection(ObjectionKind.NOT_YOURS, text, (), (meeting.id,))


def no_such(whose: Actor) -> Objection:
    """That nobody is meant."""
    return Objection(ObjectionKind.UNKNOWN, f"there is no {whose}")


def is_nobody(desk: Desk, by: Actor) -> bool:
    """Whether there is no such family or person."""
    if by.role is Role.FAMILY:
        return desk.family(by.id) is None
    return by.role is Role.STAFF and not desk.round.has_person(by.id)


def _is_of_staff(booking: Booking, act: Act) -> bool:
    """Whether an act is for the school alone."""
    return act in _OF_STAFF or (act is Act.REOPEN and booking.state is State.MISSED)


def may_act(desk: Desk, meeting: Meeting, by: Actor) -> bool:
    """Whether a meeting is somebody's to command."""
    if by.role is Role.FAMILY:
        return any(one.id == by.id for one in desk.families_of(meeting))
    if by.role is Role.STAFF:
        return by.id in (*meeting.required, *desk.members(meeting))
    return by.role is Role.OFFICE


def _is_held_by_another(booking: Booking, order: Order) -> bool:
    """Whether another family holds the start; the school may step in."""
    holder = booking.by
    return (
        order.by.role is Role.FAMILY
        and booking.state is State.HELD
        and holder is not None
        and holder != order.by
    )


def _state(
    ledger: Ledger, meeting: Meeting, booking: Booking, order: Order
) -> Iterator[Objection]:
    if order.expected is not None and order.expected != ledger.stored(meeting.id).version:
        text = f"{meeting.id} was changed meanwhile: it is {booking.state} now"
        yield Objection(ObjectionKind.CHANGED, text, (), (meeting.id,))
    if order.act in LIFE[booking.state]:
        return
    if order.act is Act.CONFIRM and ledger.stored(meeting.id).is_void(ledger.at):
        text = f"what was held for {meeting.id} has lapsed"
        yield Objection(ObjectionKind.LAPSED, text, (), (meeting.id,))
        return
    text = f"{meeting.id} is {booking.state}: there is nothing to {order.act}"
    yield Objection(ObjectionKind.STATE, text, (), (meeting.id,))


def times_for_family(desk: Desk, by: Actor, at: Instant) -> Iterator[Objection]:
    """Whether booking is open for a family."""
    policy, family = desk.policy, desk.family(by.id)
    if policy.closes is not None and at >= policy.closes:
        yield Objection(ObjectionKind.CLOSED, f"booking closed at {_shown(desk, policy.closes)}")
    if family is None or not policy.releases:
        return
    opens = policy.opens_for(family)
    if opens is None:
        text = f"booking is not open to {family.id}"
        yield Objection(ObjectionKind.NOT_OPEN, text, family.people)
    elif at < opens:
        text = f"booking opens to {family.id} at {_shown(desk, opens)}"
        yield Objection(ObjectionKind.NOT_OPEN, text, family.people, (), opens)


def cutoff(desk: Desk, start: Instant, at: Instant) -> Iterator[Objection]:
    """Whether a family is too late to take or leave a start."""
    last = start.plus(minutes=-desk.policy.cutoff_minutes)
    if at >= last:
        text = f"{_shown(desk, start)} could be taken or left until {_shown(desk, last)}"
        if at >= start:
            text = f"{_shown(desk, start)} has passed"
        yield Objection(ObjectionKind.TOO_LATE, text)


def _shown(desk: Desk, instant: Instant) -> str:
    return desk.round.timezone.isoformat(instant)


# ------------------------------------------------------------------------------------- discretion


_TOLD: Final = {
    ObjectionKind.ONCE: "{who} is in another meeting then",
    ObjectionKind.AVAILABLE: "{who} cannot then",
    ObjectionKind.BLOCKED: "{who} cannot then",
    ObjectionKind.TRAVEL: "{who} would have no time to walk",
    ObjectionKind.RUN: "{who} needs a break then",
    ObjectionKind.APART: "{who} cannot then",
    ObjectionKind.LIMIT: "as many meetings are booked as may be",
}


def _told(desk: Desk, by: Actor, one: Objection) -> Objection:
    """An objection as it is told: to a family without other families' meetings and people.

    That somebody is to be kept away from them is told as any other lack of time, so that nobody
    learns where and when the other is.
    """
    if by.role is not Role.FAMILY or one.kind not in _TOLD:
        return one
    own = desk.family(by.id)
    own_people = own.people if own is not None else ()
    people = tuple(id_ for id_ in one.people if id_ in own_people or not _is_hidden(desk, id_))
    if one.kind is ObjectionKind.APART:
        people = ()
    kind = ObjectionKind.AVAILABLE if one.kind is ObjectionKind.APART else one.kind
    who = " and ".join(people) or "somebody"
    mine = (meeting for id_ in one.meetings if (meeting := desk.meeting(id_)) is not None)
    return Objection(
        kind=kind,
        text=_TOLD[one.kind].format(who=who),
        people=people,
        meetings=tuple(meeting.id for meeting in mine if may_act(desk, meeting, by)),
    )


def _is_hidden(desk: Desk, person: str) -> bool:
    """Whether others' families are not told of somebody."""
    return not desk.round.has_person(person) or desk.round.person(person).kind in _HIDDEN
