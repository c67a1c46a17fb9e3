"""The households that the school speaks with, as far as somebody may know of them."""

from collections.abc import Iterable, Iterator

from conferencekit.privacy import Access, Audience, Label
from conferencekit.school import Household, Right, School, entitled_guardians

__all__ = ["households"]


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
