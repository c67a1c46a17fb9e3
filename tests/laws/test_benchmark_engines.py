"""The engines that the benchmarks compare with play by the same rules."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from benchmarks.engines import load
from benchmarks.engines.errors import CannotExpressError
from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.scheduling import Plan, Round, check, score, solve
from conferencekit.testing.strategies import rounds


def expect_valid(round_: Round, plan: Plan) -> None:
    """It breaks no rule and scores what it says."""
    assert check(round_, plan) == ()
    assert score(round_, plan) == plan.score


def scores(round_: Round) -> Iterator[tuple[int, int]]:
    """What our own solver and first come, first served reach."""
    yield solve(round_, seconds=None, iterations=300).score.pair
    yield load("fcfs")(round_).score.pair


@given(rounds(), st.integers(1, 3))
def test_first_come_is_valid(round_: Round, seed: int) -> None:
    """First come, first served keeps every rule."""
    expect_valid(round_, load("fcfs")(round_, seed=seed))


@pytest.mark.skipif(find_spec("ortools") is None, reason="needs the extra cpsat")
@settings(max_examples=25)
@given(rounds(), st.sampled_from(("cpsat", "cpsat-warm")))
def test_cpsat_is_the_round(round_: Round, name: str) -> None:
    """Its plan is valid, and nobody is below its bound."""
    plan = load(name)(round_, seconds=5)
    expect_valid(round_, plan)
    bound = plan.bound.unplaced, plan.bound.penalty
    for pair in (plan.score.pair, *scores(round_)):
        assert bound <= pair
    if plan.is_optimal:
        assert plan.score.pair <= min(scores(round_))


@pytest.mark.skipif(find_spec("pyjobshop") is None, reason="needs the group bench")
@settings(max_examples=25)
@given(rounds())
def test_pyjobshop_is_valid_or_says_why_not(round_: Round) -> None:
    """It keeps every rule of the rounds that it can express."""
    try:
        plan = load("pyjobshop")(round_, seconds=2)
    except CannotExpressError:
        return
    expect_valid(round_, plan)
