"""What time brings about: holds and offers that lapse, reminders, offers to those who wait.

Nothing here looks at a clock. The host asks, every minute or when :func:`next_due` says, what is
due at an instant, and lets its store run that; each thing is done once, however often it asks.
"""

from collections.abc import Iterator
from typing import TypeAlias

from conferencekit._kinds import kinds_checked
from conferencekit.booking._ledger import Ledger, footprint
from conferencekit.booking._orders import desk_operation
from conferencekit.booking._states import Act, State
from conferencekit.booking._waitlist import fill, freeing_footprint
from conferencekit.booking.desk import Desk
from conferencekit.booking.keeping import Standing
from conferencekit.booking.model import Booking, BookingRefusal
from conferencekit.scheduling.round import Meeting
from conferencekit.storage import Decision, Operation
from conferencekit.time import Instant

__all__ = ["due", "next_due"]

Due = Operation[Booking | BookingRefusal]
_Rank: TypeAlias = tuple[int, Instant, int]
_TAKING = frozenset({Act.BOOK, Act.CONFIRM, Act.MOVE})


@kinds_checked
def due(desk: Desk, *, at: Instant) -> Operation[tuple[Due, ...] | BookingRefusal]:
    """The operations that are due at an instant; the host runs them in this order.

    Each looks again when it is run, and does nothing where that was done already.

    Args:
        desk: The desk.
        at: The present instant.

    Example:
        >>> for operation in due(desk, at=now).run(store):  # doctest: +SKIP
        ...     operation.run(store)
    """
    meetings = desk.meetings

    def decide(ledger: Ledger) -> Decision[tuple[Due, ...] | BookingRefusal]:
        found = sorted(
            (one for meeting in meetings for one in _due_for(ledger, meeting)),
            key=lambda one: one[0],
        )
        return Decision(tuple(operation for _, operation in found))

    keys = tuple(desk.keys.meeting(one.id) for one in meetings)
    return desk_operation(desk, keys, decide, at=at, reads=True)


def _due_for(ledger: Ledger, meeting: Meeting) -> Iterator[tuple[_Rank, Due]]:
    """What is due for one meeting: what lapses first, then reminders, then who waits longest."""
    stored = ledger.stored(meeting.id)
    if stored.is_void(ledger.at):
        yield (0, ledger.at, 0), _lapse(ledger.desk, meeting, ledger.at)
    elif _reminders(ledger.desk, stored, ledger.at):
        yield (1, ledger.at, 0), _remind(ledger.desk, meeting, ledger.at)
    elif stored.state is State.OPEN and stored.waiting is not None:
        rank = (2, stored.waiting.since, stored.waiting.turn)
        yield rank, _offer(ledger.desk, meeting, ledger.at)


def _lapse(desk: Desk, meeting: Meeting, at: Instant) -> Due:
    """Open a meeting whose hold or offer has run out, and offer its time to the next."""
    circle = desk.circle((*meeting.required, *desk.members(meeting)))

    def decide(ledger: Ledger) -> Decision[Booking | BookingRefusal]:
        if ledger.stored(meeting.id).is_void(at):
            ledger.lapse(meeting.id)
            fill(ledger, circle)
        return ledger.decision(ledger.booking(meeting.id))

    return desk_operation(desk, freeing_footprint(desk, meeting), decide, at=at)


def _offer(desk: Desk, meeting: Meeting, at: Instant) -> Due:
    """Offer a meeting that waits what is free, if anything is."""

    def decide(ledger: Ledger) -> Decision[Booking | BookingRefusal]:
        fill(ledger, [meeting])
        return ledger.decision(ledger.booking(meeting.id))

    return desk_operation(desk, footprint(desk, [meeting]), decide, at=at)


def _remind(desk: Desk, meeting: Meeting, at: Instant) -> Due:
    """Remind of a meeting that is near. Of several reminders missed, the last is told alone."""

    def decide(ledger: Ledger) -> Decision[Booking | BookingRefusal]:
        minutes = _reminders(desk, ledger.stored(meeting.id), at)
        if minutes:
            ledger.remind(meeting, minutes)
        return ledger.decision(ledger.booking(meeting.id))

    return desk_operation(desk, (desk.keys.meeting(meeting.id),), decide, at=at)


def _reminders(desk: Desk, booking: Booking, at: Instant) -> tuple[int, ...]:
    """The reminders of which people should have been told by an instant and were not."""
    start = booking.start
    if booking.state is not State.BOOKED or start is None or start <= at:
        return ()
    return tuple(
        minutes
        for minutes in desk.policy.reminders
        if minutes not in booking.reminded and _taken_at(booking) < _before(start, minutes) <= at
    )


def _taken_at(booking: Booking) -> Instant:
    """When the start was taken: of what was near already nobody is reminded."""
    return next((one.at for one in reversed(booking.history) if one.act in _TAKING), Instant(0))


def _before(start: Instant, minutes: int) -> Instant:
    return start.plus(minutes=-minutes)


@kinds_checked
def next_due(stand: Standing) -> Instant | None:
    """When next something is due; None for never.

    That is when something lapses, people are to be reminded, or booking opens to a family that
    waits.

    Args:
        stand: How everything stands, from :func:`~conferencekit.booking.keeping.standing`.
    """
    times = []
    for booking in stand.bookings.values():
        if booking.until is not None:
            times.append(booking.until)
        elif booking.state is State.BOOKED and booking.start is not None:
            times += (
                when
                for minutes in stand.desk.policy.reminders
                if minutes not in booking.reminded
                and (when := _before(booking.start, minutes)) > max(stand.at, _taken_at(booking))
            )
        elif booking.state is State.OPEN and booking.waiting is not None:
            meeting = stand.desk.meeting(booking.meeting)
            opens = () if meeting is None else stand.desk.opens_for(meeting)
            times += (when for when in opens if when > stand.at)
    return min(times, default=None)
