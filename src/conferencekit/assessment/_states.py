"""The life of an assessment as a table: in which state what may be done, and what follows."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from conferencekit.assessment.assessment import AssessmentState

__all__ = ["TABLE", "Action"]


class Action(StrEnum):
    """What can be done with an assessment."""

    RECORD = "record"
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


TABLE: Final[Mapping[tuple[AssessmentState, Action], AssessmentState]] = {
    (AssessmentState.DRAFT, Action.RECORD): AssessmentState.DRAFT,
    (AssessmentState.DRAFT, Action.PUBLISH): AssessmentState.PUBLISHED,
    (AssessmentState.PUBLISHED, Action.CORRECT): AssessmentState.PUBLISHED,
    (AssessmentState.PUBLISHED, Action.WITHDRAW): AssessmentState.WITHDRAWN,
}
