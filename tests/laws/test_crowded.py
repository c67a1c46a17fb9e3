"""What the search tells of plans is true in rounds where nearly every change is a trade."""

import attrs
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.scheduling import Improvement, Round, Weights, check, solve
from crowds import crowded


@given(round_=crowded(), seed=st.integers(0, 2**32))
def test_what_is_told_of_a_plan_is_true(round_: Round, seed: int) -> None:
    """Every improvement keeps the rules, and has the score that was told."""
    told: list[Improvement] = []
    plan = solve(round_, seconds=None, iterations=1500, seed=seed, on_improvement=told.append)
    assert told[-1].pair == plan.score.pair
    for one in told[-5:]:
        made = one.plan()
        assert check(round_, made) == ()
        assert made.score.pair == one.pair


@given(round_=crowded(), seed=st.integers(0, 2**32), times=st.sampled_from([2, 2**40, 2**60]))
def test_only_how_weights_compare_counts(round_: Round, seed: int, times: int) -> None:
    """Where each weight is so many times as high, the plan is the same."""
    weights = {field.name: getattr(round_.weights, field.name) for field in attrs.fields(Weights)}
    heavier = Weights(**{name: times * weight for name, weight in weights.items()})
    one, other = (
        solve(attrs.evolve(round_, weights=those), seconds=None, iterations=500, seed=seed)
        for those in (round_.weights, heavier)
    )
    assert one.placements == other.placements
    assert one.score.unplaced == other.score.unplaced
    assert one.score.penalty * times == other.score.penalty
