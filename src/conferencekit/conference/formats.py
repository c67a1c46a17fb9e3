"""The files of conferences and follow-ups: between these and JSON-shaped data."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Final, TypeVar

import attrs
from cattrs import Converter

from conferencekit.conference.follow_up import FollowUp, FollowUpChange
from conferencekit.conference.record import ConferenceChange, ConferenceRecord
from conferencekit.errors import InvalidInputError
from conferencekit.privacy import Label
from conferencekit.time import Instant
from conferencekit.wire import JsonValue, body_of, make_converter, structure

__all__ = [
    "conference_from_json",
    "conference_to_json",
    "follow_up_from_json",
    "follow_up_to_json",
]

CONFERENCE_SCHEMA: Final = "conferencekit.conference/1"
FOLLOW_UP_SCHEMA: Final = "conferencekit.follow-up/1"

_T = TypeVar("_T")


@attrs.frozen
class _ConferenceFile:
    """What a record is made of.

    That it is a history is asked only once all of it can be read: with a hole in one change,
    those after it would be blamed for what is not there.
    """

    label: Label
    start: Instant
    minutes: int
    staff: tuple[str, ...]
    guardians: tuple[str, ...] = ()
    with_student: bool = False
    round: str | None = None
    meeting: str | None = None
    changes: tuple[ConferenceChange, ...] = ()


@attrs.frozen
class _FollowUpFile:
    """What a follow-up is made of; see :class:`_ConferenceFile`."""

    label: Label
    promise: str
    owner: str
    first_due: date
    conference: str | None = None
    changes: tuple[FollowUpChange, ...] = ()


@cache
def converter() -> Converter:
    """Made once: to make one takes longer than to read a record."""
    return make_converter()


def _read(
    data: JsonValue, schema: str, file: type[Any], make: Callable[..., _T], source: str
) -> _T:
    body = body_of(data, schema, source=source)
    read: object = structure(converter(), body, file, source=source)
    try:
        return make(**{one.name: getattr(read, one.name) for one in attrs.fields(file)})
    except InvalidInputError as error:
        raise InvalidInputError(error.faults, source=source) from None


def conference_from_json(data: JsonValue, *, source: str = "conference") -> ConferenceRecord:
    """Read the record of a conference from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is no record, or its changes are no history a conference can have;
            with every fault and its path.
    """
    return _read(data, CONFERENCE_SCHEMA, _ConferenceFile, ConferenceRecord, source)


def conference_to_json(record: ConferenceRecord) -> dict[str, Any]:
    """A record as JSON-shaped data, for keeping; reading it back gives an equal one.

    It is whole. What a person may see of it, :func:`~conferencekit.privacy.disclosing.disclose`
    tells.
    """
    return {"schema": CONFERENCE_SCHEMA, **converter().unstructure(record)}


def follow_up_from_json(data: JsonValue, *, source: str = "follow-up") -> FollowUp:
    """Read a follow-up from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is none, or its changes are no history a follow-up can have; with
            every fault and its path.
    """
    return _read(data, FOLLOW_UP_SCHEMA, _FollowUpFile, FollowUp, source)


def follow_up_to_json(follow_up: FollowUp) -> dict[str, Any]:
    """A follow-up as JSON-shaped data, for keeping; reading it back gives an equal one."""
    return {"schema": FOLLOW_UP_SCHEMA, **converter().unstructure(follow_up)}
