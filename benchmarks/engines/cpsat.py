"""The CP-SAT model that a Python user would write from the page on the round file.

A Boolean for each meeting and start; at most one of somebody's meetings in each cell; idle time
by the first start and the last end of a session. What is unplaced weighs more than any penalty,
so that one solve finds both. It gets no plan to begin with, and no tricks: this is what the
table's other lines are compared with.

The parts of the model are in ``cpsat_rules`` (what a plan must keep) and ``cpsat_cost`` (what it
costs). ``cpsat_parts`` has the variables that both talk of.
"""

import time
from collections.abc import Callable
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.engines.answers import Decision, plan_of
from benchmarks.engines.cpsat_cost import Cost
from benchmarks.engines.cpsat_parts import Parts
from benchmarks.engines.cpsat_rules import add_rules
from benchmarks.engines.rooms import share_out
from conferencekit.scheduling import Bound, Improvement, Plan, Round
from conferencekit.scheduling.compile import Codec, compile_round

__all__ = ["solve"]

WORKERS = 2
_LEAST_SECONDS = 0.01


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
    codec = Codec(round_)
    parts = Parts(codec, compile_round(round_, codec))
    exact = add_rules(parts)
    cost = Cost(parts)
    parts.model.minimize(cost.total())
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = seed
    if seconds is not None:
        left = seconds - (time.monotonic() - began)
        solver.parameters.max_time_in_seconds = max(left, _LEAST_SECONDS)
    if stop is not None:
        ask = stop
        solver.best_bound_callback = lambda _: solver.stop_search() if ask() else None
    status = solver.solve(parts.model)
    bound = cost.bound(solver.best_objective_bound) if exact else Bound()
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return plan_of(codec, _decisions(parts, solver), bound)
    return plan_of(codec, {}, bound)


def _decisions(parts: Parts, solver: Any) -> dict[int, Decision]:  # noqa: ANN401  it is untyped
    """What the solver decided, by the number of the meeting."""
    starts = {
        task: start
        for task, at in enumerate(parts.starts)
        for start, literal in at.items()
        if solver.boolean_value(literal)
    }
    rooms = {
        pool: share_out(
            members,
            [
                (start, start + parts.problem.tasks[task].length, task)
                for task, start in starts.items()
                if pool in parts.codec.round.meetings[task].from_pools
            ],
        )
        for pool, members in parts.counted.items()
    }
    found = {}
    for task, start in starts.items():
        chosen = []
        for index, pool in enumerate(parts.codec.round.meetings[task].from_pools):
            if pool in rooms:
                chosen.append(rooms[pool][task])
            else:
                members = parts.members[task, index]
                chosen.append(
                    next(
                        person
                        for person, at in members.items()
                        if start in at and solver.boolean_value(at[start])
                    )
                )
        attending = [
            person
            for person, at in parts.guests[task].items()
            if start in at and solver.boolean_value(at[start])
        ]
        found[task] = Decision(start, chosen, attending)
    return found
