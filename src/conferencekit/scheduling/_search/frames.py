"""Where a teacher's meetings could stand one right after the other."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from conferencekit.scheduling._bits import joined_cells
from conferencekit.scheduling._search.chance import Chance
from conferencekit.scheduling._search.changes import OUT
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling.compile import Run

__all__ = ["frame"]

_FROM_THE_START: Final = 0.12
"""How often a session's meetings begin with the session, rather than about where they do now."""
_AS_NOW: Final = 0.5
"""How often they begin exactly where they do now."""
_ELSEWHERE: Final = 0.3
"""How often one meeting is counted to another session."""


def frame(state: State, person: int, length: int, tasks: Sequence[int], rng: Chance) -> list[int]:
    """Starts for meetings of one length of one person: in each session in a row.

    Pauses that the person needs are left out, and so is the time of their other meetings. Chance
    decides where each row begins, and in which session a meeting without a place is counted.

    Args:
        state: Where everything stands.
        person: Whose meetings.
        length: Of each, in cells.
        tasks: The meetings.
        rng: What chance decides.
    """
    problem = state.problem
    mine = sorted(state.start[number] for number in tasks if state.start[number] != OUT)
    taken = state.busy(person)
    for at in mine:
        taken &= ~joined_cells(at, at + length)
    free = problem.available[person] & ~taken
    starts: list[int] = []
    for span, (count, first) in zip(
        problem.spans, _shares(state, mine, len(tasks), length, rng), strict=True
    ):
        starts += _row(
            free, range(first, span.base + span.cells), count, length, problem.runs[person]
        )
    return starts


def _shares(
    state: State, mine: Sequence[int], wanted: int, length: int, rng: Chance
) -> list[tuple[int, int]]:
    """For each session how many meetings it takes, and where they begin."""
    spans = state.problem.spans
    there = [[at for at in mine if span.base <= at < span.base + span.cells] for span in spans]
    counts = Counter({index: len(starts) for index, starts in enumerate(there)})
    for _ in range(wanted - len(mine)):
        counts[int(rng.random() * len(spans))] += 1
    if len(spans) > 1 and rng.random() < _ELSEWHERE:
        here, other = (int(rng.random() * len(spans)) for _ in range(2))
        if counts[here]:
            counts[here] -= 1
            counts[other] += 1
    shares = []
    for index, span in enumerate(spans):
        first, chance = span.base, rng.random()
        if there[index] and chance >= _FROM_THE_START:
            first = there[index][0]
            if chance >= _FROM_THE_START + _AS_NOW:
                first += int(rng.random() * (2 * length + 1)) - length
        latest = span.base + span.cells - counts[index] * length
        shares.append((counts[index], max(span.base, min(first, latest))))
    return shares


def _row(free: int, cells: range, count: int, length: int, run: Run | None) -> list[int]:
    """Starts in a row within some cells, wherever they are free."""
    starts: list[int] = []
    body = (1 << length) - 1
    at = begun = cells.start
    while len(starts) < count and at + length <= cells.stop:
        if run is not None and at + length - begun > run.longest:
            at = begun = at + run.pause
        elif free >> at & body == body:
            starts.append(at)
            at += length
        else:
            at += 1
    return starts
