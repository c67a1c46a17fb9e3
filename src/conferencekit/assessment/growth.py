"""How a student has come on between two instants, and how sure that is."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit._theil_sen import interval_rank, pair_slopes
from conferencekit.assessment.aggregate import Aggregation
from conferencekit.assessment.assessment import Assessment, Perspective
from conferencekit.assessment.catalog import RubricCatalog
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.profile import profile
from conferencekit.assessment.protocols import Input
from conferencekit.assessment.receipt import Receipt, Unit
from conferencekit.assessment.rubric import RubricRef
from conferencekit.errors import InvalidInputError
from conferencekit.time import Instant

__all__ = ["Direction", "Growth", "Trend", "growth", "trend"]

_MONTH: Final = 30 * 24 * 60 * 60 * 1_000_000
"""Thirty days, in microseconds."""


class Direction(StrEnum):
    """Where a trend goes, as far as the number of observations lets one say."""

    RISING = "rising"
    FALLING = "falling"
    UNCERTAIN = "uncertain"
    """There are observations enough to tell a clear trend, and they do not show one."""
    TOO_FEW = "too-few"
    """Even observations that all rise would not be enough for the confidence asked for."""


@attrs.frozen
class Trend:
    """How values change over time.

    Attributes:
        direction: Where they go, with the confidence asked for.
        slope: By how much they change in thirty days, most likely: the median of the slopes
            between any two. None where there are fewer than two.
        low: The lower end of the interval in which the slope lies with the confidence asked for;
            None where there are too few values for any.
        high: Its upper end.
        confidence: What was asked for.
        observations: How many instants there are values of.
    """

    direction: Direction
    slope: Fraction | None
    low: Fraction | None
    high: Fraction | None
    confidence: Fraction
    observations: int


@attrs.frozen(repr=False)
class Growth:
    """How a student has come on in one criterion.

    Attributes:
        rubric: The rubric, to the letter.
        criterion: The criterion's id.
        before: The result at the first instant.
        after: The result at the second.
        trend: Of all that was observed from the one to the other. On levels without points it
            has a direction alone: their distances are not known.
    """

    rubric: RubricRef
    criterion: str
    before: Receipt
    after: Receipt
    trend: Trend

    @property
    def gain(self) -> Fraction | None:
        """The second value less the first, in points, or in levels where these have none."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    def __repr__(self) -> str:
        """Whose it is, in what, the gain and where the values go."""
        gain = "no gain known" if self.gain is None else f"gain {self.gain}"
        return (
            f"<Growth of {self.before.student!r} in {self.criterion!r} of {self.rubric}: "
            f"{gain}, {self.trend.direction.value}>"
        )


@kinds_checked
def growth(
    student: str,
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    how: Aggregation | None = None,
    *,
    since: Instant,
    until: Instant,
    perspective: Perspective = Perspective.TEACHER,
    grades: Collection[str] = (),
    confidence: Fraction = Fraction(9, 10),
    extensions: Extensions = BUILT_IN,
) -> tuple[Growth, ...]:
    """How a student has come on in every criterion of every rubric.

    Both results are by the same version of the rubric, the newest; what an older one says of a
    scale that cannot be compared is in neither.

    Args:
        student: The student's id.
        assessments: Of any students.
        catalog: The rubrics they were made by.
        how: How scores become results.
        since: The first instant; what is known of it is what was known then.
        until: The second.
        perspective: Whose assessments count.
        grades: The student's.
        confidence: Of the interval of the trend, between 0 and 1.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: The second instant is before the first, or the confidence is none.
    """
    if until < since:
        raise InvalidInputError.single("until", "is before since")
    mine = [one for one in assessments if one.student == student]
    before, after = (
        profile(
            student,
            mine,
            catalog,
            how,
            as_of=at,
            perspective=perspective,
            grades=grades,
            extensions=extensions,
        )
        for at in (since, until)
    )
    first = {(one.rubric, one.of): one for one in before.criteria}
    found = []
    for one in after.criteria:
        if one.rubric is None:
            continue
        empty = attrs.evolve(
            one, value=None, undefined="nobody has assessed it", level=None, inputs=(),
            left_out=(), coverage=Fraction(0), notes=(),
        )  # fmt: skip
        within = [given for given in one.inputs if given.at is not None and given.at >= since]
        way = trend(within, confidence=confidence)
        if one.unit is Unit.RANK:
            way = attrs.evolve(way, slope=None, low=None, high=None)
        old = first.get((one.rubric, one.of), empty)
        found.append(Growth(one.rubric, one.of, old, one, way))
    return tuple(found)


@kinds_checked
def trend(inputs: Iterable[Input], *, confidence: Fraction = Fraction(9, 10)) -> Trend:
    """The trend of some values.

    The slope is that of Theil and Sen, as of measurements in
    :func:`conferencekit.progress.trend.trend`, but exact; the interval is that of Sen (*Journal of
    the American Statistical Association* 63, 1968), the direction that of Mann and Kendall's
    test. They go by the exact distribution of Kendall's S where there are up to 60 values and by
    the normal one beyond, and do not ask that errors be normal. Ties make the interval wider than
    it need be and the direction less certain, never the reverse; one end of the interval may then
    be zero.

    It takes time in proportion to the square of the number of values.

    Args:
        inputs: The values; those without an instant are passed over, those of the same instant
            count as their mean.
        confidence: Of the interval, between 0 and 1.

    Raises:
        InvalidInputError: The confidence is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise InvalidInputError.single("confidence", f"{confidence} is not between 0 and 1")
    values = _by_instant(inputs)
    found = pair_slopes(values)
    place = interval_rank(len(values), len(found), confidence)
    middle = _median(found) if found else None
    if place is None:
        return Trend(Direction.TOO_FEW, middle, None, None, confidence, len(values))
    surplus = sum((slope > 0) - (slope < 0) for slope in found)  # Kendall's S
    direction = Direction.UNCERTAIN
    if abs(surplus) >= len(found) - 2 * place:
        direction = Direction.RISING if surplus > 0 else Direction.FALLING
    return Trend(direction, middle, found[place], found[-1 - place], confidence, len(values))


def _by_instant(inputs: Iterable[Input]) -> list[tuple[Fraction, Fraction]]:
    """Months and values, in order of time."""
    together: dict[int, list[Fraction]] = {}
    for one in inputs:
        if one.at is not None:
            together.setdefault(one.at.microseconds, []).append(one.value)
    return [
        (Fraction(at, _MONTH), sum(values, Fraction(0)) / len(values))
        for at, values in sorted(together.items())
    ]


def _median(values: Sequence[Fraction]) -> Fraction:
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    return (values[middle - 1] + values[middle]) / 2
