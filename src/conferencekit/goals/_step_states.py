"""The life of a step, as a table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

__all__ = ["STEP_CHANGES", "StepAction", "StepState"]


class StepState(StrEnum):
    """How far a step has come."""

    OPEN = "open"
    HINDERED = "hindered"
    """Something stands in its way that is no other step."""
    DONE = "done"
    DROPPED = "dropped"


class StepAction(StrEnum):
    """What can be done to a step."""

    ADD = "add"
    EDIT = "edit"
    COMPLETE = "complete"
    """Do it; or, of a step that repeats, one of its days, or the last of them."""
    HINDER = "hinder"
    FREE = "free"
    """What stood in the way is gone."""
    DROP = "drop"
    REOPEN = "reopen"


STEP_CHANGES: Final[Mapping[StepState | None, Mapping[StepAction, StepState]]] = {
    None: {StepAction.ADD: StepState.OPEN},
    StepState.OPEN: {
        StepAction.EDIT: StepState.OPEN,
        StepAction.COMPLETE: StepState.DONE,
        StepAction.HINDER: StepState.HINDERED,
        StepAction.DROP: StepState.DROPPED,
    },
    StepState.HINDERED: {
        StepAction.EDIT: StepState.HINDERED,
        StepAction.FREE: StepState.OPEN,
        StepAction.DROP: StepState.DROPPED,
    },
    StepState.DONE: {StepAction.REOPEN: StepState.OPEN},
    StepState.DROPPED: {StepAction.REOPEN: StepState.OPEN},
}
"""What can be done in each state, and what comes of it; None is before there is a step."""
