"""A kind of documents is kept, changed, found again and never mistaken for another."""

from typing import Any

import attrs
import pytest

from conferencekit._refusal import Refusal
from conferencekit.errors import InvalidInputError, NewerSchemaError, StoreCorruptError
from conferencekit.storage import Body, Decision, DocumentKind, key
from conferencekit.storage.memory import MemoryStore
from conferencekit.wire import make_converter, register_union, structure


def read(data: Any, /, *, source: str) -> int:  # noqa: ANN401
    """The number in a document."""
    if not isinstance(data.get("number"), int):
        raise InvalidInputError.single("number", "is none", source=source)
    return int(data["number"])


NUMBER = DocumentKind("number", 2, lambda value: {"number": value}, read, (dict,))


def test_what_is_kept_is_found_again() -> None:
    """By its key, or in a scan of as many pages as there are."""
    store = MemoryStore()
    assert NUMBER.kept("n/1").run(store) is None
    for number in range(1, 451):
        assert NUMBER.keep(key("n", f"{number:04}"), number).run(store) == number
    assert NUMBER.kept("n/0007").run(store) == 7
    assert list(NUMBER.scan(store, "n/")) == list(range(1, 451))
    assert list(NUMBER.scan(store, "m/")) == []
    assert store.events().events[6].event.data == {"key": "n/0007"}


def test_what_was_there_may_object() -> None:
    """Then nothing is written."""
    store = MemoryStore()
    NUMBER.keep("n", 5).run(store)

    def smaller(before: int) -> Refusal | None:
        return Refusal("it was more", ("wait",)) if before > 3 else None

    refused = NUMBER.keep("n", 3, unless=smaller).run(store)
    assert refused == Refusal("it was more", ("wait",))
    assert not refused
    assert str(refused) == "it was more (allowed: wait)"
    assert str(Refusal("no")) == "no"
    assert NUMBER.kept("n").run(store) == 5
    assert NUMBER.change("n", lambda before: (before or 0) + 1).run(store) == 6
    assert NUMBER.change("m", lambda before: (before or 0) + 1).run(store) == 1


def test_what_is_something_else_is_not_read_or_written_over() -> None:
    """Another kind or a newer schema; what cannot be read is replaced, and not read or changed."""
    store = MemoryStore()
    bodies = {
        "other": Body("text", 1, {"number": 1}),
        "newer": Body("number", 3, {"number": 1}),
        "broken": Body("number", 1, {}),
    }
    store.transact(list(bodies), lambda _: Decision(None, put=bodies))
    for place, error, words in (
        ("other", StoreCorruptError, "other is a text, not a number"),
        ("newer", NewerSchemaError, "newer has schema 3, newer than 2"),
        ("broken", StoreCorruptError, "broken cannot be read: broken: number: is none"),
    ):
        with pytest.raises(error, match=words):
            NUMBER.kept(place).run(store)
        with pytest.raises(error):
            NUMBER.keep(place, 1, unless=lambda _: None).run(store)
        with pytest.raises(error):
            NUMBER.change(place, lambda _: 1).run(store)
        if place != "broken":
            with pytest.raises(error, match=words):
                NUMBER.keep(place, 1).run(store)
    assert {place: one.body for place, one in store.read(list(bodies)).items()} == bodies
    NUMBER.keep("broken", 1).run(store)
    assert NUMBER.kept("broken").run(store) == 1


def test_a_kind_makes_its_upcasters_once() -> None:
    """And not for each document."""
    assert NUMBER.upcasters is NUMBER.upcasters


@attrs.frozen
class Round:
    """Something round."""

    radius: float


@attrs.frozen
class Square:
    """Something square."""

    side: float


@attrs.frozen
class Drawing:
    """Something with parts of several classes."""

    shape: Round | Square
    others: tuple[Round | Square, ...] = ()
    maybe: Round | Square | None = None


def test_one_of_several_classes_says_which_it_is() -> None:
    """In fields, in lists, and where there may be none; every fault with its path."""
    converter = make_converter()
    register_union(converter, {"round": Round, "square": Square})
    drawing = Drawing(Round(1), (Square(2), Round(3)), Square(4))
    data = converter.unstructure(drawing)
    assert data == {
        "shape": {"kind": "round", "radius": 1},
        "others": [{"kind": "square", "side": 2}, {"kind": "round", "radius": 3}],
        "maybe": {"kind": "square", "side": 4},
    }
    assert structure(converter, data, Drawing) == drawing
    plain = Drawing(Round(1))
    assert structure(converter, converter.unstructure(plain), Drawing) == plain
    assert structure(converter, {"shape": data["shape"], "maybe": None}, Drawing) == plain
    with pytest.raises(InvalidInputError) as caught:
        structure(
            converter,
            {"shape": {}, "others": [{"kind": "oval"}, {"kind": "round"}, 3], "maybe": [1]},
            Drawing,
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "shape.kind: missing (one of round, square)",
        "others[0].kind: 'oval' is not one of them (one of round, square)",
        "others[1].radius: missing",
        "others[2]: 3 is not an object",
        "maybe: a list is not an object",
    ]
