"""One process against several: `python -m benchmarks.portfolio ROUND [--workers N] [--legs N]`.

The score of `solve`, and of `solve_together` in so many processes and legs, after the same time
on the clock; medians and all seeds. Say `--iterations` instead of `--seconds` to give each worker
as many steps as the one process has, on a machine that has fewer cores than workers.
"""

import argparse
import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.best import ROUNDS
from conferencekit import Plan, read_round, solve
from conferencekit.scheduling import solve_together

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each way to search."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("round")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--legs", type=int, nargs="*", default=(1, 4, 8, 16))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--iterations", type=int)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args(arguments)
    name, workers = options.round, options.workers
    round_ = read_round(Path(name) if name.endswith(".json") else ROUNDS / f"{name}.json")
    iterations = options.iterations
    seconds = None if iterations is not None else options.seconds

    def told(way: str, plan: Callable[[int], Plan]) -> None:
        pairs = sorted(plan(seed).score.pair for seed in range(1, options.seeds + 1))
        print(f"{way:12} {statistics.median_low(pairs)}  {pairs}", flush=True)

    told("one", lambda seed: solve(round_, seconds=seconds, iterations=iterations, seed=seed))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
        for legs in options.legs:
            told(
                f"{workers} in {legs} legs",
                lambda seed, legs=legs: solve_together(  # type: ignore[misc]
                    round_,
                    executor=executor,
                    workers=workers,
                    legs=legs,
                    seconds=seconds,
                    iterations=iterations,
                    seed=seed,
                ),
            )


if __name__ == "__main__":
    main()
