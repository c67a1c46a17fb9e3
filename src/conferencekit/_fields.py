"""What attrs classes all over the library share in declaring their fields."""

from collections.abc import Iterable
from typing import Any, get_origin

import attrs

__all__ = ["tuples"]


def tuples(cls: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """An attrs field transformer: tuple fields take any iterable and keep a tuple of it.

    So that a frozen object holds nothing that changes behind its back. Type checkers go on
    asking for a tuple.
    """
    del cls
    return [
        field.evolve(converter=_to_tuple)
        if get_origin(field.type) is tuple and field.converter is None
        else field
        for field in fields
    ]


def _to_tuple(items: Iterable[object]) -> tuple[object, ...]:
    if isinstance(items, str):
        raise TypeError(f"several items are wanted, not the one text {items!r}")
    return tuple(items)
