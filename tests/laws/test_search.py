"""The search's fast arithmetic is held to the plain statements of rules and score."""

import pickle
import random

from hypothesis import given
from hypothesis import strategies as st

from conferencekit.scheduling import Plan, Round, Score, Terms, check, score, solve
from conferencekit.scheduling._bits import (
    bits,
    joined_cells,
    lowest,
    room_for,
    spread,
    starts_hitting,
)
from conferencekit.scheduling._search.moves import Attend, Eject, Move, Relocate
from conferencekit.scheduling._search.state import State, runs_too_long
from conferencekit.scheduling.bounds import lower_bound
from conferencekit.scheduling.compile import Codec, Run, compile_round
from strategies import rounds

cells = st.integers(0, 2**40 - 1)


def as_plan(codec: Codec, state: State) -> Plan:
    """A state as a plan."""
    round_ = codec.round
    placements = tuple(
        codec.placement(number, start, state.members[number], state.attending[number])
        for number, start in enumerate(state.start)
        if start >= 0
    )
    unplaced = tuple(m.id for m, at in zip(round_.meetings, state.start, strict=True) if at < 0)
    return Plan(round_.id, placements, unplaced, Score(0, 0, Terms()))


def expect_sound(codec: Codec, state: State) -> None:
    """The state's plan breaks no rule and scores what the state says."""
    plan = as_plan(codec, state)
    assert check(codec.round, plan) == ()
    assert score(codec.round, plan).pair == state.score


@given(round_=rounds(), seed=st.integers(0, 2**32))
def test_every_move_keeps_rules_and_score(round_: Round, seed: int) -> None:
    """After each move, and after each way back, the state is what it says it is."""
    codec = Codec(round_)
    state = State(compile_round(round_, codec))
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    if not round_.meetings:
        return
    moves: list[Move] = [Relocate(), Eject(), Attend(range(len(round_.meetings)))]
    for _ in range(12):
        mark, before = state.mark(), (state.score, state.snapshot(), list(state.busy))
        done = moves[rng.randrange(len(moves))].apply(state, rng)
        if done:
            expect_sound(codec, state)
        if not done or rng.random() < 0.4:
            state.rollback(mark)
            after = state.score, state.snapshot(), list(state.busy)
            assert after[0] == before[0]
            assert after[2] == before[2]
            assert after[1][0] == before[1][0]
    expect_sound(codec, state)


@given(round_=rounds(travel=False), seed=st.integers(0, 2**32))
def test_open_starts_are_those_that_break_no_rule(round_: Round, seed: int) -> None:
    """A start is open exactly where placing the meeting there breaks no rule."""
    codec = Codec(round_)
    problem = compile_round(round_, codec)
    state = State(problem)
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    for number in rng.sample(range(len(problem.tasks)), len(problem.tasks)):
        starts = state.open_starts(number)
        for span in problem.spans:
            for start in range(span.base, span.base + span.cells):
                members = state.choose(number, start) if starts >> start & 1 else None
                allowed = brute_force(codec, state, number, start)
                assert (members is not None) == allowed
        if starts:
            start = rng.choice(list(bits(starts)))
            chosen = state.choose(number, start)
            if chosen is not None:
                state.place(number, start, chosen)


def brute_force(codec: Codec, state: State, number: int, start: int) -> bool:
    """Whether some choice of members makes a valid plan of a task placed at a start."""
    task = state.problem.tasks[number]
    people = range(len(codec.round.people))
    choices: list[tuple[int, ...]] = [()]
    for _ in task.pools:
        choices = [(*chosen, person) for chosen in choices for person in people]
    for chosen in choices:
        placement = codec.placement(number, start, chosen, ())
        plan = as_plan(codec, state)
        tried = Plan(
            plan.round,
            (*plan.placements, placement),
            tuple(id_ for id_ in plan.unplaced if id_ != placement.meeting),
            plan.score,
        )
        if not check(codec.round, tried):
            return True
    return False


@given(round_=rounds(), seed=st.integers(0, 2**32))
def test_plans_are_valid_scored_and_bounded(round_: Round, seed: int) -> None:
    """Whatever the round, the solver's plan breaks no rule, and no plan is below the bound."""
    plan = solve(round_, seconds=None, iterations=60, seed=seed)
    assert check(round_, plan) == ()
    assert score(round_, plan) == plan.score
    assert (plan.bound.unplaced, plan.bound.penalty) <= plan.score.pair
    assert solve(round_, seconds=None, iterations=60, seed=seed) == plan
    assert pickle.loads(pickle.dumps(plan)) == plan  # noqa: S301  our own bytes


@given(round_=rounds())
def test_the_bound_is_below_the_best_plan(round_: Round) -> None:
    """The bound holds against a longer search too."""
    bound = lower_bound(compile_round(round_, Codec(round_)))
    found = [solve(round_, seconds=None, iterations=400, seed=seed).score.pair for seed in (1, 2)]
    assert (bound.unplaced, bound.penalty) <= min(found)


@given(mask=cells, length=st.integers(1, 12))
def test_bits_of_starts(mask: int, length: int) -> None:
    """Starts with room, and starts that hit, are complements, as counted cell by cell."""
    fits = {s for s in range(60) if all(mask >> c & 1 for c in range(s, s + length))}
    hits = {s for s in range(60) if any(mask >> c & 1 for c in range(s, s + length))}
    assert set(bits(room_for(mask, length))) == fits
    assert set(bits(starts_hitting(mask, length))) == hits
    assert not mask or lowest(mask) == min(bits(mask))


@given(mask=cells, distance=st.integers(0, 9))
def test_spread_reaches_as_far_as_it_says(mask: int, distance: int) -> None:
    """The cells within a distance, both ways."""
    near = {
        c
        for c in range(60)
        if any(mask >> o & 1 for o in range(max(0, c - distance), c + distance + 1))
    }
    assert set(bits(spread(mask, distance))) == near
    assert joined_cells(3, 3) == joined_cells(5, 2) == 0


def run_lengths(mask: int, pause: int) -> list[int]:
    """How long the runs of a set of cells are, going cell by cell."""
    runs, first, last = [], None, None
    for cell in bits(mask):
        if first is None or last is None or cell - last - 1 >= pause:
            if first is not None and last is not None:
                runs.append(last - first + 1)
            first = cell
        last = cell
    return runs if first is None or last is None else [*runs, last - first + 1]


@given(
    busy=st.integers(0, 2**24 - 1),
    length=st.integers(1, 4),
    longest=st.integers(1, 12),
    pause=st.integers(1, 5),
)
def test_runs_are_closed_where_they_get_too_long(
    busy: int, length: int, longest: int, pause: int
) -> None:
    """A start is closed exactly where standing there makes some run too long."""
    run = Run(max(longest, length), pause)
    if max(run_lengths(busy, pause), default=0) > run.longest:
        return
    closed = runs_too_long(busy, length, run)
    for start in range(30):
        taken = joined_cells(start, start + length)
        if taken & busy:
            continue
        too_long = max(run_lengths(busy | taken, pause)) > run.longest
        assert bool(closed >> start & 1) == too_long
