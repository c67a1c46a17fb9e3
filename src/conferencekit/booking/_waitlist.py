"""Who waits gets what comes free, in the same transaction in which it does.

So nobody comes in between, and nothing has to run for it. The offer goes through the rules like
any other booking.
"""

from collections.abc import Iterable, Iterator

import attrs

from conferencekit.booking._ledger import Ledger, footprint
from conferencekit.booking._seating import seat
from conferencekit.booking._states import Act, State
from conferencekit.booking.desk import Desk
from conferencekit.booking.events import Happening
from conferencekit.booking.model import CLOCK, Booking, Step
from conferencekit.scheduling.round import Meeting
from conferencekit.storage import Key
from conferencekit.time import Instant, Window

__all__ = ["fill", "freeing_footprint", "line_of", "turn_in_line"]


def freeing_footprint(desk: Desk, meeting: Meeting) -> tuple[Key, ...]:
    """The documents of a command that frees a meeting's time.

    With a waitlist, those of every meeting that could take the time too.
    """
    if desk.policy.offer_minutes is None:
        return footprint(desk, [meeting])
    circle = desk.circle((*meeting.required, *desk.members(meeting)))
    return footprint(desk, {one.id: one for one in (meeting, *circle)}.values())


def line_of(desk: Desk, meeting: Meeting) -> tuple[Meeting, ...]:
    """The other meetings that need somebody whom a meeting needs; none without a waitlist."""
    if desk.policy.offer_minutes is None:
        return ()
    circle = desk.circle((*meeting.required, *desk.members(meeting)))
    return tuple(one for one in circle if one.id != meeting.id)


def turn_in_line(ledger: Ledger, meeting: Meeting) -> int:
    """How many asked before a meeting at the very instant at which it asks.

    The timelines of the people they need are locked, so of two who ask at once one is first.
    """
    line = (ledger.booking(one.id).waiting for one in line_of(ledger.desk, meeting))
    return max((one.turn + 1 for one in line if one and one.since == ledger.at), default=0)


def fill(ledger: Ledger, meetings: Iterable[Meeting]) -> None:
    """Offer what is free to those of some meetings that wait for a start, first come first.

    Not to a family that booking is not open to yet: it would let pass what it cannot take.
    """
    if ledger.desk.policy.offer_minutes is None:
        return
    line = [(one, ledger.booking(one.id)) for one in meetings]
    waiting = [
        (b.waiting.since, b.waiting.turn, one.id, one)
        for one, b in line
        if _waits(b) and b.waiting and ledger.desk.is_open_for(one, ledger.at)
    ]
    for *_, meeting in sorted(waiting, key=lambda item: item[:3]):
        _offer_first(ledger, meeting)


def _waits(booking: Booking) -> bool:
    return booking.state is State.OPEN and booking.waiting is not None


def _offer_first(ledger: Ledger, meeting: Meeting) -> None:
    """Offer a meeting the first start that it could take, if there is one."""
    for start in _wanted(ledger, meeting):
        until = _until(ledger.desk, start, ledger.at)
        if until <= ledger.at:
            continue
        found = seat(ledger, meeting, start)
        if found.objections:
            continue
        ledger.put_in(meeting, found.placement, until)
        booking = attrs.evolve(
            ledger.booking(meeting.id),
            state=State.OFFERED,
            start=start,
            pools=found.placement.pools,
            attending=found.placement.attending,
            until=until,
            by=CLOCK,
        )
        step = Step(Act.OFFER, ledger.at, CLOCK, booking.state, start, until)
        ledger.write(booking, step, Happening.OFFERED)
        return


def _wanted(ledger: Ledger, meeting: Meeting) -> Iterator[Instant]:
    waiting = ledger.booking(meeting.id).waiting
    within = None if waiting is None else waiting.within
    for start in ledger.open_starts(meeting):
        window = Window(start, start.plus(minutes=meeting.minutes))
        if within is None or window in within:
            yield start


def _until(desk: Desk, start: Instant, at: Instant) -> Instant:
    """When an offer lapses: no later than the family could still take it."""
    policy = desk.policy
    return min(at.plus(minutes=policy.offer_minutes or 0), policy.last_for_family(start))
