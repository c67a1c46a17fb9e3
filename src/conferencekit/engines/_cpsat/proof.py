"""First the least that can be left unplaced, then the least penalty, each proven in part or whole.

CP-SAT works in a thread of its own. The thread that called waits for it, tells of improvements,
and asks whether to stop.
"""

import math
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import chain
from queue import SimpleQueue
from typing import Any, Final

import attrs
from ortools.sat.python import cp_model

from conferencekit.engines._cpsat.model import Model
from conferencekit.errors import ConferenceKitError
from conferencekit.scheduling import Bound, Improvement, Plan, Round, solve

__all__ = ["Proof"]

_FIRST_SHARE: Final = 0.2
"""How much of the time goes into the plan to begin with."""
_FIRST_STEPS: Final = 20_000
"""How many steps do, where there is no limit of time."""
_UNPLACED_SHARE: Final = 0.5
"""How much of what is left goes into what is unplaced, before the penalty is looked at."""
_LOOK_SECONDS: Final = 0.05
_LEAST_SECONDS: Final = 0.01
_FEW: Final = 30_000
"""Up to how many variables the model is tightened, and CP-SAT puts all of it into its linear
relaxation. That proves far more of a microschool's round, and takes too long for hundreds of
meetings."""
_CORES: Final = "core"
"""What CP-SAT calls its search by unsatisfiable cores, as solvers of MaxSAT do."""
_TREE: Final = "lb_tree_search"
"""What it calls a tree of decisions in which the leaf with the lowest bound is looked at first;
bounds are those of a linear relaxation."""
_USUAL: Final = "default"
"""What CP-SAT calls the search by the parameters as they are set."""
_PROVERS: Final = 2
_ROUNDING: Final = 1e-6
"""By how much a bound of CP-SAT's, a float, is lowered before it is rounded up."""

_SEEDS: Final = 2**31
"""CP-SAT takes seeds below it."""

Told = Callable[[Improvement], None]


class Proof:
    """One run of the engine.

    Args:
        round_: What to plan.
        seconds: When to end, from now; or None.
        work: How much CP-SAT may do, or None.
        workers: How many threads it has, or None.
        seed: As for ``solve``.
        stop: As for ``solve``.
    """

    def __init__(
        self,
        round_: Round,
        *,
        seconds: float | None,
        work: float | None,
        workers: int | None,
        seed: int,
        stop: Callable[[], bool] | None,
    ) -> None:
        self._began = time.monotonic()
        self._round = round_
        self._seconds, self._work = seconds, work
        self._workers, self._seed, self._stop = workers, seed, stop
        self._is_stopped = False
        self._is_small = False

    # ------------------------------------------------------------------------------ the recipe

    def run(self, start: Plan | None, on_improvement: Told | None) -> Plan:
        """A plan to begin with, then CP-SAT for as long as there is something to gain."""
        plan = self._search(start, on_improvement)
        if plan.is_optimal or self._is_spent():
            return plan
        model = Model(self._round)
        for _ in chain(model.build(), self._tighten(model)):
            if self._is_spent():
                return plan
        known = _Known(model, plan, self._elapsed, on_improvement)
        share = _UNPLACED_SHARE
        while not known.is_optimal and not self._is_spent():
            unplaced = known.plan.score.unplaced
            if known.least_unplaced < unplaced:
                self._bound_unplaced(known, share)
                if known.plan.score.unplaced < unplaced and not self._is_spent():
                    known.learn(self._search(known.plan, known.teller()))
            if not self._is_spent():
                self._bound_penalty(known)
            share = 1.0
        return known.finished()

    def _tighten(self, model: Model) -> Iterator[None]:
        """Do what makes a model prove more, where it is small enough for that to pay."""
        self._is_small = model.size <= _FEW
        if self._is_small:
            yield from model.tighten()

    def _search(self, start: Plan | None, on_improvement: Told | None) -> Plan:
        """The plan that ``solve`` finds, to begin with and where CP-SAT placed more."""
        left = None if self._seconds is None else max(0.0, self._seconds - self._elapsed())
        return solve(
            self._round,
            seconds=None if left is None else left * _FIRST_SHARE,
            iterations=_FIRST_STEPS if self._seconds is None else None,
            seed=self._seed,
            start=start,
            on_improvement=on_improvement,
            stop=self._asked_to_stop,
        )

    def _bound_unplaced(self, known: "_Known", share: float) -> None:
        """Look for plans that leave less unplaced."""
        cost = known.model.cost
        model = known.model.copy()
        model.add_linear_constraint(cost.unplaced, known.least_unplaced, known.plan.score.unplaced)
        model.minimize(cost.unplaced)
        known.least_unplaced = max(known.least_unplaced, self._solve(model, known, share))

    def _bound_penalty(self, known: "_Known") -> None:
        """Look for plans that leave no more unplaced, and cost less."""
        cost, pair = known.model.cost, known.plan.score.pair
        model = known.model.copy()
        model.add_linear_constraint(cost.unplaced, known.least_unplaced, pair[0])
        model.minimize(cost.penalty)
        _limit_aim(model, known.least_penalty, pair[1])
        found = self._solve(model, known, 1.0)
        known.least_penalty = max(known.least_penalty, -(-found // cost.unit) * cost.unit)

    # --------------------------------------------------------------------------- running CP-SAT

    def _solve(self, model: cp_model.CpModel, known: "_Known", share: float) -> int:
        """Let CP-SAT look for plans, for a share of what is left; what it proves of the least."""
        known.model.hint(model, known.plan)
        solver = self._solver(share)
        solutions = _Solutions(known.model)
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(solver.solve, model, solutions)
            try:
                while not running.done():
                    wait([running], _LOOK_SECONDS)
                    known.take(solutions)
                    if self._asked_to_stop():
                        solver.stop_search()
            finally:
                _end(solver, running)
        if running.result() in (cp_model.MODEL_INVALID, cp_model.INFEASIBLE):
            raise ConferenceKitError(
                f"CP-SAT cannot use the model of round {self._round.id!r}: "
                f"{model.validate() or 'a valid plan does not fit into it'}"
            )
        known.take(solutions)
        if self._work is not None:
            self._work -= solver.response_proto.deterministic_time
        bound = solver.best_objective_bound
        return math.ceil(bound - _ROUNDING) if math.isfinite(bound) else 0

    def _solver(self, share: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        if self._is_small:
            solver.parameters.linearization_level = 2
        solver.parameters.random_seed = self._seed % _SEEDS
        solver.parameters.num_workers = self._workers or os.cpu_count() or 1
        if self._seconds is not None:
            left = self._seconds - self._elapsed()
            solver.parameters.max_time_in_seconds = max(left * share, _LEAST_SECONDS)
        if self._work is not None:
            solver.parameters.max_deterministic_time = max(self._work * share, _LEAST_SECONDS)
        _add_provers(solver.parameters)
        return solver

    # ---------------------------------------------------------------------------------- limits

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _asked_to_stop(self) -> bool:
        """Whether to stop; once it was asked for, that is so."""
        self._is_stopped = self._is_stopped or (self._stop is not None and self._stop())
        return self._is_stopped

    def _is_spent(self) -> bool:
        late = self._seconds is not None and self._elapsed() >= self._seconds
        return late or (self._work is not None and self._work <= 0) or self._asked_to_stop()


def _limit_aim(model: cp_model.CpModel, least: int, most: int) -> None:
    """Leave out what is below or above.

    A constraint would say the same, and be in the way: it is as long as the aim itself, and CP-SAT
    then leaves the terms as they are, which it proves far less of.
    """
    aim = model.proto.objective
    aim.domain.extend([least - round(aim.offset), most - round(aim.offset)])


def _add_provers(parameters: Any) -> None:  # noqa: ANN401  CP-SAT is untyped
    """Let two workers raise the bound, one by unsatisfiable cores and one by a tree.

    Either proves next to nothing of some rounds of which the other proves much. Where there is one
    worker, they take turns with the usual search, always the same way. Of two workers they are
    both, and such searches for plans as take little time are done in between.
    """
    if parameters.num_workers == 1:
        parameters.interleave_search = True
        parameters.subsolvers.extend([_CORES, _TREE, _USUAL])
        return
    parameters.extra_subsolvers.extend([_CORES, _TREE])
    if parameters.num_workers == _PROVERS:
        parameters.num_full_subsolvers = _PROVERS


def _end(solver: cp_model.CpSolver, running: "Future[object]") -> None:
    """See to it that CP-SAT has ended, whatever ended the waiting for it."""
    while not running.done():
        solver.stop_search()
        wait([running], _LOOK_SECONDS)


class _Solutions(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]  # it is untyped
    """Takes the solutions from CP-SAT's thread, to be looked at in the other."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model
        self._found: SimpleQueue[Plan] = SimpleQueue()

    def on_solution_callback(self) -> None:
        """Called by CP-SAT with each solution."""
        self._found.put(self._model.plan(self.boolean_value, Bound()))

    def taken(self) -> Iterator[Plan]:
        """Those that came since it was last asked."""
        while not self._found.empty():
            yield self._found.get()


@attrs.define
class _Known:
    """What is known of a round by now.

    Attributes:
        model: Of the round.
        plan: The best plan, with the bound as it was when it was found.
        least_unplaced: No plan leaves less.
        least_penalty: No plan that leaves no more unplaced than the best one costs less.
    """

    model: Model
    plan: Plan
    _elapsed: Callable[[], float]
    _on_improvement: Told | None
    least_unplaced: int = attrs.field(init=False)
    least_penalty: int = attrs.field(init=False)
    _bound: Bound = attrs.field(init=False)
    _told: tuple[int, int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """What was proven with the first plan."""
        self._bound = self.plan.bound
        self.least_unplaced = self._bound.unplaced
        self.least_penalty = 0
        self._told = self.plan.score.pair
        self.learn(self.plan)

    def learn(self, plan: Plan) -> None:
        """Take a plan that is no worse, and what was proven with it."""
        self.plan, bound = plan, plan.bound
        self._bound = max(self._bound, bound)
        self.least_unplaced = max(self.least_unplaced, bound.unplaced)
        if bound.unplaced == plan.score.unplaced:
            self.least_penalty = max(self.least_penalty, bound.penalty)

    @property
    def bound(self) -> Bound:
        """What no plan is below.

        ``least_penalty`` holds for plans that leave as little unplaced as the best one, hence for
        those that leave the least.
        """
        return max(self._bound, Bound(self.least_unplaced, self.least_penalty))

    @property
    def is_optimal(self) -> bool:
        """Whether there is nothing better."""
        return self.finished().is_optimal

    def finished(self) -> Plan:
        """The best plan with all that is proven."""
        return attrs.evolve(self.plan, bound=self.bound)

    def take(self, solutions: _Solutions) -> None:
        """Look at what came from CP-SAT, and tell of what is better."""
        for plan in solutions.taken():
            if plan.score < self.plan.score:
                self.plan = attrs.evolve(plan, bound=self.bound)
                self._tell(_improvement(self.plan, self._elapsed()))

    def teller(self) -> Told:
        """Tells of what is better, from a search that begins now."""
        began = self._elapsed()
        return lambda one: self._tell(attrs.evolve(one, seconds=began + one.seconds))

    def _tell(self, one: Improvement) -> None:
        if self._on_improvement is not None and one.pair < self._told:
            self._told = one.pair
            self._on_improvement(one)


def _improvement(plan: Plan, seconds: float) -> Improvement:
    return Improvement(plan.score.pair, plan.bound, seconds, 0, lambda: plan)
