"""What a decision rule answers, with the measurements it rests on."""

from enum import StrEnum

import attrs

from conferencekit._fields import as_checked
from conferencekit.progress.model import Point
from conferencekit.progress.remarks import DataRemark

__all__ = ["Finding", "Outcome"]


class Outcome(StrEnum):
    """What the measurements advise."""

    ON_COURSE = "on course"
    """Go on as planned."""
    CHANGE_SUPPORT = "change the support"
    """Less progress than the aimline asks for."""
    RAISE_GOAL = "raise the goal"
    """More progress than the aimline asks for."""
    NOT_ENOUGH_DATA = "not enough data"
    """Nothing can be said yet."""
    CHECK_FIDELITY = "check how the support is given"
    """Less progress than asked for, but the support was not given as planned, or nobody knows:
    first see to that."""


@attrs.frozen(field_transformer=as_checked)
class Finding:
    """What a rule found.

    Attributes:
        outcome: The advice.
        because: Why, in a sentence.
        points: The measurements it rests on, in order of time.
        parts: The findings it was composed of; empty where it stands alone.
        remarks: What a reader should know about the measurements; :func:`judge
            <conferencekit.progress.compose.judge>` adds them.
    """

    outcome: Outcome
    because: str
    points: tuple[Point, ...] = attrs.field(default=(), repr=False)
    parts: tuple["Finding", ...] = attrs.field(default=(), repr=False)
    remarks: tuple[DataRemark, ...] = attrs.field(default=(), repr=False)
