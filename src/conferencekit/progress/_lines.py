"""Straight lines through points, by three methods. Numbers alone; days come in elsewhere."""

from collections.abc import Sequence
from fractions import Fraction
from math import fsum, sqrt
from statistics import fmean, median

import attrs

from conferencekit._theil_sen import interval_rank, pair_slopes
from conferencekit.progress._student import t_quantile

__all__ = ["Fit", "least_squares", "theil_sen", "tukey"]

_FEW = 3
"""Fewer points than this leave nothing to tell the spread around a line from."""


@attrs.frozen
class Fit:
    """A line, and how sure its slope is.

    Attributes:
        slope: Rise for each step of x.
        x: A point on the line.
        y: A point on the line.
        low: Lower end of the slope's confidence interval; None where the method has none.
        high: Its upper end.
    """

    slope: float
    x: float
    y: float
    low: float | None = None
    high: float | None = None


@attrs.frozen
class Spread:
    """What intervals around a line of least squares are made of.

    Attributes:
        fit: The line; its point is the centre of the data.
        n: How many points.
        scatter: The standard deviation of the residuals, with n - 2 degrees of freedom.
        sxx: The sum of squared distances of x from its mean.
        t: The quantile of Student's t that belongs to the confidence.
    """

    fit: Fit
    n: int
    scatter: float
    sxx: float
    t: float


def least_squares(xs: Sequence[float], ys: Sequence[float], confidence: float) -> Spread | None:
    """The line of least squares; None of fewer than three points or of one x alone."""
    if len(xs) < _FEW:
        return None
    x, y = fmean(xs), fmean(ys)
    sxx = fsum((one - x) ** 2 for one in xs)
    if sxx == 0:
        return None
    slope = fsum((one - x) * (two - y) for one, two in zip(xs, ys, strict=True)) / sxx
    rest = fsum((two - y - slope * (one - x)) ** 2 for one, two in zip(xs, ys, strict=True))
    scatter = sqrt(rest / (len(xs) - 2))
    t = t_quantile((1 + confidence) / 2, len(xs) - 2)
    margin = t * scatter / sqrt(sxx)
    return Spread(Fit(slope, x, y, slope - margin, slope + margin), len(xs), scatter, sxx, t)


def theil_sen(xs: Sequence[float], ys: Sequence[float], confidence: float) -> Fit | None:
    """The median of the slopes between all pairs; None where there are too few.

    H. Theil (1950), P. K. Sen (1968). The interval is Sen's; there is none where so few points
    cannot give one of that confidence. The line goes through the medians of x and y (W. J.
    Conover, Practical Nonparametric Statistics, 1980).
    """
    slopes = pair_slopes(list(zip(xs, ys, strict=True)))
    if len(xs) < _FEW or not slopes:
        return None
    rank = interval_rank(len(xs), len(slopes), Fraction(str(confidence)))
    ends = (None, None) if rank is None else (slopes[rank], slopes[-1 - rank])
    return Fit(median(slopes), median(xs), median(ys), *ends)


def tukey(xs: Sequence[float], ys: Sequence[float], *, over: float | None = None) -> Fit | None:
    """The line through the medians of the first and the last third, in the order of x.

    J. W. Tukey, Exploratory Data Analysis (1977); as drawn by hand in progress monitoring. One
    point left over goes to the middle third, two go to the outer ones.

    Args:
        xs: In order.
        ys: One for each.
        over: What the rise between the two medians is divided by; None for the distance of the
            medians of x.

    Returns:
        The line; None of fewer than three points or where both thirds lie at one x.
    """
    outer = (len(xs) + 1) // 3
    if len(xs) < _FEW:
        return None
    first, last = median(xs[:outer]), median(xs[-outer:])
    distance = last - first if over is None else over
    if distance == 0:
        return None
    low, high = median(ys[:outer]), median(ys[-outer:])
    return Fit((high - low) / distance, (first + last) / 2, (low + high) / 2)
