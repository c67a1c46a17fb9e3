"""Somebody cannot, whatever the round says: who is affected, and where they could go."""

from collections.abc import Iterable, Mapping

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.booking._ledger import Ledger, footprint, overlaps
from conferencekit.booking._live import live_round, plan_in
from conferencekit.booking._orders import Order, desk_operation, may_act, refusal
from conferencekit.booking._seating import Seat, seat_together
from conferencekit.booking._states import Act, State
from conferencekit.booking._waitlist import fill
from conferencekit.booking.commands import placed
from conferencekit.booking.desk import Desk
from conferencekit.booking.events import BookingEvent, Happening
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
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.replan import replan
from conferencekit.scheduling.round import Meeting, Round
from conferencekit.storage import Decision, Operation
from conferencekit.time import Instant, Window, Windows

__all__ = ["Blocked", "Rearrangement", "block", "rearrangement", "unblock"]

_MINUTE = 60_000_000
_LIVE = frozenset({State.HELD, State.OFFERED, State.BOOKED})


@attrs.frozen(field_transformer=as_declared)
class Blocked:
    """That somebody's time is blocked, or free again.

    Attributes:
        person: Their id.
        blocks: When they cannot now.
        changed: How the meetings stand that were moved or lost their start.
    """

    person: str
    blocks: Windows
    changed: tuple[Booking, ...] = ()

    def __str__(self) -> str:
        """When they cannot, in UTC, and how the meetings stand that were changed."""
        spans = (f"{one.start.isoformat()}/{one.end.isoformat()}" for one in self.blocks)
        changed = (f"; {one}" for one in self.changed)
        return f"{self.person} cannot: {', '.join(spans) or 'never'}{''.join(changed)}"


@attrs.frozen(field_transformer=as_declared)
class Rearrangement:
    """Where the meetings could go that are in somebody's way; for :func:`block`.

    Attributes:
        person: Whose time is to be blocked.
        windows: When.
        affected: The ids of the meetings that stand there.
        changes: For each meeting to be moved its new start; None where none was found.
        fewest: Whether it is proven that no fewer can be moved or lose their start.
    """

    person: str
    windows: Windows
    affected: tuple[str, ...]
    changes: Mapping[str, Instant | None] = attrs.field(hash=False)
    fewest: bool

    def __str__(self) -> str:
        """Where each meeting would go, in UTC."""
        moves = (
            f"{id_} to {'no start' if start is None else start.isoformat()}"
            for id_, start in self.changes.items()
        )
        return "; ".join(moves) or f"nothing is in the way of {self.person}"


# ------------------------------------------------------------------------------------- blocking


@kinds_checked
def block(
    desk: Desk,
    person: str,
    windows: Windows,
    *,
    by: Actor,
    at: Instant,
    changes: Mapping[str, Instant | None] | None = None,
    why: str = "",
    override: Override | None = None,
) -> Operation[Blocked | BookingRefusal]:
    """Block somebody's time; whatever stands in it is moved or cancelled in the same step.

    Refused where meetings stand in that time of which ``changes`` says nothing: the objection of
    kind ``affected`` names them, and :func:`rearrangement` proposes where they could go. A
    meeting that the person only attends goes on without them. Repeated, it changes and tells
    nothing more.

    Args:
        desk: The desk.
        person: The id of whose time it is.
        windows: When they cannot; the whole of each minute that is touched.
        by: Themselves, or the office. Who is not the office changes their own meetings alone.
        at: When it is said.
        changes: For each meeting its new start; None to free its start.
        why: The reason, told to those affected.
        override: What the office puts aside for the new starts.
    """
    changes = dict(changes or {})
    windows = _in_minutes(windows, outward=True)
    order = Order(Act.MOVE, by, at, "block", override=override, why=why)
    moving = {id_: desk.meeting(id_) for id_ in changes}
    mine = {one.id: one for one in desk.meetings_with(person)}
    mine.update((id_, one) for id_, one in moving.items() if one is not None)

    def decide(ledger: Ledger) -> Decision[Blocked | BookingRefusal]:
        _check(ledger, person, order)
        unknown = tuple(id_ for id_, one in moving.items() if one is None)
        if unknown:
            text = f"there is no meeting {', '.join(unknown)}"
            raise refusal(desk, by, [Objection(ObjectionKind.UNKNOWN, text, (), unknown)])
        foreign = tuple(one.id for one in moving.values() if one and not may_act(desk, one, by))
        if foreign:
            text = f"{', '.join(foreign)} is for the office to change"
            raise refusal(desk, by, [Objection(ObjectionKind.NOT_YOURS, text, (), foreign)])
        before = ledger.person(person).blocks
        blocks = before | windows
        _check_affected(ledger, person, windows, changes, order)
        done = all(_stands(ledger.booking(id_), start) for id_, start in changes.items())
        if done and blocks == before:
            return Decision(Blocked(person, blocks, tuple(map(ledger.booking, changes))))
        _go_without(ledger, person, windows, order)
        ledger.block(person, blocks)
        _rearrange(ledger, changes, order)
        _tell(ledger, Happening.BLOCKED, person, order)
        fill(ledger, (one for one in desk.circle((person,)) if one.id not in changes))
        changed = tuple(ledger.booking(id_) for id_ in changes)
        return ledger.decision(Blocked(person, blocks, changed))

    keys = (desk.keys.person(person), *footprint(desk, mine.values()))
    return desk_operation(desk, dict.fromkeys(keys), decide, at=at)


@kinds_checked
def unblock(
    desk: Desk, person: str, windows: Windows, *, by: Actor, at: Instant
) -> Operation[Blocked | BookingRefusal]:
    """Free somebody's time again; who waits for it is offered it. Repeated, it tells nothing.

    Args:
        desk: The desk.
        person: The id of whose time it is.
        windows: When they can after all; whole minutes alone.
        by: Themselves, or the office.
        at: When it is said.
    """
    windows = _in_minutes(windows, outward=False)
    order = Order(Act.MOVE, by, at, "unblock")
    circle = desk.circle((person,))

    def decide(ledger: Ledger) -> Decision[Blocked | BookingRefusal]:
        _check(ledger, person, order)
        before = ledger.person(person).blocks
        blocks = before - windows
        if blocks == before:
            return Decision(Blocked(person, blocks))
        ledger.block(person, blocks)
        _tell(ledger, Happening.UNBLOCKED, person, order)
        fill(ledger, circle)
        return ledger.decision(Blocked(person, blocks))

    keys = (desk.keys.person(person), *footprint(desk, circle))
    return desk_operation(desk, dict.fromkeys(keys), decide, at=at)


def _in_minutes(windows: Windows, *, outward: bool) -> Windows:
    """The windows in whole minutes, as timelines have them: no shorter, or no longer."""
    found = []
    for one in windows:
        start = one.start.minute if outward else -(-one.start.microseconds // _MINUTE)
        end = -(-one.end.microseconds // _MINUTE) if outward else one.end.minute
        if start < end:
            found.append(Window(Instant.from_minute(start), Instant.from_minute(end)))
    return Windows(found)


def _check(ledger: Ledger, person: str, order: Order) -> None:
    """Refuse who may not, and who is nobody."""
    objections = []
    if not ledger.desk.round.has_person(person):
        objections.append(Objection(ObjectionKind.UNKNOWN, f"there is no person {person}"))
    if order.by.role is not Role.OFFICE and order.by != Actor.staff(person):
        text = "that time is for the person themselves or the office to block"
        objections.append(Objection(ObjectionKind.NOT_YOURS, text))
    if order.override is not None and order.by.role is not Role.OFFICE:
        objections.append(Objection(ObjectionKind.NOT_YOURS, "only the office overrides"))
    if objections:
        raise refusal(ledger.desk, order.by, objections)


def _check_affected(
    ledger: Ledger,
    person: str,
    windows: Windows,
    changes: Mapping[str, Instant | None],
    order: Order,
) -> None:
    """Refuse where meetings stand in the way of which nothing is said."""
    objections = []
    for entry in ledger.person(person).entries:
        if entry.meeting in changes or not overlaps(windows, entry):
            continue
        meeting = ledger.desk.meeting(entry.meeting)
        if meeting is None:
            text = f"{entry.meeting} was added since: get the desk anew"
            objections.append(Objection(ObjectionKind.OUTDATED, text, (), (entry.meeting,)))
        elif _is_needed(ledger, meeting, person):
            text = f"{entry.meeting} stands in that time"
            objections.append(Objection(ObjectionKind.AFFECTED, text, (person,), (entry.meeting,)))
    if objections:
        raise refusal(ledger.desk, order.by, objections)


def _is_needed(ledger: Ledger, meeting: Meeting, person: str) -> bool:
    """Whether a meeting that is still to be held cannot be held without somebody."""
    booking = ledger.booking(meeting.id)
    return booking.state in _LIVE and person not in booking.attending


def _go_without(ledger: Ledger, person: str, windows: Windows, order: Order) -> None:
    """Take somebody out of the meetings that they only attend."""
    for entry in tuple(ledger.person(person).entries):
        meeting = ledger.desk.meeting(entry.meeting)
        if meeting is None or not overlaps(windows, entry):
            continue
        booking = ledger.booking(meeting.id)
        if person not in booking.attending or booking.placement is None:
            continue
        ledger.take_out(meeting)
        attending = tuple(id_ for id_ in booking.attending if id_ != person)
        booking = attrs.evolve(booking, attending=attending)
        assert booking.placement is not None  # noqa: S101  it had one
        ledger.put_in(meeting, booking.placement, booking.until)
        ledger.write(booking, order.step(booking), Happening.MOVED)


def _stands(booking: Booking, start: Instant | None) -> bool:
    """Whether a meeting stands already as a change would have it."""
    if start is None:
        return booking.state is State.OPEN
    return booking.state in _LIVE and booking.start == start


def _rearrange(ledger: Ledger, changes: Mapping[str, Instant | None], order: Order) -> None:
    """Move and cancel meetings together, by all the rules."""
    objections = []
    meetings = [one for id_ in changes if (one := ledger.desk.meeting(id_)) is not None]
    before = {one.id: ledger.booking(one.id) for one in meetings}
    for meeting in meetings:
        if before[meeting.id].state not in _LIVE:
            text = f"{meeting.id} is {before[meeting.id].state}: it cannot be moved"
            objections.append(Objection(ObjectionKind.STATE, text, (), (meeting.id,)))
        ledger.take_out(meeting)
    if objections:
        raise refusal(ledger.desk, order.by, objections)
    for id_, start in changes.items():
        if start is None:
            _free(ledger, before[id_], attrs.evolve(order, act=Act.CANCEL))
    moved = [(one, start) for one in meetings if (start := changes[one.id]) is not None]
    seats = seat_together(ledger, moved, waived=order.waived)
    for (meeting, _), seat in zip(moved, seats, strict=True):
        _move(ledger, meeting, seat, order)


def _free(ledger: Ledger, booking: Booking, order: Order) -> None:
    opened = Booking(booking.meeting, State.OPEN, booking.version, waiting=booking.waiting)
    ledger.write(opened, order.step(opened), Happening.CANCELLED)


def _move(ledger: Ledger, meeting: Meeting, seat: Seat, order: Order) -> None:
    booking, start = ledger.booking(meeting.id), seat.placement.start
    overridden = placed(ledger, meeting, order, seat.objections, start)
    ledger.put_in(meeting, seat.placement, booking.until)
    moved = attrs.evolve(
        booking,
        start=start,
        pools=seat.placement.pools,
        attending=seat.placement.attending,
        proposal=None,
        reminded=(),
    )
    ledger.write(moved, order.step(moved, overridden), Happening.MOVED)


def _tell(ledger: Ledger, happening: Happening, person: str, order: Order) -> None:
    round_ = ledger.desk.round.id
    ledger.add_event(
        BookingEvent(happening, round_, order.at, order.by, people=(person,), why=order.why)
    )


# ------------------------------------------------------------------------------------ proposing


@kinds_checked
def rearrangement(
    stand: Standing,
    person: str,
    windows: Windows,
    *,
    move_others: bool = True,
    seconds: float | None = 0.5,
    seed: int = 1,
) -> Rearrangement:
    """Where meetings could go that stand in time somebody wants to block, moving the fewest.

    As :func:`~conferencekit.scheduling.replan.replan` does: others move only for one that finds
    no start otherwise. Nothing is changed: hand the result's ``changes`` to :func:`block`.

    Args:
        stand: How everything stands, from :func:`~conferencekit.booking.keeping.standing`.
        person: The id of whose time it is.
        windows: When they want to block it.
        move_others: Whether meetings that are not in the way may move for those that are, those
            of other teachers among them; taking such a proposal is for the office.
        seconds: For how long to search at the most.
        seed: Chooses among equally good answers.
    """
    affected = tuple(_affected(stand, person, windows))
    round_ = live_round(stand, movable=affected, all_movable=move_others, blocks={person: windows})
    answer = replan(
        round_,
        plan_in(round_, stand),
        (),
        move_others=move_others,
        seconds=seconds,
        seed=seed,
    )
    changes = _changes(stand, round_, answer.plan, affected)
    fewest = set(changes) == set(affected) and all(changes.values())
    return Rearrangement(person, windows, affected, changes, fewest)


def _affected(stand: Standing, person: str, windows: Windows) -> Iterable[str]:
    for id_, booking in stand.bookings.items():
        meeting, placement = stand.desk.meeting(id_), booking.placement
        if meeting is None or placement is None or booking.state not in _LIVE:
            continue
        end = placement.start.plus(minutes=meeting.minutes)
        there = any(one.start < end and placement.start < one.end for one in windows)
        if there and person in (*meeting.required, *placement.pools.values()):
            yield id_


def _changes(
    stand: Standing, round_: Round, plan: Plan, affected: Iterable[str]
) -> dict[str, Instant | None]:
    """What a plan would change; all that is affected is in it."""
    found: dict[str, Instant | None] = dict.fromkeys(affected)
    starts = {one.meeting: one.start for one in plan.placements}
    for meeting in round_.meetings:
        before, after = stand.bookings[meeting.id].start, starts.get(meeting.id)
        if meeting.id in found or before != after:
            found[meeting.id] = after
    return found
