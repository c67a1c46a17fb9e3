"""The life of a booking, as a table.

A meeting nobody has booked is open. What is not in the table cannot be done: whoever asks is told
so, and nothing happens.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

__all__ = ["LIFE", "Act", "State"]


class State(StrEnum):
    """Where a meeting stands."""

    OPEN = "open"
    """It has no start yet, and is wanted."""
    HELD = "held"
    """Somebody holds a start for a few minutes while they decide."""
    OFFERED = "offered"
    """A start came free and is held for a family that waited for it."""
    BOOKED = "booked"
    """It has a start."""
    MET = "met"
    """It was held."""
    MISSED = "missed"
    """The family did not come."""
    WITHDRAWN = "withdrawn"
    """It is not wanted."""


class Act(StrEnum):
    """What can be done to a meeting."""

    HOLD = "hold"
    BOOK = "book"
    CONFIRM = "confirm"
    MOVE = "move"
    CANCEL = "cancel"
    """Free its start; the meeting is still wanted."""
    WITHDRAW = "withdraw"
    """Free its start; the meeting is not wanted any more."""
    REOPEN = "reopen"
    WAIT = "wait"
    """Ask for the next start that comes free."""
    LEAVE = "leave"
    """Ask for it no more."""
    OFFER = "offer"
    LAPSE = "lapse"
    """A hold or an offer has run out."""
    PROPOSE = "propose"
    """Propose to another family to change places."""
    MEET = "meet"
    MISS = "miss"


LIFE: Final[Mapping[State, Mapping[Act, State]]] = {
    State.OPEN: {
        Act.HOLD: State.HELD,
        Act.BOOK: State.BOOKED,
        Act.OFFER: State.OFFERED,
        Act.WAIT: State.OPEN,
        Act.LEAVE: State.OPEN,
        Act.WITHDRAW: State.WITHDRAWN,
    },
    State.HELD: {
        Act.HOLD: State.HELD,
        Act.BOOK: State.BOOKED,
        Act.CONFIRM: State.BOOKED,
        Act.CANCEL: State.OPEN,
        Act.WITHDRAW: State.WITHDRAWN,
        Act.LAPSE: State.OPEN,
    },
    State.OFFERED: {
        Act.HOLD: State.HELD,
        Act.BOOK: State.BOOKED,
        Act.CONFIRM: State.BOOKED,
        Act.CANCEL: State.OPEN,
        Act.WITHDRAW: State.WITHDRAWN,
        Act.LAPSE: State.OPEN,
    },
    State.BOOKED: {
        Act.MOVE: State.BOOKED,
        Act.CANCEL: State.OPEN,
        Act.WITHDRAW: State.WITHDRAWN,
        Act.PROPOSE: State.BOOKED,
        Act.MEET: State.MET,
        Act.MISS: State.MISSED,
    },
    State.MET: {Act.MISS: State.MISSED},
    State.MISSED: {Act.MEET: State.MET, Act.REOPEN: State.OPEN},
    State.WITHDRAWN: {Act.REOPEN: State.OPEN},
}
"""For each state what can be done, and the state after it."""
