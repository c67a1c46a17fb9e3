"""JSON Schemas of one's own classes, as the converter reads them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import attrs
import jsonschema
import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.time import Instant, Zone
from conferencekit.wire import (
    JsonValue,
    SchemaUnion,
    make_converter,
    register_union,
    schema_of,
    structure,
)


class Color(StrEnum):
    """Two of them."""

    RED = "red"
    BLUE = "blue"


@attrs.frozen
class Dot:
    """A dot."""

    at: tuple[int, float]


@attrs.frozen
class Line:
    """A line of dots."""

    dots: tuple[Dot, ...]
    colors: frozenset[Color] = frozenset()


@attrs.frozen
class Page:
    """What is drawn, by whom and when."""

    shape: Dot | Line | None
    day: date
    at: Instant
    zone: Zone
    counts: Mapping[Color, int]
    number: int | None = 3
    words: str | None = None
    next: "Page | None" = None


ARMS: dict[str, type] = {"dot": Dot, "line": Line}
SCHEMA = schema_of(Page, "mine.page/2", unions=[SchemaUnion(ARMS)])
GOOD: dict[str, Any] = {
    "schema": "mine.page/2",
    "shape": {"kind": "line", "dots": [{"at": [1, 2.5]}], "colors": ["red"]},
    "day": "2026-11-26",
    "at": "2026-11-26T12:00:00Z",
    "zone": "Europe/Amsterdam",
    "counts": {"red": 1},
}


def read(data: JsonValue) -> Page:
    """As the converter reads it."""
    converter = make_converter()
    register_union(converter, ARMS)
    body = {key: value for key, value in data.items() if key != "schema"}  # type: ignore[union-attr]
    return structure(converter, body, Page)


def test_a_schema_is_named_and_valid() -> None:
    """With the first line of the docstring of each class."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert (SCHEMA["$id"], SCHEMA["title"]) == ("urn:mine:page:2", "mine.page/2")
    assert SCHEMA["required"] == ["schema", "shape", "day", "at", "zone", "counts"]
    assert SCHEMA["$defs"]["Line-kind-line"]["description"] == "A line of dots."


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"shape": None},
        {"shape": {"kind": "dot", "at": [1, 2]}},
        {"words": None},
        {"number": 4},
        {"next": {key: value for key, value in GOOD.items() if key != "schema"}},
    ],
    ids=str,
)
def test_what_the_reader_takes_fits(change: dict[str, Any]) -> None:
    """Every form that a field may have."""
    jsonschema.Draft202012Validator(SCHEMA).validate({**GOOD, **change})
    read({**GOOD, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"shape": {"kind": "arc"}},
        {"shape": {"at": [1, 2]}},
        {"shape": {"kind": "dot", "at": [1]}},
        {"shape": {"kind": "dot", "at": [1, 2, 3]}},
        {"shape": {"kind": "line", "dots": [], "colors": ["green"]}},
        {"day": "26.11.2026"},
        {"at": "2026-11-26T12:00:00"},
        {"zone": 1},
        {"counts": {"green": 1}},
        {"counts": {"red": "one"}},
        {"number": None},
        {"next": {}},
        {"other": 1},
    ],
    ids=str,
)
def test_what_the_reader_refuses_does_not(change: dict[str, Any]) -> None:
    """As far as form goes."""
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({**GOOD, **change})
    with pytest.raises(InvalidInputError):
        read({**GOOD, **change})


def test_what_has_no_schema_is_told() -> None:
    """A class that nothing is known of; two classes of one name."""

    @attrs.frozen
    class Odd:
        """It holds what no converter reads."""

        what: list[int]

    with pytest.raises(TypeError, match="there is no schema of"):
        schema_of(Odd, "mine.odd/1")
    kinds: tuple[tuple[Any, str], ...] = (
        (bytes, "<class 'bytes'>"),
        (int | str | None, r"int \| str \| None"),
    )
    for kind, named in kinds:
        wrong = attrs.make_class("Wrong", {"what": attrs.field(type=kind)})
        with pytest.raises(TypeError, match=f"there is no schema of {named}"):
            schema_of(wrong, "mine.wrong/1")
    other = attrs.make_class("Dot", {"x": attrs.field(type=int)})
    both = attrs.make_class("Both", {"one": attrs.field(type=Dot), "two": attrs.field(type=other)})
    with pytest.raises(TypeError, match="two classes of the name Dot"):
        schema_of(both, "mine.both/1")
