"""The driver: from a round to the best plan that time allows."""

import random
import time
from collections.abc import Callable
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.scheduling._plans import plan_of, standing
from conferencekit.scheduling._proof.prove import Proof
from conferencekit.scheduling._search.anneal import anneal
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.changes import Snapshot
from conferencekit.scheduling._search.construct import construct
from conferencekit.scheduling._search.guide import guided
from conferencekit.scheduling._search.resume import resume
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._telling import Teller
from conferencekit.scheduling.bounds import lower_bound
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.scheduling.engine import Improvement, Progress
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round

__all__ = ["refuse_bad_limits", "solve"]

DEFAULT_SECONDS: Final = 10.0
DEFAULT_CLOCK: Final = time.monotonic


@kinds_checked
def solve(
    round_: Round,
    *,
    seconds: float | None = DEFAULT_SECONDS,
    iterations: int | None = None,
    seed: int = 1,
    start: Plan | None = None,
    target: tuple[int, int] | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = DEFAULT_CLOCK,
) -> Plan:
    """The best plan found within the limits; it breaks no rule.

    The same round, seed and number of iterations give the same plan, whatever the machine, where
    ``seconds`` is None.

    Args:
        round_: What to plan.
        seconds: When to end; None for no limit of time. Setting the round up counts, and is not
            interrupted: a few hundredths of a second, some tenths with thousands of meetings.
        iterations: How many steps to take at the most; None for no limit of steps.
        seed: Chooses among equally good ways to search.
        start: A plan to begin with, of this round or of one much like it, such as before
            somebody fell ill. What of it still holds is kept to begin with, and the answer is
            no worse.
        target: A score to be content with: unplaced, penalty. The search ends when it has a
            plan as good.
        on_improvement: Called with each improvement.
        on_progress: Called about ten times a second, such as for a progress bar.
        stop: Asked many times a second; the search ends where it returns True. An event's
            ``is_set`` will do, and may be set from another thread.
        clock: Gives seconds.

    Returns:
        A plan with its score and a proven bound on what any plan can score.

    Raises:
        InvalidInputError: There is no limit at all, or a negative one, or it is no round.

    Example:
        >>> plan = solve(round_, seconds=None, iterations=2_000, seed=7)  # doctest: +SKIP
    """
    refuse_bad_limits(seconds, iterations, stop)
    budget = Budget(
        clock,
        seconds=seconds,
        iterations=iterations,
        stop=stop,
        on_look=lambda now: watch.look(now),  # noqa: PLW0108  there is none yet
    )
    codec = Codec(round_)
    problem = compile_round(round_, codec)
    proof = Proof(problem, lower_bound(problem))
    state = State(guided(problem))
    watch = _Watch(codec, state, proof, budget, Teller(on_improvement, on_progress))
    if start is not None:
        resume(state, standing(codec, start))
    construct(state, budget)
    watch.found(state.score, state.snapshot())
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    anneal(
        state,
        rng,
        budget,
        goal=target or (0, 0),
        found=watch.found,
        proof=proof,
        afresh=start is None,
    )
    return watch.plan()


class _Watch:
    """Keeps the best of a search, and tells the caller how it goes."""

    def __init__(
        self, codec: Codec, state: State, proof: Proof, budget: Budget, teller: Teller
    ) -> None:
        self._codec, self._state, self._proof = codec, state, proof
        self._budget, self._teller = budget, teller
        self._best: tuple[tuple[int, int], Snapshot] | None = None

    def found(self, pair: tuple[int, int], snapshot: Snapshot) -> None:
        """Take a plan better than all before."""
        self._best = (pair, snapshot)
        bound = self._proof.bound
        self._teller.improved(
            self._budget, pair, bound, lambda: plan_of(self._codec, self._state, snapshot, bound)
        )

    def look(self, budget: Budget) -> None:
        """Tell of progress, if there is a plan."""
        if self._best is not None:
            self._teller.look(budget, self._best[0], self._proof.bound)

    def plan(self) -> Plan:
        """The best plan."""
        assert self._best is not None  # noqa: S101  the first plan was found before the search
        return plan_of(self._codec, self._state, self._best[1], self._proof.bound)


def refuse_bad_limits(
    seconds: float | None, iterations: int | None, stop: Callable[[], bool] | None
) -> None:
    """Raise where a search would have no limit, or a negative one."""
    if seconds is None and iterations is None and stop is None:
        raise InvalidInputError.single("", "solve needs a limit", "give seconds or iterations")
    for name, limit in (("seconds", seconds), ("iterations", iterations)):
        if limit is not None and not limit >= 0:
            raise InvalidInputError.single(name, f"{limit} is not 0 or more")
