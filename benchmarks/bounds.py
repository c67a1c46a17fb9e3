"""What is proven in how much time: `python -m benchmarks.bounds [--rounds N] [--exact SECONDS]`.

Rounds of microschools from :mod:`benchmarks.generate`, of the first seeds: our plan and bound
beside those of CP-SAT alone with two workers. The last lines count where our bound is the higher
one, and have the median of the bounds as shares of the best plan. With ``--exact`` the library's
engine ``cpsat`` gets so long, too, to close what is open.
"""

import argparse
import statistics
from collections.abc import Sequence

from benchmarks.engines.cpsat import WORKERS
from benchmarks.engines.cpsat import solve as cpsat_alone
from benchmarks.generate import generate
from conferencekit import Plan, solve
from conferencekit.engines import cpsat

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each round, and a summary."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--kind", default="micro")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--cpsat", type=float, default=60.0)
    parser.add_argument("--exact", type=float)
    options = parser.parse_args(arguments)
    tighter, shares, closed = 0, [], 0
    for seed in range(1, options.rounds + 1):
        round_ = generate(options.kind, seed)
        ours = solve(round_, seconds=options.seconds)
        theirs = cpsat_alone(round_, seconds=options.cpsat)
        plans = {"ours": ours, "cpsat": theirs}
        if options.exact is not None:
            plans["exact"] = cpsat(round_, seconds=options.exact, workers=WORKERS, start=ours)
            closed += plans["exact"].is_optimal
        told = "   ".join(f"{name} {_told(plan)}" for name, plan in plans.items())
        print(f"{options.kind} {seed:3} {len(round_.meetings):4} meetings   {told}", flush=True)
        tighter += ours.bound > theirs.bound
        shares.append(_share(ours, min(plan.score.pair for plan in plans.values())))
    print(f"tighter than CP-SAT's: {tighter} of {options.rounds}; closed by exact: {closed}")
    print(f"median share of the best plan's penalty: {statistics.median(shares):.2f}")


def _told(plan: Plan) -> str:
    bound = (plan.bound.unplaced, plan.bound.penalty)
    return f"{plan.score.pair} of {bound}{' optimal' if plan.is_optimal else ''}"


def _share(plan: Plan, best: tuple[int, int]) -> float:
    """The bound on the penalty as a share of the best; 0 where what is unplaced is still open."""
    unplaced, penalty = best
    if plan.bound.unplaced < unplaced:
        return 0.0
    return plan.bound.penalty / penalty if penalty else 1.0


if __name__ == "__main__":
    main()
