"""The people of a school and how they belong together.

An id names a human being. Whoever is several things at once (a teacher whose own child goes to
the school, a teacher who interprets) stands in each list under one id, so that nobody can be
asked to be in two places.

Names and addresses stay out of ``repr``: what is logged by accident names no child.
"""

from datetime import date
from enum import StrEnum
from typing import Final

import attrs

from conferencekit._fields import as_declared

__all__ = [
    "Channel",
    "Contact",
    "Group",
    "GroupKind",
    "Guardian",
    "Household",
    "Interpreter",
    "Membership",
    "Name",
    "Restriction",
    "RestrictionKind",
    "Right",
    "Staff",
    "StaffRole",
    "Student",
]


@attrs.frozen
class Name:
    """What somebody is called.

    Attributes:
        given: The given name.
        family: The family name; empty where there is none.
        preferred: What they want to be called instead of the given name.
    """

    given: str = attrs.field(repr=False)
    family: str = attrs.field(default="", repr=False)
    preferred: str | None = attrs.field(default=None, repr=False)

    def __str__(self) -> str:
        """The name they go by, and the family name."""
        return " ".join(part for part in (self.preferred or self.given, self.family) if part)


class Channel(StrEnum):
    """A way to reach somebody."""

    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    APP = "app"
    LETTER = "letter"


@attrs.frozen(field_transformer=as_declared)
class Contact:
    """Where somebody can be reached."""

    channel: Channel
    address: str = attrs.field(repr=False)


@attrs.frozen(field_transformer=as_declared)
class Student:
    """A child or young person whom the school teaches.

    Attributes:
        id: Unique.
        name: What they are called.
        grades: The grades they are in; several, or none, in mixed-age schools.
        languages: What they speak, as BCP 47 tags (``es``, ``zh-Hant``), best first.
        specialists: The ids of the staff who support them: these may read and write about the
            student as those who teach them may. A ``SupportPlan`` adds nobody to them.
        of_age: The day from which the rights are their own and no longer their guardians', such
            as the 18th birthday (34 CFR 99.3, "eligible student"); None where that is far off.
    """

    id: str
    name: Name = attrs.field(repr=False)
    grades: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    specialists: tuple[str, ...] = ()
    of_age: date | None = attrs.field(default=None, repr=False)

    def is_of_age(self, day: date) -> bool:
        """Whether the rights are their own on a day."""
        return self.of_age is not None and self.of_age <= day


@attrs.frozen(field_transformer=as_declared)
class Guardian:
    """A parent, or whoever else stands in a parent's place.

    Attributes:
        id: Unique.
        name: What they are called.
        languages: What they speak, as BCP 47 tags, best first. Empty where nothing is known:
            then the school's own language is taken.
        contacts: Where to reach them, in the order they prefer.
    """

    id: str
    name: Name = attrs.field(repr=False)
    languages: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = attrs.field(default=(), repr=False)


class StaffRole(StrEnum):
    """What somebody does at the school."""

    TEACHER = "teacher"
    SPECIALIST = "specialist"
    COUNSELOR = "counselor"
    AIDE = "aide"
    HEAD = "head"
    ADMINISTRATOR = "administrator"


@attrs.frozen(field_transformer=as_declared)
class Staff:
    """Somebody who works at the school.

    Attributes:
        id: Unique among the staff.
        name: What they are called.
        roles: What they do.
        languages: What they speak besides the school's own languages.
        room: Where they meet parents; None where they have no room.
        since: Their first day at the school; None for always.
        until: Their last day; None for open-ended.
    """

    id: str
    name: Name = attrs.field(repr=False)
    roles: frozenset[StaffRole] = frozenset({StaffRole.TEACHER})
    languages: tuple[str, ...] = ()
    room: str | None = None
    since: date | None = None
    until: date | None = None

    def works_on(self, day: date) -> bool:
        """Whether they are at the school on a day."""
        started = self.since is None or self.since <= day
        return started and (self.until is None or day <= self.until)


@attrs.frozen(field_transformer=as_declared)
class Interpreter:
    """Somebody who interprets at conferences.

    Attributes:
        id: Unique among the interpreters.
        name: What they are called.
        languages: The languages they interpret from and into the school's own.
    """

    id: str
    name: Name = attrs.field(repr=False)
    languages: tuple[str, ...]


class GroupKind(StrEnum):
    """What a group is for."""

    HOMEROOM = "homeroom"
    """Where a student belongs, whatever the ages in it."""
    SUBJECT = "subject"
    """A subject, a course, a club."""


@attrs.frozen(field_transformer=as_declared)
class Group:
    """A class, or any other group that is taught together.

    Attributes:
        id: Unique among the groups.
        title: For people.
        kind: What it is for.
        students: The ids of those in it.
        teachers: The ids of the staff who teach it.
        lead: The id of the one among them who leads it; None where nobody does.
        subject: What is taught, where it is a subject.
    """

    id: str
    title: str
    kind: GroupKind
    students: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()
    lead: str | None = None
    subject: str | None = None


class Right(StrEnum):
    """What a guardian may do with regard to one student."""

    RECORDS = "records"
    """Be told how the student is doing, and see what is written down."""
    CONFERENCE = "conference"
    """Be invited to conferences about the student and come to them."""
    DECISIONS = "decisions"
    """Decide together with the school: agree to goals and support."""


ALL_RIGHTS: Final = frozenset(Right)


@attrs.frozen(field_transformer=as_declared)
class Membership:
    """That a student belongs to a household, and what its guardians may do.

    Attributes:
        student: The student's id.
        rights: Of each guardian of the household with regard to the student. All, unless a
            binding document takes some away: custody alone changes nothing (34 CFR 99.4, on
            rights to a student's records).
    """

    student: str
    rights: frozenset[Right] = ALL_RIGHTS


@attrs.frozen(field_transformer=as_declared)
class Household:
    """Guardians who live together, and the students who belong to them.

    A student of separated parents belongs to two households.

    Attributes:
        id: Unique among the households.
        guardians: Their ids; the one to ask first stands first. At least one.
        members: The students.
        title: For people, such as a family name.
    """

    id: str
    guardians: tuple[str, ...]
    members: tuple[Membership, ...] = ()
    title: str | None = attrs.field(default=None, repr=False)


class RestrictionKind(StrEnum):
    """What a legal restriction forbids."""

    NO_RECORDS = "no-records"
    """The guardian may not be told about the student."""
    NO_CONTACT = "no-contact"
    """The guardian may not come near the other person."""


@attrs.frozen(field_transformer=as_declared)
class Restriction:
    """A legal restriction on a guardian.

    Attributes:
        guardian: The id of whom it restricts.
        kind: What it forbids.
        person: The id of whom it protects: a student; for no-contact also another guardian or a
            member of staff.
        document: The reference of the order or agreement it rests on.
        since: Its first day; None for always.
        until: Its last day; None for open-ended.
    """

    guardian: str
    kind: RestrictionKind
    person: str
    document: str = attrs.field(repr=False)
    since: date | None = None
    until: date | None = None

    def applies(self, first: date, last: date) -> bool:
        """Whether it is in force on any day from the first to the last."""
        started = self.since is None or self.since <= last
        over = self.until is not None and self.until < first
        return started and not over
