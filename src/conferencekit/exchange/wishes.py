"""What guardians and staff wish for, from two CSV files.

``availability.csv``
    ``person,from,to,wish``: a window in which somebody can come (``available``) or would rather
    come (``preferred``). Who has no line ``available`` can always come.
``requests.csv``
    ``by,student,staff,wanted,priority,minutes``: that a conference is wanted (``yes``) or not
    needed (``no``); priority and minutes may be empty.
"""

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit.errors import Faults, InvalidInputError, shorten
from conferencekit.exchange._csv import (
    Row,
    Table,
    read_table,
    refuse_misspelt_files,
    refuse_unknown_columns,
)
from conferencekit.planning import Availability, Request, Wishes
from conferencekit.time import Window, Windows, Zone

__all__ = ["read_wishes"]

_FILES: Final = ("availability.csv", "requests.csv")
_WISHES: Final = ("available", "preferred")
_WANTED: Final = {"yes": True, "no": False}


@kinds_checked
def read_wishes(directory: str | PathLike[str], zone: Zone) -> Wishes:
    """Read the wishes of a folder; either file may be absent.

    Args:
        directory: Where ``availability.csv`` and ``requests.csv`` are.
        zone: In which times without an offset are local.

    Raises:
        InvalidInputError: There is no such folder, a file's name is nearly one of the two, or a
            file cannot be used; with every fault, its file and line.
    """
    folder = Path(directory)
    with Faults(source=str(folder)) as faults:
        refuse_misspelt_files(folder, _FILES, faults)
        availability = tuple(_availability(folder / "availability.csv", zone, faults))
        requests = tuple(_requests(folder / "requests.csv", faults))
    return Wishes(availability, requests)


def _table(path: Path, required: Sequence[str], optional: Sequence[str], faults: Faults) -> Table:
    table = read_table(path, required=required, optional=optional, faults=faults)
    refuse_unknown_columns(table, (*required, *optional), faults)
    return table


def _availability(path: Path, zone: Zone, faults: Faults) -> Iterator[Availability]:
    if not path.exists():
        return
    windows: dict[str, dict[str, list[Window]]] = {}
    for row in _table(path, ("person", "from", "to", "wish"), (), faults):
        if row["wish"] not in _WISHES:
            faults.add(
                row.at("wish"), f"{shorten(row['wish'])} is not one of {', '.join(_WISHES)}"
            )
            continue
        window = _window(row, zone, faults)
        if window is not None:
            person = windows.setdefault(row["person"], {wish: [] for wish in _WISHES})
            person[row["wish"]].append(window)
    for person_id, by_wish in windows.items():
        available, preferred = (
            Windows(by_wish[wish]) if by_wish[wish] else None for wish in _WISHES
        )
        yield Availability(person_id, available, preferred)


def _window(row: Row, zone: Zone, faults: Faults) -> Window | None:
    start = faults.attempt(lambda: zone.parse(row["from"]), inside=row.at("from"))
    end = faults.attempt(lambda: zone.parse(row["to"]), inside=row.at("to"))
    if start is None or end is None:
        return None
    try:
        return Window(start, end)
    except InvalidInputError:
        faults.add(row.at("to"), f"{row['to']} is not after {row['from']}")
        return None


def _requests(path: Path, faults: Faults) -> Iterator[Request]:
    if not path.exists():
        return
    required = ("by", "student", "staff", "wanted")
    for row in _table(path, required, ("priority", "minutes"), faults):
        if row["wanted"] not in _WANTED:
            faults.add(row.at("wanted"), f"{shorten(row['wanted'])} is not yes or no")
            continue
        yield Request(
            by=row["by"],
            student=row["student"],
            staff=row["staff"],
            wanted=_WANTED[row["wanted"]],
            priority=_number(row, "priority", faults),
            minutes=_number(row, "minutes", faults),
        )


def _number(row: Row, column: str, faults: Faults) -> int | None:
    text = row[column]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):  # noqa: PLR2004
        faults.add(row.at(column), f"{shorten(text)} is not a whole number above zero")
        return None
    return int(text)
