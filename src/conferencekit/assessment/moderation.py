"""On which criteria assessors disagree most, and who lies farthest from the others."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.agreement import (
    Agreement,
    Measure,
    Ratings,
    krippendorff_alpha,
)
from conferencekit.assessment.assessment import Assessment, Perspective
from conferencekit.assessment.catalog import RubricCatalog
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.observations import Reader
from conferencekit.assessment.protocols import Reading
from conferencekit.assessment.rubric import RubricRef
from conferencekit.time import Instant

__all__ = [
    "AssessorModeration",
    "CriterionModeration",
    "Example",
    "Moderation",
    "moderate",
    "ratings_of",
]

_Unit: TypeAlias = tuple[str, str]
"""A student and an occasion."""


@attrs.frozen
class Example:
    """One thing that assessors saw differently.

    Attributes:
        criterion: The criterion's id.
        student: The student's id.
        occasion: What was assessed.
        ratings: What each said, by assessor: the id of a level, or points.
        spread: How far the farthest two are apart, as a part of the scale.
    """

    criterion: str
    student: str
    occasion: str
    ratings: Mapping[str, str]
    spread: Fraction


@attrs.frozen
class CriterionModeration:
    """How far assessors agree on a criterion.

    Attributes:
        criterion: The criterion's id.
        alpha: Krippendorff's; interval where the scale has points, ordinal where it has none.
        alike: The share of units rated by two or more on which all are alike.
        examples: The units on which they are farthest apart, the farthest first.
    """

    criterion: str
    alpha: Agreement
    alike: Fraction
    examples: tuple[Example, ...]


@attrs.frozen
class AssessorModeration:
    """How an assessor rates, beside the others who rated the same.

    Attributes:
        assessor: The assessor's id.
        units: How many units they rated that others rated too, over all criteria.
        severity: By how much they lie above the mean of the others, on average, as a part of the
            scale; below zero they are the stricter.
        distance: How far they lie from that mean, above or below, on average.
        is_flat: Whether all their ratings of a criterion are the same, on every criterion that
            others saw differences in: a sign that they do not look.
    """

    assessor: str
    units: int
    severity: Fraction
    distance: Fraction
    is_flat: bool


@attrs.frozen
class Moderation:
    """What to talk about when assessors meet.

    Attributes:
        criteria: Those with the least agreement first.
        assessors: Those farthest from the others first.
    """

    criteria: tuple[CriterionModeration, ...]
    assessors: tuple[AssessorModeration, ...]


@attrs.frozen
class _Rated:
    """The ratings of one criterion that others rated too."""

    criterion: str
    values: Mapping[_Unit, Mapping[str, Fraction]]
    shown: Mapping[_Unit, Mapping[str, str]]
    has_points: bool
    width: Fraction


@kinds_checked
def ratings_of(
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    ref: RubricRef,
    criterion: str,
    *,
    as_of: Instant,
    perspective: Perspective = Perspective.TEACHER,
    extensions: Extensions = BUILT_IN,
) -> Ratings[tuple[str, str]]:
    """What each assessor said on a criterion, by student and occasion, to compare their figures.

    Args:
        assessments: Those by versions of the rubric with a comparable scale count.
        catalog: Has the rubrics.
        ref: By which version they are looked at.
        criterion: The criterion's id.
        as_of: What was known at that instant.
        perspective: Whose assessments count.
        extensions: The kinds that are known.

    Returns:
        Points, or ranks where the scale has none. Of several by one assessor on the same
        occasion the last counts.
    """
    reader = Reader(catalog, extensions)
    seen = _readings(assessments, reader, ref, as_of, perspective)
    has_points = reader.bounds(ref, criterion) is not None
    found: dict[str, dict[_Unit, Fraction]] = {}
    for assessor, unit, reading in seen.get(criterion, ()):
        value = _value(reading, has_points=has_points)
        if value is not None:
            found.setdefault(assessor, {})[unit] = value
    return found


def _value(reading: Reading, *, has_points: bool) -> Fraction | None:
    if has_points:
        return reading.points
    return None if reading.rank is None else Fraction(reading.rank)


def _readings(
    assessments: Iterable[Assessment],
    reader: Reader,
    ref: RubricRef,
    as_of: Instant,
    perspective: Perspective,
) -> dict[str, list[tuple[str, _Unit, Reading]]]:
    mine = [
        one for one in assessments if one.rubric.id == ref.id and one.perspective is perspective
    ]
    units = {one.id: (one.student, one.occasion) for one in mine}
    observations = reader.observe(mine, ref, as_of)
    return {
        criterion: [
            (one.assessor, units[one.assessment], one.reading)
            for one in seen
            if one.why is None and one.reading is not None
        ]
        for criterion, seen in observations.by_criterion.items()
    }


@kinds_checked
def moderate(
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    ref: RubricRef,
    *,
    as_of: Instant,
    perspective: Perspective = Perspective.TEACHER,
    examples: int = 3,
    extensions: Extensions = BUILT_IN,
) -> Moderation:
    """Which criteria and which assessors disagree most, with examples to talk about.

    Two assessments are of the same thing where their student and occasion are the same.

    Args:
        assessments: Those by versions of the rubric with comparable scales count.
        catalog: Has the rubrics.
        ref: By which version they are looked at.
        as_of: What was known at that instant.
        perspective: Whose assessments count.
        examples: How many are shown for each criterion at the most.
        extensions: The kinds that are known.
    """
    reader = Reader(catalog, extensions)
    readings = _readings(assessments, reader, ref, as_of, perspective)
    rated = [
        made
        for criterion, seen in readings.items()
        if (made := _rated(criterion, seen, reader, ref)) is not None
    ]
    criteria = sorted((_criterion(one, examples) for one in rated), key=_least_first)
    return Moderation(tuple(criteria), _assessors(rated))


def _least_first(one: CriterionModeration) -> tuple[bool, Fraction]:
    return one.alpha.value is None, one.alpha.value or Fraction(0)


def _rated(
    criterion: str,
    seen: Sequence[tuple[str, _Unit, Reading]],
    reader: Reader,
    ref: RubricRef,
) -> _Rated | None:
    """The ratings of units that two or more rated; None where there are none."""
    bounds = reader.bounds(ref, criterion)
    values: dict[_Unit, dict[str, Fraction]] = {}
    shown: dict[_Unit, dict[str, str]] = {}
    for assessor, unit, reading in seen:
        value = _value(reading, has_points=bounds is not None)
        if value is not None:
            values.setdefault(unit, {})[assessor] = value
            shown.setdefault(unit, {})[assessor] = reading.level or str(value)
    values = {unit: given for unit, given in values.items() if len(given) > 1}
    if not values:
        return None
    least, most = bounds or reader.ranks(ref, criterion)
    return _Rated(criterion, values, shown, bounds is not None, most - least or Fraction(1))


def _criterion(rated: _Rated, most: int) -> CriterionModeration:
    by_assessor: dict[str, dict[_Unit, Fraction]] = {}
    spreads: list[tuple[Fraction, _Unit]] = []
    for unit, given in rated.values.items():
        for assessor, value in given.items():
            by_assessor.setdefault(assessor, {})[unit] = value
        spreads.append((max(given.values()) - min(given.values()), unit))
    measure = Measure.INTERVAL if rated.has_points else Measure.ORDINAL
    apart = sorted((one for one in spreads if one[0]), key=lambda one: (-one[0], one[1]))
    alike = sum(not spread for spread, _ in spreads)
    return CriterionModeration(
        rated.criterion,
        krippendorff_alpha(by_assessor, measure),
        Fraction(alike, len(spreads)),
        tuple(_example(rated, unit, spread) for spread, unit in apart[:most]),
    )


def _example(rated: _Rated, unit: _Unit, spread: Fraction) -> Example:
    return Example(rated.criterion, *unit, rated.shown[unit], spread / rated.width)


@attrs.define
class _Tally:
    """What is known of one assessor so far."""

    differences: list[Fraction] = attrs.field(factory=list)
    flat: list[bool] = attrs.field(factory=list)


def _assessors(rated: Iterable[_Rated]) -> tuple[AssessorModeration, ...]:
    tallies: dict[str, _Tally] = {}
    for one in rated:
        own: dict[str, set[Fraction]] = {}
        all_values = {value for given in one.values.values() for value in given.values()}
        for given in one.values.values():
            total = sum(given.values(), Fraction(0))
            for assessor, value in given.items():
                others = (total - value) / (len(given) - 1)
                tally = tallies.setdefault(assessor, _Tally())
                tally.differences.append((value - others) / one.width)
                own.setdefault(assessor, set()).add(value)
        if len(all_values) > 1:
            for assessor, values in own.items():
                tallies[assessor].flat.append(len(values) == 1)
    found = (_assessor(assessor, tally) for assessor, tally in tallies.items())
    return tuple(sorted(found, key=lambda one: (-one.distance, one.assessor)))


def _assessor(assessor: str, tally: _Tally) -> AssessorModeration:
    count = len(tally.differences)
    return AssessorModeration(
        assessor,
        count,
        sum(tally.differences, Fraction(0)) / count,
        sum(map(abs, tally.differences), Fraction(0)) / count,
        bool(tally.flat) and all(tally.flat),
    )
