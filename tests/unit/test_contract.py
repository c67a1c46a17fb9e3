"""Our own stores pass through the contract kit like anyone's."""

import pytest
from benchmarks.servers import Server

import stands
from conferencekit.testing import AsyncStoreContract, StoreContract


class TestMemory(StoreContract):
    """The store in memory."""

    factory = staticmethod(stands.memory)
    lasting = False


class TestSqlite(StoreContract):
    """The store in a SQLite file."""

    factory = staticmethod(stands.sqlite)


class TestSqliteInThreads(AsyncStoreContract):
    """The same as an async store."""

    factory = staticmethod(stands.sqlite_in_threads)
    kills = 0


class TestPostgres(StoreContract):
    """The store in PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _server(self, postgres: Server) -> None:
        type(self).factory = stands.InPostgres(postgres.conninfo)


class TestAsyncPostgres(AsyncStoreContract):
    """The async store in PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _server(self, postgres: Server) -> None:
        type(self).factory = stands.AsyncInPostgres(postgres.conninfo)
