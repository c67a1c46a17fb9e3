"""The households that the school speaks with, as far as somebody may know of them."""

from collections.abc import Iterable, Iterator

import attrs

from conferencekit.privacy import Access, Action, Audience, Label, Verdict
from conferencekit.school import Household, Right, School, entitled_guardians

__all__ = ["Knowledge", "households_told_by"]


@attrs.define
class Knowledge:
    """What somebody may know of families; each label is asked for once.

    Attributes:
        access: Who wants to know, and when.
        action: What they want to do with it.
        verdicts: What was asked, and the answers.
    """

    access: Access
    action: Action = Action.READ
    verdicts: dict[Label, Verdict] = attrs.field(factory=dict)

    def may(self, label: Label) -> bool:
        """Whether they may see a record with some label."""
        found = self.verdicts.get(label)
        if found is None:
            found = self.verdicts[label] = self.access.ask(self.action, label)
        return found.allowed

    def knows(self, household: str, labels: Iterable[Label]) -> bool:
        """Whether they may know what records with some labels tell of a household.

        They may where they may see every one of them. What rests on no record is for the staff
        who may know about each of the household's students.
        """
        school = self.access.policy.school
        told = tuple(labels)
        if not told and school.has("households", household):
            students = tuple(one.student for one in school.household(household).members)
            told = (self._staffs("involvement", household, students),) if students else ()
        return bool(told) and all(map(self.may, told))

    def households(
        self, kind: str, *, among: Iterable[Household] | None = None
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The id of each household, and its students that count for it.

        A student counts for a household in which somebody may be told about them, as long as they
        are not of age, and where the viewer may see what the staff keeps about them and that
        household.

        Args:
            kind: What is to be shown of them, as the kind of a record.
            among: The households to look at; None for all.
        """
        school = self.access.policy.school
        day = school.timezone.day(self.access.at)
        for household in school.households if among is None else among:
            students = tuple(
                student
                for student in (member.student for member in household.members)
                if not school.student(student).is_of_age(day)
                and entitled_guardians(school, household, student, Right.RECORDS, first=day)
                and self.may(self._staffs(kind, household.id, (student,)))
            )
            if students:
                yield household.id, students

    def _staffs(self, kind: str, household: str, students: tuple[str, ...]) -> Label:
        at = self.access.at
        return Label(kind, household, students, None, at, Audience.STAFF, household=household)


def households_told_by(person: str, label: Label, school: School) -> tuple[str, ...]:
    """The ids of the households that a person, as a guardian, speaks for in a record.

    The household that the label names; where it names none, those of its students in which the
    person is a guardian. None where they are no guardian there.

    Args:
        person: Their id.
        label: Of the record.
        school: Who belongs to which household.
    """
    found = (
        one.id
        for student in label.students
        for one in school.households_of(student)
        if person in one.guardians and label.household in (None, one.id)
    )
    return tuple(dict.fromkeys(found))
