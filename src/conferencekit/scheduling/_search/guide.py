"""A guide for the search where only pauses count, whether they are short or long.

A pause that gets shorter is on its way to be none, but as long as pauses alone count, nothing
tells the search so: nearly every change costs as much as it brings, or a whole pause more. So
besides the pause each of its cells counts a little. Which plan is best is decided without that.
"""

from typing import Final

import attrs

from conferencekit.scheduling.compile import Problem

__all__ = ["guided"]

_CELLS_A_PAUSE: Final = 6
"""How many cells of a pause count as much as that there is one."""


def guided(problem: Problem) -> Problem:
    """The problem as the search had better see it.

    Args:
        problem: As it is.

    Returns:
        The same where anything but pauses counts; else with a guide, and in grains.
    """
    if not problem.only_pauses:
        return problem
    pause = problem.weights["waits"]
    return attrs.evolve(
        problem,
        weights={**problem.weights, "waits": _CELLS_A_PAUSE * pause},
        guide=pause,
        grain=_CELLS_A_PAUSE,
    )
