"""Where everything stands during a search, what that costs, and what a change would cost.

Theory of operation
-------------------
A change is a set of *moves*: for some tasks a new start, or :data:`OUT`. It is first *weighed*
and then, if it pleases, *made*. Weighing writes nothing: it puts together the new codes of the
touched people (see :mod:`~conferencekit.scheduling._search.timecost`), looks their costs up, and
answers with the difference, or with None where the change would break a rule. So a change costs
what it touches, not what the round is long, and there is nothing to undo.

The state keeps for each person a *row*, the task in each of their cells, so that whoever stands
in the way is found by looking; and their *code*, what their day costs.

Staff of pools and optional people have a part in a task while they are in it: the task's *parts*
are its required people and these. Moves keep them; a :class:`Staffing` given along with a move
replaces them. Pools whose members are all alike and in nothing else are no people here but a
*capacity*, so many at a time; who of them it is, is seen when the plan is written down.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from conferencekit.scheduling._bits import bits, joined_cells, room_for, spread
from conferencekit.scheduling._search.capacity import Capacities
from conferencekit.scheduling._search.changes import (
    OUT,
    Moves,
    Part,
    Snapshot,
    Staffing,
    Supposed,
    Weighed,
)
from conferencekit.scheduling._search.timecost import FORBIDDEN, Zones, day_tables
from conferencekit.scheduling.compile import Problem, Role

__all__ = ["State"]

_NO_STAFFING: Final[Mapping[int, Staffing]] = {}


class State:
    """A plan in the making.

    Args:
        problem: What is to be planned; the state starts with everything unplaced.

    Attributes:
        problem: As given.
        width: How many cells a zone has in a code.
        length: For each task how many cells it takes.
        starts: For each task the starts its required people, windows and capacities allow.
        choices: The same as a list.
        priority: For each task what leaving it out counts.
        start: For each task its start, or OUT.
        parts: For each task the parts of everybody in it.
        rows: For each person the task in each cell, or -1.
        codes: For each person when and where they are busy.
        cost: For each person what their day costs, with the guide, in grains.
        wait: For each person their longest wait in a session, in cells; 0 but for guardians.
        waits: For each number of cells how many people have it for their longest wait.
        longest: The longest wait of all.
        longest_price: What a cell of it costs, in grains.
        price: For each task what each start costs, in grains; FORBIDDEN where it may not start.
        is_staffed: For each task whether it has people to be chosen or invited.
        missing: The tasks that are unplaced though they have a start.
        unplaced: The sum of the priorities of the unplaced tasks.
        penalty: What the terms come to, with the guide, in grains.
    """

    def __init__(self, problem: Problem) -> None:
        people, tasks = len(problem.available), problem.tasks
        last = problem.spans[-1]
        self.problem = problem
        self.capacities = Capacities.of(problem)
        longest = max((task.length for task in tasks), default=1)
        self.width = last.base + last.cells + longest
        self.length = [task.length for task in tasks]
        self.starts = [task.starts & self.capacities.starts(task) for task in tasks]
        lists: dict[int, list[int]] = {}
        self.choices = [lists.setdefault(mask, list(bits(mask))) for mask in self.starts]
        self.start = [OUT] * len(tasks)
        self.rows = [[OUT] * self.width for _ in range(people)]
        self.codes = [0] * people
        self._lay_out_zones()
        self._required = [
            tuple(self.part(number, person) for person in task.required)
            for number, task in enumerate(tasks)
        ]
        self.parts = list(self._required)
        self.is_staffed = [bool(task.optional or self.capacities.chosen(task)) for task in tasks]
        self._staffing: dict[int, Staffing] = {}
        self._alone = [Staffing((), (), parts) for parts in self._required]
        self.rooms: dict[tuple[int, int], int] = {}
        self.price = self._prices()
        self.missing = {number for number, choices in enumerate(self.choices) if choices}
        self.unplaced = sum(task.priority for task in tasks)
        self.penalty = 0
        self.cost = [0] * people
        self._guide = [0] * people
        self._guided = 0
        self.wait = [0] * people
        self.waits = [0] * (self.width + 1)
        self.waits[0] = people
        self.longest = 0
        self.longest_price = problem.weights["longest_wait"] * problem.tick
        self._any_apart = any(problem.apart)
        self.priority = [task.priority for task in tasks]
        self._missed = problem.weights["missed"]

    def _lay_out_zones(self) -> None:
        """Find the zones of the tasks each person could be in, and a table of their days."""
        problem = self.problem
        places: list[set[int]] = [set() for _ in problem.available]
        for task in problem.tasks:
            members = (member for pool in self.capacities.chosen(task) for member in pool)
            for person in (*task.required, *task.optional, *members):
                places[person].add(task.place)
        self._zones = [
            Zones(mine if walks else (), walks)
            for mine, walks in zip(places, problem.walks, strict=True)
        ]
        self.tables = day_tables(problem, self._zones, self.width)

    def _prices(self) -> list[list[int]]:
        known: dict[object, list[int]] = {}
        prices = []
        for task, starts in zip(self.problem.tasks, self.starts, strict=True):
            key = (starts, task.wishes, task.fixed_cost)
            if key not in known:
                known[key] = [
                    task.cost_at(cell) if starts >> cell & 1 else FORBIDDEN
                    for cell in range(self.width)
                ]
            prices.append(known[key])
        return prices

    # --------------------------------------------------------------------------------- looking

    @property
    def score(self) -> tuple[int, int]:
        """The score as it stands."""
        return self.unplaced, (self.penalty - self._guided) // self.problem.grain

    def difference(self, weighed: Weighed) -> tuple[int, int]:
        """By how much a change alters the score."""
        if not self.problem.guide:
            return weighed[:2]
        guided = sum(
            self.tables[person][code][2] - self._guide[person]
            for person, code in weighed.codes.items()
        )
        return weighed.unplaced, (weighed.penalty - guided) // self.problem.grain

    def snapshot(self) -> Snapshot:
        """Where everything stands at this instant."""
        return Snapshot(tuple(self.start), dict(self._staffing))

    def people(self, snapshot: Snapshot) -> Iterator[tuple[int, tuple[int, ...], tuple[int, ...]]]:
        """For each task its start, who is in it from its pools, and who attends."""

        def staffing(number: int) -> Staffing:
            return snapshot.staffing.get(number) or self._alone[number]

        members = self.capacities.members(
            self.problem, snapshot.start, lambda number: staffing(number).members
        )
        for number, at in enumerate(snapshot.start):
            yield at, members[number], staffing(number).attending

    def staffing(self, number: int) -> Staffing:
        """Who besides the required people is in a task as it stands."""
        return self._staffing.get(number) or self._alone[number]

    def staffed(
        self, number: int, members: tuple[int, ...], attending: tuple[int, ...]
    ) -> Staffing:
        """A staffing of a task."""
        others = tuple(self.part(number, person) for person in (*members, *attending))
        return Staffing(members, attending, self._required[number] + others)

    def part(self, number: int, person: int) -> Part:
        """A person's part in a task."""
        zone = self._zones[person].of_place.get(self.problem.tasks[number].place, 0)
        return person, ((1 << self.length[number]) - 1) << (zone * self.width)

    def busy(self, person: int) -> int:
        """The cells a person's tasks take."""
        code, full, cells = self.codes[person], (1 << self.width) - 1, 0
        while code:
            cells |= code & full
            code >>= self.width
        return cells

    def around(self, person: int, code: int, cells: int) -> int:
        """The cells of a person's code, and those too near to be walked from, as a task sees them.

        Args:
            person: Who.
            code: Their code without the task.
            cells: Of the task in their code; they tell its zone.
        """
        zones = self._zones[person]
        if zones.count == 1:
            return code
        here, full, busy = (cells.bit_length() - 1) // self.width, (1 << self.width) - 1, 0
        for there in range(zones.count):
            part = code >> there * self.width & full
            if part:
                busy |= spread(part, zones.walk(here, there))
        return busy

    def least(self, person: int) -> int:
        """What a person's day costs at least if they have to be in all their zones in one go."""
        zones, weights = self._zones[person], self.problem.weights
        if self.problem.roles[person] is not Role.GUARDIAN or zones.count == 1:
            return 0
        walks = [zones.walk(one, other) for one in range(zones.count) for other in range(one)]
        walk = min(walks)
        pause = weights["waits"] if walk else 0
        return (zones.count - 1) * (self.tables[person].idle * walk + pause)

    def room(self, person: int, length: int) -> int:
        """The starts of a meeting so long that somebody could be in, if it were their only one."""
        found = self.rooms.get((person, length))
        if found is None:
            found = room_for(self.problem.available[person], length)
            self.rooms[person, length] = found
        return found

    def open_starts(self, number: int) -> int:
        """The starts of a task at which nothing else stands in its required people's time.

        Where it stands now does not count. Walks, runs and keeping apart may still forbid some.
        """
        taken = 0
        start, length = self.start[number], self.length[number]
        for person, _ in self._required[number]:
            taken |= self.busy(person)
            if start != OUT:
                taken &= ~joined_cells(start, start + length)
        return self.starts[number] & room_for(~taken & ((1 << self.width) - 1), length)

    def in_the_way(self, number: int, start: int) -> set[int]:
        """The tasks that stand where a task would, were it to start at a cell."""
        end = start + self.length[number]
        found = {
            other
            for person, _ in self.parts[number]
            for other in self.rows[person][start:end]
            if other >= 0
        }
        found.discard(number)
        return found

    # -------------------------------------------------------------------------------- weighing

    def weigh(  # noqa: C901, PLR0911, PLR0912  the search's innermost loop, in one pass
        self, moves: Moves, staffing: Mapping[int, Staffing] = _NO_STAFFING
    ) -> Weighed | None:
        """What a change would do; None where it would break a rule.

        Args:
            moves: Tasks and their new starts; OUT to take one out.
            staffing: For some of them, who is to be in them.
        """
        start, parts, price, codes = self.start, self.parts, self.price, self.codes
        priority = self.priority
        new: dict[int, int] = {}
        unplaced = penalty = 0
        for number in moves:
            at = start[number]
            if at >= 0:
                penalty -= price[number][at]
                for person, cells in parts[number]:
                    new[person] = (new[person] if person in new else codes[person]) ^ (cells << at)
            else:
                unplaced -= priority[number]
        for number, at in moves.items():
            if at >= 0:
                penalty += price[number][at]
                for person, cells in (
                    staffing[number].parts if number in staffing else parts[number]
                ):
                    code = new[person] if person in new else codes[person]
                    there = cells << at
                    if code & there:
                        return None
                    new[person] = code | there
            else:
                unplaced += priority[number]
        if penalty >= FORBIDDEN // 2:
            return None
        cost, tables = self.cost, self.tables
        for person, code in new.items():
            day = tables[person][code][0]
            if day >= FORBIDDEN:
                return None
            penalty += day - cost[person]
        if self.longest_price:
            penalty += self.longest_price * (self.longest_with(new) - self.longest)
        if self.capacities.any and not self.capacities.allow(start, moves):
            return None
        if self._is_special(moves, staffing):
            extra = self._weigh_staffing(moves, staffing)
            if extra is None:
                return None
            penalty += extra
        if self._any_apart and not self._keeps_apart(new, moves, staffing):
            return None
        return Weighed(unplaced, penalty, new)

    def longest_with(self, new: Mapping[int, int]) -> int:
        """The longest wait once some people have new codes, none of which is forbidden."""
        now, longest, relieved = self.longest, 0, 0
        for person, code in new.items():
            longest = max(longest, self.tables[person][code][1])
            relieved += self.wait[person] == now
        if longest >= now or self.waits[now] > relieved:
            return max(longest, now)
        return self._next_longest(new, longest)

    def _next_longest(self, new: Mapping[int, int], longest: int) -> int:
        """The same where all who wait longest now are among them."""
        mine = [0] * (self.longest + 1)
        for person in new:
            mine[self.wait[person]] += 1
        for wait in range(self.longest - 1, longest, -1):
            if self.waits[wait] > mine[wait]:
                return wait
        return longest

    def _is_special(self, moves: Moves, staffing: Mapping[int, Staffing]) -> bool:
        if staffing:
            return True
        is_staffed = self.is_staffed
        return any(is_staffed[number] for number in moves)

    def _weigh_staffing(self, moves: Moves, staffing: Mapping[int, Staffing]) -> int | None:
        """What attendance changes; None where somebody chosen or attending is not available."""
        attending = 0
        for number, at in moves.items():
            before = self._staffing.get(number)
            if before is not None:
                attending -= len(before.attending)
            if at == OUT:
                continue
            after = staffing.get(number, before)
            if after is None:
                if self.capacities.chosen(self.problem.tasks[number]):
                    return None  # nobody is chosen from its pools
                continue
            attending += len(after.attending)
            for person in (*after.members, *after.attending):
                if not self.room(person, self.length[number]) >> at & 1:
                    return None
        return -self._missed * attending

    def _keeps_apart(
        self, new: Mapping[int, int], moves: Moves, staffing: Mapping[int, Staffing]
    ) -> bool:
        return all(
            self._far_enough(person, other, near, moves, staffing)
            for person in new
            for other, near in self.problem.apart[person]
        )

    def _far_enough(
        self,
        one: int,
        other: int,
        near: tuple[int, ...],
        moves: Moves,
        staffing: Mapping[int, Staffing],
    ) -> bool:
        """Whether any task of the one is the same as, or far enough from, any of the other."""
        theirs = list(self._tasks_of(other, moves, staffing))
        for number, at in self._tasks_of(one, moves, staffing):
            closed = 0
            for cell in range(at, at + self.length[number]):
                closed |= near[cell]
            for against, cell in theirs:
                if against != number and closed & (((1 << self.length[against]) - 1) << cell):
                    return False
        return True

    def _tasks_of(
        self, person: int, moves: Moves, staffing: Mapping[int, Staffing]
    ) -> Iterator[tuple[int, int]]:
        """A person's tasks and their starts, as they would be."""
        for number in {task for task in self.rows[person] if task >= 0} - moves.keys():
            yield number, self.start[number]
        for number, at in moves.items():
            parts = staffing[number].parts if number in staffing else self.parts[number]
            if at >= 0 and any(somebody == person for somebody, _ in parts):
                yield number, at

    # ---------------------------------------------------------------------------------- making

    def make(
        self, moves: Moves, weighed: Weighed, staffing: Mapping[int, Staffing] = _NO_STAFFING
    ) -> None:
        """Make a change that was weighed."""
        self._lift(moves)
        if self.capacities.any:
            self.capacities.make(self.start, moves)
        for number, at in moves.items():
            (self.missing.add if at == OUT else self.missing.discard)(number)
            if self.is_staffed[number]:
                self._staff(number, staffing.get(number), out=at == OUT)
        self._put(moves)
        for person, code in weighed.codes.items():
            self.codes[person] = code
            self.cost[person], wait, guide = self.tables[person][code]
            self._guided += guide - self._guide[person]
            self._guide[person] = guide
            before = self.wait[person]
            if wait != before:
                self.waits[before] -= 1
                self.waits[wait] += 1
                self.wait[person] = wait
                self.longest = max(self.longest, wait)
        while self.longest and not self.waits[self.longest]:
            self.longest -= 1
        self.unplaced += weighed.unplaced
        self.penalty += weighed.penalty

    def suppose(self, moves: Moves, codes: Mapping[int, int]) -> Supposed | None:
        """Make a change of placed tasks for a while, to see what else could be changed then.

        Only where everything stands, the codes and what the days cost are seen to. It is to be
        taken back, the last one first, before anything is made.

        Args:
            moves: Tasks and their new starts.
            codes: The new codes of the people it touches; they have to keep the rules.

        Returns:
            What was before; None where there is not enough of some capacity.
        """
        start = self.start
        taken = self.capacities.take(start, moves)
        if taken is None:
            return None
        before = Supposed(
            {number: start[number] for number in moves},
            {person: self.codes[person] for person in codes},
            taken,
        )
        self._stand(moves, codes)
        return before

    def _stand(self, moves: Moves, codes: Mapping[int, int]) -> None:
        self._lift(moves)
        self._put(moves)
        for person, code in codes.items():
            self.codes[person] = code
            self.cost[person] = self.tables[person][code][0]

    def take_back(self, before: Supposed) -> None:
        """Make everything stand as it was before it was supposed to stand elsewhere."""
        self.capacities.give_back(before.taken)
        self._stand(before.starts, before.codes)

    def _lift(self, moves: Moves) -> None:
        """Take tasks out of the rows of their people."""
        rows, start, parts, length = self.rows, self.start, self.parts, self.length
        for number in moves:
            at = start[number]
            if at >= 0:
                cells = length[number]
                if cells == 1:
                    for person, _ in parts[number]:
                        rows[person][at] = OUT
                else:
                    for person, _ in parts[number]:
                        rows[person][at : at + cells] = [OUT] * cells

    def _put(self, moves: Moves) -> None:
        """Write down where tasks go, in the rows of their people as well."""
        rows, start, parts, length = self.rows, self.start, self.parts, self.length
        for number, at in moves.items():
            start[number] = at
            if at >= 0:
                cells = length[number]
                if cells == 1:
                    for person, _ in parts[number]:
                        rows[person][at] = number
                else:
                    for person, _ in parts[number]:
                        rows[person][at : at + cells] = [number] * cells

    def _staff(self, number: int, staffing: Staffing | None, *, out: bool) -> None:
        if out:
            self._staffing.pop(number, None)
            self.parts[number] = self._required[number]
        elif staffing is not None:
            self._staffing[number] = staffing
            self.parts[number] = staffing.parts
