"""What one decision works on: the timelines and bookings it was given, and what becomes of them.

Whatever is to be booked goes through :meth:`Ledger.objections_to`, and so through the rules of
``conferencekit.scheduling.rules``: offers, families, staff, the office, the waitlist and the
solver all get the same answer.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import attrs

from conferencekit.booking._documents import body_of_booking, booking_of
from conferencekit.booking._states import Act, State
from conferencekit.booking._timeline import Timeline, body_of_timeline, timeline_of, with_entry
from conferencekit.booking.desk import Desk
from conferencekit.booking.events import BookingEvent, Happening, event_of
from conferencekit.booking.model import CLOCK, Booking, Objection, ObjectionKind, Step
from conferencekit.errors import UndeclaredKeyError
from conferencekit.scheduling.plan import Placement
from conferencekit.scheduling.round import Meeting
from conferencekit.scheduling.rules import Breach, Entry, check_diaries, check_placement
from conferencekit.storage import Decision, Document, Key
from conferencekit.time import Instant, Window, Windows

__all__ = ["Ledger", "footprint"]

R = TypeVar("R")
MOST_STEPS = 50
"""How many steps a booking remembers; the store's events have them all."""


def footprint(desk: Desk, meetings: Iterable[Meeting]) -> tuple[Key, ...]:
    """The documents that decide about some meetings: theirs, and of everybody they could need.

    Those of people to be kept away from one of them too, whose bookings could collide with them.
    """
    keys: dict[Key, None] = {}
    people: dict[str, None] = {}
    for meeting in meetings:
        keys[desk.keys.meeting(meeting.id)] = None
        people.update(dict.fromkeys(desk.people_of(meeting)))
        keys.update((desk.keys.family(one.id), None) for one in desk.families_of(meeting))
    keys.update((desk.keys.person(id_), None) for id_ in (*people, *desk.apart_from(people)))
    return tuple(keys)


class Ledger:
    """Timelines and bookings as they stand at an instant, to be changed together.

    Args:
        desk: The desk.
        documents: What the store has of a footprint.
        at: What has lapsed by then does not count.
        declared: The keys of the footprint. To look at another document would be to take it for
            empty, so that is refused.

    Attributes:
        desk: As given.
        documents: As given.
        at: As given.
        declared: As given.
    """

    def __init__(
        self,
        desk: Desk,
        documents: Mapping[Key, Document],
        at: Instant,
        declared: Collection[Key],
    ) -> None:
        self.desk = desk
        self.documents = documents
        self.at = at
        self.declared = frozenset(declared)
        self._timelines: dict[Key, Timeline] = {}
        self._bookings: dict[str, Booking] = {}
        self._touched: set[Key] = set()
        self._changed: set[str] = set()
        self._events: list[BookingEvent] = []

    # ----------------------------------------------------------------------------- looking

    def stored(self, meeting: str) -> Booking:
        """How a meeting stands, be it lapsed or not."""
        if meeting not in self._bookings:
            found = self._document(self.desk.keys.meeting(meeting))
            self._bookings[meeting] = booking_of(found, meeting)
        return self._bookings[meeting]

    def booking(self, meeting: str) -> Booking:
        """How a meeting stands at this instant: open where its hold or offer has run out."""
        stored = self.stored(meeting)
        return _opened(stored) if stored.is_void(self.at) else stored

    def timeline(self, key: Key) -> Timeline:
        """A party's timeline by its key."""
        if key not in self._timelines:
            self._timelines[key] = timeline_of(self._document(key), self.at)
        return self._timelines[key]

    def _document(self, key: Key) -> Document | None:
        if key not in self.declared:
            raise UndeclaredKeyError(f"decided by {key}, which is not among the keys declared")
        return self.documents.get(key)

    def person(self, id_: str) -> Timeline:
        """A person's timeline."""
        return self.timeline(self.desk.keys.person(id_))

    # ---------------------------------------------------------------------------- the rules

    def objections_to(self, meeting: Meeting, placement: Placement) -> list[Objection]:
        """What stands in the way of putting a meeting somewhere, as everything else stands.

        The meeting itself must stand nowhere.
        """
        entry = self._entry(meeting, placement)
        people = tuple(dict.fromkeys(_participants(meeting, placement)))
        found = [_objection(one) for one in check_placement(self.desk.round, meeting, placement)]
        found += map(_objection, self._new_breaches(people, entry))
        found += self._blocked(meeting, people, entry)
        found += self._limits(meeting)
        return found

    def _entry(self, meeting: Meeting, placement: Placement) -> Entry:
        start = placement.start.minute
        session = self.desk.session_at(start)
        place = self.desk.round.place_of(meeting)
        return Entry(start, start + meeting.minutes, meeting.id, place, session)

    def _new_breaches(self, people: Iterable[str], entry: Entry) -> Iterator[Breach]:
        """What somebody's meetings break with one more that they did not break before."""
        round_ = self.desk.round
        people = [id_ for id_ in people if round_.has_person(id_)]
        before = {id_: self.person(id_).entries for id_ in people}
        for other in self.desk.apart_from(people):
            before.setdefault(other, self.person(other).entries)
        after = dict(before)
        after.update((id_, with_entry(before[id_], entry)) for id_ in people)
        breaches = Counter(check_diaries(round_, after))
        if breaches:
            breaches -= Counter(check_diaries(round_, before))
        return breaches.elements()

    def _blocked(
        self, meeting: Meeting, people: Iterable[str], entry: Entry
    ) -> Iterator[Objection]:
        for id_ in people:
            blocks = self.person(id_).blocks
            if blocks and overlaps(blocks, entry):
                text = f"the time of {id_} is blocked then"
                yield Objection(ObjectionKind.BLOCKED, text, (id_,), (meeting.id,))

    def _limits(self, meeting: Meeting) -> Iterator[Objection]:
        most = self.desk.policy.most_per_family
        if most is None:
            return
        for family in self.desk.families_of(meeting):
            entries = self.timeline(self.desk.keys.family(family.id)).entries
            if len(entries) >= most:
                text = f"{family.id} has {len(entries)} meetings of at most {most}"
                yield Objection(ObjectionKind.LIMIT, text, family.people, (meeting.id,))

    def open_starts(self, meeting: Meeting) -> Iterator[Instant]:
        """The starts at which nobody who is needed is in another meeting; no more than that."""
        busy = sorted(
            (entry.start, entry.end)
            for id_ in meeting.required
            for entry in self.person(id_).entries
        )
        for start in self.desk.starts(meeting):
            first, end = start.minute, start.minute + meeting.minutes
            if not any(one < end and first < other for one, other in busy):
                yield start

    # ------------------------------------------------------------------------------ changing

    def take_out(self, meeting: Meeting) -> None:
        """Free the start a meeting has, if it has one; its booking is left as it is."""
        placement = self.booking(meeting.id).placement
        if placement is not None:
            for key in self._parties(meeting, placement):
                self.timeline(key).remove(meeting.id)
                self._touched.add(key)

    def put_in(self, meeting: Meeting, placement: Placement, until: Instant | None) -> None:
        """Take everybody's time for a meeting; its booking is left as it is."""
        entry = self._entry(meeting, placement)
        for key in self._parties(meeting, placement):
            self.timeline(key).add(entry, until)
            self._touched.add(key)

    def _parties(self, meeting: Meeting, placement: Placement) -> Iterator[Key]:
        for id_ in dict.fromkeys(_participants(meeting, placement)):
            yield self.desk.keys.person(id_)
        for family in self.desk.families_of(meeting):
            yield self.desk.keys.family(family.id)

    @contextmanager
    def trying(self) -> Iterator[None]:
        """What is put in and taken out inside is undone afterwards."""
        touched = set(self._touched)
        timelines = {
            key: attrs.evolve(one, until=dict(one.until)) for key, one in self._timelines.items()
        }
        try:
            yield
        finally:
            self._touched, self._timelines = touched, timelines

    def rewrite(self, key: Key) -> None:
        """Write a timeline, be it changed or not."""
        self.timeline(key)
        self._touched.add(key)

    def block(self, person: str, blocks: Windows) -> None:
        """Set when somebody cannot."""
        key = self.desk.keys.person(person)
        self.timeline(key).blocks = blocks
        self._touched.add(key)

    def write(self, booking: Booking, step: Step, happening: Happening) -> Booking:
        """Keep how a meeting stands now, with the step that led to it, and tell of it.

        Where its hold or offer had run out unnoticed, that is told first.
        """
        stored = self.stored(booking.meeting)
        if stored.is_void(self.at) and step.act is not Act.LAPSE:
            stored = self.lapse(booking.meeting)
        history = (*stored.history, step)[-MOST_STEPS:]
        booking = attrs.evolve(booking, version=stored.version + 1, history=history)
        self._keep(booking)
        self.tell(happening, step, stored, booking)
        return booking

    def lapse(self, meeting: str) -> Booking:
        """Open a meeting whose hold or offer has run out."""
        stored = self.stored(meeting)
        step = Step(Act.LAPSE, self.at, CLOCK, State.OPEN)
        return self.write(_opened(stored), step, Happening.LAPSED)

    def _keep(self, booking: Booking) -> None:
        self._bookings[booking.meeting] = booking
        self._changed.add(booking.meeting)

    def remind(self, meeting: Meeting, minutes: Collection[int]) -> Booking:
        """Tell once of a meeting that is near; all the distances count as told."""
        stored = self.stored(meeting.id)
        reminded = (*stored.reminded, *minutes)
        self._keep(attrs.evolve(stored, reminded=reminded))
        self.add_event(
            BookingEvent(
                happening=Happening.REMINDED,
                round=self.desk.round.id,
                at=self.at,
                by=CLOCK,
                meeting=meeting.id,
                start=stored.start,
                people=self._present(meeting, stored),
                families=tuple(one.id for one in self.desk.families_of(meeting)),
                minutes=min(minutes),
            )
        )
        return self.stored(meeting.id)

    def tell(self, happening: Happening, step: Step, before: Booking, after: Booking) -> None:
        """Note what happened to a meeting."""
        meeting = self.desk.meeting(after.meeting)
        assert meeting is not None  # noqa: S101  what the desk does not know is not changed
        present = [*self._present(meeting, before), *self._present(meeting, after)]
        families = [one.id for one in self.desk.families_of(meeting)]
        other = self._proposed_to(happening, before, after)
        if other is not None:
            present += self._present(other, self.booking(other.id))
            families += (one.id for one in self.desk.families_of(other))
        self.add_event(
            BookingEvent(
                happening=happening,
                round=self.desk.round.id,
                at=step.at,
                by=step.by,
                meeting=after.meeting,
                start=after.start,
                was=before.start if before.start != after.start else None,
                other=None if other is None else other.id,
                until=step.until,
                people=tuple(dict.fromkeys(present)),
                families=tuple(dict.fromkeys(families)),
                overridden=step.overridden,
                why=step.why,
            )
        )

    def _proposed_to(
        self, happening: Happening, before: Booking, after: Booking
    ) -> Meeting | None:
        """The other meeting of a proposal that is made, or declined."""
        if happening not in (Happening.PROPOSED, Happening.DECLINED):
            return None
        proposal = after.proposal or before.proposal
        return None if proposal is None else self.desk.meeting(proposal.other)

    def _present(self, meeting: Meeting, booking: Booking) -> tuple[str, ...]:
        if booking.placement is None:
            return meeting.required
        return tuple(_participants(meeting, booking.placement))

    def add_event(self, event: BookingEvent) -> None:
        """Note something that happened."""
        self._events.append(event)

    def decision(self, result: R) -> Decision[R]:
        """Everything that was changed, and what the caller is told."""
        keys = self.desk.keys
        put = {key: body_of_timeline(self.timeline(key)) for key in sorted(self._touched)}
        put |= {keys.meeting(id_): body_of_booking(self.stored(id_)) for id_ in self._changed}
        return Decision(result, put=put, events=tuple(map(event_of, self._events)))


def overlaps(windows: Windows, entry: Entry) -> bool:
    """Whether a meeting lies in some windows, be it in part."""
    start, end = Instant.from_minute(entry.start), Instant.from_minute(entry.end)
    return any(window.overlaps(Window(start, end)) for window in windows)


def _participants(meeting: Meeting, placement: Placement) -> Iterator[str]:
    yield from meeting.required
    yield from placement.pools.values()
    yield from placement.attending


def _opened(booking: Booking) -> Booking:
    """A booking without the start it had. Who lets an offer lapse waits no more."""
    waiting = None if booking.state is State.OFFERED else booking.waiting
    return attrs.evolve(
        booking,
        state=State.OPEN,
        start=None,
        pools={},
        attending=(),
        until=None,
        by=None,
        waiting=waiting,
        proposal=None,
        reminded=(),
    )


def _objection(breach: Breach) -> Objection:
    kind = ObjectionKind.of(breach.rule)
    return Objection(kind, breach.text, breach.people, breach.meetings)
