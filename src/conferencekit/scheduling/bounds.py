"""Lower bounds on the score, each a consequence of the rules that needs no search.

Unplaced
    A meeting with no start of its own stays unplaced. Of the meetings that somebody must attend,
    those beyond the time they have stay unplaced; the least weighty ones, at best. Where each
    meeting counts against the time of one of its people alone, the one who is asked for most,
    what stays unplaced for want of different people's time adds up.
Penalty
    A bound on the penalty need hold only for plans that leave no more unplaced than the first
    bound says. Where that bound is met by meetings without a start alone, all others are placed
    in such plans, and each costs at least what its cheapest start costs; and a guardian whose
    meetings do not fit into one session comes to as many as it takes.
"""

from collections.abc import Sequence
from itertools import accumulate

import attrs

from conferencekit.scheduling.compile import Problem, Role, Span, Task
from conferencekit.scheduling.plan import Bound

__all__ = ["Scarcity", "lower_bound", "scarcities"]


@attrs.frozen
class Scarcity:
    """Somebody's time, of which there is not enough.

    Attributes:
        person: Who.
        tasks: Those of their meetings that count against it.
        unplaced: The least priority of these that stays unplaced.
        worth: How much less it would be with one more cell.
    """

    person: int
    tasks: tuple[int, ...]
    unplaced: int
    worth: float


def lower_bound(problem: Problem) -> Bound:
    """A bound on the score of every valid plan."""
    hopeless = sum(task.priority for task in problem.tasks if not task.starts)
    unplaced = hopeless + sum(scarcity.unplaced for scarcity in scarcities(problem))
    if unplaced > hopeless:
        return Bound(unplaced, 0)
    return Bound(unplaced, _cheapest_starts(problem) + _visits(problem))


def _placeable(problem: Problem) -> list[list[Task]]:
    """For each person the tasks they are required in that have a start at all."""
    found: list[list[Task]] = [[] for _ in problem.available]
    for task in problem.tasks:
        if task.starts:
            for person in task.required:
                found[person].append(task)
    return found


def scarcities(problem: Problem) -> list[Scarcity]:
    """Whose time there is not enough of.

    Of a meeting's people only one is looked at: the one with the most to do for their time.
    """
    rooms = [
        sum(_most_busy(problem, person, span) for span in problem.spans)
        for person in range(len(problem.available))
    ]
    asked = _placeable(problem)
    load = [
        sum(task.length for task in tasks) / max(1, room)
        for tasks, room in zip(asked, rooms, strict=True)
    ]
    owned: list[list[int]] = [[] for _ in rooms]
    for number, task in enumerate(problem.tasks):
        if task.starts:
            owned[max(task.required, key=lambda person: (load[person], person))].append(number)
    return [
        _scarcity(problem, person, numbers, rooms[person])
        for person, numbers in enumerate(owned)
        if sum(problem.tasks[number].length for number in numbers) > rooms[person]
    ]


def _most_busy(problem: Problem, person: int, span: Span) -> int:
    """How many cells of a session somebody can be busy in at the most.

    With a limit on runs no stretch as long as the longest run and the pause after it has more
    busy cells than the longest run.
    """
    cells = (problem.available[person] & span.mask).bit_count()
    run = problem.runs[person]
    if run is None:
        return cells
    stretches, rest = divmod(span.cells, run.longest + run.pause)
    return min(cells, stretches * run.longest + min(run.longest, rest))


def _scarcity(problem: Problem, person: int, numbers: Sequence[int], cells: int) -> Scarcity:
    """What has to be left out of some tasks of a person for the others to fit into the cells.

    A relaxation: lengths and priorities may be taken in part, cheapest by the cell first; the
    whole is rounded up.
    """
    tasks = [problem.tasks[number] for number in numbers]
    excess = sum(task.length for task in tasks) - cells
    lost = worth = 0.0
    for task in sorted(tasks, key=lambda task: task.priority / task.length):
        if excess <= 0:
            break
        part = min(1.0, excess / task.length)
        lost += part * task.priority
        worth = task.priority / task.length
        excess -= task.length
    return Scarcity(person, tuple(numbers), -int(-lost // 1), worth)


def _cheapest_starts(problem: Problem) -> int:
    """What every placeable task costs at least, wherever it stands and whoever attends."""
    total = 0
    for task in problem.tasks:
        if task.starts:
            total += task.fixed_cost - problem.weights["missed"] * len(task.optional)
            total += sum(price for granted, price in task.wishes if not granted & task.starts)
    return total


def _visits(problem: Problem) -> int:
    """What the sessions cost that guardians cannot do without."""
    total = 0
    for person, tasks in enumerate(_placeable(problem)):
        if problem.roles[person] is Role.GUARDIAN and tasks:
            needed = sum(task.length for task in tasks)
            cells = problem.available[person]
            rooms = sorted(
                ((cells & span.mask).bit_count() for span in problem.spans), reverse=True
            )
            sessions = 1 + sum(room < needed for room in accumulate(rooms[:-1]))
            total += problem.weights["visit"] * (sessions - 1)
    return total
