"""Assessments: a student scored against a rubric, from a draft to what was corrected later."""

from collections.abc import Iterator
from enum import StrEnum

import attrs

from conferencekit._fields import as_checked
from conferencekit.assessment.rubric import RubricRef
from conferencekit.assessment.score import Score
from conferencekit.time import Instant

__all__ = ["Assessment", "AssessmentState", "Perspective", "Revision"]


class Perspective(StrEnum):
    """From where a student is seen."""

    TEACHER = "teacher"
    """By somebody who works at the school."""
    STUDENT = "student"
    """By the student."""
    FAMILY = "family"
    """By a parent, at home."""
    PEER = "peer"
    """By another student."""


class AssessmentState(StrEnum):
    """How far an assessment is."""

    DRAFT = "draft"
    """It may change, and is counted nowhere."""
    PUBLISHED = "published"
    """It counts. It is changed by a correction alone, which keeps what was said before."""
    WITHDRAWN = "withdrawn"
    """It counts no longer."""


@attrs.frozen(field_transformer=as_checked)
class Revision:
    """What an assessment said until it was corrected, migrated or withdrawn.

    Attributes:
        scores: What it said.
        rubric: By which rubric.
        until: When it was changed.
        by: The id of who changed it.
        reason: Why.
    """

    scores: tuple[Score, ...]
    rubric: RubricRef
    until: Instant
    by: str
    reason: str = attrs.field(default="", repr=False)


@attrs.frozen(field_transformer=as_checked)
class Assessment:
    """A student, scored against a rubric at an instant.

    Made, changed and published by the functions of
    :mod:`~conferencekit.assessment.lifecycle`, which check it against its rubric.

    Attributes:
        id: Unique among the assessments of the student.
        student: The student's id.
        rubric: Which rubric, to the letter.
        assessor: The id of who made it.
        at: When the student was observed.
        scores: One for each criterion at the most.
        perspective: From where the student is seen.
        occasion: What was assessed, such as a piece of work or a term. Two assessors' scores are
            held against each other where student and occasion are the same.
        state: How far it is.
        published_at: Since when it counts.
        history: What it said before it was changed, the oldest first.
    """

    id: str
    student: str
    rubric: RubricRef
    assessor: str
    at: Instant
    scores: tuple[Score, ...] = ()
    perspective: Perspective = Perspective.TEACHER
    occasion: str = ""
    state: AssessmentState = AssessmentState.DRAFT
    published_at: Instant | None = None
    history: tuple[Revision, ...] = ()

    def score(self, criterion: str) -> Score | None:
        """The score on a criterion; None where it is missing."""
        return next((score for score in self.scores if score.criterion == criterion), None)

    def known_at(self, instant: Instant) -> "Assessment | None":
        """What it said at an instant: as it was then, before later corrections.

        Returns:
            None where it was not published yet, or no longer in force.
        """
        if self.published_at is None or instant < self.published_at:
            return None
        for revision in self.history:
            if instant < revision.until:
                return attrs.evolve(
                    self,
                    scores=revision.scores,
                    rubric=revision.rubric,
                    state=AssessmentState.PUBLISHED,
                )
        return self if self.state is AssessmentState.PUBLISHED else None

    def __iter__(self) -> Iterator[Score]:
        """Its scores."""
        return iter(self.scores)
