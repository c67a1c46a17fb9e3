"""Commands on one meeting: what they do, what they refuse, and what a family is told."""

from typing import Any

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
    Act,
    Actor,
    BookingPolicy,
    BookingRefusal,
    Desk,
    Family,
    ObjectionKind,
    Override,
    Release,
    State,
    book,
    booking_of,
    cancel,
    confirm,
    families_of,
    hold,
    keep_desk,
    kept_desk,
    leave,
    mark_met,
    mark_missed,
    move,
    offers,
    propose_swap,
    reopen,
    wait,
    walk_in,
    withdraw,
)
from conferencekit.booking._states import LIFE
from conferencekit.errors import InvalidInputError, NewerSchemaError, StoreCorruptError
from conferencekit.planning import Occasion, build_round
from conferencekit.scheduling import KeepApart, Kind, Meeting, Person, Pool
from conferencekit.storage import Body, Decision, Operation
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Window, Windows
from conferencekit.wire import JsonValue
from samples import made
from samples import policy as round_policy

REED, CAS, ADA = Actor.family("reed"), Actor.family("cas"), Actor.staff("ada")
LATER = NOW.plus(minutes=5)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (Body("timeline", 2, {"entries": [], "blocks": []}), NewerSchemaError),
        (Body("diary", 1, {"entries": [], "blocks": []}), StoreCorruptError),
        (Body("timeline", 1, {"entries": [[1]], "blocks": []}), StoreCorruptError),
        (Body("timeline", 1, {}), StoreCorruptError),
        (Body("timeline", 1, {"entries": [], "blocks": [[5, 3]]}), StoreCorruptError),
    ],
)
def test_what_is_no_timeline_is_neither_read_nor_written_over(
    body: Body, error: type[Exception]
) -> None:
    """By a booking, nor by another desk."""
    desk, store = opened()
    place = desk.keys.person("ada")
    store.transact([place], lambda _: Decision(None, put={place: body}))
    with pytest.raises(error, match="person/ada"):
        book(desk, "ada:reed", start=FIRST, by=OFFICE, at=NOW).run(store)
    other = attrs.evolve(desk, policy=BookingPolicy(hold_minutes=3))
    with pytest.raises(error, match="person/ada"):
        keep_desk(other, by=OFFICE, at=NOW).run(store)
    assert store.read([place])[place].body == body


def test_what_a_family_holds_lapses_no_later_than_it_could_be_confirmed() -> None:
    """At the close, or at the cut-off; what the school holds is not bound by these."""
    closes = NOW.plus(minutes=5)
    policies = (
        (BookingPolicy(closes=closes, hold_minutes=10), closes),
        (BookingPolicy(cutoff_minutes=60, hold_minutes=10_000), FIRST.plus(minutes=-60)),
    )
    reed = Actor.family("reed")
    for policy, last in policies:
        desk, store = opened(evening(), policy)
        held = done(hold(desk, "ada:reed", start=FIRST, by=reed, at=NOW).run(store))
        assert held.until == last
        before, at = last.plus(seconds=-1), last
        late = refused(confirm(desk, "ada:reed", by=reed, at=at).run(store))
        assert ObjectionKind.LAPSED in late.kinds
        assert done(confirm(desk, "ada:reed", by=reed, at=before).run(store)).state is State.BOOKED
        school = hold(desk, "ben:cas", start=FIRST, by=OFFICE, at=NOW)
        assert done(school.run(store)).until == NOW.plus(minutes=policy.hold_minutes)


def test_a_booked_start_is_gone_for_everybody_in_it() -> None:
    """Neither the teacher nor the guardian can be booked elsewhere at that time."""
    desk, store = opened()
    booking = done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    assert (booking.state, booking.start, booking.by) == (State.BOOKED, FIRST, REED)
    for meeting, by, who in (("ada:cas", CAS, "ada"), ("ben:reed", REED, "reed")):
        answer = refused(book(desk, meeting, start=FIRST, by=by, at=NOW).run(store))
        assert answer.kinds == {ObjectionKind.ONCE}
        assert answer.objections[0].people == (who,)
        assert str(answer) == f"{who} is in another meeting then"


def test_a_hold_keeps_a_start_until_it_lapses() -> None:
    """Others are refused until then; its owner confirms it; afterwards it is anybody's."""
    desk, store = opened()
    held = done(hold(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    assert (held.state, held.until) == (State.HELD, NOW.plus(minutes=10))
    other = book(desk, "ada:cas", start=FIRST, by=CAS, at=NOW.plus(minutes=9))
    assert refused(other.run(store)).kinds == {ObjectionKind.ONCE}
    after = NOW.plus(minutes=10)
    late = refused(confirm(desk, "ada:reed", by=REED, at=after).run(store))
    assert late.kinds == {ObjectionKind.LAPSED}
    done(book(desk, "ada:cas", start=FIRST, by=CAS, at=after).run(store))
    assert stands(desk, store, after).bookings["ada:reed"].state is State.OPEN


def test_that_a_hold_lapsed_is_told_before_what_comes_after() -> None:
    """Whoever acts first tells of it, if nobody asked what was due; and once."""
    desk, store = opened()
    done(hold(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    at = NOW.plus(minutes=11)
    booking = done(book(desk, "ada:reed", start=slot(1), by=REED, at=at).run(store))
    assert [step.act for step in booking.history] == [Act.HOLD, Act.LAPSE, Act.BOOK]
    assert booking.version == 3
    assert happened(store) == ["held", "lapsed", "booked"]
    assert_sound(desk, store, at)


def test_who_holds_a_start_is_not_in_their_own_way() -> None:
    """A hold is confirmed, booked over or exchanged for another by its owner."""
    desk, store = opened()
    done(hold(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    done(hold(desk, "ada:reed", start=slot(1), by=REED, at=NOW).run(store))
    done(hold(desk, "ada:cas", start=FIRST, by=CAS, at=NOW).run(store))
    assert done(confirm(desk, "ada:reed", by=REED, at=LATER).run(store)).start == slot(1)
    assert done(book(desk, "ada:cas", start=FIRST, by=CAS, at=LATER).run(store)).until is None
    assert happened(store) == ["held", "held", "held", "booked", "booked"]


def test_a_hold_is_its_owners() -> None:
    """Of two households of one child, the other one neither confirms nor drops it."""
    round_ = evening(meetings=(Meeting("joint", 15, ("ada", "reed", "cas")),))
    desk, store = opened(round_)
    done(hold(desk, "joint", start=FIRST, by=REED, at=NOW).run(store))
    for command in (confirm, cancel):
        answer = command(desk, "joint", by=CAS, at=NOW).run(store)
        assert refused(answer).kinds == {ObjectionKind.NOT_YOURS}
    assert done(confirm(desk, "joint", by=ADA, at=NOW).run(store)).state is State.BOOKED


def test_a_move_is_one_step() -> None:
    """The old start is kept where the new one is refused, and free where it is not."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    done(book(desk, "ada:cas", start=slot(1), by=CAS, at=NOW).run(store))
    answer = refused(move(desk, "ada:reed", start=slot(1), by=REED, at=NOW).run(store))
    assert answer.kinds == {ObjectionKind.ONCE}
    assert stands(desk, store).bookings["ada:reed"].start == FIRST
    moved = done(move(desk, "ada:reed", start=slot(2), by=REED, at=NOW).run(store))
    assert [step.start for step in moved.history] == [FIRST, slot(2)]
    done(book(desk, "ada:kaya", start=FIRST, by=OFFICE, at=NOW).run(store))


def test_a_family_moves_within_its_own_time() -> None:
    """A longer meeting moves by less than its length: it is not in its own way."""
    round_ = evening(tick_minutes=5, meetings=(Meeting("ada:reed", 30, ("ada", "reed")),))
    desk, store = opened(round_)
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    done(move(desk, "ada:reed", start=FIRST.plus(minutes=5), by=REED, at=NOW).run(store))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", [act for act in Act if act not in (Act.OFFER, Act.LAPSE)])
def test_what_the_table_does_not_have_is_refused(state: State, act: Act) -> None:
    """For each state and act: done as the table says, or refused and nothing happens."""
    desk, store = opened(policy=BookingPolicy(offer_minutes=30))
    done(book(desk, "ben:cas", start=slot(1), by=OFFICE, at=NOW).run(store))
    at = slot(3)  # the meeting has begun, so that it can be missed
    document: dict[str, JsonValue] = {"state": str(state), "version": 1}
    if state not in (State.OPEN, State.WITHDRAWN):
        document["start"] = FIRST.microseconds
    if state in (State.HELD, State.OFFERED):
        document["until"] = at.plus(minutes=5).microseconds
    key = desk.keys.meeting("ada:reed")
    keep(store, key, Body("booking", 1, document))
    answer = commands_by_act(desk)[act].run(store)
    if act in LIFE[state]:
        assert done(answer).state is LIFE[state][act] or done(answer).state is State.OFFERED
    else:
        assert refused(answer).kinds & {ObjectionKind.STATE}
        assert store.read([key])[key].version == 1


def commands_by_act(desk: Desk) -> dict[Act, Operation[Any]]:
    """For each act an operation of the office on one meeting, after it has begun."""
    at, one = slot(3), "ada:reed"
    return {
        Act.HOLD: hold(desk, one, start=slot(1), by=OFFICE, at=at),
        Act.BOOK: book(desk, one, start=slot(1), by=OFFICE, at=at),
        Act.CONFIRM: confirm(desk, one, by=OFFICE, at=at),
        Act.MOVE: move(desk, one, start=slot(1), by=OFFICE, at=at),
        Act.CANCEL: cancel(desk, one, by=OFFICE, at=at),
        Act.WITHDRAW: withdraw(desk, one, by=OFFICE, at=at),
        Act.REOPEN: reopen(desk, one, by=OFFICE, at=at),
        Act.WAIT: wait(desk, one, by=OFFICE, at=at),
        Act.LEAVE: leave(desk, one, by=OFFICE, at=at),
        Act.PROPOSE: propose_swap(desk, one, "ben:cas", by=OFFICE, at=at),
        Act.MEET: mark_met(desk, one, by=OFFICE, at=at),
        Act.MISS: mark_missed(desk, one, by=OFFICE, at=at),
    }


# ------------------------------------------------------------------------ who, when, how many


def test_a_family_commands_its_own_meetings_alone() -> None:
    """Staff those they are in, the office all; whose it is not learns nothing of its state."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    for nobody in (Actor.family("ada"), Actor.staff("sam")):
        for command in (cancel, confirm, mark_met):
            answer = refused(command(desk, "ada:reed", by=nobody, at=NOW).run(store))
            assert str(answer) == f"there is no {nobody}"
            assert answer.kinds == {ObjectionKind.UNKNOWN}
    for by in (CAS, Actor.staff("ben")):
        for command in (cancel, confirm, mark_met):
            answer = refused(command(desk, "ada:reed", by=by, at=NOW).run(store))
            assert answer.kinds == {ObjectionKind.NOT_YOURS}
    assert refused(mark_met(desk, "ada:reed", by=REED, at=NOW).run(store)).kinds == {
        ObjectionKind.NOT_YOURS
    }
    done(move(desk, "ada:reed", start=slot(1), by=ADA, at=NOW).run(store))
    done(cancel(desk, "ada:reed", by=OFFICE, at=NOW).run(store))


def test_release_is_staged() -> None:
    """Families with siblings first, then all; each is told when its turn is."""
    first, second = NOW.plus(hours=1), NOW.plus(hours=2)
    policy = BookingPolicy(
        releases=(Release(second), Release(first, frozenset({"siblings"}))),
        closes=NOW.plus(hours=3),
    )
    families = (Family("reed", ("reed",), frozenset({"siblings"})), Family("cas", ("cas",)))
    desk, store = opened(policy=policy, families=families)
    early = refused(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    assert early.objections[0].opens == first
    assert early.kinds == {ObjectionKind.NOT_OPEN}
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=first).run(store))
    turn = refused(offers(desk, "ada:cas", by=CAS, at=first).run(store))
    assert turn.objections[0].opens == second
    assert offers(desk, "ada:cas", by=CAS, at=second).run(store)
    closed = refused(cancel(desk, "ada:reed", by=REED, at=NOW.plus(hours=3)).run(store))
    assert closed.kinds == {ObjectionKind.CLOSED}
    done(book(desk, "ben:kaya", start=FIRST, by=Actor.staff("ben"), at=NOW).run(store))


def test_a_release_for_others_never_opens() -> None:
    """A family in no group that a release names is told so."""
    policy = BookingPolicy(releases=(Release(NOW, frozenset({"siblings"})),))
    desk, store = opened(policy=policy)
    answer = refused(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    assert str(answer) == "booking is not open to reed"


def test_the_cut_off_holds_for_the_old_start_and_the_new_one() -> None:
    """A family can neither take, leave nor move what is too near; the school can."""
    desk, store = opened(policy=BookingPolicy(cutoff_minutes=20))
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    at = FIRST.plus(minutes=-20)
    for operation in (
        cancel(desk, "ada:reed", by=REED, at=at),
        move(desk, "ada:reed", start=slot(3), by=REED, at=at),
        book(desk, "ben:cas", start=FIRST, by=CAS, at=at),
    ):
        assert refused(operation.run(store)).kinds == {ObjectionKind.TOO_LATE}
    found = offers(desk, "ben:cas", by=CAS, at=at).run(store)
    assert isinstance(found, tuple)
    assert [one.start for one in found] == [slot(1), slot(2), slot(3)]
    done(cancel(desk, "ada:reed", by=REED, at=at.plus(seconds=-1)).run(store))
    done(book(desk, "ben:cas", start=FIRST, by=OFFICE, at=at).run(store))


def test_a_family_has_as_many_meetings_as_it_may() -> None:
    """Holds count; a cancelled one does not; the office can override, and it is recorded."""
    desk, store = opened(policy=BookingPolicy(most_per_family=1))
    done(hold(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    answer = refused(book(desk, "ben:reed", start=slot(1), by=REED, at=NOW).run(store))
    assert answer.kinds == {ObjectionKind.LIMIT}
    assert "reed" not in str(answer)
    assert offers(desk, "ben:reed", by=REED, at=NOW).run(store) == ()
    override = Override("a second child", frozenset({ObjectionKind.LIMIT}))
    again = book(desk, "ben:reed", start=slot(1), by=OFFICE, at=NOW, override=override)
    booking = done(again.run(store))
    assert booking.overridden == (ObjectionKind.LIMIT,)
    assert booking.history[-1].why == "a second child"
    done(cancel(desk, "ben:reed", by=REED, at=NOW).run(store))
    after = NOW.plus(hours=1)
    done(book(desk, "ben:reed", start=slot(1), by=REED, at=after).run(store))


# ---------------------------------------------------------------------------- override, discretion


def test_an_override_is_explicit_and_recorded() -> None:
    """What is not named is not put aside; what is, stands in booking and event."""
    desk, store = opened(with_hours(evening(), "ada", Window(slot(2), slot(4))))
    wrong = Override("she agreed", frozenset({ObjectionKind.TRAVEL}))
    right = Override("she agreed", frozenset({ObjectionKind.AVAILABLE}))
    for override, by in ((None, OFFICE), (wrong, OFFICE), (right, ADA)):
        answer = book(desk, "ada:reed", start=FIRST, by=by, at=NOW, override=override).run(store)
        assert isinstance(answer, BookingRefusal)
    assert happened(store) == []
    booking = done(
        book(desk, "ada:reed", start=FIRST, by=OFFICE, at=NOW, override=right).run(store)
    )
    assert booking.overridden == (ObjectionKind.AVAILABLE,)
    event = store.events(after=1).events[0].event
    assert event.data["overridden"] == ["available"]
    assert event.data["why"] == "she agreed"
    done(book(desk, "ada:cas", start=slot(2), by=CAS, at=NOW).run(store))


@pytest.mark.parametrize("kind", [kind for kind in ObjectionKind if not kind.is_waivable])
def test_nobody_overrides_what_must_not_be(kind: ObjectionKind) -> None:
    """Being at two places at once, or a court's order, among others."""
    with pytest.raises(InvalidInputError, match="cannot be overridden"):
        Override("because", frozenset({kind}))
    with pytest.raises(InvalidInputError, match="say why"):
        Override(" ", frozenset())


def test_a_family_is_told_nothing_of_others() -> None:
    """Not whose meeting is in the way, and not that somebody is to be kept away from them."""
    round_ = evening(keep_apart=(KeepApart(("reed", "cas"), 60),))
    desk, store = opened(round_)
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    apart = refused(book(desk, "ben:cas", start=slot(1), by=CAS, at=NOW).run(store))
    assert "reed" not in repr(apart)
    assert apart.kinds == {ObjectionKind.AVAILABLE}
    full = refused(book(desk, "ben:cas", start=slot(1), by=OFFICE, at=NOW).run(store))
    assert full.kinds == {ObjectionKind.APART}
    taken = refused(
        book(desk, "ada:kaya", start=FIRST, by=Actor.family("kaya"), at=NOW).run(store)
    )
    assert "reed" not in repr(taken)


# ---------------------------------------------------------------------- repeats, stale forms


def test_a_repeated_request_gets_the_first_answer() -> None:
    """Also after the meeting was changed; and another command may not have the same id."""
    desk, store = opened()
    first = book(desk, "ada:reed", start=FIRST, by=REED, at=NOW, request="form-1")
    booking = done(first.run(store))
    again = book(desk, "ada:reed", start=FIRST, by=REED, at=LATER, request="form-1")
    assert again.run(store) == booking
    done(move(desk, "ada:reed", start=slot(1), by=REED, at=LATER).run(store))
    repeated = done(again.run(store))
    assert (repeated.start, repeated.version) == (FIRST, 1)
    assert stands(desk, store).bookings["ada:reed"].start == slot(1)
    other = cancel(desk, "ada:reed", by=REED, at=LATER, request="form-1").run(store)
    assert refused(other).kinds == {ObjectionKind.REUSED}
    assert happened(store) == ["booked", "moved"]


def test_a_stale_form_changes_nothing() -> None:
    """Who saw an older version is told so."""
    desk, store = opened()
    seen = done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store)).version
    done(move(desk, "ada:reed", start=slot(1), by=ADA, at=NOW).run(store))
    stale = cancel(desk, "ada:reed", by=REED, at=NOW, expected=seen).run(store)
    assert refused(stale).kinds == {ObjectionKind.CHANGED}
    done(cancel(desk, "ada:reed", by=REED, at=NOW, expected=seen + 1).run(store))


def test_history_is_bounded() -> None:
    """A booking remembers its last steps, and its version goes on."""
    desk, store = opened()
    for _ in range(40):
        done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
        booking = done(cancel(desk, "ada:reed", by=REED, at=NOW).run(store))
    assert (booking.version, len(booking.history)) == (80, 50)


# -------------------------------------------------------------------------------------- the desk


def test_a_desk_is_kept_and_found_again() -> None:
    """With its families and policy; a command at another desk is refused."""
    policy = BookingPolicy(
        releases=(Release(NOW.plus(seconds=30), frozenset({"a"})),), closes=FIRST, reminders=(60,)
    )
    desk, store = opened(policy=policy, families=(Family("reed", ("reed",), frozenset({"a"})),))
    assert kept_desk("autumn").run(store) == desk
    assert kept_desk("spring").run(store) is None
    other = Desk(evening())
    assert other != desk
    assert desk != "desk"
    assert hash(Desk(evening())) == hash(other)
    assert repr(desk) == "<Desk of 'autumn': 1 families>"
    answer = book(other, "ada:reed", start=FIRST, by=OFFICE, at=NOW).run(store)
    assert refused(answer).kinds == {ObjectionKind.OUTDATED}
    nowhere = booking_of(other, "ada:reed", at=NOW).run(MemoryStore())
    assert "run keep_desk first" in str(nowhere)


def test_a_desk_is_changed_only_if_what_is_booked_still_holds() -> None:
    """The objections name the meetings; where there are none the old desk is outdated."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    away = Desk(with_hours(desk.round, "reed", Window(slot(1), slot(4))))
    answer = refused(keep_desk(away, by=OFFICE, at=NOW).run(store))
    assert answer.kinds == {ObjectionKind.AVAILABLE}
    without = Desk(attrs.evolve(desk.round, meetings=desk.round.meetings[1:]))
    answer = refused(keep_desk(without, by=OFFICE, at=NOW).run(store))
    assert {id_ for one in answer.objections for id_ in one.meetings} == {"ada:reed"}
    done(cancel(desk, "ada:reed", by=REED, at=NOW).run(store))
    assert keep_desk(away, by=OFFICE, at=NOW).run(store) == away
    late = book(desk, "ada:reed", start=slot(1), by=REED, at=NOW).run(store)
    assert refused(late).kinds == {ObjectionKind.OUTDATED}


def test_only_the_office_keeps_a_desk() -> None:
    """Nobody else replaces the policy that holds for all; the same again is harmless."""
    desk, store = opened()
    strict = Desk(desk.round, policy=BookingPolicy(most_per_family=1))
    answer = refused(keep_desk(strict, by=REED, at=NOW).run(store))
    assert answer.kinds == {ObjectionKind.NOT_YOURS}
    assert kept_desk(desk.round.id).run(store) == desk
    assert keep_desk(desk, by=REED, at=NOW).run(store) == desk


def test_faults_of_desk_and_policy_are_told_together() -> None:
    """Each with its path."""
    with pytest.raises(InvalidInputError) as raised:
        BookingPolicy(cutoff_minutes=-1, hold_minutes=0, offer_minutes=0, reminders=(0,))
    assert [one.path for one in raised.value.faults] == [
        "cutoff_minutes",
        "hold_minutes",
        "offer_minutes",
        "reminders[0]",
    ]
    with pytest.raises(InvalidInputError, match="unknown person 'nobody'"):
        Desk(evening(), families=(Family("reed", ("nobody",)),))


def test_families_come_from_a_school() -> None:
    """Households; those with several children are the group that may book first."""
    school = made()
    round_ = build_round(school, round_policy()).round
    families = families_of(round_, school)
    assert (families[0].id, families[0].people) == ("h1", ("hannah",))
    assert families[0].groups == {"siblings"}
    assert all(not one.groups for one in families[1:])
    assert [one.id for one in families_of(round_)] == [
        one.id for one in round_.people if one.kind is Kind.GUARDIAN
    ]


def test_the_family_of_a_teacher_has_no_part_in_what_they_do_as_one() -> None:
    """Who teaches in the round books as staff; their family has its own meetings alone."""
    school = made()
    round_ = build_round(school, round_policy(meet=(Occasion.LEAD, Occasion.SUBJECT))).round
    assert round_.person("ben").kind is Kind.TEACHER  # and a guardian in h3
    desk = Desk(round_, families=families_of(round_, school))
    taught = [one for one in round_.meetings if "ben" in one.required]
    assert taught
    assert all(family.id != "h3" for one in taught for family in desk.families_of(one))


def keep(store: MemoryStore, key: str, body: Body) -> None:
    """Write a document, past all rules."""
    Operation((key,), lambda _: Decision(None, put={key: body})).run(store)


def test_foreign_and_newer_documents_are_left_alone() -> None:
    """They are neither read wrongly nor written over."""
    desk, store = opened()
    key = desk.keys.meeting("ada:reed")
    operation = book(desk, "ada:reed", start=FIRST, by=REED, at=NOW)
    for body, error in (
        (Body("booking", 2, {}), NewerSchemaError),
        (Body("letter", 1, {}), StoreCorruptError),
        (Body("booking", 1, {"state": "nonsense"}), StoreCorruptError),
        (Body("booking", 1, {"state": "booked", "version": 1, "start": "6"}), StoreCorruptError),
    ):
        keep(store, key, body)
        with pytest.raises(error):
            operation.run(store)
    keep(store, desk.keys.walk_ins, Body("walk-ins", 1, {"meetings": [{"id": 5}]}))
    extra = walk_in(desk, Meeting("x", 15, ("reed",)), start=FIRST, by=OFFICE, at=NOW)
    for reading in (extra, kept_desk("autumn")):
        with pytest.raises(StoreCorruptError, match="autumn/walk-ins cannot be read"):
            reading.run(store)
    keep(store, desk.keys.setup, Body("setup", 1, {"round": {}}))
    with pytest.raises(StoreCorruptError, match="autumn/setup cannot be read"):
        kept_desk("autumn").run(store)


def test_pools_give_whoever_is_free() -> None:
    """The first member who can; refused where nobody is left; the others may attend."""
    round_ = evening(
        teachers=["ada", "ben"],
        people=(
            *(Person(id_, Kind.TEACHER) for id_ in ("ada", "ben", "eva")),
            *(Person(id_, Kind.GUARDIAN) for id_ in ("reed", "cas", "kaya")),
            *(Person(id_, Kind.INTERPRETER) for id_ in ("ines", "igor")),
            Person("head", Kind.STAFF),
        ),
        pools=(Pool("spanish", ("ines", "igor")),),
        meetings=tuple(
            Meeting(f"{t}:{f}", 15, (t, f), from_pools=("spanish",), optional=("head",))
            for t, f in (("ada", "reed"), ("ben", "cas"), ("eva", "kaya"))
        ),
    )
    desk, store = opened(round_)
    one = done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    two = done(book(desk, "ben:cas", start=FIRST, by=CAS, at=NOW).run(store))
    assert (one.pools, one.attending) == ({"spanish": "ines"}, ("head",))
    assert (two.pools, two.attending) == ({"spanish": "igor"}, ())
    three = refused(book(desk, "eva:kaya", start=FIRST, by=OFFICE, at=NOW).run(store))
    assert str(three) == "nobody of spanish is free then"


def test_the_office_gets_whoever_objects_least() -> None:
    """With availability put aside: the interpreter who can, before the one who cannot."""
    round_ = evening(
        people=(
            Person("ada", Kind.TEACHER),
            Person("reed", Kind.GUARDIAN),
            Person("ines", Kind.INTERPRETER, available=Windows([Window(slot(2), slot(4))])),
            Person("igor", Kind.INTERPRETER),
        ),
        pools=(Pool("spanish", ("ines", "igor")),),
        meetings=(Meeting("m", 15, ("ada", "reed"), from_pools=("spanish",)),),
    )
    override = Override("they agreed", frozenset({ObjectionKind.AVAILABLE}))
    for people, chosen, put_aside in (
        (round_.people, "igor", ()),
        (round_.people[:3], "ines", (ObjectionKind.AVAILABLE,)),
    ):
        pools = (Pool("spanish", tuple(one.id for one in people[2:])),)
        desk, store = opened(attrs.evolve(round_, people=people, pools=pools))
        answer = book(desk, "m", start=FIRST, by=OFFICE, at=NOW, override=override).run(store)
        assert done(answer).pools == {"spanish": chosen}
        assert done(answer).overridden == put_aside


def test_a_start_that_has_passed_is_gone_for_families() -> None:
    """Also where no cut-off is set."""
    desk, store = opened()
    answer = refused(book(desk, "ada:reed", start=FIRST, by=REED, at=slot(1)).run(store))
    assert str(answer) == "2026-11-24T16:00:00+01:00 has passed"


def test_what_is_unknown_is_refused() -> None:
    """A meeting the round does not have, for commands and offers."""
    desk, store = opened()
    for operation in (
        book(desk, "nothing", start=FIRST, by=OFFICE, at=NOW),
        offers(desk, "nothing", by=OFFICE, at=NOW),
    ):
        assert refused(operation.run(store)).kinds == {ObjectionKind.UNKNOWN}


def test_met_and_missed() -> None:
    """Nobody misses what has not begun; a missed meeting can be wanted again by the school."""
    desk, store = opened()
    done(book(desk, "ada:reed", start=FIRST, by=REED, at=NOW).run(store))
    early = refused(mark_missed(desk, "ada:reed", by=ADA, at=NOW).run(store))
    assert early.objections[0].opens == FIRST
    missed = done(mark_missed(desk, "ada:reed", by=ADA, at=slot(1)).run(store))
    assert (missed.state, missed.start) == (State.MISSED, FIRST)
    again = reopen(desk, "ada:reed", by=REED, at=slot(1)).run(store)
    assert refused(again).kinds == {ObjectionKind.NOT_YOURS}
    done(reopen(desk, "ada:reed", by=ADA, at=slot(1)).run(store))
    done(book(desk, "ada:reed", start=slot(2), by=ADA, at=slot(1)).run(store))
    assert done(mark_met(desk, "ada:reed", by=ADA, at=slot(3)).run(store)).state is State.MET
    assert happened(store) == ["booked", "missed", "reopened", "booked", "met"]
