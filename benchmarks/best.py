"""The best known plan and bound of each round, in files that only get better.

`python -m benchmarks.best [--best DIR] [ROUND ...]` lists them.

A file holds the plan itself. What is in it is checked and scored anew each time it is read, so
nothing depends on what was once written beside it. A plan gets in only where it keeps all rules
and is better than the one there; a bound only where it is higher. A bound above a plan that is
valid is a mistake of whoever proved it, and ends the program.
"""

import argparse
import fcntl
import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import attrs

from conferencekit import Bound, Plan, Round, check, read_round, score
from conferencekit.scheduling import plan_from_json, plan_to_json, round_to_json

__all__ = ["Best", "BestError", "folder_for", "offer", "read"]

HERE: Final = Path(__file__).resolve().parent
ROUNDS: Final = HERE / "rounds"
BEST: Final = HERE / "best"
ELSEWHERE: Final = HERE.parent / "build" / "best"
SCHEMA: Final = "conferencekit.best/1"


_NO_BOUND: Final = Bound()


class BestError(Exception):
    """What is offered, or what is there, cannot be true."""


@attrs.frozen
class Best:
    """What is known of a round.

    Attributes:
        plan: The best plan; None where there is only a bound.
        found_by: The engine that found it.
        seconds: How long that was given.
        bound: The highest bound.
        bound_by: The engine that proved it.
    """

    plan: Plan | None = None
    found_by: str = ""
    seconds: float = 0.0
    bound: Bound = _NO_BOUND
    bound_by: str = ""

    @property
    def pair(self) -> tuple[int, int] | None:
        """The score of the plan."""
        return None if self.plan is None else self.plan.score.pair


def folder_for(path: Path) -> Path:
    """Where the best of a round is kept: beside the example rounds, or out of the repository."""
    return BEST if path.resolve().parent == ROUNDS else ELSEWHERE


def read(folder: Path, round_: Round) -> Best:
    """What is known of a round.

    Raises:
        BestError: The file is of another round with the same id, or its plan is not valid.
    """
    path = _path(folder, round_)
    if not path.exists():
        return Best()
    data = json.loads(gzip.decompress(path.read_bytes()))
    if data["schema"] != SCHEMA or data["digest"] != _digest(round_):
        raise BestError(f"{path} is of another round than {round_.id}")
    plan = None if data["plan"] is None else plan_from_json(data["plan"], round_)
    best = Best(
        plan=plan if plan is None else _held_to_the_rules(round_, plan, str(path)),
        found_by=data["found_by"],
        seconds=data["seconds"],
        bound=Bound(*data["bound"]),
        bound_by=data["bound_by"],
    )
    _refuse_crossing(round_, best)
    return best


def offer(folder: Path, round_: Round, plan: Plan, *, by: str, seconds: float) -> Best:
    """Take a plan and its bound where they are better, and say what is known then.

    Args:
        folder: Where the files are.
        round_: The round.
        plan: The plan offered, with the bound its engine proved.
        by: The engine.
        seconds: How long it was given.

    Raises:
        BestError: The plan breaks a rule or does not score what it says, or a bound is above
            the score of a valid plan. The file stays as it was.
    """
    _held_to_the_rules(round_, plan, by)
    with _alone(folder):
        best = before = read(folder, round_)
        if before.pair is None or plan.score.pair < before.pair:
            best = attrs.evolve(best, plan=plan, found_by=by, seconds=seconds)
        if plan.bound > before.bound:
            best = attrs.evolve(best, bound=plan.bound, bound_by=by)
        _refuse_crossing(round_, best)
        if best != before:
            _write(_path(folder, round_), round_, best)
    return best


def _path(folder: Path, round_: Round) -> Path:
    return folder / f"{quote(round_.id, safe='')}.json.gz"


def _digest(round_: Round) -> str:
    text = json.dumps(round_to_json(round_), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _held_to_the_rules(round_: Round, plan: Plan, whose: str) -> Plan:
    breaches = check(round_, plan)
    if breaches:
        raise BestError(f"{whose}: the plan for {round_.id} breaks {breaches[0]}")
    if score(round_, plan) != plan.score:
        raise BestError(f"{whose}: the plan for {round_.id} does not score {plan.score.pair}")
    return plan


def _refuse_crossing(round_: Round, best: Best) -> None:
    bound = best.bound.unplaced, best.bound.penalty
    if best.pair is not None and bound > best.pair:
        raise BestError(
            f"{round_.id}: {best.bound_by} proved that no plan is below {bound}, "
            f"but {best.found_by} has a valid one of {best.pair}: one of them is wrong"
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While nobody else writes to the folder: two tables may be made at once."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(path: Path, round_: Round, best: Best) -> None:
    """All of the file or nothing of it."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "digest": _digest(round_),
        "score": best.pair,
        "found_by": best.found_by,
        "seconds": best.seconds,
        "bound": [best.bound.unplaced, best.bound.penalty],
        "bound_by": best.bound_by,
        "plan": None
        if best.plan is None
        else plan_to_json(attrs.evolve(best.plan, bound=Bound()), round_),
    }
    draft = path.with_suffix(".draft")
    draft.write_bytes(gzip.compress(json.dumps(data).encode(), mtime=0))
    draft.replace(path)


def main(arguments: Sequence[str] | None = None) -> None:
    """List what is known."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rounds", nargs="*", type=Path, default=sorted(ROUNDS.glob("*.json")))
    parser.add_argument("--best", type=Path, help="the folder of the files")
    options = parser.parse_args(arguments)
    print("| round | best | by | s | bound | by |")
    print("|---|---:|---|---:|---:|---|")
    for path in options.rounds:
        round_ = read_round(path)
        best = read(options.best or folder_for(path), round_)
        pair = "-" if best.pair is None else "{}, {}".format(*best.pair)
        bound = f"{best.bound.unplaced}, {best.bound.penalty}"
        found = f"{best.found_by} | {best.seconds:g}"
        print(f"| {round_.id} | {pair} | {found} | {bound} | {best.bound_by} |")


if __name__ == "__main__":
    main()
