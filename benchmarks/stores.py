"""How fast stores decide, beside the same statements sent raw through sqlite3 or psycopg.

A booking: the round's settings are read, the teacher's timeline and the booking are written, and
an event is told, in one transaction. Clients are processes. ``apart`` has a teacher for each
client, ``one`` has them all at one teacher.

    python -m benchmarks.stores [--seconds 3] [--clients 1 4 16] [--backs postgres]
"""

import argparse
import json
import multiprocessing
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg

from benchmarks.servers import server
from conferencekit.storage import Body, Decision, Document, Event, Store
from conferencekit.storage.postgres import PostgresStore
from conferencekit.storage.sqlite import SqliteStore

Book = Callable[[str, str], None]
"""Books with a teacher, under a new key."""
Opener = Callable[[str], Book]

ROUND = "round/autumn"
SETTINGS = {"open": True}
TURNS = 5
KEPT = 20
"""How many of a teacher's spans are kept, so that documents stay of one size."""


def spans_after(spans: list[Any], booking: str) -> list[Any]:
    """A teacher's timeline with one more booking."""
    return [*spans[-KEPT:], [len(spans), booking]]


def ours(store: Store) -> Book:
    """Through a store."""

    def book(teacher: str, booking: str) -> None:
        def decide(documents: Mapping[str, Document]) -> Decision[None]:
            found: Any = documents[teacher].body.data if teacher in documents else {"spans": []}
            after = {"spans": spans_after(found["spans"], booking)}
            put = {
                teacher: Body("timeline", 1, after),
                booking: Body("booking", 1, {"with": teacher}),
            }
            return Decision(None, put=put, events=(Event("booked", {"key": booking}),))

        store.transact([teacher, booking], decide, shared=[ROUND])

    return book


def raw_sqlite(path: str) -> Book:
    """The same statements through sqlite3, with the same jittered retry for the lock."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    connection.execute("PRAGMA synchronous = FULL")
    read = "SELECT key, version, kind, schema, body FROM conferencekit_documents WHERE key = ?"
    put = (
        "INSERT INTO conferencekit_documents (key, version, kind, schema, body)"
        " VALUES (?, 1, ?, 1, ?) ON CONFLICT (key) DO UPDATE SET"
        " version = version + 1, kind = excluded.kind, body = excluded.body"
    )

    def begin() -> None:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                time.sleep(random.uniform(0.0002, 0.004))  # noqa: S311  no secret depends on it
            else:
                return

    def book(teacher: str, booking: str) -> None:
        begin()
        rows = [connection.execute(read, (key,)).fetchone() for key in (ROUND, teacher, booking)]
        found = json.loads(rows[1][4]) if rows[1] else {"spans": []}
        after = {"spans": spans_after(found["spans"], booking)}
        connection.execute(put, (teacher, "timeline", json.dumps(after)))
        connection.execute(put, (booking, "booking", json.dumps({"with": teacher})))
        told = json.dumps({"key": booking})
        connection.execute(
            "INSERT INTO conferencekit_events (kind, data) VALUES ('booked', ?)", (told,)
        )
        connection.execute("COMMIT")

    return book


def raw_postgres(conninfo: str) -> Book:
    """The same statements through psycopg, one after the other, as one would write them."""
    connection = psycopg.connect(conninfo)
    read = (
        "SELECT key, version, kind, schema, body::text FROM conferencekit_documents WHERE key = "
    )
    make = (
        "INSERT INTO conferencekit_documents (key, version) VALUES (%s, 0) ON CONFLICT DO NOTHING"
    )
    put = (
        "UPDATE conferencekit_documents SET version = version + 1, kind = %s, schema = 1,"
        " body = %s::json WHERE key = %s"
    )

    def book(teacher: str, booking: str) -> None:
        connection.execute(make, (booking,))
        connection.execute(f"{read} %s FOR UPDATE", (booking,)).fetchone()
        connection.execute(f"{read} %s FOR SHARE", (ROUND,)).fetchone()
        row = connection.execute(f"{read} %s FOR UPDATE", (teacher,)).fetchone()
        found = json.loads(row[4]) if row else {"spans": []}
        after = {"spans": spans_after(found["spans"], booking)}
        connection.execute(put, ("timeline", json.dumps(after), teacher))
        connection.execute(put, ("booking", json.dumps({"with": teacher}), booking))
        told = json.dumps({"key": booking})
        connection.execute(
            "INSERT INTO conferencekit_events (kind, data) VALUES ('booked', %s::json)", (told,)
        )
        connection.commit()

    return book


def open_sqlite(path: str) -> Book:
    """Our store in a file."""
    return ours(SqliteStore(path))


def open_postgres(conninfo: str) -> Book:
    """Our store in PostgreSQL."""
    return ours(PostgresStore(conninfo, connections=1))


BACKS: dict[str, tuple[Opener, Opener]] = {
    "sqlite": (open_sqlite, raw_sqlite),
    "postgres": (open_postgres, raw_postgres),
}


def client(  # noqa: PLR0917  what a process is told
    opener: Opener,
    place: str,
    number: int,
    seconds: float,
    ready: Barrier,
    answers: "Queue[list[float]]",
) -> None:
    """Book for some seconds, once all are ready; answer how long each booking took."""
    book = opener(place)
    stamp = f"{time.time():.3f}/{os.getpid()}"
    took: list[float] = []
    ready.wait()
    until = time.perf_counter() + seconds
    while (before := time.perf_counter()) < until:
        book(f"timeline/t{number}", f"booking/{stamp}/{len(took)}")
        took.append(time.perf_counter() - before)
    answers.put(took)


def measure(
    opener: Opener, place: str, clients: int, *, apart: bool, seconds: float
) -> list[float]:
    """How long bookings took, all clients together."""
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(clients), context.Queue()
    processes = [
        context.Process(
            target=client,
            args=(opener, place, number if apart else 0, seconds, ready, answers),
        )
        for number in range(clients)
    ]
    for process in processes:
        process.start()
    found = [one for _ in processes for one in answers.get(timeout=120)]
    for process in processes:
        process.join()
    return found


def prepare(store: Store, clients: int) -> None:
    """The round's settings, and a teacher for each client."""
    put = {ROUND: Body("settings", 1, SETTINGS)}
    put |= {f"timeline/t{n}": Body("timeline", 1, {"spans": []}) for n in range(clients)}
    store.transact(list(put), lambda _: Decision(None, put=put))


def compare(back: str, place: str, clients: int, *, apart: bool, seconds: float) -> str:
    """A line of the table; both ways by turns, and the median of the ratios of each turn."""
    found: dict[str, list[float]] = {"ours": [], "raw": []}
    ratios = []
    for _ in range(TURNS):
        rates = {}
        for name, opener in zip(found, BACKS[back], strict=True):
            took = measure(opener, place, clients, apart=apart, seconds=seconds / TURNS)
            rates[name] = len(took) / (seconds / TURNS)
            found[name] += took
        ratios.append(rates["raw"] / rates["ours"])
    p99 = {name: quantiles(took, n=100)[-1] * 1000 for name, took in found.items()}
    return (
        f"{back:9} {clients:7} {'apart' if apart else 'one':6}"
        f" {len(found['ours']) / seconds:9.0f} {len(found['raw']) / seconds:9.0f}"
        f" {median(ratios):6.2f} {median(found['ours']) * 1000:8.1f}"
        f" {median(found['raw']) * 1000:8.1f} {p99['ours']:8.1f} {p99['raw']:8.1f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--backs", nargs="+", choices=list(BACKS), default=list(BACKS))
    parser.add_argument("--of-the-system", action="store_true", help="the system's PostgreSQL")
    asked = parser.parse_args()
    print(
        "back      clients at      ours op/s  raw op/s  ratio  ours ms   raw ms ours p99  raw p99"
    )
    run = partial(table, clients=asked.clients, seconds=asked.seconds)
    if "sqlite" in asked.backs:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "store.sqlite")
            with SqliteStore(path) as store:
                prepare(store, max(asked.clients))
            run("sqlite", path)
    if "postgres" in asked.backs:
        with server(of_the_system=asked.of_the_system) as postgres:
            with PostgresStore(postgres.conninfo) as store:
                prepare(store, max(asked.clients))
            run("postgres", postgres.conninfo)


def table(back: str, place: str, *, clients: list[int], seconds: float) -> None:
    """Print the lines of one back end."""
    for count in clients:
        for apart in (True, False) if count > 1 else (True,):
            print(compare(back, place, count, apart=apart, seconds=seconds), flush=True)


if __name__ == "__main__":
    main()
