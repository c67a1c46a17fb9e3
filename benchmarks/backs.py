"""What races are run on: stores in SQLite and PostgreSQL, honest or careless, and their tables.

The tables are read by plain SQL, so that who looks for faults shares no code with what made them.
"""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs
import psycopg

from benchmarks.servers import Server
from conferencekit.storage import Decision, Document, EventPage, Key, Page, Store
from conferencekit.storage.postgres import PostgresStore
from conferencekit.storage.sqlite import SqliteStore

__all__ = ["Careless", "InPostgres", "InSqlite", "Tables", "killing"]

R = TypeVar("R")
PATIENCE: Final = 60.0
_DOCUMENTS: Final = "SELECT key, version, body FROM conferencekit_documents WHERE body IS NOT NULL"
_EVENTS: Final = "SELECT number, kind, data FROM conferencekit_events ORDER BY number"


@attrs.frozen
class Tables:
    """What the tables of a store hold.

    Attributes:
        documents: By key, version and data.
        events: Number, kind and data of each, in their order.
        unsound: What the database itself finds wrong.
    """

    documents: Mapping[str, tuple[int, Any]]
    events: tuple[tuple[int, str, Any], ...]
    unsound: tuple[str, ...] = ()


class Careless:
    """The control: checks, then inserts, as most programs do."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read = store.read

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """As the store itself."""
        return self._store.scan(prefix, after=after, limit=limit)

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """As the store itself."""
        return self._store.events(after=after, limit=limit)

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """Decide on what was read, and write whatever was decided."""
        decision = decide(self._store.read({*keys, *shared}))
        return self._store.transact(keys, lambda _: decision, shared=shared)


@attrs.frozen
class InSqlite:
    """A store in a file of the place."""

    careless: bool = False
    patience: float = PATIENCE

    def __call__(self, place: Path) -> Store:
        """The store."""
        store = SqliteStore(place / "store.sqlite", patience=self.patience)
        return Careless(store) if self.careless else store

    def tables(self, place: Path) -> Tables:
        """What its tables hold."""
        with closing(sqlite3.connect(place / "store.sqlite")) as connection:
            (state,) = connection.execute("PRAGMA integrity_check").fetchone()
            documents = connection.execute(_DOCUMENTS).fetchall()
            events = connection.execute(_EVENTS).fetchall()
        return Tables(
            {key: (version, json.loads(body)) for key, version, body in documents},
            tuple((number, kind, json.loads(data)) for number, kind, data in events),
            () if state == "ok" else (f"the file is not sound: {state}",),
        )


@attrs.frozen
class InPostgres:
    """A store in a server, wherever the place."""

    conninfo: str
    careless: bool = False
    patience: float = PATIENCE

    def __call__(self, place: Path) -> Store:
        """The store."""
        del place
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # it tells of lost connections
        store = PostgresStore(self.conninfo, patience=self.patience, connections=1)
        return Careless(store) if self.careless else store

    def tables(self, place: Path) -> Tables:
        """What its tables hold; locks that transactions left behind are no sound state."""
        del place
        with psycopg.connect(self.conninfo) as connection:
            documents = connection.execute(_DOCUMENTS).fetchall()
            events = connection.execute(_EVENTS).fetchall()
            locks = connection.execute(
                "SELECT locktype, pid FROM pg_locks WHERE pid <> pg_backend_pid()"
                " AND (locktype = 'advisory' OR relation = 'conferencekit_documents'::regclass)"
            ).fetchall()
        return Tables(
            {key: (version, body) for key, version, body in documents},
            tuple(events),
            tuple(f"a lock of {kind} was left behind by backend {pid}" for kind, pid in locks),
        )


@contextmanager
def killing(running: Server, times: int, pause: float) -> Iterator[Callable[[], bool]]:
    """Meanwhile kill and restart a server so many times; yields what tells whether all is done."""

    def work() -> None:
        for _ in range(times):
            time.sleep(pause)
            running.kill()
            running.start()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield lambda: not thread.is_alive()
    finally:
        thread.join()
