"""Pools of rooms that are all alike, which want counting and not naming.

As long as no more meetings want a room at once than there are rooms, giving out the rooms in the
order of the starts never fails.
"""

from collections.abc import Sequence

from conferencekit.scheduling.compile import Codec, Problem
from conferencekit.scheduling.round import Kind

__all__ = ["countable_pools", "share_out"]


def countable_pools(codec: Codec, problem: Problem) -> dict[str, tuple[int, ...]]:
    """The members of each pool of rooms of which one is as good as another."""
    round_ = codec.round
    named = {person for task in problem.tasks for person in (*task.required, *task.optional)}
    often = [member for pool in round_.pools for member in set(pool.members)]
    found = {}
    for pool in round_.pools:
        members = tuple(codec.person[id_] for id_ in dict.fromkeys(pool.members))
        if (
            all(round_.people[member].kind is Kind.ROOM for member in members)
            and len({problem.available[member] for member in members}) == 1
            and not any(problem.runs[member] or problem.apart[member] for member in members)
            and not named.intersection(members)
            and all(often.count(id_) == 1 for id_ in pool.members)
        ):
            found[pool.id] = members
    return found


def share_out(rooms: Sequence[int], meetings: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """A room for each meeting, given as its start, its end and its number."""
    free = dict.fromkeys(rooms, -1)
    found = {}
    for start, end, number in sorted(meetings):
        room = next(room for room, until in free.items() if until <= start)
        free[room] = end
        found[number] = room
    return found
