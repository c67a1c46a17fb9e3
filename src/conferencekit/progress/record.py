"""The measurements of one goal, kept together."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import attrs
from cattrs import Converter

from conferencekit._fields import as_checked
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.progress.model import Point
from conferencekit.wire import JsonValue, body_of, make_converter, structure

__all__ = ["Record", "record_from_json", "record_to_json"]

RECORD_SCHEMA: Final = "conferencekit.record/1"


@attrs.frozen(repr=False, field_transformer=as_checked)
class Record:
    """The measurements of one goal of a student.

    Attributes:
        student: The student's id.
        goal: The goal's id.
        points: In order of time; a measurement that is given twice is kept once.

    Raises:
        InvalidInputError: An id is empty.
    """

    student: str
    goal: str
    points: tuple[Point, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check the ids; put the points in order."""
        ids = {"student": self.student, "goal": self.goal}
        faults = [Fault(name, "is empty") for name, id_ in ids.items() if not id_]
        if faults:
            raise InvalidInputError(faults, source="record")
        object.__setattr__(self, "points", tuple(sorted(set(self.points))))

    def __repr__(self) -> str:
        """Whose it is and how much."""
        return f"<Record of {self.student!r}, {self.goal!r}: {len(self.points)} points>"

    def adding(self, points: Iterable[Point]) -> "Record":
        """With further measurements; those that are there already are not there twice."""
        return attrs.evolve(self, points=(*self.points, *points))


@cache
def _converter() -> Converter:
    """Made once: to make one takes longer than to read what there is to read."""
    return make_converter()


def record_from_json(data: JsonValue, *, source: str = "record") -> Record:
    """Read a record from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a record; with every fault and its path.
    """
    body = body_of(data, RECORD_SCHEMA, source=source)
    return structure(_converter(), body, Record, source=source)


def record_to_json(record: Record) -> dict[str, Any]:
    """A record as JSON-shaped data; reading it back gives an equal record."""
    return {"schema": RECORD_SCHEMA, **_converter().unstructure(record)}
