"""Strategies for what all rooms share: ids, words, days, and labels of records."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from conferencekit.privacy import Audience, Label
from conferencekit.testing.strategies._basics import instants
from conferencekit.time import Instant

__all__ = ["FIRST_DAY", "days", "growing", "ids", "labels", "maybe_words", "words"]

FIRST_DAY: Final = date(2026, 8, 17)
_LETTERS: Final = st.characters(codec="utf-8", exclude_characters="\0")


def ids() -> st.SearchStrategy[str]:
    """Ids: few, so that they meet; with slashes, blanks and other letters in them."""
    return st.sampled_from(("a", "b", "c", "noah", "é/ü", "two words", "日"))


def words() -> st.SearchStrategy[str]:
    """Words that say something."""
    return st.text(_LETTERS, min_size=1, max_size=12).filter(str.strip)


def maybe_words() -> st.SearchStrategy[str]:
    """Words, often none."""
    return st.just("") | words()


def days(low: date = FIRST_DAY, *, most: int = 300) -> st.SearchStrategy[date]:
    """Days of a school year."""
    return st.dates(low, low + timedelta(days=most))


def growing(first: date = FIRST_DAY, *, most: int = 4) -> st.SearchStrategy[list[date]]:
    """Different days in their order; at least one."""
    return st.lists(days(first), min_size=1, max_size=most, unique=True).map(sorted)


@st.composite
def labels(
    draw: st.DrawFn,
    kind: str,
    *,
    household: bool | None = None,
    audiences: Collection[Audience] = tuple(Audience),
) -> Label:
    """Labels of records of a kind about one student.

    Args:
        draw: Given by Hypothesis.
        kind: Of the records.
        household: Whether they are between the school and one household; None for either.
        audiences: Whom they may be for.
    """
    audience = draw(st.sampled_from(tuple(audiences)))
    readers = st.frozensets(ids(), max_size=2) if audience is Audience.CONFIDENTIAL else None
    with_household = draw(st.booleans()) if household is None else household
    at = draw(instants())
    return Label(
        kind=kind,
        id=draw(ids()),
        students=(draw(ids()),),
        author=draw(ids()),
        at=at,
        audience=audience,
        readers=draw(readers) if readers is not None else frozenset(),
        household=draw(ids()) if with_household else None,
        until=draw(st.none() | _after(at)),
    )


def _after(at: Instant) -> st.SearchStrategy[Instant]:
    return st.integers(1, 500_000).map(lambda minutes: at.plus(minutes=minutes))
