"""What others than who may write a record may keep of it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from conferencekit._refusal import Refusal
from conferencekit.conference._states import ConferenceAction
from conferencekit.conference.follow_up import KEPT_BY_OWNERS, FollowUp, FollowUpChange
from conferencekit.conference.record import ConferenceChange, ConferenceRecord
from conferencekit.privacy import Access, Label, Verdict
from conferencekit.storage import Decision, Document, Key, Operation

__all__ = ["forbidden", "is_for_others", "is_for_owners", "new_by"]

_T = TypeVar("_T")
_H = TypeVar("_H", ConferenceRecord, FollowUp)


def forbidden(
    before: _H,
    record: _H,
    access: Access,
    may_write: Verdict,
    is_for_others: Callable[[_H, Any], bool],
) -> Refusal | None:
    """Why somebody may not put a record with a history in the place of what it was before.

    Who may not write it may have added to its history what they did themselves, of what is for
    others to do: a reply, a promise kept, a conference called off.
    """
    change = may_write and access.change(before.label, record.label)
    if change:
        return None
    added = record.changes[len(before.changes) :]
    theirs = all(one.by == access.viewer and is_for_others(before, one) for one in added)
    if theirs and attrs.evolve(record, changes=before.changes) == before:
        change = access.read(before.label)
    return None if change else Refusal(change.reason)


def is_for_others(record: ConferenceRecord, change: ConferenceChange) -> bool:
    """Whether a change of a conference is one for whom it is about, or who is invited."""
    if change.action is ConferenceAction.CANCEL:
        return change.by in record.invited
    return change.action is ConferenceAction.ACKNOWLEDGE


def is_for_owners(follow_up: FollowUp, change: FollowUpChange) -> bool:
    """Whether a change of a promise is one for who promised it."""
    return change.by == follow_up.owner and change.action in KEPT_BY_OWNERS


def new_by(
    access: Access,
    operation: Operation[_T | Refusal],
    label: Label,
    may_write: Verdict | None = None,
) -> Operation[_T | Refusal]:
    """An operation that refuses to keep a new record of somebody who may not make it."""

    def decide(documents: Mapping[Key, Document]) -> Decision[_T | Refusal]:
        if not any(place in documents for place in operation.keys):
            verdict = access.create(label)
            if verdict and may_write is not None:
                verdict = may_write
            if not verdict:
                return Decision(Refusal(verdict.reason))
        return operation.decide(documents)

    return Operation(operation.keys, decide)
