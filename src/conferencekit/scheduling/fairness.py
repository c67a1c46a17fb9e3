"""Sharing waits out evenly, so that no family is left far worse than others."""

import random
import time
from collections.abc import Callable
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.scheduling._plans import plan_of, standing
from conferencekit.scheduling._proof.prove import Proof
from conferencekit.scheduling._search.anneal import anneal
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.changes import Snapshot
from conferencekit.scheduling._search.resume import resume
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._telling import Teller
from conferencekit.scheduling.bounds import lower_bound
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.scheduling.engine import Improvement, Progress
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Kind, Round
from conferencekit.scheduling.rules import check
from conferencekit.scheduling.scoring import score, waits
from conferencekit.scheduling.solver import refuse_bad_limits

__all__ = ["fairer", "unfairness"]

DEFAULT_SECONDS: Final = 10.0


@kinds_checked
def unfairness(round_: Round, plan: Plan) -> tuple[int, tuple[int, ...], int]:
    """What is less for the fairer of two plans of a round.

    What is left unplaced comes first; then the waits, in minutes, of all guardians whom a meeting
    is for, the longest first: the longest counts alone as long as it differs, then the second
    longest, and so on (*leximin*: Rawls's difference principle, applied again and again; Sen,
    "Collective Choice and Social Welfare", 1970); the penalty comes last.

    Args:
        round_: The round.
        plan: A plan of it.
    """
    found = score(round_, plan)
    guardians = {id_ for one in round_.meetings for id_ in one.required} & {
        person.id for person in round_.people if person.kind is Kind.GUARDIAN
    }
    found_waits = waits(round_, plan)
    longest_first = tuple(sorted((found_waits.get(id_, 0) for id_ in guardians), reverse=True))
    return found.unplaced, longest_first, found.penalty


@kinds_checked
def fairer(
    round_: Round,
    plan: Plan,
    *,
    seconds: float | None = DEFAULT_SECONDS,
    iterations: int | None = None,
    seed: int = 1,
    on_improvement: Callable[[Improvement], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """A plan that shares waits out more evenly than another, and leaves no more unplaced.

    Its :func:`unfairness` is at most that of the given plan; the penalty may be higher, and that
    is what fairness costs. The search is that of :func:`solve`, with the cube of each guardian's
    wait added to the penalty; of the plans it comes by, the one with the least unfairness is
    kept. That it is the fairest of all is not proven.

    Args:
        round_: What was planned.
        plan: A plan of it that breaks no rule, from whatever engine.
        seconds: When to end; None for no limit of time. Setting the round up counts.
        iterations: How many steps to take at the most; None for no limit of steps.
        seed: Chooses among equally good ways to search.
        on_improvement: Called with each fairer plan; its penalty may be higher than the last's.
        on_progress: Called about ten times a second, with the score of the fairest plan so far.
        stop: Asked many times a second; the search ends where it returns True.
        clock: Gives seconds.

    Raises:
        InvalidInputError: The plan breaks a rule, there is no limit, or a negative one.
    """
    refuse_bad_limits(seconds, iterations, stop)
    budget = Budget(
        clock,
        seconds=seconds,
        iterations=iterations,
        stop=stop,
        on_look=lambda now: fairest.look(now),  # noqa: PLW0108  there is none yet
    )
    broken = check(round_, plan)
    if broken:
        raise InvalidInputError.single("plan", f"breaks a rule: {broken[0]}", "mend it by solve")
    codec = Codec(round_)
    problem = compile_round(round_, codec)
    problem = attrs.evolve(problem, evenness=max(1, problem.weights["wait"] * problem.tick))
    state = State(problem)
    fairest = _Fairest(codec, state, plan, budget, Teller(on_improvement, on_progress))
    resume(state, standing(codec, plan))
    proof = Proof(problem, lower_bound(problem))
    proof.is_over = True  # it would be one of the penalty, which is not what is sought
    anneal(
        state,
        random.Random(seed),  # noqa: S311  no secret depends on it
        budget,
        goal=(0, 0),
        found=fairest.found,
        proof=proof,
    )
    return fairest.plan


class _Fairest:
    """Keeps the fairest of the plans a search comes by."""

    def __init__(
        self, codec: Codec, state: State, plan: Plan, budget: Budget, teller: Teller
    ) -> None:
        self.plan = plan
        self._codec, self._state = codec, state
        self._budget, self._teller = budget, teller
        self._least = unfairness(codec.round, plan)

    def found(self, _: tuple[int, int], snapshot: Snapshot) -> None:
        """Take a plan that the search found better, if it is fairer."""
        plan = plan_of(self._codec, self._state, snapshot, self.plan.bound)
        now = unfairness(self._codec.round, plan)
        if now < self._least:
            self.plan, self._least = plan, now
            self._teller.improved(self._budget, plan.score.pair, plan.bound, lambda: plan)

    def look(self, budget: Budget) -> None:
        """Tell of progress."""
        self._teller.look(budget, self.plan.score.pair, self.plan.bound)
