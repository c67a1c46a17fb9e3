"""Meetings that change places: the move that most of the search consists of.

A meeting goes to another time, and whatever of its people stands there comes to where it was, and
so on: a Kempe chain between two times. Since a code has the cells of a day side by side, changing
places is one ``xor`` of each touched code with the cells of both times, however long the chain.
Mostly the chain is two meetings of one teacher, and two families are touched: that case is
written out, and given up as soon as what is known of its price is too much.

Where a meeting goes is mostly not left to chance: next to something else its family has, at each
such time in turn. A family that can have no better day is mostly passed over.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from conferencekit.scheduling._bits import beside
from conferencekit.scheduling._search.best import Best
from conferencekit.scheduling._search.chance import Chance, exponentials, pick, shuffled
from conferencekit.scheduling._search.changes import OUT, Moves, Weighed
from conferencekit.scheduling._search.mending import Mending, Trade
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN
from conferencekit.scheduling.compile import Role

__all__ = ["DRAWN", "LONGEST", "NEARBY", "PASSED_OVER", "Trades", "is_single", "starts_to_try"]

NEARBY: Final = 0.85
"""How often a meeting goes next to another of the same family, rather than anywhere."""
PASSED_OVER: Final = 0.6
"""How often a meeting is passed over whose family can have no better day."""
_MOST: Final = 10
"""How many meetings a chain may have."""
LONGEST: Final = 20
"""The same where only those at its ends have to be looked up."""
DRAWN: Final = 1021
"""How many thresholds are drawn ahead; prime, so that they fall to others in each pass."""

_OF_ANOTHER_KIND: Final = Trade({}, 0, {})
"""Where a path comes to a meeting that has more than one cell, or other than two people."""

_Side = tuple[int, int, int, int]
"""A meeting of two people as one sees it: who, their cells, the other person, and theirs."""


class Trades:
    """Lets placed meetings change places, a good many at each call.

    It moves those whose people are all required and have to keep away from nobody; the others
    stay, and stand in the way.

    Args:
        state: What is changed.
        rng: What chance decides.
        best: Told before the best state is left.
        unplaced: What a unit of priority left unplaced counts.
        unit: What a small difference in the penalty is.

    Attributes:
        tasks: The meetings it may move.
    """

    def __init__(
        self, state: State, rng: Chance, best: Best, unplaced: float, unit: float
    ) -> None:
        self._state, self._rng, self._best = state, rng, best
        self._unplaced = unplaced
        self._is_plain = [_is_plain(state, number) for number in range(len(state.start))]
        self.tasks = [number for number, plain in enumerate(self._is_plain) if plain]
        self._waiting: list[int] = []
        self._sides = [_sides(state, number) for number in range(len(state.start))]
        self._seen_by = [
            {s[2]: s for s in _all_sides(state, number) if s[0] != s[2]} if plain else {}
            for number, plain in enumerate(self._is_plain)
        ]
        self._cheapest = [min(prices, default=0) for prices in state.price]
        self._least = [state.least(person) for person in range(len(state.codes))]
        self._is_single = [is_single(state, number) for number in range(len(state.start))]
        self._side_of = [
            {side[0]: side for side in _all_sides(state, number)}
            for number in range(len(state.start))
        ]
        self._spoilt = 0.0
        self._mending = Mending(state, self.tasks, self.follow, self._make, unit)
        self._thresholds = exponentials(DRAWN, rng)
        self._turn = 0

    def run(self, count: int, temperature: float, *, mends: bool) -> None:
        """Give so many meetings a chance to trade places.

        Args:
            count: How many.
            temperature: By how much a trade may worsen the penalty, on average.
            mends: Whether one that spoils a day may be mended by others.
        """
        self._spoilt = self._mending.spoilt if mends else 0.0
        start, cost, price = self._state.start, self._state.cost, self._state.price
        least, cheapest, sides = self._least, self._cheapest, self._sides
        random = self._rng.random
        for number in self._next(count):
            at = start[number]
            mine = sides[number]
            side = mine[0] if len(mine) == 1 else pick(mine, self._rng)
            person = side[0]
            self._turn = turn = (self._turn + 1) % DRAWN
            threshold = temperature * self._thresholds[turn]
            if at == OUT:
                self._enter(number, side, threshold)
                continue
            if (
                cost[person] <= least[person]
                and price[number][at] <= cheapest[number]
                and random() < PASSED_OVER
            ):
                continue
            for there in self._targets(number, side):
                if there != at and self._trade(number, there, side, threshold):
                    break

    def _next(self, count: int) -> Iterator[int]:
        """The next meetings; all have their turn before one has it again."""
        for _ in range(count):
            if not self._waiting:
                self._waiting = shuffled(self.tasks, self._rng)
            yield self._waiting.pop()

    def _targets(self, number: int, side: _Side) -> list[int]:
        """Where a meeting might go."""
        state, random = self._state, self._rng.random
        near = 0
        if random() < NEARBY:
            person, cells = side[0], side[1]
            at, length = state.start[number], state.length[number]
            code, starts = state.codes[person], state.starts[number]
            if at != OUT:
                code ^= cells << at
                starts &= ~(1 << at)
            near = beside(state.around(person, code, cells), length) & starts
        return starts_to_try(near, state.choices[number], self._turn, random)

    def _enter(self, number: int, side: _Side, threshold: float) -> None:
        """Give a meeting that is left out a chance to take a free place, or that of another."""
        rows, start, hub = self._state.rows, self._state.start, side[2]
        for there in self._targets(number, side):
            other = rows[hub][there]
            if other == OUT:
                if self._place(number, there, threshold):
                    return
            elif start[other] == there and hub != side[0]:
                theirs = self._seen_by[other].get(hub)
                if (
                    theirs
                    and theirs[3] == side[3]
                    and self._replace((number, side), (other, theirs), threshold)
                ):
                    return

    def _place(self, number: int, there: int, threshold: float) -> bool:
        """Place a meeting that is left out where everybody is free."""
        state = self._state
        weighed = state.weigh({number: there})
        if weighed is None or weighed.unplaced * self._unplaced + weighed.penalty > threshold:
            return False
        self._best.make({number: there}, weighed)
        return True

    def _replace(
        self, mine: tuple[int, _Side], theirs: tuple[int, _Side], threshold: float
    ) -> bool:
        """Place a meeting where another of the same person is, which is left out for it."""
        number, (family, cells, _, _) = mine
        other, (guest, guest_cells, _, _) = theirs
        state = self._state
        there, cost = state.start[other], state.cost
        more = state.priority[other] - state.priority[number]
        worse = state.price[number][there] - state.price[other][there]
        limit = threshold - more * self._unplaced
        code, new = state.codes[family], cells << there
        if worse - cost[family] - cost[guest] > limit or code & new or family == guest:
            return False
        day = state.tables[family][code | new][0]
        worse += day - cost[family]
        if worse - cost[guest] > limit or day >= FORBIDDEN:
            return False
        guests = state.codes[guest] ^ guest_cells << there
        day = state.tables[guest][guests][0]
        worse += day - cost[guest]
        if worse > limit or day >= FORBIDDEN:
            return False
        return self._make(
            {number: there, other: OUT}, (more, worse), {family: code | new, guest: guests}, limit
        )

    def _trade(self, number: int, there: int, side: _Side, threshold: float) -> bool:
        """Let a meeting change places with whatever stands there, if that costs little enough.

        It may be mended where it spoils somebody's day.
        """
        trade = self.follow(number, there, side[0], threshold + self._spoilt)
        if trade is None:
            return False
        if trade.worse <= threshold:
            return self._make(trade.moves, (0, trade.worse), trade.codes, threshold)
        return self._mending.mend(trade, threshold)

    def follow(self, number: int, there: int, person: int, limit: float) -> Trade | None:
        """What changes places if a meeting goes to a start.

        Args:
            number: The meeting; it is placed, and one of :attr:`tasks`.
            there: Where to.
            person: Who of it minds most, and is looked at first where that saves anything.
            limit: By how much it may worsen the penalty.

        Returns:
            None where it cannot be, or worsens the penalty by more.
        """
        state = self._state
        if self._is_single[number]:
            trade = self._path(number, there, limit)
            return (
                self._chain(number, there, person, limit) if trade is _OF_ANOTHER_KIND else trade
            )
        side = self._side_of[number][person]
        hub = side[2]
        other = state.rows[hub][there]
        if other == OUT or hub == person:
            return self._chain(number, there, person, limit)
        if state.start[other] != there:
            return None
        theirs = self._seen_by[other].get(hub)
        if theirs is None or theirs[3] != side[3] or state.capacities.any:
            return self._chain(number, there, person, limit)
        return self._swap((number, side), (other, theirs), limit)

    def _swap(
        self, mine: tuple[int, _Side], theirs: tuple[int, _Side], limit: float
    ) -> Trade | None:
        """The same where two meetings of one person change places, and that is all there is."""
        number, (family, cells, _, _) = mine
        other, (guest, guest_cells, _, _) = theirs
        state = self._state
        here, there, price, cost = state.start[number], state.start[other], state.price, state.cost
        worse = (
            price[number][there] - price[number][here] + price[other][here] - price[other][there]
        )
        if worse - cost[family] - cost[guest] > limit:
            return None
        code, new = state.codes[family] ^ cells << here, cells << there
        guests, back = state.codes[guest] ^ guest_cells << there, guest_cells << here
        if code & new or guests & back or family == guest:
            return self._chain(number, there, family, limit)
        day = state.tables[family][code | new][0]
        worse += day - cost[family]
        if worse - cost[guest] > limit or day >= FORBIDDEN:
            return None
        day = state.tables[guest][guests | back][0]
        worse += day - cost[guest]
        if worse > limit or day >= FORBIDDEN:
            return None
        codes = {family: code | new, guest: guests | back}
        return Trade({number: there, other: here}, worse, codes)

    def _path(self, number: int, there: int, limit: float) -> Trade | None:
        """The same for meetings of two people and one cell.

        It is a path from person to person, and only those at its two ends have another day; or it
        is a ring, and nobody has.
        """
        state, single, side_of = self._state, self._is_single, self._side_of
        rows, price, cost, tables = state.rows, state.price, state.cost, state.tables
        here = state.start[number]
        moves = {number: there}
        worse = price[number][there] - price[number][here]
        ends = []
        for end in side_of[number]:
            goal, back = there, here
            while (other := rows[end][goal]) != OUT and other not in moves:
                if not single[other]:
                    return _OF_ANOTHER_KIND
                charge = price[other][back]
                if charge >= FORBIDDEN or len(moves) >= LONGEST:
                    return None
                worse += charge - price[other][goal]
                moves[other] = back
                end = side_of[other][end][2]  # noqa: PLW2901  the path goes on from them
                goal, back = back, goal
            ends.append(end)
        one, two = ends
        if one == two:
            return Trade(moves, worse, {}) if worse <= limit else None
        worse -= cost[one] + cost[two]
        if worse > limit:
            return None
        turned = 1 << here | 1 << there
        codes = {one: state.codes[one] ^ turned, two: state.codes[two] ^ turned}
        worse += tables[one][codes[one]][0]
        if worse > limit:
            return None
        worse += tables[two][codes[two]][0]
        return Trade(moves, worse, codes) if worse <= limit else None

    def _chain(self, number: int, there: int, family: int, limit: float) -> Trade | None:
        """The same where more than two meetings may have to move, or just one."""
        state = self._state
        start, rows, parts, price = state.start, state.rows, state.parts, state.price
        lengths, length = state.length, state.length[number]
        moves = {number: there}
        todo = [number]
        worse = price[number][there] - price[number][start[number]]
        codes = {family: state.codes[family]}  # theirs is looked at first: it is the one to mind
        while todo:
            one = todo.pop()
            here, goal = start[one], moves[one]
            for person, cells in parts[one]:
                code = codes[person] if person in codes else state.codes[person]
                codes[person] = code ^ cells << here ^ cells << goal
                for other in rows[person][goal : goal + length]:
                    if other >= 0 and other not in moves:
                        charge = price[other][here]
                        if (
                            start[other] != goal
                            or charge >= FORBIDDEN
                            or lengths[other] != length
                            or not self._is_plain[other]
                            or len(moves) >= _MOST
                        ):
                            return None
                        worse += charge - price[other][goal]
                        moves[other] = here
                        todo.append(other)
        worse -= sum([state.cost[person] for person in codes])
        for person, code in codes.items():
            if worse > limit:  # even if the other days cost nothing
                return None
            day = state.tables[person][code][0]
            if day >= FORBIDDEN:
                return None
            worse += day
        return Trade(moves, worse, codes) if worse <= limit else None

    def _make(
        self, moves: Moves, worse: tuple[int, int], codes: Mapping[int, int], limit: float
    ) -> bool:
        """Make a change that pleases, unless the round as a whole has something against it."""
        state = self._state
        unplaced, penalty = worse
        if state.longest_price:
            penalty += state.longest_price * (state.longest_with(codes) - state.longest)
            if penalty > limit:
                return False
        if state.capacities.any and not state.capacities.allow(state.start, moves):
            return False
        self._best.make(moves, Weighed(unplaced, penalty, codes))
        return True


def starts_to_try(
    near: int, choices: Sequence[int], turn: int, random: Callable[[], float]
) -> list[int]:
    """Where a meeting might go: wherever it is near to others, else two starts by chance.

    Args:
        near: The starts near others, as bits.
        choices: All starts it may have.
        turn: Every other turn the last one comes first, else the first.
        random: What chance decides.
    """
    if near:
        found = []
        while near:  # not by bits(): it is asked for at each step
            there = near.bit_length() - 1
            found.append(there)
            near ^= 1 << there
        if turn & 1:
            found.reverse()
        return found
    return [choices[int(random() * len(choices))], choices[int(random() * len(choices))]]


def is_single(state: State, number: int) -> bool:
    """Whether a meeting is one of two people who mind nothing but when they meet."""
    return [cells for _, cells in state.parts[number]] == [1, 1] and _is_plain(state, number)


def _is_plain(state: State, number: int) -> bool:
    """Whether nobody is to be chosen for a meeting, and none of its people keep away from any."""
    apart = state.problem.apart
    required = state.problem.tasks[number].required
    return (
        bool(state.choices[number])
        and not state.is_staffed[number]
        and bool(required)
        and not any(apart[person] for person in required)
    )


def _all_sides(state: State, number: int) -> list[_Side]:
    """A meeting of two people from both sides; of any other number, as each sees it alone."""
    parts = state.parts[number]
    if len(parts) != 2:  # noqa: PLR2004  two people
        return [(person, cells, person, cells) for person, cells in parts]
    (one, ones), (two, twos) = parts
    return [(one, ones, two, twos), (two, twos, one, ones)]


def _sides(state: State, number: int) -> list[_Side]:
    """The same as its guardians see it, where there are any."""
    sides = _all_sides(state, number)
    families = [side for side in sides if state.problem.roles[side[0]] is Role.GUARDIAN]
    return families or sides
