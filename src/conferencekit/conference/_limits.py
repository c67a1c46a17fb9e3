"""How long what people write may be."""

from typing import Final

from conferencekit.errors import Fault

__all__ = ["LONGEST_WORDS", "too_long"]

LONGEST_WORDS: Final = 10_000
"""How many characters any text has at the most that somebody writes here: an answer, what was
said or decided, a promise, a reply, a reason, a topic, the staff's notes. Some five pages."""


def too_long(words: str, path: str) -> Fault | None:
    """The fault of words that are too long; None where they are not."""
    if len(words) <= LONGEST_WORDS:
        return None
    return Fault(path, f"has {len(words)} characters", f"up to {LONGEST_WORDS} are kept")
