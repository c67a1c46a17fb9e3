"""What OneRoster cannot say, from companion files in the same folder.

``households.csv``
    ``household,guardian,student,rights``: a line for each guardian and student of a household;
    rights as in ``records;conference;decisions``, empty for all. Where there is no such file,
    guardians of the same students are taken to be one household.
``languages.csv``
    ``person,languages``: BCP 47 tags, best first, as in ``es;en``.
``interpreters.csv``
    ``interpreter,givenName,familyName,languages``.
``support.csv``
    ``student,staff``: a member of staff named in a student's support plan.
``restrictions.csv``
    ``guardian,kind,person,document,since,until``: a legal restriction; kind ``no-records`` or
    ``no-contact``, dates may be empty.

Their form is ours: an unknown column is a fault, and so is an id that no user has. Languages, and
support for students, of people who are in the roster but not of the school are left out with a
note.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

import attrs

from conferencekit.errors import Faults, shorten
from conferencekit.exchange._csv import (
    Row,
    read_table,
    refuse_misspelt_files,
    refuse_unknown_columns,
)
from conferencekit.school import (
    Household,
    Interpreter,
    Membership,
    Name,
    Restriction,
    RestrictionKind,
    Right,
)

__all__ = ["Companions", "Reference", "read_companions"]

_E = TypeVar("_E", bound=StrEnum)

_COLUMNS: Final = {
    "households.csv": ("household", "guardian", "student", "rights"),
    "languages.csv": ("person", "languages"),
    "interpreters.csv": ("interpreter", "givenName", "familyName", "languages"),
    "support.csv": ("student", "staff"),
    "restrictions.csv": ("guardian", "kind", "person", "document"),
}
_OPTIONAL: Final = {"restrictions.csv": ("since", "until")}
_ONEROSTER: Final = (
    *("academicSessions.csv", "categories.csv", "classResources.csv", "classes.csv"),
    *("courseResources.csv", "courses.csv", "demographics.csv", "enrollments.csv"),
    *("lineItems.csv", "manifest.csv", "orgs.csv", "resources.csv", "results.csv"),
    *("roles.csv", "userProfiles.csv", "userResources.csv", "users.csv"),
)
"""OneRoster's own files, read or not; of 1.2 without those of the gradebook's scales."""
_MAY_BE_EMPTY: Final = frozenset({"rights", "languages", "familyName"})


@attrs.frozen
class Reference:
    """That a companion file names somebody of the roster.

    Attributes:
        place: Where.
        id: Whom.
        what: What they have to be: guardian, student, member of staff, or person.
        left_out: Whether the row may be left out where they are not of the school.
        about: The student without whom the row is left out anyway; None for nobody.
    """

    place: str
    id: str
    what: str
    left_out: bool = False
    about: str | None = None


@attrs.frozen
class Companions:
    """The companion files of a folder.

    Attributes:
        households: None where there is no such file.
        languages: By the person's id.
        interpreters: Who interprets.
        specialists: The ids of staff by the student's id.
        restrictions: What the law forbids.
        references: Whom the files name, to be looked up in the roster.
    """

    households: tuple[Household, ...] | None
    languages: dict[str, tuple[str, ...]]
    interpreters: tuple[Interpreter, ...]
    specialists: dict[str, tuple[str, ...]]
    restrictions: tuple[Restriction, ...]
    references: tuple[Reference, ...]


def read_companions(folder: Path, faults: Faults) -> Companions:
    """Read the companion files of a folder; faults are noted."""
    refuse_misspelt_files(folder, (*_COLUMNS, *_ONEROSTER), faults)
    rows = {name: _rows(folder, name, faults) for name in _COLUMNS}
    support: dict[str, tuple[str, ...]] = {}
    for row in rows["support.csv"]:
        support[row["student"]] = (*support.get(row["student"], ()), row["staff"])
    told = (folder / "households.csv").exists()
    return Companions(
        households=tuple(_households(rows["households.csv"], faults)) if told else None,
        languages={row["person"]: _tags(row) for row in rows["languages.csv"]},
        interpreters=tuple(
            Interpreter(row["interpreter"], Name(row["givenName"], row["familyName"]), _tags(row))
            for row in rows["interpreters.csv"]
        ),
        specialists=support,
        restrictions=tuple(
            restriction
            for row in rows["restrictions.csv"]
            if (restriction := _restriction(row, faults)) is not None
        ),
        references=tuple(_references(rows)),
    )


def _rows(folder: Path, name: str, faults: Faults) -> list[Row]:
    """The rows of a companion file; none where it is absent."""
    if not (folder / name).exists():
        return []
    columns, optional = _COLUMNS[name], _OPTIONAL.get(name, ())
    table = read_table(folder / name, required=columns, optional=optional, faults=faults)
    refuse_unknown_columns(table, (*columns, *optional), faults)
    for row in table:
        for column in columns:
            if not row[column] and column not in _MAY_BE_EMPTY:
                faults.add(row.at(column), "is empty")
    return list(table)


def _references(rows: Mapping[str, list[Row]]) -> Iterator[Reference]:
    for row in rows["households.csv"]:
        yield Reference(row.at("guardian"), row["guardian"], "guardian")
        yield Reference(row.at("student"), row["student"], "student")
    for row in rows["languages.csv"]:
        yield Reference(row.at("person"), row["person"], "person", left_out=True)
    for row in rows["support.csv"]:
        yield Reference(row.at("student"), row["student"], "student", left_out=True)
        yield Reference(row.at("staff"), row["staff"], "member of staff", about=row["student"])
    for row in rows["restrictions.csv"]:
        records = row["kind"] == RestrictionKind.NO_RECORDS
        yield Reference(row.at("guardian"), row["guardian"], "guardian")
        yield Reference(row.at("person"), row["person"], "student" if records else "person")


def _tags(row: Row) -> tuple[str, ...]:
    return tuple(row.listed("languages", ";"))


def _households(rows: Iterable[Row], faults: Faults) -> Iterator[Household]:
    """Households of their lines; a student's rights must be the same on each of its lines."""
    guardians: dict[str, list[str]] = {}
    members: dict[str, dict[str, frozenset[Right]]] = {}
    for row in rows:
        id_, student = row["household"], row["student"]
        rights = _rights(row, faults)
        if row["guardian"] not in guardians.setdefault(id_, []):
            guardians[id_].append(row["guardian"])
        if members.setdefault(id_, {}).setdefault(student, rights) != rights:
            text = f"differs from what was said before of {student} in {id_}"
            faults.add(row.at("rights"), text, "rights are a household's")
    for id_, ids in guardians.items():
        memberships = (Membership(student, rights) for student, rights in members[id_].items())
        yield Household(id_, tuple(ids), tuple(memberships))


def _rights(row: Row, faults: Faults) -> frozenset[Right]:
    named = row.listed("rights", ";")
    if not named:
        return frozenset(Right)
    if named == ["none"]:
        return frozenset()
    rights = {_one_of(Right, text, row, "rights", faults) for text in named}
    return frozenset(right for right in rights if right is not None)


def _restriction(row: Row, faults: Faults) -> Restriction | None:
    kind = _one_of(RestrictionKind, row["kind"], row, "kind", faults)
    since, until = (_optional_date(row, column, faults) for column in ("since", "until"))
    if kind is None:
        return None
    return Restriction(row["guardian"], kind, row["person"], row["document"], since, until)


def _one_of(kind: type[_E], text: str, row: Row, column: str, faults: Faults) -> _E | None:
    try:
        return kind(text)
    except ValueError:
        faults.add(row.at(column), f"{shorten(text)} is not one of {', '.join(kind)}")
        return None


def _optional_date(row: Row, column: str, faults: Faults) -> date | None:
    if not row[column]:
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        text = f"{shorten(row[column])} is not a date"
        faults.add(row.at(column), text, "write it as 2026-11-24")
        return None
