"""What attrs classes all over the library share in declaring their fields."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeGuard, get_args, get_origin

import attrs

from conferencekit.errors import InvalidInputError

__all__ = ["as_declared"]


def as_declared(cls: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """An attrs field transformer: what a field is given is kept as the type it declares.

    Tuple fields take any iterable and keep a tuple of it, so that a frozen object holds nothing
    that changes behind its back. Fields of an enumeration, alone or in a tuple, a set or as the
    keys of a mapping, take a member's value too and keep the member: a plain text that compares
    equal to a member must not behave otherwise than the member. Type checkers go on asking for
    the declared type.
    """
    del cls
    return [
        field.evolve(converter=converter)
        if field.converter is None and (converter := _converter(field.name, field.type))
        else field
        for field in fields
    ]


def _converter(name: str, declared: object) -> Callable[[Any], object] | None:
    origin, arguments = get_origin(declared), get_args(declared)
    inner = arguments[0] if arguments else None
    if _is_enum(declared):
        return lambda value: _member(name, declared, value)
    if origin is tuple and _is_enum(inner):
        return lambda items: tuple(_member(name, inner, item) for item in _to_tuple(items))
    if origin is tuple:
        return _to_tuple
    if origin is frozenset and _is_enum(inner):
        return lambda items: frozenset(_member(name, inner, item) for item in _to_tuple(items))
    if origin is Mapping and _is_enum(inner):
        return lambda items: {_member(name, inner, key): items[key] for key in items}
    return None


def _is_enum(declared: object) -> TypeGuard[type[StrEnum]]:
    return isinstance(declared, type) and issubclass(declared, StrEnum)


def _member(name: str, enum: type[StrEnum], value: Any) -> StrEnum:
    try:
        return enum(value)
    except ValueError:
        allowed = ", ".join(enum)
        raise InvalidInputError.single(name, f"{value!r} is none of {allowed}") from None


def _to_tuple(items: Iterable[object]) -> tuple[object, ...]:
    if isinstance(items, str):
        raise TypeError(f"several items are wanted, not the one text {items!r}")
    return tuple(items)
