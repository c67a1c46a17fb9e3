"""A store decides before it locks, and once more where something changed meanwhile."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from conferencekit.storage import Body, Decision, Document, Event, Store
from conferencekit.storage.postgres import PostgresStore
from conferencekit.storage.sqlite import SqliteStore

Documents = Mapping[str, Document]
Pair = tuple[Store, Store]


@pytest.fixture(params=["sqlite", "postgres"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Two stores on one place, each with connections of its own."""
    if request.param == "sqlite":
        with SqliteStore(tmp_path / "s") as one, SqliteStore(tmp_path / "s") as other:
            yield one, other
    else:
        place = request.getfixturevalue("conninfo")
        with PostgresStore(place) as one, PostgresStore(place) as other:
            yield one, other


def change(store: Store, key: str, value: int | None) -> None:
    """Write a document, or delete it."""
    if value is None:
        store.transact([key], lambda _: Decision(None, delete=frozenset({key})))
    else:
        put = {key: Body("thing", 1, {"value": value})}
        store.transact([key], lambda _: Decision(None, put=put))


CHANGES: dict[str, list[tuple[str, int | None]]] = {
    "nothing": [],
    "what is written": [("a", 5)],
    "what is only read": [("s", 5)],
    "what was not there": [("new", 5)],
    "what was there": [("a", None)],
    "there and back": [("a", None), ("a", 1)],
    "something else": [("z", 5)],
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_asked_again_where_what_it_saw_has_changed(both: Pair, what: str) -> None:
    """And is shown what stands then; where nothing changed, its answer stands."""
    store, rival = both
    for key in ("a", "s"):
        change(store, key, 1)
    seen: list[dict[str, tuple[int, object]]] = []

    def decide(documents: Documents) -> Decision[int]:
        seen.append({key: (one.version, one.body.data["value"]) for key, one in documents.items()})
        if len(seen) == 1:
            for key, value in CHANGES[what]:
                change(rival, key, value)
        put = {key: Body("thing", 1, {"value": len(seen)}) for key in ("a", "new")}
        return Decision(len(seen), put=put, events=(Event("told"),))

    got = store.transact(["a", "new"], decide, shared=["s"])
    assert got == len(seen) == (1 if what in ("nothing", "something else") else 2)
    assert store.read(["a"])["a"].body.data == {"value": got}
    assert len(store.events().events) == 1
    if what == "there and back":
        assert seen[1]["a"] == (2, 1)
    elif what == "what was there":
        assert "a" not in seen[1]
    elif got == 2:
        key = CHANGES[what][0][0]
        assert seen[1][key][1] == 5


def test_what_fails_when_asked_again_leaves_nothing(both: Pair) -> None:
    """No lock, no document, no event."""
    store, rival = both
    asked: list[int] = []

    def decide(_: Documents) -> Decision[None]:
        asked.append(1)
        if len(asked) == 2:
            raise KeyError("late")
        change(rival, "a", 1)
        put = {"a": Body("thing", 1, {"value": 2}), "b": Body("thing", 1, {"value": 2})}
        return Decision(None, put=put, events=(Event("told"),))

    with pytest.raises(KeyError, match="late"):
        store.transact(["a", "b"], decide)
    assert {key: one.body.data for key, one in store.read(["a", "b"]).items()} == {
        "a": {"value": 1}
    }
    assert store.events().events == ()
    change(rival, "b", 3)


def test_what_has_nothing_to_write_any_more_writes_nothing(both: Pair) -> None:
    """Such as a booking of what was taken meanwhile."""
    store, rival = both

    def decide(documents: Documents) -> Decision[str]:
        if "a" in documents:
            return Decision("taken")
        change(rival, "a", 1)
        return Decision("mine", put={"a": Body("thing", 1, {"value": 2})})

    assert store.transact(["a"], decide) == "taken"
    assert store.read(["a"])["a"].version == 1
