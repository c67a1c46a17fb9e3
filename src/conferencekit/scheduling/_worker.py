"""What goes to a worker of an executor, what it does there, and who the workers are."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from types import TracebackType
from typing import Final, Self
from weakref import WeakSet

import attrs

from conferencekit.scheduling._asking import asked
from conferencekit.scheduling.engine import Engine
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.solver import solve

__all__ = ["EVERY_SECONDS", "Task", "Workers", "is_lost", "run_task", "submitted"]

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
    engine: Engine = solve


def run_task(task: Task) -> Plan:
    """Do it, in a worker."""
    return asked(
        task.engine,
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


def is_lost(error: BaseException) -> bool:
    """Whether it was the worker that was lost, rather than its work that failed.

    Pools of the standard library, and those like them, say so by ``BrokenExecutor``; Dask by
    ``KilledWorker``, after it has tried several workers.
    """
    kind = type(error)
    is_dasks = kind.__name__ == "KilledWorker" and kind.__module__.startswith("distributed.")
    return is_dasks or isinstance(error, BrokenExecutor)


class Workers:
    """An executor that was given, or one that is made, made anew once it is broken, and closed.

    Args:
        given: The executor, or what makes one.
    """

    def __init__(self, given: Executor | Callable[[], Executor]) -> None:
        self._make = None if isinstance(given, Executor) else given
        self._pool = given if isinstance(given, Executor) else given()
        self._futures: WeakSet[Future[Plan]] = WeakSet()

    def __enter__(self) -> Self:
        """As it is."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close what was made here, without waiting for what is of no use any more."""
        if self._make is not None:
            self._shut()

    def submit(self, task: Task) -> Future[Plan]:
        """The future of a task."""
        future = submitted(self._pool, task)
        self._futures.add(future)
        return future

    def renewed(self) -> bool:
        """Replace a broken executor; False where it was given and cannot be."""
        if self._make is None:
            return False
        self._shut()
        self._pool = self._make()
        return True

    def _shut(self) -> None:
        """Close the executor; not every kind of them takes ``cancel_futures``."""
        for future in tuple(self._futures):
            future.cancel()
        self._pool.shutdown(wait=False)
