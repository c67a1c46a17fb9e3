"""What is told of a booking: the events in the store's outbox, typed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.booking.model import Actor, ObjectionKind, Role
from conferencekit.errors import InvalidInputError, StoreCorruptError
from conferencekit.storage import Event, StoredEvent
from conferencekit.time import Instant

__all__ = ["BookingEvent", "Happening", "event_of", "read_event"]

_PREFIX: Final = "booking."


class Happening(StrEnum):
    """What happened."""

    HELD = "held"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    WAITING = "waiting"
    LEFT = "left"
    """A family waits no more."""
    OFFERED = "offered"
    DECLINED = "declined"
    LAPSED = "lapsed"
    PROPOSED = "proposed"
    """A family proposes to another to change places."""
    MET = "met"
    MISSED = "missed"
    REMINDED = "reminded"
    """A meeting is near: remind its people."""
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    OPENED = "opened"
    """A desk was kept, for the first time or anew."""


@attrs.frozen(field_transformer=as_declared)
class BookingEvent:
    """Something that happened to a booking or to somebody's time. Ids, no names.

    Attributes:
        happening: What.
        round: The id of the round.
        at: When.
        by: Who did it.
        meeting: The id of the meeting; None where no single meeting is concerned.
        start: The start it has, or is held or offered.
        was: The start it had before.
        other: Of a proposal to change places, or the decline of one: the id of the meeting to
            change places with.
        until: Until when something is held, offered or proposed.
        people: The ids of everyone in the meeting, before or after; or whose time is blocked.
        families: The ids of the families concerned.
        minutes: Of a reminder: how many minutes before the start it was due.
        overridden: The objections that were put aside.
        why: The reason that was given.
    """

    happening: Happening
    round: str
    at: Instant
    by: Actor
    meeting: str | None = None
    start: Instant | None = None
    was: Instant | None = None
    other: str | None = None
    until: Instant | None = None
    people: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    minutes: int | None = None
    overridden: tuple[ObjectionKind, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        """What happened to what, by whom, such as ``booked ada:reed at ... by family reed``."""
        about = self.meeting or ", ".join(self.people) or self.round
        at = "" if self.start is None else f" at {self.start.isoformat()}"
        return f"{self.happening} {about}{at} by {self.by}"


def event_of(one: BookingEvent) -> Event:
    """An event as the store keeps it; times in ISO 8601, UTC."""
    data: dict[str, Any] = {
        "round": one.round,
        "at": one.at.isoformat(),
        "by": [str(one.by.role), one.by.id],
    }
    for name in ("start", "was", "until"):
        instant: Instant | None = getattr(one, name)
        if instant is not None:
            data[name] = instant.isoformat()
    for name in ("people", "families", "overridden"):
        if getattr(one, name):
            data[name] = list(map(str, getattr(one, name)))
    for name in ("meeting", "other", "minutes"):
        if getattr(one, name) is not None:
            data[name] = getattr(one, name)
    if one.why:
        data["why"] = one.why
    return Event(_PREFIX + one.happening, data)


@kinds_checked
def read_event(stored: StoredEvent) -> BookingEvent | None:
    """A stored event as one of booking; None where it is of something else.

    Raises:
        StoreCorruptError: It is one of booking and cannot be read.
    """
    kind, data = stored.event.kind, stored.event.data
    if not kind.startswith(_PREFIX):
        return None
    try:
        return _read(Happening(kind.removeprefix(_PREFIX)), data)
    except (InvalidInputError, KeyError, TypeError, ValueError) as error:
        raise StoreCorruptError(f"event {stored.number} cannot be read: {error!r}") from error


def _read(happening: Happening, data: Mapping[str, Any]) -> BookingEvent:
    role, id_ = data["by"]
    times = {name: Instant.parse(data[name]) for name in ("start", "was", "until") if name in data}
    return BookingEvent(
        happening=happening,
        round=data["round"],
        at=Instant.parse(data["at"]),
        by=Actor(Role(role), id_),
        meeting=data.get("meeting"),
        other=data.get("other"),
        people=tuple(data.get("people", ())),
        families=tuple(data.get("families", ())),
        minutes=data.get("minutes"),
        overridden=tuple(map(ObjectionKind, data.get("overridden", ()))),
        why=data.get("why", ""),
        **times,
    )
