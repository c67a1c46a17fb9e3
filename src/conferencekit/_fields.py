"""What attrs classes all over the library share in declaring their fields."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeGuard, TypeVar, get_args, get_origin

import attrs

from conferencekit.errors import InvalidInputError, shorten

__all__ = ["as_declared", "member"]

_E = TypeVar("_E", bound=StrEnum)


def as_declared(cls: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """An attrs field transformer: what a field is given is kept as the type it declares.

    Fields that hold a tuple or a frozen set take any iterable and keep one of it, so that a frozen
    object holds nothing that changes behind its back. Fields of an enumeration, alone or in a
    tuple, a set or as the keys of a mapping, take a member's value too and keep the member: a
    plain text that compares equal to a member must not behave otherwise than the member. Type
    checkers go on asking for the declared type.
    """
    del cls
    return [
        field.evolve(converter=converter)
        if field.converter is None and (converter := _converter(field.name, field.type))
        else field
        for field in fields
    ]


def _converter(name: str, declared: object) -> Callable[[Any], object] | None:
    if _is_enum(declared):
        return lambda value: member(name, declared, value)
    origin, arguments = get_origin(declared), get_args(declared)
    inner = arguments[0] if arguments else None
    if origin is Mapping and _is_enum(inner):
        return lambda items: {member(name, inner, key): items[key] for key in items}
    if origin is not tuple and origin is not frozenset:
        return None
    kind: type[tuple[object, ...] | frozenset[object]] = origin
    if _is_enum(inner):
        return lambda items: kind(member(name, inner, item) for item in _several(name, items))
    return lambda items: kind(_several(name, items))


def _is_enum(declared: object) -> TypeGuard[type[StrEnum]]:
    return isinstance(declared, type) and issubclass(declared, StrEnum)


def member(name: str, enum: type[_E], value: str) -> _E:
    """The member of an enumeration that has a value.

    Args:
        name: Where the value was given; the path of the fault.
        enum: The enumeration.
        value: The member, or its value.

    Raises:
        InvalidInputError: There is none; with those there are.
    """
    try:
        return enum(value)
    except ValueError:
        allowed = ", ".join(enum)
        raise InvalidInputError.single(name, f"{value!r} is none of {allowed}") from None


def _several(name: str, items: object) -> Iterable[Any]:
    if isinstance(items, str):
        text = f"several are wanted, not the text {shorten(items)}"
        raise InvalidInputError.single(name, text, f"give [{shorten(items)}]")
    if not isinstance(items, Iterable):
        raise InvalidInputError.single(name, f"several are wanted, not {shorten(items)}")
    return items
