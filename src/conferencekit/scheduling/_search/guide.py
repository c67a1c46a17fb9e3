"""A guide for the search where pauses cost as much whether they are short or long.

A pause that gets shorter is on its way to be none, but as long as pauses alone count, nothing
tells the search so: nearly every change costs as much as it brings, or a whole pause more. So
besides the pause each of its cells counts a little, where waiting by the minute does not cost as
much anyway. Which plan is best is decided without the guide.
"""

from typing import Final

import attrs

from conferencekit.scheduling.compile import Problem, Task

__all__ = ["guided"]

_CELLS_A_PAUSE: Final = 8
"""How many cells of a pause count as much as that there is one.

Of 4, 8 and 16 this leaves the fewest pauses of business-to-business rounds, though not by much.
"""


def guided(problem: Problem) -> Problem:
    """The problem as the search had better see it.

    Args:
        problem: As it is.

    Returns:
        The same where no guide is needed; else in grains, so that the guide is a whole number.
    """
    weights = problem.weights
    guide = weights["waits"] - _CELLS_A_PAUSE * weights["wait"] * problem.tick
    if guide <= 0:
        return problem
    return attrs.evolve(
        problem,
        tasks=tuple(_in_grains(task) for task in problem.tasks),
        weights={name: _CELLS_A_PAUSE * weight for name, weight in weights.items()},
        evenness=_CELLS_A_PAUSE * problem.evenness,
        guide=guide,
        grain=_CELLS_A_PAUSE,
    )


def _in_grains(task: Task) -> Task:
    return attrs.evolve(
        task,
        wishes=tuple((granted, _CELLS_A_PAUSE * price) for granted, price in task.wishes),
        fixed_cost=_CELLS_A_PAUSE * task.fixed_cost,
    )
