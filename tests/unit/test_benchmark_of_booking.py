"""The benchmark of booking compares like with like."""

import sqlite3
from pathlib import Path

from benchmarks.booking import (
    MEETINGS,
    NOW,
    OFFICE,
    Place,
    desk_of,
    in_memory,
    raw,
    statements_of,
    while_one_is_held,
    work_of,
)
from benchmarks.servers import Server

from conferencekit.booking import keep_desk
from conferencekit.storage.sqlite import SqliteStore


def test_the_raw_statements_leave_what_booking_leaves(tmp_path: Path) -> None:
    """The same documents and as many events, from the same number of transactions."""
    desk = desk_of(2)
    with SqliteStore(tmp_path / "one.sqlite") as one, SqliteStore(tmp_path / "two.sqlite") as two:
        for store in (one, two):
            keep_desk(desk, by=OFFICE, at=NOW).run(store)
        for operation in work_of(desk, 1, 1):
            operation.run(one)
        statements = statements_of(Place("sqlite", "", 1, 2, 1))
        connection = sqlite3.connect(tmp_path / "two.sqlite", isolation_level=None)
        for each in statements:
            raw(connection, each)
        connection.close()
        assert len(statements) == 2 * MEETINGS
        assert one.scan("", limit=1_000) == two.scan("", limit=1_000)
        assert len(one.events(limit=1_000).events) == len(two.events(limit=1_000).events)


def test_every_client_does_all_its_work() -> None:
    """Threads in memory: one time for each command."""
    assert len(in_memory(2, 1)) == 2 * 2 * MEETINGS


def test_teachers_do_not_wait_for_each_other_on_postgresql(postgres: Server) -> None:
    """While a transaction holds one, others are booked; that one is not."""
    others, held = while_one_is_held(postgres, 0.5)
    assert others > 0
    assert held == 0
