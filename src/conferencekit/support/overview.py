"""The support of a whole school, for whoever leads it: what has been left lying."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked_in_passing
from conferencekit.progress import Record
from conferencekit.support.model import Intervention, SupportPlan, Tier
from conferencekit.time import Zone

__all__ = ["SupportView", "support_view"]

_Pair: TypeAlias = tuple[str, str]


@attrs.frozen(field_transformer=as_checked)
class SupportView:
    """What has been left lying, in the order of the ids. Ended interventions are left out.

    Attributes:
        interventions_without_data: Student and intervention, where none of its goals has been
            measured lately since it began.
        interventions_without_goal: Student and intervention, where it serves no goal.
        interventions_without_provider: Student and intervention, where nobody has taken it.
        reviews_overdue: Student and day, where a review was due and was not held.
        students_without_review: The ids of students with an intervention and no review to come.
        tiers: How many students have support of each tier.
    """

    interventions_without_data: tuple[_Pair, ...]
    interventions_without_goal: tuple[_Pair, ...]
    interventions_without_provider: tuple[_Pair, ...]
    reviews_overdue: tuple[tuple[str, date], ...]
    students_without_review: tuple[str, ...]
    tiers: Mapping[Tier, int] = attrs.field(hash=False)


@kinds_checked_in_passing("plans", "records")
def support_view(
    plans: Iterable[SupportPlan],
    records: Iterable[Record] = (),
    *,
    on: date,
    zone: Zone,
    data_days: int = 14,
) -> SupportView:
    """Look over the support of a school.

    Args:
        plans: The plans as they are, one a student.
        records: The measurements of the students' goals.
        on: The day it is looked at.
        zone: Of the school, in whose days measurements are counted.
        data_days: Within how many days the goals of an intervention should be measured; one that
            began later has until then.

    Returns:
        What was found. Each input is gone through once; the time grows in proportion to it.
    """
    measured = {
        (record.student, record.goal): zone.day(record.points[-1].at)
        for record in records
        if record.points
    }
    tiers = dict.fromkeys(Tier, 0)
    without_data, without_goal, without_provider, overdue, no_review = [], [], [], [], []
    for plan in plans:
        tiers[plan.tier(on)] += 1
        running = [one for one in plan.interventions if one.runs(on)]
        for one in running:
            pair = (plan.student, one.id)
            if not one.goals:
                without_goal.append(pair)
            elif _lacks_data(plan.student, one, measured, on, data_days):
                without_data.append(pair)
            if one.provider is None:
                without_provider.append(pair)
        waiting = [review.due for review in plan.reviews if review.held is None]
        overdue += [(plan.student, day) for day in waiting if day < on]
        if running and not waiting:
            no_review.append(plan.student)
    return SupportView(
        interventions_without_data=tuple(sorted(without_data)),
        interventions_without_goal=tuple(sorted(without_goal)),
        interventions_without_provider=tuple(sorted(without_provider)),
        reviews_overdue=tuple(sorted(overdue)),
        students_without_review=tuple(sorted(no_review)),
        tiers=tiers,
    )


def _lacks_data(
    student: str, one: Intervention, measured: Mapping[_Pair, date], on: date, data_days: int
) -> bool:
    since = on - timedelta(days=data_days)
    if one.since > since:
        return False
    days = [measured[student, goal] for goal in one.goals if (student, goal) in measured]
    return not any(day >= max(since, one.since) for day in days)
