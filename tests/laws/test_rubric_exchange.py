"""Rubrics through CASE, through the published schema and through Canvas: nothing is lost."""

import tempfile
from pathlib import Path
from typing import Any

import attrs
import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.assessment import Rubric, rubric_to_json
from conferencekit.exchange import (
    new_case_package,
    read_canvas_rubrics,
    read_case,
    rubric_schema,
    write_canvas_rubrics,
    write_case,
)
from conferencekit.wire import dump_json, parse_json
from rubrics import START, rubrics

SCHEMA = jsonschema.Draft202012Validator(rubric_schema())

values = st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab,é", max_size=4)
numbers = st.none() | st.sampled_from((0, 1, 2.5, "1,5", "x", True))
positions = st.none() | st.integers(0, 4)


@st.composite
def nodes(draw: st.DrawFn, *names: str) -> dict[str, Any]:
    """An object with fields that CASE has not, and dirt in those it has."""
    made = draw(st.dictionaries(st.sampled_from(("x", "extensions", "notes")), values, max_size=2))
    for name in names:
        if draw(st.booleans()):
            made[name] = draw(values)
    return made


@st.composite
def packages(draw: st.DrawFn) -> dict[str, Any]:
    """Packages with all that real files have, and more."""
    found = []
    for number in range(draw(st.integers(0, 2))):
        criteria = []
        for place in range(draw(st.integers(0, 3))):
            levels = [
                {
                    **draw(nodes("quality", "description", "feedback")),
                    "identifier": f"l{number}{place}{rank}",
                    "score": draw(numbers),
                    "position": draw(positions),
                }
                for rank in range(draw(st.integers(0, 3)))
            ]
            criteria.append(
                {
                    **draw(nodes("category", "description", "CFItemURI")),
                    "identifier": f"c{number}{place}",
                    "weight": draw(numbers),
                    "position": draw(positions),
                    "CFRubricCriterionLevels": draw(st.just(levels) | st.none()),
                }
            )
        found.append(
            {**draw(nodes("title")), "identifier": f"r{number}", "CFRubricCriteria": criteria}
        )
    data = draw(nodes("CFDefinitions"))
    return {
        **data,
        "CFDocument": draw(nodes("title")),
        "CFRubrics": draw(st.just(found) | st.none()),
    }


@given(packages())
def test_a_case_package_is_written_as_it_was_read(data: dict[str, Any]) -> None:
    """Whatever else is in it, and whatever is wrong with it."""
    before = dump_json(data)
    found = read_case(data)
    assert dump_json(write_case(found, changed=START)) == before
    assert dump_json(data) == before


@given(packages(), st.data())
def test_what_others_say_of_a_package_survives_a_change(
    data: dict[str, Any], draw: st.DataObject
) -> None:
    """A title is changed; the rest of the package is as it was, and the rubric is read back."""
    found = read_case(data)
    if not found.rubrics:
        return
    place = draw.draw(st.integers(0, len(found.rubrics) - 1))
    changed = list(found.rubrics)
    words = draw.draw(st.sampled_from(({"und": "Changed"}, {"en": "Changed", "es": "Otro"})))
    changed[place] = attrs.evolve(changed[place], title=words)
    made = write_case(attrs.evolve(found, rubrics=tuple(changed)), changed=START)
    assert read_case(made).rubrics == tuple(changed)
    node, old = made["CFRubrics"][place], data["CFRubrics"][place]
    assert node["CFRubricCriteria"] == old["CFRubricCriteria"]
    assert {key: value for key, value in made.items() if key != "CFRubrics"} == {
        key: value for key, value in data.items() if key != "CFRubrics"
    }


@given(rubrics(id_="r"), rubrics(id_="q"))
def test_our_rubrics_go_through_case_whole(one: Rubric, other: Rubric) -> None:
    """With all that CASE cannot say; and are written the same again."""
    made = write_case(new_case_package("T", "C", [one, other], changed=START), changed=START)
    again = read_case(parse_json(dump_json(made)))
    assert again.rubrics == (one, other)
    assert write_case(again, changed=START.plus(days=1)) == made


@given(rubrics())
def test_every_rubric_file_fits_the_published_schema(rubric: Rubric) -> None:
    """Whatever it holds."""
    SCHEMA.validate(parse_json(dump_json(rubric_to_json(rubric))))


@given(rubrics())
def test_what_went_through_canvas_once_goes_through_it_whole(rubric: Rubric) -> None:
    """The first time something may be lost, and is told; the second time nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        titled = attrs.evolve(
            rubric,
            title="R",
            criteria=tuple(attrs.evolve(item, title=item.id) for item in rubric.criteria),
        )
        write_canvas_rubrics(path, [titled])
        first = read_canvas_rubrics(path).rubrics
        assert write_canvas_rubrics(path, first) == ()
        assert read_canvas_rubrics(path).rubrics == first
