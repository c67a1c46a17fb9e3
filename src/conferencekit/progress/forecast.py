"""Where measurements lead if they go on as they do: never a date without its uncertainty."""

from datetime import date
from math import ceil, floor, sqrt
from typing import Final

import attrs

from conferencekit.progress._lines import Spread
from conferencekit.progress.model import Course, Direction
from conferencekit.progress.trend import Interval, spread

__all__ = ["DayRange", "Forecast", "forecast"]

_FIRST: Final = date.min.toordinal()
_LAST: Final = date.max.toordinal()


@attrs.frozen
class DayRange:
    """The days between which something is expected.

    Attributes:
        earliest: The first.
        likely: The one on which the line itself is there.
        latest: The last.
        confidence: How sure it is that the line gets there between them, such as 0.9.
    """

    earliest: date
    likely: date
    latest: date
    confidence: float


@attrs.frozen
class Forecast:
    """Where the trend leads.

    Attributes:
        at_due: The value of the line of least squares on the day the goal is due.
        interval: Between which values a measurement taken on that day is expected.
        reached: When the trend reaches the target; None where no date can be named.
        because: Why there is no date, or what the date rests on.
    """

    at_due: float
    interval: Interval
    reached: DayRange | None
    because: str


def forecast(course: Course, *, confidence: float = 0.9) -> Forecast | None:
    """Where the measurements since the last change of support lead, if they go on as they do.

    The value on the due day has a prediction interval for a single measurement; the day on which
    the target is reached has the interval of E. C. Fieller (Journal of the Royal Statistical
    Society B 16, 1954): all days on which the target lies within the confidence limits of the
    line. Both take the measurements for independent and equally scattered around a straight
    line, so they tell the least uncertainty there is.

    Args:
        course: Measurements and aimline.
        confidence: Of both intervals; above 0 and up to 0.9999.

    Returns:
        The forecast; None of fewer than three measurements, or where all are of one day.

    Raises:
        InvalidInputError: The confidence is none.
    """
    found = spread(course.current, course.zone, confidence)
    if found is None:
        return None
    ahead = course.aimline.due.toordinal() - found.fit.x
    value = found.fit.y + found.fit.slope * ahead
    margin = found.t * found.scatter * sqrt(1 + 1 / found.n + ahead**2 / found.sxx)
    interval = Interval(value - margin, value + margin, confidence)
    reached, because = _reached(course, found, confidence)
    return Forecast(value, interval, reached, because)


def _reached(course: Course, found: Spread, confidence: float) -> tuple[DayRange | None, str]:
    slope = found.fit.slope
    rises = slope if course.aimline.direction is Direction.UP else -slope
    days = _fieller(found, course.aimline.target)
    if rises <= 0:
        return None, "the trend does not lead towards the target"
    if days is None:
        return None, f"the trend is too uncertain to name a date: {found.n} measurements scatter"
    earliest, latest = floor(days[0]), ceil(days[1])
    if earliest < _FIRST or latest > _LAST:
        return None, "the trend reaches the target on no day of the calendar"
    likely = round(found.fit.x + (course.aimline.target - found.fit.y) / slope)
    likely = min(max(likely, earliest), latest)
    named = DayRange(
        date.fromordinal(earliest), date.fromordinal(likely), date.fromordinal(latest), confidence
    )
    text = f"a straight line through {found.n} measurements"
    return named, text


def _fieller(found: Spread, target: float) -> tuple[float, float] | None:
    """Between which days the target lies within the limits of the line; None where unbounded.

    With d the days from the centre, (y - target + slope * d) squared is to be no more than
    t * t * scatter * scatter * (1 / n + d * d / sxx): a quadratic in d, with an interval for its
    solution where the slope differs from zero with the same confidence.
    """
    noise = (found.t * found.scatter) ** 2
    gap = found.fit.y - target
    square = found.fit.slope**2 - noise / found.sxx
    if square <= 0:
        return None
    half = found.fit.slope * gap
    root = sqrt(max(0.0, half**2 - square * (gap**2 - noise / found.n)))
    ends = ((-half - root) / square, (-half + root) / square)
    return found.fit.x + ends[0], found.fit.x + ends[1]
