"""Lines, rules and forecasts give what published examples print, and say what they do not know."""

import json
from datetime import date, timedelta
from math import sqrt
from typing import Any

import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.progress import (
    Aimline,
    AllAgree,
    Course,
    DataRemarkKind,
    Direction,
    EnoughData,
    FidelityGate,
    Finding,
    FirstOf,
    MedianRule,
    Method,
    Outcome,
    Point,
    PointRule,
    Record,
    SupportGiven,
    Ties,
    TrendRule,
    WholeRecord,
    forecast,
    judge,
    record_from_json,
    record_to_json,
    remarks,
    rule_from_json,
    rule_to_json,
    standard_rule,
    trend,
)
from conferencekit.progress._lines import Fit, Spread, least_squares, theil_sen, tukey
from conferencekit.progress._student import t_quantile
from conferencekit.time import Instant, Zone

ZONE = Zone("America/New_York")
MONDAY = date(2026, 9, 7)
LINE = Aimline(MONDAY, 20, MONDAY + timedelta(weeks=10), 40)
"""Two more a week for ten weeks."""
GIVEN = SupportGiven(600, 580, 0.9)

SPEED = """4 4 7 7 8 9 10 10 10 11 11 12 12 12 12 13 13 13 13 14 14 14 14 15 15 15 16 16 17 17 17
18 18 18 18 19 19 19 20 20 20 20 20 22 23 24 24 24 24 25"""
STOPPING = """2 10 4 22 16 10 18 26 34 17 28 14 20 24 28 26 34 34 46 26 36 60 80 20 26 54 32 40 32
40 50 42 56 76 84 36 46 68 32 48 52 56 64 66 54 70 92 93 120 85"""


def numbers(text: str) -> list[float]:
    """The numbers in a text."""
    return [float(word) for word in text.split()]


def point(day: date, value: float, hour: int = 10) -> Point:
    """A measurement at an hour of a day in New York."""
    return Point(ZONE.parse(f"{day}T{hour:02}:00"), value, "probe")


def weekly(*values: float, start: date = MONDAY) -> tuple[Point, ...]:
    """Measurements a week apart."""
    return tuple(point(start + timedelta(weeks=n), value) for n, value in enumerate(values))


def course(*leads: float, **more: object) -> Course:
    """Weekly measurements so far above the aimline of two a week."""
    values = [20 + 2 * week + lead for week, lead in enumerate(leads)]
    return Course(weekly(*values), LINE, ZONE, **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------------------- published figures


def fitted(found: Spread | None) -> tuple[Fit, Spread]:
    """The line, where there is one."""
    assert found is not None
    return found.fit, found


def test_least_squares_on_heights_and_weights() -> None:
    """R, data set women, summary(lm(weight ~ height)): 3.45000, -87.51667, 0.09114, 1.525."""
    weights = numbers("115 117 120 123 126 129 132 135 139 142 146 150 154 159 164")
    fit, found = fitted(least_squares(numbers(" ".join(map(str, range(58, 73)))), weights, 0.95))
    assert f"{fit.slope:.5f}" == "3.45000"
    assert f"{fit.y - fit.slope * fit.x:.5f}" == "-87.51667"
    assert f"{found.scatter / sqrt(found.sxx):.5f}" == "0.09114"
    assert f"{found.scatter:.3f}" == "1.525"


def test_least_squares_on_stopping_distances() -> None:
    """R, data set cars, lm(dist ~ speed): -17.5791, 3.9324, 0.4155, 15.38; confint 3.096964 ..."""
    fit, found = fitted(least_squares(numbers(SPEED), numbers(STOPPING), 0.95))
    assert f"{fit.slope:.4f}" == "3.9324"
    assert f"{fit.y - fit.slope * fit.x:.4f}" == "-17.5791"
    assert f"{found.scatter / sqrt(found.sxx):.4f}" == "0.4155"
    assert f"{found.scatter:.2f}" == "15.38"
    assert f"{fit.low:.6f} {fit.high:.6f}" == "3.096964 4.767853"


@pytest.mark.parametrize(
    ("xs", "ys"),
    [
        ("10 8 13 9 11 14 6 4 12 7 5", "8.04 6.95 7.58 8.81 8.33 9.96 7.24 4.26 10.84 4.82 5.68"),
        ("10 8 13 9 11 14 6 4 12 7 5", "9.14 8.14 8.74 8.77 9.26 8.10 6.13 3.10 9.13 7.26 4.74"),
        ("8 8 8 8 8 8 8 19 8 8 8", "6.58 5.76 7.71 8.84 8.47 7.04 5.25 12.50 5.56 7.91 6.89"),
    ],
)
def test_least_squares_on_the_quartet(xs: str, ys: str) -> None:
    """F. J. Anscombe (The American Statistician 27, 1973): 3.0, 0.5, standard error 0.118."""
    fit, found = fitted(least_squares(numbers(xs), numbers(ys), 0.95))
    assert f"{fit.slope:.1f} {fit.y - fit.slope * fit.x:.1f}" == "0.5 3.0"
    assert f"{found.scatter / sqrt(found.sxx):.3f}" == "0.118"


def test_theil_sen_with_its_interval() -> None:
    """R package statpsych, example of ci.theil: 0.5 from 0.3243243 to 0.75."""
    ys = numbers("21 4 9 12 35 18 10 22 24 1 6 8 13 16 19")
    xs = numbers("67 28 30 28 52 40 25 37 44 10 14 20 28 40 51")
    fit = theil_sen(xs, ys, 0.95)
    assert fit is not None
    assert (fit.slope, round(fit.low or 0, 7), fit.high) == (0.5, 0.3243243, 0.75)


def test_the_medians_of_thirds() -> None:
    """The worked medians of two handouts on Tukey's method: 41 (North Clackamas), 42 and 60."""
    first = tukey(list(range(1, 4)), [41, 0, 0])
    assert first is not None
    north = tukey(list(range(15)), [30, 49, 23, 41, 59, *[0] * 5, 30, 49, 23, 41, 59])
    assert north is not None
    assert (north.slope, north.y) == (0, 41)
    xs = list(range(1, 16))
    fit = tukey(xs, [33, 45, 36, 42, 44, *[0] * 5, 52, 60, 58, 64, 68])
    assert fit is not None
    assert (fit.slope, fit.x, fit.y) == (1.8, 8, (42 + 60) / 2)


def test_one_series_has_four_slopes() -> None:
    """The methods differ, the two readings of Tukey's too; each is told with its name."""
    points = weekly(22, 19, 26, 24, 31, 28, 33, 30, 36)
    slopes = {method: trend(points, ZONE, method=method) for method in Method}
    assert {method: round(line.per_week, 4) for method, line in slopes.items() if line} == {
        Method.LEAST_SQUARES: 1.7833,
        Method.THEIL_SEN: 1.7917,
        Method.TUKEY: 1.8333,
        Method.TUKEY_BY_COUNT: 1.375,
    }
    line = slopes[Method.LEAST_SQUARES]
    assert line is not None
    assert line.interval is not None
    assert line.per_week in line.interval
    assert line.points == 9
    assert round(line.value(MONDAY + timedelta(weeks=4)), 4) == round(sum((22, 19, 26, 24, 31, 28,
        33, 30, 36)) / 9, 4)  # fmt: skip


def test_quantiles_of_t() -> None:
    """The usual table, such as that of the NIST handbook: 12.706 4.303 3.182 2.228 1.980."""
    shown = [f"{t_quantile(0.975, freedom):.3f}" for freedom in (1, 2, 3, 10, 120)]
    assert shown == ["12.706", "4.303", "3.182", "2.228", "1.980"]
    assert f"{t_quantile(0.95, 7):.3f} {t_quantile(0.995, 4):.3f}" == "1.895 4.604"


# --------------------------------------------------------------------------------------- rules


def outcome(leads: str, rule: object) -> Outcome:
    """What a rule says of measurements above (+), below (-) and on (0) the aimline."""
    above = {"+": 1.0, "-": -1.0, "0": 0.0}
    return rule.judge(course(*(above[one] for one in leads))).outcome  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("leads", "rule", "expected"),
    [
        ("---", PointRule(), Outcome.NOT_ENOUGH_DATA),
        ("+----", PointRule(), Outcome.CHANGE_SUPPORT),
        ("-++++", PointRule(), Outcome.RAISE_GOAL),
        ("+-+-+-", PointRule(), Outcome.ON_COURSE),
        # University of Minnesota: three below, six above
        ("+---", PointRule(below=3, above=6), Outcome.CHANGE_SUPPORT),
        ("+++++", PointRule(below=3, above=6), Outcome.ON_COURSE),
        ("++++++", PointRule(below=3, above=6), Outcome.RAISE_GOAL),
        # four of the last six
        ("-+-+--", PointRule(out_of=6), Outcome.CHANGE_SUPPORT),
        ("-+-+-+", PointRule(out_of=6), Outcome.ON_COURSE),
        ("++-+-+", PointRule(out_of=6), Outcome.RAISE_GOAL),
        # a point on the line
        ("---0-", PointRule(), Outcome.ON_COURSE),
        ("---0-", PointRule(ties=Ties.SKIP), Outcome.CHANGE_SUPPORT),
        ("+++0", PointRule(ties=Ties.BETTER), Outcome.RAISE_GOAL),
        ("0000", PointRule(ties=Ties.SKIP), Outcome.NOT_ENOUGH_DATA),
        ("----", PointRule(below=0), Outcome.ON_COURSE),
        ("++++", PointRule(above=0), Outcome.ON_COURSE),
        # six measurements first
        ("-----", standard_rule(), Outcome.NOT_ENOUGH_DATA),
        ("------", standard_rule(), Outcome.CHANGE_SUPPORT),
        ("+-+", MedianRule(), Outcome.RAISE_GOAL),
        ("+0-", MedianRule(), Outcome.ON_COURSE),
        ("--", MedianRule(), Outcome.NOT_ENOUGH_DATA),
        ("+-+", MedianRule(tolerance=1), Outcome.ON_COURSE),
        ("--", TrendRule(), Outcome.NOT_ENOUGH_DATA),
        ("--++", TrendRule(), Outcome.RAISE_GOAL),
        ("+0-", TrendRule(method=Method.TUKEY), Outcome.CHANGE_SUPPORT),
        ("----", TrendRule(), Outcome.ON_COURSE),
        ("--++", TrendRule(tolerance_per_week=1), Outcome.ON_COURSE),
        ("-+-++", TrendRule(confidence=0.95), Outcome.ON_COURSE),
        ("----++++", TrendRule(confidence=0.9), Outcome.RAISE_GOAL),
    ],
)
def test_what_rules_say(leads: str, rule: object, expected: Outcome) -> None:
    """Of measurements above, below and on the aimline."""
    assert outcome(leads, rule) is expected


def test_a_finding_cites_its_points() -> None:
    """Those it rests on, no more."""
    found = PointRule().judge(course(1, -1, -2, -1, -3))
    assert [one.value for one in found.points] == [21, 22, 25, 25]
    assert found.because == "4 in a row lie on the worse side of the aimline"
    assert str(found.points[0].at) not in repr(found)
    mixed = PointRule(out_of=6).judge(course(-1, 1, -1, 1, -1, -1))
    assert len(mixed.points) == 4
    assert mixed.because == "4 of the last 6 lie on the worse side of the aimline"


def test_every_rule_turns_round_where_less_is_better() -> None:
    """Fewer outbursts than the line asks for is better."""
    falling = Aimline(MONDAY, 12, MONDAY + timedelta(weeks=10), 2)
    assert falling.direction is Direction.DOWN
    assert falling.per_week == -1
    many = Course(weekly(13, 12, 12, 11), falling, ZONE)
    assert PointRule().judge(many).outcome is Outcome.CHANGE_SUPPORT
    assert TrendRule().judge(many).outcome is Outcome.CHANGE_SUPPORT
    few = Course(weekly(11, 9, 7, 5), falling, ZONE)
    assert PointRule().judge(few).outcome is Outcome.RAISE_GOAL
    assert MedianRule().judge(few).outcome is Outcome.RAISE_GOAL


def test_a_change_of_support_starts_the_count_anew() -> None:
    """The day of the change counts for the new support."""
    changed = MONDAY + timedelta(weeks=3)
    after = course(-1, -1, -1, -1, 1, phases=(changed,))
    assert [one.value for one in after.current] == [25, 29]
    assert PointRule().judge(after).outcome is Outcome.NOT_ENOUGH_DATA
    assert WholeRecord(PointRule()).judge(course(-1, -1, -1, -1, phases=(changed,))).outcome is (
        Outcome.CHANGE_SUPPORT
    )
    lacking = EnoughData(PointRule(), points=6).judge(after)
    assert lacking.because == (
        "2 of the 6 measurements needed have been taken since the support changed on 2026-09-28"
    )
    later = course(-1, -1, phases=(MONDAY + timedelta(weeks=9),))
    assert later.current == ()
    assert EnoughData(PointRule(), days=1).judge(later).outcome is Outcome.NOT_ENOUGH_DATA


def test_rules_compose() -> None:
    """The first with something to say, or what all say."""
    either = FirstOf((PointRule(), TrendRule()))
    both = AllAgree((PointRule(), TrendRule()))
    slipping = course(3, 2, 1, 0.5)
    assert PointRule().judge(slipping).outcome is Outcome.RAISE_GOAL
    assert TrendRule().judge(slipping).outcome is Outcome.CHANGE_SUPPORT
    assert either.judge(slipping).outcome is Outcome.RAISE_GOAL
    assert len(either.judge(slipping).parts) == 1
    told = both.judge(slipping)
    assert told.outcome is Outcome.ON_COURSE
    assert told.because.startswith("the rules do not agree: 4 in a row lie on the better side")
    assert len(told.points) == 4
    assert both.judge(course(-1, -2, -3, -4)).outcome is Outcome.CHANGE_SUPPORT
    assert both.judge(course(-1, -2, -3)).outcome is Outcome.NOT_ENOUGH_DATA
    assert either.judge(course(-1, -2)).outcome is Outcome.NOT_ENOUGH_DATA
    quiet = FirstOf((PointRule(), TrendRule(tolerance_per_week=1)))
    assert quiet.judge(course(-1, 1, -1)).outcome is Outcome.ON_COURSE


@pytest.mark.parametrize(
    ("support", "expected", "because"),
    [
        (GIVEN, Outcome.CHANGE_SUPPORT, ""),
        (SupportGiven(0, 0), Outcome.CHANGE_SUPPORT, ""),
        (None, Outcome.CHECK_FIDELITY, "it is not known whether the support was given as planned"),
        (
            SupportGiven(600, 300, 1),
            Outcome.CHECK_FIDELITY,
            "50% of the planned support was given",
        ),
        (
            SupportGiven(600, 600),
            Outcome.CHECK_FIDELITY,
            "nobody has looked whether the support is given as designed",
        ),
        (
            SupportGiven(600, 600, 0.5),
            Outcome.CHECK_FIDELITY,
            "the support was given with a fidelity of 50%",
        ),
    ],
)
def test_nobody_is_told_to_change_support_that_was_not_given(
    support: SupportGiven | None, expected: Outcome, because: str
) -> None:
    """The gate stands before that advice, and no other."""
    slow = course(*[-1] * 6, support=support)
    found = judge(slow)
    assert found.outcome is expected
    assert found.because.endswith(because)
    assert [one.value for one in found.points] == [23, 25, 27, 29]
    fast = course(*[1] * 6, support=support)
    assert judge(fast).outcome is Outcome.RAISE_GOAL
    assert judge(slow, gate=FidelityGate(0, 0)).outcome in (
        Outcome.CHANGE_SUPPORT,
        Outcome.CHECK_FIDELITY if support is None else Outcome.CHANGE_SUPPORT,
    )


def test_a_rule_of_ones_own() -> None:
    """Any object with the one method will do."""

    class Attendance:
        def judge(self, course: Course, /) -> Finding:
            return Finding(Outcome.ON_COURSE, "there is a measurement", course.points[:1])

    assert judge(course(1), rule=Attendance()).because == "there is a measurement"


def test_a_rule_file_is_read_strictly() -> None:
    """Every fault has its path; what is no rule is not written."""
    data: dict[str, Any] = rule_to_json(FirstOf((standard_rule(), TrendRule())))
    data["rule"]["rules"][0]["rule"]["below"] = "four"
    data["rule"]["rules"][1]["kind"] = "feeling"
    with pytest.raises(InvalidInputError) as caught:
        rule_from_json(data)
    assert [str(fault) for fault in caught.value.faults] == [
        "rule.rules[0].rule.below: 'four' is not a whole number",
        (
            "rule.rules[1].kind: 'feeling' is not one of them (one of point, median, trend, "
            "enough_data, first_of, all_agree, whole_record)"
        ),
    ]
    with pytest.raises(InvalidInputError, match="Finding is none of point"):
        rule_to_json(Finding(Outcome.ON_COURSE, "no rule"))  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------ forecasts


def test_a_forecast_with_its_uncertainty() -> None:
    """R: predict(lm(dist ~ speed), speed = 21, interval = "prediction") in the cars data.

    Its printed line is 65.00149 with limits 33.42257 and 96.58040; here the days are the speeds.
    """
    start = date(2026, 1, 1)
    pairs = zip(numbers(SPEED), numbers(STOPPING), strict=True)
    points = tuple(
        Point(ZONE.parse(f"{start + timedelta(days=int(x))}T12:00:00.{n:06}"), y)
        for n, (x, y) in enumerate(pairs)
    )
    due = start + timedelta(days=21)
    found = forecast(Course(points, Aimline(start, 0, due, 60), ZONE), confidence=0.95)
    assert found is not None
    shown = (found.at_due, found.interval.low, found.interval.high)
    assert [f"{one:.5f}" for one in shown] == ["65.00149", "33.42257", "96.58040"]
    assert found.reached is not None
    assert found.reached.earliest < found.reached.likely < found.reached.latest
    assert found.reached.likely == start + timedelta(days=20)  # (60 + 17.58) / 3.93 = 19.7


def test_no_date_without_certainty() -> None:
    """Scatter, a wrong way or a standstill name no date; an exact line names one day."""
    wild = forecast(course(5, -9, 8, -3))
    assert wild is not None
    assert wild.reached is None
    assert "too uncertain" in wild.because
    back = forecast(course(0, -4, -8, -12))
    assert back is not None
    assert (back.reached, back.because) == (None, "the trend does not lead towards the target")
    exact = forecast(course(1, 1, 1, 1))
    assert exact is not None
    assert exact.reached is not None
    assert exact.reached.latest - exact.reached.earliest <= timedelta(days=1)
    assert forecast(course(1, 1)) is None
    slow = Course(weekly(20, 20 + 1e-9, 20 + 2e-9), LINE, ZONE)
    never = forecast(slow)
    assert never is not None
    assert never.reached is None
    for confidence in (0, 1, 95):
        with pytest.raises(InvalidInputError, match="is not above 0 and up to"):
            forecast(course(1, 1, 1), confidence=confidence)


# -------------------------------------------------------------------------------------- remarks


def test_what_a_reader_should_know_is_said() -> None:
    """Missing weeks, an outlier, few points; nothing is taken out."""
    values = [20, 22.5, 24, 26, 61, 30.5, 32]
    points = [one for n, one in enumerate(weekly(*values)) if n != 2]
    found = remarks(Course(points, LINE, ZONE))  # type: ignore[arg-type]
    assert [(one.kind, one.text) for one in found] == [
        (DataRemarkKind.MISSING_WEEK, "no measurement in the week of 2026-09-21"),
        (DataRemarkKind.OUTLIER, "61 on 2026-10-05 lies far from the others"),
    ]
    assert found[0].week == date(2026, 9, 21)
    few = remarks(course(1, 2, phases=(MONDAY + timedelta(days=1),)))
    assert [one.text for one in few] == [
        "1 measurements since 2026-09-08 are few; 6 would say more"
    ]
    assert remarks(course(*[0] * 8)) == ()
    assert judge(course(1, 2)).remarks == remarks(course(1, 2))
    assert len(judge(course(*[-1] * 6)).remarks) == 0
    assert PointRule().judge(course(1, 2)).remarks == ()


def test_days_are_those_of_the_school() -> None:
    """A probe at eleven at night in New York is of that day, whatever the day in UTC."""
    late = point(MONDAY, 21, hour=23)
    assert late.at.isoformat().startswith("2026-09-08")
    one = Course((late,), LINE, ZONE)
    assert one.day(late) == MONDAY
    assert one.lead(late) == 1
    assert repr(one) == "<Course of 1 points, 0 changes of support>"
    fall = Course((point(date(2026, 10, 31), 1), point(date(2026, 11, 2), 3)), LINE, ZONE)
    line = trend([*fall.points, point(date(2026, 11, 4), 5)], ZONE)
    assert line is not None
    assert round(line.per_week, 9) == 7


# --------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Point(Instant(0), float("nan")), "value: nan is not a number"),
        (lambda: Aimline(MONDAY, 1, MONDAY, 2), "due: 2026-09-07 is not after the start"),
        (lambda: Aimline(MONDAY, 1, LINE.due, 1), "better: is missing, and baseline and target"),
        (
            lambda: Aimline(MONDAY, 1, LINE.due, 2, Direction.DOWN),
            "better: is not the way from 1 to 2",
        ),
        (lambda: SupportGiven(-1, 0, 2), "planned_minutes: -1 is below zero"),
        (lambda: PointRule(below=-1), "below: -1 is not a whole number of 0 or more"),
        (lambda: PointRule(below=0, above=0), "below: is 0, and so is above"),
        (lambda: PointRule(out_of=3), "out_of: 3 is fewer than the points asked for"),
        (lambda: PointRule(3, 3, 6), "out_of: in 6 points both sides can have their number"),
        (lambda: MedianRule(0, -1), "last: 0 is not a whole number of 1 or more"),
        (lambda: TrendRule(tolerance_per_week=-1), "tolerance_per_week: -1 is not zero or more"),
        (lambda: TrendRule(method=Method.TUKEY, confidence=0.9), "Tukey tells no interval"),
        (lambda: TrendRule(confidence=9), "confidence: 9 is not above 0 and up to"),
        (
            lambda: EnoughData(PointRule(), points=-1),
            "points: -1 is not a whole number of 0 or more",
        ),
        (lambda: FirstOf(()), "rules: at least one is needed"),
        (lambda: AllAgree(()), "rules: at least one"),
        (lambda: FidelityGate(80), "share: 80 is not from 0 to 1"),
        (lambda: Record("", "g"), "student: is empty"),
    ],
)
def test_what_cannot_be_is_refused(make: object, message: str) -> None:
    """With where and why."""
    with pytest.raises(InvalidInputError) as caught:
        make()  # type: ignore[operator]
    assert message in str(caught.value)


def test_the_aimline_rests_at_its_ends() -> None:
    """At the baseline before it starts, at the target once it is due."""
    days = [MONDAY + timedelta(weeks=n) for n in (-3, 0, 5, 10, 20)]
    assert [LINE.value(day) for day in days] == [20, 20, 30, 40, 40]
    assert LINE.lead(days[-1], 41) == 1


def test_a_level_to_be_kept_needs_a_direction() -> None:
    """Then it has one."""
    level = Aimline(MONDAY, 5, LINE.due, 5, Direction.DOWN)
    assert level.direction is Direction.DOWN
    assert level.lead(MONDAY, 4) == 1


def test_a_record_keeps_each_measurement_once() -> None:
    """In order of time; and its file loses nothing."""
    one, two = weekly(1, 2.5)
    record = Record("noah", "g1", (two, one, two)).adding([one])
    assert record.points == (one, two)
    assert record_from_json(json.loads(json.dumps(record_to_json(record)))) == record
    assert repr(record) == "<Record of 'noah', 'g1': 2 points>"
    with pytest.raises(InvalidInputError, match=r"points\[0\].value: 'x' is not a number"):
        record_from_json(
            {
                "schema": "conferencekit.record/1",
                "student": "noah",
                "goal": "g1",
                "points": [{"at": "2026-09-07T10:00Z", "value": "x"}],
            }
        )
