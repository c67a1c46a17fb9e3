"""A change is answered: what is kept, who moves, who is told; and amendments that do not fit."""

from collections.abc import Sequence
from typing import Any

import attrs
import pytest

from conferencekit.errors import BrokenContractError, InvalidInputError
from conferencekit.exchange import read_round
from conferencekit.scheduling import (
    Absent,
    Amendment,
    Departed,
    KeepApart,
    Kind,
    Meeting,
    Moved,
    NewHours,
    NewMeeting,
    NewPerson,
    NewWithin,
    Person,
    Pin,
    Placement,
    Plan,
    Pool,
    Replanned,
    Round,
    Session,
    Unpin,
    Withdrawn,
    amended,
    check,
    explain,
    replan,
    score,
    solve,
)
from conferencekit.time import Instant, Window, Windows, Zone
from support import ROUNDS

START = Instant.parse("2026-11-24T15:00Z")


def at(minutes: int) -> Instant:
    """So many minutes into the evening."""
    return START.plus(minutes=minutes)


def window(start: int, end: int) -> Windows:
    """From one minute of the evening to another."""
    return Windows([Window(at(start), at(end))])


def evening(**changes: Any) -> Round:  # noqa: ANN401
    """Two teachers, three families, an interpreter of two, a head who may look in; an hour."""
    people = [Person(id_, Kind.TEACHER) for id_ in ("ada", "ben")]
    people += [Person(id_, Kind.GUARDIAN) for id_ in ("reed", "cole", "cas")]
    people += [Person(id_, Kind.INTERPRETER) for id_ in ("ines", "ivan")]
    round_ = Round(
        id="evening",
        timezone=Zone("Europe/Amsterdam"),
        sessions=(Session("tue", START, at(60)),),
        people=(*people, Person("head", Kind.STAFF)),
        pools=(Pool("es", ("ines", "ivan")),),
        meetings=(
            Meeting("m1", 20, ("ada", "reed"), optional=("head",)),
            Meeting("m2", 20, ("ada", "cole"), from_pools=("es",)),
            Meeting("m3", 20, ("ben", "cas")),
        ),
    )
    return attrs.evolve(round_, **changes)


def running(round_: Round) -> Plan:
    """Ada at 0 and 20 minutes, Ben at 0."""
    placements = (
        Placement("m1", at(0), attending=("head",)),
        Placement("m2", at(20), {"es": "ines"}),
        Placement("m3", at(0)),
    )
    unplaced = tuple(one.id for one in round_.meetings[3:])
    draft = Plan(round_.id, placements, unplaced, solve(round_, iterations=0).score)
    plan = attrs.evolve(draft, score=score(round_, draft))
    assert check(round_, plan) == ()
    return plan


def answer(*amendments: Amendment, round_: Round | None = None, **options: Any) -> Replanned:  # noqa: ANN401
    """To what happens to that evening."""
    round_ = round_ or evening()
    found = replan(
        round_, running(round_), amendments, **{"seconds": None, "iterations": 100, **options}
    )
    assert check(found.round, found.plan) == ()
    return found


def start_of(found: Replanned, meeting: str) -> Instant:
    """Where the answer has a meeting."""
    return next(one.start for one in found.plan.placements if one.meeting == meeting)


# ------------------------------------------------------------------------------------- answers


def test_without_a_change_nothing_is_different() -> None:
    """The round remembers where everything stands."""
    found = answer()
    assert found.plan.placements == running(evening()).placements
    assert not found.disturbance
    assert [one.previous for one in found.round.meetings] == [at(0), at(20), at(0)]
    assert found.plan.score.terms.moved == 0


def test_a_teacher_who_comes_later_moves_one_meeting() -> None:
    """To the only time left; the family and the teacher are told, and the head, who was there."""
    found = answer(Absent("ada", window(0, 10)))
    assert found.disturbance.moved == (Moved("m1", at(0), at(40)),)
    assert found.disturbance.people == ("ada", "reed", "head")
    assert found.plan.score.terms.moved == 1


def test_a_teacher_who_is_ill_loses_the_meetings() -> None:
    """All of them, and the others stay."""
    found = answer(Absent("ada", window(0, 60)))
    assert found.disturbance.lost == ("m1", "m2")
    assert found.disturbance.people == ("ada", "reed", "cole", "ines", "head")
    assert start_of(found, "m3") == at(0)


def test_a_family_that_leaves_makes_room() -> None:
    """A meeting that had no time gets one, though none would have moved for it."""
    more = Meeting("m4", 40, ("ada", "cas"))
    round_ = evening(meetings=(*evening().meetings, more))
    assert answer(round_=round_).disturbance.placed == ()
    found = answer(Departed(("reed",)), round_=round_)
    assert found.disturbance.withdrawn == ("m1",)
    assert not found.disturbance.lost
    assert not found.disturbance.moved
    found = answer(Departed(("cole",)), round_=round_)
    assert found.disturbance.placed == ("m4",)
    assert start_of(found, "m4") == at(20)
    assert not found.round.has_person("cole")


def test_others_move_for_a_new_request_if_they_may() -> None:
    """The fewest: one."""
    anywhere = NewMeeting(Meeting("m4", 20, ("ada", "cas")))
    assert answer(anywhere, NewHours("cas", None)).disturbance.moved == ()
    new = NewMeeting(Meeting("m4", 20, ("ada", "cas"), within=window(20, 40)))
    found = answer(new)
    assert [one.meeting for one in found.disturbance.moved] == ["m2"]
    assert found.disturbance.placed == ("m4",)
    still = answer(new, move_others=False)
    assert still.plan.unplaced == ("m4",)
    assert not still.disturbance


def test_a_new_person_comes_with_a_meeting() -> None:
    """Both in one answer, in that order."""
    found = answer(
        NewPerson(Person("lee", Kind.GUARDIAN)), NewMeeting(Meeting("m4", 20, ("ben", "lee")))
    )
    assert found.disturbance.placed == ("m4",)
    assert found.disturbance.people == ("ben", "lee")


def test_a_pin_moves_its_meeting_and_whoever_is_there() -> None:
    """A pinned meeting stays, even where its place is wanted."""
    found = answer(Pin("m1", at(20)))
    assert start_of(found, "m1") == at(20)
    assert {one.meeting for one in found.disturbance.moved} == {"m1", "m2"}
    new = NewMeeting(Meeting("m4", 20, ("ada", "cas"), within=window(20, 40), priority=9))
    assert answer(Pin("m2", at(20)), new).disturbance.lost == ()
    assert answer(Pin("m2", at(20)), new).plan.unplaced == ("m4",)
    assert answer(Pin("m2", at(20)), Unpin("m2"), new).plan.unplaced == ()


def test_somebody_of_a_pool_is_replaced_without_moving_the_meeting() -> None:
    """Who comes and who goes is told; who stays is not."""
    found = answer(Absent("ines", window(0, 60)))
    assert found.disturbance.restaffed == ("m2",)
    assert found.disturbance.moved == ()
    assert found.disturbance.people == ("ines", "ivan")
    found = answer(Absent("head", window(0, 60)))
    assert found.disturbance.restaffed == ("m1",)
    assert found.disturbance.people == ("head",)


def test_new_windows_move_a_meeting() -> None:
    """Only that one."""
    found = answer(NewWithin("m3", window(30, 60)))
    assert [one.meeting for one in found.disturbance.moved] == ["m3"]
    assert answer(NewWithin("m3", None)).disturbance.moved == ()


def test_what_a_relaxation_proposes_is_an_amendment() -> None:
    """A suggestion that was agreed to is answered as anything else."""
    round_ = evening(meetings=(*evening().meetings, Meeting("m4", 40, ("ada", "cas"))))
    plan = running(round_)
    (reason,) = explain(round_, plan)
    relaxation = reason.relaxations[0]
    found = answer(relaxation.change, round_=round_)
    assert found.plan.unplaced == ()


def test_whoever_departs_is_nowhere_left() -> None:
    """Not in pools, not as optional, not kept apart from anybody."""
    apart = KeepApart(("reed", "cas"), 10)
    after = amended(evening(keep_apart=(apart,)), [Departed(("ines", "head", "reed"))])
    assert after.pools[0].members == ("ivan",)
    assert [one.id for one in after.meetings] == ["m2", "m3"]
    assert after.keep_apart == ()


@pytest.mark.parametrize("name", ["micro-1", "secondary-1", "replan-3"])
def test_the_example_rounds_are_answered(name: str) -> None:
    """A teacher who is ill in the first session; nobody else moves without need."""
    round_ = read_round(ROUNDS / f"{name}.json")
    plan = solve(round_, seconds=None, iterations=0)
    teacher = next(one for one in round_.people if one.kind is Kind.TEACHER)
    absent = Absent(teacher.id, Windows([round_.sessions[0].window]))
    found = replan(round_, plan, [absent], seconds=0)
    assert check(found.round, found.plan) == ()
    assert score(found.round, found.plan) == found.plan.score
    mine = {one.id for one in round_.meetings if teacher.id in one.required}
    still = replan(round_, plan, [absent], seconds=0, move_others=False)
    assert {one.meeting for one in still.disturbance.moved} <= mine
    assert set(still.disturbance.lost) <= mine
    assert found.plan.score.unplaced <= still.plan.score.unplaced


# ------------------------------------------------------------------------------------- faults


def test_all_amendments_that_do_not_fit_are_reported_together() -> None:
    """Each at its place."""
    amendments: Sequence[Amendment] = (
        Absent("nobody", window(0, 60)),
        NewHours("nobody", None),
        Departed(("reed", "nobody", "reed")),
        NewPerson(Person("ada", Kind.TEACHER, place="nowhere")),
        Withdrawn(("m9",)),
        NewMeeting(Meeting("m1", 7, ("ada", "nobody"))),
        NewWithin("m9", None),
        Pin("m9", at(1)),
        Pin("m9", at(0)),
        Unpin("m9"),
        Absent("ada", window(0, 20)),
    )
    with pytest.raises(InvalidInputError) as caught:
        replan(evening(), running(evening()), amendments)
    assert str(caught.value).splitlines() == [
        "round 'evening': 15 faults",
        "  amendments[0].person: unknown person 'nobody'",
        "  amendments[1].person: unknown person 'nobody'",
        "  amendments[2].people[1]: unknown person 'nobody'",
        "  amendments[2].people[2]: 'reed' is named twice",
        "  amendments[3].person.id: 'ada' is used twice",
        "  amendments[3].person.place: unknown place 'nowhere'",
        "  amendments[4].meetings[0]: unknown meeting 'm9'",
        "  amendments[5].meeting.id: 'm1' is used twice",
        "  amendments[5].meeting.minutes: 7 is not a multiple above zero of the tick of 5 minutes",
        "  amendments[5].meeting.required[1]: unknown person 'nobody'",
        "  amendments[6].meeting: unknown meeting 'm9'",
        "  amendments[7].meeting: unknown meeting 'm9'",
        "  amendments[7].start: is not on the grid of a session",
        "  amendments[8].meeting: unknown meeting 'm9'",
        "  amendments[9].meeting: unknown meeting 'm9'",
    ]


def test_a_plan_of_another_round_is_refused() -> None:
    """With its faults."""
    plan = attrs.evolve(running(evening()), round="other", unplaced=("m9",))
    with pytest.raises(InvalidInputError, match="unknown meeting 'm9'"):
        replan(evening(), plan, [])


def test_another_engine_betters_the_first_answer() -> None:
    """Of the part of the round that is concerned, from the first answer; nobody else is asked."""
    asked: list[tuple[int, object, Plan]] = []

    def engine(round_: Round, /, *, start: Plan | None = None, **options: Any) -> Plan:  # noqa: ANN401
        assert start is not None
        asked.append((len(round_.meetings), options["seconds"], start))
        return solve(round_, seconds=None, iterations=100, start=start)

    change = Absent("ada", window(0, 10))
    found = answer(change, iterations=None, seconds=60, engine=engine, clock=lambda: 0.0)
    assert found == answer(change)
    ((meetings, seconds, start),) = asked
    assert meetings == 2  # Ben's is none of theirs
    assert seconds == pytest.approx(18.0)
    assert start.placements


def test_another_engine_has_to_keep_the_rules() -> None:
    """Its plan is looked through before it is put into the one that runs."""

    def engine(round_: Round, /, **_: Any) -> Plan:  # noqa: ANN401
        plan = solve(round_, seconds=None, iterations=100)
        return attrs.evolve(plan, score=attrs.evolve(plan.score, penalty=-1))

    with pytest.raises(BrokenContractError, match="engine engine does not keep its promises"):
        answer(Absent("ada", window(0, 10)), iterations=None, engine=engine)
    with pytest.raises(InvalidInputError, match="iterations: the engine engine is not told"):
        answer(Absent("ada", window(0, 10)), engine=engine)


def test_stopped_at_once_it_keeps_what_stands() -> None:
    """Not even the first answer is looked for; whoever lost their time goes without."""
    found = answer(Absent("ada", window(0, 10)), stop=lambda: True)
    assert found.disturbance.lost == ("m1",)
    assert not found.disturbance.moved
    assert [one.meeting for one in found.plan.placements] == ["m2", "m3"]


def test_there_has_to_be_a_limit() -> None:
    """Also where nothing is to be placed."""
    with pytest.raises(InvalidInputError, match="needs a limit"):
        replan(evening(), running(evening()), [], seconds=None)
