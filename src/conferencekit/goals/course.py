"""From a goal and its measurements to the course that decision rules and charts look at."""

from collections.abc import Iterable
from datetime import date

from conferencekit._kinds import kinds_checked
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.goals.goal import Goal
from conferencekit.goals.measures import Quantity
from conferencekit.progress import Course, Record, SupportGiven
from conferencekit.time import Instant, Zone

__all__ = ["course_of"]


@kinds_checked
def course_of(
    goal: Goal,
    record: Record | None,
    zone: Zone,
    *,
    until: Instant | None = None,
    phases: Iterable[date] = (),
    support: SupportGiven | None = None,
) -> Course:
    """The course of a goal that is a number to reach.

    Args:
        goal: Has a quantity with a baseline, the day it counts from, and the day it is due.
        record: Its measurements; None where there are none.
        zone: In whose days they are counted.
        until: Measurements after it are left out; None for all.
        phases: The days on which its support changed.
        support: How the support was given since then; None where that is not known.

    Raises:
        InvalidInputError: The goal is no number to reach, or lacks what an aimline takes; or the
            measurements are of another goal.
    """
    terms, measure = goal.terms, goal.terms.measure
    source = f"course of goal {goal.id!r}"
    if not isinstance(measure, Quantity):
        raise InvalidInputError.single("measure", "is no number to reach", source=source)
    if record is not None and (record.student, record.goal) != (goal.student, goal.id):
        raise InvalidInputError.single("record", "is of another goal", source=source)
    if terms.start is None or terms.due is None:
        missing = [name for name in ("start", "due") if getattr(terms, name) is None]
        raise InvalidInputError((Fault(name, "is missing") for name in missing), source=source)
    points = record.points if record is not None else ()
    return Course(
        points=tuple(one for one in points if until is None or one.at <= until),
        aimline=measure.aimline(terms.start, terms.due),
        zone=zone,
        phases=tuple(phases),
        support=support,
    )
