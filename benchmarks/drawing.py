"""SVG, written by hand: the few shapes that the pictures of the explanation are made of."""

from collections.abc import Iterable
from html import escape
from typing import Final

__all__ = [
    "AWAY",
    "BEST",
    "BOUND",
    "FAINT",
    "INK",
    "PAPER",
    "PLAIN",
    "WAITS",
    "WIDTH",
    "dot",
    "line",
    "picture",
    "rect",
    "text",
]

INK: Final = "#212529"
FAINT: Final = "#868e96"
PAPER: Final = "#ffffff"
PLAIN: Final = "#e9ecef"
WAITS: Final = "#e69f00"
BOUND: Final = "#d55e00"
BEST: Final = "#0072b2"
AWAY: Final = "url(#away)"
"""A hatching."""
WIDTH: Final = 860


def dot(x: float, y: float, **style: object) -> str:
    """A point."""
    return f"<circle{_given({'cx': x, 'cy': y, 'r': 4, **style})}/>"


def text(x: float, y: float, words: str, **style: object) -> str:
    """Words; x and y are where they begin, on their base line."""
    return f"<text{_given({'x': x, 'y': y, **style})}>{escape(words)}</text>"


def rect(x: float, y: float, width: float, height: float, **style: object) -> str:
    """A rectangle."""
    return f"<rect{_given({'x': x, 'y': y, 'width': width, 'height': height, **style})}/>"


def line(points: Iterable[tuple[float, float]], **style: object) -> str:
    """A line through some points."""
    there = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
    return f"<polyline{_given({'points': there, 'fill': 'none', **style})}/>"


def _given(style: dict[str, object]) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{_number(value) if isinstance(value, float) else value}"'
        for name, value in style.items()
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def picture(height: float, title: str, parts: Iterable[str]) -> str:
    """A whole drawing; its title is what is read aloud."""
    size = f'viewBox="0 0 {WIDTH} {_number(height)}" width="{WIDTH}" height="{_number(height)}"'
    font = 'font-family="Helvetica, Arial, sans-serif" font-size="13"'
    hatch = (
        '<pattern id="away" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="2" height="6" fill="{FAINT}" '
        'fill-opacity="0.5"/></pattern>'
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} fill="{INK}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<defs>{hatch}</defs>",
        rect(0, 0, WIDTH, height, fill=PAPER),
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
