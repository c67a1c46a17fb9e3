"""Growth, trends, strengths, views side by side, and why a result is another than before."""

from fractions import Fraction
from typing import Any

import attrs
import pytest

from conferencekit.assessment import (
    Aggregation,
    Choice,
    DecayingAverage,
    Difference,
    Direction,
    Highest,
    Input,
    Mean,
    Perspective,
    RubricCatalog,
    Score,
    Standouts,
    compare_receipts,
    correct,
    growth,
    profile,
    side_by_side,
    standouts,
    trend,
)
from conferencekit.errors import InvalidInputError
from rubrics import START, assessed, reading

RUBRIC = reading()
CATALOG = RubricCatalog([RUBRIC])
LATER = START.plus(days=99)


def weekly(*values: float) -> list[Input]:
    """Values a week apart."""
    return [
        Input(f"a{n}", Fraction(value), START.plus(days=7 * n)) for n, value in enumerate(values)
    ]


def test_the_slope_is_that_of_theil_and_sen() -> None:
    """43/24 a week for nine weeks of words read (1.7917, computed by hand for this series)."""
    found = trend(weekly(22, 19, 26, 24, 31, 28, 33, 30, 36), confidence=Fraction(95, 100))
    assert found.slope == Fraction(43, 24) * Fraction(30, 7)
    assert found.direction is Direction.RISING
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < found.slope < found.high


def test_few_observations_allow_no_certainty() -> None:
    """Three that all rise are not enough for ninety percent; five are."""
    few = trend(weekly(1, 2, 3))
    assert few.direction is Direction.TOO_FEW
    assert few.slope == Fraction(30, 7)
    assert few.low is None
    assert trend(weekly(1, 2, 3, 4, 5)).direction is Direction.RISING
    assert trend(weekly(5, 4, 3, 2, 1)).direction is Direction.FALLING
    assert trend(weekly(1, 3, 2, 3, 1)).direction is Direction.UNCERTAIN
    assert trend([]).slope is None
    twice = [*weekly(1, 2), *weekly(3, 4)]
    assert trend(twice).observations == 2
    assert trend(twice).slope == Fraction(30, 7)
    with pytest.raises(InvalidInputError, match="1 is not between 0 and 1"):
        trend([], confidence=Fraction(1))


def test_growth_between_two_instants() -> None:
    """What was known at each, the gain, and a trend of what lies between."""
    levels = ("beginning", "beginning", "near", "meets", "meets", "exceeds")
    places = ("exploring", "exploring", "building", "building", "building", "integrating")
    made = [
        assessed(RUBRIC, [Score("sounds", level), Score("joy", place)], 7 * week)
        for week, (level, place) in enumerate(zip(levels, places, strict=True))
    ]
    found = {
        one.criterion: one
        for one in growth("noah", made, CATALOG, since=START, until=START.plus(days=60))
    }
    assert found["sounds"].gain == 3
    assert found["sounds"].trend.direction is Direction.RISING
    assert found["sounds"].trend.observations == 6
    at = found["sounds"].rubric
    assert repr(found["sounds"]) == f"<Growth of 'noah' in 'sounds' of {at}: gain 3, rising>"
    assert repr(found["words"]).endswith(": no gain known, too-few>")
    assert found["joy"].gain == 2
    assert found["joy"].trend.direction is Direction.RISING
    assert found["joy"].trend.slope is None
    assert found["words"].gain is None
    assert found["words"].trend.direction is Direction.TOO_FEW
    before = growth("noah", made, CATALOG, since=START.plus(days=-9), until=START)
    assert before[0].before.undefined == "nobody has assessed it"
    with pytest.raises(InvalidInputError, match="before since"):
        growth("noah", made, CATALOG, since=LATER, until=START)


def chosen(found: Standouts) -> tuple[list[str], list[str]]:
    """The criteria chosen of each."""
    strengths = [one.result.of for one in found.strengths]
    return strengths, [one.result.of for one in found.to_work_on]


def test_strengths_and_areas_are_chosen_by_a_rule() -> None:
    """From a share on, with scores enough, those farthest out first."""
    scores = [
        Score("sounds", "exceeds"),
        Score("fluency", "beginning"),
        Score("words", points=90),
        Score("joy", "exploring"),
        Score("care", "meets"),
    ]
    made = [assessed(RUBRIC, scores, day) for day in range(2)]
    once = assessed(RUBRIC, [Score("note", words="!")], 2)
    mean = Aggregation(over_time=Mean(), ordinal=Highest())
    found = profile("noah", [*made, once], CATALOG, mean, as_of=LATER)
    assert chosen(standouts(found)) == (["sounds", "words"], ["fluency", "joy"])
    assert chosen(standouts(found, Choice(most=1, weak=Fraction(0)))) == (["sounds"], ["fluency"])
    assert chosen(standouts(found, Choice(fewest=3))) == ([], [])
    with pytest.raises(InvalidInputError, match="do not go up to 1"):
        Choice(strong=Fraction(1, 4))
    with pytest.raises(InvalidInputError, match="most: 0 is not 1 or more"):
        Choice(most=0)


def test_views_stand_side_by_side() -> None:
    """Each from its own perspective; never averaged; where they differ comes first."""
    views = (
        (Perspective.TEACHER, "beginning", 50),
        (Perspective.FAMILY, "exceeds", 60),
        (Perspective.STUDENT, "meets", 70),
    )
    made = [
        assessed(
            RUBRIC,
            [Score("sounds", level), Score("words", points=points)],
            id_=view.value,
            perspective=view,
        )
        for view, level, points in views
    ]
    alone = assessed(RUBRIC, [Score("care", "meets")], id_="alone")
    found = side_by_side("noah", [*made, alone], CATALOG, as_of=LATER)
    assert [row.criterion for row in found.differing] == ["sounds"]
    (row,) = found.differing
    assert row.gap == 1
    assert list(map(str, row.results)) == ["teacher", "student", "family"]
    said_by: Any = "family"
    assert [one.level for one in row.of(said_by)] == ["exceeds"]
    assert {view.perspective: one.level for view, one in row.results.items()} == {
        Perspective.TEACHER: "beginning",
        Perspective.STUDENT: "meets",
        Perspective.FAMILY: "exceeds",
    }
    gaps = {one.criterion: one.gap for one in found.rows}
    assert gaps == {"sounds": 1, "words": Fraction(1, 5), "care": None}
    close = side_by_side("noah", made, CATALOG, as_of=LATER, apart=Fraction(1, 5))
    assert [row.criterion for row in close.differing] == ["sounds", "words"]


def test_why_a_result_is_another_than_before() -> None:
    """What was added, what was corrected, and by how much each alone changes it."""
    how = Aggregation(over_time=Mean())
    first = assessed(RUBRIC, [Score("sounds", "near"), Score("words", points=50)], 0)
    second = assessed(RUBRIC, [Score("sounds", "meets")], 1)
    before = profile("noah", [first, second], CATALOG, how, as_of=START.plus(days=1))
    fixed = correct(first, RUBRIC, [Score("sounds", "exceeds")], at=START.plus(days=2), by="ada")
    third = assessed(RUBRIC, [Score("sounds", "near")], 3)
    after = profile("noah", [third, second, fixed], CATALOG, how, as_of=LATER)
    found = compare_receipts(
        before.criterion("reading", "sounds"), after.criterion("reading", "sounds")
    )
    assert str(found) == (
        "sounds: 2.5 -> 3 (+0.5)\n  value a0: 2 -> 4 (+1)\n  added a3: 2 (-0.17)"
    )
    whole = compare_receipts(before.rubric("reading"), after.rubric("reading"))
    assert str(whole).splitlines() == [
        "reading: 58.33 -> 66.67 (+8.33)",
        "  value sounds: 2.5 -> 3 (+8.33)",
        "    value a0: 2 -> 4 (+1)",
        "    added a3: 2 (-0.17)",
    ]
    same = compare_receipts(after.rubric("reading"), after.rubric("reading"))
    assert same.differences == ()
    assert same.change == 0


def test_what_else_can_differ() -> None:
    """Weights, the rule, the rubric, the coverage that is asked for, and what no longer counts."""
    done = assessed(RUBRIC, [Score("sounds", "near"), Score("words", points=50)])
    old = profile("noah", [done], CATALOG, as_of=LATER)
    heavy = attrs.evolve(RUBRIC.criteria[3], weight=6)
    newer = reading("2", criteria=(*RUBRIC.criteria[:3], heavy, *RUBRIC.criteria[4:]))
    catalog = RubricCatalog([RUBRIC, newer])
    how = Aggregation(over_time=DecayingAverage(), minimum_coverage=0.25)
    new = profile("noah", [done], catalog, how, as_of=LATER)
    whole = compare_receipts(old.rubric("reading"), new.rubric("reading"))
    kinds = [one.kind.value for one in whole.differences]
    assert kinds == ["rubric", "coverage", "weight", "weight"]
    assert "rubric: reading@1 -> reading@2" in str(whole)
    part = compare_receipts(old.criterion("reading", "words"), new.criterion("reading", "words"))
    assert str(part.differences[1]) == "rule: latest 1 -> decaying-average 1 (rate 65) (+0)"
    empty = assessed(RUBRIC, [Score("words", points=50)], id_="b")
    less = profile("noah", [empty], CATALOG, as_of=LATER)
    gone = compare_receipts(old.rubric("reading"), less.rubric("reading"))
    assert [one.kind.value for one in gone.differences] == ["removed"]
    assert gone.differences[0].effect == gone.change
    assert str(Difference(gone.differences[0].kind, "x", "1")) == "removed x: 1"
    nothing = compare_receipts(
        old.criterion("reading", "sounds"), less.criterion("reading", "sounds")
    )
    assert nothing.change is None
    assert str(nothing).startswith("sounds: 2 -> none")
