"""One question put to the policy, with the facts that conditions of rules ask for."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

import attrs

from conferencekit._fields import as_declared
from conferencekit.privacy.model import Action, Capacity, Consent, Label, Purpose
from conferencekit.school import (
    Entitlement,
    RestrictionKind,
    Right,
    School,
    Staff,
    StaffRole,
    entitlement,
)
from conferencekit.time import Instant

__all__ = ["Case"]


@attrs.frozen(field_transformer=as_declared)
class Case:
    """Who wants to do what with which record, when, and what for.

    What the condition of a rule is given.

    Attributes:
        school: The school as it is now.
        consents: Who may be told besides.
        viewer: The id of who asks.
        action: What they want to do.
        label: Of the record.
        at: When.
        purpose: What for.
    """

    school: School
    consents: tuple[Consent, ...]
    viewer: str
    action: Action
    label: Label
    at: Instant
    purpose: Purpose

    @cached_property
    def day(self) -> date:
        """The day on the school's calendar."""
        return self.school.timezone.day(self.at)

    @cached_property
    def capacities(self) -> frozenset[Capacity]:
        """What the viewer is to the students, before any rule takes something away."""
        found = {Capacity.OUTSIDER}
        if self.viewer in self.label.students and self.school.has("students", self.viewer):
            found.add(Capacity.STUDENT)
        if any(map(self.is_guardian_of, self.label.students)):
            found.add(Capacity.GUARDIAN)
        if self.school.has("staff", self.viewer):
            found.add(Capacity.STAFF)
        return frozenset(found)

    @property
    def is_author(self) -> bool:
        """Whether the viewer wrote it."""
        return self.viewer == self.label.author

    @property
    def staff(self) -> Staff:
        """The viewer as a member of staff; InvalidInputError where they are none."""
        return self.school.member_of_staff(self.viewer)

    def has_role(self, roles: Iterable[StaffRole]) -> bool:
        """Whether the viewer is on the staff and does one of some things at the school."""
        return self.school.has("staff", self.viewer) and not self.staff.roles.isdisjoint(roles)

    @property
    def is_in_charge(self) -> bool:
        """Whether it is in the viewer's hands."""
        return self.viewer in self.label.in_charge

    @cached_property
    def homes(self) -> frozenset[str]:
        """The ids of the households it is between the school and; empty where it is for all.

        The one that the label names, or else those of its students in which somebody is a
        guardian whom it is between.
        """
        label = self.label
        if label.household is not None:
            return frozenset({label.household})
        if not label.between:
            return frozenset()
        return frozenset(
            household.id
            for student in label.students
            for household in self.school.households_of(student)
            if not label.between.isdisjoint(household.guardians)
        )

    def is_guardian_of(self, student: str) -> bool:
        """Whether the viewer is a guardian in a household of a student."""
        return any(
            self.viewer in household.guardians for household in self.school.households_of(student)
        )

    def guards_in(self, household: str) -> bool:
        """Whether the viewer is a guardian of a household."""
        return (
            self.school.has("households", household)
            and self.viewer in self.school.household(household).guardians
        )

    def entitled(self, student: str) -> Entitlement:
        """What the viewer may do as a guardian of a student."""
        return entitlement(self.school, self.viewer, student, first=self.day)

    def is_barred_from(self, student: str) -> bool:
        """Whether an order says that the viewer may not be told about a student."""
        return any(
            one.kind is RestrictionKind.NO_RECORDS
            and (one.guardian, one.person) == (self.viewer, student)
            and one.applies(self.day, self.day)
            for one in self.school.restrictions
        )

    def works_with(self, student: str) -> bool:
        """Whether the viewer teaches a student, or is among their specialists."""
        groups = self.school.groups_of(student)
        if any(self.viewer in group.teachers for group in groups):
            return True
        return self.school.has("students", student) and (
            self.viewer in self.school.student(student).specialists
        )

    def is_of_age(self, student: str) -> bool:
        """Whether a student's rights are their own."""
        return self.school.has("students", student) and (
            self.school.student(student).is_of_age(self.day)
        )

    def consented(self, student: str) -> bool:
        """Whether the viewer may be told about a student by a consent that holds."""
        return any(
            consent.applies(self.day)
            and (consent.student, consent.party) == (student, self.viewer)
            and self.purpose in consent.purposes
            and self._could_give(consent.given_by, student)
            for consent in self.consents
        )

    def _could_give(self, giver: str, student: str) -> bool:
        if self.is_of_age(student):
            return giver == student
        rights = entitlement(self.school, giver, student, first=self.day)
        return Right.DECISIONS in rights
