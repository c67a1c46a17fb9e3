"""The table: engines side by side on the same rounds, in the same time.

`python -m benchmarks.table [--seconds S ...] [--seeds N] [--engines NAME ...] [--folder DIR]
[--log FILE] [ROUND ...]`

A row for each round, a column for each engine and time: the median over the seeds of what is
unplaced and the penalty, and in brackets the penalty as a multiple of the best known, or what is
unplaced beyond it. Every plan is held to the rules and to the definition of the score before it
counts. Whatever beats the best known is kept (see ``best``).

Our solver takes one core, CP-SAT and PyJobShop have two workers each. First come, first served
takes no time to speak of, so it has one column, and the order of the file.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from benchmarks import best as best_known
from benchmarks.engines import ENGINES
from benchmarks.run import Run, run
from conferencekit import Round, read_round

__all__ = ["Cell", "compare", "main"]

UNTIMED: Final = frozenset({"fcfs"})

Pair = tuple[int, int]


@attrs.frozen
class Column:
    """An engine, and how long it may take."""

    engine: str
    seconds: float

    def __str__(self) -> str:
        """As the head of the table has it."""
        return self.engine if self.engine in UNTIMED else f"{self.engine} {self.seconds:g} s"


@attrs.frozen
class Cell:
    """What an engine made of a round in a time.

    Attributes:
        pair: The median score; None where there is no plan.
        seconds: The longest that a run took.
        why_not: Why there is no plan.
    """

    pair: Pair | None
    seconds: float = 0.0
    why_not: str = ""


def compare(pair: Pair, best: Pair) -> tuple[int, float]:
    """How much more is unplaced than in the best known; the penalty as a multiple of its.

    Of a penalty of 0 nothing is a multiple; there one is added to both.
    """
    shift = 0 if best[1] else 1
    return pair[0] - best[0], (pair[1] + shift) / (best[1] + shift)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    options = _parser().parse_args(arguments)
    columns = list(_columns(options.engines, options.seconds))
    paths = options.rounds or sorted((options.folder or best_known.ROUNDS).glob("*.json"))
    heads = ["round", "meetings", *map(str, columns), "best known", "by", "bound"]
    _print_row(heads)
    _print_row(["---", "---:", *["---:"] * len(columns), "---:", "---", "---:"])
    found: dict[Column, list[tuple[Cell, Pair]]] = {column: [] for column in columns}
    notes: list[str] = []
    for path in paths:
        if path.name == "optima.json":  # of the published problems; no round
            continue
        round_ = read_round(path)
        folder = options.best or best_known.folder_for(path)
        cells = {
            column: _measure(
                column, path, round_, seeds=options.seeds, best=folder, log=options.log
            )
            for column in columns
        }
        best = best_known.read(folder, round_)
        bound = f"{best.bound.unplaced}, {best.bound.penalty}"
        said = [_say(cell, best.pair) for cell in cells.values()]
        by = f"{best.found_by} {best.seconds:g} s"
        pair = "-" if best.pair is None else "{}, {}".format(*best.pair)
        _print_row([round_.id, str(len(round_.meetings)), *said, pair, by, bound])
        for column, cell in cells.items():
            if cell.why_not:
                notes.append(f"{column} on {round_.id}: {cell.why_not}")
            elif best.pair is not None:
                found[column].append((cell, best.pair))
    print()
    for column, pairs in found.items():
        print(f"{column}: {_sum_up(pairs)}")
    for note in dict.fromkeys(notes):
        print(note)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rounds", nargs="*", type=Path, help="round files; all examples if none")
    parser.add_argument("--folder", type=Path, help="take all rounds of this folder")
    parser.add_argument("--seconds", nargs="+", type=float, default=[2.0, 10.0, 60.0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--best", type=Path, help="where the best known plans are kept")
    parser.add_argument("--log", type=Path, help="add a line of JSON for each run to this file")
    return parser


def _columns(engines: Iterable[str], seconds: Sequence[float]) -> Iterator[Column]:
    """The engines side by side for each time; those that take no time first."""
    engines = list(engines)
    for engine in engines:
        if engine in UNTIMED:
            yield Column(engine, 0.0)
    for limit in seconds:
        for engine in engines:
            if engine not in UNTIMED:
                yield Column(engine, limit)


def _measure(
    column: Column, path: Path, round_: Round, *, seeds: int, best: Path, log: Path | None
) -> Cell:
    """Run a column on a round, once for each seed; keep what is better than the best known."""
    pairs, seconds = [], [0.0]
    for seed in range(1, 2 if column.engine in UNTIMED else seeds + 1):
        one = run(column.engine, path, round_, seconds=column.seconds, seed=seed)
        _log(log, column, round_, seed, one)
        if one.plan is None:
            return Cell(None, why_not=one.why_not)
        try:
            best_known.offer(best, round_, one.plan, by=column.engine, seconds=column.seconds)
        except best_known.BestError as error:
            sys.exit(f"{column}, seed {seed}: {error}")
        pairs.append(one.plan.score.pair)
        seconds.append(one.seconds)
    return Cell(statistics.median_low(pairs), max(seconds))


def _log(path: Path | None, column: Column, round_: Round, seed: int, one: Run) -> None:
    """Add a line to the log; what is there is never touched."""
    if path is None:
        return
    line: dict[str, Any] = {
        "round": round_.id,
        "engine": column.engine,
        "limit": column.seconds,
        "seed": seed,
        "seconds": round(one.seconds, 3),
        "megabytes": round(one.megabytes, 1),
        "why_not": one.why_not,
    }
    if one.plan is not None:
        line["score"] = attrs.asdict(one.plan.score)
        line["bound"] = attrs.asdict(one.plan.bound)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _say(cell: Cell, best: Pair | None) -> str:
    if cell.pair is None or best is None:
        return "-"
    unplaced, ratio = compare(cell.pair, best)
    text = "{}, {}".format(*cell.pair)
    return f"{text} (+{unplaced})" if unplaced else f"{text} ({ratio:.2f})"


def _sum_up(pairs: Sequence[tuple[Cell, Pair]]) -> str:
    """Over all rounds: how often as much is placed, and the ratio of penalties where so."""
    compared = [compare(cell.pair, best) for cell, best in pairs if cell.pair is not None]
    if not compared:
        return "no plan of any round"
    ratios = [ratio for unplaced, ratio in compared if unplaced == 0]
    beyond = sum(unplaced for unplaced, _ in compared)
    longest = max((cell.seconds for cell, _ in pairs), default=0.0)
    mean = f"{statistics.geometric_mean(ratios):.3f}" if all(ratios) and ratios else "-"
    return (
        f"{len(ratios)} of {len(compared)} rounds with as little unplaced as the best known, "
        f"there {mean} times its penalty (geometric mean); "
        f"{beyond} more unplaced on the others; longest run {longest:.1f} s"
    )


def _print_row(cells: Iterable[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
