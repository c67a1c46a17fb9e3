"""A goal goes its way, keeps every change, and is told what it lacks."""

import json
from datetime import date
from typing import Any

import attrs
import pytest

from conferencekit._refusal import Refusal
from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    AttainmentScale,
    Goal,
    GoalAction,
    GoalChange,
    GoalState,
    Habit,
    Measure,
    Milestone,
    Milestones,
    Party,
    Quantity,
    Revision,
    Role,
    RubricLevel,
    Terms,
    add_points,
    advise,
    change_goal,
    goal_actions,
    goal_from_json,
    goal_to_json,
    habit_periods,
    keep_goal,
    kept_goal,
    kept_goals,
    kept_record,
    kept_records,
    propose_goal,
    revise_goal,
)
from conferencekit.progress import Direction, Point, Record
from conferencekit.storage import Store
from conferencekit.time import Instant, Zone
from samples import WHOLE

NOAH = Party(Role.STUDENT, "noah")
HANNAH = Party(Role.GUARDIAN, "hannah")
ADA = Party(Role.TEACHER, "ada")
MONDAY = Instant.parse("2026-09-07T09:00Z")
READS = Terms(
    statement="Noah reads a page of a book for his age aloud without help",
    aspiration="I want to read the dragon books myself",
    area="reading",
    reasons=("he asks for it",),
    measure=Quantity(80, "words read correctly in a minute", 42, "each Friday, one minute, ada"),
    start=date(2026, 9, 7),
    due=date(2026, 12, 18),
)
EVERY_MEASURE: tuple[Measure, ...] = (
    Quantity(2, "outbursts a week", 9.5, "tally", Direction.DOWN),
    RubricLevel("fluency", "meets", "near", "reading@2"),
    AttainmentScale(("none", "one", "two", "three", "four"), -1, 6),
    Milestones((Milestone("m1", "Finds a book", date(2026, 9, 9)), Milestone("m2", "Reads it"))),
    Habit("reads aloud at home", 4, 7, 6),
)


def proposed(**more: Any) -> Goal:  # noqa: ANN401
    """A goal that Noah has just proposed."""
    return propose_goal(
        "g1", "noah", READS, by=NOAH, at=MONDAY, why="at the conference", **more
    )  # fmt: skip


def done(goal: Goal, action: str, by: Party = ADA, hours: int = 1, **more: Any) -> Goal:  # noqa: ANN401
    """The goal with a change that is allowed."""
    at = goal.changes[-1].at.plus(hours=hours)
    found = change_goal(goal, GoalAction(action), by=by, at=at, why="so it was said", **more)
    assert isinstance(found, Goal), found
    return found


def active() -> Goal:
    """A goal that all have agreed to, and that is being worked on."""
    agreed = done(done(proposed(), "agree", HANNAH), "agree", ADA)
    return done(agreed, "start")


def refused(goal: Goal, action: str, **more: Any) -> str:  # noqa: ANN401
    """Why a change is not allowed."""
    given: dict[str, Any] = {"by": ADA, "at": goal.changes[-1].at, "why": "because"} | more
    found = change_goal(goal, GoalAction(action), **given)
    assert isinstance(found, Refusal)
    return str(found)


def test_a_goal_goes_its_way() -> None:
    """Proposed, agreed by all whose agreement it needs, worked on, achieved."""
    goal = proposed()
    assert (goal.state, goal.lacks()) == (
        GoalState.PROPOSED,
        frozenset({Role.GUARDIAN, Role.TEACHER}),
    )
    goal = done(goal, "agree", HANNAH)
    assert goal.state is GoalState.PROPOSED
    goal = done(goal, "agree", ADA)
    assert goal.state is GoalState.AGREED
    assert [(one.by, one.at) for one in goal.agreed] == [
        (NOAH, MONDAY),
        (HANNAH, MONDAY.plus(hours=1)),
        (ADA, MONDAY.plus(hours=2)),
    ]
    goal = done(goal, "agree", Party(Role.GUARDIAN, "tom"))
    goal = done(done(goal, "start"), "achieve")
    assert goal.state is GoalState.ACHIEVED
    assert not goal.is_open
    assert [change.action.value for change in goal.changes] == [
        "propose", "agree", "agree", "agree", "start", "achieve",
    ]  # fmt: skip
    assert goal.proposed_by == NOAH
    assert repr(goal) == "<Goal 'g1' of 'noah': achieved, 6 changes>"
    then = goal.as_of(MONDAY.plus(hours=2))
    assert then is not None
    assert (then.state, len(then.changes)) == (GoalState.AGREED, 3)
    assert goal.as_of(MONDAY.plus(minutes=-1)) is None


def test_new_words_need_new_agreement() -> None:
    """Who edits agrees to them; who agreed before has not agreed to these."""
    goal = done(done(proposed(), "agree", HANNAH), "agree", ADA)
    new = attrs.evolve(READS, due=date(2027, 1, 29))
    goal = done(goal, "edit", ADA, terms=new)
    assert goal.state is GoalState.PROPOSED
    assert goal.terms == new
    assert [one.by for one in goal.agreed] == [ADA]
    alone = attrs.evolve(READS, agreement_of=frozenset({Role.STUDENT}))
    assert done(goal, "edit", NOAH, terms=alone).state is GoalState.AGREED


def test_a_revised_goal_points_to_the_one_before() -> None:
    """And that one to it."""
    harder = attrs.evolve(READS, measure=Quantity(95, "words", 80, "probe"))
    at = MONDAY.plus(days=60)
    found = revise_goal(active(), "g2", harder, by=NOAH, at=at, why="it was easy")
    assert isinstance(found, Revision)
    assert (found.ended.state, found.ended.successor) == (GoalState.REVISED, "g2")
    assert (found.goal.previous, found.goal.student, found.goal.state) == (
        "g1",
        "noah",
        GoalState.PROPOSED,
    )
    early = revise_goal(proposed(), "g2", harder, by=NOAH, at=at, why="x")
    assert str(early) == (
        "a goal that is proposed cannot be changed by 'revise' (allowed: edit, agree, drop)"
    )
    same = revise_goal(active(), "g1", harder, by=NOAH, at=at, why="x")
    assert str(same) == "the new goal needs an id of its own"


def test_what_is_not_allowed_is_refused_with_what_is() -> None:
    """Nothing is changed."""
    goal = active()
    assert goal_actions(goal) == (
        GoalAction.AGREE,
        GoalAction.REACH,
        GoalAction.ACHIEVE,
        GoalAction.REVISE,
        GoalAction.DROP,
    )
    for action, more, words in (
        ("edit", {"terms": READS}, "a goal that is active cannot be changed by 'edit'"),
        ("achieve", {"why": " "}, "why is empty"),
        ("achieve", {"at": MONDAY}, "at is before the change before it, of 2026-09-07T12:00"),
        ("achieve", {"terms": READS}, "terms comes with 'propose' and 'edit'"),
        ("revise", {}, "successor comes with 'revise'"),
        ("agree", {}, "by teacher ada has agreed to this before"),
    ):
        assert words in refused(goal, action, **more)
    assert "terms say what they said before" in refused(proposed(), "edit", terms=READS)
    assert refused(done(goal, "drop"), "start").endswith("cannot be changed by 'start'")


def test_milestones_are_ticked_off_one_by_one() -> None:
    """Each once, only those there are, and only of a goal that has some."""
    items = (Milestone("plot", "x", date(2026, 9, 20)), Milestone("draft", "x"))
    terms = attrs.evolve(READS, measure=Milestones(items), agreement_of=frozenset())
    goal = propose_goal("book", "noah", terms, by=NOAH, at=MONDAY, why="x")
    assert "a goal that is agreed" in refused(goal, "reach", milestone="plot")
    goal = done(done(goal, "start"), "reach", milestone="draft")
    assert goal.reached == ("draft",)
    for milestone, words in (
        ("draft", "milestone 'draft' was reached before"),
        ("end", "milestone there is no milestone 'end'"),
        (None, "milestone comes with 'reach', and with nothing else"),
    ):
        assert words in refused(goal, "reach", milestone=milestone)
    assert "milestone comes with" in refused(goal, "achieve", milestone="plot")
    assert "there is no milestone 'plot'" in refused(active(), "reach", milestone="plot")
    assert goal_from_json(goal_to_json(goal)).reached == ("draft",)


def test_a_habit_is_kept_or_not_period_by_period() -> None:
    """Counted in days of the school; the running period may still be kept."""
    habit = Habit("reads", times=3, in_days=7, weeks=2)
    zone = Zone("America/New_York")
    start = date(2026, 9, 7)
    late = zone.parse("2026-09-13T23:30")  # Sunday there, Monday in UTC
    points = [Point(MONDAY, 2.0), Point(late, 1.0), Point(MONDAY.plus(days=8), 1.0),
              Point(MONDAY.plus(days=-1), 5.0), Point(MONDAY.plus(days=30), 5.0)]  # fmt: skip
    found = habit_periods(habit, points, zone, start=start, on=date(2026, 9, 20))
    assert [(one.first.day, one.last.day, one.times, one.kept, one.over) for one in found] == [
        (7, 13, 3, True, True),
        (14, 20, 1, False, False),
    ]
    assert habit_periods(habit, points, zone, start=start, on=date(2026, 9, 6)) == ()
    end = habit_periods(habit, [], zone, start=date(9999, 12, 30), on=date.max)
    assert [one.last for one in end] == [date.max]


def test_a_history_that_cannot_be_is_refused() -> None:
    """With the place of the first change that was not allowed."""
    good = active()
    start = good.changes[-1]
    for changes, words in (
        ((), "changes: is empty (a goal begins with its proposal)"),
        (good.changes[1:], "changes[0].action: what is no goal cannot be changed by 'agree'"),
        ((*good.changes, start), "changes[4].action: a goal that is active cannot be changed by"),
        ((*good.changes[:2], start), "changes[2].action: a goal that is proposed cannot be"),
        (
            (*good.changes, GoalChange(start.at, ADA, GoalAction.REVISE, "x", successor="g1")),
            "changes[4].successor: is the goal itself",
        ),
    ):
        with pytest.raises(InvalidInputError) as caught:
            Goal("g1", "noah", changes)
        assert words in str(caught.value)
    with pytest.raises(InvalidInputError, match="previous: is the goal itself"):
        proposed(previous="g1")
    with pytest.raises(InvalidInputError, match="student: is empty"):
        attrs.evolve(good, student="")


def test_nothing_about_a_child_is_shown_by_accident() -> None:
    """What is logged by repr tells neither words nor reasons."""
    goal = active()
    shown = repr(goal) + repr(goal.terms) + "".join(map(repr, goal.changes))
    for word in ("dragon", "aloud", "so it was said", "asks for it"):
        assert word not in shown


@pytest.mark.parametrize("measure", EVERY_MEASURE, ids=lambda one: type(one).__name__)
def test_the_goal_file_loses_nothing(measure: Measure) -> None:
    """Whatever the measure; and what follows from the changes is not written."""
    goal = active()
    goal = propose_goal(
        "g2",
        "noah",
        attrs.evolve(READS, measure=measure),
        by=ADA,
        at=MONDAY,
        why="x",
        previous="g1",
    )
    data = json.loads(json.dumps(goal_to_json(goal)))
    back = goal_from_json(data)
    assert back == goal
    assert (back.state, back.terms, back.agreed) == (goal.state, goal.terms, goal.agreed)
    assert set(data) == {"schema", "id", "student", "changes", "previous"}
    assert data["changes"][0]["terms"]["measure"]["kind"] in {
        "quantity", "rubric_level", "attainment_scale", "milestones", "habit",
    }  # fmt: skip


def test_every_fault_of_a_goal_file_has_its_path() -> None:
    """Those of form together, and none that only a hole made."""
    data = goal_to_json(active())
    data["changes"][0]["terms"]["measure"] = {"kind": "quantity", "target": "many"}
    data["changes"][0]["by"]["role"] = "aunt"
    data["changes"][2]["at"] = "yesterday"
    del data["changes"][3]["why"]
    with pytest.raises(InvalidInputError) as caught:
        goal_from_json(data)
    assert [fault.path for fault in caught.value.faults] == [
        "changes[0].by.role",
        "changes[0].terms.measure.target",
        "changes[2].at",
        "changes[3].why",
    ]
    data = goal_to_json(active())
    data["changes"][0]["terms"]["agreement_of"] = ["aunt"]
    data["changes"].append(data["changes"][0])
    with pytest.raises(InvalidInputError) as caught:
        goal_from_json(data)
    assert {fault.path for fault in caught.value.faults} == {
        "changes[0].terms.agreement_of[0]",
        "changes[4].terms.agreement_of[0]",
    }
    data["changes"][0]["terms"]["agreement_of"] = []
    with pytest.raises(InvalidInputError, match=r"^goal: changes\[1\].action: a goal that is"):
        goal_from_json(data | {"changes": data["changes"][:1] * 2})
    with pytest.raises(InvalidInputError, match=r"schema: 'conferencekit.goal/2' is not"):
        goal_from_json({"schema": "conferencekit.goal/2"})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Terms(" "), "statement: is empty"),
        (
            lambda: Terms("x", start=date(2027, 1, 2), due=date(2027, 1, 1)),
            "due: 2027-01-01 is before the start 2027-01-02",
        ),
        (lambda: AttainmentScale(("a",), 3, -1), "levels: has 1 levels, not 5 (from -2 to 2)"),
        (lambda: Milestones(()), "items: at least one is needed"),
        (lambda: Milestones((Milestone("a", "x"),) * 2), "items[1].id: 'a' is used twice"),
        (lambda: Habit("x", 0), "times: 0 is not a whole number of 1 or more"),
        (lambda: Party(Role.STUDENT, ""), "id: is empty"),
        (lambda: Party("aunt", "x"), "role: 'aunt' is none of"),  # type: ignore[arg-type]
        (
            lambda: Quantity(1).aimline(date(2026, 1, 1), date(2026, 2, 1)),
            "baseline: is missing (measure three times first)",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(make: Any, message: str) -> None:  # noqa: ANN401
    """With where and why."""
    with pytest.raises(InvalidInputError) as caught:
        make()
    assert message in str(caught.value)


# -------------------------------------------------------------------------------------- advice


def advice(terms: Terms, by: Party = NOAH, today: date | None = None) -> set[str]:
    """The paths of what a goal lacks."""
    goal = propose_goal("g1", "noah", terms, by=by, at=MONDAY, why="x")
    return {one.path for one in advise(goal, today=today)}


def test_a_whole_goal_lacks_nothing() -> None:
    """Once all have agreed."""
    assert advise(active()) == ()
    assert [str(one) for one in advise(proposed())] == [
        "shared: no guardian has agreed yet",
        "shared: no teacher has agreed yet",
    ]


def test_a_bare_goal_is_told_what_it_lacks() -> None:
    """As advice: it is a goal nevertheless."""
    assert advice(Terms("Read better")) == {
        "terms.statement",
        "terms.measure",
        "terms.area",
        "terms.reasons",
        "terms.due",
        "terms.aspiration",
        "agreed",
    }
    told = advise(propose_goal("g", "s", Terms("read better at home"), by=ADA, at=MONDAY, why="x"))
    assert told[0].text == "'better' can mean much: say what one would see or hear"


@pytest.mark.parametrize(
    ("measure", "lacking"),
    [
        (Quantity(3), {"baseline", "unit", "method"}),
        (Quantity(3, "words", 3, "probe"), {"target"}),
        (Quantity(3, "words", 3, "probe", Direction.UP), set()),
        (RubricLevel("c", "meets"), {"baseline"}),
        (RubricLevel("c", "meets", "meets"), {"target"}),
        (AttainmentScale(("a", "b", "c", "d", " ")), {"levels", "baseline"}),
        (AttainmentScale(("a", "b", "c", "d", "d"), 0), {"levels", "baseline"}),
        (Milestones((Milestone("m", "x"),)), {"items"}),
        (Milestones((Milestone("m", "x", date(2027, 5, 1)),)), {"items"}),
        (Habit("x", 8), {"times"}),
        (Habit("x", 7), set()),
    ],
)
def test_each_measure_is_told_what_it_lacks(measure: Measure, lacking: set[str]) -> None:
    """By field."""
    found = advice(attrs.evolve(READS, measure=measure))
    assert found - {"agreed"} == {f"terms.measure.{name}" for name in lacking}


def test_times_and_owners_are_looked_at() -> None:
    """A due day that has passed or is far off, and a student who is not asked."""
    assert "terms.due" in advice(READS, today=date(2026, 12, 19))
    assert "terms.due" not in advice(READS, today=date(2026, 12, 18))
    assert "terms.due" in advice(attrs.evolve(READS, due=date(2027, 12, 18)))
    assert "terms.start" in advice(attrs.evolve(READS, start=None))
    others = frozenset({Role.GUARDIAN, Role.TEACHER})
    assert "terms.agreement_of" in advice(attrs.evolve(READS, agreement_of=others), ADA)
    assert "terms.agreement_of" not in advice(attrs.evolve(READS, agreement_of=others), NOAH)


# --------------------------------------------------------------------------------------- stores


def test_goals_and_measurements_are_kept(store: Store) -> None:
    """By student and id; each read back as it was."""
    other = propose_goal("g1", "ivy", READS, by=NOAH, at=MONDAY, why="x")
    for goal in (active(), other):
        assert keep_goal(goal, WHOLE).run(store)
    assert kept_goal("noah", "g1", WHOLE).run(store) == active()
    assert kept_goal("noah", "g2", WHOLE).run(store) is None
    assert list(kept_goals(store, WHOLE, "noah")) == [active()]
    assert list(kept_goals(store, WHOLE)) == [other, active()]
    points = [Point(MONDAY.plus(days=7 * n), 40.0 + n, "ada") for n in range(3)]
    add_points("noah", "g1", points[:2], WHOLE).run(store)
    assert add_points("noah", "g1", points[1:], WHOLE).run(store) == Record(
        "noah", "g1", tuple(points)
    )
    record = kept_record("noah", "g1", WHOLE).run(store)
    assert record is not None
    assert record.points == tuple(points)
    assert kept_record("ivy", "g1", WHOLE).run(store) is None
    assert list(kept_records(store, WHOLE)) == list(kept_records(store, WHOLE, "noah")) == [record]
    assert list(kept_records(store, WHOLE, "no")) == []


def test_no_change_is_lost_to_another(store: Store) -> None:
    """Who changes what has been changed meanwhile is told, and nothing is written over."""
    goal = active()
    keep_goal(goal, WHOLE).run(store)
    achieved, dropped = done(goal, "achieve"), done(goal, "drop", HANNAH)
    assert keep_goal(achieved, WHOLE).run(store)
    assert keep_goal(achieved, WHOLE).run(store)  # repeating is safe
    assert keep_goal(dropped, WHOLE).run(store) == Refusal(
        "goal 'g1' was changed meanwhile; read it again"
    )
    assert kept_goal("noah", "g1", WHOLE).run(store) == achieved
