"""A school, a policy and its wishes, put side by side for the builder, and checked."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

import attrs

from conferencekit._checks import known, known_one, on_tick, whole
from conferencekit._fields import as_declared
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.planning.policy import RoundPolicy
from conferencekit.planning.wishes import Availability, Request, Wishes
from conferencekit.school import RestrictionKind, School
from conferencekit.time import Window, Windows, Zone

__all__ = ["Remark", "RemarkKind", "Season"]


class RemarkKind(StrEnum):
    """What the builder has to tell the school."""

    NO_HOUSEHOLD = "no-household"
    """A student belongs to no household."""
    NOBODY_ENTITLED = "nobody-entitled"
    """No guardian of a household may come to conferences about a student."""
    NOBODY_TO_MEET = "nobody-to-meet"
    """A student's guardians meet nobody: no lead teacher, and nothing asked for."""
    DECLINED = "declined"
    """Guardians do not need a conference that the policy foresees."""
    REQUEST_IGNORED = "request-ignored"
    """A guardian asks about a student without the right to come."""
    NO_CONTACT = "no-contact"
    """A restriction keeps somebody out of a conference, or households apart."""
    OWN_CHILD = "own-child"
    """A member of staff is the student's own guardian."""
    NO_INTERPRETER = "no-interpreter"
    """Nobody interprets a language that is needed."""


@attrs.frozen(order=True, field_transformer=as_declared)
class Remark:
    """Something about the round that somebody at the school should look at.

    Attributes:
        kind: What.
        student: The id of the student it is about.
        people: The ids of other people concerned.
        text: The same for people to read; ids, no names.
    """

    kind: RemarkKind
    student: str
    people: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        """The text."""
        return self.text


class Season:
    """What the builder works from.

    Args:
        school: The school.
        policy: What it decided.
        wishes: What was wished for.

    Attributes:
        school: As given.
        policy: As given.
        zone: In whose local time the round is.
        first: The first day of the round.
        last: The last day.

    Raises:
        InvalidInputError: Policy or wishes name people the school does not know, ...; with
            every fault and its path.
    """

    def __init__(self, school: School, policy: RoundPolicy, wishes: Wishes) -> None:
        faults = (*_policy_faults(school, policy), *_wish_faults(school, policy, wishes))
        if faults:
            raise InvalidInputError(faults)
        self.school = school
        self.policy = policy
        self.requests: tuple[Request, ...] = wishes.requests
        self.zone: Zone = policy.timezone or school.timezone
        days = [self.zone.day(session.start) for session in policy.sessions]
        days += [self.zone.day(session.end) for session in policy.sessions]
        self.first: date = min(days)
        self.last: date = max(days)
        self._remarks: dict[Remark, None] = {}
        self._no_contact: set[tuple[str, str]] = set()
        self._no_records: set[tuple[str, str]] = set()
        for one in school.restrictions:
            if one.applies(self.first, self.last):
                no_contact = one.kind is RestrictionKind.NO_CONTACT
                held = self._no_contact if no_contact else self._no_records
                held.add((one.guardian, one.person))
        self._availability: Mapping[str, Availability] = {
            one.person: one for one in wishes.availability
        }
        self._open = Windows(Window(one.start, one.end) for one in policy.sessions)

    def remark(self, kind: RemarkKind, student: str, people: tuple[str, ...], text: str) -> None:
        """Note something for the school to look at, once."""
        self._remarks[Remark(kind, student, people, text)] = None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was remarked so far."""
        return tuple(self._remarks)

    def availability(self, person: str) -> Availability:
        """When somebody can come."""
        return self._availability.get(person, Availability(person))

    def has_time(self, person: str) -> bool:
        """Whether somebody can come to any session at all."""
        available = self.availability(person).available
        return available is None or bool(available & self._open)

    def kept_from(self, one: str, other: str) -> bool:
        """Whether a restriction forbids the one to come near the other on a day of the round."""
        return (one, other) in self._no_contact

    def kept_apart(self, one: str, other: str) -> bool:
        """Whether a restriction keeps two people apart, whichever of them it restricts."""
        return self.kept_from(one, other) or self.kept_from(other, one)

    def barred(self, person: str, student: str) -> bool:
        """Whether a restriction keeps somebody from being told about a student, or near them."""
        return (person, student) in self._no_records or self.kept_apart(person, student)


def _policy_faults(school: School, policy: RoundPolicy) -> Iterator[Fault]:
    staff = {one.id for one in school.staff}
    yield from known(policy.welcome, staff, "member of staff", "policy.welcome")


def _wish_faults(school: School, policy: RoundPolicy, wishes: Wishes) -> Iterator[Fault]:
    staff = {one.id for one in school.staff}
    guardians = {one.id for one in school.guardians}
    students = {one.id for one in school.students}
    everyone = staff | guardians | students | {one.id for one in school.interpreters}
    people = [one.person for one in wishes.availability]
    yield from known(people, everyone, "person", "wishes.availability")
    for index, request in enumerate(wishes.requests):
        path = f"wishes.requests[{index}]"
        yield from known_one(
            request.by, staff | guardians, "guardian or member of staff", f"{path}.by"
        )
        yield from known_one(request.student, students, "student", f"{path}.student")
        yield from known_one(request.staff, staff, "member of staff", f"{path}.staff")
        if request.priority is not None:
            yield from whole(request.priority, 1, f"{path}.priority")
        if request.minutes is not None:
            yield from on_tick(request.minutes, policy.tick_minutes, f"{path}.minutes")
