"""Booking while processes are killed, in small; `python -m benchmarks.crash` does it in large."""

from pathlib import Path

import pytest
from benchmarks.crash import found_wrong, run


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_when_processes_are_killed(tmp_path: Path) -> None:
    """Every answer is in the feed, every event was delivered, and nobody is at two places."""
    outcome = run(tmp_path, processes=4, operations=600, kills=10)
    assert outcome.faults == []
    assert outcome.kills == 10
    assert outcome.acknowledged


@pytest.mark.slow
def test_the_reader_finds_fault_with_looking_before_writing(tmp_path: Path) -> None:
    """The control: what most programs do is found out, double bookings among it."""
    outcome = run(tmp_path, processes=4, operations=1_500, kills=1, control=True)
    assert [fault for fault in outcome.faults if "is booked twice" in fault]


@pytest.mark.slow
def test_the_reader_finds_what_was_lost(tmp_path: Path) -> None:
    """An answer that is not in the file, and an event that nobody was told of."""
    outcome = run(tmp_path, processes=1, operations=30, kills=0)
    outcome.acknowledged.append(("t0-f0", 999, None))
    outcome.delivered.remove(1)
    found = list(found_wrong(str(tmp_path / "crash.sqlite"), outcome))
    assert any(fault.startswith("lost: t0-f0") for fault in found)
    assert "1 events were never delivered, such as 1" in found
