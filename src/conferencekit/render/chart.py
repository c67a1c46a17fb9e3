"""The chart of a goal: measurements, aimline, trend and changes of support, as SVG.

matplotlib draws it. Nothing is told by color alone: measurements are dots, the aimline is dashed,
trends are solid and thick, changes of support are dotted and numbered. The colors are those of M.
Okabe and K. Ito, Color Universal Design (2008), which people with any of the common kinds of
color blindness tell apart; the vermilion is darkened, so that it stands out on paper too.
"""

import io
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

import attrs

from conferencekit.errors import MissingExtraError
from conferencekit.progress import (
    Course,
    DataRemarkKind,
    Method,
    Point,
    forecast,
    remarks,
    trend,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ChartWords", "goal_chart"]

BLACK: Final = "#000000"
BLUE: Final = "#0072B2"
VERMILION: Final = "#B34E00"
GREY: Final = "#595959"
STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "points": {"color": BLUE, "marker": "o", "markersize": 5, "linewidth": 0.6},
    "aimline": {"color": BLACK, "linestyle": (0, (6, 4)), "linewidth": 1.4},
    "target": {"color": BLACK, "marker": "*", "markersize": 13, "linestyle": "none"},
    "trend": {"color": VERMILION, "linewidth": 2.4},
    "outliers": {
        "color": BLACK,
        "marker": "s",
        "markersize": 11,
        "fillstyle": "none",
        "linestyle": "none",
    },
    "change": {"color": GREY, "linestyle": (0, (1, 2)), "linewidth": 1.6},
}
"""How each thing is drawn."""
LETTERS: Final = 10
"""The size of letters in points, each 1/72 inch."""
SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",  # letters stay letters: they can be searched, and read aloud
    "svg.hashsalt": "conferencekit",  # the same picture has the same ids
    "text.parse_math": False,  # a $ is a $
    "font.size": LETTERS,
}
_INCH: Final = 25.4
_TICKS: Final = 7
_LOCK: Final = threading.Lock()
"""matplotlib keeps its settings in one place for the whole process."""


def _show_day(day: date) -> str:
    return f"{day.day} {day:%b}"


@attrs.frozen
class ChartWords:
    """The words of a chart, in the language of its readers.

    Attributes:
        points: What the dots are.
        aimline: What the dashed line is.
        target: What the star is.
        trend: What the thick line is.
        outliers: What a dot in a square is.
        change: What a dotted line is.
        day: A day as text.
    """

    points: str = "measurement"
    aimline: str = "aimline"
    target: str = "target"
    trend: str = "trend"
    outliers: str = "far from the others"
    change: str = "change of support"
    day: Callable[[date], str] = _show_day


_WORDS: Final = ChartWords()


def goal_chart(
    course: Course,
    *,
    title: str = "",
    unit: str = "",
    method: Method | None = Method.LEAST_SQUARES,
    changes: Mapping[date, str] | None = None,
    words: ChartWords = _WORDS,
    description: str = "",
    millimeters: tuple[int, int] = (180, 120),
) -> str:
    """Draw the chart of a goal.

    The same course gives the same picture, byte for byte.

    Args:
        course: Measurements, aimline and changes of support. Each time between two changes has
            a trend of its own.
        title: Above the chart. Pictures get passed on: think before you name a child.
        unit: What is counted; beside the upright axis.
        method: How trends are drawn; None for none.
        changes: What changed, by the days of ``course.phases``; written below the chart.
        words: The words of the legend.
        description: What the picture shows, for those who cannot see it; made from the course,
            in English, where it is empty.
        millimeters: Width and height; unless told otherwise, half a page of paper.

    Returns:
        SVG, with a title and a description for those who have it read to them.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415  the extra may be missing
        from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ModuleNotFoundError:
        raise MissingExtraError("charts", "the chart of a goal") from None
    with _LOCK, mpl.rc_context(SETTINGS):
        width, height = millimeters
        figure = Figure(figsize=(width / _INCH, height / _INCH), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        _draw(axes, course, method, words)
        _label(axes, course, title, unit, words)
        _explain(axes, course, changes or {}, words)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return _readable(text.getvalue(), title, description or _told(course, unit, words))


def _draw(axes: "Axes", course: Course, method: Method | None, words: ChartWords) -> None:
    named: set[str] = set()

    def line(kind: str, number: int, days: Sequence[date], values: Sequence[float]) -> None:
        label = "_" if kind in named else getattr(words, kind)
        named.add(kind)
        xs = [day.toordinal() for day in days]
        axes.plot(xs, values, label=label, gid=f"{kind}-{number}", **STYLES[kind])

    aim = course.aimline
    line("aimline", 1, [aim.start, aim.due], [aim.baseline, aim.target])
    line("target", 1, [aim.due], [aim.target])
    for number, points in enumerate(_phases(course), start=1):
        days = [course.day(one) for one in points]
        line("points", number, days, [one.value for one in points])
        drawn = trend(points, course.zone, method=method) if method else None
        if drawn is not None:
            ends = [days[0], days[-1]]
            line("trend", number, ends, [drawn.value(day) for day in ends])
    far = [
        one
        for remark in remarks(course)
        if remark.kind is DataRemarkKind.OUTLIER
        for one in remark.points
    ]
    if far:
        line("outliers", 1, [course.day(one) for one in far], [one.value for one in far])
    for number, day in enumerate(course.phases, start=1):
        label = words.change if number == 1 else "_"
        axes.axvline(day.toordinal(), label=label, gid=f"change-{number}", **STYLES["change"])


def _phases(course: Course) -> Iterator[Sequence[Point]]:
    """The measurements between each two changes of support."""
    for since, until in pairwise((date.min, *course.phases, date.max)):
        points = [one for one in course.points if since <= course.day(one) < until]
        if points:
            yield points


def _label(axes: "Axes", course: Course, title: str, unit: str, words: ChartWords) -> None:
    """Title, axes, and a number above each change of support."""
    axes.set_title(title, loc="left", pad=18)
    axes.set_ylabel(unit)
    days = [course.aimline.start, course.aimline.due, *map(course.day, course.points)]
    first, last = min(days).toordinal(), max(days).toordinal()
    weeks = max(1, -(-(last - first) // (7 * _TICKS)))
    ticks = range(first, last + 1, 7 * weeks)
    axes.set_xticks(list(ticks), [words.day(date.fromordinal(tick)) for tick in ticks])
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    for number, day in enumerate(course.phases, start=1):
        axes.annotate(
            str(number),
            (day.toordinal(), 1),
            xycoords=axes.get_xaxis_transform(),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            color=GREY,
        )


def _explain(axes: "Axes", course: Course, changes: Mapping[date, str], words: ChartWords) -> None:
    """The legend, and below it what changed when."""
    axes.figure.legend(loc="outside lower left", ncols=3, frameon=False)
    lines = [
        f"{number}  {words.day(day)}: {changes[day]}"
        for number, day in enumerate(course.phases, start=1)
        if day in changes
    ]
    if lines:
        axes.set_xlabel("\n".join(lines), loc="left", color=GREY)


def _told(course: Course, unit: str, words: ChartWords) -> str:
    """What the picture shows, in sentences."""
    aim = course.aimline
    start, due = words.day(aim.start), words.day(aim.due)
    counted = f", in {unit}" if unit else ""
    parts = [f"From {aim.baseline:g} on {start} to {aim.target:g} by {due}{counted}."]
    if course.points:
        last = course.points[-1]
        parts.append(
            f"{len(course.points)} measurements, the last {last.value:g} on "
            f"{words.day(course.day(last))}."
        )
    line = trend(course.current, course.zone)
    if line is not None:
        parts.append(f"The trend is {line.per_week:+.3g} a week, the aimline {aim.per_week:+.3g}.")
    ahead = forecast(course)
    if ahead is not None:
        low, high = ahead.interval.low, ahead.interval.high
        parts.append(f"On {due} between {low:.3g} and {high:.3g} is expected.")
    if course.phases:
        days = ", ".join(words.day(day) for day in course.phases)
        parts.append(f"The support changed on {days}.")
    return " ".join(parts)


def _readable(svg: str, title: str, told: str) -> str:
    """The picture with a title and a description, as first things in it."""
    start = svg.index("<svg ")
    end = svg.index(">", start)
    head = f'{svg[:end]} role="img" aria-label={_quoted(title or told)}>'
    name = f"\n <title>{escape(title)}</title>" if title else ""
    return f"{head}{name}\n <desc>{escape(told)}</desc>{svg[end + 1 :]}"


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'
