"""The driver: from a round to the best plan that time allows."""

import random
import time
from collections.abc import Callable
from typing import Final

import attrs

from conferencekit.errors import InvalidInputError
from conferencekit.scheduling._search.anneal import anneal
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.construct import construct
from conferencekit.scheduling._search.state import Snapshot, State
from conferencekit.scheduling.bounds import lower_bound
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.scheduling.plan import Bound, Plan, Score, Terms
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.score import score

__all__ = ["Improvement", "solve"]

DEFAULT_SECONDS: Final = 10.0


@attrs.frozen(eq=False)
class Improvement:
    """A plan better than all before it, as the search goes on.

    Attributes:
        pair: Its score: unplaced, penalty.
        bound: What no plan's score is below.
        seconds: Since the start.
        iterations: Since the start.
    """

    pair: tuple[int, int]
    bound: Bound
    seconds: float
    iterations: int
    _build: Callable[[], Plan] = attrs.field(repr=False)

    def plan(self) -> Plan:
        """The plan itself. Putting it together takes time, so it is done when asked for."""
        return self._build()


def solve(
    round_: Round,
    *,
    seconds: float | None = DEFAULT_SECONDS,
    iterations: int | None = None,
    seed: int = 1,
    on_improvement: Callable[[Improvement], None] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """The best plan found within the limits; it breaks no rule.

    The same round, seed and number of iterations give the same plan, whatever the machine, where
    ``seconds`` is None.

    Args:
        round_: What to plan.
        seconds: When to end at the latest; None for no limit of time.
        iterations: How many steps to take at the most; None for no limit of steps.
        seed: Chooses among equally good ways to search.
        on_improvement: Called with each improvement, such as for a progress bar.
        stop: Asked many times a second; the search ends where it returns True. An event's
            ``is_set`` will do, and may be set from another thread.
        clock: Gives seconds.

    Returns:
        A plan with its score and a proven bound on what any plan can score.

    Raises:
        InvalidInputError: There is no limit at all, or a negative one.

    Example:
        >>> plan = solve(round_, seconds=None, iterations=2_000, seed=7)  # doctest: +SKIP
    """
    _refuse_bad_limits(seconds, iterations, stop)
    budget = Budget(clock, seconds=seconds, iterations=iterations, stop=stop)
    codec = Codec(round_)
    problem = compile_round(round_, codec)
    bound = lower_bound(problem)
    state = State(problem)
    construct(state, budget)
    best = state.snapshot()

    def found(pair: tuple[int, int], snapshot: Snapshot) -> None:
        nonlocal best
        best = snapshot
        if on_improvement is not None:
            on_improvement(
                Improvement(
                    pair,
                    bound,
                    budget.elapsed,
                    budget.steps,
                    lambda: _plan(codec, snapshot, bound),
                )
            )

    found(state.score, best)
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    anneal(state, rng, budget, (bound.unplaced, bound.penalty), found)
    return _plan(codec, best, bound)


def _refuse_bad_limits(
    seconds: float | None, iterations: int | None, stop: Callable[[], bool] | None
) -> None:
    if seconds is None and iterations is None and stop is None:
        raise InvalidInputError.single("", "solve needs a limit", "give seconds or iterations")
    for name, limit in (("seconds", seconds), ("iterations", iterations)):
        if limit is not None and not limit >= 0:
            raise InvalidInputError.single(name, f"{limit} is not 0 or more")


def _plan(codec: Codec, snapshot: Snapshot, bound: Bound) -> Plan:
    """A snapshot as a plan, held to the rules and scored by their one statement."""
    round_ = codec.round
    placements = [
        codec.placement(number, start, members, attending)
        for number, (start, members, attending) in enumerate(zip(*snapshot, strict=True))
        if start >= 0
    ]
    unplaced = [
        meeting.id for meeting, start in zip(round_.meetings, snapshot[0], strict=True) if start < 0
    ]
    draft = Plan(round_.id, tuple(placements), tuple(unplaced), Score(0, 0, Terms()), bound)
    return attrs.evolve(draft, score=score(round_, draft))

