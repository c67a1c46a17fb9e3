"""The published problems: `python -m benchmarks.b2b --folder DIR [--seconds S ...] [--seeds N]`.

Business-to-business meetings: Bofill, Coll, Garcia, Giraldez-Cru, Pesant, Suy and Villaret,
"Constraint solving approaches to the business-to-business meeting scheduling problem", JAIR 74
(2022). The folder holds the instances as rounds, and `optima.json`, which gives for each the
least number of breaks between somebody's meetings where all are placed. The instances carry no
licence and are not shipped.

A row for each instance: how many breaks were found, the median over the seeds, against the
optimum. A plan that leaves something unplaced has no number of breaks.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.engines import ENGINES
from benchmarks.run import run
from conferencekit import check, read_round, score

__all__ = ["main", "summary"]

_NONE = -1


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and how far from the optima it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", nargs="+", type=float, default=[20.0, 60.0])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=["ours"])
    options = parser.parse_args(arguments)
    optima: dict[str, int] = json.loads((options.folder / "optima.json").read_text())
    columns = [(engine, seconds) for seconds in options.seconds for engine in options.engines]
    heads = [f"{engine} {seconds:g} s" for engine, seconds in columns]
    print(f"| instance | optimum | {' | '.join(heads)} |")
    print(f"|---|---:|{'---:|' * len(columns)}")
    found: dict[tuple[str, float], dict[str, int]] = {column: {} for column in columns}
    for name, optimum in sorted(optima.items()):
        path = options.folder / f"{name}.json"
        for engine, seconds in columns:
            breaks = [_breaks(engine, path, seconds, seed + 1) for seed in range(options.seeds)]
            found[engine, seconds][name] = _median(breaks)
        cells = [found[column][name] for column in columns]
        said = ["-" if cell == _NONE else str(cell) for cell in cells]
        print(f"| {name} | {optimum} | {' | '.join(said)} |", flush=True)
    print()
    for head, column in zip(heads, columns, strict=True):
        print(f"{head}: {summary(found[column], optima)}")


def summary(found: Mapping[str, int], optima: Mapping[str, int]) -> str:
    """How many optima were found, and how far the worst is from its own."""
    over = {name: found[name] - optima[name] for name in found if found[name] != _NONE}
    incomplete = len(found) - len(over)
    met = sum(distance == 0 for distance in over.values())
    worst = max(over, key=lambda name: over[name], default="none")
    return (
        f"{met} optima of {len(found)}, worst {over.get(worst, 0)} above ({worst}), "
        f"{sum(over.values())} above in all, {incomplete} incomplete"
    )


def _breaks(engine: str, path: Path, seconds: float, seed: int) -> int:
    round_ = read_round(path)
    one = run(engine, path, round_, seconds=seconds, seed=seed)
    if one.plan is None:
        raise SystemExit(f"{engine} on {path.stem}: {one.why_not}")
    if check(round_, one.plan) or score(round_, one.plan) != one.plan.score:
        raise SystemExit(f"{engine} on {path.stem}: not a valid plan")
    return _NONE if one.plan.unplaced else one.plan.score.terms.waits


def _median(breaks: Sequence[int]) -> int:
    """The middle one, where a plan that is not complete is worse than all others."""
    ranked = sorted(breaks, key=lambda one: (one == _NONE, one))
    return ranked[(len(ranked) - 1) // 2]


if __name__ == "__main__":
    main()
