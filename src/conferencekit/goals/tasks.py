"""What is due, overdue or blocked, for one person or a whole school."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.goals.plan import ActionPlan, Step, StepStanding

__all__ = ["Due", "Task", "tasks"]


class Due(StrEnum):
    """When an open step is due, seen from a day."""

    OVERDUE = "overdue"
    """It should have been done before that day."""
    DUE = "due"
    """It is to be done on that day or soon after."""
    LATER = "later"
    OPEN = "open"
    """It has no day."""


@attrs.frozen(field_transformer=as_checked)
class Task:
    """An open step, seen from a day.

    Attributes:
        student: The id of the student whose plan it is in.
        plan: The plan's id.
        step: The step.
        due: When it is due.
        day: The day it is due; of a step that repeats, the first day that was not done.
        missed: How many days of a step that repeats have passed without its being done.
        waits_for: The ids of the steps that have to be done first and are not yet.
        hindrance: What else stands in its way; empty where nothing does.
    """

    student: str
    plan: str
    step: Step
    due: Due
    day: date | None
    missed: int = 0
    waits_for: tuple[str, ...] = ()
    hindrance: str = attrs.field(default="", repr=False)

    @property
    def is_blocked(self) -> bool:
        """Whether it cannot be done as things stand."""
        return bool(self.waits_for or self.hindrance)


@kinds_checked
def tasks(
    plans: Iterable[ActionPlan], *, on: date, days: int = 7, owner: str | None = None
) -> tuple[Task, ...]:
    """The open steps of some plans, those due soonest first.

    A step that repeats is one task: the first day that was not done, and how many have been
    missed by then. Its next day is looked for up to a year ahead; where there is none and none
    was missed, there is nothing to do, and no task.

    Args:
        plans: Of one student or of a whole school.
        on: From which day it is seen.
        days: How far ahead what is to be done counts as due.
        owner: The id of the person whose steps are wanted; None for everybody's.
    """
    found = [
        task
        for plan in plans
        for standing in plan.steps.values()
        if standing.is_open and (owner is None or _owned_by(standing.step, owner))
        for task in _task(plan, standing, on, days)
    ]
    return tuple(sorted(found, key=_rank))


def _owned_by(step: Step, owner: str) -> bool:
    return step.owner is not None and step.owner.id == owner


def _rank(task: Task) -> tuple[bool, date, str, str, str]:
    day = task.day or date.max
    return (task.day is None, day, task.student, task.plan, task.step.id)


def _task(plan: ActionPlan, standing: StepStanding, on: date, days: int) -> Iterator[Task]:
    day, missed = standing.step.due, 0
    if standing.step.repeats is not None:
        day, missed = _first_undone(standing, on)
        if day is None:
            return
    due = Due.OPEN
    if day is not None:
        due = Due.LATER
        if (day - on).days <= days:
            due = Due.OVERDUE if day < on else Due.DUE
    yield Task(
        student=plan.student,
        plan=plan.id,
        step=standing.step,
        due=due,
        day=day,
        missed=missed,
        waits_for=plan.waits_for(standing.step.id),
        hindrance=standing.hindrance,
    )


def _first_undone(standing: StepStanding, on: date) -> tuple[date | None, int]:
    """The first day of a step that repeats that was not done; how many have passed undone."""
    repeats = standing.step.repeats
    if repeats is None:
        return None, 0
    done = standing.days_done
    past = repeats.between(repeats.start, _moved(on, -1))
    missed = [day for day in past if day not in done]
    if missed:
        return missed[0], len(missed)
    ahead = repeats.between(on, _moved(on, 366))
    return next((day for day in ahead if day not in done), None), 0


def _moved(day: date, days: int) -> date:
    """A day so many days later, no further than the calendar goes."""
    wanted = day.toordinal() + days
    return date.fromordinal(min(max(wanted, 1), date.max.toordinal()))
