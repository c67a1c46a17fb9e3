"""The plots of the explanation of assessment, computed by the library and drawn by matplotlib.

Nothing in them is told by color alone: every line has a dash and every view a mark of its own, and
they are named beside what they name. The colors are those of the chart of a goal, which stand out
on paper and are told apart by people with any of the common kinds of color blindness. Each has a
title and a description for those who have it read to them.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from conferencekit import Instant
from conferencekit.assessment import (
    Aggregation,
    Assessment,
    Criterion,
    DecayingAverage,
    Input,
    Latest,
    Level,
    Mean,
    Perspective,
    PowerLaw,
    Rubric,
    RubricCatalog,
    Rule,
    Scale,
    Score,
    ScoreState,
    Trend,
    View,
    draft,
    profile,
    publish,
    side_by_side,
    trend,
)
from conferencekit.render.chart import BLACK, BLUE, GREY, LETTERS, SETTINGS, VERMILION

__all__ = ["PLOTS", "growth_plot", "missing_plot", "over_time_plot", "views_plot"]

START: Final = Instant.parse("2026-09-07T09:00Z")
SEEN: Final = (3, 2, 3, None, None, None, 3, 4, 3, 4)
"""Scores of ten weeks; in three of them nobody could see anything."""
COURSES: Final[Mapping[str, Sequence[int]]] = {
    "coming on": (1, 1, 2, 2, 3, 3, 4, 4),
    "one bad morning": (3, 3, 4, 3, 4, 1, 4, 3),
    "falling off": (4, 4, 3, 3, 2, 2, 1, 1),
}
RULES: Final[Sequence[tuple[str, Rule, Mapping[str, Any]]]] = (
    ("decaying average", DecayingAverage(65), {"color": VERMILION, "linewidth": 2.6}),
    ("mean", Mean(), {"color": BLUE, "linewidth": 1.6, "linestyle": (0, (5, 3))}),
    ("power law", PowerLaw(), {"color": BLACK, "linewidth": 1.4, "linestyle": (0, (1, 2))}),
)
RISE: Final = 4
"""What the made-up student of the growth plot truly gains in thirty days."""
MARKS: Final[Mapping[Perspective, tuple[str, str]]] = {
    Perspective.TEACHER: ("o", BLUE),
    Perspective.STUDENT: ("^", VERMILION),
    Perspective.FAMILY: ("s", BLACK),
}
VIEWS: Final[Mapping[str, tuple[int, int, int]]] = {
    "Knows what they feel": (2, 1, 2),
    "Calms down": (3, 3, 1),
    "Sees how others feel": (2, 3, 3),
    "Works with others": (1, 3, 2),
    "Thinks before acting": (2, 2, 2),
}
"""Levels from the teacher, the student and the family, by criterion."""
_STEPS: Final = ("rarely", "sometimes", "mostly", "always")
_INCH: Final = 25.4
_WIDE: Final = 180


def _drawn(millimeters: int, draw: Callable[[Figure], None], title: str, told: str) -> str:
    """A picture of full width, with what is read aloud in its place."""
    with mpl.rc_context({**SETTINGS, "svg.hashsalt": title}):
        figure = Figure(figsize=(_WIDE / _INCH, millimeters / _INCH), layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    before, start, rest = text.getvalue().partition("<svg ")
    tag, _, body = rest.partition(">")
    heads = f"<title>{escape(title)}</title>\n <desc>{escape(told)}</desc>"
    return f'{before}{start}{tag} role="img">\n {heads}{body}'


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)


# -------------------------------------------------------------------------------- missing scores


def missing_plot() -> str:
    """What counting as zero does to ten weeks in three of which nobody could look."""
    receipts = [_known(week) for week in range(1, len(SEEN) + 1)]
    zeros = [Fraction(sum(one or 0 for one in SEEN[:week]), week) for week in range(1, 11)]
    weeks = range(1, 11)

    def draw(figure: Figure) -> None:
        axes, below = figure.subplots(2, sharex=True, height_ratios=(3, 1))
        seen = [(week, one) for week, one in zip(weeks, SEEN, strict=True) if one is not None]
        axes.plot(*zip(*seen, strict=True), "o", color=BLACK, markersize=6)
        axes.plot(weeks, [float(one) for one, _ in receipts], color=BLUE, linewidth=2.4)
        axes.plot(weeks, [float(one) for one in zeros], color=VERMILION, linestyle=(0, (5, 3)))
        gone = [week for week, one in zip(weeks, SEEN, strict=True) if one is None]
        axes.plot(gone, [3.3] * len(gone), "x", color=GREY, markersize=8)
        for x, y, words, color in (
            (1.1, 3.45, "scores", BLACK),
            (7.1, 2.45, "mean of what was seen", BLUE),
            (6.15, 1.1, "if what is missing were zero", VERMILION),
            (3.95, 3.55, "not observed", GREY),
        ):
            axes.text(x, y, words, color=color)
        axes.set_ylim(0, 4.4)
        axes.set_ylabel("points of 4")
        below.bar(
            weeks, [float(100 * one) for _, one in receipts], color="#BBBBBB", edgecolor=GREY
        )
        below.set_ylim(0, 100)
        below.set_ylabel("coverage\nin percent")
        below.set_xlabel("weeks")
        below.set_xticks(list(weeks))
        _plain(axes)
        _plain(below)

    last, coverage = receipts[-1]
    return _drawn(
        110,
        draw,
        "Why missing is not zero",
        f"Scores of ten weeks, three of them not observed. The mean of what was seen ends at "
        f"{float(last):.2f} of 4 points, with a coverage of {float(coverage):.0%}. Counted as "
        f"zeros, the three weeks of illness would pull it down to {float(zeros[-1]):.2f}.",
    )


def _known(week: int) -> tuple[Fraction, Fraction]:
    """Mean and coverage as the library tells them after so many weeks."""
    rubric = _rubric(["c"])
    made = [
        _assessed(rubric, f"a{n}", n, [Score("c", state=ScoreState.NOT_OBSERVED)])
        if points is None
        else _assessed(rubric, f"a{n}", n, [Score("c", str(points))])
        for n, points in enumerate(SEEN[:week])
    ]
    how = Aggregation(over_time=Mean())
    found = profile(
        "noah", made, RubricCatalog([rubric]), how, as_of=START.plus(days=7 * week)
    ).criterion("r", "c")
    if found.value is None:
        raise ValueError(found.undefined)
    return found.value, found.coverage


def _rubric(criteria: Sequence[str]) -> Rubric:
    levels = tuple(Level(str(n), step, n) for n, step in enumerate(_STEPS, start=1))
    scale = Scale("s", levels)
    return Rubric(
        "r", "1", "r", "academic", (scale,), tuple(Criterion(c, c, "s") for c in criteria)
    )


def _assessed(
    rubric: Rubric,
    id_: str,
    week: int,
    scores: Sequence[Score],
    perspective: Perspective = Perspective.TEACHER,
) -> Assessment:
    at = START.plus(days=7 * week)
    one = draft(
        id_, rubric=rubric, student="noah", assessor="ada", at=at, scores=scores,
        perspective=perspective,
    )  # fmt: skip
    return publish(one, rubric, at=at)


# ------------------------------------------------------------------------------ scores over time


def over_time_plot() -> str:
    """Latest, mean, decaying average and power law after each of eight scores."""

    def draw(figure: Figure) -> None:
        panels = figure.subplots(1, len(COURSES), sharey=True)
        for axes, (name, scores) in zip(panels, COURSES.items(), strict=True):
            numbers = range(1, len(scores) + 1)
            axes.plot(numbers, scores, "o", color=GREY, markersize=6, label="score, the latest")
            for label, rule, style in RULES:
                known = list(_after_each(rule, scores))
                axes.plot(*zip(*known, strict=True), label=label, **style)
            axes.set_title(name, loc="left", fontsize=LETTERS)
            axes.set_xticks(list(numbers))
            axes.set_yticks([1, 2, 3, 4])
            _plain(axes)
        panels[0].set_ylabel("points of 4")
        panels[1].set_xlabel("number of the score")
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)

    ends = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{label} {value:.2f}"
            for label, rule in (("latest", Latest()), *((one, two) for one, two, _ in RULES))
            for _, value in list(_after_each(rule, scores))[-1:]
        )
        for name, scores in COURSES.items()
    )
    return _drawn(
        85, draw, "What methods make of scores over time", f"After eight scores: {ends}."
    )


def _after_each(rule: Rule, scores: Sequence[int]) -> Iterator[tuple[int, float]]:
    """What a rule comes to after each score; from where on it comes to something."""
    inputs = [
        Input(
            f"a{n:02}",
            Fraction(score),
            START.plus(days=7 * n),
            least=Fraction(1),
            most=Fraction(4),
        )
        for n, score in enumerate(scores)
    ]
    for count in range(1, len(inputs) + 1):
        value = rule.combine(inputs[:count]).value
        if value is not None:
            yield count, float(value)


# ---------------------------------------------------------------------------------------- growth


def growth_plot() -> str:
    """How the interval of growth narrows with the number of observations."""
    random = Random(11)  # noqa: S311  it guards nothing
    values = [50 + RISE * 14 * n / 30 + random.gauss(0, 2.5) for n in range(12)]
    inputs = [
        Input(f"a{n}", Fraction(round(value, 1)), START.plus(days=14 * n))
        for n, value in enumerate(values)
    ]
    found: dict[int, Trend] = {n: trend(inputs[:n]) for n in range(2, len(inputs) + 1)}
    few = max(n for n, one in found.items() if one.low is None)

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for count, one in found.items():
            slope = float(one.slope or 0)
            if one.low is None or one.high is None:
                axes.plot(count, slope, "o", color=GREY, fillstyle="none", markersize=7)
                continue
            reach = [[slope - float(one.low)], [float(one.high) - slope]]
            style: dict[str, Any] = {"color": BLUE, "marker": "o", "capsize": 4, "linewidth": 1.8}
            axes.errorbar(count, slope, yerr=reach, **style)
        axes.axvspan(1.5, few + 0.5, color="#EEEEEE")
        axes.plot([1.5, 12.5], [RISE, RISE], color=BLACK, linestyle=(0, (5, 3)), linewidth=1.2)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.text(12.6, RISE, "true growth", va="center")
        axes.text(1.6, axes.get_ylim()[0] * 0.9, "too few to tell", color=GREY)
        axes.set_xlim(1.5, 14.2)
        axes.set_xticks(list(found))
        axes.set_xlabel("number of observations, a fortnight apart")
        axes.set_ylabel("growth in thirty days, with\nthe interval of ninety percent")
        _plain(axes)

    last = found[len(inputs)]
    told = (
        f"With up to {few} observations no interval can be given. With {few + 1} it is wide; with "
        f"{len(inputs)} it goes from {float(last.low or 0):.1f} to {float(last.high or 0):.1f}, "
        f"around a true growth of {RISE}."
    )
    return _drawn(85, draw, "Growth, and how sure it is", told)


# ----------------------------------------------------------------------------------------- views


def views_plot() -> str:
    """How teacher, student and family see the same child, criterion by criterion."""
    rubric = _rubric(tuple(VIEWS))
    made = [
        _assessed(
            rubric,
            view.value,
            0,
            [Score(c, str(levels[n] + 1)) for c, levels in VIEWS.items()],
            view,
        )
        for n, view in enumerate(MARKS)
    ]
    found = side_by_side(
        "noah", made, RubricCatalog([rubric]), as_of=START.plus(days=1), apart=Fraction(1, 2)
    )
    rows = list(reversed(found.rows))

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for y, row in enumerate(rows):
            places = [float(one.value or 0) for one in row.results.values()]
            ends, width = [min(places), max(places)], 3.5 if row.differ else 1
            axes.plot(ends, [y, y], color=GREY, linewidth=width, zorder=1)
            for n, (view, (mark, color)) in enumerate(MARKS.items()):
                x = float(row.results[View(view)].value or 0) + 0.1 * (n - 1)
                label = view.value if y == 0 else "_"
                axes.plot(x, y, mark, color=color, markersize=9, label=label)
            if row.differ:
                axes.text(4.3, y, "to talk about", va="center", color=BLACK)
        axes.set_yticks(range(len(rows)), [row.criterion for row in rows])
        axes.set_xticks(range(1, 5), _STEPS)
        axes.set_xlim(0.7, 5.2)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        figure.legend(loc="outside lower center", ncols=3, frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)

    told = "; ".join(
        f"{row.criterion}: "
        + ", ".join(
            f"{view} {_STEPS[int(one.value or 1) - 1]}" for view, one in row.results.items()
        )
        + (" (to talk about)" if row.differ else "")
        for row in found.rows
    )
    return _drawn(90, draw, "Three views side by side", f"{told}.")


PLOTS: Final[Mapping[str, Callable[[], str]]] = {
    "missing.svg": missing_plot,
    "over-time.svg": over_time_plot,
    "growth.svg": growth_plot,
    "views.svg": views_plot,
}
"""The pictures, by the names of their files."""
