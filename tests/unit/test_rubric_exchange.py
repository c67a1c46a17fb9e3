"""Rubrics from and to other formats: CASE, Canvas, our own files, and those that are ready."""

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

from conferencekit.assessment import (
    Overlay,
    Weighting,
    check_rubric,
    derive,
    plan_migration,
    rubric_from_json,
    rubric_to_json,
)
from conferencekit.errors import InvalidInputError
from conferencekit.exchange import (
    READY_RUBRICS,
    new_case_package,
    read_canvas_rubrics,
    read_case,
    read_migration,
    read_overlay,
    read_rubric,
    ready_rubric,
    rubric_schema,
    write_canvas_rubrics,
    write_case,
    write_migration,
    write_overlay,
    write_rubric,
)
from conferencekit.wire import dump_json, parse_json
from rubrics import START, reading

NOW = START
DAY = "2025-08-01T00:00:00+00:00"


def level(id_: str, quality: str, score: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """A level as CASE has it."""
    return {
        "identifier": id_,
        "uri": f"https://case.example/levels/{id_}",
        "quality": quality,
        "score": score,
        "description": f"{quality} here",
        "lastChangeDateTime": DAY,
        **more,
    }


def package() -> dict[str, Any]:
    """A package with what real ones have: unknown fields, null positions, high levels first."""
    return {
        "CFDocument": {"identifier": "d", "title": "Standards", "notes": None, "x": [1]},
        "CFItems": [
            {
                "identifier": "i1",
                "uri": "https://case.example/items/i1",
                "fullStatement": "Reads",
                "humanCodingScheme": "R.1",
                "language": "en",
            }
        ],
        "CFAssociations": [
            {
                "associationType": "isChildOf",
                "originNodeURI": {"identifier": "i1"},
                "destinationNodeURI": {"identifier": "d"},
            },
            {"associationType": "isPeerOf", "originNodeURI": {"identifier": "i1"}},
        ],
        "CFDefinitions": {"CFItemTypes": []},
        "CFRubrics": [
            {
                "identifier": "r",
                "uri": "https://case.example/rubrics/r",
                "title": "Reading",
                "lastChangeDateTime": DAY,
                "extensions": {"vendor": {"color": "red"}},
                "CFRubricCriteria": [
                    {
                        "identifier": "c2",
                        "category": "Use",
                        "description": "Understands",
                        "weight": 0.7,
                        "position": 2,
                        "lastChangeDateTime": DAY,
                        "CFRubricCriterionLevels": [
                            level("l4", "High", 2, position=None, feedback="Well!"),
                            level("l3", "Low", 1.5, position=None),
                        ],
                    },
                    {
                        "identifier": "c1",
                        "description": "Decodes",
                        "weight": 0.3,
                        "position": 1,
                        "CFItemURI": {
                            "identifier": "i1",
                            "uri": "https://case.example/items/i1",
                            "title": "Reads",
                        },
                        "lastChangeDateTime": DAY,
                        "CFRubricCriterionLevels": [
                            level("l1", "Low", 0),
                            level("l2", "High", 3),
                        ],
                    },
                ],
            }
        ],
        "somethingNew": True,
    }


def test_case_is_read_and_written_back_as_it_was() -> None:
    """Also what this library does not model, in the order it stood."""
    data = package()
    found = read_case(copy.deepcopy(data))
    assert write_case(found, changed=NOW) == data
    (rubric,) = found.rubrics
    assert [(item.id, item.weight) for item in rubric.criteria] == [
        ("c1", Decimal("0.3")),
        ("c2", Decimal("0.7")),
    ]
    assert rubric.weighting is Weighting.RELATIVE
    assert rubric.criterion("c1").standards == ("https://case.example/items/i1",)
    assert [(one.id, one.points) for one in rubric.scale_of("c2").levels] == [
        ("l3", Decimal("1.5")),
        ("l4", Decimal(2)),
    ]
    assert str(rubric.criterion("c2").descriptors["l4"]) == "High here"
    assert [(item.code, item.parents) for item in found.items] == [("R.1", ("d",))]
    assert repr(found) == "<CasePackage: 1 rubrics, 1 items>"
    assert found.notes == ()


def test_only_what_was_changed_is_changed() -> None:
    """The rest keeps its fields and its dates."""
    data = package()
    found = read_case(data)
    (rubric,) = found.rubrics
    changed = [
        attrs.evolve(item, title="Decodes words") if item.id == "c1" else item
        for item in rubric.criteria
    ]
    newer = attrs.evolve(rubric, criteria=tuple(changed), description="New")
    made = write_case(attrs.evolve(found, rubrics=(newer,)), changed=NOW)
    again = read_case(made)
    assert again.rubrics == (newer,)
    node = made["CFRubrics"][0]
    assert node["extensions"] == {"vendor": {"color": "red"}}
    assert node["lastChangeDateTime"] == NOW.isoformat()
    old = {one["identifier"]: one for one in data["CFRubrics"][0]["CFRubricCriteria"]}
    new = {one["identifier"]: one for one in node["CFRubricCriteria"]}
    assert new["c2"] == old["c2"]
    assert new["c1"]["description"] == "Decodes words"
    assert new["c1"]["CFRubricCriterionLevels"] == old["c1"]["CFRubricCriterionLevels"]
    assert made["somethingNew"] is True


def test_what_case_cannot_say_is_kept_beside_it() -> None:
    """Translations, groups, kinds of scales; until somebody changes what CASE says."""
    ours = reading()
    data = write_case(new_case_package("Oak", "Oak School", [ours], changed=NOW), changed=NOW)
    again = read_case(parse_json(dump_json(data)))
    assert again.rubrics == (ours,)
    assert write_case(again, changed=NOW.plus(days=1)) == data
    for node in data["CFRubrics"][0]["CFRubricCriteria"]:
        assert len(node["identifier"]) == 36
        assert node["rubricId"] == data["CFRubrics"][0]["identifier"]
    newer = attrs.evolve(ours, title="Changed")
    changed = write_case(attrs.evolve(again, rubrics=(newer,)), changed=NOW)
    assert read_case(changed).rubrics == (newer,)
    data["CFRubrics"][0]["CFRubricCriteria"][0]["description"] = "Their words"
    theirs = read_case(data)
    assert theirs.notes[0].message == "was changed by others; what CASE cannot say is lost"
    assert str(theirs.rubrics[0].criteria[0].title) == "Their words"
    twice = attrs.evolve(again, rubrics=(ours, ours))
    with pytest.raises(InvalidInputError, match="the same identifier"):
        write_case(twice, changed=NOW)


def test_a_case_rubric_can_be_given_what_case_cannot_say() -> None:
    """A translation, a range; with the words of others still as they were."""
    found = read_case(package())
    (rubric,) = found.rubrics
    newer = attrs.evolve(rubric, title={"en": "Reading", "es": "Lectura"}, version="2")
    made = write_case(attrs.evolve(found, rubrics=(newer,)), changed=NOW)
    again = read_case(made)
    assert again.rubrics == (newer,)
    assert again.notes == ()
    assert made["CFRubrics"][0]["extensions"]["vendor"] == {"color": "red"}
    assert write_case(again, changed=NOW.plus(days=1)) == made
    back = attrs.evolve(again, rubrics=(attrs.evolve(rubric, title="Reading"),))
    plain = write_case(back, changed=NOW)
    assert plain["CFRubrics"][0]["extensions"] == {"vendor": {"color": "red"}}
    made["CFRubrics"][0]["extensions"]["conferencekit"]["rubric"] = {}
    with pytest.raises(InvalidInputError) as caught:
        read_case(made)
    assert caught.value.faults[0].path == "CFRubrics[0].extensions.conferencekit.rubric.schema"


def test_dirty_case_files_are_read_and_it_is_said() -> None:
    """Texts for numbers, absent positions and scores, criteria without levels."""
    data = package()
    first, second = data["CFRubrics"][0]["CFRubricCriteria"]
    first["position"] = None
    first["weight"] = "0,7"
    first["CFRubricCriterionLevels"][0]["score"] = "many"
    second["weight"] = 0
    second["CFRubricCriterionLevels"] = []
    found = read_case(data)
    assert write_case(found, changed=NOW) == data
    (rubric,) = found.rubrics
    assert rubric.criterion("c2").weight == Decimal("0.7")
    assert [one.points for one in rubric.scale_of("c2").levels] == [None, None]
    assert not rubric.criterion("c1").counts
    assert rubric.scale_of("c1").kind == "narrative"
    at = "CFRubrics[0].CFRubricCriteria"
    assert {str(note).split(" (")[0] for note in found.notes} == {
        f"{at}: a position is absent: taken in the order they stand",
        f"{at}[0].weight: '0,7' is a text, taken for a number",
        f"{at}[0].CFRubricCriterionLevels[0].score: 'many' is a text, taken for a number",
        f"{at}[0].CFRubricCriterionLevels[0].score: 'many' is not a number and not used",
        f"{at}[0].CFRubricCriterionLevels: some have no score: the scores of the others are not used",
        f"{at}[0].CFRubricCriterionLevels: have neither scores nor positions: taken from lowest to highest",
        f"{at}[1].weight: 0 is not above zero: the criterion does not count",
        f"{at}[1].CFRubricCriterionLevels: none: the criterion is scored in words",
    }


def test_what_is_no_package_is_refused() -> None:
    """With all that is wrong with its form."""
    none: list[Any] = [[], {"CFItems": []}]
    for data in none:
        with pytest.raises(InvalidInputError, match="CFDocument: missing"):
            read_case(data)
    broken = package()
    broken["CFRubrics"][0]["CFRubricCriteria"].append(3)
    broken["CFItems"] = {}
    broken["CFRubrics"][0]["CFRubricCriteria"][0]["identifier"] = "c1"
    with pytest.raises(InvalidInputError) as caught:
        read_case(broken)
    assert {fault.path for fault in caught.value.faults} >= {
        "CFRubrics[0].CFRubricCriteria[2]",
        "CFItems",
    }


CSV = """\
Rubric Name,Criteria Name,Criteria Description,Criteria Enable Range,Rating Name,Rating Description,Rating Points,Rating Name,Rating Description,Rating Points,Rating Name,Rating Description,Rating Points
Essay,Ideas,What it says,TRUE,Full,All there,5,Some,,"2,5",None,,0
,Form,,false,Good,Neat,4,Poor,,1
Talk,Ideas,,1,Yes,,2,No,,1
"""


def test_canvas_tables_are_read(tmp_path: Path) -> None:
    """Repeated headers, names on the first row alone, decimal commas, ranges."""
    path = tmp_path / "rubrics.csv"
    path.write_text("\ufeff" + CSV, encoding="utf-8")
    found = read_canvas_rubrics(path)
    essay, talk = found.rubrics
    assert [item.id for item in essay.criteria] == ["ideas", "form"]
    ideas = essay.scale_of("ideas")
    assert [(str(one.label), one.points, one.lowest) for one in ideas.levels] == [
        ("None", 0, 0),
        ("Some", Decimal("2.5"), 0),
        ("Full", 5, Decimal("2.5")),
    ]
    assert [one.lowest for one in essay.scale_of("form").levels] == [None, None]
    assert str(essay.criterion("ideas").descriptors["r3"]) == "All there"
    assert str(essay.criterion("ideas").description) == "What it says"
    assert str(talk.title) == "Talk"
    assert [str(note) for note in found.notes] == [
        "line 2, Rating Points 2: '2,5' has a comma, taken for a decimal point",
        "line 4: the range of the lowest rating is taken to start at 0 points",
    ]
    again = tmp_path / "again.csv"
    assert write_canvas_rubrics(again, found.rubrics) == ()
    assert read_canvas_rubrics(again).rubrics == found.rubrics
    path.write_text(CSV.replace('"2,5"', "2.5").replace(",", ";"), encoding="utf-8")
    assert read_canvas_rubrics(path).rubrics == found.rubrics


def test_what_canvas_cannot_say_is_told(tmp_path: Path) -> None:
    """Criterion by criterion, and what is left out altogether."""
    lost = write_canvas_rubrics(tmp_path / "x.csv", [reading()], language="es")
    assert {str(one) for one in lost} == {
        "reading, decoding: is a group, and Canvas has none",
        "reading, sounds: Canvas has no place for its weight",
        "reading, fluency: Canvas has no place for its weight",
        "reading, words: has no points, and is left out",
        "reading, joy: has no points, and is left out",
        "reading, note: has no points, and is left out",
        "reading, care: Canvas has no place for its counts",
    }
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()[1].startswith("Lectura,")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a,b\n", "line 1"),
        ("", "line 1"),
        (CSV.replace("Essay", ""), "line 2, Rubric Name"),
        (CSV.replace("Essay,Ideas", "Essay,"), "line 2, Criteria Name"),
        (CSV.replace(",1\n", ",x\n", 1), "line 3, Rating Points 2"),
        (CSV.replace("Good,Neat,4,Poor,,1", ""), "line 3, Rating Name"),
        (CSV.replace("Neat,4", "Neat,"), "line 3, Rating Points 1"),
    ],
    ids=["header", "empty", "rubric", "criterion", "number", "ratings", "points"],
)
def test_bad_canvas_tables_are_refused(tmp_path: Path, text: str, place: str) -> None:
    """With the line."""
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_canvas_rubrics(path)
    assert place in [fault.path for fault in caught.value.faults]
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInputError, match="is not UTF-8"):
        read_canvas_rubrics(path)


def test_equal_points_keep_the_order_of_the_table(tmp_path: Path) -> None:
    """Which Canvas does not say is wrong, and does not import."""
    path = tmp_path / "same.csv"
    path.write_text(CSV.replace("Good,Neat,4", "Good,Neat,1"), encoding="utf-8")
    found = read_canvas_rubrics(path)
    assert [str(one.label) for one in found.rubrics[0].scale_of("form").levels] == ["Good", "Poor"]
    assert "line 3: ratings have the same points" in str(found.notes[1])


def test_our_own_files(tmp_path: Path) -> None:
    """Rubrics, overlays and migrations, read back as they were."""
    path = tmp_path / "x.json"
    rubric = reading()
    write_rubric(path, rubric)
    assert read_rubric(path) == rubric
    overlay = Overlay("y", "1").hide_criterion("care")
    write_overlay(path, overlay)
    assert read_overlay(path) == overlay
    plan = plan_migration(rubric, derive(rubric, overlay))
    write_migration(path, plan)
    assert read_migration(path) == plan
    with pytest.raises(InvalidInputError, match="schema: "):
        read_rubric(path)


@pytest.mark.parametrize("id_", READY_RUBRICS)
def test_ready_rubrics_are_whole(id_: str) -> None:
    """They pass every check, speak two languages, and fit the published schema."""
    rubric = ready_rubric(id_)
    check_rubric(rubric)
    assert rubric.id == id_
    assert rubric.title.say("es") != rubric.title.say("en")
    for item in rubric.criteria:
        assert item.title.say("es") != item.title.say("en")
        if not item.is_group and rubric.scale_of(item.id).kind == "levels":
            assert not item.descriptors or len(item.descriptors) == len(
                rubric.scale_of(item.id).levels
            )
    jsonschema.Draft202012Validator(rubric_schema()).validate(rubric_to_json(rubric))


def test_what_is_not_ready_is_refused() -> None:
    """With what there is."""
    with pytest.raises(InvalidInputError, match="one of early-literacy"):
        ready_rubric("latin")


def test_well_being_counts_nowhere() -> None:
    """Nothing in the check-in has points or counts: it is talked about, not added up."""
    rubric = ready_rubric("well-being")
    assert not any(item.counts for item in rubric.criteria)
    assert all(one.points is None for scale in rubric.scales for one in scale.levels)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"version": "one"}, ["version"]),
        ({"weighting": "some"}, ["weighting"]),
        ({"unknown": 1}, []),
        ({"title": 5}, ["title"]),
        ({"criteria": [{"id": "c", "weigth": 1}]}, ["criteria", 0]),
        ({"scales": [{"id": ""}]}, ["scales", 0, "id"]),
    ],
    ids=lambda value: str(value)[:20],
)
def test_the_schema_refuses_what_the_reader_refuses(
    change: dict[str, Any], path: list[object]
) -> None:
    """As far as form goes."""
    data = {**rubric_to_json(reading()), **change}
    with pytest.raises(jsonschema.ValidationError) as caught:
        jsonschema.Draft202012Validator(rubric_schema()).validate(data)
    assert list(caught.value.path) == path
    with pytest.raises(InvalidInputError):
        rubric_from_json(data)
