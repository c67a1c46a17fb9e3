"""The rows of a OneRoster folder that are in force, by table."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

import attrs

from conferencekit.errors import Fault, Faults, shorten
from conferencekit.exchange._csv import Row, Table, read_table

__all__ = ["Role", "Roster", "read_roster"]

_FILES: Final = {
    "orgs.csv": (("sourcedId", "name", "type"), ("status",)),
    "users.csv": (
        ("sourcedId", "givenName", "familyName", "agentSourcedIds"),
        (
            "status",
            "enabledUser",
            "role",
            "orgSourcedIds",
            "preferredGivenName",
            "email",
            "sms",
            "phone",
            "grades",
        ),
    ),
    "classes.csv": (
        ("sourcedId", "title", "classType", "schoolSourcedId"),
        ("status", "location", "subjects"),
    ),
    "enrollments.csv": (
        ("classSourcedId", "userSourcedId", "role"),
        ("status", "primary", "beginDate", "endDate"),
    ),
    "roles.csv": (
        ("userSourcedId", "role", "orgSourcedId"),
        ("status", "beginDate", "endDate"),
    ),
}
"""For each file the columns that must be there, and those that are used besides."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(T.+)?")
_FEW: Final = 3
"""Up to so many rows that are left out for one reason get a note each."""


@attrs.frozen
class Role:
    """That somebody is something.

    Attributes:
        row: Which says so.
        user: Their id.
        name: What they are.
        org: The organisation's id; empty where none is told.
    """

    row: Row
    user: str
    name: str
    org: str


@attrs.frozen
class Roster:
    """A OneRoster folder's rows that are in force.

    Attributes:
        orgs: By their ids.
        users: Those who may be users, by their ids.
        everyone: The ids of all users, also of those left out.
        classes: By their ids.
        enrollments: Those in force.
        roles: Those in force.
        notes: Which rows were left out.
    """

    orgs: dict[str, Row]
    users: dict[str, Row]
    everyone: frozenset[str]
    classes: dict[str, Row]
    enrollments: tuple[Row, ...]
    roles: tuple[Role, ...]
    notes: tuple[Fault, ...]


def read_roster(folder: Path, on: date, faults: Faults) -> Roster:
    """Read the tables of a folder; faults are noted.

    Args:
        folder: Where the files are.
        on: Leave out what is not in force on that day.
        faults: Where to note faults.
    """
    _refuse_deltas(folder, faults)
    sieve = _Sieve(on, faults)
    names = [name for name in _FILES if name != "roles.csv" or (folder / name).exists()]
    tables = {name: _read(folder, name, faults) for name in names}
    rows = {name: sieve.kept(table) for name, table in tables.items()}
    users = sieve.enabled(rows["users.csv"])
    return Roster(
        orgs=_by_id(rows["orgs.csv"], faults),
        users=_by_id(users, faults),
        everyone=frozenset(row["sourcedId"] for row in tables["users.csv"]),
        classes=_by_id(rows["classes.csv"], faults),
        enrollments=tuple(sieve.in_force(rows["enrollments.csv"])),
        roles=(
            tuple(_roles_of_table(sieve.in_force(rows["roles.csv"])))
            if "roles.csv" in rows
            else tuple(_roles_of_users(users, faults))
        ),
        notes=tuple(sieve.notes()),
    )


def _read(folder: Path, name: str, faults: Faults) -> Table:
    required, optional = _FILES[name]
    return read_table(folder / name, required=required, optional=optional, faults=faults)


class _Sieve:
    """Leaves out rows that do not count, and remembers which and why."""

    def __init__(self, on: date, faults: Faults) -> None:
        self._on = on
        self._faults = faults
        self._left_out: dict[tuple[str, str], list[Row]] = {}

    def kept(self, table: Table) -> list[Row]:
        """The rows that are not there to be deleted."""
        return self._where(
            lambda row: row["status"].lower() != "tobedeleted", table, "to be deleted"
        )

    def enabled(self, rows: list[Row]) -> list[Row]:
        """The users who are not disabled."""
        return self._where(self._is_enabled, rows, "not enabled (enabledUser)")

    def in_force(self, rows: list[Row]) -> list[Row]:
        """The rows that hold on the day."""
        return self._where(self._holds, rows, f"not in force on {self._on}")

    def notes(self) -> Iterator[Fault]:
        """What was left out: row by row where they are few, else how many."""
        for (file, why), rows in self._left_out.items():
            if len(rows) <= _FEW:
                yield from (Fault(row.place, f"is {why}; left out") for row in rows)
            else:
                lines = f"{', '.join(str(row.line) for row in rows[:_FEW])}, ..."
                yield Fault(file, f"{len(rows)} rows are {why}; left out", f"lines {lines}")

    def _where(self, test: Callable[[Row], bool], rows: Iterable[Row], why: str) -> list[Row]:
        found = []
        for row in rows:
            if test(row):
                found.append(row)
            else:
                self._left_out.setdefault((row.file, why), []).append(row)
        return found

    def _is_enabled(self, row: Row) -> bool:
        text = row["enabledUser"].lower()
        if text not in ("", "true", "false"):
            self._faults.add(row.at("enabledUser"), f"{shorten(text)} is not true or false")
        return text != "false"

    def _holds(self, row: Row) -> bool:
        begin, end = (_date(row, column, self._faults) for column in ("beginDate", "endDate"))
        # An end is a last day.
        return (begin is None or begin <= self._on) and (end is None or self._on <= end)


def _refuse_deltas(folder: Path, faults: Faults) -> None:
    """A delta says what has changed since some other folder; a school cannot be made of it."""
    if not (folder / "manifest.csv").exists():
        return
    table = read_table(folder / "manifest.csv", required=("propertyName", "value"), faults=faults)
    for row in table:
        name, value = row["propertyName"], row["value"].lower()
        if value == "delta" and name.removeprefix("file.") + ".csv" in _FILES:
            faults.add(row.at("value"), f"{name} is a delta", "export the folder in bulk")


def _by_id(rows: Iterable[Row], faults: Faults) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        id_ = row["sourcedId"]
        if not id_:
            faults.add(row.at("sourcedId"), "is empty")
        elif id_ in found:
            faults.add(row.at("sourcedId"), f"{shorten(id_)} is used twice")
        else:
            found[id_] = row
    return found


def _roles_of_table(rows: Iterable[Row]) -> Iterator[Role]:
    """What ``roles.csv`` of version 1.2 says."""
    for row in rows:
        yield Role(row, row["userSourcedId"], row["role"], row["orgSourcedId"])


def _roles_of_users(users: list[Row], faults: Faults) -> Iterator[Role]:
    """What the users of version 1.1 say of themselves."""
    if users and "role" not in users[0].cells:
        faults.add("users.csv, line 1", "lacks role", "version 1.2 has it in roles.csv, 1.1 here")
        return
    for row in users:
        for org in row.listed("orgSourcedIds") or [""]:
            yield Role(row, row["sourcedId"], row["role"], org)


def _date(row: Row, column: str, faults: Faults) -> date | None:
    """A date; where some systems write a time behind it, its day."""
    text = row[column]
    if not text:
        return None
    try:
        if _DATE.fullmatch(text):
            return datetime.fromisoformat(text).date()
    except ValueError:
        pass  # of the right form, but no such day or time
    faults.add(row.at(column), f"{shorten(text)} is not a date", "write it as 2026-11-24")
    return None
