"""Every bound is held against the exact engine: small rounds, solved to the end."""

from importlib.util import find_spec
from itertools import chain
from random import Random
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from conferencekit.engines import cpsat
from conferencekit.scheduling import Bound, Placement, Round, check, score, solve
from conferencekit.scheduling.bounds import lower_bound
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.scheduling.scoring import drafted
from conferencekit.testing.strategies import plans, rounds
from crowds import crowded_with_limits
from exact import WORK, best_of

pytestmark = pytest.mark.skipif(find_spec("ortools") is None, reason="needs the extra cpsat")


def pair(bound: Bound) -> tuple[int, int]:
    """As a score has it."""
    return bound.unplaced, bound.penalty


@settings(max_examples=40)
@given(rounds())
def test_no_bound_is_above_the_best_plan(round_: Round) -> None:
    """Neither that of the first glance nor that of a search, and what is optimal is so."""
    best = best_of(round_)
    first = lower_bound(compile_round(round_, Codec(round_)))
    assert pair(first) <= best.score.pair
    for iterations in (0, 2_000):
        plan = solve(round_, seconds=None, iterations=iterations)
        assert pair(plan.bound) <= best.score.pair <= plan.score.pair
        if plan.is_optimal:
            assert plan.score.pair == best.score.pair


@settings(max_examples=40)
@given(rounds(), st.integers(1, 5))
def test_the_exact_engine_is_the_round(round_: Round, seed: int) -> None:
    """Its plan is valid, scores what it says, and nobody is below its bound, done or not."""
    best = best_of(round_)
    done = cpsat(round_, seconds=None, work=WORK, workers=1, seed=seed)
    broken_off = cpsat(round_, seconds=None, work=0.001, workers=1, seed=seed)
    ours = solve(round_, seconds=None, iterations=2_000, seed=seed)
    least = min(plan.score.pair for plan in (done, broken_off, ours, best))
    assert done.is_optimal
    assert done.score.pair == best.score.pair
    for plan in (done, broken_off, best):
        assert check(round_, plan) == ()
        assert score(round_, plan) == plan.score
        assert pair(plan.bound) <= least


@settings(max_examples=40)
@given(st.data())
def test_any_valid_plan_is_a_plan_of_the_model(data: st.DataObject) -> None:
    """The best is no worse than any plan at all that breaks no rule."""
    round_ = data.draw(rounds())
    placements: tuple[Placement, ...] = ()
    for placement in data.draw(plans(round_)).placements:
        if not check(round_, drafted(round_, (*placements, placement))):
            placements = (*placements, placement)
    plan = drafted(round_, placements)
    assert check(round_, plan) == ()
    assert best_of(round_).score.pair <= score(round_, plan).pair


@settings(max_examples=30)
@given(rounds() | crowded_with_limits(), st.integers(0, 10**9))
def test_what_follows_from_days_holds_of_any_valid_plan(round_: Round, seed: int) -> None:
    """Full plans of the model, best in some chance way, are still its plans, at their penalty."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  it may be missing

    from conferencekit.engines._cpsat.model import Model  # noqa: PLC0415

    def solver() -> Any:  # noqa: ANN401  it is untyped
        made = cp_model.CpSolver()
        made.parameters.num_workers = 1
        made.parameters.max_deterministic_time = 0.3
        return made

    random = Random(seed)  # noqa: S311  it guards nothing
    plain, tight = Model(round_), Model(round_)
    for _ in chain(plain.build(), tight.build(), tight.tighten()):
        pass
    starts = [literal for at in plain.parts.starts for literal in at.values()]
    wanted = plain.copy()
    wanted.maximize(
        sum(random.randint(1, 30) * literal for literal in starts) + 40 * sum(plain.parts.placed)
    )
    found = solver()
    assume(found.solve(wanted) in {cp_model.OPTIMAL, cp_model.FEASIBLE})
    plan = plain.plan(found.boolean_value, Bound())
    assert check(round_, plan) == ()
    event(f"{len(plan.placements)} of {len(round_.meetings)} placed")
    same = tight.copy()
    for literal, is_so in tight.hints(plan):
        same.add(literal == is_so)
    same.minimize(tight.cost.penalty)
    again = solver()
    assert again.solve(same) == cp_model.OPTIMAL
    assert round(again.objective_value) == plan.score.penalty
