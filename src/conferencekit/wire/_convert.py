"""cattrs, made strict and made to report every fault.

Theory of operation
-------------------
cattrs finds the hook for each type; the hooks registered here do three things its own do not.

1. They convert nothing silently: text is text, a whole number is a whole number.
2. A hook that meets a fault raises :class:`_Broken`, which carries the faults, their paths
   relative to the value, and *what could be made of the value* nevertheless. A container gathers
   those of its parts, puts its own path in front, and goes on. So one pass finds all faults of
   form.
3. Where faults of form were found, the model is still built, with placeholders in the holes, so
   that its own checks (unknown ids, overlaps, ...) run as well. A fault that such a check finds
   at, above or below a hole would speak of the placeholder; it is dropped.
"""

import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import Converter

from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.time import Instant, Window, Windows, Zone
from conferencekit.wire._json import JsonValue

__all__ = ["body_of", "make_converter", "structure", "zone_of"]

_T = TypeVar("_T")
_Hook = Callable[[Any, Any], Any]

_MISSING: Final = object()
_NAMES: Final = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    tuple: "a list",
    dict: "an object",
    type(None): "null",
}


class _Broken(Exception):  # noqa: N818  it never leaves this module
    """A value with faults: what they are, and what could be made of it."""

    def __init__(self, faults: Iterable[Fault], partial: object = _MISSING) -> None:
        super().__init__()
        self.faults = tuple(faults)
        self.partial = partial


def structure(converter: Converter, value: object, kind: type[_T], *, source: str = "") -> _T:
    """Make a model of JSON-shaped data.

    Args:
        converter: From :func:`make_converter`.
        value: What was read.
        kind: The class to make.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: With every fault of the data.
    """
    try:
        return converter.structure(value, kind)
    except _Broken as broken:
        raise InvalidInputError(broken.faults, source=source) from None


def body_of(data: JsonValue, schema: str, *, source: str = "") -> dict[str, Any]:
    """A document without its ``schema`` key, which is checked first: all else depends on it.

    Args:
        data: What was read.
        schema: What the key must say, such as ``conferencekit.round/1``.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not an object, or of another schema.
    """
    if not isinstance(data, dict):
        raise InvalidInputError.single("", "is not an object", source=source)
    if "schema" not in data:
        raise InvalidInputError.single("schema", "missing", f'"schema": "{schema}"', source=source)
    if data["schema"] != schema:
        found = shorten(data["schema"])
        raise InvalidInputError.single("schema", f"{found} is not {schema!r}", source=source)
    return {key: value for key, value in data.items() if key != "schema"}


def zone_of(body: Mapping[str, Any], *, default: Zone | None = None, source: str = "") -> Zone:
    """The ``timezone`` of a document, without which none of its local times can be read.

    Args:
        body: The document.
        default: What holds where it names none; None where it has to.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It names none, or one that is not known.
    """
    if "timezone" not in body and default is not None:
        return default
    if "timezone" not in body:
        raise InvalidInputError.single("timezone", "missing", source=source)
    try:
        return Zone(body["timezone"])
    except InvalidInputError as error:
        faults = [fault.inside("timezone") for fault in error.faults]
        raise InvalidInputError(faults, source=source) from None


def make_converter(zone: Zone | None = None) -> Converter:
    """A converter between models and JSON-shaped data.

    Args:
        zone: Where local times are local to, and in whose time instants are written. Without
            one a time must carry its offset, and instants are written in UTC.
    """
    converter = Converter(
        detailed_validation=False,
        omit_if_default=True,
        unstruct_collection_overrides={tuple: list, frozenset: sorted},
    )
    _register_scalars(converter)
    _register_times(converter, zone)
    converter.register_structure_hook_factory(_is_class, lambda kind: _class_hook(converter, kind))
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_hook(converter, kind))
    converter.register_structure_hook_factory(_is_set, lambda kind: _set_hook(converter, kind))
    converter.register_structure_hook_factory(
        _is_mapping, lambda kind: _mapping_hook(converter, kind)
    )
    converter.register_structure_hook_factory(
        _is_optional, lambda kind: _optional_hook(converter, kind)
    )
    return converter


# ------------------------------------------------------------------------------------- scalars


def _register_scalars(converter: Converter) -> None:
    # cattrs takes a hook registered for a class for its subclasses too, so enumerations of texts
    # and of numbers come to the hooks of texts and numbers.
    converter.register_structure_hook(str, _member_or(_text))
    converter.register_structure_hook(int, _member_or(_exactly(int)))
    converter.register_structure_hook(bool, _exactly(bool))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(date, _date)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook_func(_is_enum, _member)


def _wrong(value: object, wanted: str) -> _Broken:
    found = _NAMES.get(type(value), type(value).__name__)
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        found = shorten(value)
    return _Broken([Fault("", f"{found} is not {wanted}")])


def _member_or(hook: _Hook) -> _Hook:
    return lambda value, kind: (_member if _is_enum(kind) else hook)(value, kind)


def _exactly(kind: type) -> _Hook:
    def hook(value: Any, _: Any) -> Any:  # noqa: ANN401
        if type(value) is not kind:
            raise _wrong(value, _NAMES[kind])
        return value

    return hook


def _number(value: Any, _: Any) -> float:  # noqa: ANN401
    if type(value) not in (int, float):
        raise _wrong(value, _NAMES[float])
    return float(value)


def _text(value: Any, _: Any) -> str:  # noqa: ANN401
    if type(value) is not str:
        raise _wrong(value, "text")
    if not value.isprintable():
        _refuse_unstorable(value)
    return value


def _refuse_unstorable(value: str) -> None:
    """Refuse what some store or file could not keep: NUL and halves of surrogate pairs."""
    for character in value:
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise _Broken([Fault("", f"{shorten(value)} holds the character {character!r}")])


def _date(value: Any, _: Any) -> date:  # noqa: ANN401
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Broken(
            [Fault("", f"{shorten(value)} is not a date", "write it as 2026-11-24")]
        ) from None


def _is_enum(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and issubclass(kind, Enum)


def _member(value: Any, kind: Any) -> Any:  # noqa: ANN401
    try:
        return kind(value)
    except ValueError:
        members = ", ".join(str(member.value) for member in kind)
        raise _Broken([Fault("", f"{shorten(value)} is not one of {members}")]) from None


# --------------------------------------------------------------------------------------- times


def _register_times(converter: Converter, zone: Zone | None) -> None:
    read = Instant.parse if zone is None else zone.parse
    write = Instant.isoformat if zone is None else zone.shortest
    converter.register_structure_hook(Instant, _parsed_by(read))
    converter.register_unstructure_hook(Instant, write)
    converter.register_structure_hook(Zone, _parsed_by(Zone))
    converter.register_unstructure_hook(Zone, str)
    pair = _fixed_tuple_hook(converter, tuple[Instant, Instant])
    converter.register_structure_hook(Window, lambda value, _: _window(pair(value, None)))
    converter.register_unstructure_hook(Window, lambda span: [write(span.start), write(span.end)])
    spans = _tuple_hook(converter, tuple[Window, ...])
    converter.register_structure_hook(Windows, lambda value, _: _windows(spans, value))
    converter.register_unstructure_hook(
        Windows, lambda windows: [[write(span.start), write(span.end)] for span in windows]
    )


def _parsed_by(read: Callable[[str], Any]) -> _Hook:
    def hook(value: Any, _: Any) -> Any:  # noqa: ANN401
        try:
            return read(_text(value, str))
        except InvalidInputError as error:
            raise _Broken(error.faults) from None

    return hook


def _window(ends: tuple[Instant, Instant]) -> Window:
    if ends[1] <= ends[0]:
        raise _Broken([Fault("", "ends before it starts, or as it starts")])
    return Window(*ends)


def _windows(spans: _Hook, value: object) -> Windows:
    try:
        return Windows(spans(value, None))
    except _Broken as broken:
        found = broken.partial if isinstance(broken.partial, tuple) else ()
        raise _Broken(broken.faults, Windows(found)) from None


# ---------------------------------------------------------------------------------- containers


def _is_tuple(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) is tuple


def _is_set(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) is frozenset


def _is_mapping(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) in (dict, Mapping)


def _is_optional(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def _optional_hook(converter: Converter, kind: Any) -> _Hook:  # noqa: ANN401
    (inner,) = [arm for arm in get_args(kind) if arm is not type(None)]
    hook = converter.get_structure_hook(inner)
    return lambda value, _: None if value is None else hook(value, inner)


def _items(value: object) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise _wrong(value, "a list")
    return list(value)


def _tuple_hook(converter: Converter, kind: Any) -> _Hook:  # noqa: ANN401
    arms = get_args(kind)
    if len(arms) != 2 or arms[1] is not ...:  # noqa: PLR2004
        return _fixed_tuple_hook(converter, kind)
    hook = converter.get_structure_hook(arms[0])

    def structure_tuple(value: Any, _: Any) -> tuple[Any, ...]:  # noqa: ANN401
        parts = [(item, arms[0], hook) for item in _items(value)]
        return _gather(parts)

    return structure_tuple


def _fixed_tuple_hook(converter: Converter, kind: Any) -> _Hook:  # noqa: ANN401
    arms = get_args(kind)
    hooks = [converter.get_structure_hook(arm) for arm in arms]

    def structure_tuple(value: Any, _: Any) -> tuple[Any, ...]:  # noqa: ANN401
        if len(_items(value)) != len(arms):
            raise _Broken([Fault("", f"has {len(value)} items, not {len(arms)}")])
        return _gather(list(zip(value, arms, hooks, strict=True)))

    return structure_tuple


def _set_hook(converter: Converter, kind: Any) -> _Hook:  # noqa: ANN401
    (arm,) = get_args(kind)
    hook = converter.get_structure_hook(arm)
    return lambda value, _: frozenset(_gather([(item, arm, hook) for item in _items(value)]))


def _gather(parts: list[tuple[Any, Any, _Hook]]) -> tuple[Any, ...]:
    """Structure the items of a list, all of them, whatever the faults of some."""
    made: list[Any] = []
    faults: list[Fault] = []
    for index, (item, kind, hook) in enumerate(parts):
        try:
            made.append(hook(item, kind))
        except _Broken as broken:
            faults += [fault.inside(f"[{index}]") for fault in broken.faults]
            partial = _placeholder(kind) if broken.partial is _MISSING else broken.partial
            if partial is not _MISSING:
                made.append(partial)
    if faults:
        raise _Broken(faults, tuple(made))
    return tuple(made)


def _mapping_hook(converter: Converter, kind: Any) -> _Hook:  # noqa: ANN401
    key_kind, arm = get_args(kind)
    key_hook = converter.get_structure_hook(key_kind)
    hook = converter.get_structure_hook(arm)

    def structure_mapping(value: Any, _: Any) -> dict[Any, Any]:  # noqa: ANN401
        if not isinstance(value, dict):
            raise _wrong(value, "an object")
        made: dict[Any, Any] = {}
        faults: list[Fault] = []
        for key, item in value.items():
            try:
                made[key_hook(key, key_kind)] = hook(item, arm)
            except _Broken as broken:
                faults += [fault.inside(str(key)) for fault in broken.faults]
        if faults:
            raise _Broken(faults, made)
        return made

    return structure_mapping


# ------------------------------------------------------------------------------------- classes


def _is_class(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and attrs.has(kind)


def _class_hook(converter: Converter, kind: type) -> _Hook:
    attrs.resolve_types(kind)
    fields = {field.alias: field for field in attrs.fields(kind) if field.init}
    hooks: dict[str, _Hook] = {}

    def structure_class(value: Any, _: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, dict):
            raise _wrong(value, "an object")
        if not hooks:  # found at the first use, so that classes can refer to each other
            for name, field in fields.items():
                hooks[name] = converter.get_structure_hook(field.type)
        faults = [_unknown(key, fields) for key in value if key not in fields]
        given: dict[str, Any] = {}
        for name, field in fields.items():
            if name in value:
                faults += _structure_field(name, hooks[name], value[name], field, given)
            elif field.default is attrs.NOTHING:
                faults.append(Fault(name, "missing"))
                given[name] = _stand_in(field.type)
        return _build(kind, given, faults)

    return structure_class


def _unknown(key: object, fields: Mapping[str, object]) -> Fault:
    near = get_close_matches(str(key), fields, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(fields)}"
    return Fault(str(key), "unknown key", hint)


def _structure_field(
    name: str, hook: _Hook, value: object, field: "attrs.Attribute[Any]", given: dict[str, Any]
) -> list[Fault]:
    """Put the value of a field, or what can stand in for it, among the given; the faults."""
    try:
        given[name] = hook(value, field.type)
    except _Broken as broken:
        if broken.partial is not _MISSING:
            given[name] = broken.partial
        elif field.default is attrs.NOTHING:
            given[name] = _stand_in(field.type)
        return [fault.inside(name) for fault in broken.faults]
    return []


def _build(kind: type, given: dict[str, Any], faults: list[Fault]) -> Any:  # noqa: ANN401
    """The object, where it has no faults of form or of its own; else they are raised."""
    made: Any = _MISSING
    found = list(faults)
    if all(value is not _MISSING for value in given.values()):
        try:
            made = kind(**given)
        except InvalidInputError as error:
            found += [fault for fault in error.faults if not _touches(fault, faults)]
    if found:
        raise _Broken(found, made)
    return made


def _touches(fault: Fault, holes: list[Fault]) -> bool:
    """Whether a fault lies at, above or below a place that is known to be broken."""
    return any(_within(fault.path, hole.path) or _within(hole.path, fault.path) for hole in holes)


def _within(path: str, outer: str) -> bool:
    return path.startswith(outer) and (
        not outer or path[len(outer) : len(outer) + 1] in ("", ".", "[")
    )


_PLACEHOLDERS: Final[dict[Any, Any]] = {
    str: "",
    int: 0,
    bool: False,
    float: 0.0,
    Instant: Instant(0),
}


def _stand_in(kind: Any) -> Any:  # noqa: ANN401
    """A placeholder for a field; none for a list of objects, to which other faults would refer."""
    return _MISSING if _is_tuple(kind) and _is_class(get_args(kind)[0]) else _placeholder(kind)


def _placeholder(kind: Any) -> Any:  # noqa: ANN401
    """Something of a type to stand where the input has a fault; ``_MISSING`` if there is none."""
    if kind in _PLACEHOLDERS:
        return _PLACEHOLDERS[kind]
    if _is_optional(kind):
        return None
    if _is_tuple(kind):
        return _empty(get_args(kind))
    if _is_enum(kind):
        return next(iter(kind))
    return _blank(kind) if _is_class(kind) else _MISSING


def _blank(kind: type) -> Any:  # noqa: ANN401
    """An object with a placeholder in each field that has to be given."""
    required = [field for field in attrs.fields(kind) if field.default is attrs.NOTHING]
    parts = {str(field.alias): _placeholder(field.type) for field in required if field.init}
    try:
        return _MISSING if _MISSING in parts.values() else kind(**parts)
    except InvalidInputError:
        return _MISSING


def _empty(arms: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """A tuple of no items, or of one placeholder for each where their number is fixed."""
    if arms[1:] == (...,):
        return ()
    parts = tuple(_placeholder(arm) for arm in arms)
    return _MISSING if _MISSING in parts else parts
