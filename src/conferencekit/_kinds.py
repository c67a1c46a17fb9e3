"""Entry points that say what is wrong where they are given something of another kind.

A call such as ``solve(draft)`` otherwise ends deep inside, in an ``AttributeError`` about a name
that the caller never wrote.
"""

import types
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum, StrEnum
from fractions import Fraction
from functools import cache, reduce, wraps
from inspect import Parameter, signature
from operator import or_
from os import PathLike
from typing import (
    Annotated,
    Any,
    Final,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    is_typeddict,
)

import attrs

from conferencekit.errors import Fault, InvalidInputError, shorten

__all__ = [
    "Check",
    "check_of",
    "kinds_checked",
    "kinds_checked_in_passing",
    "look_up",
    "misfits",
    "refuse_faults",
    "unknown",
]

_F = TypeVar("_F", bound=Callable[..., Any])
_V = TypeVar("_V")
Check = Callable[[Any, str], tuple[Any, list[Fault]]]
"""From a value and its path to the value to go on with, and what is wrong with it."""

_IS_NOT: Final = " is not "
_NO_CLASSES: Final = (Parameter.empty, Any)
"""What has the form of a class and is none that anything could be of."""
_PLAIN: Final = {
    int: "a whole number",
    float: "a number",
    str: "a text",
    bool: "True or False",
    PathLike: "a path",
}


_LEAVES: Final = frozenset({str, int, float, bool, date, types.NoneType})


def unknown(what: str, id_: object, among: Iterable[str]) -> InvalidInputError:
    """The error for an id that there is not, with the one that may have been meant.

    Args:
        what: What it should be of, such as "meeting".
        id_: What was given.
        among: The ids there are.
    """
    near = get_close_matches(id_, among, n=1) if isinstance(id_, str) else ()
    hint = f"is {shorten(near[0])} meant?" if near else ""
    return InvalidInputError.single("", f"unknown {what} {shorten(id_)}", hint)


def look_up(those: Mapping[str, _V], id_: str, what: str) -> _V:
    """What stands under an id.

    Args:
        those: What there is, by id.
        id_: What was given.
        what: What it should be of, such as "meeting".

    Raises:
        InvalidInputError: There is none.
    """
    try:
        return those[id_]
    except (KeyError, TypeError):  # where it is no text, and cannot be looked for
        raise unknown(what, id_, those) from None


def kinds_checked(function: _F) -> _F:
    """A function that holds what it is given against its annotations before it begins.

    An argument of another kind is a fault at the parameter's name; all of them are reported
    together. What is annotated as an iterable is gone through once and handed on as a tuple, so
    that its items can be looked at; a member's value will do for the member of an enumeration.
    Other annotations than classes, unions, iterables, tuples and functions are passed over.
    """
    return _checked(function, ())


def kinds_checked_in_passing(*names: str) -> Callable[[_F], _F]:
    """Like :func:`kinds_checked`, for a function that takes more than should be there at once.

    What comes one by one, as from a store page by page, is handed on so; the first item of another
    kind is told when its turn comes.

    Args:
        names: The parameters that are gone through once.
    """
    return lambda function: _checked(function, names)


def _checked(function: _F, in_passing: Collection[str]) -> _F:
    parameters = signature(function).parameters
    checks = {
        name: _in_passing(one.annotation, function.__name__)
        if name in in_passing
        else check_of(one.annotation)
        for name, one in parameters.items()
    }
    positional = [name for name, one in parameters.items() if one.kind != Parameter.KEYWORD_ONLY]

    @wraps(function)
    def checked(*args: Any, **options: Any) -> Any:  # noqa: ANN401
        faults: list[Fault] = []

        def look(name: str, value: object) -> object:
            value, found = checks[name](value, name.rstrip("_"))
            faults.extend(found)
            return value

        args = (*map(look, positional, args), *args[len(positional) :])
        options = {
            name: look(name, value) if name in checks else value for name, value in options.items()
        }
        if faults:
            raise InvalidInputError(faults, source=function.__name__)
        return function(*args, **options)

    return cast("_F", checked)


def misfits(
    model: Any,  # noqa: ANN401
    path: str = "",
    *,
    but: Collection[object] = (),
    shallow: Collection[str] = (),
) -> Iterator[Fault]:
    """What in an attrs model, and in the models it is made of, is not as it is annotated.

    Args:
        model: One that was not checked when it was made.
        path: Where it is.
        but: Annotations that are passed over.
        shallow: The names of fields whose models are not gone into.
    """
    for name, annotation, simple, check in _fields_of(cast("Hashable", type(model))):
        value = getattr(model, name)
        if type(value) in simple:
            continue  # as nearly all are, of thousands of people
        place = f"{path}.{name}" if path else name
        faults = [] if annotation in but else check(value, place)[1]
        yield from faults
        if not faults and name not in shallow:
            for where, item in _items(value, place):
                if _is_model(cast("Hashable", type(item))):
                    yield from misfits(item, where, but=but)


@cache
def _fields_of(kind: Hashable) -> tuple[tuple[str, object, frozenset[type], Check], ...]:
    model = cast("type[attrs.AttrsInstance]", kind)
    return tuple(
        (field.name, field.type, _simple(field.type), check_of(field.type))
        for field in attrs.fields(model)
        if field.init
    )


def _simple(wanted: Any) -> frozenset[type]:  # noqa: ANN401
    """Classes of which a value fits for sure, and has nothing in it to be gone into.

    Models are among them that say by ``_holds_its_kinds`` that they look at it when they are made.
    """
    is_union = get_origin(wanted) in {Union, types.UnionType}
    kinds = [one for one in (get_args(wanted) if is_union else [wanted]) if isinstance(one, type)]
    return frozenset(
        one
        for one in kinds
        if one in _LEAVES or issubclass(one, Enum) or getattr(one, "_holds_its_kinds", False)
    )


@cache
def _is_model(kind: Hashable) -> bool:
    return attrs.has(cast("type", kind))


def _items(value: object, place: str) -> Iterable[tuple[str, object]]:
    """The items of a tuple and where they are, or the value itself."""
    if not isinstance(value, tuple):
        return [(place, value)]
    return [(f"{place}[{index}]", item) for index, item in enumerate(value)]


def refuse_faults(
    model: Any,  # noqa: ANN401
    faults: Callable[[Any], Iterable[Fault]],
    *,
    source: str,
    many: Collection[str] = (),
) -> None:
    """Raise what is wrong with a model, first what of it is of another kind.

    Args:
        model: The model, made of what its maker gave.
        faults: Finds its faults, as far as they can be found where something is of another kind.
            It holds whole numbers against their limits.
        source: What the error calls it.
        many: Fields of so many models that they are gone into only where the faults cannot be
            found otherwise.

    Raises:
        InvalidInputError: There is any fault.
    """
    but = (int, int | None)
    found = list(misfits(model, but=but, shallow=many))
    try:
        others = tuple(faults(model))
    except (AttributeError, TypeError):
        found = found or list(misfits(model, but=but))
        if not found:
            raise
    else:
        told = {fault.path for fault in found}
        found += [fault for fault in others if fault.path not in told]
    if found:
        raise InvalidInputError(found, source=source)


def check_of(wanted: Any) -> Check:  # noqa: ANN401
    """What holds a value against an annotation; it lets pass what it does not know.

    Args:
        wanted: A class, a union, or an iterable, a tuple, a frozen set or a mapping of these.
    """
    wanted = _resolved(wanted)
    origin, inner = get_origin(wanted), get_args(wanted)
    check = None
    if origin in {Union, types.UnionType}:
        check = _any_of(inner)
    elif origin is tuple and inner[-1:] != (...,):
        check = _each_of(inner)
    elif origin in {Iterable, Sequence, tuple}:
        check = _several_of(inner[0])
    elif origin is frozenset:
        check = _set_of(inner[0])
    elif origin is Mapping:
        check = _mapping_of(*inner)
    elif origin is Callable:
        check = _fits(callable, "a function")
    elif isinstance(wanted, type) and wanted not in _NO_CLASSES and not is_typeddict(wanted):
        check = _of_class(wanted)
    elif isinstance(origin, type):
        check = _of_class(origin)
    return check or _passed_over


def _resolved(wanted: Any) -> Any:  # noqa: ANN401
    """What an annotation comes to: of a variable its bound, or one of what it may be."""
    if isinstance(wanted, TypeVar):
        return reduce(or_, wanted.__constraints__) if wanted.__constraints__ else wanted.__bound__
    return get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted


def _passed_over(value: Any, _: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
    return value, []


def _named(kind: type) -> str:
    article = "an" if kind.__name__[0] in "AEIOUaeiou" else "a"
    return _PLAIN.get(kind, f"{article} {kind.__name__}")


def _shown(value: object) -> str:
    if value is None or isinstance(value, str | int | float):
        return shorten(value)
    return _named(type(value))


def _fits(holds: Callable[[Any], bool], what: str) -> Check:
    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        return value, [] if holds(value) else [Fault(path, f"{_shown(value)}{_IS_NOT}{what}")]

    return check


def _of_class(kind: type) -> Check:
    if issubclass(kind, StrEnum):
        return _member_of(kind)
    if getattr(kind, "_is_protocol", False):
        methods = [name for name in vars(kind) if name == "__call__" or name[0] != "_"]
        what = "a function" if methods == ["__call__"] else _named(kind)
        return _fits(lambda value: all(hasattr(value, name) for name in methods), what)
    accepted = (int, float) if kind is float else kind

    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        if type(value) is kind:
            return value, []
        is_number_of_sorts = isinstance(value, bool) and kind in {int, float}
        is_day_of_sorts = isinstance(value, datetime) and kind is date
        if isinstance(value, accepted) and not is_number_of_sorts and not is_day_of_sorts:
            return value, []
        return value, [Fault(path, f"{_shown(value)}{_IS_NOT}{_named(kind)}", _way(value, kind))]

    return check


def _way(value: object, kind: type) -> str:
    """How to come from a value to one of the kind, where there is a way."""
    if kind is float and isinstance(value, Decimal | Fraction):
        return "float(...) makes one"
    if kind is date and isinstance(value, str):
        return "date.fromisoformat reads one"
    if isinstance(value, str) and isinstance(vars(kind).get("parse"), classmethod):
        return f"{kind.__name__}.parse reads one"
    if isinstance(value, datetime):
        return f"{kind.__name__}.of makes one" if hasattr(kind, "of") else "give its .date()"
    model = type(value)
    if attrs.has(model):
        names = (field.name for field in attrs.fields(model))
        held = [name for name in names if isinstance(getattr(value, name), kind)]
        if held and kind not in _PLAIN:
            return f"give its .{held[0]}"
    return ""


def _member_of(kind: type[StrEnum]) -> Check:
    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        try:
            return kind(value), []
        except ValueError:
            return value, [Fault(path, f"{_shown(value)} is none of {', '.join(kind)}")]

    return check


def _any_of(kinds: Sequence[Any]) -> Check:
    """One of several kinds, of which None needs no mention where it is something else."""
    exact = {kind for kind in kinds if isinstance(kind, type)}
    checks = [check_of(kind) for kind in kinds if kind is not type(None)]
    may_be_none = type(None) in kinds

    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        if type(value) in exact or (value is None and may_be_none):
            return value, []
        found = []
        for one in checks:
            made, faults = one(value, path)
            if not faults:
                return made, faults
            found.append(faults)
        return value, _joined(found)

    return check


def _joined(found: Sequence[list[Fault]]) -> list[Fault]:
    """The faults of the first kind; where all say "... is not ...", what any of them would be."""
    first, *others = found
    wanted = [fault.message.rpartition(_IS_NOT)[2] for (fault, *_) in others]
    if not others or len(first) > 1 or _IS_NOT not in first[0].message:
        return first
    return [attrs.evolve(first[0], message=" or ".join([first[0].message, *wanted]))]


def _several_of(kind: Any) -> Check:  # noqa: ANN401
    check_item = check_of(kind)

    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        if isinstance(value, str):
            hint = f"give [{shorten(value)}]" if kind is str else ""
            return value, [Fault(path, f"several are wanted, not the text {shorten(value)}", hint)]
        if not isinstance(value, Iterable):
            return value, [Fault(path, f"several are wanted, not {_shown(value)}")]
        items = tuple(value)
        if all(type(item) is kind for item in items):  # as thousands of meetings are
            return items, []
        found = [check_item(item, f"{path}[{index}]") for index, item in enumerate(items)]
        return tuple(item for item, _ in found), [fault for _, more in found for fault in more]

    return check


def _in_passing(wanted: Any, source: str) -> Check:  # noqa: ANN401
    """What looks at the items of an iterator as they come, and at others at once."""
    check_all, check_item = check_of(wanted), check_of(get_args(wanted)[0])

    def passing(items: Iterator[Any], path: str) -> Iterator[Any]:
        for index, item in enumerate(items):
            value, faults = check_item(item, f"{path}[{index}]")
            if faults:
                raise InvalidInputError(faults, source=source)
            yield value

    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        if isinstance(value, Iterator):
            return passing(value, path), []
        return check_all(value, path)

    return check


def _set_of(kind: Any) -> Check:  # noqa: ANN401
    check_set, check_item = _of_class(frozenset), check_of(kind)

    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        faults = check_set(value, path)[1]
        items = () if faults else value
        return value, faults + [fault for item in items for fault in check_item(item, path)[1]]

    return check


def _mapping_of(kind: Any, held: Any) -> Check:  # noqa: ANN401
    check_map, check_key, check_value = _of_class(Mapping), check_of(kind), check_of(held)

    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        faults = check_map(value, path)[1]
        for key, item in () if faults else value.items():
            faults += check_key(key, path)[1]
            faults += check_value(item, f"{path}[{shorten(key)}]")[1]
        return value, faults

    return check


def _each_of(kinds: Sequence[Any]) -> Check:
    checks = [check_of(kind) for kind in kinds]
    wanted = f"a tuple of {' and '.join(map(_named, kinds)) or 'nothing'}"

    def check(value: Any, path: str) -> tuple[Any, list[Fault]]:  # noqa: ANN401
        if not isinstance(value, tuple) or len(value) != len(kinds):
            return value, [Fault(path, f"{_shown(value)}{_IS_NOT}{wanted}")]
        both = enumerate(zip(checks, value, strict=True))
        found = [one(item, f"{path}[{index}]") for index, (one, item) in both]
        return tuple(item for item, _ in found), [fault for _, more in found for fault in more]

    return check
