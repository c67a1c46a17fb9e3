"""First come, first served: what a booking website does.

One family after the other takes, for each of its meetings in the order of the file, the first
start at which everybody in it is free. Nothing is ever moved for somebody who comes later. The
rules are kept, since a website that knows them would refuse what breaks them.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import attrs

from conferencekit.engines._answers import Decision, plan_of
from conferencekit.scheduling import Bound, Improvement, Kind, Plan, Round
from conferencekit.scheduling._bits import bits, joined_cells, room_for
from conferencekit.scheduling.compile import Codec, Problem, Task, compile_round

__all__ = ["solve"]


def solve(
    round_: Round,
    /,
    *,
    seconds: float | None = None,
    seed: int = 1,
    start: Plan | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The plan that comes about. It takes no longer than it takes.

    Args:
        round_: What to plan.
        seconds: Not used.
        seed: In which order the families come: 1 for that of the file, others by chance.
        start: Not used.
        on_improvement: Not used.
        stop: Not used.
    """
    del seconds, start, on_improvement, stop
    codec = Codec(round_)
    book = _Book(compile_round(round_, codec))
    families = _families(round_)
    if seed != 1:
        random.Random(seed).shuffle(families)  # noqa: S311  no secret depends on it
    for family in families:
        for task in family:
            book.take_first(task)
    return plan_of(codec, book.taken, Bound())


def _families(round_: Round) -> list[list[int]]:
    """The meetings of each family: of those with the same first guardian, or with none."""
    found: dict[str | None, list[int]] = {}
    for number, meeting in enumerate(round_.meetings):
        guardians = (id_ for id_ in meeting.required if round_.person(id_).kind is Kind.GUARDIAN)
        found.setdefault(next(guardians, None), []).append(number)
    return list(found.values())


@attrs.frozen(order=True)
class _Entry:
    """A meeting in somebody's diary, in cells."""

    start: int
    end: int
    place: int
    task: int


class _Book:
    """Who is booked when.

    Args:
        problem: The round.

    Attributes:
        taken: What has been booked, by the number of the meeting.
    """

    def __init__(self, problem: Problem) -> None:
        self.taken: dict[int, Decision] = {}
        self._problem = problem
        self._busy = [0] * len(problem.available)
        self._days: list[list[_Entry]] = [[] for _ in problem.available]

    def take_first(self, number: int) -> None:
        """Book a meeting at the first start that will do, if there is one."""
        task = self._problem.tasks[number]
        cells = -1
        for person in task.required:
            cells &= ~self._busy[person]
        open_ = task.starts & room_for(cells & _reach(task), task.length)
        for start in bits(open_):
            entry = _Entry(start, start + task.length, task.place, number)
            if all(self._fits(person, entry) for person in task.required):
                members = self._members(task, entry)
                if members is not None:
                    self._book(task, entry, members)
                    return

    def _members(self, task: Task, entry: _Entry) -> list[int] | None:
        """The first free member of each pool; None where a pool has none."""
        chosen: list[int] = []
        for pool in task.pools:
            free = (one for one in pool if one not in chosen and self._is_free(one, entry))
            member = next(free, None)
            if member is None:
                return None
            chosen.append(member)
        return chosen

    def _book(self, task: Task, entry: _Entry, members: Sequence[int]) -> None:
        for person in (*task.required, *members):
            self._note(person, entry)
        attending = []
        for person in task.optional:
            if person not in members and self._is_free(person, entry):
                self._note(person, entry)
                attending.append(person)
        self.taken[entry.task] = Decision(entry.start, members, attending)

    def _note(self, person: int, entry: _Entry) -> None:
        self._busy[person] |= joined_cells(entry.start, entry.end)
        self._days[person].append(entry)
        self._days[person].sort()

    def _is_free(self, person: int, entry: _Entry) -> bool:
        cells = joined_cells(entry.start, entry.end)
        free = self._problem.available[person] & ~self._busy[person]
        return cells & free == cells and self._fits(person, entry)

    def _fits(self, person: int, entry: _Entry) -> bool:
        """Whether somebody who is free could walk, rest and keep away as the rules want."""
        span = next(one for one in reversed(self._problem.spans) if one.base <= entry.start)
        inside = range(span.base, span.base + span.cells)
        day = sorted([entry, *(one for one in self._days[person] if one.start in inside)])
        return (
            self._can_walk(person, day)
            and self._can_rest(person, day)
            and not any(self._too_near(entry, *apart) for apart in self._problem.apart[person])
        )

    def _can_walk(self, person: int, day: Sequence[_Entry]) -> bool:
        walks = self._problem.walks[person]
        return not walks or all(
            other.start - one.end >= dict(walks.get(other.place, ())).get(one.place, 0)
            for one, other in pairwise(day)
        )

    def _can_rest(self, person: int, day: Sequence[_Entry]) -> bool:
        run = self._problem.runs[person]
        return run is None or all(length <= run.longest for length in _runs(day, run.pause))

    def _too_near(self, entry: _Entry, other: int, closed: Sequence[int]) -> bool:
        near = 0
        for cell in range(entry.start, entry.end):
            near |= closed[cell]
        return any(
            one.task != entry.task and near & joined_cells(one.start, one.end)
            for one in self._days[other]
        )


def _reach(task: Task) -> int:
    """All cells up to the end of the latest start: what a mask of busy cells is cut to."""
    return joined_cells(0, task.starts.bit_length() + task.length)


def _runs(day: Sequence[_Entry], pause: int) -> Iterator[int]:
    first = before = day[0]
    for entry in day:
        if entry.start - before.end >= pause:
            first = entry
        before = entry
        yield entry.end - first.start
