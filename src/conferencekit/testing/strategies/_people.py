"""Strategies for schools and who belongs to them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from conferencekit.school import (
    Channel,
    Contact,
    Group,
    GroupKind,
    Guardian,
    Household,
    Interpreter,
    Membership,
    Name,
    Restriction,
    RestrictionKind,
    Right,
    School,
    Staff,
    StaffRole,
    Student,
)
from conferencekit.testing.strategies._basics import zones

__all__ = ["schools"]

_LANGUAGES: Final = st.lists(
    st.sampled_from(("en", "es", "zh-Hant", "ar", "pt-BR")), unique=True, max_size=2
).map(tuple)
_NAMES: Final = st.builds(
    Name,
    st.sampled_from(("Ada", "Zoë", "Nguyễn", "José María", "O'Neil", "李")),
    st.sampled_from(("", "Reed", "van der Berg", "Öztürk")),
    st.none() | st.just("Teo"),
)
_GRADES: Final = st.lists(st.sampled_from(("K", "01", "05")), unique=True, max_size=2).map(tuple)
_CONTACTS: Final = st.builds(Contact, st.sampled_from(Channel), st.just("somebody@school.example"))
_FIRST_DAY: Final = date(2026, 8, 31)


@st.composite
def schools(draw: st.DrawFn) -> School:
    """Schools of up to six students: siblings, two homes, orders of court, mixed ages."""
    adults = [f"a{number}" for number in range(draw(st.integers(1, 6)))]
    staff = draw(_some(adults, least=1))
    guardians = draw(_some(adults, least=1))
    students = [f"s{number}" for number in range(draw(st.integers(0, 6)))]
    return School(
        id="made",
        title="Made",
        timezone=draw(zones()),
        students=tuple(draw(_student(id_, staff)) for id_ in students),
        guardians=tuple(draw(_guardian(id_)) for id_ in guardians),
        households=draw(_households(guardians, students)),
        staff=tuple(draw(_staff(id_)) for id_ in staff),
        interpreters=tuple(
            Interpreter(id_, draw(_NAMES), draw(_LANGUAGES) or ("es",))
            for id_ in draw(_some([*adults, "i0"], most=2))
        ),
        groups=draw(_groups(staff, students)),
        restrictions=draw(_restrictions(guardians, students)),
    )


def _some(ids: Sequence[str], *, least: int = 0, most: int = 9) -> st.SearchStrategy[list[str]]:
    """Some of some ids, each once, in any order."""
    if not ids:
        return st.just([])
    return st.lists(st.sampled_from(ids), unique=True, min_size=least, max_size=most)


@st.composite
def _student(draw: st.DrawFn, id_: str, staff: Sequence[str]) -> Student:
    specialists = tuple(draw(_some(staff, most=1)))
    return Student(id_, draw(_NAMES), draw(_GRADES), draw(_LANGUAGES), specialists)


@st.composite
def _guardian(draw: st.DrawFn, id_: str) -> Guardian:
    contacts = tuple(draw(st.lists(_CONTACTS, max_size=2)))
    return Guardian(id_, draw(_NAMES), draw(_LANGUAGES), contacts)


@st.composite
def _staff(draw: st.DrawFn, id_: str) -> Staff:
    roles = draw(st.sets(st.sampled_from(StaffRole), min_size=1, max_size=2))
    room = draw(st.none() | st.sampled_from(("Oak", "Elm")))
    return Staff(id_, draw(_NAMES), frozenset(roles), draw(_LANGUAGES), room)


@st.composite
def _households(
    draw: st.DrawFn, guardians: Sequence[str], students: Sequence[str]
) -> tuple[Household, ...]:
    """Households that may share guardians and students, and leave some out."""
    rights = st.sets(st.sampled_from(Right)).map(frozenset)
    return tuple(
        Household(
            f"h{number}",
            tuple(draw(_some(guardians, least=1, most=2))),
            tuple(
                Membership(id_, draw(st.just(frozenset(Right)) | rights))
                for id_ in draw(_some(students))
            ),
        )
        for number in range(draw(st.integers(0, 4)))
    )


@st.composite
def _groups(draw: st.DrawFn, staff: Sequence[str], students: Sequence[str]) -> tuple[Group, ...]:
    found = []
    for number in range(draw(st.integers(0, 3))):
        teachers = tuple(draw(_some(staff, most=2)))
        lead = draw(st.none() | st.sampled_from(teachers)) if teachers else None
        kind = draw(st.sampled_from(GroupKind))
        members = tuple(draw(_some(students)))
        found.append(Group(f"g{number}", f"Group {number}", kind, members, teachers, lead))
    return tuple(found)


@st.composite
def _restrictions(
    draw: st.DrawFn, guardians: Sequence[str], students: Sequence[str]
) -> tuple[Restriction, ...]:
    found = []
    for number in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(RestrictionKind))
        guardian = draw(st.sampled_from(guardians))
        among = students if kind is RestrictionKind.NO_RECORDS else [*students, *guardians]
        others = [one for one in among if one != guardian]
        if others:
            since = draw(st.none() | st.integers(-300, 300).map(_day))
            until = draw(st.none() | st.integers(300, 600).map(_day))
            person = draw(st.sampled_from(others))
            found.append(Restriction(guardian, kind, person, f"order {number}", since, until))
    return tuple(found)


def _day(number: int) -> date:
    return _FIRST_DAY + timedelta(days=number)
