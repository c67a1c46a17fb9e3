"""The school file, ``conferencekit.school/1``: between a school and JSON-shaped data."""

from typing import Any, Final

from conferencekit._kinds import kinds_checked
from conferencekit.school.school import School
from conferencekit.wire import JsonValue, body_of, make_converter, structure

__all__ = ["school_from_json", "school_to_json"]

SCHOOL_SCHEMA: Final = "conferencekit.school/1"


@kinds_checked
def school_from_json(data: JsonValue, *, source: str = "school") -> School:
    """Read a school from JSON-shaped data.

    Args:
        data: What a school file holds.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a school; with every fault and its path.
    """
    body = body_of(data, SCHOOL_SCHEMA, source=source)
    return structure(make_converter(), body, School, source=source)


@kinds_checked
def school_to_json(school: School) -> dict[str, Any]:
    """A school as JSON-shaped data; reading it back gives an equal school."""
    return {"schema": SCHOOL_SCHEMA, **make_converter().unstructure(school)}
