"""The contract of stores that last: opened again, by other processes, and after a kill."""

import multiprocessing
import pickle
import random
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

import attrs

from conferencekit.errors import OutcomeUnknownError, StoreBusyError
from conferencekit.storage import Decision, Document, Operation, Store
from conferencekit.testing._ledger import audit, random_step, told
from conferencekit.testing._stand import (
    Broken,
    Factory,
    Skipped,
    Stand,
    body,
    expect,
    opened,
    put,
    same,
)

__all__ = ["CASES", "RANDOM", "Race", "Workload", "race"]

_START: Final = 60.0
"""How many seconds a process may take to start."""
_PAUSE: Final = 0.05
"""Up to how many seconds a process goes on before it is killed."""


def what_was_kept_is_there_again(stand: Stand) -> None:
    """When the store is opened anew: documents, versions, events and their order."""
    with stand.open() as store:
        put(store, "a", 1, told="first")
        put(store, "a", 2, told="second")
        put(store, "gone", 1)
        store.transact(["gone"], lambda _: Decision(None, delete=frozenset({"gone"})))
        page = store.events()
    with stand.open() as store:
        same(dict(store.read(["a", "gone"])), {"a": Document("a", 2, body(2))}, "documents")
        same(store.events(), page, "events")
        put(store, "gone", 2, told="third")
        same(store.read(["gone"])["gone"].version, 2, "the version of what was deleted before")
        later = store.events(after=page.after)
        same([one.event.kind for one in later.events], ["third"], "what came later")
    with stand.open() as store:
        same(len(store.events().events), 3, "events")


def two_stores_see_the_same(stand: Stand) -> None:
    """Opened at one place, both see at once what the other does."""
    with stand.open() as first, stand.open() as second:
        for number in range(5):
            put(first, "a", number, told="told")
            same(second.read(["a"])["a"].body, body(number), "what the other wrote")
            put(second, "a", -number, told="told")
            same(first.read(["a"])["a"].body, body(-number), "what the other wrote")
            same(len(first.events().events), 2 * number + 2, "events")
            same(first.events(), second.events(), "what both tell")


def processes_are_serialisable(stand: Stand) -> None:
    """What transactions of four processes saw and did could have happened one by one."""
    _hold(race(stand.factory, stand.place, seconds=stand.seconds))


def a_kill_loses_nothing(stand: Stand) -> None:
    """Processes killed in the middle leave nothing half-done, nothing locked, nothing lost."""
    if not stand.kills:
        raise Skipped("no kills were asked for")
    _hold(race(stand.factory, stand.place, seconds=stand.seconds, kills=stand.kills))


@attrs.frozen
class Workload:
    """What processes do in a race, and how it is audited. Both are functions of a module.

    Attributes:
        step: Makes an operation of an id and a generator of chance. Its result is false where
            it changed nothing; a text is noted as what was answered.
        audit: From a store, what its events say, and what was acknowledged, to what is wrong.
            Of each operation its id was noted; and after a blank its answer, where it had one.
        repeats: Whether an operation may be run again where nobody knows if it was done.
    """

    step: Callable[[str, random.Random], Operation[Any]]
    audit: Callable[[Store, Collection[Mapping[str, Any]], Collection[str]], tuple[str, ...]]
    repeats: bool = False


RANDOM: Final = Workload(random_step, audit)


@attrs.frozen
class Race:
    """What came of a race.

    Attributes:
        acknowledged: How many transactions were acknowledged.
        kills: How many processes were killed.
        faults: What is wrong; empty where all is well.
    """

    acknowledged: int
    kills: int
    faults: tuple[str, ...]


def race(
    factory: Factory,
    place: Path,
    *,
    processes: int = 4,
    seconds: float = 1.0,
    kills: int = 0,
    workload: Workload = RANDOM,
    enough: Callable[[], bool] = lambda: True,
) -> Race:
    """Let processes transact at random, kill some of them, and audit what they left.

    Args:
        factory: Opens the store; it is sent to the processes, so it is a function of a module.
        place: Where the store is.
        processes: How many there are at a time.
        seconds: For how long, at the least; it goes on until all kills are done.
        kills: How many processes are killed with SIGKILL, at random instants.
        workload: What they do.
        enough: Whether it may end; asked again and again once time is up and the kills are done.

    Raises:
        Skipped: The factory cannot be sent to another process.
    """
    try:
        pickle.dumps(factory)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise Skipped(f"the factory cannot be sent to another process: {error}") from None
    with opened(factory, place):
        pass  # the first to open it lays it out
    crew = _Crew(factory, place, workload)
    seen: list[object] = []
    with crew.at_work(processes), opened(factory, place) as store:
        until = time.monotonic() + seconds
        after = 0
        while time.monotonic() < until or crew.kills < kills or not enough():
            if crew.kills < kills:
                crew.kill_one()
            page = store.events(after=after, limit=10_000)
            seen += [one.event.data for one in page.events]
            after = page.after
            time.sleep(random.uniform(0, _PAUSE))  # noqa: S311  no secret depends on it
    with opened(factory, place) as store:
        for number in range(3):  # over all documents: nothing may be locked
            workload.step(f"after.{number}", random.Random(number)).run(store)  # noqa: S311
        events = list(told(store))
        faults = workload.audit(store, events, crew.acknowledged())
        if seen != events[: len(seen)]:
            faults = (*faults, "events read along the way are not those read at the end")
        return Race(len(crew.acknowledged()), crew.kills, faults)


def _hold(outcome: Race) -> None:
    expect(outcome.acknowledged, "no transaction was acknowledged")
    if outcome.faults:
        more = f" and {len(outcome.faults) - 3} more" if len(outcome.faults) > 3 else ""  # noqa: PLR2004
        raise Broken("; ".join(outcome.faults[:3]) + more)


class _Crew:
    """Processes that transact until they are told to stop, each with a file of what was done."""

    def __init__(self, factory: Factory, place: Path, workload: Workload) -> None:
        self._factory = factory
        self._workload = workload
        self._place = place
        self._stop = place / "stop"
        self._context = _context()
        self._running: list[tuple[BaseProcess, Path]] = []
        self._ledgers: list[Path] = []
        self.kills = 0

    @contextmanager
    def at_work(self, count: int) -> Iterator[None]:
        """While ``count`` processes work."""
        try:
            for _ in range(count):
                self._start()
            for member in self._running:
                self._await(member)
            yield
            self._stop.touch()
            for process, _ in self._running:
                process.join(_START)
                if process.exitcode != 0:
                    raise Broken(f"a process ended with exit code {process.exitcode}")
        finally:
            self._stop.touch()
            for process, _ in self._running:
                process.kill()
                process.join()

    def kill_one(self) -> None:
        """Kill one of them in the middle of its work, and start another."""
        member = self._running.pop(0)
        self._await(member)
        time.sleep(random.uniform(0, _PAUSE))  # noqa: S311  no secret depends on it
        member[0].kill()
        member[0].join()
        self.kills += 1
        self._start()

    def acknowledged(self) -> list[str]:
        """What all of them know to have been done."""
        texts = (one.read_text(encoding="utf-8") for one in self._ledgers if one.exists())
        lines = (line for text in texts for line in text.splitlines(keepends=True))
        return [line.rstrip("\n") for line in lines if line.endswith("\n")]

    def _start(self) -> None:
        number = len(self._ledgers)
        ledger = self._place / f"ledger-{number}"
        told = (self._factory, self._place, self._workload, number, ledger, self._stop)
        process: BaseProcess = self._context.Process(target=_work, args=told)  # type: ignore[attr-defined]
        process.daemon = True
        process.start()
        self._ledgers.append(ledger)
        self._running.append((process, ledger))

    def _await(self, member: tuple[BaseProcess, Path]) -> None:
        """Until it has done something."""
        process, ledger = member
        until = time.monotonic() + _START
        while not ledger.exists() or not ledger.stat().st_size:
            if process.exitcode is not None or time.monotonic() > until:
                raise Broken(f"a process did nothing; its exit code is {process.exitcode}")
            time.sleep(0.01)


def _context() -> BaseContext:
    """How processes are started: quickly, and without what this one has open."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "psycopg", "psycopg_pool"])
    return context


def _work(  # noqa: PLR0917  what a process is told
    factory: Factory, place: Path, workload: Workload, number: int, ledger: Path, stop: Path
) -> None:
    """What a process does: transact, and note what was acknowledged."""
    generator = random.Random(number)  # noqa: S311  no secret depends on it
    count = 0
    with opened(factory, place) as store, ledger.open("a", encoding="utf-8") as done:
        while not stop.exists():
            count += 1
            name = f"{number}.{count}"
            answer = _answer(workload.step(name, generator), store, repeats=workload.repeats)
            if answer is not False:
                done.write(f"{name} {answer}\n" if isinstance(answer, str) else f"{name}\n")
                done.flush()


def _answer(operation: Operation[Any], store: Store, *, repeats: bool) -> object:
    """What an operation answers; false where nobody was told that it was done."""
    while True:
        try:
            return operation.run(store)
        except StoreBusyError:
            return False
        except OutcomeUnknownError:
            if not repeats:
                return False


CASES = (
    what_was_kept_is_there_again,
    two_stores_see_the_same,
    processes_are_serialisable,
    a_kill_loses_nothing,
)
