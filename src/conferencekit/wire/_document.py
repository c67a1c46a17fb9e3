"""What every document starts with: the schema it is of, and the zone its times are local to."""

from collections.abc import Mapping
from typing import Any

from conferencekit.errors import InvalidInputError, shorten
from conferencekit.time import Zone
from conferencekit.wire._json import JsonValue

__all__ = ["body_of", "zone_of"]


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
