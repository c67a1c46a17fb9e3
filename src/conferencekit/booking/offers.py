"""The starts a meeting can be booked at, and what taking one would do to others."""

from collections.abc import Iterator, Mapping

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.booking._contention import Contention, Request
from conferencekit.booking._ledger import Ledger, footprint
from conferencekit.booking._orders import Order, cutoff, desk_operation, objections_before, refusal
from conferencekit.booking._seating import seat
from conferencekit.booking._states import Act, State
from conferencekit.booking.desk import Desk
from conferencekit.booking.model import (
    Actor,
    Booking,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Role,
)
from conferencekit.scheduling._bits import joined_cells
from conferencekit.scheduling.round import Meeting
from conferencekit.storage import Decision, Operation
from conferencekit.time import Instant

__all__ = ["Offer", "offers"]


@attrs.frozen(field_transformer=as_declared)
class Offer:
    """A start that can be booked at the instant it was asked for.

    Attributes:
        start: When.
        pools: For each of the meeting's pools, by id, the member who would take part.
        attending: Those of the optional people who would attend.
        crowds_out: How many other open requests, at least, could then no longer have a time,
            though nothing keeps them from it now; 0 where nothing of the kind is proven.
        among: The ids of the meetings of which that many would have none; empty for families,
            who are not told about others.
    """

    start: Instant
    pools: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    attending: tuple[str, ...] = ()
    crowds_out: int = 0
    among: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """The start in UTC, and how many others it would leave without one."""
        others = f", {self.crowds_out} others would have none" if self.crowds_out else ""
        return f"{self.start.isoformat()}{others}"


@kinds_checked
def offers(
    desk: Desk, meeting: str, *, by: Actor, at: Instant
) -> Operation[tuple[Offer, ...] | BookingRefusal]:
    """The starts at which a meeting can be booked, or moved to, in the order of time.

    What is offered is what :func:`~conferencekit.booking.commands.book` and ``move`` accept at
    the same instant, for they ask the same rules. It is advice all the same: another may come
    first, and the command looks again.

    Args:
        desk: The desk.
        meeting: The id of a meeting.
        by: Who asks: a family is offered what it may book.
        at: When.
    """
    found = desk.meeting(meeting)
    around = () if found is None else (found, *desk.circle(found.required))
    keys = footprint(desk, {one.id: one for one in around}.values())

    def decide(ledger: Ledger) -> Decision[tuple[Offer, ...] | BookingRefusal]:
        if found is None:
            text = f"there is no meeting {meeting}"
            raise refusal(desk, by, [Objection(ObjectionKind.UNKNOWN, text)])
        act = Act.MOVE if ledger.booking(meeting).state is State.BOOKED else Act.BOOK
        order = Order(act, by, at)
        objections = tuple(objections_before(ledger, found, order))
        if objections:
            raise refusal(desk, by, objections)
        return Decision(tuple(_offers(ledger, found, order)))

    return desk_operation(desk, keys, decide, at=at, reads=True)


def _offers(ledger: Ledger, meeting: Meeting, order: Order) -> Iterator[Offer]:
    ledger.take_out(meeting)
    others = Contention(_open_requests(ledger, meeting))
    for start in ledger.open_starts(meeting):
        if order.by.role is Role.FAMILY and any(cutoff(ledger.desk, start, order.at)):
            continue
        found = seat(ledger, meeting, start)
        if not found.objections:
            placement = found.placement
            offer = Offer(start, placement.pools, placement.attending)
            yield _weighed(ledger, meeting, offer, others, order.by)


def _weighed(
    ledger: Ledger, meeting: Meeting, offer: Offer, others: Contention, by: Actor
) -> Offer:
    """The offer, with what it would do to others."""
    codec = ledger.desk.codec
    cell = codec.cell(offer.start)
    assert cell is not None  # noqa: S101  what is offered lies on the grid
    people = [codec.person[id_] for id_ in meeting.required]
    length = meeting.minutes // ledger.desk.round.tick_minutes
    crowd = others.crowd(people, cell, length)
    if crowd is None:
        return offer
    among = frozenset[str]() if by.role is Role.FAMILY else crowd.among
    return attrs.evolve(offer, crowds_out=crowd.count, among=among)


def _open_requests(ledger: Ledger, meeting: Meeting) -> dict[str, Request]:
    """The open meetings that have a required person in common with one, and where they could be.

    Not those of families that have as many meetings as they may.
    """
    desk = ledger.desk
    found = {}
    for other in desk.circle(meeting.required):
        if other.id == meeting.id or set(other.required).isdisjoint(meeting.required):
            continue
        if _is_open(ledger, other) and desk.round.has_meeting(other.id):
            found[other.id] = _request(ledger, other)
    return found


def _is_open(ledger: Ledger, meeting: Meeting) -> bool:
    booking: Booking = ledger.booking(meeting.id)
    if booking.state is not State.OPEN:
        return False
    most = ledger.desk.policy.most_per_family
    return most is None or all(
        len(ledger.timeline(ledger.desk.keys.family(one.id)).entries) < most
        for one in ledger.desk.families_of(meeting)
    )


def _request(ledger: Ledger, meeting: Meeting) -> Request:
    codec, problem = ledger.desk.codec, ledger.desk.problem
    task = problem.tasks[codec.task[meeting.id]]
    starts = task.starts
    for id_ in meeting.required:
        for first, end in _taken(ledger, id_):
            starts &= ~joined_cells(max(0, first - task.length + 1), end)
    return Request(task.length, starts, frozenset(task.required))


def _taken(ledger: Ledger, person: str) -> Iterator[tuple[int, int]]:
    """The cells that somebody's meetings and blocks take: first, and the one after the last."""
    desk, timeline = ledger.desk, ledger.person(person)
    tick = desk.round.tick_minutes
    spans = [(entry.start, entry.end) for entry in timeline.entries]
    spans += [(block.start.minute, block.end.minute) for block in timeline.blocks]
    for start, end in spans:
        for span in desk.codec.spans:
            first = max(0, (start - span.minute) // tick)
            last = min(span.cells, -((span.minute - end) // tick))
            if first < last:
                yield span.base + first, span.base + last
