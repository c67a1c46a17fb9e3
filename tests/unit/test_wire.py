"""Reading is strict, complete about what is wrong, and safe against hostile input."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.errors import Fault, InvalidInputError
from conferencekit.time import Instant, Window, Windows, Zone
from conferencekit.wire import (
    Limits,
    body_of,
    dump_json,
    make_converter,
    parse_json,
    structure,
    zone_of,
)


class Color(StrEnum):
    """An enumeration."""

    RED = "red"
    BLUE = "blue"


@attrs.frozen
class Part:
    """A class inside another."""

    id: str
    size: int = 1


@attrs.frozen
class Thing:
    """A class with a field of every type, and a check of its own."""

    name: str
    parts: tuple[Part, ...] = ()
    pair: tuple[str, int] = ("a", 1)
    on: bool = False
    ratio: float = 0.5
    color: Color = Color.RED
    colors: frozenset[Color] = frozenset()
    day: date | None = None
    at: Instant | None = None
    span: Window | None = None
    spans: Windows | None = None
    zone: Zone | None = None
    counts: Mapping[str, int] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """No two parts of one id."""
        ids = [part.id for part in self.parts]
        for index, id_ in enumerate(ids):
            if id_ in ids[:index]:
                raise InvalidInputError.single(f"parts[{index}].id", "twice")


FULL = {
    "name": "x",
    "parts": [{"id": "a"}, {"id": "b", "size": 2}],
    "pair": ["b", 2],
    "on": True,
    "ratio": 1,
    "color": "blue",
    "colors": ["blue", "red"],
    "day": "2026-11-24",
    "at": "2026-11-24T16:00",
    "span": ["2026-11-24T16:00", "2026-11-24T17:00"],
    "spans": [["2026-11-24T16:00", "2026-11-24T17:00"], ["2026-11-24T17:00", "2026-11-24T18:00"]],
    "zone": "UTC",
    "counts": {"a": 1},
}


def read(data: object) -> Thing:
    """A thing of data, its times local to Amsterdam."""
    return structure(make_converter(Zone("Europe/Amsterdam")), data, Thing)


def faults_of(data: object) -> list[str]:
    """What is wrong with data, as text."""
    with pytest.raises(InvalidInputError) as caught:
        read(data)
    return [str(fault) for fault in caught.value.faults]


def test_everything_is_read_and_written_back() -> None:
    """Defaults are left out, windows joined, all else as it was."""
    thing = read(FULL)
    assert thing.at == Instant.parse("2026-11-24T15:00Z")
    written = make_converter(Zone("Europe/Amsterdam")).unstructure(thing)
    joined = {**FULL, "ratio": 1.0, "spans": [["2026-11-24T16:00", "2026-11-24T18:00"]]}
    joined["parts"] = [{"id": "a"}, {"id": "b", "size": 2}]
    assert written == joined
    assert read(written) == thing


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("name", 1, "name: 1 is not text"),
        ("name", None, "name: null is not text"),
        ("name", "a\0b", r"name: 'a\x00b' holds the character '\x00'"),
        ("name", "\ud800", r"name: '\ud800' holds the character '\ud800'"),
        ("parts", {}, "parts: an object is not a list"),
        ("parts", ["a"], "parts[0]: 'a' is not an object"),
        ("parts", [{"id": "a", "size": 1.0}], "parts[0].size: 1.0 is not a whole number"),
        (
            "parts",
            [{"id": "a", "size": True}],
            "parts[0].size: true or false is not a whole number",
        ),
        ("parts", [{"id": "a"}, {"id": "a"}], "parts[1].id: twice"),
        ("parts", [{"id": "a", "siz": 1}], "parts[0].siz: unknown key (did you mean 'size'?)"),
        ("parts", [{"id": "a", "zzz": 1}], "parts[0].zzz: unknown key (known are id, size)"),
        ("parts", [{}], "parts[0].id: missing"),
        ("pair", ["a"], "pair: has 1 items, not 2"),
        ("pair", ["a", "b"], "pair[1]: 'b' is not a whole number"),
        ("on", 1, "on: 1 is not true or false"),
        ("ratio", "1", "ratio: '1' is not a number"),
        ("color", "green", "color: 'green' is not one of red, blue"),
        ("colors", ["red", "green"], "colors[1]: 'green' is not one of red, blue"),
        ("day", "2026-13-01", "day: '2026-13-01' is not a date (write it as 2026-11-24)"),
        ("day", 5, "day: 5 is not a date (write it as 2026-11-24)"),
        ("at", "noon", "at: 'noon' is not a time (write it as 2026-11-24T16:30)"),
        ("at", 5, "at: 5 is not text"),
        (
            "span",
            ["2026-11-24T16:00", "2026-11-24T16:00"],
            "span: ends before it starts, or as it starts",
        ),
        (
            "spans",
            [["2026-11-24T16:00", "x"]],
            "spans[0][1]: 'x' is not a time (write it as 2026-11-24T16:30)",
        ),
        (
            "zone",
            "Mars",
            "zone: 'Mars' is not a known zone (an IANA name such as Europe/Amsterdam)",
        ),
        ("counts", [], "counts: a list is not an object"),
        ("counts", {"a": "b"}, "counts.a: 'b' is not a whole number"),
    ],
)
def test_one_fault(key: str, value: object, fault: str) -> None:
    """Each kind of fault has its path and says what is wrong."""
    assert faults_of({**FULL, key: value}) == [fault]


def test_faults_of_form_and_of_meaning_are_reported_together() -> None:
    """What the class itself finds is reported too, unless it speaks of a hole in the input."""
    data = {
        **FULL,
        "name": 5,
        "parts": [{"id": "a"}, {"id": 7}, {"id": "a"}, {"id": 8}],
        "pair": "ab",
    }
    assert faults_of(data) == [
        "name: 5 is not text",
        "parts[1].id: 7 is not text",
        "parts[3].id: 8 is not text",
        "pair: 'ab' is not a list",
        "parts[2].id: twice",
    ]


def test_nothing_at_all() -> None:
    """Data of the wrong form altogether."""
    assert faults_of([]) == ["a list is not an object"]
    assert faults_of({}) == ["name: missing"]


def test_times_without_a_zone_carry_their_offset() -> None:
    """A converter without a zone reads and writes no local time."""
    converter = make_converter()
    when = Instant.parse("2026-11-24T15:00Z")
    assert converter.unstructure(when) == "2026-11-24T15:00:00+00:00"
    assert structure(converter, "2026-11-24T16:00+01:00", Instant) == when
    with pytest.raises(InvalidInputError, match="has no offset"):
        structure(converter, "2026-11-24T16:00", Instant)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "line 1, column 1: is not JSON: Expecting value"),
        (b"{", "line 1, column 2: is not JSON"),
        (b'{"a": 1,\n "b": }', "line 2, column 7: is not JSON"),
        (b'\xef\xbb\xbf{"a": 1}', "line 1: starts with a byte order mark"),
        (b'{"a":\n"\xe9"}', "line 2: byte 0xe9 is not UTF-8"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": -Infinity}', "-Infinity is not a JSON number"),
        (b'{"a": 1e400}', "the number 1e400 is too large"),
        (b'{"a": ' + b"9" * 1001 + b"}", "has a number of more than 1000 digits"),
        (b"[" * 1_000_000, "is nested more than 60 deep"),
        (b'{"a":' * 100_000, "is nested more than 60 deep"),
        (b"[" * 61 + b"]" * 61, "is nested more than 60 deep"),
        (b'{"a": [{"b": 1, "b": 2}]}', "a[0]: the key 'b' stands more than once"),
        (
            b'{"' + b"k" * 999 + b'": 1, "' + b"k" * 999 + b'": 2}',
            f"the key '{'k' * 59}... stands",
        ),
    ],
)
def test_what_is_not_json(text: bytes, message: str) -> None:
    """Each ends in one error with its place."""
    with pytest.raises(InvalidInputError) as caught:
        parse_json(text, source="file")
    assert str(caught.value).startswith(f"file: {message}")
    assert len(caught.value.faults) == 1


def test_limits() -> None:
    """What is too large is refused before it is read."""
    with pytest.raises(InvalidInputError, match="larger than 1 MB"):
        parse_json(b" " * 1_000_001, limits=Limits(megabytes=1))
    assert parse_json("[" * 60 + "]" * 60) is not None


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(value=json_values)
def test_json_comes_back_as_it_went(value: Any) -> None:  # noqa: ANN401
    """Writing and reading is an identity, and equal values have one text."""
    assert parse_json(dump_json(value)) == value
    assert parse_json(dump_json(value, pretty=True).encode()) == value


@given(value=json_values)
def test_whatever_comes_in_only_faults_come_out(value: Any) -> None:  # noqa: ANN401
    """No other exception than the library's own, whatever the data."""
    with suppress(InvalidInputError):
        read(value)


def test_documents_say_what_they_are() -> None:
    """The schema is checked before anything else."""
    assert body_of({"schema": "a/1", "b": 2}, "a/1") == {"b": 2}
    for data, message in (
        ([], "is not an object"),
        ({}, 'schema: missing ("schema": "a/1")'),
        ({"schema": 5}, "schema: 5 is not 'a/1'"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            body_of(data, "a/1")
        assert str(caught.value) == message


def test_documents_name_their_zone() -> None:
    """Or take the default, where there is one."""
    utc = Zone("UTC")
    assert zone_of({}, default=utc) == utc
    assert zone_of({"timezone": "UTC"}) == utc
    for body in ({}, {"timezone": 5}, {"timezone": "Mars"}):
        with pytest.raises(InvalidInputError) as caught:
            zone_of(body)
        assert caught.value.faults[0].path == "timezone"


def test_a_fault_keeps_its_hint() -> None:
    """Faults from the model's own checks come through whole."""
    assert Fault("a", "b", "c").inside("d") == Fault("d.a", "b", "c")
