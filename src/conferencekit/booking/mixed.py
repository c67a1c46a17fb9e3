"""First families book for themselves; then the solver places the rest around what is booked."""

from collections.abc import Mapping

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.booking._ledger import Ledger, footprint
from conferencekit.booking._live import live_round
from conferencekit.booking._orders import Order, Refused, desk_operation, refusal
from conferencekit.booking._seating import seat
from conferencekit.booking._states import LIFE, Act, State
from conferencekit.booking.commands import check_before, placed
from conferencekit.booking.desk import Desk
from conferencekit.booking.events import Happening
from conferencekit.booking.keeping import Standing
from conferencekit.booking.model import (
    Actor,
    Booking,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Override,
    Role,
)
from conferencekit.scheduling.engine import Engine
from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Meeting
from conferencekit.scheduling.solver import solve
from conferencekit.storage import Decision, Operation
from conferencekit.time import Instant

__all__ = ["Adopted", "adopt", "place_rest"]


@attrs.frozen(field_transformer=as_declared)
class Adopted:
    """What became of a plan.

    Attributes:
        booked: How the meetings of the plan stand that have a start for good, be it from before.
        refused: For each meeting whose start was refused, why; it is as it was.
        pending: How those stand whose start is only held or offered. Where the family lets it
            lapse, the meeting has none: place the rest once more after that.
    """

    booked: tuple[Booking, ...]
    refused: Mapping[str, BookingRefusal] = attrs.field(hash=False)
    pending: tuple[Booking, ...] = ()

    def __str__(self) -> str:
        """How many were booked, and each that was not, with until when or the reason."""
        pending = (f"; {one}" for one in self.pending)
        refused = (f"; {id_}: {why}" for id_, why in self.refused.items())
        counts = [f"{len(self.booked)} booked", f"{len(self.refused)} refused"]
        if self.pending:
            counts.insert(1, f"{len(self.pending)} pending")
        return "".join((", ".join(counts), *pending, *refused))


@kinds_checked
def place_rest(
    stand: Standing, *, engine: Engine = solve, seconds: float | None = 10.0, seed: int = 1
) -> Plan:
    """A plan in which what is booked, held or offered stays, and open meetings get a start.

    Meetings that are withdrawn, or of families that have as many as they may, are left out; so
    are starts that have passed. Nothing is changed: hand the plan to :func:`adopt`.

    Args:
        stand: How everything stands, from :func:`~conferencekit.booking.keeping.standing`.
        engine: What solves.
        seconds: For how long at the most.
        seed: For the engine.

    Returns:
        A plan of the live round: of the desk's round, without what is left out, and with the
        walk-ins.
    """
    free = [id_ for id_, one in stand.bookings.items() if _is_wanted(stand, one)]
    return engine(live_round(stand, free=free), seconds=seconds, seed=seed)


def _is_wanted(stand: Standing, booking: Booking) -> bool:
    desk = stand.desk
    meeting, most = desk.meeting(booking.meeting), desk.policy.most_per_family
    if booking.state is not State.OPEN or meeting is None:
        return False
    return most is None or all(
        sum(
            stand.bookings[one.id].start is not None
            for one in desk.meetings
            if family in desk.families_of(one)
        )
        < most
        for family in desk.families_of(meeting)
    )


@kinds_checked
def adopt(
    desk: Desk, plan: Plan, *, by: Actor, at: Instant, override: Override | None = None
) -> Operation[Adopted | BookingRefusal]:
    """Book every open meeting where a plan places it, with the people it chose.

    Meetings that have a start already keep it, be it only held or offered; these are told apart.
    What no longer fits, since somebody booked or withdrew meanwhile, is told and left as it is;
    running it again changes nothing.

    Args:
        desk: The desk.
        plan: From :func:`place_rest`, or any plan of the desk's meetings.
        by: The office.
        at: When.
        override: What the office puts aside.
    """
    order = Order(Act.BOOK, by, at, "adopt", override=override)
    pairs = [(desk.meeting(one.meeting), one) for one in plan.placements]
    known = [(meeting, one) for meeting, one in pairs if meeting is not None]

    def decide(ledger: Ledger) -> Decision[Adopted | BookingRefusal]:
        if by.role is not Role.OFFICE:
            text = "only the office adopts a plan"
            raise refusal(desk, by, [Objection(ObjectionKind.NOT_YOURS, text)])
        refused = {}
        for meeting, placement in known:
            if ledger.booking(meeting.id).start is not None:
                continue
            try:
                _book(ledger, meeting, placement, order)
            except Refused as error:
                refused[meeting.id] = error.refusal
        stand = [ledger.booking(one.id) for one, _ in known if one.id not in refused]
        booked = tuple(one for one in stand if one.until is None)
        pending = tuple(one for one in stand if one.until is not None)
        return ledger.decision(Adopted(booked, refused, pending))

    return desk_operation(desk, footprint(desk, [one for one, _ in known]), decide, at=at)


def _book(ledger: Ledger, meeting: Meeting, placement: Placement, order: Order) -> None:
    """Book a meeting as a plan has it; where its optional people cannot, with those who can."""
    check_before(ledger, meeting, order)
    is_foreign = not set(placement.attending) <= set(meeting.optional) or not set(
        placement.pools.values()
    ) <= set(ledger.desk.members(meeting))
    objections = [] if is_foreign else ledger.objections_to(meeting, placement)
    if is_foreign or objections:
        found = seat(ledger, meeting, placement.start, waived=order.waived)
        placement, objections = found.placement, list(found.objections)
    overridden = placed(ledger, meeting, order, objections, placement.start)
    ledger.put_in(meeting, placement, None)
    booking = attrs.evolve(
        ledger.booking(meeting.id),
        state=LIFE[State.OPEN][Act.BOOK],
        start=placement.start,
        pools=placement.pools,
        attending=placement.attending,
        by=order.by,
        waiting=None,
        reminded=(),
    )
    ledger.write(booking, order.step(booking, overridden), Happening.BOOKED)
