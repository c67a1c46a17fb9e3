"""Reasons are true and minimal, by a search that shares nothing with the one that found them."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from conferencekit.scheduling import (
    Meeting,
    Pinned,
    Placement,
    Plan,
    Relaxation,
    Round,
    Rule,
    check,
    explain,
    is_enough,
    relaxed,
    score,
    why_not,
)
from reasoned import as_plan, rounds_with_gaps, tight_rounds
from support import cases

MOST_CHECKS = 1500


class TooMany(Exception):  # noqa: N818  it is no error
    """More plans would have to be looked at than a test has time for."""


def options(round_: Round, meeting: Meeting) -> Iterator[Placement]:
    """Everywhere a meeting could be if it were the only one."""
    members = [round_.pool(id_).members for id_ in meeting.from_pools]
    for session in round_.sessions:
        for start in round_.grid(session).starts(meeting.minutes):
            for chosen in product(*members):
                pools = dict(zip(meeting.from_pools, chosen, strict=True))
                placement = Placement(meeting.id, start, pools)
                if not check(round_, as_plan(round_, (placement,))):
                    yield placement


def can_all_be_placed(round_: Round) -> bool:
    """Whether some plan places every meeting; by trying them all."""
    choices = sorted((list(options(round_, one)) for one in round_.meetings), key=len)
    left = MOST_CHECKS

    def place(placed: tuple[Placement, ...]) -> bool:
        nonlocal left
        if len(placed) == len(choices):
            return not check(round_, as_plan(round_, placed))
        for choice in choices[len(placed)]:
            left -= 1
            if left < 0:
                raise TooMany
            breaches = check(round_, as_plan(round_, (*placed, choice)))
            # A meeting in between may take away the need to walk; so that is seen at the end.
            if all(one.rule is Rule.TRAVEL for one in breaches) and place((*placed, choice)):
                return True
        return False

    return place(())


def expect_to_work(round_: Round, plan: Plan, way: Relaxation) -> None:
    """In the changed round the meeting gets a start, and no other loses its own."""
    event(type(way.change).__name__)
    assert check(way.apply(round_), way.plan) == ()
    assert score(way.apply(round_), way.plan) == way.plan.score
    assert set(way.plan.unplaced) == set(plan.unplaced) - {way.meeting}
    before = {one.meeting: one.start for one in plan.placements}
    after = {one.meeting: one.start for one in way.plan.placements}
    assert {id_ for id_ in before if after[id_] != before[id_]} == set(way.moved)


def expect_true_and_minimal(round_: Round, plan: Plan, effort: int) -> None:
    """Enough together, and not without any single one."""
    for reason in explain(round_, plan, effort=effort):
        event(reason.kind)
        for way in reason.relaxations:
            expect_to_work(round_, plan, way)
        facts = reason.facts
        assert facts or reason.relaxations
        if not facts:
            continue
        try:
            assert is_enough(round_, reason.meeting, facts)
            assert not can_all_be_placed(relaxed(round_, reason.meeting, facts))
            for fact in facts:
                rest = [one for one in facts if one != fact]
                assert not is_enough(round_, reason.meeting, rest)
                assert can_all_be_placed(relaxed(round_, reason.meeting, rest)), fact
        except TooMany:
            event("too many")


@given(case=tight_rounds(), effort=st.sampled_from((0, 500, 500)))
def test_reasons_are_true_and_minimal_where_there_is_much_to_do(
    case: tuple[Round, Plan], effort: int
) -> None:
    """With many meetings for one teacher, or one interpreter."""
    expect_true_and_minimal(*case, effort)


@given(case=rounds_with_gaps(), effort=st.sampled_from((0, 500)))
def test_reasons_are_true_and_minimal(case: tuple[Round, Plan], effort: int) -> None:
    """Without any one fact the meeting, and those that are to be held with it, have a start."""
    expect_true_and_minimal(*case, effort)


@given(case=rounds_with_gaps() | tight_rounds(), data=st.data())
def test_obstacles_to_a_start_are_true_and_minimal(
    case: tuple[Round, Plan], data: st.DataObject
) -> None:
    """Each by itself, and none shares a fact with another; and what is granted is valid."""
    round_, plan = case
    starts = [
        (meeting, start)
        for meeting in round_.meetings
        for session in round_.sessions
        for start in round_.grid(session).starts(meeting.minutes)
    ]
    if not starts:
        return
    meeting, start = data.draw(st.sampled_from(starts))
    found = why_not(round_, plan, meeting.id, at=start, iterations=5)
    at = Pinned(meeting.id, start)
    for facts in found.obstacles:
        event(type(facts[0]).__name__)
        assert is_enough(round_, meeting.id, (*facts, at))
        assert not can_all_be_placed(relaxed(round_, meeting.id, (*facts, at)))
        for fact in facts:
            rest = [one for one in facts if one != fact]
            assert not is_enough(round_, meeting.id, (*rest, at))
            assert can_all_be_placed(relaxed(round_, meeting.id, (*rest, at)))
    together = [fact for facts in found.obstacles for fact in facts]
    assert len(set(together)) == len(together)
    if found.plan is not None:
        assert check(round_, found.plan) == () or meeting.pinned is not None
        assert start in {p.start for p in found.plan.placements if p.meeting == meeting.id}
        assert set(found.plan.unplaced) <= set(plan.unplaced)
        assert found.cost == found.plan.score.penalty - score(round_, plan).penalty


@pytest.mark.slow
@settings(max_examples=cases(1500))
@given(case=rounds_with_gaps() | tight_rounds(), effort=st.sampled_from((0, 500)))
def test_reasons_are_true_and_minimal_many_times(case: tuple[Round, Plan], effort: int) -> None:
    """The same, up to 1,500 times."""
    expect_true_and_minimal(*case, effort)
