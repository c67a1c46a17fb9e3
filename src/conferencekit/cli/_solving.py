"""Solving with a progress bar, and with Ctrl-C meaning 'enough'."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from conferencekit.scheduling import Engine, Improvement, Plan, Round, solve
from conferencekit.scheduling import Progress as SearchProgress

__all__ = ["run_with_progress", "solve_with_progress"]


def solve_with_progress(
    round_: Round, *, seconds: float | None, iterations: int | None, seed: int
) -> Plan:
    """The best plan within the limits; the bar goes to standard error."""
    with _interrupts() as stop, _bar() as bar:
        task = bar.add_task("first plan", total=1.0)

        def show(now: SearchProgress) -> None:
            bar.update(task, completed=now.fraction, description=_told(now.pair))

        return solve(
            round_,
            seconds=seconds,
            iterations=iterations,
            seed=seed,
            on_progress=show,
            stop=stop.is_set,
        )


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
