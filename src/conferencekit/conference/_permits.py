"""What others than who may write a record may keep of it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from conferencekit._refusal import Refusal
from conferencekit.conference._states import FOLLOW_UP_ANSWERS, ConferenceAction
from conferencekit.conference.answers import Answers
from conferencekit.conference.follow_up import FollowUp, FollowUpChange
from conferencekit.conference.preparation import Preparation
from conferencekit.conference.record import ConferenceChange, ConferenceRecord
from conferencekit.privacy import Access, Label, Verdict
from conferencekit.storage import Decision, Document, Key, Operation

__all__ = ["forbidden", "is_for_others", "is_for_owners", "new_by", "unless"]

_T = TypeVar("_T")
_H = TypeVar("_H", ConferenceRecord, FollowUp)
_L = TypeVar("_L", ConferenceRecord, FollowUp, Answers, Preparation)


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
    return change.by == follow_up.owner and change.action in FOLLOW_UP_ANSWERS


def new_by(
    access: Access,
    operation: Operation[_T | Refusal],
    label: Label,
    may_write: Verdict | None = None,
) -> Operation[_T | Refusal]:
    """An operation that refuses to keep a new record of somebody who may not make it."""

    def decide(documents: Mapping[Key, Document]) -> Decision[_T | Refusal]:
        if not any(place in documents for place in operation.keys):
            verdict = _may_make(access, label, may_write)
            if not verdict:
                return Decision(Refusal(verdict.reason))
        return operation.decide(documents)

    return Operation(operation.keys, decide)


def unless(
    objection: Callable[[_L], Refusal | None],
    record: _L,
    access: Access,
    may_write: Verdict | None = None,
) -> Callable[[_L], Refusal | None]:
    """An objection that tells nobody of a record which they may not see.

    Who could not make theirs is told the same as where there is none.
    """

    def asked(before: _L) -> Refusal | None:
        if not access.read(before.label):
            verdict = _may_make(access, record.label, may_write)
            if not verdict:
                return Refusal(verdict.reason)
        return objection(before)

    return asked


def _may_make(access: Access, label: Label, may_write: Verdict | None) -> Verdict:
    """Whether somebody may make a new record, and write one of the kind where that is asked."""
    verdict = access.create(label)
    return may_write if verdict and may_write is not None else verdict
