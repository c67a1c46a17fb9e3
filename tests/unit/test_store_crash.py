"""The crash and race test of ``benchmarks/store_crash.py``, in short."""

from pathlib import Path

import pytest
from benchmarks.backs import InPostgres, InSqlite, killing
from benchmarks.servers import server
from benchmarks.store_crash import BOOKING, hot_slot

from conferencekit.testing._store_processes import race

pytestmark = pytest.mark.slow


def test_sqlite_survives_kills(tmp_path: Path) -> None:
    """Nothing lost, doubled or half-done."""
    outcome = race(InSqlite(), tmp_path, processes=8, seconds=3, kills=25, workload=BOOKING)
    assert outcome.faults == ()
    assert outcome.kills == 25
    assert outcome.acknowledged > 50


def test_postgresql_survives_kills_of_both_sides(tmp_path: Path) -> None:
    """Of clients, and of the server."""
    with server() as running:
        stores = InPostgres(running.conninfo)
        with killing(running, 2, pause=1.0) as over:
            outcome = race(
                stores,
                tmp_path,
                processes=8,
                seconds=3,
                kills=25,
                workload=BOOKING,
                enough=over,
            )
        assert outcome.faults == ()
        assert outcome.kills == 25
        assert outcome.acknowledged > 50
        assert hot_slot(stores, tmp_path) == (1, 499)


def test_the_control_fails(tmp_path: Path) -> None:
    """Check, then insert: the harness can tell."""
    outcome = race(InSqlite(careless=True), tmp_path, processes=8, seconds=3, workload=BOOKING)
    assert any("double booked" in fault or "both wrote" in fault for fault in outcome.faults)


def test_one_of_500_families_gets_a_hot_slot(tmp_path: Path) -> None:
    """And 499 are told who has it."""
    assert hot_slot(InSqlite(), tmp_path) == (1, 499)
