"""Who may be told what, and who may not meet whom: the school's facts, put together.

These functions say what households and legal restrictions allow. They are facts about people;
whether a particular record may be shown to a viewer for a purpose is a policy built on them.
"""

from datetime import date

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.school.model import Household, Membership, Restriction, RestrictionKind, Right
from conferencekit.school.school import School

__all__ = ["Entitlement", "contact_forbidden", "entitled_guardians", "entitlement"]


@attrs.frozen
class Entitlement:
    """What a guardian may do with regard to a student, and by what.

    Attributes:
        rights: What they may do.
        reasons: Why, or why not more; one sentence each.
    """

    rights: frozenset[Right]
    reasons: tuple[str, ...]

    def __contains__(self, right: Right) -> bool:
        """Whether a right is among them."""
        return right in self.rights


@kinds_checked
def entitlement(
    school: School, guardian: str, student: str, *, first: date, last: date | None = None
) -> Entitlement:
    """What a guardian may do with regard to a student throughout some days.

    Whoever shares no household with the student may do nothing. Of several shared households the
    rights are added up; restrictions take away. A guardian who may not be told about a student
    is not invited to conferences about them, and does not decide about them either.

    Args:
        school: The school.
        guardian: The guardian's id.
        student: The student's id.
        first: The first day.
        last: The last day; None for the first alone.
    """
    memberships = [
        (household, member)
        for household in school.households_of(student)
        if guardian in household.guardians
        for member in household.members
        if member.student == student
    ]
    if not memberships:
        return Entitlement(frozenset(), (f"{guardian} shares no household with {student}",))
    rights = frozenset[Right]().union(*(member.rights for _, member in memberships))
    reasons = [_membership_reason(household, member) for household, member in memberships]
    for restriction in _restrictions(school, guardian, student, first, last or first):
        if restriction.kind is RestrictionKind.NO_RECORDS:
            rights = frozenset()
            reasons.append(f"{restriction.document}: may not be told about {student}")
    if Right.RECORDS not in rights and rights:
        rights = frozenset()
        reasons.append("no conference and no decision without the right to be told")
    return Entitlement(rights, tuple(reasons))


@kinds_checked
def entitled_guardians(
    school: School,
    household: Household,
    student: str,
    right: Right,
    *,
    first: date,
    last: date | None = None,
) -> tuple[str, ...]:
    """The guardians of a household who have a right with regard to a student, in its order."""
    return tuple(
        guardian
        for guardian in household.guardians
        if right in entitlement(school, guardian, student, first=first, last=last)
    )


@kinds_checked
def contact_forbidden(
    school: School, one: str, other: str, *, first: date, last: date | None = None
) -> bool:
    """Whether a restriction keeps two people apart, whichever of them it restricts."""
    return any(
        restriction.kind is RestrictionKind.NO_CONTACT
        for person, protected in ((one, other), (other, one))
        for restriction in _restrictions(school, person, protected, first, last or first)
    )


def _restrictions(
    school: School, guardian: str, person: str, first: date, last: date
) -> list[Restriction]:
    return [
        restriction
        for restriction in school.restrictions
        if (restriction.guardian, restriction.person) == (guardian, person)
        and restriction.applies(first, last)
    ]


def _membership_reason(household: Household, member: Membership) -> str:
    if member.rights == frozenset(Right):
        return f"belongs to household {household.id} of {member.student}"
    allowed = ", ".join(sorted(member.rights)) or "nothing"
    return f"belongs to household {household.id} of {member.student}, which may: {allowed}"
