"""What stands in a model where the input has a fault, so that the model can check the rest.

A hole is told from a value by its identity, with :func:`is_hole`: the text of a hole equals the
empty text, and its instant equals some instant.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

import attrs

from conferencekit.errors import InvalidInputError
from conferencekit.time import Instant, Windows, Zone

__all__ = ["MISSING", "is_hole", "loses_ids", "placeholder"]

MISSING: Final = object()
"""Where not even a placeholder can be had."""


class _LostText(str):
    """A text that could not be read."""

    __slots__ = ()


_LOST_TEXT: Final = _LostText()
_LOST_INSTANT: Final = Instant(0)

# An optional whole number gets a number too: that it was given may be all that a check asks.
_PLACEHOLDERS: Final[dict[Any, Any]] = {
    str: _LOST_TEXT,
    int: 0,
    int | None: 0,
    bool: False,
    float: 0.0,
    Decimal: Decimal(0),
    Fraction: Fraction(0),
    Instant: _LOST_INSTANT,
    Windows: Windows(),
    Zone: Zone("UTC"),
}
_EMPTY: Final[dict[Any, Any]] = {
    Union: None,  # with None
    UnionType: None,
    frozenset: frozenset(),
    dict: {},
    Mapping: {},
}


def is_hole(value: object) -> bool:
    """Whether a text or an instant of a model is one that could not be read."""
    return value is _LOST_TEXT or value is _LOST_INSTANT


def loses_ids(values: Iterable[object]) -> bool:
    """Whether an object in one of some lists has an id that could not be read."""
    lists = [value for value in values if isinstance(value, tuple)]
    return any(is_hole(getattr(item, "id", None)) for items in lists for item in items)


def placeholder(kind: Any) -> Any:  # noqa: ANN401  any type there is
    """Something of a type to stand where the input has a fault; ``MISSING`` if there is none."""
    if kind in _PLACEHOLDERS:
        return _PLACEHOLDERS[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if attrs.has(kind):
        return _blank(kind)
    origin = get_origin(kind)
    if origin is tuple:
        return _items(get_args(kind))
    return _EMPTY.get(origin, MISSING)


def _items(arms: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """One placeholder for each item; a list of any length is given one.

    One, because an empty list would say that there is nothing in it.
    """
    parts = tuple(placeholder(arm) for arm in arms if arm is not ...)
    if MISSING not in parts:
        return parts
    return () if arms[1:] == (...,) else MISSING


def _blank(kind: type) -> Any:  # noqa: ANN401
    """An object with a placeholder in each field that has to be given."""
    required = [field for field in attrs.fields(kind) if field.default is attrs.NOTHING]
    parts = {str(field.alias): placeholder(field.type) for field in required if field.init}
    try:
        return MISSING if MISSING in parts.values() else kind(**parts)
    except InvalidInputError:
        return MISSING
