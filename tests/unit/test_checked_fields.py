"""Frozen classes that refuse values of another type when they are made."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

import attrs
import pytest

from conferencekit._fields import as_checked
from conferencekit.assessment import Criterion, Score
from conferencekit.conference import AgendaItem, Statement
from conferencekit.dialogue import Circumstance, Message
from conferencekit.errors import InvalidInputError
from conferencekit.goals import Party, Quantity, Rating, Role, Step
from conferencekit.progress import Aimline, Direction, Point
from conferencekit.support import Dosage, Need
from conferencekit.time import Instant

NOW = Instant.parse("2026-01-05T09:00:00Z")
NOAH = Party(Role.STUDENT, "noah")


class Colour(StrEnum):
    """Something to choose."""

    RED = "red"
    BLUE = "blue"


class Painter(Protocol):
    """Something that can be plugged in."""

    def paint(self) -> str:
        """Paint."""


@attrs.frozen(field_transformer=as_checked)
class Inner:
    """Something to hold."""

    name: str


@attrs.frozen(field_transformer=as_checked)
class BrightThing:
    """A field of each type there is."""

    name: str
    size: float = 1.0
    count: int = 0
    share: Decimal | None = None
    day: date | None = None
    colour: Colour | None = None
    items: tuple[Inner | int, ...] = ()
    maybe: tuple[str, ...] | None = None
    pair: tuple[str, int] | None = None
    colours: frozenset[Colour] = frozenset()
    weights: Mapping[Colour, float] = attrs.field(factory=dict)
    painter: Painter | None = None
    anything: Any = None


def faults(make: Callable[[], object]) -> list[str]:
    """What making something says, a fault a line."""
    with pytest.raises(InvalidInputError) as caught:
        make()
    return [str(fault) for fault in caught.value.faults]


def made(kind: Callable[..., object], *given: object, **named: object) -> Callable[[], object]:
    """What makes something, whatever a type checker would say."""
    return lambda: kind(*given, **named)


def test_all_faults_of_an_object_are_told_together() -> None:
    """Each at its field, and under the name of the class."""
    with pytest.raises(InvalidInputError) as caught:
        made(BrightThing, 5, "1", True, 1.5, "2026-01-01", "green")()
    assert caught.value.source == "bright thing"
    assert [str(fault) for fault in caught.value.faults] == [
        "name: 5 is not a text",
        "size: '1' is not a number",
        "count: True is not a whole number",
        "share: 1.5 is not a Decimal",
        "day: '2026-01-01' is not a date (date.fromisoformat reads one)",
        "colour: 'green' is none of red, blue",
    ]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("size", Decimal(1), "size: a Decimal is not a number (float(...) makes one)"),
        ("day", datetime(2026, 1, 1), "day: a datetime is not a date (give its .date())"),  # noqa: DTZ001
        ("items", 5, "items: several are wanted, not 5"),
        ("items", [Inner("a"), "b"], "items[1]: 'b' is not an Inner or a whole number"),
        ("maybe", "ab", "maybe: several are wanted, not the text 'ab' (give ['ab'])"),
        ("pair", ("a", "b"), "pair[1]: 'b' is not a whole number"),
        ("pair", ("a",), "pair: a tuple is not a tuple of a text and a whole number"),
        ("colours", ["green"], "colours: 'green' is none of red, blue"),
        ("colours", [[]], "colours: a tuple is not a frozenset"),
        ("weights", {"red": "1"}, "weights[<Colour.RED: 'red'>]: '1' is not a number"),
        ("weights", {"green": 1.0}, "weights: 'green' is none of red, blue"),
        ("weights", 3, "weights: 3 is not a Mapping"),
    ],
)
def test_what_a_field_holds_is_looked_at(field: str, value: object, told: str) -> None:
    """And looked at again where another object of like types fitted before."""
    thing: Any = BrightThing
    fine = thing("a", items=[Inner("a"), 3], maybe=["x"], pair=("a", 1))
    changed: dict[str, Any] = {field: value}
    assert faults(lambda: attrs.evolve(fine, **changed)) == [told]
    assert faults(lambda: attrs.evolve(fine, **changed)) == [told]


def test_what_fits_is_kept_as_declared() -> None:
    """Lists as tuples, values as members; what is not known is let be."""
    thing: Any = BrightThing
    kept = thing(
        "a",
        2,
        maybe=["x"],
        colour="red",
        colours=["blue"],
        weights={"red": 1},
        painter="nobody",
        anything=...,
    )
    assert kept.maybe == ("x",)
    assert kept.colour is Colour.RED
    assert kept.colours == {Colour.BLUE}
    assert [type(key) for key in kept.weights] == [Colour]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (made(Quantity, "80", "w", "42"), ["target: '80'", "baseline: '42'"]),
        (made(Quantity, None), ["target: None"]),
        (made(Quantity, True), ["target: True"]),
        (made(Quantity, 80, 7, better="lower"), ["unit: 7", "better: 'lower'"]),
        (made(Party, "teacher", 7), ["id: 7"]),
        (made(Step, "s", "Read", due="2026-01-01", goal=7), ["goal: 7", "due: '2026-01-01'"]),
        (made(Rating, 7, NOAH, 1, NOW), ["goal: 7"]),
        (made(Point, NOW, 1.0, 7), ["source: 7"]),
        (made(Point, "now", "1", note=3), ["at: 'now'", "value: '1'", "note: 3"]),
        (made(Aimline, "2026-01-01", 1, None, 2), ["start: '2026-01-01'", "due: None"]),
        (made(Need, "n", text=5), ["text: 5"]),
        (made(Dosage, "3", 2, date(2026, 1, 1)), ["'3'"]),
        (made(Score, "words", points="x"), ["points: 'x' is not a number"]),
        (made(Criterion, "c", 5), ["title: 5 is neither text nor texts by language"]),
        (made(Message, None, "t", "x", "en"), ["label: None"]),
        (made(Circumstance, None, "illness", "text"), ["label: None", "told: 'text'"]),
        (made(Statement, 7, 8), ["7", "8"]),
        (made(AgendaItem, "topic", "5", "5"), ["topic: 'topic'", "minutes: '5'"]),
    ],
)
def test_the_classes_of_the_library_refuse(make: Callable[[], object], told: list[str]) -> None:
    """What a web form gives is not kept, to be unreadable later."""
    found = faults(make)
    assert len(found) >= len(told)
    for part in told:
        assert any(part in one for one in found), found


def test_a_value_does_for_the_member_it_names() -> None:
    """As everywhere."""
    kind: Any = Quantity
    assert kind(80, better="up").better is Direction.UP
