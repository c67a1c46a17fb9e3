"""What attrs classes all over the library share in declaring their fields."""

import re
import types
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import wraps
from operator import attrgetter
from typing import Any, TypeAlias, TypeGuard, TypeVar, Union, get_args, get_origin

import attrs

from conferencekit._kinds import Check, check_of
from conferencekit.errors import Fault, InvalidInputError, shorten

__all__ = ["as_checked", "as_declared", "member"]

_E = TypeVar("_E", bound=StrEnum)
_Fields: TypeAlias = "list[attrs.Attribute[Any]]"
_Convert: TypeAlias = Callable[[Any], object]
_Validator: TypeAlias = "Callable[[object, attrs.Attribute[Any], Any], object]"
_Parts: TypeAlias = Callable[[Any], Iterable[object]]
_NoneType = type(None)


def as_declared(cls: type, fields: _Fields) -> _Fields:
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


def as_checked(cls: type, fields: _Fields) -> _Fields:
    """An attrs field transformer: like :func:`as_declared`, and refuses values of other types.

    When an object is made, and before its class looks at it, each field is held against the type
    it declares; what is wrong with any of them is reported together. Checked are classes, their
    unions, and tuples, frozen sets and mappings of these; fields of other types are let be. What
    only the whole can tell the place of, as in a school, does better with :func:`as_declared`.
    It costs half a microsecond or so.
    """
    given = [
        field.evolve(converter=_placed(field) if field.converter else _to_declared(field.type))
        for field in fields
        if field.init
    ]
    if given:
        given[0] = given[0].evolve(validator=_fits(cls.__name__, given))
    changed = {field.name: field for field in given}
    return [changed.get(field.name, field) for field in fields]


def _fits(name: str, fields: _Fields) -> _Validator:
    """The validator of a class's first field, which looks at all of them.

    Whether a value fits follows from its type and the types of what it holds. Those that fitted
    once are remembered, so that the next object of the same types costs next to nothing.
    """
    known = [field for field in fields if _is_known(field.type)]
    checks = [(field.name, check_of(field.type)) for field in known]
    parts = [(index, _parts(field.type)) for index, field in enumerate(known)]
    holding = [(index, part) for index, several in parts for part in several or ()]
    can_remember = all(several is not None for _, several in parts)
    names = (name for name, _ in checks)
    values_of = attrgetter(*names, "__class__", "__class__")  # of two and more it makes a tuple
    fitted: set[tuple[object, ...]] = set()
    also = fields[0].validator

    def fits(model: object, field: "attrs.Attribute[Any]", value: object) -> None:
        values = values_of(model)
        types_: tuple[object, ...] = (*map(type, values),)
        for index, part in holding:
            held = values[index]
            types_ += (frozenset(map(type, part(held))) if held else None,)
        if types_ not in fitted:
            _refuse(name, checks, values)
            if can_remember:
                fitted.add(types_)
        if also:
            also(model, field, value)

    return fits


def _refuse(name: str, checks: Iterable[tuple[str, Check]], values: Iterable[object]) -> None:
    found: list[Fault] = []
    for (path, check), value in zip(checks, values, strict=False):
        found += check(value, path.strip("_"))[1]
    if found:
        raise InvalidInputError(found, source=re.sub("(?<=[a-z])(?=[A-Z])", " ", name).lower())


def _is_known(declared: object) -> bool:
    """Whether a value can be held against a type without calling anything of it."""
    if _is_union(declared) or get_origin(declared) in {tuple, frozenset, Mapping}:
        return all(one is ... or _is_known(one) for one in get_args(declared))
    is_class = isinstance(declared, type) and declared is not Any
    return is_class and not getattr(declared, "_is_protocol", False)


def _parts(declared: object) -> list[_Parts] | None:
    """Ways to what a value of a type holds; None where more than that decides if it fits."""
    inner = get_args(declared)
    if not inner:
        return []
    if _is_union(declared):
        several = [_parts(one) for one in inner]
        if not any(several):
            return None if None in several else []
        one = _but_none(declared)
        return _parts(one) if one else None
    if get_origin(declared) is tuple and ... not in inner:
        return None
    if not all(_by_type_alone(one) for one in inner):
        return None
    return [_items, _values] if get_origin(declared) is Mapping else [_items]


def _by_type_alone(declared: object) -> bool:
    if _is_union(declared):
        return all(map(_by_type_alone, get_args(declared)))
    return not get_args(declared)


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, Iterable) else ()


def _values(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, Mapping) else ()


def _is_union(declared: object) -> bool:
    return get_origin(declared) in {Union, types.UnionType}


def _but_none(declared: object) -> object | None:
    """The one type that a union has besides None, if so."""
    others = [one for one in get_args(declared) if one is not _NoneType]
    return others[0] if _is_union(declared) and len(others) == 1 else None


def _placed(field: "attrs.Attribute[Any]") -> Any:  # noqa: ANN401
    """A field's own converter, what it refuses being told at the field."""
    convert: Any = field.converter
    if not isinstance(convert, types.FunctionType):
        return convert

    @wraps(convert)
    def placed(value: object) -> object:
        try:
            return convert(value)
        except InvalidInputError as error:
            faults = [fault.inside(field.name.strip("_")) for fault in error.faults]
            raise InvalidInputError(faults, source=error.source) from None

    return placed


def _to_declared(declared: object) -> _Convert | None:
    """Makes of what a field is given what it declares, and lets be what cannot be made so."""
    if one := _but_none(declared):
        return _to_declared_or_none(one)
    if _is_enum(declared):
        return lambda value: value if type(value) is declared else _member_or_not(declared, value)
    origin, arguments = get_origin(declared), get_args(declared)
    convert = _to_declared(arguments[0]) if arguments and _is_enum(arguments[0]) else None
    if origin is Mapping and convert:
        return lambda given: (
            {convert(key): given[key] for key in given} if isinstance(given, Mapping) else given
        )
    if origin is not tuple and origin is not frozenset:
        return None
    kind: type[tuple[object, ...] | frozenset[object]] = origin
    return lambda given: _several_or_not(kind, convert, given)


def _to_declared_or_none(declared: object) -> _Convert | None:
    convert = _to_declared(declared)
    if convert is None:
        return None
    return lambda value: None if value is None else convert(value)


def _member_or_not(enum: type[StrEnum], value: Any) -> object:  # noqa: ANN401
    try:
        return enum(value)
    except ValueError:
        return value


def _several_or_not(
    kind: type[tuple[object, ...] | frozenset[object]], convert: _Convert | None, given: object
) -> object:
    if type(given) is kind and not convert:
        return given
    if isinstance(given, str) or not isinstance(given, Iterable):
        return given
    items = tuple(map(convert, given)) if convert else tuple(given)
    try:
        return kind(items)
    except TypeError:  # one cannot be in a set
        return items


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
