"""Round, plan, school and policy files."""

import tomllib
from datetime import date, time
from os import PathLike
from typing import Any

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.exchange._atomic import read_bytes
from conferencekit.exchange._json import read_json, write_json
from conferencekit.planning import RoundPolicy, policy_from_json
from conferencekit.scheduling.formats import (
    plan_from_json,
    plan_to_json,
    round_from_json,
    round_to_json,
)
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.school import School, school_from_json, school_to_json
from conferencekit.time import Zone

__all__ = [
    "read_plan",
    "read_policy",
    "read_round",
    "read_school",
    "write_plan",
    "write_round",
    "write_school",
]


@kinds_checked
def read_round(path: str | PathLike[str]) -> Round:
    """Read a round file.

    Raises:
        InvalidInputError: It is none; with every fault and its path.
    """
    return round_from_json(read_json(path), source=str(path))


@kinds_checked
def write_round(path: str | PathLike[str], round_: Round) -> None:
    """Write a round file, all of it or nothing.

    Raises:
        InvalidInputError: The file cannot be written.
    """
    write_json(path, round_to_json(round_))


@kinds_checked
def read_plan(path: str | PathLike[str], round_: Round) -> Plan:
    """Read a plan file of a round.

    Raises:
        InvalidInputError: It is no plan of that round; with every fault and its path.
    """
    return plan_from_json(read_json(path), round_, source=str(path))


@kinds_checked
def write_plan(path: str | PathLike[str], plan: Plan, round_: Round) -> None:
    """Write a plan file, all of it or nothing.

    Raises:
        InvalidInputError: It is the plan of another round, or the file cannot be written.
    """
    if plan.round != round_.id:
        raise InvalidInputError.single(
            "round", f"is {shorten(plan.round)}, not {shorten(round_.id)}", source=str(path)
        )
    write_json(path, plan_to_json(plan, round_))


@kinds_checked
def read_school(path: str | PathLike[str]) -> School:
    """Read a school file.

    Raises:
        InvalidInputError: It is none; with every fault and its path.
    """
    return school_from_json(read_json(path), source=str(path))


@kinds_checked
def write_school(path: str | PathLike[str], school: School) -> None:
    """Write a school file, all of it or nothing. It holds names and addresses.

    Raises:
        InvalidInputError: The file cannot be written.
    """
    write_json(path, school_to_json(school))


@kinds_checked
def read_policy(path: str | PathLike[str], zone: Zone) -> RoundPolicy:
    """Read a policy from a TOML file.

    Args:
        path: Of the file.
        zone: The school's, in which its times are local unless it names another.

    Raises:
        InvalidInputError: It is none; with every fault and its path.
    """
    source = str(path)
    try:
        data = tomllib.loads(read_bytes(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, too many digits, too deep
        raise InvalidInputError.single("", f"is not TOML: {error}", source=source) from None
    return policy_from_json(_as_json(data), zone, source=source)


def _as_json(value: Any) -> Any:  # noqa: ANN401
    """The same with TOML's own dates and times as the texts they would be in JSON."""
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, (date, time)):  # a datetime is a date
        return value.isoformat()
    return value
