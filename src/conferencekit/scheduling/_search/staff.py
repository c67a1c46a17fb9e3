"""Who of the pools and of the optional people is in a task."""

from collections.abc import Iterator

from conferencekit.scheduling._search.chance import Chance
from conferencekit.scheduling._search.changes import Staffing
from conferencekit.scheduling._search.state import State

__all__ = ["staff"]

_OTHERS_FIRST = 0.3
"""How often somebody is left to do something else though they could be in a task."""


def staff(state: State, number: int, start: int, rng: Chance | None = None) -> Staffing | None:
    """Choose people for a task at a start: a member for each pool, and all who may attend.

    Only people who have nothing else at that time are chosen; whether walks and runs allow it is
    seen when the change is weighed.

    Args:
        state: Where everything stands.
        number: The task.
        start: Where it is to start.
        rng: Where given, chance decides between members, and now and then leaves out somebody
            who could attend.

    Returns:
        The staffing; None where a pool has nobody left.
    """
    task = state.problem.tasks[number]
    pools = [list(pool) for pool in state.capacities.chosen(task)]
    if rng is not None:
        for pool in pools:
            _turn(pool, rng)
    chosen = next(_choices(state, number, start, pools, ()), None)
    if chosen is None:
        return None
    attending = tuple(
        person
        for person in task.optional
        if person not in chosen
        and _has_time(state, number, start, person)
        and (rng is None or rng.random() >= _OTHERS_FIRST)
    )
    return state.staffed(number, chosen, attending)


def _turn(items: list[int], rng: Chance) -> None:
    """Let a list begin somewhere else."""
    if items:
        cut = int(rng.random() * len(items))
        items[:] = items[cut:] + items[:cut]


def _choices(
    state: State, number: int, start: int, pools: list[list[int]], taken: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """The ways to take one person from each pool, nobody twice."""
    if len(taken) == len(pools):
        yield taken
        return
    for person in pools[len(taken)]:
        if person not in taken and _has_time(state, number, start, person):
            yield from _choices(state, number, start, pools, (*taken, person))


def _has_time(state: State, number: int, start: int, person: int) -> bool:
    length = state.length[number]
    if not state.room(person, length) >> start & 1:
        return False
    cells = state.rows[person][start : start + length]
    return all(other in {-1, number} for other in cells)
