"""The laws of rubrics and results: files are read back, results are monotone and bounded."""

from collections.abc import Sequence
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.assessment import (
    Aggregation,
    DecayingAverage,
    Highest,
    Input,
    Latest,
    Mean,
    MostFrequent,
    NTimesMastery,
    Percent,
    PointSum,
    PowerLaw,
    Profile,
    Receipt,
    RubricCatalog,
    Rule,
    Score,
    Trait,
    WeightedLatest,
    WeightedMean,
    assessment_from_json,
    assessment_to_json,
    correct,
    is_sound,
    profile,
    receipt_from_json,
    receipt_to_json,
    rubric_digest,
    rubric_from_json,
    rubric_to_json,
)
from conferencekit.wire import dump_json, parse_json
from rubrics import START, assessed, assessments_by, rubrics, some_scores

LATER = START.plus(days=99)
RULES: tuple[Rule, ...] = (
    Latest(),
    Highest(),
    MostFrequent(),
    Mean(),
    NTimesMastery(2, 2),
    DecayingAverage(65),
    WeightedLatest(65),
    PowerLaw(2),
    PointSum(),
    WeightedMean(),
    Percent(),
    Percent(from_least=True),
)
MONOTONE = [rule for rule in RULES if Trait.MONOTONE in rule.traits]
BOUNDED = [rule for rule in RULES if Trait.BOUNDED in rule.traits]


@st.composite
def inputs(draw: st.DrawFn, *, most: int = 6) -> list[Input]:
    """Values from 1 to 5, in halves, of any weight."""
    count = draw(st.integers(1, most))
    values = st.integers(2, 10).map(lambda n: Fraction(n, 2))
    weights = st.integers(1, 9).map(Fraction)
    return [
        Input(f"a{n}", draw(values), None, draw(weights), Fraction(1), Fraction(5))
        for n in range(count)
    ]


@pytest.mark.parametrize("rule", MONOTONE, ids=lambda rule: f"{rule.name}-{rule.settings}")
@given(data=st.data())
def test_no_score_that_is_raised_lowers_a_result(rule: Rule, data: st.DataObject) -> None:
    """Of every rule that says so of itself."""
    before = data.draw(inputs())
    place = data.draw(st.integers(0, len(before) - 1))
    raised = data.draw(st.integers(1, 8)) * Fraction(1, 2)
    value = min(before[place].value + raised, Fraction(5))
    after = [*before]
    after[place] = attrs.evolve(before[place], value=value)
    low, high = rule.combine(before).value, rule.combine(after).value
    assert low is not None
    assert high is not None
    assert low <= high


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (MostFrequent(), (4, 4, 3), (5, 4, 3)),
        (NTimesMastery(3, 2), (5, 5, 1), (5, 5, 3)),
        (PowerLaw(), (1, 2, 3), (2, 2, 3)),
    ],
    ids=lambda value: str(value)[:20],
)
def test_the_others_are_not_monotone(
    rule: Rule, before: Sequence[int], after: Sequence[int]
) -> None:
    """Which their docstrings say, and which nobody should be surprised by."""
    low, high = (
        rule.combine([Input(str(n), Fraction(v), most=Fraction(5)) for n, v in enumerate(values)])
        for values in (before, after)
    )
    assert low.value is not None
    assert high.value is not None
    assert low.value > high.value


@pytest.mark.parametrize("rule", BOUNDED, ids=lambda rule: f"{rule.name}-{rule.settings}")
@given(given_inputs=inputs())
def test_a_result_lies_among_its_inputs(rule: Rule, given_inputs: list[Input]) -> None:
    """Of every rule that says so of itself."""
    value = rule.combine(given_inputs).value
    values = [one.value for one in given_inputs]
    assert value is None or min(values) <= value <= max(values)


@given(given_inputs=inputs())
def test_the_others_stay_on_their_scale(given_inputs: list[Input]) -> None:
    """A power law is cut off at its ends, a percentage is one, a sum is one of what could be."""
    law = PowerLaw(2).combine(given_inputs).value
    assert law is None or 1 <= law <= 5
    for rule in (Percent(), Percent(from_least=True)):
        share = rule.combine(given_inputs).value
        assert share is not None
        assert 0 <= share <= 100
    total = PointSum().combine(given_inputs).value
    assert total is not None
    assert len(given_inputs) <= total <= 5 * len(given_inputs)


def results(found: Profile) -> list[Receipt]:
    """All results of a profile."""
    return [*found.criteria, *found.rubrics, *found.domains]


@given(data=st.data())
def test_a_profile_does_not_depend_on_the_order_of_what_is_given(data: st.DataObject) -> None:
    """Assessments and their scores may come in any order; only time counts."""
    rubric = data.draw(rubrics())
    made = data.draw(assessments_by(rubric))
    how = Aggregation(over_time=data.draw(st.sampled_from(RULES[:8])))
    shuffled = [
        attrs.evolve(one, scores=tuple(data.draw(st.permutations(one.scores))))
        for one in data.draw(st.permutations(made))
    ]
    catalog = RubricCatalog([rubric])
    assert profile("noah", made, catalog, how, as_of=LATER) == profile(
        "noah", shuffled, catalog, how, as_of=LATER
    )


@given(data=st.data())
def test_every_result_of_a_profile_is_bounded_covered_and_sound(data: st.DataObject) -> None:
    """On its scale; with a coverage from none to all; and computed again from its receipt."""
    rubric = data.draw(rubrics())
    made = data.draw(assessments_by(rubric))
    how = Aggregation(over_time=data.draw(st.sampled_from(RULES[:8])))
    found = profile("noah", made, RubricCatalog([rubric]), how, as_of=LATER)
    for one in results(found):
        assert is_sound(one)
        assert 0 <= one.coverage <= 1
        assert (one.value is None) == bool(one.undefined)
    for one in found.criteria:
        if one.value is not None:
            assert one.inputs[0].least <= one.value <= one.inputs[0].most
    for one in (*found.rubrics, *found.domains):
        assert one.value is None or 0 <= one.value <= 100
        assert sum(part.weight for part in one.inputs) in (0, 1) or one in found.domains


@given(data=st.data())
def test_to_say_not_observed_is_never_worse_than_to_say_nothing(data: st.DataObject) -> None:
    """A missing score and one not observed give the same values: neither is a number."""
    rubric = data.draw(rubrics())
    scores = data.draw(some_scores(rubric))
    catalog = RubricCatalog([rubric])
    said = {score.criterion for score in scores}
    rest = [
        Score(item.id, state="not-observed")  # type: ignore[arg-type]
        for item in rubric.scored_criteria()
        if item.id not in said
    ]
    values = [
        [one.value for one in results(profile("noah", [done], catalog, as_of=LATER))]
        for done in (assessed(rubric, scores), assessed(rubric, [*scores, *rest]))
    ]
    assert values[0] == values[1]


@given(data=st.data())
def test_files_are_read_back_as_they_were(data: st.DataObject) -> None:
    """Rubrics and assessments, through text and back, with the same digest."""
    rubric = data.draw(rubrics())
    again = rubric_from_json(parse_json(dump_json(rubric_to_json(rubric))))
    assert again == rubric
    assert rubric_digest(again) == rubric_digest(rubric)
    (done, *_) = data.draw(assessments_by(rubric))
    done = correct(done, rubric, data.draw(some_scores(rubric)), at=done.at, by="ben")
    assert assessment_from_json(parse_json(dump_json(assessment_to_json(done)))) == done


@given(data=st.data())
def test_receipts_are_read_back_as_they_were(data: st.DataObject) -> None:
    """With all their parts, and as sound as before."""
    rubric = data.draw(rubrics())
    made = data.draw(assessments_by(rubric))
    found = profile("noah", made, RubricCatalog([rubric]), as_of=LATER)
    for one in results(found):
        again = receipt_from_json(parse_json(dump_json(receipt_to_json(one))))
        assert again == one
        assert is_sound(again)
