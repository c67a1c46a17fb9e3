"""Reasons and relaxations are held against CP-SAT, on rounds as they are.

Another route than that of ``test_reasons``: a reason says that certain meetings cannot all be
held. So they cannot in the round itself, with all its restrictions; and what a fact says of the
round is so.
"""

from collections.abc import Collection
from importlib.util import find_spec
from itertools import pairwise

import attrs
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from conferencekit.scheduling import (
    Apart,
    Fact,
    Held,
    Hours,
    LongestRun,
    Meeting,
    OnlyMembers,
    Pinned,
    Plan,
    Reason,
    ReasonKind,
    Relaxation,
    Round,
    Stands,
    TooLong,
    Walk,
    Within,
    check,
    explain,
    is_enough,
    relaxed,
)
from conferencekit.time import Windows
from exact import best_of
from reasoned import rounds_with_gaps, tight_rounds
from support import cases

pytestmark = pytest.mark.skipif(find_spec("ortools") is None, reason="needs the extra cpsat")

EFFORTS = st.sampled_from((0, 500, 500))


def can_all_be_held(round_: Round) -> bool:
    """Whether some plan places every meeting, by CP-SAT's word."""
    plan = best_of(round_)
    assert check(round_, plan) == ()
    return not plan.unplaced


def only(round_: Round, ids: Collection[str], standing: Collection[Stands] = ()) -> Round:
    """The round with some of its meetings, some of them where they stand with whom they have."""
    stands = {one.meeting: one for one in standing}
    kept = (one for one in round_.meetings if one.id in ids)
    meetings = tuple(
        _standing(round_, one, stands[one.id]) if one.id in stands else one for one in kept
    )
    return attrs.evolve(round_, meetings=meetings)


def _standing(round_: Round, meeting: Meeting, stands: Stands) -> Meeting:
    return attrs.evolve(
        meeting,
        required=tuple(dict.fromkeys((*meeting.required, *stands.members))),
        place=round_.place_of(meeting),
        from_pools=(),
        optional=(),
        pinned=stands.start,
    )


def expect_true(round_: Round, plan: Plan, fact: Fact, meeting: Meeting) -> None:  # noqa: C901
    """The round, or the plan, is as a fact says."""
    placed = {one.meeting: one for one in plan.placements}
    match fact:
        case Hours(person=id_, session=session, windows=windows):
            (there,) = [one for one in round_.sessions if one.id == session]
            available = round_.person(id_).available
            assert available is not None
            assert windows == available & Windows([there.window])
            assert windows != Windows([there.window])
        case Within(meeting=id_, windows=windows):
            assert round_.meeting(id_).within == windows
        case Pinned(meeting=id_, start=start):
            assert round_.meeting(id_).pinned == start
        case TooLong(meeting=id_, minutes=minutes, longest=longest):
            assert id_ == meeting.id
            lengths = [one.end.minute - one.start.minute for one in round_.sessions]
            assert minutes == meeting.minutes > longest == max(lengths)
        case LongestRun(person=id_, minutes=minutes, pause_minutes=pause):
            person = round_.person(id_)
            assert (person.max_run_minutes, person.break_minutes) == (minutes, pause)
        case Walk(places=(one, other), minutes=minutes):
            assert one != other
            assert round_.travel_between(one, other) == minutes > 0
        case Apart(people=people, minutes=minutes):
            assert minutes in {
                one.minutes for one in round_.keep_apart if set(one.people) == set(people)
            }
        case OnlyMembers(pool=id_, members=members):
            assert set(round_.pool(id_).members) == set(members)
        case Held(meeting=id_):
            assert id_ in placed
            assert id_ != meeting.id
        case Stands(meeting=id_, start=start, members=members):
            assert placed[id_].start == start
            assert set(placed[id_].pools.values()) == set(members)
        case _:
            pytest.fail(f"a fact of an unknown kind: {fact!r}")


def expect_no_room(round_: Round, reason: Reason) -> None:
    """In the round itself, what a reason says cannot be held together cannot be."""
    held = [fact.meeting for fact in reason.facts if isinstance(fact, Held)]
    standing = [fact for fact in reason.facts if isinstance(fact, Stands)]
    ids = {reason.meeting, *held, *(one.meeting for one in standing)}
    assert not can_all_be_held(only(round_, ids, standing))


def expect_minimal(round_: Round, reason: Reason) -> None:
    """The facts leave no plan; without any one of them, CP-SAT finds one."""
    assert not can_all_be_held(relaxed(round_, reason.meeting, reason.facts))
    for fact in reason.facts:
        rest = [one for one in reason.facts if one != fact]
        assert can_all_be_held(relaxed(round_, reason.meeting, rest)), fact
        assert not is_enough(round_, reason.meeting, rest)


def expect_to_work(round_: Round, plan: Plan, reason: Reason, way: Relaxation) -> None:
    """With the change made, CP-SAT holds the meeting along with all that were placed."""
    placed = {one.meeting for one in plan.placements}
    assert can_all_be_held(only(way.apply(round_), {*placed, reason.meeting}))


@settings(max_examples=80)
@given(case=rounds_with_gaps() | tight_rounds(), effort=EFFORTS)
def test_reasons_are_true_and_minimal_by_cpsat(case: tuple[Round, Plan], effort: int) -> None:
    """Each fact is so, they leave no room, and none of them is idle."""
    round_, plan = case
    for reason in explain(round_, plan, relaxations=0, effort=effort):
        event(reason.kind)
        meeting = round_.meeting(reason.meeting)
        for fact in reason.facts:
            event(type(fact).__name__)
            expect_true(round_, plan, fact, meeting)
        if reason.kind is ReasonKind.NOT_NEEDED:
            assert not reason.facts
            continue
        expect_no_room(round_, reason)
        expect_minimal(round_, reason)
        only_standing = all(not isinstance(fact, Held) for fact in reason.facts)
        assert reason.is_relative or all(not isinstance(one, Stands) for one in reason.facts)
        assert only_standing or reason.kind is ReasonKind.TOGETHER


@settings(max_examples=40)
@given(case=rounds_with_gaps() | tight_rounds(), effort=st.sampled_from((50, 500)))
def test_relaxations_work_by_cpsat(case: tuple[Round, Plan], effort: int) -> None:
    """All that are suggested, the cheapest first; without the change there is no room."""
    round_, plan = case
    for reason in explain(round_, plan, effort=effort):
        ways = reason.relaxations
        assert all(sooner.cost <= later.cost for sooner, later in pairwise(ways))
        for way in ways:
            event(type(way.change).__name__)
            expect_to_work(round_, plan, reason, way)


@pytest.mark.slow
@settings(max_examples=cases(800))
@given(case=rounds_with_gaps() | tight_rounds(), effort=EFFORTS)
def test_reasons_hold_many_times_by_cpsat(case: tuple[Round, Plan], effort: int) -> None:
    """The same, up to 800 times."""
    round_, plan = case
    for reason in explain(round_, plan, effort=effort):
        assume(len(reason.facts) < 12)
        for fact in reason.facts:
            expect_true(round_, plan, fact, round_.meeting(reason.meeting))
        if reason.facts:
            expect_no_room(round_, reason)
            expect_minimal(round_, reason)
        for way in reason.relaxations:
            expect_to_work(round_, plan, reason, way)
