"""What changes around a booking: waitlist, swaps, blocked time, walk-ins, the solver's part."""

import attrs
import pytest

from bookings import (
    FIRST,
    NOW,
    OFFICE,
    assert_sound,
    done,
    evening,
    happened,
    opened,
    refused,
    slot,
    stands,
    with_hours,
)
from conferencekit.booking import (
    Actor,
    AddedMeeting,
    Adopted,
    Blocked,
    BookingPolicy,
    BookingRefusal,
    Objection,
    ObjectionKind,
    Override,
    Release,
    Role,
    State,
    accept_swap,
    adopt,
    block,
    book,
    cancel,
    confirm,
    decline_swap,
    due,
    hold,
    keep_desk,
    kept_desk,
    leave,
    mark_missed,
    move,
    next_due,
    offers,
    place_rest,
    propose_swap,
    rearrangement,
    swap,
    unblock,
    wait,
    walk_in,
    withdraw,
)
from conferencekit.booking._ledger import Ledger
from conferencekit.errors import InvalidInputError, UndeclaredKeyError
from conferencekit.scheduling import (
    KeepApart,
    Kind,
    Meeting,
    Person,
    Placement,
    Plan,
    Pool,
    Score,
    Terms,
    check,
)
from conferencekit.time import Instant, Window, Windows

REED, CAS, KAYA = (Actor.family(id_) for id_ in ("reed", "cas", "kaya"))
ADA, BEN = Actor.staff("ada"), Actor.staff("ben")
LINE = BookingPolicy(offer_minutes=60)


# ---------------------------------------------------------------------------------------- waitlist


def test_what_comes_free_is_offered_to_the_next_at_once() -> None:
    """In the same step: nobody comes in between, and nothing has to run for it."""
    desk, store = opened(evening(teachers=["ada"], slots=1), LINE)
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    for number, by in enumerate((CAS, KAYA)):
        at = NOW.plus(minutes=number)
        assert done(wait(desk, f"ada:{by.id}", by=by, at=at).run(store)).state is State.OPEN
    done(cancel(desk, "ada:reed", by=REED, at=NOW.plus(minutes=5)).run(store))
    offered = stands(desk, store, NOW.plus(minutes=5)).bookings["ada:cas"]
    assert (offered.state, offered.start) == (State.OFFERED, FIRST)
    assert offered.until == NOW.plus(minutes=65)
    late = refused(book(desk, "ada:kaya", start=FIRST, by=KAYA, at=NOW.plus(minutes=6)).run(store))
    assert late.kinds == {ObjectionKind.ONCE}
    done(confirm(desk, "ada:cas", by=CAS, at=NOW.plus(minutes=7)).run(store))
    assert happened(store) == ["booked", "waiting", "waiting", "cancelled", "offered", "booked"]


def test_a_declined_or_lapsed_offer_goes_to_the_next() -> None:
    """Who declines, or lets it lapse, waits no more."""
    desk, store = opened(evening(teachers=["ada"], slots=1), LINE)
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    for by in (CAS, KAYA):
        done(wait(desk, f"ada:{by.id}", by=by, at=NOW).run(store))
    done(cancel(desk, "ada:reed", by=REED, at=NOW).run(store))
    declined = done(cancel(desk, "ada:cas", by=CAS, at=NOW).run(store))
    assert (declined.state, declined.waiting) == (State.OPEN, None)
    assert stands(desk, store).bookings["ada:kaya"].state is State.OFFERED
    assert next_due(stands(desk, store)) == NOW.plus(minutes=60)
    at = NOW.plus(minutes=60)
    done(wait(desk, "ada:reed", by=REED, at=NOW.plus(minutes=1)).run(store))
    operations = due(desk, at=at).run(store)
    assert isinstance(operations, tuple)
    for operation in operations:
        operation.run(store)
    after = stands(desk, store, at)
    assert after.bookings["ada:kaya"].waiting is None
    assert after.bookings["ada:reed"].state is State.OFFERED
    assert happened(store)[-2:] == ["lapsed", "offered"]


def test_an_offer_goes_by_the_rules() -> None:
    """Not to a family that cannot then, nor to one that has as many as it may."""
    round_ = with_hours(evening(teachers=["ada"], slots=2), "cas", Window(slot(1), slot(2)))
    desk, store = opened(round_, BookingPolicy(offer_minutes=60, most_per_family=1))
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    answer = block(desk, "ada", Windows([Window(slot(1), slot(2))]), by=ADA, at=NOW).run(store)
    assert isinstance(answer, Blocked)
    done(wait(desk, "ada:cas", by=CAS, at=NOW).run(store))
    done(wait(desk, "ada:kaya", by=KAYA, at=NOW.plus(minutes=1)).run(store))
    done(cancel(desk, "ada:reed", by=REED, at=NOW.plus(minutes=2)).run(store))
    after = stands(desk, store, NOW.plus(minutes=2)).bookings
    assert after["ada:cas"].state is State.OPEN
    assert after["ada:kaya"].state is State.OFFERED
    unblock(desk, "ada", Windows([Window(slot(1), slot(2))]), by=ADA, at=NOW.plus(minutes=3)).run(
        store
    )
    assert stands(desk, store, NOW.plus(minutes=3)).bookings["ada:cas"].start == slot(1)


def test_waiting_where_there_is_time_is_offered_at_once() -> None:
    """Within the windows that suit the family; and asking again keeps its place."""
    desk, store = opened(policy=LINE)
    late = Windows([Window(slot(2), slot(4))])
    booking = done(wait(desk, "ada:reed", by=REED, at=NOW, within=late).run(store))
    assert (booking.state, booking.start) == (State.OFFERED, slot(2))
    done(withdraw(desk, "ada:reed", by=REED, at=NOW).run(store))
    never = Windows([Window(NOW, NOW.plus(minutes=5))])
    done(wait(desk, "ada:cas", by=CAS, at=NOW, within=never).run(store))
    again = done(wait(desk, "ada:cas", by=CAS, at=NOW.plus(minutes=5), within=never).run(store))
    assert again.waiting is not None
    assert again.waiting.since == NOW
    assert done(leave(desk, "ada:cas", by=CAS, at=NOW).run(store)).waiting is None


def test_an_offer_lasts_no_longer_than_it_can_be_taken() -> None:
    """Until the cut-off, or until booking closes."""
    policy = BookingPolicy(offer_minutes=10_000, cutoff_minutes=30, closes=slot(0).plus(hours=-1))
    desk, store = opened(policy=policy)
    assert done(wait(desk, "ada:reed", by=REED, at=NOW).run(store)).until == policy.closes
    desk, store = opened(policy=attrs.evolve(policy, closes=None))
    assert done(wait(desk, "ada:reed", by=REED, at=NOW).run(store)).until == slot(-2)


def test_without_a_waitlist_nobody_waits() -> None:
    """It is said so."""
    desk, store = opened()
    answer = refused(wait(desk, "ada:reed", by=REED, at=NOW).run(store))
    assert answer.kinds == {ObjectionKind.NO_WAITLIST}


def test_who_cannot_book_yet_is_offered_nothing_before_booking_opens_to_them() -> None:
    """Though the office has them wait: it would let an offer pass that it cannot take."""
    opens = NOW.plus(days=1)
    policy = BookingPolicy(releases=(Release(opens),), offer_minutes=60)
    desk, store = opened(evening(teachers=["ada"]), policy)
    waiting = done(wait(desk, "ada:reed", by=OFFICE, at=NOW).run(store))
    assert waiting.state is State.OPEN
    assert next_due(stands(desk, store)) == opens
    for at, state in ((opens.plus(seconds=-1), State.OPEN), (opens, State.OFFERED)):
        found = due(desk, at=at).run(store)
        assert isinstance(found, tuple)
        for operation in found:
            operation.run(store)
        assert stands(desk, store, at).bookings["ada:reed"].state is state
    assert done(confirm(desk, "ada:reed", by=REED, at=opens).run(store)).state is State.BOOKED


# ------------------------------------------------------------------------------------------- swaps


def test_two_families_change_places() -> None:
    """One proposes, the other accepts; both move in one step, and neither can be snatched."""
    desk, store = opened(evening(teachers=["ada"]))
    done(book(desk, "ada:reed", start=slot(0), by=REED, at=NOW).run(store))
    done(book(desk, "ada:cas", start=slot(2), by=CAS, at=NOW).run(store))
    proposed = propose_swap(desk, "ada:reed", "ada:cas", by=REED, at=NOW, request="a").run(store)
    assert done(proposed).proposal is not None
    again = propose_swap(desk, "ada:reed", "ada:cas", by=REED, at=NOW, request="a")
    assert again.run(store) == proposed
    not_theirs = accept_swap(desk, "ada:reed", "ada:cas", by=REED, at=NOW).run(store)
    assert refused(not_theirs).kinds == {ObjectionKind.NOT_YOURS}
    accepted = accept_swap(desk, "ada:reed", "ada:cas", by=CAS, at=NOW, request="b").run(store)
    assert done(accepted).start == slot(0)
    assert accept_swap(desk, "ada:reed", "ada:cas", by=CAS, at=NOW, request="b").run(store) == (
        accepted
    )
    assert stands(desk, store).bookings["ada:reed"].start == slot(2)
    assert happened(store)[-3:] == ["proposed", "moved", "moved"]
    assert_sound(desk, store, NOW)


def test_a_proposal_can_lapse_be_declined_or_overtaken() -> None:
    """Then it is not accepted any more."""
    desk, store = opened(evening(teachers=["ada"]), BookingPolicy(swap_minutes=60))
    done(book(desk, "ada:reed", start=slot(0), by=REED, at=NOW).run(store))
    done(book(desk, "ada:cas", start=slot(2), by=CAS, at=NOW).run(store))
    propose = propose_swap(desk, "ada:reed", "ada:cas", by=REED, at=NOW)
    accept = accept_swap(desk, "ada:reed", "ada:cas", by=CAS, at=NOW)
    assert refused(accept.run(store)).kinds == {ObjectionKind.STATE}
    done(propose.run(store))
    late = accept_swap(desk, "ada:reed", "ada:cas", by=CAS, at=NOW.plus(minutes=60)).run(store)
    assert refused(late).kinds == {ObjectionKind.LAPSED}
    stranger = decline_swap(desk, "ada:reed", "ada:cas", by=KAYA, at=NOW).run(store)
    assert refused(stranger).kinds == {ObjectionKind.NOT_YOURS}
    declined = done(
        decline_swap(desk, "ada:reed", "ada:cas", by=CAS, at=NOW, request="d").run(store)
    )
    assert declined.meeting == "ada:cas"  # of the other family's it is told nothing
    again = decline_swap(desk, "ada:reed", "ada:cas", by=CAS, at=NOW, request="d").run(store)
    assert again == declined
    assert refused(accept.run(store)).kinds == {ObjectionKind.STATE}
    done(propose.run(store))
    done(move(desk, "ada:cas", start=slot(1), by=CAS, at=NOW).run(store))
    assert refused(accept.run(store)).kinds == {ObjectionKind.CHANGED}


def test_what_the_rules_do_not_allow_cannot_be_proposed() -> None:
    """A family that cannot come then proposes nothing; an open meeting has no place to give."""
    round_ = with_hours(evening(teachers=["ada"]), "cas", Window(slot(2), slot(4)))
    desk, store = opened(round_)
    done(book(desk, "ada:reed", start=slot(0), by=REED, at=NOW).run(store))
    answer = refused(propose_swap(desk, "ada:reed", "ada:kaya", by=REED, at=NOW).run(store))
    assert answer.kinds == {ObjectionKind.STATE}
    done(book(desk, "ada:cas", start=slot(2), by=CAS, at=NOW).run(store))
    answer = refused(propose_swap(desk, "ada:reed", "ada:cas", by=REED, at=NOW).run(store))
    assert answer.kinds == {ObjectionKind.AVAILABLE}
    assert "cas" not in repr(answer)


def test_a_swap_that_leaves_time_offers_it() -> None:
    """Two meetings of which one is longer change places in two free stretches."""
    round_ = evening(
        tick_minutes=15,
        slots=4,
        meetings=(
            Meeting("short", 15, ("ada", "reed")),
            Meeting("long", 30, ("ada", "cas")),
            Meeting("waits", 30, ("ada", "kaya")),
        ),
    )
    desk, store = opened(round_, LINE)
    done(book(desk, "short", start=slot(1), by=REED, at=NOW).run(store))
    done(book(desk, "long", start=slot(2), by=CAS, at=NOW).run(store))
    done(wait(desk, "waits", by=KAYA, at=NOW).run(store))
    assert stands(desk, store).bookings["waits"].state is State.OPEN
    both = swap(desk, "short", "long", by=ADA, at=NOW).run(store)
    assert refused(both).kinds == {ObjectionKind.ONCE}
    done(move(desk, "short", start=slot(0), by=REED, at=NOW).run(store))
    both = swap(desk, "short", "long", by=ADA, at=NOW).run(store)
    assert isinstance(both, tuple)
    assert [one.start for one in both] == [slot(2), slot(0)]
    assert_sound(desk, store, NOW)


def test_the_school_swaps_at_once() -> None:
    """By who may command both; a shorter meeting leaves time for who waits."""
    round_ = evening(
        slots=3,
        meetings=(
            Meeting("short", 15, ("ada", "reed")),
            Meeting("long", 30, ("ada", "cas")),
            Meeting("waits", 15, ("ada", "kaya")),
        ),
    )
    desk, store = opened(round_, LINE)
    done(book(desk, "short", start=slot(0), by=REED, at=NOW).run(store))
    done(book(desk, "long", start=slot(1), by=CAS, at=NOW).run(store))
    answer = swap(desk, "short", "long", by=ADA, at=NOW).run(store)
    assert refused(answer).kinds == {ObjectionKind.ONCE}
    desk, store = opened(round_, LINE)
    done(book(desk, "short", start=slot(2), by=REED, at=NOW).run(store))
    done(book(desk, "long", start=slot(0), by=CAS, at=NOW).run(store))
    done(wait(desk, "waits", by=KAYA, at=NOW).run(store))
    answer = swap(desk, "short", "long", by=ADA, at=NOW).run(store)
    assert refused(answer).kinds == {ObjectionKind.GRID}
    done(cancel(desk, "long", by=CAS, at=NOW).run(store))
    assert stands(desk, store).bookings["waits"].start == slot(0)
    done(confirm(desk, "waits", by=KAYA, at=NOW).run(store))
    both = swap(desk, "short", "waits", by=ADA, at=NOW, request="s").run(store)
    assert isinstance(both, tuple)
    assert [one.start for one in both] == [slot(0), slot(2)]
    assert swap(desk, "short", "waits", by=ADA, at=NOW, request="s").run(store) == both
    assert refused(swap(desk, "short", "short", by=ADA, at=NOW).run(store)).kinds == {
        ObjectionKind.UNKNOWN
    }
    assert refused(swap(desk, "short", "waits", by=REED, at=NOW).run(store)).kinds == {
        ObjectionKind.NOT_YOURS
    }


# ------------------------------------------------------------------------------------ blocked time


def test_blocking_says_who_is_affected_and_moves_the_fewest() -> None:
    """A teacher who has to leave early: one meeting moves, the others stay."""
    desk, store = opened(evening(teachers=["ada"]))
    for number, by in enumerate((REED, CAS, KAYA)):
        done(book(desk, f"ada:{by.id}", start=slot(number + 1), by=by, at=NOW).run(store))
    early = Windows([Window(slot(3), slot(4))])
    answer = refused(block(desk, "ada", early, by=ADA, at=NOW).run(store))
    assert answer.kinds == {ObjectionKind.AFFECTED}
    assert [one.meetings for one in answer.objections] == [("ada:kaya",)]
    proposal = rearrangement(stands(desk, store), "ada", early, seconds=0.1)
    assert proposal.affected == ("ada:kaya",)
    assert proposal.changes == {"ada:kaya": slot(0)}
    assert proposal.fewest
    blocked = block(
        desk, "ada", early, by=ADA, at=NOW, changes=proposal.changes, why="a train"
    ).run(store)
    assert isinstance(blocked, Blocked)
    assert [one.start for one in blocked.changed] == [slot(0)]
    assert happened(store)[-2:] == ["moved", "blocked"]
    told, again = len(happened(store)), block(desk, "ada", early, by=ADA, at=NOW)
    assert again.run(store) == Blocked("ada", early)
    changing = block(desk, "ada", early, by=ADA, at=NOW, changes=proposal.changes, why="a train")
    assert changing.run(store) == blocked
    assert len(happened(store)) == told
    late = refused(book(desk, "ada:reed", start=slot(3), by=REED, at=NOW).run(store))
    assert late.kinds == {ObjectionKind.STATE}
    assert_sound(desk, store, NOW)


def test_where_not_all_can_move_others_make_way_or_lose_their_start() -> None:
    """The proposal leaves as few as it can without a start; the block is one step."""
    round_ = with_hours(evening(teachers=["ada"]), "kaya", Window(slot(1), slot(4)))
    desk, store = opened(round_)
    for number, by in ((1, REED), (2, CAS), (3, KAYA)):
        done(book(desk, f"ada:{by.id}", start=slot(number), by=by, at=NOW).run(store))
    early = Windows([Window(slot(3), slot(4))])
    proposal = rearrangement(stands(desk, store), "ada", early, seconds=0.2)
    assert proposal.changes["ada:kaya"] in (slot(1), slot(2))
    assert len(proposal.changes) == 2
    assert not proposal.fewest
    ill = Windows([Window(slot(0), slot(4))])
    nobody = rearrangement(stands(desk, store), "ada", ill, seconds=0.1)
    assert set(nobody.changes.values()) == {None}
    blocked = block(desk, "ada", ill, by=OFFICE, at=NOW, changes=nobody.changes).run(store)
    assert isinstance(blocked, Blocked)
    assert {one.state for one in blocked.changed} == {State.OPEN}
    assert happened(store)[-4:] == ["cancelled", "cancelled", "cancelled", "blocked"]
    again = block(desk, "ada", ill, by=OFFICE, at=NOW, changes=nobody.changes).run(store)
    assert again == blocked
    assert happened(store).count("blocked") == 1
    for _ in range(2):
        assert unblock(desk, "ada", ill, by=OFFICE, at=NOW).run(store) == Blocked("ada", Windows())
    assert happened(store).count("unblocked") == 1
    assert_sound(desk, store, NOW)


def test_meetings_that_move_together_leave_each_other_who_they_need() -> None:
    """An interpreter of a pool, and who may stay away, go where they cannot be done without."""
    people = {
        Kind.TEACHER: ("ada", "ben"),
        Kind.GUARDIAN: ("reed", "cas"),
        Kind.INTERPRETER: ("ines", "igor"),
        Kind.STAFF: ("head",),
    }
    round_ = evening(
        people=tuple(Person(id_, kind) for kind, ids in people.items() for id_ in ids),
        pools=(Pool("spanish", ("ines", "igor")),),
        meetings=(
            Meeting("one", 15, ("ada", "reed"), from_pools=("spanish",), optional=("head",)),
            Meeting("two", 15, ("ben", "cas", "ines", "head")),
        ),
    )
    desk, store = opened(round_)
    one = done(book(desk, "one", start=FIRST, by=OFFICE, at=NOW).run(store))
    assert (one.pools, one.attending) == ({"spanish": "ines"}, ("head",))
    done(book(desk, "two", start=slot(1), by=OFFICE, at=NOW).run(store))
    ill, changes = Windows([Window(FIRST, slot(1))]), {"one": slot(3), "two": slot(3)}
    answer = block(desk, "ada", ill, by=OFFICE, at=NOW, changes=changes).run(store)
    assert isinstance(answer, Blocked), answer
    one, two = answer.changed
    assert (one.start, one.pools, one.attending) == (slot(3), {"spanish": "igor"}, ())
    assert (two.start, two.pools) == (slot(3), {})
    assert_sound(desk, store, NOW)
    late = Windows([Window(slot(3), slot(4))])
    freed = block(desk, "ada", late, by=OFFICE, at=NOW, changes={"one": slot(2), "two": None}).run(
        store
    )
    assert isinstance(freed, Blocked), freed
    one, two = freed.changed
    assert (one.pools, one.attending, two.start) == ({"spanish": "ines"}, ("head",), None)


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_what_is_waived_takes_no_interpreter_from_who_could_have_one(
    order: tuple[str, str],
) -> None:
    """An override is for where there is no other way, whichever meeting is named first."""
    people = {
        Kind.TEACHER: ("ada", "ben"),
        Kind.GUARDIAN: ("reed", "cas"),
        Kind.INTERPRETER: ("ines", "igor"),
    }
    round_ = evening(
        people=tuple(Person(id_, kind) for kind, ids in people.items() for id_ in ids),
        pools=(Pool("any", ("ines", "igor")), Pool("signs", ("ines",))),
        meetings=(
            Meeting("one", 15, ("ada", "reed"), from_pools=("any",)),
            Meeting("two", 15, ("ben", "cas"), from_pools=("signs",)),
        ),
    )
    desk, store = opened(round_)
    for number, id_ in enumerate(("one", "two")):
        done(book(desk, id_, start=slot(number), by=OFFICE, at=NOW).run(store))
    answer = block(
        desk,
        "ada",
        Windows([Window(FIRST, slot(1))]),
        by=OFFICE,
        at=NOW,
        changes=dict.fromkeys(order, slot(3)),
        override=Override("for once", frozenset({ObjectionKind.AVAILABLE})),
    ).run(store)
    assert isinstance(answer, Blocked), answer
    found = {one.meeting: (dict(one.pools), one.overridden) for one in answer.changed}
    assert found == {"one": ({"any": "igor"}, ()), "two": ({"signs": "ines"}, ())}


def test_who_may_come_does_so_without_an_interpreter_too() -> None:
    """Where the office does without one, be the meeting moved alone or for a block."""
    kinds = (Kind.TEACHER, Kind.GUARDIAN, Kind.TEACHER, Kind.INTERPRETER, Kind.STAFF)
    names = ("ada", "reed", "ben", "ines", "head")
    round_ = evening(
        people=tuple(map(Person, names, kinds)),
        pools=(Pool("spanish", ("ines",)),),
        meetings=(
            Meeting("one", 15, ("ada", "reed"), from_pools=("spanish",), optional=("head",)),
            Meeting("two", 15, ("ben", "ines")),
        ),
    )
    desk, store = opened(round_)
    for number, id_ in enumerate(("one", "two")):
        done(book(desk, id_, start=slot(number), by=OFFICE, at=NOW).run(store))
    nobody = Override("they speak Dutch", frozenset({ObjectionKind.AVAILABLE}))
    moved = done(move(desk, "one", start=slot(1), by=OFFICE, at=NOW, override=nobody).run(store))
    assert (moved.pools, moved.attending) == ({}, ("head",))
    assert moved.overridden == (ObjectionKind.AVAILABLE,)
    done(move(desk, "one", start=FIRST, by=OFFICE, at=NOW).run(store))
    ill, changes = Windows([Window(FIRST, slot(1))]), {"one": slot(1)}
    answer = block(desk, "ada", ill, by=OFFICE, at=NOW, changes=changes, override=nobody).run(
        store
    )
    assert isinstance(answer, Blocked), answer
    assert [(one.pools, one.attending) for one in answer.changed] == [({}, ("head",))]


def test_meetings_with_many_choices_are_refused_after_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where no room is free, not every choice of all the others is looked at again and again."""
    many = range(8)
    pools = [Pool(pool, tuple(f"{pool}{n}" for n in many)) for pool in ("talks", "helps", "room")]
    early = Windows([Window(FIRST, slot(2))])
    round_ = evening(
        people=(
            *(Person(id_, Kind.TEACHER) for id_ in ("ada", "ben")),
            *(Person(id_, Kind.GUARDIAN) for id_ in ("reed", "cas")),
            *(Person(id_, Kind.STAFF) for pool in pools[:2] for id_ in pool.members),
            *(Person(id_, Kind.ROOM, available=early) for id_ in pools[2].members),
        ),
        pools=tuple(pools),
        meetings=(
            Meeting("one", 15, ("ada", "reed"), from_pools=("talks", "helps")),
            Meeting("two", 15, ("ben", "cas"), from_pools=("talks", "helps", "room")),
        ),
    )
    desk, store = opened(round_)
    for number, id_ in enumerate(("one", "two")):
        done(book(desk, id_, start=slot(number), by=OFFICE, at=NOW).run(store))
    asked = []
    plain = Ledger.objections_to

    def counted(ledger: Ledger, meeting: Meeting, placement: Placement) -> list[Objection]:
        asked.append(meeting.id)
        return plain(ledger, meeting, placement)

    monkeypatch.setattr(Ledger, "objections_to", counted)
    ill, changes = Windows([Window(FIRST, slot(1))]), {"one": slot(3), "two": slot(3)}
    answer = block(desk, "ada", ill, by=OFFICE, at=NOW, changes=changes).run(store)
    assert str(refused(answer)) == "nobody of talks, helps, room is free then"
    assert len(asked) < 4000


def test_what_is_tried_is_undone_where_it_fails_too() -> None:
    """A ledger stands afterwards as before."""
    desk, _ = opened(evening(teachers=["ada"]))
    (meeting, *_) = desk.meetings
    keys = (desk.keys.person("ada"), desk.keys.person("reed"))
    ledger = Ledger(desk, {}, NOW, keys)
    with pytest.raises(UndeclaredKeyError), ledger.trying():
        ledger.put_in(meeting, Placement(meeting.id, FIRST), None)
        ledger.person("kaya")
    assert ledger.person("ada").entries == []
    assert not ledger.decision(None).put


def test_a_swap_lets_interpreters_change_over() -> None:
    """Each can at one of the two times only: they change places against the meetings."""
    early, late = Windows([Window(slot(0), slot(1))]), Windows([Window(slot(1), slot(2))])
    round_ = evening(
        people=(
            *(Person(id_, Kind.TEACHER) for id_ in ("ada", "ben")),
            *(Person(id_, Kind.GUARDIAN) for id_ in ("reed", "cas")),
            Person("ines", Kind.INTERPRETER, available=early),
            Person("igor", Kind.INTERPRETER, available=late),
        ),
        pools=(Pool("spanish", ("ines", "igor")),),
        meetings=(
            Meeting("one", 15, ("ada", "reed"), from_pools=("spanish",)),
            Meeting("two", 15, ("ben", "cas"), from_pools=("spanish",)),
        ),
    )
    desk, store = opened(round_)
    done(book(desk, "one", start=slot(0), by=OFFICE, at=NOW).run(store))
    done(book(desk, "two", start=slot(1), by=OFFICE, at=NOW).run(store))
    assert not isinstance(swap(desk, "one", "two", by=OFFICE, at=NOW).run(store), BookingRefusal)
    now = stands(desk, store, NOW).bookings
    assert {id_: (one.start, one.pools) for id_, one in now.items()} == {
        "one": (slot(1), {"spanish": "igor"}),
        "two": (slot(0), {"spanish": "ines"}),
    }
    assert_sound(desk, store, NOW)


def test_meetings_that_cannot_move_together_stay() -> None:
    """Two want the one interpreter at once: refused with who is missing, nothing changed."""
    round_ = evening(
        teachers=["ada", "ben"],
        people=(
            *(Person(id_, Kind.TEACHER) for id_ in ("ada", "ben")),
            *(Person(id_, Kind.GUARDIAN) for id_ in ("reed", "cas")),
            Person("ines", Kind.INTERPRETER),
        ),
        pools=(Pool("spanish", ("ines",)),),
        meetings=tuple(
            Meeting(f"{t}:{f}", 15, (t, f), from_pools=("spanish",))
            for t, f in (("ada", "reed"), ("ben", "cas"))
        ),
    )
    desk, store = opened(round_)
    for number, id_ in enumerate(("ada:reed", "ben:cas")):
        done(book(desk, id_, start=slot(number), by=OFFICE, at=NOW).run(store))
    before = stands(desk, store, NOW).bookings
    ill, changes = Windows([Window(FIRST, slot(1))]), {"ada:reed": slot(3), "ben:cas": slot(3)}
    answer = block(desk, "ada", ill, by=OFFICE, at=NOW, changes=changes).run(store)
    assert str(refused(answer)) == "nobody of spanish is free then"
    assert stands(desk, store, NOW).bookings == before


def test_a_block_takes_whole_minutes_and_unblocking_gives_no_more_than_was_said() -> None:
    """A second into a meeting's time keeps it free; what is answered is what is kept."""
    desk, store = opened(evening(teachers=["ada"]))
    second = Window(Instant(slot(0).microseconds + 1), Instant(slot(1).microseconds + 1))
    minutes = Windows([Window(slot(0), slot(1).plus(minutes=1))])
    for _ in range(2):
        answer = block(desk, "ada", Windows([second]), by=ADA, at=NOW).run(store)
        assert answer == Blocked("ada", minutes)
    assert stands(desk, store).blocks == {"ada": minutes}
    assert happened(store) == ["blocked"]
    found = offers(desk, "ada:reed", by=REED, at=NOW).run(store)
    assert isinstance(found, tuple)
    assert [one.start for one in found] == [slot(2), slot(3)]
    freed = unblock(desk, "ada", Windows([second]), by=ADA, at=NOW).run(store)
    assert isinstance(freed, Blocked)
    left = (Window(slot(0), slot(0).plus(minutes=1)), Window(slot(1), slot(1).plus(minutes=1)))
    assert freed.blocks == Windows(left)
    nothing = Windows([Window(slot(0), Instant(slot(0).microseconds + 1))])
    assert unblock(desk, "ada", nothing, by=ADA, at=NOW).run(store) == freed


def test_blocking_is_for_the_person_and_the_office() -> None:
    """And for people and meetings there are."""
    desk, store = opened()
    some = Windows([Window(slot(0), slot(1))])
    for by, person, kind in (
        (REED, "ada", ObjectionKind.NOT_YOURS),
        (BEN, "ada", ObjectionKind.NOT_YOURS),
        (OFFICE, "nobody", ObjectionKind.UNKNOWN),
    ):
        assert refused(block(desk, person, some, by=by, at=NOW).run(store)).kinds == {kind}
    unknown = block(desk, "ada", some, by=ADA, at=NOW, changes={"nothing": None}).run(store)
    assert refused(unknown).kinds == {ObjectionKind.UNKNOWN}
    unbooked = block(desk, "ada", some, by=ADA, at=NOW, changes={"ada:reed": slot(1)}).run(store)
    assert refused(unbooked).kinds == {ObjectionKind.STATE}
    override = Override("because", frozenset({ObjectionKind.LIMIT}))
    waived = block(desk, "ada", some, by=ADA, at=NOW, override=override).run(store)
    assert refused(waived).kinds == {ObjectionKind.NOT_YOURS}


def test_a_teacher_changes_no_other_teachers_meetings() -> None:
    """Neither by the changes that come with a block, nor does anybody as the clock."""
    desk, store = opened()
    done(book(desk, "ben:cas", start=slot(2), by=CAS, at=NOW).run(store))
    some = Windows([Window(slot(0), slot(1))])
    answer = block(desk, "ada", some, by=ADA, at=NOW, changes={"ben:cas": None}).run(store)
    assert refused(answer).kinds == {ObjectionKind.NOT_YOURS}
    clock = cancel(desk, "ben:cas", by=Actor(Role.CLOCK), at=NOW).run(store)
    assert refused(clock).kinds == {ObjectionKind.NOT_YOURS}
    assert stands(desk, store).bookings["ben:cas"].start == slot(2)


def test_a_meeting_goes_on_without_who_only_attends() -> None:
    """The head, who is welcome everywhere, is called away."""
    round_ = evening(
        people=(
            Person("ada", Kind.TEACHER),
            Person("reed", Kind.GUARDIAN),
            Person("head", Kind.STAFF),
        ),
        meetings=(Meeting("m", 15, ("ada", "reed"), optional=("head",)),),
    )
    desk, store = opened(round_)
    assert done(book(desk, "m", start=FIRST, by=REED, at=NOW).run(store)).attending == ("head",)
    away = Windows([Window(slot(0), slot(2))])
    answer = block(desk, "head", away, by=Actor.staff("head"), at=NOW).run(store)
    assert isinstance(answer, Blocked)
    booking = stands(desk, store).bookings["m"]
    assert (booking.attending, booking.start) == ((), FIRST)
    assert_sound(desk, store, NOW)


# ---------------------------------------------------------------------------- walk-ins, the solver


def test_a_desk_that_knows_no_walk_in_blocks_no_time_over_it() -> None:
    """It is told to be got anew."""
    desk, store = opened()
    extra = Meeting("extra", 15, ("ada", "cas"))
    assert isinstance(walk_in(desk, extra, start=FIRST, by=ADA, at=NOW).run(store), AddedMeeting)
    answer = block(desk, "ada", Windows([Window(slot(0), slot(1))]), by=ADA, at=NOW).run(store)
    assert refused(answer).kinds == {ObjectionKind.OUTDATED}


def test_a_walk_in_is_booked_by_the_rules_and_known_to_all() -> None:
    """Its people's time is taken; the desk that is found next knows it."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    extra = Meeting("extra", 15, ("ada", "cas"), place=None)
    taken = walk_in(desk, extra, start=FIRST, by=ADA, at=slot(0)).run(store)
    assert refused(taken).kinds == {ObjectionKind.ONCE}
    added = walk_in(desk, extra, start=slot(1), by=ADA, at=slot(0), request="w").run(store)
    assert isinstance(added, AddedMeeting)
    again = walk_in(desk, extra, start=slot(1), by=ADA, at=slot(0), request="w").run(store)
    assert again == added
    there = kept_desk("autumn").run(store)
    assert there == added.desk
    assert there is not None
    assert refused(book(desk, "ben:cas", start=slot(1), by=CAS, at=NOW).run(store)).kinds == {
        ObjectionKind.ONCE
    }
    done(mark_missed(there, "extra", by=ADA, at=slot(2)).run(store))
    other = walk_in(desk, attrs.evolve(extra, minutes=30), start=slot(2), by=ADA, at=slot(2))
    assert refused(other.run(store)).kinds == {ObjectionKind.STATE}
    family = walk_in(desk, attrs.evolve(extra, id="x"), start=slot(2), by=CAS, at=slot(2))
    assert refused(family.run(store)).kinds == {ObjectionKind.NOT_YOURS}
    with pytest.raises(InvalidInputError, match="unknown person"):
        walk_in(desk, Meeting("y", 15, ("nobody",)), start=slot(2), by=ADA, at=slot(2))
    assert_sound(there, store, slot(2))


def test_the_solver_places_the_rest_around_what_is_booked() -> None:
    """First the families, then the solver; what is booked, held or blocked stays."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=slot(1), by=REED, at=NOW).run(store))
    done(hold(desk, "ben:cas", start=slot(2), by=CAS, at=NOW).run(store))
    done(withdraw(desk, "ben:kaya", by=KAYA, at=NOW).run(store))
    block(desk, "ada", Windows([Window(slot(0), slot(1))]), by=ADA, at=NOW).run(store)
    plan = place_rest(stands(desk, store), seconds=0.2)
    answer = adopt(desk, plan, by=OFFICE, at=NOW).run(store)
    assert isinstance(answer, Adopted)
    assert answer.refused == {}
    assert [one.meeting for one in answer.pending] == ["ben:cas"]
    booked = stands(desk, store).booked
    assert {one.meeting for one in booked.placements} == {one.meeting for one in answer.booked}
    assert "ben:cas" in booked.unplaced
    assert len(answer.booked) == 4
    after = stands(desk, store)
    assert after.bookings["ada:reed"].start == slot(1)
    assert after.bookings["ben:cas"].state is State.HELD
    assert after.bookings["ben:kaya"].state is State.WITHDRAWN
    assert len(after.plan.placements) == 5
    assert check(desk.round, after.plan) == ()
    assert adopt(desk, plan, by=OFFICE, at=NOW).run(store) == answer
    assert_sound(desk, store, NOW)
    assert refused(adopt(desk, plan, by=ADA, at=NOW).run(store)).kinds == {ObjectionKind.NOT_YOURS}


def test_no_open_meeting_outweighs_a_booking() -> None:
    """However weighty it is, it does not take the place of what is booked."""
    weighty = Meeting("weighty", 15, ("ada", "cas"), priority=9)
    round_ = evening(slots=1, meetings=(Meeting("light", 15, ("ada", "reed")), weighty))
    desk, store = opened(round_)
    done(book(desk, "light", start=FIRST, by=REED, at=NOW).run(store))
    plan = place_rest(stands(desk, store), seconds=0.1)
    assert [one.meeting for one in plan.placements] == ["light"]
    assert plan.unplaced == ("weighty",)


def test_what_no_longer_fits_a_plan_is_told() -> None:
    """Somebody booked while it was solved: that meeting stays open, the others are booked."""
    desk, store = opened(evening(teachers=["ada"], families=["reed", "cas"], slots=2))
    plan = place_rest(stands(desk, store), seconds=0.1)
    starts = {one.meeting: one.start for one in plan.placements}
    done(book(desk, "ada:reed", start=starts["ada:cas"], by=REED, at=NOW).run(store))
    answer = adopt(desk, plan, by=OFFICE, at=NOW).run(store)
    assert isinstance(answer, Adopted)
    assert {id_: one.kinds for id_, one in answer.refused.items()} == {
        "ada:cas": {ObjectionKind.ONCE}
    }


def test_a_meeting_withdrawn_since_it_was_planned_is_not_booked() -> None:
    """It is told as refused, and stays withdrawn."""
    desk, store = opened(evening(teachers=["ada"], families=["reed", "cas"], slots=2))
    plan = place_rest(stands(desk, store), seconds=0.1)
    withdrawn = done(withdraw(desk, "ada:cas", by=CAS, at=NOW).run(store))
    answer = adopt(desk, plan, by=OFFICE, at=NOW).run(store)
    assert isinstance(answer, Adopted)
    assert [one.meeting for one in answer.booked] == ["ada:reed"]
    assert {id_: one.kinds for id_, one in answer.refused.items()} == {
        "ada:cas": {ObjectionKind.STATE}
    }
    assert stands(desk, store).bookings["ada:cas"] == withdrawn


@pytest.mark.parametrize("first", [REED, CAS], ids=str)
def test_of_who_asks_at_the_same_instant_the_first_is_first(first: Actor) -> None:
    """Not whose id comes first in the alphabet or whose meeting in the round."""
    desk, store = opened(evening(teachers=["ada"], slots=1), LINE)
    done(book(desk, "ada:kaya", start=FIRST, by=KAYA, at=NOW).run(store))
    line = [first, *(one for one in (REED, CAS) if one != first)]
    for by in line:
        done(wait(desk, f"ada:{by.id}", by=by, at=NOW).run(store))
    there = Windows([Window(FIRST, slot(1))])
    done(wait(desk, f"ada:{first.id}", by=first, at=NOW, within=there).run(store))
    operations = due(desk, at=NOW).run(store)
    assert isinstance(operations, tuple)
    assert operations[0].keys[0] == desk.keys.meeting(f"ada:{first.id}")
    done(cancel(desk, "ada:kaya", by=KAYA, at=NOW).run(store))
    states = [stands(desk, store).bookings[f"ada:{by.id}"].state for by in line]
    assert states == [State.OFFERED, State.OPEN]


def test_a_plan_of_strangers_is_adopted_with_those_it_can_have() -> None:
    """People who have no part in a meeting are not taken into it."""
    desk, store = opened()
    there = Placement("ada:reed", FIRST, {"nothing": "nobody"}, ("stranger",))
    plan = Plan("autumn", (there,), (), Score(0, 0, Terms()))
    answer = adopt(desk, plan, by=OFFICE, at=NOW).run(store)
    assert isinstance(answer, Adopted)
    assert [(one.pools, one.attending) for one in answer.booked] == [({}, ())]


def test_the_solver_keeps_off_what_the_office_let_pass() -> None:
    """A booking outside a teacher's hours cannot be pinned in the round; its time is taken."""
    desk, store = opened(with_hours(evening(), "ada", Window(slot(2), slot(4))))
    override = Override("she agreed", frozenset({ObjectionKind.AVAILABLE}))
    there = book(desk, "ada:reed", start=FIRST, by=OFFICE, at=NOW, override=override)
    done(there.run(store))
    plan = place_rest(stands(desk, store), seconds=0.2)
    answer = adopt(desk, plan, by=OFFICE, at=NOW).run(store)
    assert isinstance(answer, Adopted)
    assert answer.refused == {}
    starts = {id_: one.start for id_, one in stands(desk, store).bookings.items()}
    assert starts["ada:reed"] == FIRST != starts["ben:reed"]


def test_the_solver_keeps_people_apart_from_what_the_office_let_pass() -> None:
    """A court's order holds around a booking that the round itself would not allow, too."""
    round_ = with_hours(
        evening(families=["reed", "cas"], keep_apart=(KeepApart(("reed", "cas"), 15),)),
        "ada",
        Window(slot(2), slot(4)),
    )
    desk, store = opened(round_)
    override = Override("she agreed", frozenset({ObjectionKind.AVAILABLE}))
    done(book(desk, "ada:reed", start=FIRST, by=OFFICE, at=NOW, override=override).run(store))
    plan = place_rest(stands(desk, store), seconds=0.2)
    starts = {one.meeting: one.start for one in plan.placements}
    assert starts["ben:cas"] >= slot(2)
    answer = adopt(desk, plan, by=OFFICE, at=NOW).run(store)
    assert isinstance(answer, Adopted)
    assert answer.refused == {}


def test_what_is_over_stays_where_it_was() -> None:
    """Also where the teacher's time was blocked afterwards, which no round could have."""
    desk, store = opened(evening(teachers=["ada"]))
    for number, by in enumerate((REED, CAS)):
        done(book(desk, f"ada:{by.id}", start=slot(number), by=by, at=NOW).run(store))
        done(mark_missed(desk, f"ada:{by.id}", by=ADA, at=slot(2)).run(store))
    answer = block(desk, "ada", Windows([Window(slot(0), slot(1))]), by=ADA, at=slot(2))
    assert isinstance(answer.run(store), Blocked)
    plan = place_rest(stands(desk, store, slot(2)), seconds=0.1)
    starts = {one.meeting: one.start for one in plan.placements}
    assert starts["ada:cas"] == slot(1)
    assert starts["ada:kaya"] >= slot(2)
    assert "ada:reed" not in {*starts, *plan.unplaced}


def test_the_solver_leaves_out_families_that_have_enough() -> None:
    """And starts that have passed."""
    desk, store = opened(policy=BookingPolicy(most_per_family=1))
    done(book(desk, "ada:reed", start=slot(3), by=REED, at=NOW).run(store))
    plan = place_rest(stands(desk, store, slot(1)), seconds=0.1)
    starts = {one.meeting: one.start for one in plan.placements}
    assert "ben:reed" not in {*starts, *plan.unplaced}
    assert min(starts.values()) >= slot(1)


def test_walk_ins_stay_when_the_desk_changes() -> None:
    """Their people's time stays taken; a desk that does not know them is refused."""
    desk, store = opened()
    extra = Meeting("extra", 15, ("ada", "cas"))
    added = walk_in(desk, extra, start=FIRST, by=ADA, at=NOW).run(store)
    assert isinstance(added, AddedMeeting)
    stale = attrs.evolve(desk, policy=BookingPolicy(hold_minutes=5))
    assert refused(keep_desk(stale, by=OFFICE, at=NOW).run(store)).kinds == {
        ObjectionKind.OUTDATED
    }
    fresh = attrs.evolve(added.desk, policy=BookingPolicy(hold_minutes=5))
    assert keep_desk(fresh, by=OFFICE, at=NOW).run(store) == fresh
    answer = book(fresh, "ada:reed", start=FIRST, by=REED, at=NOW).run(store)
    assert refused(answer).kinds == {ObjectionKind.ONCE}
    assert_sound(fresh, store, NOW)


def test_a_family_that_left_and_comes_back_is_counted_anew() -> None:
    """When a desk is kept anew, families are counted by what is booked then."""
    policy = BookingPolicy(most_per_family=1)
    desk, store = opened(policy=policy)
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    others = attrs.evolve(desk, families=tuple(f for f in desk.families if f.id != "reed"))
    assert keep_desk(others, by=OFFICE, at=NOW).run(store) == others
    done(cancel(others, "ada:reed", by=OFFICE, at=NOW).run(store))
    assert keep_desk(desk, by=OFFICE, at=NOW).run(store) == desk
    done(book(desk, "ben:reed", start=FIRST, by=REED, at=NOW).run(store))


def test_deciding_by_what_was_not_declared_is_refused() -> None:
    """A document that was not asked for would be taken for empty."""
    desk, _ = opened()
    ledger = Ledger(desk, {}, NOW, (desk.keys.person("ada"),))
    assert ledger.person("ada").entries == []
    with pytest.raises(UndeclaredKeyError, match="person/ben"):
        ledger.person("ben")


def test_holding_the_same_again_lasts_no_longer() -> None:
    """So that nobody keeps a start for ever without booking it."""
    desk, store = opened()
    first = done(hold(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    later = NOW.plus(minutes=9)
    again = done(hold(desk, "ada:reed", start=FIRST, by=REED, at=later).run(store))
    assert again.until == first.until
    other = done(hold(desk, "ada:reed", start=slot(1), by=REED, at=later).run(store))
    assert other.until == later.plus(minutes=10)
