"""The round as it is live: what stands is pinned, what is blocked is not available.

So the solver, which knows rounds alone, places the rest around what is booked.
"""

from collections.abc import Collection, Iterable, Mapping

import attrs

from conferencekit.booking._states import State
from conferencekit.booking.keeping import Standing
from conferencekit.booking.model import Booking, ObjectionKind
from conferencekit.scheduling.round import Meeting, Person, Round
from conferencekit.time import Instant, Window, Windows

__all__ = ["live_round"]

_MUCH = 1_000_000
"""What moving a meeting counts, so that nothing else makes up for it."""


def live_round(
    stand: Standing,
    *,
    movable: Collection[str] = (),
    others_too: bool = False,
    free: Collection[str] = (),
    blocks: Mapping[str, Windows] | None = None,
) -> Round:
    """A round of the meetings that have a start, pinned, and of others.

    A booking that the office let break a rule cannot be pinned in a round that has the rule; its
    time is then taken out of its people's, and it is not in the round. So it is with meetings
    that are over.

    Args:
        stand: How everything stands.
        movable: The ids of booked meetings that may be moved, as few as can be.
        others_too: Whether other booked meetings may be moved as well.
        free: The ids of meetings without a start to be placed as well.
        blocks: More time that people do not have, by their id.
    """
    desk = stand.desk
    taken: dict[str, Windows] = dict(stand.blocks)
    for id_, windows in (blocks or {}).items():
        taken[id_] = taken.get(id_, Windows()) | windows
    meetings = []
    for meeting in desk.meetings:
        booking = stand.bookings[meeting.id]
        if booking.start is None:
            if meeting.id in free:
                meetings.append(_not_before(stand, meeting))
            continue
        is_over = booking.state in (State.MET, State.MISSED)
        fits = not is_over and _fits_its_round(stand, meeting, booking)
        may_move = meeting.id in movable or (others_too and fits)
        if booking.state is State.BOOKED and may_move:
            meetings.append(_not_before(stand, attrs.evolve(meeting, previous=booking.start)))
        elif fits:
            meetings.append(_pinned(desk.round, meeting, booking))
        else:
            _take(taken, meeting, booking)
    weights = desk.round.weights
    return attrs.evolve(
        desk.round,
        people=tuple(_with_less_time(desk.round, one, taken) for one in desk.round.people),
        meetings=tuple(meetings),
        weights=attrs.evolve(weights, moved=_MUCH) if movable else weights,
    )


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


def _pinned(round_: Round, meeting: Meeting, booking: Booking) -> Meeting:
    """The meeting with those who are in it, where it stands."""
    people = (*meeting.required, *booking.pools.values(), *booking.attending)
    return attrs.evolve(
        meeting,
        required=tuple(dict.fromkeys(people)),
        optional=(),
        from_pools=(),
        place=round_.place_of(meeting),
        pinned=booking.start,
        previous=None,
    )


def _take(taken: dict[str, Windows], meeting: Meeting, booking: Booking) -> None:
    if booking.start is None:
        return
    window = Window(booking.start, booking.start.plus(minutes=meeting.minutes))
    for id_ in (*meeting.required, *booking.pools.values(), *booking.attending):
        taken[id_] = taken.get(id_, Windows()) | Windows([window])


def _with_less_time(round_: Round, person: Person, taken: Mapping[str, Windows]) -> Person:
    if person.id not in taken:
        return person
    return attrs.evolve(person, available=_available(round_, person) - taken[person.id])


def _available(round_: Round, person: Person) -> Windows:
    if person.available is not None:
        return person.available
    sessions: Iterable[Window] = (one.window for one in round_.sessions)
    return Windows(sessions)
