"""What fairness costs: `python -m benchmarks.fairness [--seconds S] [ROUND ...]`.

Solves each round, shares the waits out for as long again, and prints for both plans what is left
unplaced, the penalty, the sum of all waits in minutes, and the longest six.
"""

import argparse
from pathlib import Path

from benchmarks.rounds import ROUNDS
from conferencekit import check, read_round, solve
from conferencekit.scheduling import Plan, Round, fairer, unfairness


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="*", type=Path, default=sorted(ROUNDS.glob("*.json")))
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("| round | plan | unplaced | penalty | all waits | the longest |")
    print("|---|---|---:|---:|---:|---|")
    for path in options.rounds:
        round_ = read_round(path)
        plan = solve(round_, seconds=options.seconds, seed=options.seed)
        even = fairer(round_, plan, seconds=options.seconds, seed=options.seed)
        row(path.stem, "solved", round_, plan)
        row(path.stem, "fairer", round_, even)


def row(name: str, what: str, round_: Round, plan: Plan) -> None:
    """One line of the table."""
    if check(round_, plan):
        raise SystemExit(f"{name}: not a valid plan")
    unplaced, waits, penalty = unfairness(round_, plan)
    longest = ", ".join(map(str, waits[:6]))
    print(f"| {name} | {what} | {unplaced} | {penalty} | {sum(waits)} | {longest} |", flush=True)


if __name__ == "__main__":
    main()
