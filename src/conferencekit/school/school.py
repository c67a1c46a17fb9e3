"""The roster: everyone, checked as a whole."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import look_up, refuse_faults
from conferencekit.school._integrity import school_faults
from conferencekit.school.model import (
    Group,
    Guardian,
    Household,
    Interpreter,
    Restriction,
    Staff,
    Student,
)
from conferencekit.time import Zone

__all__ = ["School"]

_V = TypeVar("_V")


@attrs.frozen(repr=False, field_transformer=as_declared)
class School:
    """A school: who is there and how they belong together.

    Attributes:
        id: The school's.
        title: What it is called.
        timezone: In whose local time it lives.
        languages: The languages it teaches in, as BCP 47 tags.
        students: Whom it teaches.
        guardians: Who stands for them.
        households: Who belongs together.
        staff: Who works there.
        interpreters: Who can interpret.
        groups: Classes and other groups.
        restrictions: What the law forbids.

    Raises:
        InvalidInputError: Ids are repeated or unknown, or something else does not fit; with
            every fault and its path.
    """

    id: str
    title: str
    timezone: Zone
    languages: tuple[str, ...] = ("en",)
    students: tuple[Student, ...] = ()
    guardians: tuple[Guardian, ...] = ()
    households: tuple[Household, ...] = ()
    staff: tuple[Staff, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()
    groups: tuple[Group, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    _index: Mapping[str, Mapping[str, Any]] = attrs.field(init=False, eq=False)
    _households: Mapping[str, tuple[Household, ...]] = attrs.field(init=False, eq=False)
    _groups: Mapping[str, tuple[Group, ...]] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check the whole, then index it."""
        refuse_faults(self, school_faults, source=f"school {self.id!r}")
        names = ("students", "guardians", "households", "staff", "interpreters", "groups")
        index = {name: {item.id: item for item in getattr(self, name)} for name in names}
        object.__setattr__(self, "_index", index)
        households = ((m.student, house) for house in self.households for m in house.members)
        object.__setattr__(self, "_households", _grouped(households))
        groups = ((student, group) for group in self.groups for student in group.students)
        object.__setattr__(self, "_groups", _grouped(groups))

    def __repr__(self) -> str:
        """Its id and size; no names."""
        return (
            f"<School {self.id!r}: {len(self.students)} students, "
            f"{len(self.guardians)} guardians, {len(self.staff)} staff>"
        )

    def student(self, id_: str) -> Student:
        """The student of an id.

        Raises:
            InvalidInputError: There is none of that id.
        """
        return self._found("students", "student", id_)  # type: ignore[no-any-return]

    def guardian(self, id_: str) -> Guardian:
        """The guardian of an id.

        Raises:
            InvalidInputError: There is none of that id.
        """
        return self._found("guardians", "guardian", id_)  # type: ignore[no-any-return]

    def household(self, id_: str) -> Household:
        """The household of an id.

        Raises:
            InvalidInputError: There is none of that id.
        """
        return self._found("households", "household", id_)  # type: ignore[no-any-return]

    def member_of_staff(self, id_: str) -> Staff:
        """The member of staff of an id.

        Raises:
            InvalidInputError: There is none of that id.
        """
        return self._found("staff", "member of staff", id_)  # type: ignore[no-any-return]

    def has(self, what: str, id_: str) -> bool:
        """Whether an id is among the students, guardians, households, staff, ...

        Args:
            what: The name of the list.
            id_: The id.
        """
        return id_ in self._index[what]

    def _found(self, what: str, one: str, id_: str) -> Any:  # noqa: ANN401
        return look_up(self._index[what], id_, one)

    def households_of(self, student: str) -> tuple[Household, ...]:
        """The households a student belongs to, in the order of the school's list."""
        return self._households.get(student, ())

    def home_of(self, student: str, guardian: str) -> str | None:
        """The id of the first household of a student in which somebody is a guardian; or None."""
        homes = self.households_of(student)
        return next((one.id for one in homes if guardian in one.guardians), None)

    def guardians_of(self, student: str) -> tuple[Guardian, ...]:
        """Every guardian of a student, whatever their rights."""
        ids = (id_ for household in self.households_of(student) for id_ in household.guardians)
        return tuple(self.guardian(id_) for id_ in _each_once(ids))

    def siblings_of(self, student: str) -> tuple[Student, ...]:
        """The other students of the households a student belongs to."""
        ids = _each_once(
            member.student
            for household in self.households_of(student)
            for member in household.members
        )
        return tuple(self.student(id_) for id_ in ids if id_ != student)

    def groups_of(self, student: str) -> tuple[Group, ...]:
        """The groups a student is in."""
        return self._groups.get(student, ())


def _grouped(pairs: Iterable[tuple[str, _V]]) -> dict[str, tuple[_V, ...]]:
    found: dict[str, list[_V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _each_once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
