"""The rules of access as two tables: what is granted, and what is denied in spite of it.

Nothing is allowed that no rule grants. A denial takes capacities away from the viewer, and a grant
counts only for a capacity that is left. So whoever is a guardian and on the staff may see
what either may see, unless a denial says that it holds for both.
"""

from collections.abc import Callable
from typing import Final

import attrs

from conferencekit._fields import as_declared
from conferencekit.privacy.case import Case
from conferencekit.privacy.model import Action, Audience, Capacity, Purpose
from conferencekit.school import Right, StaffRole

__all__ = ["DENIALS", "GRANTS", "Denial", "Grant"]

Condition = Callable[[Case], bool]

_OWN: Final = frozenset({Audience.FAMILY, Audience.GUARDIANS})
_RECORDS: Final = _OWN | {Audience.STAFF}
_SCHOOLWORK: Final = frozenset({Purpose.EDUCATION, Purpose.CONFERENCE})
_FAMILYS: Final = _SCHOOLWORK | {Purpose.INSPECTION}
_OUT: Final = frozenset({Action.READ, Action.EXPORT})
_KEEP: Final = frozenset({Action.READ, Action.WRITE})
_KNOWN: Final = frozenset({Capacity.STUDENT, Capacity.GUARDIAN, Capacity.STAFF})


@attrs.frozen(field_transformer=as_declared)
class Grant:
    """A rule that allows.

    Attributes:
        id: Unique among the rules.
        text: The rule in a sentence, for people; it names nobody.
        capacities: In which capacities of the viewer.
        actions: What may be done.
        purposes: What for.
        audiences: With records for which audiences.
        condition: What must hold besides, of the case; by default nothing.
    """

    id: str
    text: str
    capacities: frozenset[Capacity]
    actions: frozenset[Action]
    purposes: frozenset[Purpose]
    audiences: frozenset[Audience]
    condition: Condition = lambda _: True

    def capacity(self, case: Case, left: frozenset[Capacity]) -> Capacity | None:
        """The capacity, of those that are left, in which it allows; None where it does not."""
        fitting = self.capacities & left
        if (
            fitting
            and case.action in self.actions
            and case.purpose in self.purposes
            and case.label.audience in self.audiences
            and self.condition(case)
        ):
            return next(one for one in Capacity if one in fitting)
        return None


@attrs.frozen(field_transformer=as_declared)
class Denial:
    """A rule that takes capacities away from the viewer.

    Attributes:
        id: Unique among the rules.
        text: The rule in a sentence, for people; it names nobody.
        capacities: Which it takes away.
        condition: When, of the case.
    """

    id: str
    text: str
    capacities: frozenset[Capacity]
    condition: Condition


def _every(ask: Callable[[Case, str], bool]) -> Condition:
    return lambda case: all(ask(case, student) for student in case.label.students)


def _some(ask: Callable[[Case, str], bool]) -> Condition:
    return lambda case: any(ask(case, student) for student in case.label.students)


def _lacks_records(case: Case, student: str) -> bool:
    return case.is_guardian_of(student) and Right.RECORDS not in case.entitled(student)


def _lacks_conference(case: Case, student: str) -> bool:
    return case.is_guardian_of(student) and Right.CONFERENCE not in case.entitled(student)


def _is_no_family_of(case: Case, student: str) -> bool:
    return case.viewer != student and not case.is_guardian_of(student)


def _of_another_household(case: Case) -> bool:
    wrote = case.is_author and case.action is Action.READ
    if not case.homes or wrote or any(map(case.guards_in, case.homes)):
        return False
    return any(map(case.is_guardian_of, case.label.students))


def why_not(case: Case) -> str:
    """Why no rule grants something, in a sentence for who asks; it names nobody."""
    if Capacity.STAFF in case.capacities:
        known = case.is_in_charge or case.has_role(_FOR_ALL)
        if known or all(map(case.works_with, case.label.students)):
            return "no rule gives this to you as a member of staff, or not for this purpose"
        return "you neither teach nor support the student"
    if case.capacities == {Capacity.OUTSIDER}:
        return "you neither work at the school nor belong to the student's family"
    if case.action is Action.WRITE:
        return "the student's family does not write this"
    return "this is not for the student's family, or not for this purpose"


_FOR_ALL: Final = (StaffRole.HEAD, StaffRole.COUNSELOR, StaffRole.ADMINISTRATOR)

GRANTS: Final = (
    Grant(
        "own-records",
        "students see what is for their family",
        frozenset({Capacity.STUDENT}),
        _OUT,
        _FAMILYS,
        frozenset({Audience.FAMILY}),
    ),
    Grant(
        "own-records-of-age",
        "students of age see what is for guardians too",
        frozenset({Capacity.STUDENT}),
        _OUT,
        _FAMILYS,
        frozenset({Audience.GUARDIANS}),
        _every(Case.is_of_age),
    ),
    Grant(
        "own-inspection",
        "students of age may inspect what the staff keeps about them",
        frozenset({Capacity.STUDENT}),
        _OUT,
        frozenset({Purpose.INSPECTION}),
        frozenset({Audience.STAFF}),
        _every(Case.is_of_age),
    ),
    Grant(
        "guardian-records",
        "guardians see what is for them and the family",
        frozenset({Capacity.GUARDIAN}),
        _OUT,
        _FAMILYS,
        _OWN,
    ),
    Grant(
        "guardian-inspection",
        "guardians may inspect what the staff keeps about their children",
        frozenset({Capacity.GUARDIAN}),
        _OUT,
        frozenset({Purpose.INSPECTION}),
        frozenset({Audience.STAFF}),
    ),
    Grant(
        "team",
        "staff see and write the records of students they teach or support",
        frozenset({Capacity.STAFF}),
        _KEEP,
        _SCHOOLWORK,
        _RECORDS,
        _every(Case.works_with),
    ),
    Grant(
        "in-charge",
        "staff see and write what is in their hands: a conference they hold, a promise they made",
        frozenset({Capacity.STAFF}),
        _KEEP,
        _SCHOOLWORK,
        _RECORDS,
        lambda case: case.is_in_charge,
    ),
    Grant(
        "team-handout",
        "staff hand out at a conference what is for the families of their students",
        frozenset({Capacity.STAFF}),
        frozenset({Action.EXPORT}),
        frozenset({Purpose.CONFERENCE}),
        _OWN,
        _every(Case.works_with),
    ),
    Grant(
        "whole-school",
        "head and counselor see and write the records of all students",
        frozenset({Capacity.STAFF}),
        _KEEP,
        _SCHOOLWORK,
        _RECORDS,
        lambda case: case.has_role((StaffRole.HEAD, StaffRole.COUNSELOR)),
    ),
    Grant(
        "office",
        "head and office keep, and give out, the records of all students to run the school",
        frozenset({Capacity.STAFF}),
        frozenset(Action),
        frozenset({Purpose.ADMINISTRATION}),
        _RECORDS,
        lambda case: case.has_role((StaffRole.HEAD, StaffRole.ADMINISTRATOR)),
    ),
    Grant(
        "named-reader",
        "who is named as a reader of something confidential sees it",
        _KNOWN,
        frozenset({Action.READ}),
        _SCHOOLWORK,
        frozenset({Audience.CONFIDENTIAL}),
        lambda case: case.viewer in case.label.readers,
    ),
    Grant(
        "author",
        "who wrote or told something sees it and may change it",
        _KNOWN,
        _KEEP,
        frozenset(Purpose),
        frozenset(Audience),
        lambda case: case.is_author,
    ),
    Grant(
        "consent",
        "who may be told by a consent sees what is for the family, of whatever household",
        frozenset({Capacity.OUTSIDER}),
        _OUT,
        frozenset(Purpose),
        frozenset({Audience.FAMILY}),
        lambda case: not case.homes and _every(Case.consented)(case),
    ),
)
"""What is allowed."""

DENIALS: Final = (
    Denial(
        "order",
        "a court order or another binding document forbids to be told about the student",
        frozenset(Capacity),
        _some(Case.is_barred_from),
    ),
    Denial(
        "no-right",
        "a guardian without the right to records is not told, also as a member of staff",
        frozenset({Capacity.GUARDIAN, Capacity.STAFF}),
        _some(_lacks_records),
    ),
    Denial(
        "not-invited",
        "a guardian without the right to conferences is not told what is for one",
        frozenset({Capacity.GUARDIAN}),
        lambda case: case.purpose is Purpose.CONFERENCE and _some(_lacks_conference)(case),
    ),
    Denial(
        "of-age",
        "the rights of a student of age are their own, unless they consent",
        frozenset({Capacity.GUARDIAN}),
        _some(lambda case, student: case.is_of_age(student) and not case.consented(student)),
    ),
    Denial(
        "about-others",
        "what is about somebody else's child too is not for one family",
        frozenset({Capacity.STUDENT, Capacity.GUARDIAN}),
        _some(_is_no_family_of),
    ),
    Denial(
        "other-household",
        "what is between the school and one household is not for another",
        frozenset(Capacity),
        _of_another_household,
    ),
    Denial(
        "not-at-work",
        "who does not work here yet, or no longer, sees nothing as a member of staff",
        frozenset({Capacity.STAFF}),
        lambda case: not case.staff.works_on(case.day),
    ),
    Denial(
        "time-over",
        "the time is over in which others than who wrote or told it may know",
        frozenset(Capacity),
        lambda case: (
            case.label.until is not None and case.label.until <= case.at and not case.is_author
        ),
    ),
)
"""What is denied in spite of it."""
