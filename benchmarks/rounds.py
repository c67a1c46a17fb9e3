"""The solver on the example rounds.

`python benchmarks/rounds.py [--seconds S] [--seeds N] [ROUND ...]`

Prints a line a round: size, the median score over the seeds, the bound, and how many steps the
search took. Each plan is held to the rules, and its score to the definition.
"""

import argparse
import statistics
from pathlib import Path

from conferencekit import check, read_round, score, solve
from conferencekit.scheduling import Progress

ROUNDS = Path(__file__).parent / "rounds"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="*", type=Path, default=sorted(ROUNDS.glob("*.json")))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    print(f"{'round':14}{'meetings':>9}{'unplaced':>9}{'penalty':>9}{'bound':>14}{'steps':>9}")
    for path in options.rounds:
        row(path, options.seconds, options.seeds)


def row(path: Path, seconds: float, seeds: int) -> None:
    """One line of the table."""
    round_ = read_round(path)
    pairs, steps = [], []
    last: list[Progress] = []
    for seed in range(1, seeds + 1):
        plan = solve(round_, seconds=seconds, seed=seed, on_progress=last.append)
        if check(round_, plan) or score(round_, plan) != plan.score:
            raise SystemExit(f"{path.stem}: not a valid plan")
        pairs.append(plan.score.pair)
        steps.append(last[-1].iterations if last else 0)
    unplaced, penalty = statistics.median_low(pairs)
    bound = f"{plan.bound.unplaced}, {plan.bound.penalty}"
    size = len(round_.meetings)
    taken = statistics.median_low(steps)
    print(f"{path.stem:14}{size:9}{unplaced:9}{penalty:9}{bound:>14}{taken:9}", flush=True)


if __name__ == "__main__":
    main()
