"""Telling a caller how a search goes."""

import math
from collections.abc import Callable
from typing import Final

from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling.engine import Improvement, Progress
from conferencekit.scheduling.plan import Bound, Plan

__all__ = ["Teller"]

_EVERY_SECONDS: Final = 0.1


class Teller:
    """Tells of improvements and of progress, whoever wants to hear of them.

    Args:
        on_improvement: Called with each improvement, or None.
        on_progress: Called about ten times a second once there is a plan, or None.
    """

    def __init__(
        self,
        on_improvement: Callable[[Improvement], None] | None,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self._on_improvement = on_improvement
        self._on_progress = on_progress
        self._told = -math.inf

    def improved(
        self, budget: Budget, pair: tuple[int, int], bound: Bound, build: Callable[[], Plan]
    ) -> None:
        """Tell of a plan better than all before.

        Args:
            budget: Of the search.
            pair: What it scores.
            bound: What is proven so far.
            build: Puts the plan together.
        """
        if self._on_improvement is not None:
            self._on_improvement(Improvement(pair, bound, budget.elapsed, budget.steps, build))

    def look(self, budget: Budget, pair: tuple[int, int], bound: Bound) -> None:
        """Tell of progress, if it is time to.

        Args:
            budget: Of the search.
            pair: What the best plan scores.
            bound: What is proven so far.
        """
        seconds = budget.elapsed
        if self._on_progress is not None and seconds - self._told >= _EVERY_SECONDS:
            self._told = seconds
            self._on_progress(Progress(budget.fraction, pair, bound, seconds, budget.steps))
