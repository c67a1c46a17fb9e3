"""How a whole school stands, for whoever leads it: one call for goals, steps, support and work."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import attrs

from conferencekit._checks import whole
from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked_in_passing
from conferencekit.errors import InvalidInputError
from conferencekit.goals import ActionPlan, Goal, GoalsView, Workload, goals_view, workload
from conferencekit.goals.showing import is_of_another_home
from conferencekit.privacy import Access, Audience, Label, Shown, Verdict
from conferencekit.privacy.showing import verdict_on_all
from conferencekit.progress import Record
from conferencekit.support import SupportHistory, SupportView, minutes_by_provider, support_view
from conferencekit.time import Instant

__all__ = ["SchoolView", "show_school"]


@attrs.frozen(field_transformer=as_declared)
class SchoolView:
    """What has been left lying, and who does how much. Ids alone, nothing that a record says.

    Attributes:
        students: The ids of the students it is about: those about whom the viewer may know.
        goals: Goals without a step, steps without an owner, students without a goal, and more.
        support: Interventions without data, reviews overdue, and more.
        workload: How the steps and the sessions of support are shared.
    """

    students: tuple[str, ...]
    goals: GoalsView
    support: SupportView
    workload: Workload


@kinds_checked_in_passing("goals", "plans", "records", "support")
def show_school(
    goals: Iterable[Goal],
    plans: Iterable[ActionPlan],
    records: Iterable[Record],
    support: Iterable[SupportHistory],
    access: Access,
    *,
    data_days: int = 14,
    work_days: int = 14,
    capacity: Mapping[str, float] | None = None,
) -> Shown[SchoolView]:
    """Look over a school as it was at the instant of the access, in the days of its time zone.

    It is about the students of the school of whom the viewer may see what the staff keeps: all of
    them for its head, those they teach for a teacher. What there is of others is passed over. Who
    is of a student's family is told of no overdue step that a guardian of another household took
    on, as in :func:`~conferencekit.goals.showing.show_tasks`.

    Args:
        goals: Of all students.
        plans: Their action plans.
        records: The measurements of their goals.
        support: Their support plans with the versions.
        access: Who looks, when and what for.
        data_days: Within how many days what is worked on should be measured.
        work_days: Over how many days, from that of the access on, work is added up; 1 or more.
        capacity: How much each of the staff can do; see
            :func:`~conferencekit.goals.workload.workload`.

    Returns:
        The view; nothing where the viewer may know about no student. Each input is gone through
        once, so it may come from a store page by page; time and memory grow in proportion.

    Raises:
        InvalidInputError: A number of days is none, or a capacity is not above zero.
    """
    faults = [*whole(data_days, 0, "data_days"), *whole(work_days, 1, "work_days")]
    if faults:
        raise InvalidInputError(faults, source="view of a school")
    verdicts = {one.id: _asked(access, one.id) for one in access.policy.school.students}
    seen = frozenset(student for student, verdict in verdicts.items() if verdict)
    asked = tuple(verdicts.values())
    decisive = verdict_on_all(asked)
    if verdicts and not seen:
        return Shown(None, decisive, asked)
    zone = access.policy.school.timezone
    on = zone.day(access.at)
    goals = (one for goal in goals if (one := _goal(goal, access.at)) is not None)
    steps = [_steps(plan, access.at) for plan in plans if plan.student in seen]
    mine = (_last(one, access.at) for one in records if one.student in seen)
    measured = [one for one in mine if one.points]
    theirs = (one.as_of(access.at) for one in support if one.student in seen)
    supported = [plan for plan in theirs if plan is not None]
    last = on + timedelta(days=work_days - 1)
    extra = minutes_by_provider(supported, first=on, last=last)
    found = goals_view(
        seen,
        (goal for goal in goals if goal.student in seen),
        steps,
        measured,
        on=on,
        zone=zone,
        data_days=data_days,
    )
    view = SchoolView(
        students=tuple(sorted(seen)),
        goals=_without_other_homes(found, steps, access),
        support=support_view(supported, measured, on=on, zone=zone, data_days=data_days),
        workload=workload(steps, first=on, last=last, capacity=capacity, extra=extra),
    )
    return Shown(view, decisive, asked)


def _without_other_homes(
    view: GoalsView, plans: Iterable[ActionPlan], access: Access
) -> GoalsView:
    """Without the overdue steps that another home than the viewer's took on."""
    school, viewer = access.policy.school, access.viewer
    hidden = {
        (plan.student, plan.id, id_)
        for plan in plans
        for id_, standing in plan.steps.items()
        if is_of_another_home(standing.step, plan.student, viewer, school)
    }
    late = tuple(one for one in view.steps_overdue if one not in hidden)
    return attrs.evolve(view, steps_overdue=late)


def _asked(access: Access, student: str) -> Verdict:
    label = Label("school-view", student, (student,), None, access.at, Audience.STAFF)
    return access.read(label)


def _goal(goal: Goal, at: Instant) -> Goal | None:
    """As it was at an instant, which is mostly as it is."""
    return goal if goal.changes[-1].at <= at else goal.as_of(at)


def _steps(plan: ActionPlan, at: Instant) -> ActionPlan:
    """As they were at an instant, which is mostly as they are."""
    return plan if not plan.changes or plan.changes[-1].at <= at else plan.as_of(at)


def _last(record: Record, at: Instant) -> Record:
    """With its last measurement up to an instant alone: nothing else is asked of it here."""
    last = next((point for point in reversed(record.points) if point.at <= at), None)
    return attrs.evolve(record, points=() if last is None else (last,))
