"""The round as it is live: what stands is pinned, what is blocked is not available.

So the solver, which knows rounds alone, places the rest around what is booked.
"""

from collections.abc import Collection, Iterable, Mapping

import attrs

from conferencekit.booking._states import State
from conferencekit.booking.keeping import Standing
from conferencekit.booking.model import Booking, ObjectionKind
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Meeting, Person, Round
from conferencekit.scheduling.scoring import drafted
from conferencekit.time import Instant, Window, Windows

__all__ = ["live_round", "plan_in"]


def live_round(
    stand: Standing,
    *,
    movable: Collection[str] = (),
    all_movable: bool = False,
    free: Collection[str] = (),
    blocks: Mapping[str, Windows] | None = None,
) -> Round:
    """A round of the meetings that have a start, pinned, and of others.

    A booking that the office let break a rule cannot be pinned in a round that has the rule; its
    time is then taken out of its people's, and it is not in the round. So it is with a meeting
    that is over where somebody's time was blocked afterwards.

    Args:
        stand: How everything stands.
        movable: The ids of booked meetings that are not pinned.
        all_movable: Whether no booked meeting is pinned.
        free: The ids of meetings without a start to be placed as well.
        blocks: More time that people do not have, by their id.
    """
    desk = stand.desk
    taken: dict[str, Windows] = dict(stand.blocks)
    for id_, windows in (blocks or {}).items():
        taken[id_] = taken.get(id_, Windows()) | windows
    weight = 1 + sum(one.priority for one in desk.meetings)
    meetings = []
    for meeting in desk.meetings:
        booking = stand.bookings[meeting.id]
        if booking.start is None:
            if meeting.id in free:
                meetings.append(_not_before(stand, meeting))
            continue
        fits = _fits_its_round(stand, meeting, booking)
        if booking.state in (State.MET, State.MISSED):
            fits = fits and not _is_taken(taken, meeting, booking)
        may_move = meeting.id in movable or (all_movable and fits)
        if booking.state is State.BOOKED and may_move:
            meetings.append(_not_before(stand, meeting))
        elif fits:
            meetings.append(_pinned(desk.round, meeting, booking, weight))
        else:
            _take(taken, desk.round, meeting, booking)
    return attrs.evolve(
        desk.round,
        people=tuple(_with_less_time(desk.round, one, taken) for one in desk.round.people),
        meetings=tuple(meetings),
    )


def plan_in(round_: Round, stand: Standing) -> Plan:
    """What stands, as a plan of a live round."""
    placements = (
        attrs.evolve(
            placement,
            pools={pool: placement.pools[pool] for pool in meeting.from_pools},
            attending=tuple(id_ for id_ in placement.attending if id_ in meeting.optional),
        )
        for meeting in round_.meetings
        if (placement := stand.bookings[meeting.id].placement) is not None
    )
    return drafted(round_, placements)


def _not_before(stand: Standing, meeting: Meeting) -> Meeting:
    """The meeting, to lie no earlier than now."""
    ends = [one.end for one in stand.desk.round.sessions if one.end > stand.at]
    if not any(one.start < stand.at for one in stand.desk.round.sessions):
        return meeting
    now = Instant.from_minute(-(-stand.at.microseconds // 60_000_000))
    later = Windows(Window(now, end) for end in ends if now < end)
    return attrs.evolve(
        meeting, within=later if meeting.within is None else meeting.within & later
    )


def _fits_its_round(stand: Standing, meeting: Meeting, booking: Booking) -> bool:
    """Whether a booking breaks none of the round's rules, and is held where it was before."""
    others = (*booking.pools.values(), *booking.attending)
    has_place = stand.desk.round.place_of(meeting) is not None
    is_placed = has_place or all(stand.desk.round.person(id_).place is None for id_ in others)
    return is_placed and set(booking.overridden) <= {
        ObjectionKind.NOT_OPEN,
        ObjectionKind.CLOSED,
        ObjectionKind.TOO_LATE,
        ObjectionKind.LIMIT,
    }


def _pinned(round_: Round, meeting: Meeting, booking: Booking, weight: int) -> Meeting:
    """The meeting with those who are in it, where it stands; it outweighs all that is open."""
    return attrs.evolve(
        meeting,
        required=tuple(dict.fromkeys(_people(meeting, booking))),
        optional=(),
        from_pools=(),
        place=round_.place_of(meeting),
        priority=weight,
        pinned=booking.start,
        previous=None,
    )


def _window(meeting: Meeting, booking: Booking) -> Window:
    assert booking.start is not None  # noqa: S101  asked of meetings that have one
    return Window(booking.start, booking.start.plus(minutes=meeting.minutes))


def _people(meeting: Meeting, booking: Booking) -> tuple[str, ...]:
    return (*meeting.required, *booking.pools.values(), *booking.attending)


def _is_taken(taken: Mapping[str, Windows], meeting: Meeting, booking: Booking) -> bool:
    """Whether somebody's time is taken where a meeting stands."""
    window = _window(meeting, booking)
    return any(
        window.overlaps(one) for id_ in _people(meeting, booking) for one in taken.get(id_, ())
    )


def _take(taken: dict[str, Windows], round_: Round, meeting: Meeting, booking: Booking) -> None:
    """Take the time of a meeting's people, and around it that of people kept apart from them."""
    there = _window(meeting, booking)
    people = _people(meeting, booking)
    for id_ in people:
        taken[id_] = taken.get(id_, Windows()) | Windows([there])
    for apart in round_.keep_apart:
        wide = Window(
            there.start.plus(minutes=-apart.minutes), there.end.plus(minutes=apart.minutes)
        )
        for one, other in (apart.people, apart.people[::-1]):
            if one in people and other not in people:
                taken[other] = taken.get(other, Windows()) | Windows([wide])


def _with_less_time(round_: Round, person: Person, taken: Mapping[str, Windows]) -> Person:
    if person.id not in taken:
        return person
    return attrs.evolve(person, available=_available(round_, person) - taken[person.id])


def _available(round_: Round, person: Person) -> Windows:
    if person.available is not None:
        return person.available
    sessions: Iterable[Window] = (one.window for one in round_.sessions)
    return Windows(sessions)
