"""The exact day of somebody with a few meetings: by sets of meetings, in the order of time."""

from collections.abc import Sequence
from itertools import accumulate, islice
from math import fsum
from operator import add, sub

import attrs

from conferencekit.scheduling._proof.day import NEARLY_NEVER, NEVER, Chosen, Prices
from conferencekit.scheduling.compile import Span

__all__ = ["Idle", "ShortDay"]


@attrs.frozen
class Idle:
    """What a person's idle time costs.

    Attributes:
        cell: A cell of it.
        pause: Each time there is any, whatever its length.
        visit: A session beyond the first.
        longest: The most cells of one pause; None where there is no limit.
    """

    cell: float
    pause: float = 0.0
    visit: float = 0.0
    longest: int | None = None


_Ends = dict[tuple[int, int], list[float]]
"""By the set of meetings that stand and the last of them: what it costs to end in each cell."""


@attrs.frozen
class _Sitting:
    """What any set of meetings costs in one session.

    Attributes:
        cost: By set.
        last: By set the last meeting of a cheapest order.
        ends: What leads there.
    """

    cost: list[float]
    last: list[int]
    ends: _Ends


class ShortDay:
    """The exact day of somebody with a few meetings.

    Args:
        spans: The sessions.
        lengths: Of the meetings, in cells.
        walks: From each meeting to each, in cells.
        idle: What idle time costs.
    """

    def __init__(
        self,
        spans: Sequence[Span],
        lengths: Sequence[int],
        walks: Sequence[Sequence[int]],
        idle: Idle,
    ) -> None:
        self._spans, self._lengths, self._walks, self._idle = spans, lengths, walks, idle
        longest = max(span.cells for span in spans)
        self._ramp = [idle.cell * at for at in range(longest + 1)]

    def cheapest(self, prices: Prices, out: Sequence[float]) -> tuple[float, Chosen]:
        """The cheapest day there is."""
        everything = (1 << len(self._lengths)) - 1
        sittings = [self._sitting(prices, span) for span in self._spans]
        cost = [NEVER] * (everything + 1)
        cost[0] = 0.0
        chosen: list[list[int]] = []
        for sitting in sittings:
            cost, sets = self._after(cost, sitting)
            chosen.append(sets)
        totals = [
            cost[have] + fsum(price for index, price in enumerate(out) if not have >> index & 1)
            for have in range(everything + 1)
        ]
        least = min(totals)
        have = totals.index(least)
        found: Chosen = []
        for span, sitting, sets in reversed(list(zip(self._spans, sittings, chosen, strict=True))):
            if sets[have]:
                self._trace(span, sitting, sets[have], found)
            have ^= sets[have]
        return least, found

    def _after(self, cost: list[float], sitting: _Sitting) -> tuple[list[float], list[int]]:
        """What each set costs once a session more is over, and which part of it stands there."""
        after, sets = cost[:], [0] * len(cost)
        for before, so_far in enumerate(cost):
            if so_far >= NEARLY_NEVER:
                continue
            base = so_far + (self._idle.visit if before else 0.0)
            rest = part = len(cost) - 1 ^ before
            while part:
                price = sitting.cost[part]
                total = base + price
                if price < NEARLY_NEVER and total < after[before | part]:
                    after[before | part], sets[before | part] = total, part
                part = part - 1 & rest
        return after, sets

    def _sitting(self, prices: Prices, span: Span) -> _Sitting:
        count, cells = len(self._lengths), span.cells
        rows = [row[span.base : span.base + cells] for row in prices]
        able = [index for index in range(count) if min(rows[index], default=NEVER) < NEARLY_NEVER]
        sitting = _Sitting([NEVER] * (1 << count), [0] * (1 << count), {})
        known: dict[object, list[float]] = {}
        for have in range(1, 1 << count):
            for last in able:
                if have >> last & 1:
                    before = have ^ 1 << last
                    ready = self._ready_after(sitting.ends, before, last, cells, known)
                    if ready is not None:
                        row = [NEVER] * self._lengths[last]
                        row += map(add, ready, rows[last])
                        self._note(sitting, have, last, row[: cells + 1])
        return sitting

    @staticmethod
    def _note(sitting: _Sitting, have: int, last: int, row: list[float]) -> None:
        least = min(row)
        if least < NEARLY_NEVER:
            sitting.ends[have, last] = row
            if least < sitting.cost[have]:
                sitting.cost[have], sitting.last[have] = least, last

    def _ready_after(
        self,
        ends: _Ends,
        have: int,
        onward: int,
        cells: int,
        known: dict[object, list[float]],
    ) -> list[float] | None:
        """What it costs to be ready for a meeting in each cell, once a set of others stood.

        It is the same for all meetings as far to walk to; ``known`` keeps what was worked out.
        """
        if not have:
            return [0.0] * (cells + 1)
        by_walk: dict[int, list[list[float]]] = {}
        walks = []
        for last, all_walks in enumerate(self._walks):
            row = ends.get((have, last))
            if row is not None:
                by_walk.setdefault(all_walks[onward], []).append(row)
                walks.append((last, all_walks[onward]))
        if not by_walk:
            return None
        key = (have, *walks)
        if key not in known:
            ready = [
                self._ready(rows[0] if len(rows) == 1 else list(map(min, *rows)), walk)
                for walk, rows in by_walk.items()
            ]
            known[key] = ready[0] if len(ready) == 1 else list(map(min, *ready))
        return known[key]

    def _ready(self, row: list[float], walk: int) -> list[float]:
        """What it costs to be ready in each cell, from what it costs to end there."""
        cell, pause, longest = self._idle.cell, self._idle.pause, self._idle.longest
        size = len(row)
        if walk >= size:
            return [NEVER] * size
        if longest is None:
            ramp = self._ramp
            waited = map(add, accumulate(map(sub, row, ramp), min), ramp)
            if walk:
                extra = cell * walk + pause
                return [NEVER] * walk + [price + extra for price in islice(waited, size - walk)]
            if pause:
                return list(map(min, row, [price + pause for price in waited]))
            return list(waited)
        ready = [NEVER] * size
        for wait in self._waits(walk, size):
            extra = cell * wait + (pause if wait else 0.0)
            later = [price + extra for price in row[: size - wait]]
            ready[wait:] = map(min, ready[wait:], later)
        return ready

    def _waits(self, walk: int, size: int) -> range:
        longest = self._idle.longest
        return range(walk, size if longest is None else min(longest + 1, size))

    def _trace(self, span: Span, sitting: _Sitting, have: int, found: Chosen) -> None:
        """Add where the meetings of a set stand in a session, from the last to the first."""
        last = sitting.last[have]
        row = sitting.ends[have, last]
        end = row.index(sitting.cost[have])
        while True:
            at = end - self._lengths[last]
            found.append((last, span.base + at))
            have ^= 1 << last
            if not have:
                return
            last, end = self._came_from(sitting.ends, have, last, at)

    def _came_from(self, ends: _Ends, have: int, onward: int, at: int) -> tuple[int, int]:
        """The last meeting, and where it ended, on the cheapest way to be ready in a cell."""
        best, found = NEVER * 2, None
        for last in range(len(self._lengths)):
            row = ends.get((have, last))
            if row is not None:
                for wait in self._waits(self._walks[last][onward], at + 1):
                    extra = self._idle.cell * wait + (self._idle.pause if wait else 0.0)
                    if row[at - wait] + extra < best:
                        best, found = row[at - wait] + extra, (last, at - wait)
        assert found is not None  # noqa: S101  the cost of the set came from somewhere
        return found
