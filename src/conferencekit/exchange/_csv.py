"""CSV tables, read strictly: every row has the header's columns, every fault its line.

Read are UTF-8 files with or without a byte order mark (Excel writes one), with any of the usual
line ends, and with line ends inside quotes (RFC 4180). Ids and codes must be printable; texts
that the library does not use may be anything.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path

import attrs

from conferencekit.errors import Faults, InvalidInputError, shorten
from conferencekit.exchange._atomic import read_bytes

__all__ = ["Row", "Table", "read_table"]


@attrs.frozen
class Row:
    """One row of a table.

    Attributes:
        place: File and line, for messages.
        cells: By column.
    """

    place: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """What a column says, without white space around; empty where there is no such column."""
        return self.cells.get(column, "").strip()

    def at(self, column: str) -> str:
        """The place of a cell, for messages."""
        return f"{self.place}, {column}"

    def listed(self, column: str, separator: str = ",") -> list[str]:
        """The items of a cell that holds a list; those that are empty left out."""
        return [item for part in self[column].split(separator) if (item := part.strip())]


@attrs.frozen
class Table:
    """A table.

    Attributes:
        name: The file's.
        columns: The header.
        rows: The rows below it; blank lines left out.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        """The rows."""
        return iter(self.rows)


def read_table(
    path: str | PathLike[str],
    *,
    required: Sequence[str],
    printable: Sequence[str] | None = None,
    faults: Faults,
) -> Table:
    """Read a table; an empty one, its faults noted, where it cannot be read.

    Args:
        path: Of the file.
        required: Columns that must be there; others may.
        printable: Columns that must hold printable text; None for the required ones.
        faults: Where to note faults.
    """
    name = Path(path).name
    checked = required if printable is None else printable

    def read() -> Table:
        text = _text(read_bytes(path), name)
        lines = _lines(text, name)
        shape = _header(lines, required, checked, name)
        return Table(name, shape.columns, tuple(_rows(lines, shape, faults)))

    empty = Table(name, tuple(required), ())
    try:
        return read()
    except InvalidInputError as error:
        for fault in error.faults:
            faults.add(fault.path or name, fault.message, fault.hint)
        return empty


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInputError.single(
            f"{name}, line {line}",
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            "export it as 'CSV UTF-8'",
        ) from None


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    first = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InvalidInputError.single(
                f"{name}, line {first}", f"is not CSV: {error}"
            ) from None
        yield first, record
        first = reader.line_num + 1


@attrs.frozen
class _Shape:
    """What a table's rows have to look like.

    Attributes:
        name: The file's.
        columns: What the header names.
        width: How many cells the header has, with empty ones that spreadsheets leave behind.
        printable: The columns that must hold printable text.
    """

    name: str
    columns: tuple[str, ...]
    width: int
    printable: Sequence[str]


def _header(
    lines: Iterator[tuple[int, list[str]]],
    required: Sequence[str],
    printable: Sequence[str],
    name: str,
) -> _Shape:
    _, header = next(lines, (1, []))
    columns = [column.strip() for column in header]
    while columns and not columns[-1]:
        columns.pop()
    with Faults() as faults:
        missing = [column for column in required if column not in columns]
        if missing:
            known = ", ".join(columns) or "nothing"
            faults.add(f"{name}, line 1", f"lacks {', '.join(missing)}", f"it has {known}")
        for column in sorted({column for column in columns if columns.count(column) > 1}):
            faults.add(f"{name}, line 1", f"has the column {shorten(column)} twice")
    return _Shape(name, tuple(columns), len(header), printable)


def _rows(lines: Iterator[tuple[int, list[str]]], shape: _Shape, faults: Faults) -> Iterator[Row]:
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{shape.name}, line {line}"
        if not len(shape.columns) <= len(cells) <= shape.width:
            expected = len(shape.columns)
            faults.add(place, f"has {len(cells)} cells where the header has {expected}")
            continue
        row = Row(place, dict(zip(shape.columns, cells, strict=False)))
        wrong = [column for column in shape.printable if not row[column].isprintable()]
        for column in wrong:
            text = f"{shorten(row[column])} holds characters that cannot be printed"
            faults.add(row.at(column), text, "such as a line end inside quotes")
        if not wrong:
            yield row
