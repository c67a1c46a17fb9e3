"""What makes a school's roster unusable. One generator for each kind of fault."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from conferencekit._checks import known, known_one, repeated_ids
from conferencekit.errors import Fault, shorten
from conferencekit.school.model import RestrictionKind
from conferencekit.wire import is_hole

if TYPE_CHECKING:
    from conferencekit.school.school import School

__all__ = ["school_faults"]

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
"""The shape of a BCP 47 tag (RFC 5646, section 2.1); not whether it is registered."""


def school_faults(school: "School") -> Iterator[Fault]:
    """Every fault of a school, each with its path."""
    if not school.id:
        yield Fault("id", "is empty")
    yield from _languages(school.languages, "languages")
    for name in ("students", "guardians", "households", "staff", "interpreters", "groups"):
        yield from repeated_ids(getattr(school, name), name)
    yield from _student_faults(school)
    yield from _adult_faults(school)
    yield from _household_faults(school)
    yield from _group_faults(school)
    yield from _restriction_faults(school)


def _languages(tags: Iterable[str], path: str) -> Iterator[Fault]:
    for index, tag in enumerate(tags):
        if not _LANGUAGE.fullmatch(tag):
            yield Fault(f"{path}[{index}]", f"{shorten(tag)} is no language tag", "such as es")


def _student_faults(school: "School") -> Iterator[Fault]:
    staff = {one.id for one in school.staff}
    adults = {one.id for one in school.guardians}
    adults |= {one.id for one in school.staff} | {one.id for one in school.interpreters}
    for index, student in enumerate(school.students):
        path = f"students[{index}]"
        if student.id in adults:
            yield Fault(f"{path}.id", f"{shorten(student.id)} is the id of an adult too")
        yield from _languages(student.languages, f"{path}.languages")
        yield from known(student.specialists, staff, "member of staff", f"{path}.specialists")
        yield from _day_faults({"of_age": student.of_age}, path)


def _adult_faults(school: "School") -> Iterator[Fault]:
    for index, guardian in enumerate(school.guardians):
        yield from _languages(guardian.languages, f"guardians[{index}].languages")
    for index, staff in enumerate(school.staff):
        yield from _languages(staff.languages, f"staff[{index}].languages")
        yield from _day_faults({"since": staff.since, "until": staff.until}, f"staff[{index}]")
    for index, interpreter in enumerate(school.interpreters):
        path = f"interpreters[{index}].languages"
        yield from _languages(interpreter.languages, path)
        if not interpreter.languages:
            yield Fault(path, "at least one is needed")


def _household_faults(school: "School") -> Iterator[Fault]:
    guardians = {guardian.id for guardian in school.guardians}
    students = {student.id for student in school.students}
    for index, household in enumerate(school.households):
        path = f"households[{index}]"
        if not household.guardians:
            yield Fault(f"{path}.guardians", "at least one is needed")
        yield from known(household.guardians, guardians, "guardian", f"{path}.guardians")
        members = [member.student for member in household.members]
        yield from known(members, students, "student", f"{path}.members")


def _group_faults(school: "School") -> Iterator[Fault]:
    students = {student.id for student in school.students}
    staff = {one.id for one in school.staff}
    for index, group in enumerate(school.groups):
        path = f"groups[{index}]"
        yield from known(group.students, students, "student", f"{path}.students")
        yield from known(group.teachers, staff, "member of staff", f"{path}.teachers")
        unread = any(map(is_hole, group.teachers))
        if group.lead is not None and group.lead not in group.teachers and not unread:
            yield Fault(f"{path}.lead", f"{shorten(group.lead)} is not one of its teachers")


def _restriction_faults(school: "School") -> Iterator[Fault]:
    guardians = {guardian.id for guardian in school.guardians}
    students = {student.id for student in school.students}
    anyone = students | guardians | {one.id for one in school.staff}
    for index, restriction in enumerate(school.restrictions):
        path = f"restrictions[{index}]"
        yield from known_one(restriction.guardian, guardians, "guardian", f"{path}.guardian")
        if restriction.kind is RestrictionKind.NO_RECORDS:
            yield from known_one(restriction.person, students, "student", f"{path}.person")
        else:
            yield from known_one(restriction.person, anyone, "person", f"{path}.person")
        if restriction.person == restriction.guardian:
            yield Fault(f"{path}.person", "is the restricted guardian")
        if not restriction.document:
            yield Fault(f"{path}.document", "is empty", "name the order it rests on")
        days = {"since": restriction.since, "until": restriction.until}
        yield from _day_faults(days, path)


def _day_faults(days: Mapping[str, object], path: str) -> Iterator[Fault]:
    """A fault for each that is no day, or else where the first of two is after the second."""
    wrong = [name for name, day in days.items() if day is not None and type(day) is not date]
    for name in wrong:
        yield Fault(f"{path}.{name}", f"{shorten(days[name])} is not a date")
    since, until = days.get("since"), days.get("until")
    if not wrong and isinstance(since, date) and isinstance(until, date) and until < since:
        yield Fault(f"{path}.until", "is before since")
