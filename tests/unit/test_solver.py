"""The driver: limits, callbacks, stopping, and what comes out when there is little to do."""

import threading
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.exchange import read_round
from conferencekit.scheduling import (
    Bound,
    Improvement,
    Kind,
    Meeting,
    Person,
    Place,
    Progress,
    Round,
    Session,
    Travel,
    Weights,
    check,
    score,
    solve,
    timetable,
)
from conferencekit.scheduling._search import anneal
from conferencekit.scheduling._search.changes import Moves
from conferencekit.scheduling._search.rebuild import rebuilt
from conferencekit.scheduling._search.state import State
from conferencekit.time import Instant, Window, Windows, Zone
from support import ROUNDS

START = Instant.parse("2026-11-24T15:00Z")


def small(**changes: Any) -> Round:  # noqa: ANN401
    """A teacher, two families, an hour."""
    round_ = Round(
        id="small",
        timezone=Zone("Europe/Amsterdam"),
        sessions=(Session("s", START, START.plus(hours=1)),),
        people=(
            Person("ada", Kind.TEACHER),
            Person("reed", Kind.GUARDIAN),
            Person("cole", Kind.GUARDIAN),
        ),
        meetings=(
            Meeting("m1", 20, ("ada", "reed"), student="noah"),
            Meeting("m2", 20, ("ada", "cole"), student="ivy"),
        ),
    )
    return attrs.evolve(round_, **changes)


def test_a_plan_that_meets_its_bound_ends_the_search() -> None:
    """Without using up its time."""
    plan = solve(small(), seconds=3600)
    assert plan.is_optimal
    assert plan.score.pair == (0, 0)


def test_a_proof_that_cannot_reach_the_plan_ends() -> None:
    """Where no sharing proves the plan, the shares stay in bounds, and so does the time.

    For ada's meetings the times they had are gone, which costs three moves and twice 20 minutes.
    """
    times = {"ada": (20, 0, 40), "ben": (0, 20, 60)}
    families = ("reed", "cole", "casey")
    late = Windows([Window(START.plus(hours=1), START.plus(hours=2))])
    round_ = small(
        sessions=(Session("s", START, START.plus(hours=2)),),
        people=(
            Person("ada", Kind.TEACHER, available=late),
            Person("ben", Kind.TEACHER),
            *(Person(family, Kind.GUARDIAN) for family in families),
        ),
        meetings=tuple(
            Meeting(f"{teacher}-{family}", 20, (teacher, family), previous=START.plus(minutes=at))
            for teacher in ("ada", "ben")
            for family, at in zip(families, times[teacher], strict=True)
        ),
    )
    plan = solve(round_, iterations=60_000, seconds=None)
    assert check(round_, plan) == ()
    assert plan.bound is not None
    assert (0, 180) <= (plan.bound.unplaced, plan.bound.penalty) <= plan.score.pair


def test_the_same_seed_and_steps_give_the_same_plan() -> None:
    """Whatever the clock does; another seed gives another."""
    round_ = read_round(ROUNDS / "micro-2.json")
    plans = [solve(round_, seconds=None, iterations=300, seed=seed) for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]


def test_it_can_be_stopped_at_once_and_from_another_thread() -> None:
    """And gives its best plan so far."""
    round_ = read_round(ROUNDS / "primary-1.json")
    nothing = solve(round_, seconds=None, stop=lambda: True)
    assert check(round_, nothing) == ()
    event = threading.Event()
    timer = threading.Timer(0.3, event.set)
    timer.start()
    plan = solve(round_, seconds=60, stop=event.is_set)
    timer.join()
    assert check(round_, plan) == ()
    assert plan.score < nothing.score


def test_it_keeps_to_its_time(ticking: Callable[[], float]) -> None:
    """By the clock it is given."""
    seen: list[Progress] = []
    round_ = read_round(ROUNDS / "micro-3.json")
    solve(round_, seconds=2, clock=ticking, on_progress=seen.append)
    assert seen
    assert all(one.seconds <= 2.1 for one in seen)
    assert [one.fraction for one in seen] == sorted(one.fraction for one in seen)
    assert solve(round_, seconds=0).unplaced


def test_improvements_are_told_in_order() -> None:
    """Each better than the one before; its plan is what it says."""
    seen: list[Improvement] = []
    round_ = read_round(ROUNDS / "micro-2.json")
    plan = solve(round_, seconds=None, iterations=500, on_improvement=seen.append)
    pairs = [one.pair for one in seen]
    assert pairs == sorted(set(pairs), reverse=True)
    assert plan == seen[-1].plan()
    for one in seen:
        assert score(round_, one.plan()).pair == one.pair
        assert one.bound == plan.bound


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        ({"seconds": None}, "solve needs a limit"),
        ({"seconds": -1}, "seconds: -1 is not 0 or more"),
        ({"seconds": float("nan")}, "seconds: nan is not 0 or more"),
        ({"iterations": -5}, "iterations: -5 is not 0 or more"),
    ],
)
def test_limits_that_are_none(limits: dict[str, int], fault: str) -> None:
    """Are refused before anything is done."""
    with pytest.raises(InvalidInputError, match=fault):
        solve(small(), **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize("weight", [1, 10**9, 10**12])
def test_a_long_wait_that_costs_a_lot_is_no_impossible_one(weight: int) -> None:
    """Two meetings that are 80 minutes apart whatever is done: the bound says just that."""
    windows = [
        Windows([Window(START.plus(minutes=at), START.plus(minutes=at + 20))]) for at in (0, 100)
    ]
    round_ = small(
        sessions=(Session("s", START, START.plus(hours=2)),),
        people=(
            Person("ada", Kind.TEACHER, available=windows[0]),
            Person("ben", Kind.TEACHER, available=windows[1]),
            Person("reed", Kind.GUARDIAN),
        ),
        meetings=(Meeting("m1", 20, ("ada", "reed")), Meeting("m2", 20, ("ben", "reed"))),
        weights=Weights(wait=weight, longest_wait=0),
    )
    plan = solve(round_, seconds=None, iterations=5_000)
    assert plan.score.pair == (0, 80 * weight)
    assert (1 - 1e-9) * plan.score.penalty <= plan.bound.penalty <= plan.score.penalty


def test_the_first_plan_sees_that_a_meeting_shortens_the_longest_wait() -> None:
    """An hour that is not preferred costs 30, and ten minutes less of the longest wait save 40."""

    def between(first: int, last: int) -> Window:
        return Window(START.plus(minutes=first), START.plus(minutes=last))

    round_ = small(
        sessions=(Session("s", START, START.plus(minutes=90)),),
        tick_minutes=10,
        people=(
            Person("ada", Kind.TEACHER, available=Windows([between(0, 10)])),
            Person("ben", Kind.TEACHER, available=Windows([between(50, 60)])),
            Person("cyd", Kind.TEACHER, available=Windows([between(20, 30), between(60, 70)])),
            Person("reed", Kind.GUARDIAN, preferred=Windows([between(0, 10), between(50, 90)])),
        ),
        meetings=tuple(Meeting(name, 10, (name, "reed")) for name in ("ada", "ben", "cyd")),
    )
    plan = solve(round_, seconds=None, iterations=0)
    assert plan.score.pair == (0, 2 * 30 + 2 * 30 + 30)


def test_families_are_rebuilt_while_meetings_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the round stay out whatever is done; the effort per stretch of steps has a limit."""
    efforts: list[float] = []

    def counted(state: State, *others: Any) -> tuple[Moves, float]:  # noqa: ANN401
        assert state.missing
        moves, effort = rebuilt(state, *others)
        efforts.append(effort)
        return moves, effort

    monkeypatch.setattr(anneal, "rebuilt", counted)
    round_, steps = read_round(ROUNDS / "micro-2.json"), 20_000
    plan = solve(round_, seconds=None, iterations=steps)
    assert plan.unplaced
    few = steps / len(round_.meetings) / anneal._STEPS_A_TASK
    assert 0 < sum(efforts) - efforts[-1] <= 0.4 * few * steps


def test_a_walk_longer_than_a_session_is_a_walk_all_the_same() -> None:
    """Nobody can be in both places in the short session; the proof goes on over that."""
    sessions = (
        Session("short", START, START.plus(minutes=20)),
        Session("long", START.plus(hours=24), START.plus(hours=26)),
    )
    round_ = small(
        sessions=sessions,
        places=(Place("x"), Place("y")),
        travel_minutes=Travel(60),
        people=(
            *(Person(teacher, Kind.TEACHER) for teacher in ("ada", "ben")),
            *(Person(family, Kind.GUARDIAN) for family in ("reed", "cole")),
        ),
        meetings=tuple(
            Meeting(f"{teacher}-{family}", 20, (teacher, family), place=place)
            for teacher, place in (("ada", "x"), ("ben", "y"))
            for family in ("reed", "cole")
        ),
    )
    plan = solve(round_, seconds=None, iterations=20_000)
    assert check(round_, plan) == ()
    assert plan.score.unplaced == 0
    assert 0 < plan.bound.penalty <= plan.score.penalty


def test_nothing_to_do() -> None:
    """No meetings, or none that can ever be."""
    assert solve(small(meetings=()), seconds=1).score.pair == (0, 0)
    never = Person("reed", Kind.GUARDIAN, available=Windows())
    plan = solve(small(people=(never, *small().people[::2])), seconds=1)
    assert plan.unplaced == ("m1",)
    assert plan.bound == Bound(1, 0)
    assert plan.is_optimal
    long = small(meetings=(Meeting("m", 5_000_000, ("ada",)),))
    assert solve(long, seconds=1).unplaced == ("m",)
    short = small(tick_minutes=90, meetings=(Meeting("m", 90, ("ada",)),))
    assert solve(short, seconds=1).unplaced == ("m",)


def test_setting_up_counts() -> None:
    """Where it takes all the time there is, what stands of the plan to start from comes back."""
    round_ = small()
    plan = solve(round_, seconds=None, iterations=50)
    time = iter([0.0, *[5.0] * 9])
    assert solve(round_, seconds=5, clock=lambda: next(time)).placements == ()
    time = iter([0.0, *[5.0] * 9])
    assert solve(round_, seconds=5, start=plan, clock=lambda: next(time)).score == plan.score


def test_a_timetable_shows_one_persons_meetings_in_order() -> None:
    """With whom, about whom and where."""
    round_ = small()
    plan = solve(round_, seconds=1)
    mine = timetable(round_, plan, "ada")
    assert [one.window.start for one in mine] == sorted(one.window.start for one in mine)
    assert {one.student: one.others for one in mine} == {"noah": ("reed",), "ivy": ("cole",)}
    assert {one.session for one in mine} == {"s"}
    assert len(timetable(round_, plan, "reed")) == 1
    with pytest.raises(InvalidInputError, match="unknown person 'nobody'"):
        timetable(round_, plan, "nobody")


def test_what_a_round_and_a_plan_show_of_themselves() -> None:
    """Their size, and nobody's name."""
    round_ = small()
    plan = solve(round_, seconds=1)
    assert repr(round_) == "<Round 'small': 2 meetings, 3 people, 1 sessions>"
    assert repr(plan) == "<Plan for 'small': 2 placed, 0 unplaced, score (0, 0)>"
