"""What is told: events, their delivery, reminders, and times in the reader's zone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import FIRST, NOW, OFFICE, SCHOOL, done, evening, opened, slot, stands
from conferencekit.booking import (
    Actor,
    BookingEvent,
    BookingPolicy,
    Desk,
    Happening,
    advance,
    book,
    cancel,
    deliver,
    due,
    move,
    next_due,
    offers,
    reached,
    read_event,
    shown_time,
)
from conferencekit.errors import InvalidInputError, StoreCorruptError
from conferencekit.scheduling import Session
from conferencekit.storage import Decision, Event, Operation, Store, StoredEvent
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant, Zone

REED = Actor.family("reed")


def booked() -> tuple[Desk, MemoryStore]:
    """A desk with a booking, moved once and cancelled."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    done(move(desk, "ada:reed", start=slot(1), by=REED, at=NOW.plus(minutes=1)).run(store))
    done(cancel(desk, "ada:reed", by=OFFICE, at=NOW.plus(minutes=2), why="ill").run(store))
    return desk, store


def test_events_say_what_happened() -> None:
    """Who, when, from where to where, and who is concerned; ids and no names."""
    _, store = booked()
    read = [read_event(stored) for stored in store.events().events]
    moved = BookingEvent(
        happening=Happening.MOVED,
        round="autumn",
        at=NOW.plus(minutes=1),
        by=REED,
        meeting="ada:reed",
        start=slot(1),
        was=FIRST,
        people=("ada", "reed"),
        families=("reed",),
    )
    assert read[2] == moved
    cancelled = read[3]
    assert cancelled is not None
    assert (cancelled.start, cancelled.was, cancelled.why) == (None, slot(1), "ill")
    assert read_event(StoredEvent(1, Event("plan.kept", {}))) is None
    for event in (
        Event("booking.nonsense", {}),
        Event("booking.moved", {}),
        Event("booking.moved", {"by": ["office", ""], "round": "autumn", "at": "noon"}),
    ):
        with pytest.raises(StoreCorruptError, match="event 9"):
            read_event(StoredEvent(9, event))


def test_a_subscriber_is_told_everything_once_more_after_a_failure() -> None:
    """What failed is handed over again; what was done is not lost."""
    _, store = booked()
    Operation((), lambda _: Decision(None, events=(Event("plan.kept"),))).run(store)
    told: list[tuple[int, Happening]] = []

    def mail(event: BookingEvent, number: int) -> None:
        if event.happening is Happening.MOVED and not told.count((number, event.happening)):
            told.append((number, event.happening))
            raise OSError("no connection")
        told.append((number, event.happening))

    with pytest.raises(OSError, match="no connection"):
        deliver(store, "mail", mail)
    assert reached("mail").run(store) == 2
    assert deliver(store, "mail", mail) == 3
    assert deliver(store, "mail", mail) == 0
    assert [number for number, _ in told] == [1, 2, 3, 3, 4]
    assert advance("mail", 1).run(store) == 5
    assert reached("calendar").run(store) == 0


def run_due(desk: Desk, store: Store, at: Instant) -> None:
    """Do what is due."""
    operations = due(desk, at=at).run(store)
    assert isinstance(operations, tuple)
    for operation in operations:
        operation.run(store)


def test_people_are_reminded_once() -> None:
    """Of several reminders missed, one; of what was near already when it was booked, none."""
    desk, store = opened(policy=BookingPolicy(reminders=(24 * 60, 60)))
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    assert next_due(stands(desk, store)) == FIRST.plus(days=-1)
    for hours in (30, 24, 23, 2, 1, 0):
        run_due(desk, store, FIRST.plus(hours=-hours))
    done(book(desk, "ben:cas", start=slot(1), by=OFFICE, at=FIRST).run(store))
    run_due(desk, store, FIRST)
    events = [read_event(stored) for stored in store.events().events]
    reminded = [one for one in events if one and one.happening is Happening.REMINDED]
    assert [(one.minutes, one.at) for one in reminded] == [
        (24 * 60, FIRST.plus(hours=-24)),
        (60, FIRST.plus(hours=-1)),
    ]
    assert next_due(stands(desk, store, slot(1))) is None


def test_a_moved_meeting_is_reminded_of_anew() -> None:
    """For the new start; and after a long sleep only the nearest reminder is told."""
    desk, store = opened(policy=BookingPolicy(reminders=(24 * 60, 60)))
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    run_due(desk, store, FIRST.plus(hours=-24))
    done(move(desk, "ada:reed", start=slot(3), by=REED, at=NOW.plus(hours=1)).run(store))
    run_due(desk, store, slot(3).plus(minutes=-30))
    events = [read_event(stored) for stored in store.events().events]
    reminded = [one for one in events if one and one.happening is Happening.REMINDED]
    assert [(one.minutes, one.start) for one in reminded] == [(24 * 60, FIRST), (60, slot(3))]


# ----------------------------------------------------------------------------------- in whose time


def test_a_guardian_elsewhere_reads_their_own_time() -> None:
    """With the school's beside it; the day is the one on their calendar."""
    here = shown_time(FIRST, 15, school=SCHOOL)
    assert here.text == "Tue 24 Nov 2026, 16:00-16:15"
    there = shown_time(FIRST, 15, school=SCHOOL, viewer=Zone("America/New_York"))
    assert there.text == "Tue 24 Nov 2026, 10:00-10:15 America/New_York (16:00 at school)"
    far = shown_time(FIRST, 15, school=SCHOOL, viewer=Zone("Pacific/Auckland"))
    assert far.day == date(2026, 11, 25)
    assert far.text == (
        "Wed 25 Nov 2026, 04:00-04:15 Pacific/Auckland (Tue 24 Nov 2026, 16:00 at school)"
    )
    same = shown_time(FIRST, 15, school=SCHOOL, viewer=Zone("Europe/Paris"))
    assert same.text == here.text
    dutch = shown_time(FIRST, 15, school=SCHOOL, locale="nl")
    assert dutch.text.startswith("di 24 nov")


@pytest.mark.parametrize(
    ("tag", "begins"),
    [
        ("pt", "ter 24 nov 2026"),
        ("pt-PT", "ter 24 nov 2026"),
        ("es-MX", "mar. 24 nov. 2026"),
        ("zh-Hant", "周二 24 11月 2026"),
        ("de_CH", "Di. 24 Nov. 2026"),
        ("no", "tir. 24 nov. 2026"),
        ("ar", "Tue 24 Nov 2026"),
        ("xx", "Tue 24 Nov 2026"),
    ],
)
def test_any_language_a_guardian_speaks_will_do(tag: str, begins: str) -> None:
    """The names are of the nearest language that there are names in, or English."""
    assert shown_time(FIRST, 15, school=SCHOOL, locale=tag).text.startswith(f"{begins}, 16:00")


@pytest.mark.parametrize("tag", ["", "../nl", "n", "nl_", "nl\n"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    """It is a mistake of the program, not a language without names."""
    with pytest.raises(InvalidInputError, match="is no language tag"):
        shown_time(FIRST, 15, school=SCHOOL, locale=tag)


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    """By its offset; and a meeting across the change has an end that reads rightly."""
    first = Instant.parse("2026-10-25T02:30+02:00")
    texts = [shown_time(one, 20, school=SCHOOL).text for one in (first, first.plus(hours=1))]
    assert texts == [
        "Sun 25 Oct 2026, 02:30 (+0200)-02:50 (+0200)",
        "Sun 25 Oct 2026, 02:30 (+0100)-02:50 (+0100)",
    ]
    night = shown_time(Instant.parse("2026-11-24T23:50+01:00"), 20, school=SCHOOL)
    assert night.text == "Tue 24 Nov 2026, 23:50-2026-11-25 00:10"


ZONES = ("Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu",
         "Pacific/Apia", "America/New_York", "Africa/Casablanca", "Pacific/Chatham")  # fmt: skip
CHANGES = (
    "2026-10-25T01:00+00:00",
    "2026-03-29T01:00+00:00",
    "2026-04-04T15:00+00:00",
    "2026-10-03T15:30+00:00",
    "2026-11-01T04:30+00:00",
    "2026-03-08T07:00+00:00",
)


@given(
    school=st.sampled_from(ZONES),
    viewer=st.sampled_from(ZONES),
    change=st.sampled_from(CHANGES),
    minutes=st.integers(-26 * 60, 26 * 60),
    length=st.integers(1, 120),
)
def test_what_is_shown_reads_back_as_the_same_instant(
    school: str, viewer: str, change: str, minutes: int, length: int
) -> None:
    """In any zones, across any change of the clocks; day and text are the reader's."""
    start = Instant.parse(change).plus(minutes=minutes)
    shown = shown_time(start, length, school=Zone(school), viewer=Zone(viewer))
    assert Instant.parse(shown.starts) == start
    assert Instant.parse(shown.ends) - start == timedelta(minutes=length)
    wall = Zone(viewer).wall(start)
    assert shown.day == wall.date()
    assert f"{wall:%H:%M}" in shown.text
    assert f"{Zone(school).wall(start):%H:%M}" in shown.text


@given(zone=st.sampled_from(ZONES), change=st.sampled_from(CHANGES), before=st.integers(0, 180))
def test_slots_across_a_change_of_clocks_neither_vanish_nor_double(
    zone: str, change: str, before: int
) -> None:
    """An evening over the change has as many starts as its elapsed time holds, all different."""
    start = Instant.parse(change).plus(minutes=-before)
    session = Session("night", start, start.plus(hours=4))
    desk, store = opened(evening(sessions=(session,), timezone=Zone(zone)))
    found = offers(desk, "ada:reed", by=REED, at=NOW.plus(days=-400)).run(store)
    assert isinstance(found, tuple)
    assert [one.start for one in found] == [start.plus(minutes=15 * n) for n in range(16)]
    texts = {shown_time(one.start, 15, school=Zone(zone)).text for one in found}
    assert len(texts) == 16
    last = found[-1].start
    at = NOW.plus(days=-400)
    assert done(book(desk, "ada:reed", start=last, by=REED, at=at).run(store)).start == last
