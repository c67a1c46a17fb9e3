"""What every store does with a decision before it writes it."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

import attrs

from conferencekit.errors import (
    InvalidInputError,
    StoreCorruptError,
    UndeclaredKeyError,
    shorten,
)
from conferencekit.storage.model import Body, Decision, Event, Key
from conferencekit.wire import dump_json

__all__ = ["Encoded", "decode", "encode"]

_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""How JSON writes the character NUL, as against a backslash and the text ``u0000``."""


@attrs.frozen
class Encoded:
    """A decision, ready to be written: JSON texts instead of data.

    Attributes:
        put: By key, kind, schema and text.
        delete: Keys.
        events: Kind and text.
    """

    put: Mapping[Key, tuple[str, int, str]]
    delete: frozenset[Key]
    events: tuple[tuple[str, str], ...]


def encode(decision: Decision[Any], keys: Collection[Key]) -> Encoded:
    """Check a decision against the keys that were declared for it, and encode it.

    Raises:
        UndeclaredKeyError: It writes a document that was not declared.
        InvalidInputError: It writes what JSON cannot say.
    """
    undeclared = sorted({*decision.put, *decision.delete}.difference(keys))
    if undeclared:
        raise UndeclaredKeyError(
            f"decided to write {shorten(undeclared[0])}, which is not among the keys declared"
        )
    return Encoded(
        put={key: _body(key, body) for key, body in decision.put.items()},
        delete=decision.delete - frozenset(decision.put),
        events=tuple(_event(event) for event in decision.events),
    )


def decode(text: str, place: str) -> Any:  # noqa: ANN401
    """The data of a stored text.

    Raises:
        StoreCorruptError: It is not JSON.
    """
    try:
        return json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise StoreCorruptError(f"{place} cannot be read: {error}") from error


def _body(key: Key, body: Body) -> tuple[str, int, str]:
    return body.kind, body.schema, _text(dict(body.data), key)


def _event(event: Event) -> tuple[str, str]:
    return event.kind, _text(dict(event.data), f"event {event.kind}")


def _text(data: dict[str, Any], place: str) -> str:
    try:
        text = dump_json(data)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInputError.single(place, f"is not JSON: {error}") from error
    if "\\u0000" in text and _NUL.search(text):
        raise InvalidInputError.single(place, "holds the character NUL, which databases refuse")
    return text
