"""Rubrics and assessments as documents of a store.

Each function returns an :class:`~conferencekit.storage.model.Operation`; its ``run`` carries it
out. What was kept is read back as it was.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from conferencekit.assessment.assessment import Assessment, AssessmentState
from conferencekit.assessment.formats import (
    assessment_from_json,
    assessment_to_json,
    rubric_digest,
    rubric_from_json,
    rubric_to_json,
)
from conferencekit.assessment.rubric import Rubric
from conferencekit.errors import InvalidInputError, NewerSchemaError, StoreCorruptError
from conferencekit.storage import Body, Decision, Document, Event, Key, Operation, key

__all__ = ["keep_assessment", "kept_assessment", "kept_rubric", "publish_rubric"]

SCHEMA: Final = 1
"""The form in which both kinds are written."""

_T = TypeVar("_T")


def publish_rubric(rubric: Rubric) -> Operation[bool]:
    """Keep a version of a rubric, for good.

    Run, it says whether it is there now: False, and nothing is changed, where that version was
    published before and says something else. To publish the same again is no change.
    """
    place = key("rubric", rubric.id, rubric.version)

    def decide(documents: Mapping[Key, Document]) -> Decision[bool]:
        found = documents.get(place)
        if found is not None:
            before = _decoded(found, "rubric", rubric_from_json)
            return Decision(rubric_digest(before) == rubric_digest(rubric))
        body = Body("rubric", SCHEMA, rubric_to_json(rubric))
        return Decision(
            result=True, put={place: body}, events=(_event("rubric.published", place),)
        )

    return Operation((place,), decide)


def kept_rubric(id_: str, version: str) -> Operation[Rubric | None]:
    """The rubric published under an id and a version; None where there is none."""
    return _kept(key("rubric", id_, version), "rubric", rubric_from_json)


def keep_assessment(assessment: Assessment) -> Operation[bool]:
    """Keep an assessment, in the place of what was kept under its id before.

    Run, it says whether it is there now: False, and nothing is changed, where what was published
    would be lost, such as when somebody else has corrected it in the meantime. Read it again
    then, and correct that.
    """
    place = key("assessment", assessment.id)

    def decide(documents: Mapping[Key, Document]) -> Decision[bool]:
        found = documents.get(place)
        if found is not None:
            before = _decoded(found, "assessment", assessment_from_json)
            if before == assessment:
                return Decision(result=True)
            if not _continues(assessment, before):
                return Decision(result=False)
        body = Body("assessment", SCHEMA, assessment_to_json(assessment))
        events = (_event("assessment.kept", place),)
        return Decision(result=True, put={place: body}, events=events)

    return Operation((place,), decide)


def _continues(assessment: Assessment, before: Assessment) -> bool:
    """Whether nothing that was published is lost: all of it is in the history."""
    if before.state is AssessmentState.DRAFT:
        return True
    said = len(before.history)
    later = assessment.history[said : said + 1]
    return (
        assessment.student == before.student
        and assessment.published_at == before.published_at
        and assessment.history[:said] == before.history
        and bool(later)
        and (later[0].scores, later[0].rubric) == (before.scores, before.rubric)
    )


def kept_assessment(id_: str) -> Operation[Assessment | None]:
    """The assessment kept under an id; None where there is none."""
    return _kept(key("assessment", id_), "assessment", assessment_from_json)


def _event(kind: str, place: Key) -> Event:
    return Event(kind, {"key": place})


def _kept(place: Key, kind: str, read: Callable[[Any], _T]) -> Operation[_T | None]:
    def decide(documents: Mapping[Key, Document]) -> Decision[_T | None]:
        found = documents.get(place)
        return Decision(None if found is None else _decoded(found, kind, read))

    return Operation((), decide, shared=(place,))


def _decoded(found: Document, kind: str, read: Callable[[Any], _T]) -> _T:
    _refuse_foreign(found, kind)
    try:
        return read(found.body.data)
    except InvalidInputError as error:
        raise StoreCorruptError(f"{found.key} cannot be read: {error}") from error


def _refuse_foreign(found: Document, kind: str) -> None:
    """Refuse to read, or write over, what is something else or was written by a newer release."""
    if found.body.kind != kind:
        raise StoreCorruptError(f"{found.key} is a {found.body.kind}, not a {kind}")
    if found.body.schema > SCHEMA:
        raise NewerSchemaError(f"{found.key} has schema {found.body.schema}, newer than {SCHEMA}")
