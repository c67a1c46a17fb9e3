"""Trades in a row leave everything as one change would, or as it was."""

import random
from collections.abc import Callable, Iterator, Mapping

from hypothesis import given
from hypothesis import strategies as st

from businesses import BEGIN, CELL, ZONE, businesses, expect_consistent, filled, only_waits, sizes
from conferencekit.scheduling import (
    Kind,
    Meeting,
    Person,
    Place,
    Round,
    Session,
    Travel,
)
from conferencekit.scheduling._bits import bits
from conferencekit.scheduling._search.best import Best
from conferencekit.scheduling._search.changes import OUT, Moves, Snapshot, Weighed
from conferencekit.scheduling._search.mending import Mending, Trade
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.trades import Trades
from conferencekit.testing.strategies import rounds

Make = Callable[[Moves, tuple[int, int], Mapping[int, int], float], bool]


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

    return Trades(state, rng, Best(state, tell), 100.0, 10.0)


def drawn(state: State, trades: Trades, rng: random.Random) -> Trade | None:
    """Some trade, however much it would spoil."""
    if not trades.tasks:
        return None
    number = rng.choice(trades.tasks)
    at = rng.choice(state.choices[number])
    who = rng.choice(state.parts[number])[0]
    return None if state.start[number] in {OUT, at} else trades.follow(number, at, who, 1e9)


@st.composite
def begun(draw: st.DrawFn) -> tuple[State, random.Random]:
    """A state with what chance puts into it, of businesses or of any round."""
    rng = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311  no secret depends on it
    is_any = draw(st.booleans())
    round_ = draw(rounds()) if is_any else businesses(rng, *draw(sizes))
    return filled(round_, rng), rng


@given(begun())
def test_what_was_supposed_is_taken_back(one: tuple[State, random.Random]) -> None:
    """Any number of changes, supposed one after the other and taken back, change nothing."""
    state, rng = one
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


@given(one=begun(), threshold=st.sampled_from([0.0, 5.0, 40.0, 1e6]), is_refused=st.booleans())
def test_trades_that_mend_do_what_they_say(
    one: tuple[State, random.Random], threshold: float, *, is_refused: bool
) -> None:
    """They come together to one change, which makes nothing worse than they may."""
    state, rng = one
    trades = trades_of(state, rng)

    def make(moves: Moves, worse: tuple[int, int], codes: Mapping[int, int], limit: float) -> bool:
        assert all_of(state) == before
        assert worse[1] <= limit == threshold
        weighed = state.weigh(moves)
        assert weighed is not None
        longer = state.longest_with(codes) - state.longest
        assert weighed[:2] == (worse[0], worse[1] + state.longest_price * longer)
        assert all(codes.get(who, state.codes[who]) == code for who, code in weighed.codes.items())
        if not is_refused:
            state.make(moves, weighed)
        return not is_refused

    mending = Mending(state, trades.tasks, trades.follow, make, 10.0)
    for _ in range(20):
        before = all_of(state)
        trade = drawn(state, trades, rng)
        if trade is not None:
            is_made = mending.mend(trade, threshold)
            assert not (is_made and is_refused)
            assert is_made or all_of(state) == before
            expect_consistent(state)


def test_meetings_elsewhere_that_do_not_trade_are_left_alone() -> None:
    """A day in two zones of which only one has meetings that trade."""
    names = ("a", "b", "c", "d")
    round_ = Round(
        id="two-places",
        timezone=ZONE,
        tick_minutes=20,
        sessions=(Session("day", BEGIN, BEGIN + 9 * CELL),),
        places=(Place("here"), Place("there")),
        travel_minutes=Travel(default=20),
        people=(*(Person(name, Kind.GUARDIAN) for name in names), Person("x", Kind.STAFF)),
        meetings=(
            *(Meeting(f"{p}{q}", 20, (p, q), place="here") for p, q in ("ab", "ac", "bc", "cd")),
            Meeting("away", 20, ("a",), optional=("x",), place="there"),
            Meeting("apart", 40, ("b",), place="there"),
        ),
        weights=only_waits(3),
    )
    for seed in range(30):
        rng = random.Random(seed)  # noqa: S311  no secret depends on it
        state = filled(round_, rng)
        trades = trades_of(state, rng)
        assert len(trades.tasks) == 5
        trades.run(100, 10.0, mends=True)
        expect_consistent(state)


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
        (who, _), _ = state.parts[number]
        for there in state.choices[number] if at >= 0 else ():
            trade = trades.follow(number, there, who, limit) if there != at else None
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
        mending = Mending(state, trades.tasks, trades.follow, making(state), state.problem.guide)
        if any(mending.mend(trade, -1) for trade in each(state, trades, 1e9)):
            found += 1
            assert state.penalty < stuck
    assert found >= 15
