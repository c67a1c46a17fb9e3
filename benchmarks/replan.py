"""Answering a change: `python -m benchmarks.replan [ROUND ...] [--changes N] [--seconds S]`.

For each round a plan is searched for, and then three kinds of change are answered from it, each
several times with people drawn by chance: a teacher is ill in the session in which they have the
most meetings, a family withdraws, a family asks for one more meeting. The ways to answer:

- `first`: `replan` with no time to search;
- `replan`: with its default half second;
- `anew`: `solve` of the changed round, without the plan, for as long as the plan was searched for.

Printed are medians: the seconds each took (`anew` ends when its time is over, so that the seconds
to its first plan are told beside), meetings moved and lost of those that had a time, and what is
unplaced, and the penalty without what moving counts, less what the plan before had.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

from benchmarks.best import ROUNDS
from conferencekit import read_round, solve
from conferencekit.scheduling import (
    Absent,
    Amendment,
    Departed,
    Kind,
    Meeting,
    NewMeeting,
    Plan,
    Round,
    amended,
    check,
    disturbance,
    replan,
)
from conferencekit.time import Windows

__all__ = ["main"]

NAMES: Final = (
    *("micro-1", "micro-2", "micro-3", "replan-1", "replan-2", "replan-3"),
    *("secondary-1", "secondary-2", "secondary-3", "large-1"),
)


@attrs.frozen
class Answer:
    """What one answer to a change came to."""

    seconds: float
    moved: int
    lost: int
    unplaced: int
    penalty: int


Way = Callable[[Round, Plan, Amendment], tuple[Round, Plan]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rounds", nargs="*", default=NAMES)
    parser.add_argument("--changes", type=int, default=5, help="of each kind")
    parser.add_argument("--seconds", type=float, default=2.0, help="for a plan")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    print("| round | change | way | s | first s | moved | lost | unplaced | penalty |")
    print("|---|---|---|---:|---:|---:|---:|---:|---:|")
    for name in options.rounds:
        path = Path(name) if name.endswith(".json") else ROUNDS / f"{name}.json"
        round_ = read_round(path)
        plan = solve(round_, seconds=options.seconds, seed=options.seed)
        _print_rows(path.stem, round_, plan, options)


def _print_rows(name: str, round_: Round, plan: Plan, options: argparse.Namespace) -> None:
    for kind, draw in (("ill", _ill), ("withdraws", _withdraws), ("asks", _asks)):
        rng = random.Random(options.seed)  # noqa: S311  no secret depends on it
        changes = [draw(round_, plan, rng) for _ in range(options.changes)]
        for way, answer in _ways(options.seconds):
            found = [_measured(round_, plan, change, answer) for change in changes]
            first = "-"
            if way == "anew":
                firsts = [_measured(round_, plan, change, _anew(None)) for change in changes]
                first = f"{_median(firsts, 'seconds'):.3f}"
            numbers = [f"{_median(found, one):g}" for one in ("moved", "lost")]
            numbers += [f"{_median(found, one):+g}" for one in ("unplaced", "penalty")]
            seconds = f"{_median(found, 'seconds'):.3f}"
            print("|", " | ".join((name, kind, way, seconds, first, *numbers)), "|", flush=True)


def _median(answers: Sequence[Answer], name: str) -> float:
    return float(statistics.median(getattr(one, name) for one in answers))


def _ways(seconds: float) -> Iterator[tuple[str, Way]]:
    yield "first", _replanned(0.0)
    yield "replan", _replanned(0.5)
    yield "anew", _anew(seconds)


def _replanned(seconds: float) -> Way:
    def answer(round_: Round, plan: Plan, change: Amendment) -> tuple[Round, Plan]:
        found = replan(round_, plan, [change], seconds=seconds)
        return found.round, found.plan

    return answer


def _anew(seconds: float | None) -> Way:
    """None for the first plan alone."""

    def answer(round_: Round, _: Plan, change: Amendment) -> tuple[Round, Plan]:
        after = amended(round_, [change])
        iterations = 0 if seconds is None else None
        return after, solve(after, seconds=seconds, iterations=iterations)

    return answer


def _measured(round_: Round, plan: Plan, change: Amendment, way: Way) -> Answer:
    began = time.perf_counter()
    after, new = way(round_, plan, change)
    seconds = time.perf_counter() - began
    if check(after, new):
        raise SystemExit("the answer breaks a rule")
    found = disturbance((round_, plan), (after, new))
    return Answer(
        seconds=seconds,
        moved=len(found.moved),
        lost=len(found.lost),
        unplaced=new.score.unplaced - plan.score.unplaced,
        penalty=_penalty(after, new) - _penalty(round_, plan),
    )


def _penalty(round_: Round, plan: Plan) -> int:
    return plan.score.penalty - round_.weights.moved * plan.score.terms.moved


# ------------------------------------------------------------------------------------- changes


def _ill(round_: Round, plan: Plan, rng: random.Random) -> Amendment:
    teacher = rng.choice(_busy(round_, plan, Kind.TEACHER))
    windows = [session.window for session in round_.sessions]
    starts = [one.start for one in plan.placements if _is_in(round_, one.meeting, teacher)]
    busiest = max(windows, key=lambda window: sum(start in window for start in starts))
    return Absent(teacher, Windows([busiest]))


def _withdraws(round_: Round, plan: Plan, rng: random.Random) -> Amendment:
    return Departed((rng.choice(_busy(round_, plan, Kind.GUARDIAN)),))


def _asks(round_: Round, plan: Plan, rng: random.Random) -> Amendment:
    """For a meeting as long as most, with a teacher whom they do not meet yet."""
    family = rng.choice(_busy(round_, plan, Kind.GUARDIAN))
    known = {id_ for one in round_.meetings if family in one.required for id_ in one.required}
    teachers = [one for one in _busy(round_, plan, Kind.TEACHER) if one not in known]
    minutes = statistics.mode(one.minutes for one in round_.meetings)
    return NewMeeting(Meeting("one-more", minutes, (rng.choice(teachers), family)))


def _busy(round_: Round, plan: Plan, kind: Kind) -> list[str]:
    placed = {one.meeting for one in plan.placements}
    found = {id_ for one in round_.meetings if one.id in placed for id_ in one.required}
    return [one.id for one in round_.people if one.kind is kind and one.id in found]


def _is_in(round_: Round, meeting: str, person: str) -> bool:
    return person in round_.meeting(meeting).required


if __name__ == "__main__":
    main()
