"""A plan as each person sees it."""

from collections.abc import Iterable, Iterator

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.scheduling._diary import participants, window_of
from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Meeting, Round
from conferencekit.time import Instant, Window, Zone

__all__ = ["Appointment", "Timetable", "timetable", "timetables"]


@attrs.frozen(field_transformer=as_declared)
class Appointment:
    """One placed meeting in somebody's timetable.

    Attributes:
        window: When.
        meeting: The meeting's id.
        student: Whom it is about, as the round has it.
        place: The id of where it is; None for online.
        others: The ids of everyone else in it.
        session: The id of its session.
    """

    window: Window
    meeting: str
    student: str | None
    place: str | None
    others: tuple[str, ...]
    session: str | None


@attrs.frozen(field_transformer=as_declared)
class Timetable:
    """Somebody's appointments, in order. Goes through them where it is gone through.

    Attributes:
        person: Their id.
        timezone: In whose local time it is shown.
        appointments: What they have.
    """

    person: str
    timezone: Zone
    appointments: tuple[Appointment, ...] = ()

    def __iter__(self) -> Iterator[Appointment]:
        """The appointments, in order."""
        return iter(self.appointments)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.appointments)

    def __str__(self) -> str:
        """The person's id, and a line for each appointment: when, about whom, with whom, where.

        People, students and places go by their ids, so that no name slips into a log.
        """
        rows = [tuple(self._cells(one)) for one in self.appointments]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
        appointments = "appointment" if len(rows) == 1 else "appointments"
        return "\n".join([f"{self.person}: {len(rows) or 'no'} {appointments}", *lines])

    def _cells(self, one: Appointment) -> Iterator[str]:
        start, end = one.window.start, one.window.end
        yield self.timezone.format(start, "ddd D MMM")
        yield f"{self._clock(start)}-{self._clock(end)}"
        yield one.meeting if one.student is None else one.student
        yield f"with {', '.join(one.others)}" if one.others else ""
        yield "online" if one.place is None else f"in {one.place}"

    def _clock(self, instant: Instant) -> str:
        """The time of day; with the offset where it comes twice that day."""
        return self.timezone.shortest(instant).partition("T")[2]


@kinds_checked
def timetable(round_: Round, plan: Plan, person: str) -> Timetable:
    """Somebody's meetings under a plan, in order.

    Args:
        round_: The round.
        plan: A plan of it.
        person: Their id.

    Raises:
        InvalidInputError: The round has nobody of that id, or the plan is of another round.

    Example:
        >>> print(timetable(round_, plan, "ada"))  # doctest: +SKIP
        ada: 2 appointments
        Tue 24 Nov  16:00-16:20  noah  with hannah  in Oak room
        Tue 24 Nov  16:20-16:40  ivy   with cole    in Oak room
    """
    round_.person(person)
    return _timetable(round_, person, (one for one in _held(round_, plan) if person in one[2]))


@kinds_checked
def timetables(round_: Round, plan: Plan) -> dict[str, Timetable]:
    """Everybody's timetable, by their id, in the order of the round's people.

    It takes about as long as some of them one by one.

    Args:
        round_: The round.
        plan: A plan of it.

    Raises:
        InvalidInputError: The plan is of another round.
    """
    found: dict[str, list[_Held]] = {person.id: [] for person in round_.people}
    for one in _held(round_, plan):
        for id_ in dict.fromkeys(one[2]):
            if id_ in found:
                found[id_].append(one)
    return {id_: _timetable(round_, id_, several) for id_, several in found.items()}


_Held = tuple[Meeting, Placement, tuple[str, ...]]
"""A placed meeting, where it stands, and everyone in it."""


def _held(round_: Round, plan: Plan) -> Iterator[_Held]:
    for placement in plan.placements:
        meeting = round_.meeting(placement.meeting)
        yield meeting, placement, tuple(participants(meeting, placement))


def _timetable(round_: Round, person: str, held: Iterable[_Held]) -> Timetable:
    found = (_appointment(round_, person, *one) for one in held)
    in_order = sorted(found, key=lambda one: one.window)
    return Timetable(person, round_.timezone, tuple(in_order))


def _appointment(
    round_: Round, person: str, meeting: Meeting, placement: Placement, present: tuple[str, ...]
) -> Appointment:
    window = window_of(meeting, placement)
    session = round_.session_at(window)
    return Appointment(
        window=window,
        meeting=meeting.id,
        student=meeting.student,
        place=round_.place_of(meeting),
        others=tuple(id_ for id_ in present if id_ != person),
        session=None if session is None else session.id,
    )
