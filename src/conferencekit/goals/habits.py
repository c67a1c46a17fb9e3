"""Whether a habit holds: how often it was done in each of its periods."""

from collections.abc import Iterable
from datetime import date

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.goals.measures import Habit
from conferencekit.progress import Point
from conferencekit.time import Zone

__all__ = ["HabitPeriod", "habit_periods"]


@attrs.frozen
class HabitPeriod:
    """One of the periods in which a habit is to be kept.

    Attributes:
        first: Its first day.
        last: Its last day.
        times: How often it was done.
        kept: Whether that was often enough.
        over: Whether its last day has passed; before that it may still be kept.
    """

    first: date
    last: date
    times: float
    kept: bool
    over: bool


@kinds_checked
def habit_periods(
    habit: Habit, points: Iterable[Point], zone: Zone, *, start: date, on: date
) -> tuple[HabitPeriod, ...]:
    """How often a habit was done in each of its periods, up to the one that a day lies in.

    Args:
        habit: So many times in so many days.
        points: Each time it was done, or how often it was done at once, as the value.
        zone: In whose days they are counted.
        start: The first day of the first period.
        on: The day it is looked at; later measurements are not counted.
    """
    number = (on - start).days // habit.in_days + 1
    times: dict[int, float] = {}
    for point in points:
        day = zone.day(point.at)
        if start <= day <= on:
            index = (day - start).days // habit.in_days
            times[index] = times.get(index, 0.0) + point.value
    found = []
    for index in range(number):
        first = start.toordinal() + index * habit.in_days
        last = min(first + habit.in_days - 1, date.max.toordinal())
        done = times.get(index, 0.0)
        found.append(
            HabitPeriod(
                date.fromordinal(first),
                date.fromordinal(last),
                done,
                done >= habit.times,
                last < on.toordinal(),
            )
        )
    return tuple(found)
