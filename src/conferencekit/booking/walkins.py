"""Families who come without a meeting of the round: one is added on the day."""

from collections.abc import Mapping

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.booking.commands import book
from conferencekit.booking.desk import Desk
from conferencekit.booking.keeping import body_of_walk_ins, walk_ins_of
from conferencekit.booking.model import (
    Actor,
    Booking,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Override,
    Role,
)
from conferencekit.scheduling.round import Meeting
from conferencekit.storage import Decision, Document, Key, Operation
from conferencekit.time import Instant

__all__ = ["AddedMeeting", "walk_in"]


@attrs.frozen
class AddedMeeting:
    """That a meeting was added on the day.

    Attributes:
        desk: The desk that knows it; other commands on the meeting need this one, or the one that
            ``kept_desk`` gives from now on.
        booking: How it stands.
    """

    desk: Desk
    booking: Booking

    def __str__(self) -> str:
        """How it stands."""
        return str(self.booking)


@kinds_checked
def walk_in(
    desk: Desk,
    meeting: Meeting,
    *,
    start: Instant,
    by: Actor,
    at: Instant,
    request: str | None = None,
    override: Override | None = None,
) -> Operation[AddedMeeting | BookingRefusal]:
    """Add a meeting that is not of the round, and book it, by all the rules.

    Args:
        desk: The desk.
        meeting: Of people and pools of the round, under an id of its own.
        start: When; on the grid like any other.
        by: A member of staff who is in it, or the office.
        at: When it is said.
        request: As for every command.
        override: What the office puts aside.

    Raises:
        InvalidInputError: The meeting does not fit the round: its people, minutes, ...; with
            every fault.
    """
    others = tuple(one for one in desk.walk_ins if one.id != meeting.id)
    there = desk.with_walk_ins((*others, meeting))
    operation = book(
        there, meeting.id, start=start, by=by, at=at, request=request, override=override
    )
    place = desk.keys.walk_ins

    def decide(documents: Mapping[Key, Document]) -> Decision[AddedMeeting | BookingRefusal]:
        if by.role is Role.FAMILY:
            text = "only the school adds meetings"
            return Decision(BookingRefusal.of((Objection(ObjectionKind.NOT_YOURS, text),)))
        known = walk_ins_of(desk, documents.get(place))
        if any(one.id == meeting.id and one != meeting for one in known):
            text = f"another meeting was added as {meeting.id}"
            return Decision(BookingRefusal.of((Objection(ObjectionKind.STATE, text),)))
        decision = operation.decide(documents)
        if isinstance(decision.result, BookingRefusal):
            return Decision(decision.result)
        every = tuple({one.id: one for one in (*known, meeting)}.values())
        result = AddedMeeting(desk.with_walk_ins(every), decision.result)
        if decision.changes_nothing:
            return Decision(result)
        put = {**decision.put, place: body_of_walk_ins(desk, every)}
        return Decision(result, put=put, events=decision.events)

    return Operation((place, *operation.keys), decide, shared=operation.shared)
