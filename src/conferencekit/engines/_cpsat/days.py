"""What one person's day in one session tells by itself, found by going through all days there are.

Nothing here knows of CP-SAT.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import attrs

from conferencekit.scheduling.compile import Run

__all__ = ["Meeting", "cheaper_corners", "least_idle", "least_idle_of_sets", "most_busy"]

_K = TypeVar("_K")


@attrs.frozen
class Meeting:
    """What a day may have once.

    Attributes:
        length: In cells.
        place: Its number.
        starts: The cells where it may start, in ascending order.
    """

    length: int
    place: int
    starts: Sequence[int]


def most_busy(meetings: Iterable[Meeting], run: Run | None, first: int, last: int) -> list[int]:
    """For each cell from the first to the last, how many are busy from the first up to it.

    That is at the most, with all meetings in between. Each may stand several times, and nobody
    walks. So it is no less than on any real day.

    Args:
        meetings: Of one person, in one session.
        run: The limit of their runs, or None.
        first: A cell.
        last: One no earlier.
    """
    lengths = _by_start(meetings, run)
    pause = 0 if run is None else run.pause
    # By the cell where a meeting ends: by how long the run is then, what is busy.
    ends: dict[int, dict[int, int]] = {}
    found: list[int] = []
    for cell in range(first, last + 1):
        found.append(max([*found[-1:], *ends.get(cell, {}).values()], default=0))
        rested = found[cell - pause - first] if cell - pause >= first else 0
        for length in lengths.get(cell, ()):
            states = {length: rested + length}
            for gap, going, busy in _recent(ends, cell, pause):
                long = going + gap + length
                if run is not None and long <= run.longest:
                    states[long] = max(states.get(long, 0), busy + length)
            after = ends.setdefault(cell + length, {})
            for long, busy in states.items():
                after[long] = max(after.get(long, 0), busy)
    return found


def least_idle(meetings: Sequence[Meeting], run: Run | None) -> dict[int, int]:
    """How many cells are idle at the least between the first meeting and the last.

    Each meeting may stand several times, as long as no more cells are busy than all of them have,
    and nobody walks. So it is no more than on any real day.

    Args:
        meetings: Of one person, in one session.
        run: The limit of their runs, or None.

    Returns:
        By how many cells are busy, 0 among them; without those that no day comes to.
    """
    most = sum(one.length for one in meetings)
    lengths = _by_start(meetings, run)
    pause = 0 if run is None else run.pause
    # By the cell where a meeting ends: by how long the run is and how much is busy, what is idle.
    ends: dict[int, dict[tuple[int, int], int]] = {}
    rested: dict[int, int] = {}
    found = {0: 0}
    for cell in range(min(lengths, default=0), max(lengths, default=-1) + 1):
        rested = {busy: idle + 1 for busy, idle in rested.items()}
        for (_, busy), idle in ends.get(cell - pause, {}).items():
            _lower(rested, busy, idle + pause)
        for length in lengths.get(cell, ()):
            long = 0 if run is None else length
            states = {(long, length): 0}
            for busy, idle in rested.items():
                _lower(states, (long, busy + length), idle)
            for gap, (going, busy), idle in _recent(ends, cell, pause):
                if run is not None and going + gap + length <= run.longest:
                    _lower(states, (going + gap + length, busy + length), idle + gap)
            after = ends.setdefault(cell + length, {})
            for (going, busy), idle in states.items():
                if busy <= most:
                    _lower(after, (going, busy), idle)
                    _lower(found, busy, idle)
    return found


def least_idle_of_sets(
    meetings: Sequence[Meeting], walks: Mapping[int, Mapping[int, int]]
) -> dict[int, int | None]:
    """For each set of meetings the least idle cells of a day that has these and maybe others.

    Args:
        meetings: All that somebody may have in one session: another one in between may save a
            walk.
        walks: How many cells it takes to a place, the outer key, from another.

    Returns:
        By set, as the bits of an integer; None where no day has them all.
    """
    everything = (1 << len(meetings)) - 1
    # By set and which of it is last: by the cell where that one ends, what is idle.
    ends: dict[tuple[int, int], dict[int, int]] = {
        (1 << last, last): {start + one.length: 0 for start in one.starts}
        for last, one in enumerate(meetings)
    }
    found: dict[int, int | None] = {}
    for some in range(1, everything + 1):
        found[some] = None
        for last, one in enumerate(meetings):
            before = ends.get((some, last))
            if not before:
                continue
            found[some] = _least(found[some], min(before.values()))
            for number, other in enumerate(meetings):
                if not some >> number & 1:
                    walk = walks.get(other.place, {}).get(one.place, 0)
                    after = ends.setdefault((some | 1 << number, number), {})
                    for end, idle in _followed(before, other, walk):
                        _lower(after, end, idle)
    for some in range(everything, 0, -1):
        for number in range(len(meetings)):
            found[some] = _least(found[some], found[some | 1 << number])
    return found


def cheaper_corners(points: Mapping[int, int]) -> list[tuple[int, int]]:
    """The corners of the lower convex hull of some points, from left to right."""
    corners: list[tuple[int, int]] = []
    for x, y in sorted(points.items()):
        while len(corners) > 1:
            (x0, y0), (x1, y1) = corners[-2:]
            if (y1 - y0) * (x - x0) < (y - y0) * (x1 - x0):
                break
            corners.pop()
        corners.append((x, y))
    return corners


def _by_start(meetings: Iterable[Meeting], run: Run | None) -> dict[int, list[int]]:
    """By start the lengths of meetings that are no longer than a run may be."""
    kinds = {(start, one.length) for one in meetings for start in one.starts}
    found: dict[int, list[int]] = {}
    for start, length in sorted(kinds):
        if run is None or length <= run.longest:
            found.setdefault(start, []).append(length)
    return found


def _recent(
    ends: Mapping[int, Mapping[_K, int]], cell: int, pause: int
) -> Iterator[tuple[int, _K, int]]:
    """What ended less than a pause before a cell: how long before, and a state with its number."""
    for gap in range(pause):
        for state, number in ends.get(cell - gap, {}).items():
            yield gap, state, number


def _followed(ends: Mapping[int, int], meeting: Meeting, walk: int) -> Iterator[tuple[int, int]]:
    """Where a meeting that follows may end, and the least that is idle by then."""
    before = sorted(ends.items())
    passed, least = 0, None
    for start in meeting.starts:
        while passed < len(before) and before[passed][0] + walk <= start:
            end, idle = before[passed]
            least = _least(least, idle - end)
            passed += 1
        if least is not None:
            yield start + meeting.length, least + start


def _least(one: int | None, other: int | None) -> int | None:
    """The lower of two numbers of which either may be missing."""
    return min((number for number in (one, other) if number is not None), default=None)


def _lower(costs: dict[_K, int], key: _K, cost: int) -> None:
    """Note a cost, unless there is one no higher."""
    if cost < costs.get(key, cost + 1):
        costs[key] = cost
