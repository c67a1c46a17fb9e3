"""One person's cheapest day, where each start of each of their meetings has a price.

A *price table* has, for each of the person's meetings, what it costs to start in each cell;
:data:`NEVER` where it may not. Prices may be negative. What comes on top is the person's own:
idle time, pauses, visits.
"""

from collections.abc import Sequence
from typing import Final, Protocol

__all__ = ["NEARLY_NEVER", "NEVER", "Chosen", "Day", "Prices", "SingleDay"]

NEVER: Final = 1e30
"""The price of a start that may not be."""
NEARLY_NEVER: Final = 1e28
"""What no sum of prices that may be comes near, however large the weights are."""
Prices = Sequence[list[float]]
"""For each of a person's meetings its price in each cell."""
Chosen = list[tuple[int, int]]
"""Which of the person's meetings, by position, and where they start."""


class Day(Protocol):
    """What answers for a person's cheapest day."""

    def cheapest(self, prices: Prices, out: Sequence[float]) -> tuple[float, Chosen]:
        """What the cheapest day costs, and a day that costs so.

        Args:
            prices: By meeting and cell.
            out: What it costs to leave out each meeting, where that is a choice.
        """
        ...


class SingleDay:
    """The day of somebody with one meeting."""

    def cheapest(self, prices: Prices, out: Sequence[float]) -> tuple[float, Chosen]:
        """The cheapest start, or none."""
        least = min(prices[0])
        if out[0] <= least:
            return out[0], []
        return least, [(0, prices[0].index(least))]
