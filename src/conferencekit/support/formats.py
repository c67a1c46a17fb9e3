"""The files of support plans and of what was given: between these and JSON-shaped data."""

from functools import cache
from typing import Any, Final

from cattrs import Converter

from conferencekit._kinds import kinds_checked
from conferencekit.support.delivery import Deliveries
from conferencekit.support.history import SupportHistory
from conferencekit.wire import JsonValue, body_of, make_converter, structure

__all__ = ["deliveries_from_json", "deliveries_to_json", "support_from_json", "support_to_json"]

SUPPORT_SCHEMA: Final = "conferencekit.support/1"
DELIVERIES_SCHEMA: Final = "conferencekit.deliveries/1"


@cache
def _converter() -> Converter:
    """Made once: to make one takes longer than to read what there is to read."""
    return make_converter()


@kinds_checked
def support_from_json(data: JsonValue, *, source: str = "support") -> SupportHistory:
    """Read the support plan of a student, with all its versions, from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is no support plan; with every fault and its path.
    """
    body = body_of(data, SUPPORT_SCHEMA, source=source)
    return structure(_converter(), body, SupportHistory, source=source)


@kinds_checked
def support_to_json(history: SupportHistory) -> dict[str, Any]:
    """A support plan as JSON-shaped data; reading it back gives an equal one."""
    return {"schema": SUPPORT_SCHEMA, **_converter().unstructure(history)}


@kinds_checked
def deliveries_from_json(data: JsonValue, *, source: str = "deliveries") -> Deliveries:
    """Read what was given of an intervention from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: They are no deliveries; with every fault and its path.
    """
    body = body_of(data, DELIVERIES_SCHEMA, source=source)
    return structure(_converter(), body, Deliveries, source=source)


@kinds_checked
def deliveries_to_json(deliveries: Deliveries) -> dict[str, Any]:
    """What was given as JSON-shaped data; reading it back gives an equal list."""
    return {"schema": DELIVERIES_SCHEMA, **_converter().unstructure(deliveries)}
