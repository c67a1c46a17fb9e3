"""The lives of a conference and of a follow-up, as tables."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

__all__ = [
    "CONFERENCE_ANSWERS",
    "CONFERENCE_CHANGES",
    "FOLLOW_UP_ANSWERS",
    "FOLLOW_UP_CHANGES",
    "ConferenceAction",
    "ConferenceState",
    "FollowUpAction",
    "FollowUpState",
]


class ConferenceState(StrEnum):
    """What has become of a conference."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    """Somebody without whom it could not be did not come."""
    CANCELLED = "cancelled"
    """Somebody said beforehand that they could not come."""


class ConferenceAction(StrEnum):
    """What can be done to the record of a conference."""

    HOLD = "hold"
    """Hold it, and write down what came of it."""
    AMEND = "amend"
    """Write it down otherwise. Acknowledgements of the old words lapse."""
    ACKNOWLEDGE = "acknowledge"
    """Say that one has seen it, agrees, or sees it differently."""
    MISS = "miss"
    CANCEL = "cancel"


class FollowUpState(StrEnum):
    """What has become of a promise."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class FollowUpAction(StrEnum):
    """What can be done to a follow-up."""

    COMPLETE = "complete"
    POSTPONE = "postpone"
    """Promise it for another day."""
    DROP = "drop"
    REOPEN = "reopen"


CONFERENCE_CHANGES: Final[Mapping[ConferenceState, Mapping[ConferenceAction, ConferenceState]]] = {
    ConferenceState.PLANNED: {
        ConferenceAction.HOLD: ConferenceState.HELD,
        ConferenceAction.MISS: ConferenceState.MISSED,
        ConferenceAction.CANCEL: ConferenceState.CANCELLED,
    },
    ConferenceState.HELD: {
        ConferenceAction.AMEND: ConferenceState.HELD,
        ConferenceAction.ACKNOWLEDGE: ConferenceState.HELD,
    },
    ConferenceState.MISSED: {},
    ConferenceState.CANCELLED: {},
}
"""What can be done in each state, and what comes of it."""

FOLLOW_UP_CHANGES: Final[Mapping[FollowUpState, Mapping[FollowUpAction, FollowUpState]]] = {
    FollowUpState.OPEN: {
        FollowUpAction.COMPLETE: FollowUpState.DONE,
        FollowUpAction.POSTPONE: FollowUpState.OPEN,
        FollowUpAction.DROP: FollowUpState.DROPPED,
    },
    FollowUpState.DONE: {FollowUpAction.REOPEN: FollowUpState.OPEN},
    FollowUpState.DROPPED: {FollowUpAction.REOPEN: FollowUpState.OPEN},
}
"""What can be done in each state, and what comes of it."""

CONFERENCE_ANSWERS: Final = frozenset({ConferenceAction.ACKNOWLEDGE, ConferenceAction.CANCEL})
"""What can be done by who may see a record and not write it."""

FOLLOW_UP_ANSWERS: Final = frozenset({FollowUpAction.COMPLETE, FollowUpAction.POSTPONE})
"""What can be done by who promised it, and may see it and not write it."""
