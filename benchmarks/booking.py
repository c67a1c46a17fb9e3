"""What booking costs: `python -m benchmarks.booking [--clients 1 4 16] [--backs sqlite ...]`.

Clients book twenty meetings each, then cancel them, and so on; each has a teacher of its own, so
that nothing is refused. In memory they are threads, on SQLite and PostgreSQL processes, and on the
async store tasks of one event loop. Beside each *raw*: the same rows read, locked and written in
the same transactions through ``sqlite3`` or ``psycopg`` alone, with JSON that was made before and
nothing decided. Both run by turns; the ratio is how many times longer booking takes than that, the
median of the turns.

Last, whether teachers wait for each other on PostgreSQL: a transaction holds one teacher's
documents, and meanwhile others are booked.
"""

import argparse
import asyncio
import multiprocessing
import random
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from itertools import product
from multiprocessing.synchronize import Barrier as ProcessBarrier
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs
import psycopg

from benchmarks.servers import Server, server
from conferencekit import Meeting, MemoryStore, Person, Round, Session, SqliteStore, Zone
from conferencekit.booking import Actor, Booking, Desk, book, cancel, keep_desk
from conferencekit.errors import StoreBusyError
from conferencekit.scheduling import Kind
from conferencekit.storage import Decision, Document, Key, Operation, Store
from conferencekit.storage._encode import encode
from conferencekit.storage.postgres import AsyncPostgresStore, PostgresStore

__all__ = ["main"]

R = TypeVar("R")
CLIENTS: Final = (1, 4, 16)
BACKS: Final = ("memory", "sqlite", "postgres", "async")
TURNS: Final = 3
MEETINGS: Final = 20
ZONE: Final = Zone("Europe/Amsterdam")
FIRST: Final = ZONE.parse("2026-11-24T15:00")
NOW: Final = ZONE.parse("2026-11-01T12:00")
OFFICE: Final = Actor.office()
PATIENCE: Final = 60.0


@attrs.frozen
class Place:
    """Which client works where, among how many, and how often.

    Attributes:
        back: The name of the back end.
        at: The path of the file, or how to connect to the server.
        number: Of the client.
        clients: How many there are.
        rounds: How often each books and cancels everything.
    """

    back: str
    at: str
    number: int
    clients: int
    rounds: int

    def opened(self) -> SqliteStore | PostgresStore:
        """The store; a client of PostgreSQL has one connection."""
        if self.back == "sqlite":
            return SqliteStore(self.at, patience=PATIENCE)
        return PostgresStore(self.at, patience=PATIENCE, connections=1)


def desk_of(clients: int) -> Desk:
    """A teacher and twenty families for each client."""
    teachers = [f"t{number}" for number in range(clients)]
    families = [f"{teacher}-f{n}" for teacher, n in product(teachers, range(MEETINGS))]
    return Desk(
        Round(
            id="bench",
            timezone=ZONE,
            sessions=(Session("s", FIRST, FIRST.plus(minutes=10 * MEETINGS)),),
            people=(
                *(Person(id_, Kind.TEACHER) for id_ in teachers),
                *(Person(id_, Kind.GUARDIAN) for id_ in families),
            ),
            meetings=tuple(Meeting(id_, 10, (id_.split("-")[0], id_)) for id_ in families),
        )
    )


def work_of(desk: Desk, client: int, rounds: int) -> list[Operation[Any]]:
    """What one client does: book all, cancel all, and again."""
    mine = [f"t{client}-f{number}" for number in range(MEETINGS)]
    found: list[Operation[Any]] = []
    for _ in range(rounds):
        for number, meeting in enumerate(mine):
            start = FIRST.plus(minutes=10 * number)
            found.append(book(desk, meeting, start=start, by=OFFICE, at=NOW))
        found += [cancel(desk, meeting, by=OFFICE, at=NOW) for meeting in mine]
    return found


# ---------------------------------------------------------------------------------- the library


def timed(jobs: Sequence[Callable[[], object]], ready: Callable[[], object]) -> list[float]:
    """How long each job takes, in seconds, begun together with others."""
    ready()
    times = []
    for job in jobs:
        before = time.perf_counter()
        job()
        times.append(time.perf_counter() - before)
    return times


def jobs_of(operations: Sequence[Operation[Any]], store: Store) -> list[Callable[[], object]]:
    """The operations as jobs; one that is refused ends the benchmark."""

    def run(operation: Operation[Any]) -> None:
        answer = operation.run(store)
        if not isinstance(answer, Booking):
            raise SystemExit(f"refused: {answer}")

    return [lambda one=operation: run(one) for operation in operations]  # type: ignore[misc]


def in_memory(clients: int, rounds: int) -> list[float]:
    """The times of threads on one store in memory."""
    desk, store = desk_of(clients), MemoryStore()
    keep_desk(desk, by=OFFICE, at=NOW).run(store)
    ready = threading.Barrier(clients)
    found: list[list[float]] = []

    def client(number: int) -> None:
        jobs = jobs_of(work_of(desk, number, rounds), store)
        found.append(timed(jobs, ready.wait))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for times in found for one in times]


def booking_client(place: Place, ready: ProcessBarrier, answers: Any) -> None:  # noqa: ANN401
    """One process that books."""
    with place.opened() as store:
        desk = desk_of(place.clients)
        jobs = jobs_of(work_of(desk, place.number, place.rounds), store)
        store.read([])
        answers.put(timed(jobs, ready.wait))


# ------------------------------------------------------------------------------------------- raw


@attrs.frozen
class Statements:
    """What one transaction reads and writes."""

    read: tuple[Key, ...]
    put: tuple[tuple[Key, str, int, str], ...]
    events: tuple[tuple[str, str], ...]


class Recorder(MemoryStore):
    """A store that notes what its transactions read and write."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[Statements] = []

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """Note it, and do it."""

        def noting(documents: Mapping[Key, Document]) -> Decision[R]:
            decision = decide(documents)
            encoded = encode(decision, keys)
            put = tuple((key, *body) for key, body in encoded.put.items())
            self.noted.append(Statements((*keys, *shared), put, encoded.events))
            return decision

        return super().transact(keys, noting, shared=shared)


def statements_of(place: Place) -> list[Statements]:
    """The statements of one client's work."""
    desk, store = desk_of(place.clients), Recorder()
    keep_desk(desk, by=OFFICE, at=NOW).run(store)
    store.noted.clear()
    for operation in work_of(desk, place.number, place.rounds):
        operation.run(store)
    return store.noted


_READ: Final = "SELECT key, version, kind, schema, body FROM conferencekit_documents WHERE key = ?"
_PUT: Final = """
    INSERT INTO conferencekit_documents (key, version, kind, schema, body) VALUES (?, 1, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        version = version + 1, kind = excluded.kind, schema = excluded.schema, body = excluded.body
"""
_MAKE: Final = """INSERT INTO conferencekit_documents (key, version)
SELECT key, 0 FROM unnest(%s::text[]) AS missing (key) ORDER BY key ON CONFLICT DO NOTHING"""
_LOCK: Final = """SELECT key, version, kind, schema, body::text FROM conferencekit_documents
WHERE key = ANY(%s::text[]) ORDER BY key FOR UPDATE"""
_CHANGE: Final = """UPDATE conferencekit_documents AS old
SET version = old.version + 1, kind = new.kind, schema = new.schema, body = new.body::json
FROM unnest(%s::text[], %s::text[], %s::integer[], %s::text[]) AS new (key, kind, schema, body)
WHERE old.key = new.key"""
_TELL: Final = """INSERT INTO conferencekit_events (kind, data)
SELECT kind, data::json FROM unnest(%s::text[], %s::text[]) AS new (kind, data)"""


def raw(connection: sqlite3.Connection, one: Statements) -> None:
    """The statements in one transaction, tried until nobody else writes."""
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError:
            time.sleep(random.uniform(0.0002, 0.004))  # noqa: S311  no secret depends on it
    for key in one.read:
        connection.execute(_READ, (key,)).fetchone()
    for row in one.put:
        connection.execute(_PUT, row)
    connection.executemany(
        "INSERT INTO conferencekit_events (kind, data) VALUES (?, ?)", one.events
    )
    connection.execute("COMMIT")


def in_postgres(one: Statements) -> list[tuple[str, tuple[Any, ...]]]:
    """The statements as one would write them by hand: rows made, locked in order, written."""
    keys = sorted(one.read)
    return [
        (_MAKE, (keys,)),
        (_LOCK, (keys,)),
        (_CHANGE, tuple(map(list, zip(*one.put, strict=True)))),
        (_TELL, tuple(map(list, zip(*one.events, strict=True)))),
    ]


def raw_postgres(connection: "psycopg.Connection[Any]", one: Statements) -> None:
    """The same through ``psycopg``."""
    for text, parameters in in_postgres(one):
        cursor = connection.execute(text, parameters)
        if cursor.description:
            cursor.fetchall()
    connection.commit()


async def raw_async(connection: "psycopg.AsyncConnection[Any]", one: Statements) -> None:
    """The same, async."""
    for text, parameters in in_postgres(one):
        cursor = await connection.execute(text, parameters)
        if cursor.description:
            await cursor.fetchall()
    await connection.commit()


def raw_client(place: Place, ready: ProcessBarrier, answers: Any) -> None:  # noqa: ANN401
    """One process that sends the same statements through ``sqlite3`` or ``psycopg``."""
    send: Callable[[Statements], None]
    if place.back == "sqlite":
        file = sqlite3.connect(place.at, timeout=0, isolation_level=None)
        file.execute("PRAGMA synchronous = FULL")
        send, close = partial(raw, file), file.close
    else:
        connection = psycopg.connect(place.at)
        send, close = partial(raw_postgres, connection), connection.close
    jobs = [partial(send, one) for one in statements_of(place)]
    answers.put(timed(jobs, ready.wait))
    close()


# --------------------------------------------------------------------------------------- running


def in_processes(client: Callable[..., None], place: Place) -> list[float]:
    """The times of processes at one place."""
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(place.clients), context.Queue()
    processes = [
        context.Process(target=client, args=(attrs.evolve(place, number=n), ready, answers))
        for n in range(place.clients)
    ]
    for process in processes:
        process.start()
    times = [one for _ in processes for one in answers.get(timeout=300)]
    for process in processes:
        process.join()
    return times


async def in_loop(place: Place) -> list[float]:
    """The times of tasks that book on one async store, each with a connection to use."""
    desk = desk_of(place.clients)
    async with AsyncPostgresStore(place.at, patience=PATIENCE, connections=place.clients) as store:

        async def client(number: int) -> list[float]:
            times = []
            for operation in work_of(desk, number, place.rounds):
                before = time.perf_counter()
                answer = await operation.run_async(store)
                times.append(time.perf_counter() - before)
                if not isinstance(answer, Booking):
                    raise SystemExit(f"refused: {answer}")
            return times

        await asyncio.gather(*(store.read([]) for _ in range(place.clients)))
        found = await asyncio.gather(*map(client, range(place.clients)))
    return [one for times in found for one in times]


async def in_loop_raw(place: Place) -> list[float]:
    """The times of tasks that send the same statements, each on its connection."""

    async def client(number: int) -> list[float]:
        times = []
        async with await psycopg.AsyncConnection.connect(place.at) as connection:
            for one in statements_of(attrs.evolve(place, number=number)):
                before = time.perf_counter()
                await raw_async(connection, one)
                times.append(time.perf_counter() - before)
        return times

    found = await asyncio.gather(*map(client, range(place.clients)))
    return [one for times in found for one in times]


@contextmanager
def emptied(back: str, clients: int, running: Server | None) -> Iterator[str]:
    """A new place with a desk kept there."""
    with tempfile.TemporaryDirectory() as folder:
        at = str(Path(folder) / "bench.sqlite")
        if running is not None:
            at = running.place(f"bench_{back}_{clients}_{time.monotonic_ns()}")
        with Place(
            "sqlite" if running is None else "postgres", at, 0, clients, 1
        ).opened() as store:
            keep_desk(desk_of(clients), by=OFFICE, at=NOW).run(store)
        yield at


def compare(back: str, clients: int, rounds: int, running: Server | None) -> None:
    """Print two lines of the table; both ways by turns, each at a new place."""
    found: tuple[list[float], list[float]] = ([], [])
    ratios = []
    for _ in range(TURNS):
        times = []
        for way in range(2):
            with emptied(back, clients, running) as at:
                times.append(ways(Place(back, at, 0, clients, rounds))[way]())
            found[way].extend(times[way])
        ratios.append(statistics.fmean(times[0]) / statistics.fmean(times[1]))
    row(back, clients, found[0], statistics.median(ratios))
    row("  raw", clients, found[1], None)


def ways(place: Place) -> tuple[Callable[[], list[float]], Callable[[], list[float]]]:
    """To book, and to send the same statements raw."""
    if place.back == "async":
        return (lambda: asyncio.run(in_loop(place))), (lambda: asyncio.run(in_loop_raw(place)))
    return (
        lambda: in_processes(booking_client, place),
        lambda: in_processes(raw_client, place),
    )


def row(name: str, clients: int, times: Sequence[float], ratio: float | None) -> None:
    """One line of the table."""
    ordered = sorted(times)
    middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    rate = clients / statistics.fmean(ordered)
    shown = "" if ratio is None else f"{ratio:8.2f}"
    print(
        f"{name:9}{clients:8}{rate:10.0f}{middle * 1e3:10.2f}{late * 1e3:10.2f}{shown}", flush=True
    )


def while_one_is_held(running: Server, seconds: float) -> tuple[int, int]:
    """How often teachers are booked while a transaction holds one of them: others, that one."""
    at = running.place("held")
    desk = desk_of(2)
    with PostgresStore(at, patience=0.1) as store, psycopg.connect(at) as host:
        keep_desk(desk, by=OFFICE, at=NOW).run(store)
        work_of(desk, 0, 1)[0].run(PostgresStore.on(host))
        counts = []
        for teacher in (1, 0):
            work = work_of(desk, teacher, 50)
            done, until = 0, time.monotonic() + seconds
            for operation in work:
                if time.monotonic() > until:
                    break
                with suppress(StoreBusyError):
                    operation.run(store)
                    done += 1
            counts.append(done)
        host.rollback()
    return counts[0], counts[1]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clients", type=int, nargs="*", default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--backs", nargs="+", choices=BACKS, default=BACKS)
    options = parser.parse_args()
    print(f"{'store':9}{'clients':>8}{'op/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'ratio':>8}")
    needs_server = {"postgres", "async"}.intersection(options.backs)
    with server() if needs_server else nullcontext() as running:
        for back in options.backs:
            for clients in options.clients:
                if back == "memory":
                    row(back, clients, in_memory(clients, options.rounds), None)
                else:
                    there = running if back in needs_server else None
                    compare(back, clients, options.rounds, there)
        if running is not None:
            others, held = while_one_is_held(running, 2.0)
            print(
                f"while one teacher is held for 2 s: {others} bookings of others, {held} of that"
            )


if __name__ == "__main__":
    main()
