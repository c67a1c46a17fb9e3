"""Rubrics, scales and scores: what is refused, and where."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from conferencekit.assessment import (
    Band,
    Checklist,
    Criterion,
    Domain,
    Level,
    Rubric,
    RubricCatalog,
    RubricRef,
    Scale,
    Score,
    ScoreState,
    Text,
    Weighting,
    comparable,
    draft,
    rounded,
    rubric_digest,
    rubric_from_json,
    rubric_ref,
    rubric_to_json,
    text_of,
    version_key,
)
from conferencekit.assessment.kinds import BUILT_IN_SCALES
from conferencekit.errors import InvalidInputError
from rubrics import CONTINUUM, FOUR, PERCENT, START, WORDS, assessed, reading


def refused(make: Any, *args: Any, **given: Any) -> dict[str, str]:  # noqa: ANN401
    """The faults of something, by path."""
    with pytest.raises(InvalidInputError) as caught:
        make(*args, **given)
    return {fault.path: fault.message for fault in caught.value.faults}


def test_all_faults_of_a_definition_are_told_at_once() -> None:
    """Overlapping ranges, levels out of order, unknown references, repeated ids."""
    scales = (
        Scale("a", (Level("x", points=2), Level("y", points=1))),
        Scale("b", (Level("x", points=2, lowest=0), Level("y", points=5, lowest=1))),
        Scale("b", (Level("x", points=2), Level("y"))),
        Scale("n", kind="number", least=5, most=5, step=0),
        Scale("e"),
    )
    criteria = (
        Criterion("c", scale="a", parent="nobody", domain="sports"),
        Criterion("c", scale="zzz", descriptors={"x": "?"}),
        Criterion("d", scale="a", parent="c", descriptors={"q": "?"}),
    )
    assert refused(Rubric, "r", "one", "R", "music", scales, criteria) == {
        "version": "'one' is no version",
        "domain": "unknown domain 'music'",
        "scales[2].id": "'b' is used twice",
        "criteria[1].id": "'c' is used twice",
        "scales[0].levels[1].points": "1 is below the 2 of the level before",
        "scales[1].levels[1].lowest": "the range from 1 overlaps the level before, up to 2",
        "scales[2].levels[1].points": "missing",
        "scales[3].most": "5 is not above the least, 5",
        "scales[3].step": "0 is not above zero",
        "scales[4].levels": "at least one is needed",
        "criteria[0].parent": "unknown criterion 'nobody'",
        "criteria[0].domain": "unknown domain 'sports'",
        "criteria[1].scale": "unknown scale 'zzz'",
        "criteria[2].parent": "'c' is scored itself and can be no group",
        "criteria[2].descriptors.q": "unknown level 'q'",
    }


def test_weights_must_add_up_where_they_must() -> None:
    """To 100, exactly, at the top and in each group; hidden and uncounted criteria apart."""
    tenths = [
        Criterion("g", weight="33.3"),
        Criterion("a", scale="four", weight="66.7"),
        Criterion("b", scale="four", parent="g", weight=100),
        Criterion("c", scale="four", parent="g", hidden=True),
    ]
    made = Rubric("r", "1", "R", "academic", (FOUR,), tuple(tenths), Weighting.PERCENT)
    assert made.weighting is Weighting.PERCENT
    tenths[2] = attrs.evolve(tenths[2], weight=Decimal("99.9"))
    assert refused(
        Rubric, "r", "1", "R", "academic", (FOUR,), tuple(tenths), Weighting.PERCENT
    ) == {"criteria": "the weights in group 'g' add up to 99.9, not to 100"}
    assert refused(reading, weighting="points") == {
        "criteria[0].weight": "has no meaning where points are summed",
        "criteria[1].weight": "has no meaning where points are summed",
        "criteria[2].weight": "has no meaning where points are summed",
    }
    minus = (Criterion("a", scale="four", weight=-1),)
    assert refused(reading, criteria=minus) == {"criteria[0].weight": "-1 is not above zero"}


def test_groups_do_not_lie_within_themselves() -> None:
    """However long the way around."""
    ring = (Criterion("a", parent="c"), Criterion("b", parent="a"), Criterion("c", parent="b"))
    assert refused(reading, criteria=ring) == {
        f"criteria[{n}].parent": f"{id_!r} lies within itself" for n, id_ in enumerate("abc")
    }
    group = (Criterion("a", descriptors={"x": "?"}, kind="checklist"),)
    assert set(refused(reading, criteria=group)) == {"criteria[0].descriptors", "criteria[0].kind"}


def test_a_rubric_tells_of_its_criteria() -> None:
    """Which are scored, for whom, where they belong."""
    made = reading()
    assert [item.id for item in made.children("decoding")] == ["sounds", "fluency"]
    assert [item.id for item in made.lineage("sounds")] == ["sounds", "decoding"]
    assert made.domain_of("joy") == "well-being"
    assert made.domain_of("sounds") == "academic"
    assert len(made.scored_criteria()) == 6
    young = attrs.evolve(made.criteria[1], band=Band(("K", "1"), 5, 6))
    made = reading(criteria=(made.criteria[0], young))
    assert made.scored_criteria(grades=["1", "2"], age=6)
    assert not made.scored_criteria(age=7)
    assert not made.scored_criteria(age=4)
    assert not made.scored_criteria(grades=["3"])
    assert repr(made) == "<Rubric reading@1: 2 criteria>"
    assert set(refused(reading, band=Band(from_age=9, to_age=5))) == {"band"}


def test_a_rubric_may_name_further_domains() -> None:
    """By telling of them; there is no list to register them in."""
    made = reading(domain="arts", domains=(Domain("arts", "The arts"),))
    assert made.domain_of("words") == "arts"


def test_a_file_is_read_strictly_and_all_its_faults_are_told() -> None:
    """Of form and of sense, together."""
    data: dict[str, Any] = rubric_to_json(reading())
    data["scales"][0]["levels"][1]["points"] = "two"
    data["scales"][2]["mots"] = 3
    data["criteria"][1]["weight"] = True
    data["criteria"][2]["title"] = {"en": 5}
    data["criteria"][3]["scale"] = "zzz"
    data["title"] = {"no tag": "?"}
    assert refused(rubric_from_json, data) == {
        "title.'no tag'": "is no language tag",
        "scales[0].levels[1].points": "'two' is not a number",
        "scales[2].mots": "unknown key",
        "criteria[1].weight": "True is not a number",
        "criteria[2].title.'en'": "5 is not text",
        "criteria[3].scale": "unknown scale 'zzz'",
    }
    assert refused(rubric_from_json, {"schema": "conferencekit.rubric/2"}) == {
        "schema": "'conferencekit.rubric/2' is not 'conferencekit.rubric/1'"
    }


@pytest.mark.parametrize("bad", ["nan", "1e300", "1e-300", float("inf"), "x", True, [1]])
def test_points_are_numbers_of_a_sane_size(bad: Any) -> None:  # noqa: ANN401
    """What a fraction of would fill the memory is refused."""
    assert list(refused(Level, "x", points=bad)) == ["points"]


def test_decimals_are_what_they_show() -> None:
    """A float of 0.1 is one tenth, and is written as such."""
    made = reading(
        criteria=(Criterion("a", scale="four", weight=0.1),),
        scales=(attrs.evolve(FOUR, levels=(Level("x", points="12345678901234.56789"),)),),
    )
    assert made.criteria[0].weight == Decimal("0.1")
    data = rubric_to_json(made)
    assert data["criteria"][0]["weight"] == 0.1
    assert data["scales"][0]["levels"][0]["points"] == "12345678901234.56789"
    assert rubric_from_json(data) == made
    assert rounded(Fraction(-13, 4)) == Decimal("-3.3")
    assert str(rounded(Fraction(2, 3), 2)) == "0.67"
    assert rounded(Fraction(-1, 100), 1) == 0


def test_words_are_in_the_nearest_language() -> None:
    """The language itself, a wider one, none in particular, the first by its tag."""
    text = Text({"es": "Lee", "en": "Reads"})
    assert text.say("nl", "en-GB") == "Reads"
    assert text.say("nl") == "Reads"
    assert str(text_of("Reads")) == text_of("Reads").say("es") == "Reads"
    assert text_of({"en": "x"}) == Text({"en": "x"})
    assert not text_of("")
    assert refused(Text, {"e n": "x"}) == {"'e n'": "is no language tag"}


def test_a_digest_tells_what_a_rubric_says() -> None:
    """The same for the same, another for any change; the reference shows the version."""
    one, same, other = reading(), reading(), reading(title="Reading!")
    assert rubric_digest(one) == rubric_digest(same)
    assert rubric_digest(one) != rubric_digest(other)
    assert rubric_digest(one).startswith("sha256:")
    assert str(rubric_ref(one)) == "reading@1"


def test_published_versions_do_not_change() -> None:
    """The catalog refuses another rubric under a version that is taken, 2 and 2.0 alike."""
    first, second = reading("2"), reading("10")
    catalog = RubricCatalog([first, second, reading("2")])
    assert len(catalog) == 2
    assert catalog.newest("reading") == second
    assert catalog.find(rubric_ref(first)) == first
    assert catalog.find(RubricRef("reading", "2", "sha256:")) is None
    assert repr(catalog) == "<RubricCatalog: reading@2, reading@10>"
    assert refused(catalog.with_rubric, reading("2.0", title="Other")) == {
        "[2]": "reading@2.0 says otherwise than the one that was published"
    }
    assert version_key("1.9") < version_key("1.10")
    with pytest.raises(InvalidInputError, match="no reading@2"):
        catalog.get(RubricRef("reading", "2", "sha256:"))


def test_scales_are_compared_where_that_means_something() -> None:
    """Words do not matter; levels, their points and limits do."""
    translated = attrs.evolve(FOUR, id="vier", title="Vier")
    assert comparable(FOUR, translated)
    assert not comparable(FOUR, CONTINUUM)
    assert not comparable(PERCENT, attrs.evolve(PERCENT, most=Decimal(10)))
    fewer = attrs.evolve(FOUR, levels=FOUR.levels[1:])
    assert not comparable(FOUR, fewer)


RANGES = Scale(
    "ranges",
    (
        Level("low", points=0, lowest=0),
        Level("mid", points=3, lowest=0),
        Level("top", points=5, lowest=3),
    ),
)


@pytest.mark.parametrize(
    ("scale", "score", "faults"),
    [
        (FOUR, Score("c", "meets"), []),
        (FOUR, Score("c", points=3), []),
        (FOUR, Score("c", "meets", points=3), []),
        (FOUR, Score("c", "meets", points=4), ["points"]),
        (FOUR, Score("c", points="3.5"), ["points"]),
        (FOUR, Score("c"), ["level"]),
        (FOUR, Score("c", "great"), ["level"]),
        (FOUR, Score("c", "meets", words="?"), ["words"]),
        (CONTINUUM, Score("c", "building"), []),
        (CONTINUUM, Score("c", points=1), ["points"]),
        (PERCENT, Score("c", points=100), []),
        (PERCENT, Score("c", points="100.1"), ["points"]),
        (PERCENT, Score("c", points=-1), ["points"]),
        (PERCENT, Score("c", "meets"), ["level", "points"]),
        (attrs.evolve(PERCENT, step=Decimal(5)), Score("c", points=12), ["points"]),
        (attrs.evolve(PERCENT, step=Decimal(5)), Score("c", points=15), []),
        (WORDS, Score("c", words="Reads"), []),
        (WORDS, Score("c", "meets", 3), ["level", "points", "words"]),
        (RANGES, Score("c", "mid"), ["points"]),
        (RANGES, Score("c", "mid", "2.5"), []),
        (RANGES, Score("c", "mid", 4), ["points"]),
        (RANGES, Score("c", points=6), ["points"]),
        (RANGES, Score("c", points=3), []),
        (
            Scale("s", (Level("none", points=0), Level("not yet", points=0))),
            Score("c", points=0),
            ["level"],
        ),
    ],
)
def test_what_may_be_said_on_a_scale(scale: Scale, score: Score, faults: list[str]) -> None:
    """Levels that are there, points that are theirs, words where these are asked for."""
    found = BUILT_IN_SCALES[scale.kind].score_faults(scale, score)
    assert [fault.path for fault in found] == faults


def test_an_end_that_ranges_share_belongs_to_the_lower() -> None:
    """As in Canvas, whose upper bounds are inclusive: of 5, 3 and 0 a 4 is the 5, a 3 the 3."""
    kind = BUILT_IN_SCALES["levels"]
    read = [kind.read(RANGES, Score("c", points=n)).level for n in ("0", "0.5", "3", "4", "5")]
    assert read == ["low", "mid", "mid", "top", "top"]
    assert kind.bounds(RANGES) == (Fraction(0), Fraction(5))
    assert kind.bounds(CONTINUUM) is None


def test_a_checklist_counts_what_is_ticked() -> None:
    """Each item once, and no other."""
    scale = Scale("letters", kind="number", least=0, most=3)
    item = Criterion("c", scale="letters", kind="checklist", settings={"items": ["a", "b", "c"]})
    made = reading(scales=(scale,), criteria=(item,))
    scored = draft(
        "x", made, [Score("c", response=["a", "c", "a"])], student="s", assessor="t", at=START
    )
    assert scored.scores[0].points == 2
    assert refused(
        draft, "x", made, [Score("c", response=["q"])], student="s", assessor="t", at=START
    ) == {"[0].response[0]": "unknown item 'q'"}
    assert refused(
        draft, "x", made, [Score("c", response=3)], student="s", assessor="t", at=START
    ) == {"[0].response": "3 is no list of items"}
    for settings, path in (
        ({}, "criteria[0].settings.items"),
        ({"items": ["a", "a"]}, "criteria[0].settings.items"),
        ({"items": ["a", "b"]}, "criteria[0].scale"),
    ):
        wrong = attrs.evolve(item, settings=settings)
        assert set(refused(reading, scales=(scale,), criteria=(wrong,))) == {path}
    assert Checklist().name == "checklist"


def test_a_score_that_is_none_holds_nothing() -> None:
    """What was not observed has no level."""
    given = Score("sounds", "meets", state=ScoreState.NOT_OBSERVED)
    assert refused(assessed, reading(), [given]) == {
        "[0].level": "is given, but the score is not-observed"
    }


def test_nothing_about_a_child_is_in_a_repr() -> None:
    """Words stay out of logs."""
    score = Score("note", words="cries a lot", comment="at home too")
    assert "cries" not in repr(score)
    assert "home" not in repr(score)


def test_what_has_no_meaning_on_a_scale_is_refused() -> None:
    """Limits of levels, levels of numbers, a range without points, an empty id."""
    scales = (
        Scale("a", (Level("x", lowest=1), Level("y")), least=1),
        Scale("b", (Level("x", points=1, lowest=2),)),
        Scale("c", (Level("x"),), kind="number"),
        Scale("d", (Level("x"),), kind="narrative"),
    )
    assert refused(reading, id="", scales=scales, criteria=()) == {
        "id": "is empty",
        "scales[0].least": "has no meaning on a scale of levels",
        "scales[0].levels[0].lowest": "is the lower end of a range that has no points",
        "scales[1].levels[0].lowest": "2 is above the level's points, 1",
        "scales[2].levels": "has no meaning on a scale of number",
        "scales[2].least": "missing",
        "scales[2].most": "missing",
        "scales[3].levels": "has no meaning on a scale of narrative",
    }
    with pytest.raises(InvalidInputError, match="unknown level 'nothing'"):
        FOUR.level("nothing")


def test_kinds_answer_for_broken_scales_too() -> None:
    """The checks of one thing go on where another is broken."""
    levels, numbers = BUILT_IN_SCALES["levels"], BUILT_IN_SCALES["number"]
    assert levels.bounds(Scale("e")) is None
    assert levels.read(FOUR, Score("c", "nothing")).level is None
    empty = Scale("n", kind="number")
    assert numbers.bounds(empty) is None
    assert list(numbers.score_faults(empty, Score("c"))) == []


def test_thirty_digits_are_exact() -> None:
    """Also where a decimal context would round."""
    big = Decimal("123456789012345.123456789012345")
    made = reading(
        criteria=(Criterion("a", scale="four", weight=big),), scales=(FOUR,), weighting="relative"
    )
    assert rubric_from_json(rubric_to_json(made)).criteria[0].weight == big
    fine = Scale("n", kind="number", least=0, most=10**15, step="0.000000000000001")
    score = Score("c", points=big)
    assert not list(BUILT_IN_SCALES["number"].score_faults(fine, score))
    weights = ("33.333333333333333", "66.666666666666667")
    made = reading(
        criteria=tuple(Criterion(w, scale="four", weight=w) for w in weights),
        weighting="percent",
    )
    assert made.weighting is Weighting.PERCENT
