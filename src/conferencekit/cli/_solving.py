"""Solving with a progress bar, and with Ctrl-C meaning 'enough'."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from conferencekit.scheduling import Engine, Improvement, Plan, Round, solve, solve_together
from conferencekit.scheduling import Progress as SearchProgress

__all__ = ["run_with_progress", "solve_with_progress"]


def solve_with_progress(
    round_: Round, *, seconds: float | None, iterations: int | None, seed: int, workers: int = 1
) -> Plan:
    """The best plan within the limits; the bar goes to standard error."""
    with _interrupts() as stop, _bar() as bar:
        task = bar.add_task("first plan", total=1.0)

        def show(now: SearchProgress) -> None:
            bar.update(task, completed=now.fraction, description=_told(now.pair))

        if workers > 1:
            return _together(round_, seconds, iterations, seed, workers, stop, show)
        return solve(
            round_,
            seconds=seconds,
            iterations=iterations,
            seed=seed,
            on_progress=show,
            stop=stop.is_set,
        )


def _together(  # noqa: PLR0917  as many as the command has
    round_: Round,
    seconds: float | None,
    iterations: int | None,
    seed: int,
    workers: int,
    stop: threading.Event,
    show: Callable[[SearchProgress], None],
) -> Plan:
    """The best plan of several processes; the bar moves at the end of each leg."""
    began = time.monotonic()

    def better(one: Improvement) -> None:
        fraction = (time.monotonic() - began) / seconds if seconds else 0.0
        show(SearchProgress(min(1.0, fraction), one.pair, one.bound, one.seconds, one.iterations))

    with ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),  # the bar has a thread, beside which no fork is safe
        initializer=_leave_interrupts_alone,
    ) as executor:
        return solve_together(
            round_,
            executor=executor,
            workers=workers,
            seconds=seconds,
            iterations=iterations,
            seed=seed,
            on_improvement=better,
            stop=stop.is_set,
        )


def _leave_interrupts_alone() -> None:
    """In a worker: Ctrl-C is for the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run_with_progress(engine: Engine, round_: Round, *, seconds: float, seed: int) -> Plan:
    """The best plan of another engine, which does not tell how far it has come."""
    with _interrupts() as stop, _bar() as bar:
        task = bar.add_task("first plan", total=None)

        def show(now: Improvement) -> None:
            bar.update(task, description=_told(now.pair))

        return engine(round_, seconds=seconds, seed=seed, on_improvement=show, stop=stop.is_set)


def _told(pair: tuple[int, int]) -> str:
    return f"unplaced {pair[0]}, penalty {pair[1]}"


def _bar() -> Progress:
    columns = (
        TextColumn("Solving"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets; a second one interrupts as usual."""
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield event
        return
    usual = signal.getsignal(signal.SIGINT)

    def enough(_: int, __: FrameType | None) -> None:
        event.set()
        signal.signal(signal.SIGINT, usual)

    signal.signal(signal.SIGINT, enough)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, usual)
