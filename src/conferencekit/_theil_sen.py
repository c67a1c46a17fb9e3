"""Theil's slopes between any two points, and Sen's interval for the true one.

Once for measurements in floats and once for scores in fractions: ``progress`` and ``assessment``
both draw their trends from here.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, combinations
from math import factorial, floor, sqrt
from statistics import NormalDist
from typing import Final, TypeVar

__all__ = ["interval_rank", "pair_slopes"]

_EXACT: Final = 60
_N = TypeVar("_N", float, Fraction)


def pair_slopes(points: Sequence[tuple[_N, _N]]) -> list[_N]:
    """The slopes between any two points at different places, the least first."""
    return sorted(
        (high - low) / (later - sooner)
        for (sooner, low), (later, high) in combinations(points, 2)
        if later != sooner
    )


@lru_cache(maxsize=1024)
def interval_rank(count: int, pairs: int, confidence: Fraction) -> int | None:
    """How many slopes lie below the interval's lower end, and as many above its upper end.

    P. K. Sen, Journal of the American Statistical Association 63 (1968). By the exact
    distribution of Kendall's S of up to 60 points; of more, or where several lie at one place, by
    the normal one (M. Hollander and D. A. Wolfe, Nonparametric Statistical Methods, 1999, 9.3).

    Args:
        count: How many points.
        pairs: How many slopes there are between them.
        confidence: Of the interval, between 0 and 1.

    Returns:
        The number; None where even the least and the greatest slope are too close together.
    """
    if pairs != count * (count - 1) // 2 or count > _EXACT:
        z = NormalDist().inv_cdf(float((1 + confidence) / 2))
        below = floor((pairs - z * sqrt(pairs * (2 * count + 5) / 9)) / 2) - 1
        return below if below >= 0 else None
    tail = (1 - confidence) / 2
    below = -1  # the greatest number of pairs out of order that is still in the tail
    for beyond, share in enumerate(accumulate(_orders_by_pairs_out(count))):
        if Fraction(share, factorial(count)) > tail:
            break
        below = beyond
    return below if below >= 0 and pairs else None


@lru_cache(maxsize=_EXACT + 1)
def _orders_by_pairs_out(count: int) -> tuple[int, ...]:
    """How many orders of so many things have 0, 1, 2, ... pairs out of order (Mahonian)."""
    orders = [1]
    for size in range(2, count + 1):
        sums = [0, *accumulate(orders)]
        total = len(orders) + size - 1
        orders = [sums[min(n + 1, len(orders))] - sums[max(n + 1 - size, 0)] for n in range(total)]
    return tuple(orders)
