"""Every bound is held against the exact engine: small rounds, solved to the end."""

from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.engines import cpsat
from conferencekit.scheduling import Bound, Placement, Round, check, score, solve
from conferencekit.scheduling.bounds import lower_bound
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.scheduling.scoring import drafted
from conferencekit.testing.strategies import plans, rounds
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
