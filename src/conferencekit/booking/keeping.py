"""The desk in a store, and what stands booked there."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.booking._documents import BOOKING, DESK, SETUP, TIMELINE, WALK_INS, up_to_date
from conferencekit.booking._ledger import Ledger
from conferencekit.booking._orders import desk_operation, is_nobody, no_such
from conferencekit.booking._timeline import timeline_of
from conferencekit.booking.desk import Desk, Keys, desk_from_json, desk_to_json
from conferencekit.booking.events import BookingEvent, Happening
from conferencekit.booking.model import (
    Actor,
    Booking,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Role,
)
from conferencekit.errors import InvalidInputError, StoreCorruptError
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Meeting
from conferencekit.scheduling.scoring import drafted, scored
from conferencekit.storage import Body, Decision, Document, Key, Operation
from conferencekit.time import Instant, Windows
from conferencekit.wire import make_converter, structure

__all__ = ["Standing", "booking_of", "bookings_of", "keep_desk", "kept_desk", "standing"]


@kinds_checked
def keep_desk(desk: Desk, *, by: Actor, at: Instant) -> Operation[Desk | BookingRefusal]:
    """Keep a desk, so that it can be booked at; or keep it in the place of the one before.

    Where the same desk is kept already, nothing happens: any process may ask for it as it starts.
    What is booked already must hold by the new round too, else the change is refused and the
    objections name the meetings. Limits are not looked at. Walk-ins stay; a desk that does not
    know them all is refused.

    Args:
        desk: The desk.
        by: The office; anybody else is refused.
        at: When.
    """
    keys = desk.keys
    everybody = tuple(keys.person(one.id) for one in desk.round.people)
    families = tuple(keys.family(one.id) for one in desk.families)
    meetings = tuple(keys.meeting(one.id) for one in desk.meetings)
    declared = (*everybody, *families, *meetings)

    def decide(documents: Mapping[Key, Document]) -> Decision[Desk | BookingRefusal]:
        _refuse_foreign(keys, documents)
        kept = documents.get(keys.desk)
        if kept is not None and kept.body.data.get("digest") == desk.digest:
            return Decision(desk)
        if by.role is not Role.OFFICE:
            text = "only the office keeps a desk"
            return Decision(BookingRefusal.of((Objection(ObjectionKind.NOT_YOURS, text),)))
        added = walk_ins_of(desk, documents.get(keys.walk_ins))
        unknown = tuple(one.id for one in added if one not in desk.walk_ins)
        if unknown:
            text = f"{', '.join(unknown)} was added on the day: get the desk with kept_desk"
            return Decision(
                BookingRefusal.of((Objection(ObjectionKind.OUTDATED, text, (), unknown),))
            )
        ledger, objections = _stood_anew(desk, documents, at, declared)
        if objections:
            return Decision(BookingRefusal.of(objections))
        ledger.add_event(BookingEvent(Happening.OPENED, desk.round.id, at, by))
        changed = ledger.decision(desk)
        put = {
            **changed.put,
            keys.desk: Body(DESK.kind, DESK.schema, {"digest": desk.digest}),
            keys.setup: Body(SETUP.kind, SETUP.schema, desk_to_json(desk)),
        }
        return Decision(desk, put=put, events=changed.events)

    return Operation((keys.desk, keys.setup, *declared), decide, shared=(keys.walk_ins,))


def _refuse_foreign(keys: Keys, documents: Mapping[Key, Document]) -> None:
    """Write over nothing that is something else, or was written by a newer release."""
    for place, document in documents.items():
        kind = {keys.desk: DESK, keys.setup: SETUP, keys.walk_ins: WALK_INS}.get(place)
        if kind is None:
            kind = BOOKING if keys.is_meeting(place) else TIMELINE
        kind.refuse_foreign(document.body, source=place)


def _stood_anew(
    desk: Desk, documents: Mapping[Key, Document], at: Instant, declared: Collection[Key]
) -> tuple[Ledger, list[Objection]]:
    """Everything that is booked, put onto empty timelines; and what stands in its way."""
    stood = {key: one for key, one in documents.items() if one.body.kind == "booking"}
    ledger = Ledger(desk, stood, at, declared)
    objections: list[Objection] = []
    for person in desk.round.people:
        document = documents.get(desk.keys.person(person.id))
        if document is not None:
            old = timeline_of(document, at)
            ledger.block(person.id, old.blocks)
            objections += _strangers(desk, (entry.meeting for entry in old.entries))
    for family in desk.families:
        if desk.keys.family(family.id) in documents:
            ledger.rewrite(desk.keys.family(family.id))
    for meeting in desk.meetings:
        booking = ledger.booking(meeting.id)
        if booking.placement is None:
            continue
        kinds = (*booking.overridden, ObjectionKind.LIMIT)
        found = ledger.objections_to(meeting, booking.placement)
        objections += (one for one in found if one.kind not in kinds)
        ledger.put_in(meeting, booking.placement, booking.until)
    return ledger, objections


def _strangers(desk: Desk, meetings: Iterable[str]) -> Iterator[Objection]:
    for id_ in meetings:
        if desk.meeting(id_) is None:
            text = f"{id_} is booked, and the new round has no such meeting"
            yield Objection(ObjectionKind.UNKNOWN, text, (), (id_,))


@kinds_checked
def kept_desk(round_: str) -> Operation[Desk | None]:
    """The desk kept for a round, walk-ins included; None where there is none.

    Args:
        round_: The id of the round.
    """
    keys = Keys(round_)

    def decide(documents: Mapping[Key, Document]) -> Decision[Desk | None]:
        setup = documents.get(keys.setup)
        if setup is None:
            return Decision(None)
        data = up_to_date(setup, SETUP)
        try:
            desk = desk_from_json(data, source=keys.setup)
            return Decision(desk.with_walk_ins(walk_ins_of(desk, documents.get(keys.walk_ins))))
        except InvalidInputError as error:
            raise StoreCorruptError(f"{keys.setup} cannot be read: {error}") from error

    return Operation((), decide, shared=(keys.setup, keys.walk_ins))


def walk_ins_of(desk: Desk, document: Document | None) -> tuple[Meeting, ...]:
    """The meetings that were added on the day.

    Raises:
        StoreCorruptError: They cannot be read.
        NewerSchemaError: A newer release wrote them.
    """
    if document is None:
        return ()
    converter = make_converter(desk.round.timezone)
    found = up_to_date(document, WALK_INS).get("meetings")
    try:
        return structure(converter, found, tuple[Meeting, ...], source=document.key)
    except InvalidInputError as error:
        raise StoreCorruptError(f"{document.key} cannot be read: {error}") from error


def body_of_walk_ins(desk: Desk, meetings: Iterable[Meeting]) -> Body:
    """The same as they are kept."""
    converter = make_converter(desk.round.timezone)
    data = {"meetings": [converter.unstructure(one) for one in meetings]}
    return Body(WALK_INS.kind, WALK_INS.schema, data)


@attrs.frozen(eq=False, repr=False, field_transformer=as_declared)
class Standing:
    """Everything at a desk as it stands at an instant.

    Attributes:
        desk: The desk.
        at: When; what has lapsed by then is open.
        bookings: How each meeting stands, by its id; walk-ins too.
        blocks: When people cannot, whatever the round says; by their id, those alone who have
            blocked time.
    """

    desk: Desk
    at: Instant
    bookings: Mapping[str, Booking]
    blocks: Mapping[str, Windows]

    def __repr__(self) -> str:
        """The round's id, when, and how many meetings stand how."""
        states = Counter(str(one.state) for one in self.bookings.values())
        counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        return f"<Standing of {self.desk.round.id!r} at {self.at.isoformat()}: {counts}>"

    @property
    def plan(self) -> Plan:
        """What is booked, held or offered, as a plan of the round. Walk-ins are left out."""
        return self._plan_of(self.bookings.values())

    @property
    def booked(self) -> Plan:
        """The same without what is only held or offered, which may come to nothing."""
        return self._plan_of(one for one in self.bookings.values() if one.until is None)

    def _plan_of(self, bookings: Iterable[Booking]) -> Plan:
        round_ = self.desk.round
        placements = (
            one.placement
            for one in bookings
            if one.placement is not None and round_.has_meeting(one.meeting)
        )
        return scored(round_, drafted(round_, placements))


@kinds_checked
def standing(desk: Desk, *, at: Instant) -> Operation[Standing | BookingRefusal]:
    """How everything stands at an instant."""
    meetings = tuple(desk.keys.meeting(one.id) for one in desk.meetings)
    people = tuple(desk.keys.person(one.id) for one in desk.round.people)

    def decide(ledger: Ledger) -> Decision[Standing | BookingRefusal]:
        blocks = {one.id: ledger.person(one.id).blocks for one in desk.round.people}
        return Decision(
            Standing(
                desk=desk,
                at=at,
                bookings={one.id: ledger.booking(one.id) for one in desk.meetings},
                blocks={id_: windows for id_, windows in blocks.items() if windows},
            )
        )

    return desk_operation(desk, (*meetings, *people), decide, at=at, reads=True)


@kinds_checked
def booking_of(desk: Desk, meeting: str, *, at: Instant) -> Operation[Booking | BookingRefusal]:
    """How one meeting stands at an instant; open where nothing was ever done to it."""

    def decide(ledger: Ledger) -> Decision[Booking | BookingRefusal]:
        return Decision(ledger.booking(meeting))

    return desk_operation(desk, (desk.keys.meeting(meeting),), decide, at=at, reads=True)


@kinds_checked
def bookings_of(
    desk: Desk, whose: Actor, *, at: Instant
) -> Operation[tuple[Booking, ...] | BookingRefusal]:
    """How each meeting stands that is somebody's to command: what a family's own page shows.

    What is held, offered or booked comes first, in the order of the starts; then the rest in the
    order of the desk, among it what waits for a start.

    Args:
        desk: The desk.
        whose: A family; or a person of the round, with the meetings they are or could be needed
            in; or the office, with all.
        at: When; what has lapsed by then is open.
    """
    meetings = meetings_for(desk, whose)

    def decide(ledger: Ledger) -> Decision[tuple[Booking, ...] | BookingRefusal]:
        if meetings is None:
            return Decision(BookingRefusal.of((no_such(whose),)))
        found = [ledger.booking(one.id) for one in meetings]
        placed = sorted((one.start, one.meeting, one) for one in found if one.start is not None)
        rest = (one for one in found if one.start is None)
        return Decision((*(booking for _, _, booking in placed), *rest))

    keys = tuple(desk.keys.meeting(one.id) for one in meetings or ())
    return desk_operation(desk, keys, decide, at=at, reads=True)


def meetings_for(desk: Desk, whose: Actor) -> tuple[Meeting, ...] | None:
    """The meetings that are somebody's to command; None where nobody is meant."""
    if is_nobody(desk, whose):
        return None
    if whose.role is Role.FAMILY:
        return desk.meetings_of(whose.id)
    if whose.role is Role.STAFF:
        return desk.circle((whose.id,))
    return desk.meetings if whose.role is Role.OFFICE else None
