"""Several workers on one round, sharing the best plan.

The workers are those of any ``concurrent.futures.Executor``: processes, threads, a cluster's.
They share no memory. What goes to a worker is a round, a plan and some numbers; what comes back
is a plan; both are pickled small. So a search is cut into *legs*: in each leg every worker starts
from a plan and searches on with a seed of its own. In the next leg half of them go on from the
best plan found, and the others, so that they do not all search in one place, from their own.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, WorkerLostError
from conferencekit.scheduling._asking import refuse_bad_limits_of
from conferencekit.scheduling._worker import EVERY_SECONDS, Task, Workers, is_lost
from conferencekit.scheduling.engine import Engine, Improvement
from conferencekit.scheduling.plan import Bound, Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.solver import DEFAULT_SECONDS, solve

__all__ = ["solve_together"]

DEFAULT_LEGS: Final = 8


@kinds_checked
def solve_together(
    round_: Round,
    *,
    executor: Executor | Callable[[], Executor],
    workers: int,
    legs: int = DEFAULT_LEGS,
    engine: Engine = solve,
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
        executor: Whose workers search, used and left open; or what makes such an executor, such
            as ``ProcessPoolExecutor``, to be made anew where it loses a worker, and shut down in
            the end.
        workers: How many searches go on at once; give as many as the executor has workers.
        legs: Into how many legs the search is cut, one or more. More legs share more often and
            can be stopped sooner; a leg of less than a second is too short for a large round.
        engine: What searches. It goes to the workers by its name, so it is a function of a
            module, or a ``functools.partial`` of one.
        seconds: When to end, for all legs together; None for no limit of time.
        iterations: How many steps each worker takes, in all legs together; for ``solve`` alone.
        seed: Chooses among equally good ways to search.
        start: A plan to begin with, as for :func:`solve`.
        target: A score to be content with: unplaced, penalty. An engine that cannot be told it
            ends its leg first.
        on_improvement: Called with each improvement, at the end of a leg and in the thread that
            called this function. Steps are not counted.
        on_lost: Called with the error that ended a worker's leg together with the worker, such
            as ``BrokenProcessPool`` where a process was killed. Where the executor can be made
            anew, the leg is tried once more. Else the search goes on with the workers that are
            left; if none is, it ends with the best plan so far. None to have the error raised
            that cost a leg.
        stop: Asked twenty times a second. Where it returns True, the best plan of the legs that
            are over is returned at once; legs that have begun end by themselves in the executor,
            unheeded. If none is over, the plan is ``solve``'s first one.
        clock: Gives seconds.

    Raises:
        InvalidInputError: There is no limit at all, or an impossible one.
        WorkerLostError: A worker was lost, and ``on_lost`` is None; or all were, and there is no
            plan yet.
        BrokenContractError: Another engine than ``solve`` returned what is not a plan that breaks
            no rule and scores what it says.

    What a worker raises otherwise, such as for a fault in an engine, is raised as it is.
    """
    refuse_bad_limits_of(engine, seconds, iterations)
    _refuse_too_few(workers=workers, legs=legs)
    with Workers(executor) as pool:
        search = _Together(round_, pool, seconds, stop, on_improvement, on_lost, clock)
        for leg in range(legs):
            tasks = [
                Task(
                    round=round_,
                    seconds=_share(seconds, search.elapsed, legs - leg),
                    iterations=_part(iterations, leg, legs),
                    seed=_seed(seed, leg, worker, workers),
                    start=search.start_of(worker) or start,
                    target=target,
                    engine=engine,
                )
                for worker in range(workers)
            ]
            search.run(tasks)
            is_late = seconds is not None and search.elapsed >= seconds
            if search.is_over(target) or is_late:
                break
    return search.best or solve(round_, seconds=None, iterations=0, seed=seed, start=start)


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
        workers: Workers,
        seconds: float | None,
        stop: Callable[[], bool] | None,
        on_improvement: Callable[[Improvement], None] | None,
        on_lost: Callable[[BaseException], None] | None,
        clock: Callable[[], float],
    ) -> None:
        self._round, self._workers, self._stop = round_, workers, stop
        self._seconds = seconds
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
        done: dict[int, Future[Plan]] = {}
        if not self._ran(done, dict(enumerate(tasks))):
            return
        lost = {number: tasks[number] for number, future in done.items() if _lost(future)}
        if lost and self._workers.renewed():
            self._tell(done, lost)
            if not self._ran(done, {number: self._again(task) for number, task in lost.items()}):
                return
            lost = {number: task for number, task in lost.items() if _lost(done[number])}
        for number, future in done.items():
            if number not in lost:
                self._take(number, future.result())
        if lost:
            self._lose(done, lost)

    def _again(self, task: Task) -> Task:
        """A task for what is left of the time."""
        if self._seconds is None or task.seconds is None:
            return task
        left = max(0.0, self._seconds - self.elapsed)
        return attrs.evolve(task, seconds=min(task.seconds, left))

    def _ran(self, done: dict[int, Future[Plan]], tasks: Mapping[int, Task]) -> bool:
        """Let tasks be done; whether nobody asked to stop before."""
        done.update({number: self._workers.submit(task) for number, task in tasks.items()})
        self._is_ended = not self._await([done[number] for number in tasks])
        return not self._is_ended

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

    def _lose(self, done: Mapping[int, Future[Plan]], lost: Collection[int]) -> None:
        """Go on without some workers' legs; end where none is left."""
        self._tell(done, lost)
        are_all = len(lost) == len(done)
        self._is_ended = are_all
        if self._on_lost is None or (are_all and self.best is None):
            who = "all workers" if are_all else "a worker"
            text = f"{who} of round {self._round.id!r} {'were' if are_all else 'was'} lost"
            if self.best is None:
                text += '; is what starts the processes below `if __name__ == "__main__":`?'
            raise WorkerLostError(text) from done[min(lost)].exception()

    def _tell(self, done: Mapping[int, Future[Plan]], lost: Collection[int]) -> None:
        for number in lost:
            error = done[number].exception()
            if self._on_lost is not None and error is not None:
                self._on_lost(error)


def _lost(future: Future[Plan]) -> bool:
    error = future.exception()
    return error is not None and is_lost(error)


def _improvement(plan: Plan, seconds: float) -> Improvement:
    return Improvement(plan.score.pair, plan.bound, seconds, 0, lambda: plan)
