"""Trades one after the other, each of which mends a day that the last one spoilt.

A trade that spoils somebody's day is refused as a rule. Often another trade of theirs would mend
that day, and spoil a third one's at the other end of its chain, and so on, until all together
please: an ejection chain. Annealing alone comes there only if it accepts every day that is spoilt
on the way.

While it is looked for, the trades so far are supposed to be made. In the end they are taken back,
and made as one change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from conferencekit.scheduling._bits import beside, bits, joined_cells
from conferencekit.scheduling._search.changes import OUT, Moves, Supposed, cells_of
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN
from conferencekit.scheduling.compile import Role

__all__ = ["GUIDED", "REMEMBERED", "Mend", "Mending", "Trade"]

REMEMBERED: Final = 50_000
"""For how many days of all people it is remembered what mends them; about 1,500 bytes each."""

Mend = tuple[int, int, int]
"""By how much a day gets dearer, which is less than 0, and from where to where a meeting goes."""


class _Reach(NamedTuple):
    """How far trades follow one another.

    Attributes:
        spoilt: By how much those so far may exceed what pleases, in units.
        hoped: How much the next may bring besides, for the others in it, in units.
        trades: How many may follow one another.
        first: How many are tried to mend the first day.
        later: The same for each later one.
    """

    spoilt: float
    hoped: float
    trades: int
    first: int
    later: int


_REACH: Final = _Reach(spoilt=12.0, hoped=2.0, trades=4, first=6, later=3)
GUIDED: Final = _Reach(spoilt=12.0, hoped=6.0, trades=6, first=12, later=4)
"""The same with a guide, where only pauses count."""


class Trade(NamedTuple):
    """Meetings that change places.

    Attributes:
        moves: They, and where they go.
        worse: By how much that worsens the penalty.
        codes: The new codes of those whose day it alters.
    """

    moves: Moves
    worse: int
    codes: Mapping[int, int]


class Mending:
    """Mends what trades spoil, for those whose waits, pauses and visits count.

    Args:
        state: What is changed.
        tasks: The meetings that trade.
        follow: What changes places if a meeting of somebody goes to a start; None where that
            cannot be, or worsens the penalty by more than is given.
        make: Makes a change that pleases, unless something else is against it.
        unit: What a small difference in the penalty is.

    Attributes:
        spoilt: By how much a trade may exceed what pleases to be mended.
    """

    def __init__(
        self,
        state: State,
        tasks: Iterable[int],
        follow: Callable[[int, int, int, float], Trade | None],
        make: Callable[[Moves, tuple[int, int], Mapping[int, int], float], bool],
        unit: float,
    ) -> None:
        self._state, self._follow, self._make = state, follow, make
        self._reach = GUIDED if state.problem.guide else _REACH
        self.spoilt, self._hoped = self._reach.spoilt * unit, self._reach.hoped * unit
        self._may_trade = frozenset(tasks)
        self._tasks: list[list[int]] = [[] for _ in state.codes]
        for number in sorted(self._may_trade):
            for person, _ in state.parts[number]:
                if state.problem.roles[person] is Role.GUARDIAN:
                    self._tasks[person].append(number)
        self._has_cells = [
            all(cells_of(state.parts[number], person) == 1 for number in mine)
            for person, mine in enumerate(self._tasks)
        ]
        self._cells = sum(
            joined_cells(span.base, span.base + span.cells) for span in state.problem.spans
        )
        self._known: dict[int, dict[int, list[Mend]]] = {id(one): {} for one in state.tables}
        self._most = REMEMBERED // max(1, len(self._known))

    def mend(self, trade: Trade, threshold: float) -> bool:
        """Make a trade together with others that mend what it spoils.

        Args:
            trade: One that exceeds the threshold by no more than :attr:`spoilt`.
            threshold: By how much all of them may worsen the penalty.

        Returns:
            Whether there were such, and all were made.
        """
        cost = self._state.cost
        before = {person: cost[person] for person in trade.codes}
        return self._after(trade, trade.worse, threshold, before, [])

    def _after(
        self,
        trade: Trade,
        worse: int,
        threshold: float,
        before: Mapping[int, int],
        made: list[Supposed],
    ) -> bool:
        """Make a trade and others after some that are supposed to be made, or take those back.

        Args:
            trade: The next.
            worse: By how much it and those before worsen the penalty.
            threshold: By how much they may.
            before: What the days of all they touch cost before the first.
            made: Those before.
        """
        state, codes = self._state, trade.codes
        person = self._worst(codes, before)
        left = threshold - worse
        is_last = len(made) + 2 >= self._reach.trades
        hoped = left if is_last else left + self._hoped
        mends = self._mends(person, trade)
        if not mends or mends[0][0] > hoped:
            return False
        supposed = state.suppose(trade.moves, codes)
        if supposed is None:
            return False
        made.append(supposed)
        limit = left if is_last else left + self.spoilt
        for follower in self._followers(person, mends, hoped, limit, made):
            total = worse + follower.worse
            if total > threshold:
                wider = {**{one: state.cost[one] for one in follower.codes}, **before}
                if self._after(follower, total, threshold, wider, made):
                    return True
            elif state.capacities.allow(state.start, follower.moves):
                return self._settle(made, follower, total, threshold)
            if not made:  # all would have pleased, and something else was against it
                return False
        state.take_back(made.pop())
        return False

    def _followers(
        self, person: int, mends: list[Mend], hoped: float, limit: float, made: list[Supposed]
    ) -> Iterator[Trade]:
        """The first few trades that mend somebody's day and do not undo the last one.

        Args:
            person: Whose.
            mends: What would mend it.
            hoped: By how much they have to make it dearer at the most.
            limit: By how much they may worsen the penalty.
            made: The trades supposed to be made.
        """
        row, price = self._state.rows[person], self._state.price
        before = made[-1].starts
        left = self._reach.first if len(made) == 1 else self._reach.later
        for more, here, there in mends:
            if more > hoped or not left:
                return
            number = row[here]
            may_go = number in self._may_trade and price[number][there] < FORBIDDEN
            if may_go and before.get(number) != there:
                left -= 1
                trade = self._follow(number, there, person, limit)
                if trade is not None:
                    yield trade

    def _worst(self, codes: Mapping[int, int], before: Mapping[int, int]) -> int:
        """Whose day is spoilt most; -1 where nobody's is. A teacher's is not mended."""
        cost, tables = self._state.cost, self._state.tables
        worst, found = 0, -1
        for person, was in before.items():
            now = tables[person][codes[person]][0] if person in codes else cost[person]
            if now - was > worst:
                worst, found = now - was, person
        return found

    def _mends(self, person: int, trade: Trade) -> list[Mend]:
        """What makes somebody's day cheaper after a trade, what brings most first.

        A meeting goes next to what is left of the day. Whether anything stands there is not
        looked at.
        """
        if person < 0 or not self._tasks[person]:
            return []
        codes = trade.codes
        code = codes[person] if person in codes else self._state.codes[person]
        if not self._has_cells[person]:
            return self._mends_by_meeting(person, code, trade.moves)
        known = self._known[id(self._state.tables[person])]
        mends = known.get(code)
        if mends is None:
            if len(known) >= self._most:
                known.clear()
            mends = known[code] = self._mends_by_cell(person, code)
        return mends

    def _mends_by_cell(self, person: int, code: int) -> list[Mend]:
        """The same where each meeting has one cell of the code, as far as that alone tells."""
        table, cells = self._state.tables[person], self._cells
        day = table[code][0]
        mends = []
        for here in bits(code & cells):  # beyond them are zones where none of them is
            rest = code ^ 1 << here
            for there in bits(beside(rest & cells, 1) & cells & ~(1 << here)):
                more = table[rest | 1 << there][0] - day
                if more < 0:
                    mends.append((more, here, there))
        mends.sort()
        return mends[: 2 * self._reach.first]  # some have no start there

    def _mends_by_meeting(self, person: int, code: int, moves: Moves) -> list[Mend]:
        """The same for meetings of any length and in any zone, with what their starts cost."""
        state = self._state
        table, start = state.tables[person], state.start
        day = table[code][0]
        mends = []
        for number in self._tasks[person]:
            here = moves[number] if number in moves else start[number]
            if here == OUT:
                continue
            cells, price = cells_of(state.parts[number], person), state.price[number]
            rest = code ^ cells << here
            near = beside(state.around(person, rest, cells), state.length[number])
            for there in bits(near & state.starts[number] & ~(1 << here)):
                if not rest & cells << there:
                    more = table[rest | cells << there][0] - day + price[there] - price[here]
                    if more < 0:
                        mends.append((more, here, there))
        mends.sort()
        return mends

    def _settle(self, made: list[Supposed], last: Trade, worse: int, threshold: float) -> bool:
        """Make all of it at once."""
        state = self._state
        moves = {number: state.start[number] for one in made for number in one.starts}
        codes = {person: state.codes[person] for one in made for person in one.codes}
        moves.update(last.moves)
        codes.update(last.codes)
        while made:
            state.take_back(made.pop())
        moves = {number: at for number, at in moves.items() if at != state.start[number]}
        return self._make(moves, (0, worse), codes, threshold)
