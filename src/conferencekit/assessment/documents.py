"""Rubrics and assessments as documents of a store.

What returns an :class:`~conferencekit.storage.model.Operation` is carried out by its ``run``. The
assessments of a student stand under the student's id, so that all of them can be found, shown and
erased together. What is read is whole, for the school's own code; for showing it to somebody there
is :mod:`conferencekit.assessment.showing`.
"""

from collections.abc import Iterator
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.assessment.assessment import Assessment, AssessmentState
from conferencekit.assessment.formats import (
    assessment_from_json,
    assessment_to_json,
    rubric_digest,
    rubric_from_json,
    rubric_to_json,
)
from conferencekit.assessment.rubric import Rubric
from conferencekit.storage import DocumentKind, Operation, Store, key

__all__ = [
    "keep_assessment",
    "kept_assessment",
    "kept_assessments",
    "kept_rubric",
    "kept_rubrics",
    "publish_rubric",
]

RUBRIC: Final = DocumentKind("rubric", 1, rubric_to_json, rubric_from_json)
ASSESSMENT: Final = DocumentKind("assessment", 1, assessment_to_json, assessment_from_json)


@kinds_checked
def publish_rubric(rubric: Rubric) -> Operation[Rubric | Refusal]:
    """Keep a version of a rubric, for good.

    The operation's result is a refusal, and nothing is written, where that version was published
    before and says something else. To publish the same again is no change.
    """

    def differs(before: Rubric) -> Refusal | None:
        if rubric_digest(before) != rubric_digest(rubric):
            text = f"version {rubric.version!r} of {rubric.id!r} says something else already"
            return Refusal(text)
        return None

    return RUBRIC.keep(key("rubric", rubric.id, rubric.version), rubric, unless=differs)


@kinds_checked
def kept_rubric(id_: str, version: str) -> Operation[Rubric | None]:
    """The rubric published under an id and a version; None where there is none."""
    return RUBRIC.kept(key("rubric", id_, version))


@kinds_checked
def kept_rubrics(store: Store) -> Iterator[Rubric]:
    """Every version of every rubric that was published, for a catalog."""
    return RUBRIC.scan(store, "rubric/")


@kinds_checked
def keep_assessment(assessment: Assessment) -> Operation[Assessment | Refusal]:
    """Keep an assessment, in the place of what was kept under its id before.

    The operation's result is a refusal, and nothing is written, where what was published would be
    lost, such as when somebody else has corrected it in the meantime. Read it again then, and
    correct that.
    """
    place = key("assessment", assessment.student, assessment.id)

    def lost(before: Assessment) -> Refusal | None:
        if before == assessment or _continues(assessment, before):
            return None
        return Refusal(f"assessment {assessment.id!r} was changed meanwhile; read it again")

    return ASSESSMENT.keep(place, assessment, unless=lost)


def _continues(assessment: Assessment, before: Assessment) -> bool:
    """Whether nothing that was published is lost: all of it is in the history."""
    if before.state is AssessmentState.DRAFT:
        return True
    said = len(before.history)
    later = assessment.history[said : said + 1]
    return (
        assessment.published_at == before.published_at
        and assessment.history[:said] == before.history
        and bool(later)
        and (later[0].scores, later[0].rubric) == (before.scores, before.rubric)
    )


@kinds_checked
def kept_assessment(student: str, id_: str) -> Operation[Assessment | None]:
    """The assessment of a student kept under an id; None where there is none."""
    return ASSESSMENT.kept(key("assessment", student, id_))


@kinds_checked
def kept_assessments(store: Store, student: str | None = None) -> Iterator[Assessment]:
    """The assessments of a student, or of all students."""
    return ASSESSMENT.scan(
        store, "assessment/" if student is None else f"{key('assessment', student)}/"
    )
