"""What came after a change of a student's support: progress before and after, and no proof."""

from collections.abc import Sequence
from datetime import date

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.progress import BeforeAfter, Direction, Point, before_and_after
from conferencekit.support.model import SupportPlan
from conferencekit.time import Zone

__all__ = ["Effect", "effects"]


@attrs.frozen(field_transformer=as_checked)
class Effect:
    """A change of the support for a goal, and the progress before and after it.

    Attributes:
        day: The first day of the new support.
        began: The ids of the interventions that began on that day.
        changed: The ids of those whose dosage changed.
        ended: The ids of those whose last day was the day before.
        progress: The measurements before and after, back to the change before and on to the
            next; with the warning that belongs to it.
    """

    day: date
    began: tuple[str, ...]
    changed: tuple[str, ...]
    ended: tuple[str, ...]
    progress: BeforeAfter


@kinds_checked
def effects(
    plan: SupportPlan,
    goal: str,
    points: Sequence[Point],
    zone: Zone,
    *,
    better: Direction,
    confidence: float = 0.95,
) -> tuple[Effect, ...]:
    """What came after each change of the support for a goal.

    Args:
        plan: The student's plan.
        goal: The goal's id.
        points: The goal's measurements.
        zone: In whose days they are counted.
        better: Which way is better.
        confidence: Of the intervals; above 0 and up to 0.9999.

    Returns:
        One for each change up to the last measurement, in order, also where there are too few
        measurements to tell.

    Raises:
        InvalidInputError: The confidence is none.
    """
    days = plan.phases(goal, on=max(map(zone.day, (p.at for p in points)), default=date.min))
    found = []
    for index, day in enumerate(days):
        since = days[index - 1] if index else date.min
        until = days[index + 1] if index + 1 < len(days) else date.max
        near = [point for point in points if since <= zone.day(point.at) < until]
        progress = before_and_after(near, zone, change=day, better=better, confidence=confidence)
        found.append(_effect(plan, goal, day, progress))
    return tuple(found)


def _effect(plan: SupportPlan, goal: str, day: date, progress: BeforeAfter) -> Effect:
    serving = plan.serving(goal)
    return Effect(
        day=day,
        began=tuple(one.id for one in serving if one.since == day),
        changed=tuple(
            one.id for one in serving if any(dose.since == day for dose in one.dosages[1:])
        ),
        ended=tuple(
            one.id for one in serving if one.until and one.until.toordinal() + 1 == day.toordinal()
        ),
        progress=progress,
    )
