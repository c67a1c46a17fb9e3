"""Schools, rounds and plans as documents of a store.

Each function returns an :class:`~conferencekit.storage.model.Operation`; its ``run`` carries it
out. What was kept is read back as it was.
"""

from collections.abc import Mapping
from typing import Any, Final

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.scheduling.formats import (
    plan_from_json,
    plan_to_json,
    round_from_json,
    round_to_json,
)
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.school import School, school_from_json, school_to_json
from conferencekit.storage import Decision, Document, DocumentKind, Key, Operation, Upcasters, key

__all__ = [
    "KINDS",
    "keep_plan",
    "keep_round",
    "keep_school",
    "kept_plan",
    "kept_round",
    "kept_school",
]

SCHOOL: Final = DocumentKind("school", 1, school_to_json, school_from_json)
ROUND: Final = DocumentKind("round", 1, round_to_json, round_from_json)
PLAN: Final = Upcasters("plan")
KINDS: Final = (SCHOOL.upcasters, ROUND.upcasters, PLAN)
"""What this module keeps; for :func:`~conferencekit.storage.upcasting.migrate`."""


@kinds_checked
def keep_school(school: School) -> Operation[School]:
    """Keep a school, in the place of what was kept under its id before."""
    return SCHOOL.keep(key("school", school.id), school)


@kinds_checked
def keep_round(round_: Round) -> Operation[Round]:
    """Keep a round, in the place of what was kept under its id before."""
    return ROUND.keep(key("round", round_.id), round_)


@kinds_checked
def keep_plan(plan: Plan, round_: Round, *, name: str = "plan") -> Operation[Plan]:
    """Keep a plan of a round under a name, in the place of what had that name before.

    Raises:
        InvalidInputError: It is the plan of another round.
    """
    if plan.round != round_.id:
        text = f"is of round {shorten(plan.round)}, not of {shorten(round_.id)}"
        raise InvalidInputError.single("plan", text)
    return _plan_of(round_).keep(key("plan", round_.id, name), plan)


@kinds_checked
def kept_school(id_: str) -> Operation[School | None]:
    """The school kept under an id; None where there is none."""
    return SCHOOL.kept(key("school", id_))


@kinds_checked
def kept_round(id_: str) -> Operation[Round | None]:
    """The round kept under an id; None where there is none."""
    return ROUND.kept(key("round", id_))


@kinds_checked
def kept_plan(round_: Round, *, name: str = "plan") -> Operation[Plan | None]:
    """The plan of a round kept under a name; None where there is none.

    Run, it raises InvalidInputError where the plan no longer fits the round, such as when the
    round was changed after it.
    """
    place = key("plan", round_.id, name)

    def decide(documents: Mapping[Key, Document]) -> Decision[Plan | None]:
        found = documents.get(place)
        return Decision(None if found is None else _fitting(found, round_))

    return Operation((), decide, shared=(place,))


def _plan_of(round_: Round) -> DocumentKind[Plan]:
    """A plan is read and written by its round."""

    def read(data: Any, /, *, source: str) -> Plan:  # noqa: ANN401
        return plan_from_json(data, round_, source=source)

    return DocumentKind("plan", 1, lambda plan: plan_to_json(plan, round_), read, PLAN.steps)


def _fitting(found: Document, round_: Round) -> Plan:
    """A plan that is kept; the fault lies with the round where they do not fit."""
    body = PLAN.upcast(found.body, source=found.key)
    try:
        return plan_from_json(body.data, round_, source=found.key)
    except InvalidInputError as error:
        source = f"{found.key}, which does not fit round {shorten(round_.id)} as it is now"
        raise InvalidInputError(error.faults, source=source) from error
