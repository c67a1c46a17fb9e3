"""What the search tells of plans is true in rounds where nearly every change is a trade."""

from hypothesis import given
from hypothesis import strategies as st

from conferencekit.scheduling import Improvement, Round, check, solve
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
