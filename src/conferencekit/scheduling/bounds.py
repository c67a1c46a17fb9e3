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

from conferencekit.scheduling.compile import Problem, Role, Span, Task
from conferencekit.scheduling.plan import Bound

__all__ = ["lower_bound"]


def lower_bound(problem: Problem) -> Bound:
    """A bound on the score of every valid plan."""
    hopeless = sum(task.priority for task in problem.tasks if not task.starts)
    unplaced = hopeless + sum(_excess(problem))
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


def _excess(problem: Problem) -> list[int]:
    """For each person the least priority that stays unplaced for want of their time alone.

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
    owned: list[list[Task]] = [[] for _ in rooms]
    for task in problem.tasks:
        if task.starts:
            owned[max(task.required, key=lambda person: (load[person], person))].append(task)
    return [_least_left_out(tasks, room) for tasks, room in zip(owned, rooms, strict=True)]


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


def _least_left_out(tasks: Sequence[Task], cells: int) -> int:
    """The least total priority of tasks whose leaving out makes the others fit into the cells.

    A relaxation: lengths and priorities may be taken in part, cheapest by the cell first; the
    whole is rounded up.
    """
    excess = sum(task.length for task in tasks) - cells
    lost = 0.0
    for task in sorted(tasks, key=lambda task: task.priority / task.length):
        if excess <= 0:
            break
        part = min(1.0, excess / task.length)
        lost += part * task.priority
        excess -= task.length
    return -int(-lost // 1) if lost else 0


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
