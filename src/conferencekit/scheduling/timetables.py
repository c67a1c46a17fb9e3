"""A plan as one person sees it."""

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.scheduling._diary import participants, window_of
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.time import Window

__all__ = ["Appointment", "timetable"]


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


@kinds_checked
def timetable(round_: Round, plan: Plan, person: str) -> tuple[Appointment, ...]:
    """Somebody's meetings under a plan, in order.

    Args:
        round_: The round.
        plan: A plan of it.
        person: Their id.

    Raises:
        InvalidInputError: The round has nobody of that id, or the plan is of another round.
    """
    round_.person(person)
    found = []
    for placement in plan.placements:
        meeting = round_.meeting(placement.meeting)
        present = tuple(participants(meeting, placement))
        if person in present:
            window = window_of(meeting, placement)
            session = round_.session_at(window)
            found.append(
                Appointment(
                    window=window,
                    meeting=meeting.id,
                    student=meeting.student,
                    place=round_.place_of(meeting),
                    others=tuple(id_ for id_ in present if id_ != person),
                    session=None if session is None else session.id,
                )
            )
    return tuple(sorted(found, key=lambda one: one.window))
