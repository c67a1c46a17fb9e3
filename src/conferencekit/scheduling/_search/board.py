"""Some meetings taken out of everybody's days, and put back family by family.

What a start costs a teacher hangs on their session alone, so it is looked up for all starts of a
session at once (:meth:`~conferencekit.scheduling._search.timecost.DayTable.dearer`). A family
comes to one session if it can, so its starts are combined session by session.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from operator import add
from typing import Final

import attrs

from conferencekit.scheduling._search.chance import Chance, exponentials
from conferencekit.scheduling._search.changes import OUT, Moves, cells_of
from conferencekit.scheduling._search.combine import Combinations, Idle, Place
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN

__all__ = ["Board", "Layouts"]

_PLACES: Final = 8
"""How many starts of each meeting are combined, of each session."""
_STARTS_A_STEP: Final = 4
"""How many starts looked at are as much effort as one step."""
_DRAWN: Final = 1021
"""How many random numbers are drawn ahead."""


@attrs.frozen
class _Layout:
    """The starts a meeting may have.

    Attributes:
        starts: All of them, in order.
        prices: What each costs by itself.
        sessions: Which of them are in each session.
    """

    starts: Sequence[int]
    prices: Sequence[int]
    sessions: Sequence[slice]


class Layouts:
    """The starts of the meetings of a round, laid out when they are first asked for.

    Args:
        state: Of the round.
        rng: What chance decides.
    """

    def __init__(self, state: State, rng: Chance) -> None:
        self._state = state
        self._found: dict[int, _Layout] = {}
        self._noise = exponentials(_DRAWN, rng)

    def __getitem__(self, number: int) -> _Layout:
        """Those of a meeting."""
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = self._lay_out(number)
        return found

    def noise(self, count: int, rng: Chance) -> Sequence[float]:
        """So many exponential random numbers of mean 1."""
        turn = int(rng.random() * _DRAWN)
        found = self._noise[turn : turn + count]
        while len(found) < count:
            found += self._noise[: count - len(found)]
        return found

    def _lay_out(self, number: int) -> _Layout:
        state = self._state
        starts = state.choices[number]
        ends = [bisect_left(starts, span.base + span.cells) for span in state.problem.spans]
        return _Layout(
            starts,
            [state.price[number][at] for at in starts],
            [slice(first, last) for first, last in pairwise([0, *ends])],
        )


class Board:
    """Everybody's day without some meetings, and with those that are put back.

    Args:
        state: Where everything stands; it stays as it is.
        layouts: Of the round.
        numbers: The meetings taken out; their people are not to be chosen.

    Attributes:
        starts: Where those put back stand, or OUT.
        effort: What it took, in steps.
    """

    def __init__(self, state: State, layouts: Layouts, numbers: Sequence[int]) -> None:
        self._state, self._layouts = state, layouts
        self._codes: dict[int, int] = {}
        self.starts: Moves = {}
        self.effort = 1.0
        codes = self._codes
        for number in numbers:
            at = state.start[number]
            for person, cells in state.parts[number]:
                code = codes.get(person, state.codes[person])
                codes[person] = code if at == OUT else code ^ cells << at

    def put_back(
        self, person: int, numbers: Sequence[int], *, blur: float, unplaced: float, rng: Chance
    ) -> None:
        """Give somebody's meetings the best starts together, or none where there is none.

        Args:
            person: Whose.
            numbers: The meetings.
            blur: By how much what a start costs is blurred, on average.
            unplaced: What a unit of priority left out costs.
            rng: What chance decides.
        """
        state, code, days = self._state, self._codes[person], self._state.tables[person]
        offers = {number: self._offers(number, person, blur, rng) for number in numbers}
        out: dict[int, Place] = {n: (state.priority[n] * unplaced, OUT, ()) for n in numbers}
        lengths = [state.length[number] for number in numbers]
        idle = Idle(days.idle, sum(lengths) - min(lengths) + code.bit_count())
        limit, starts = float(FORBIDDEN), dict.fromkeys(numbers, OUT)
        for session in (*range(len(state.problem.spans)), None):
            if session is None and days.visit and OUT not in starts.values():
                break
            if session is not None and not any(offers[n][session] for n in numbers):
                continue
            places = {n: sorted([*_cheapest(offers[n], session), out[n]]) for n in numbers}
            order = _fewest_first(places)
            search = Combinations(
                days,
                code,
                [cells_of(state.parts[number], person) for number in order],
                [places[number] for number in order],
                limit=limit,
                idle=Idle() if session is None else idle,
            )
            self.effort += search.effort
            if search.best:
                limit = search.limit
                starts = {n: start for n, (_, start, _) in zip(order, search.best, strict=True)}
        for number, at in starts.items():
            self._stand(number, at)

    def _offers(
        self, number: int, person: int, blur: float, rng: Chance
    ) -> Sequence[Sequence[Place]]:
        """By session, what each free start costs all but one person, blurred."""
        layout = self._layouts[number]
        starts, costs = layout.starts, layout.prices
        self.effort += len(starts) / _STARTS_A_STEP
        for one, cells in self._state.parts[number]:
            if one == person:
                costs = self._where_free(one, cells, starts, costs)
            else:
                costs = self._joined_by(one, cells, starts, costs)
        noise = self._layouts.noise(len(starts), rng)
        return [
            [
                (cost + blur * drawn, at, ())
                for cost, at, drawn in zip(costs[part], starts[part], noise[part], strict=True)
                if cost < FORBIDDEN // 2
            ]
            for part in layout.sessions
        ]

    def _where_free(
        self, person: int, cells: int, starts: Sequence[int], costs: Sequence[int]
    ) -> Sequence[int]:
        """What starts cost, FORBIDDEN where somebody is busy."""
        code = self._codes[person]
        if not code:
            return costs
        return [
            FORBIDDEN if code & cells << at else cost
            for at, cost in zip(starts, costs, strict=True)
        ]

    def _joined_by(
        self, person: int, cells: int, starts: Sequence[int], costs: Sequence[int]
    ) -> Sequence[int]:
        """What starts cost, with what they cost one more person."""
        dearer = self._state.tables[person].dearer(self._codes[person], cells, starts)
        return list(map(add, costs, dearer))

    def _stand(self, number: int, at: int) -> None:
        """Put a meeting somewhere; leave it out where another of the family took the place."""
        state, codes = self._state, self._codes
        parts = state.parts[number]
        if at != OUT and any(codes[person] & cells << at for person, cells in parts):
            at = OUT
        self.starts[number] = at
        if at != OUT:
            for person, cells in parts:
                codes[person] |= cells << at


def _fewest_first(places: Mapping[int, Sequence[Place]]) -> list[int]:
    """The meetings, beginning with that which could stand in the fewest places."""
    return sorted(places, key=lambda number: len(places[number]))


def _cheapest(offers: Sequence[Sequence[Place]], session: int | None) -> Sequence[Place]:
    """The cheapest offers of a session, or of all of them."""
    among = chain.from_iterable(offers) if session is None else offers[session]
    return sorted(among)[:_PLACES]
