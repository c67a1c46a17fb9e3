"""T-scores are those that are printed, and differences are shown."""

import json
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    Difference,
    Party,
    Rating,
    Ratings,
    Role,
    add_ratings,
    attainment,
    attainment_score,
    kept_ratings,
    ratings_from_json,
    ratings_to_json,
)
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant
from samples import WHOLE

NOAH = Party(Role.STUDENT, "noah")
HANNAH = Party(Role.GUARDIAN, "hannah")
ADA = Party(Role.TEACHER, "ada")
MONDAY = Instant.parse("2026-12-07T09:00Z")


@pytest.mark.parametrize(
    ("levels", "weights", "printed"),
    [
        # R package gasr, example of calc_tscore
        ([-2, 0, -1, 2, 0, 1], [3, 5, 1, 4, 2, 6], "55.00000"),
        # The same package, its read-me: three goals of equal weight
        ([2, 2, 2], None, "77.38613"),
        ([1, 0, 2], None, "63.69306"),
        ([1, 1, -1], None, "54.56435"),
        ([2, 1, 0], [1, 1, 1], "63.69306"),
        ([-2, 1, -1], None, "40.87129"),
    ],
)
def test_scores_as_they_are_printed(
    levels: list[float], weights: list[float] | None, printed: str
) -> None:
    """To the last digit."""
    assert f"{attainment_score(levels, weights):.5f}" == printed


def test_scores_of_equal_goals() -> None:
    """All one better than expected: 60 62.40 63.69 64.51 65.08 65.49 for one to six goals."""
    shown = [f"{attainment_score([1] * n):.2f}" for n in range(1, 7)]
    assert shown == ["60.00", "62.40", "63.69", "64.51", "65.08", "65.49"]


def test_what_a_score_needs() -> None:
    """Levels and weights in their ranges; of no goals there is none."""
    assert attainment_score([]) is None
    assert attainment_score([1, -1], [0, 0]) == 50
    assert attainment_score([2, -2], [1, 0]) == 70
    with pytest.raises(InvalidInputError) as caught:
        attainment_score([3, 0], [1, -1, 1], correlation=1)
    assert [str(fault) for fault in caught.value.faults] == [
        "levels[0]: 3 is not from -2 to 2",
        "weights[1]: -1 is below zero",
        "weights: 3 weights for 2 levels",
        "correlation: 1 is not from 0 up to 1",
    ]
    with pytest.raises(InvalidInputError, match="level: 3 is not a whole number from -2 to 2"):
        Rating("g1", NOAH, 3, MONDAY)
    for level in (0.5, True):
        with pytest.raises(InvalidInputError, match=f"level: {level} is not a whole number"):
            Rating("g1", NOAH, level, MONDAY)  # type: ignore[arg-type]


levels = st.lists(st.integers(-2, 2).map(float), min_size=1, max_size=6)


@given(levels, st.data())
def test_laws_of_the_score(given_levels: list[float], data: st.DataObject) -> None:
    """Mirrored levels mirror it, the unit of the weights does not count, one goal ignores both."""
    size = len(given_levels)
    weights = data.draw(st.lists(st.integers(1, 9).map(float), min_size=size, max_size=size))
    r = data.draw(st.sampled_from((0.0, 0.3, 0.9)))
    score = attainment_score(given_levels, weights, correlation=r)
    back = attainment_score([-one for one in given_levels], weights, correlation=r)
    assert score is not None
    assert back is not None
    assert score - 50 == pytest.approx(50 - back)
    assert attainment_score(given_levels, [7 * w for w in weights], correlation=r) == (
        pytest.approx(score)
    )
    assert attainment_score(given_levels[:1], weights[:1], correlation=r) == (
        pytest.approx(50 + 10 * given_levels[0])
    )
    none = attainment_score(given_levels, weights, correlation=0)
    total = sum(w * x for w, x in zip(weights, given_levels, strict=True))
    assert none == pytest.approx(50 + 10 * total / sqrt(sum(w * w for w in weights)))


def test_each_has_a_score_and_differences_are_shown() -> None:
    """The widest first; what somebody has not rated is told, and the latest rating counts."""
    ratings = [
        Rating("read", NOAH, 2, MONDAY),
        Rating("calm", NOAH, 0, MONDAY),
        Rating("read", ADA, 2, MONDAY),
        Rating("read", ADA, 0, MONDAY.plus(days=1)),
        Rating("calm", ADA, 1, MONDAY),
        Rating("calm", HANNAH, 1, MONDAY),
        Rating("old goal", HANNAH, -2, MONDAY),
    ]
    found = attainment({"read": 4, "calm": 2}, ratings)
    assert list(found.scores) == [HANNAH, NOAH, ADA]
    assert {by.id: round(score, 2) for by, score in found.scores.items()} == {
        "hannah": 60.0,
        "noah": round(50 + 80 / sqrt(0.7 * 20 + 0.3 * 36), 2),
        "ada": round(50 + 20 / sqrt(0.7 * 20 + 0.3 * 36), 2),
    }
    assert found.unrated == {HANNAH: ("read",)}
    assert found.differences == (
        Difference("read", NOAH, ADA, 2),
        Difference("calm", HANNAH, NOAH, 1),
        Difference("calm", ADA, NOAH, 1),
    )
    nobody = attainment({"read": 1}, [])
    assert (dict(nobody.scores), nobody.differences) == ({}, ())


def test_ratings_are_kept() -> None:
    """Each once; and their file loses nothing."""
    store = MemoryStore()
    first = Rating("read", NOAH, 2, MONDAY, "I read the whole book")
    second = Rating("read", ADA, 1, MONDAY)
    assert kept_ratings(store, WHOLE, "noah") == Ratings("noah")
    assert add_ratings("noah", [], WHOLE).run(store) == Ratings("noah")
    add_ratings("noah", [first, first], WHOLE).run(store)
    assert add_ratings("noah", [first, second], WHOLE).run(store) == Ratings(
        "noah", (second, first)
    )
    assert add_ratings("noah", [first], WHOLE).run(store) == Ratings("noah", (first,))
    kept = kept_ratings(store, WHOLE, "noah")
    assert kept == Ratings("noah", (second, first))
    assert set(kept.ratings) == {first, second}
    assert ratings_from_json(json.loads(json.dumps(ratings_to_json(kept)))) == kept
    assert repr(kept) == "<Ratings of 'noah': 2>"
    assert "whole book" not in repr(kept.ratings)
    with pytest.raises(InvalidInputError, match=r"ratings\[0\].level: 7 is not a whole number"):
        ratings_from_json(
            {
                "schema": "conferencekit.ratings/1",
                "student": "noah",
                "ratings": [
                    {
                        "goal": "g",
                        "by": {"role": "student", "id": "noah"},
                        "level": 7,
                        "at": "2026-12-07T09:00Z",
                    }
                ],
            }
        )
    with pytest.raises(InvalidInputError, match="student: is empty"):
        Ratings("")
