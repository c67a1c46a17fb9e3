"""A store in one SQLite file, for any number of processes on one machine.

How it keeps its promises: a transaction takes SQLite's single write lock at its beginning
(``BEGIN IMMEDIATE``), so decisions follow one another; the journal is a write-ahead log, so
readers never wait; ``synchronous=FULL`` has each commit on disk before it is acknowledged, where
the usual advice (``NORMAL``) loses acknowledged writes at a loss of power. Who finds the file
locked tries again after short random pauses: SQLite's own back-off keeps some writers waiting
many times longer than others.
"""

import os
import random
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Final, Self, TypeVar

from conferencekit.errors import (
    InvalidInputError,
    NewerSchemaError,
    StorageError,
)
from conferencekit.storage._asking import Deciding, check_keys
from conferencekit.storage._encode import encode
from conferencekit.storage._sqlite_joined import JoinedSqlite
from conferencekit.storage._sqlite_tables import (
    APPLICATION,
    BUSY,
    LAYOUT,
    apply,
    documents,
    event_page,
    lay_out,
    page,
    schema_sql,
    translated,
    versions,
)
from conferencekit.storage.model import Decision, Document, EventPage, Key, Page
from conferencekit.storage.protocols import Store

__all__ = ["SqliteStore", "schema_sql"]

R = TypeVar("R")

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
        StorageError: The file cannot be opened or made, or is another program's database.
        InvalidInputError: There is no file at all: use a
            :class:`~conferencekit.storage.memory.MemoryStore`.

    Example:
        >>> with SqliteStore("school.sqlite") as store:  # doctest: +SKIP
        ...     keep_school(school).run(store)
    """

    def __init__(self, path: str | os.PathLike[str], *, patience: float = 10.0) -> None:
        self._path = os.fspath(path)
        if self._path in {"", ":memory:"}:
            text = f"{self._path!r} names no file"
            raise InvalidInputError.single("path", text, "use a MemoryStore")
        self._patience = patience
        self._local = threading.local()
        self._open: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._closed = False
        self._deciding = Deciding()
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
        """Close every thread's connection. A closed store refuses to be used; make another."""
        with self._guard:
            self._closed = True
            for connection in list(self._open):
                connection.close()
            self._open.clear()
            self._local = threading.local()

    @staticmethod
    def on(connection: sqlite3.Connection) -> Store:
        """A store that works inside the host's own transaction, in the host's own database.

        What is decided is written behind a savepoint, and kept or undone with all else the host
        does in that transaction. Make the tables once with :func:`schema_sql`. Begin the
        transaction with ``BEGIN IMMEDIATE``: else another writer may make it fail half-way.

        Args:
            connection: With a transaction under way.

        Returns:
            A store whose ``transact`` raises StorageError where no transaction is under way.
        """
        return JoinedSqlite(connection)

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        """See :meth:`Store.read <conferencekit.storage.protocols.Store.read>`."""
        self._deciding.refuse()
        check_keys(keys)
        return self._looked(lambda connection: documents(connection, keys))

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """See :meth:`Store.scan <conferencekit.storage.protocols.Store.scan>`."""
        self._deciding.refuse()
        return self._looked(lambda connection: page(connection, prefix, after, limit))

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
        write lock and look again. Where nothing was written meanwhile, a decision that is pure
        would be the same again; else it decides again.
        """
        for some in (keys, shared):
            check_keys(some)
        wanted = {*keys, *shared}
        found = self.read(wanted)
        with self._deciding.hold():
            decision = decide(found)
        if decision.changes_nothing:
            return decision.result
        encoded = encode(decision, keys)
        with self._writing() as connection:
            if versions(connection, wanted) != {one.key: one.version for one in found.values()}:
                found = documents(connection, wanted)
                with self._deciding.hold():
                    decision = decide(found)
                encoded = encode(decision, keys)
            apply(connection, encoded)
        return decision.result

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """See :meth:`Store.events <conferencekit.storage.protocols.Store.events>`."""
        self._deciding.refuse()
        return self._looked(lambda connection: event_page(connection, after, limit))

    # ------------------------------------------------------------------------------ connections

    def _prepare(self) -> None:
        with self._translated():
            connection = self._connection()
            (application,) = self._patiently(connection, "PRAGMA application_id").fetchone()
            (layout,) = self._patiently(connection, "PRAGMA user_version").fetchone()
            count = "SELECT count(*) FROM sqlite_schema"
            (tables,) = self._patiently(connection, count).fetchone()
        if application != APPLICATION and (application or tables):
            raise StorageError(
                f"{self._path} is the database of another program: give a file of its own"
            )
        if layout > LAYOUT:
            raise NewerSchemaError(
                f"{self._path} has layout {layout}; this release knows {LAYOUT} and older ones"
            )
        if layout < LAYOUT:
            self._lay_out(connection)

    def _lay_out(self, connection: sqlite3.Connection) -> None:
        """Make the tables. Several processes may be at it at once."""
        with self._translated():
            (mode,) = self._patiently(connection, "PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise StorageError(f"{self._path} cannot have a write-ahead log: it stays {mode}")
        with self._writing() as writer:
            lay_out(writer)

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection in this process.

        It is closed when the thread ends, or the store. A forked process opens its own: SQLite
        forbids carrying a connection over.
        """
        if self._closed:
            raise StorageError(f"the store in {self._path} is closed: make another SqliteStore")
        held: _Connection | None = getattr(self._local, "held", None)
        if held is None or held.process != os.getpid():
            held = _Connection(
                sqlite3.connect(
                    self._path,
                    timeout=0,  # we wait ourselves
                    isolation_level=None,
                    check_same_thread=False,
                )
            )
            with self._guard:
                self._open.add(held)
            self._local.held = held
            self._patiently(held.connection, "PRAGMA synchronous = FULL")
        return held.connection

    def _looked(self, look: Callable[[sqlite3.Connection], R]) -> R:
        """What is seen at one instant of the file."""
        with self._translated():
            connection = self._connection()
            return self._until_free(lambda: _at_one_instant(connection, look))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The write lock; committed at the end, rolled back where an exception passes."""
        with self._translated():
            connection = self._connection()
            self._patiently(connection, "BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _patiently(self, connection: sqlite3.Connection, statement: str) -> sqlite3.Cursor:
        """Execute a statement that needs a lock."""
        return self._until_free(lambda: connection.execute(statement))

    def _until_free(self, attempt: Callable[[], R]) -> R:
        """Try until nobody has the file locked, or patience ends."""
        until = time.monotonic() + self._patience
        while True:
            try:
                return attempt()
            except sqlite3.OperationalError as error:
                code = getattr(error, "sqlite_errorcode", 0)  # what is no text has none
                if time.monotonic() > until or code & 0xFF not in BUSY:
                    raise
            time.sleep(random.uniform(*_PAUSE))  # noqa: S311  no secret depends on it

    def _translated(self) -> AbstractContextManager[None]:
        return translated(self._path, f"was locked by others for {self._patience} seconds")


def _at_one_instant(connection: sqlite3.Connection, look: Callable[[sqlite3.Connection], R]) -> R:
    connection.execute("BEGIN")
    try:
        return look(connection)
    finally:
        if connection.in_transaction:  # some errors end it
            connection.execute("COMMIT")


class _Connection:
    """A connection of one thread of one process; closed with whoever holds it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.process = os.getpid()
        self.close = weakref.finalize(self, _close, connection, self.process)


def _close(connection: sqlite3.Connection, process: int) -> None:
    """Close a connection, unless it is the parent process's."""
    if os.getpid() == process:
        connection.close()
