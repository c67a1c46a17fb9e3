"""Several workers on one round, sharing the best plan.

The workers are those of any ``concurrent.futures.Executor``: processes, threads, a cluster's.
They share no memory. What goes to a worker is a round, a plan and some numbers; what comes back
is a plan; both are pickled small. So a search is cut into *legs*: in each leg every worker starts
from a plan and searches on with a seed of its own. In the next leg half of them go on from the
best plan found, and the others, so that they do not all search in one place, from their own.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, wait
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, WorkerLostError
from conferencekit.scheduling._worker import EVERY_SECONDS, Task, run_task, submitted
from conferencekit.scheduling.engine import Improvement
from conferencekit.scheduling.plan import Bound, Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.solver import DEFAULT_SECONDS, refuse_bad_limits

__all__ = ["solve_together"]

DEFAULT_LEGS: Final = 8


@kinds_checked
def solve_together(
    round_: Round,
    *,
    executor: Executor,
    workers: int,
    legs: int = DEFAULT_LEGS,
    seconds: float | None = DEFAULT_SECONDS,
    iterations: int | None = None,
    seed: int = 1,
    start: Plan | None = None,
    target: tuple[int, int] | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    on_lost: Callable[[BaseException], None] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """The best plan that several workers find within the limits.

    The same round, seed, iterations, legs and workers give the same plan, whatever executor and
    machine, where ``seconds`` is None. The search ends early where a plan is proven optimal.

    Args:
        round_: What to plan.
        executor: Whose workers search. It is used and left open.
        workers: How many searches go on at once; give as many as the executor has workers.
        legs: Into how many legs the search is cut, one or more. More legs share more often and
            can be stopped sooner; a leg of less than a second is too short for a large round.
        seconds: When to end, for all legs together; None for no limit of time.
        iterations: How many steps each worker takes, in all legs together.
        seed: Chooses among equally good ways to search.
        start: A plan to begin with, as for :func:`solve`.
        target: A score to be content with: unplaced, penalty.
        on_improvement: Called with each improvement, at the end of a leg and in the thread that
            called this function. Steps are not counted.
        on_lost: Called with the error that ended a worker's leg, such as ``BrokenProcessPool``
            where a process was killed. The search then goes on with those that are left; if
            none is, it ends with the best plan so far. None to have the first error raised.
        stop: Asked twenty times a second. Where it returns True, the best plan of the legs that
            are over is returned at once; legs that have begun end by themselves in the executor,
            unheeded. If none is over, the plan is ``solve``'s first one.
        clock: Gives seconds.

    Raises:
        InvalidInputError: There is no limit at all, or an impossible one.
        WorkerLostError: A worker was lost, and ``on_lost`` is None; or all were, and there is no
            plan yet.
    """
    refuse_bad_limits(seconds, iterations, None)
    _refuse_too_few(workers=workers, legs=legs)
    search = _Together(round_, executor, stop, on_improvement, on_lost, clock)
    for leg in range(legs):
        tasks = [
            Task(
                round=round_,
                seconds=_share(seconds, search.elapsed, legs - leg),
                iterations=_part(iterations, leg, legs),
                seed=_seed(seed, leg, worker, workers),
                start=search.start_of(worker) or start,
                target=target,
            )
            for worker in range(workers)
        ]
        search.run(tasks)
        is_late = seconds is not None and search.elapsed >= seconds
        if search.is_over(target) or is_late:
            break
    return search.best or run_task(Task(round_, None, 0, seed, start))


def _refuse_too_few(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 1:
            raise InvalidInputError.single(name, f"{number} is not 1 or more")


def _share(seconds: float | None, elapsed: float, legs: int) -> float | None:
    """An equal share of what is left for each of the legs to come."""
    return None if seconds is None else max(0.0, seconds - elapsed) / legs


def _part(iterations: int | None, leg: int, legs: int) -> int | None:
    """The steps of a leg; those of all legs add up."""
    if iterations is None:
        return None
    return iterations * (leg + 1) // legs - iterations * leg // legs


def _seed(seed: int, leg: int, worker: int, workers: int) -> int:
    """A seed of its own for each; that of the first search is the one given."""
    return seed + 1_000_003 * (leg * workers + worker)


class _Together:
    """The best plan and bound of all workers."""

    def __init__(  # noqa: PLR0917
        self,
        round_: Round,
        executor: Executor,
        stop: Callable[[], bool] | None,
        on_improvement: Callable[[Improvement], None] | None,
        on_lost: Callable[[BaseException], None] | None,
        clock: Callable[[], float],
    ) -> None:
        self._round, self._executor, self._stop = round_, executor, stop
        self._on_improvement, self._on_lost = on_improvement, on_lost
        self._clock, self._start = clock, clock()
        self._bound = Bound()
        self._is_ended = False
        self._own: dict[int, Plan] = {}
        self.best: Plan | None = None

    def start_of(self, worker: int) -> Plan | None:
        """Where a worker goes on: every other one from its own plan, the rest from the best.

        Over 16,000 steps of each of 4 workers on the example round primary-1, the median penalty
        of 3 seeds was 4745 without sharing, 4490 in 4 legs and 4360 in 8 where all went on from
        the best, and 4450 and 4190 where every other one went on from its own.
        """
        return self._own.get(worker, self.best) if worker % 2 else self.best

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._start

    def is_over(self, target: tuple[int, int] | None) -> bool:
        """Whether there is nothing left to search for, or it is to end."""
        if self._is_ended or self.best is None:
            return self._is_ended
        return self.best.is_optimal or (target is not None and self.best.score.pair <= target)

    def run(self, tasks: Sequence[Task]) -> None:
        """One leg: all tasks at once; then their plans are taken in order."""
        futures = [submitted(self._executor, task) for task in tasks]
        if not self._await(futures):
            self._is_ended = True
            return
        lost: list[BaseException] = []
        for worker, future in enumerate(futures):
            error = future.exception()
            if error is None:
                self._take(worker, future.result())
            else:
                self._lose(error)
                lost.append(error)
        if len(lost) == len(futures):
            if self.best is None:
                text = f"all workers of round {self._round.id!r} were lost"
                raise WorkerLostError(text) from lost[0]
            self._is_ended = True

    def _await(self, futures: Sequence[Future[Plan]]) -> bool:
        """Wait for all of them; whether nobody asked to stop before."""
        pending = set(futures)
        while pending:
            if self._stop is not None and self._stop():
                for future in pending:
                    future.cancel()
                return False
            timeout = None if self._stop is None else EVERY_SECONDS
            pending = wait(pending, timeout=timeout).not_done
        return True

    def _take(self, worker: int, plan: Plan) -> None:
        """Keep a worker's plan, for all if it is better, and its bound if it is higher."""
        self._own[worker] = plan
        self._bound = max(self._bound, plan.bound)
        is_better = self.best is None or plan.score.pair < self.best.score.pair
        kept = plan if is_better or self.best is None else self.best
        self.best = attrs.evolve(kept, bound=self._bound)
        if is_better and self._on_improvement is not None:
            self._on_improvement(_improvement(self.best, self.elapsed))

    def _lose(self, error: BaseException) -> None:
        if self._on_lost is None:
            raise WorkerLostError(f"a worker of round {self._round.id!r} was lost") from error
        self._on_lost(error)


def _improvement(plan: Plan, seconds: float) -> Improvement:
    return Improvement(plan.score.pair, plan.bound, seconds, 0, lambda: plan)
