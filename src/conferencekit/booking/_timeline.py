"""A party's timeline: the one document that every booking of theirs writes.

Two bookings that could collide have a party in common, so they write the same document, and the
store lets one of them come after the other. A party is a person of the round (a teacher, a
guardian, an interpreter, a room) or a family; a family's timeline serves to count.
"""

from bisect import insort
from collections.abc import Mapping
from typing import Any

import attrs

from conferencekit.booking._documents import TIMELINE, up_to_date
from conferencekit.errors import InvalidInputError, StoreCorruptError
from conferencekit.scheduling.rules import Entry
from conferencekit.storage import Body, Document
from conferencekit.time import Instant, Window, Windows

__all__ = ["Timeline", "body_of_timeline", "timeline_of", "with_entry"]


@attrs.define
class Timeline:
    """What takes a party's time.

    Attributes:
        entries: Their meetings in order.
        until: By the id of a meeting, when what takes the time lapses, in microseconds; a meeting
            that is booked has none.
        blocks: When they cannot, whatever the round says.
    """

    entries: list[Entry]
    until: dict[str, int]
    blocks: Windows

    def add(self, entry: Entry, until: Instant | None) -> None:
        """Take some time."""
        self.entries = with_entry(self.entries, entry)
        if until is not None:
            self.until[entry.meeting] = until.microseconds

    def remove(self, meeting: str) -> None:
        """Give a meeting's time back."""
        self.entries = [entry for entry in self.entries if entry.meeting != meeting]
        self.until.pop(meeting, None)


def with_entry(entries: list[Entry], entry: Entry) -> list[Entry]:
    """Some meetings in order, and one more at its place among them."""
    more = list(entries)
    insort(more, entry, key=_order)
    return more


def _order(entry: Entry) -> tuple[int, int, str]:
    return entry.start, entry.end, entry.meeting


def timeline_of(document: Document | None, at: Instant) -> Timeline:
    """A timeline as it stands at an instant: what has lapsed by then takes no time.

    Raises:
        StoreCorruptError: The document is no timeline.
        NewerSchemaError: A newer release wrote it.
    """
    if document is None:
        return Timeline([], {}, Windows())
    data = up_to_date(document, TIMELINE)
    try:
        return _read(data, at)
    except (InvalidInputError, KeyError, TypeError, ValueError) as error:
        raise StoreCorruptError(f"{document.key} cannot be read: {error!r}") from error


def _read(data: Mapping[str, Any], at: Instant) -> Timeline:
    entries, held = [], {}
    for start, end, meeting, place, session, until in data["entries"]:
        if until is None or until > at.microseconds:
            entries.append(Entry(start, end, meeting, place, session))
            if until is not None:
                held[meeting] = until
    blocks = Windows(
        Window(Instant.from_minute(start), Instant.from_minute(end))
        for start, end in data["blocks"]
    )
    return Timeline(entries, held, blocks)


def body_of_timeline(timeline: Timeline) -> Body:
    """A timeline as it is kept; minutes since 1970, and microseconds for what lapses."""
    entries = [
        [one.start, one.end, one.meeting, one.place, one.session, timeline.until.get(one.meeting)]
        for one in timeline.entries
    ]
    blocks = [[one.start.minute, one.end.minute] for one in timeline.blocks]
    return Body(TIMELINE.kind, TIMELINE.schema, {"entries": entries, "blocks": blocks})
