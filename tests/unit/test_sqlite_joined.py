"""A store inside a host's own SQLite transaction; and files that older releases made."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from conferencekit.errors import StorageError, StoreBusyError, UndeclaredKeyError
from conferencekit.storage import Body, Decision, Document, Event, EventPage, Operation
from conferencekit.storage.model import StoredEvent
from conferencekit.storage.sqlite import SqliteStore, schema_sql

LAYOUTS = Path(__file__).parents[1] / "corpus" / "layouts"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A host's own database, with rows of its own kind and our tables."""
    connection = sqlite3.connect(tmp_path / "host.sqlite", isolation_level=None, timeout=0)
    connection.row_factory = sqlite3.Row
    connection.executescript(schema_sql() + schema_sql())
    connection.execute("CREATE TABLE pupils (name TEXT)")
    yield connection
    connection.close()


def put(key: str, value: object) -> Operation[None]:
    """Write a document, and tell."""
    body = Body("thing", 1, {"value": value})  # type: ignore[dict-item]
    return Operation((key,), lambda _: Decision(None, put={key: body}, events=(Event("put"),)))


def names(host: sqlite3.Connection) -> list[str]:
    """What the host has in its own table."""
    return [row["name"] for row in host.execute("SELECT name FROM pupils")]


def test_both_are_kept_or_neither(host: sqlite3.Connection) -> None:
    """What the host writes and what is decided, in one transaction."""
    store = SqliteStore.on(host)
    host.execute("BEGIN IMMEDIATE")
    host.execute("INSERT INTO pupils VALUES ('ivy')")
    put("a", 1).run(store)
    assert store.read(["a"])["a"].version == 1
    host.execute("ROLLBACK")
    assert store.read(["a"]) == {}
    assert names(host) == []
    host.execute("BEGIN IMMEDIATE")
    host.execute("INSERT INTO pupils VALUES ('ivy')")
    put("a", 2).run(store)
    host.execute("COMMIT")
    assert [one.key for one in store.scan("").documents] == ["a"]
    assert store.events() == EventPage((StoredEvent(1, Event("put")),), 1)
    assert names(host) == ["ivy"]


def test_what_fails_leaves_the_hosts_own_writes(host: sqlite3.Connection) -> None:
    """Only what was behind the savepoint is undone; the host decides about the rest."""
    store = SqliteStore.on(host)
    host.execute("BEGIN IMMEDIATE")
    host.execute("INSERT INTO pupils VALUES ('ivy')")
    with pytest.raises(UndeclaredKeyError):
        store.transact([], put("a", 1).decide)
    put("b", 1).run(store)
    host.execute("COMMIT")
    assert names(host) == ["ivy"]
    assert list(store.read(["a", "b"])) == ["b"]


def test_without_a_transaction_nothing_is_decided(host: sqlite3.Connection) -> None:
    """It would be kept or not behind the host's back."""
    with pytest.raises(StorageError, match="BEGIN IMMEDIATE first"):
        put("a", 1).run(SqliteStore.on(host))


def test_a_decision_does_not_use_the_store(host: sqlite3.Connection) -> None:
    """Here as elsewhere."""
    store = SqliteStore.on(host)
    host.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="uses no store"):
        store.transact([], lambda _: Decision(store.read(["a"])))


def test_others_are_told_of_as_elsewhere(host: sqlite3.Connection, tmp_path: Path) -> None:
    """A file that is locked is busy; tables that are not there are an error of the store's."""
    other = sqlite3.connect(tmp_path / "host.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    host.execute("BEGIN")
    with pytest.raises(StoreBusyError, match="roll the transaction back"):
        put("a", 1).run(SqliteStore.on(host))
    other.close()
    empty = sqlite3.connect(":memory:")
    with pytest.raises(StorageError, match="no such table"):
        SqliteStore.on(empty).read(["a"])
    empty.close()


def test_a_file_of_the_first_layout_is_brought_up_to_date(tmp_path: Path) -> None:
    """With all that is in it, versions and numbers going on from where they were."""
    path = tmp_path / "old.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript((LAYOUTS / "sqlite-1.sql").read_text())
    connection.close()
    for _ in range(2):
        with SqliteStore(path) as store:
            found = store.read(["a", "gone"])
            assert found["a"] == Document("a", 3, Body("thing", 1, {"value": "ü"}))
            assert "gone" not in found
            assert [one.number for one in store.events(limit=2).events] == [1, 2]
    with SqliteStore(path) as store:
        put("gone", 1).run(store)
        assert store.read(["gone"])["gone"].version == 3
        assert store.events(after=2).after == 3
