"""How time and memory grow: `python -m benchmarks.growth [--sizes N ...] [--repeats N]`.

Schools with more and more teachers, families and meetings (see ``generate``), and for each how
long it takes to the first complete plan (compiled, built, held to the rules, scored), the most
memory the process had, and both as a multiple of what a meeting takes in the smallest round: 1.00
is growth in a straight line (of memory, beyond what Python and the library take). Then the same
for the example rounds.

Each measurement has a process of its own, which reads the round from a file; the median of the
times counts, in seconds of the processor, so that what else the machine does matters less.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from benchmarks.best import ROUNDS
from benchmarks.generate import of_size
from benchmarks.run import ROOT, peak_megabytes
from conferencekit import read_round, solve

__all__ = ["main"]

SIZES: Final = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


@attrs.frozen
class Measure:
    """What a round took.

    Attributes:
        meetings: Of the round.
        people: Of the round.
        unplaced: How many meetings simple insertion could not place.
        reading: Seconds to read the file.
        planning: Seconds to the first complete plan.
        base: Memory before the round was read: Python and the library.
        megabytes: The most memory.
        searched: The most memory once the search has gone on for a while; 0 if it did not.
    """

    meetings: int
    people: int
    unplaced: int
    reading: float
    planning: float
    base: float
    megabytes: float
    searched: float = 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables; or, of one round, what it took, as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--search", type=float, default=0.0, help="seconds; memory is told then")
    parser.add_argument("--examples", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one is not None:
        print(json.dumps(attrs.asdict(_measure_here(options.one, options.search))))
        return
    print("| round | meetings | people | read s | plan s | growth | MB | growth | left out |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        smallest: Measure | None = None
        for size in options.sizes:
            path = Path(folder) / f"growth-{size}.json"
            path.write_text(json.dumps(of_size(size, options.seed)))
            measure = _measure(path, options.repeats, options.search)
            smallest = smallest or measure
            _print_row(path.stem, measure, smallest)
    for path in sorted(ROUNDS.glob("*.json")) if options.examples else ():
        _print_row(path.stem, _measure(path, options.repeats, options.search), None)


def _print_row(name: str, one: Measure, smallest: Measure | None) -> None:
    times = memory = "-"
    if smallest is not None:
        share = one.meetings / smallest.meetings
        times = f"{one.planning / smallest.planning / share:.2f}"
        memory = f"{(one.megabytes - one.base) / (smallest.megabytes - smallest.base) / share:.2f}"
    megabytes = f"{one.megabytes:.0f}"
    if one.searched:
        megabytes += f", {one.searched:.0f} after the search"
    print(
        f"| {name} | {one.meetings} | {one.people} | {one.reading:.2f} | {one.planning:.3f} "
        f"| {times} | {megabytes} | {memory} | {one.unplaced} |",
        flush=True,
    )


def _measure(path: Path, repeats: int, search: float) -> Measure:
    """The median of several processes' times; all else is much the same in all."""
    measures = [_measure_apart(path, search if not n else 0.0) for n in range(max(1, repeats))]
    return attrs.evolve(
        measures[0],
        reading=statistics.median(one.reading for one in measures),
        planning=statistics.median(one.planning for one in measures),
    )


def _measure_apart(path: Path, search: float) -> Measure:
    command = [sys.executable, "-m", "benchmarks.growth", "--one", str(path.resolve())]
    done = subprocess.run(  # noqa: S603  our own module
        [*command, "--search", str(search)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return Measure(**json.loads(done.stdout))


def _measure_here(path: Path, search: float) -> Measure:
    base = peak_megabytes()
    began = time.process_time()
    round_ = read_round(path)
    read = time.process_time()
    plan = solve(round_, seconds=None, iterations=0)
    planned = time.process_time()
    megabytes = peak_megabytes()
    if search:
        solve(round_, seconds=search)
    return Measure(
        meetings=len(round_.meetings),
        people=len(round_.people),
        unplaced=len(plan.unplaced),
        reading=read - began,
        planning=planned - read,
        base=base,
        megabytes=megabytes,
        searched=peak_megabytes() if search else 0.0,
    )


if __name__ == "__main__":
    main()
