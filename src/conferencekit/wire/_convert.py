"""cattrs, made strict and made to report every fault.

Theory of operation
-------------------
cattrs finds the hook for each type; the hooks registered here do three things its own do not.

1. They convert nothing silently: text is text, a whole number is a whole number.
2. A hook that meets a fault raises :class:`Broken`, which carries the faults, their paths
   relative to the value, and *what could be made of the value* nevertheless. A container gathers
   those of its parts, puts its own path in front, and goes on. So one pass finds all faults of
   form.
3. Where faults of form were found, the model is still built, with placeholders in the holes, so
   that its own checks (unknown ids, overlaps, ...) run as well. A fault that such a check finds
   at, above or below a hole would speak of the placeholder; it is dropped. So is an unknown id
   where an id was lost, for it may be that one. A check that compares one thing with another
   asks :func:`is_hole` first.
"""

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import Converter

from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.time import Instant, Window, Windows, Zone
from conferencekit.wire._holes import MISSING, loses_ids, placeholder

__all__ = ["make_converter", "register_as_list", "register_parsed", "structure"]

_T = TypeVar("_T")
_Hook = Callable[[Any, Any], Any]
_LONGEST_KEY: Final = 60

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


class Broken(Exception):  # noqa: N818  it never leaves this module
    """A value with faults: what they are, and what could be made of it."""

    def __init__(self, faults: Iterable[Fault], partial: object = MISSING) -> None:
        super().__init__()
        self.faults = tuple(faults)
        self.partial = partial


def structure(
    converter: Converter,
    value: object,
    kind: type[_T],
    *,
    check: Callable[[_T], Iterable[Fault]] = lambda _: (),
    source: str = "",
) -> _T:
    """Make a model of JSON-shaped data.

    Args:
        converter: From :func:`make_converter`.
        value: What was read.
        kind: The class to make.
        check: Finds what is wrong with the model besides what its class finds. It is asked also
            where there are holes; what it finds there is dropped.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: With every fault of the data.
    """
    faults: list[Fault] = []
    try:
        made: Any = converter.structure(value, kind)
    except Broken as broken:
        made, faults = broken.partial, list(broken.faults)
    if made is not MISSING:
        holes = tuple(faults)
        faults += [fault for fault in check(made) if not _touches(fault, holes)]
    if faults:
        raise InvalidInputError(faults, source=source)
    return made  # type: ignore[no-any-return]


def make_converter(
    zone: Zone | None = None, *, read: Callable[[str], Instant] | None = None
) -> Converter:
    """A converter between models and JSON-shaped data.

    Args:
        zone: Where local times are local to, and in whose time instants are written. Without
            one a time must carry its offset, and instants are written in UTC.
        read: Reads an instant, where more is asked of it than that it be a time.
    """
    converter = Converter(
        detailed_validation=False,
        omit_if_default=True,
        unstruct_collection_overrides={tuple: list, frozenset: sorted},
    )
    _register_scalars(converter)
    _register_times(converter, zone, read)
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


def wrong(value: object, wanted: str) -> Broken:
    kind = dict if isinstance(value, dict) else type(value)  # parsed objects are of a subclass
    found = _NAMES.get(kind, kind.__name__)
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        found = shorten(value)
    return Broken([Fault("", f"{found} is not {wanted}")])


def _member_or(hook: _Hook) -> _Hook:
    return lambda value, kind: (_member if _is_enum(kind) else hook)(value, kind)


def _exactly(kind: type) -> _Hook:
    def hook(value: Any, _: Any) -> Any:  # noqa: ANN401
        if type(value) is not kind:
            raise wrong(value, _NAMES[kind])
        return value

    return hook


def _number(value: Any, _: Any) -> float:  # noqa: ANN401
    if type(value) not in (int, float):
        raise wrong(value, _NAMES[float])
    return float(value)


def _text(value: Any, _: Any) -> str:  # noqa: ANN401
    if type(value) is not str:
        raise wrong(value, "text")
    if not value.isprintable():
        _refuse_unstorable(value)
    return value


def _refuse_unstorable(value: str) -> None:
    """Refuse what some store or file could not keep: NUL and halves of surrogate pairs."""
    for character in value:
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise Broken([Fault("", f"{shorten(value)} holds the character {character!r}")])


def _date(value: Any, _: Any) -> date:  # noqa: ANN401
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Broken(
            [Fault("", f"{shorten(value)} is not a date", "write it as 2026-11-24")]
        ) from None


def _is_enum(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and issubclass(kind, Enum)


def _member(value: Any, kind: Any) -> Any:  # noqa: ANN401
    try:
        return kind(value)
    except ValueError:
        members = ", ".join(str(member.value) for member in kind)
        raise Broken([Fault("", f"{shorten(value)} is not one of {members}")]) from None


# --------------------------------------------------------------------------------------- times


def _register_times(
    converter: Converter, zone: Zone | None, read: Callable[[str], Instant] | None
) -> None:
    parse = Instant.parse if zone is None else zone.parse
    write = Instant.isoformat if zone is None else zone.shortest
    converter.register_structure_hook(Instant, _parsed_by(read or parse))
    converter.register_unstructure_hook(Instant, write)
    converter.register_structure_hook(Zone, _parsed_by(Zone))
    converter.register_unstructure_hook(Zone, str)
    pair = _fixed_tuple_hook(converter, (Instant, Instant))
    converter.register_structure_hook(Window, lambda value, _: _window(pair, value))
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
            raise Broken(error.faults) from None

    return hook


def _window(pair: _Hook, value: object) -> Window:
    try:
        start, end = pair(value, None)
    except Broken as broken:
        # The pair that could be made of it is no window, and must not be taken for one.
        raise Broken(broken.faults) from None
    if end <= start:
        raise Broken([Fault("", "ends before it starts, or as it starts")])
    return Window(start, end)


def _windows(spans: _Hook, value: object) -> Windows:
    try:
        return Windows(spans(value, None))
    except Broken as broken:
        found = broken.partial if isinstance(broken.partial, tuple) else ()
        raise Broken(broken.faults, Windows(found)) from None


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
    if inner is int:  # the round file has no null for a number: it is given or left out
        return lambda value, _: hook(value, inner)
    return lambda value, _: None if value is None else hook(value, inner)


def _items(value: object) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise wrong(value, "a list")
    return list(value)


def _tuple_hook(converter: Converter, kind: Any) -> _Hook:  # noqa: ANN401
    arms = get_args(kind)
    if len(arms) != 2 or arms[1] is not ...:  # noqa: PLR2004
        return _fixed_tuple_hook(converter, arms)
    hook = converter.get_structure_hook(arms[0])

    def structure_tuple(value: Any, _: Any) -> tuple[Any, ...]:  # noqa: ANN401
        parts = [(item, arms[0], hook) for item in _items(value)]
        return _gather(parts)

    return structure_tuple


def _fixed_tuple_hook(converter: Converter, arms: Sequence[Any]) -> _Hook:
    hooks = [converter.get_structure_hook(arm) for arm in arms]

    def structure_tuple(value: Any, _: Any) -> tuple[Any, ...]:  # noqa: ANN401
        if len(_items(value)) != len(arms):
            raise Broken([Fault("", f"has {len(value)} items, not {len(arms)}")])
        return _gather(list(zip(value, arms, hooks, strict=True)))

    return structure_tuple


def _set_hook(converter: Converter, kind: Any) -> _Hook:  # noqa: ANN401
    (arm,) = get_args(kind)
    hook = converter.get_structure_hook(arm)

    def structure_set(value: Any, _: Any) -> frozenset[Any]:  # noqa: ANN401
        try:
            return frozenset(_gather([(item, arm, hook) for item in _items(value)]))
        except Broken as broken:
            # No placeholder is any item's; what is left is a set of the wrong things.
            raise Broken(broken.faults) from None

    return structure_set


def _gather(parts: list[tuple[Any, Any, _Hook]]) -> tuple[Any, ...]:
    """Structure the items of a list, all of them, whatever the faults of some."""
    made: list[Any] = []
    faults: list[Fault] = []
    for index, (item, kind, hook) in enumerate(parts):
        try:
            made.append(hook(item, kind))
        except Broken as broken:
            faults += [fault.inside(f"[{index}]") for fault in broken.faults]
            partial = placeholder(kind) if broken.partial is MISSING else broken.partial
            if partial is not MISSING:
                made.append(partial)
    if faults:
        raise Broken(faults, tuple(made))
    return tuple(made)


def _mapping_hook(converter: Converter, kind: Any) -> _Hook:  # noqa: ANN401
    key_kind, arm = get_args(kind)
    key_hook = converter.get_structure_hook(key_kind)
    hook = converter.get_structure_hook(arm)

    def structure_mapping(value: Any, _: Any) -> dict[Any, Any]:  # noqa: ANN401
        if not isinstance(value, dict):
            raise wrong(value, "an object")
        made: dict[Any, Any] = {}
        faults: list[Fault] = []
        for key, item in value.items():
            try:
                made[key_hook(key, key_kind)] = hook(item, arm)
            except Broken as broken:
                faults += [fault.inside(str(key)) for fault in broken.faults]
        if faults:
            raise Broken(faults, made)
        return made

    return structure_mapping


def register_as_list(converter: Converter, kind: type) -> None:
    """Have the objects of an attrs class read from, and written as, the list of their fields."""
    attrs.resolve_types(kind)
    fields = attrs.fields(kind)
    parts = _fixed_tuple_hook(converter, [field.type for field in fields])

    def structure_list(value: Any, _: Any) -> Any:  # noqa: ANN401
        try:
            return kind(*parts(value, None))
        except Broken as broken:
            found = broken.partial if isinstance(broken.partial, tuple) else ()
            partial = kind(*found) if len(found) == len(fields) else MISSING
            raise Broken(broken.faults, partial) from None

    converter.register_structure_hook(kind, structure_list)
    converter.register_unstructure_hook(
        kind, lambda made: [getattr(made, field.name) for field in fields]
    )


def register_parsed(
    converter: Converter, kind: type[_T], read: Callable[[Any], _T], write: Callable[[_T], Any]
) -> None:
    """Have the objects of a class read from JSON-shaped data, and written, by functions.

    Args:
        converter: From :func:`make_converter`.
        kind: The class.
        read: Makes an object of what was read; raises InvalidInputError, its paths relative to
            the value, where that is none.
        write: Makes JSON-shaped data of an object.
    """

    def structure_parsed(value: Any, _: Any) -> _T:  # noqa: ANN401
        try:
            return read(value)
        except InvalidInputError as error:
            raise Broken(error.faults) from None

    converter.register_structure_hook(kind, structure_parsed)
    converter.register_unstructure_hook(kind, write)


# ------------------------------------------------------------------------------------- classes


def _is_class(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and attrs.has(kind)


def _class_hook(converter: Converter, kind: type) -> _Hook:
    attrs.resolve_types(kind)
    fields = {field.alias: field for field in attrs.fields(kind) if field.init}
    hooks: dict[str, _Hook] = {}

    def structure_class(value: Any, _: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, dict):
            raise wrong(value, "an object")
        if not hooks:  # found at the first use, so that classes can refer to each other
            found = {name: converter.get_structure_hook(one.type) for name, one in fields.items()}
            hooks.update(found)  # all at once: another thread may be here too
        faults = [_unknown(key, fields) for key in value if key not in fields]
        given: dict[str, Any] = {}
        for name, field in fields.items():
            if name in value:
                faults += _structure_field(name, hooks[name], value[name], field, given)
            elif field.default is attrs.NOTHING:
                faults.append(Fault(name, "missing"))
                given[name] = placeholder(field.type)
        return _build(kind, given, faults)

    return structure_class


def _unknown(key: object, fields: Mapping[str, object]) -> Fault:
    name = str(key)
    if len(name) > _LONGEST_KEY:
        name = f"{name[:_LONGEST_KEY]}..."
    near = get_close_matches(name, fields, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(fields)}"
    return Fault(name, "unknown key", hint)


def _structure_field(
    name: str, hook: _Hook, value: object, field: "attrs.Attribute[Any]", given: dict[str, Any]
) -> list[Fault]:
    """Put the value of a field, or what can stand in for it, among the given; the faults."""
    try:
        given[name] = hook(value, field.type)
    except Broken as broken:
        made = placeholder(field.type) if broken.partial is MISSING else broken.partial
        if made is not MISSING or field.default is attrs.NOTHING:
            given[name] = made
        return [fault.inside(name) for fault in broken.faults]
    return []


def _build(kind: type, given: dict[str, Any], faults: list[Fault]) -> Any:  # noqa: ANN401
    """The object, where it has no faults of form or of its own; else they are raised."""
    made: Any = MISSING
    found = list(faults)
    if all(value is not MISSING for value in given.values()):
        try:
            made = kind(**given)
        except InvalidInputError as error:
            doubtful = loses_ids(given.values())
            found += [
                fault
                for fault in error.faults
                if not (_touches(fault, faults) or (doubtful and _is_of_an_id(fault)))
            ]
    if found:
        raise Broken(found, made)
    return made


def _is_of_an_id(fault: Fault) -> bool:
    """Whether it says that nobody has an id."""
    return fault.message.startswith("unknown ")


def _touches(fault: Fault, holes: Iterable[Fault]) -> bool:
    """Whether a fault lies at, above or below a place that is known to be broken."""
    return any(_within(fault.path, hole.path) or _within(hole.path, fault.path) for hole in holes)


def _within(path: str, outer: str) -> bool:
    return path.startswith(outer) and (
        not outer or path[len(outer) : len(outer) + 1] in ("", ".", "[")
    )
