"""The life of a goal, as a table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

__all__ = ["GOAL_CHANGES", "GoalAction", "GoalState"]


class GoalState(StrEnum):
    """How far a goal has come."""

    PROPOSED = "proposed"
    """Somebody has said what it should be; not all whose agreement it needs have agreed."""
    AGREED = "agreed"
    """All of them have."""
    ACTIVE = "active"
    """It is being worked on."""
    ACHIEVED = "achieved"
    REVISED = "revised"
    """Another goal took its place."""
    DROPPED = "dropped"


class GoalAction(StrEnum):
    """What can be done to a goal."""

    PROPOSE = "propose"
    """Say what it should be; the first change of every goal."""
    EDIT = "edit"
    """Say it otherwise, before anybody works on it. Agreements to the old words lapse."""
    AGREE = "agree"
    START = "start"
    REACH = "reach"
    """Come to one of its milestones."""
    ACHIEVE = "achieve"
    REVISE = "revise"
    """Put another goal in its place."""
    DROP = "drop"


GOAL_CHANGES: Final[Mapping[GoalState | None, Mapping[GoalAction, GoalState]]] = {
    None: {GoalAction.PROPOSE: GoalState.PROPOSED},
    GoalState.PROPOSED: {
        GoalAction.EDIT: GoalState.PROPOSED,
        GoalAction.AGREE: GoalState.AGREED,  # once everybody has whose agreement is needed
        GoalAction.DROP: GoalState.DROPPED,
    },
    GoalState.AGREED: {
        GoalAction.EDIT: GoalState.PROPOSED,
        GoalAction.AGREE: GoalState.AGREED,
        GoalAction.START: GoalState.ACTIVE,
        GoalAction.DROP: GoalState.DROPPED,
    },
    GoalState.ACTIVE: {
        GoalAction.AGREE: GoalState.ACTIVE,
        GoalAction.REACH: GoalState.ACTIVE,
        GoalAction.ACHIEVE: GoalState.ACHIEVED,
        GoalAction.REVISE: GoalState.REVISED,
        GoalAction.DROP: GoalState.DROPPED,
    },
    GoalState.ACHIEVED: {},
    GoalState.REVISED: {},
    GoalState.DROPPED: {},
}
"""What can be done in each state, and what comes of it; None is before there is a goal."""
