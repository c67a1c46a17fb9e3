"""Finding engines by name, and the exact one: limits, stopping, proofs."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from importlib.util import find_spec
from pathlib import Path

import attrs
import pytest

import conferencekit
from conferencekit.engines import cpsat, engine, engine_names, finding
from conferencekit.errors import InvalidInputError, MissingExtraError
from conferencekit.exchange import read_round
from conferencekit.scheduling import Engine, Improvement, Round, check, score, solve
from support import ROUNDS

needs_ortools = pytest.mark.skipif(find_spec("ortools") is None, reason="needs the extra cpsat")


@pytest.fixture(scope="module")
def micro() -> Round:
    """A microschool's round."""
    return read_round(ROUNDS / "micro-2.json")


@pytest.fixture(scope="module")
def small(micro: Round) -> Round:
    """A part of it that is soon solved to the end."""
    return attrs.evolve(micro, meetings=micro.meetings[:12])


def offer(monkeypatch: pytest.MonkeyPatch, *points: tuple[str, str]) -> None:
    """Have packages list engines, besides ours."""
    ours = entry_points(group=finding.GROUP)
    theirs = [EntryPoint(name, value, finding.GROUP) for name, value in points]

    def found(*, group: str) -> EntryPoints:
        assert group == "conferencekit.engines"
        return EntryPoints((*ours, *theirs))

    monkeypatch.setattr(finding, "entry_points", found)


def test_ours_are_found_by_name() -> None:
    """The search and the exact one."""
    assert engine_names() == ("cpsat", "search")
    assert engine("search") is solve
    assert engine("cpsat") is cpsat


def test_those_of_other_packages_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name under which they are listed."""
    offer(monkeypatch, ("mine", "conferencekit.scheduling:score"))
    assert engine_names() == ("cpsat", "mine", "search")
    assert engine("mine") is score  # type: ignore[comparison-overlap]  # any callable will do


def test_an_unknown_engine_is_a_fault_that_names_those_there_are() -> None:
    """As an input that cannot be used."""
    with pytest.raises(InvalidInputError) as caught:
        engine("magic")
    assert str(caught.value) == "engine: unknown 'magic' (there are cpsat, search)"


def test_one_name_for_two_engines_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody gets an engine by chance; the same one listed twice is one."""
    offer(monkeypatch, ("search", "conferencekit.scheduling:solve"))
    assert engine("search") is solve
    offer(monkeypatch, ("search", "elsewhere:solve"))
    with pytest.raises(InvalidInputError, match=r"listed more than once.*elsewhere:solve"):
        engine("search")


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("nomodule:x", "'gone': nomodule:x cannot be imported"),
        ("json:nothing", "'gone': json:nothing cannot be imported"),
        ("sys:api_version", "'gone': sys:api_version is no function"),
    ],
)
def test_what_is_listed_and_not_there_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, value: str, fault: str
) -> None:
    """With the place it was to be at."""
    offer(monkeypatch, ("gone", value))
    with pytest.raises(InvalidInputError, match=fault):
        engine("gone")


def test_a_missing_extra_is_named() -> None:
    """Where OR-Tools is not installed; nothing else of the room needs it."""
    script = """
import sys
sys.modules["ortools"] = None
from conferencekit import Round
from conferencekit.engines import cpsat, engine, engine_names
from conferencekit.errors import MissingExtraError
engine(engine_names()[0])
try:
    cpsat(Round.__new__(Round))
except MissingExtraError as error:
    print(error)
"""
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    expected = str(MissingExtraError("cpsat", "the engine cpsat"))
    assert done.stdout.strip() == expected
    assert "pip install 'conferencekit[cpsat]'" in expected


def test_nobody_gets_it_who_does_not_ask() -> None:
    """Finding engines, solving and testing import nothing of OR-Tools."""
    script = """
import sys
import conferencekit.testing, conferencekit.engines
conferencekit.engines.engine("search")
conferencekit.engines.engine("cpsat")
print("ortools" in sys.modules)
"""
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
    source = Path(conferencekit.__file__).parent
    users = {
        path.parent.name for path in source.rglob("*.py") if "import cp_model" in path.read_text()
    }
    assert users == {"_cpsat"}


def test_limits_that_are_none_are_faults(small: Round) -> None:
    """All together."""
    with pytest.raises(InvalidInputError) as caught:
        cpsat(small, seconds=-1, work=float("nan"), workers=0)
    assert [fault.path for fault in caught.value.faults] == ["seconds", "work", "workers"]


@needs_ortools
def test_it_proves_the_best_plan(small: Round) -> None:
    """Where it has time to; and no plan of the search is better."""
    told: list[Improvement] = []
    plan = cpsat(small, seconds=None, work=60, workers=1, on_improvement=told.append)
    assert plan.is_optimal
    assert check(small, plan) == ()
    assert score(small, plan) == plan.score
    assert plan.score.pair <= solve(small, seconds=None, iterations=5_000).score.pair
    assert told[-1].pair == plan.score.pair


@needs_ortools
def test_the_same_seed_and_work_give_the_same_plan(micro: Round) -> None:
    """With one worker, whatever the clock does."""
    one, other = (cpsat(micro, seconds=None, work=0.5, workers=1, seed=3) for _ in range(2))
    assert one == other


@needs_ortools
def test_it_betters_the_plan_it_starts_from(micro: Round) -> None:
    """And never returns a worse one, however little time there is."""
    start = solve(micro, seconds=None, iterations=3_000, seed=4)
    at_once = cpsat(micro, seconds=0, start=start)
    assert at_once.score <= start.score
    later = cpsat(micro, seconds=None, work=1, workers=1, start=start)
    assert later.score <= start.score
    assert later.bound >= at_once.bound


def time_of(call: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.monotonic()
    call()
    return time.monotonic() - began


@needs_ortools
def test_it_is_stopped_from_another_thread(micro: Round) -> None:
    """Long before its time; what it has found by then comes back."""
    enough = threading.Event()
    told: list[Improvement] = []
    plans = []
    timer = threading.Timer(1.5, enough.set)
    timer.start()
    took = time_of(
        lambda: plans.append(
            cpsat(micro, seconds=3600, workers=1, on_improvement=told.append, stop=enough.is_set)
        )
    )
    assert took < 60
    assert plans[0].score.pair == told[-1].pair


@needs_ortools
def test_what_a_callback_raises_ends_the_search(small: Round) -> None:
    """And reaches the caller; CP-SAT's thread has ended by then."""
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += threading.active_count() > threads
        if asked:
            raise KeyError("enough")
        return False

    threads = threading.active_count()
    with pytest.raises(KeyError, match="enough"):
        cpsat(small, seconds=None, workers=1, stop=stop)
    assert threading.active_count() == threads


@needs_ortools
def test_a_round_with_nothing_in_it(small: Round) -> None:
    """Is planned at once."""
    plan = cpsat(attrs.evolve(small, meetings=()), seconds=1)
    assert plan.is_optimal
    assert plan.score.pair == (0, 0)


def test_both_are_engines() -> None:
    """Type checkers agree."""
    engines: list[Engine] = [solve, cpsat]
    assert all(map(callable, engines))
