"""The households that the school speaks with, as far as somebody may know of them."""

from collections.abc import Iterable, Iterator

from conferencekit.privacy import Access, Audience, Label
from conferencekit.school import Household, Right, School, entitled_guardians

__all__ = ["households", "households_told_by"]


def households(
    school: School, access: Access, kind: str, *, among: Iterable[Household] | None = None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The id of each household, and its students that count for it.

    A student counts for a household in which somebody may be told about them, as long as they are
    not of age, and where the viewer may see what the staff keeps about them.

    Args:
        school: Who is there.
        access: Who wants to know, and when.
        kind: What is to be shown of them, as the kind of a record.
        among: The households to look at; None for all.
    """
    day = school.timezone.day(access.at)
    for household in school.households if among is None else among:
        students = tuple(
            student
            for student in (member.student for member in household.members)
            if not school.student(student).is_of_age(day)
            and entitled_guardians(school, household, student, Right.RECORDS, first=day)
            and access.read(Label(kind, household.id, (student,), None, access.at, Audience.STAFF))
        )
        if students:
            yield household.id, students


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
