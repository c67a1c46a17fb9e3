"""What booking costs: `python -m benchmarks.booking [--clients N ...] [--rounds N]`.

Clients book twenty meetings each, then cancel them, and so on; each has a teacher of its own, so
that nothing is refused. In memory they are threads, on a SQLite file processes. Beside it *raw*:
the same rows read and written in the same transactions through ``sqlite3`` alone, with JSON that
was made before. The ratio is how many times longer booking takes than that.
"""

import argparse
import multiprocessing
import random
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import product
from multiprocessing.synchronize import Barrier as ProcessBarrier
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from conferencekit import Meeting, MemoryStore, Person, Round, Session, SqliteStore, Zone
from conferencekit.booking import Actor, Booking, Desk, book, cancel, keep_desk
from conferencekit.scheduling import Kind
from conferencekit.storage import Decision, Document, Key, Operation, Store
from conferencekit.storage._encode import encode

__all__ = ["main"]

R = TypeVar("R")
CLIENTS: Final = (1, 4, 16)
MEETINGS: Final = 20
ZONE: Final = Zone("Europe/Amsterdam")
FIRST: Final = ZONE.parse("2026-11-24T15:00")
NOW: Final = ZONE.parse("2026-11-01T12:00")
OFFICE: Final = Actor.office()
PATIENCE: Final = 60.0


@attrs.frozen
class Place:
    """Which client works on which file, among how many, and how often."""

    path: str
    number: int
    clients: int
    rounds: int


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
    """One process that books on a SQLite file."""
    with SqliteStore(place.path, patience=PATIENCE) as store:
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


_READ: Final = "SELECT key, version, kind, schema, body FROM documents WHERE key = ?"
_PUT: Final = """
    INSERT INTO documents (key, version, kind, schema, body) VALUES (?, 1, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        version = version + 1, kind = excluded.kind, schema = excluded.schema, body = excluded.body
"""


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
    connection.executemany("INSERT INTO events (kind, data) VALUES (?, ?)", one.events)
    connection.execute("COMMIT")


def raw_client(place: Place, ready: ProcessBarrier, answers: Any) -> None:  # noqa: ANN401
    """One process that sends the same statements through ``sqlite3``."""
    connection = sqlite3.connect(place.path, timeout=0, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    statements = statements_of(place)
    jobs = [lambda one=one: raw(connection, one) for one in statements]
    answers.put(timed(jobs, ready.wait))
    connection.close()


# --------------------------------------------------------------------------------------- running


def on_file(client: Callable[..., None], clients: int, rounds: int) -> list[float]:
    """The times of processes on one new SQLite file."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.sqlite")
        with SqliteStore(path) as store:
            keep_desk(desk_of(clients), by=OFFICE, at=NOW).run(store)
        ready, answers = context.Barrier(clients), context.Queue()
        processes = [
            context.Process(target=client, args=(Place(path, n, clients, rounds), ready, answers))
            for n in range(clients)
        ]
        for process in processes:
            process.start()
        times = [one for _ in processes for one in answers.get(timeout=300)]
        for process in processes:
            process.join()
    return times


def row(name: str, clients: int, times: Sequence[float], base: Sequence[float] | None) -> None:
    """One line of the table."""
    ordered = sorted(times)
    middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    mean = statistics.fmean(ordered)
    ratio = "" if base is None else f"{mean / statistics.fmean(base):8.2f}"
    rate = clients / mean
    print(
        f"{name:8}{clients:8}{rate:10.0f}{middle * 1e3:10.2f}{late * 1e3:10.2f}{ratio}", flush=True
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--clients", type=int, nargs="*", default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{'store':8}{'clients':>8}{'op/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'ratio':>8}")
    for clients in options.clients:
        row("memory", clients, in_memory(clients, options.rounds), None)
        plain = on_file(raw_client, clients, options.rounds)
        row("raw", clients, plain, None)
        row("sqlite", clients, on_file(booking_client, clients, options.rounds), plain)


if __name__ == "__main__":
    main()
