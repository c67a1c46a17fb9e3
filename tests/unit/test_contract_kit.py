"""The contract kit finds what is broken, and says what."""

import threading
from pathlib import Path
from typing import Any

import pytest

import stands
from conferencekit.errors import BrokenContractError
from conferencekit.storage.memory import MemoryStore
from conferencekit.testing import Transaction, check_history, check_store
from conferencekit.testing._store_processes import race
from conferencekit.testing.broken import BROKEN
from conferencekit.testing.stores import CASES

CATCHES = {
    "CheckThenInsert": "threads lose no writes",
    "NoReadLock": "what is shared holds to the end",
    "NotAtomic": "what was not declared is not written",
    "TellsWhatFails": "events of failures are not told",
    "ReusesVersions": "versions are not used again",
    "NoSnapshot": "reads are of one instant",
    "OffsetPages": "pages go on where others write",
    "PatternPrefix": "prefixes are plain text",
    "EventGaps": "events have no gaps",
    "SharesItsData": "what was read does not change",
    "KeepsItsLock": "nothing is done where deciding fails",
    "RoundsNumbers": "json comes back as it was",
    "LosesTheLast": "what was kept is there again",
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_broken_store_is_caught(name: str) -> None:
    """By the case that is meant to, and no broken store is without one.

    What only a race shows takes longer where other programs have the processor.
    """
    lasting = name == "LosesTheLast"
    for seconds in (0.2, 1.0, 5.0):
        report = check_store(BROKEN[name], lasting=lasting, seconds=seconds, kills=0, examples=0)
        if CATCHES[name] in {failure.case for failure in report.failures}:
            break
    assert CATCHES[name] in {failure.case for failure in report.failures}
    with pytest.raises(BrokenContractError, match=CATCHES[name]):
        report.raise_for_failures()


@pytest.mark.slow
def test_walks_find_what_differs() -> None:
    """The random walks alone catch some of them too."""
    for name in ("ReusesVersions", "NotAtomic"):
        report = check_store(BROKEN[name], lasting=False, examples=50)
        assert "random walks agree with memory" in {one.case for one in report.failures}


def test_a_good_store_passes() -> None:
    """And what was skipped is said, with why."""
    report = check_store(stands.memory, lasting=False, examples=5)
    report.raise_for_failures()
    assert report.is_good
    assert report.checks > 30
    assert "what was kept is there again: the store does not outlive" in str(report)


def test_what_cannot_be_sent_is_skipped() -> None:
    """A factory that other processes cannot import races no processes, and that is said."""
    report = check_store(lambda place: stands.sqlite(place), examples=2)  # noqa: PLW0108
    assert report.is_good
    assert sum("cannot be sent to another process" in one for one in report.skipped) == 2


def test_lost_updates_skew_and_ghosts_are_found_in_a_history() -> None:
    """Each by what it is; a history that happened one by one has none."""
    good = [
        Transaction("a", {}, {"x": 1}),
        Transaction("b", {"x": 1}, {"x": 2, "y": 1}),
        Transaction("c", {"x": 1, "y": 0}, {}),
        Transaction("d", {"x": 2, "y": 1}, {}),
    ]
    assert check_history(good) == ()
    (lost, *_) = check_history([*good, Transaction("e", {"x": 1}, {"x": 2})])
    assert lost == "b and e both wrote version 2 of x"
    assert check_history([Transaction("a", {"x": 3}, {})]) == (
        "a saw version 3 of x, which nobody wrote",
    )
    assert "version 3 of x follows" in check_history([Transaction("a", {}, {"x": 3})])[0]
    torn = Transaction("e", {"x": 1, "y": 1}, {})
    assert check_history([*good, torn]) == ("b and e each came before the other",)


def test_a_race_finds_what_processes_lose(tmp_path: Path) -> None:
    """Where they do not see each other."""
    outcome = race(stands.losing, tmp_path, processes=2, seconds=0.3)
    assert outcome.acknowledged
    assert any("was acknowledged and is lost" in fault for fault in outcome.faults)


def test_a_hanging_case_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the others go on."""

    class Hanging(MemoryStore):
        def events(self, **_: Any) -> Any:  # noqa: ANN401
            threading.Event().wait()

    monkeypatch.setattr("conferencekit.testing.stores._PATIENCE", 0.2)
    monkeypatch.setattr("conferencekit.testing.stores.CASES", CASES[-12:])
    report = check_store(lambda _: Hanging(), lasting=False, examples=2)
    assert any("did not end within 0.2 seconds" in one.message for one in report.failures)
