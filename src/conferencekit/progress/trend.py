"""The trend of measurements, by a named method, with what is not known about it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import attrs

from conferencekit.errors import InvalidInputError
from conferencekit.progress._lines import Fit, Spread, least_squares, theil_sen, tukey
from conferencekit.progress.model import Point
from conferencekit.time import Zone

__all__ = ["Interval", "Method", "Trend", "trend"]

_WEEK: Final = 7
_MOST: Final = 0.9999


class Method(StrEnum):
    """How a trend line is drawn. They differ, so a slope is told with its method."""

    LEAST_SQUARES = "least squares"
    """The line with the least sum of squared distances; follows outliers."""
    THEIL_SEN = "Theil-Sen"
    """The median of the slopes between all pairs; bears up to about 29 percent of outliers."""
    TUKEY = "Tukey"
    """Through the medians of the first and the last third."""
    TUKEY_BY_COUNT = "Tukey by count"
    """As on the teaching forms for weekly probes: the difference of the medians of the last and
    the first third, divided by the number of measurements less one, taken as weeks."""


@attrs.frozen
class Interval:
    """Between which two values something lies, and how sure that is.

    Attributes:
        low: The lower end.
        high: The upper end.
        confidence: Such as 0.95.
    """

    low: float
    high: float
    confidence: float

    def __contains__(self, value: float) -> bool:
        """Whether a value lies in it, the ends included."""
        return self.low <= value <= self.high


@attrs.frozen
class Trend:
    """A straight line drawn through measurements.

    Attributes:
        method: How it was drawn.
        per_week: How much it rises in a week; negative where it falls.
        interval: In which the rise in a week lies; None where the method tells none, or none of
            that confidence for so few measurements.
        points: How many measurements it was drawn through.
    """

    method: Method
    per_week: float
    interval: Interval | None
    points: int
    _fit: Fit = attrs.field(repr=False)

    def value(self, day: date) -> float:
        """Where the line stands on a day."""
        return self._fit.y + self._fit.slope * (day.toordinal() - self._fit.x)


def trend(
    points: Sequence[Point],
    zone: Zone,
    *,
    method: Method = Method.LEAST_SQUARES,
    confidence: float = 0.95,
) -> Trend | None:
    """Draw a line through measurements.

    The days on which they were taken count, so weeks without any do not bend the line.

    Args:
        points: The measurements.
        zone: In whose days they are counted.
        method: How.
        confidence: Of the interval for the slope; above 0 and up to 0.9999.

    Returns:
        The trend; None of fewer than three measurements, or where all are of one day.

    Raises:
        InvalidInputError: The confidence is none.
    """
    fit: Fit | None
    xs, ys = days_and_values(points, zone)
    if method is Method.LEAST_SQUARES:
        found = spread(points, zone, confidence)
        fit = found.fit if found else None
    elif method is Method.THEIL_SEN:
        check_confidence(confidence)
        fit = theil_sen(xs, ys, confidence)
    else:
        weeks = (len(xs) - 1) * _WEEK if method is Method.TUKEY_BY_COUNT else None
        fit = tukey(xs, ys, over=weeks)
    if fit is None:
        return None
    interval = None
    if fit.low is not None and fit.high is not None:
        interval = Interval(fit.low * _WEEK, fit.high * _WEEK, confidence)
    return Trend(method, fit.slope * _WEEK, interval, len(xs), fit)


def spread(points: Sequence[Point], zone: Zone, confidence: float) -> Spread | None:
    """What intervals around the line of least squares are made of; None of too few points."""
    check_confidence(confidence)
    return least_squares(*days_and_values(points, zone), confidence)


def days_and_values(points: Sequence[Point], zone: Zone) -> tuple[list[float], list[float]]:
    """The day numbers (proleptic Gregorian ordinals) and values, in order of time."""
    ordered = sorted(points)
    days = [float(zone.day(point.at).toordinal()) for point in ordered]
    return days, [point.value for point in ordered]


def check_confidence(confidence: float) -> None:
    """Refuse what is no degree of confidence, or one that no few measurements give.

    Raises:
        InvalidInputError: It is not above 0, or above 0.9999.
    """
    if not 0 < confidence <= _MOST:
        text = f"{confidence!r} is not above 0 and up to {_MOST}"
        raise InvalidInputError.single("confidence", text, "0.95 for 95 percent")
