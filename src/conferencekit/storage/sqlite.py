"""A store in one SQLite file, for any number of processes on one machine.

How it keeps its promises: a transaction takes SQLite's single write lock at its beginning
(``BEGIN IMMEDIATE``), so decisions follow one another; the journal is a write-ahead log, so
readers never wait; ``synchronous=FULL`` has each commit on disk before it is acknowledged, where
the usual advice (``NORMAL``) loses acknowledged writes at a loss of power. Who finds the file
locked tries again after short random pauses: SQLite's own back-off keeps some writers waiting
many times longer than others.
"""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike, fspath
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from conferencekit.errors import (
    NewerSchemaError,
    StorageError,
    StoreBusyError,
    StoreCorruptError,
)
from conferencekit.storage._encode import Encoded, decode, encode
from conferencekit.storage.model import (
    Body,
    Decision,
    Document,
    Event,
    EventPage,
    Key,
    Page,
    StoredEvent,
)

__all__ = ["SqliteStore"]

R = TypeVar("R")

LAYOUT: Final = 1
"""The number of the tables' form; kept in the file as ``user_version``."""

_TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS documents (
        key TEXT PRIMARY KEY NOT NULL,
        version INTEGER NOT NULL,
        kind TEXT,
        schema INTEGER,
        body TEXT  -- NULL once deleted: the row stays, so that no version is used again
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        data TEXT NOT NULL
    ) STRICT""",
    f"PRAGMA user_version = {LAYOUT}",
)
_PUT: Final = """
    INSERT INTO documents (key, version, kind, schema, body) VALUES (?, 1, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        version = version + 1, kind = excluded.kind, schema = excluded.schema, body = excluded.body
"""
_READ: Final = "SELECT key, version, kind, schema, body FROM documents WHERE key = ?"
_SCAN: Final = """
    SELECT key, version, kind, schema, body FROM documents
    WHERE key >= ? AND key > ? AND substr(key, 1, ?) = ? AND body IS NOT NULL ORDER BY key LIMIT ?
"""
_EVENTS: Final = "SELECT number, kind, data FROM events WHERE number > ? ORDER BY number LIMIT ?"
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PAUSE: Final = (0.0002, 0.004)


class SqliteStore:
    """A :class:`~conferencekit.storage.protocols.Store` in one SQLite file.

    Each thread gets a connection of its own. The file must be on a disk of the machine: file
    locks on network drives do not keep their promises.

    Args:
        path: Of the file; made where there is none.
        patience: For how many seconds a transaction waits for others before it gives up.

    Raises:
        NewerSchemaError: The file was made by a newer release.
        StoreCorruptError: The file is no SQLite database.
        StorageError: The file cannot be opened or made.

    Example:
        >>> with SqliteStore("school.sqlite") as store:  # doctest: +SKIP
        ...     keep_school(school).run(store)
    """

    def __init__(self, path: str | PathLike[str], *, patience: float = 10.0) -> None:
        self._path = fspath(path)
        self._patience = patience
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close every thread's connection. The store opens anew where it is used again."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._local = threading.local()

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        """See :meth:`Store.read <conferencekit.storage.protocols.Store.read>`."""
        with self._snapshot() as connection:
            return _documents(connection, keys)

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """See :meth:`Store.scan <conferencekit.storage.protocols.Store.scan>`."""
        bounds = (prefix, after or "", len(prefix), prefix, limit + 1)
        with self._snapshot() as connection:
            rows = connection.execute(_SCAN, bounds).fetchall()
        documents = tuple(_document(row) for row in rows[:limit])
        return Page(documents, documents[-1].key if len(rows) > limit else None)

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """See :meth:`Store.transact <conferencekit.storage.protocols.Store.transact>`.

        It decides on what stands first; only where there is something to write does it take the
        write lock, look again and decide again.
        """
        wanted = {*keys, *shared}
        decision = decide(self.read(wanted))
        if decision.changes_nothing:
            return decision.result
        with self._writing() as connection:
            decision = decide(_documents(connection, wanted))
            _apply(connection, encode(decision, keys))
        return decision.result

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """See :meth:`Store.events <conferencekit.storage.protocols.Store.events>`."""
        with self._snapshot() as connection:
            rows = connection.execute(_EVENTS, (after, limit)).fetchall()
        events = tuple(
            StoredEvent(number, Event(kind, decode(data, f"event {number}")))
            for number, kind, data in rows
        )
        return EventPage(events, events[-1].number if events else after)

    # ------------------------------------------------------------------------------ connections

    def _prepare(self) -> None:
        with self._translated():
            connection = self._connection()
            (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if layout > LAYOUT:
            raise NewerSchemaError(
                f"{self._path} has layout {layout}; this release knows {LAYOUT} and older ones"
            )
        if layout < LAYOUT:
            with self._writing() as connection:
                for statement in _TABLES:
                    connection.execute(statement)

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, timeout=self._patience, isolation_level=None, check_same_thread=False
            )
            with self._guard:
                self._connections.append(connection)
            self._local.connection = connection
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        return connection

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        """One instant of the file, to read from."""
        with self._translated():
            connection = self._connection()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The write lock; committed at the end, rolled back where an exception passes."""
        with self._translated():
            connection = self._connection()
            self._begin(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _begin(self, connection: sqlite3.Connection) -> None:
        until = time.monotonic() + self._patience
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not _try_to_begin(connection, give_up=time.monotonic() > until):
                time.sleep(random.uniform(*_PAUSE))  # noqa: S311  no secret depends on it
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """SQLite's errors as the store's own."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BUSY:
                text = f"{self._path} was locked by others for {self._patience} seconds"
                raise StoreBusyError(text) from error
            if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise StoreCorruptError(
                    f"{self._path} is no sound SQLite database: {error}"
                ) from error
            raise StorageError(f"{self._path}: {error}") from error


def _try_to_begin(connection: sqlite3.Connection, *, give_up: bool) -> bool:
    """Whether the write lock was free; an error where it was not and one gives up."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if give_up or error.sqlite_errorcode & 0xFF not in _BUSY:
            raise
        return False
    return True


def _documents(connection: sqlite3.Connection, keys: Collection[Key]) -> dict[Key, Document]:
    rows = (connection.execute(_READ, (key,)).fetchone() for key in keys)
    return {row[0]: _document(row) for row in rows if row is not None and row[4] is not None}


def _document(row: tuple[Any, ...]) -> Document:
    key, version, kind, schema, text = row
    return Document(key, version, Body(kind, schema, decode(text, key)))


def _apply(connection: sqlite3.Connection, encoded: Encoded) -> None:
    for key, (kind, schema, text) in encoded.put.items():
        connection.execute(_PUT, (key, kind, schema, text))
    for key in encoded.delete:
        connection.execute("UPDATE documents SET body = NULL WHERE key = ?", (key,))
    connection.executemany("INSERT INTO events (kind, data) VALUES (?, ?)", encoded.events)
