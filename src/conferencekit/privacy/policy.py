"""The one policy: who may do what with which record, by which rule."""

from collections.abc import Iterable
from typing import Final, TypeVar

import attrs

from conferencekit._fields import as_declared, member
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.privacy.case import Case
from conferencekit.privacy.model import (
    Action,
    Audience,
    Capacity,
    Consent,
    Label,
    Purpose,
    Verdict,
)
from conferencekit.privacy.protocols import Labelled
from conferencekit.privacy.rules import DENIALS, GRANTS, Denial, Grant, why_not
from conferencekit.school import School
from conferencekit.time import Instant

__all__ = ["Access", "AccessPolicy"]

_L = TypeVar("_L", bound=Labelled)
_FOR_SCHOOL: Final = "for-school"
_RULES_OF_OURS: Final = ("default", "create", "change", "staff-alone", _FOR_SCHOOL)
"""The ids of rules that are no grant and no denial."""


@attrs.frozen(field_transformer=as_declared)
class AccessPolicy:
    """Decides about access, for one school as it is now.

    Attributes:
        school: Who is there, and what they may do.
        consents: Who may be told besides.
        grants: What is allowed; ours unless the school has rules of its own.
        denials: What is denied in spite of it.

    Raises:
        InvalidInputError: Two rules have one id.
    """

    school: School
    consents: tuple[Consent, ...] = ()
    grants: tuple[Grant, ...] = GRANTS
    denials: tuple[Denial, ...] = DENIALS

    def __attrs_post_init__(self) -> None:
        """Refuse rules that a verdict could not tell apart."""
        rules: tuple[Grant | Denial, ...] = (*self.grants, *self.denials)
        ids = [*_RULES_OF_OURS, *(rule.id for rule in rules)]
        twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if twice:
            raise InvalidInputError(
                Fault("grants, denials", f"{id_!r} is the id of two rules") for id_ in twice
            )

    def viewing(self, viewer: str, *, at: Instant, purpose: Purpose) -> "Access":
        """Somebody who wants to see something: what functions that return records are given.

        Args:
            viewer: Their id.
            at: When.
            purpose: What for.

        Raises:
            InvalidInputError: The viewer has no id, the instant or the purpose is none.
        """
        return Access(self, viewer, at, purpose)

    def acting_for_school(self, program: str, *, at: Instant) -> "Access":
        """The school's own code, which needs records whole and is asked for by nobody.

        For a nightly job, a migration, an import from another system, or the material of briefs
        for many readers. It may read and write every record, whomever it is for and whoever wrote
        it, also what was told in confidence. It may export nothing: a copy leaves the school for
        somebody, so ask with their access. What it reads is shown to nobody before their own
        access was asked.

        Its verdicts are by the rule ``for-school``, which no list of grants has, and they have to
        be logged: with the name of the program as who asked.

        Args:
            program: What runs, such as ``nightly overview``; the id of nobody at the school,
                nor of a party to a consent.
            at: When.

        Raises:
            InvalidInputError: The program has no name, or that of a person; the instant is none.
        """
        return _ForSchool(self, program, at, Purpose.ADMINISTRATION)

    def decide(
        self, viewer: str, action: Action, label: Label, *, at: Instant, purpose: Purpose
    ) -> Verdict:
        """Whether somebody may do something with a record, and by which rule.

        Args:
            viewer: Their id.
            action: What they want to do.
            label: Of the record.
            at: When.
            purpose: What for.
        """
        case = Case(self.school, self.consents, viewer, action, label, at, purpose)
        allowed, rule, reason, capacity = self._ruling(case)
        return Verdict(
            allowed, rule, reason, viewer, case.action, label, case.purpose, at, capacity
        )

    def readers(
        self, label: Label, *, at: Instant, purposes: Iterable[Purpose] = tuple(Purpose)
    ) -> tuple[Verdict, ...]:
        """Who will be able to read a record, and why: to be asked, and shown, before saving it.

        Of each person of the school, and of each party to a consent, the verdicts that allow;
        one for each purpose, in the order of ids and purposes.

        Args:
            label: The record's, as it would be saved.
            at: When they would read it.
            purposes: What for; by default anything, so that nobody is forgotten who could see it
                by inspection.
        """
        asked = tuple(purposes)
        for index, purpose in enumerate(asked):
            member(f"purposes[{index}]", Purpose, purpose)
        return tuple(
            verdict
            for person in self._people(label)
            for purpose in asked
            if (verdict := self.decide(person, Action.READ, label, at=at, purpose=purpose))
        )

    def _people(self, label: Label) -> list[str]:
        guardians = (
            one.id for student in label.students for one in self.school.guardians_of(student)
        )
        staff = (one.id for one in self.school.staff)
        parties = (one.party for one in self.consents if one.student in label.students)
        named = (label.author,) if label.author is not None else ()
        return sorted({*label.students, *guardians, *staff, *parties, *named, *label.readers})

    def _ruling(self, case: Case) -> tuple[bool, str, str, Capacity | None]:
        if self._granted(case, case.capacities) is None:
            return False, "default", why_not(case), None
        left, struck = case.capacities, list[Denial]()
        for denial in self.denials:
            if denial.capacities & left and denial.condition(case):
                left -= denial.capacities
                struck.append(denial)
        granted = self._granted(case, left)
        if granted is not None:
            grant, capacity = granted
            return True, grant.id, grant.text, capacity
        # Some denial took away the capacity in which it would be granted.
        denial = next(one for one in struck if self._matters(case, one))
        return False, denial.id, denial.text, None

    def _granted(self, case: Case, left: frozenset[Capacity]) -> tuple[Grant, Capacity] | None:
        for grant in self.grants:
            capacity = grant.capacity(case, left)
            if capacity is not None:
                return grant, capacity
        return None

    def _matters(self, case: Case, denial: Denial) -> bool:
        """Whether a denial takes away a capacity for which something is granted."""
        return self._granted(case, case.capacities & denial.capacities) is not None


@attrs.frozen(field_transformer=as_declared)
class Access:
    """Somebody at an instant, for a purpose, before the policy.

    A function that returns a child's data takes one, and returns nothing that was not asked for
    through it.

    Attributes:
        policy: Decides.
        viewer: The id of who asks.
        at: When.
        purpose: What for.

    Raises:
        InvalidInputError: The viewer has no id, the instant or the purpose is none.
    """

    policy: AccessPolicy = attrs.field(repr=False)
    viewer: str
    at: Instant
    purpose: Purpose

    def __attrs_post_init__(self) -> None:
        """Refuse what nobody can be, and what is no time."""
        wanted = (("viewer", str, "the id of who asks"), ("at", Instant, "an Instant"))
        faults = [
            Fault(name, f"{getattr(self, name)!r} is none", hint)
            for name, kind, hint in wanted
            if not isinstance(getattr(self, name), kind) or not getattr(self, name)
        ]
        if faults:
            raise InvalidInputError(faults, source="access")

    @property
    def is_for_school(self) -> bool:
        """Whether it is the school's own code, as ``AccessPolicy.acting_for_school`` makes it."""
        return False

    def ask(self, action: Action, label: Label) -> Verdict:
        """Whether they may do something with a record, and by which rule."""
        return self.policy.decide(self.viewer, action, label, at=self.at, purpose=self.purpose)

    def read(self, label: Label) -> Verdict:
        """Whether they may see a record."""
        return self.ask(Action.READ, label)

    def write(self, label: Label) -> Verdict:
        """Whether they may make a record, or change what it says."""
        return self.ask(Action.WRITE, label)

    def export(self, label: Label) -> Verdict:
        """Whether they may take a copy of a record out of the school's software."""
        return self.ask(Action.EXPORT, label)

    def visible(self, records: Iterable[_L], *, action: Action = Action.READ) -> tuple[_L, ...]:
        """Those of some records they may see, in their order. That others exist is not told.

        Args:
            records: Any.
            action: What they want to do with them.
        """
        return tuple(record for record in records if self.ask(action, record.label))

    def create(self, label: Label) -> Verdict:
        """Whether they may make a new record: where they may write it, and in their own name.

        Args:
            label: The record's. Its author is the viewer, or nobody where it was computed.
        """
        verdict = self.write(label)
        if verdict and label.author not in (self.viewer, None):
            return _refused(verdict, "create", "a new record is by who makes it")
        return verdict

    def write_for_school(self, label: Label) -> Verdict:
        """Whether they may write a record that the staff alone writes, such as of a conference.

        They may where they may write it and work at the school on that day. Who is a guardian of
        one of the students, or one of these, has to be their teacher, or whoever else of the
        staff keeps such records: that they wrote it themselves, or that it is said to be in their
        hands, is not enough.

        Args:
            label: The record's.
        """
        verdict = self.write(label)
        if verdict and not self._is_the_schools(label):
            return _refused(verdict, "staff-alone", "it is written by the staff alone")
        return verdict

    def _is_the_schools(self, label: Label) -> bool:
        case = Case(
            self.policy.school, (), self.viewer, Action.WRITE, label, self.at, self.purpose
        )
        if Capacity.STAFF not in case.capacities or not case.staff.works_on(case.day):
            return False
        if case.capacities.isdisjoint((Capacity.STUDENT, Capacity.GUARDIAN)):
            return True
        anybodys = attrs.evolve(
            label,
            author=None,
            audience=Audience.STAFF,
            readers=frozenset(),
            until=None,
            in_charge=frozenset(),
        )
        return self.write(anybodys).allowed

    def change(self, old: Label, new: Label) -> Verdict:
        """Whether they may put a record with one label in the place of one with another.

        They may where they may write both. What a record is, who wrote it and about whom cannot
        be changed, and what was once shared does not become private again: it has become an
        education record (34 CFR 99.3).

        Args:
            old: Of what is there.
            new: Of what is to be there.
        """
        verdict = self.write(old)
        if not verdict:
            return verdict
        reason = _unchangeable(old, new)
        if reason is not None:
            return _refused(verdict, "change", reason)
        return self.write(new)


@attrs.frozen(repr=False)
class _ForSchool(Access):
    """The school's own code; made by ``AccessPolicy.acting_for_school`` alone."""

    def __attrs_post_init__(self) -> None:
        """Refuse the names of people as well."""
        super().__attrs_post_init__()
        policy, program = self.policy, self.viewer
        people = ("students", "guardians", "staff")
        is_party = any(program == one.party for one in policy.consents)
        if is_party or any(policy.school.has(kind, program) for kind in people):
            text = f"{shorten(program)} is the id of a person"
            hint = "ask with their access: policy.viewing(...)"
            raise InvalidInputError.single("program", text, hint, source="access")

    @property
    def is_for_school(self) -> bool:
        return True

    def ask(self, action: Action, label: Label) -> Verdict:
        action = member("action", Action, action)
        allowed = action is not Action.EXPORT
        reason = (
            "the school's own software keeps all records, for nobody in particular"
            if allowed
            else "a copy leaves the school for somebody: ask with their access"
        )
        return Verdict(
            allowed, _FOR_SCHOOL, reason, self.viewer, action, label, self.purpose, self.at
        )

    def create(self, label: Label) -> Verdict:
        return self.write(label)

    def write_for_school(self, label: Label) -> Verdict:
        return self.write(label)


def _refused(verdict: Verdict, rule: str, reason: str) -> Verdict:
    return attrs.evolve(verdict, allowed=False, rule=rule, reason=reason, capacity=None)


def _unchangeable(old: Label, new: Label) -> str | None:
    fixed = ("kind", "id", "students", "author", "at")
    if any(getattr(old, name) != getattr(new, name) for name in fixed):
        return "what a record is, by whom, about whom and since when cannot be changed"
    if new.audience is Audience.PRIVATE and old.audience is not Audience.PRIVATE:
        return "what was shared is a record and cannot become private again"
    return None
