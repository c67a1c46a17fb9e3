"""Best plans of small rounds, by CP-SAT: no plan and no bound of ours goes into it."""

import attrs
from hypothesis import assume

from conferencekit.scheduling import Bound, Plan, Round

WORK = 20.0
"""More than the engine takes for small rounds."""

_LIMIT = 2.0
"""Beyond it a round is passed over; nearly all take far less."""


def best_of(round_: Round) -> Plan:
    """A best plan, from the model alone: no plan and no bound of ours goes into it."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  it may be missing

    from conferencekit.engines._cpsat.model import Model  # noqa: PLC0415

    model = Model(round_)
    for _ in model.build():
        pass
    cost = model.cost
    model.parts.model.minimize(cost.unplaced * cost.most + cost.penalty)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = _LIMIT
    assume(solver.solve(model.parts.model) == cp_model.OPTIMAL)
    plan = model.plan(solver.boolean_value, Bound())
    unplaced, penalty = divmod(round(solver.objective_value), cost.most)
    assert plan.score.pair == (unplaced, penalty)
    return attrs.evolve(plan, bound=Bound(unplaced, penalty))
