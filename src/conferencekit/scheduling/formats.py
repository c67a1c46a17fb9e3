"""The round file and the plan file: between models and JSON-shaped data.

The formats are ``conferencekit.round/1`` and ``conferencekit.plan/1``; the reference has a page
on them. Reading refuses what the page refuses, every fault with its path. Opening and saving
files is in ``conferencekit.exchange``.
"""

from collections.abc import Iterator
from typing import Any, Final

import attrs
from cattrs import Converter

from conferencekit._kinds import kinds_checked
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Round, TravelPair
from conferencekit.time import Instant, Zone
from conferencekit.wire import (
    JsonValue,
    body_of,
    is_hole,
    make_converter,
    register_as_list,
    structure,
    zone_of,
)

__all__ = [
    "make_round_converter",
    "plan_from_json",
    "plan_to_json",
    "round_from_json",
    "round_to_json",
]

ROUND_SCHEMA: Final = "conferencekit.round/1"
PLAN_SCHEMA: Final = "conferencekit.plan/1"


@kinds_checked
def round_from_json(data: JsonValue, *, source: str = "round") -> Round:
    """Read a round from JSON-shaped data.

    Args:
        data: What a round file holds, as :func:`~conferencekit.wire._json.parse_json` returns it.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a round; with every fault and its path.
    """
    body = body_of(data, ROUND_SCHEMA, source=source)
    zone = zone_of(body, source=source)
    return structure(make_round_converter(zone), body, Round, source=source)


@kinds_checked
def round_to_json(round_: Round) -> dict[str, Any]:
    """A round as JSON-shaped data; reading it back gives an equal round."""
    body = make_round_converter(round_.timezone).unstructure(round_)
    return {"schema": ROUND_SCHEMA, **body}


@kinds_checked
def plan_from_json(data: JsonValue, round_: Round, *, source: str = "plan") -> Plan:
    """Read a plan from JSON-shaped data.

    Args:
        data: What a plan file holds.
        round_: The round it is for.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a plan of that round; with every fault and its path. A plan
            that breaks a rule is no such fault: see :func:`~conferencekit.scheduling.rules.check`.
    """
    body = body_of(data, PLAN_SCHEMA, source=source)
    return structure(
        make_converter(round_.timezone),
        body,
        Plan,
        check=lambda plan: plan_faults(round_, plan),
        source=source,
    )


@kinds_checked
def plan_to_json(plan: Plan, round_: Round) -> dict[str, Any]:
    """A plan as JSON-shaped data, its times in the round's zone with their offsets."""
    return {
        "schema": PLAN_SCHEMA,
        "round": plan.round,
        "placements": [_placement_to_json(one, round_.timezone) for one in plan.placements],
        "unplaced": list(plan.unplaced),
        "score": attrs.asdict(plan.score),
        "bound": attrs.asdict(plan.bound),
    }


def plan_faults(round_: Round, plan: Plan) -> Iterator[Fault]:
    """What keeps a plan from being one of a round at all, each fault with its path."""
    if plan.round != round_.id:
        yield Fault("round", f"is {shorten(plan.round)}, not {shorten(round_.id)}")
    placed: set[str] = set()
    for index, one in enumerate(plan.placements):
        yield from _placement_faults(round_, one, placed, f"placements[{index}]")
        placed.add(one.meeting)
    for index, id_ in enumerate(plan.unplaced):
        if not round_.has_meeting(id_):
            yield Fault(f"unplaced[{index}]", f"unknown meeting {shorten(id_)}")
        elif id_ in placed:
            yield Fault(f"unplaced[{index}]", f"{shorten(id_)} is placed too")
    told = placed.union(plan.unplaced)
    if any(is_hole(id_) for id_ in told):
        return  # the meeting of which nothing is said may be the one that could not be read
    for meeting in round_.meetings:
        if meeting.id not in told:
            yield Fault("", f"says nothing of meeting {shorten(meeting.id)}")


def _placement_faults(
    round_: Round, one: Placement, placed: set[str], path: str
) -> Iterator[Fault]:
    if not round_.has_meeting(one.meeting):
        yield Fault(f"{path}.meeting", f"unknown meeting {shorten(one.meeting)}")
        return
    if one.meeting in placed:
        yield Fault(f"{path}.meeting", f"{shorten(one.meeting)} stands twice")
    if not one.start.is_whole_minute:
        yield Fault(f"{path}.start", f"{one.start.isoformat()} is not a whole minute")
    optional = round_.meeting(one.meeting).optional
    for index, id_ in enumerate(one.attending):
        if id_ not in optional:
            yield Fault(f"{path}.attending[{index}]", f"{shorten(id_)} is not an optional person")


def make_round_converter(zone: Zone) -> Converter:
    """A converter for what rounds are made of, with times local to a zone, in whole minutes.

    That they are whole is checked here, because a round joins its windows and no longer knows
    which of those in the input was at fault.
    """
    converter = make_converter(zone, read=lambda text: _whole_minute(zone.parse(text)))
    register_as_list(converter, TravelPair)
    return converter


def _whole_minute(instant: Instant) -> Instant:
    if not instant.is_whole_minute:
        raise InvalidInputError.single("", f"{instant.isoformat()} is not a whole minute")
    return instant


def _placement_to_json(one: Placement, zone: Zone) -> dict[str, Any]:
    body: dict[str, Any] = {"meeting": one.meeting, "start": zone.isoformat(one.start)}
    if one.pools:
        body["pools"] = dict(one.pools)
    if one.attending:
        body["attending"] = list(one.attending)
    return body
