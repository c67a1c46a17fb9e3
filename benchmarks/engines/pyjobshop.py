"""PyJobShop, as far as it has words for a round.

People are machines with breaks where they are not available, walks are setup times, the members
of a pool are modes, and rooms that are all alike one resource with a capacity. It has no words
for runs and for keeping apart, so a round with these cannot be expressed; nor can one with walks
and many meetings, as the setup times are a table of every machine by task by task. It has no
words for idle time, visits, wishes or earlier plans either: what it minimises is what stays
unplaced, as the weight of tardy jobs; each meeting is a job, tardy where it is not held.
"""

import time
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from pyjobshop import Model

from benchmarks.engines.errors import CannotExpressError
from conferencekit.engines._answers import Decision, plan_of
from conferencekit.engines._rooms import countable_pools, share_out
from conferencekit.scheduling import Bound, Improvement, Plan, Round
from conferencekit.scheduling._bits import bits, joined_cells
from conferencekit.scheduling.compile import Codec, Problem, Task, compile_round

__all__ = ["solve"]

WORKERS = 2
_LEAST_SECONDS = 0.01
_MOST_MODES = 100
_MOST_SETUP_TIMES = 100_000_000  # of eight bytes each


def solve(
    round_: Round,
    /,
    *,
    seconds: float | None = 10.0,
    seed: int = 1,
    start: Plan | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The plan that PyJobShop finds with two workers.

    Args:
        round_: What to plan.
        seconds: When to end; None for when nothing more can be placed.
        seed: Of the solver under it.
        start: Not used.
        on_improvement: Not used.
        stop: Not used.

    Raises:
        CannotExpressError: The round has a rule that PyJobShop has no words for.
    """
    del start, on_improvement, stop
    began = time.monotonic()
    codec = Codec(round_)
    shop = _Shop(codec, compile_round(round_, codec))
    left = None if seconds is None else seconds - (time.monotonic() - began)
    return plan_of(codec, shop.solve(left, seed), Bound())


class _Shop:
    """A round as a job shop.

    Args:
        codec: Of the round.
        problem: The round.
    """

    def __init__(self, codec: Codec, problem: Problem) -> None:
        _refuse(codec, problem)
        self._codec = codec
        self._problem = problem
        self._model = Model()
        self._end = problem.spans[-1].base + problem.spans[-1].cells
        self._counted = countable_pools(codec, problem)
        self._machines = [
            self._model.add_machine(breaks=self._breaks(cells)) for cells in problem.available
        ]
        self._rooms = {
            pool: self._model.add_renewable(
                len(members), breaks=self._breaks(problem.available[members[0]])
            )
            for pool, members in self._counted.items()
        }
        self._modes: list[tuple[int, ...]] = []  # the members of pools; none where not held
        self._held: dict[int, Any] = {}  # by meeting, its task, where it could be held at all
        self._meetings: list[int | None] = []  # by task, the meeting that it holds
        for number, task in enumerate(problem.tasks):
            self._add(number, task)
        self._add_walks()
        self._model.set_objective(weight_tardy_jobs=1)

    def solve(self, seconds: float | None, seed: int) -> dict[int, Decision]:
        """What PyJobShop decides, by the number of the meeting."""
        limit = float("inf") if seconds is None else max(seconds, _LEAST_SECONDS)
        result = self._model.solve(
            time_limit=limit, display=False, num_workers=WORKERS, random_seed=seed
        )
        found: dict[int, tuple[int, tuple[int, ...]]] = {}
        for number, one in zip(self._meetings, result.best.tasks, strict=False):
            if number is not None and one.present:
                found[number] = one.start, self._modes[one.mode]
        return self._with_rooms(found)

    def _add(self, number: int, task: Task) -> None:
        """A job for a meeting: to be held, or to be tardy; one of the two."""
        model = self._model
        job = model.add_job(weight=task.priority, due_date=self._end)
        never = model.add_task(job, earliest_start=self._end + 1, optional=True)
        model.add_mode(never, [], 1)
        self._modes.append(())
        self._meetings.append(None)
        choices = list(self._choices(number, task))
        if not choices or not task.starts:
            model.add_select_exactly_one([never])
            return
        starts = list(bits(task.starts))
        held = model.add_task(
            job, earliest_start=starts[0], latest_start=starts[-1], optional=True
        )
        model.add_select_exactly_one([held, never])
        self._held[number] = held
        self._meetings.append(number)
        rooms = [
            self._rooms[pool]
            for pool in self._codec.round.meetings[number].from_pools
            if pool in self._rooms
        ]
        extra = self._gaps(task)
        for members in choices:
            people = [*task.required, *(one for one in members if one >= 0)]
            machines = [*(self._machines[one] for one in people), *extra]
            demands = [0] * len(machines) + [1] * len(rooms)
            model.add_mode(held, [*machines, *rooms], task.length, demands)
            self._modes.append(members)

    def _choices(self, number: int, task: Task) -> Iterator[tuple[int, ...]]:
        """Whom its pools could give a meeting, nobody twice."""
        pools = [self._rooms_of(number, index, pool) for index, pool in enumerate(task.pools)]
        for members in product(*pools):
            people = [one for one in members if one >= 0]
            if len(set(people)) == len(people):
                yield members

    def _rooms_of(self, number: int, index: int, pool: tuple[int, ...]) -> tuple[int, ...]:
        """The members to choose from; -1 where rooms are counted instead."""
        id_ = self._codec.round.meetings[number].from_pools[index]
        return (-1,) if id_ in self._rooms else pool

    def _gaps(self, task: Task) -> list[Any]:
        """Where windows of its own forbid starts that its people allow: a machine that breaks."""
        cells = 0
        for start in bits(task.starts):
            cells |= joined_cells(start, start + task.length)
        free = -1
        for person in task.required:
            free &= self._problem.available[person]
        if free & joined_cells(0, self._end) & ~cells:
            return [self._model.add_machine(breaks=self._breaks(cells))]
        return []

    def _breaks(self, cells: int) -> list[tuple[int, int]]:
        """The stretches of time that are not in a set of cells."""
        found: list[tuple[int, int]] = []
        for cell in bits(~cells & joined_cells(0, self._end)):
            if found and found[-1][1] == cell:
                found[-1] = (found[-1][0], cell + 1)
            else:
                found.append((cell, cell + 1))
        return found

    def _add_walks(self) -> None:
        for person, walks in enumerate(self._problem.walks):
            if walks:
                for one, other, cells in self._walks_of(person):
                    held, later = self._held[one], self._held[other]
                    self._model.add_setup_time(self._machines[person], held, later, cells)

    def _walks_of(self, person: int) -> Iterator[tuple[int, int, int]]:
        tasks = self._problem.tasks
        here = [
            number
            for number in self._held
            if person in tasks[number].required
            or any(person in one for one in tasks[number].pools)
        ]
        for other in here:
            far = dict(self._problem.walks[person].get(tasks[other].place, ()))
            for one in here:
                if one != other and tasks[one].place in far:
                    yield one, other, far[tasks[one].place]

    def _with_rooms(self, found: dict[int, tuple[int, tuple[int, ...]]]) -> dict[int, Decision]:
        meetings, tasks = self._codec.round.meetings, self._problem.tasks
        rooms = {
            pool: share_out(
                members,
                [
                    (start, start + tasks[number].length, number)
                    for number, (start, _) in found.items()
                    if pool in meetings[number].from_pools
                ],
            )
            for pool, members in self._counted.items()
        }
        return {
            number: Decision(
                start,
                [
                    rooms[pool][number] if pool in rooms else member
                    for pool, member in zip(meetings[number].from_pools, members, strict=True)
                ],
            )
            for number, (start, members) in found.items()
        }


def _refuse(codec: Codec, problem: Problem) -> None:
    if any(problem.runs):
        raise CannotExpressError("a longest run without a break")
    if any(problem.apart):
        raise CannotExpressError("people kept apart")
    machines, tasks = len(problem.available), 2 * len(problem.tasks)
    if any(problem.walks) and machines * tasks * tasks > _MOST_SETUP_TIMES:
        raise CannotExpressError("walks among so many meetings")
    counted = countable_pools(codec, problem)
    for meeting, task in zip(codec.round.meetings, problem.tasks, strict=True):
        modes = 1
        for id_, pool in zip(meeting.from_pools, task.pools, strict=True):
            modes *= 1 if id_ in counted else len(pool)
        if modes > _MOST_MODES:
            raise CannotExpressError("pools of many different members")
