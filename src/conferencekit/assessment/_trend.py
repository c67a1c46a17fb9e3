"""The arithmetic of Sen's interval."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, combinations
from math import ceil, factorial, sqrt
from statistics import NormalDist
from typing import Final

__all__ = ["interval_rank", "slopes"]

_EXACT: Final = 60


def slopes(values: Sequence[tuple[int, Fraction]]) -> Iterator[Fraction]:
    """The slope between any two values at different times."""
    for (sooner, low), (later, high) in combinations(values, 2):
        yield (high - low) / (later - sooner)


@lru_cache(maxsize=1024)
def interval_rank(count: int, confidence: Fraction) -> int | None:
    """How many slopes lie below the interval's lower end, and as many above its upper end.

    None where even the least and the greatest slope are too close together.
    """
    pairs = count * (count - 1) // 2
    if count > _EXACT:
        z = NormalDist().inv_cdf(float((1 + confidence) / 2))
        width = ceil(z * sqrt(count * (count - 1) * (2 * count + 5) / 18))
        return max((pairs - width) // 2 - 1, 0)
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
