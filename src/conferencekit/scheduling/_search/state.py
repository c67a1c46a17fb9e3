"""Where everything stands during a search, what that costs, and how to go back.

Theory of operation
-------------------
A state changes by four primitive steps alone: *place* and *unplace* a task, let an optional
person *attend* and *leave*. Each keeps three things up to date:

- ``busy``, the cells that each person's meetings take;
- ``unplaced`` and ``penalty``, the score as it stands, by looking again at the touched people
  only: what a person's idle time costs is a function of their busy cells, looked up in a table;
- the *trail*, a list of the steps taken. ``rollback`` undoes them in reverse, down to a mark, so
  a move is tried by making it, looking at the score, and going back where it does not please.

Placing asks no questions: callers place where ``open_starts`` says. What keeps a start closed is
gathered as a set of cells (meetings, walks, people kept apart) or of starts (runs), never by
looking at one meeting after the other.

An optional person's attendance never stands in the way: before a move looks for open starts it
lets the people concerned leave what they attend (``excuse``), and once it has placed its tasks it
asks them in again, where they have room and it is worth it (``invite``).

Walks are kept between *any* two meetings of a person in a session, where the rule asks for them
between consecutive ones. That is the same unless a meeting without a place stands between two
with places or a detour is shorter than the direct way, and it makes taking a meeting out always
safe.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from conferencekit.scheduling._bits import (
    bits,
    joined_cells,
    lowest,
    room_for,
    spread,
    starts_hitting,
)
from conferencekit.scheduling.compile import Problem, Role, Run, Task

__all__ = ["Snapshot", "State"]

Snapshot = tuple[tuple[int, ...], tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]
"""Starts, chosen pool members and attending people, by task."""

_NOWHERE: Final = -1
_TABLE: Final = 200_000
"""How many entries a table of costs may have before it starts afresh."""


class State:
    """A plan in the making.

    Args:
        problem: What is to be planned; the state starts with everything unplaced.

    Attributes:
        start: For each task its start, or -1.
        members: For each task who was chosen from its pools.
        attending: For each task the optional people who attend.
        busy: For each person the cells their meetings take.
        unplaced: The sum of the priorities of the unplaced tasks.
        penalty: What the terms come to.
    """

    def __init__(self, problem: Problem) -> None:
        people = len(problem.available)
        self.problem = problem
        self.start = [_NOWHERE] * len(problem.tasks)
        self.members: list[tuple[int, ...]] = [()] * len(problem.tasks)
        self.attending: list[tuple[int, ...]] = [()] * len(problem.tasks)
        self.busy = [0] * people
        self.unplaced = sum(task.priority for task in problem.tasks)
        self.penalty = 0
        self.missing = set(range(len(problem.tasks)))
        self._trail: list[tuple[str, int, int, tuple[int, ...]]] = []
        self._at: list[dict[int, int]] = [{} for _ in range(people)]
        self._holds: list[set[int]] = [set() for _ in range(people)]
        self._attends: list[set[int]] = [set() for _ in range(people)]
        self._cost = [0] * people
        self._wait: list[tuple[int, ...]] = [()] * people
        self._waits = [0] * (max(span.cells for span in problem.spans) + 1)
        self._longest = 0
        self._tables: tuple[dict[int, tuple[int, tuple[int, ...]]], ...] = ({}, {}, {})
        self._run_table: dict[tuple[int, int, Run], int] = {}

    # --------------------------------------------------------------------------------- looking

    @property
    def score(self) -> tuple[int, int]:
        """The score as it stands."""
        return self.unplaced, self.penalty

    def snapshot(self) -> Snapshot:
        """What a plan is made of, at this instant."""
        return tuple(self.start), tuple(self.members), tuple(self.attending)

    def people(self, task: int) -> Iterator[int]:
        """Everyone with a part in a placed task."""
        yield from self.problem.tasks[task].required
        yield from self.members[task]
        yield from self.attending[task]

    def held_in(self, person: int, cells: int) -> list[int]:
        """The tasks somebody is required in or chosen for that take one of some cells."""
        tasks = self.problem.tasks
        return [
            number
            for number in sorted(self._holds[person])
            if cells & (((1 << tasks[number].length) - 1) << self.start[number])
        ]

    def closed_starts(self, person: int, task: Task) -> int:
        """The starts at which a person could not be in a task that is not placed now.

        Whether they are available is another matter: see ``Problem.available``.
        """
        closed = starts_hitting(self._closed_cells(person, task.place), task.length)
        run = self.problem.runs[person]
        if run is not None:
            closed |= self._too_long(self.busy[person], task.length, run)
        return closed

    def open_starts(self, number: int) -> int:
        """The starts at which an unplaced task could be placed as things stand."""
        task = self.problem.tasks[number]
        starts = task.starts
        for person in task.required:
            starts &= ~self.closed_starts(person, task)
        if starts and task.pools:
            starts = self._staffed(task, starts)
        return starts

    def _staffed(self, task: Task, starts: int) -> int:
        """Those of some starts for which each pool has somebody.

        That one person may be all that two pools have is seen later.
        """
        for pool in task.pools:
            free = 0
            for person in pool:
                free |= self.free_starts(person, task)
            starts &= free
        return starts

    def free_starts(self, person: int, task: Task) -> int:
        """The starts at which somebody who is not required has room for a task."""
        room = room_for(self.problem.available[person], task.length)
        return room & ~self.closed_starts(person, task)

    def choose(self, number: int, start: int) -> tuple[int, ...] | None:
        """Members for the pools of an unplaced task at a start; None where there are none."""
        task = self.problem.tasks[number]
        return self._assign(task, start, 0, ()) if task.pools else ()

    def _assign(
        self, task: Task, start: int, pool: int, taken: tuple[int, ...]
    ) -> tuple[int, ...] | None:
        if pool == len(task.pools):
            return taken
        for person in task.pools[pool]:
            if person not in taken and self.free_starts(person, task) >> start & 1:
                chosen = self._assign(task, start, pool + 1, (*taken, person))
                if chosen is not None:
                    return chosen
        return None

    def _closed_cells(self, person: int, place: int) -> int:
        """The cells in which a person could not be in a meeting at a place."""
        problem = self.problem
        cells = self.busy[person]
        for origin, distance in problem.walks[person].get(place, ()):
            there = self._at[person].get(origin, 0)
            if there:
                cells |= spread(there, distance)
        for other, near in problem.apart[person]:
            for cell in bits(self.busy[other]):
                cells |= near[cell]
        return cells

    def _too_long(self, busy: int, length: int, run: Run) -> int:
        key = (busy, length, run)
        closed = self._run_table.get(key)
        if closed is None:
            if len(self._run_table) > _TABLE:
                self._run_table.clear()
            closed = 0
            for span in self.problem.spans:
                closed |= runs_too_long(busy & span.mask, length, run) & span.mask
            self._run_table[key] = closed
        return closed

    # -------------------------------------------------------------------------------- changing

    def mark(self) -> int:
        """A point to roll back to."""
        return len(self._trail)

    def rollback(self, mark: int) -> None:
        """Undo every step since a mark."""
        while len(self._trail) > mark:
            step, task, value, members = self._trail[-1]
            if step == "place":
                self.unplace(task)
            elif step == "unplace":
                self.place(task, value, members)
            elif step == "attend":
                self.leave(task, value)
            else:
                self.attend(task, value)
            del self._trail[-2:]

    def forget(self) -> None:
        """Let go of the trail: what was done stays done."""
        self._trail.clear()

    def place(self, number: int, start: int, members: tuple[int, ...]) -> None:
        """Place an unplaced task at an open start, with members chosen for it."""
        task = self.problem.tasks[number]
        self.start[number] = start
        self.members[number] = members
        self.missing.discard(number)
        self.unplaced -= task.priority
        self.penalty += task.cost_at(start)
        for person in (*task.required, *members):
            self._holds[person].add(number)
            self._occupy(person, task, start)
        self._trail.append(("place", number, start, members))

    def unplace(self, number: int) -> None:
        """Take a placed task out; whoever attends leaves first."""
        for person in self.attending[number]:
            self.leave(number, person)
        task = self.problem.tasks[number]
        start = self.start[number]
        for person in (*task.required, *self.members[number]):
            self._holds[person].discard(number)
            self._release(person, task, start)
        self.start[number] = _NOWHERE
        self.missing.add(number)
        self.unplaced += task.priority
        self.penalty -= task.cost_at(start)
        self._trail.append(("unplace", number, start, self.members[number]))

    def attend(self, number: int, person: int) -> None:
        """Let an optional person attend a placed task."""
        self.attending[number] = (*self.attending[number], person)
        self._attends[person].add(number)
        self.penalty -= self.problem.weights["missed"]
        self._occupy(person, self.problem.tasks[number], self.start[number])
        self._trail.append(("attend", number, person, ()))

    def leave(self, number: int, person: int) -> None:
        """Let an optional person stay away from a task they attend."""
        self.attending[number] = tuple(one for one in self.attending[number] if one != person)
        self._attends[person].discard(number)
        self.penalty += self.problem.weights["missed"]
        self._release(person, self.problem.tasks[number], self.start[number])
        self._trail.append(("leave", number, person, ()))

    def excuse(self, number: int) -> list[int]:
        """Let everyone who could be in the way of a task leave what they attend as optional.

        Returns:
            The tasks that somebody left.
        """
        task = self.problem.tasks[number]
        concerned = [*task.required, *(person for pool in task.pools for person in pool)]
        concerned += [other for person in concerned for other, _ in self.problem.apart[person]]
        left = []
        for person in concerned:
            for attended in sorted(self._attends[person]):
                self.leave(attended, person)
                left.append(attended)
        return left

    def invite(self, numbers: Iterable[int]) -> None:
        """Let optional people attend placed tasks, where they have room and the penalty falls."""
        for number in numbers:
            task = self.problem.tasks[number]
            if self.start[number] == _NOWHERE:
                continue
            for person in task.optional:
                if self.free_starts(person, task) >> self.start[number] & 1:
                    before, mark = self.penalty, self.mark()
                    self.attend(number, person)
                    if self.penalty >= before:
                        self.rollback(mark)

    def _occupy(self, person: int, task: Task, start: int) -> None:
        cells = ((1 << task.length) - 1) << start
        self.busy[person] |= cells
        if self.problem.walks[person]:
            at = self._at[person]
            at[task.place] = at.get(task.place, 0) | cells
        self._recount(person)

    def _release(self, person: int, task: Task, start: int) -> None:
        cells = ((1 << task.length) - 1) << start
        self.busy[person] &= ~cells
        if self.problem.walks[person]:
            self._at[person][task.place] &= ~cells
        self._recount(person)

    # -------------------------------------------------------------------------------- counting

    def _recount(self, person: int) -> None:
        """Bring what a person's idle time costs up to date."""
        role = self.problem.roles[person]
        if role is Role.NONE:
            return
        cost, waits = self._idle_cost(role, self.busy[person])
        self.penalty += cost - self._cost[person]
        self._cost[person] = cost
        if role is Role.GUARDIAN and waits != self._wait[person]:
            self._count_waits(self._wait[person], waits)
            self._wait[person] = waits

    def _idle_cost(self, role: Role, busy: int) -> tuple[int, tuple[int, ...]]:
        table = self._tables[role]
        found = table.get(busy)
        if found is None:
            if len(table) > _TABLE:
                table.clear()
            found = table[busy] = idle_cost(self.problem, role, busy)
        return found

    def _count_waits(self, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        """Keep the longest wait of all, by counting how many are how long."""
        counts = self._waits
        for wait in before:
            counts[wait] -= 1
        for wait in after:
            counts[wait] += 1
        longest = max(self._longest, *after) if after else self._longest
        while longest and not counts[longest]:
            longest -= 1
        price = self.problem.weights["longest_wait"] * self.problem.tick
        self.penalty += price * (longest - self._longest)
        self._longest = longest


def idle_cost(problem: Problem, role: Role, busy: int) -> tuple[int, tuple[int, ...]]:
    """What a person's idle time and visits cost, and their waits by session, in cells."""
    weights = problem.weights
    idle: list[int] = []
    pauses = 0
    for span in problem.spans:
        cells = busy >> span.base & ((1 << span.cells) - 1)
        if cells:
            idle.append(cells.bit_length() - lowest(cells) - cells.bit_count())
            pauses += (cells & ~(cells >> 1)).bit_count() - 1
    if role is Role.TEACHER:
        return weights["gap"] * problem.tick * sum(idle), ()
    visits = max(0, len(idle) - 1)
    cost = weights["wait"] * problem.tick * sum(idle)
    cost += weights["waits"] * pauses + weights["visit"] * visits
    return cost, tuple(idle)


def runs_too_long(busy: int, length: int, run: Run) -> int:
    """The starts at which a task so long would make a run longer than allowed.

    Args:
        busy: The cells taken, all of one session.
        length: Of the task, no more than the longest run.
        run: The limit.
    """
    closed = 0
    chains = list(_chains(busy, run.pause))
    for index, (first, end) in enumerate(chains):
        # Standing less than a pause after a run makes it longer ...
        closed |= joined_cells(max(end, first + run.longest - length + 1), end + run.pause)
        # ... so does standing less than a pause before it ...
        earliest = max(0, first - length - run.pause + 1)
        closed |= joined_cells(earliest, min(first - length + 1, end - run.longest))
        # ... and what stands in a short pause between two runs makes them one.
        if index and end - chains[index - 1][0] > run.longest:
            closed |= joined_cells(earliest, chains[index - 1][1] + run.pause)
    return closed


def _chains(busy: int, pause: int) -> Iterator[tuple[int, int]]:
    """The runs among the cells: first cell, and the one after the last."""
    chain: tuple[int, int] | None = None
    while busy:
        first = lowest(busy)
        stretch = busy >> first
        end = first + lowest(~stretch)
        busy &= ~joined_cells(first, end)
        if chain is not None and first - chain[1] < pause:
            chain = (chain[0], end)
        else:
            if chain is not None:
                yield chain
            chain = (first, end)
    if chain is not None:
        yield chain
