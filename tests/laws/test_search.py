"""The search's fast arithmetic is held to the plain statements of rules and score."""

import pickle
import random
from collections.abc import Iterator
from itertools import permutations, product

import attrs
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.scheduling import Plan, Round, Score, Terms, Weights, check, score, solve
from conferencekit.scheduling._bits import (
    bits,
    joined_cells,
    lowest,
    room_for,
    spread,
)
from conferencekit.scheduling._search.assign import (
    cheapest_assignment,
    hubs,
    open_slots,
    reassigned,
)
from conferencekit.scheduling._search.best import Best
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.changes import OUT, Snapshot
from conferencekit.scheduling._search.combine import Combinations, Idle
from conferencekit.scheduling._search.construct import construct
from conferencekit.scheduling._search.families import families, regathered
from conferencekit.scheduling._search.frames import frame
from conferencekit.scheduling._search.guide import guided
from conferencekit.scheduling._search.moves import (
    Insert,
    Move,
    Proposal,
    Restaff,
    Shift,
    Slide,
    Targets,
)
from conferencekit.scheduling._search.rebuild import Rebuilding, rebuilt
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN, longest_run
from conferencekit.scheduling._search.trades import Trades
from conferencekit.scheduling.bounds import lower_bound
from conferencekit.scheduling.compile import Codec, Role, compile_round
from conferencekit.testing.strategies import rounds
from crowds import crowded, crowded_with_limits

cells = st.integers(0, 2**40 - 1)


class IdleDay(dict[int, tuple[int, int, int]]):
    """A session in which each idle cell costs the same."""

    def __init__(self, price: int) -> None:
        super().__init__()
        self._price = price

    def __missing__(self, code: int) -> tuple[int, int, int]:
        """From the first busy cell to the last, less the busy ones."""
        span = code.bit_length() - lowest(code) if code else 0
        return self._price * (span - code.bit_count()), 0, 0


def as_plan(codec: Codec, state: State) -> Plan:
    """A state as a plan."""
    round_ = codec.round
    placements = tuple(
        codec.placement(number, start, members, attending)
        for number, (start, members, attending) in enumerate(state.people(state.snapshot()))
        if start >= 0
    )
    unplaced = tuple(m.id for m, at in zip(round_.meetings, state.start, strict=True) if at < 0)
    return Plan(round_.id, placements, unplaced, Score(0, 0, Terms()))


@st.composite
def codecs(draw: st.DrawFn) -> Codec:
    """Rounds, as often as not some in which only pauses count."""
    round_ = draw(rounds())
    if draw(st.booleans()):
        nothing = dict.fromkeys((field.name for field in attrs.fields(Weights)), 0)
        weights = Weights(**nothing | {"waits": draw(st.integers(1, 500))})
        round_ = attrs.evolve(round_, weights=weights)
    return Codec(round_)


def begun(codec: Codec) -> State:
    """The state a search of a round begins with."""
    return State(guided(compile_round(codec.round, codec)))


def expect_sound(codec: Codec, state: State) -> None:
    """The state's plan breaks no rule and scores what the state says."""
    plan = as_plan(codec, state)
    assert check(codec.round, plan) == ()
    assert score(codec.round, plan).pair == state.score


def proposals(state: State, rng: random.Random) -> Iterator[Proposal]:
    """Changes of every kind, one after the other, to whatever the state is by then."""
    targets = Targets(state)
    placed: list[Move] = [Shift(targets), Slide(), Restaff()]
    unplaced: list[Move] = [Insert(targets), Restaff()]
    tasks = [number for number, choices in enumerate(state.choices) if choices]
    for _ in range(30 if tasks else 0):
        number = rng.choice(tasks)
        move = rng.choice(placed if state.start[number] >= 0 else unplaced)
        proposal = move.propose(state, number, rng)
        if proposal is not None:
            yield proposal
        if state.start[number] >= 0 and rng.random() < 0.2:
            yield {number: OUT}, {}
        for hub in hubs(state):
            slots = frame(state, hub.person, hub.length, hub.tasks, rng)
            yield reassigned(state, hub, slots, 100, [rng.random() * 20]), {}
            yield reassigned(state, hub, open_slots(state, hub), 100, [rng.random() * 20]), {}
        for family in families(state):
            yield regathered(state, family, rng.random() * 20)[0], {}
        rebuilding = Rebuilding(state, rng)
        if rebuilding.people:
            yield rebuilt(state, rebuilding, rng.random() * 20, 100.0, rng)[0], {}


@given(codec=codecs(), seed=st.integers(0, 2**32))
def test_every_move_keeps_rules_and_score(codec: Codec, seed: int) -> None:
    """What a change was said to do it does, and the rules hold after it."""
    state = begun(codec)
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    for moves, staffing in proposals(state, rng):
        before = state.score
        weighed = state.weigh(moves, staffing)
        assert state.score == before
        if weighed is not None:
            more = state.difference(weighed)
            state.make(moves, weighed, staffing)
            assert state.score == (before[0] + more[0], before[1] + more[1])
            expect_sound(codec, state)


@given(
    codec=codecs(),
    seed=st.integers(0, 2**32),
    temperature=st.sampled_from([0.0, 5.0, 500.0]),
    mends=st.booleans(),
)
def test_trades_keep_rules_and_score(
    codec: Codec, seed: int, temperature: float, *, mends: bool
) -> None:
    """Whatever changes places, the rules hold, and the score is right."""
    state = begun(codec)
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    construct(state, Budget(lambda: 0.0, seconds=None, iterations=None, stop=None))
    told: list[tuple[tuple[int, int], Plan]] = []

    def tell(pair: tuple[int, int], snapshot: Snapshot) -> None:
        del snapshot  # it is of the state as it stands
        told.append((pair, as_plan(codec, state)))

    best = Best(state, tell)
    trades = Trades(state, rng, best, 100.0, 10.0)
    missing = set(state.missing)
    for _ in range(10 if trades.tasks else 0):
        trades.run(10, temperature, mends=mends)
        expect_sound(codec, state)
        assert len(state.missing) <= len(missing)
        assert best.pair <= state.score
    best.leave()
    assert [pair for pair, _ in told] == sorted({pair for pair, _ in told}, reverse=True)
    assert all(score(codec.round, plan).pair == pair for pair, plan in told)


@given(round_=rounds(), seed=st.integers(0, 2**32))
def test_what_is_refused_breaks_a_rule(round_: Round, seed: int) -> None:
    """A task with nobody to choose can be placed exactly where that breaks no rule."""
    codec = Codec(round_)
    problem = compile_round(round_, codec)
    state = State(problem)
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    for number in rng.sample(range(len(problem.tasks)), len(problem.tasks)):
        if problem.tasks[number].pools:
            continue
        for span in problem.spans:
            for start in range(span.base, span.base + span.cells):
                plan = as_plan(codec, state)
                placement = codec.placement(number, start, (), ())
                placements = (*plan.placements, placement)
                unplaced = tuple(id_ for id_ in plan.unplaced if id_ != placement.meeting)
                broken = check(round_, Plan(plan.round, placements, unplaced, plan.score))
                weighed = state.weigh({number: start})
                assert (weighed is None) == bool(broken)
        starts = list(state.choices[number])
        if starts:
            at = rng.choice(starts)
            weighed = state.weigh({number: at})
            if weighed is not None:
                state.make({number: at}, weighed)


@given(size=st.integers(1, 5), extra=st.integers(0, 2), data=st.data())
def test_the_cheapest_assignment_is_the_cheapest(
    size: int, extra: int, data: st.DataObject
) -> None:
    """Against all of them."""
    row = st.lists(st.integers(0, 9), min_size=size + extra, max_size=size + extra)
    costs = data.draw(st.lists(row, min_size=size, max_size=size))
    chosen = cheapest_assignment(costs)
    assert len(set(chosen)) == size

    def total(columns: tuple[int, ...]) -> int:
        return sum(line[column] for line, column in zip(costs, columns, strict=True))

    assert total(tuple(chosen)) == min(map(total, permutations(range(size + extra), size)))


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
    """Starts with room, as counted cell by cell."""
    fits = {s for s in range(60) if all(mask >> c & 1 for c in range(s, s + length))}
    assert set(bits(room_for(mask, length))) == fits
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


@given(round_=st.one_of(rounds(), crowded(), crowded_with_limits()), seed=st.integers(0, 2**32))
def test_what_one_more_meeting_costs_is_known_for_all_its_starts_at_once(
    round_: Round, seed: int
) -> None:
    """Looked up session by session, it is what the whole days cost one by one."""
    state = State(compile_round(round_, Codec(round_)))
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    for number, choices in enumerate(state.choices):  # far apart, as no search would leave them
        moves = {number: rng.choice(choices)} if choices else {}
        weighed = state.weigh(moves) if moves else None
        if weighed is not None:
            state.make(moves, weighed)
    for number, start in enumerate(state.start):
        for person, mine in state.parts[number]:
            day = state.tables[person]
            code = state.codes[person] ^ (mine << start if start != OUT else 0)
            dearer = day.joining(code, mine)
            assert dearer is not None
            before = day[code][0]
            if before >= FORBIDDEN:  # without the meeting, two others are too near
                continue
            for at in state.choices[number]:
                there = mine << at
                whole = FORBIDDEN if code & there else day[code | there][0]
                assert dearer[at] == (whole if whole >= FORBIDDEN else whole - before)


@given(round_=rounds())
def test_sessions_do_not_tell_what_a_day_costs_where_long_waits_count_more(round_: Round) -> None:
    """The cube of all of a guardian's waiting is not the sum of that of each session."""
    problem = attrs.evolve(compile_round(round_, Codec(round_)), evenness=1)
    state = State(problem)
    for parts in state.parts:
        for person, mine in parts:
            is_guardian = problem.roles[person] is Role.GUARDIAN
            assert (state.tables[person].joining(0, mine) is None) == is_guardian


@given(
    round_=st.one_of(rounds(), crowded(), crowded_with_limits()),
    longest_wait=st.sampled_from([0, 2, 10**12]),
)
def test_the_first_plan_puts_each_meeting_where_it_costs_least(
    round_: Round, longest_wait: int
) -> None:
    """Each in its turn, at the first of the cheapest of all starts, weighed one by one."""
    meetings = tuple(one for one in round_.meetings if not one.optional and not one.from_pools)
    weights = attrs.evolve(round_.weights, longest_wait=longest_wait)
    round_ = attrs.evolve(round_, meetings=meetings, weights=weights)
    problem = compile_round(round_, Codec(round_))
    state, beside = State(problem), State(problem)
    construct(state, Budget(lambda: 0.0, seconds=None, iterations=None, stop=None))
    turns = sorted(
        range(len(meetings)),
        key=lambda number: (
            -state.priority[number],
            len(state.choices[number]) / state.length[number],
            number,
        ),
    )
    for number in turns:
        found = [
            (weighed.penalty, at, weighed)
            for at in bits(beside.open_starts(number))
            if (weighed := beside.weigh({number: at})) is not None
        ]
        if not found:
            assert state.start[number] == OUT
            continue
        _, at, weighed = min(found, key=lambda one: one[:2])
        assert state.start[number] == at
        beside.make({number: at}, weighed)
    assert state.score == beside.score


@given(round_=rounds(), seed=st.integers(0, 2**32))
def test_idle_time_costs_no_less_than_is_taken_for_known(round_: Round, seed: int) -> None:
    """Whoever a meeting is with, between its first and last start what is not busy is paid for."""
    state = State(compile_round(round_, Codec(round_)))
    construct(state, Budget(lambda: 0.0, seconds=None, iterations=None, stop=None))
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    for person, day in enumerate(state.tables):
        span = rng.choice(state.problem.spans)
        busy = state.busy(person) & span.mask
        if busy:
            idle = busy.bit_length() - lowest(busy) - busy.bit_count()
            cost = day[busy][0]
            assert cost >= FORBIDDEN or cost >= day.idle * idle


@given(
    offers=st.lists(
        st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=6),
        min_size=1,
        max_size=3,
    ),
    busy=st.integers(0, 2**10 - 1),
    price=st.integers(0, 20),
)
def test_the_cheapest_combination(
    offers: list[list[tuple[int, int]]], busy: int, price: int
) -> None:
    """What is passed over for being too far apart is never better than what is found."""
    day = IdleDay(price)
    places = [sorted((float(cost), at, ()) for cost, at in some) for some in offers]
    expected = float("inf")
    for chosen in product(*places):
        code = busy
        for _, at, _ in chosen:
            code = code | 0b11 << at if code & 0b11 << at == 0 else 0
        if code.bit_count() == busy.bit_count() + 2 * len(chosen):
            expected = min(expected, sum(cost for cost, _, _ in chosen) + day[code][0])
    search = Combinations(
        day,
        busy,
        [0b11] * len(places),
        places,
        limit=float("inf"),
        idle=Idle(price, 2 * len(places) - 2 + busy.bit_count()),
    )
    assert search.limit == expected
    assert bool(search.best) == (expected < float("inf"))


@given(busy=st.integers(0, 2**24 - 1), pause=st.integers(1, 5))
def test_the_longest_run(busy: int, pause: int) -> None:
    """As told by the definition, cell by cell."""
    assert longest_run(busy, pause) == max(run_lengths(busy, pause), default=0)


@given(round_=rounds(), changed=rounds(), seed=st.integers(0, 2**32))
def test_a_plan_can_be_gone_on_from(round_: Round, changed: Round, seed: int) -> None:
    """With no step taken it is the same; in another round what holds of it is kept."""
    plan = solve(round_, seconds=None, iterations=40, seed=seed)
    again = solve(round_, seconds=None, iterations=0, start=plan)
    assert again.score.pair <= plan.score.pair
    assert set(plan.placements) <= set(again.placements) or again.score < plan.score
    moved = solve(changed, seconds=None, iterations=0, start=plan)
    assert check(changed, moved) == ()
    assert score(changed, moved) == moved.score


@given(round_=rounds())
def test_a_search_ends_at_its_target(round_: Round) -> None:
    """A target that is met by the first plan takes no step."""
    first = solve(round_, seconds=None, iterations=0)
    assert solve(round_, seconds=3600, target=first.score.pair) == first
