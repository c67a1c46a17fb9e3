"""Agreement: published figures to four decimals, other libraries, and what is not defined."""

import math
import warnings
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from conferencekit.assessment import (
    KappaWeights,
    Measure,
    Perspective,
    RubricCatalog,
    Score,
    cohen_kappa,
    krippendorff_alpha,
    moderate,
    percent_agreement,
    ratings_of,
    rubric_ref,
)
from conferencekit.errors import InvalidInputError
from rubrics import START, assessed, reading

LATER = START.plus(days=99)
By = dict[int, int]


def of_table(table: Sequence[Sequence[int]]) -> tuple[By, By]:
    """Two assessors' ratings of a table of how often they gave which levels together."""
    pairs = [
        (i, j) for i, row in enumerate(table) for j, times in enumerate(row) for _ in range(times)
    ]
    return {n: i for n, (i, _) in enumerate(pairs)}, {n: j for n, (_, j) in enumerate(pairs)}


SAS = ((0, 4, 1), (0, 8, 0), (0, 1, 5))
"""The example of two raters in the SAS manual (PROC FREQ), with SAS's own printout."""
FUN = ((7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14))
"""How much fun couples have, wives against husbands: A. Agresti, *Categorical Data Analysis*
(1990), example 12.7.3; ``SexualFun`` in R's package vcd."""
ANXIETY = (
    (3, 3, 2), (3, 6, 1), (3, 4, 4), (4, 6, 4), (5, 2, 3), (5, 4, 2), (2, 2, 1), (3, 4, 6),
    (5, 3, 1), (2, 3, 1), (2, 2, 1), (6, 3, 2), (1, 3, 3), (5, 3, 3), (2, 2, 1), (2, 2, 1),
    (1, 1, 3), (2, 3, 3), (4, 3, 2), (3, 4, 2),
)  # fmt: skip
"""20 subjects by three raters: ``anxiety`` in R's package irr."""


@pytest.mark.parametrize(
    ("table", "weights", "published"),
    [
        (SAS, "unweighted", "0.4842"),  # printed by SAS
        (SAS, "linear", "0.4701"),  # printed by SAS
        (FUN, "unweighted", "0.1293"),  # printed by vcd's Kappa
        (FUN, "linear", "0.2374"),  # printed by vcd's Kappa
    ],
)
def test_kappa_is_as_published(
    table: Sequence[Sequence[int]], weights: KappaWeights, published: str
) -> None:
    """To the four decimals that are printed."""
    first, second = of_table(table)
    found = cohen_kappa(first, second, range(len(table)), weights=KappaWeights(weights))
    assert f"{float(found):.4f}" == published


@pytest.mark.parametrize(
    ("weights", "published"),
    [("unweighted", "-0.0063"), ("linear", "0.1459"), ("quadratic", "0.2520")],
)
def test_kappa_is_as_irr_prints_it(weights: str, published: str) -> None:
    """Of raters 2 and 3 of irr's ``anxiety``, its ``kappa2`` over the levels they both use."""
    first = {n: row[1] for n, row in enumerate(ANXIETY)}
    second = {n: row[2] for n, row in enumerate(ANXIETY)}
    levels = sorted({*first.values(), *second.values()})
    assert levels == [1, 2, 3, 4, 6]
    found = cohen_kappa(first, second, levels, weights=KappaWeights(weights))
    assert f"{float(found):.4f}" == published


def test_levels_that_nobody_gave_count() -> None:
    """Irr leaves out the 5 that neither gave, and quadratic kappa is another for it."""
    first = {n: row[1] for n, row in enumerate(ANXIETY)}
    second = {n: row[2] for n, row in enumerate(ANXIETY)}
    found = cohen_kappa(first, second, range(1, 7), weights=KappaWeights.QUADRATIC)
    assert f"{float(found):.4f}" == "0.2298"


CANONICAL: Mapping[str, Sequence[int | None]] = {
    "a": (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    "b": (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    "c": (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    "d": (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
}
"""Four observers, twelve units, seven ratings missing: K. Krippendorff, *Computing
Krippendorff's Alpha-Reliability* (2011), example C."""


@pytest.mark.parametrize(
    ("measure", "published"),
    [("nominal", "0.743"), ("ordinal", "0.815"), ("interval", "0.849")],
)
def test_alpha_is_as_krippendorff_prints_it(measure: str, published: str) -> None:
    """To the three decimals of the paper."""
    ratings = by_unit(CANONICAL)
    found = krippendorff_alpha(ratings, Measure(measure))
    assert f"{float(found):.3f}" == published
    assert found.pairs == 11


@pytest.mark.parametrize(
    ("measure", "published"),
    [("nominal", "0.7434"), ("ordinal", "0.8154"), ("interval", "0.8491")],
)
def test_alpha_is_as_irr_prints_it(measure: str, published: str) -> None:
    """The same data in the manual of R's package irr, ``kripp.alpha``."""
    found = krippendorff_alpha(by_unit(CANONICAL), Measure(measure))
    assert f"{float(found):.4f}" == published


def by_unit(table: Mapping[str, Sequence[int | None]]) -> dict[str, By]:
    """Ratings by assessor and unit, what is missing left out."""
    return {
        assessor: {unit: value for unit, value in enumerate(values) if value is not None}
        for assessor, values in table.items()
    }


ratings = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@given(ratings, st.sampled_from(KappaWeights))
def test_kappa_is_that_of_scikit_learn(
    pairs: list[tuple[int, int]], weights: KappaWeights
) -> None:
    """Of any ratings; where it is not defined there, it is not defined here."""
    first = {n: one for n, (one, _) in enumerate(pairs)}
    second = {n: other for n, (_, other) in enumerate(pairs)}
    found = cohen_kappa(first, second, range(5), weights=weights)
    name = None if weights is KappaWeights.UNWEIGHTED else weights.value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where it is not defined
        theirs = cohen_kappa_score(
            list(first.values()), list(second.values()), labels=list(range(5)), weights=name
        )
    assert math.isnan(theirs) == (found.value is None)
    if found.value is not None:
        assert float(found) == pytest.approx(theirs, abs=1e-9)


@given(
    st.lists(
        st.lists(st.none() | st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=12
    ),
    st.sampled_from(Measure),
)
def test_alpha_is_that_of_the_package_krippendorff(
    rows: list[list[int | None]], measure: Measure
) -> None:
    """Of any ratings, with any missing; where it is not defined there, it is not here."""
    table = {str(n): [row[n] for row in rows] for n in range(3)}
    found = krippendorff_alpha(by_unit(table), measure)
    matrix = np.array(
        [[np.nan if value is None else value for value in values] for values in table.values()]
    )
    paired = [row for row in rows if sum(value is not None for value in row) > 1]
    distinct = {value for row in paired for value in row if value is not None}
    if len(distinct) < 2:
        assert found.value is None
        assert found.undefined
        return
    theirs = krippendorff.alpha(reliability_data=matrix, level_of_measurement=measure.value)
    assert float(found) == pytest.approx(float(theirs), abs=1e-9)


@given(ratings)
def test_agreement_does_not_depend_on_who_is_first(pairs: list[tuple[int, int]]) -> None:
    """And who agrees with all is at one."""
    first = {n: one for n, (one, _) in enumerate(pairs)}
    second = {n: other for n, (_, other) in enumerate(pairs)}
    for weights in KappaWeights:
        one = cohen_kappa(first, second, range(5), weights=weights)
        assert one == cohen_kappa(second, first, range(5), weights=weights)
    assert percent_agreement(first, second) == percent_agreement(second, first)
    same = krippendorff_alpha({"a": first, "b": dict(first)}, Measure.ORDINAL)
    assume(len(set(first.values())) > 1)
    assert same.value == 1


def test_percent_agreement() -> None:
    """Alike, and up to a level apart."""
    first, second = of_table(SAS)
    assert percent_agreement(first, second).value == Fraction(13, 19)
    assert percent_agreement(first, second, levels=range(3), within=1).value == Fraction(18, 19)


def test_what_is_not_defined_says_why() -> None:
    """No exception, no number."""
    one: By = {1: 2, 2: 2}
    assert percent_agreement(one, {3: 2}).undefined == "no unit was rated by both"
    assert cohen_kappa(one, {3: 2}, range(3)).undefined == "no unit was rated by both"
    flat = cohen_kappa(one, one, range(3))
    assert flat.value is None
    assert "one level alone" in flat.undefined
    assert math.isnan(float(flat))
    assert krippendorff_alpha({"a": one}, Measure.NOMINAL).undefined.startswith("no unit")
    assert "the same" in krippendorff_alpha({"a": one, "b": one}, Measure.NOMINAL).undefined


def test_ratings_must_be_of_the_scale() -> None:
    """Unknown levels and names without an order are refused."""
    with pytest.raises(InvalidInputError, match="lack 2"):
        cohen_kappa({1: 2}, {1: 1}, range(2))
    names: Any = {"a": {1: "low", 2: "high"}, "b": {1: "low", 2: "low"}}
    with pytest.raises(InvalidInputError, match="no number"):
        krippendorff_alpha(names, Measure.ORDINAL)
    ordered = krippendorff_alpha(names, Measure.ORDINAL, levels=("low", "mid", "high"))
    as_numbers = krippendorff_alpha({"a": {1: 0, 2: 5}, "b": {1: 0, 2: 0}}, Measure.ORDINAL)
    assert ordered == as_numbers
    with pytest.raises(InvalidInputError, match="lack 'high'"):
        krippendorff_alpha(names, Measure.ORDINAL, levels=("low",))


def test_what_assessors_should_talk_about() -> None:
    """Criteria, assessors and examples, those farthest apart first."""
    rubric = reading()
    says = {
        # student: (ada, ben, cleo) on sounds, then on joy
        "noah": (("meets", "meets", "near"), ("building",) * 3),
        "mia": (("exceeds", "meets", "near"), ("exploring", "exploring", "building")),
        "leo": (("near", "beginning", "near"), ("integrating",) * 3),
    }
    made = []
    for student, (sounds, joy) in says.items():
        for assessor, sound, place in zip(("ada", "ben", "cleo"), sounds, joy, strict=True):
            scores = [Score("sounds", sound), Score("joy", place), Score("words", points=50)]
            made.append(
                assessed(
                    rubric,
                    scores,
                    id_=f"{student}-{assessor}",
                    student=student,
                    assessor=assessor,
                    occasion="book 1",
                )
            )
    home = assessed(rubric, [Score("sounds", "exceeds")], perspective=Perspective.FAMILY)
    catalog, ref = RubricCatalog([rubric]), rubric_ref(rubric)
    found = moderate([*made, home], catalog, ref, as_of=LATER, examples=2)
    assert [one.criterion for one in found.criteria] == ["sounds", "joy", "words"]
    sounds_, joy_, words_ = found.criteria
    assert sounds_.alike == 0
    assert joy_.alike == Fraction(2, 3)
    assert words_.alpha.value is None
    assert [(one.student, one.spread) for one in sounds_.examples] == [
        ("mia", Fraction(2, 3)),
        ("leo", Fraction(1, 3)),
    ]
    assert sounds_.examples[0].ratings == {"ada": "exceeds", "ben": "meets", "cleo": "near"}
    by_id = {one.assessor: one for one in found.assessors}
    assert by_id["ada"].severity > 0 > by_id["ben"].severity
    assert found.assessors[0].assessor == "cleo"
    assert not by_id["cleo"].is_flat
    seen = ratings_of(made, catalog, ref, "sounds", as_of=LATER)
    assert seen["ada"]["noah", "book 1"] == 3
    assert ratings_of(made, catalog, ref, "joy", as_of=LATER)["cleo"]["mia", "book 1"] == 1
    only = [one for one in made if one.student != "leo"]
    flat = [one for one in moderate(only, catalog, ref, as_of=LATER).assessors if one.is_flat]
    assert [one.assessor for one in flat] == ["cleo"]
    assert moderate([], catalog, ref, as_of=LATER).criteria == ()
