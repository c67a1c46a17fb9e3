"""Lines and rules keep their laws for all measurements."""

import json
from datetime import date, timedelta
from fractions import Fraction
from math import isclose, sqrt

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from conferencekit.progress import (
    Aimline,
    AllAgree,
    Course,
    Direction,
    EnoughData,
    FirstOf,
    MedianRule,
    Method,
    Outcome,
    Point,
    PointRule,
    Record,
    Rule,
    Ties,
    TrendRule,
    WholeRecord,
    before_and_after,
    forecast,
    record_from_json,
    record_to_json,
    rule_from_json,
    rule_to_json,
    trend,
)
from conferencekit.progress._lines import least_squares
from conferencekit.progress._student import t_quantile
from conferencekit.progress.forecast import _fieller
from conferencekit.time import Instant, Zone

ZONE = Zone("Europe/Amsterdam")
START = date(2026, 9, 1)
NOON = ZONE.parse("2026-09-01T12:00")

values = st.integers(0, 60).map(float)
points = st.lists(st.tuples(st.integers(0, 200), values), max_size=14, unique_by=lambda t: t[0])
changes = st.lists(st.integers(0, 200), max_size=2)
aimlines = st.tuples(values, values, st.integers(1, 200)).filter(lambda t: t[0] != t[1])


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Measurements on whole days, sparse or dense, with changes of support among them."""
    baseline, target, days = draw(aimlines)
    return Course(
        tuple(Point(NOON.plus(days=day), value) for day, value in draw(points)),
        Aimline(START, baseline, START + timedelta(days=days), target),
        ZONE,
        tuple(START + timedelta(days=day) for day in draw(changes)),
    )


def mirrored(course: Course) -> Course:
    """The same with every value turned upside down."""
    line = course.aimline
    return Course(
        tuple(attrs.evolve(point, value=-point.value) for point in course.points),
        Aimline(line.start, -line.baseline, line.due, -line.target),
        course.zone,
        course.phases,
    )


rules = st.one_of(
    st.builds(
        PointRule, st.integers(1, 5), st.integers(1, 5), st.none(), st.sampled_from(Ties)
    ),
    st.builds(TrendRule, st.sampled_from(Method), st.sampled_from((0.0, 0.5))),
)  # fmt: skip


every_rule = st.recursive(
    rules | st.builds(MedianRule, st.integers(1, 5), st.sampled_from((0.0, 1.5))),
    lambda inner: st.one_of(
        st.builds(EnoughData, inner, st.integers(0, 9), st.integers(0, 40)),
        st.builds(FirstOf, st.lists(inner, min_size=1, max_size=3)),
        st.builds(AllAgree, st.lists(inner, min_size=1, max_size=3)),
        st.builds(WholeRecord, inner),
    ),
    max_leaves=5,
)


@given(every_rule, courses())
def test_a_rule_reads_back_as_it_was(rule: Rule, course: Course) -> None:
    """However it was composed; and it advises the same."""
    back = rule_from_json(json.loads(json.dumps(rule_to_json(rule))))
    assert back == rule
    assert back.judge(course) == rule.judge(course)


@given(every_rule, courses())
def test_a_composed_rule_cites_only_what_there_is(rule: Rule, course: Course) -> None:
    """Measurements of the course, in order of time, each once."""
    found = rule.judge(course)
    assert list(found.points) == sorted(set(found.points))
    assert set(found.points) <= set(course.points)
    assert found.because


@given(courses(), rules)
def test_up_and_down_are_alike(course: Course, rule: PointRule | TrendRule) -> None:
    """What is advised of a goal to rise is advised of its mirror image, which is to fall."""
    there, back = rule.judge(course), rule.judge(mirrored(course))
    assert course.aimline.direction is not mirrored(course).aimline.direction
    assert (there.outcome, len(there.points)) == (back.outcome, len(back.points))


@given(courses(), rules, st.randoms())
def test_the_order_of_writing_does_not_count(course, rule, random) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Only that of time does."""
    shuffled = list(course.points)
    random.shuffle(shuffled)
    assert rule.judge(attrs.evolve(course, points=shuffled)) == rule.judge(course)


@given(courses(), st.integers(1, 5), st.integers(1, 5), st.sampled_from(Ties))
def test_runs_are_those_one_can_read_off(
    course: Course, below: int, above: int, ties: Ties
) -> None:
    """The rule against a plain reading of the signs, from the last measurement back."""
    marks = {Ties.BREAK: "0", Ties.SKIP: "", Ties.BETTER: "+"}
    leads = [course.lead(point) for point in course.current]
    signs = "".join("+" if lead > 0 else "-" if lead < 0 else marks[ties] for lead in leads)
    expected = Outcome.ON_COURSE
    if len(signs) < min(below, above):
        expected = Outcome.NOT_ENOUGH_DATA
    elif signs.endswith("-" * below):
        expected = Outcome.CHANGE_SUPPORT
    elif signs.endswith("+" * above):
        expected = Outcome.RAISE_GOAL
    found = PointRule(below, above, ties=ties).judge(course)
    assert found.outcome is expected
    assert set(found.points) <= set(course.current)


@given(
    courses(),
    st.sampled_from((Method.LEAST_SQUARES, Method.THEIL_SEN)),
    st.floats(-3, 3),
    st.floats(-9, 9),
)
def test_slopes_follow_a_change_of_scale(
    course: Course, method: Method, rise: float, shift: float
) -> None:
    """A straight line added to the measurements is added to the trend, its interval included."""
    plain = trend(course.points, ZONE, method=method)
    assume(plain is not None)
    assert plain is not None
    tilted = trend(
        [
            attrs.evolve(one, value=one.value + shift + rise * (course.day(one) - START).days)
            for one in course.points
        ],
        ZONE,
        method=method,
    )
    assert tilted is not None
    assert isclose(tilted.per_week, plain.per_week + 7 * rise, rel_tol=1e-6, abs_tol=1e-6)
    assert (plain.interval is None) == (tilted.interval is None)
    assert method is Method.THEIL_SEN or plain.interval is not None
    if plain.interval and tilted.interval:
        low = plain.interval.low + 7 * rise
        assert isclose(tilted.interval.low, low, rel_tol=1e-6, abs_tol=1e-6)


@given(st.floats(-3, 3), st.floats(-50, 50), st.sets(st.integers(0, 300), min_size=3, max_size=12))
def test_every_method_finds_a_straight_line(rise: float, level: float, days: set[int]) -> None:
    """Where the measurements lie on one, and the trend passes through them."""
    exact = [Point(NOON.plus(days=day), level + rise * day) for day in days]
    for method in (Method.LEAST_SQUARES, Method.THEIL_SEN, Method.TUKEY):
        found = trend(exact, ZONE, method=method)
        assert found is not None
        assert isclose(found.per_week, 7 * rise, rel_tol=1e-6, abs_tol=1e-6)
        for one in exact:
            assert isclose(found.value(ZONE.day(one.at)), one.value, rel_tol=1e-6, abs_tol=1e-6)


@given(
    st.lists(st.tuples(st.integers(0, 100), values), min_size=3, max_size=12), values,
    st.sampled_from((0.5, 0.8, 0.95)),
)  # fmt: skip
def test_the_days_of_a_forecast_are_those_within_the_limits_of_the_line(
    pairs: list[tuple[int, float]], target: float, confidence: float
) -> None:
    """At both ends the target lies exactly on a limit; and on none of the days named outside."""
    found = least_squares([float(x) for x, _ in pairs], [y for _, y in pairs], confidence)
    assume(found is not None and found.scatter > 1e-6)
    assert found is not None
    days = _fieller(found, target)
    certain = abs(found.fit.slope) > found.t * found.scatter / sqrt(found.sxx)
    assert (days is not None) is certain
    if days is None:
        return

    def beyond(day: float) -> float:
        ahead = day - found.fit.x
        line = found.fit.y + found.fit.slope * ahead
        return abs(line - target) - found.t * found.scatter * sqrt(
            1 / found.n + ahead**2 / found.sxx
        )

    scale = max(1.0, abs(days[0]), abs(days[1])) * max(1.0, abs(found.fit.slope))
    assert abs(beyond(days[0])) < 1e-5 * scale
    assert abs(beyond(days[1])) < 1e-5 * scale
    assert beyond((days[0] + days[1]) / 2) <= 1e-5 * scale


@given(courses())
def test_a_date_never_comes_alone(course: Course) -> None:
    """Where one is named it lies between two others, and the target is on the way there."""
    found = forecast(course)
    if found is None:
        assert len({course.day(point) for point in course.current}) < 2 or len(course.current) < 3
    elif found.reached is not None:
        assert found.reached.earliest <= found.reached.likely <= found.reached.latest
        line = trend(course.current, ZONE)
        assert line is not None
        rising = course.aimline.direction is Direction.UP
        assert (line.per_week > 0) is rising
    else:
        assert found.because


@given(courses(), st.text(max_size=5))
def test_a_record_reads_back_as_it_was(course: Course, note: str) -> None:
    """Whatever was measured."""
    assume(not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in note))
    noted = [attrs.evolve(one, note=note) for one in course.points]
    record = Record("s", "g", noted)  # type: ignore[arg-type]
    assert record_from_json(record_to_json(record)) == record
    assert record.adding(record.points) == record
    assert record.adding([Point(Instant(0), 1.0)]).points[0].at == Instant(0)


def solved(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """The solution of some linear equations, exactly, by Gauss's elimination."""
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for column in range(len(table)):
        pivot = next(n for n in range(column, len(table)) if table[n][column])
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [one / table[column][column] for one in table[column]]
        for n, row in enumerate(table):
            if n != column:
                table[n] = [a - row[column] * b for a, b in zip(row, table[column], strict=True)]
    return [row[-1] for row in table]


sides = st.sets(st.integers(1, 60), min_size=3, max_size=7)


@given(sides, sides, st.lists(st.integers(0, 60), min_size=14, max_size=14))
def test_before_and_after_are_one_regression(
    early: set[int], late: set[int], levels: list[int]
) -> None:
    """With two levels and two slopes, solved exactly; and its standard errors."""
    change = START + timedelta(days=61)
    days = [*sorted(early), *(61 + day for day in sorted(late))]
    ys = [Fraction(one) for one in levels[: len(days)]]
    rows = [[Fraction(1), Fraction(x - 61), Fraction(x >= 61), Fraction(max(x - 61, 0))]
            for x in days]  # fmt: skip
    normal = [[sum((r[i] * r[j] for r in rows), Fraction()) for j in range(4)] for i in range(4)]
    right = [sum((r[i] * y for r, y in zip(rows, ys, strict=True)), Fraction()) for i in range(4)]
    exact = solved(normal, right)
    points = [Point(NOON.plus(days=x), float(y)) for x, y in zip(days, ys, strict=True)]
    found = before_and_after(points, ZONE, change=change, better=Direction.UP)
    assert found.level_change is not None
    assert found.slope_change is not None
    assert isclose(found.level_change.value, exact[2], rel_tol=1e-6, abs_tol=1e-6)
    assert isclose(found.slope_change.value, 7 * exact[3], rel_tol=1e-6, abs_tol=1e-6)
    rest = sum(
        ((y - sum((a * b for a, b in zip(r, exact, strict=True)), Fraction())) ** 2
         for r, y in zip(rows, ys, strict=True)), Fraction(),
    )  # fmt: skip
    freedom = len(days) - 4
    for index, scale, estimate in ((2, 1, found.level_change), (3, 7, found.slope_change)):
        unit = [Fraction(i == index) for i in range(4)]
        variance = float(rest) / freedom * float(solved(normal, unit)[index])
        reach = scale * t_quantile(0.975, freedom) * sqrt(variance)
        assert isclose(estimate.interval.high, estimate.value + reach, rel_tol=1e-6, abs_tol=1e-6)
