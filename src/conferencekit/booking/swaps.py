"""Two booked meetings change places: one family proposes, the other accepts."""

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.booking._ledger import Ledger, footprint
from conferencekit.booking._orders import (
    Order,
    cutoff,
    desk_operation,
    is_nobody,
    may_act,
    no_such,
    refusal,
)
from conferencekit.booking._seating import seat_together
from conferencekit.booking._states import Act, State
from conferencekit.booking._waitlist import fill, freeing_footprint
from conferencekit.booking.commands import answer_to_repeat, check_before, placed
from conferencekit.booking.desk import Desk
from conferencekit.booking.events import Happening
from conferencekit.booking.keeping import meetings_for
from conferencekit.booking.model import (
    Actor,
    Booking,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Override,
    ProposedSwap,
    Role,
    SwapProposal,
)
from conferencekit.scheduling.round import Meeting
from conferencekit.storage import Decision, Key, Operation
from conferencekit.time import Instant

__all__ = ["accept_swap", "decline_swap", "proposals_to", "propose_swap", "swap"]

Swapped = tuple[Booking, Booking]


@kinds_checked
def propose_swap(
    desk: Desk, meeting: str, other: str, *, by: Actor, at: Instant, request: str | None = None
) -> Operation[Booking | BookingRefusal]:
    """Propose to another family to change places; refused where the rules would not allow it.

    Args:
        desk: The desk.
        meeting: The id of a booked meeting of whoever proposes.
        other: The id of the booked meeting to change places with.
        by: Who proposes.
        at: When.
        request: As for every command.
    """
    order = Order(Act.PROPOSE, by, at, f"propose {other}", request)

    def decide(ledger: Ledger) -> Decision[Booking | BookingRefusal]:
        one, two = _both(desk, meeting, other, by)
        repeated = answer_to_repeat(ledger, one, order)
        if repeated is not None:
            return Decision(repeated)
        check_before(ledger, one, order)
        start = _start_of(ledger, two, by)
        until = at.plus(minutes=desk.policy.swap_minutes)
        proposal = SwapProposal(other, start, until)
        booking = attrs.evolve(ledger.booking(meeting), proposal=proposal)
        step = attrs.evolve(order.step(booking), until=until)
        trial = Ledger(desk, ledger.documents, at, ledger.declared)
        _change_places(trial, one, two, attrs.evolve(order, act=Act.MOVE))
        ledger.write(booking, step, Happening.PROPOSED)
        return ledger.decision(ledger.booking(meeting))

    return desk_operation(desk, _keys(desk, meeting, other), decide, at=at)


@kinds_checked
def proposals_to(
    desk: Desk, whose: Actor, *, at: Instant
) -> Operation[tuple[ProposedSwap, ...] | BookingRefusal]:
    """What is proposed to somebody and still stands; what runs out first comes first.

    Whether the rules allow it is looked at once more when it is accepted. It reads how every
    meeting of the desk stands, as anybody may have proposed something.

    Args:
        desk: The desk.
        whose: As of :func:`~conferencekit.booking.keeping.bookings_of`.
        at: When; what has lapsed by then is left out, and what concerns a meeting that was moved
            since or is over.
    """
    meetings = meetings_for(desk, whose)
    own = {one.id for one in meetings or ()}

    def decide(ledger: Ledger) -> Decision[tuple[ProposedSwap, ...] | BookingRefusal]:
        if meetings is None:
            return Decision(BookingRefusal.of((no_such(whose),)))
        found = []
        for each in desk.meetings if own else ():
            booking = ledger.booking(each.id)
            proposal, start = booking.proposal, booking.start
            if proposal is None or start is None or proposal.other not in own:
                continue
            states = {booking.state, ledger.booking(proposal.other).state}
            if states == {State.BOOKED} and not _objection_to(ledger, each.id, proposal.other):
                wants, until = proposal.start, proposal.until
                found.append(ProposedSwap(each.id, start, proposal.other, wants, until))
        return Decision(tuple(sorted(found, key=lambda one: (one.until, one.meeting))))

    keys = tuple(desk.keys.meeting(one.id) for one in desk.meetings) if own else ()
    return desk_operation(desk, keys, decide, at=at, reads=True)


@kinds_checked
def accept_swap(
    desk: Desk, meeting: str, other: str, *, by: Actor, at: Instant, request: str | None = None
) -> Operation[Booking | BookingRefusal]:
    """Accept a proposal: both meetings change places, or neither does.

    The answer is how the meeting of whoever accepts stands then.

    Args:
        desk: The desk.
        meeting: The id of the meeting whose family proposed it.
        other: The id of the meeting of whoever accepts.
        by: Who accepts.
        at: When.
        request: As for every command.
    """
    order = Order(Act.MOVE, by, at, f"accept {meeting}", request)

    def decide(ledger: Ledger) -> Decision[Booking | BookingRefusal]:
        one, two = _both(desk, meeting, other, by)
        repeated = answer_to_repeat(ledger, two, order)
        if repeated is not None:
            return Decision(repeated)
        check_before(ledger, two, order)
        _check_proposal(ledger, meeting, two, by)
        _swap(ledger, one, two, order)
        return ledger.decision(ledger.booking(other))

    return desk_operation(desk, _keys(desk, meeting, other), decide, at=at)


@kinds_checked
def decline_swap(
    desk: Desk, meeting: str, other: str, *, by: Actor, at: Instant, request: str | None = None
) -> Operation[Booking | BookingRefusal]:
    """Decline a proposal, or take it back.

    The answer is how the meeting of whoever gives the command stands then; for the school, the
    one whose family proposed it.

    Args:
        desk: The desk.
        meeting: The id of the meeting whose family proposed it.
        other: The id of the meeting it was to change places with.
        by: Either family, or the school.
        at: When.
        request: As for every command.
    """
    order = Order(Act.PROPOSE, by, at, f"decline {meeting} {other}", request)

    def decide(ledger: Ledger) -> Decision[Booking | BookingRefusal]:
        one, two = _both(desk, meeting, other, by)
        mine = one if may_act(desk, one, by) else two
        if answer_to_repeat(ledger, one, order) is not None:
            return Decision(ledger.booking(mine.id))
        _check_either(desk, one, two, by)
        _check_proposal(ledger, meeting, two, by)
        booking = attrs.evolve(ledger.booking(meeting), proposal=None)
        ledger.write(booking, order.step(booking), Happening.DECLINED)
        return ledger.decision(ledger.booking(mine.id))

    return desk_operation(desk, _keys(desk, meeting, other), decide, at=at)


@kinds_checked
def swap(
    desk: Desk,
    meeting: str,
    other: str,
    *,
    by: Actor,
    at: Instant,
    request: str | None = None,
    override: Override | None = None,
) -> Operation[Swapped | BookingRefusal]:
    """Let two booked meetings change places at once, by somebody who may command both."""
    order = Order(Act.MOVE, by, at, f"swap {meeting} {other}", request, override=override)

    def decide(ledger: Ledger) -> Decision[Swapped | BookingRefusal]:
        one, two = _both(desk, meeting, other, by)
        first, second = (answer_to_repeat(ledger, each, order) for each in (one, two))
        if first is not None and second is not None:
            return Decision((first, second))
        for each in (one, two):
            check_before(ledger, each, order)
        _swap(ledger, one, two, order)
        return ledger.decision((ledger.booking(meeting), ledger.booking(other)))

    return desk_operation(desk, _keys(desk, meeting, other), decide, at=at)


def _keys(desk: Desk, *ids: str) -> tuple[Key, ...]:
    """The documents of two meetings; where one is longer, of whoever may get the difference."""
    meetings = [one for id_ in ids if (one := desk.meeting(id_)) is not None]
    if len({one.minutes for one in meetings}) > 1:
        return tuple(
            dict.fromkeys(key for one in meetings for key in freeing_footprint(desk, one))
        )
    return footprint(desk, meetings)


def _both(desk: Desk, meeting: str, other: str, by: Actor) -> tuple[Meeting, Meeting]:
    found = [desk.meeting(id_) for id_ in (meeting, other)]
    one, two = found
    if one is None or two is None or one is two:
        text = f"{meeting} and {other} are not two meetings of {desk.round.id}"
        raise refusal(desk, by, [Objection(ObjectionKind.UNKNOWN, text)])
    return one, two


def _start_of(ledger: Ledger, meeting: Meeting, by: Actor) -> Instant:
    booking = ledger.booking(meeting.id)
    if booking.state is not State.BOOKED or booking.start is None:
        objection = Objection(ObjectionKind.STATE, "the other meeting is not booked")
        raise refusal(ledger.desk, by, [objection])
    return booking.start


def _check_either(desk: Desk, one: Meeting, two: Meeting, by: Actor) -> None:
    """Refuse what is for neither of two meetings' families."""
    if is_nobody(desk, by):
        raise refusal(desk, by, [no_such(by)])
    if not (may_act(desk, one, by) or may_act(desk, two, by)):
        raise refusal(desk, by, [Objection(ObjectionKind.NOT_YOURS, f"it is not for {by.id}")])


def _check_proposal(ledger: Ledger, meeting: str, other: Meeting, by: Actor) -> None:
    """Refuse where there is no such proposal, or it is not what it was."""
    objection = _objection_to(ledger, meeting, other.id)
    if objection is not None:
        raise refusal(ledger.desk, by, [objection])


def _objection_to(ledger: Ledger, meeting: str, other: str) -> Objection | None:
    """Why there is no proposal of one meeting to another that counts; None where there is."""
    proposal = ledger.booking(meeting).proposal
    if proposal is None or proposal.other != other:
        text = f"nothing of the kind is proposed to {other}"
        return Objection(ObjectionKind.STATE, text, (), (other,))
    if proposal.until <= ledger.at:
        return Objection(ObjectionKind.LAPSED, "the proposal has lapsed", (), (other,))
    if proposal.start != ledger.booking(other).start:
        text = f"{other} was moved since it was proposed"
        return Objection(ObjectionKind.CHANGED, text, (), (other,))
    return None


def _swap(ledger: Ledger, one: Meeting, two: Meeting, order: Order) -> None:
    """Change places; where one is longer, offer the difference to who waits."""
    _change_places(ledger, one, two, order)
    if one.minutes != two.minutes:
        needed = (*one.required, *two.required)
        members = (*ledger.desk.members(one), *ledger.desk.members(two))
        fill(ledger, ledger.desk.circle((*needed, *members)))


def _change_places(ledger: Ledger, one: Meeting, two: Meeting, order: Order) -> None:
    """Put each of two meetings where the other stands, by all the rules.

    Raises:
        Refused: Something stands in the way.
    """
    starts = [_start_of(ledger, each, order.by) for each in (one, two)]
    if order.by.role is Role.FAMILY:
        late = [each for start in starts for each in cutoff(ledger.desk, start, order.at)]
        if late:
            raise refusal(ledger.desk, order.by, late)
    for each in (one, two):
        ledger.take_out(each)
    changed = ((one, starts[1]), (two, starts[0]))
    seats = seat_together(ledger, changed, waived=order.waived)
    for (each, start), seat in zip(changed, seats, strict=True):
        overridden = placed(ledger, each, order, seat.objections, start)
        ledger.put_in(each, seat.placement, None)
        booking = attrs.evolve(
            ledger.booking(each.id),
            start=start,
            pools=seat.placement.pools,
            attending=seat.placement.attending,
            by=order.by,
            proposal=None,
            reminded=(),
        )
        ledger.write(booking, order.step(booking, overridden), Happening.MOVED)
