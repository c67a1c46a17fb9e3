"""The best starts for all meetings of a family together, by branch and bound.

What a start costs everybody else is known for each meeting, and taken for independent of where the
others of the family stand. What the family's own day comes to hangs on all of them.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from conferencekit.scheduling._search.changes import OUT

__all__ = ["Combinations", "Idle", "Place"]

_MOST: Final = 400
"""How many combinations are looked at, whole or in part."""
_A_STEP: Final = 4
"""How many of them are as much effort as one step."""
_NOWHERE: Final = 10**9

Place = tuple[float, int, tuple[int, ...]]
"""A start of a meeting: what it costs the others, the start, and who comes back for it."""


class Idle(NamedTuple):
    """What is known of the idle time between meetings that are all in one session.

    Attributes:
        price: Of a cell of it.
        busy: How many of the cells between the first start and the last may be busy; the rest are
            idle whatever stands between.
    """

    price: int = 0
    busy: int = 0


_UNKNOWN: Final = Idle()


class Combinations:
    """The cheapest combination of places, by depth first, for as long as there is hope.

    Args:
        day: What each day of the person costs.
        code: Their day without the meetings.
        cells: The cells of each meeting in their code.
        places: For each meeting where it may stand, cheapest first.
        limit: What it has to stay below, their day included.
        idle: Lets it pass over what is too far apart without looking the day up.

    Attributes:
        limit: What the best comes to; as given where there is none.
        best: A place for each meeting; empty where none is cheap enough.
    """

    def __init__(
        self,
        day: Mapping[int, tuple[int, int, int]],
        code: int,
        cells: Sequence[int],
        places: Sequence[Sequence[Place]],
        *,
        limit: float,
        idle: Idle = _UNKNOWN,
    ) -> None:
        self._day, self._cells, self._places, self._idle = day, cells, places, idle
        self._last = len(places) - 1
        self._least = [0.0] * (len(places) + 1)
        for index in range(self._last, -1, -1):
            self._least[index] = self._least[index + 1] + places[index][0][0]
        self._chosen: list[Place] = []
        self.limit = limit
        self.best: tuple[Place, ...] = ()
        self._tried = 0
        if places:
            self._go_on(0, code, 0, (_NOWHERE, OUT))

    @property
    def effort(self) -> float:
        """What it took, in steps."""
        return self._tried / _A_STEP

    def _go_on(self, index: int, code: int, cost: float, ends: tuple[int, int]) -> None:
        cells, rest = self._cells[index], cost + self._least[index + 1]
        price, busy = self._idle
        for place in self._places[index]:
            charge, start, _ = place
            if rest + charge >= self.limit or self._tried > _MOST:
                return
            there = 0
            first, last = ends
            if start != OUT:
                there = cells << start
                if code & there:
                    continue
                first, last = min(first, start), max(last, start)
                if price and rest + charge + price * (last - first - busy) >= self.limit:
                    continue
            self._tried += 1
            if index < self._last:
                self._chosen.append(place)
                self._go_on(index + 1, code | there, cost + charge, (first, last))
                self._chosen.pop()
                continue
            whole = cost + charge + self._day[code | there][0]
            if whole < self.limit:
                self.limit, self.best = whole, (*self._chosen, place)
