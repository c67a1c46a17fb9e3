"""What replanning promises, on small and mean rounds and whatever may happen to them."""

import pickle

import attrs
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.scheduling import (
    Absent,
    Amendment,
    Departed,
    Kind,
    NewHours,
    NewMeeting,
    NewPerson,
    NewWithin,
    Person,
    Pin,
    Plan,
    Round,
    Unpin,
    Withdrawn,
    amended,
    check,
    disturbance,
    replan,
    score,
    solve,
)
from conferencekit.scheduling._replan.keep import kept
from conferencekit.testing.strategies import meetings_of, plans, rounds, windows_around


@st.composite
def amendments(draw: st.DrawFn, round_: Round) -> tuple[Amendment, ...]:
    """Up to three things that can happen to a round, one after the other."""
    found: list[Amendment] = []
    for number in range(draw(st.integers(0, 3))):
        one = draw(one_amendment(round_, str(number)))
        round_ = amended(round_, [one])
        found.append(one)
    return tuple(found)


@st.composite
def one_amendment(draw: st.DrawFn, round_: Round, name: str) -> Amendment:
    """One of them."""
    windows = windows_around(round_.sessions)
    people, meetings = [one.id for one in round_.people], [one.id for one in round_.meetings]
    someone, some = st.sampled_from(people), st.sampled_from(meetings or ["none"])
    session = draw(st.sampled_from(round_.sessions))
    last = (session.end.minute - session.start.minute - 1) // round_.tick_minutes
    point = st.integers(0, last).map(lambda n: session.start.plus(minutes=n * round_.tick_minutes))
    places = [place.id for place in round_.places]
    kinds: list[st.SearchStrategy[Amendment]] = [
        st.builds(Absent, someone, windows),
        st.builds(NewHours, someone, st.none() | windows),
        st.just(NewPerson(Person(f"new-{name}", Kind.GUARDIAN))),
        st.builds(
            NewMeeting,
            meetings_of(
                f"new-{name}", round_.tick_minutes, people, round_.pools, places, round_.sessions
            ),
        ),
    ]
    if len(people) > 2:
        kinds.append(st.builds(Departed, st.tuples(someone)))
    if meetings:
        kinds += [
            st.builds(Withdrawn, st.tuples(some)),
            st.builds(NewWithin, some, st.none() | windows),
            st.builds(Pin, some, point),
            st.builds(Unpin, some),
        ]
    return draw(st.one_of(kinds))


def starts(plan: Plan) -> dict[str, object]:
    """Where a plan has each meeting."""
    return {one.meeting: one.start for one in plan.placements}


@given(round_=rounds(), data=st.data(), move_others=st.booleans(), seed=st.integers(0, 9))
def test_the_answer_keeps_the_rules_and_whoever_has_a_time(
    round_: Round, data: st.DataObject, move_others: bool, seed: int
) -> None:
    """The plan is valid and scored, its bound holds, and what was kept has a time still.

    A pinned meeting that was kept is at its pin; with nobody to be moved, all else that was kept
    is where it was.
    """
    plan = solve(round_, seconds=None, iterations=20, seed=seed)
    happened = data.draw(amendments(round_))
    answer = replan(
        round_, plan, happened, move_others=move_others, seconds=None, iterations=20, seed=seed
    )
    assert check(answer.round, answer.plan) == ()
    assert score(answer.round, answer.plan) == answer.plan.score
    assert (answer.plan.bound.unplaced, answer.plan.bound.penalty) <= answer.plan.score.pair
    now = starts(answer.plan)
    for id_, there in kept(answer.round, plan).items():
        assert id_ in now
        if not move_others or answer.round.meeting(id_).pinned is not None:
            assert now[id_] == there.start


@given(round_=rounds(), data=st.data(), seed=st.integers(0, 9))
def test_nothing_moves_without_need(round_: Round, data: st.DataObject, seed: int) -> None:
    """A meeting moves where it breaks a rule, or where one that is owed a time found none.

    So if every meeting owed a time finds one around those that stay, only those move that are
    not kept; without a change nothing does, and nobody is disturbed who had a time.
    """
    plan = solve(round_, seconds=None, iterations=20, seed=seed)
    happened = data.draw(amendments(round_))
    answer = replan(round_, plan, happened, seconds=None, iterations=20, seed=seed)
    still = replan(
        round_, plan, happened, move_others=False, seconds=None, iterations=20, seed=seed
    )
    holding = kept(answer.round, plan)
    moved = {one.meeting for one in still.disturbance.moved}
    assert moved.isdisjoint(id_ for id_ in holding if id_ in starts(plan)
                            and holding[id_].start == starts(plan)[id_])  # fmt: skip
    pinned = {
        one.id
        for one in answer.round.meetings
        if one.pinned is not None
        and not (round_.has_meeting(one.id) and round_.meeting(one.id).pinned == one.pinned)
    }
    owed = {id_ for id_ in still.plan.unplaced if id_ in pinned or id_ not in plan.unplaced}
    if not owed:
        assert answer.plan.placements == still.plan.placements
    assert answer.plan.score.unplaced <= still.plan.score.unplaced
    if not happened:
        assert not answer.disturbance.moved
        assert not answer.disturbance.lost
        assert not answer.disturbance.restaffed
        assert set(plan.placements) <= set(answer.plan.placements)


@given(round_=rounds(), data=st.data())
def test_amendments_do_what_they_say(round_: Round, data: st.DataObject) -> None:
    """Nobody who is absent can in those windows; who departs is nowhere; the rest is as it was."""
    people = st.sampled_from([one.id for one in round_.people])
    someone, windows = data.draw(people), data.draw(windows_around(round_.sessions))
    after = amended(round_, [Absent(someone, windows)])
    hours = after.person(someone).available
    assert hours is not None
    assert not hours & windows
    assert attrs.evolve(after, people=round_.people) == round_
    if len(round_.people) > 1:
        gone = amended(round_, [Departed((someone,))])
        assert f"'{someone}'" not in repr((gone.people, gone.pools, gone.meetings))
        assert all(someone not in one.people for one in gone.keep_apart)
        ids = {one.id for one in gone.meetings}
        assert all((one.id in ids) == (someone not in one.required) for one in round_.meetings)


@given(round_=rounds())
def test_rounds_survive_being_pickled(round_: Round) -> None:
    """Equal, and with their indices."""
    again: Round = pickle.loads(pickle.dumps(round_))  # noqa: S301  our own bytes
    assert again == round_
    assert all(again.meeting(one.id) == one for one in round_.meetings)
    assert all(again.person(one.id) == one for one in round_.people)


@given(round_=rounds(), data=st.data())
def test_what_is_kept_of_any_plan_is_valid(round_: Round, data: st.DataObject) -> None:
    """Also of one that breaks every rule; and of a valid one everything is kept."""
    plan = data.draw(plans(round_))
    placements = tuple(kept(round_, plan).values())
    held = {one.meeting for one in placements}
    left = tuple(one.id for one in round_.meetings if one.id not in held)
    assert check(round_, attrs.evolve(plan, placements=placements, unplaced=left)) == ()
    good = solve(round_, seconds=None, iterations=20)
    assert set(good.placements) <= set(kept(round_, good).values())


@given(round_=rounds(), data=st.data())
def test_a_disturbance_tells_all_that_is_different(round_: Round, data: st.DataObject) -> None:
    """Two plans that disturb nobody are the same; the other way round, gains are losses."""
    one, other = data.draw(plans(round_)), data.draw(plans(round_))
    there, back = (
        disturbance((round_, one), (round_, other)),
        disturbance((round_, other), (round_, one)),
    )
    assert (there.lost, there.placed, there.people) == (back.placed, back.lost, back.people)
    assert [m.meeting for m in there.moved] == [m.meeting for m in back.moved]
    assert bool(there) == (starts(one) != starts(other) or bool(there.restaffed))
    assert not disturbance((round_, one), (round_, one))
