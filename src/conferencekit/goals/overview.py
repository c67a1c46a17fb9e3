"""Goals and steps of a whole school, for whoever leads it: what has been left lying."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked_in_passing
from conferencekit.goals._states import GoalAction, GoalState
from conferencekit.goals.goal import Goal
from conferencekit.goals.measures import Quantity
from conferencekit.goals.plan import ActionPlan
from conferencekit.progress import Record
from conferencekit.time import Zone

__all__ = ["GoalsView", "goals_view"]

_Pair: TypeAlias = tuple[str, str]
_Triple: TypeAlias = tuple[str, str, str]
_WORKED_ON = (GoalState.AGREED, GoalState.ACTIVE)


@attrs.frozen(field_transformer=as_checked)
class GoalsView:
    """What has been left lying, in the order of the ids.

    Attributes:
        students_without_goal: The ids of students without a goal that is agreed or active.
        goals_without_step: Student and goal, where no step serves it that was not dropped.
        goals_without_data: Student and goal, where a quantity is to be reached and has not been
            measured lately.
        goals_past_due: Student and goal, where it was due and is still open.
        steps_without_owner: Student, plan and step, where nobody has taken it.
        steps_overdue: Student, plan and step, where it should have been done. Steps that repeat
            are told by :func:`~conferencekit.goals.tasks.tasks`.
        goals: How many goals there are in each state.
    """

    students_without_goal: tuple[str, ...]
    goals_without_step: tuple[_Pair, ...]
    goals_without_data: tuple[_Pair, ...]
    goals_past_due: tuple[_Pair, ...]
    steps_without_owner: tuple[_Triple, ...]
    steps_overdue: tuple[_Triple, ...]
    goals: Mapping[GoalState, int] = attrs.field(hash=False)


@attrs.define
class _Found:
    """What is gathered in one pass over the goals and one over the plans."""

    served: set[_Pair] = attrs.field(factory=set)
    measured: dict[_Pair, date] = attrs.field(factory=dict)
    ownerless: list[_Triple] = attrs.field(factory=list)
    overdue: list[_Triple] = attrs.field(factory=list)


@kinds_checked_in_passing("goals", "plans", "records")
def goals_view(
    students: Collection[str],
    goals: Iterable[Goal],
    plans: Iterable[ActionPlan] = (),
    records: Iterable[Record] = (),
    *,
    on: date,
    zone: Zone,
    data_days: int = 14,
) -> GoalsView:
    """Look over the goals and steps of a school.

    Args:
        students: The ids of those who should have a goal.
        goals: Of these students; of others they are counted all the same.
        plans: Their action plans.
        records: The measurements of their goals.
        on: The day it is looked at.
        zone: Of the school, in whose days measurements are counted.
        data_days: Within how many days a goal that is being worked on should be measured; one
            that was started later has until then.

    Returns:
        What was found. Each input is gone through once, so it may come from a store page by
        page; the time grows in proportion to it.
    """
    found = _Found()
    for plan in plans:
        _look_at_plan(found, plan, on)
    for record in records:
        if record.points:
            found.measured[record.student, record.goal] = zone.day(record.points[-1].at)
    counts = dict.fromkeys(GoalState, 0)
    without_step, without_data, past_due, with_goal = [], [], [], set()
    for goal in goals:
        counts[goal.state] += 1
        pair = (goal.student, goal.id)
        if goal.is_open and goal.terms.due is not None and goal.terms.due < on:
            past_due.append(pair)
        if goal.state in _WORKED_ON:
            with_goal.add(goal.student)
            if pair not in found.served:
                without_step.append(pair)
        if _lacks_data(goal, found.measured.get(pair), on - timedelta(days=data_days), zone):
            without_data.append(pair)
    return GoalsView(
        students_without_goal=tuple(sorted(set(students) - with_goal)),
        goals_without_step=tuple(sorted(without_step)),
        goals_without_data=tuple(sorted(without_data)),
        goals_past_due=tuple(sorted(past_due)),
        steps_without_owner=tuple(sorted(found.ownerless)),
        steps_overdue=tuple(sorted(found.overdue)),
        goals=counts,
    )


def _look_at_plan(found: _Found, plan: ActionPlan, on: date) -> None:
    for id_, standing in plan.steps.items():
        step = standing.step
        if step.goal is not None and standing.counts:
            found.served.add((plan.student, step.goal))
        if not standing.is_open:
            continue
        triple = (plan.student, plan.id, id_)
        if step.owner is None:
            found.ownerless.append(triple)
        if step.due is not None and step.due < on:
            found.overdue.append(triple)


def _lacks_data(goal: Goal, measured: date | None, since: date, zone: Zone) -> bool:
    """Whether an active goal to reach a number should have been measured since a day."""
    if goal.state is not GoalState.ACTIVE or not isinstance(goal.terms.measure, Quantity):
        return False
    if measured is not None and measured >= since:
        return False
    (started,) = (one.at for one in goal.changes if one.action is GoalAction.START)
    return zone.day(started) <= since
