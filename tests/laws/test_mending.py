"""Trades in a row leave everything as one change would, or as it was."""

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping

import attrs
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.scheduling import Kind, Meeting, Person, Pool, Round, Session, Weights
from conferencekit.scheduling._bits import bits
from conferencekit.scheduling._search.best import Best
from conferencekit.scheduling._search.guide import guided
from conferencekit.scheduling._search.mending import Mending, Trade
from conferencekit.scheduling._search.state import OUT, Moves, Snapshot, State, Weighed
from conferencekit.scheduling._search.trades import Trades
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.time import Window, Windows, Zone

_ZONE = Zone("Europe/Madrid")
_BEGIN = _ZONE.parse("2026-11-24T08:00")
Make = Callable[[Moves, tuple[int, int], Mapping[int, int], float], bool]
_CELL = dt.timedelta(minutes=20)


def businesses(rng: random.Random, people: int, meetings: int, cells: int, tables: int) -> Round:
    """Businesses that meet two by two at so many tables, some early, where only pauses count."""
    names = [f"b{number}" for number in range(people)]
    seats = tuple(f"t{number}" for number in range(tables))
    early = Windows([Window(_BEGIN, _BEGIN + cells // 2 * _CELL)])
    nothing = {field.name: 0 for field in attrs.fields(Weights)}
    return Round(
        id="businesses",
        timezone=_ZONE,
        tick_minutes=20,
        sessions=(Session("day", _BEGIN, _BEGIN + cells * _CELL),),
        people=(
            *(Person(name, Kind.GUARDIAN) for name in names),
            *(Person(name, Kind.ROOM) for name in seats),
        ),
        pools=(Pool("tables", seats),),
        meetings=tuple(
            Meeting(
                id=f"m{number}",
                minutes=20,
                required=tuple(rng.sample(names, 2)),
                from_pools=("tables",),
                within=early if rng.random() < 0.3 else None,
            )
            for number in range(meetings)
        ),
        weights=Weights(**nothing | {"waits": rng.randint(1, 9)}),
    )


def filled(round_: Round, rng: random.Random) -> State:
    """A state with every meeting where chance puts it, or out where it has no place."""
    state = State(guided(compile_round(round_, Codec(round_))))
    for number, choices in enumerate(state.choices):
        for at in rng.sample(choices, len(choices)):
            weighed = state.weigh({number: at})
            if weighed is not None:
                state.make({number: at}, weighed)
                break
    return state


def all_of(state: State) -> tuple[object, ...]:
    """Everything that a state keeps, with what there is still room for."""
    room = [
        [state.weigh({number: at}) is not None for at in bits(mask)]
        for number, mask in enumerate(state.starts)
    ]
    return (
        list(state.start),
        [list(row) for row in state.rows],
        list(state.codes),
        list(state.cost),
        state.score,
        room,
    )


def trades_of(state: State, rng: random.Random) -> Trades:
    """What changes places in a state."""

    def tell(pair: tuple[int, int], snapshot: Snapshot) -> None:
        assert pair <= state.score
        assert len(snapshot.start) == len(state.start)

    return Trades(state, rng, Best(state, tell), 100.0)


def drawn(state: State, trades: Trades, rng: random.Random) -> Trade | None:
    """Some trade, however much it would spoil."""
    number = rng.randrange(len(state.start))
    at = rng.choice(state.choices[number])
    return None if state.start[number] in {OUT, at} else trades.follow(number, at, 1e9)


def made_anew(state: State) -> State:
    """The same plan, made meeting by meeting."""
    fresh = State(state.problem)
    for number, at in enumerate(state.start):
        if at >= 0:
            weighed = fresh.weigh({number: at})
            assert weighed is not None
            fresh.make({number: at}, weighed)
    return fresh


sizes = st.tuples(st.integers(3, 8), st.integers(3, 20), st.integers(5, 9), st.integers(1, 4))


@given(seed=st.integers(0, 2**32), size=sizes)
def test_what_was_supposed_is_taken_back(seed: int, size: tuple[int, int, int, int]) -> None:
    """Any number of changes, supposed one after the other and taken back, change nothing."""
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    state = filled(businesses(rng, *size), rng)
    trades = trades_of(state, rng)
    before = all_of(state)
    made = []
    for _ in range(20):
        trade = drawn(state, trades, rng)
        supposed = None if trade is None else state.suppose(trade.moves, trade.codes)
        if supposed is not None:
            made.append(supposed)
    while made:
        state.take_back(made.pop())
    assert all_of(state) == before


@given(seed=st.integers(0, 2**32), size=sizes, threshold=st.sampled_from([0.0, 5.0, 40.0, 1e6]))
def test_trades_that_mend_do_what_they_say(
    seed: int, size: tuple[int, int, int, int], threshold: float
) -> None:
    """They come together to one change, which makes nothing worse than they may."""
    rng = random.Random(seed)  # noqa: S311  no secret depends on it
    state = filled(businesses(rng, *size), rng)
    trades = trades_of(state, rng)
    is_refused = rng.random() < 0.2

    def make(moves: Moves, worse: tuple[int, int], codes: Mapping[int, int], limit: float) -> bool:
        assert all_of(state) == before
        assert limit == threshold
        weighed = state.weigh(moves)
        assert weighed is not None
        assert weighed[:2] == worse
        assert all(codes.get(who, state.codes[who]) == code for who, code in weighed.codes.items())
        assert worse[1] <= threshold
        if not is_refused:
            state.make(moves, Weighed(*worse, codes))
        return not is_refused

    mending = Mending(state, trades.follow, make)
    for _ in range(20):
        before = all_of(state)
        trade = drawn(state, trades, rng)
        if trade is not None and trade.codes:
            is_made = mending.mend(trade, threshold)
            assert all_of(state) == (all_of(made_anew(state)) if is_made else before)


def making(state: State) -> Make:
    """Makes whatever pleases."""

    def make(moves: Moves, worse: tuple[int, int], codes: Mapping[int, int], limit: float) -> bool:
        assert worse[1] <= limit
        state.make(moves, Weighed(*worse, codes))
        return True

    return make


def each(state: State, trades: Trades, limit: float) -> Iterator[Trade]:
    """Every trade there is that spoils no more than a limit, and has anybody's day altered."""
    for number, at in enumerate(state.start):
        for there in state.choices[number] if at >= 0 else ():
            trade = trades.follow(number, there, limit) if there != at else None
            if trade is not None and trade.codes:
                yield trade


def made_best(state: State, trades: Trades) -> None:
    """Make trades until none brings anything."""
    while trade := next(
        (one for one in each(state, trades, -1) if state.capacities.allow(state.start, one.moves)),
        None,
    ):
        state.make(trade.moves, Weighed(0, trade.worse, trade.codes))


def test_trades_that_mend_find_what_single_ones_do_not() -> None:
    """Where no trade brings anything, some trades together often do."""
    found = 0
    for seed in range(20):
        rng = random.Random(seed)  # noqa: S311  no secret depends on it
        state = filled(businesses(rng, 8, 20, 8, 4), rng)
        trades = trades_of(state, rng)
        made_best(state, trades)
        stuck = state.penalty
        mending = Mending(state, trades.follow, making(state))
        if any(mending.mend(trade, -1) for trade in each(state, trades, 1e9)):
            found += 1
            assert state.penalty < stuck
    assert found >= 15
