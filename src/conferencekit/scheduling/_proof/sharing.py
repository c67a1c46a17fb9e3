"""A relaxation: people plan their days on their own, and share the price of each meeting.

Theory of operation
-------------------
Everybody a meeting needs gets a copy of it, and plans their own cheapest day with their copies.
In a plan all copies of a meeting stand in one cell; on their own they need not. What a meeting
costs at a start is shared out among its copies, in whatever way: for a plan the shares add up to
the price, so the cheapest days together never cost more than the cheapest plan. That holds for
every way of sharing, and the best one is looked for: the dearer a start is made for those who use
it and the cheaper for those who do not, the more they agree (Lagrangian decomposition: Guignard
and Kim, "Lagrangean decomposition: a model yielding stronger Lagrangean bounds", Mathematical
Programming 39, 1987).

Leaving a meeting out has a price as well, shared among its copies with an exact day. To bound what
is unplaced, it is the priority, and nothing else costs anything. To bound the penalty, where no
more than a *limit* of priority may be left out, it is the priority at a rate that is looked for
too, and what the limit is worth at that rate is taken off.

Left aside, which only lowers the bound: keeping apart, who is chosen from pools, and that optional
people have other meetings.
"""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Final

import attrs

from conferencekit.scheduling._bits import bits, room_for
from conferencekit.scheduling._proof.day import NEARLY_NEVER, NEVER, Day, SingleDay
from conferencekit.scheduling._proof.long import LongDay
from conferencekit.scheduling._proof.short import Idle, ShortDay
from conferencekit.scheduling.compile import Problem, Role, Task

__all__ = ["Copy", "Sharing", "Uses"]

_FEW: Final = 5
"""Up to how many meetings somebody's day is planned exactly; each more doubles the work."""
_FIRST_RATE: Final = 100.0

Copy = tuple[int, int]
"""A person of the relaxation, and which of their meetings."""
Uses = dict[Copy, dict[int, int]]
"""For each copy that stands how often in which cell."""


@attrs.define
class _Person:
    """Somebody with copies of meetings.

    Attributes:
        day: Plans their day.
        tasks: Whose copies they have.
        prices: Their share, by copy and cell.
        out: Their share in leaving out, by copy.
        is_exact: Whether each copy stands once or is left out.
    """

    day: Day
    tasks: Sequence[int]
    prices: list[list[float]]
    out: list[float]
    is_exact: bool


class Sharing:
    """Shares of all prices, and the bound they prove.

    Args:
        problem: The problem.
        limit: How much priority may be left out of the meetings that have a start, where the
            penalty is bounded; None where what is unplaced is.
        longest: Where given, the most cells a guardian may wait at once.

    Attributes:
        copies: By task its copies.
        exact: By task those of them whose day is exact.
        people: Everybody with copies.
        limit: As given.
        rate: The price of a unit of priority left out.
    """

    def __init__(self, problem: Problem, limit: int | None, longest: int | None = None) -> None:
        self.limit = limit
        self.rate = 1.0 if limit is None else _FIRST_RATE
        self._problem = problem
        self._longest = longest
        self.people: list[_Person] = []
        tasks = [number for number, task in enumerate(problem.tasks) if task.starts]
        self._tables = {number: self._table(problem.tasks[number]) for number in tasks}
        self.copies: dict[int, list[Copy]] = {number: [] for number in tasks}
        self._copy_of: dict[tuple[int, int], Copy] = {}
        loose = _may_have_others(problem)
        for person, mine in _meetings_of(problem, tasks).items():
            if len(mine) > 1:
                day, is_exact = self._day(person, mine, is_loose=person in loose)
                self._copy_of |= {
                    (person, number): (len(self.people), index)
                    for index, number in enumerate(mine)
                }
                self._add(day, mine, is_exact=is_exact)
        self.exact = {number: self._exact(number) for number in tasks}
        for number in tasks:
            if not self.exact[number]:
                self._add(SingleDay(), [number], is_exact=True)
                self.exact[number] = self._exact(number)
        self._share_out()

    # ------------------------------------------------------------------------------- setting up

    def _table(self, task: Task) -> list[float]:
        """What a meeting costs at each start, at the least."""
        problem = self._problem
        last = problem.spans[-1]
        table = [NEVER] * (last.base + last.cells)
        missed = 0 if self.limit is None else problem.weights["missed"]
        rooms = [room_for(problem.available[person], task.length) for person in task.optional]
        starts = task.starts
        for pool in task.pools:
            room = 0
            for person in pool:
                room |= room_for(problem.available[person], task.length)
            starts &= room
        for at in bits(starts):
            price = 0 if self.limit is None else task.cost_at(at)
            table[at] = float(price - missed * sum(room >> at & 1 for room in rooms))
        return table

    def _day(self, person: int, tasks: Sequence[int], *, is_loose: bool) -> tuple[Day, bool]:
        """Who plans somebody's day, and whether exactly."""
        problem = self._problem
        role = problem.roles[person]
        lengths = [problem.tasks[number].length for number in tasks]
        places = [problem.tasks[number].place for number in tasks]
        idle = self._idle(role, is_loose=is_loose)
        if len(tasks) <= _FEW and problem.runs[person] is None:
            walks = self._walks(person, places, is_loose=is_loose)
            return ShortDay(problem.spans, lengths, walks, idle), True
        known = sorted(set(places))
        walks = self._walks(person, known, is_loose=is_loose)
        sorts = [
            (length, known.index(place)) for length, place in zip(lengths, places, strict=True)
        ]
        return LongDay(problem.spans, sorts, walks, idle.cell, problem.runs[person]), False

    def _idle(self, role: Role, *, is_loose: bool) -> Idle:
        """What somebody's idle time costs; nothing where other meetings may fill it."""
        weights, tick = self._problem.weights, self._problem.tick
        is_guardian = role is Role.GUARDIAN
        if self.limit is None or is_loose or role is Role.NONE:
            return Idle(
                0.0, visit=float(weights["visit"] * (is_guardian and self.limit is not None))
            )
        if is_guardian:
            return Idle(
                float(weights["wait"] * tick),
                float(weights["waits"]),
                float(weights["visit"]),
                self._longest,
            )
        return Idle(float(weights["gap"] * tick))

    def _walks(self, person: int, places: Sequence[int], *, is_loose: bool) -> list[list[int]]:
        """From each place to each, in cells; none where a third place may lie between."""
        known = self._problem.walks[person]
        return [
            [0 if is_loose else dict(known.get(there, ())).get(here, 0) for there in places]
            for here in places
        ]

    def _add(self, day: Day, tasks: Sequence[int], *, is_exact: bool) -> None:
        for index, number in enumerate(tasks):
            self.copies[number].append((len(self.people), index))
        nothing: list[list[float]] = [[] for _ in tasks]
        self.people.append(_Person(day, tasks, nothing, [0.0] * len(tasks), is_exact))

    def _exact(self, number: int) -> list[Copy]:
        return [copy for copy in self.copies[number] if self.people[copy[0]].is_exact]

    def _share_out(self) -> None:
        """To begin with, those whose day is exact pay all, in equal shares."""
        for number, table in self._tables.items():
            exact = self.exact[number]
            for copy in self.copies[number]:
                person, index = copy
                parts = len(exact) if copy in exact else 0
                self.people[person].prices[index] = [
                    price if price >= NEARLY_NEVER else price / parts if parts else 0.0
                    for price in table
                ]
            self.share_leaving_out(number)

    def share_leaving_out(self, number: int) -> None:
        """Make the shares in leaving a meeting out add up to its price, at the rate there is."""
        price = NEVER if self.limit == 0 else self.rate * self._problem.tasks[number].priority
        exact = self.exact[number]
        have = fsum(self.people[person].out[index] for person, index in exact)
        for person, index in exact:
            self.people[person].out[index] += (price - have) / len(exact)

    # --------------------------------------------------------------------------- where to begin

    def charge(self, person: int, tasks: Iterable[int], worth: float) -> None:
        """Let somebody whose time is scarce be paid for it by the others.

        Args:
            person: Who.
            tasks: Which of their tasks.
            worth: What a cell of theirs is worth.
        """
        for number in tasks:
            mine = self._copy_of.get((person, number))
            others = [copy for copy in self.exact[number] if copy != mine]
            if mine is not None and others:
                price = worth * self._problem.tasks[number].length
                self._raise(mine, -price)
                for copy in others:
                    self._raise(copy, price / len(others))

    def _raise(self, copy: Copy, by: float) -> None:
        prices = self.people[copy[0]].prices
        prices[copy[1]] = [price + by for price in prices[copy[1]]]

    def take_over(self, other: "Sharing") -> None:
        """Begin with the shares of another sharing of the same prices."""
        self.rate = other.rate
        for mine, theirs in zip(self.people, other.people, strict=True):
            mine.prices = [row[:] for row in theirs.prices]
            mine.out = theirs.out[:]

    def lean_on(self, other: "Sharing", rate: float) -> None:
        """Begin as a sharing of what is unplaced does, with so much for each unit of it."""
        self.rate = rate
        for mine, theirs in zip(self.people, other.people, strict=True):
            for row, shifts in zip(mine.prices, theirs.prices, strict=True):
                row[:] = [
                    price if price >= NEARLY_NEVER else price + rate * shift
                    for price, shift in zip(row, shifts, strict=True)
                ]
            mine.out = [rate * share for share in theirs.out]
        for number in self.copies:
            self.share_leaving_out(number)

    # ---------------------------------------------------------------------------------- bounding

    def bound(self) -> tuple[float, Uses]:
        """What the cheapest days cost together, and which starts they use."""
        costs: list[float] = []
        uses: Uses = {}
        for number, person in enumerate(self.people):
            cost, chosen = person.day.cheapest(person.prices, person.out)
            costs.append(cost)
            for index, at in chosen:
                cells = uses.setdefault((number, index), {})
                cells[at] = cells.get(at, 0) + 1
        if self.limit:
            costs.append(-self.rate * self.limit)
        return fsum(costs), uses

    def priority(self, number: int) -> int:
        """What leaving out a task counts."""
        return self._problem.tasks[number].priority


def _meetings_of(problem: Problem, tasks: Sequence[int]) -> dict[int, list[int]]:
    """For each person the tasks they are required in."""
    found: dict[int, list[int]] = {}
    for number in tasks:
        for person in problem.tasks[number].required:
            found.setdefault(person, []).append(number)
    return dict(sorted(found.items()))


def _may_have_others(problem: Problem) -> set[int]:
    """Those who may be in meetings that do not require them."""
    return {
        person
        for task in problem.tasks
        for people in (task.optional, *task.pools)
        for person in people
    }
