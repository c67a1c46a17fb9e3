"""Aggregation: each rule against published figures, and what a result says of itself."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

from conferencekit.assessment import (
    Aggregation,
    Band,
    Criterion,
    DecayingAverage,
    Highest,
    Input,
    Latest,
    Mean,
    MostFrequent,
    NTimesMastery,
    Percent,
    Perspective,
    PointSum,
    PowerLaw,
    RubricCatalog,
    Rule,
    Score,
    ScoreState,
    WeightedLatest,
    WeightedMean,
    WhyLeftOut,
    correct,
    is_sound,
    observe,
    profile,
    profile_over_time,
    receipt_from_json,
    receipt_to_json,
    recompute,
    rounded,
    rubric_ref,
)
from conferencekit.errors import InvalidInputError
from rubrics import FOUR, START, assessed, reading

LATER = START.plus(days=99)
CANVAS = (1, 4, 2, 3, 5, 3, 6)
"""The list of scores by which Canvas explains its methods in its own pages."""


def combined(rule: Rule, *values: float, most: int = 9) -> Decimal | None:
    """What a rule makes of values, to two places."""
    inputs = [
        Input(f"a{n}", Fraction(v), None, Fraction(1), Fraction(0), Fraction(most))
        for n, v in enumerate(values)
    ]
    value = rule.combine(inputs).value
    return None if value is None else rounded(value, 2)


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (WeightedLatest(65), CANVAS, "4.95"),  # Canvas, "weighted average"
        (DecayingAverage(65), CANVAS, "5.10"),  # Canvas, "decaying average"
        (DecayingAverage(65), (1, 2, 3, 4), "3.48"),
        (WeightedLatest(65), (1, 2, 3, 4), "3.30"),
        (DecayingAverage(65), (4, 3, 2, 1), "1.52"),
        (WeightedLatest(65), (4, 3, 2, 1), "1.70"),
        (WeightedLatest(65), (3,), "3.00"),
        (NTimesMastery(3, 5), CANVAS, "4.20"),  # Canvas, "n number of times"
        (Latest(), CANVAS, "6.00"),
        (Highest(), (1, 4, 2), "4.00"),
        (Mean(), CANVAS, "3.43"),
        (MostFrequent(), (3, 4, 4, 3), "3.00"),  # of two modes the one seen latest
        (PowerLaw(), (1, 2, 3, 4), "4.00"),  # JumpRope's table of power law scores
        (PowerLaw(), (1, 3, 2, 4), "3.66"),
        (PowerLaw(), (2, 4, 1, 3), "2.16"),
        (PowerLaw(), (4, 3, 2, 1), "1.28"),
        (PowerLaw(), (3, 3, 3), "3.00"),
        (PointSum(), (1, 2, 3), "6.00"),
    ],
)
def test_each_rule_gives_the_published_figure(
    rule: Rule, values: tuple[float, ...], expected: str
) -> None:
    """To two places, as published."""
    assert combined(rule, *values) == Decimal(expected)


def test_what_has_no_result_says_why() -> None:
    """Too few values, values a logarithm has none of, scales that differ."""
    zero = Input("a", Fraction(0))
    assert "2 times, 3 are needed" in NTimesMastery(3, 3).combine([zero, *three(3, 4)]).undefined
    assert "2 values, 3 are needed" in PowerLaw().combine(three(1, 2)).undefined
    assert "zero or less" in PowerLaw().combine([*three(1, 2), zero]).undefined
    other = Input("b", Fraction(1), most=Fraction(2))
    assert "scales differ" in WeightedMean().combine([zero, other]).undefined
    flat = Input("a", Fraction(0), most=Fraction(0))
    assert "no points above zero" in Percent().combine([flat]).undefined
    nothing = attrs.evolve(zero, weight=Fraction(0))
    assert "no" in Percent().combine([nothing]).undefined


def three(*values: int) -> list[Input]:
    """Some inputs from 0 to 4."""
    return [Input(f"{n}", Fraction(v), most=Fraction(4)) for n, v in enumerate(values)]


def test_a_power_law_ends_where_the_scale_does() -> None:
    """And says so."""
    combined_ = PowerLaw(2).combine([*three(1, 2), *three(4), *three(4)])
    assert combined_.value == 4
    assert combined_.notes == ("cut off at 4, the end of the scale",)
    assert not combined_.exact


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (DecayingAverage, {"rate": 0}),
        (DecayingAverage, {"rate": 100}),
        (WeightedLatest, {"share": 100}),
        (NTimesMastery, {"mastery": 3, "times": 0}),
        (PowerLaw, {"fewest": 1}),
        (Aggregation, {"minimum_coverage": 2}),
        (Aggregation, {"ordinal": Mean()}),
    ],
)
def test_settings_that_mean_nothing_are_refused(kind: Any, settings: Any) -> None:  # noqa: ANN401
    """When they are given."""
    with pytest.raises(InvalidInputError):
        kind(**settings)


def test_percent_counts_from_zero_or_from_the_least() -> None:
    """As Moodle's option: of 1 to 3 a 1 is 33 percent, or none."""
    one = Input("a", Fraction(1), None, Fraction(1), Fraction(1), Fraction(3))
    assert Percent().combine([one]).value == Fraction(100, 3)
    assert Percent(from_least=True).combine([one]).value == 0


def test_a_profile_by_hand() -> None:
    """Weights within groups, what counts and what does not, coverage and domains."""
    rubric = reading()
    done = assessed(
        rubric,
        [
            Score("sounds", "meets"),
            Score("fluency", "exceeds"),
            Score("words", points=60),
            Score("joy", "building"),
            Score("care", "near"),
            Score("note", words="Reads"),
        ],
    )
    found = profile("noah", [done], RubricCatalog([rubric]), as_of=LATER)
    # decoding: (3 * 3/4 + 1 * 4/4) / 4 = 13/16 with weight 2; words: 3/5 with weight 1
    whole = found.rubric("reading")
    assert whole.value == Fraction(100) * (2 * Fraction(13, 16) + Fraction(3, 5)) / 3
    assert whole.coverage == 1
    assert whole.observations == 3
    assert {(left.source, left.why.value) for left in whole.left_out} == {
        ("joy", "no-points"),
        ("note", "no-points"),
        ("care", "does-not-count"),
    }
    assert found.criterion("reading", "joy").level == "building"
    assert found.criterion("reading", "sounds").level == "meets"
    assert found.criterion("reading", "note").value is None
    assert found.domain("academic").value == whole.value
    assert found.domain("well-being").value is None
    assert found.domain("well-being").undefined == "no criterion that counts has points"
    assert found.domain("social-emotional").undefined == "no criterion counts"
    unseen = profile("noah", [assessed(rubric, [])], RubricCatalog([rubric]), as_of=LATER)
    undefined = unseen.rubric("reading").undefined
    assert undefined == "no criterion with points that counts has a result"
    assert all(is_sound(one) for one in (*found.criteria, *found.rubrics, *found.domains))
    with pytest.raises(InvalidInputError, match="unknown result 'reading/nothing'"):
        found.criterion("reading", "nothing")
    with pytest.raises(InvalidInputError, match="unknown result 'nothing'"):
        found.domain("nothing")


def test_what_is_missing_is_no_zero() -> None:
    """It is left out with its reason, and coverage tells how much that is."""
    rubric = reading()
    done = assessed(
        rubric,
        [Score("sounds", "exceeds"), Score("fluency", state=ScoreState.NOT_OBSERVED)],
    )
    catalog = RubricCatalog([rubric])
    found = profile("noah", [done], catalog, as_of=LATER)
    whole = found.rubric("reading")
    assert whole.value == 100
    assert whole.coverage == Fraction(1, 2)  # 2/3 for decoding, of which 3/4
    assert found.criterion("reading", "fluency").undefined == "there is no score: not-observed"
    assert found.criterion("reading", "words").undefined == "there is no score: missing"
    strict = profile("noah", [done], catalog, Aggregation(minimum_coverage=0.6), as_of=LATER)
    assert strict.rubric("reading").value is None
    assert strict.rubric("reading").undefined == (
        "insufficient evidence: 1/2 of the weight is there, 3/5 is needed"
    )
    assert is_sound(strict.rubric("reading"))


def test_what_is_not_to_be_expected_lowers_no_coverage() -> None:
    """A student who is exempt has all there is to be had."""
    rubric = reading()
    done = assessed(
        rubric,
        [
            Score("sounds", "exceeds"),
            Score("fluency", state=ScoreState.EXEMPT),
            Score("words", state=ScoreState.NOT_APPLICABLE),
        ],
    )
    whole = profile("noah", [done], RubricCatalog([rubric]), as_of=LATER).rubric("reading")
    assert whole.coverage == 1
    reasons = {left.source: left.why.value for left in whole.left_out}
    assert reasons["fluency"] == "exempt"
    assert reasons["words"] == "not-applicable"


def test_what_is_for_other_grades_lowers_no_coverage() -> None:
    """In a room of mixed ages; what was scored all the same counts."""
    young = attrs.evolve(reading().criteria[2], band=Band(("K",)))
    rubric = reading(criteria=(*reading().criteria[:2], young))
    catalog = RubricCatalog([rubric])
    done = assessed(rubric, [Score("sounds", "meets")])
    found = profile("noah", [done], catalog, as_of=LATER, grades=["3"])
    assert found.rubric("reading").coverage == 1
    assert found.criterion("reading", "fluency").left_out[0].why.value == "not-applicable"
    assert profile("noah", [done], catalog, as_of=LATER).rubric("reading").coverage == Fraction(
        3, 4
    )
    (later,) = profile_over_time("noah", [done], catalog, instants=[LATER], grades=["3"])
    assert later == found
    seen = observe([done], catalog, rubric_ref(rubric), as_of=LATER, grades=["K"])
    assert seen.by_criterion["fluency"][0].why is WhyLeftOut.MISSING
    both = assessed(rubric, [Score("sounds", "meets"), Score("fluency", "near")])
    scored = profile("noah", [both], catalog, as_of=LATER, grades=["3"])
    assert scored.criterion("reading", "fluency").value == 2


def test_points_are_summed_where_the_rubric_says_so() -> None:
    """A criterion of more points counts more."""
    criteria = (Criterion("a", scale="four"), Criterion("b", scale="percent"))
    rubric = reading(criteria=criteria, weighting="points")
    done = assessed(rubric, [Score("a", "near"), Score("b", points=90)])
    catalog = RubricCatalog([rubric])
    share = profile("noah", [done], catalog, as_of=LATER).rubric("reading")
    assert share.value == Fraction(9200, 104)
    total = profile("noah", [done], catalog, Aggregation(over_criteria=PointSum()), as_of=LATER)
    assert total.rubric("reading").value == 92
    assert total.domain("academic").value == share.value
    alone = reading(criteria=criteria[:1], weighting="points")
    one = assessed(alone, [Score("a", "near")])
    mean = Aggregation(over_criteria=WeightedMean())
    assert (
        profile("noah", [one], RubricCatalog([alone]), mean, as_of=LATER).rubric("reading").value
        == 2
    )


def test_over_time_the_newest_counts_as_the_rule_says() -> None:
    """And one criterion may have a rule of its own."""
    rubric = reading()
    catalog = RubricCatalog([rubric])
    levels = ("near", "exceeds", "meets")
    made = [
        assessed(rubric, [Score("sounds", level), Score("fluency", level)], day)
        for day, level in enumerate(levels)
    ]
    how = Aggregation(over_time=DecayingAverage(50), by_criterion={"fluency": Highest()})
    found = profile("noah", reversed(made), catalog, how, as_of=LATER)
    assert found.criterion("reading", "sounds").value == 3
    assert found.criterion("reading", "fluency").value == 4
    assert [left.note for left in found.criterion("reading", "fluency").left_out] == [
        "not the highest"
    ] * 2
    days = [START.plus(days=day) for day in range(-1, 3)]
    over = profile_over_time("noah", made, catalog, how, instants=days)
    assert [one.criterion("reading", "sounds").value for one in over[1:]] == [2, 3, 3]
    assert over[0].criterion("reading", "sounds").value is None


def test_a_profile_tells_what_was_known_then() -> None:
    """A later correction does not change it; another's view and a draft do not either."""
    rubric = reading()
    first = assessed(rubric, [Score("sounds", "near")])
    fixed = correct(first, rubric, [Score("sounds", "meets")], at=START.plus(days=5), by="ada")
    home = assessed(rubric, [Score("sounds", "exceeds")], 1, perspective=Perspective.FAMILY)
    catalog = RubricCatalog([rubric])
    for day, value in ((4, 2), (5, 3)):
        found = profile("noah", [fixed, home], catalog, as_of=START.plus(days=day))
        assert found.criterion("reading", "sounds").value == value
    early = profile("noah", [fixed], catalog, as_of=START.plus(days=-1))
    assert [one.why for one in early.rubric("reading").left_out][-1] is WhyLeftOut.NOT_PUBLISHED
    nothing = profile("mia", [fixed], catalog, as_of=LATER)
    assert nothing.criteria == ()


def test_older_versions_count_where_they_can_be_compared() -> None:
    """Same criterion, comparable scale; otherwise they are left out and it is said."""
    old = reading("1")
    new_scale = attrs.evolve(
        FOUR, id="five", levels=(*FOUR.levels, attrs.evolve(FOUR.levels[3], id="top", points=5))
    )
    criteria = (
        attrs.evolve(old.criteria[1], parent=None),
        attrs.evolve(old.criteria[2], parent=None, scale="five"),
    )
    new = reading("2", scales=(FOUR, new_scale), criteria=criteria)
    done = assessed(
        old, [Score("sounds", "near"), Score("fluency", "near"), Score("words", points=3)]
    )
    catalog = RubricCatalog([old, new])
    found = profile("noah", [done], catalog, as_of=LATER)
    assert found.criterion("reading", "sounds").value == 2
    assert found.criterion("reading", "fluency").left_out[0].why.value == "other-scale"
    assert found.rubric("reading").left_out[-1].note == "scored words"
    seen = observe([done], RubricCatalog([new]), rubric_ref(new), as_of=LATER)
    assert [left.why.value for left in seen.left_out] == ["no-rubric"]


def test_a_receipt_is_recomputed_by_the_same_rule_alone() -> None:
    """A later version of a rule would give another result."""
    rubric = reading()
    done = assessed(rubric, [Score("sounds", "near")])
    found = profile("noah", [done], RubricCatalog([rubric]), as_of=LATER)
    receipt = found.criterion("reading", "sounds")
    assert recompute(receipt).value == 2
    assert str(receipt) == "sounds: near (latest, 1 observation)"
    assert not is_sound(attrs.evolve(receipt, value=Fraction(3)))
    with pytest.raises(InvalidInputError, match="is 2, latest is at 1"):
        recompute(attrs.evolve(receipt, rule_version=2))
    none = found.criterion("reading", "words")
    assert str(none) == "words: none, there is no score: missing"


def test_the_table_of_the_explanation_is_true() -> None:
    """Of the page that says how scores over time become one."""
    page = Path(__file__).parents[2] / "docs" / "explanation" / "assessment.md"
    rows = re.findall(r"^\| (\d \d \d \d),[^|]*\|(.*)\|$", page.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 4
    rules = (Latest(), Mean(), WeightedLatest(), DecayingAverage(), PowerLaw())
    for scores, shown in rows:
        values = [int(score) for score in scores.split()]
        figures = [Decimal(cell) for cell in shown.split("|")]
        assert figures == [combined(rule, *values) for rule in rules]


def test_no_assessment_counts_twice() -> None:
    """Such as one that was brought over, beside its original."""
    rubric = reading()
    done = assessed(rubric, [Score("sounds", "near")])
    with pytest.raises(InvalidInputError, match="'a0' is given twice"):
        profile("noah", [done, done], RubricCatalog([rubric]), as_of=LATER)


def test_a_power_law_does_not_depend_on_the_callers_decimals() -> None:
    """Whose context may be as coarse as they like."""
    exact = PowerLaw().combine(three(1, 3, 2, 4)).value
    with localcontext(prec=3):
        assert PowerLaw().combine(three(1, 3, 2, 4)).value == exact


def test_a_receipt_that_is_none_is_refused() -> None:
    """With every fault and its path."""
    rubric = reading()
    done = assessed(rubric, [Score("sounds", "near")])
    receipt = profile("noah", [done], RubricCatalog([rubric]), as_of=LATER).rubric("reading")
    data = receipt_to_json(receipt)
    data["value"] = 3.2
    data["coverage"] = "1/0"
    data["parts"][0]["unit"] = "stars"
    with pytest.raises(InvalidInputError) as caught:
        receipt_from_json(data)
    assert {fault.path for fault in caught.value.faults} == {"value", "coverage", "parts[0].unit"}
