"""What scheduling returns, printed: a line or a small table, by ids and in local time."""

from concurrent.futures import CancelledError

import attrs

from conferencekit.planning import Remark, RemarkKind
from conferencekit.scheduling import (
    Absent,
    Bound,
    Improvement,
    Kind,
    Meeting,
    Person,
    Placement,
    Plan,
    Progress,
    Round,
    Score,
    Session,
    Solved,
    Terms,
    Withdrawn,
    replan,
    timetable,
    timetables,
)
from conferencekit.scheduling.scoring import scored
from conferencekit.time import Instant, Window, Windows, Zone

START = Instant.parse("2026-10-25T00:30Z")
"""Half past two of the night in which the clocks of Amsterdam go back at three."""


def night() -> tuple[Round, Plan]:
    """Three meetings of Ada's, about an hour of which comes twice; the last has no time."""
    round_ = Round(
        id="night",
        timezone=Zone("Europe/Amsterdam"),
        sessions=(Session("s", START, START.plus(hours=3)),),
        people=(
            Person("ada", Kind.TEACHER, name="Ada Lovelace", place=None),
            Person("reed", Kind.GUARDIAN),
            Person("de-vries", Kind.GUARDIAN),
            Person("head", Kind.STAFF),
        ),
        meetings=(
            Meeting("m1", 20, ("ada", "reed"), student="noah", optional=("head",)),
            Meeting("m2", 20, ("ada", "de-vries")),
            Meeting("m3", 20, ("ada",), student="ivy"),
        ),
    )
    placements = (
        Placement("m1", START.plus(hours=1), attending=("head",)),
        Placement("m2", START.plus(minutes=-30 + 90 + 60)),
    )
    draft = Plan("night", placements, ("m3",), Score(0, 0, Terms()))
    return round_, scored(round_, draft)


def test_a_timetable_is_a_table() -> None:
    """In columns, the hour that comes twice with its offset; no names."""
    round_, plan = night()
    assert str(timetable(round_, plan, "ada")) == (
        "ada: 2 appointments\n"
        "Sun 25 Oct  02:30+01:00-02:50+01:00  noah  with reed, head  online\n"
        "Sun 25 Oct  03:30-03:50              m2    with de-vries    online"
    )
    assert str(timetable(round_, attrs.evolve(plan, placements=()), "reed")) == (
        "reed: no appointments"
    )
    alone = attrs.evolve(plan, placements=(Placement("m3", START.plus(hours=2)),))
    assert str(timetable(round_, alone, "ada")) == (
        "ada: 1 appointment\nSun 25 Oct  03:30-03:50  ivy    online"
    )


def test_everybodys_timetables_are_those_of_each() -> None:
    """Also of people who have none, in the order of the round."""
    round_, plan = night()
    found = timetables(round_, plan)
    assert list(found) == ["ada", "reed", "de-vries", "head"]
    assert all(found[id_] == timetable(round_, plan, id_) for id_ in found)
    assert [len(one) for one in found.values()] == [2, 1, 1, 1]
    assert [one.meeting for one in found["ada"]] == ["m1", "m2"]


def test_a_plan_is_a_line() -> None:
    """With its score, and what is proven."""
    _, plan = night()
    assert str(plan) == (
        "plan for night: 2 placed, 1 not; unplaced 1, penalty 40 (gap 40); nothing is proven"
    )
    assert str(attrs.evolve(plan, bound=Bound(1, 20))).endswith(
        "; no plan is below unplaced 1, penalty 20"
    )
    assert str(attrs.evolve(plan, bound=Bound(1, 40))).endswith("; it is optimal")
    assert str(Score(0, 0, Terms())) == "unplaced 0, penalty 0 (all terms 0)"
    assert str(Terms(wait=5, moved=2)) == "wait 5, moved 2"


def test_how_a_search_goes_is_a_line() -> None:
    """As it is told to callbacks."""
    _, plan = night()
    better = Improvement((1, 40), Bound(), 1.234, 17, lambda: plan)
    assert str(better) == "1.23 s, 17 steps: unplaced 1, penalty 40 (nothing is proven)"
    assert str(Progress(0.256, (1, 40), Bound(0, 3), 1.0, 5)) == (
        "26%: unplaced 1, penalty 40 (no plan is below unplaced 0, penalty 3)"
    )
    assert str(Solved("night", plan)) == str(plan)
    assert str(Solved("night", error=CancelledError("enough"))) == (
        "no plan for night: CancelledError: enough"
    )


def test_an_answer_to_a_change_is_a_few_lines() -> None:
    """In local time; of everything that is different."""
    round_, plan = night()
    ill = Absent("ada", Windows([Window(START, START.plus(minutes=85))]))
    found = replan(round_, plan, [ill, Withdrawn(("m2",))], seconds=None, iterations=50)
    first, *rest = str(found).splitlines()
    assert first == str(found.plan)
    assert rest == [
        "m1 moves from Sun 25 Oct 02:30+01:00 to Sun 25 Oct 02:55+01:00",
        "m3 is at Sun 25 Oct 03:15",
        "m2 is no longer held",
        "to be told: ada, reed, de-vries and head",
    ]
    gone = Absent("head", Windows([Window(START, START.plus(hours=3))]))
    assert str(replan(round_, plan, [gone], seconds=0).disturbance).splitlines() == [
        "m3 is at Sun 25 Oct 02:50+01:00",
        "m1 stays, with ada and reed",
        "to be told: ada and head",
    ]
    ill = Absent("ada", Windows([Window(START, START.plus(hours=3))]))
    assert "m1 has no time any more" in str(replan(round_, plan, [ill], seconds=0))
    same = replan(found.round, found.plan, [], seconds=0).disturbance
    assert str(same) == "nothing changes"


def test_a_remark_is_its_text() -> None:
    """So that it can be printed as it is."""
    assert str(Remark(RemarkKind.DECLINED, "noah", (), "nobody wants to come")) == (
        "nobody wants to come"
    )
