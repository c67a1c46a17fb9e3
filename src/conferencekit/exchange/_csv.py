"""CSV tables, read strictly: every row has the header's columns, every fault its line.

Read are UTF-8 files with or without a byte order mark (Excel writes one), with any of the usual
line ends, and with line ends inside quotes (RFC 4180). Control characters are refused in every
column that is used, line ends in those that must be there; columns that the library does not use
may hold anything. No message shows what a cell holds, for it may be a name.
"""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Final

import attrs

from conferencekit.errors import Faults, InvalidInputError, shorten
from conferencekit.exchange._atomic import read_bytes

__all__ = ["Row", "Table", "read_table", "refuse_misspelt_files", "refuse_unknown_columns"]

_NEARLY: Final = 0.85
"""From which likeness on a file's name is taken for a slip of the pen."""
_LINE_ENDS: Final = "\r\n"
_REFUSED: Final = {"Cc": "control character", "Cs": "half of a character"}
"""General categories of Unicode. Spaces, joiners and soft hyphens belong to names."""


@attrs.frozen
class Row:
    """One row of a table.

    Attributes:
        file: The file's name.
        line: On which it starts.
        cells: By column.
    """

    file: str
    line: int
    cells: Mapping[str, str]

    @property
    def place(self) -> str:
        """File and line, for messages."""
        return f"{self.file}, line {self.line}"

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
    optional: Sequence[str] = (),
    faults: Faults,
) -> Table:
    """Read a table; an empty one, its faults noted, where it cannot be read.

    Args:
        path: Of the file.
        required: Columns that must be there, each cell on one line.
        optional: Columns that are used where they are there. Others are passed over.
        faults: Where to note faults.
    """
    name = Path(path).name

    def read() -> Table:
        text = _text(read_bytes(path), name)
        lines = _lines(text, name)
        shape = _header(lines, required, optional, name)
        return Table(name, shape.columns, tuple(_rows(lines, shape, faults)))

    empty = Table(name, tuple(required), ())
    try:
        return read()
    except InvalidInputError as error:
        for fault in error.faults:
            faults.add(fault.path or name, fault.message, fault.hint)
        return empty


def refuse_misspelt_files(folder: Path, known: Sequence[str], faults: Faults) -> None:
    """Note a fault for each file whose name is nearly that of one which is read.

    What it says, a court's order perhaps, would else be passed over.

    Args:
        folder: Where the files are.
        known: The names of those that are read, or known and passed over.
        faults: Where to note faults.

    Raises:
        InvalidInputError: There is no such folder.
    """
    if not folder.is_dir():
        raise InvalidInputError.single("", "is no folder", source=str(folder))
    for path in sorted(folder.iterdir()):
        if path.name not in known:
            near = get_close_matches(path.name, known, n=1, cutoff=_NEARLY)
            if near:
                faults.add(path.name, "is not read", f"did you mean {near[0]}?")


def refuse_unknown_columns(table: Table, known: Collection[str], faults: Faults) -> None:
    """Note a fault for each column that is not known, in files whose form is our own."""
    for column in table.columns:
        if column not in known:
            near = get_close_matches(column, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            faults.add(f"{table.name}, line 1", f"has the unknown column {shorten(column)}", hint)


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
        required: The columns that must be there.
        optional: The columns that are used besides.
    """

    name: str
    columns: tuple[str, ...]
    width: int
    required: Sequence[str]
    optional: Sequence[str]


def _header(
    lines: Iterator[tuple[int, list[str]]],
    required: Sequence[str],
    optional: Sequence[str],
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
    return _Shape(name, tuple(columns), len(header), required, optional)


def _rows(lines: Iterator[tuple[int, list[str]]], shape: _Shape, faults: Faults) -> Iterator[Row]:
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row = Row(shape.name, line, dict(zip(shape.columns, cells, strict=False)))
        if not len(shape.columns) <= len(cells) <= shape.width:
            expected = len(shape.columns)
            faults.add(row.place, f"has {len(cells)} cells where the header has {expected}")
        elif _is_readable(row, shape, faults):
            yield row


def _is_readable(row: Row, shape: _Shape, faults: Faults) -> bool:
    """Whether the cells that are used hold no characters that are refused; those are noted."""
    before = len(faults)
    for column in (*shape.required, *shape.optional):
        allowed = "" if column in shape.required else _LINE_ENDS
        found = _refused(row[column], allowed)
        if found:
            what = _REFUSED[unicodedata.category(found)]
            hint = "is there a line end inside quotes?" if found in _LINE_ENDS else ""
            faults.add(row.at(column), f"holds U+{ord(found):04X}, a {what}", hint)
    return len(faults) == before


def _refused(text: str, allowed: str) -> str:
    """The first character that is refused; empty where there is none."""
    if text.isprintable():
        return ""
    wrong = (char for char in text if unicodedata.category(char) in _REFUSED)
    return next((char for char in wrong if char not in allowed), "")
