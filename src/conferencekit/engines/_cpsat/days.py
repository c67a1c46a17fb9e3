"""What one person's day tells by itself, found by trying all days there are.

Nothing here knows of CP-SAT.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import attrs

from conferencekit.scheduling.compile import Run

__all__ = ["Meeting", "cheaper_corners", "least_idle", "least_idle_of_sets"]

_K = TypeVar("_K")


@attrs.frozen
class Meeting:
    """What a day may have once.

    Attributes:
        length: In cells.
        place: Its number.
        starts: The cells where it may start.
    """

    length: int
    place: int
    starts: Sequence[int]


def least_idle(meetings: Iterable[Meeting], run: Run | None) -> dict[int, int]:
    """For each number of busy cells that a stretch of a day can have, the least idle ones between.

    Each meeting may stand several times, as long as no more cells are busy than all of them
    have, and nobody walks. So it is no more than on any real day.

    Args:
        meetings: Of one person, in one session.
        run: The limit of their runs, or None.
    """
    most, starts = 0, dict[int, set[int]]()
    for meeting in meetings:
        most += meeting.length
        starts.setdefault(meeting.length, set()).update(meeting.starts)
    steps = sorted((start, length) for length, some in starts.items() for start in some)
    if run is not None:
        steps = [(start, length) for start, length in steps if length <= run.longest]
    # By the cell where a meeting ends: by how long the run is and how much is busy, what is idle.
    ends: dict[int, dict[tuple[int, int], int]] = {}
    found = {0: 0}
    for start, length in steps:
        states = {(0 if run is None else length, length): 0}
        for end, before in ends.items():
            gap = start - end
            if gap < 0:
                continue
            for (going, busy), idle in before.items():
                long = length if run is None or gap >= run.pause else going + gap + length
                if busy + length <= most and (run is None or long <= run.longest):
                    _lower(states, (0 if run is None else long, busy + length), idle + gap)
        after = ends.setdefault(start + length, {})
        for state, idle in states.items():
            _lower(after, state, idle)
            _lower(found, state[1], idle)
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


def least_idle_of_sets(
    meetings: Sequence[Meeting], walks: Mapping[int, Mapping[int, int]]
) -> dict[int, int | None]:
    """For each set of meetings the least idle cells of a day that has these and maybe others.

    Args:
        meetings: A few, of one person in one session.
        walks: How many cells it takes from a place, the inner key, to another.

    Returns:
        By set, as the bits of an integer; None where no day has them all.
    """
    everything = (1 << len(meetings)) - 1
    # By set and which of it is last: by the cell where that one ends, what is idle.
    ends: dict[tuple[int, int], dict[int, int]] = {
        (1 << last, last): {start + one.length: 0 for start in one.starts}
        for last, one in enumerate(meetings)
    }
    known: dict[int, int | None] = {}
    for some in range(1, everything + 1):
        for last, one in enumerate(meetings):
            for end, idle in ends.get((some, last), {}).items():
                so_far = known.get(some)
                known[some] = idle if so_far is None else min(so_far, idle)
                for number, other in enumerate(meetings):
                    if some >> number & 1:
                        continue
                    earliest = end + walks.get(other.place, {}).get(one.place, 0)
                    after = ends.setdefault((some | 1 << number, number), {})
                    for start in other.starts:
                        if start >= earliest:
                            _lower(after, start + other.length, idle + start - end)
    found: dict[int, int | None] = {}
    for some in range(everything, 0, -1):
        wider = {some | 1 << number for number in range(len(meetings))} - {some}
        possible = [known.get(some), *(found[more] for more in wider)]
        found[some] = min((idle for idle in possible if idle is not None), default=None)
    return found


def _lower(costs: dict[_K, int], key: _K, cost: int) -> None:
    """Note a cost, unless there is one no higher."""
    if cost < costs.get(key, cost + 1):
        costs[key] = cost
