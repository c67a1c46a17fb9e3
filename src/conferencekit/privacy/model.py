"""What the access policy speaks of: what a record is, what is asked about it, and the answer."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import attrs

from conferencekit._fields import as_declared
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.time import Instant

__all__ = ["Action", "Audience", "Capacity", "Consent", "Label", "Purpose", "Verdict"]


class Action(StrEnum):
    """What somebody wants to do with a record."""

    READ = "read"
    """See it."""
    WRITE = "write"
    """Make it, or change it."""
    EXPORT = "export"
    """Take a copy that leaves the school's software: a file, a page on paper, a feed."""


class Purpose(StrEnum):
    """What somebody wants it for."""

    EDUCATION = "education"
    """The everyday work of teaching, and of home and school with each other."""
    CONFERENCE = "conference"
    """To prepare, hold or follow up a conference."""
    INSPECTION = "inspection"
    """To see what the school keeps, as the law entitles to (34 CFR 99.10; GDPR, Article 15)."""
    ADMINISTRATION = "administration"
    """To run the school and to do its duties, such as answering an inspection."""


class Audience(StrEnum):
    """Whom a record is for, the widest first. The policy says what that comes to."""

    FAMILY = "family"
    """The student, the guardians, and the staff who work with the student."""
    GUARDIANS = "guardians"
    """The guardians and that staff, not the student until they are of age."""
    STAFF = "staff"
    """That staff. It is an education record: families may inspect it when they ask to."""
    CONFIDENTIAL = "confidential"
    """Whoever wrote or told it, and the readers it names."""
    PRIVATE = "private"
    """Whoever wrote it and nobody else: a memory aid in the sole possession of its maker, which
    is no education record as long as it is shared with nobody (34 CFR 99.3)."""


class Capacity(StrEnum):
    """What somebody is to the students a record is about. One person may be several things."""

    STUDENT = "student"
    """One of them."""
    GUARDIAN = "guardian"
    """A guardian in a household of one of them."""
    STAFF = "staff"
    """On the school's list of staff."""
    OUTSIDER = "outsider"
    """Anybody, whatever else they are: what is granted to an outsider needs a consent."""


@attrs.frozen(field_transformer=as_declared)
class Label:
    """What the policy has to know about a record; never what the record says.

    Attributes:
        kind: What kind of record it is, such as ``goal``.
        id: The record's, unique within its kind.
        students: The ids of the students it is about; at least one.
        author: The id of who wrote it, or told it; None where it was computed and nobody did.
        at: When it was written.
        audience: Whom it is for.
        readers: The ids of those who may know it, where it is confidential.
        household: The id of the one household it is between the school and; None where it is
            for all of the student's households.
        until: From when it is nobody's but its author's to read; None for open-ended.
        in_charge: The ids of those of the staff in whose hands it is, whether they teach the
            students or not: who holds the conference, who made the promise.
        between: The ids of whom it is between, where it names no household: it is for the
            students' households in which one of these is a guardian, and for all of them where
            none is.

    Raises:
        InvalidInputError: Something is empty or does not fit; with every fault.
    """

    kind: str
    id: str
    students: tuple[str, ...]
    author: str | None
    at: Instant
    audience: Audience = Audience.STAFF
    readers: frozenset[str] = frozenset()
    household: str | None = None
    until: Instant | None = None
    in_charge: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        """Refuse what no policy could decide about."""
        faults = tuple(_label_faults(self))
        if faults:
            raise InvalidInputError(faults, source="label of a record")


def _label_faults(label: Label) -> Iterator[Fault]:
    for name in ("kind", "id", "author"):
        value = getattr(label, name)
        if name == "author" and value is None:
            continue
        if type(value) is not str or not value:
            yield Fault(name, f"{value!r} is no name of one")
    if not label.students or not all(label.students):
        yield Fault("students", "has no student in it, or one without an id")
    if len(set(label.students)) < len(label.students):
        yield Fault("students", "names a student twice")
    if label.readers and label.audience is not Audience.CONFIDENTIAL:
        yield Fault(
            "readers", f"are named for the audience {label.audience}", "only for confidential"
        )


@attrs.frozen(field_transformer=as_declared)
class Consent:
    """That somebody may be told about a student who otherwise might not (34 CFR 99.30).

    It holds as long as whoever gave it has the right to give it: the student who is of age, or
    else a guardian who decides together with the school.

    Attributes:
        student: The student's id.
        party: The id of who may be told: anybody's, also of no one on the school's lists.
        given_by: The id of who gave it.
        document: The reference of the signed paper.
        purposes: What for.
        since: Its first day.
        until: Its last day; None for open-ended.
    """

    student: str
    party: str
    given_by: str
    document: str = attrs.field(repr=False)
    purposes: frozenset[Purpose]
    since: date
    until: date | None = None

    def applies(self, day: date) -> bool:
        """Whether it is in force on a day, as far as its own days say."""
        return self.since <= day and (self.until is None or day <= self.until)


@attrs.frozen(field_transformer=as_declared)
class Verdict:
    """The policy's answer, with the question. True where it allows.

    Attributes:
        allowed: Whether it may be done.
        rule: The id of the rule that decided.
        reason: That rule in a sentence. It names no person and no document, so that it can be
            shown to whom it refuses.
        viewer: The id of who asked.
        action: What they want to do.
        label: Of the record.
        purpose: What for.
        at: When.
        capacity: What the viewer is to the students, as far as it decided; None where refused, and
            for the school's own code, which is nobody.
    """

    allowed: bool
    rule: str
    reason: str
    viewer: str
    action: Action
    label: Label
    purpose: Purpose
    at: Instant
    capacity: Capacity | None = None

    def __bool__(self) -> bool:
        """Whether it may be done."""
        return self.allowed

    def __str__(self) -> str:
        """The reason, fit to be shown to whom it refuses."""
        return self.reason

    @property
    def must_log(self) -> bool:
        """Whether the access log has to have it.

        Refusals and copies that leave the school, whatever was confidential, inspections, what
        the school's own code reads and writes, and whatever an outsider is told: more than the
        record of disclosures that 34 CFR 99.32 asks for, which leaves out families and staff.
        """
        return (
            not self.allowed
            or self.action is Action.EXPORT
            or self.label.audience is Audience.CONFIDENTIAL
            or self.purpose is Purpose.INSPECTION
            or self.capacity in (None, Capacity.OUTSIDER)
        )
