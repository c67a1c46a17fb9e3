"""What can be done to one meeting; each function returns an operation for a store to run.

An operation's result is the :class:`~conferencekit.booking.model.Booking` as it stands then, or a
:class:`~conferencekit.booking.model.BookingRefusal` with everything that stood in the way. Every
command takes the same way through the same rules, whoever gives it.

Arguments that many of them share:

- ``by``: who gives the command. The host has made sure that they are who they say.
- ``at``: when; the present instant, from the host's clock.
- ``request``: an id, such as of a form, by which a repeated command gets the first one's answer.
- ``expected``: the version of the booking that the caller saw, so that a stale form changes
  nothing.
- ``override``: what the office puts aside, and why; recorded.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.booking._ledger import Ledger, footprint
from conferencekit.booking._orders import Order, cutoff, desk_operation, objections_before, refusal
from conferencekit.booking._seating import seat
from conferencekit.booking._states import LIFE, Act, State
from conferencekit.booking._waitlist import fill, freeing_footprint, line_of, turn_in_line
from conferencekit.booking.desk import Desk
from conferencekit.booking.events import Happening
from conferencekit.booking.model import (
    Actor,
    Booking,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Override,
    Role,
    Waiting,
)
from conferencekit.scheduling.round import Meeting
from conferencekit.storage import Decision, Operation
from conferencekit.time import Instant, Windows

__all__ = [
    "book",
    "cancel",
    "confirm",
    "hold",
    "leave",
    "mark_met",
    "mark_missed",
    "move",
    "reopen",
    "wait",
    "withdraw",
]

Answer: TypeAlias = Booking | BookingRefusal
"""What a command on one meeting answers."""


@kinds_checked
def hold(
    desk: Desk,
    meeting: str,
    *,
    start: Instant,
    by: Actor,
    at: Instant,
    request: str | None = None,
) -> Operation[Answer]:
    """Keep a start for a while, until it is confirmed or lapses.

    A meeting holds one start: holding another lets go of the first, and holding the same again
    makes it last no longer. What a family holds lapses no later than it could still confirm it.
    """
    order = Order(Act.HOLD, by, at, f"hold {start.isoformat()}", request)

    def then(ledger: Ledger, found: Meeting, order: Order) -> Booking:
        held = ledger.booking(found.id)
        until = at.plus(minutes=desk.policy.hold_minutes)
        if by.role is Role.FAMILY:
            until = min(until, desk.policy.last_for_family(start))
        if held.state is State.HELD and held.start == start and held.until is not None:
            until = held.until
        return _placing(start, until, Happening.HELD)(ledger, found, order)

    return _on_meeting(desk, meeting, order, then)


@kinds_checked
def book(
    desk: Desk,
    meeting: str,
    *,
    start: Instant,
    by: Actor,
    at: Instant,
    request: str | None = None,
    override: Override | None = None,
) -> Operation[Answer]:
    """Take a start at once."""
    what = f"book {start.isoformat()}"
    order = Order(Act.BOOK, by, at, what, request, override=override)
    return _on_meeting(desk, meeting, order, _placing(start, None, Happening.BOOKED))


@kinds_checked
def confirm(
    desk: Desk,
    meeting: str,
    *,
    by: Actor,
    at: Instant,
    request: str | None = None,
    override: Override | None = None,
) -> Operation[Answer]:
    """Take the start that is held or offered; every rule is looked at once more."""
    order = Order(Act.CONFIRM, by, at, "confirm", request, override=override)

    def then(ledger: Ledger, found: Meeting, order: Order) -> Booking:
        booking = ledger.booking(found.id)
        assert booking.start is not None  # noqa: S101  held and offered meetings have one
        return _placing(booking.start, None, Happening.BOOKED)(ledger, found, order)

    return _on_meeting(desk, meeting, order, then)


@kinds_checked
def move(
    desk: Desk,
    meeting: str,
    *,
    start: Instant,
    by: Actor,
    at: Instant,
    request: str | None = None,
    expected: int | None = None,
    override: Override | None = None,
) -> Operation[Answer]:
    """Give a booked meeting another start; it keeps the one it has where that is refused.

    For a family the cut-off holds for both starts. What comes free is offered to who waits.
    """
    order = Order(Act.MOVE, by, at, f"move {start.isoformat()}", request, expected, override)
    return _on_meeting(
        desk, meeting, order, _placing(start, None, Happening.MOVED), is_freeing=True
    )


@kinds_checked
def cancel(
    desk: Desk,
    meeting: str,
    *,
    by: Actor,
    at: Instant,
    why: str = "",
    request: str | None = None,
    expected: int | None = None,
    override: Override | None = None,
) -> Operation[Answer]:
    """Give up a start that is booked, held or offered; the meeting is still wanted.

    What comes free is offered to who waits.
    """
    order = Order(Act.CANCEL, by, at, "cancel", request, expected, override, why)
    return _on_meeting(desk, meeting, order, _freeing, is_freeing=True)


@kinds_checked
def withdraw(
    desk: Desk,
    meeting: str,
    *,
    by: Actor,
    at: Instant,
    why: str = "",
    request: str | None = None,
    override: Override | None = None,
) -> Operation[Answer]:
    """Say that a meeting is not wanted; a start it has comes free."""
    order = Order(Act.WITHDRAW, by, at, "withdraw", request, None, override, why)
    return _on_meeting(desk, meeting, order, _freeing, is_freeing=True)


@kinds_checked
def reopen(
    desk: Desk, meeting: str, *, by: Actor, at: Instant, request: str | None = None
) -> Operation[Answer]:
    """Want a meeting again that was withdrawn or missed."""
    order = Order(Act.REOPEN, by, at, "reopen", request)
    return _on_meeting(desk, meeting, order, _freeing, is_freeing=True)


@kinds_checked
def wait(
    desk: Desk,
    meeting: str,
    *,
    by: Actor,
    at: Instant,
    within: Windows | None = None,
    request: str | None = None,
) -> Operation[Answer]:
    """Ask for the next start that comes free; where there is one now, it is offered at once.

    Asking again changes the windows, not the place in the line. Of those who ask at the same
    instant, who came first is first.

    Args:
        desk: The desk.
        meeting: The id of an open meeting.
        by: Who asks.
        at: When.
        within: When the family would come; None for any time.
        request: See above.
    """
    spans = "" if within is None else str([(w.start.minute, w.end.minute) for w in within])
    order = Order(Act.WAIT, by, at, f"wait {spans}", request)

    def then(ledger: Ledger, found: Meeting, order: Order) -> Booking:
        if desk.policy.offer_minutes is None:
            text = "the school keeps no waitlist"
            raise refusal(desk, order.by, [Objection(ObjectionKind.NO_WAITLIST, text)])
        booking = ledger.booking(found.id)
        before = booking.waiting or Waiting(order.at, None, turn_in_line(ledger, found))
        booking = attrs.evolve(booking, waiting=attrs.evolve(before, within=within))
        ledger.write(booking, order.step(booking), Happening.WAITING)
        fill(ledger, [found])
        return ledger.booking(found.id)

    return _on_meeting(desk, meeting, order, then, is_in_line=True)


@kinds_checked
def leave(
    desk: Desk, meeting: str, *, by: Actor, at: Instant, request: str | None = None
) -> Operation[Answer]:
    """Wait no more."""

    def then(ledger: Ledger, found: Meeting, order: Order) -> Booking:
        booking = attrs.evolve(ledger.booking(found.id), waiting=None)
        return ledger.write(booking, order.step(booking), Happening.LEFT)

    return _on_meeting(desk, meeting, Order(Act.LEAVE, by, at, "leave", request), then)


@kinds_checked
def mark_met(
    desk: Desk, meeting: str, *, by: Actor, at: Instant, request: str | None = None
) -> Operation[Answer]:
    """Say that a meeting was held; also before its time, as some are held earlier."""
    return _on_meeting(desk, meeting, Order(Act.MEET, by, at, "met", request), _marking)


@kinds_checked
def mark_missed(
    desk: Desk, meeting: str, *, by: Actor, at: Instant, request: str | None = None
) -> Operation[Answer]:
    """Say that the family did not come; possible once the meeting has begun."""
    return _on_meeting(desk, meeting, Order(Act.MISS, by, at, "missed", request), _marking)


# ----------------------------------------------------------------------------------- the one way


_Then: TypeAlias = Callable[[Ledger, Meeting, Order], Booking]


def _on_meeting(
    desk: Desk,
    id_: str,
    order: Order,
    then: _Then,
    *,
    is_freeing: bool = False,
    is_in_line: bool = False,
) -> Operation[Answer]:
    """The operation of a command on one meeting."""
    meeting = desk.meeting(id_)
    keys = () if meeting is None else footprint(desk, [meeting])
    if meeting is not None and is_in_line:
        line = (desk.keys.meeting(one.id) for one in line_of(desk, meeting))
        keys = tuple(dict.fromkeys((*keys, *line)))
    if meeting is not None and is_freeing:
        keys = freeing_footprint(desk, meeting)

    def decide(ledger: Ledger) -> Decision[Answer]:
        if meeting is None:
            text = f"there is no meeting {id_}"
            raise refusal(desk, order.by, [Objection(ObjectionKind.UNKNOWN, text)])
        repeated = answer_to_repeat(ledger, meeting, order)
        if repeated is not None:
            return Decision(repeated)
        check_before(ledger, meeting, order)
        then(ledger, meeting, order)
        if is_freeing:
            fill(ledger, line_of(desk, meeting))
        return ledger.decision(ledger.booking(meeting.id))

    return desk_operation(desk, keys, decide, at=order.at)


def answer_to_repeat(ledger: Ledger, meeting: Meeting, order: Order) -> Booking | None:
    """What a request was answered the first time; None where it is new.

    Raises:
        Refused: Another command had the same id.
    """
    stored = ledger.stored(meeting.id)
    for index, step in enumerate(stored.history):
        if order.request is None or step.request != order.request:
            continue
        if (step.what, step.by) != (order.what, order.by):
            text = f"request {order.request} was another command"
            raise refusal(ledger.desk, order.by, [Objection(ObjectionKind.REUSED, text)])
        later = len(stored.history) - 1 - index
        if later == 0:
            return stored
        return attrs.evolve(
            stored,
            state=step.state,
            start=step.start,
            until=step.until,
            version=stored.version - later,
            history=stored.history[: index + 1],
        )
    return None


def check_before(ledger: Ledger, meeting: Meeting, order: Order) -> None:
    """Refuse what cannot be done wherever the meeting is put.

    Raises:
        Refused: Something stands in the way that is not put aside.
    """
    objections = list(objections_before(ledger, meeting, order))
    if any(one.kind not in order.waived for one in objections):
        raise refusal(ledger.desk, order.by, objections)


def placed(
    ledger: Ledger,
    meeting: Meeting,
    order: Order,
    seat_objections: Iterable[Objection],
    start: Instant,
) -> list[ObjectionKind]:
    """The objections that are put aside for a new start.

    Raises:
        Refused: There are others.
    """
    objections = list(seat_objections)
    if order.by.role is Role.FAMILY:
        objections += cutoff(ledger.desk, start, order.at)
    waived = order.waived | _waived_before(ledger.booking(meeting.id), order)
    if any(one.kind not in waived for one in objections):
        raise refusal(ledger.desk, order.by, objections)
    before = objections_before(ledger, meeting, order) if order.waived else ()
    return [one.kind for one in (*before, *objections)]


def _waived_before(booking: Booking, order: Order) -> frozenset[ObjectionKind]:
    """What was put aside for the start that is now confirmed."""
    return frozenset(booking.overridden if order.act is Act.CONFIRM else ())


def _placing(start: Instant, until: Instant | None, happening: Happening) -> _Then:
    """Put a meeting at a start, with whoever can be in it."""

    def then(ledger: Ledger, meeting: Meeting, order: Order) -> Booking:
        booking = ledger.booking(meeting.id)
        ledger.take_out(meeting)
        waived = order.waived | _waived_before(booking, order)
        found = seat(ledger, meeting, start, waived=waived)
        overridden = placed(ledger, meeting, order, found.objections, start)
        ledger.put_in(meeting, found.placement, until)
        booking = attrs.evolve(
            booking,
            state=LIFE[booking.state][order.act],
            start=start,
            pools=found.placement.pools,
            attending=found.placement.attending,
            until=until,
            by=order.by,
            waiting=booking.waiting if until is not None else None,
            proposal=None,
            reminded=(),
        )
        return ledger.write(booking, order.step(booking, overridden), happening)

    return then


def _freeing(ledger: Ledger, meeting: Meeting, order: Order) -> Booking:
    """Free the start of a meeting."""
    booking = ledger.booking(meeting.id)
    ledger.take_out(meeting)
    after = LIFE[booking.state][order.act]
    happening = _FREED[order.act]
    if order.act is Act.CANCEL and booking.state is State.OFFERED:
        happening = Happening.DECLINED
    waiting = booking.waiting if happening is Happening.CANCELLED else None
    booking = Booking(meeting.id, after, booking.version, waiting=waiting)
    return ledger.write(booking, order.step(booking), happening)


_FREED = {
    Act.CANCEL: Happening.CANCELLED,
    Act.WITHDRAW: Happening.WITHDRAWN,
    Act.REOPEN: Happening.REOPENED,
}


def _marking(ledger: Ledger, meeting: Meeting, order: Order) -> Booking:
    """Note whether a meeting was held."""
    booking = ledger.booking(meeting.id)
    is_early = booking.start is not None and order.at < booking.start
    if order.act is Act.MISS and is_early:
        text = f"{meeting.id} has not begun"
        objection = Objection(ObjectionKind.TOO_EARLY, text, (), (meeting.id,), booking.start)
        raise refusal(ledger.desk, order.by, [objection])
    booking = attrs.evolve(booking, state=LIFE[booking.state][order.act])
    happening = Happening.MET if order.act is Act.MEET else Happening.MISSED
    return ledger.write(booking, order.step(booking), happening)
