"""Decision rules that look at measurements. Practices differ, so each number is a parameter.

Published practices, as rules:

- four of the last below or above the goal line: ``PointRule()``; with at least six measurements
  over three weeks, as the National Center on Student Progress Monitoring teaches (P. M. Stecker
  and E. S. Lembke, Advanced Applications of CBM in Reading, 2005), it is
  :func:`~conferencekit.progress.compose.standard_rule`;
- three below or six above (University of Minnesota, Interpreting Data: Decision Rules):
  ``PointRule(below=3, above=6)``;
- four of the last six: ``PointRule(out_of=6)``;
- trend against goal line, from six measurements on: ``EnoughData(TrendRule(), points=6)``.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from statistics import median

import attrs

from conferencekit._checks import whole
from conferencekit._fields import as_checked
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.progress.finding import Finding, Outcome
from conferencekit.progress.model import Course, Direction, Point
from conferencekit.progress.trend import Method, check_confidence, trend

__all__ = ["MedianRule", "PointRule", "Ties", "TrendRule"]


class Ties(StrEnum):
    """What a measurement exactly on the aimline is."""

    BREAK = "break"
    """On neither side; it ends a run."""
    SKIP = "skip"
    """Passed over, as if it had not been taken."""
    BETTER = "better"
    """On the better side: the line was met."""


@attrs.frozen(field_transformer=as_checked)
class PointRule:
    """So many of the last measurements on one side of the aimline.

    Attributes:
        below: How many on the worse side advise to change the support; 0 for never.
        above: How many on the better side advise to raise the goal; 0 for never.
        out_of: Among how many of the last they may be; None for all in a row.
        ties: What a measurement on the line is.

    Raises:
        InvalidInputError: A number is negative, both are 0, or both sides could have their number
            at once.
    """

    below: int = 4
    above: int = 4
    out_of: int | None = None
    ties: Ties = Ties.BREAK

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        faults = tuple(_point_rule_faults(self))
        if faults:
            raise InvalidInputError(faults, source="point rule")

    def judge(self, course: Course, /) -> Finding:
        """What the last measurements advise."""
        sides = [(point, side) for point in course.current if (side := self._side(course, point))]
        needed = [number for number in (self.below, self.above) if number]
        if len(sides) < min(needed):
            text = f"{_are(len(sides))} that count, and the rule asks for {min(needed)}"
            return Finding(Outcome.NOT_ENOUGH_DATA, text, tuple(point for point, _ in sides))
        for number, side, outcome in (
            (self.below, "worse", Outcome.CHANGE_SUPPORT),
            (self.above, "better", Outcome.RAISE_GOAL),
        ):
            last = sides[-(self.out_of or number) :] if number else []
            there = [point for point, found in last if found == side]
            if number and len(there) >= number:
                among = f" of the last {self.out_of}" if self.out_of else " in a row"
                text = f"{len(there)}{among} lie on the {side} side of the aimline"
                return Finding(outcome, text, tuple(there))
        last = sides[-(self.out_of or max(needed)) :]
        text = (
            "fewer of the last measurements than the rule asks for lie on one side of the aimline"
        )
        return Finding(Outcome.ON_COURSE, text, tuple(point for point, _ in last))

    def _side(self, course: Course, point: Point) -> str:
        lead = course.lead(point)
        if lead:
            return "better" if lead > 0 else "worse"
        return {Ties.BREAK: "on", Ties.SKIP: "", Ties.BETTER: "better"}[self.ties]


def _point_rule_faults(rule: PointRule) -> Iterator[Fault]:
    faults = (*whole(rule.below, 0, "below"), *whole(rule.above, 0, "above"))
    yield from faults
    if rule.below == 0 and rule.above == 0:
        yield Fault("below", "is 0, and so is above", "give at least one")
    if rule.out_of is None or faults:
        return
    yield from whole(rule.out_of, 1, "out_of")
    if max(rule.below, rule.above) > rule.out_of:
        yield Fault("out_of", f"{rule.out_of} is fewer than the points asked for")
    elif rule.below and rule.above and rule.below + rule.above <= rule.out_of:
        yield Fault("out_of", f"in {rule.out_of} points both sides can have their number")


@attrs.frozen(field_transformer=as_checked)
class MedianRule:
    """The median distance of the last measurements from the aimline.

    Found more often right than rules of single measurements (E. R. Van Norman and T. J. Christ,
    School Psychology Review 45, 2016, and later work).

    Attributes:
        last: Of how many measurements.
        tolerance: How far from the line still counts as on it, in the unit of the goal.
    """

    last: int = 3
    tolerance: float = 0.0

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        faults = (*whole(self.last, 1, "last"), *_tolerance_faults(self.tolerance, "tolerance"))
        if faults:
            raise InvalidInputError(faults, source="median rule")

    def judge(self, course: Course, /) -> Finding:
        """What the median of the last measurements advises."""
        points = course.current[-self.last :]
        if len(points) < self.last:
            text = f"{_are(len(points))}, and the rule asks for {self.last}"
            return Finding(Outcome.NOT_ENOUGH_DATA, text, points)
        lead = median(course.lead(point) for point in points)
        text = f"the median of the last {self.last} is {_ahead(lead)} the aimline"
        return Finding(_by_lead(lead, self.tolerance), text, points)


@attrs.frozen(field_transformer=as_checked)
class TrendRule:
    """The slope of the trend against that of the aimline.

    Attributes:
        method: How the trend is drawn.
        tolerance_per_week: How far apart the two may be and still count as the same, in the unit
            of the goal.
        confidence: Where given, the trend counts as different from the aimline only where the
            aimline's slope lies outside the interval of that confidence. The advice comes later
            then, and is wrong less often.

    Raises:
        InvalidInputError: The tolerance is negative, the confidence is none, or the method has
            no interval.
    """

    method: Method = Method.LEAST_SQUARES
    tolerance_per_week: float = 0.0
    confidence: float | None = None

    def __attrs_post_init__(self) -> None:
        """Check the parameters."""
        faults = list(_tolerance_faults(self.tolerance_per_week, "tolerance_per_week"))
        if self.confidence is not None and self.method in (Method.TUKEY, Method.TUKEY_BY_COUNT):
            faults.append(Fault("confidence", f"{self.method.value} tells no interval"))
        if faults:
            raise InvalidInputError(faults, source="trend rule")
        if self.confidence is not None:
            check_confidence(self.confidence)

    def judge(self, course: Course, /) -> Finding:
        """What the trend since the last change of support advises."""
        points = course.current
        confidence = 0.95 if self.confidence is None else self.confidence
        line = trend(points, course.zone, method=self.method, confidence=confidence)
        if line is None:
            text = f"{_are(len(points))}, on too few days for a trend"
            return Finding(Outcome.NOT_ENOUGH_DATA, text, points)
        aim = course.aimline
        ahead = line.per_week - aim.per_week
        lead = ahead if aim.direction is Direction.UP else -ahead
        text = (
            f"the trend ({line.method.value}) is {line.per_week:+.3g} a week, the aimline "
            f"{aim.per_week:+.3g}"
        )
        if self.confidence is not None and line.interval is None:
            text = f"{_are(len(points))}, too few for an interval of that confidence"
            return Finding(Outcome.NOT_ENOUGH_DATA, text, points)
        if self.confidence is not None and line.interval and aim.per_week in line.interval:
            text += f", which lies within {_shown(line.interval.low, line.interval.high)}"
            return Finding(Outcome.ON_COURSE, text, points)
        return Finding(_by_lead(lead, self.tolerance_per_week), text, points)


def _by_lead(lead: float, tolerance: float) -> Outcome:
    if abs(lead) <= tolerance:
        return Outcome.ON_COURSE
    return Outcome.RAISE_GOAL if lead > 0 else Outcome.CHANGE_SUPPORT


def _tolerance_faults(tolerance: float, path: str) -> Iterator[Fault]:
    if not tolerance >= 0:
        yield Fault(path, f"{tolerance!r} is not zero or more")


def _are(number: int) -> str:
    return "there is 1 measurement" if number == 1 else f"there are {number} measurements"


def _ahead(lead: float) -> str:
    if lead == 0:
        return "on"
    return f"{abs(lead):.3g} {'better' if lead > 0 else 'worse'} than"


def _shown(low: float, high: float) -> str:
    return f"the interval from {low:+.3g} to {high:+.3g}"


def cited(findings: Sequence[Finding]) -> tuple[Point, ...]:
    """The points that some findings rest on, each once, in order of time."""
    return tuple(sorted({point for finding in findings for point in finding.points}))
