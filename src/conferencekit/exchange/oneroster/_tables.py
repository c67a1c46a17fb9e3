"""The rows of a OneRoster folder that are in force, by table."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

import attrs

from conferencekit.errors import Faults, shorten
from conferencekit.exchange._csv import Row, Table, read_table

__all__ = ["Roster", "read_roster"]

_USERS: Final = ("sourcedId", "givenName", "familyName", "agentSourcedIds")
_FILES: Final = {
    "orgs.csv": ("sourcedId", "name", "type"),
    "users.csv": _USERS,
    "classes.csv": ("sourcedId", "title", "classType", "schoolSourcedId"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
}
_ROLES: Final = ("userSourcedId", "role", "orgSourcedId")


@attrs.frozen
class Roster:
    """A OneRoster folder's rows, those to be deleted left out.

    Attributes:
        orgs: By their ids.
        users: By their ids.
        classes: By their ids.
        enrollments: Those in force.
        roles: User's id, role, the organisation's id (empty where none is told).
    """

    orgs: dict[str, Row]
    users: dict[str, Row]
    classes: dict[str, Row]
    enrollments: tuple[Row, ...]
    roles: tuple[tuple[str, str, str], ...]


def read_roster(folder: Path, on: date | None, faults: Faults) -> Roster:
    """Read the tables of a folder; faults are noted.

    Args:
        folder: Where the files are.
        on: Leave out what is not in force on that day; None for everything.
        faults: Where to note faults.
    """
    _refuse_deltas(folder, faults)
    tables = {
        name: _kept(read_table(folder / name, required=columns, faults=faults))
        for name, columns in _FILES.items()
    }
    return Roster(
        orgs=_by_id(tables["orgs.csv"], faults),
        users=_by_id(tables["users.csv"], faults),
        classes=_by_id(tables["classes.csv"], faults),
        enrollments=tuple(row for row in tables["enrollments.csv"] if _in_force(row, on, faults)),
        roles=tuple(_roles(folder, tables["users.csv"], on, faults)),
    )


def _refuse_deltas(folder: Path, faults: Faults) -> None:
    """A delta says what has changed since some other folder; a school cannot be made of it."""
    if not (folder / "manifest.csv").exists():
        return
    table = read_table(folder / "manifest.csv", required=("propertyName", "value"), faults=faults)
    for row in table:
        name, value = row["propertyName"], row["value"].lower()
        if value == "delta" and name.removeprefix("file.") + ".csv" in {*_FILES, "roles.csv"}:
            faults.add(row.at("value"), f"{name} is a delta", "export the folder in bulk")


def _kept(table: Table) -> list[Row]:
    return [row for row in table if row["status"].lower() != "tobedeleted"]


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


def _roles(
    folder: Path, users: list[Row], on: date | None, faults: Faults
) -> Iterator[tuple[str, str, str]]:
    """Roles from ``roles.csv`` (1.2), or from the users themselves (1.1)."""
    path = folder / "roles.csv"
    if path.exists():
        for row in _kept(read_table(path, required=_ROLES, faults=faults)):
            if _in_force(row, on, faults):
                yield row["userSourcedId"], row["role"], row["orgSourcedId"]
        return
    if users and "role" not in users[0].cells:
        faults.add("users.csv, line 1", "lacks role", "version 1.2 has it in roles.csv, 1.1 here")
        return
    for row in users:
        for org in row.listed("orgSourcedIds") or [""]:
            yield row["sourcedId"], row["role"], org


def _in_force(row: Row, on: date | None, faults: Faults) -> bool:
    """Whether a row holds on a day; an end is a last day."""
    begin, end = _date(row, "beginDate", faults), _date(row, "endDate", faults)
    if on is None:
        return True
    return (begin is None or begin <= on) and (end is None or on <= end)


def _date(row: Row, column: str, faults: Faults) -> date | None:
    text = row[column]
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        faults.add(row.at(column), f"{shorten(text)} is not a date", "write it as 2026-11-24")
        return None
