"""What was said of a student on one criterion, and what it rests on."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from conferencekit._fields import as_checked
from conferencekit.assessment.exact import optional_decimal
from conferencekit.time import Instant

__all__ = ["Evidence", "EvidenceKind", "Score", "ScoreState"]


class ScoreState(StrEnum):
    """Whether there is a score, and if not, why. None of these is ever a zero.

    That nothing at all was recorded on a criterion is told by there being no score for it:
    the score is *missing*.
    """

    SCORED = "scored"
    NOT_OBSERVED = "not-observed"
    """There has been no occasion yet to see it."""
    NOT_APPLICABLE = "not-applicable"
    """It does not apply to the student, and is not to be expected."""
    EXEMPT = "exempt"
    """The student is excused from it, and it is not to be expected."""


class EvidenceKind(StrEnum):
    """What a score rests on."""

    OBSERVATION = "observation"
    WORK_SAMPLE = "work-sample"
    SELF_ASSESSMENT = "self-assessment"
    HOME = "home"
    """What a parent sees at home."""


@attrs.frozen(field_transformer=as_checked)
class Evidence:
    """Something a score rests on. Words about a child stay out of ``repr``.

    Attributes:
        kind: What it is.
        note: In words.
        reference: Where it is kept, such as the URI of a work sample; it is not opened.
        by: The id of who brought it.
        at: When it was seen or made.
    """

    kind: EvidenceKind
    note: str = attrs.field(default="", repr=False)
    reference: str = attrs.field(default="", repr=False)
    by: str = ""
    at: Instant | None = None


@attrs.frozen(field_transformer=as_checked)
class Score:
    """What was said of a student on one criterion. Words about a child stay out of ``repr``.

    What it consists of depends on the scale: the id of a level, points (for levels with a range
    and for numbers), or words.

    Attributes:
        criterion: The criterion's id.
        level: The id of a level.
        points: A number.
        words: A narrative.
        state: Whether there is a score, and if not, why.
        response: What was recorded, where the kind of the criterion makes a score of it.
        comment: A remark.
        evidence: What it rests on.
        assessor: The id of who gave it, if not who made the assessment.
        at: When it was observed, if not at the instant of the assessment.
    """

    criterion: str
    level: str | None = None
    points: Decimal | None = attrs.field(default=None, converter=optional_decimal)
    words: str = attrs.field(default="", repr=False)
    state: ScoreState = ScoreState.SCORED
    response: Any = attrs.field(default=None, hash=False, repr=False)
    comment: str = attrs.field(default="", repr=False)
    evidence: tuple[Evidence, ...] = ()
    assessor: str | None = None
    at: Instant | None = None

    @property
    def is_scored(self) -> bool:
        """Whether there is a score."""
        return self.state is ScoreState.SCORED
