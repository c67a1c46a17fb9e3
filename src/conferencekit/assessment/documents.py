"""Rubrics and assessments as documents of a store.

What returns an :class:`~conferencekit.storage.model.Operation` is carried out by its ``run``. The
assessments of a student stand under the student's id, so that all of them can be found, shown and
erased together. Each is kept and read with an :class:`~conferencekit.privacy.policy.Access`:
nobody is given what they may not see, and nothing is kept that they may not write. What the
school's own code needs whole it reads with
:meth:`~conferencekit.privacy.policy.AccessPolicy.acting_for_school`.
"""

from collections.abc import Iterator
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.assessment.assessment import Assessment, AssessmentState, Perspective
from conferencekit.assessment.formats import (
    assessment_from_json,
    assessment_to_json,
    rubric_digest,
    rubric_from_json,
    rubric_to_json,
)
from conferencekit.assessment.labels import label_of_assessment
from conferencekit.assessment.rubric import Rubric
from conferencekit.privacy import Access, Audiences, DocumentsFor, Label, Verdict
from conferencekit.school import School
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
def keep_assessment(
    assessment: Assessment, access: Access, *, audiences: Audiences | None = None
) -> Operation[Assessment | Refusal]:
    """Keep an assessment, in the place of what was kept under its id before.

    The operation's result is a refusal, and nothing is written, where what was published would be
    lost, such as when somebody else has corrected it in the meantime, or where who keeps it may
    not. Read it again in the first case, and correct that.

    Who made an assessment keeps it, and the staff who may write it change it later. From the
    perspective of a teacher the staff alone does; a family or a student keeps what is from theirs.
    What a student says of another is kept by the school's own code.

    Args:
        assessment: The assessment.
        access: Who keeps it.
        audiences: For whom the school keeps assessments.
    """
    assessments = _assessments(access, audiences)

    def may_write(one: Assessment) -> Verdict:
        label = label_of_assessment(one, access.policy.school, audiences)
        if _is_from_where_they_stand(one, access.policy.school):
            return access.write(label)
        return access.write_for_school(label)

    def objection(before: Assessment) -> Refusal | None:
        if before != assessment and not _continues(assessment, before):
            text = f"assessment {assessment.id!r} was changed meanwhile; read it again"
            return Refusal(text)
        permitted = may_write(before) and may_write(assessment)
        return assessments.objection(before, assessment, may_write=permitted)

    place = key("assessment", assessment.student, assessment.id)
    label = label_of_assessment(assessment, access.policy.school, audiences)
    may_make = access.create(label) and may_write(assessment)
    return assessments.keep(place, assessment, unless=objection, may_make=may_make)


def _is_from_where_they_stand(assessment: Assessment, school: School) -> bool:
    """Whether its assessor is of the family, and sees the student as such."""
    student, assessor = assessment.student, assessment.assessor
    if assessment.perspective is Perspective.STUDENT:
        return assessor == student
    return assessment.perspective is Perspective.FAMILY and any(
        assessor == one.id for one in school.guardians_of(student)
    )


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
def kept_assessment(
    student: str, id_: str, access: Access, *, audiences: Audiences | None = None
) -> Operation[Assessment | None]:
    """The assessment of a student kept under an id; None where there is none to be seen.

    Args:
        student: The student's id.
        id_: The assessment's.
        access: Who reads.
        audiences: For whom the school keeps assessments.
    """
    return _assessments(access, audiences).kept(key("assessment", student, id_))


@kinds_checked
def kept_assessments(
    store: Store,
    access: Access,
    student: str | None = None,
    *,
    audiences: Audiences | None = None,
) -> Iterator[Assessment]:
    """The assessments of a student, or of all, that somebody may see."""
    return _assessments(access, audiences).scan(store, student)


def _assessments(access: Access, audiences: Audiences | None) -> DocumentsFor[Assessment]:
    school = access.policy.school

    def label(one: Assessment) -> Label:
        return label_of_assessment(one, school, audiences)

    return DocumentsFor(ASSESSMENT, label, access)
