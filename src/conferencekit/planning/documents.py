"""Schools, rounds and plans as documents of a store.

Each function returns an :class:`~conferencekit.storage.model.Operation`; its ``run`` carries it
out. What was kept is read back as it was.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, StoreCorruptError, shorten
from conferencekit.scheduling.formats import (
    plan_from_json,
    plan_to_json,
    round_from_json,
    round_to_json,
)
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.school import School, school_from_json, school_to_json
from conferencekit.storage import Body, Decision, Document, Event, Key, Operation, Upcasters, key

__all__ = [
    "KINDS",
    "keep_plan",
    "keep_round",
    "keep_school",
    "kept_plan",
    "kept_round",
    "kept_school",
]

SCHOOL: Final = Upcasters("school")
ROUND: Final = Upcasters("round")
PLAN: Final = Upcasters("plan")
KINDS: Final = (SCHOOL, ROUND, PLAN)
"""What this module keeps; for :func:`~conferencekit.storage.upcasting.migrate`."""

_T = TypeVar("_T")


@kinds_checked
def keep_school(school: School) -> Operation[None]:
    """Keep a school, in the place of what was kept under its id before."""
    return _keep(key("school", school.id), SCHOOL, school_to_json(school))


@kinds_checked
def keep_round(round_: Round) -> Operation[None]:
    """Keep a round, in the place of what was kept under its id before."""
    return _keep(key("round", round_.id), ROUND, round_to_json(round_))


@kinds_checked
def keep_plan(plan: Plan, round_: Round, *, name: str = "plan") -> Operation[None]:
    """Keep a plan of a round under a name, in the place of what had that name before.

    Raises:
        InvalidInputError: It is the plan of another round.
    """
    if plan.round != round_.id:
        text = f"is of round {shorten(plan.round)}, not of {shorten(round_.id)}"
        raise InvalidInputError.single("plan", text)
    return _keep(key("plan", round_.id, name), PLAN, plan_to_json(plan, round_))


@kinds_checked
def kept_school(id_: str) -> Operation[School | None]:
    """The school kept under an id; None where there is none."""
    place = key("school", id_)
    return _kept(place, SCHOOL, lambda data: school_from_json(data, source=place))


@kinds_checked
def kept_round(id_: str) -> Operation[Round | None]:
    """The round kept under an id; None where there is none."""
    place = key("round", id_)
    return _kept(place, ROUND, lambda data: round_from_json(data, source=place))


@kinds_checked
def kept_plan(round_: Round, *, name: str = "plan") -> Operation[Plan | None]:
    """The plan of a round kept under a name; None where there is none.

    Run, it raises InvalidInputError where the plan no longer fits the round, such as when the
    round was changed after it.
    """
    place = key("plan", round_.id, name)
    return _kept(
        place, PLAN, lambda data: plan_from_json(data, round_, source=place), fits=round_.id
    )


def _keep(place: Key, kind: Upcasters, data: Mapping[str, Any]) -> Operation[None]:
    def decide(documents: Mapping[Key, Document]) -> Decision[None]:
        if place in documents:
            kind.refuse_foreign(documents[place].body, source=place)
        body = Body(kind.kind, kind.schema, data)
        event = Event(f"{kind.kind}.kept", {"key": place})
        return Decision(None, put={place: body}, events=(event,))

    return Operation((place,), decide)


def _kept(
    place: Key, kind: Upcasters, read: Callable[[Any], _T], *, fits: str | None = None
) -> Operation[_T | None]:
    def decide(documents: Mapping[Key, Document]) -> Decision[_T | None]:
        found = documents.get(place)
        return Decision(None if found is None else _decoded(found, kind, read, fits))

    return Operation((), decide, shared=(place,))


def _decoded(found: Document, kind: Upcasters, read: Callable[[Any], _T], fits: str | None) -> _T:
    body = kind.upcast(found.body, source=found.key)
    try:
        return read(body.data)
    except InvalidInputError as error:
        if fits is not None:
            source = f"{found.key}, which does not fit round {shorten(fits)} as it is now"
            raise InvalidInputError(error.faults, source=source) from error
        raise StoreCorruptError(f"{found.key} cannot be read: {error}") from error
