"""Paths leave a state as one change would, or as it was; and when it is how hot."""

import copy
import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from businesses import BEGIN, CELL, businesses, expect_consistent, filled, only_waits, sizes
from conferencekit.scheduling import Kind, Meeting, Person, Session, solve
from conferencekit.scheduling._search.best import Best
from conferencekit.scheduling._search.changes import Snapshot, Weighed
from conferencekit.scheduling._search.cooling import Cooling
from conferencekit.scheduling._search.guide import guided
from conferencekit.scheduling._search.mending import GUIDED
from conferencekit.scheduling._search.paths import Paths
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling.compile import Codec, compile_round


class _Watched(Paths):
    """Keeps how few pauses there ever were."""

    fewest = 10**9

    def _settle(self, before: Mapping[int, int]) -> None:
        super()._settle(before)
        self.fewest = min(self.fewest, self._pauses)


class _Told:
    """What was told of the best so far."""

    def __init__(self) -> None:
        self.pairs: list[tuple[int, int]] = []
        self.starts: list[tuple[int, ...]] = []

    def __call__(self, pair: tuple[int, int], snapshot: Snapshot) -> None:
        self.pairs.append(pair)
        self.starts.append(snapshot.start)


def complete(rng: random.Random, size: tuple[int, int, int, int]) -> State:
    """A state with every meeting that has a place; those without are no part of the round."""
    round_ = businesses(rng, *size)
    first = filled(round_, rng)
    kept = [meeting for meeting, at in zip(round_.meetings, first.start, strict=True) if at >= 0]
    round_ = attrs.evolve(round_, meetings=tuple(kept))
    state = State(guided(compile_round(round_, Codec(round_))))
    for number, at in enumerate(one for one in first.start if one >= 0):
        weighed = state.weigh({number: at})
        assert weighed is not None
        state.make({number: at}, weighed)
    return state


@st.composite
def begun(draw: st.DrawFn) -> tuple[State, _Watched, _Told, random.Random]:
    """Paths in a round of businesses."""
    rng = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311  no secret depends on it
    state = complete(rng, draw(sizes))
    told = _Told()
    assert Paths.are_all(state)
    return state, _Watched(state, rng, Best(state, told), state.problem.guide), told, rng


def own(paths: Paths) -> tuple[Any, ...]:
    """Everything that paths keep of where things stand."""
    return copy.deepcopy(
        (
            paths._start,
            paths._columns,
            paths._codes,
            paths._cost,
            paths._room,
            paths._pauses,
        )
    )


def expect_same(paths: Paths, state: State) -> None:
    """Paths and state are of one mind, as to what is left as well."""
    fresh = Paths(state, random.Random(0), Best(state, _Told()), 1.0)  # noqa: S311
    fresh._read()
    assert own(paths) == own(fresh)
    assert paths._cost == state.cost


@given(begun(), st.sampled_from([0.1, 1.0, 3.0, 30.0]))
def test_a_run_is_one_change(
    one: tuple[State, _Watched, _Told, random.Random], temperature: float
) -> None:
    """It keeps all rules, leaves nothing out, and tells of what is best, as it was then."""
    state, paths, told, _ = one
    before = state.score
    for _ in range(3):
        tried = paths.run(100, temperature * state.problem.guide)
        assert tried >= 0
        expect_consistent(state)
        expect_same(paths, state)
        assert not state.missing
    paths._best.leave()
    assert told.pairs == sorted(set(told.pairs), reverse=True)
    assert paths._best.pair == min([before, *told.pairs])
    weight = state.problem.weights["waits"] // state.problem.grain
    assert paths._best.pair == min(before, (0, paths.fewest * weight))
    assert paths._best.pair <= state.score
    for pair, starts in zip(told.pairs, told.starts, strict=True):
        state.make(moves := dict(enumerate(starts)), _weighed(state, moves))
        assert state.score == pair


def test_a_complete_plan_is_told_however_many_pauses_it_has() -> None:
    """Where the best so far left a meeting out, and had none."""
    rng = random.Random(4)  # noqa: S311
    state, told = complete(rng, (8, 20, 8, 4)), _Told()
    paths = _Watched(state, rng, Best(state, told), state.problem.guide)
    paths._best.pair = 1, 0
    for temperature in (3.0, 1.0):
        paths.run(200, temperature * state.problem.guide)
    paths._best.leave()
    weight = state.problem.weights["waits"] // state.problem.grain
    assert paths._best.pair == told.pairs[-1] == (0, paths.fewest * weight)


def _weighed(state: State, moves: dict[int, int]) -> Weighed:
    weighed = state.weigh(moves)
    assert weighed is not None
    return weighed


@given(begun(), st.sampled_from([-1.0, 0.0, 5.0, 40.0]))
def test_a_trade_pleases_or_is_taken_back(
    one: tuple[State, _Watched, _Told, random.Random], threshold: float
) -> None:
    """With all that mends it, it worsens nothing by more than it may; or nothing is changed."""
    state, paths, _, rng = one
    paths._read()
    for _ in range(60):
        number = rng.choice(paths._tasks)
        there = rng.choice(state.choices[number])
        if there == paths._start[number]:
            continue
        before = own(paths)
        if paths._trade(number, there, threshold * state.problem.guide):
            assert sum(paths._cost) - sum(before[3]) <= threshold * state.problem.guide
        else:
            assert own(paths) == before
    paths._write()
    expect_consistent(state)
    expect_same(paths, state)


@given(
    st.lists(st.integers(0, 21), min_size=1, unique=True),
    st.sampled_from([(8, 1), (24, 3), (5, 2)]),
)
def test_mends_are_those_that_bring_most(busy: list[int], prices: tuple[int, int]) -> None:
    """One meeting goes next to what is left of a day, from wherever, if that is cheaper."""
    state = complete(random.Random(1), (4, 6, 22, 3))  # noqa: S311
    paths = Paths(state, random.Random(1), Best(state, _Told()), 1.0)  # noqa: S311
    paths._pause, paths._idle = prices
    pause, idle = prices

    def cost(cells: set[int]) -> int:
        gaps = [after - before - 1 for before, after in pairwise(sorted(cells))]
        return pause * sum(gap > 0 for gap in gaps) + idle * sum(gaps)

    day = set(busy)
    expected = []
    for here in day:
        rest = day - {here}
        near = {cell + step for cell in rest for step in (-1, 1)} - rest - {here}
        for there in near & set(range(22)):
            more = cost(rest | {there}) - cost(day)
            if more < 0:
                expected.append((more, here, there))
    assert paths._mends_of(sum(1 << cell for cell in day)) == sorted(expected)[: 2 * GUIDED.first]


def test_paths_find_what_single_trades_do_not() -> None:
    """Where no trade brings anything, some together often do."""
    found = 0
    for seed in range(20):
        rng = random.Random(seed)  # noqa: S311
        state = complete(rng, (8, 20, 8, 4))
        paths = Paths(state, rng, Best(state, _Told()), state.problem.guide)
        paths._read()
        spoilt, paths._spoilt = paths._spoilt, 0.0
        pairs = [(number, there) for number in paths._tasks for there in state.choices[number]]

        def made(paths: Paths = paths, pairs: list[tuple[int, int]] = pairs) -> bool:
            return any(
                paths._trade(number, there, -1)
                for number, there in pairs
                if there != paths._start[number]
            )

        while made():
            pass
        stuck = sum(paths._cost)
        paths._spoilt = spoilt
        if made():
            found += 1
            assert sum(paths._cost) < stuck
    assert found >= 10


def _changed(changes: dict[str, Any]) -> State:
    """A round of businesses, with something about it changed."""
    round_ = businesses(random.Random(3), 6, 8, 9, 3)  # noqa: S311
    round_ = attrs.evolve(
        round_,
        **{
            name: change(round_) if callable(change) else change
            for name, change in changes.items()
        },
    )
    return State(guided(compile_round(round_, Codec(round_))))


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": attrs.evolve(only_waits(3), wait=1)},
        {"tick_minutes": 10},
        {
            "sessions": lambda r: (
                *r.sessions,
                Session("late", BEGIN + 20 * CELL, BEGIN + 25 * CELL),
            )
        },
        {"people": lambda r: (attrs.evolve(r.people[0], kind=Kind.TEACHER), *r.people[1:])},
        {
            "people": lambda r: tuple(
                attrs.evolve(p, max_run_minutes=60, break_minutes=20) for p in r.people
            )
        },
        {"meetings": lambda r: (*r.meetings, Meeting("untabled", 20, ("b0", "b1")))},
        {
            "meetings": lambda r: (
                *r.meetings,
                Meeting("three", 20, ("b0", "b1", "b2"), from_pools=("tables",)),
            )
        },
        {
            "people": lambda r: (*r.people, Person("x", Kind.STAFF)),
            "meetings": lambda r: (
                *r.meetings,
                Meeting("guest", 20, ("b0", "b1"), optional=("x",), from_pools=("tables",)),
            ),
        },
    ],
)
def test_other_rounds_have_other_trades(changes: dict[str, Any]) -> None:
    """Where a day costs anything else, or a meeting is of another kind, there are no paths."""
    assert Paths.are_all(_changed({}))
    assert not Paths.are_all(_changed(changes))


def test_pauses_are_cooled_again_and_again() -> None:
    """It is as hot as at first after so many trades, and cold when the budget is used up."""
    cooling = Cooling(10, guide=True, is_short=False)
    seen = [cooling.temperature(step / 1000, 100) for step in range(1000)]
    assert seen[0] == pytest.approx(2.6, rel=0.01)
    heated = [step for step in range(1, 1000) if seen[step] > seen[step - 1]]
    assert heated == [199, 399, 599, 799, 999]
    assert all(seen[step] == pytest.approx(3.0) for step in heated)
    assert all(seen[step - 1] == pytest.approx(0.8, rel=0.02) for step in heated)
    assert cooling.temperature(0.0, 100) == pytest.approx(2.6, rel=0.01)


def test_few_trades_are_cooled_once() -> None:
    """Where the budget is used up before, it is cooled once, over all of it."""
    for guide, first, last in ((True, 2.6, 0.8), (False, 2.5, 0.2)):
        cooling = Cooling(1000, guide=guide, is_short=False)
        seen = [cooling.temperature(step / 100, 100) for step in range(101)]
        assert seen == sorted(seen, reverse=True)
        assert seen[0] == pytest.approx(first, rel=0.01)
        assert seen[-1] == pytest.approx(last)


def test_what_is_short_is_hotter() -> None:
    """A plan that leaves meetings out begins far hotter, for a tenth of the budget."""
    cooling = Cooling(1000, guide=False, is_short=True)
    seen = [cooling.temperature(used, 0) for used in (0.0, 0.1, 1.0)]
    assert seen == [pytest.approx(15.0), pytest.approx(4.0), pytest.approx(0.2)]


def test_businesses_are_planned_alike_for_a_seed() -> None:
    """The same seed and steps give the same plan, with no more pauses than another start had."""
    round_ = businesses(random.Random(5), 10, 30, 9, 5)  # noqa: S311
    one, other = (solve(round_, seconds=None, iterations=3000, seed=2) for _ in range(2))
    assert one.placements == other.placements
    few = solve(round_, seconds=None, iterations=1, seed=2)
    assert one.score.pair <= few.score.pair
