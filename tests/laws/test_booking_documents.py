"""What is stored of booking reads back as it was, also what older releases wrote."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bookings import NOW, SCHOOL
from conferencekit.booking import (
    Act,
    Actor,
    Booking,
    BookingEvent,
    BookingPolicy,
    Desk,
    Family,
    Happening,
    ObjectionKind,
    Release,
    Role,
    State,
    Step,
    SwapProposal,
    Waiting,
    read_event,
)
from conferencekit.booking._documents import body_of_booking, booking_of
from conferencekit.booking._timeline import Timeline, body_of_timeline, timeline_of
from conferencekit.booking.desk import desk_from_json, desk_to_json
from conferencekit.booking.events import event_of
from conferencekit.scheduling.rules import Entry
from conferencekit.storage import Body, Document, Event, StoredEvent
from conferencekit.testing.strategies import rounds
from conferencekit.time import Instant, Window, Windows
from conferencekit.wire import dump_json, parse_json

TEXTS = st.text("abcé:/ 日", min_size=1, max_size=5)
INSTANTS = st.integers(0, 4 * 10**15).map(Instant) | st.just(Instant(0))
ACTORS = st.builds(Actor, st.sampled_from(Role), TEXTS)
KINDS = st.lists(st.sampled_from(ObjectionKind), max_size=3, unique=True).map(tuple)
WINDOWS = st.lists(
    st.tuples(INSTANTS, st.integers(1, 500)).map(
        lambda pair: Window(pair[0], pair[0].plus(minutes=pair[1]))
    ),
    max_size=2,
).map(Windows)
STEPS = st.builds(
    Step,
    act=st.sampled_from(Act),
    at=INSTANTS,
    by=ACTORS,
    state=st.sampled_from(State),
    start=st.none() | INSTANTS,
    until=st.none() | INSTANTS,
    request=st.none() | TEXTS,
    what=st.just("") | TEXTS,
    overridden=KINDS,
    why=st.just("") | TEXTS,
)
BOOKINGS = st.builds(
    Booking,
    meeting=st.just("m"),
    state=st.sampled_from(State),
    version=st.integers(1, 99),
    start=st.none() | INSTANTS,
    pools=st.dictionaries(TEXTS, TEXTS, max_size=2),
    attending=st.lists(TEXTS, max_size=2).map(tuple),
    until=st.none() | INSTANTS,
    by=st.none() | ACTORS,
    waiting=st.none() | st.builds(Waiting, INSTANTS, st.none() | WINDOWS, st.integers(0, 3)),
    proposal=st.none() | st.builds(SwapProposal, TEXTS, INSTANTS, INSTANTS),
    reminded=st.lists(st.integers(1, 99), max_size=2).map(tuple),
    history=st.lists(STEPS, max_size=3).map(tuple),
)
EVENTS = st.builds(
    BookingEvent,
    happening=st.sampled_from(Happening),
    round=TEXTS,
    at=INSTANTS,
    by=ACTORS,
    meeting=st.none() | TEXTS,
    start=st.none() | INSTANTS,
    was=st.none() | INSTANTS,
    until=st.none() | INSTANTS,
    people=st.lists(TEXTS, max_size=2).map(tuple),
    families=st.lists(TEXTS, max_size=2).map(tuple),
    minutes=st.none() | st.integers(1, 99),
    overridden=KINDS,
    why=st.just("") | TEXTS,
)


def through_json(data: Any) -> Any:  # noqa: ANN401
    """Data as a store gives it back."""
    return parse_json(dump_json(dict(data)))


@given(booking=BOOKINGS)
def test_a_booking_reads_back(booking: Booking) -> None:
    """With all that was done to it."""
    body = body_of_booking(booking)
    again = Body(body.kind, body.schema, through_json(body.data))
    assert booking_of(Document("k", 1, again), "m") == booking


@given(event=EVENTS)
def test_an_event_reads_back(event: BookingEvent) -> None:
    """As subscribers are handed it."""
    stored = event_of(event)
    assert read_event(StoredEvent(1, Event(stored.kind, through_json(stored.data)))) == event


@given(starts=st.sets(st.integers(0, 50), max_size=6), blocks=WINDOWS, data=st.data())
def test_a_timeline_reads_back(starts: set[int], blocks: Windows, data: st.DataObject) -> None:
    """Without what has lapsed by then; blocks are of whole minutes."""
    timeline = Timeline([], {}, Windows())
    kept = []
    for start in sorted(starts):
        entry = Entry(start * 10, start * 10 + 10, f"m{start}", data.draw(st.none() | TEXTS), "s")
        lapses = data.draw(st.none() | st.integers(-5, 5))
        timeline.add(entry, None if lapses is None else NOW.plus(minutes=lapses))
        if lapses is None or lapses > 0:
            kept.append(entry)
    whole = Windows(
        Window(Instant.from_minute(one.start.minute), Instant.from_minute(one.end.minute + 1))
        for one in blocks
    )
    timeline.blocks = whole
    body = body_of_timeline(timeline)
    again = timeline_of(Document("k", 1, Body(body.kind, 1, through_json(body.data))), NOW)
    assert (again.entries, again.blocks) == (kept, whole)


@given(round_=rounds())
def test_a_desk_reads_back(round_: Any) -> None:  # noqa: ANN401
    """Whatever its round; and its digest is the same."""
    families = (Family("f", (round_.people[0].id,), frozenset({"g", "siblings"})),)
    policy = BookingPolicy(
        releases=(Release(NOW.plus(seconds=7), frozenset({"g"})), Release(NOW)),
        closes=NOW.plus(hours=1),
        offer_minutes=5,
        reminders=(60, 5),
    )
    for desk in (Desk(round_, policy, families), Desk(round_)):
        again = desk_from_json(through_json(desk_to_json(desk)))
        assert (again.round, again.policy, again.families) == (
            desk.round,
            desk.policy,
            desk.families,
        )
        assert again.digest == desk.digest


# What the first release wrote; these texts are not changed when the code is.

BOOKING_1 = """{
  "state": "held", "version": 4, "start": 1795532400000000, "until": 1795000600000000,
  "pools": {"spanish": "ines"}, "attending": ["head"], "by": ["family", "reed"],
  "waiting": {"since": 1795000000000000, "within": [[1795532400000000, 1795536000000000]]},
  "proposal": ["m2", 1795533300000000, 1795086400000000], "reminded": [1440],
  "history": [{"act": "hold", "at": 1795000000000000, "by": ["family", "reed"], "state": "held",
    "start": 1795532400000000, "until": 1795000600000000, "request": "form-1",
    "what": "hold 2026-11-24T15:00:00+00:00", "overridden": ["limit"], "why": "a second child"}]
}"""
TIMELINE_1 = """{"entries": [[29925540, 29925555, "m", "oak", "tue", null],
  [29925555, 29925570, "m2", null, "tue", 1]], "blocks": [[29925600, 29925660]]}"""
EVENT_1 = """{"round": "autumn", "at": "2026-11-20T09:00:00+00:00", "by": ["family", "reed"],
  "meeting": "m", "start": "2026-11-24T15:00:00+00:00", "was": "2026-11-24T15:15:00+00:00",
  "people": ["ada", "reed"], "families": ["reed"], "overridden": ["limit"], "why": "ill"}"""


def test_what_the_first_release_wrote_is_read() -> None:
    """Field by field; a store of today must open tomorrow."""
    booking = booking_of(Document("k", 4, Body("booking", 1, through(BOOKING_1))), "m")
    assert (booking.state, booking.version) == (State.HELD, 4)
    assert booking.start == SCHOOL.parse("2026-11-24T16:00")
    assert booking.waiting is not None
    assert booking.waiting.within is not None
    assert booking.proposal is not None
    assert booking.history[0].overridden == (ObjectionKind.LIMIT,)
    assert booking.history[0].request == "form-1"
    timeline = timeline_of(Document("k", 1, Body("timeline", 1, through(TIMELINE_1))), NOW)
    assert [one.meeting for one in timeline.entries] == ["m"]
    assert len(timeline.blocks) == 1
    event = read_event(StoredEvent(1, Event("booking.moved", through(EVENT_1))))
    assert event is not None
    assert (event.was, event.people) == (SCHOOL.parse("2026-11-24T16:15"), ("ada", "reed"))


def test_documents_are_written_as_they_always_were() -> None:
    """What is written of what was read is what was read."""
    read = booking_of(Document("k", 4, Body("booking", 1, through(BOOKING_1))), "m")
    assert through_json(body_of_booking(read).data) == through(BOOKING_1)


def through(text: str) -> Any:  # noqa: ANN401
    """A text as data."""
    return parse_json(text)
