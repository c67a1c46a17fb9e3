"""CP-SAT alone: the library's model, no plan to begin with, and one number to minimize.

What is unplaced weighs more than any penalty, so that one solve finds both. This is what the
table's other lines are compared with. ``cpsat-warm`` is the library's own engine, which begins
with our plan and our bound.
"""

import math
import time
from collections.abc import Callable
from typing import Final

from ortools.sat.python import cp_model

from conferencekit.engines import cpsat
from conferencekit.engines._answers import plan_of
from conferencekit.engines._cpsat.model import Model
from conferencekit.scheduling import Bound, Improvement, Plan, Round
from conferencekit.scheduling.compile import Codec

__all__ = ["solve", "solve_warm"]

WORKERS: Final = 2
_LEAST_SECONDS: Final = 0.01
_ROUNDING: Final = 1e-6


def solve(
    round_: Round,
    /,
    *,
    seconds: float | None = 10.0,
    seed: int = 1,
    start: Plan | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan that CP-SAT finds with two workers. It builds the model in the same time.

    Args:
        round_: What to plan.
        seconds: When to end; None for when the plan is proven optimal.
        seed: CP-SAT's.
        start: Not used.
        on_improvement: Not used.
        stop: Asked when a better plan or a better bound is found.
    """
    del start, on_improvement
    began = time.monotonic()
    model = Model(round_)
    for _ in model.build():
        pass
    cost = model.cost
    model.parts.model.minimize(cost.unplaced * cost.most + cost.penalty)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = seed
    if seconds is not None:
        left = seconds - (time.monotonic() - began)
        solver.parameters.max_time_in_seconds = max(left, _LEAST_SECONDS)
    if stop is not None:
        ask = stop
        solver.best_bound_callback = lambda _: solver.stop_search() if ask() else None
    status = solver.solve(model.parts.model)
    bound = _bound(solver.best_objective_bound, cost.most)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return model.plan(solver.boolean_value, bound)
    return plan_of(Codec(round_), {}, bound)


def _bound(objective: float, most: int) -> Bound:
    """What a bound on the one number says of the two."""
    if not math.isfinite(objective):
        return Bound()
    return Bound(*divmod(max(0, math.ceil(objective - _ROUNDING)), most))


def solve_warm(
    round_: Round,
    /,
    *,
    seconds: float | None = 10.0,
    seed: int = 1,
    start: Plan | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The library's engine with two workers."""
    return cpsat(
        round_,
        seconds=seconds,
        workers=WORKERS,
        seed=seed,
        start=start,
        on_improvement=on_improvement,
        stop=stop,
    )
