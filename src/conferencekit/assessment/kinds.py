"""The kinds of scales and criteria that come with the library."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs

from conferencekit.assessment.criterion import Criterion
from conferencekit.assessment.protocols import Reading
from conferencekit.assessment.scale import Level, Scale
from conferencekit.assessment.score import Score
from conferencekit.errors import Fault, InvalidInputError, shorten

if TYPE_CHECKING:
    from conferencekit.assessment.protocols import CriterionKind, ScaleKind

__all__ = ["Checklist", "Direct", "Levels", "Narrative", "Numbers"]


@attrs.frozen
class Levels:
    """Ordered levels, with points, ranges of points, or no points at all."""

    name: str = "levels"

    def faults(self, scale: Scale) -> Iterator[Fault]:
        """Levels out of order, ranges that overlap, points on some levels alone."""
        if not scale.levels:
            yield Fault("levels", "at least one is needed")
        yield from _superfluous(scale, ("least", "most", "step"))
        counted = [level.points is not None for level in scale.levels]
        if any(counted) and not all(counted):
            place = f"levels[{counted.index(False)}].points"
            yield Fault(place, "missing", "points on all levels or on none")
        for index, level in enumerate(scale.levels):
            yield from _range_faults(level, f"levels[{index}].lowest")
        for index, (lower, upper) in enumerate(pairwise(scale.levels), start=1):
            yield from _order_faults(lower, upper, f"levels[{index}]")

    def score_faults(self, scale: Scale, score: Score) -> Iterator[Fault]:
        """No level, an unknown one, points that no level has, words."""
        if score.words:
            yield Fault("words", "the scale has levels, not words", "say it as a comment")
        levels = {level.id: level for level in scale.levels}
        if score.level is not None and score.level not in levels:
            yield Fault("level", f"unknown level {shorten(score.level)}", _one_of(levels))
        elif score.level is None and score.points is None:
            yield Fault("level", "missing", _one_of(levels))
        elif score.points is not None:
            yield from _points_faults(scale, score)
        elif score.level is not None and levels[score.level].lowest is not None:
            yield Fault("points", "missing: the level has a range")

    def read(self, scale: Scale, score: Score) -> Reading:
        """The level, its place in the order, and its points or those given."""
        for rank, level in enumerate(scale.levels):
            if level.id == score.level or (score.level is None and _holds(level, score.points)):
                points = level.points if score.points is None else score.points
                return Reading(None if points is None else Fraction(points), rank, level.id)
        return Reading()

    def bounds(self, scale: Scale) -> tuple[Fraction, Fraction] | None:
        """The points of the lowest and the highest level."""
        if not scale.levels:
            return None
        lowest, highest = scale.levels[0], scale.levels[-1]
        if lowest.points is None or highest.points is None:
            return None
        low = lowest.points if lowest.lowest is None else lowest.lowest
        return Fraction(low), Fraction(highest.points)


def _superfluous(scale: Scale, names: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        if getattr(scale, name):
            yield Fault(name, f"has no meaning on a scale of {scale.kind}")


def _range_faults(level: Level, path: str) -> Iterator[Fault]:
    if level.lowest is None:
        return
    if level.points is None:
        yield Fault(path, "is the lower end of a range that has no points")
    elif level.lowest > level.points:
        yield Fault(path, f"{level.lowest} is above the level's points, {level.points}")


def _order_faults(lower: Level, upper: Level, path: str) -> Iterator[Fault]:
    if lower.points is None or upper.points is None:
        return
    if upper.points < lower.points:
        text = f"{upper.points} is below the {lower.points} of the level before"
        yield Fault(f"{path}.points", text, "levels go from the lowest to the highest")
    elif upper.lowest is not None and upper.lowest < lower.points:
        text = f"the range from {upper.lowest} overlaps the level before, up to {lower.points}"
        yield Fault(f"{path}.lowest", text)


def _holds(level: Level, points: Decimal | None) -> bool:
    if points is None or level.points is None:
        return False
    low = level.points if level.lowest is None else level.lowest
    return low <= points <= level.points


def _points_faults(scale: Scale, score: Score) -> Iterator[Fault]:
    holding = [level.id for level in scale.levels if _holds(level, score.points)]
    if not holding:
        yield Fault("points", f"{score.points} is the points of no level")
    elif score.level is not None and score.level not in holding:
        text = f"{score.points} is not among the points of level {shorten(score.level)}"
        yield Fault("points", text, f"it is of {', '.join(map(shorten, holding))}")
    elif score.level is None and len(holding) > 1 and not _share_an_end(scale, score.points):
        yield Fault("level", f"missing: several have {score.points} points", _one_of(holding))


def _share_an_end(scale: Scale, points: Decimal | None) -> bool:
    """Whether it is ranges that meet at some points, not levels that count the same."""
    return sum(level.points == points for level in scale.levels) == 1


def _one_of(ids: Mapping[str, object] | list[str]) -> str:
    return f"one of {', '.join(ids)}"


@attrs.frozen
class Numbers:
    """Numbers from the least to the most."""

    name: str = "number"

    def faults(self, scale: Scale) -> Iterator[Fault]:
        """Limits missing or the wrong way round, a step that is none, levels."""
        yield from _superfluous(scale, ("levels",))
        for name in ("least", "most"):
            if getattr(scale, name) is None:
                yield Fault(name, "missing")
        if scale.least is not None and scale.most is not None and scale.most <= scale.least:
            yield Fault("most", f"{scale.most} is not above the least, {scale.least}")
        if scale.step is not None and scale.step <= 0:
            yield Fault("step", f"{scale.step} is not above zero")

    def score_faults(self, scale: Scale, score: Score) -> Iterator[Fault]:
        """No number, one outside the limits or between the steps, a level, words."""
        for name in ("level", "words"):
            if getattr(score, name):
                yield Fault(name, "the scale has numbers alone", "give points")
        if scale.least is None or scale.most is None:
            return
        if score.points is None:
            yield Fault("points", f"missing: a number from {scale.least} to {scale.most}")
        elif not scale.least <= score.points <= scale.most:
            yield Fault("points", f"{score.points} is not from {scale.least} to {scale.most}")
        elif scale.step is not None:
            above = Fraction(score.points) - Fraction(scale.least)
            steps = above / Fraction(scale.step)
            if steps.denominator != 1:
                yield Fault("points", f"{score.points} is not on a step of {scale.step}")

    def read(self, scale: Scale, score: Score) -> Reading:
        """The number."""
        del scale
        return Reading(None if score.points is None else Fraction(score.points))

    def bounds(self, scale: Scale) -> tuple[Fraction, Fraction] | None:
        """The least and the most."""
        if scale.least is None or scale.most is None:
            return None
        return Fraction(scale.least), Fraction(scale.most)


@attrs.frozen
class Narrative:
    """Words alone, which are shown and never counted."""

    name: str = "narrative"

    def faults(self, scale: Scale) -> Iterator[Fault]:
        """Levels or limits."""
        yield from _superfluous(scale, ("levels", "least", "most", "step"))

    def score_faults(self, scale: Scale, score: Score) -> Iterator[Fault]:
        """No words, a level, points."""
        del scale
        for name in ("level", "points"):
            if getattr(score, name) is not None:
                yield Fault(name, "the scale has words alone", "give words")
        if not score.words:
            yield Fault("words", "missing")

    def read(self, scale: Scale, score: Score) -> Reading:
        """Nothing that could be counted."""
        del scale, score
        return Reading()

    def bounds(self, scale: Scale) -> None:
        """None."""
        del scale


@attrs.frozen
class Direct:
    """A criterion whose score is given as it is."""

    name: str = "direct"

    def faults(self, criterion: Criterion, scale: Scale) -> Iterator[Fault]:
        """None."""
        del criterion, scale
        yield from ()

    def score(self, criterion: Criterion, scale: Scale, response: Any) -> Score:  # noqa: ANN401
        """Never asked for: there is no response besides the score."""
        del criterion, scale, response
        raise InvalidInputError.single("", "has no meaning here", "give a level, points or words")


@attrs.frozen
class Checklist:
    """A criterion whose points are the number of items ticked.

    Its settings hold ``items``, a list of different texts; its scale is a number from 0 to as
    many as there are items. The response is the list of those ticked.
    """

    name: str = "checklist"

    def faults(self, criterion: Criterion, scale: Scale) -> Iterator[Fault]:
        """No items, or a scale of another size."""
        items = criterion.settings.get("items")
        if not isinstance(items, (list, tuple)) or not items:
            yield Fault("settings.items", "at least one is needed")
        elif len(set(map(str, items))) < len(items):
            yield Fault("settings.items", "an item stands twice")
        elif scale.kind != "number" or scale.least != 0 or scale.most != len(items):
            yield Fault("scale", f"is no number from 0 to {len(items)}, the number of items")

    def score(self, criterion: Criterion, scale: Scale, response: Any) -> Score:  # noqa: ANN401
        """How many of the items are ticked."""
        del scale
        items = criterion.settings["items"]
        if not isinstance(response, (list, tuple)):
            raise InvalidInputError.single("", f"{shorten(response)} is no list of items")
        faults = [
            Fault(f"[{index}]", f"unknown item {shorten(item)}")
            for index, item in enumerate(response)
            if item not in items
        ]
        if faults:
            raise InvalidInputError(faults)
        ticked = sum(item in response for item in items)
        return Score(criterion.id, points=Decimal(ticked), response=list(response))


BUILT_IN_SCALES: Final[Mapping[str, "ScaleKind"]] = {
    kind.name: kind for kind in (Levels(), Numbers(), Narrative())
}
BUILT_IN_CRITERIA: Final[Mapping[str, "CriterionKind"]] = {
    kind.name: kind for kind in (Direct(), Checklist())
}
