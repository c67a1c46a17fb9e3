"""The plots of the explanation: what they say can be read, in print and without seeing them."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")

from benchmarks.plots import MARKS, PLOTS, RULES

from conferencekit.render.chart import BLACK, BLUE, GREY, VERMILION

PAGE = Path(__file__).parents[2] / "docs" / "explanation"
SVG = "{http://www.w3.org/2000/svg}"
FAINT = {"#dddddd", "#eeeeee", "#bbbbbb", "#ffffff"}
"""Grid, shading and bars; nothing is read from them alone."""


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    """Every plot, drawn anew."""
    return {name: draw() for name, draw in PLOTS.items()}


@pytest.mark.parametrize("name", PLOTS)
def test_it_is_told_to_those_who_cannot_see_it(name: str, drawn: dict[str, str]) -> None:
    """By a title and a description in the picture, and by words on the page."""
    root = ET.fromstring(drawn[name])  # noqa: S314  our own picture
    assert root.get("role") == "img"
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert len(told.text or "") > 100
    page = (PAGE / "assessment.md").read_text(encoding="utf-8")
    (words,) = re.findall(rf"!\[([^\]]+)\]\({re.escape(name)}\)", page)
    assert len(words) > 100


@pytest.mark.parametrize("name", PLOTS)
def test_it_is_legible_in_print(name: str, drawn: dict[str, str]) -> None:
    """In the colors of the chart of a goal, which stand out on paper; letters of 9 points."""
    colors = {
        one.lower() for one in re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{6})", drawn[name])
    }
    assert colors <= {one.lower() for one in (BLACK, BLUE, GREY, VERMILION)} | FAINT
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", drawn[name])]
    assert sizes
    assert min(sizes) >= 9
    assert 'width="510.' in drawn[name]  # 180 mm in points


def test_nothing_is_told_by_color_alone() -> None:
    """Each method has a dash or a width of its own, and each view a mark."""
    styles = [(style.get("linestyle", "-"), style["linewidth"]) for _, _, style in RULES]
    for one, other in combinations(styles, 2):
        assert one != other
    assert len({mark for mark, _ in MARKS.values()}) == len(MARKS)


def described(picture: str) -> str:
    """What is read aloud of a picture; its coordinates have every figure in them somewhere."""
    told = ET.fromstring(picture).find(f"{SVG}desc")  # noqa: S314  our own picture
    assert told is not None
    return told.text or ""


@pytest.mark.parametrize("name", PLOTS)
def test_the_published_picture_says_what_is_drawn(name: str, drawn: dict[str, str]) -> None:
    """After a change of what it shows run `make pictures`."""
    published = (PAGE / name).read_text(encoding="utf-8")
    assert described(published) == described(drawn[name])


def test_what_the_page_says_is_what_is_drawn(drawn: dict[str, str]) -> None:
    """The figures of the words beside the pictures are those of the pictures."""
    page = " ".join((PAGE / "assessment.md").read_text(encoding="utf-8").split())
    for name, figures in (
        ("missing.svg", ("3.14", "2.20")),
        ("over-time.svg", ("2.50", "3.86", "1.14", "2.72")),
        ("growth.svg", ("3.3 to 5.3",)),
    ):
        for figure in figures:
            assert figure in described(drawn[name])
            assert figure in page
