"""Strategies for times and for what stores keep."""

from typing import Any, Final

from hypothesis import strategies as st

from conferencekit.storage import Body, Event, Key, key
from conferencekit.time import Instant, Window, Windows, Zone

__all__ = ["ZONES", "bodies", "events", "instants", "json_values", "keys", "windows", "zones"]

ZONES: Final = (
    "Europe/Amsterdam",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
)
_FIRST: Final = Instant.parse("2020-01-01T00:00Z")
_LAST: Final = Instant.parse("2037-12-31T00:00Z")
_TEXTS: Final = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
_KINDS: Final = st.text("abcdefghijklmnopqrstuvwxyz.-", min_size=1, max_size=20)


def zones() -> st.SearchStrategy[Zone]:
    """Zones: with summer time of an hour and of half an hour, odd offsets, and none."""
    return st.sampled_from(ZONES).map(Zone)


def instants(low: Instant = _FIRST, high: Instant = _LAST) -> st.SearchStrategy[Instant]:
    """Whole minutes from one instant to another, both included."""
    return st.integers(low.minute, high.minute).map(Instant.from_minute)


@st.composite
def windows(
    draw: st.DrawFn, low: Instant = _FIRST, high: Instant = _LAST, *, most: int = 3
) -> Windows:
    """Windows between two instants, in any order; some touch or overlap."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        start = draw(instants(low, high.plus(minutes=-1)))
        longest = min(high.minute - start.minute, 240)
        found.append(Window(start, start.plus(minutes=draw(st.integers(1, longest)))))
    return Windows(found)


def json_values(*, max_leaves: int = 10) -> st.SearchStrategy[Any]:
    """Whatever a store can keep: no NUL, no half characters, no number that is not finite."""
    leaves = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | _TEXTS
    )
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
        max_leaves=max_leaves,
    )


def keys() -> st.SearchStrategy[Key]:
    """Keys of documents, of one to three parts."""
    parts = st.lists(_TEXTS.filter(bool).map(lambda text: text[:15]), min_size=1, max_size=3)
    return parts.map(lambda some: key(*some))


def bodies() -> st.SearchStrategy[Body]:
    """Bodies of documents, of any kind and schema."""
    data = st.dictionaries(_TEXTS, json_values(), max_size=4)
    return st.builds(Body, _KINDS, st.integers(1, 9), data)


def events() -> st.SearchStrategy[Event]:
    """Events of any kind."""
    return st.builds(Event, _KINDS, st.dictionaries(_TEXTS, json_values(), max_size=4))
