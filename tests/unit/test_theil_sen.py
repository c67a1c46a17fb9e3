"""One trend for floats and for fractions: slopes between pairs, and the true one's interval."""

from fractions import Fraction
from itertools import permutations
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from conferencekit._theil_sen import interval_rank, pair_slopes
from conferencekit.assessment import Input
from conferencekit.assessment import trend as exact_trend
from conferencekit.progress import (
    Aimline,
    Course,
    Method,
    Outcome,
    Point,
    TrendRule,
    trend,
)
from conferencekit.time import Instant, Zone

START = Instant.parse("2026-09-07T12:00Z")
UTC = Zone("UTC")


def rank(count: int, confidence: Fraction) -> int | None:
    """Of points at different places."""
    return interval_rank(count, count * (count - 1) // 2, confidence)


def test_the_interval_is_that_of_the_exact_distribution() -> None:
    """Counted over all orders of few values, and as published for S at five percent.

    Kaarsemaker and van Wijngaarden (*Statistica Neerlandica* 7, 1953): the least S with
    P(S >= s) <= 0.025 is 10 for five values, 13 for six, 15 for seven; that is 0, 1 and 3 pairs
    out of order.
    """
    assert [rank(n, Fraction(95, 100)) for n in (4, 5, 6, 7)] == [None, 0, 1, 3]
    for size in range(2, 7):
        counts = sorted(
            sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])
            for order in permutations(range(size))
        )
        for confidence in (Fraction(1, 2), Fraction(4, 5), Fraction(9, 10)):
            tail = (1 - confidence) / 2 * len(counts)
            within = [k for k in range(counts[-1] + 1) if sum(c <= k for c in counts) <= tail]
            assert rank(size, confidence) == (max(within) if within else None)
    exact = rank(60, Fraction(9, 10))
    near = rank(61, Fraction(9, 10))
    assert exact is not None
    assert near is not None
    assert 0 < near - exact < 40


@given(st.lists(st.integers(0, 50), min_size=3, max_size=12))
def test_progress_and_assessment_tell_the_same_trend(values: list[int]) -> None:
    """In floats by the week, and exactly by thirty days; with an interval, or both without."""
    inputs = [Input(f"a{n}", Fraction(v), START.plus(days=7 * n)) for n, v in enumerate(values)]
    points = [Point(START.plus(days=7 * n), float(v)) for n, v in enumerate(values)]
    exact = exact_trend(inputs, confidence=Fraction(95, 100))
    line = trend(points, UTC, method=Method.THEIL_SEN, confidence=0.95)
    assert line is not None
    assert exact.slope is not None
    assert isclose(line.per_week, exact.slope * 7 / 30, abs_tol=1e-9)
    assert (line.interval is None) == (exact.low is None)
    if line.interval and exact.low is not None and exact.high is not None:
        assert isclose(line.interval.low, exact.low * 7 / 30, abs_tol=1e-9)
        assert isclose(line.interval.high, exact.high * 7 / 30, abs_tol=1e-9)


def test_points_at_one_place_have_no_slope_between_them() -> None:
    """They are passed over, and the interval goes by the slopes that there are."""
    assert pair_slopes([(1.0, 1.0), (1.0, 5.0), (2.0, 3.0)]) == [-2.0, 2.0]
    assert interval_rank(3, 2, Fraction(9, 10)) is None
    assert interval_rank(4, 5, Fraction(1, 2)) == 0


def test_a_rule_with_confidence_waits_for_an_interval() -> None:
    """Four points cannot give ninety-five percent, however they lie; five that fall do."""
    line = Aimline(UTC.day(START), 20, UTC.day(START.plus(days=140)), 60)
    rule = TrendRule(Method.THEIL_SEN, confidence=0.95)
    points = tuple(Point(START.plus(days=7 * n), 20.0 - n) for n in range(5))
    found = [rule.judge(Course(points[:n], line, UTC)).outcome for n in (4, 5)]
    assert found == [Outcome.NOT_ENOUGH_DATA, Outcome.CHANGE_SUPPORT]
