"""What a page shows: somebody's own bookings, and whatever is answered as a line of text."""

import asyncio

import attrs
import pytest

from bookings import FIRST, NOW, OFFICE, done, evening, opened, refused, slot, stands
from conferencekit.booking import (
    Actor,
    Adopted,
    Blocked,
    Booking,
    BookingEvent,
    BookingPolicy,
    BookingRefusal,
    Desk,
    Family,
    Happening,
    Offer,
    ProposedSwap,
    Release,
    State,
    adopt,
    block,
    book,
    bookings_of,
    confirm,
    decline_swap,
    deliver,
    deliver_async,
    hold,
    mark_met,
    mark_missed,
    move,
    offers,
    place_rest,
    proposals_to,
    propose_swap,
    read_event,
    rearrangement,
    reopen,
    wait,
    walk_in,
)
from conferencekit.privacy import Action, Label, Purpose, Verdict
from conferencekit.scheduling import Meeting
from conferencekit.storage import Store, to_async
from conferencekit.time import Instant, Window, Windows

REED, CAS = Actor.family("reed"), Actor.family("cas")


def own(desk: Desk, store: Store, whose: Actor, at: Instant = NOW) -> list[tuple[str, State]]:
    """Somebody's meetings and how they stand."""
    found = bookings_of(desk, whose, at=at).run(store)
    assert isinstance(found, tuple)
    return [(one.meeting, one.state) for one in found]


def test_a_family_sees_its_own_in_the_order_of_time_and_nothing_of_others() -> None:
    """What is held, offered and booked, then what is open or waits."""
    policy = BookingPolicy(hold_minutes=10, offer_minutes=60)
    desk, store = opened(evening(teachers=("ada", "ben", "cy")), policy)
    done(book(desk, "ada:cas", start=slot(0), by=CAS, at=NOW).run(store))
    done(book(desk, "cy:reed", start=slot(3), by=REED, at=NOW).run(store))
    done(hold(desk, "ada:reed", start=slot(1), by=REED, at=NOW).run(store))
    assert own(desk, store, REED) == [
        ("ada:reed", State.HELD),
        ("cy:reed", State.BOOKED),
        ("ben:reed", State.OPEN),
    ]
    assert own(desk, store, REED, NOW.plus(minutes=10)) == [
        ("cy:reed", State.BOOKED),
        ("ada:reed", State.OPEN),
        ("ben:reed", State.OPEN),
    ]
    waiting = done(wait(desk, "ben:reed", by=REED, at=NOW).run(store))
    assert waiting.state is State.OFFERED
    assert own(desk, store, REED)[0] == ("ben:reed", State.OFFERED)


def test_staff_see_the_meetings_they_are_in_and_the_office_all() -> None:
    """Walk-ins among them."""
    desk, store = opened(evening(teachers=("ada", "ben"), families=("reed", "cas")))
    extra = Meeting("ben:reed-again", 15, ("ben", "reed"))
    added = walk_in(desk, extra, start=slot(2), by=OFFICE, at=NOW).run(store)
    assert not isinstance(added, BookingRefusal)
    desk = added.desk
    assert [id_ for id_, _ in own(desk, store, Actor.staff("ben"))] == [
        "ben:reed-again",
        "ben:reed",
        "ben:cas",
    ]
    assert len(own(desk, store, OFFICE)) == 5
    assert [id_ for id_, _ in own(desk, store, REED)] == ["ben:reed-again", "ada:reed", "ben:reed"]


def test_two_families_of_one_meeting_both_have_it() -> None:
    """As parents who live apart and come together."""
    round_ = evening(
        families=("reed", "cas"), meetings=(Meeting("both", 15, ("ada", "reed", "cas")),)
    )
    desk, store = opened(round_)
    done(book(desk, "both", start=FIRST, by=CAS, at=NOW).run(store))
    assert own(desk, store, REED) == own(desk, store, CAS) == [("both", State.BOOKED)]


@pytest.mark.parametrize(
    ("whose", "text"),
    [
        (Actor.family("nobody"), "there is no family nobody"),
        (Actor.staff("nobody"), "there is no staff nobody"),
    ],
)
def test_who_is_nobody_is_told_so(whose: Actor, text: str) -> None:
    """And not shown an empty page."""
    desk, store = opened()
    assert str(refused(bookings_of(desk, whose, at=NOW).run(store))) == text


def test_a_family_without_meetings_has_an_empty_page() -> None:
    """It is a family all the same."""
    round_ = evening(meetings=(Meeting("ada:reed", 15, ("ada", "reed")),))
    desk, store = opened(round_, families=(Family("reed", ("reed",)), Family("cas", ("cas",))))
    assert own(desk, store, CAS) == []


def test_a_page_of_an_old_desk_is_refused() -> None:
    """Like everything at a desk that was changed."""
    desk, store = opened()
    changed = attrs.evolve(desk, policy=BookingPolicy(releases=(Release(NOW),)))
    answer = bookings_of(changed, REED, at=NOW).run(store)
    assert refused(answer).kinds == {"outdated"}


def test_whom_a_proposal_is_made_to_is_told() -> None:
    """By the event: the other meeting, its people and its families; so is a decline."""
    desk, store = opened(evening(teachers=["ada"]))
    done(book(desk, "ada:reed", start=slot(0), by=REED, at=NOW).run(store))
    done(book(desk, "ada:cas", start=slot(2), by=CAS, at=NOW).run(store))
    done(propose_swap(desk, "ada:reed", "ada:cas", by=REED, at=NOW).run(store))
    done(decline_swap(desk, "ada:reed", "ada:cas", by=CAS, at=NOW).run(store))
    told: list[BookingEvent] = []
    deliver(store, "mail", lambda event, _: told.append(event))
    for event, happening in zip(told[-2:], (Happening.PROPOSED, Happening.DECLINED), strict=True):
        assert (event.happening, event.meeting, event.other) == (happening, "ada:reed", "ada:cas")
        assert event.families == ("reed", "cas")
        assert event.people == ("ada", "reed", "cas")
    assert [event.other for event in told[:-2]] == [None] * 3


def test_what_others_propose_to_somebody_can_be_shown_to_them() -> None:
    """While it counts: not to others, not once it has lapsed, was declined or was overtaken."""
    desk, store = opened(evening(teachers=["ada"]))
    done(book(desk, "ada:reed", start=slot(0), by=REED, at=NOW).run(store))
    done(book(desk, "ada:cas", start=slot(2), by=CAS, at=NOW).run(store))
    proposing = propose_swap(desk, "ada:reed", "ada:cas", by=REED, at=NOW)
    proposal = done(proposing.run(store)).proposal
    assert proposal is not None

    def shown(whose: Actor, at: Instant = NOW) -> object:
        return proposals_to(desk, whose, at=at).run(store)

    expected = ProposedSwap("ada:reed", slot(0), "ada:cas", slot(2), proposal.until)
    assert shown(CAS) == shown(Actor.staff("ada")) == shown(OFFICE) == (expected,)
    assert shown(REED) == shown(Actor.family("kaya")) == ()
    assert shown(CAS, proposal.until.plus(minutes=-1)) == (expected,)
    assert shown(CAS, proposal.until) == ()
    assert str(refused(shown(Actor.family("sam")))) == "there is no family sam"
    done(decline_swap(desk, "ada:reed", "ada:cas", by=CAS, at=NOW).run(store))
    assert shown(CAS) == ()
    done(proposing.run(store))
    assert shown(CAS) == (expected,)
    done(mark_met(desk, "ada:cas", by=OFFICE, at=NOW).run(store))
    assert shown(CAS) == ()
    done(mark_missed(desk, "ada:cas", by=OFFICE, at=FIRST.plus(days=1)).run(store))
    done(reopen(desk, "ada:cas", by=OFFICE, at=NOW).run(store))
    done(book(desk, "ada:cas", start=slot(2), by=CAS, at=NOW).run(store))
    assert shown(CAS) == (expected,)
    done(move(desk, "ada:cas", start=slot(3), by=CAS, at=NOW).run(store))
    assert shown(CAS) == ()


def test_an_async_store_delivers_at_least_once() -> None:
    """A subscriber that fails gets the event again; the next one goes on after it."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    async_store, had = to_async(store), list[int]()

    async def failing(event: BookingEvent, number: int) -> None:
        had.append(number)
        if event.happening is Happening.BOOKED and had.count(number) < 2:
            raise ValueError("no connection")

    async def script() -> list[int]:
        with pytest.raises(ValueError, match="no connection"):
            await deliver_async(async_store, "mail", failing)
        return [await deliver_async(async_store, "mail", failing) for _ in range(2)]

    assert asyncio.run(script()) == [1, 0]
    assert had == [1, 2, 2]


def test_a_delivery_that_is_cancelled_goes_on_with_what_was_under_way() -> None:
    """What was had before does not come again."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    async_store, had, under_way = to_async(store), list[int](), asyncio.Event()

    async def slow(_: BookingEvent, number: int) -> None:
        had.append(number)
        if had == [1, 2]:
            under_way.set()
            await asyncio.sleep(60)

    async def script() -> int:
        delivery = asyncio.create_task(deliver_async(async_store, "mail", slow))
        await under_way.wait()
        delivery.cancel()
        with pytest.raises(asyncio.CancelledError):
            await delivery
        return await deliver_async(async_store, "mail", slow)

    assert asyncio.run(script()) == 1
    assert had == [1, 2, 2]


def test_what_is_answered_reads_as_a_line() -> None:
    """For logs; times in UTC."""
    desk, store = opened(None, BookingPolicy(hold_minutes=10))
    held = done(hold(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    assert str(held) == (
        "ada:reed is held at 2026-11-24T15:00:00+00:00 until 2026-11-20T09:10:00+00:00"
    )
    booked = done(confirm(desk, "ada:reed", by=REED, at=NOW).run(store))
    assert str(booked) == "ada:reed is booked at 2026-11-24T15:00:00+00:00"
    assert str(Booking("ada:cas")) == "ada:cas is open"
    assert str(booked.history[-1]) == "confirm by family reed at 2026-11-20T09:00:00+00:00"
    assert str(OFFICE) == "office kim"
    assert "history=<2 steps>" in repr(booked)
    found = offers(desk, "ada:cas", by=OFFICE, at=NOW).run(store)
    assert isinstance(found, tuple)
    assert str(found[0]) == "2026-11-24T15:15:00+00:00"
    assert str(Offer(FIRST, crowds_out=2)) == (
        "2026-11-24T15:00:00+00:00, 2 others would have none"
    )
    events = [read_event(one) for one in store.events().events]
    assert str(events[-1]) == "booked ada:reed at 2026-11-24T15:00:00+00:00 by family reed"


def test_what_becomes_of_many_reads_as_a_line() -> None:
    """Rearrangements, blocked time, plans."""
    desk, store = opened(evening(slots=2, teachers=["ada"], families=["reed", "cas"]))
    done(book(desk, "ada:reed", start=slot(0), by=REED, at=NOW).run(store))
    there = Windows([Window(slot(0), slot(1))])
    moves = rearrangement(stands(desk, store), "ada", there)
    assert str(moves) == "ada:reed to 2026-11-24T15:15:00+00:00"
    assert str(attrs.evolve(moves, changes={"m": None})) == "m to no start"
    assert str(attrs.evolve(moves, changes={})) == "nothing is in the way of ada"
    done_ = block(desk, "ada", there, by=OFFICE, at=NOW, changes=moves.changes).run(store)
    assert str(done_) == (
        "ada cannot: 2026-11-24T15:00:00+00:00/2026-11-24T15:15:00+00:00;"
        " ada:reed is booked at 2026-11-24T15:15:00+00:00"
    )
    assert str(Blocked("ada", Windows())) == "ada cannot: never"
    adopted = adopt(desk, place_rest(stands(desk, store), seconds=0.1), by=OFFICE, at=NOW)
    answer = adopted.run(store)
    assert str(answer) == "1 booked, 0 refused"
    assert isinstance(answer, Adopted)
    worse = attrs.evolve(answer, refused={"ada:cas": BookingRefusal.of(())})
    assert str(worse) == "1 booked, 1 refused; ada:cas: "
    until = slot(-1)
    offered = Booking("ben:cas", State.OFFERED, start=slot(1), until=until)
    assert str(attrs.evolve(answer, pending=(offered,))) == (
        f"1 booked, 1 pending, 0 refused; ben:cas is offered at {slot(1).isoformat()}"
        f" until {until.isoformat()}"
    )
    assert repr(stands(desk, store)) == (
        "<Standing of 'autumn' at 2026-11-20T09:00:00+00:00: 1 booked, 1 open>"
    )
    extra = walk_in(desk, Meeting("x", 15, ("reed",)), start=slot(0), by=OFFICE, at=NOW)
    assert str(extra.run(store)) == "x is booked at 2026-11-24T15:00:00+00:00"


def test_a_verdict_reads_as_its_reason() -> None:
    """So that it can be shown to whom it refuses."""
    label = Label("goal", "g", ("noah",), "ada", NOW)
    verdict = Verdict(
        allowed=False,
        rule="default",
        reason="nothing allows it",
        viewer="reed",
        action=Action.READ,
        label=label,
        purpose=Purpose.EDUCATION,
        at=NOW,
    )
    assert str(verdict) == "nothing allows it"
