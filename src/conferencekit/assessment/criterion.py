"""What is looked at: criteria, the domains they belong to and whom they are for."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from conferencekit._fields import as_checked
from conferencekit.assessment.exact import optional_decimal
from conferencekit.assessment.scale import copy_of
from conferencekit.assessment.text import Text, text_of, texts_of

__all__ = ["ACADEMIC", "DOMAINS", "SOCIAL_EMOTIONAL", "WELL_BEING", "Band", "Criterion", "Domain"]

ACADEMIC: Final = "academic"
SOCIAL_EMOTIONAL: Final = "social-emotional"
WELL_BEING: Final = "well-being"

DOMAINS: Final = (ACADEMIC, SOCIAL_EMOTIONAL, WELL_BEING)
"""The domains that every rubric may name without telling of them."""


@attrs.frozen(field_transformer=as_checked)
class Domain:
    """A part of a child's life at school, besides the three that are always there.

    Attributes:
        id: By which rubrics name it.
        title: For people.
    """

    id: str
    title: Text = attrs.field(factory=Text, converter=text_of)


@attrs.frozen(field_transformer=as_checked)
class Band:
    """Whom something is for.

    Attributes:
        grades: The grades; empty for any.
        from_age: The least age in years; None for any.
        to_age: The greatest age in years, that birthday year included; None for any.
    """

    grades: tuple[str, ...] = ()
    from_age: int | None = None
    to_age: int | None = None

    def includes(self, *, grades: Collection[str] = (), age: int | None = None) -> bool:
        """Whether a student belongs to it.

        Args:
            grades: The student's; several in mixed-age schools. Empty where nothing is known,
                and then it does not exclude.
            age: In years; None where nothing is known, and then it does not exclude.
        """
        if self.grades and grades and not set(self.grades) & set(grades):
            return False
        if age is None:
            return True
        too_young = self.from_age is not None and age < self.from_age
        too_old = self.to_age is not None and age > self.to_age
        return not (too_young or too_old)


@attrs.frozen(field_transformer=as_checked)
class Criterion:
    """One thing that is looked at, or a group of such things.

    Attributes:
        id: Unique within its rubric.
        title: What is looked at.
        scale: The id of the scale on which it is scored; None for a group, which is not scored
            itself.
        parent: The id of the group it belongs to; None where it stands at the top.
        weight: How much it counts among those of the same group; see
            :class:`~conferencekit.assessment.rubric.Weighting`.
        counts: Whether it counts in totals. What does not count is scored and shown all the same.
        hidden: Whether it is out of use: kept for what was scored on it, no longer to be scored.
        description: In more words.
        descriptors: What a level of the scale means here, by the level's id.
        domain: Where it belongs, if not to the rubric's own domain.
        band: Whom it is for.
        standards: What it is aligned to, such as the URIs of CASE items.
        kind: How a response becomes a score. ``direct``: it is one. ``checklist``: the number of
            items ticked. Others can be plugged in, see
            :class:`~conferencekit.assessment.protocols.CriterionKind`.
        settings: What its kind needs to know.
        extras: What other formats say of it and this library does not use.
    """

    id: str
    title: Text = attrs.field(factory=Text, converter=text_of)
    scale: str | None = None
    parent: str | None = None
    weight: Decimal | None = attrs.field(default=None, converter=optional_decimal)
    counts: bool = True
    hidden: bool = False
    description: Text = attrs.field(factory=Text, converter=text_of)
    descriptors: Mapping[str, Text] = attrs.field(factory=dict, hash=False, converter=texts_of)
    domain: str | None = None
    band: Band = Band()
    standards: tuple[str, ...] = ()
    kind: str = "direct"
    settings: Mapping[str, Any] = attrs.field(factory=dict, hash=False, converter=copy_of)
    extras: Mapping[str, Any] = attrs.field(
        factory=dict, hash=False, repr=False, converter=copy_of
    )

    @property
    def is_group(self) -> bool:
        """Whether it is a group, which is not scored itself."""
        return self.scale is None
