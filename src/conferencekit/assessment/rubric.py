"""Rubrics: criteria, the scales they are scored on, and how they count together."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked, look_up
from conferencekit.assessment._integrity import VERSION, rubric_faults
from conferencekit.assessment.criterion import Band, Criterion, Domain
from conferencekit.assessment.scale import Scale, copy_of
from conferencekit.assessment.text import Text, text_of
from conferencekit.errors import InvalidInputError, shorten

__all__ = ["Rubric", "RubricRef", "Weighting", "version_key"]


class Weighting(StrEnum):
    """How criteria count together."""

    POINTS = "points"
    """By their points: a criterion of 10 points counts twice as much as one of 5. No weights."""
    RELATIVE = "relative"
    """By their weights, whatever these add up to; 1 where none is given."""
    PERCENT = "percent"
    """By their weights, which add up to exactly 100 in each group and at the top."""


@attrs.frozen(order=True, field_transformer=as_checked)
class RubricRef:
    """Which rubric something was scored by, to the letter.

    Attributes:
        id: The rubric's.
        version: The rubric's.
        digest: Of all it said; see :func:`~conferencekit.assessment.formats.rubric_digest`.
    """

    id: str
    version: str
    digest: str

    def __str__(self) -> str:
        """Id and version."""
        return f"{self.id}@{self.version}"


@attrs.frozen(field_transformer=as_checked, repr=False)
class Rubric:
    """A rubric of a certain version. It never changes: a change makes another version.

    Attributes:
        id: The same for all its versions.
        version: One to three numbers joined by dots, such as ``1`` or ``2.0.1``.
        title: For people.
        domain: Where its criteria belong: ``academic``, ``social-emotional``, ``well-being``, or
            the id of one of ``domains``.
        scales: On which criteria are scored.
        criteria: What is looked at; groups too, in the order in which they are shown.
        weighting: How criteria count together.
        domains: Further domains that it names.
        band: Whom it is for.
        description: In more words.
        derived_from: The rubric it was derived from; None for one of its own.
        extras: What other formats say of it and this library does not use.

    Raises:
        InvalidInputError: Ids are repeated or unknown, levels out of order, ranges overlap,
            weights do not add up, or something else does not fit; with every fault and its path.
    """

    id: str
    version: str
    title: Text = attrs.field(converter=text_of)
    domain: str
    scales: tuple[Scale, ...]
    criteria: tuple[Criterion, ...]
    weighting: Weighting = Weighting.POINTS
    domains: tuple[Domain, ...] = ()
    band: Band = Band()  # noqa: RUF009
    description: Text = attrs.field(factory=Text, converter=text_of)
    derived_from: RubricRef | None = None
    extras: Mapping[str, Any] = attrs.field(factory=dict, hash=False, converter=copy_of)
    _scales: Mapping[str, Scale] = attrs.field(init=False, eq=False)
    _criteria: Mapping[str, Criterion] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check the whole, then index it."""
        faults = tuple(rubric_faults(self))
        if faults:
            raise InvalidInputError(faults, source=f"rubric {self.id!r}")
        object.__setattr__(self, "_scales", {scale.id: scale for scale in self.scales})
        object.__setattr__(self, "_criteria", {item.id: item for item in self.criteria})

    def __repr__(self) -> str:
        """Its id, version and size."""
        return f"<Rubric {self.id}@{self.version}: {len(self.criteria)} criteria>"

    def criterion(self, id_: str) -> Criterion:
        """The criterion of an id.

        Raises:
            InvalidInputError: There is none.
        """
        return look_up(self._criteria, id_, "criterion")

    def has_criterion(self, id_: str) -> bool:
        """Whether there is a criterion of an id."""
        return id_ in self._criteria

    def scale(self, id_: str) -> Scale:
        """The scale of an id.

        Raises:
            InvalidInputError: There is none.
        """
        return look_up(self._scales, id_, "scale")

    def scale_of(self, criterion: str) -> Scale:
        """The scale of a criterion.

        Raises:
            InvalidInputError: There is no such criterion, or it is a group.
        """
        scale = self.criterion(criterion).scale
        if scale is None:
            text = f"criterion {shorten(criterion)} is a group, and has no scale"
            raise InvalidInputError.single("", text)
        return self.scale(scale)

    def children(self, parent: str | None) -> tuple[Criterion, ...]:
        """The criteria of a group, or those at the top."""
        return tuple(item for item in self.criteria if item.parent == parent)

    def scored_criteria(
        self, *, grades: Collection[str] = (), age: int | None = None
    ) -> tuple[Criterion, ...]:
        """The criteria on which a student is scored: no groups, nothing hidden.

        Args:
            grades: The student's; empty where nothing is known.
            age: The student's in years; None where nothing is known.
        """
        return tuple(
            item
            for item in self.criteria
            if not item.is_group
            and not any(one.hidden for one in self.lineage(item.id))
            and self._is_for(item, grades, age)
        )

    def _is_for(self, item: Criterion, grades: Collection[str], age: int | None) -> bool:
        bands = [self.band, *(one.band for one in self.lineage(item.id))]
        return all(band.includes(grades=grades, age=age) for band in bands)

    def lineage(self, criterion: str) -> Iterator[Criterion]:
        """A criterion, then the group it belongs to, and so on up to the top.

        Raises:
            InvalidInputError: There is no such criterion.
        """
        at: str | None = criterion
        while at is not None:
            here = self.criterion(at)
            yield here
            at = here.parent

    def domain_of(self, criterion: str) -> str:
        """The domain of a criterion: its own, or that of the nearest group that names one.

        Raises:
            InvalidInputError: There is no such criterion.
        """
        named = (item.domain for item in self.lineage(criterion) if item.domain is not None)
        return next(named, self.domain)


@kinds_checked
def version_key(version: str) -> tuple[int, ...]:
    """What versions are ordered by: 1.9 before 1.10, and 2 the same as 2.0.

    Raises:
        InvalidInputError: It is none of up to three numbers with points between them.
    """
    if not VERSION.fullmatch(version):
        text = f"{shorten(version)} is no version"
        raise InvalidInputError.single("", text, "such as 1 or 2.0.1")
    numbers = [int(part) for part in version.split(".")]
    return (*numbers, 0, 0)[:3]
