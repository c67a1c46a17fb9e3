"""How hot it is when: by how much a change may worsen the penalty, on average."""

import math
from typing import Final

__all__ = ["Cooling"]

_HOT: Final = 2.5
_COLD: Final = 0.2
"""The first and the last temperature, in units."""
_SHORT_HOT: Final = 4.0
"""The first where a new plan leaves a meeting out: who that is, and in which session a family
comes, are differences of tens of units."""
_SHORT_HOTTEST: Final = 15.0
_HEATED: Final = 0.1
"""From how hot it is cooled to that beforehand, and the part of the budget that this takes."""
_PAUSES_HOT: Final = 2.6
_PAUSES_COLD: Final = 0.8
"""The first and the last with a guide, where only pauses count and each is six units."""
_PAUSES_AGAIN: Final = 3.0
"""How hot it becomes there again and again."""
_TRADES_A_TASK: Final = 2000
"""After how many trades tried for each meeting."""


class Cooling:
    """Cools down over the budget, by the same factor for the same part of it.

    With a guide, where only pauses count, it is heated up again several times if there are many
    steps.

    Args:
        tasks: How many meetings there are.
        guide: Whether there is a guide.
        is_short: Whether a new plan leaves meetings out.
    """

    def __init__(self, tasks: int, *, guide: bool, is_short: bool) -> None:
        self._guide, self._is_short = guide, is_short
        self._at_once = tasks * _TRADES_A_TASK
        self._heat(_PAUSES_HOT, 0.0)

    def temperature(self, used: float, tried: int) -> float:
        """How hot it is, in units.

        Args:
            used: How much of the budget is used up, from 0 to 1; where it is less than before, it
                is another budget.
            tried: How many trades were tried since it was asked last.
        """
        if self._guide:
            return self._of_pauses(used, tried)
        first, last = _HOT, _COLD
        if self._is_short and used < _HEATED:
            first, last, used = _SHORT_HOTTEST, _SHORT_HOT, used / _HEATED
        elif self._is_short:
            first, used = _SHORT_HOT, (used - _HEATED) / (1 - _HEATED)
        return first * math.pow(last / first, used)

    def _of_pauses(self, used: float, tried: int) -> float:
        """It is cooled until so many were tried, or the budget is used up, and begun again."""
        if used < self._begin:
            self._heat(_PAUSES_HOT, used)
        self._tried += tried
        if self._tried >= self._at_once:
            self._heat(_PAUSES_AGAIN, used)
        left = max(1.0 - self._begin, 1e-9)  # it may begin with the last of the budget
        part = max(self._tried / self._at_once, (used - self._begin) / left)
        return self._first * math.pow(_PAUSES_COLD / self._first, part)

    def _heat(self, first: float, used: float) -> None:
        """Begin to cool down from a temperature."""
        self._first, self._begin, self._tried = first, used, 0
