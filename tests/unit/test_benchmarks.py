"""The logic of the benchmarks' own: what is kept as best known, and how plans are compared."""

import gzip
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import attrs
import pytest
from benchmarks import best
from benchmarks.b2b import summary
from benchmarks.briefs import main as draw_briefs
from benchmarks.engines import ENGINES, fcfs
from benchmarks.generate import generate, of_size
from benchmarks.pictures import course, progress_picture
from benchmarks.pictures import main as pictures
from benchmarks.school_view import main as school_view
from benchmarks.sheets import plan_picture, waits
from benchmarks.table import compare
from benchmarks.table import main as table

from conferencekit import Bound, Instant, Plan, Round, check, read_round, score, solve
from conferencekit.engines._rooms import share_out
from conferencekit.scheduling import Kind, round_from_json
from support import ROUNDS


@pytest.fixture(scope="module")
def round_() -> Round:
    """A small example round."""
    return read_round(ROUNDS / "micro-1.json")


@pytest.fixture(scope="module")
def poor(round_: Round) -> Plan:
    """A valid plan, none of the best."""
    return fcfs.solve(round_)


@pytest.fixture(scope="module")
def good(round_: Round) -> Plan:
    """A better one."""
    return solve(round_, seconds=None, iterations=300)


def offered(folder: Path, round_: Round, plan: Plan, by: str = "somebody") -> best.Best:
    """What is known after an offer."""
    return best.offer(folder, round_, plan, by=by, seconds=1.0)


def test_a_better_plan_is_kept(tmp_path: Path, round_: Round, poor: Plan, good: Plan) -> None:
    """What is found later replaces what was found before, where it is better."""
    assert good.score < poor.score
    offered(tmp_path, round_, poor)
    assert offered(tmp_path, round_, good, "ours").found_by == "ours"
    known = best.read(tmp_path, round_)
    assert known.pair == good.score.pair
    assert known.plan is not None
    assert known.plan.placements == good.placements


def test_a_worse_plan_never_replaces(
    tmp_path: Path, round_: Round, poor: Plan, good: Plan
) -> None:
    """Nor does one just as good: the file stays as it is to the byte."""
    offered(tmp_path, round_, good)
    (path,) = tmp_path.iterdir()
    before = path.read_bytes()
    offered(tmp_path, round_, poor)
    offered(tmp_path, round_, good, "another")
    assert path.read_bytes() == before


def test_an_invalid_plan_never_replaces(
    tmp_path: Path, round_: Round, poor: Plan, good: Plan
) -> None:
    """One that breaks a rule, or says it scores what it does not, is refused aloud."""
    offered(tmp_path, round_, poor)
    first = good.placements[0]
    off = attrs.evolve(first, start=Instant.from_minute(first.start.minute + 1))
    moved = attrs.evolve(good, placements=(off, *good.placements[1:]))
    broken = attrs.evolve(moved, score=score(round_, moved))
    assert check(round_, broken)
    boasting = attrs.evolve(good, score=attrs.evolve(good.score, penalty=0))
    for plan in (broken, boasting):
        with pytest.raises(best.BestError):
            offered(tmp_path, round_, plan)
    assert best.read(tmp_path, round_).pair == poor.score.pair


def test_a_bound_only_rises(tmp_path: Path, round_: Round, good: Plan) -> None:
    """A lower one is passed over; a worse plan may still bring a higher one."""
    high, low = Bound(0, 50), Bound(0, 20)
    offered(tmp_path, round_, attrs.evolve(good, bound=high), "prover")
    known = offered(tmp_path, round_, attrs.evolve(good, bound=low), "another")
    assert (known.bound, known.bound_by) == (high, "prover")


def test_a_bound_above_a_plan_is_an_error(
    tmp_path: Path, round_: Round, poor: Plan, good: Plan
) -> None:
    """Whichever of them comes first, and the file stays as it was."""
    wrong = attrs.evolve(poor, bound=Bound(0, good.score.penalty + 1))
    offered(tmp_path, round_, wrong)
    with pytest.raises(best.BestError, match="one of them is wrong"):
        offered(tmp_path, round_, good)
    assert best.read(tmp_path, round_).pair == poor.score.pair


def test_another_round_of_the_same_name(tmp_path: Path, round_: Round, good: Plan) -> None:
    """Is not compared with what is known of the first."""
    offered(tmp_path, round_, good)
    other = attrs.evolve(round_, weights=attrs.evolve(round_.weights, gap=7))
    with pytest.raises(best.BestError, match="another round"):
        best.read(tmp_path, other)


def test_what_is_kept_of_the_examples_is_true() -> None:
    """Every plan beside the example rounds is valid and scores what its file says."""
    kept = sorted(best.BEST.glob("*.json.gz"))
    for path in kept:
        assert gzip.decompress(path.read_bytes()).startswith(b'{"schema": "conferencekit.best/1"')
    for path in sorted(ROUNDS.glob("micro-*.json")):
        best.read(best.BEST, read_round(path))


@pytest.mark.parametrize(
    ("pair", "known", "expected"),
    [
        ((0, 30), (0, 20), (0, 1.5)),
        ((3, 10), (1, 20), (2, 0.5)),
        ((0, 3), (0, 0), (0, 4.0)),
        ((0, 0), (0, 0), (0, 1.0)),
    ],
)
def test_compare(
    pair: tuple[int, int], known: tuple[int, int], expected: tuple[int, float]
) -> None:
    """Unplaced by difference, the penalty by ratio, also where the best is none at all."""
    assert compare(pair, known) == expected


def test_rooms_are_shared_out() -> None:
    """Nobody shares a room at the same time, and two rooms do where two will."""
    meetings = [(0, 3, 10), (1, 2, 11), (2, 5, 12), (3, 4, 13)]
    rooms = share_out((7, 8), meetings)
    assert rooms == {10: 7, 11: 8, 12: 8, 13: 7}


@pytest.mark.parametrize("name", ["micro-2", "primary-1", "secondary-3"])
def test_first_come_keeps_the_rules(name: str) -> None:
    """First come, first served gives valid plans, whoever comes first."""
    example = read_round(ROUNDS / f"{name}.json")
    for seed in (1, 2):
        plan = fcfs.solve(example, seed=seed)
        assert check(example, plan) == ()
        assert score(example, plan) == plan.score


def test_engines_are_named_by_module_and_function() -> None:
    """Every entry can be split in two, and is ours or the library's."""
    for target in ENGINES.values():
        module, _, function = target.partition(":")
        assert module.startswith(("benchmarks.engines.", "conferencekit."))
        assert function


@pytest.mark.parametrize("kind", ["micro", "primary"])
def test_generated_rounds_are_like_the_examples(kind: str) -> None:
    """The same for the same seed, another for another, and with a plan like any round."""
    one = generate(kind, 1)
    assert one == generate(kind, 1)
    assert one.meetings != generate(kind, 2).meetings
    plan = solve(one, seconds=None, iterations=0)
    assert check(one, plan) == ()
    assert len(plan.placements) > len(one.meetings) / 2


def test_rounds_of_a_size() -> None:
    """The growth of time is measured on rounds of just so many meetings."""
    round_ = round_from_json(of_size(500, 1))
    assert len(round_.meetings) == 500


def test_summary_of_published_problems() -> None:
    """Optima are counted, and a plan that is not complete is no optimum."""
    said = summary({"a": 3, "b": 5, "c": -1}, {"a": 3, "b": 2, "c": 0})
    assert said == "1 optima of 3, worst 3 above (b), 3 above in all, 1 incomplete"


def test_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A row for a round, a line in the log for a run, and what was found is kept."""
    log, kept = tmp_path / "log.jsonl", tmp_path / "best"
    path = str(ROUNDS / "micro-2.json")
    for _ in range(2):
        table(["--engines", "fcfs", "--best", str(kept), "--log", str(log), path])
    said = capsys.readouterr().out
    assert "| micro-2 | 42 | 6, 1320 (1.00) | 6, 1320 | fcfs 0 s | 0, 0 |" in said
    assert [json.loads(line)["engine"] for line in log.read_text().splitlines()] == ["fcfs"] * 2
    assert best.read(kept, read_round(Path(path))).pair == (6, 1320)


PAGES = Path(__file__).parents[2] / "docs" / "explanation"


def shown(picture: str, name: str) -> list[str]:
    """What the shapes of a picture say of something."""
    return [
        value
        for shape in ET.fromstring(picture).iter()  # noqa: S314  we drew it
        if (value := shape.get(f"data-{name}")) is not None
    ]


def test_a_picture_of_plans_shows_every_meeting_and_every_wait(
    round_: Round, poor: Plan, good: Plan
) -> None:
    """A block for each teacher of each placed meeting, and bars as long as all waiting."""
    for plan in (poor, good):
        teachers = [
            one.meeting
            for one in plan.placements
            for id_ in round_.meeting(one.meeting).required
            if round_.person(id_).kind is Kind.TEACHER
        ]
        drawn = plan_picture(round_, [("A plan", plan)])
        assert sorted(shown(drawn, "meeting")) == sorted(teachers)
        assert sum(map(int, shown(drawn, "minutes"))) == plan.score.terms.wait
        assert len(waits(round_, plan)) == plan.score.terms.waits
    assert len(plan_picture(round_, [("One", poor), ("Other", good)])) > len(drawn)


def test_a_course_ends_where_its_plan_and_bound_are(round_: Round) -> None:
    """Pairs get better, bounds get higher, and the last of each are the plan's."""
    one = course(round_, 2_000)
    pairs, bounds = ([pair for _, pair in found] for found in (one.pairs, one.bounds))
    assert pairs == sorted(pairs, reverse=True)
    assert bounds == sorted(bounds)
    assert pairs[-1] == one.plan.score.pair
    assert bounds[-1] == (one.plan.bound.unplaced, one.plan.bound.penalty)
    assert f"penalty {pairs[0][1]} to {pairs[-1][1]}" in progress_picture([("A round", one)])


def test_the_pictures_are_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte, whatever the clock says; and the pages have a picture of each name."""
    pytest.importorskip("matplotlib")
    for folder in ("one", "other"):
        arguments = ["pictures", "--steps", "300", "--folder", str(tmp_path / folder)]
        monkeypatch.setattr("sys.argv", arguments)
        pictures()
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in PAGES.glob("*.svg"))
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
        assert len(list(ET.parse(PAGES / name).iter())) > 10  # noqa: S314  we drew it


@pytest.mark.parametrize("more", [[], ["--kept"]], ids=["made", "kept"])
def test_looking_over_a_school(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each size, whether the school was made or read from a file."""
    school_view(["--students", "3", "6", "--repeats", "1", *more])
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[0:4] for row in rows[2:]] == [
        ["| 3", "15", "60", "300"],
        ["| 6", "30", "120", "600"],
    ]


def test_drawing_the_briefs_of_a_school(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each size: three readers a student, each with lines to read."""
    draw_briefs(["--students", "3", "6", "--repeats", "1"])
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[0:2] for row in rows[2:]] == [["| 3", "9"], ["| 6", "18"]]
    assert all(int(row.split(" | ")[2].replace(",", "")) > 9 for row in rows[2:])
