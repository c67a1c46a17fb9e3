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
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import attrs
import pytest

from conferencekit.errors import (
    BrokenContractError,
    ConferenceKitError,
    InvalidInputError,
    WorkerLostError,
)
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
from conferencekit.scheduling.scoring import scored
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
        self.is_shut = False

    def shutdown(self, wait: bool = True) -> None:  # type: ignore[override]  # as Dask's and loky's
        """Nothing is under way."""
        del wait
        self.is_shut = True

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Do it; or not."""
        error = self.errors.get(len(self.submitted))
        self.submitted.append(args)
        if isinstance(error, BrokenExecutor):
            raise error
        future: Future[Any] = Future()
        if error is not None:
            future.set_exception(error)
            return future
        try:
            future.set_result(fn(*args, **kwargs))
        except ConferenceKitError as raised:
            future.set_exception(raised)
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


def together(executor: Executor | Callable[[], Executor], **options: Any) -> Plan:  # noqa: ANN401
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
    """A worker that is lost costs its share of one leg, where the executor is given ready-made."""
    error = BrokenExecutor("killed")
    told: list[BaseException] = []
    plan = together(AtOnce({1: error}), on_lost=told.append)
    assert told == [error]
    assert check(MICRO[1], plan) == ()
    with pytest.raises(WorkerLostError, match="a worker of round 'micro-2' was lost") as caught:
        together(AtOnce({1: error}))
    assert caught.value.__cause__ is error


class Killed(Exception):  # noqa: N818
    """With the name of Dask's error, and its module's."""


Killed.__name__, Killed.__module__ = "KilledWorker", "distributed.scheduler"


@pytest.mark.parametrize("error", [BrokenExecutor("killed"), Killed()])
def test_a_lost_workers_leg_is_tried_again_in_a_new_pool(error: BaseException) -> None:
    """It is told, costs nothing, and the pools that were made are shut down."""
    made: list[AtOnce] = []

    def make() -> Executor:
        made.append(AtOnce({4: error} if not made else None))
        return made[-1]

    told: list[BaseException] = []
    assert together(make, on_lost=told.append) == together(AtOnce())
    assert told == [error]
    assert [len(one.submitted) for one in made] == [6, 1 + 3]
    assert all(one.is_shut for one in made)
    made.clear()
    assert together(make) == together(AtOnce())


class Queue(AtOnce):
    """Nothing of it is ever begun."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """It waits."""
        del fn, args, kwargs
        self.submitted.append(Future())
        return self.submitted[-1]  # type: ignore[no-any-return]


def test_what_waits_when_it_is_interrupted_is_cancelled_in_an_executor_made_here() -> None:
    """And left alone in one that was given."""

    def interrupted() -> bool:
        raise KeyboardInterrupt

    made, given = Queue(), Queue()
    for executor in (lambda: made, given):
        with pytest.raises(KeyboardInterrupt):
            together(executor, stop=interrupted)
    assert [one.cancelled() for one in made.submitted] == [True] * 3
    assert made.is_shut
    assert [one.cancelled() for one in given.submitted] == [False] * 3
    assert not given.is_shut


def test_a_leg_lost_twice_is_lost() -> None:
    """However many pools can be made."""
    lost = dict.fromkeys(range(9), BrokenExecutor("killed"))
    told: list[BaseException] = []
    with pytest.raises(WorkerLostError, match="all workers of round 'micro-2' were lost"):
        together(lambda: AtOnce(lost), on_lost=told.append)
    assert len(told) == 6
    with pytest.raises(WorkerLostError, match="all workers of round 'micro-2' were lost"):
        together(lambda: AtOnce(lost))


def test_a_leg_tried_again_keeps_to_the_time_there_is() -> None:
    """What is left of it, where that is less than the leg's share."""
    now = iter([0.0, 0.0, 9.0, *[10.0] * 9])
    made: list[AtOnce] = []

    def make() -> Executor:
        made.append(AtOnce({0: BrokenExecutor("killed")} if not made else None))
        return made[-1]

    together(make, workers=1, legs=2, seconds=10, clock=lambda: next(now))
    (first,), (second,) = (one.submitted[0] for one in made)
    assert first.seconds == 5.0
    assert second.seconds == 1.0


@pytest.mark.parametrize("error", [MemoryError("too much"), ZeroDivisionError(), LookupError()])
def test_what_goes_wrong_in_a_workers_work_is_no_lost_worker(error: BaseException) -> None:
    """A fault of a program comes to light as it is, and is not tried again."""
    told: list[BaseException] = []
    made: list[AtOnce] = []

    def make() -> Executor:
        made.append(AtOnce({1: error}))
        return made[-1]

    with pytest.raises(type(error)) as caught:
        together(make, on_lost=told.append)
    assert caught.value is error
    assert not told
    assert [len(one.submitted) for one in made] == [3]
    assert made[0].is_shut
    with pytest.raises(type(error)):  # nor is it hidden behind one
        together(AtOnce({0: BrokenExecutor("killed"), 1: error}))


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


# --------------------------------------------------------------------------- other engines


def first_come(  # an engine of a module, which goes to a process by its name
    round_: Round,
    /,
    *,
    seconds: float | None = None,
    seed: int = 1,
    start: Plan | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The first plan there is, which no seed changes."""
    assert on_improvement is None
    plan = solve(round_, seconds=None, iterations=0, start=start, stop=stop)
    MADE.append((round_.id, seconds, seed, start))
    return plan


MADE: list[tuple[object, ...]] = []


def boastful(round_: Round, /, **_: Any) -> Plan:  # noqa: ANN401
    """Says that its plan is better than it is."""
    plan = solve(round_, seconds=None, iterations=0)
    return attrs.evolve(plan, score=attrs.evolve(plan.score, penalty=0))


def astray(round_: Round, /, **_: Any) -> Plan:  # noqa: ANN401
    """Returns a plan of no round there is."""
    return attrs.evolve(solve(round_, seconds=None, iterations=0), round="x")


def careless(round_: Round, /, **_: Any) -> Plan:  # noqa: ANN401
    """Has everything at once."""
    plan = solve(round_, seconds=None, iterations=0)
    start = plan.placements[0].start
    at_once = tuple(attrs.evolve(one, start=start) for one in plan.placements)
    return scored(round_, attrs.evolve(plan, placements=at_once))


def unbound(round_: Round, /, **_: Any) -> Plan:  # noqa: ANN401
    """Knows of no bound."""
    plan = solve(round_, seconds=None, iterations=0)
    return attrs.evolve(plan, bound=None)  # type: ignore[arg-type]


def loose(round_: Round, /, **_: Any) -> Plan:  # noqa: ANN401
    """Takes starts from elsewhere."""
    plan = solve(round_, seconds=None, iterations=0)
    first: Any = attrs.evolve(plan.placements[0], start="16:00")  # type: ignore[arg-type]
    return attrs.evolve(plan, placements=(first, *plan.placements[1:]))


def idle(_: Round, /, **__: Any) -> Any:  # noqa: ANN401
    """Returns nothing."""


def test_another_engine_in_all_processes(pool: Executor) -> None:
    """By its name, or with something bound to it."""
    plan = solve(MICRO[1], seconds=None, iterations=0)
    options: dict[str, Any] = {"executor": pool, "seconds": 60}
    assert solve_together(MICRO[1], workers=2, legs=2, engine=first_come, **options) == plan
    found = solve_many(MICRO[1:2], engine=partial(first_come, seed=3), **options)
    assert found == (Solved("micro-2", plan),)


def test_another_engine_is_told_what_the_protocol_has() -> None:
    """Seconds, a seed of its own and the plan to start from; no limit is needed."""
    MADE.clear()
    together(AtOnce(), engine=first_come, iterations=None, workers=2, legs=2, seed=5, start=None)
    (_, _, first, none), (_, _, second, _), *rest = MADE
    assert none is None
    assert first == 5
    assert second != first
    assert all(start is not None for _, _, _, start in rest)
    assert {seconds for _, seconds, _, _ in MADE} == {None}


@pytest.mark.parametrize(
    ("engine", "message"),
    [
        (boastful, "engine boastful does not keep its promises\n.*says unplaced"),
        (astray, "engine astray .*\n.*round: is 'x', not 'micro-2'"),
        (careless, r"engine careless [\s\S]*broke rule 3"),
        (unbound, "engine unbound .*\n.*bound: None is not a Bound"),
        (loose, r"engine loose .*\n.*placements\[0\].start: '16:00' is not an Instant"),
        (idle, "engine idle .*\n.*returned None, which is not a Plan"),
        (partial(idle), r"engine functools.partial\(<function idle"),
    ],
)
def test_another_engines_plan_is_looked_through(engine: Any, message: str) -> None:  # noqa: ANN401
    """Before anybody builds on it."""
    with pytest.raises(BrokenContractError, match=message):
        together(AtOnce(), engine=engine, iterations=None)
    (found,) = solve_many(MICRO[1:2], executor=AtOnce(), engine=engine)
    assert isinstance(found.error, BrokenContractError)
    again = pickle.loads(pickle.dumps(found.error))  # noqa: S301  our own bytes
    assert str(again) == str(found.error)


def test_steps_are_for_our_own_search() -> None:
    """Nobody else counts them."""
    executor = AtOnce()
    with pytest.raises(InvalidInputError, match="iterations: the engine first_come is not told"):
        together(executor, engine=first_come)
    with pytest.raises(InvalidInputError, match="iterations: the engine first_come is not told"):
        solve_many(MICRO, executor=executor, engine=first_come, iterations=5)
    with pytest.raises(InvalidInputError, match="seconds: -1 is not 0 or more"):
        solve_many(MICRO, executor=executor, engine=first_come, seconds=-1)
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
