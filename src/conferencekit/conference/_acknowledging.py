"""Acknowledgements are kept as people give them: each their own, and none made by hand."""

from collections.abc import Mapping

import attrs

from conferencekit._refusal import Refusal
from conferencekit.conference._states import ConferenceAction
from conferencekit.conference.holding import acknowledge_conference
from conferencekit.conference.record import ConferenceRecord
from conferencekit.privacy import Access
from conferencekit.storage import Decision, Document, DocumentKind, Key, Operation, key

__all__ = ["as_acknowledged"]


def as_acknowledged(
    operation: Operation[ConferenceRecord | Refusal],
    record: ConferenceRecord,
    kind: DocumentKind[ConferenceRecord],
    access: Access,
) -> Operation[ConferenceRecord | Refusal]:
    """An operation that refuses acknowledgements that are none that could have been given.

    Args:
        operation: Keeps the record, with all that was kept of its history.
        record: With its acknowledgements; those that are kept already are not looked at.
        kind: How records are kept.
        access: Who keeps it. The school's own code may take them over from elsewhere.
    """
    if access.is_for_school:
        return operation
    place = key(kind.name, record.student, record.id)

    def decide(documents: Mapping[Key, Document]) -> Decision[ConferenceRecord | Refusal]:
        decision = operation.decide(documents)
        if isinstance(decision.result, Refusal):
            return decision
        found = documents.get(place)
        since = 0 if found is None else len(kind.decoded(found).changes)
        refusal = _refusal(record, since, access)
        return decision if refusal is None else Decision(refusal)

    return Operation(operation.keys, decide, operation.shared)


def _refusal(record: ConferenceRecord, since: int, access: Access) -> Refusal | None:
    """Why some acknowledgement could not have been given, of the changes from a place on.

    Each is given by who keeps it, who has the right to, and is as
    :func:`~conferencekit.conference.holding.acknowledge_conference` makes it.
    """
    for index, change in enumerate(record.changes[since:], start=since):
        if change.action is not ConferenceAction.ACKNOWLEDGE or change.reply is None:
            continue
        if change.by != access.viewer:
            return Refusal("a conference is acknowledged by each person themselves")
        before = attrs.evolve(record, changes=record.changes[:index])
        given = acknowledge_conference(before, change.reply, access, words=change.words)
        if isinstance(given, Refusal):
            return given
        (*_, made) = given.changes
        label = made.label and attrs.evolve(made.label, at=change.at)
        if attrs.evolve(made, at=change.at, label=label) != change:
            return Refusal("an acknowledgement is made by acknowledging, and not by hand")
    return None
