"""Many rounds, each planned by a worker: those of many schools, say."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    wait,
)
from contextlib import ExitStack

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.scheduling._asking import refuse_bad_limits_of
from conferencekit.scheduling._worker import EVERY_SECONDS, Task, is_lost, submitted
from conferencekit.scheduling.engine import Engine
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.solver import DEFAULT_SECONDS, solve

__all__ = ["Solved", "solve_many"]


@attrs.frozen
class Solved:
    """What became of one round of many: a plan, or the error that kept it from one.

    Attributes:
        round: The round's id.
        plan: Its plan, or None.
        error: What was raised, or None. ``BrokenExecutor`` where this round brought its worker
            down each time; ``CancelledError`` where the search was stopped before its turn.
    """

    round: str
    plan: Plan | None = None
    error: BaseException | None = None

    def __str__(self) -> str:
        """The plan, or what was raised instead."""
        if self.plan is not None:
            return str(self.plan)
        return f"no plan for {self.round}: {type(self.error).__name__}: {self.error}"


@kinds_checked
def solve_many(
    rounds: Iterable[Round],
    *,
    executor: Executor | Callable[[], Executor],
    engine: Engine = solve,
    seconds: float | None = DEFAULT_SECONDS,
    iterations: int | None = None,
    seed: int = 1,
    on_solved: Callable[[Solved], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Solved, ...]:
    """Plan many rounds at once, each as :func:`solve` does by itself.

    A round that fails does not keep the others from their plans. When a worker is lost, as where
    its process is killed, a pool of processes gives up every round that has no plan yet. They are
    all tried once more; where a worker is lost again, each that is left is tried alone, so that
    only the round that brings its worker down goes without a plan. That takes new pools, and so a
    way to make them: ``executor=ProcessPoolExecutor`` rather than ``ProcessPoolExecutor()``. An
    executor that replaces lost workers itself, such as Dask's, can be given as it is.

    Args:
        rounds: What to plan.
        executor: Whose workers search; or what makes such an executor, to be shut down in the
            end.
        engine: What searches. It goes to the workers by its name, so it is a function of a
            module, or a ``functools.partial`` of one.
        seconds: How long each round is searched for at the most; None for no limit of time.
        iterations: How many steps each search takes at the most, for ``solve`` alone; where
            ``seconds`` is None, the plans are those that ``solve`` finds, on whatever machine.
        seed: Of each of the searches.
        on_solved: Called with each round's outcome as it comes, in the thread that called.
        stop: Asked twenty times a second. Where it returns True, rounds whose turn has not come
            are cancelled; those that have begun end as they would.

    Returns:
        One outcome for each round, in the order of the rounds.

    Raises:
        InvalidInputError: There is no limit.
    """
    refuse_bad_limits_of(engine, seconds, iterations)
    limits = (seconds, iterations, seed)
    tasks = dict(enumerate(Task(one, *limits, engine=engine) for one in rounds))
    done: dict[int, Solved] = {}

    def keep(number: int, future: Future[Plan]) -> None:
        done[number] = _outcome(tasks[number].round.id, future)
        if on_solved is not None:
            on_solved(done[number])

    can_replace = not isinstance(executor, Executor)
    for attempt, is_last in _attempts(tasks, done) if can_replace else [(tasks, True)]:
        with ExitStack() as stack:
            pool = executor if isinstance(executor, Executor) else stack.enter_context(executor())
            for number, future in _as_they_come(pool, attempt, stop):
                if is_last or not _is_lost(future):
                    keep(number, future)
    return tuple(done[number] for number in tasks)


def _attempts(
    tasks: Mapping[int, Task], done: Mapping[int, Solved]
) -> Iterator[tuple[Mapping[int, Task], bool]]:
    """All tasks; what is left of them again; then each that is left alone, for the last time."""

    def left() -> dict[int, Task]:
        return {number: task for number, task in tasks.items() if number not in done}

    for _ in range(2):
        if left():
            yield left(), False
    for number, task in left().items():
        yield {number: task}, True


def _as_they_come(
    pool: Executor, tasks: Mapping[int, Task], stop: Callable[[], bool] | None
) -> Iterator[tuple[int, Future[Plan]]]:
    """The futures of some tasks as each is over."""
    pending: dict[Future[Plan], int] = {}
    for number, task in tasks.items():
        pending[submitted(pool, task)] = number
    timeout = None if stop is None else EVERY_SECONDS
    while pending:
        if stop is not None and stop():
            for future in pending:
                future.cancel()
        over = wait(pending, timeout=timeout, return_when=FIRST_COMPLETED).done
        for future in sorted(over, key=pending.__getitem__):
            yield pending.pop(future), future


def _is_lost(future: Future[Plan]) -> bool:
    error = None if future.cancelled() else future.exception()
    return error is not None and is_lost(error)


def _outcome(id_: str, future: Future[Plan]) -> Solved:
    if future.cancelled():
        return Solved(id_, error=CancelledError())
    error = future.exception()
    return Solved(id_, error=error) if error is not None else Solved(id_, future.result())
