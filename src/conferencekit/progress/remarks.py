"""What a reader of measurements has to know before believing a line through them."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import Final

import attrs

from conferencekit._fields import as_checked
from conferencekit.progress.model import Course, Point
from conferencekit.progress.trend import Method, trend

__all__ = ["DataRemark", "DataRemarkKind", "remarks"]

_SCALE: Final = 0.6745
"""The median absolute deviation of a standard normal distribution."""
_FAR: Final = 3.5
"""B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers (1993)."""
_FEWEST: Final = 3


class DataRemarkKind(StrEnum):
    """What there is to know."""

    TOO_FEW = "too few"
    MISSING_WEEK = "missing week"
    OUTLIER = "outlier"


@attrs.frozen(field_transformer=as_checked)
class DataRemark:
    """One thing to know about some measurements.

    Attributes:
        kind: What kind of thing.
        text: In a sentence.
        points: The measurements meant; empty where it is about those that are not there.
        week: The Monday of the week meant; None where no week is.
    """

    kind: DataRemarkKind
    text: str
    points: tuple[Point, ...] = attrs.field(default=(), repr=False)
    week: date | None = None


def remarks(course: Course, *, fewest: int = 6) -> tuple[DataRemark, ...]:
    """What there is to know about the measurements of a course.

    Weeks without a measurement between the first and the last; measurements far from the line
    that the others follow (a modified z-score above 3.5 around the Theil-Sen line since the last
    change of support); and too few measurements since then. Nothing is left out because of it.

    Args:
        course: The measurements.
        fewest: How many measurements are few.
    """
    return (
        *_too_few(course, fewest),
        *_missing_weeks(course),
        *_outliers(course),
    )


def _too_few(course: Course, fewest: int) -> Iterator[DataRemark]:
    points = course.current
    if len(points) < fewest:
        since = f" since {course.phases[-1]}" if course.phases else ""
        text = f"{len(points)} measurements{since} are few; {fewest} would say more"
        yield DataRemark(DataRemarkKind.TOO_FEW, text, points)


def _missing_weeks(course: Course) -> Iterator[DataRemark]:
    weeks = sorted({_monday(course.day(point)) for point in course.points})
    for before, after in pairwise(weeks):
        for number in range(1, (after - before).days // 7):
            week = before + timedelta(weeks=number)
            text = f"no measurement in the week of {week}"
            yield DataRemark(DataRemarkKind.MISSING_WEEK, text, week=week)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _outliers(course: Course) -> Iterator[DataRemark]:
    points = course.current
    line = trend(points, course.zone, method=Method.THEIL_SEN)
    if line is None or len(points) <= _FEWEST:
        return
    rests = [point.value - line.value(course.day(point)) for point in points]
    middle = median(rests)
    spread = median(abs(rest - middle) for rest in rests)
    for point, rest in zip(points, rests, strict=True):
        if spread and _SCALE * abs(rest - middle) / spread > _FAR:
            text = f"{point.value:g} on {course.day(point)} lies far from the others"
            yield DataRemark(DataRemarkKind.OUTLIER, text, (point,))
