"""How the contract kit opens our own stores; other processes import this too."""

from pathlib import Path

import attrs
import psycopg

from conferencekit.storage import AsyncStore, Store, to_async
from conferencekit.storage.memory import MemoryStore
from conferencekit.storage.postgres import AsyncPostgresStore, PostgresStore
from conferencekit.storage.sqlite import SqliteStore
from conferencekit.testing.broken import BROKEN


def memory(place: Path) -> Store:
    """A store in memory; a new one each time."""
    del place
    return MemoryStore()


def sqlite(place: Path) -> Store:
    """A store in a file."""
    return SqliteStore(place / "store.sqlite")


def losing(place: Path) -> Store:
    """A store that loses what it acknowledged last."""
    return BROKEN["LosesTheLast"](place)


def sqlite_in_threads(place: Path) -> AsyncStore:
    """The same, async."""
    return to_async(SqliteStore(place / "store.sqlite"))


@attrs.frozen
class InPostgres:
    """Opens stores of one server, each place a schema."""

    conninfo: str

    def __call__(self, place: Path) -> Store:
        """The store at a place."""
        return PostgresStore(self.at(place))

    def at(self, place: Path) -> str:
        """How to connect to a place."""
        schema = place.name[:60]
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        return f"{self.conninfo} options='-csearch_path={schema}'"


@attrs.frozen
class AsyncInPostgres:
    """The same, async."""

    conninfo: str

    def __call__(self, place: Path) -> AsyncStore:
        """The store at a place."""
        return AsyncPostgresStore(InPostgres(self.conninfo).at(place))
