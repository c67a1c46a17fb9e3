"""Booking against a simple model: any commands, in any order, by anyone.

The model is a plan and who holds what until when. Whether a start was allowed is asked of
``check``, about everything that stands; after each step an independent reader looks at all
documents and events.
"""

from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bookings import OFFICE, assert_sound, assert_told, could_stand, live_breaches, stands, whole
from conferencekit.booking import (
    Actor,
    AddedMeeting,
    Blocked,
    Booking,
    BookingPolicy,
    BookingRefusal,
    Desk,
    ObjectionKind,
    Standing,
    State,
    accept_swap,
    adopt,
    block,
    book,
    cancel,
    confirm,
    due,
    hold,
    keep_desk,
    kept_desk,
    leave,
    mark_met,
    mark_missed,
    move,
    offers,
    place_rest,
    proposals_to,
    propose_swap,
    rearrangement,
    reopen,
    swap,
    unblock,
    wait,
    walk_in,
    withdraw,
)
from conferencekit.scheduling import Meeting
from conferencekit.scheduling.rules import check
from conferencekit.storage import Operation
from conferencekit.storage.memory import MemoryStore
from conferencekit.testing.strategies import rounds
from conferencekit.time import Instant, Window, Windows

HARD = {ObjectionKind(rule) for rule in ("available", "once", "travel", "run", "apart")}

Command = Callable[..., Operation[Any]]


class BookingMachine(RuleBasedStateMachine):
    """A desk of a small mean round, and what should stand there."""

    desk: Desk
    store: MemoryStore
    now: Instant

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Keep a desk; the day is some time before the first session."""
        round_ = data.draw(rounds().filter(lambda one: bool(one.meetings)))
        policy = BookingPolicy(
            hold_minutes=10,
            offer_minutes=data.draw(st.sampled_from((None, 15))),
            most_per_family=data.draw(st.sampled_from((None, 2))),
            reminders=(60,),
        )
        self.desk = Desk(round_, policy)
        self.store = MemoryStore()
        first = min(session.start for session in round_.sessions)
        self.now = first.plus(minutes=-data.draw(st.sampled_from((5000, 90))))
        kept = keep_desk(self.desk, by=OFFICE, at=self.now).run(self.store)
        assert kept == self.desk

    # ----------------------------------------------------------------------------- choosing

    def some_meeting(self, data: st.DataObject) -> str:
        """The id of a meeting."""
        return data.draw(st.sampled_from([one.id for one in self.desk.meetings]))

    def some_start(self, data: st.DataObject, meeting: str) -> Instant:
        """A start: mostly on the grid, often one that is offered."""
        if data.draw(st.booleans()):
            found = offers(self.desk, meeting, by=OFFICE, at=self.now).run(self.store)
            if isinstance(found, tuple) and found:
                return data.draw(st.sampled_from([one.start for one in found]))
        session = data.draw(st.sampled_from(self.desk.round.sessions))
        tick = self.desk.round.tick_minutes
        cells = data.draw(st.integers(0, self.desk.round.cells(session)))
        return session.start.plus(minutes=cells * tick)

    def someone(self, data: st.DataObject, meeting: str) -> Actor:
        """The office, a member of staff, or a family; mostly one of the meeting's."""
        found = self.desk.meeting(meeting)
        assert found is not None
        families = [Actor.family(one.id) for one in self.desk.families_of(found)]
        others = [Actor.staff(found.required[0]), Actor.family("p0"), OFFICE, OFFICE]
        return data.draw(st.sampled_from([*families, *others]))

    def stands(self) -> dict[str, Booking]:
        """How each meeting stands."""
        return dict(stands(self.desk, self.store, self.now).bookings)

    # ---------------------------------------------------------------------------- commands

    @rule(data=st.data(), command=st.sampled_from((book, hold, move, confirm)))
    def place(self, data: st.DataObject, command: Command) -> None:
        """Take a start; refused if and only if a rule, the state or the person is against it."""
        meeting = self.some_meeting(data)
        by = self.someone(data, meeting)
        given = {} if command is confirm else {"start": self.some_start(data, meeting)}
        before = stands(self.desk, self.store, self.now)
        answer = command(self.desk, meeting, by=by, at=self.now, **given).run(self.store)
        after = self.stands()
        if isinstance(answer, Booking):
            assert answer == after[meeting]
            assert {**after, meeting: before.bookings[meeting]} == self.but_offers(before.bookings)
            return
        assert after == before.bookings
        if answer.kinds <= HARD and by.role == "office":
            found = self.desk.meeting(meeting)
            start = given.get("start") or before.bookings[meeting].start
            assert found is not None
            assert start is not None
            round_, plan = whole(before)
            kept = tuple(one for one in plan.placements if one.meeting != meeting)
            assert not could_stand(round_, attrs.evolve(plan, placements=kept), found, start)

    def but_offers(self, before: Any) -> dict[str, Booking]:  # noqa: ANN401
        """What stood before, with what the waitlist was offered since."""
        after = self.stands()
        return {
            id_: after[id_] if after[id_].state is State.OFFERED else one
            for id_, one in before.items()
        }

    @rule(
        data=st.data(),
        command=st.sampled_from(
            (cancel, withdraw, reopen, wait, leave, mark_met, mark_missed, cancel, wait)
        ),
    )
    def change(self, data: st.DataObject, command: Command) -> None:
        """Give a start up, wait, ...; a refusal changes nothing."""
        meeting = self.some_meeting(data)
        before = self.stands()
        answer = command(self.desk, meeting, by=self.someone(data, meeting), at=self.now).run(
            self.store
        )
        if isinstance(answer, BookingRefusal):
            assert self.stands() == before
        else:
            assert answer == self.stands()[meeting]

    @rule(data=st.data())
    def change_places(self, data: st.DataObject) -> None:
        """Swap two meetings; both or neither."""
        one, other = self.some_meeting(data), self.some_meeting(data)
        before = self.stands()
        answer = swap(self.desk, one, other, by=OFFICE, at=self.now).run(self.store)
        after = self.stands()
        if isinstance(answer, BookingRefusal):
            assert after == before
        else:
            assert after[one].start == before[other].start
            assert after[other].start == before[one].start

    @rule(data=st.data())
    def propose(self, data: st.DataObject) -> None:
        """What is proposed is shown to who may accept it; while nothing changes they can."""
        one, other = self.some_meeting(data), self.some_meeting(data)
        before = self.stands()
        answer = propose_swap(self.desk, one, other, by=OFFICE, at=self.now).run(self.store)
        shown = proposals_to(self.desk, OFFICE, at=self.now).run(self.store)
        assert isinstance(shown, tuple)
        if isinstance(answer, BookingRefusal):
            assert self.stands() == before
            return
        found = [each for each in shown if (each.meeting, each.other) == (one, other)]
        assert [(each.gives, each.wants) for each in found] == [
            (before[one].start, before[other].start)
        ]
        if data.draw(st.booleans()):
            accepted = accept_swap(self.desk, one, other, by=OFFICE, at=self.now).run(self.store)
            assert not isinstance(accepted, BookingRefusal), accepted
            assert accepted.start == before[one].start

    @rule(data=st.data(), minutes=st.sampled_from((1, 5, 11, 30)))
    def time_passes(self, data: st.DataObject, minutes: int) -> None:
        """Time goes on; now and then somebody does what is due, which is then done."""
        self.now = self.now.plus(minutes=minutes)
        if data.draw(st.booleans()):
            found = due(self.desk, at=self.now).run(self.store)
            assert isinstance(found, tuple)
            for operation in found:
                assert not isinstance(operation.run(self.store), BookingRefusal)
            count = len(self.store.events(limit=10_000).events)
            for operation in found:
                operation.run(self.store)
            assert len(self.store.events(limit=10_000).events) == count

    @rule(data=st.data())
    def block_time(self, data: st.DataObject) -> None:
        """Block somebody's time: refused with who is in the way, or done as it was proposed."""
        person = data.draw(st.sampled_from([one.id for one in self.desk.round.people]))
        session = data.draw(st.sampled_from(self.desk.round.sessions))
        start = session.start.plus(minutes=data.draw(st.integers(-5, 40)))
        windows = Windows([Window(start, start.plus(minutes=data.draw(st.integers(1, 60))))])
        stand = stands(self.desk, self.store, self.now)
        answer = block(self.desk, person, windows, by=OFFICE, at=self.now).run(self.store)
        if isinstance(answer, Blocked):
            return
        assert answer.kinds == {ObjectionKind.AFFECTED}
        proposed = rearrangement(stand, person, windows, seconds=0.05)
        assert {id_ for one in answer.objections for id_ in one.meetings} == set(proposed.affected)
        changes = proposed.changes
        answer = block(self.desk, person, windows, by=OFFICE, at=self.now, changes=changes).run(
            self.store
        )
        if isinstance(answer, BookingRefusal) and is_blocked_over(
            attrs.evolve(stand, blocks={**stand.blocks, person: windows})
        ):
            assert answer.kinds <= HARD
            return
        assert isinstance(answer, Blocked), answer
        after = self.stands()
        assert {id_: after[id_].start for id_ in changes} == changes

    @rule(data=st.data())
    def unblock_time(self, data: st.DataObject) -> None:
        """Free blocked time again."""
        blocks = stands(self.desk, self.store, self.now).blocks
        if blocks:
            person = data.draw(st.sampled_from(sorted(blocks)))
            answer = unblock(self.desk, person, blocks[person], by=OFFICE, at=self.now)
            assert answer.run(self.store) == Blocked(person, Windows())

    @precondition(lambda self: len(self.desk.meetings) < 5)
    @rule()
    def place_the_rest(self) -> None:
        """The solver's plan keeps what stands, and is adopted whole but for limits."""
        stand = stands(self.desk, self.store, self.now)
        plan = place_rest(stand, seconds=0.05)
        there = {one.meeting: one.start for one in plan.placements}
        for id_, booking in stand.bookings.items():
            if booking.state in (State.BOOKED, State.HELD, State.OFFERED):
                assert there.get(id_, booking.start) == booking.start
        answer = adopt(self.desk, plan, by=OFFICE, at=self.now).run(self.store)
        assert not isinstance(answer, BookingRefusal)
        allowed = {ObjectionKind.LIMIT, *(HARD if is_blocked_over(stand) else ())}
        for one in answer.refused.values():
            assert one.kinds <= allowed
        assert {one.state for one in answer.booked} <= {State.BOOKED, State.MET, State.MISSED}
        assert {one.state for one in answer.pending} <= {State.HELD, State.OFFERED}
        after = self.stands()
        assert all(after[id_].start == there[id_] for id_ in set(there) - set(answer.refused))

    @precondition(lambda self: len(self.desk.walk_ins) < 2)
    @rule(data=st.data())
    def add_a_meeting(self, data: st.DataObject) -> None:
        """Somebody walks in: booked by the rules, or nothing is added."""
        people = [one.id for one in self.desk.round.people]
        meeting = Meeting(
            f"w{len(self.desk.walk_ins)}",
            self.desk.round.tick_minutes * data.draw(st.integers(1, 2)),
            tuple(
                data.draw(st.lists(st.sampled_from(people), min_size=1, max_size=2, unique=True))
            ),
        )
        session = data.draw(st.sampled_from(self.desk.round.sessions))
        cells = data.draw(st.integers(0, self.desk.round.cells(session)))
        start = session.start.plus(minutes=cells * self.desk.round.tick_minutes)
        before = stands(self.desk, self.store, self.now)
        answer = walk_in(self.desk, meeting, start=start, by=OFFICE, at=self.now).run(self.store)
        if isinstance(answer, AddedMeeting):
            self.desk = answer.desk
            assert self.stands()[meeting.id] == answer.booking
            return
        assert self.stands() == before.bookings
        if answer.kinds <= HARD:
            round_, plan = whole(before)
            with_it = attrs.evolve(round_, meetings=(*round_.meetings, meeting))
            assert not could_stand(with_it, plan, meeting, start)

    @rule(minutes=st.integers(5, 15))
    def keep_it_anew(self, minutes: int) -> None:
        """Keeping another desk of the same round changes no booking; the same one, nothing."""
        before = self.stands()
        policy = attrs.evolve(self.desk.policy, hold_minutes=minutes)
        self.desk = attrs.evolve(self.desk, policy=policy)
        assert keep_desk(self.desk, by=OFFICE, at=self.now).run(self.store) == self.desk
        count = len(self.store.events(limit=10_000).events)
        assert keep_desk(self.desk, by=OFFICE, at=self.now).run(self.store) == self.desk
        assert len(self.store.events(limit=10_000).events) == count
        assert self.stands() == before
        assert kept_desk(self.desk.round.id).run(self.store) == self.desk

    # --------------------------------------------------------------------------- invariants

    @invariant()
    def nothing_is_wrong(self) -> None:
        """No rule is broken; timelines, bookings and events agree; limits are kept."""
        assert_sound(self.desk, self.store, self.now)
        assert_told(self.desk, self.store, self.now)
        stand = stands(self.desk, self.store, self.now)
        assert check(self.desk.round, stand.plan) == ()
        assert not live_breaches(stand)
        most = self.desk.policy.most_per_family
        for family in self.desk.families:
            mine = [
                one
                for one in self.desk.meetings
                if family in self.desk.families_of(one)
                and stand.bookings[one.id].start is not None
            ]
            assert most is None or len(mine) <= most

    @invariant()
    def every_state_has_what_it_needs(self) -> None:
        """What is open has no start; what is held or offered has an end."""
        for booking in self.stands().values():
            is_kept = booking.state in (State.HELD, State.OFFERED)
            assert (booking.until is not None) == is_kept
            if booking.state in (State.OPEN, State.WITHDRAWN):
                assert booking.start is None
            else:
                assert booking.start is not None


def is_blocked_over(stand: Standing) -> bool:
    """Whether something is over in time that was blocked afterwards: no round can pin that."""
    return bool(stand.blocks) and any(
        one.state in (State.MET, State.MISSED) for one in stand.bookings.values()
    )


BookingMachine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, phases=[Phase.generate]
)
TestBooking = BookingMachine.TestCase
