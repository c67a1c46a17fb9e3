"""Stores inside the transactions of Django and SQLAlchemy, on PostgreSQL."""

import asyncio
import subprocess
import sys

import pytest
from benchmarks.servers import Server
from sqlalchemy import URL, create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from conferencekit.storage import Body, Decision, Operation
from conferencekit.storage.postgres import AsyncPostgresStore, PostgresStore

NOTE = Operation(("note",), lambda _: Decision("done", put={"note": Body("note", 1, {})}))

DJANGO = """
import sys
import django
from django.conf import settings

host, path = sys.argv[1:]
settings.configure(DATABASES={"default": {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": host, "USER": "postgres", "NAME": "postgres",
    "OPTIONS": {"options": path},
}})
django.setup()

from django.db import connection, transaction
from conferencekit.storage import Body, Decision, Operation
from conferencekit.storage.postgres import PostgresStore, schema_sql

NOTE = Operation(("note",), lambda _: Decision("done", put={"note": Body("note", 1, {"n": 1})}))
with connection.cursor() as cursor:
    cursor.execute(schema_sql())
with transaction.atomic():
    assert NOTE.run(PostgresStore.on(connection.connection)) == "done"
    transaction.set_rollback(True)
with transaction.atomic():
    assert PostgresStore.on(connection.connection).read(["note"]) == {}
    NOTE.run(PostgresStore.on(connection.connection))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM conferencekit_documents")
        assert cursor.fetchone() == (1,)
store = PostgresStore.on(connection.connection)
assert store.read(["note"])["note"].body.data == {"n": 1}
connection.close()
"""


def test_django(conninfo: str, postgres: Server) -> None:
    """With its own kind of cursors and type loaders."""
    path = conninfo.partition("options=")[2]
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-c", DJANGO, str(postgres.folder), path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def url(conninfo: str, postgres: Server) -> URL:
    """The place as SQLAlchemy names it."""
    query = {"host": str(postgres.folder), "options": conninfo.partition("options=")[2]}
    return URL.create("postgresql+psycopg", username="postgres", database="postgres", query=query)


def test_sqlalchemy(url: URL, conninfo: str) -> None:
    """In a session, kept or undone with it."""
    with PostgresStore(conninfo) as outside:
        engine = create_engine(url)
        with Session(engine) as session:
            session.execute(text("CREATE TABLE pupils (name text)"))
            driver = session.connection().connection.driver_connection
            assert NOTE.run(PostgresStore.on(driver)) == "done"  # type: ignore[arg-type]
            session.rollback()
            assert outside.read(["note"]) == {}
            driver = session.connection().connection.driver_connection
            NOTE.run(PostgresStore.on(driver))  # type: ignore[arg-type]
            session.commit()
            assert outside.read(["note"])["note"].version == 1
        engine.dispose()


def test_sqlalchemy_async(url: URL, conninfo: str) -> None:
    """The same in an event loop."""

    async def work() -> None:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            raw = await connection.get_raw_connection()
            store = AsyncPostgresStore.on(raw.driver_connection)  # type: ignore[arg-type]
            assert await NOTE.run_async(store) == "done"
        await engine.dispose()

    with PostgresStore(conninfo) as outside:
        asyncio.run(work())
        assert list(outside.read(["note"])) == ["note"]
