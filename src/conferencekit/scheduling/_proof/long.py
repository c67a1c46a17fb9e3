"""The relaxed day of somebody with many meetings: what is left to decide goes by time alone.

Any meeting may be left out for nothing, or stand several times; the person's walks, pauses and
longest run hold. So it is a shortest path through the cells of a session.
"""

from collections.abc import Sequence

import attrs

from conferencekit.scheduling._proof.day import NEARLY_NEVER, NEVER, Chosen, Prices
from conferencekit.scheduling.compile import Run, Span

__all__ = ["LongDay"]


@attrs.frozen
class _Sort:
    """Meetings of one length at one place.

    Attributes:
        length: In cells.
        place: A number among the person's places.
        members: Which of their meetings.
    """

    length: int
    place: int
    members: tuple[int, ...]


_Step = tuple[int, int, "_Step | None"]
"""A sort of meeting, the cell of the session where it starts, and what came before."""
_Way = tuple[float, _Step | None]
"""What it costs to be somewhere, and how one came there."""


class LongDay:
    """The relaxed day of somebody with many meetings.

    Args:
        spans: The sessions.
        sorts: For each meeting its length in cells and its place, a number from 0.
        walks: From each place to each, in cells.
        idle: What a cell of idle time costs.
        run: The limit of their runs, or None.
    """

    def __init__(
        self,
        spans: Sequence[Span],
        sorts: Sequence[tuple[int, int]],
        walks: Sequence[Sequence[int]],
        idle: float,
        run: Run | None,
    ) -> None:
        self._spans, self._walks, self._idle, self._run = spans, walks, idle, run
        self._sorts = [
            _Sort(*sort, tuple(index for index, other in enumerate(sorts) if other == sort))
            for sort in dict.fromkeys(sorts)
        ]

    def cheapest(self, prices: Prices, out: Sequence[float]) -> tuple[float, Chosen]:
        """The cheapest day of the relaxation; leaving out costs nothing, whatever ``out`` says."""
        del out
        lows = [
            list(map(min, *(prices[index] for index in sort.members)))
            if len(sort.members) > 1
            else prices[sort.members[0]]
            for sort in self._sorts
        ]
        total = 0.0
        found: Chosen = []
        for span in self._spans:
            cost, step = self._sitting([low[span.base : span.base + span.cells] for low in lows])
            total += cost
            while step is not None:
                number, at, step = step
                cell = span.base + at
                members = self._sorts[number].members
                price = lows[number][cell]
                found.append((next(one for one in members if prices[one][cell] == price), cell))
        return total, found

    def _sitting(self, lows: Sequence[list[float]]) -> _Way:
        """The cheapest session."""
        line = _Line(len(lows[0]), len(self._walks))
        least: _Way = (0.0, None)
        pause = self._run.pause if self._run else 0
        for at in range(line.cells + 1):
            for place in range(len(self._walks)):
                cost, step = line.settle(at, place, self._idle)
                if cost < least[0]:
                    least = cost, step
            for place in range(len(self._walks)):
                way = self._beginning(line, at, place, pause)
                if self._run is None:
                    self._stand(line, lows, at, place, way)
                else:
                    self._run_on(line, lows, (at, place, way), self._run)
        return least

    def _beginning(self, line: "_Line", at: int, place: int, pause: int) -> _Way:
        """The cheapest way to begin in a cell at a place: first of all, or after a pause."""
        best: _Way = (0.0, None)
        for here, walks in enumerate(self._walks):
            wait = max(walks[place], pause)
            if wait <= at:
                cost = line.ready[here][at - wait] + wait * self._idle
                if cost < best[0]:
                    best = cost, line.ready_by[here][at - wait]
        return best

    def _stand(
        self, line: "_Line", lows: Sequence[list[float]], at: int, place: int, way: _Way
    ) -> None:
        """Let one meeting of each sort start in a cell."""
        for number, sort in enumerate(self._sorts):
            end = at + sort.length
            if sort.place == place and end <= line.cells:
                cost = way[0] + lows[number][at]
                if cost < line.ends[place][end]:
                    line.ends[place][end] = cost
                    line.ends_by[place][end] = (number, at, way[1])

    def _run_on(
        self,
        line: "_Line",
        lows: Sequence[list[float]],
        begin: tuple[int, int, _Way],
        run: Run,
    ) -> None:
        """Let a run begin in a cell at a place, and go on as long as it may."""
        at, place, way = begin
        ahead = _Line(min(line.cells, at + run.longest), len(self._walks))
        self._stand(ahead, lows, at, place, way)
        for end in range(at + 1, ahead.cells + 1):
            for here, walks in enumerate(self._walks):
                cost = ahead.ends[here][end]
                if cost < NEARLY_NEVER:
                    step = ahead.ends_by[here][end]
                    if cost < line.ends[here][end]:
                        line.ends[here][end], line.ends_by[here][end] = cost, step
                    for there, walk in enumerate(walks):
                        for wait in range(walk, run.pause):
                            onward = cost + wait * self._idle, step
                            self._stand(ahead, lows, end + wait, there, onward)


class _Line:
    """What it costs to have come somewhere in a session.

    Attributes:
        cells: Up to which cell meetings may last.
        ends: By place and cell, for meetings that end there.
        ends_by: The last of those meetings.
        ready: By place and cell, for having ended there or waited since.
        ready_by: The last meeting of those.
    """

    def __init__(self, cells: int, places: int) -> None:
        self.cells = cells
        self.ends = [[NEVER] * (cells + 1) for _ in range(places)]
        self.ends_by: list[list[_Step | None]] = [[None] * (cells + 1) for _ in range(places)]
        self.ready = [[NEVER] * (cells + 1) for _ in range(places)]
        self.ready_by: list[list[_Step | None]] = [[None] * (cells + 1) for _ in range(places)]

    def settle(self, at: int, place: int, idle: float) -> _Way:
        """Work out what it costs to be ready in a cell, once all that ends there is known."""
        cost, step = self.ends[place][at], self.ends_by[place][at]
        if at:
            waited = self.ready[place][at - 1] + idle
            if waited < cost:
                cost, step = waited, self.ready_by[place][at - 1]
        self.ready[place][at], self.ready_by[place][at] = cost, step
        return cost, step
