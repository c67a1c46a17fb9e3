"""Stores in PostgreSQL, for any number of processes on any number of machines.

The extra ``postgres`` brings what they need: psycopg 3 and its pool. How they keep their promises
is told in the docs, on the page about locks.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from conferencekit.errors import MissingExtraError, StorageError
from conferencekit.storage._asking import Deciding
from conferencekit.storage._postgres_talk import (
    OWN,
    Talk,
    preparing,
    reading,
    scanning,
    schema_sql,
    telling,
    transacting,
)
from conferencekit.storage.model import Decision, Document, EventPage, Key, Page
from conferencekit.storage.protocols import AsyncStore, Store

try:
    import psycopg
    from psycopg_pool import AsyncConnectionPool, ConnectionPool

    from conferencekit.storage._postgres_edges import (
        Attempts,
        JoinedAsyncPostgres,
        JoinedPostgres,
        carry,
        carry_async,
        settle,
        settle_async,
    )
except ImportError as error:
    raise MissingExtraError("postgres", "a store in PostgreSQL") from error

__all__ = ["AsyncPostgresStore", "PostgresStore", "schema_sql"]

R = TypeVar("R")

_AUTOCOMMIT = {"autocommit": True}


class PostgresStore:
    """A :class:`~conferencekit.storage.protocols.Store` in PostgreSQL 14 or newer.

    Threads share its pool of connections; a forked process opens its own.

    Args:
        conninfo: Where the database is, as libpq takes it: a URI, or ``host=... dbname=...``.
        patience: For how many seconds a call waits for others, or for a server that restarts,
            before it gives up.
        connections: How many there are at the most.
        durable: Refuse a server that acknowledges writes before they are on its disk.

    Raises:
        NewerSchemaError: The tables were made by a newer release.
        StorageError: The database cannot be reached, or acknowledges what it may lose.

    Example:
        >>> with PostgresStore("dbname=school") as store:  # doctest: +SKIP
        ...     keep_school(school).run(store)
    """

    def __init__(
        self,
        conninfo: str,
        *,
        patience: float = 10.0,
        connections: int = 8,
        durable: bool = True,
    ) -> None:
        self._conninfo = conninfo
        self._patience = patience
        self._connections = connections
        self._deciding = Deciding()
        self._pools: dict[int, ConnectionPool[psycopg.Connection]] = {}
        self._closed = False
        self._patiently(lambda: self._prepare(durable=durable))

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
        """Close its connections. A closed store refuses to be used; make another."""
        self._closed = True
        pool = self._pools.pop(os.getpid(), None)
        if pool is not None:
            pool.close()

    @staticmethod
    def on(connection: "psycopg.Connection[Any]") -> Store:
        """A store that works inside the host's own transaction, in the host's own database.

        What is decided is written behind a savepoint, and kept or undone with all else the host
        does in that transaction. Nothing is tried again. Make the tables once with
        :func:`schema_sql`.

        Args:
            connection: With a transaction under way, or one that begins its own.

        Returns:
            A store whose ``transact`` raises StorageError where no transaction is under way.
        """
        return JoinedPostgres(connection)

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        """See :meth:`Store.read <conferencekit.storage.protocols.Store.read>`."""
        return self._carry_out(lambda: reading(keys))

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """See :meth:`Store.scan <conferencekit.storage.protocols.Store.scan>`."""
        return self._carry_out(lambda: scanning(prefix, after, limit))

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """See :meth:`Store.transact <conferencekit.storage.protocols.Store.transact>`."""
        return self._carry_out(lambda: transacting(keys, shared, decide, self._deciding, OWN))

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """See :meth:`Store.events <conferencekit.storage.protocols.Store.events>`."""
        return self._carry_out(lambda: telling(after, limit))

    def _prepare(self, *, durable: bool) -> None:
        """Not by the pool, which would keep to itself why it cannot connect."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            carry(connection, preparing(durable=durable))

    def _carry_out(self, talk: Callable[[], Talk[R]]) -> R:
        self._deciding.refuse()

        def attempt() -> R:
            with self._pool().connection() as connection:
                return carry(connection, talk())

        return self._patiently(attempt)

    def _patiently(self, attempt: Callable[[], R]) -> R:
        attempts = Attempts(self._patience)
        while True:
            try:
                return attempt()
            except psycopg.Error as error:
                time.sleep(attempts.pause_after(error))

    def _pool(self) -> "ConnectionPool[psycopg.Connection]":
        """This process's pool. A parent's is kept, not used: its sockets are the parent's."""
        if self._closed:
            raise StorageError("the store is closed: make another PostgresStore")
        process = os.getpid()
        if process not in self._pools:
            made: ConnectionPool[psycopg.Connection] = ConnectionPool(
                self._conninfo,
                kwargs=_AUTOCOMMIT,
                configure=lambda connection: settle(connection, self._patience),
                min_size=1,
                max_size=self._connections,
                timeout=self._patience,
                open=True,
            )
            if self._pools.setdefault(process, made) is not made:  # another thread was first
                made.close()
        return self._pools[process]


class AsyncPostgresStore:
    """An :class:`~conferencekit.storage.protocols.AsyncStore` in PostgreSQL 14 or newer.

    Open it in the event loop that uses it: ``async with AsyncPostgresStore(...) as store``. What
    a call that is cancelled has decided may be done or not.

    Args:
        conninfo: As for :class:`PostgresStore`; so are the others.
        patience: The same.
        connections: The same.
        durable: The same.
    """

    def __init__(
        self,
        conninfo: str,
        *,
        patience: float = 10.0,
        connections: int = 8,
        durable: bool = True,
    ) -> None:
        self._conninfo = conninfo
        self._patience = patience
        self._durable = durable
        self._deciding = Deciding()
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection] = AsyncConnectionPool(
            conninfo,
            kwargs=_AUTOCOMMIT,
            configure=lambda connection: settle_async(connection, patience),
            min_size=1,
            max_size=connections,
            timeout=patience,
            open=False,
        )

    async def __aenter__(self) -> Self:
        """Open it; raises what :class:`PostgresStore` raises when it is made."""
        await self._patiently(self._prepare)
        await self._pool.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close it."""
        await self.close()

    async def close(self) -> None:
        """Close its connections; it is not opened again."""
        await self._pool.close()

    @staticmethod
    def on(connection: "psycopg.AsyncConnection[Any]") -> AsyncStore:
        """See :meth:`PostgresStore.on`."""
        return JoinedAsyncPostgres(connection)

    async def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        """See :meth:`Store.read <conferencekit.storage.protocols.Store.read>`."""
        return await self._carry_out(lambda: reading(keys))

    async def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """See :meth:`Store.scan <conferencekit.storage.protocols.Store.scan>`."""
        return await self._carry_out(lambda: scanning(prefix, after, limit))

    async def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """See :meth:`Store.transact <conferencekit.storage.protocols.Store.transact>`."""
        return await self._carry_out(
            lambda: transacting(keys, shared, decide, self._deciding, OWN)
        )

    async def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """See :meth:`Store.events <conferencekit.storage.protocols.Store.events>`."""
        return await self._carry_out(lambda: telling(after, limit))

    async def _prepare(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self._conninfo, autocommit=True
        ) as connection:
            await carry_async(connection, preparing(durable=self._durable))

    async def _carry_out(self, talk: Callable[[], Talk[R]]) -> R:
        self._deciding.refuse()

        async def attempt() -> R:
            async with self._pool.connection() as connection:
                return await carry_async(connection, talk())

        return await self._patiently(attempt)

    async def _patiently(self, attempt: Callable[[], Awaitable[R]]) -> R:
        attempts = Attempts(self._patience)
        while True:
            try:
                return await attempt()
            except psycopg.Error as error:
                pause = attempts.pause_after(error)
            await asyncio.sleep(pause)
