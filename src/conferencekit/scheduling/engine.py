"""What an engine is: whatever makes a plan of a round, and tells how it goes."""

from collections.abc import Callable
from typing import Protocol

import attrs

from conferencekit.scheduling.plan import Bound, Plan
from conferencekit.scheduling.round import Round

__all__ = ["Engine", "Improvement", "Progress"]


@attrs.frozen(eq=False)
class Improvement:
    """A plan better than all before it, as the search goes on.

    Attributes:
        pair: Its score: unplaced, penalty.
        bound: What no plan's score is below.
        seconds: Since the start.
        iterations: Since the start; 0 from an engine that does not count.
    """

    pair: tuple[int, int]
    bound: Bound
    seconds: float
    iterations: int
    _build: Callable[[], Plan] = attrs.field(repr=False)

    def __str__(self) -> str:
        """When, after how many steps, and how good."""
        return f"{self.seconds:.2f} s, {self.iterations} steps: {_pair_and_bound(self)}"

    def plan(self) -> Plan:
        """The plan itself. Putting it together takes time, so it is done when asked for."""
        return self._build()


@attrs.frozen
class Progress:
    """How far a search has come.

    Attributes:
        fraction: How much of its budget is used up, from 0 to 1.
        pair: The best score so far: unplaced, penalty.
        bound: What no plan's score is below.
        seconds: Since the start.
        iterations: Since the start.
    """

    fraction: float
    pair: tuple[int, int]
    bound: Bound
    seconds: float
    iterations: int

    def __str__(self) -> str:
        """How much of the budget is used up, and how good the best plan is."""
        return f"{self.fraction:.0%}: {_pair_and_bound(self)}"


def _pair_and_bound(one: Improvement | Progress) -> str:
    unplaced, penalty = one.pair
    return f"unplaced {unplaced}, penalty {penalty} ({one.bound})"


class Engine(Protocol):
    """Makes plans of rounds. The function :func:`solve` is one, and so is whatever is called so.

    An engine keeps to six promises, which
    :func:`~conferencekit.testing.engines.check_engine` tests: the plan breaks no hard rule; its
    score is the one :func:`score` finds; its bound is below the score of every valid plan; it
    ends when it is told to; it is no worse than the plan it starts from; and it tells of each
    improvement, the last of which is the plan it returns.
    """

    def __call__(
        self,
        round_: Round,
        /,
        *,
        seconds: float | None = ...,
        seed: int = ...,
        start: Plan | None = ...,
        on_improvement: Callable[[Improvement], None] | None = ...,
        stop: Callable[[], bool] | None = ...,
    ) -> Plan:
        """The best plan it finds.

        Args:
            round_: What to plan.
            seconds: When to end at the latest; None for no limit of time.
            seed: Chooses among equally good ways to search.
            start: A plan to begin with, of this round or of one much like it. The answer is no
                worse than what of it still holds.
            on_improvement: Called with each improvement.
            stop: Asked now and then; the search ends soon after it returns True.
        """
        ...
