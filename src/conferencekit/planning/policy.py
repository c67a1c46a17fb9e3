"""What a school decides about a round of conferences."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from conferencekit._checks import on_tick, whole
from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked, refuse_faults
from conferencekit.errors import Fault
from conferencekit.scheduling.formats import make_round_converter
from conferencekit.scheduling.round import Session, Travel, Weights
from conferencekit.time import Zone
from conferencekit.wire import JsonValue, body_of, structure, zone_of

__all__ = [
    "Attendance",
    "Conferences",
    "Occasion",
    "RoundPolicy",
    "Siblings",
    "StudentPart",
    "policy_from_json",
    "policy_to_json",
]

POLICY_SCHEMA = "conferencekit.policy/1"


class Occasion(StrEnum):
    """Why a member of staff meets a student's guardians."""

    LEAD = "lead"
    """They lead the student's homeroom."""
    SUBJECT = "subject"
    """They teach one of the student's subjects."""
    SPECIALIST = "specialist"
    """They are named in the student's support plan."""
    REQUEST = "request"
    """Somebody asked for it."""


class Conferences(StrEnum):
    """What happens where a student belongs to two households."""

    EACH = "each"
    """Each household has a conference of its own."""
    JOINT = "joint"
    """One conference for all, unless a restriction keeps some of them apart."""


class Attendance(StrEnum):
    """Who of a household's guardians a conference needs."""

    FIRST = "first"
    """The first who has any time; the others are welcome."""
    ANY = "any"
    """Whichever one the timetable suits."""
    ALL = "all"
    """All of them."""


class Siblings(StrEnum):
    """What happens where siblings have the same teacher."""

    SEPARATE = "separate"
    """A conference for each child."""
    TOGETHER = "together"
    """One longer conference for all of them."""


class StudentPart(StrEnum):
    """The student's part in their own conference."""

    ABSENT = "absent"
    OPTIONAL = "optional"
    REQUIRED = "required"
    """As in student-led conferences."""


@attrs.frozen(field_transformer=as_declared)
class RoundPolicy:
    """What a school decides about a round.

    Attributes:
        id: Of the round to be made.
        sessions: When conferences may take place.
        title: For people.
        timezone: In whose local time it is; None for the school's.
        tick_minutes: The grid of the starts.
        minutes: How long a conference takes.
        minutes_by_occasion: How long where that differs.
        meet: Whom each student's guardians meet.
        conferences: What happens where a student belongs to two households.
        attendance: Who of a household's guardians a conference needs.
        siblings: What happens where siblings have the same teacher.
        student: The student's part.
        welcome: The ids of staff, such as the head, who may attend any conference.
        interpreter_minutes: How much longer a conference with an interpreter takes.
        keep_apart_minutes: What lies between the conferences of people who may not meet.
        max_run_minutes: How long staff go on without a break at the most; None for no limit.
        break_minutes: The break that ends such a run; comes with ``max_run_minutes``.
        travel_minutes: How far rooms are from each other; the rooms of the staff are the places.
        weights: What the terms of the penalty count.

    Raises:
        InvalidInputError: Durations do not fit the grid; with every fault and its path.
    """

    id: str
    sessions: tuple[Session, ...]
    title: str | None = None
    timezone: Zone | None = None
    tick_minutes: int = 5
    minutes: int = 20
    minutes_by_occasion: Mapping[Occasion, int] = attrs.field(factory=dict, hash=False)
    meet: tuple[Occasion, ...] = (Occasion.LEAD,)
    conferences: Conferences = Conferences.EACH
    attendance: Attendance = Attendance.FIRST
    siblings: Siblings = Siblings.SEPARATE
    student: StudentPart = StudentPart.ABSENT
    welcome: tuple[str, ...] = ()
    interpreter_minutes: int = 0
    keep_apart_minutes: int = 15
    max_run_minutes: int | None = None
    break_minutes: int | None = None
    travel_minutes: Travel = Travel()  # noqa: RUF009
    weights: Weights = Weights()  # noqa: RUF009

    def __attrs_post_init__(self) -> None:
        """Check the durations; the rest is checked with the round made of it."""
        refuse_faults(self, _policy_faults, source=f"policy {self.id!r}")

    def minutes_for(self, occasion: Occasion) -> int:
        """How long a conference on an occasion takes."""
        return self.minutes_by_occasion.get(occasion, self.minutes)


def _policy_faults(policy: RoundPolicy) -> Iterator[Fault]:
    if not policy.sessions:
        yield Fault("sessions", "at least one is needed")
    tick_faults = tuple(whole(policy.tick_minutes, 1, "tick_minutes"))
    yield from tick_faults
    durations = {
        "minutes": (policy.minutes, 1),
        "interpreter_minutes": (policy.interpreter_minutes, 0),
    }
    for occasion, minutes in policy.minutes_by_occasion.items():
        durations[f"minutes_by_occasion.{occasion}"] = (minutes, 1)
    for path, (minutes, least) in durations.items():
        yield from on_tick(minutes, 1 if tick_faults else policy.tick_minutes, path, least=least)
    yield from whole(policy.keep_apart_minutes, 0, "keep_apart_minutes")
    if (policy.max_run_minutes is None) != (policy.break_minutes is None):
        yield Fault("break_minutes", "comes with max_run_minutes, or neither is given")


@kinds_checked
def policy_from_json(data: JsonValue, zone: Zone, *, source: str = "policy") -> RoundPolicy:
    """Read a policy, ``conferencekit.policy/1``, from JSON-shaped data, such as a TOML file's.

    Args:
        data: What was read.
        zone: The school's, in which its times are local unless it names another.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a policy; with every fault and its path.
    """
    body = body_of(data, POLICY_SCHEMA, source=source)
    zone = zone_of(body, default=zone, source=source)
    return structure(make_round_converter(zone), body, RoundPolicy, source=source)


@kinds_checked
def policy_to_json(policy: RoundPolicy, zone: Zone) -> dict[str, Any]:
    """A policy as JSON-shaped data, its times local to a zone unless it names another."""
    body = make_round_converter(policy.timezone or zone).unstructure(policy)
    return {"schema": POLICY_SCHEMA, **body}
