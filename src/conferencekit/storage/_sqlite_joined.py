"""A store inside the transaction of somebody else's SQLite connection."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from conferencekit.errors import StorageError
from conferencekit.storage._asking import Deciding, check_keys
from conferencekit.storage._encode import encode
from conferencekit.storage._sqlite_tables import apply, documents, event_page, page, translated
from conferencekit.storage.model import Decision, Document, EventPage, Key, Page

__all__ = ["JoinedSqlite"]

R = TypeVar("R")

_NAME = "the host's database"
_BUSY = "was locked by others: roll the transaction back and repeat it"


class JoinedSqlite:
    """See :meth:`conferencekit.storage.sqlite.SqliteStore.on`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._deciding = Deciding()

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        check_keys(keys)
        with self._asking() as cursor:
            return documents(cursor, keys)

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        with self._asking() as cursor:
            return page(cursor, prefix, after, limit)

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        with self._asking() as cursor:
            return event_page(cursor, after, limit)

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        for some in (keys, shared):
            check_keys(some)
        if not self._connection.in_transaction:
            text = "no transaction is under way on the host's connection: BEGIN IMMEDIATE first"
            raise StorageError(text)
        with self._asking() as cursor, _savepoint(cursor):
            found = documents(cursor, {*keys, *shared})
            with self._deciding.hold():
                decision = decide(found)
            if not decision.changes_nothing:
                apply(cursor, encode(decision, keys))
        return decision.result

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Cursor]:
        """A cursor that gives plain rows, whatever the host has set for its own."""
        self._deciding.refuse()
        with translated(_NAME, _BUSY):
            cursor = self._connection.cursor()
            cursor.row_factory = None
            yield cursor


@contextmanager
def _savepoint(cursor: sqlite3.Cursor) -> Iterator[None]:
    cursor.execute("SAVEPOINT conferencekit")
    try:
        yield
    except BaseException:
        if cursor.connection.in_transaction:  # some errors end it all
            cursor.execute("ROLLBACK TO conferencekit")
            cursor.execute("RELEASE conferencekit")
        raise
    cursor.execute("RELEASE conferencekit")
