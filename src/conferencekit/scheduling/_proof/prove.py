"""Which bounds are worth looking for in which order, one step at a time."""

from collections.abc import Callable, Iterator
from math import ceil, gcd
from typing import Final

from conferencekit.scheduling._proof.ascent import LEAST_FACTOR, Ascent
from conferencekit.scheduling._proof.sharing import Sharing
from conferencekit.scheduling.bounds import scarcities
from conferencekit.scheduling.compile import Problem
from conferencekit.scheduling.plan import Bound

__all__ = ["Proof"]

Best = Callable[[], tuple[int, int]]
"""Tells the score of the best plan so far."""

_RATE: Final = 2
"""What a unit of priority left out costs to begin with, in units of the penalty."""
_AT_FIRST_GLANCE: Final = 0.3
"""The factor of steps at which a case is given up for the time being."""
_ENOUGH: Final = 1e-3
"""By how much a bound has to pass the multiple of the unit below, to be rounded up."""
_CAREFUL: Final = 1e-6
_CAREFUL_OF_LARGE: Final = 1e-12
"""By how much a bound is lowered before it is rounded up, for the arithmetic of floats; and by
what part of it, where that is more."""


class Proof:
    """A bound on the score of every valid plan that gets better step by step.

    Args:
        problem: The problem.
        bound: What is known already.

    Attributes:
        bound: As far as it is proven.
        size: How much work a step is: prices it has to look at.
        is_over: Whether there is nothing more to gain.
    """

    def __init__(self, problem: Problem, bound: Bound) -> None:
        self.bound = bound
        self.size = sum(len(task.required) * task.starts.bit_count() for task in problem.tasks)
        self.is_over = not self.size
        self._best = (bound.unplaced, bound.penalty)
        self._steps = self._all_steps(problem)

    def step(self, best: tuple[int, int]) -> None:
        """Take a step.

        Args:
            best: The score of the best plan so far, which no bound can pass.
        """
        self._best = best
        bound = next(self._steps, None)
        if bound is None:
            self.is_over = True
        else:
            self.bound = bound

    def _all_steps(self, problem: Problem) -> Iterator[Bound]:
        """First what is unplaced, then, where that is met by the best plan, the penalty."""
        hopeless = sum(task.priority for task in problem.tasks if not task.starts)
        unit = gcd(*(task.priority for task in problem.tasks))
        sharing = Sharing(problem, None)
        for scarcity in scarcities(problem):
            sharing.charge(scarcity.person, scarcity.tasks, scarcity.worth)
        ascent = Ascent(sharing)
        bound = self.bound
        while bound.unplaced < self._best[0] and not ascent.is_over:
            most = self._best[0] - hopeless
            ascent.step(most - unit + _ENOUGH, most)
            unplaced = hopeless + _rounded_up(ascent.best, unit)
            if unplaced > bound.unplaced:
                bound = Bound(unplaced, 0)
            yield bound
        while bound.unplaced < self._best[0]:
            yield bound
        yield from _Penalty(problem, bound, lambda: self._best, sharing).steps()


class _Penalty:
    """Bounds on the penalty of plans that leave no more unplaced than they must.

    What the longest wait costs hangs on no one person: either nobody waits for more than so many
    cells at once, which makes all days dearer, or somebody does, and that costs. So besides the
    bound for all plans there is one for each *case*, of plans in which nobody waits for longer.

    Args:
        problem: The problem.
        bound: What is known already; what is unplaced is met by the best plan.
        best: Tells the score of the best plan so far.
        time_alone: The shares that prove what is unplaced.
    """

    def __init__(self, problem: Problem, bound: Bound, best: Best, time_alone: Sharing) -> None:
        self._problem, self._bound, self._best = problem, bound, best
        hopeless = sum(task.priority for task in problem.tasks if not task.starts)
        self._limit = bound.unplaced - hopeless
        self._unit = _unit(problem)
        self._price = problem.weights["longest_wait"] * problem.tick
        self._anyway = 0.0
        self._cases: dict[int, float] = {}
        self._shares = Sharing(problem, self._limit)
        self._shares.lean_on(time_alone, float(_RATE * self._unit))

    def steps(self) -> Iterator[Bound]:
        """One step at a time: nobody waits, at first glance; then all plans; then the cases."""
        if self._price:
            yield from self._case(0, _AT_FIRST_GLANCE)
        sharing = self._like(None)
        # Those with many meetings have their pauses for nothing here: little is to be had by them.
        only_pauses = self._problem.only_pauses
        ascent = Ascent(sharing, _AT_FIRST_GLANCE if only_pauses else LEAST_FACTOR)
        while not ascent.is_over:
            self._step(ascent, self._best()[1])
            self._anyway = ascent.best
            yield self._now()
        self._shares = sharing
        longest = 0
        while self._price and self._bound.penalty < self._best()[1]:
            if self._price * longest + self._cases.get(longest, 0.0) < self._best()[1]:
                yield from self._case(longest)
            if self._worth(longest) <= self._price * (longest + 1) + self._anyway:
                return
            longest += 1

    def _case(self, longest: int, least_factor: float = LEAST_FACTOR) -> Iterator[Bound]:
        """Bound the plans in which nobody waits for more than so many cells at once."""
        self._shares = self._like(longest)
        ascent = Ascent(self._shares, least_factor)
        while not ascent.is_over:
            self._step(ascent, self._best()[1] - self._price * longest)
            self._cases[longest] = max(self._cases.get(longest, 0.0), ascent.best)
            yield self._now()

    def _step(self, ascent: Ascent, most: int) -> None:
        ascent.step(most - self._unit + _ENOUGH, most + self._unit)

    def _like(self, longest: int | None) -> Sharing:
        """The shares so far, for another case."""
        sharing = Sharing(self._problem, self._limit, longest)
        sharing.take_over(self._shares)
        return sharing

    def _worth(self, longest: int) -> float:
        """What the plans of a case cost that are of none before it."""
        return self._price * longest + max(self._anyway, self._cases.get(longest, 0.0))

    def _now(self) -> Bound:
        least, penalty = float("inf"), 0.0
        for longest in range(max(self._cases, default=-1) + 2):
            penalty = max(penalty, min(least, self._price * longest + self._anyway))
            least = min(least, self._worth(longest))
        known = self._bound
        found = max(known.penalty, _rounded_up(penalty, self._unit))
        self._bound = Bound(known.unplaced, found)
        return self._bound


def _rounded_up(value: float, unit: int) -> int:
    """The least multiple of the unit that is no less."""
    careful = max(_CAREFUL, _CAREFUL_OF_LARGE * value)
    return ceil((value - careful) / unit) * unit if value > 0 else 0


def _unit(problem: Problem) -> int:
    """What divides every penalty."""
    weights, tick = problem.weights, problem.tick
    by_the_minute = ("wait", "longest_wait", "gap")
    return max(
        1,
        gcd(
            *(weight * (tick if name in by_the_minute else 1) for name, weight in weights.items())
        ),
    )
