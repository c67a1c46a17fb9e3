"""Booking while processes and servers are killed, in small; ``benchmarks.crash`` is the large."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from benchmarks.backs import InPostgres, InSqlite, Tables, killing
from benchmarks.crash import run
from benchmarks.crash_reader import TOLD, Log, found_wrong
from benchmarks.servers import server


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_on_sqlite(tmp_path: Path) -> None:
    """Whatever is killed: every answer holds, every event is delivered, no rule is broken."""
    found = run(InSqlite(), tmp_path, processes=8, kills=25)
    assert found.race.faults == ()
    assert found.race.kills == 25
    assert found.race.acknowledged > 50


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_on_postgresql(tmp_path: Path) -> None:
    """The same, where the server is killed too."""
    with server() as running:
        back = InPostgres(running.conninfo)
        meanwhile = killing(running, 2, pause=1.0)
        found = run(back, tmp_path, processes=8, kills=25, meanwhile=meanwhile)
    assert found.race.faults == ()
    assert found.race.kills == 25
    assert found.race.acknowledged > 50


@pytest.mark.slow
def test_looking_before_writing_is_found_out_on_sqlite(tmp_path: Path) -> None:
    """The control: what most programs do, and the double bookings that come of it."""
    found = run(InSqlite(careless=True), tmp_path, processes=8, kills=0, seconds=3.0)
    assert [fault for fault in found.race.faults if "is booked 2 times" in fault]


@pytest.mark.slow
def test_looking_before_writing_is_found_out_on_postgresql(tmp_path: Path) -> None:
    """The same there."""
    with server() as running:
        back = InPostgres(running.conninfo, careless=True)
        found = run(back, tmp_path, processes=8, kills=0, seconds=3.0)
    assert [fault for fault in found.race.faults if "is booked 2 times" in fault]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """What one process leaves that nobody disturbs."""
    return run(InSqlite(), tmp_path_factory.mktemp("crash"), processes=1, kills=0).log


def with_tables(log: Log, **changes: Any) -> Log:  # noqa: ANN401
    """The log, its tables changed."""
    return attrs.evolve(log, tables=attrs.evolve(log.tables, **changes))


def first(log: Log, kind: str) -> tuple[int, str, Mapping[str, Any]]:
    """The first event of a kind."""
    return next(event for event in log.tables.events if event[1] == kind)


def damaged(log: Log) -> dict[str, Log]:
    """By what the reader has to say, the log with that wrong in it."""
    documents, events = dict(log.tables.documents), log.tables.events
    booked = first(log, "booking.booked")
    timeline = next(key for key, (_, body) in documents.items() if body.get("entries"))
    meeting = next(key for key, (_, body) in documents.items() if "/meeting/" in key and body)
    line = log.acknowledged[-1]
    name, _, answer = line.partition(" ")
    later = json.dumps(
        [[id_, version + 1000, start] for id_, version, start in json.loads(answer)]
    )
    told = [event for event in events if event[1] == TOLD]
    cyclic = (10**9, TOLD, {**told[-1][2], "id": "again", "told": []})
    return {
        f"{told[-1][2]['id']} was done 2 times": with_tables(log, events=(*events, told[-1])),
        f"lost: {name} was told": attrs.evolve(log, acknowledged=(f"{name} {later}",)),
        "lost: nobody was acknowledged": attrs.evolve(log, acknowledged=("nobody []",)),
        "never delivered": attrs.evolve(log, delivered=log.delivered[1:]),
        "out of order": attrs.evolve(log, delivered=log.delivered[::-1]),
        "the feed lacks 1 events": with_tables(
            log, events=tuple(event for event in events if event is not booked)
        ),
        "the timeline of": with_tables(
            log, documents={**documents, timeline: (1, {"entries": []})}
        ),
        f"{meeting.rpartition('/')[2]} is lost at None": with_tables(
            log, documents={**documents, meeting: (1, {"state": "lost"})}
        ),
        "both wrote version": with_tables(log, events=(*events, cyclic)),
        "the disk": with_tables(log, unsound=("the disk is full",)),
        "and then booked": with_tables(
            log, events=(*events, (10**9, TOLD, doubled(booked[2], "booking.booked")))
        ),
        "is booked 2 times": with_tables(
            log, events=(*events, (10**9, TOLD, doubled(booked[2], "booking.moved")))
        ),
    }


def doubled(booked: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What a transaction would tell that books two meetings of one teacher at one time."""
    both = [
        {**booked, "meeting": f"t9-f{number}", "start": "2026-11-24T15:00:00+00:00"}
        for number in (1, 2)
    ]
    told = [["booking.booked", one] for one in both] + [[kind, both[0]]]
    return {"id": "doubled", "reads": {}, "writes": {}, "told": told}


def test_the_reader_finds_nothing_wrong_with_what_is_sound(sound: Log) -> None:
    """Before its findings mean anything."""
    assert list(found_wrong(sound)) == []
    assert len(sound.acknowledged) > 10
    assert isinstance(sound.tables, Tables)


def test_the_reader_finds_whatever_is_wrong(sound: Log) -> None:
    """Each of its promises, broken on purpose."""
    for words, log in damaged(sound).items():
        assert [fault for fault in found_wrong(log) if words in fault], words
