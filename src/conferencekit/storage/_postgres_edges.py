"""Where conversations with PostgreSQL meet its driver: sending, trying again, errors."""

import random
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from psycopg_pool import PoolClosed, PoolTimeout

from conferencekit.errors import OutcomeUnknownError, StorageError, StoreBusyError
from conferencekit.storage._asking import Deciding
from conferencekit.storage._postgres_talk import (
    JOINED,
    Batch,
    Row,
    Talk,
    reading,
    scanning,
    telling,
    transacting,
)
from conferencekit.storage.model import Decision, Document, EventPage, Key, Page

__all__ = [
    "Attempts",
    "JoinedAsyncPostgres",
    "JoinedPostgres",
    "carry",
    "carry_async",
    "settle",
    "settle_async",
]

R = TypeVar("R")

_PAUSE: Final = (0.002, 0.02)
_COLLISION: Final = frozenset({"40001", "40P01"})
"""The server broke off one of two transactions that were in each other's way."""
_AWAY: Final = frozenset({"57P01", "57P02", "57P03", "53300"})
"""It shuts down, crashed, starts up, or has too many connections."""
_LOCKED: Final = "55P03"


def carry(connection: "psycopg.Connection[Any]", talk: Talk[R]) -> R:
    """Carry a conversation to its end."""
    try:
        batch = next(talk)
        while True:
            batch = talk.send(_sent(connection, batch))
    except StopIteration as end:
        result: R = end.value
        return result


async def carry_async(connection: "psycopg.AsyncConnection[Any]", talk: Talk[R]) -> R:
    """The same, async."""
    try:
        batch = next(talk)
        while True:
            batch = talk.send(await _sent_async(connection, batch))
    except StopIteration as end:
        result: R = end.value
        return result


def _sent(connection: "psycopg.Connection[Any]", batch: Batch) -> list[list[Row]]:
    """The rows of each statement of a batch, sent in one go."""
    try:
        if len(batch.statements) == 1 or not psycopg.Pipeline.is_supported():
            return [_rows(_executed(connection, *one)) for one in batch.statements]
        with connection.pipeline():
            cursors = [_executed(connection, *one) for one in batch.statements]
        return [_rows(cursor) for cursor in cursors]
    except psycopg.OperationalError as error:
        raise _lost(connection, batch, error) from error


def _executed(
    connection: "psycopg.Connection[Any]",
    text: str,
    parameters: Any,  # noqa: ANN401
) -> "psycopg.Cursor[Row]":
    # Not the connection's own kind of cursor: the host may have chosen another.
    cursor = psycopg.Cursor(connection, row_factory=tuple_row)
    return cursor.execute(text, parameters)


def _rows(cursor: "psycopg.Cursor[Row]") -> list[Row]:
    return cursor.fetchall() if cursor.description else []


async def _sent_async(connection: "psycopg.AsyncConnection[Any]", batch: Batch) -> list[list[Row]]:
    try:
        if len(batch.statements) == 1 or not psycopg.AsyncPipeline.is_supported():
            done = [await _executed_async(connection, *one) for one in batch.statements]
            return [await _rows_async(cursor) for cursor in done]
        async with connection.pipeline():
            cursors = [await _executed_async(connection, *one) for one in batch.statements]
        return [await _rows_async(cursor) for cursor in cursors]
    except psycopg.OperationalError as error:
        raise _lost(connection, batch, error) from error


async def _executed_async(
    connection: "psycopg.AsyncConnection[Any]",
    text: str,
    parameters: Any,  # noqa: ANN401
) -> "psycopg.AsyncCursor[Row]":
    cursor = psycopg.AsyncCursor(connection, row_factory=tuple_row)
    return await cursor.execute(text, parameters)


async def _rows_async(cursor: "psycopg.AsyncCursor[Row]") -> list[Row]:
    return await cursor.fetchall() if cursor.description else []


def _lost(
    connection: "psycopg.Connection[Any] | psycopg.AsyncConnection[Any]",
    batch: Batch,
    error: psycopg.OperationalError,
) -> Exception:
    """What an error of sending means: unknown, where the connection was lost at a commit."""
    if batch.commits and connection.closed:
        text = f"the connection was lost while it committed: {error}"
        return OutcomeUnknownError(text)
    return error


_SETTINGS: Final = """SELECT set_config('lock_timeout', %s, false),
set_config('default_transaction_isolation', 'read committed', false)"""


def settle(connection: "psycopg.Connection[Any]", seconds: float) -> None:
    """Have a connection of our own work as we need it, whatever the server's defaults are.

    Args:
        connection: New.
        seconds: How long it waits for a lock.
    """
    connection.execute(_SETTINGS, (_milliseconds(seconds),))


async def settle_async(connection: "psycopg.AsyncConnection[Any]", seconds: float) -> None:
    """The same, async."""
    await connection.execute(_SETTINGS, (_milliseconds(seconds),))


def _milliseconds(seconds: float) -> str:
    return f"{max(1, round(seconds * 1000))}ms"


class Attempts:
    """How often something is tried that failed for a reason that passes.

    Args:
        patience: For how many seconds.
    """

    def __init__(self, patience: float) -> None:
        self._until = time.monotonic() + patience
        self._patience = patience

    def pause_after(self, error: psycopg.Error) -> float:
        """How many seconds to wait before the next attempt.

        Raises:
            StoreBusyError: Others were in the way for too long.
            StorageError: The error is none that passes, or has lasted for too long.
        """
        lost = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        passes = lost or error.sqlstate in _COLLISION | _AWAY
        final = isinstance(error, PoolTimeout | PoolClosed) or time.monotonic() > self._until
        if final or not passes:
            raise translated(error, f"for {self._patience} seconds") from error
        return random.uniform(*_PAUSE)  # noqa: S311  no secret depends on it


def translated(error: psycopg.Error, how_long: str) -> StorageError:
    """An error of the driver's as one of the store's."""
    if isinstance(error, PoolTimeout):
        return StoreBusyError(f"no connection was free {how_long}")
    if error.sqlstate == _LOCKED:
        return StoreBusyError(f"documents were locked by others {how_long}")
    if error.sqlstate in _COLLISION:
        return StoreBusyError(f"other transactions were in the way {how_long}")
    if error.sqlstate == "42P01":
        text = f"the tables of conferencekit are not there; see schema_sql(): {error}"
        return StorageError(text)
    return StorageError(f"PostgreSQL: {error}")


class JoinedPostgres:
    """See :meth:`conferencekit.storage.postgres.PostgresStore.on`."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        self._deciding = Deciding()

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        with _translating(self._deciding):
            return carry(self._connection, reading(keys))

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        with _translating(self._deciding):
            return carry(self._connection, scanning(prefix, after, limit))

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        with _translating(self._deciding):
            return carry(self._connection, telling(after, limit))

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        _refuse_alone(self._connection)
        talk = transacting(keys, shared, decide, self._deciding, JOINED)
        with _translating(self._deciding), _savepoint(self._connection):
            return carry(self._connection, talk)


class JoinedAsyncPostgres:
    """See :meth:`conferencekit.storage.postgres.AsyncPostgresStore.on`."""

    def __init__(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        self._connection = connection
        self._deciding = Deciding()

    async def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        with _translating(self._deciding):
            return await carry_async(self._connection, reading(keys))

    async def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        with _translating(self._deciding):
            return await carry_async(self._connection, scanning(prefix, after, limit))

    async def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        with _translating(self._deciding):
            return await carry_async(self._connection, telling(after, limit))

    async def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        _refuse_alone(self._connection)
        talk = transacting(keys, shared, decide, self._deciding, JOINED)
        with _translating(self._deciding):
            async with _savepoint_async(self._connection):
                return await carry_async(self._connection, talk)


@contextmanager
def _translating(deciding: Deciding) -> Iterator[None]:
    deciding.refuse()
    try:
        yield
    except psycopg.Error as error:
        raise translated(error, "and the host's transaction is to be repeated") from error


def _refuse_alone(connection: "psycopg.Connection[Any] | psycopg.AsyncConnection[Any]") -> None:
    if connection.autocommit and connection.info.transaction_status is TransactionStatus.IDLE:
        raise StorageError("no transaction is under way on the host's connection: begin one first")


@contextmanager
def _savepoint(connection: "psycopg.Connection[Any]") -> Iterator[None]:
    _executed(connection, "SAVEPOINT conferencekit", ())
    try:
        yield
    except BaseException:
        if not connection.closed:
            _executed(connection, "ROLLBACK TO SAVEPOINT conferencekit", ())
            _executed(connection, "RELEASE SAVEPOINT conferencekit", ())
        raise
    _executed(connection, "RELEASE SAVEPOINT conferencekit", ())


@asynccontextmanager
async def _savepoint_async(connection: "psycopg.AsyncConnection[Any]") -> AsyncIterator[None]:
    await _executed_async(connection, "SAVEPOINT conferencekit", ())
    try:
        yield
    except BaseException:
        if not connection.closed:
            await _executed_async(connection, "ROLLBACK TO SAVEPOINT conferencekit", ())
            await _executed_async(connection, "RELEASE SAVEPOINT conferencekit", ())
        raise
    await _executed_async(connection, "RELEASE SAVEPOINT conferencekit", ())
