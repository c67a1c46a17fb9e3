"""Results and their receipts: what was computed, by what, of what, and what was left out."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.assessment.exact import rounded
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.protocols import Combined, Input
from conferencekit.assessment.rubric import RubricRef
from conferencekit.errors import InvalidInputError
from conferencekit.time import Instant

__all__ = ["LeftOut", "Receipt", "Unit", "WhyLeftOut", "is_sound", "recompute"]


class Unit(StrEnum):
    """What a value is."""

    POINTS = "points"
    RANK = "rank"
    """The place of a level in the order of its scale, the lowest 0."""
    PERCENT = "percent"


class WhyLeftOut(StrEnum):
    """Why something did not go into a result."""

    MISSING = "missing"
    """Nothing was recorded."""
    NOT_OBSERVED = "not-observed"
    NOT_APPLICABLE = "not-applicable"
    EXEMPT = "exempt"
    NO_POINTS = "no-points"
    """The scale has no points, or not even an order, and the rule needs them."""
    OTHER_SCALE = "other-scale"
    """It was scored by a version of the rubric in which the criterion has another scale."""
    NO_CRITERION = "no-criterion"
    """The version of the rubric that is looked at has no such criterion, or it is hidden."""
    NO_RUBRIC = "no-rubric"
    """The rubric it was scored by is not in the catalog."""
    NOT_PUBLISHED = "not-published"
    """It is a draft, was withdrawn, or was published or observed later."""
    DOES_NOT_COUNT = "does-not-count"
    """The rubric says that the criterion does not count."""
    UNDEFINED = "undefined"
    """It is a result itself and has no value."""
    BY_RULE = "by-rule"
    """The rule makes no use of it."""


@attrs.frozen(field_transformer=as_declared)
class LeftOut:
    """Something that did not go into a result.

    Attributes:
        source: The id of an assessment or of a criterion.
        why: The reason.
        at: When it was observed; None where that means nothing.
        note: The reason in more words.
    """

    source: str
    why: WhyLeftOut
    at: Instant | None = None
    note: str = ""


@attrs.frozen(field_transformer=as_declared)
class Receipt:
    """A result, and all that it takes to compute it again.

    Attributes:
        student: The student's id.
        of: Of what: the id of a criterion, a rubric or a domain.
        rubric: By which rubric, to the letter; None where several are combined.
        rule: The name of the rule.
        rule_version: Of the rule.
        settings: Of the rule.
        unit: What the value is.
        value: The result; None where there is none.
        undefined: Why there is none; empty where there is one.
        level: The id of the level, where the value is that of one.
        inputs: What went in, in the order in which it was observed.
        left_out: What did not, and what the rule made no use of.
        coverage: How much of what was to be expected was there, by weight, from 0 to 1: of the
            occasions, or of the criteria.
        minimum_coverage: Below which there is no result.
        exact: Whether the value is exact.
        notes: What else to know.
        parts: The receipts of what went in, where these are results themselves.
    """

    student: str
    of: str
    rubric: RubricRef | None
    rule: str
    rule_version: int
    unit: Unit
    value: Fraction | None
    undefined: str = ""
    level: str | None = None
    settings: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    inputs: tuple[Input, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    coverage: Fraction = Fraction(0)
    minimum_coverage: Fraction = Fraction(0)
    exact: bool = True
    notes: tuple[str, ...] = ()
    parts: tuple["Receipt", ...] = ()

    @property
    def observations(self) -> int:
        """How many scores the value rests on."""
        if self.parts:
            return sum(part.observations for part in self.parts)
        return len(self.inputs)

    def __str__(self) -> str:
        """What came of it, in a line."""
        if self.value is None:
            return f"{self.of}: none, {self.undefined}"
        shown = self.level or f"{rounded(self.value, 2)} {self.unit.value}"
        count = f"{self.observations} observation{'' if self.observations == 1 else 's'}"
        return f"{self.of}: {shown} ({self.rule}, {count})"


attrs.resolve_types(Receipt)  # it holds others of its kind, which cattrs has to see


@kinds_checked
def recompute(receipt: Receipt, extensions: Extensions = BUILT_IN) -> Combined:
    """What its rule makes of what a receipt says was used.

    Args:
        receipt: Of any age.
        extensions: The rules that are known.

    Raises:
        InvalidInputError: Its rule is not known, or is of another version by now.
    """
    rule = extensions.rule(receipt.rule, receipt.settings)
    if rule.version != receipt.rule_version:
        raise InvalidInputError.single(
            "rule_version", f"is {receipt.rule_version}, {receipt.rule} is at {rule.version}"
        )
    if receipt.coverage < receipt.minimum_coverage or not receipt.inputs:
        return Combined(None, receipt.undefined)
    return rule.combine(receipt.inputs)


@kinds_checked
def is_sound(receipt: Receipt, extensions: Extensions = BUILT_IN) -> bool:
    """Whether the value of a receipt, and of each of its parts, is what its rule makes of it.

    Raises:
        InvalidInputError: A rule is not known, or is of another version by now.
    """
    parts = {part.of: part.value for part in receipt.parts}
    parts |= {f"{part.rubric.id}/{part.of}": part.value for part in receipt.parts if part.rubric}
    follows = all(one.value == parts.get(one.source, one.value) for one in receipt.inputs)
    again = recompute(receipt, extensions).value == receipt.value
    return follows and again and all(is_sound(part, extensions) for part in receipt.parts)
