"""The account of a conference names what was agreed, and what it names is there."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from conferencekit._refusal import Refusal
from conferencekit.conference.follow_up import FollowUp
from conferencekit.conference.record import ConferenceRecord
from conferencekit.errors import Fault, shorten
from conferencekit.goals import ActionPlan, Goal
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
    *,
    kind: DocumentKind[ConferenceRecord],
    kept: Callable[[str, str], Operation[object]],
) -> Operation[ConferenceRecord | Refusal]:
    """An operation that refuses where a new account names what is neither given nor kept.

    What who keeps it may not see counts as not kept: nobody learns so that it is there.

    Args:
        operation: Keeps the conference.
        record: The conference.
        place: Where it is kept.
        given: Where what is given along with it is kept.
        kind: How conferences are kept.
        kept: Reads what is kept of a kind under an id about the student, for who keeps it.
    """
    elsewhere = {
        named: (f"{what} {shorten(id_)}", kept(what, id_))
        for named, (what, id_) in _named(record).items()
        if named not in given
    }

    def decide(documents: Mapping[Key, Document]) -> Decision[ConferenceRecord | Refusal]:
        decision = operation.decide(documents)
        if isinstance(decision.result, Refusal):
            return decision
        read = {named: one.decide(documents).result for named, (_, one) in elsewhere.items()}
        missing = [what for named, (what, _) in elsewhere.items() if read[named] is None]
        missing += _steps_missing(record, read)
        if not missing:
            return decision
        found = documents.get(place)
        if found is not None and kind.decoded(found).account == record.account:
            return decision  # it was kept then, and may have been erased since
        return Decision(Refusal(f"its account names what is not kept: {', '.join(missing)}"))

    return Operation(operation.keys, decide, shared=tuple(elsewhere))


def _steps_missing(record: ConferenceRecord, read: Mapping[Key, object]) -> Iterator[str]:
    """The steps an account names that the kept plans do not have, in words."""
    for one in record.account.steps if record.account else ():
        plan = read.get(key("action-plan", record.student, one.plan))
        if isinstance(plan, ActionPlan) and one.step not in plan.steps:
            yield f"step {shorten(one.step)} of action-plan {shorten(one.plan)}"


def _named(record: ConferenceRecord) -> dict[Key, tuple[str, str]]:
    """What the account of a conference names, by its key: its kind and its id."""
    account, student = record.account, record.student
    if account is None:
        return {}
    named = (
        *(("goal", id_) for id_ in account.goals),
        *(("action-plan", one.plan) for one in account.steps),
        *(("follow-up", id_) for id_ in account.follow_ups),
    )
    return {key(kind, student, id_): (kind, id_) for kind, id_ in named}
