"""Pools whose members are all alike: how many at a time, not who.

Tables of a business meeting, rooms of one kind: naming one for each meeting while searching
would make as many different plans of each as there are ways to name them. Where nobody in a pool
is in anything else and all have the same time, a pool is a number of meetings that may stand at
once, and who of them is in which meeting follows in the end: meetings that never stand at once
more than there are members can always be shared out in the order of their starts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from conferencekit.scheduling._bits import room_for
from conferencekit.scheduling.compile import Problem, Role, Task

__all__ = ["Capacities"]

_ALL = -1


@attrs.frozen
class _Capacity:
    """Members who are all alike."""

    members: tuple[int, ...]
    available: int


class Capacities:
    """The pools of a problem that are capacities, and how much of them is used."""

    def __init__(self, problem: Problem, pools: Mapping[tuple[int, ...], _Capacity]) -> None:
        self._pools = pools
        last = problem.spans[-1]
        cells = last.base + last.cells + max((task.length for task in problem.tasks), default=1)
        self._cells = cells
        first = {pool: cells * index for index, pool in enumerate(pools)}
        self._used = [0] * (cells * len(pools))
        self._most = [len(pool) for pool in pools for _ in range(cells)]
        self._takes = [
            (tuple(first[pool] for pool in task.pools if pool in pools), task.length)
            for task in problem.tasks
        ]
        self.any = bool(pools)

    @classmethod
    def of(cls, problem: Problem) -> "Capacities":
        """Those of a problem."""
        elsewhere = {
            person for task in problem.tasks for person in (*task.required, *task.optional)
        }
        pools = {pool for task in problem.tasks for pool in task.pools}
        times = Counter(person for pool in pools for person in set(pool))
        twice = {
            pool for task in problem.tasks for pool, n in Counter(task.pools).items() if n > 1
        }
        found = {
            pool: _Capacity(pool, problem.available[pool[0]])
            for pool in pools
            if pool
            and pool not in twice
            and all(
                times[person] == 1 and person not in elsewhere and _is_plain(problem, person)
                for person in pool
            )
            and len({problem.available[person] for person in pool}) == 1
        }
        return cls(problem, found)

    def starts(self, task: Task) -> int:
        """The starts at which all of a task's capacities are there."""
        mask = _ALL
        for pool in task.pools:
            if pool in self._pools:
                mask &= room_for(self._pools[pool].available, task.length)
        return mask

    def chosen(self, task: Task) -> list[tuple[int, ...]]:
        """The pools of a task from which somebody has to be chosen."""
        return [pool for pool in task.pools if pool not in self._pools]

    def allow(self, start: Sequence[int], moves: Mapping[int, int]) -> bool:
        """Whether there is enough of everything after a change."""
        return self._is_enough(self._change(start, moves))

    def make(self, start: Sequence[int], moves: Mapping[int, int]) -> None:
        """Take note of a change."""
        self._note(self._change(start, moves))

    def take(self, start: Sequence[int], moves: Mapping[int, int]) -> Mapping[int, int] | None:
        """Take note of a change if there is enough of everything after it.

        Returns:
            What was taken, to be given back; None where there is not enough.
        """
        change = self._change(start, moves) if self.any else {}
        if not self._is_enough(change):
            return None
        self._note(change)
        return change

    def room(self) -> list[int] | None:
        """By cell, how many more meetings there is enough for.

        Returns:
            None where meetings differ in what they take, or take more than one cell.
        """
        kinds = set(self._takes)
        if len(kinds) != 1:
            return None
        ((bases, length),) = kinds
        if length != 1:
            return None
        cells = self._cells
        free = [most - used for most, used in zip(self._most, self._used, strict=True)]
        rooms = [free[base : base + cells] for base in bases]
        return (
            [min(room) for room in zip(*rooms, strict=True)]
            if rooms
            else [len(self._takes)] * cells
        )

    def give_back(self, taken: Mapping[int, int]) -> None:
        """Take note that a change was taken back."""
        used = self._used
        for cell, more in taken.items():
            used[cell] -= more

    def _note(self, change: Mapping[int, int]) -> None:
        used = self._used
        for cell, more in change.items():
            used[cell] += more

    def _is_enough(self, change: Mapping[int, int]) -> bool:
        used, most = self._used, self._most
        for cell, more in change.items():
            if more > 0 and used[cell] + more > most[cell]:
                return False
        return True

    def _change(self, start: Sequence[int], moves: Mapping[int, int]) -> dict[int, int]:
        """By how much more is used; the cells of all capacities are counted through."""
        change: dict[int, int] = {}
        get, takes = change.get, self._takes
        for number, at in moves.items():
            bases, length = takes[number]
            first = start[number]
            if length == 1 and len(bases) == 1:  # no ranges: they take most of the time
                (base,) = bases
                if first >= 0:
                    change[base + first] = get(base + first, 0) - 1
                if at >= 0:
                    change[base + at] = get(base + at, 0) + 1
                continue
            for base in bases:
                if first >= 0:
                    for cell in range(base + first, base + first + length):
                        change[cell] = get(cell, 0) - 1
                if at >= 0:
                    for cell in range(base + at, base + at + length):
                        change[cell] = get(cell, 0) + 1
        return change

    def members(
        self,
        problem: Problem,
        start: Sequence[int],
        chosen: Callable[[int], tuple[int, ...]],
    ) -> tuple[tuple[int, ...], ...]:
        """For each task who is in it from its pools, in their order."""
        free: dict[int, int] = {}
        found: list[tuple[int, ...]] = [()] * len(start)
        for number in sorted(range(len(start)), key=lambda number: (start[number], number)):
            if start[number] >= 0 and problem.tasks[number].pools:
                task = problem.tasks[number]
                found[number] = self._members_of(task, start[number], chosen(number), free)
        return tuple(found)

    def _members_of(
        self, task: Task, start: int, chosen: Iterable[int], free: dict[int, int]
    ) -> tuple[int, ...]:
        others = iter(chosen)
        members = []
        for pool in task.pools:
            if pool in self._pools:
                member = next(one for one in pool if free.get(one, 0) <= start)
                free[member] = start + task.length
            else:
                member = next(others)
            members.append(member)
        return tuple(members)


def _is_plain(problem: Problem, person: int) -> bool:
    """Whether nothing but time limits what somebody can be in."""
    return (
        problem.roles[person] is Role.NONE
        and problem.runs[person] is None
        and not problem.walks[person]
        and not problem.apart[person]
    )
