"""JSON text to values and back, without the leniencies of the standard parser."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NoReturn, TypeAlias

import attrs

from conferencekit.errors import Fault, InvalidInputError, shorten

__all__ = ["JsonValue", "Limits", "dump_json", "parse_json"]

JsonValue: TypeAlias = (
    "Mapping[str, JsonValue] | Sequence[JsonValue] | str | int | float | bool | None"
)
"""What JSON can say."""

_MEGABYTE: Final = 1_000_000


@attrs.frozen
class Limits:
    """How much input is read before it is refused, so that a hostile file costs little.

    Attributes:
        megabytes: Of text, at the most.
        depth: Of objects and lists within each other, at the most.
        digits: Of one whole number, at the most. Fewer than the interpreter itself converts
            (4300), so that whatever was read can be shown and written again.
    """

    megabytes: int = 64
    depth: int = 60
    digits: int = 1000


class _Object(dict[str, Any]):
    """An object that remembers the keys it was given twice."""

    repeated: tuple[str, ...] = ()


def parse_json(
    data: bytes | str,
    *,
    source: str = "",
    limits: Limits = Limits(),
) -> Any:  # noqa: ANN401  it is whatever the text says
    """The value of a JSON text (RFC 8259).

    Stricter than :func:`json.loads`: an object that names a key twice, ``NaN`` and numbers
    beyond the range of a float are faults.

    Args:
        data: The text, or its bytes in UTF-8.
        source: What is being read, for the message.
        limits: How much is accepted.

    Raises:
        InvalidInputError: It is not JSON, or more than the limits allow.
    """
    try:
        value = _loads(_text(data, limits), limits)
    except _Refusal as refusal:
        raise InvalidInputError([refusal.fault], source=source) from None
    repeated = [
        Fault(path, f"the key {shorten(key)} stands more than once", "keep one of them")
        for path, item in _objects(value, "")
        for key in item.repeated
    ]
    if repeated:
        raise InvalidInputError(repeated, source=source)
    return value


def dump_json(value: JsonValue, *, pretty: bool = False) -> str:
    """A value as JSON text, the same text for equal values.

    Args:
        value: What to write; only what JSON can say.
        pretty: Indented, one item a line, for people to read; else as short as can be.
    """
    if pretty:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


class _Refusal(Exception):  # noqa: N818  it never leaves this module
    def __init__(self, path: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(path, message, hint)


def _text(data: bytes | str, limits: Limits) -> str:
    if len(data) > limits.megabytes * _MEGABYTE:
        raise _Refusal("", f"is larger than {limits.megabytes} MB")
    if isinstance(data, str):
        return data
    if data.startswith(b"\xef\xbb\xbf"):
        raise _Refusal("line 1", "starts with a byte order mark", "save it as UTF-8 without one")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Refusal(
            f"line {line}", f"byte 0x{data[error.start]:02x} is not UTF-8", "save it as UTF-8"
        ) from None


def _loads(text: str, limits: Limits) -> Any:  # noqa: ANN401
    def whole(digits: str) -> int:
        if len(digits) > limits.digits:
            raise _Refusal("", f"has a number of more than {limits.digits} digits")
        return int(digits)

    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_finite,
            parse_int=whole,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise _Refusal(
            f"line {error.lineno}, column {error.colno}", f"is not JSON: {error.msg}"
        ) from None
    except RecursionError:
        raise _Refusal("", f"is nested more than {limits.depth} deep") from None
    if _depth(value, limits.depth) > limits.depth:
        raise _Refusal("", f"is nested more than {limits.depth} deep")
    return value


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        times = Counter(key for key, _ in pairs)
        made.repeated = tuple(key for key in made if times[key] > 1)
    return made


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise _Refusal("", f"the number {digits[:40]} is too large")
    return value


def _no_constant(name: str) -> NoReturn:
    raise _Refusal("", f"{name} is not a JSON number")


def _depth(value: object, most: int) -> int:
    """How deep a value is nested, counted no further than one above ``most``."""
    level, depth = [value], 0
    while level and depth <= most:
        level = [
            child
            for item in level
            if isinstance(item, (dict, list))
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, (dict, list))
        ]
        depth += 1
    return depth


def _objects(value: object, path: str) -> Iterator[tuple[str, _Object]]:
    """Every object inside a value, with its path."""
    if isinstance(value, _Object):
        yield path, value
        for key, item in value.items():
            if isinstance(item, (dict, list)):
                yield from _objects(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, (dict, list)):
                yield from _objects(item, f"{path}[{index}]")
