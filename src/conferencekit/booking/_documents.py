"""Bookings as documents of a store."""

from collections.abc import Mapping
from typing import Any, Final

from conferencekit.booking._states import Act, State
from conferencekit.booking.model import (
    Actor,
    Booking,
    ObjectionKind,
    Role,
    Step,
    SwapProposal,
    Waiting,
)
from conferencekit.errors import InvalidInputError, StoreCorruptError
from conferencekit.storage import Body, Document, Upcasters
from conferencekit.time import Instant, Window, Windows

__all__ = [
    "BOOKING",
    "DELIVERY",
    "DESK",
    "KINDS",
    "SETUP",
    "TIMELINE",
    "WALK_INS",
    "body_of_booking",
    "booking_of",
    "up_to_date",
]

BOOKING: Final = Upcasters("booking")
DELIVERY: Final = Upcasters("delivery")
DESK: Final = Upcasters("desk")
SETUP: Final = Upcasters("setup")
TIMELINE: Final = Upcasters("timeline")
WALK_INS: Final = Upcasters("walk-ins")
KINDS: Final = (BOOKING, DELIVERY, DESK, SETUP, TIMELINE, WALK_INS)
"""What booking keeps; for :func:`~conferencekit.storage.upcasting.migrate`."""
_BLANK: Final[tuple[object, ...]] = (None, "", [], {})


def up_to_date(document: Document, kind: Upcasters) -> Any:  # noqa: ANN401
    """What a document says, in the newest form.

    Raises:
        StoreCorruptError: It is of another kind, or cannot be read.
        NewerSchemaError: A newer release wrote it.
    """
    return kind.upcast(document.body, source=document.key).data


def booking_of(document: Document | None, meeting: str) -> Booking:
    """How a meeting stands; open where nothing was ever done to it.

    Raises:
        StoreCorruptError: The document is no booking.
        NewerSchemaError: A newer release wrote it.
    """
    if document is None:
        return Booking(meeting)
    data: Mapping[str, Any] = up_to_date(document, BOOKING)
    try:
        return Booking(
            meeting=meeting,
            state=State(data["state"]),
            version=data["version"],
            start=_instant(data.get("start")),
            pools=dict(data.get("pools", {})),
            attending=tuple(data.get("attending", ())),
            until=_instant(data.get("until")),
            by=_actor(data.get("by")),
            waiting=_waiting(data.get("waiting")),
            proposal=_proposal(data.get("proposal")),
            reminded=tuple(data.get("reminded", ())),
            history=tuple(map(_step, data.get("history", ()))),
        )
    except (InvalidInputError, KeyError, TypeError, ValueError) as error:
        raise StoreCorruptError(f"{document.key} cannot be read: {error!r}") from error


def body_of_booking(booking: Booking) -> Body:
    """A booking as it is kept; times in microseconds since 1970."""
    waiting, proposal = booking.waiting, booking.proposal
    data = {
        "state": str(booking.state),
        "version": booking.version,
        "start": _number(booking.start),
        "pools": dict(booking.pools),
        "attending": list(booking.attending),
        "until": _number(booking.until),
        "by": booking.by and [str(booking.by.role), booking.by.id],
        "waiting": waiting and _body_of_waiting(waiting),
        "proposal": proposal
        and [proposal.other, _number(proposal.start), _number(proposal.until)],
        "reminded": list(booking.reminded),
        "history": [_body_of_step(step) for step in booking.history],
    }
    return Body(BOOKING.kind, BOOKING.schema, _without_blanks(data))


def _without_blanks(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in _BLANK}


def _number(instant: Instant | None) -> int | None:
    return None if instant is None else instant.microseconds


def _instant(number: int | None) -> Instant | None:
    return None if number is None else Instant(number)


def _actor(pair: list[str] | None) -> Actor | None:
    return None if pair is None else Actor(Role(pair[0]), pair[1])


def _spans(waiting: Waiting) -> list[list[int]] | None:
    if waiting.within is None:
        return None
    return [[one.start.microseconds, one.end.microseconds] for one in waiting.within]


def _body_of_waiting(waiting: Waiting) -> dict[str, Any]:
    data = {"since": _number(waiting.since), "within": _spans(waiting)}
    return data | {"turn": waiting.turn} if waiting.turn else data


def _waiting(data: Mapping[str, Any] | None) -> Waiting | None:
    if data is None:
        return None
    spans, within = data["within"], None
    if spans is not None:
        within = Windows(Window(Instant(start), Instant(end)) for start, end in spans)
    return Waiting(Instant(data["since"]), within, data.get("turn", 0))


def _proposal(data: list[Any] | None) -> SwapProposal | None:
    return None if data is None else SwapProposal(data[0], Instant(data[1]), Instant(data[2]))


def _body_of_step(step: Step) -> dict[str, Any]:
    data = {
        "act": str(step.act),
        "at": step.at.microseconds,
        "by": [str(step.by.role), step.by.id],
        "state": str(step.state),
        "start": _number(step.start),
        "until": _number(step.until),
        "request": step.request,
        "what": step.what,
        "overridden": list(map(str, step.overridden)),
        "why": step.why,
    }
    return _without_blanks(data)


def _step(data: Mapping[str, Any]) -> Step:
    return Step(
        act=Act(data["act"]),
        at=Instant(data["at"]),
        by=Actor(Role(data["by"][0]), data["by"][1]),
        state=State(data["state"]),
        start=_instant(data.get("start")),
        until=_instant(data.get("until")),
        request=data.get("request"),
        what=data.get("what", ""),
        overridden=tuple(map(ObjectionKind, data.get("overridden", ()))),
        why=data.get("why", ""),
    )
