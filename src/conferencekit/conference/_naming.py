"""The account of a conference names what was agreed, and what it names is there."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from conferencekit._refusal import Refusal
from conferencekit.conference.follow_up import FollowUp
from conferencekit.conference.record import ConferenceRecord
from conferencekit.errors import Fault, shorten
from conferencekit.goals import ActionPlan, Goal
from conferencekit.goals.documents import PLAN
from conferencekit.storage import Decision, Document, DocumentKind, Key, Operation, key

__all__ = ["nothing_missing", "strangers"]


def strangers(
    record: ConferenceRecord,
    goals: Sequence[Goal],
    plans: Sequence[ActionPlan],
    follow_ups: Sequence[FollowUp],
) -> Iterator[Fault]:
    """What is given along with a conference and is no part of its account, as faults.

    Args:
        record: The conference.
        goals: Goals that are given.
        plans: Action plans that are given.
        follow_ups: Promises that are given.
    """
    account = record.account
    steps = account.steps if account else ()
    named = {
        "goals": account.goals if account else (),
        "plans": {step.plan for step in steps},
        "follow_ups": account.follow_ups if account else (),
    }
    for path, items in (("goals", goals), ("plans", plans), ("follow_ups", follow_ups)):
        told = [(one.id, one.student) for one in items]
        yield from _not_named(told, named[path], record, path)
    for index, plan in enumerate(plans):
        for step in steps:
            if step.plan == plan.id and step.step not in plan.steps:
                yield Fault(f"plans[{index}]", f"has no step {shorten(step.step)}")
    for index, one in enumerate(follow_ups):
        if one.conference != record.id:
            text = f"{shorten(one.conference)} is not {shorten(record.id)}"
            yield Fault(f"follow_ups[{index}].conference", text)


def _not_named(
    told: Sequence[tuple[str, str]], named: Collection[str], record: ConferenceRecord, path: str
) -> Iterator[Fault]:
    for index, (id_, student) in enumerate(told):
        if student != record.student:
            yield Fault(f"{path}[{index}].student", f"is not {shorten(record.student)}")
        if id_ not in named:
            yield Fault(f"{path}[{index}].id", f"{shorten(id_)} is not named by the account")
        if any(id_ == other for other, _ in told[:index]):
            yield Fault(f"{path}[{index}].id", f"{shorten(id_)} is given twice")


def nothing_missing(
    operation: Operation[ConferenceRecord | Refusal],
    record: ConferenceRecord,
    place: Key,
    given: Collection[Key],
    kind: DocumentKind[ConferenceRecord],
) -> Operation[ConferenceRecord | Refusal]:
    """An operation that refuses where a new account names what is neither given nor kept.

    Args:
        operation: Keeps the conference.
        record: The conference.
        place: Where it is kept.
        given: Where what is given along with it is kept.
        kind: How conferences are kept.
    """
    elsewhere = {named: what for named, what in _named(record).items() if named not in given}

    def decide(documents: Mapping[Key, Document]) -> Decision[ConferenceRecord | Refusal]:
        decision = operation.decide(documents)
        missing = [what for named, what in elsewhere.items() if named not in documents]
        missing += _steps_missing(record, documents, elsewhere)
        if not missing or isinstance(decision.result, Refusal):
            return decision
        found = documents.get(place)
        if found is not None and kind.decoded(found).account == record.account:
            return decision  # it was kept then, and may have been erased since
        return Decision(Refusal(f"its account names what is not kept: {', '.join(missing)}"))

    return Operation(operation.keys, decide, shared=tuple(elsewhere))


def _steps_missing(
    record: ConferenceRecord, documents: Mapping[Key, Document], elsewhere: Collection[Key]
) -> Iterator[str]:
    """The steps an account names that the kept plans do not have, in words."""
    for one in record.account.steps if record.account else ():
        place = key("action-plan", record.student, one.plan)
        found = documents.get(place) if place in elsewhere else None
        if found is not None and one.step not in PLAN.decoded(found).steps:
            yield f"step {shorten(one.step)} of action-plan {shorten(one.plan)}"


def _named(record: ConferenceRecord) -> dict[Key, str]:
    """What the account of a conference names, by its key, in words."""
    account, student = record.account, record.student
    if account is None:
        return {}
    named = (
        *(("goal", id_) for id_ in account.goals),
        *(("action-plan", one.plan) for one in account.steps),
        *(("follow-up", id_) for id_ in account.follow_ups),
    )
    return {key(kind, student, id_): f"{kind} {shorten(id_)}" for kind, id_ in named}
