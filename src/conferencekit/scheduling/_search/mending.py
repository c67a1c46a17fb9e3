"""Trades one after the other, each of which mends a day that the last one spoilt.

A trade that spoils somebody's day is refused as a rule. Often another trade of theirs would mend
that day, and spoil a third one's at the other end of its path, and so on, until one pleases: an
ejection chain. Annealing alone comes there only if it accepts every day that is spoilt on the way.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from conferencekit.scheduling._bits import beside, bits
from conferencekit.scheduling._search.state import Moves, State, Supposed
from conferencekit.scheduling._search.timecost import FORBIDDEN

__all__ = ["SPOILT", "Mending", "Trade"]

SPOILT: Final = 14.0
"""By how much the trades so far may exceed what pleases, in eighths of a pause."""
_HOPED: Final = 8.0
"""How much the one that mends may be hoped to bring besides, for the others in it."""
_TRADES: Final = 6
"""How many trades may follow one another."""
_FIRST: Final = 8
_LATER: Final = 4
"""How many are tried to mend the first day, and each later one."""
_REMEMBERED: Final = 100_000
"""How many days are remembered, and what mends them."""


_Mend = tuple[int, int, int]
"""By how much a day gets dearer, which is less than 0, and from where to where a meeting goes."""


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
    """Mends what trades of meetings of one cell spoil.

    Args:
        state: What is changed.
        follow: What changes places if a meeting goes to a start; None where that cannot be, or
            worsens the penalty by more than is given; no moves where it is another kind of change.
        make: Makes a change that pleases, unless something else is against it.
    """

    def __init__(
        self,
        state: State,
        follow: Callable[[int, int, float], Trade | None],
        make: Callable[[Moves, tuple[int, int], Mapping[int, int], float], bool],
    ) -> None:
        self._state, self._follow, self._make = state, follow, make
        unit = state.problem.guide
        self._spoilt, self._hoped = SPOILT * unit, _HOPED * unit
        self._known: dict[int, dict[int, list[_Mend]]] = {}

    def mend(self, trade: Trade, threshold: float) -> bool:
        """Make a trade together with others that mend what it spoils.

        Args:
            trade: One that spoils something.
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
        code = codes[person] if person in codes else state.codes[person]
        left = threshold - worse
        is_last = len(made) + 2 >= _TRADES
        hoped = left if is_last else left + self._hoped
        mends = self._mends(person, code)
        if not mends or mends[0][0] > hoped:
            return False
        supposed = state.suppose(trade.moves, codes)
        if supposed is None:
            return False
        made.append(supposed)
        limit = left if is_last else left + self._spoilt
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
        self, person: int, mends: list[_Mend], hoped: float, limit: float, made: list[Supposed]
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
        left = _FIRST if len(made) == 1 else _LATER
        for more, here, there in mends:
            if more > hoped or not left:
                return
            number = row[here]
            if price[number][there] < FORBIDDEN and before.get(number) != there:
                left -= 1
                trade = self._follow(number, there, limit)
                if trade is not None and trade.moves:
                    yield trade

    def _worst(self, codes: Mapping[int, int], before: Mapping[int, int]) -> int:
        """Whose day is spoilt most."""
        cost, tables = self._state.cost, self._state.tables
        worst, found = 0, -1
        for person, was in before.items():
            now = tables[person][codes[person]][0] if person in codes else cost[person]
            if found < 0 or now - was > worst:
                worst, found = now - was, person
        return found

    def _mends(self, person: int, code: int) -> list[_Mend]:
        """What makes somebody's day cheaper: a meeting goes next to what is left of it.

        What brings most comes first. Whether anything stands in the way is not looked at.
        """
        table = self._state.tables[person]
        known = self._known.setdefault(id(table), {})
        mends = known.get(code)
        if mends is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            day = table[code][0]
            mends = []
            for here in bits(code):
                rest = code ^ 1 << here
                for there in bits(beside(rest, 1) & ~(1 << here)):
                    more = table[rest | 1 << there][0] - day
                    if more < 0:
                        mends.append((more, here, there))
            mends.sort()
            known[code] = mends
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
