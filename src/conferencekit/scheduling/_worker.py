"""What goes to a worker of an executor, and what it does there."""

from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Final

import attrs

from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.solver import solve

__all__ = ["EVERY_SECONDS", "Task", "run_task", "submitted"]

EVERY_SECONDS: Final = 0.05
"""How often a stop is asked for while the workers search."""


@attrs.frozen
class Task:
    """What a worker is asked to do. Pickled small; nothing in it refers to this process."""

    round: Round
    seconds: float | None
    iterations: int | None
    seed: int
    start: Plan | None = None
    target: tuple[int, int] | None = None


def run_task(task: Task) -> Plan:
    """Do it, in a worker."""
    return solve(
        task.round,
        seconds=task.seconds,
        iterations=task.iterations,
        seed=task.seed,
        start=task.start,
        target=task.target,
    )


def submitted(pool: Executor, task: Task) -> Future[Plan]:
    """The future of a task; one that is broken already where the pool is."""
    try:
        return pool.submit(run_task, task)
    except BrokenExecutor as error:
        broken: Future[Plan] = Future()
        broken.set_exception(error)
        return broken
