"""The command line: its exit codes, what it prints for people and for programs."""

import filecmp
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from conferencekit.__main__ import main
from conferencekit.cli import app
from conferencekit.cli._print import plain
from conferencekit.cli._report import _students
from conferencekit.cli.app import run
from conferencekit.exchange import example_school
from support import ROUNDS

ROUND = str(ROUNDS / "micro-1.json")
ROSTER = str(example_school() / "roster")


def solved(tmp_path: Path) -> Path:
    """A plan of the example round in a file."""
    path = tmp_path / "plan.json"
    assert run(["solve", ROUND, "-o", str(path), "--iterations", "30"]) == 0
    return path


def spoiled(path: Path, change: Any) -> str:  # noqa: ANN401
    """The file again, changed."""
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))
    return str(path)


def test_solve_check_and_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The usual way: a plan is made, is valid, and is shown."""
    plan = solved(tmp_path)
    out = capsys.readouterr().out
    assert "Score: unplaced" in out
    assert f"The plan is in {plan}" in out.replace("\n", "")
    assert run(["check", ROUND, str(plan)]) == 0
    assert capsys.readouterr().out.startswith("valid: unplaced")
    assert run(["show", ROUND, str(plan)]) == 0
    assert "teacher-07" in capsys.readouterr().out
    assert run(["show", ROUND, str(plan), "--person", "head", "--person", "family-0000"]) == 0
    out = capsys.readouterr().out
    assert "family-0000" in out
    assert "teacher-01" not in out.split("family-0000")[0]


def test_several_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They share the best plan, which is no worse than the one of the first leg of one."""
    path = tmp_path / "plan.json"
    command = ["solve", ROUND, "-o", str(path), "--iterations", "80", "--workers", "2", "--json"]
    assert run(command) == 0
    together = json.loads(capsys.readouterr().out)["score"]
    assert run(["check", ROUND, str(path)]) == 0
    assert run(["solve", ROUND, "-o", str(path), "--iterations", "10", "--json"]) == 0
    capsys.readouterr()
    first = json.loads(path.read_text())["score"]
    assert (together["unplaced"], together["penalty"]) <= (first["unplaced"], first["penalty"])


def test_explain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For people and for programs; and where there is nothing to explain."""
    path = tmp_path / "plan.json"
    empty = str(ROUNDS / "micro-2.json")
    assert run(["solve", empty, "-o", str(path), "--iterations", "0"]) == 0
    unplaced = json.loads(path.read_text())["unplaced"]
    capsys.readouterr()
    assert run(["explain", empty, str(path), "--meeting", unplaced[0]]) == 0
    assert capsys.readouterr().out.startswith(unplaced[0])
    assert run(["explain", empty, str(path), "--json"]) == 0
    reasons = json.loads(capsys.readouterr().out)["reasons"]
    assert [one["meeting"] for one in reasons] == unplaced
    plan = solved(tmp_path)
    capsys.readouterr()
    if not json.loads(plan.read_text())["unplaced"]:
        assert run(["explain", ROUND, str(plan)]) == 0
        assert capsys.readouterr().out == "No meeting is unplaced\n"


def test_the_independent_checker_agrees(
    tmp_path: Path,
    checker: Any,  # noqa: ANN401
) -> None:
    """On what the command line wrote."""
    assert checker.main(["", ROUND, str(solved(tmp_path))]) == 0


def test_json_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command prints one object."""
    plan = tmp_path / "p.json"
    run(["solve", ROUND, "-o", str(plan), "--iterations", "30", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["placed"] + len(found["unplaced"]) == 52
    assert found["plan"] == str(plan)
    run(["check", ROUND, str(plan), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["valid"], found["score_as_claimed"], found["bound_holds"]) == (True, True, True)
    run(["show", ROUND, str(plan), "--json", "--person", "teacher-00"])
    (sheet,) = json.loads(capsys.readouterr().out)["timetables"]
    assert sheet["person"] == "teacher-00"
    assert sheet["appointments"][0]["start"].endswith("+01:00")


def test_without_an_output_file_the_plan_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """So that it can be piped on."""
    assert run(["solve", ROUND, "--iterations", "5"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "conferencekit.plan/1"


@pytest.mark.skipif(find_spec("ortools") is None, reason="needs the extra cpsat")
def test_another_engine(tmp_path: Path, checker: Any) -> None:  # noqa: ANN401
    """By its name; what it finds is a plan like any other."""
    plan = tmp_path / "plan.json"
    arguments = ["solve", ROUND, "-o", str(plan), "--engine", "cpsat", "--seconds", "3"]
    assert run(arguments) == 0
    assert checker.main(["", ROUND, str(plan)]) == 0


def test_an_engine_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and those there are; steps are for our own alone."""
    assert run(["solve", ROUND, "--engine", "magic"]) == 2
    assert "unknown 'magic' (there are cpsat, search)" in capsys.readouterr().err
    assert run(["solve", ROUND, "--engine", "cpsat", "--iterations", "5"]) == 2
    assert "--iterations: is not for the engine 'cpsat'" in capsys.readouterr().err


def test_a_plan_that_breaks_a_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and every breach by its rule."""

    def same_time(data: Any) -> None:  # noqa: ANN401
        for placement in data["placements"]:
            placement["start"] = "2026-11-24T15:00:00+01:00"

    plan = spoiled(solved(tmp_path), same_time)
    capsys.readouterr()
    assert run(["check", ROUND, plan]) == 1
    out = capsys.readouterr().out
    assert "rule 3: teacher-00 is in" in out
    assert "... and" in out
    assert "score: claims" in out
    assert "INVALID" in out
    assert run(["check", ROUND, plan, "--json"]) == 1
    breaches = json.loads(capsys.readouterr().out)["breaches"]
    assert {"rule", "meetings", "people", "minutes", "text"} == set(breaches[0])


def test_claims_that_are_not_true(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong score or bound is exit code 1 too."""
    plan = solved(tmp_path)
    spoiled(plan, lambda data: data["score"].update(penalty=0))
    assert run(["check", ROUND, str(plan)]) == 1
    assert "score: claims" in capsys.readouterr().out
    plan = solved(tmp_path)
    spoiled(plan, lambda data: data["bound"].update(unplaced=99))
    assert run(["check", ROUND, str(plan)]) == 1
    assert "bound: is above the score" in capsys.readouterr().out


HOSTILE = {
    "broken.json": b'{"schema": "conferencekit.round/1", ',
    "wrong.json": b"[]",
    "nested.json": b"[" * 1_000_000,
    "latin.json": '{"id": "é"}'.encode("latin-1"),
    "bom.json": b"\xef\xbb\xbf{}",
    "nul.json": b"\0",
    "empty.json": b"",
    "huge.json": b"[" + b"9" * 100_000 + b"]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_unusable_rounds(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one clear error, no traceback, and no file written."""
    path, plan = tmp_path / name, tmp_path / "plan.json"
    path.write_bytes(HOSTILE[name])
    assert run(["solve", str(path), "-o", str(plan)]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("error: ")
    assert name in told.err.replace("\n", "")
    assert "Traceback" not in told.err
    assert not plan.exists()
    assert run(["check", str(path), str(path), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["faults"]
    assert name in found["error"]


def test_other_unusable_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files that are not there, people nobody knows, options nobody has."""
    plan = str(solved(tmp_path))
    copy = str(tmp_path / "round.json")
    shutil.copy(ROUND, copy)
    for arguments in (
        ["solve", "nowhere.json"],
        ["check", ROUND, "nowhere.json"],
        ["show", ROUND, plan, "--person", "nobody"],
        ["solve", ROUND, "-o", str(tmp_path / "no" / "folder.json"), "--iterations", "1"],
        ["solve", copy, "-o", copy],
        ["solve", ROUND, "--seconds", "-1"],
        ["solve"],
        ["sing"],
        ["import", "oneroster", str(tmp_path / "nowhere")],
        ["import", "oneroster", ROSTER, "--timezone", "Mars/Base"],
    ):
        assert run(arguments) == 2, arguments
        assert "Traceback" not in capsys.readouterr().err
        assert run([*arguments, "--json"]) == 2, arguments
        assert json.loads(capsys.readouterr().out)["error"]
    assert filecmp.cmp(copy, ROUND, shallow=False)


def test_an_output_is_tried_before_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nobody waits for a plan that cannot be kept."""
    searched = []
    monkeypatch.setattr(app, "solve_with_progress", lambda *_, **__: searched.append(1))
    assert run(["solve", ROUND, "-o", str(tmp_path / "no" / "plan.json")]) == 2
    assert not searched


@pytest.mark.parametrize("start", ["0001-01-01T00:00", "9999-12-31T23:00"])
def test_a_round_at_an_end_of_the_calendar(
    start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is refused like any other that cannot be read."""
    data = json.loads(Path(ROUND).read_text())
    data["timezone"] = "America/New_York"
    data["sessions"][0]["start"] = start
    path = tmp_path / "round.json"
    path.write_text(json.dumps(data))
    assert run(["solve", str(path)]) == 2
    assert "sessions[0].start" in capsys.readouterr().err


def test_a_student_whose_id_looks_like_siblings() -> None:
    """One student's id stands as it is; only siblings' ids are joined by a plus."""
    assert _students("a+b", {}) == ["a+b"]
    assert _students("a%2Bb", {"a%2Bb": "Ann"}) == ["a%2Bb"]
    assert _students("ann%2B+ben", {"ann+": "Ann", "ben": "Ben"}) == ["ann+", "ben"]
    assert _students(None, {}) == []


def test_import_oneroster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Says what was read, and writes it where asked."""
    school = tmp_path / "school.json"
    arguments = ["import", "oneroster", ROSTER, "--timezone", "America/New_York"]
    assert run([*arguments, "-o", str(school)]) == 0
    assert "students" in capsys.readouterr().out
    assert json.loads(school.read_text())["schema"] == "conferencekit.school/1"
    assert run([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["students"], found["notes"], found["file"]) == (26, [], None)
    companion = Path(ROSTER) / "households.csv"
    for name in ("orgs", "users", "roles", "classes", "enrollments"):
        (tmp_path / f"{name}.csv").write_bytes((companion.parent / f"{name}.csv").read_bytes())
    assert run(["import", "oneroster", str(tmp_path), "--language", "nl"]) == 0
    assert "Note: households.csv: absent" in capsys.readouterr().out


def test_import_the_roster_of_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Today's, unless another day is named."""
    for file in Path(ROSTER).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (tmp_path / "enrollments.csv").read_text()
    lines = [
        line.removesuffix(",,") + ",,2020-07-31" if "student" in line else line
        for line in text.splitlines()
    ]
    (tmp_path / "enrollments.csv").write_text("\n".join(lines))
    command = ["import", "oneroster", str(tmp_path), "--json", "--timezone", "UTC"]
    assert run([*command, "--on", "2020-07-31"]) == 0
    assert json.loads(capsys.readouterr().out)["notes"] == []
    assert run(command) == 0
    (note,) = json.loads(capsys.readouterr().out)["notes"]
    assert "rows are not in force on" in note
    assert run([*command, "--on", "yesterday"]) == 2


def test_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The main job, from files to a checked plan in a database."""
    assert run(["demo", "--directory", str(tmp_path / "d"), "--seconds", "0.3"]) == 0
    out = capsys.readouterr().out
    for words in ("Ada Moreno", "Rosa García", "proven", "valid: unplaced 0", "school.sqlite"):
        assert words in out
    assert {path.name for path in (tmp_path / "d").iterdir()} >= {
        "school.sqlite",
        "round.json",
        "plan.json",
    }
    assert run(["demo", "--directory", str(tmp_path / "d"), "--seconds", "0.2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] is True
    (tmp_path / "file").write_text("")
    assert run(["demo", "--directory", str(tmp_path / "file" / "d")]) == 2


def test_what_people_wrote_is_no_markup() -> None:
    """Nor does it command the terminal."""
    assert plain("[bold]x[/bold]").plain == "[bold]x[/bold]"
    assert (
        plain("a\x1b[2Jb\u202ec").plain
        == "a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}c"
    )


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Answered with exit code 0."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.count(".") == 2
    assert run(["--help"]) == 0
    assert "solve" in capsys.readouterr().out


def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command that brings it."""
    for name in [name for name in sys.modules if name.startswith("conferencekit.cli")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "typer", None)
    assert main() == 2
    assert "pip install 'conferencekit[cli]'" in capsys.readouterr().err


def test_python_dash_m() -> None:
    """The same commands, and the same exit codes, from a process of its own."""
    command = [sys.executable, "-m", "conferencekit"]
    done = subprocess.run([*command, "check", "a", "b"], capture_output=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: a: cannot be used")


def test_names_a_terminal_cannot_show(tmp_path: Path) -> None:
    """Are shown all the same, spelt out."""
    data = json.loads(Path(ROUND).read_text())
    data["people"][0]["name"] = "Zoë 😀"
    path = tmp_path / "round.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    command = [sys.executable, "-m", "conferencekit", "show", str(path), str(solved(tmp_path))]
    done = subprocess.run(  # noqa: S603
        [*command, "--person", data["people"][0]["id"]],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"Zo\xeb" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    """A full disk under standard output is an error like others."""
    command = [sys.executable, "-m", "conferencekit", "show", ROUND, str(solved(tmp_path))]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)  # noqa: S603
    assert done.returncode == 2
    assert done.stderr == b"error: the output cannot be written: No space left on device\n"


@pytest.mark.slow
def test_an_interrupt_means_enough(tmp_path: Path) -> None:
    """Ctrl-C ends the search, and the best plan so far is written."""
    plan = tmp_path / "plan.json"
    command = [sys.executable, "-m", "conferencekit", "solve", str(ROUNDS / "primary-1.json")]
    process = subprocess.Popen(  # noqa: S603
        [*command, "-o", str(plan), "--seconds", "60"],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "COVERAGE_PROCESS_START": ""},
    )
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    assert run(["check", str(ROUNDS / "primary-1.json"), str(plan)]) == 0
