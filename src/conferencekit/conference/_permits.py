"""What others than who may write a record may keep of it."""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from conferencekit.conference._states import FOLLOW_UP_ANSWERS, ConferenceAction
from conferencekit.conference.follow_up import FollowUp, FollowUpChange
from conferencekit.conference.record import ConferenceChange, ConferenceRecord
from conferencekit.privacy import Access

__all__ = ["is_for_others", "is_for_owners", "only_adds"]

_H = TypeVar("_H", ConferenceRecord, FollowUp)


def only_adds(
    before: _H, record: _H, access: Access, is_for_others: Callable[[_H, Any], bool]
) -> bool:
    """Whether a record with a history is new only in what somebody did themselves.

    Who may not write it may have added to its history what is for others to do: a reply, a
    promise kept, a conference called off.
    """
    added = record.changes[len(before.changes) :]
    theirs = all(one.by == access.viewer and is_for_others(before, one) for one in added)
    return theirs and attrs.evolve(record, changes=before.changes) == before


def is_for_others(record: ConferenceRecord, change: ConferenceChange) -> bool:
    """Whether a change of a conference is one for whom it is about, or who is invited."""
    if change.action is ConferenceAction.CANCEL:
        return change.by in record.invited
    return change.action is ConferenceAction.ACKNOWLEDGE


def is_for_owners(follow_up: FollowUp, change: FollowUpChange) -> bool:
    """Whether a change of a promise is one for who promised it."""
    return change.by == follow_up.owner and change.action in FOLLOW_UP_ANSWERS
