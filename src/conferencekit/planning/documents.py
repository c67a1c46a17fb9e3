"""Schools, rounds and plans as documents of a store.

Each function returns an :class:`~conferencekit.storage.model.Operation`; its ``run`` carries it
out. What was kept is read back as it was.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from conferencekit.errors import InvalidInputError, NewerSchemaError, StoreCorruptError
from conferencekit.scheduling.formats import (
    plan_from_json,
    plan_to_json,
    round_from_json,
    round_to_json,
)
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.school import School, school_from_json, school_to_json
from conferencekit.storage import Body, Decision, Document, Event, Key, Operation, key

__all__ = ["keep_plan", "keep_round", "keep_school", "kept_plan", "kept_round", "kept_school"]

SCHEMA = 1
"""The form in which all three kinds are written."""

_T = TypeVar("_T")


def keep_school(school: School) -> Operation[None]:
    """Keep a school, in the place of what was kept under its id before."""
    return _keep(key("school", school.id), "school", school_to_json(school))


def keep_round(round_: Round) -> Operation[None]:
    """Keep a round, in the place of what was kept under its id before."""
    return _keep(key("round", round_.id), "round", round_to_json(round_))


def keep_plan(plan: Plan, round_: Round, *, name: str = "plan") -> Operation[None]:
    """Keep a plan of a round under a name, in the place of what had that name before."""
    return _keep(key("plan", round_.id, name), "plan", plan_to_json(plan, round_))


def kept_school(id_: str) -> Operation[School | None]:
    """The school kept under an id; None where there is none."""
    place = key("school", id_)
    return _kept(place, "school", lambda data: school_from_json(data, source=place))


def kept_round(id_: str) -> Operation[Round | None]:
    """The round kept under an id; None where there is none."""
    place = key("round", id_)
    return _kept(place, "round", lambda data: round_from_json(data, source=place))


def kept_plan(round_: Round, *, name: str = "plan") -> Operation[Plan | None]:
    """The plan of a round kept under a name; None where there is none."""
    place = key("plan", round_.id, name)
    return _kept(place, "plan", lambda data: plan_from_json(data, round_, source=place))


def _keep(place: Key, kind: str, data: Mapping[str, Any]) -> Operation[None]:
    def decide(_: Mapping[Key, Document]) -> Decision[None]:
        body = Body(kind, SCHEMA, data)
        return Decision(None, put={place: body}, events=(Event(f"{kind}.kept", {"key": place}),))

    return Operation((place,), decide)


def _kept(place: Key, kind: str, read: Callable[[Any], _T]) -> Operation[_T | None]:
    def decide(documents: Mapping[Key, Document]) -> Decision[_T | None]:
        found = documents.get(place)
        return Decision(None if found is None else _decoded(found, kind, read))

    return Operation((), decide, shared=(place,))


def _decoded(found: Document, kind: str, read: Callable[[Any], _T]) -> _T:
    if found.body.kind != kind:
        raise StoreCorruptError(f"{found.key} is a {found.body.kind}, not a {kind}")
    if found.body.schema > SCHEMA:
        raise NewerSchemaError(f"{found.key} has schema {found.body.schema}, newer than {SCHEMA}")
    try:
        return read(found.body.data)
    except InvalidInputError as error:
        raise StoreCorruptError(f"{found.key} cannot be read: {error}") from error
