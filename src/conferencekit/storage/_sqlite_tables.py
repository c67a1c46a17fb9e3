"""The tables of a store in SQLite, and what is asked of them."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from conferencekit.errors import (
    InvalidInputError,
    StorageError,
    StoreBusyError,
    StoreCorruptError,
)
from conferencekit.storage._asking import beyond, check_after, check_limit, check_prefix
from conferencekit.storage._encode import Encoded, decode
from conferencekit.storage.model import (
    Body,
    Document,
    Event,
    EventPage,
    Key,
    Page,
    StoredEvent,
)

__all__ = [
    "APPLICATION",
    "BUSY",
    "LAYOUT",
    "apply",
    "documents",
    "event_page",
    "lay_out",
    "page",
    "schema_sql",
    "translated",
    "versions",
]

LAYOUT: Final = 2
"""The number of the tables' form; kept in the file as ``user_version``."""
APPLICATION: Final = 0x636B6974
"""Says that a file is ours: ``ckit``, kept in the file as ``application_id``."""
BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

_TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS conferencekit_documents (
        key TEXT PRIMARY KEY NOT NULL,
        version INTEGER NOT NULL,
        kind TEXT,
        schema INTEGER,
        body TEXT  -- NULL once deleted: the row stays, so that no version is used again
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS conferencekit_events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        data TEXT NOT NULL
    ) STRICT""",
)
_FROM_1_TO_2: Final = (
    "ALTER TABLE documents RENAME TO conferencekit_documents",
    "ALTER TABLE events RENAME TO conferencekit_events",
)
_PUT: Final = """
    INSERT INTO conferencekit_documents (key, version, kind, schema, body) VALUES (?, 1, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        version = version + 1, kind = excluded.kind, schema = excluded.schema, body = excluded.body
"""
_DELETE: Final = "UPDATE conferencekit_documents SET body = NULL WHERE key = ?"
_TELL: Final = "INSERT INTO conferencekit_events (kind, data) VALUES (?, ?)"
_READ: Final = "SELECT key, version, kind, schema, body FROM conferencekit_documents"
_VERSIONS: Final = "SELECT key, version FROM conferencekit_documents"
_MOST_KEYS: Final = 500
"""How many keys one statement asks for; SQLite allows a thousand at the least."""
_SCAN: Final = """
    SELECT key, version, kind, schema, body FROM conferencekit_documents
    WHERE key >= ? AND key > ? AND key < ? AND body IS NOT NULL ORDER BY key LIMIT ?
"""
_EVENTS: Final = """
    SELECT number, kind, data FROM conferencekit_events WHERE number > ? ORDER BY number LIMIT ?
"""

Asked = sqlite3.Connection | sqlite3.Cursor


def schema_sql() -> str:
    """The statements that make the tables in a host's own database; repeating them is harmless.

    For :meth:`SqliteStore.on`, as part of the host's own migrations. A store in a file of its own
    makes its tables itself.
    """
    return ";\n".join(_TABLES) + ";\n"


def lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables of a store's own file, or bring old ones to today's form."""
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    statements = _FROM_1_TO_2 if layout == 1 else _TABLES
    for statement in statements:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {LAYOUT}")


def documents(asked: Asked, keys: Collection[Key]) -> dict[Key, Document]:
    """Those of some documents that exist."""
    return {row[0]: _document(row) for row in _rows(asked, _READ, keys)}


def versions(asked: Asked, keys: Collection[Key]) -> dict[Key, int]:
    """The versions of those of some documents that exist."""
    return dict(_rows(asked, _VERSIONS, keys))


def _rows(asked: Asked, what: str, keys: Collection[Key]) -> Iterator[tuple[Any, ...]]:
    ordered = list(keys)
    for first in range(0, len(ordered), _MOST_KEYS):
        some = ordered[first : first + _MOST_KEYS]
        places = ", ".join("?" * len(some))
        yield from asked.execute(
            f"{what} WHERE key IN ({places}) AND body IS NOT NULL", some
        ).fetchall()


def page(asked: Asked, prefix: Key, after: Key | None, limit: int) -> Page:
    """A page of the documents with a prefix."""
    check_prefix(prefix)
    limit = check_limit(limit)
    bounds = (prefix, after or "", beyond(prefix), limit + 1)
    rows = asked.execute(_SCAN, bounds).fetchall()
    found = tuple(_document(row) for row in rows[:limit])
    return Page(found, found[-1].key if len(rows) > limit else None)


def event_page(asked: Asked, after: int, limit: int) -> EventPage:
    """A page of the events after one."""
    rows = asked.execute(_EVENTS, (check_after(after), check_limit(limit))).fetchall()
    events = tuple(
        StoredEvent(number, Event(kind, decode(data, f"event {number}")))
        for number, kind, data in rows
    )
    return EventPage(events, events[-1].number if events else after)


def apply(asked: Asked, encoded: Encoded) -> None:
    """Write what was decided."""
    for key, (kind, schema, text) in encoded.put.items():
        asked.execute(_PUT, (key, kind, schema, text))
    for key in encoded.delete:
        asked.execute(_DELETE, (key,))
    asked.executemany(_TELL, encoded.events)


@contextmanager
def translated(name: str, busy: str) -> Iterator[None]:
    """SQLite's errors as the store's own.

    Args:
        name: The database, for messages.
        busy: What is said of it where others had it locked for too long.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in BUSY:
            raise StoreBusyError(f"{name} {busy}") from error
        unreadable = "Could not decode to UTF-8" in str(error)
        if unreadable or code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise StoreCorruptError(f"{name} is no sound SQLite database: {error}") from error
        raise StorageError(f"{name}: {error}") from error


def _document(row: tuple[Any, ...]) -> Document:
    key, version, kind, schema, text = row
    try:
        return Document(key, version, Body(kind, schema, decode(text, key)))
    except InvalidInputError as error:
        raise StoreCorruptError(f"{key} cannot be read: {error}") from error
