"""In what two versions of a rubric differ, and what that means for what was scored."""

from collections.abc import Container, Iterable, Iterator, Mapping
from enum import IntEnum, StrEnum
from typing import Any, Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.criterion import Criterion
from conferencekit.assessment.rubric import Rubric
from conferencekit.assessment.scale import Level, Scale, comparable

__all__ = ["ChangeKind", "Impact", "RubricChange", "diff_rubrics", "impact_of"]


class Impact(IntEnum):
    """What a change means for what was scored before it.

    After the classes of Moodle's rubrics and marking guides (``update_or_check``), with what
    other changes there are put where they belong.
    """

    NONE = 0
    """Nothing has changed."""
    TEXT = 1
    """Only words, order, or whom it is for: every score means what it did."""
    LEVELS_ADDED = 2
    """There are further levels: scores stay, though some might be given otherwise now."""
    RECALCULATE = 3
    """Scores stay and count otherwise: results have to be computed again."""
    REVIEW_SOME = 4
    """Some scores have lost what they said: somebody has to look at them."""
    REVIEW_ALL = 5
    """There is something more to score: every assessment lacks it."""


class ChangeKind(StrEnum):
    """What has changed."""

    TEXT = "text"
    ORDER = "order"
    REFERENCE = "reference"
    """Whom it is for, what it is aligned to, what other formats say of it."""
    LEVEL_ADDED = "level-added"
    LEVEL_ADDED_ABOVE = "level-added-above"
    """A level above the highest: what was the most is so no longer."""
    LEVEL_REMOVED = "level-removed"
    POINTS = "points"
    SCALE = "scale"
    """The scale of a criterion, its kind or its limits."""
    SCALE_ADDED = "scale-added"
    SCALE_REMOVED = "scale-removed"
    WEIGHT = "weight"
    COUNTING = "counting"
    """Whether something counts, or how things count together."""
    MOVED = "moved"
    """Into another group or domain."""
    HIDDEN = "hidden"
    SHOWN = "shown"
    """What was hidden is to be scored again."""
    CRITERION_ADDED = "criterion-added"
    CRITERION_REMOVED = "criterion-removed"


_IMPACTS: Final[Mapping[ChangeKind, Impact]] = {
    ChangeKind.TEXT: Impact.TEXT,
    ChangeKind.ORDER: Impact.TEXT,
    ChangeKind.REFERENCE: Impact.TEXT,
    ChangeKind.SCALE_ADDED: Impact.TEXT,
    ChangeKind.SCALE_REMOVED: Impact.TEXT,  # no criterion is left on it
    ChangeKind.LEVEL_ADDED: Impact.LEVELS_ADDED,
    ChangeKind.LEVEL_ADDED_ABOVE: Impact.RECALCULATE,
    ChangeKind.POINTS: Impact.RECALCULATE,
    ChangeKind.WEIGHT: Impact.RECALCULATE,
    ChangeKind.COUNTING: Impact.RECALCULATE,
    ChangeKind.MOVED: Impact.RECALCULATE,
    ChangeKind.HIDDEN: Impact.RECALCULATE,
    ChangeKind.CRITERION_REMOVED: Impact.RECALCULATE,
    ChangeKind.LEVEL_REMOVED: Impact.REVIEW_SOME,
    ChangeKind.SCALE: Impact.REVIEW_SOME,
    ChangeKind.SHOWN: Impact.REVIEW_ALL,
    ChangeKind.CRITERION_ADDED: Impact.REVIEW_ALL,
}

_RUBRIC: Final = {
    "title": ChangeKind.TEXT,
    "description": ChangeKind.TEXT,
    "domain": ChangeKind.MOVED,
    "domains": ChangeKind.TEXT,
    "weighting": ChangeKind.COUNTING,
    "band": ChangeKind.REFERENCE,
    "extras": ChangeKind.REFERENCE,
}
_CRITERION: Final = {
    "title": ChangeKind.TEXT,
    "description": ChangeKind.TEXT,
    "descriptors": ChangeKind.TEXT,
    "parent": ChangeKind.MOVED,
    "domain": ChangeKind.MOVED,
    "weight": ChangeKind.WEIGHT,
    "counts": ChangeKind.COUNTING,
    "band": ChangeKind.REFERENCE,
    "standards": ChangeKind.REFERENCE,
    "extras": ChangeKind.REFERENCE,
    "kind": ChangeKind.SCALE,
    "settings": ChangeKind.SCALE,
}
_SCALE: Final = {
    "title": ChangeKind.TEXT,
    "extras": ChangeKind.REFERENCE,
    "kind": ChangeKind.SCALE,
    "least": ChangeKind.SCALE,
    "most": ChangeKind.SCALE,
    "step": ChangeKind.SCALE,
    "settings": ChangeKind.SCALE,
}
_LEVEL: Final = {
    "label": ChangeKind.TEXT,
    "description": ChangeKind.TEXT,
    "extras": ChangeKind.REFERENCE,
    "points": ChangeKind.POINTS,
    "lowest": ChangeKind.POINTS,
}


@attrs.frozen
class RubricChange:
    """One thing in which two versions differ.

    Attributes:
        kind: What has changed.
        path: Where, by ids, such as ``criteria.fluency.weight``.
        before: What the first says; None where it says nothing.
        after: What the second says.
    """

    kind: ChangeKind
    path: str
    before: Any = attrs.field(default=None, hash=False)
    after: Any = attrs.field(default=None, hash=False)

    @property
    def impact(self) -> Impact:
        """What it means for what was scored."""
        return _IMPACTS[self.kind]

    def __str__(self) -> str:
        """On one line."""
        values = [str(one) for one in (self.before, self.after) if isinstance(one, (str, int))]
        return f"{self.path}: {self.kind.value}{' ' if values else ''}{' -> '.join(values)}"


@kinds_checked
def diff_rubrics(before: Rubric, after: Rubric) -> tuple[RubricChange, ...]:
    """Everything in which two versions differ, but for id, version and origin.

    Args:
        before: The one that was scored by.
        after: The other; of the same rubric or of one derived from it.
    """
    return tuple(_changes(before, after))


@kinds_checked
def impact_of(changes: tuple[RubricChange, ...]) -> Impact:
    """What some changes together mean for what was scored: the gravest of them."""
    return max((one.impact for one in changes), default=Impact.NONE)


def _changes(before: Rubric, after: Rubric) -> Iterator[RubricChange]:
    yield from _fields("", before, after, _RUBRIC)
    old = {scale.id: scale for scale in before.scales}
    new = {scale.id: scale for scale in after.scales}
    for id_ in _only(old, new):
        yield RubricChange(ChangeKind.SCALE_REMOVED, f"scales.{id_}")
    for id_ in _only(new, old):
        yield RubricChange(ChangeKind.SCALE_ADDED, f"scales.{id_}")
    for id_, scale in new.items():
        if id_ in old:
            yield from _scale_changes(old[id_], scale, f"scales.{id_}")
    yield from _order("scales", list(old), list(new))
    yield from _criteria_changes(before, after)


def _fields(
    path: str, before: object, after: object, kinds: Mapping[str, ChangeKind]
) -> Iterator[RubricChange]:
    for name, kind in kinds.items():
        one, other = getattr(before, name), getattr(after, name)
        if one != other:
            yield RubricChange(kind, f"{path}.{name}" if path else name, one, other)


def _only(these: Iterable[str], those: Container[str]) -> list[str]:
    return [id_ for id_ in these if id_ not in those]


def _order(path: str, old: list[str], new: list[str]) -> Iterator[RubricChange]:
    kept = [id_ for id_ in old if id_ in new]
    if kept != [id_ for id_ in new if id_ in old]:
        yield RubricChange(ChangeKind.ORDER, path)


def _scale_changes(before: Scale, after: Scale, path: str) -> Iterator[RubricChange]:
    yield from _fields(path, before, after, _SCALE)
    old = {level.id: level for level in before.levels}
    new = {level.id: level for level in after.levels}
    for id_ in _only(old, new):
        yield RubricChange(ChangeKind.LEVEL_REMOVED, f"{path}.levels.{id_}")
    for id_ in _only(new, old):
        kind = ChangeKind.LEVEL_ADDED
        if _is_above(new[id_], before, after):
            kind = ChangeKind.LEVEL_ADDED_ABOVE
        yield RubricChange(kind, f"{path}.levels.{id_}")
    for id_ in [id_ for id_ in old if id_ in new]:
        yield from _fields(f"{path}.levels.{id_}", old[id_], new[id_], _LEVEL)
    kept = [id_ for id_ in old if id_ in new]
    if kept != [id_ for id_ in new if id_ in old]:  # the order of levels is what they mean
        yield RubricChange(ChangeKind.POINTS, f"{path}.levels")


def _is_above(level: Level, before: Scale, after: Scale) -> bool:
    """Whether a level that was added is above all that were there."""
    there = {one.id for one in before.levels}
    place = after.levels.index(level)
    return not any(one.id in there for one in after.levels[place:])


def _criteria_changes(before: Rubric, after: Rubric) -> Iterator[RubricChange]:
    old = {item.id: item for item in before.criteria}
    new = {item.id: item for item in after.criteria}
    for id_ in _only(old, new):
        yield RubricChange(ChangeKind.CRITERION_REMOVED, f"criteria.{id_}")
    for id_ in _only(new, old):
        yield RubricChange(ChangeKind.CRITERION_ADDED, f"criteria.{id_}")
    for id_ in [id_ for id_ in old if id_ in new]:
        path = f"criteria.{id_}"
        yield from _fields(path, old[id_], new[id_], _CRITERION)
        yield from _visibility(old[id_], new[id_], path)
        yield from _scale_of(before, after, id_, path)
    yield from _order("criteria", list(old), list(new))


def _visibility(before: Criterion, after: Criterion, path: str) -> Iterator[RubricChange]:
    if before.hidden != after.hidden:
        kind = ChangeKind.HIDDEN if after.hidden else ChangeKind.SHOWN
        yield RubricChange(kind, f"{path}.hidden", before.hidden, after.hidden)


def _scale_of(before: Rubric, after: Rubric, id_: str, path: str) -> Iterator[RubricChange]:
    """That a criterion is on another scale; a scale that only has another id is the same."""
    old, new = before.criterion(id_).scale, after.criterion(id_).scale
    if old == new:
        return
    kind = ChangeKind.SCALE
    if old is not None and new is not None and comparable(before.scale(old), after.scale(new)):
        kind = ChangeKind.REFERENCE
    yield RubricChange(kind, f"{path}.scale", old, new)
