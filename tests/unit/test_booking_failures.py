"""How other booking software failed, and the test that would have caught it.

Each test names the report it is taken from, by project and number of the issue.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import (
    FIRST,
    NOW,
    OFFICE,
    SCHOOL,
    assert_sound,
    done,
    evening,
    happened,
    opened,
    refused,
    slot,
    stands,
)
from conferencekit.booking import (
    Actor,
    Adopted,
    BookingPolicy,
    BookingRefusal,
    Desk,
    Family,
    ObjectionKind,
    State,
    accept_swap,
    adopt,
    block,
    book,
    booking_of,
    cancel,
    confirm,
    deliver,
    hold,
    keep_desk,
    move,
    offers,
    propose_swap,
    swap,
    walk_in,
)
from conferencekit.scheduling import Meeting, Placement, Plan, Score, Session, Terms
from conferencekit.storage import Decision, Document, Key
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Window, Windows, Zone

REED, CAS, KAYA = (Actor.family(id_) for id_ in ("reed", "cas", "kaya"))
ADA = Actor.staff("ada")
R = TypeVar("R")


def test_two_pending_requests_are_not_both_confirmed() -> None:
    """A hold takes the time; and where clocks differ, confirming looks again.

    calcom/cal.com 29958 and 10789, SergeyMosin/Appointments 689: a pending request was not
    looked at.
    """
    desk, store = opened()
    done(hold(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    second = hold(desk, "ada:cas", start=FIRST, by=CAS, at=NOW).run(store)
    assert refused(second).kinds == {ObjectionKind.ONCE}
    ahead = NOW.plus(minutes=15)  # on a machine whose clock runs ahead the hold is over
    done(book(desk, "ada:cas", start=FIRST, by=CAS, at=ahead).run(store))
    late = confirm(desk, "ada:reed", by=REED, at=NOW.plus(minutes=1)).run(store)
    assert refused(late).kinds == {ObjectionKind.ONCE}
    assert_sound(desk, store, ahead)


@given(
    first=st.integers(0, 11),
    second=st.integers(0, 11),
    minutes=st.sampled_from((5, 10, 20, 30)),
    others=st.sampled_from((5, 10, 20, 30)),
)
def test_spans_that_overlap_in_any_way_exclude_each_other(
    first: int, second: int, minutes: int, others: int
) -> None:
    """Whether one begins, ends or lies inside the other.

    calcom/cal.com 13865 (equal spans alone), alextselegidis/easyappointments 31 (containment
    for overlap), nextcloud/calendar 6439 (an event inside the span was overlooked).
    """
    round_ = evening(
        tick_minutes=5,
        sessions=(Session("tue", FIRST, FIRST.plus(minutes=90)),),
        meetings=(Meeting("a", minutes, ("ada", "reed")), Meeting("b", others, ("ada", "cas"))),
    )
    desk, store = opened(round_)
    starts = FIRST.plus(minutes=5 * first), FIRST.plus(minutes=5 * second)
    done(book(desk, "a", start=starts[0], by=REED, at=NOW).run(store))
    answer = book(desk, "b", start=starts[1], by=CAS, at=NOW).run(store)
    overlap = max(first * 5, second * 5) < min(first * 5 + minutes, second * 5 + others)
    assert isinstance(answer, BookingRefusal) == overlap


def test_a_start_that_was_left_can_be_taken_again() -> None:
    """By cancelling and by moving, again and again.

    calcom/cal.com 21710, 21058, 3848 and 21589; SergeyMosin/Appointments 302 and 264;
    hornse/sprechtag 0.9.39: after a cancellation or move the start stayed taken.
    """
    desk, store = opened()
    for _ in range(3):
        done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
        done(move(desk, "ada:reed", start=slot(1), by=REED, at=NOW).run(store))
        found = offers(desk, "ada:cas", by=CAS, at=NOW).run(store)
        assert isinstance(found, tuple)
        assert [one.start for one in found] == [slot(0), slot(2), slot(3)]
        done(book(desk, "ada:cas", start=FIRST, by=CAS, at=NOW).run(store))
        done(cancel(desk, "ada:cas", by=CAS, at=NOW).run(store))
        done(cancel(desk, "ada:reed", by=REED, at=NOW).run(store))


def test_a_parent_is_at_one_place_at_a_time() -> None:
    """Whoever books, with whichever teacher.

    alextselegidis/easyappointments 160 (open since 2016), hornse/sprechtag before 0.9.40,
    openClassware/elternsprechtag: only the teacher's side was looked at.
    """
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=ADA, at=NOW).run(store))
    answer = book(desk, "ben:reed", start=FIRST, by=Actor.staff("ben"), at=NOW).run(store)
    assert refused(answer).kinds == {ObjectionKind.ONCE}


def every_way_to(desk: Desk, store: MemoryStore) -> Mapping[str, object]:
    """What each command answers that would put Cas where Reed stands with Ada."""
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    done(book(desk, "ben:cas", start=slot(1), by=CAS, at=NOW).run(store))
    done(book(desk, "ada:kaya", start=slot(1), by=KAYA, at=NOW).run(store))
    hour = Windows([Window(slot(1), slot(2))])
    there = Placement("ada:cas", FIRST)
    plan = Plan(desk.round.id, (there,), (), Score(0, 0, Terms()))
    extra = Meeting("extra", 15, ("ada", "cas"))
    return {
        "book": book(desk, "ada:cas", start=FIRST, by=OFFICE, at=NOW).run(store),
        "hold": hold(desk, "ada:cas", start=FIRST, by=ADA, at=NOW).run(store),
        "swap": swap(desk, "ada:reed", "ben:cas", by=OFFICE, at=NOW).run(store),
        "walk_in": walk_in(desk, extra, start=FIRST, by=ADA, at=NOW).run(store),
        "adopt": adopt(desk, plan, by=OFFICE, at=NOW).run(store),
        "block": block(desk, "ben", hour, by=OFFICE, at=NOW, changes={"ben:cas": slot(1)}).run(
            store
        ),
    }


def test_no_command_skips_the_rules() -> None:
    """Every command asks the same rules, whoever gives it.

    calcom/cal.com 22801 and 22803 (a second path), easyappointments 1431 and
    learnweb/moodle-mod_scheduler 85 (the staff's path), fossasia/eventyay 1359 (a path without
    the lock).
    """
    desk, store = opened()
    answers = every_way_to(desk, store)
    for name, answer in answers.items():
        if isinstance(answer, Adopted):
            assert answer.booked == ()
            assert answer.refused["ada:cas"].kinds == {ObjectionKind.ONCE}
        else:
            assert refused(answer).kinds <= {ObjectionKind.ONCE, ObjectionKind.BLOCKED}, name
    done(book(desk, "ada:cas", start=slot(2), by=CAS, at=NOW).run(store))
    moved = move(desk, "ada:cas", start=FIRST, by=OFFICE, at=NOW).run(store)
    assert refused(moved).kinds == {ObjectionKind.ONCE}
    assert_sound(desk, store, NOW)


def test_an_offer_seen_earlier_is_no_promise() -> None:
    """The command looks again, and what is offered then is what is accepted.

    calcom/cal.com 22401 and 22400: cached availability was trusted; nextcloud/calendar 5791,
    5597 and 6469: what was offered could not be booked.
    """
    desk, store = opened()
    before = offers(desk, "ada:cas", by=CAS, at=NOW).run(store)
    assert isinstance(before, tuple)
    done(book(desk, "ada:reed", start=before[0].start, by=REED, at=NOW).run(store))
    answer = book(desk, "ada:cas", start=before[0].start, by=CAS, at=NOW).run(store)
    assert refused(answer).kinds == {ObjectionKind.ONCE}
    after = offers(desk, "ada:cas", by=CAS, at=NOW).run(store)
    assert isinstance(after, tuple)
    assert [one.start for one in after] == [one.start for one in before[1:]]


def test_a_link_followed_again_books_nothing_again() -> None:
    """It gets the answer of the first time.

    nextcloud/calendar 5689: the link in a mail booked each time it was followed.
    """
    desk, store = opened()
    done(hold(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    link = confirm(desk, "ada:reed", by=REED, at=NOW, request="mail-7")
    first = done(link.run(store))
    assert link.run(store) == first
    done(cancel(desk, "ada:reed", by=REED, at=NOW).run(store))
    assert done(link.run(store)).start == FIRST  # the answer of then; nothing is booked
    assert stands(desk, store).bookings["ada:reed"].state is State.OPEN
    assert happened(store) == ["held", "booked", "cancelled"]


def test_no_mail_without_a_booking() -> None:
    """An event is in the store if and only if what it tells is.

    calcom/cal.com 2903: the mail was sent, then the booking failed.
    """
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    refused(book(desk, "ada:cas", start=FIRST, by=CAS, at=NOW).run(store))
    sent: list[str | None] = []
    deliver(store, "mail", lambda event, _: sent.append(event.meeting))
    assert sent == [None, "ada:reed"]


class Forgetful(MemoryStore):
    """A store whose answer is lost on the way back, each time something was written."""

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """Do it, and lose the answer."""
        before = len(self.events(limit=1_000).events)
        result = super().transact(keys, decide, shared=shared)
        if len(self.events(limit=1_000).events) > before:
            raise ConnectionError("the reply was lost")
        return result


def test_a_request_whose_reply_was_lost_can_be_repeated() -> None:
    """It gets the answer that was lost.

    chobbledotcom/tickets 1833: the client repeated, and was booked twice or refused.
    """
    desk, _ = opened()
    store: Any = Forgetful()
    with pytest.raises(ConnectionError):
        keep_desk(desk, by=OFFICE, at=NOW).run(store)
    operation = book(desk, "ada:reed", start=FIRST, by=REED, at=NOW, request="form-1")
    with pytest.raises(ConnectionError):
        operation.run(store)
    assert done(operation.run(store)).start == FIRST
    assert happened(store) == ["booked"]


def test_one_parent_books_for_the_other() -> None:
    """A family is whoever belongs to it.

    CoderDojo/community-platform 1192: what one parent had was closed to the other.
    """
    round_ = evening(families=["hannah", "tom"], meetings=(Meeting("m", 15, ("ada", "hannah")),))
    desk, store = opened(round_, families=(Family("reed", ("hannah", "tom")),))
    done(book(desk, "m", start=FIRST, by=Actor.family("reed"), at=NOW).run(store))
    done(cancel(desk, "m", by=Actor.family("reed"), at=NOW).run(store))


def test_the_deadline_to_leave_is_not_evaded_by_moving() -> None:
    """Nor by changing places.

    academic-moodle-cooperation/moodle-mod_organizer 142: who could no longer cancel could
    still move away, and the teacher waited for nobody.
    """
    desk, store = opened(policy=BookingPolicy(cutoff_minutes=60, swap_minutes=10_000))
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    done(book(desk, "ada:cas", start=slot(3), by=CAS, at=NOW).run(store))
    at = slot(3).plus(minutes=-61)
    for operation in (
        move(desk, "ada:reed", start=slot(3), by=REED, at=at),
        propose_swap(desk, "ada:reed", "ada:cas", by=REED, at=at),
        propose_swap(desk, "ada:cas", "ada:reed", by=CAS, at=at),
    ):
        assert ObjectionKind.TOO_LATE in refused(operation.run(store)).kinds
    done(propose_swap(desk, "ada:reed", "ada:cas", by=REED, at=NOW).run(store))
    late = accept_swap(desk, "ada:reed", "ada:cas", by=CAS, at=at).run(store)
    assert refused(late).kinds == {ObjectionKind.TOO_LATE}


@pytest.mark.parametrize("change", ["2026-03-29T01:00+00:00", "2026-10-25T01:00+00:00"])
@pytest.mark.parametrize("hour", [9, 13, 20])
def test_slots_are_not_an_hour_off_around_a_change_of_clocks(change: str, hour: int) -> None:
    """On the day of the change itself: in the morning, after noon, at night.

    calcom/cal.com 10517, 6217, 12137, 4702, 20095, 1092 and 30021: today's offset, or that of
    the start of the day, was used for all days, or afternoons were lost.
    """
    day, at = change[:10], SCHOOL.parse("2026-01-10T12:00")
    start = SCHOOL.parse(f"{day}T{hour:02}:00")
    desk, store = opened(evening(sessions=(Session("s", start, start.plus(hours=1)),)))
    found = offers(desk, "ada:reed", by=REED, at=at).run(store)
    assert isinstance(found, tuple)
    shown = [SCHOOL.wall(one.start).isoformat(timespec="minutes") for one in found]
    assert shown == [f"{day}T{hour:02}:{minute:02}" for minute in (0, 15, 30, 45)]
    booking = done(book(desk, "ada:reed", start=start, by=REED, at=at).run(store))
    assert booking_of(desk, "ada:reed", at=at).run(store) == booking


def test_a_change_of_zone_disables_no_check() -> None:
    """Instants are compared, not clocks.

    easyappointments 1168: after the zone was changed, clashes were no longer seen.
    """
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    elsewhere = Desk(attrs.evolve(desk.round, timezone=Zone("Pacific/Auckland")))
    assert keep_desk(elsewhere, by=OFFICE, at=NOW).run(store) == elsewhere
    answer = book(elsewhere, "ada:cas", start=FIRST, by=CAS, at=NOW).run(store)
    assert refused(answer).kinds == {ObjectionKind.ONCE}
