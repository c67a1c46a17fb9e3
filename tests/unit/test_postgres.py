"""What is particular to PostgreSQL: locks, the event feed, crashes, and hosts' transactions."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Mapping

import psycopg
import pytest
from benchmarks.servers import Server, server
from psycopg.rows import dict_row

from conferencekit.errors import (
    MissingExtraError,
    NewerSchemaError,
    OutcomeUnknownError,
    StorageError,
    StoreBusyError,
    StoreCorruptError,
    UndeclaredKeyError,
)
from conferencekit.storage import Body, Decision, Document, Event, Operation
from conferencekit.storage.postgres import AsyncPostgresStore, PostgresStore, schema_sql

Documents = Mapping[str, Document]


def put(key: str, value: object, *, told: str = "put") -> Operation[None]:
    """Write a document, and tell."""
    body = Body("thing", 1, {"value": value})  # type: ignore[dict-item]
    return Operation((key,), lambda _: Decision(None, put={key: body}, events=(Event(told),)))


def told(store: PostgresStore, after: int = 0) -> list[str]:
    """The kinds of the events after one."""
    return [one.event.kind for one in store.events(after=after).events]


def test_events_do_not_overtake_one_that_is_under_way(conninfo: str) -> None:
    """A transaction that took its number first and ends last is not skipped."""
    with PostgresStore(conninfo) as store, psycopg.connect(conninfo) as slow:
        put("0", 0, told="zeroth").run(store)
        put("a", 1, told="first").run(PostgresStore.on(slow))
        put("b", 1, told="second").run(store)
        assert told(store) == ["zeroth"]
        page = store.events()
        slow.commit()
        assert told(store, after=page.after) == ["first", "second"]


def test_a_server_with_other_defaults(conninfo: str, postgres: Server) -> None:
    """Does not change what a store does."""
    path = conninfo.partition("options=")[2]
    strict = f"{postgres.conninfo} options='{path} -cdefault_transaction_isolation=serializable'"
    with PostgresStore(strict) as store:
        put("a", 1, told="first").run(store)
        assert told(store) == ["first"]


def test_one_that_gives_up_holds_nothing_back(conninfo: str) -> None:
    """Its number is left out."""
    with PostgresStore(conninfo) as store, psycopg.connect(conninfo) as slow:
        put("a", 1, told="never").run(PostgresStore.on(slow))
        put("b", 1, told="second").run(store)
        assert told(store) == []
        slow.rollback()
        assert told(store) == ["second"]
        assert store.events().after == 2


def test_numbers_beyond_31_bits(conninfo: str) -> None:
    """Marks are cut to what a lock can hold, and still order the feed."""
    with PostgresStore(conninfo) as store, psycopg.connect(conninfo) as slow:
        slow.execute("SELECT setval('conferencekit_event_number', (2::numeric ^ 31)::bigint - 2)")
        slow.commit()
        put("a", 1, told="first").run(store)
        put("b", 1, told="second").run(PostgresStore.on(slow))
        for number in range(3):
            put(f"c{number}", 1, told="later").run(store)
        assert told(store) == ["first"]
        slow.commit()
        assert told(store) == ["first", "second", *["later"] * 3]


def test_what_is_absent_is_locked(conninfo: str) -> None:
    """Two that want to make the same document follow each other."""
    with PostgresStore(conninfo, patience=0.3) as store, psycopg.connect(conninfo) as other:
        put("a", 1).run(PostgresStore.on(other))
        with pytest.raises(StoreBusyError, match="locked by others for"):
            put("a", 2).run(store)
        put("b", 2).run(store)  # other keys are free
        other.rollback()
        put("a", 2).run(store)
        assert store.read(["a"])["a"] == Document("a", 1, Body("thing", 1, {"value": 2}))


def test_what_is_only_read_is_locked_against_writers_alone(conninfo: str) -> None:
    """Else two could each act on what the other changes (write skew)."""
    with PostgresStore(conninfo, patience=0.3) as store, psycopg.connect(conninfo) as other:
        put("absent", 1).run(store)
        store.transact(["absent"], lambda _: Decision(None, delete=frozenset({"absent"})))
        put("rules", 1).run(store)
        reading = Operation(("x",), put("x", 1).decide, ("rules", "absent"))
        reading.run(PostgresStore.on(other))
        Operation(("y",), put("y", 1).decide, ("rules", "absent")).run(store)
        for name in ("rules", "absent"):
            with pytest.raises(StoreBusyError):
                put(name, 1).run(store)


def test_keys_declared_in_any_order_do_not_lock_each_other_out(conninfo: str) -> None:
    """Nor do keys that one writes and another reads: nobody waits in a circle."""
    names = ["a", "b", "c", "d"]

    def work(store: PostgresStore, mine: list[str], shared: list[str]) -> None:
        def decide(_: Documents) -> Decision[None]:
            return Decision(None, put={name: Body("n", 1, {}) for name in mine})

        for _ in range(25):
            store.transact(mine, decide, shared=shared)

    with PostgresStore(conninfo) as store, psycopg.connect(conninfo, autocommit=True) as asking:
        pairs = [(names[i % 2 :: 2], names[1 - i % 2 :: 2]) for i in range(3)]
        jobs = [(mine[::-1], shared) for mine, shared in pairs]
        threads = [threading.Thread(target=work, args=(store, *job)) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        versions = {key: one.version for key, one in store.read(names).items()}
        assert versions == {"a": 50, "c": 50, "b": 25, "d": 25}
        count = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        assert asking.execute(count).fetchone() == (0,)


def test_two_hosts_that_wait_for_each_other_are_told_to_repeat(conninfo: str) -> None:
    """Where a host takes keys in several calls, nobody can order them for it."""
    with PostgresStore(conninfo) as store:
        put("a", 0).run(store)
        put("b", 0).run(store)
    busy: list[str] = []

    def work(first: str, second: str) -> None:
        with psycopg.connect(conninfo) as host:
            put(first, 1).run(PostgresStore.on(host))
            barrier.wait()
            try:
                put(second, 1).run(PostgresStore.on(host))
            except StoreBusyError:
                host.rollback()
                busy.append(first)

    barrier = threading.Barrier(2)
    threads = [threading.Thread(target=work, args=pair) for pair in ("ab", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(busy) == 1


def test_a_connection_lost_at_commit_is_an_outcome_unknown(conninfo: str) -> None:
    """Nothing else is: what was lost before is tried again."""
    with (
        PostgresStore(conninfo) as store,
        PostgresStore(conninfo) as rival,
        psycopg.connect(conninfo, autocommit=True) as other,
    ):
        times: list[int] = []

        def cut(_: Documents) -> Decision[int]:
            times.append(1)
            if len(times) == 1:  # so that it is asked again, under locks
                put("a", 0).run(rival)
            if len(times) == 2:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE state = 'idle in transaction'"
                )
            return Decision(len(times), put={"a": Body("x", 1, {})})

        with pytest.raises(OutcomeUnknownError, match="lost while it committed"):
            store.transact(["a"], cut)
        put("a", 1).run(store)


@pytest.mark.slow
def test_a_server_that_crashes_loses_nothing() -> None:
    """And is waited for while it restarts."""
    with server() as own, PostgresStore(own.conninfo) as store:
        for number in range(2):
            put("a", number).run(store)
            own.kill()
            starting = threading.Timer(0.2, own.start)
            starting.start()
            assert store.read(["a"])["a"].version == number + 1
            starting.join()
        assert len(store.events().events) == 2


def test_a_fork_has_connections_of_its_own(conninfo: str) -> None:
    """What is inherited is not used; both go on."""
    with PostgresStore(conninfo) as store:
        put("before", 1).run(store)
        code = FORKER.format(conninfo=conninfo)
        done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)  # noqa: S603
        assert done.returncode == 0
        assert sorted(store.read(["before", "child", "parent"])) == ["before", "child", "parent"]


FORKER = """
import os
from conferencekit.storage import Body, Decision
from conferencekit.storage.postgres import PostgresStore
store = PostgresStore({conninfo!r})
def put(name):
    store.transact([name], lambda _: Decision(None, put={{name: Body("thing", 1, {{}})}}))
put("before")
child = os.fork()
if not child:
    put("child")
    store.close()
    os._exit(0)
_, status = os.waitpid(child, 0)
assert status == 0, status
put("parent")
store.close()
"""


def test_a_closed_store_is_of_no_use(conninfo: str) -> None:
    """Its connections are not opened again behind one's back."""
    with PostgresStore(conninfo) as store:
        put("a", 1).run(store)
    with pytest.raises(StorageError, match="is closed: make another PostgresStore"):
        store.read(["a"])


def test_what_a_store_is_not_opened_on(conninfo: str, postgres: Server) -> None:
    """A server that may lose what it acknowledged, tables of a newer release, no server."""
    _, _, path = conninfo.partition("options=")
    loose = f"{postgres.conninfo} options='{path} -csynchronous_commit=off'"
    with pytest.raises(StorageError, match="synchronous_commit off"):
        PostgresStore(loose)
    with PostgresStore(loose, durable=False):
        pass
    with psycopg.connect(conninfo) as connection:
        connection.execute("UPDATE conferencekit_layout SET layout = 99")
    with pytest.raises(NewerSchemaError, match="layout 99"):
        PostgresStore(conninfo)
    with pytest.raises(StorageError, match="No such file"):
        PostgresStore(f"host={postgres.folder}/nowhere", patience=0.1)
    with pytest.raises(StorageError, match="connection info string"):
        PostgresStore("host")
    with (
        psycopg.connect(postgres.conninfo) as empty,
        pytest.raises(StorageError, match="schema_sql"),
    ):
        PostgresStore.on(empty).read(["a"])


def test_what_cannot_be_read_says_so(conninfo: str) -> None:
    """Damaged from outside."""
    with PostgresStore(conninfo) as store, psycopg.connect(conninfo) as other:
        put("a", 1).run(store)
        other.execute("UPDATE conferencekit_documents SET kind = ''")
        other.commit()
        with pytest.raises(StoreCorruptError, match="a cannot be read"):
            store.read(["a"])


def test_a_hosts_transaction_has_both_or_neither(conninfo: str) -> None:
    """With the host's own kind of rows; what fails undoes no more than itself."""
    with psycopg.connect(conninfo, row_factory=dict_row) as host:
        host.execute(schema_sql())
        host.execute(schema_sql())
        host.execute("CREATE TABLE pupils (name text)")
        host.commit()
        store = PostgresStore.on(host)
        host.execute("INSERT INTO pupils VALUES ('ivy')")
        put("a", 1).run(store)
        host.rollback()
        assert store.read(["a"]) == {}
        host.execute("INSERT INTO pupils VALUES ('noah')")
        put("a", 2).run(store)
        with pytest.raises(UndeclaredKeyError):
            store.transact([], put("b", 1).decide)
        with pytest.raises(StorageError, match="uses no store"):
            store.transact(["a"], lambda _: Decision(store.read(["a"])))
        host.commit()
        assert [one.key for one in store.scan("").documents] == ["a"]
        assert [one.event.kind for one in store.events().events] == ["put"]
        assert host.execute("SELECT name FROM pupils").fetchall() == [{"name": "noah"}]
        host.commit()
        host.autocommit = True
        with pytest.raises(StorageError, match="begin one first"):
            put("a", 3).run(store)


def test_a_host_at_a_higher_isolation_level(conninfo: str) -> None:
    """May decide, and is told to repeat where it must; but cannot see all events."""
    with PostgresStore(conninfo) as store, psycopg.connect(conninfo) as host:
        put("a", 1).run(store)
        host.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        joined = PostgresStore.on(host)
        assert joined.read(["a"])["a"].version == 1
        put("a", 2).run(store)
        with pytest.raises(StoreBusyError, match="host's transaction is to be repeated"):
            put("a", 3).run(joined)
        with pytest.raises(StorageError, match="READ COMMITTED"):
            joined.events()
        host.rollback()
        put("a", 3).run(joined)
        host.commit()
        assert store.read(["a"])["a"].version == 3


def test_async_stores_and_async_hosts(conninfo: str) -> None:
    """The same, in an event loop."""

    async def work() -> None:
        async with AsyncPostgresStore(conninfo) as store:
            await asyncio.gather(*(put("n", number).run_async(store) for number in range(20)))
            assert (await store.read(["n"]))["n"].version == 20
            assert len((await store.scan("")).documents) == 1
            async with await psycopg.AsyncConnection.connect(conninfo) as host:
                joined = AsyncPostgresStore.on(host)
                await put("m", 1).run_async(joined)
                assert list(await joined.read(["m"])) == ["m"]
                assert [one.key for one in (await joined.scan("m")).documents] == ["m"]
                assert len((await joined.events()).events) == 21
                with pytest.raises(UndeclaredKeyError):
                    await joined.transact([], put("m", 2).decide)
                await host.rollback()
            assert await store.read(["m"]) == {}
            assert len((await store.events()).events) == 20

    asyncio.run(work())


def test_an_async_store_is_opened_first(conninfo: str) -> None:
    """And not used once it is closed; it says so at once."""

    async def work() -> None:
        store = AsyncPostgresStore(conninfo)
        with pytest.raises(StorageError, match="not open"):
            await store.read(["a"])
        async with store:
            assert await store.read(["a"]) == {}
        with pytest.raises(StorageError, match="closed"):
            await store.read(["a"])

    asyncio.run(work())


def test_without_psycopg_the_extra_is_named() -> None:
    """And nothing else of the library misses it."""
    code = """
import sys
sys.modules["psycopg"] = None
import conferencekit.storage
from conferencekit.errors import MissingExtraError
try:
    import conferencekit.storage.postgres
except MissingExtraError as error:
    print(error)
"""
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert str(MissingExtraError("postgres", "a store in PostgreSQL")) in done.stdout
