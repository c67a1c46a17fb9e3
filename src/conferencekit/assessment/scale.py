"""What may be said of a performance: scales and their levels."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked, unknown
from conferencekit.assessment.exact import optional_decimal
from conferencekit.assessment.text import Text, text_of

__all__ = ["Level", "Scale", "comparable"]


def copy_of(items: Mapping[str, Any]) -> Mapping[str, Any]:
    """A copy, so that what is frozen holds nothing that its maker goes on changing."""
    return dict(items)


@attrs.frozen(field_transformer=as_checked)
class Level:
    """One step of a scale.

    Attributes:
        id: Unique within its scale.
        label: What it is called, such as "Meets".
        points: What it counts; None on a scale without points. Where the level has a range, the
            most that it counts.
        lowest: The least that it counts, where it has a range. An end that two ranges share
            belongs to the lower level.
        description: What it means on any criterion; what it means on one is told there.
        extras: What other formats say of it and this library does not use.
    """

    id: str
    label: Text = attrs.field(factory=Text, converter=text_of)
    points: Decimal | None = attrs.field(default=None, converter=optional_decimal)
    lowest: Decimal | None = attrs.field(default=None, converter=optional_decimal)
    description: Text = attrs.field(factory=Text, converter=text_of)
    extras: Mapping[str, Any] = attrs.field(
        factory=dict, hash=False, repr=False, converter=copy_of
    )


@attrs.frozen(field_transformer=as_checked)
class Scale:
    """What may be said of a performance, and how that is ordered and counted.

    Three kinds come with the library: ``levels`` (ordered, with points or without, such as a
    developmental continuum, letters, or yes and no), ``number`` (any number from the least to
    the most, such as percent) and ``narrative`` (words alone). Others can be plugged in, see
    :class:`~conferencekit.assessment.protocols.ScaleKind`.

    Attributes:
        id: Unique within a rubric.
        levels: From the lowest to the highest.
        kind: The name of its kind.
        title: For people.
        least: The smallest number, of a kind that has numbers.
        most: The greatest number.
        step: What numbers are multiples of, counted from the least; None for any number.
        settings: What else its kind needs to know.
        extras: What other formats say of it and this library does not use.
    """

    id: str
    levels: tuple[Level, ...] = ()
    kind: str = "levels"
    title: Text = attrs.field(factory=Text, converter=text_of)
    least: Decimal | None = attrs.field(default=None, converter=optional_decimal)
    most: Decimal | None = attrs.field(default=None, converter=optional_decimal)
    step: Decimal | None = attrs.field(default=None, converter=optional_decimal)
    settings: Mapping[str, Any] = attrs.field(factory=dict, hash=False, converter=copy_of)
    extras: Mapping[str, Any] = attrs.field(
        factory=dict, hash=False, repr=False, converter=copy_of
    )

    def level(self, id_: str) -> Level:
        """The level of an id.

        Raises:
            InvalidInputError: There is none.
        """
        for level in self.levels:
            if level.id == id_:
                return level
        raise unknown("level", id_, (level.id for level in self.levels))


@kinds_checked
def comparable(one: Scale, other: Scale) -> bool:
    """Whether what is said on one scale means the same on the other.

    That is so where the kind, the levels (their ids, order, points and ranges), the limits and
    the settings are the same. Labels, descriptions, titles and the scales' ids do not matter: a
    translation changes no score.
    """
    return measure(one) == measure(other)


def measure(scale: Scale) -> tuple[object, ...]:
    """What has to be the same for what is said on two scales to mean the same."""
    levels = tuple((level.id, level.points, level.lowest) for level in scale.levels)
    return (scale.kind, levels, scale.least, scale.most, scale.step, dict(scale.settings))
