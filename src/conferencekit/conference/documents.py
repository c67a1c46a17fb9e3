"""Questionnaires, preparations, conferences and follow-ups as documents of a store.

The documents of a student stand under the student's id, so that all of them can be found, shown
and erased together. Whatever is about a child is kept and read with an
:class:`~conferencekit.privacy.policy.Access`: nobody is given a record they may not see, and none
is kept that they may not write. A record is read whole, so that it can be changed and kept again;
what of it somebody may see, :func:`~conferencekit.privacy.disclosing.disclose` tells.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.conference._acknowledging import as_acknowledged
from conferencekit.conference._naming import nothing_missing, strangers
from conferencekit.conference._permits import is_for_others, is_for_owners, only_adds
from conferencekit.conference.answers import Answers
from conferencekit.conference.follow_up import FollowUp, may_write_promise
from conferencekit.conference.formats import (
    answers_from_json,
    answers_to_json,
    conference_from_json,
    conference_to_json,
    follow_up_from_json,
    follow_up_to_json,
    preparation_from_json,
    preparation_to_json,
    questionnaire_from_json,
    questionnaire_to_json,
)
from conferencekit.conference.preparation import Preparation
from conferencekit.conference.questionnaire import Questionnaire
from conferencekit.conference.record import ConferenceRecord
from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    ActionPlan,
    Goal,
    keep_action_plan,
    keep_goal,
    kept_action_plan,
    kept_goal,
)
from conferencekit.privacy import Access, Audiences, DocumentsFor, Held, Label, Source
from conferencekit.storage import Decision, Document, DocumentKind, Key, Operation, Store, key

__all__ = [
    "conference_sources",
    "keep_answers",
    "keep_conference",
    "keep_follow_up",
    "keep_preparation",
    "keep_questionnaire",
    "kept_answers",
    "kept_conference",
    "kept_conferences",
    "kept_follow_up",
    "kept_follow_ups",
    "kept_preparation",
    "kept_questionnaire",
]

_T = TypeVar("_T")
_L = TypeVar("_L", ConferenceRecord, FollowUp, Answers, Preparation)

QUESTIONNAIRE: Final = DocumentKind(
    "questionnaire", 1, questionnaire_to_json, questionnaire_from_json
)
ANSWERS: Final = DocumentKind("answers", 1, answers_to_json, answers_from_json)
PREPARATION: Final = DocumentKind("preparation", 1, preparation_to_json, preparation_from_json)
CONFERENCE: Final = DocumentKind("conference", 1, conference_to_json, conference_from_json)
FOLLOW_UP: Final = DocumentKind("follow-up", 1, follow_up_to_json, follow_up_from_json)


@kinds_checked
def keep_conference(
    record: ConferenceRecord,
    access: Access,
    *,
    goals: Iterable[Goal] = (),
    plans: Iterable[ActionPlan] = (),
    follow_ups: Iterable[FollowUp] = (),
    audiences: Audiences | None = None,
) -> Operation[ConferenceRecord | Refusal]:
    """Keep the record of a conference, and what was agreed at it: all of it, or nothing.

    Each is kept only where no change of it is lost, and where who keeps it may write it; where
    somebody has changed one of them meanwhile, or it is not theirs to write, the operation's
    result is a refusal that says why, and nothing is written. The staff alone writes a
    conference, in their own name where it is new. Others may answer it where they may see it,
    each for themselves, and call it off where they are invited. What its account names and is not
    given here has to be kept already, where they may see it.

    Args:
        record: The record.
        access: Who keeps it.
        goals: The student's goals that were set or changed, as its account names them; of a
            revised goal both the old one and the new.
        plans: The student's action plans with the steps that its account names.
        follow_ups: What was promised, as its account names it.
        audiences: For whom the school keeps goals and action plans.

    Raises:
        InvalidInputError: One of them is of another student, is given twice or is not named by
            the account; with every fault.
    """
    goals, plans, follow_ups = tuple(goals), tuple(plans), tuple(follow_ups)
    faults = tuple(strangers(record, goals, plans, follow_ups))
    if faults:
        raise InvalidInputError(faults, source=f"conference {record.id!r}")
    place, records = key("conference", record.student, record.id), _labelled(CONFERENCE, access)
    others: tuple[Operation[object], ...] = (
        *(keep_goal(one, access, audiences=audiences) for one in goals),
        *(keep_action_plan(one, access, audiences=audiences) for one in plans),
        *(keep_follow_up(one, access) for one in follow_ups),
    )

    def objection(before: ConferenceRecord) -> Refusal | None:
        lost = _lost(before, record)
        if lost is not None:
            return lost
        return records.objection(
            before,
            record,
            may_write=access.write_for_school(before.label),
            is_theirs=lambda: only_adds(before, record, access, is_for_others),
        )

    may_make = access.create(record.label) and access.write_for_school(record.label)
    first = records.keep(place, record, unless=objection, may_make=may_make)
    given = {place for one in others for place in one.keys}

    def kept(kind: str, id_: str) -> Operation[object]:
        if kind == "goal":
            return kept_goal(record.student, id_, access, audiences=audiences)
        if kind == "action-plan":
            return kept_action_plan(record.student, id_, access, audiences=audiences)
        return kept_follow_up(record.student, id_, access)

    complete = nothing_missing(first, record, place, given, kind=CONFERENCE, kept=kept)
    return _together(as_acknowledged(complete, record, CONFERENCE, access), others)


@kinds_checked
def kept_conference(student: str, id_: str, access: Access) -> Operation[ConferenceRecord | None]:
    """The record kept of a conference about a student; None where there is none to be seen.

    It is whole, with the staff's notes and everybody's replies: for a page take
    :func:`~conferencekit.privacy.disclosing.disclose`.
    """
    return _labelled(CONFERENCE, access).kept(key("conference", student, id_))


@kinds_checked
def kept_conferences(
    store: Store, access: Access, student: str | None = None
) -> Iterator[ConferenceRecord]:
    """The records of conferences about a student, or about all, that somebody may see."""
    return _labelled(CONFERENCE, access).scan(store, student)


@kinds_checked
def keep_follow_up(follow_up: FollowUp, access: Access) -> Operation[FollowUp | Refusal]:
    """Keep a follow-up, unless that would lose a change; see :func:`keep_conference`.

    The staff keeps everybody's promises; others keep their own.
    """
    place, promises = (
        key("follow-up", follow_up.student, follow_up.id),
        _labelled(FOLLOW_UP, access),
    )

    def objection(before: FollowUp) -> Refusal | None:
        fixed = ("promise", "owner", "to", "first_due", "conference")
        other = any(getattr(before, name) != getattr(follow_up, name) for name in fixed)
        other = other or _rewritten(before.label, follow_up.label)
        if other or follow_up.changes[: len(before.changes)] != before.changes:
            text = f"follow-up {follow_up.id!r} was changed meanwhile; read it again"
            return Refusal(text)
        return promises.objection(
            before,
            follow_up,
            may_write=may_write_promise(before, access),
            is_theirs=lambda: only_adds(before, follow_up, access, is_for_owners),
        )

    may_make = access.create(follow_up.label) and may_write_promise(follow_up, access)
    return promises.keep(place, follow_up, unless=objection, may_make=may_make)


@kinds_checked
def kept_follow_up(student: str, id_: str, access: Access) -> Operation[FollowUp | None]:
    """A follow-up kept about a student; None where there is none to be seen."""
    return _labelled(FOLLOW_UP, access).kept(key("follow-up", student, id_))


@kinds_checked
def kept_follow_ups(
    store: Store, access: Access, student: str | None = None
) -> Iterator[FollowUp]:
    """The follow-ups about a student, or about all, open or not, that somebody may see."""
    return _labelled(FOLLOW_UP, access).scan(store, student)


@attrs.frozen
class _Kept:
    """A source of what is kept of one kind."""

    name: str
    store: Store
    kind: DocumentKind[Any]

    def records(self, student: str, /) -> Iterator[Held]:
        """Those about a student, with their keys."""
        for record in self.kind.scan(self.store, f"{key(self.kind.name, student)}/"):
            yield Held(record, key(self.kind.name, student, record.label.id))


@kinds_checked
def conference_sources(store: Store) -> tuple[Source, ...]:
    """What of this room is about a student, for dossiers and for retention.

    Preparations, answers, conferences and follow-ups, for
    :func:`~conferencekit.privacy.dossier.gather` and
    :func:`~conferencekit.privacy.retention.what_may_go`.

    Args:
        store: Where they are kept.
    """
    return (
        _Kept("preparations", store, PREPARATION),
        _Kept("answers", store, ANSWERS),
        _Kept("conferences", store, CONFERENCE),
        _Kept("follow-ups", store, FOLLOW_UP),
    )


@kinds_checked
def keep_questionnaire(questionnaire: Questionnaire) -> Operation[Questionnaire | Refusal]:
    """Keep a version of a questionnaire, for good: what was asked must not change afterwards."""

    def differs(before: Questionnaire) -> Refusal | None:
        if before != questionnaire:
            return Refusal(f"version {questionnaire.version!r} asks something else already")
        return None

    place = key("questionnaire", questionnaire.id, questionnaire.version)
    return QUESTIONNAIRE.keep(place, questionnaire, unless=differs)


@kinds_checked
def kept_questionnaire(id_: str, version: str) -> Operation[Questionnaire | None]:
    """The questionnaire kept under an id and a version; None where there is none."""
    return QUESTIONNAIRE.kept(key("questionnaire", id_, version))


@kinds_checked
def keep_answers(answers: Answers, access: Access) -> Operation[Answers | Refusal]:
    """Keep answers, in the place of those that the same person gave before under the same id."""

    def others(before: Answers) -> Refusal | None:
        if before.label.author != answers.label.author:
            return Refusal(f"somebody else gave the answers {answers.id!r}")
        given_now = attrs.evolve(before.label, at=answers.label.at)
        verdict = access.create(answers.label) and access.change(given_now, answers.label)
        return None if verdict else Refusal(verdict.reason)

    place = key("answers", answers.student, answers.id)
    return _labelled(ANSWERS, access).keep(place, answers, unless=others)


@kinds_checked
def kept_answers(store: Store, access: Access, student: str | None = None) -> Iterator[Answers]:
    """The answers given about a student, or about all, that somebody may see."""
    return _labelled(ANSWERS, access).scan(store, student)


@kinds_checked
def keep_preparation(
    preparation: Preparation, access: Access, *, before: Preparation | None = None
) -> Operation[Preparation | Refusal]:
    """Keep a preparation, unless somebody has changed it meanwhile.

    Args:
        preparation: As it is to be.
        access: Who keeps it; somebody who may write it.
        before: As it was read; None where there was none.
    """
    preparations = _labelled(PREPARATION, access)

    def changed(found: Preparation) -> Refusal | None:
        if found in (before, preparation):
            return preparations.objection(found, preparation)
        return Refusal(
            f"preparation {preparation.label.id!r} was changed meanwhile; read it again"
        )

    place = key("preparation", preparation.student, preparation.label.id)
    return preparations.keep(place, preparation, unless=changed)


@kinds_checked
def kept_preparation(student: str, id_: str, access: Access) -> Operation[Preparation | None]:
    """The preparation kept under an id for a student; None where there is none to be seen.

    It is whole, with the staff's notes: for a page take
    :func:`~conferencekit.privacy.disclosing.disclose`.
    """
    return _labelled(PREPARATION, access).kept(key("preparation", student, id_))


def _labelled(kind: DocumentKind[_L], access: Access) -> DocumentsFor[_L]:
    return DocumentsFor(kind, lambda one: one.label, access)


def _lost(before: ConferenceRecord, record: ConferenceRecord) -> Refusal | None:
    """Until something has happened a conference may be moved; its history is never rewritten."""
    moved = before.changes and (before.start, before.staff) != (record.start, record.staff)
    if _rewritten(before.label, record.label):
        return Refusal(f"conference {record.id!r} is kept already; read it, and change that")
    if moved or record.changes[: len(before.changes)] != before.changes:
        return Refusal(f"conference {record.id!r} was changed meanwhile; read it again")
    return None


def _rewritten(before: Label, label: Label) -> bool:
    """Whether it is another record in the place of the one that was kept."""
    return (before.author, before.at) != (label.author, label.at)


def _together(
    first: Operation[_T | Refusal], others: Iterable[Operation[object]]
) -> Operation[_T | Refusal]:
    """Several operations on different documents as one: all are done, or none.

    Its result is that of the first.
    """
    others = tuple(others)

    def decide(documents: Mapping[Key, Document]) -> Decision[_T | Refusal]:
        kept = first.decide(documents)
        made = (kept, *(operation.decide(documents) for operation in others))
        for decision in made:
            if isinstance(decision.result, Refusal):
                return Decision(decision.result)
        put = {place: body for one in made for place, body in one.put.items()}
        events = tuple(event for one in made for event in one.events)
        return Decision(kept.result, put=put, events=events)

    places = tuple(place for one in (first, *others) for place in one.keys)
    return Operation(places, decide, first.shared)
