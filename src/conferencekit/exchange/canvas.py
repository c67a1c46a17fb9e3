"""Canvas' rubrics as CSV, the table that its import and export use.

Source: Instructure, *Canvas: how do I import rubrics* (the template ``rubric_template.csv``):
``Rubric Name``, ``Criteria Name``, ``Criteria Description``, ``Criteria Enable Range``, then
``Rating Name``, ``Rating Description`` and ``Rating Points`` over and over. Headers that repeat,
a rubric's name on its first row alone, commas for decimal points and tables cut by semicolons
are read; what was guessed is noted.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment import ACADEMIC, Criterion, Level, Rubric, Scale
from conferencekit.assessment.exact import decimal_of
from conferencekit.errors import Fault, Faults, InvalidInputError, shorten
from conferencekit.exchange._atomic import read_bytes, write_text

__all__ = ["CanvasImport", "read_canvas_rubrics", "write_canvas_rubrics"]

_HEAD: Final = ("Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range")
_RATING: Final = ("Rating Name", "Rating Description", "Rating Points")
_TRUE: Final = frozenset({"true", "1", "yes"})


@attrs.frozen
class CanvasImport:
    """Rubrics read from a table of Canvas.

    Attributes:
        rubrics: In the order in which they stand.
        notes: What was guessed, each with its line.
    """

    rubrics: tuple[Rubric, ...]
    notes: tuple[Fault, ...]


@attrs.define
class _Draft:
    """A rubric as far as it was read."""

    name: str
    criteria: list[Criterion] = attrs.field(factory=list)
    scales: list[Scale] = attrs.field(factory=list)


@kinds_checked
def read_canvas_rubrics(
    path: str | PathLike[str], *, domain: str = ACADEMIC, version: str = "1"
) -> CanvasImport:
    """Read rubrics from a CSV file that Canvas exported, or that is meant for its import.

    Args:
        path: Of the file.
        domain: Of the rubrics; Canvas does not say.
        version: Of the rubrics; Canvas does not say.

    Raises:
        InvalidInputError: It is no such table, or a rubric is unusable; with every fault and its
            line.
    """
    name, notes = Path(path).name, Faults()
    rows = _rows(read_bytes(path), name, notes)
    drafts: dict[str, _Draft] = {}
    with Faults(source=name) as faults:
        current: _Draft | None = None
        for line, cells in rows:
            title = cells[0].strip()
            if title:
                current = drafts.setdefault(title, _Draft(title))
            if current is None:
                faults.add(f"line {line}, Rubric Name", "missing")
            else:
                _add(current, cells, f"line {line}", faults, notes)
    ids = _distinct(drafts, "rubric")
    with Faults(source=name) as faults:
        made = [
            faults.attempt(
                partial(_rubric, id_, one, domain, version), inside=f"rubric {shorten(one.name)}"
            )
            for id_, one in zip(ids, drafts.values(), strict=True)
        ]
    return CanvasImport(tuple(one for one in made if one is not None), notes.found)


def _rows(data: bytes, name: str, notes: Faults) -> list[tuple[int, list[str]]]:
    """The rows below the header, with their lines, blank ones left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInputError.single(
            "", "is not UTF-8", "save it as UTF-8", source=name
        ) from None
    first = text.partition("\n")[0]
    cut = ";" if first.count(";") > first.count(",") else ","
    if cut == ";":
        notes.add("line 1", "the cells are cut by semicolons")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=cut)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if tuple(header[: len(_HEAD)]) != _HEAD:
            raise InvalidInputError.single(
                "line 1", "is not the header of Canvas' rubrics", ", ".join(_HEAD), source=name
            )
        return [
            (reader.line_num, [*cells, *[""] * (len(_HEAD) - len(cells))])
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise InvalidInputError.single(
            f"line {reader.line_num}", f"is not CSV: {error}", source=name
        ) from None


def _add(rubric: _Draft, cells: Sequence[str], place: str, faults: Faults, notes: Faults) -> None:
    """Add the criterion of a row to its rubric."""
    _, title, description, ranges, *ratings = (cell.strip() for cell in cells)
    if not title:
        faults.add(f"{place}, Criteria Name", "missing")
    found = sorted(_ratings(ratings, place, faults, notes), key=lambda one: one[2])
    if not found:
        faults.add(f"{place}, Rating Name", "missing: a criterion needs a rating")
        return
    if len({points for _, _, points in found}) < len(found):
        notes.add(place, "ratings have the same points: they keep the order of the table")
    has_ranges = ranges.lower() in _TRUE
    if has_ranges and found[0][2] > 0:
        notes.add(place, "the range of the lowest rating is taken to start at 0 points")
    id_ = _distinct([*(str(item.title) for item in rubric.criteria), title], "criterion")[-1]
    levels = _levels(found, has_ranges=has_ranges)
    words = {level.id: text for level, (_, text, _) in zip(levels, found, strict=True) if text}
    rubric.scales.append(Scale(id_, levels))
    rubric.criteria.append(Criterion(id_, title, id_, description=description, descriptors=words))


_Rating = tuple[str, str, Decimal]


def _ratings(cells: Sequence[str], place: str, faults: Faults, notes: Faults) -> Iterator[_Rating]:
    """The ratings of a row, those that are not given left out."""
    for number, three in enumerate(_threes(cells), start=1):
        name, description, points = three
        if not any(three):
            continue
        where = f"{place}, Rating Points {number}"
        if not points:
            faults.add(where, "missing")
        elif "," in points:
            notes.add(where, f"{shorten(points)} has a comma, taken for a decimal point")
        value = faults.attempt(partial(_points, points), inside=where)
        if value is not None:
            yield name, description, value


def _points(text: str) -> Decimal:
    return decimal_of(text.replace(",", ".") or "0")


def _rubric(id_: str, one: _Draft, domain: str, version: str) -> Rubric:
    return Rubric(id_, version, one.name, domain, tuple(one.scales), tuple(one.criteria))


def _threes(cells: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    padded = [*cells, *[""] * (-len(cells) % 3)]
    yield from zip(padded[::3], padded[1::3], padded[2::3], strict=True)


def _levels(found: Sequence[_Rating], *, has_ranges: bool) -> tuple[Level, ...]:
    """The levels; a range reaches down to the points of the level below, or to zero."""
    points = [value for _, _, value in found]
    floor = min(Decimal(0), points[0])
    return tuple(
        Level(f"r{number}", name, value, lowest if has_ranges else None)
        for number, ((name, _, value), lowest) in enumerate(
            zip(found, [floor, *points], strict=False), start=1
        )
    )


def _distinct(titles: Iterable[str], fallback: str) -> list[str]:
    """An id for each title, made of its letters and digits; numbered where it is taken."""
    ids: list[str] = []
    for title in titles:
        stem = re.sub(r"[\W_]+", "-", title.lower()).strip("-") or fallback
        id_, number = stem, 2
        while id_ in ids:
            id_, number = f"{stem}-{number}", number + 1
        ids.append(id_)
    return ids


@kinds_checked
def write_canvas_rubrics(
    path: str | PathLike[str], rubrics: Iterable[Rubric], *, language: str = ""
) -> tuple[Fault, ...]:
    """Write rubrics as a CSV file for the import of Canvas, all of it or nothing.

    Args:
        path: Of the file.
        rubrics: To write.
        language: In which; the words of no particular language where it is empty.

    Returns:
        What the table cannot say and is lost.

    Raises:
        InvalidInputError: The file cannot be written.
    """
    lost = Faults()
    rows = [row for rubric in rubrics for row in _table(rubric, language, lost)]
    most = max((len(row) - len(_HEAD) for row in rows), default=len(_RATING)) // len(_RATING)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*_HEAD, *_RATING * most])
    writer.writerows(rows)
    write_text(path, out.getvalue())
    return lost.found


def _table(rubric: Rubric, language: str, lost: Faults) -> Iterator[list[str]]:
    for item in rubric.criteria:
        place = f"{rubric.id}, {item.id}"
        if item.is_group:
            lost.add(place, "is a group, and Canvas has none")
            continue
        levels = rubric.scale_of(item.id).levels
        if not levels or levels[0].points is None:
            lost.add(place, "has no points, and is left out")
            continue
        for name, is_lost in (
            ("weight", item.weight is not None),
            ("counts", not item.counts),
            ("hidden", item.hidden),
            ("kind", item.kind != "direct"),
        ):
            if is_lost:
                lost.add(place, f"Canvas has no place for its {name}")
        yield _row(rubric, item, levels, language)


def _row(rubric: Rubric, item: Criterion, levels: Sequence[Level], language: str) -> list[str]:
    ranges = any(level.lowest is not None for level in levels)
    row = [
        rubric.title.say(language),
        item.title.say(language),
        item.description.say(language),
        str(ranges).lower(),
    ]
    for level in reversed(levels):
        words = item.descriptors.get(level.id) or level.description
        row += [level.label.say(language), words.say(language), f"{level.points:f}"]
    return row
