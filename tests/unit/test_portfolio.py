"""Several workers: the same plans as one has, whatever befalls them."""

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import attrs
import pytest

from conferencekit.errors import InvalidInputError, WorkerLostError
from conferencekit.exchange import read_round
from conferencekit.scheduling import (
    Improvement,
    Plan,
    Round,
    Solved,
    check,
    solve,
    solve_many,
    solve_together,
)
from support import ROUNDS

MICRO = [read_round(ROUNDS / f"micro-{number}.json") for number in (1, 2, 3)]
HERE = os.getpid()


class AtOnce(Executor):
    """Does what is submitted in the thread that submits; the n-th submission may go wrong.

    Args:
        errors: By the number of the submission what befalls it.
    """

    def __init__(self, errors: Mapping[int, BaseException] | None = None) -> None:
        self.errors = errors or {}
        self.submitted: list[Any] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Do it; or not."""
        error = self.errors.get(len(self.submitted))
        self.submitted.append(args)
        if isinstance(error, BrokenExecutor):
            raise error
        future: Future[Any] = Future()
        if error is None:
            future.set_result(fn(*args, **kwargs))
        else:
            future.set_exception(error)
        return future


class Deadly(Round):
    """A round that ends the process it is sent to.

    Attributes:
        marker: A file that is made then; where it is there already, the round does no harm.
    """

    marker: Path

    def __reduce__(self) -> Any:  # noqa: ANN401
        """Pickled into a round elsewhere, and the end of its process."""
        return _die, (HERE, self.marker, MICRO[0])


def _die(home: int, marker: Path, round_: Round) -> Round:
    if os.getpid() == home:  # where Dask's scheduler looks at what it hands on
        return deadly(marker)
    if not marker.exists():
        if marker.parent.is_dir():
            marker.touch()
        os._exit(1)
    return round_


def deadly(marker: Path = Path(os.devnull, "never")) -> Round:
    """One of them; where no file can be made, each time."""
    fields = [field.name for field in attrs.fields(Round) if field.init]
    round_ = Deadly(**{name: getattr(MICRO[0], name) for name in fields})
    object.__setattr__(round_, "marker", marker)
    return round_


def processes() -> ProcessPoolExecutor:
    """Two processes that start afresh, as they do on every system from Python 3.14 on."""
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    """The same, for all tests that leave them alive."""
    with processes() as executor:
        yield executor


def together(executor: Executor, **options: Any) -> Plan:  # noqa: ANN401
    """Three workers on a small round, by steps."""
    limits = {"seconds": None, "iterations": 300, "legs": 3, "workers": 3}
    return solve_together(MICRO[1], executor=executor, **{**limits, **options})


# -------------------------------------------------------------------------------- one round


def test_any_executor_gives_the_same_plan(pool: Executor) -> None:
    """For the same seed, steps, legs and workers; another seed gives another."""
    plan = together(AtOnce())
    with ThreadPoolExecutor(2) as threads:
        assert together(threads) == plan
    assert together(pool) == plan
    assert together(pool, seed=2) != plan
    assert check(MICRO[1], plan) == ()


def test_one_worker_with_one_leg_is_the_solver() -> None:
    """No more and no less."""
    plan = together(AtOnce(), workers=1, legs=1)
    assert plan == solve(MICRO[1], seconds=None, iterations=300)


def test_the_best_is_shared_and_half_go_their_own_way() -> None:
    """In the second leg; the steps of all legs add up."""
    executor = AtOnce()
    together(executor, iterations=100)
    tasks = [arguments[0] for arguments in executor.submitted]
    assert len({task.seed for task in tasks}) == 9
    assert [task.iterations for task in tasks[::3]] == [33, 33, 34]
    first = [solve(MICRO[1], seconds=None, iterations=33, seed=task.seed) for task in tasks[:3]]
    best = min(first, key=lambda plan: plan.score.pair)
    assert [task.start for task in tasks[:3]] == [None] * 3
    assert [task.start.placements for task in tasks[3:6]] == [
        best.placements,
        first[1].placements,
        best.placements,
    ]


def test_improvements_are_told_in_the_callers_thread(pool: Executor) -> None:
    """Each better than the one before, the last the plan that comes back."""
    seen: list[tuple[Improvement, int]] = []
    plan = together(pool, on_improvement=lambda one: seen.append((one, threading.get_ident())))
    pairs = [one.pair for one, _ in seen]
    assert pairs == sorted(set(pairs), reverse=True)
    assert seen[-1][0].plan().placements == plan.placements
    assert {thread for _, thread in seen} == {threading.get_ident()}


def test_it_ends_where_nothing_is_left_to_find() -> None:
    """At the bound, or a target."""
    executor = AtOnce()
    nothing = attrs.evolve(MICRO[0], meetings=())
    assert solve_together(nothing, executor=executor, workers=2, seconds=60).is_optimal
    assert len(executor.submitted) == 2
    executor = AtOnce()
    plan = together(executor, target=(100, 0))
    assert plan.score.pair <= (100, 0)
    assert len(executor.submitted) == 3


def test_it_is_stopped_between_legs_and_within_them(pool: Executor) -> None:
    """From another thread; with the best plan so far, if only the first of all."""
    assert together(AtOnce(), stop=lambda: True) == solve(MICRO[1], seconds=None, iterations=0)
    event = threading.Event()
    seen: list[Improvement] = []

    def enough(one: Improvement) -> None:
        seen.append(one)
        threading.Thread(target=event.set).start()

    plan = together(pool, seconds=20, iterations=None, stop=event.is_set, legs=50,
                    on_improvement=enough)  # fmt: skip
    assert plan.score.pair == seen[-1].pair
    assert seen[-1].seconds < 10


def test_a_lost_worker_is_told_and_the_others_go_on() -> None:
    """A worker that fails costs its share of one leg."""
    error = MemoryError("too much")
    told: list[BaseException] = []
    plan = together(AtOnce({1: error}), on_lost=told.append)
    assert told == [error]
    assert check(MICRO[1], plan) == ()
    with pytest.raises(WorkerLostError, match="a worker of round 'micro-2' was lost") as caught:
        together(AtOnce({1: error}))
    assert caught.value.__cause__ is error


def test_a_broken_pool_ends_the_search_with_the_best_plan() -> None:
    """If there is one."""
    told: list[BaseException] = []
    broken = {number: BrokenExecutor() for number in range(3, 9)}
    plan = together(AtOnce(broken), on_lost=told.append)
    assert told == list(broken.values())[:3]
    assert plan.placements == together(AtOnce(), iterations=100, legs=1).placements
    with pytest.raises(WorkerLostError, match="all workers of round 'micro-2' were lost"):
        together(AtOnce(dict.fromkeys(range(9), BrokenExecutor())), on_lost=told.append)


def test_a_killed_process_is_told() -> None:
    """By the real pool of processes."""
    told: list[BaseException] = []
    with processes() as executor, pytest.raises(WorkerLostError):
        solve_together(deadly(), executor=executor, workers=2, seconds=5, on_lost=told.append)
    assert len(told) == 2
    assert all(isinstance(error, BrokenExecutor) for error in told)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"iterations": None}, "solve needs a limit"),
        ({"workers": 0}, "workers: 0 is not 1 or more"),
        ({"legs": 0}, "legs: 0 is not 1 or more"),
    ],
)
def test_limits_that_are_none(options: dict[str, Any], fault: str) -> None:
    """Are refused before anything is submitted."""
    executor = AtOnce()
    with pytest.raises(InvalidInputError, match=fault):
        together(executor, **options)
    assert not executor.submitted


# ----------------------------------------------------------------------------- many rounds


def alone(rounds: list[Round]) -> list[Plan]:
    """The plans of a single process."""
    return [solve(one, seconds=None, iterations=50) for one in rounds]


def test_many_rounds_are_planned_as_by_one_process(pool: Executor) -> None:
    """In the order of the rounds; each is told as it comes."""
    told: list[Solved] = []
    found = solve_many(MICRO, executor=pool, seconds=None, iterations=50, on_solved=told.append)
    assert [one.plan for one in found] == alone(MICRO)
    assert [one.round for one in found] == ["micro-1", "micro-2", "micro-3"]
    assert sorted(told, key=lambda one: one.round) == list(found)
    assert solve_many([], executor=pool) == ()


def test_a_failure_is_its_rounds_alone() -> None:
    """It is reported with the round's id."""
    error = MemoryError("too much")
    found = solve_many(MICRO, executor=AtOnce({1: error}), seconds=None, iterations=50)
    assert found[1] == Solved("micro-2", error=error)
    assert [one.plan for one in found[::2]] == alone(MICRO[::2])


@pytest.mark.slow
def test_a_lost_workers_rounds_are_tried_again() -> None:
    """Only the round that ends its process each time goes without a plan."""
    rounds = [MICRO[0], deadly(), *MICRO[1:]]
    found = solve_many(rounds, executor=processes, seconds=None, iterations=50)
    assert isinstance(found[1].error, BrokenExecutor)
    assert [one.plan for one in found if one.error is None] == alone(MICRO)


def test_a_worker_lost_once_costs_nobody_a_plan(tmp_path: Path) -> None:
    """All have those of a single process."""
    rounds = [*MICRO, deadly(tmp_path / "died")]
    found = solve_many(rounds, executor=processes, seconds=None, iterations=50)
    assert (tmp_path / "died").exists()
    assert [one.plan for one in found] == alone([*MICRO, MICRO[0]])


def test_a_pool_that_breaks_once_costs_nobody_a_plan() -> None:
    """The second is a new one. One that was given ready-made cannot be replaced."""
    pools = iter([AtOnce({1: BrokenExecutor()}), AtOnce()])
    made: list[AtOnce] = []

    def make() -> Executor:
        made.append(next(pools))
        return made[-1]

    found = solve_many(MICRO, executor=make, seconds=None, iterations=50)
    assert [one.plan for one in found] == alone(MICRO)
    assert [len(one.submitted) for one in made] == [3, 1]
    found = solve_many(MICRO, executor=AtOnce({1: BrokenExecutor()}), seconds=None, iterations=50)
    assert [type(one.error) for one in found] == [type(None), BrokenExecutor, type(None)]


def test_many_rounds_can_be_stopped() -> None:
    """Those whose turn has not come are cancelled, and say so."""
    event = threading.Event()

    def enough() -> bool:
        event.set()
        return True

    with ThreadPoolExecutor(1) as threads:
        threads.submit(event.wait)
        found = solve_many(MICRO, executor=threads, seconds=None, iterations=50, stop=enough)
    for one, plan in zip(found, alone(MICRO), strict=True):
        assert one.plan == plan or isinstance(one.error, CancelledError)
    assert isinstance(found[-1].error, CancelledError)


@pytest.mark.slow
def test_many_rounds_on_a_cluster_of_dask() -> None:
    """Of local processes, one of which is killed; with the plans of a single one."""
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        executor = client.get_executor()
        assert together(executor) == together(AtOnce())
        pid = next(iter(client.run(os.getpid).values()))
        killer = threading.Timer(0.5, os.kill, (pid, signal.SIGKILL))
        killer.start()
        rounds = MICRO * 4
        found = solve_many(rounds, executor=executor, seconds=None, iterations=2_000)
        killer.join()
    assert [one.error for one in found] == [None] * len(rounds)
    plans = [solve(one, seconds=None, iterations=2_000) for one in MICRO]
    assert [one.plan for one in found] == plans * 4


@pytest.mark.slow
def test_a_worker_of_dask_that_is_lost_while_it_plans_costs_nobody_a_plan(tmp_path: Path) -> None:
    """The round it was at ended its process: it was surely running, and is planned by another."""
    distributed = pytest.importorskip("distributed")
    rounds = [*MICRO, deadly(tmp_path / "died"), *MICRO]
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        before = set(client.run(os.getpid).values())
        executor = client.get_executor(pure=False)
        found = solve_many(rounds, executor=executor, seconds=None, iterations=50)
        after = set(client.run(os.getpid).values())
    assert (tmp_path / "died").exists()
    assert before - after  # a process is gone, and another has come
    assert [one.error for one in found] == [None] * len(rounds)
    assert [one.plan for one in found] == alone([*MICRO, MICRO[0], *MICRO])


# ------------------------------------------------------------------------ threads, pickles


def test_searches_in_threads_do_not_disturb_each_other() -> None:
    """At once or one after the other, the plans are the same."""
    rounds = MICRO * 2
    with ThreadPoolExecutor(len(rounds)) as threads:
        plans = list(threads.map(lambda one: solve(one, seconds=None, iterations=50), rounds))
    assert plans == alone(rounds)


@pytest.mark.parametrize("path", sorted(ROUNDS.glob("*.json")), ids=lambda path: path.stem)
def test_pickles_are_equal_and_small(path: Any) -> None:  # noqa: ANN401
    """A sixth of the round's file, if that is not tiny; indexed again where they are read."""
    round_ = read_round(path)
    data = pickle.dumps(round_)
    again: Round = pickle.loads(data)  # noqa: S301  our own bytes
    assert again == round_
    assert len(data) < path.stat().st_size / 6 + 2_000
    assert [again.meeting(one.id) for one in round_.meetings] == list(round_.meetings)
