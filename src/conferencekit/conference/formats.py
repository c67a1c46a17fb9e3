"""The files of this room: between these and JSON-shaped data."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Final, TypeVar

import attrs
from cattrs import Converter

from conferencekit._kinds import kinds_checked
from conferencekit.assessment import Text
from conferencekit.assessment.text import text_from_json, text_to_json
from conferencekit.conference.answers import Answers
from conferencekit.conference.follow_up import FollowUp, FollowUpChange
from conferencekit.conference.preparation import Preparation
from conferencekit.conference.questionnaire import Questionnaire
from conferencekit.conference.record import ConferenceChange, ConferenceRecord
from conferencekit.errors import InvalidInputError
from conferencekit.privacy import Label
from conferencekit.time import Instant
from conferencekit.wire import JsonValue, body_of, make_converter, register_parsed, structure

__all__ = [
    "answers_from_json",
    "answers_to_json",
    "conference_from_json",
    "conference_to_json",
    "follow_up_from_json",
    "follow_up_to_json",
    "preparation_from_json",
    "preparation_to_json",
    "questionnaire_from_json",
    "questionnaire_to_json",
]

QUESTIONNAIRE_SCHEMA: Final = "conferencekit.questionnaire/1"
ANSWERS_SCHEMA: Final = "conferencekit.answers/1"
PREPARATION_SCHEMA: Final = "conferencekit.preparation/1"
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
    moved_at: Instant | None = None
    changes: tuple[ConferenceChange, ...] = ()


@attrs.frozen
class _FollowUpFile:
    """What a follow-up is made of; see :class:`_ConferenceFile`."""

    label: Label
    promise: str
    owner: str
    first_due: date
    conference: str | None = None
    to: str | None = None
    for_all_homes: bool = False
    changes: tuple[FollowUpChange, ...] = ()


@cache
def converter() -> Converter:
    """Made once: to make one takes longer than to read a record."""
    made = make_converter()
    register_parsed(made, Text, text_from_json, text_to_json)
    return made


def _read(
    data: JsonValue, schema: str, file: type[Any], make: Callable[..., _T], source: str
) -> _T:
    body = body_of(data, schema, source=source)
    read: object = structure(converter(), body, file, source=source)
    try:
        return make(**{one.name: getattr(read, one.name) for one in attrs.fields(file)})
    except InvalidInputError as error:
        raise InvalidInputError(error.faults, source=source) from None


def _plain(record: ConferenceRecord | FollowUp, *told: str) -> dict[str, Any]:
    """As data; what the label has of the record besides is told once."""
    data: dict[str, Any] = converter().unstructure(record)
    return {**data, "label": {k: v for k, v in data["label"].items() if k not in told}}


@kinds_checked
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


@kinds_checked
def conference_to_json(record: ConferenceRecord) -> dict[str, Any]:
    """A record as JSON-shaped data, for keeping; reading it back gives an equal one.

    It is whole. What a person may see of it, :func:`~conferencekit.privacy.disclosing.disclose`
    tells.
    """
    return {"schema": CONFERENCE_SCHEMA, **_plain(record, "in_charge")}


@kinds_checked
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


@kinds_checked
def follow_up_to_json(follow_up: FollowUp) -> dict[str, Any]:
    """A follow-up as JSON-shaped data, for keeping; reading it back gives an equal one."""
    return {"schema": FOLLOW_UP_SCHEMA, **_plain(follow_up, "in_charge", "between")}


@kinds_checked
def questionnaire_from_json(data: JsonValue, *, source: str = "questionnaire") -> Questionnaire:
    """Read a questionnaire from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is no questionnaire; with every fault and its path.
    """
    body = body_of(data, QUESTIONNAIRE_SCHEMA, source=source)
    return structure(converter(), body, Questionnaire, source=source)


@kinds_checked
def questionnaire_to_json(questionnaire: Questionnaire) -> dict[str, Any]:
    """A questionnaire as JSON-shaped data, for keeping; reading gives the same again."""
    return {"schema": QUESTIONNAIRE_SCHEMA, **converter().unstructure(questionnaire)}


@kinds_checked
def answers_from_json(data: JsonValue, *, source: str = "answers") -> Answers:
    """Read answers from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: They are no answers; with every fault and its path.
    """
    body = body_of(data, ANSWERS_SCHEMA, source=source)
    return structure(converter(), body, Answers, source=source)


@kinds_checked
def answers_to_json(answers: Answers) -> dict[str, Any]:
    """Answers as JSON-shaped data, for keeping; reading gives the same again."""
    return {"schema": ANSWERS_SCHEMA, **converter().unstructure(answers)}


@kinds_checked
def preparation_from_json(data: JsonValue, *, source: str = "preparation") -> Preparation:
    """Read a preparation from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is no preparation; with every fault and its path.
    """
    body = body_of(data, PREPARATION_SCHEMA, source=source)
    return structure(converter(), body, Preparation, source=source)


@kinds_checked
def preparation_to_json(preparation: Preparation) -> dict[str, Any]:
    """A preparation as JSON-shaped data, for keeping; reading gives the same again."""
    return {"schema": PREPARATION_SCHEMA, **converter().unstructure(preparation)}
