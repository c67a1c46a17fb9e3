"""Files are read strictly and written whole."""

import os
import re
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.exchange import (
    EXAMPLE_DAY,
    check_writable,
    example_school,
    read_oneroster,
    read_plan,
    read_policy,
    read_round,
    read_school,
    read_wishes,
    write_plan,
    write_round,
    write_school,
)
from conferencekit.exchange._atomic import read_bytes, write_text
from conferencekit.planning import Availability, Request
from conferencekit.scheduling import solve
from conferencekit.time import Window, Windows, Zone
from samples import made
from support import ROUNDS

ZONE = Zone("Europe/Amsterdam")


def test_rounds_plans_and_schools_come_back(tmp_path: Path) -> None:
    """From files, as they were."""
    round_ = read_round(ROUNDS / "micro-1.json")
    plan = solve(round_, seconds=None, iterations=20)
    write_round(tmp_path / "r.json", round_)
    write_plan(tmp_path / "p.json", plan, round_)
    write_school(tmp_path / "s.json", made())
    assert read_round(tmp_path / "r.json") == round_
    assert read_plan(tmp_path / "p.json", round_) == plan
    assert read_school(tmp_path / "s.json") == made()


def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing beside it."""
    path = tmp_path / "p.json"
    path.write_text("before")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(InvalidInputError, match="cannot be used: no space left on device"):
        write_text(path, "after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_are_kept(tmp_path: Path) -> None:
    """Those of the file that was there; else those the process gives."""
    path = tmp_path / "p.json"
    path.write_text("before")
    path.chmod(0o640)
    write_text(path, "after")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text() == "after"
    umask = os.umask(0o027)
    try:
        write_text(tmp_path / "new", "x")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_a_link_is_followed(tmp_path: Path) -> None:
    """What it points to is replaced, the link stays."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("before")
    link.symlink_to(target)
    write_text(link, "after")
    assert link.is_symlink()
    assert target.read_text() == "after"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    """No file, a folder, a name no system takes, links in a circle, more than is accepted."""
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for path, message in (
        (tmp_path / "nothing", "no such file"),
        (tmp_path, "is a directory"),
        (Path("a\0b"), "null byte"),
        (tmp_path / "circle", "cannot be used"),
    ):
        with pytest.raises(InvalidInputError, match=message):
            read_bytes(path)
        if path.name != "nothing":
            for write in (lambda path: write_text(path, "x"), check_writable):
                with pytest.raises(InvalidInputError, match="cannot be used"):
                    write(path)
    large = tmp_path / "large"
    large.write_bytes(b" " * 1_000_001)
    with pytest.raises(InvalidInputError, match="larger than 1 MB"):
        read_bytes(large, megabytes=1)
    for path in (tmp_path / "no" / "folder", large / "file"):
        with pytest.raises(InvalidInputError, match="cannot be used"):
            write_text(path, "x")
        with pytest.raises(InvalidInputError, match="cannot be used"):
            check_writable(path)
    check_writable(large)
    check_writable(tmp_path / "new")
    assert sorted(tmp_path.iterdir()) == [tmp_path / "circle", large]


def test_half_a_character_is_not_written(tmp_path: Path) -> None:
    """And what was there is still there."""
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(InvalidInputError, match="surrogates not allowed"):
        write_text(path, "\ud800")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """And stays a pipe."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    check_writable(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_text)
        write_text(pipe, "text")
        assert read.result(timeout=10) == "text"
    assert pipe.is_fifo()


def test_a_policy_in_the_times_of_toml(tmp_path: Path) -> None:
    """Dates and times without quotes are as good as those in quotes."""
    text = (example_school() / "policy.toml").read_text(encoding="utf-8")
    native = re.sub(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d)"', r"\1:00", text)
    assert native != text
    for name, one in (("quoted", text), ("native", native)):
        (tmp_path / name).write_text(one, encoding="utf-8")
    assert read_policy(tmp_path / "quoted", ZONE) == read_policy(tmp_path / "native", ZONE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id = ", "is not TOML"),
        (b"\xff", "is not TOML"),
        (b"a = " + b"[" * 5000, "is not TOML"),
        (b"a = " + b"9" * 5000, "is not TOML"),
        (b"id = 'x'", "schema: missing"),
        (b"schema = 'conferencekit.policy/1'\nid = 'x'\nsessions = []\nminuts = 5", "minuts: unknown key"),
        (b"schema = 'conferencekit.policy/1'\ntimezone = 'Mars'", "timezone: 'Mars' is not a known zone"),
    ],
)  # fmt: skip
def test_policies_that_are_none(tmp_path: Path, data: bytes, message: str) -> None:
    """Each is refused with its reason."""
    path = tmp_path / "policy.toml"
    path.write_bytes(data)
    with pytest.raises(InvalidInputError, match=message):
        read_policy(path, ZONE)


def test_wishes_are_read(tmp_path: Path) -> None:
    """Windows by person, requests one by one; either file may be absent."""
    assert read_wishes(tmp_path, ZONE).requests == ()
    (tmp_path / "availability.csv").write_text(
        "person,from,to,wish\n"
        "rosa,2026-11-24T16:00,2026-11-24T18:00,available\n"
        "rosa,2026-11-24T18:00,2026-11-24T19:00,available\n"
        "rosa,2026-11-24T17:00+01:00,2026-11-24T17:30,preferred\n"
        "jon,2026-11-24T17:00,2026-11-24T17:30,preferred\n"
    )
    (tmp_path / "requests.csv").write_text(
        "by,student,staff,wanted,priority,minutes\nrosa,sofia,ada,yes,2,\njon,noah,ada,no,,10\n"
    )
    wishes = read_wishes(tmp_path, ZONE)

    def windows(start: str, end: str) -> Windows:
        return Windows([Window(ZONE.parse(start), ZONE.parse(end))])

    preferred = windows("2026-11-24T17:00", "2026-11-24T17:30")
    assert wishes.availability == (
        Availability("rosa", windows("2026-11-24T16:00", "2026-11-24T19:00"), preferred),
        Availability("jon", None, preferred),
    )
    assert wishes.requests == (
        Request("rosa", "sofia", "ada", priority=2),
        Request("jon", "noah", "ada", wanted=False, minutes=10),
    )


def test_unknown_columns_of_wishes(tmp_path: Path) -> None:
    """Their form is ours, so that a slip in a column's name is none that is passed over."""
    (tmp_path / "requests.csv").write_text(
        "by,student,staff,wanted,minuts\nrosa,sofia,ada,yes,10\n"
    )
    with pytest.raises(InvalidInputError) as caught:
        read_wishes(tmp_path, ZONE)
    (fault,) = caught.value.faults
    assert str(fault) == (
        "requests.csv, line 1: has the unknown column 'minuts' (did you mean minutes?)"
    )


def test_faults_of_wishes_are_told_together(tmp_path: Path) -> None:
    """Each with its file and line."""
    (tmp_path / "availability.csv").write_text(
        "person,from,to,wish\n"
        "rosa,2026-03-29T02:30,2026-11-24T18:00,available\n"
        "rosa,2026-11-24T18:00,2026-11-24T16:00,available\n"
        "rosa,2026-11-24T16:00,2026-11-24T18:00,maybe\n"
    )
    (tmp_path / "requests.csv").write_text(
        "by,student,staff,wanted,priority\nrosa,sofia,ada,perhaps,\nrosa,sofia,ada,yes,-1\n"
    )
    with pytest.raises(InvalidInputError) as caught:
        read_wishes(tmp_path, ZONE)
    assert [fault.path for fault in caught.value.faults] == [
        "availability.csv, line 2, from",
        "availability.csv, line 3, to",
        "availability.csv, line 4, wish",
        "requests.csv, line 2, wanted",
        "requests.csv, line 3, priority",
    ]


def test_the_plan_of_another_round_is_not_written(tmp_path: Path) -> None:
    """And nothing is left behind."""
    round_ = read_round(ROUNDS / "micro-1.json")
    other = read_round(ROUNDS / "micro-2.json")
    plan = solve(round_, seconds=None, iterations=1)
    with pytest.raises(InvalidInputError, match="round: is 'micro-1"):
        write_plan(tmp_path / "plan.json", plan, other)
    assert not list(tmp_path.iterdir())


def test_misspelt_files_are_not_passed_over(tmp_path: Path) -> None:
    """What they say would be lost; and a folder that is not there wishes for nothing."""
    (tmp_path / "request.csv").write_text("by,student,staff,wanted\n")
    with pytest.raises(InvalidInputError, match=r"request.csv: is not read.*requests.csv"):
        read_wishes(tmp_path, ZONE)
    with pytest.raises(InvalidInputError, match="is no folder"):
        read_wishes(tmp_path / "nowhere", ZONE)
    roster = tmp_path / "roster"
    shutil.copytree(example_school() / "roster", roster)
    (roster / "restrictions.csv").rename(roster / "restriction.csv")
    with pytest.raises(InvalidInputError, match=r"restriction.csv: is not read"):
        read_oneroster(roster, timezone=ZONE, on=EXAMPLE_DAY)
    with pytest.raises(InvalidInputError, match="on: a datetime is not a date"):
        read_oneroster(roster, timezone=ZONE, on=datetime(2026, 11, 24, tzinfo=UTC))
