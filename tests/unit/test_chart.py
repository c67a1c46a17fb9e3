"""A chart shows everything, tells it apart without color, and says it in words."""

import re
import sys
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import combinations

import attrs
import pytest

from conferencekit.errors import MissingExtraError
from conferencekit.progress import Aimline, Course, Point
from conferencekit.render import ChartWords, goal_chart
from conferencekit.render.chart import BLACK, BLUE, GREY, LETTERS, STYLES, VERMILION
from conferencekit.time import Zone

pytest.importorskip("matplotlib")

ZONE = Zone("Europe/Amsterdam")
MONDAY = date(2026, 9, 7)
SVG = "{http://www.w3.org/2000/svg}"


def course(*values: float, changes: tuple[int, ...] = ()) -> Course:
    """Weekly measurements, the support changed after so many weeks."""
    points = tuple(
        Point(ZONE.parse(f"{MONDAY + timedelta(weeks=n)}T10:00"), value)
        for n, value in enumerate(values)
    )
    aimline = Aimline(MONDAY, 40, MONDAY + timedelta(weeks=16), 80)
    return Course(points, aimline, ZONE, tuple(MONDAY + timedelta(weeks=n) for n in changes))


FULL = course(42, 41, 43, 44, 43, 45, 46, 49, 75, 52, 56, 58, changes=(6,))


def ids(svg: str) -> set[str]:
    """The names of what was drawn."""
    kinds = tuple(f"{kind}-" for kind in STYLES)
    return {name for one in ET.fromstring(svg).iter()  # noqa: S314  our own picture
            if (name := one.get("id", "")).startswith(kinds)}  # fmt: skip


def texts(svg: str) -> list[str]:
    """What can be read in it."""
    found = ET.fromstring(svg).iter(f"{SVG}text")  # noqa: S314  our own picture
    return [(one.text or "").strip() for one in found]


def test_everything_is_drawn() -> None:
    """Measurements and a trend for each time between changes, and all that is around them."""
    assert ids(goal_chart(FULL)) == {
        "aimline-1", "target-1", "points-1", "points-2", "trend-1", "trend-2", "outliers-1",
        "change-1",
    }  # fmt: skip
    plain = goal_chart(course(42, 41, 43), method=None)
    assert ids(plain) == {"aimline-1", "target-1", "points-1"}
    assert ids(goal_chart(course())) == {"aimline-1", "target-1"}
    assert ids(goal_chart(course(42))) == {"aimline-1", "target-1", "points-1"}


def test_what_it_says_can_be_read() -> None:
    """As letters, in the words of the school, whatever characters they have."""
    change = MONDAY + timedelta(weeks=6)
    words = ChartWords(
        "Messung", "Ziellinie", "Ziel", "Trend", "auffällig", "Änderung",
        day=lambda day: f"{day.day}.{day.month}.",
    )  # fmt: skip
    svg = goal_chart(
        FULL, title="Lesen < $5 & mehr", unit="Wörter", changes={change: "30 statt 20 Minuten"},
        words=words,
    )  # fmt: skip
    read = texts(svg)
    for text in (
        "Lesen < $5 & mehr", "Wörter", "Messung", "Ziellinie", "Ziel", "Trend", "auffällig",
        "Änderung", "1  19.10.: 30 statt 20 Minuten", "7.9.",
    ):  # fmt: skip
        assert text in read
    assert ET.fromstring(svg)[0].text == "Lesen < $5 & mehr"  # noqa: S314
    described = goal_chart(FULL, description="Es geht voran.")
    assert ET.fromstring(described)[0].text == "Es geht voran."  # noqa: S314


def test_it_is_told_to_those_who_cannot_see_it() -> None:
    """In sentences, with the uncertainty."""
    root = ET.fromstring(goal_chart(FULL, unit="words"))  # noqa: S314  our own picture
    assert root.get("role") == "img"
    told = root[0].text
    assert told is not None
    assert told.startswith(
        "From 40 on 7 Sep to 80 by 28 Dec, in words. 12 measurements, the last 58 on 23 Nov. "
        "The trend is +"
    )
    assert " is expected. The support changed on 19 Oct." in told
    empty = ET.fromstring(goal_chart(course())).findtext(f"{SVG}desc")  # noqa: S314
    assert empty == "From 40 on 7 Sep to 80 by 28 Dec."


def test_the_same_course_gives_the_same_picture() -> None:
    """Byte for byte, and without the day on which it was made."""
    assert goal_chart(FULL) == goal_chart(FULL)
    assert "dc:date" not in goal_chart(FULL)


def test_nothing_is_told_by_color_alone() -> None:
    """Each kind differs from each other in dash, mark or width."""
    looks = {
        kind: (
            style.get("linestyle"),
            style.get("marker"),
            style.get("fillstyle"),
            style.get("linewidth", 0) > 2,
        )
        for kind, style in STYLES.items()
    }
    for one, two in combinations(looks, 2):
        assert looks[one] != looks[two], (one, two)


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_it_is_legible_in_print() -> None:
    """Contrast with white is 4.5 to 1, as WCAG 2.2 asks of small text; letters have 9 points."""
    for color in (BLACK, BLUE, VERMILION, GREY):
        assert 1.05 / (luminance(color) + 0.05) >= 4.5, color
    assert LETTERS >= 9
    svg = goal_chart(FULL)
    assert 'width="510.' in svg  # 180 mm in points
    for picture in (svg, goal_chart(FULL, millimeters=(90, 60))):
        sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", picture)]
        assert sizes
        assert min(sizes) >= 9


def blue_yellow(color: str) -> float:
    """How far a color lies on the axis that those who are red-green blind see: b* of CIELAB."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    return float(200 * (y ** (1 / 3) - z ** (1 / 3)))


def test_measurements_and_trend_are_told_apart_by_the_red_green_blind() -> None:
    """One is blue and one yellowish, far apart on the axis that is left to them."""
    assert blue_yellow(VERMILION) - blue_yellow(BLUE) > 60


def test_points_at_the_edges_are_drawn() -> None:
    """A single day, a target below, a flat line."""
    falling = Aimline(MONDAY, 9, MONDAY + timedelta(days=1), 2)
    svg = goal_chart(attrs.evolve(course(9), aimline=falling))
    assert "points-1" in ids(svg)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With how to get it."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"conferencekit\[charts\]"):
        goal_chart(FULL)
