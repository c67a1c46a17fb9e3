"""How profiles and agreement grow: `python -m benchmarks.assessment [--repeats N]`.

Profiles of schools of more and more students, each with 50 published assessments of 8 criteria,
for two rules; and Krippendorff's alpha and Cohen's kappa over more and more units. Beside each
time stands its multiple of what a student, or a unit, takes in the smallest case: 1.00 is growth
in a straight line. Times are those of the processor, for machines are shared; the median counts.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Final, TypeVar

from conferencekit.assessment import (
    Aggregation,
    Assessment,
    Criterion,
    DecayingAverage,
    KappaWeights,
    Latest,
    Level,
    Measure,
    Rubric,
    RubricCatalog,
    Scale,
    Score,
    cohen_kappa,
    draft,
    krippendorff_alpha,
    profiles,
    publish,
)
from conferencekit.time import Instant

__all__ = ["main"]

STUDENTS: Final = (125, 250, 500, 1_000)
ASSESSMENTS: Final = 50
CRITERIA: Final = 8
UNITS: Final = (1_250, 2_500, 5_000, 10_000)
ASSESSORS: Final = 10
START: Final = Instant.parse("2026-09-01T08:00+00:00")
_T = TypeVar("_T")
LEVELS: Final = ("beginning", "near", "meets", "exceeds")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", nargs="*", type=int, default=STUDENTS)
    parser.add_argument("--units", nargs="*", type=int, default=UNITS)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args(arguments)
    print("| what | of how many | seconds | growth |")
    print("|---|---:|---:|---:|")
    rubric = made_rubric()
    catalog = RubricCatalog([rubric])
    for rule in (Latest(), DecayingAverage()):
        profile_all = partial(
            profiles,
            catalog=catalog,
            how=Aggregation(over_time=rule),
            as_of=START.plus(days=400),
        )
        cases = {size: made_assessments(rubric, size) for size in options.students}
        print_rows(f"profiles, {rule.name}", cases, profile_all, options.repeats)
    ratings = {size: made_ratings(size) for size in options.units}
    for measure in Measure:
        print_rows(
            f"alpha, {measure.value}, {ASSESSORS} assessors",
            ratings,
            partial(alpha, measure=measure),
            options.repeats,
        )
    print_rows("kappa, quadratic", ratings, quadratic, options.repeats)


def alpha(given: dict[str, dict[int, int]], measure: Measure) -> object:
    """Krippendorff's alpha of all."""
    return krippendorff_alpha(given, measure)


def quadratic(given: dict[str, dict[int, int]]) -> object:
    """Cohen's kappa of the first two."""
    return cohen_kappa(given["a0"], given["a1"], range(4), weights=KappaWeights.QUADRATIC)


def made_rubric() -> Rubric:
    """A rubric of eight criteria on a scale of four levels."""
    scale = Scale("four", tuple(Level(id_, points=n) for n, id_ in enumerate(LEVELS, start=1)))
    criteria = tuple(Criterion(f"c{n}", scale="four") for n in range(CRITERIA))
    return Rubric("made", "1", "Made", "academic", (scale,), criteria)


def made_assessments(rubric: Rubric, students: int) -> list[Assessment]:
    """Fifty assessments for each of some students; one score in ten is missing."""
    chance = Random(students)  # noqa: S311  no secret
    made = []
    for student in range(students):
        for number in range(ASSESSMENTS):
            scores = [
                Score(item.id, chance.choice(LEVELS))
                for item in rubric.criteria
                if chance.random() > 0.1  # noqa: PLR2004
            ]
            at = START.plus(days=number)
            one = draft(
                f"{student}-{number}", rubric, scores, student=str(student), assessor="t", at=at
            )
            made.append(publish(one, rubric, at=at))
    return made


def made_ratings(units: int) -> dict[str, dict[int, int]]:
    """What ten assessors say of some units; each passes over one in five."""
    chance = Random(units)  # noqa: S311  no secret
    truth = [chance.randrange(4) for _ in range(units)]
    return {
        f"a{assessor}": {
            unit: min(max(level + chance.choice((-1, 0, 0, 0, 1)), 0), 3)
            for unit, level in enumerate(truth)
            if chance.random() > 0.2  # noqa: PLR2004
        }
        for assessor in range(ASSESSORS)
    }


def print_rows(what: str, cases: dict[int, _T], do: Callable[[_T], object], repeats: int) -> None:
    """Time each case, and print its growth against the smallest."""
    smallest: float | None = None
    for size, case in cases.items():
        seconds = statistics.median(timed(partial(do, case)) for _ in range(repeats))
        smallest = smallest or seconds / size
        print(f"| {what} | {size} | {seconds:.3f} | {seconds / size / smallest:.2f} |", flush=True)


def timed(do: Callable[[], object]) -> float:
    """Seconds of the processor, the garbage collector off meanwhile, as in ``timeit``.

    What it takes to look through the heap depends on all that a program holds, not on what is
    measured.
    """
    gc.collect()
    gc.disable()
    began = time.process_time()
    do()
    took = time.process_time() - began
    gc.enable()
    return took


if __name__ == "__main__":
    main()
