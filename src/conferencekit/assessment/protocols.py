"""What others may implement: kinds of scales, kinds of criteria, aggregation rules.

Each is a small protocol: any object with these attributes and methods will do, and nothing has
to be inherited. ``conferencekit.testing`` has a kit for each that says whether it keeps what is
promised here.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

import attrs

from conferencekit.assessment.criterion import Criterion
from conferencekit.assessment.scale import Scale
from conferencekit.assessment.score import Score
from conferencekit.errors import Fault
from conferencekit.time import Instant

__all__ = ["Combined", "CriterionKind", "Input", "Reading", "Rule", "ScaleKind", "Trait"]


@attrs.frozen
class Reading:
    """What a score says on its scale.

    Attributes:
        points: What it counts; None on a scale without points.
        rank: Its place in the order of the scale, the lowest 0; None where there is no order.
        level: The id of its level; None on a scale without levels.
    """

    points: Fraction | None = None
    rank: int | None = None
    level: str | None = None


class ScaleKind(Protocol):
    """A kind of scale: what may be said on it, and what that counts."""

    @property
    def name(self) -> str:
        """By which scales name it; its ``kind``."""
        ...

    def faults(self, scale: Scale, /) -> Iterable[Fault]:
        """What is wrong with a scale of this kind; paths relative to the scale."""
        ...

    def score_faults(self, scale: Scale, score: Score, /) -> Iterable[Fault]:
        """Why a score cannot be one of the scale; paths relative to the score."""
        ...

    def read(self, scale: Scale, score: Score, /) -> Reading:
        """What a score says that has no faults. The same for the same score, always."""
        ...

    def bounds(self, scale: Scale, /) -> tuple[Fraction, Fraction] | None:
        """The least and the most points of any score; None on a scale without points."""
        ...


class CriterionKind(Protocol):
    """A kind of criterion: how a response becomes a score."""

    @property
    def name(self) -> str:
        """By which criteria name it; their ``kind``."""
        ...

    def faults(self, criterion: Criterion, scale: Scale, /) -> Iterable[Fault]:
        """What is wrong with a criterion of this kind; paths relative to the criterion."""
        ...

    def score(self, criterion: Criterion, scale: Scale, response: Any, /) -> Score:  # noqa: ANN401
        """The score that a response stands for, on the criterion's scale.

        Args:
            criterion: Of this kind.
            scale: The criterion's.
            response: JSON-shaped data, as it was recorded.

        Raises:
            InvalidInputError: It is no response; paths relative to it.
        """
        ...


class Trait(StrEnum):
    """What is true of a rule, whatever its inputs."""

    ORDINAL = "ordinal"
    """It asks for an order alone and returns one of its inputs, so it may be used on levels
    without points."""
    MONOTONE = "monotone"
    """No input that is raised lowers the result."""
    BOUNDED = "bounded"
    """The result lies between the smallest and the greatest input."""
    PERCENT = "percent"
    """The result is a percentage."""


@attrs.frozen
class Input:
    """One value that goes into a result.

    Attributes:
        source: Where it is from: the id of an assessment or of a criterion.
        value: Points, or the rank of a level.
        at: When it was observed; None where it is a result itself.
        weight: How much it counts.
        least: The least it could have been.
        most: The most it could have been.
    """

    source: str
    value: Fraction
    at: Instant | None = None
    weight: Fraction = Fraction(1)
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(1)


@attrs.frozen
class Combined:
    """What a rule made of its inputs.

    Attributes:
        value: The result; None where there is none.
        undefined: Why there is none; empty where there is one.
        ignored: Which inputs, by their place, had no part in it, and why.
        notes: What else to know, such as that it was cut off at the scale's end.
        exact: Whether the value is exact, or as near as the arithmetic allows.
    """

    value: Fraction | None
    undefined: str = ""
    ignored: Mapping[int, str] = attrs.field(factory=dict, hash=False)
    notes: tuple[str, ...] = ()
    exact: bool = True


class Rule(Protocol):
    """How several values become one. It depends on its inputs and settings alone."""

    @property
    def name(self) -> str:
        """By which receipts name it."""
        ...

    @property
    def version(self) -> int:
        """Counted up whenever the same inputs would give another result."""
        ...

    @property
    def settings(self) -> Mapping[str, Any]:
        """JSON-shaped; from these and its name it can be made again."""
        ...

    @property
    def traits(self) -> frozenset[Trait]:
        """What is true of it, whatever its inputs."""
        ...

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The result.

        Args:
            inputs: At least one, in the order in which they were observed.
        """
        ...
