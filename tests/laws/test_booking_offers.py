"""What is offered is what is accepted; and what is said of others' requests is true."""

from itertools import permutations

import attrs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bookings import (
    NOW,
    OFFICE,
    assert_sound,
    could_stand,
    done,
    evening,
    opened,
    slot,
    stands,
    with_hours,
)
from conferencekit.booking import (
    Actor,
    Booking,
    BookingRefusal,
    Desk,
    Offer,
    book,
    move,
    offers,
)
from conferencekit.booking._contention import Contention, Request
from conferencekit.scheduling import Meeting, Plan
from conferencekit.scheduling._bits import bits
from conferencekit.storage.memory import MemoryStore
from conferencekit.testing.strategies import rounds
from conferencekit.time import Instant, Window


def some_booked(draw: st.DrawFn, desk: Desk, store: MemoryStore) -> None:
    """Book a few meetings wherever that is possible."""
    for meeting in desk.meetings:
        if draw(st.booleans()):
            found = offers(desk, meeting.id, by=OFFICE, at=NOW).run(store)
            if isinstance(found, tuple) and found:
                start = draw(st.sampled_from(found)).start
                done(book(desk, meeting.id, start=start, by=OFFICE, at=NOW).run(store))


@st.composite
def live(draw: st.DrawFn) -> tuple[Desk, MemoryStore]:
    """A round in which everything occurs, some of it booked."""
    desk, store = opened(draw(rounds()))
    some_booked(draw, desk, store)
    return desk, store


def starts_around(desk: Desk) -> list[Instant]:
    """Every start of the grid, and some that are off it."""
    every = [session.start.plus(minutes=-1) for session in desk.round.sessions]
    for session in desk.round.sessions:
        cells = desk.round.cells(session)
        tick = desk.round.tick_minutes
        every += [session.start.plus(minutes=tick * cell) for cell in range(cells + 1)]
        every.append(session.start.plus(minutes=1))
    return list(dict.fromkeys(every))


@given(case=live(), data=st.data())
def test_what_is_offered_is_what_is_accepted(
    case: tuple[Desk, MemoryStore], data: st.DataObject
) -> None:
    """At the same instant: each offer is booked as offered, and every other start refused."""
    desk, store = case
    assume(desk.meetings)
    meeting = data.draw(st.sampled_from(desk.meetings))
    found = offers(desk, meeting.id, by=OFFICE, at=NOW).run(store)
    assert isinstance(found, tuple)
    offered = {one.start: one for one in found}
    assert list(offered) == sorted(offered)
    for start in starts_around(desk):
        answer = tried(desk, store, meeting, start)
        assert isinstance(answer, Booking) == (start in offered)
        if isinstance(answer, Booking):
            assert answer.pools == offered[start].pools
            assert answer.attending == offered[start].attending


def tried(
    desk: Desk, store: MemoryStore, meeting: Meeting, start: Instant
) -> Booking | BookingRefusal:
    """What booking would answer; nothing is written."""
    command = move if isinstance(has_start(desk, store, meeting), Instant) else book
    operation = command(desk, meeting.id, start=start, by=OFFICE, at=NOW)
    keys = {*operation.keys, *operation.shared}
    return operation.decide(store.read(keys)).result


def has_start(desk: Desk, store: MemoryStore, meeting: Meeting) -> Instant | None:
    """The start a meeting has."""
    document = store.read([desk.keys.meeting(meeting.id)]).get(desk.keys.meeting(meeting.id))
    number = None if document is None else document.body.data.get("start")
    return Instant(number) if isinstance(number, int) else None


@given(case=live(), data=st.data())
def test_what_is_offered_is_what_the_rules_allow(
    case: tuple[Desk, MemoryStore], data: st.DataObject
) -> None:
    """The one statement of the rules, asked about the whole plan, gives the same starts."""
    desk, store = case
    assume(desk.meetings)
    meeting = data.draw(st.sampled_from(desk.meetings))
    found = offers(desk, meeting.id, by=OFFICE, at=NOW).run(store)
    assert isinstance(found, tuple)
    assert_sound(desk, store, NOW)
    plan = plan_without(desk, store, meeting)
    allowed = [
        start for start in starts_around(desk) if could_stand(desk.round, plan, meeting, start)
    ]
    assert [one.start for one in found] == sorted(allowed)


def plan_without(desk: Desk, store: MemoryStore, meeting: Meeting) -> Plan:
    """What is booked, one meeting apart."""
    plan = stands(desk, store).plan
    kept = tuple(one for one in plan.placements if one.meeting != meeting.id)
    return attrs.evolve(plan, placements=kept)


@given(case=live(), data=st.data())
def test_the_rules_are_the_same_for_everybody(
    case: tuple[Desk, MemoryStore], data: st.DataObject
) -> None:
    """Office, staff and family are offered, and refused, the same starts."""
    desk, store = case
    assume(desk.meetings)
    meeting = data.draw(st.sampled_from(desk.meetings))
    families = [Actor.family(one.id) for one in desk.families_of(meeting)]
    before = min(session.start for session in desk.round.sessions).plus(days=-1)
    asked = [
        offers(desk, meeting.id, by=by, at=before).run(store)
        for by in (OFFICE, Actor.staff(meeting.required[0]), *families)
    ]
    starts = [[one.start for one in found] for found in asked if isinstance(found, tuple)]
    assert len(starts) == len(asked)
    assert starts == starts[:1] * len(starts)


# ------------------------------------------------------------------------- what others could lose


@st.composite
def requests(draw: st.DrawFn) -> tuple[dict[str, Request], int, int]:
    """A few open meetings of one person, and a start that somebody else takes."""
    found = {}
    for index in range(draw(st.integers(1, 4))):
        length = draw(st.integers(1, 3))
        starts = draw(st.integers(1, 2**8 - 1))
        found[f"m{index}"] = Request(length, starts, frozenset({0}))
    return found, draw(st.integers(0, 8)), draw(st.integers(1, 3))


def most_held(some: list[Request]) -> int:
    """How many of some meetings of one person can be held, by trying everything."""
    best = 0
    for order in permutations(some):
        end = count = 0
        for one in order:
            start = next((cell for cell in bits(one.starts) if cell >= end), None)
            if start is not None:
                end, count = start + one.length, count + 1
        best = max(best, count)
    return best


@given(case=requests())
@settings(max_examples=200)
def test_that_requests_are_crowded_out_is_true(
    case: tuple[dict[str, Request], int, int],
) -> None:
    """Of those named, as many as said can then have no time, whatever is tried."""
    found, start, length = case
    crowd = Contention(found).crowd([0], start, length)
    if crowd is not None:
        after = [found[id_].without(start, length) for id_ in crowd.among]
        assert crowd.count >= 1
        assert most_held(after) <= len(crowd.among) - crowd.count


@given(starts=st.lists(st.integers(1, 2**6 - 1), min_size=1, max_size=5), taken=st.integers(0, 5))
def test_in_the_plain_case_nothing_is_overlooked(starts: list[int], taken: int) -> None:
    """Where every meeting takes one cell, what is lost is said to the last one."""
    found = {f"m{i}": Request(1, mask, frozenset({0})) for i, mask in enumerate(starts)}
    before = most_held(list(found.values()))
    after = most_held([one.without(taken, 1) for one in found.values()])
    crowd = Contention(found).crowd([0], taken, 1)
    assume(before == len(found))
    assert (crowd.count if crowd else 0) == before - after


def test_an_offer_says_that_another_would_have_no_time_left() -> None:
    """A family that can come at one time alone, and somebody else about to take it."""
    round_ = evening(teachers=["ada"], families=["reed", "cas"], slots=3)
    desk, store = opened(with_hours(round_, "reed", Window(slot(1), slot(2))))
    found = offers(desk, "ada:cas", by=OFFICE, at=NOW).run(store)
    lone = Offer(slot(1), crowds_out=1, among=frozenset({"ada:reed"}))
    assert found == (Offer(slot(0)), lone, Offer(slot(2)))
    told = offers(desk, "ada:cas", by=Actor.family("cas"), at=NOW).run(store)
    assert isinstance(told, tuple)
    assert told[1] == attrs.evolve(lone, among=frozenset())
