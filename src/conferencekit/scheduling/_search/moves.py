"""Neighbourhoods: small objects, each of which changes a state a little.

A move makes its steps on the state and says whether it found something to do. The caller looks
at the score and rolls back what does not please.
"""

from collections.abc import Sequence
from typing import Protocol

from conferencekit.scheduling._bits import joined_cells, spread
from conferencekit.scheduling._search.chance import Chance, pick, pick_bit
from conferencekit.scheduling._search.construct import insert
from conferencekit.scheduling._search.state import State

__all__ = ["Attend", "Eject", "Move", "Relocate"]

_MOST_EJECTED = 3


class Move(Protocol):
    """A way of changing a state."""

    def apply(self, state: State, rng: Chance) -> bool:
        """Change the state.

        False where nothing was found to do; the state may be changed all the same.
        """
        ...


class Relocate:
    """Give one task another start that is open, rather one next to what its people have."""

    def apply(self, state: State, rng: Chance) -> bool:
        """See :class:`Move`."""
        number = _some_task(state, rng)
        if number is None:
            return False
        before = state.start[number]
        if before >= 0:
            state.unplace(number)
        excused = state.excuse(number)
        starts = state.open_starts(number)
        if before >= 0:
            starts &= ~(1 << before)
        if not starts:
            return False
        start = pick_bit(_rather(starts, _adjacent(state, number), rng), rng)
        members = state.choose(number, start)
        if members is None:
            return False
        state.place(number, start, members)
        state.invite([*excused, number])
        return True


class Eject:
    """Give one task a start that others stand in the way of, and find those another."""

    def apply(self, state: State, rng: Chance) -> bool:
        """See :class:`Move`."""
        number = _some_task(state, rng)
        if number is None:
            return False
        task = state.problem.tasks[number]
        if state.start[number] >= 0:
            if task.starts.bit_count() == 1:
                return False
            starts = task.starts & ~(1 << state.start[number])
            state.unplace(number)
        else:
            starts = task.starts
        if not starts:
            return False
        start = pick_bit(_rather(starts, _adjacent(state, number), rng), rng)
        excused = state.excuse(number)
        ejected = _clear(state, number, start)
        members = None if ejected is None else state.choose(number, start)
        if ejected is None or members is None or not state.open_starts(number) >> start & 1:
            return False
        state.place(number, start, members)
        for other in sorted(ejected, key=lambda one: -state.problem.tasks[one].priority):
            insert(state, other)
        state.invite([*excused, number])
        return True


class Attend:
    """Ask an optional person to a task they do not attend, others leaving what is in the way."""

    def __init__(self, optional: Sequence[int]) -> None:
        self._optional = optional

    def apply(self, state: State, rng: Chance) -> bool:
        """See :class:`Move`."""
        number = pick(self._optional, rng)
        task = state.problem.tasks[number]
        absent = [one for one in task.optional if one not in state.attending[number]]
        if state.start[number] < 0 or not absent:
            return False
        person = pick(absent, rng)
        if not state.free_starts(person, task) >> state.start[number] & 1:
            return False
        state.attend(number, person)
        return True


def _some_task(state: State, rng: Chance) -> int | None:
    """Any task, unplaced ones more often."""
    if state.missing and rng.random() < 0.3:  # noqa: PLR2004
        return pick(sorted(state.missing), rng)
    number = int(rng.random() * len(state.start))
    return number if state.problem.tasks[number].starts else None


def _adjacent(state: State, number: int) -> int:
    """The starts that touch what the task's people have already."""
    task = state.problem.tasks[number]
    found = 0
    for person in task.required:
        busy = state.busy[person]
        found |= (busy << 1) | (busy >> task.length)
    return found


def _rather(starts: int, wanted: int, rng: Chance) -> int:
    """Mostly the wanted ones of some starts, where there are any; else all."""
    return starts & wanted if starts & wanted and rng.random() < 0.7 else starts  # noqa: PLR2004


def _clear(state: State, number: int, start: int) -> list[int] | None:
    """Unplace what keeps a start closed by overlap or by a walk; None where that is too much."""
    task = state.problem.tasks[number]
    wanted = joined_cells(start, start + task.length)
    ejected: list[int] = []
    for person in task.required:
        for other in state.held_in(person, spread(wanted, _reach(state, person))):
            if not state.closed_starts(person, task) >> start & 1:
                break
            if len(ejected) == _MOST_EJECTED:
                return None
            state.unplace(other)
            ejected.append(other)
    return ejected


def _reach(state: State, person: int) -> int:
    """How far from a meeting another one can be in its way, for the walk between them."""
    walks = state.problem.walks[person].values()
    return max((cells for ways in walks for _, cells in ways), default=0)
