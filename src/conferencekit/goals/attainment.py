"""Goal attainment: one number for several goals, by each who rates them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import sqrt

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.goals.people import Party
from conferencekit.time import Instant

__all__ = ["Attainment", "Difference", "Rating", "Ratings", "attainment", "attainment_score"]


@attrs.frozen(field_transformer=as_checked)
class Rating:
    """How far somebody finds a goal attained.

    Attributes:
        goal: The goal's id.
        by: Who rates: the student, a guardian, a teacher, a specialist.
        level: From -2, much less than expected, over 0, as expected, to 2, much more.
        at: When.
        note: Why.

    Raises:
        InvalidInputError: The level is none.
    """

    goal: str
    by: Party
    level: int
    at: Instant
    note: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        """Check the level."""
        if type(self.level) is not int or self.level not in range(-2, 3):
            text = f"{shorten(self.level)} is not a whole number from -2 to 2"
            raise InvalidInputError.single("level", text)


@attrs.frozen(repr=False, field_transformer=as_checked)
class Ratings:
    """All ratings of one student's goals.

    Attributes:
        student: The student's id.
        ratings: In order of time; one that is given twice is kept once.

    Raises:
        InvalidInputError: The id is empty.
    """

    student: str
    ratings: tuple[Rating, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check the id; put the ratings in order."""
        if not self.student:
            raise InvalidInputError.single("student", "is empty", source="ratings")
        each = dict.fromkeys(self.ratings)
        ordered = sorted(each, key=lambda one: (one.at, one.goal, one.by, one.level, one.note))
        object.__setattr__(self, "ratings", tuple(ordered))

    def __repr__(self) -> str:
        """Whose they are and how many."""
        return f"<Ratings of {self.student!r}: {len(self.ratings)}>"

    def adding(self, ratings: Iterable[Rating]) -> "Ratings":
        """With further ratings; those that are there already are not there twice."""
        return attrs.evolve(self, ratings=(*self.ratings, *ratings))


@attrs.frozen
class Difference:
    """That two people find a goal attained differently.

    Attributes:
        goal: The goal's id.
        one: Who finds it attained further.
        two: Who finds it attained less.
        levels: By how many levels; 1 or more.
    """

    goal: str
    one: Party
    two: Party
    levels: int


@attrs.frozen(field_transformer=as_checked)
class Attainment:
    """What several people say of several goals.

    Attributes:
        scores: The T-score by rater; of the goals that each has rated.
        unrated: The goals each rater has not rated, where there are some.
        differences: Where two of them differ, the widest first. A wide one is a thing to talk
            about, not an error.
    """

    scores: Mapping[Party, float] = attrs.field(hash=False)
    unrated: Mapping[Party, tuple[str, ...]] = attrs.field(hash=False)
    differences: tuple[Difference, ...]


@kinds_checked
def attainment_score(
    levels: Sequence[float], weights: Sequence[float] | None = None, *, correlation: float = 0.3
) -> float | None:
    """The T-score of goal attainment scaling: 50 where all is attained as expected.

    T = 50 + 10 sum(w x) / sqrt((1 - r) sum(w w) + r sum(w) sum(w)), by T. J. Kiresuk and R. E.
    Sherman, Community Mental Health Journal 4 (1968), 443-453; r is the correlation expected
    between the scales. (The formula was misprinted in L. Turner-Stokes, Clinical Rehabilitation
    23, 2009, 362-370, and corrected by an erratum.)

    Args:
        levels: How far each goal was attained, from -2 to 2.
        weights: What each counts; None for all the same. All of them zero counts as that too.
        correlation: From 0 up to, not including, 1.

    Returns:
        The score; None of no goals.

    Raises:
        InvalidInputError: A number is out of its range, or there is not one weight for each
            level.

    Example:
        >>> attainment_score([-2, 0, -1, 2, 0, 1], [3, 5, 1, 4, 2, 6])
        55.0
    """
    counts = [1.0] * len(levels) if weights is None or not any(weights) else list(weights)
    faults = [
        Fault(f"levels[{n}]", f"{level!r} is not from -2 to 2")
        for n, level in enumerate(levels)
        if not -2 <= level <= 2  # noqa: PLR2004
    ]
    faults += [
        Fault(f"weights[{n}]", f"{weight!r} is below zero")
        for n, weight in enumerate(counts)
        if not weight >= 0
    ]
    if len(counts) != len(levels):
        faults.append(Fault("weights", f"{len(counts)} weights for {len(levels)} levels"))
    if not 0 <= correlation < 1:
        faults.append(Fault("correlation", f"{correlation!r} is not from 0 up to 1"))
    if faults:
        raise InvalidInputError(faults, source="attainment score")
    if not levels:
        return None
    total = sum(weight * level for weight, level in zip(counts, levels, strict=True))
    squares = sum(weight**2 for weight in counts)
    return 50 + 10 * total / sqrt((1 - correlation) * squares + correlation * sum(counts) ** 2)


@kinds_checked
def attainment(
    weights: Mapping[str, float], ratings: Iterable[Rating], *, correlation: float = 0.3
) -> Attainment:
    """The T-score of several goals by each who rated them, and where they differ.

    Args:
        weights: What each goal counts, by its id; those of its attainment scales.
        ratings: In any order. Of several by one person of one goal the latest counts; of goals
            without a weight none does.
        correlation: See :func:`attainment_score`.
    """
    latest: dict[tuple[Party, str], Rating] = {}
    for rating in sorted(ratings, key=lambda one: one.at):
        if rating.goal in weights:
            latest[rating.by, rating.goal] = rating
    raters = sorted({by for by, _ in latest})
    scores, unrated = {}, {}
    for by in raters:
        goals = [goal for goal in weights if (by, goal) in latest]
        levels = [latest[by, goal].level for goal in goals]
        score = attainment_score(levels, [weights[one] for one in goals], correlation=correlation)
        if score is not None:
            scores[by] = score
        missing = tuple(goal for goal in weights if goal not in goals)
        if missing:
            unrated[by] = missing
    return Attainment(scores, unrated, _differences(weights, raters, latest))


def _differences(
    goals: Iterable[str], raters: Sequence[Party], latest: Mapping[tuple[Party, str], Rating]
) -> tuple[Difference, ...]:
    found = []
    for goal in goals:
        rated = [latest[by, goal] for by in raters if (by, goal) in latest]
        for one, two in combinations(rated, 2):
            high, low = (one, two) if one.level >= two.level else (two, one)
            if high.level > low.level:
                found.append(Difference(goal, high.by, low.by, high.level - low.level))
    return tuple(sorted(found, key=lambda one: -one.levels))
