"""A power law through some values, in decimals of more digits than anybody needs."""

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Final

__all__ = ["predicted"]

_CONTEXT: Final = Context(prec=40)
_PLACES: Final = Decimal("1e-12")


def predicted(values: Sequence[Fraction]) -> Fraction:
    """Where the curve is at the last of the values.

    Args:
        values: At least two, all above zero, in the order in which they were observed.
    """
    with localcontext(_CONTEXT):  # whatever the caller's own context is
        logs = [_log(value.numerator, value.denominator) for value in values]
        places = [_log(place, 1) for place in range(1, len(values) + 1)]
        count = Decimal(len(values))
        mean_x, mean_y = sum(places) / count, sum(logs) / count
        products = [(x - mean_x) * (y - mean_y) for x, y in zip(places, logs, strict=True)]
        across, along = sum(products, Decimal(0)), sum((x - mean_x) ** 2 for x in places)
        at_last = mean_y + across / along * (places[-1] - mean_x)
        return Fraction(at_last.exp().quantize(_PLACES))


@lru_cache(maxsize=4096)
def _log(numerator: int, denominator: int) -> Decimal:
    return _CONTEXT.ln(_CONTEXT.divide(Decimal(numerator), Decimal(denominator)))
