"""The pictures of the explanation: `python -m benchmarks.pictures [--folder DIR] [--steps N]`.

Two drawings, written as SVG by hand, and the plots of `benchmarks.plots`, by matplotlib:

- `plan.svg`: the timetable of a microschool's teachers, as families get it that come first and are
  served first, and as the solver leaves it, with every wait.
- `search.svg`: best plan and bound over the steps of a search, for two microschools.

They are made from the example rounds with a limit of steps, a seed and a clock that counts looks,
so the same library makes the same files, to the byte, on every machine. What matters in them is
told by more than colour: they can be read in grey, and by the colour-blind.
"""

import argparse
import itertools
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

from benchmarks.best import ROUNDS
from benchmarks.drawing import BEST, BOUND, FAINT, INK, dot, line, picture, text
from benchmarks.engines import fcfs
from benchmarks.sheets import plan_picture
from conferencekit import Plan, Round, read_round, solve
from conferencekit.scheduling import Improvement, Progress

__all__ = ["Course", "course", "main", "progress_picture"]

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "explanation"
STEPS: Final = 800_000
SEED: Final = 3
PLANNED: Final = "micro-2"
WATCHED: Final = ("micro-1", "micro-2")

_FIRST_STEP: Final = 100
_MOST_LINES: Final = 9
_TALL: Final = 250.0
_WIDE: Final = 352.0


def main() -> None:
    """Write them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    from benchmarks.plots import PLOTS  # noqa: PLC0415  for the pictures alone: needs matplotlib

    rounds = {name: read_round(ROUNDS / f"{name}.json") for name in {*WATCHED, PLANNED}}
    courses = {name: course(round_, options.steps) for name, round_ in rounds.items()}
    planned = rounds[PLANNED]
    plans = [
        ("First come, first served", fcfs.solve(planned)),
        (f"After {options.steps:,} steps of search", courses[PLANNED].plan),
    ]
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, drawn in (
        ("plan.svg", plan_picture(planned, plans)),
        ("search.svg", progress_picture([(name, courses[name]) for name in WATCHED])),
        *((name, draw()) for name, draw in PLOTS.items()),
    ):
        (options.folder / name).write_text(drawn, encoding="utf-8")


@attrs.frozen
class Course:
    """How a search went.

    Attributes:
        plan: The best plan in the end.
        pairs: The best score, from each step on at which it became better.
        bounds: The bound on the score, likewise.
        steps: How many there were to be at the most.
        ended: After how many it ended.
    """

    plan: Plan
    pairs: tuple[tuple[int, tuple[int, int]], ...]
    bounds: tuple[tuple[int, tuple[int, int]], ...]
    steps: int
    ended: int


def course(round_: Round, steps: int, seed: int = SEED) -> Course:
    """Search, and take note of every better plan and bound."""
    pairs: list[tuple[int, tuple[int, int]]] = []
    bounds: list[tuple[int, tuple[int, int]]] = []
    ended = 0

    def better(improvement: Improvement) -> None:
        pairs.append((improvement.iterations, improvement.pair))

    def onward(progress: Progress) -> None:
        nonlocal ended
        ended = progress.iterations
        bound = progress.bound.unplaced, progress.bound.penalty
        if not bounds or bounds[-1][1] != bound:
            bounds.append((progress.iterations, bound))

    looks = itertools.count(0.0)
    plan = solve(
        round_,
        seconds=None,
        iterations=steps,
        seed=seed,
        on_improvement=better,
        on_progress=onward,
        clock=lambda: next(looks),
    )
    ended = max(ended, pairs[-1][0])
    bounds.append((ended, (plan.bound.unplaced, plan.bound.penalty)))
    return Course(plan, tuple(pairs), tuple(bounds), steps, ended)


def progress_picture(courses: Sequence[tuple[str, Course]]) -> str:
    """Penalty and bound over steps, one search beside the other.

    Args:
        courses: Two searches, each with what to call its round.
    """
    parts = [
        part
        for place, (name, one) in enumerate(courses)
        for part in _Chart(one, 56 + place * (_WIDE + 72)).draw(name)
    ]
    told = "; ".join(
        f"{name}, from penalty {one.pairs[0][1][1]} to {one.pairs[-1][1][1]}, "
        f"bound {one.bounds[-1][1][1]}"
        for name, one in courses
    )
    return picture(_TALL + 96, f"Penalty and bound over the steps of a search: {told}", parts)


class _Chart:
    """One search: the penalty upwards, the steps to the right, each tenfold as far."""

    def __init__(self, shown: Course, left: float) -> None:
        self._course, self._left, self._top = shown, left, 44.0
        most = max(penalty for _, (_, penalty) in shown.pairs)
        self._unit = next(unit for unit in (50, 100, 200, 500, 1000) if most / unit < _MOST_LINES)
        self._most = -(-most // self._unit) * self._unit
        self._decades = math.log10(max(shown.steps, 10 * _FIRST_STEP) / _FIRST_STEP)

    def _x(self, steps: int) -> float:
        decades = math.log10(max(steps, _FIRST_STEP) / _FIRST_STEP)
        return self._left + _WIDE * decades / self._decades

    def _y(self, penalty: int) -> float:
        return self._top + _TALL * (1 - penalty / self._most)

    def draw(self, name: str) -> Iterator[str]:
        """All of it."""
        pair, bound = self._course.pairs[-1][1], self._course.bounds[-1][1]
        end = "optimal, proven" if pair == bound else f"plan {pair[1]}, bound {bound[1]}"
        yield text(self._left, 16, f"{name}: {end}", font_size=15, font_weight="bold")
        yield from self._axes()
        plan = self._stairs(self._course.pairs)
        known = self._stairs(self._course.bounds, pair[0])
        if known:
            yield line(known, stroke=BOUND, stroke_width=2.5, stroke_dasharray="7 4")
            x, y = known[-1]
            yield text(x, y + 40, "bound", text_anchor="end", font_weight="bold")
        yield line(plan, stroke=BEST, stroke_width=2.5)
        x, y = plan[len(plan) // 2]
        yield text(x + 8, y - 6, "best plan", font_weight="bold")
        yield from self._more_unplaced()

    def _axes(self) -> Iterator[str]:
        right = self._left + _WIDE
        for penalty in range(0, self._most + 1, self._unit):
            y = self._y(penalty)
            yield line([(self._left, y), (right, y)], stroke=FAINT, stroke_width=0.5)
            yield text(self._left - 6, y + 4, str(penalty), font_size=12, text_anchor="end")
        steps, bottom = _FIRST_STEP, self._top + _TALL
        while steps <= self._course.steps:
            x = self._x(steps)
            yield line([(x, bottom), (x, bottom + 5)], stroke=INK)
            yield text(x, bottom + 20, f"{steps:,}", font_size=12, text_anchor="middle")
            steps *= 10
        yield text(right, bottom + 40, "steps of search", text_anchor="end")
        yield text(self._left - 46, self._top - 12, "penalty", font_size=12)

    def _stairs(
        self, found: Sequence[tuple[int, tuple[int, int]]], unplaced: int | None = None
    ) -> list[tuple[float, float]]:
        """A line that is level until the next is found.

        Args:
            found: What was found, and when.
            unplaced: Where given, what leaves out more or less than that is passed over.
        """
        points: list[tuple[float, float]] = []
        for steps, (left_out, penalty) in found:
            if unplaced in {None, left_out}:
                if points:
                    points.append((self._x(steps), points[-1][1]))
                points.append((self._x(steps), self._y(penalty)))
        return [*points, (self._x(self._course.ended), points[-1][1])] if points else []

    def _more_unplaced(self) -> Iterator[str]:
        """How much was unplaced, wherever that changed."""
        for (_, before), (steps, pair) in itertools.pairwise(self._course.pairs):
            if pair[0] != before[0]:
                x, y = self._x(steps), self._y(pair[1])
                yield dot(x, y, fill=BEST)
                yield text(x, y - 9, f"from here on {pair[0]} unplaced", font_size=12)


if __name__ == "__main__":
    main()
