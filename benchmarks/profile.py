"""Where the time of our solver goes: `python -m benchmarks.profile ROUND [--seconds S]`.

A timer looks, some hundred times a second of work, at which line is being run. That slows nothing
down, unlike counting calls, which makes small functions look dear. Two tables: the share of the
time by function and by line, what they call in our own code not counted. A line that takes a
tenth or more is marked: either it is the heart of the search, or it is waste.

Python looks up only where a function begins, a call is made or a loop goes round, so a line may
stand for those just before it, and the first of a function for its being called. Shares of
functions are sound, those of lines good to a few lines.

`--calls` counts calls instead, by the profiler of Python.
"""

import argparse
import cProfile
import pstats
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from linecache import getline
from pathlib import Path
from types import FrameType
from typing import Final

import conferencekit
from conferencekit import read_round, solve

__all__ = ["Sampler", "main"]

SOURCE: Final = Path(conferencekit.__file__).parent
_INTERVAL_SECONDS: Final = 0.002
_MUCH: Final = 0.1


class Sampler:
    """Looks where a program is while it works.

    Attributes:
        lines: How often each line was seen, by file and number.
        functions: How often each function was, by file and name.
    """

    def __init__(self) -> None:
        self.lines: Counter[tuple[str, int]] = Counter()
        self.functions: Counter[tuple[str, str]] = Counter()

    def watch(self, work: Callable[[], object]) -> None:
        """Do some work, and look."""
        before = signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _INTERVAL_SECONDS, _INTERVAL_SECONDS)
        try:
            work()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)
            signal.signal(signal.SIGPROF, before)

    def _look(self, _: int, frame: FrameType | None) -> None:
        """Note the innermost line of our own: what the standard library does is its doing."""
        while frame is not None and not frame.f_code.co_filename.startswith(str(SOURCE)):
            frame = frame.f_back
        if frame is not None:
            code = frame.f_code
            # Some instructions of a function belong to no line; they count for its first.
            self.lines[code.co_filename, frame.f_lineno or code.co_firstlineno] += 1
            self.functions[code.co_filename, code.co_qualname] += 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Print where the time goes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("round", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--top", type=int, default=25)
    parser.add_argument("--calls", action="store_true", help="count calls instead")
    options = parser.parse_args(arguments)
    round_ = read_round(options.round)

    def work() -> object:
        return solve(round_, seconds=options.seconds, seed=options.seed)

    if options.calls:
        profiler = cProfile.Profile()
        profiler.runcall(work)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(options.top)
        return
    sampler = Sampler()
    sampler.watch(work)
    total = max(1, sampler.lines.total())
    print(f"{total} looks\n\nBy function:")
    for (file, name), seen in sampler.functions.most_common(options.top):
        print(f"{seen / total:6.1%}  {_short(file)}  {name}")
    print("\nBy line:")
    for (file, number), seen in sampler.lines.most_common(options.top):
        mark = "  <-- a tenth" if seen / total >= _MUCH else ""
        print(
            f"{seen / total:6.1%}  {_short(file)}:{number}  {getline(file, number).strip()}{mark}"
        )


def _short(file: str) -> str:
    return str(Path(file).relative_to(SOURCE))


if __name__ == "__main__":
    main()
