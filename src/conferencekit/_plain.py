"""Text of people on a page for people: what could pass for something else is spelled out."""

from typing import Final
from unicodedata import category

__all__ = ["plain"]

_SPELLED: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of Unicode: controls, formats (which turn the direction of reading), halves of
pairs, private and unassigned characters, separators of lines and paragraphs."""

_JOINERS: Final = "\u200c\u200d"
"""Part of how words are written in Persian, Hindi and others, and of emoji; they turn nothing."""


def plain(text: str) -> str:
    r"""A text in which only letters, signs and spaces are left; the rest reads as ``\u202e``."""
    odd = [one for one in set(text) if category(one) in _SPELLED and one not in _JOINERS]
    return text.translate({ord(one): _spelled(one) for one in odd}) if odd else text


def _spelled(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  the plane
