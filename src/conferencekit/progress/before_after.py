"""Progress before and after a change, with its uncertainty, and with what it does not prove."""

from collections.abc import Sequence
from datetime import date
from math import sqrt
from typing import Final

import attrs

from conferencekit._fields import as_checked
from conferencekit.progress._lines import Spread
from conferencekit.progress._student import t_quantile
from conferencekit.progress.model import Direction, Point
from conferencekit.progress.trend import Interval, Trend, spread, trend
from conferencekit.time import Zone

__all__ = ["BeforeAfter", "Estimate", "before_and_after"]

_WEEK: Final = 7
_WARNING: Final = (
    "A difference before and after a change is no proof that the change made it. Something else "
    "may have changed too; students grow anyway; and support is mostly changed when things stand "
    "at their worst, after which they tend to get better by themselves."
)


@attrs.frozen
class Estimate:
    """A number and how sure it is.

    Attributes:
        value: The number.
        interval: In which it lies.
    """

    value: float
    interval: Interval


@attrs.frozen(field_transformer=as_checked)
class BeforeAfter:
    """Measurements before and after a change.

    Attributes:
        before: The trend before; None of too few measurements.
        after: The trend from the day of the change on; None of too few.
        slope_change: By how much the rise in a week changed; None of too few measurements.
        level_change: By how much the line jumps on the day of the change; None of too few.
        overlap: The chance that a measurement from after is better than one from before, ties
            counting half: 0.5 is no difference (nonoverlap of all pairs, R. I. Parker and K. J.
            Vannest, Behavior Therapy 40, 2009). None where one side has no measurement.
        points_before: The measurements before, in order of time.
        points_after: Those from the day of the change on.
        warning: What this does not prove; to be shown with it.
    """

    before: Trend | None
    after: Trend | None
    slope_change: Estimate | None
    level_change: Estimate | None
    overlap: float | None
    points_before: tuple[Point, ...] = attrs.field(repr=False)
    points_after: tuple[Point, ...] = attrs.field(repr=False)
    warning: str = attrs.field(default=_WARNING, repr=False)


def before_and_after(
    points: Sequence[Point],
    zone: Zone,
    *,
    change: date,
    better: Direction,
    confidence: float = 0.95,
) -> BeforeAfter:
    """Compare measurements before a change with those after it.

    A line of least squares on each side, with one spread around both (segmented regression with
    two levels and two slopes). The intervals take the measurements for independent, which those
    of one child are not quite: they tell the least uncertainty there is.

    Args:
        points: All measurements; for the effect of one change, those between the change before
            it and the change after it.
        zone: In whose days they are counted.
        change: The first day after the change.
        better: Which way is better.
        confidence: Of the intervals; above 0 and up to 0.9999.

    Raises:
        InvalidInputError: The confidence is none.
    """
    ordered = sorted(points)
    before = tuple(point for point in ordered if zone.day(point.at) < change)
    after = ordered[len(before) :]
    sides = (spread(before, zone, confidence), spread(after, zone, confidence))
    slope, level = _differences(sides, change.toordinal(), confidence)
    return BeforeAfter(
        before=trend(before, zone, confidence=confidence),
        after=trend(after, zone, confidence=confidence),
        slope_change=slope,
        level_change=level,
        overlap=_overlap(before, after, better),
        points_before=before,
        points_after=tuple(after),
    )


def _differences(
    sides: tuple[Spread | None, Spread | None], day: int, confidence: float
) -> tuple[Estimate | None, Estimate | None]:
    """By how much slope and level differ; None where one side has too few measurements."""
    one, two = sides
    if one is None or two is None:
        return None, None
    freedom = one.n + two.n - 4
    rest = one.scatter**2 * (one.n - 2) + two.scatter**2 * (two.n - 2)
    reach = t_quantile((1 + confidence) / 2, freedom) * sqrt(rest / freedom)
    slope = two.fit.slope - one.fit.slope
    slope_reach = reach * sqrt(1 / one.sxx + 1 / two.sxx)
    ends = [side.fit.y + side.fit.slope * (day - side.fit.x) for side in (one, two)]
    level_reach = reach * sqrt(
        sum(1 / side.n + (day - side.fit.x) ** 2 / side.sxx for side in (one, two))
    )
    return (
        _estimate(slope * _WEEK, slope_reach * _WEEK, confidence),
        _estimate(ends[1] - ends[0], level_reach, confidence),
    )


def _estimate(value: float, reach: float, confidence: float) -> Estimate:
    return Estimate(value, Interval(value - reach, value + reach, confidence))


def _overlap(before: Sequence[Point], after: Sequence[Point], better: Direction) -> float | None:
    if not before or not after:
        return None
    ahead = 0.0
    for one in before:
        for two in after:
            rise = two.value - one.value
            ahead += 0.5 if rise == 0 else float((rise > 0) is (better is Direction.UP))
    return ahead / (len(before) * len(after))
