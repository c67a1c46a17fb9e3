"""Steps are done in their order, by whom they belong to, and what is due is told."""

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from conferencekit._refusal import Refusal
from conferencekit.errors import InvalidInputError, MissingExtraError
from conferencekit.goals import (
    ActionPlan,
    Due,
    Goal,
    GoalAction,
    GoalState,
    Party,
    PlanChange,
    Quantity,
    Recurrence,
    Role,
    Step,
    StepAction,
    StepState,
    Terms,
    action_plan_from_json,
    action_plan_to_json,
    add_step,
    change_goal,
    change_plan,
    complete_step,
    goals_view,
    keep_action_plan,
    kept_action_plan,
    kept_action_plans,
    propose_goal,
    roadmap,
    step_actions,
    tasks,
    workload,
)
from conferencekit.progress import Point, Record
from conferencekit.storage import Store
from conferencekit.time import Instant, Zone
from samples import WHOLE

NOAH = Party(Role.STUDENT, "noah")
HANNAH = Party(Role.GUARDIAN, "hannah")
ADA = Party(Role.TEACHER, "ada")
ELIN = Party(Role.SPECIALIST, "elin")
MONDAY = Instant.parse("2026-09-07T09:00Z")
DAY = date(2026, 9, 7)

BOOK = Step("book", "Choose a book", NOAH, "g1", date(2026, 9, 9))
PROBE = Step("probe", "Measure three times", ADA, "g1", date(2026, 9, 11), minutes=30)
READ = Step(
    "read",
    "Read aloud for ten minutes",
    HANNAH,
    "g1",
    repeats=Recurrence("FREQ=WEEKLY;BYDAY=MO,WE,FR", DAY),
    after=("book",),
    minutes=10,
    family_title="Read together",
)

REVIEW = Step("review", "Look back", None, "g1", date(2026, 10, 2), after=("probe", "read"))


def made(*steps: Step) -> ActionPlan:
    """A plan with some steps."""
    plan = ActionPlan("p1", "noah")
    for step in steps or (BOOK, PROBE, READ, REVIEW):
        found = add_step(plan, step, by=ADA, at=MONDAY)
        assert isinstance(found, ActionPlan), found
        plan = found
    return plan


def changed(plan: ActionPlan, action: str, step: str, why: str = "so", **more: Any) -> ActionPlan:  # noqa: ANN401
    """The plan with a change that is allowed."""
    at = plan.changes[-1].at.plus(hours=1)
    found = change_plan(plan, StepAction(action), step, by=ADA, at=at, why=why, **more)
    assert isinstance(found, ActionPlan), found
    return found


def done(plan: ActionPlan, step: str, occurrence: date | None = None) -> ActionPlan:
    """The plan with a step done."""
    at = plan.changes[-1].at.plus(hours=1)
    found = complete_step(plan, step, by=NOAH, at=at, occurrence=occurrence, evidence=["photo-7"])
    assert isinstance(found, ActionPlan), found
    return found


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"on": datetime(2026, 10, 1, tzinfo=UTC)}, "on: a datetime is not a date"),
        ({"owner": Party(Role.STUDENT, "noah")}, "owner: a Party is not a text"),
        ({"plans": None}, "plans: several are wanted, not None"),
        ({"days": "7"}, "days: '7' is not a whole number"),
    ],
    ids=str,
)
def test_tasks_tell_what_is_of_another_kind(given: dict[str, Any], told: str) -> None:
    """An owner who is no id had no tasks, without a word."""
    with pytest.raises(InvalidInputError) as caught:
        tasks(**{"plans": [], "on": DAY, **given})
    assert str(caught.value).startswith(f"tasks: {told}")


def test_steps_are_done_in_their_order() -> None:
    """What waits for another is refused until that is done or dropped."""
    plan = made()
    early = complete_step(plan, "review", by=ADA, at=MONDAY)
    assert str(early) == (
        "'review' waits for probe, read (allowed: edit, complete, hinder, drop)"
    )  # fmt: skip
    plan = done(plan, "book")
    assert plan.steps["book"].completions[0].evidence == ("photo-7",)
    plan = changed(done(plan, "probe"), "drop", "read", "on holiday")
    assert plan.waits_for("review") == ()
    plan = done(plan, "review")
    assert repr(plan) == "<ActionPlan 'p1' of 'noah': 3 of 4 done>"
    assert plan.as_of(MONDAY) == made()
    assert step_actions(plan, "read") == (StepAction.REOPEN,)
    assert step_actions(plan, "new") == (StepAction.ADD,)


def test_a_step_that_repeats_is_done_day_by_day() -> None:
    """Each day once, and only days that it repeats on; then as a whole."""
    plan = done(done(made(), "book"), "read", DAY)
    assert plan.steps["read"].days_done == {DAY}
    assert plan.steps["read"].state is StepState.OPEN
    at = plan.changes[-1].at
    for day, words in (
        (DAY, "occurrence 2026-09-07 was done before"),
        (date(2026, 9, 8), "occurrence 2026-09-08 is no day of 'read'"),
    ):
        found = complete_step(plan, "read", by=HANNAH, at=at, occurrence=day)
        assert isinstance(found, Refusal)
        assert found.reason == words
    once = complete_step(plan, "probe", by=HANNAH, at=at, occurrence=DAY)
    assert str(once).startswith("occurrence 2026-09-07 is no day of 'probe'")
    whole = done(plan, "read")
    assert whole.steps["read"].state is StepState.DONE
    assert len(whole.steps["read"].completions) == 2


def test_what_stands_in_the_way_is_told() -> None:
    """Until it is gone."""
    plan = changed(made(), "hinder", "probe", "no room is free")
    assert plan.steps["probe"].hindrance == "no room is free"
    assert not isinstance(plan, Refusal)
    refused = complete_step(plan, "probe", by=ADA, at=plan.changes[-1].at)
    assert str(refused) == (
        "a step that is hindered cannot be changed by 'complete' (allowed: edit, free, drop)"
    )
    later = attrs.evolve(PROBE, due=date(2026, 9, 18))
    plan = changed(plan, "edit", "probe", terms=later)
    assert plan.steps["probe"].hindrance == "no room is free"
    freed = changed(plan, "free", "probe", "")
    assert (freed.steps["probe"].state, freed.steps["probe"].hindrance) == (StepState.OPEN, "")
    assert freed.steps["probe"].step.due == date(2026, 9, 18)


def test_circles_are_refused_with_their_name() -> None:
    """However long."""
    plan = made(Step("a", "x"), Step("b", "x", after=("a",)), Step("c", "x", after=("b",)))
    found = change_plan(
        plan, StepAction.EDIT, "a", by=ADA, at=MONDAY, why="so", terms=Step("a", "x", after=("c",))
    )
    assert isinstance(found, Refusal)
    assert found.reason == "terms.after[0] goes in a circle: a after c after b after a"
    missing = add_step(plan, Step("d", "x", after=("z",)), by=ADA, at=MONDAY)
    assert str(missing).startswith("terms.after[0] there is no step 'z'")
    with pytest.raises(InvalidInputError, match="steps: go in a circle: a before b before a"):
        roadmap([Step("a", "x", after=("b",)), Step("b", "x", after=("a",))])
    with pytest.raises(InvalidInputError, match=r"roadmap: steps\[1\].id: 'a' is used twice"):
        roadmap([Step("a", "x"), Step("a", "x")])


def test_what_is_not_allowed_is_refused() -> None:
    """With why, and nothing is changed."""
    plan = made()
    for action, step, more, words in (
        ("add", "book", {"terms": BOOK}, "a step that is open cannot be changed by 'add'"),
        ("drop", "nothing", {}, "there is no step 'nothing' (allowed: add)"),
        ("drop", "book", {"why": ""}, "why is empty"),
        ("drop", "book", {"at": MONDAY.plus(hours=-1)}, "at is before the change before it"),
        ("edit", "book", {}, "terms comes with 'add' and 'edit'"),
        ("drop", "book", {"terms": BOOK}, "terms comes with 'add' and 'edit'"),
        ("edit", "book", {"terms": PROBE}, "terms.id is not 'book'"),
        ("free", "book", {}, "a step that is open cannot be changed by 'free'"),
    ):
        given: dict[str, Any] = {"by": ADA, "at": MONDAY, "why": "so"} | more
        found = change_plan(plan, StepAction(action), step, **given)
        assert isinstance(found, Refusal)
        assert words in str(found)
    for change, words in (
        (
            PlanChange(MONDAY, ADA, StepAction.DROP, "book", "so", occurrence=DAY),
            "changes[4].occurrence: comes with 'complete'",
        ),
        (
            PlanChange(MONDAY, ADA, StepAction.DROP, "book", "so", evidence=("x",)),
            "changes[4].evidence: comes with 'complete'",
        ),
    ):
        with pytest.raises(InvalidInputError) as caught:
            attrs.evolve(plan, changes=(*plan.changes, change))
        assert words in str(caught.value)
    with pytest.raises(InvalidInputError, match="student: is empty"):
        ActionPlan("p", "")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Step("a", " "), "title: is empty"),
        (lambda: attrs.evolve(READ, due=DAY), "due: a step that repeats has no one day"),
        (lambda: Step("a", "x", minutes=-1), "minutes: -1 is not a whole number of 0 or more"),
        (lambda: Step("a", "x", after=("a",)), "after[0]: is the step itself"),
        (lambda: Step("a", "x", after=("b", "b")), "after[1]: 'b' is named twice"),
        (lambda: Recurrence("", DAY), "rule: FREQ is missing (such as FREQ=WEEKLY;BYDAY=MO)"),
        (lambda: Recurrence("FREQ=HOURLY", DAY), "rule: FREQ is not one of DAILY"),
        (lambda: Recurrence("FREQ=DAILY;BYHOUR=9", DAY), "rule: 'BYHOUR' is no part of a rule"),
        (lambda: Recurrence("FREQ=DAILY;INTERVAL=0", DAY), "rule: INTERVAL is not a whole number"),
        (lambda: Recurrence("FREQ=DAILY;FREQ=DAILY", DAY), "rule: FREQ is given twice"),
        (
            lambda: Recurrence("FREQ=DAILY;UNTIL=20261218T000000Z", DAY),
            "rule: UNTIL is not a day such as 20261218",
        ),
        (
            lambda: Recurrence("FREQ=DAILY;COUNT=3;UNTIL=20261218", DAY),
            "rule: COUNT and UNTIL exclude each other",
        ),
        (lambda: Recurrence("FREQ=WEEKLY;BYDAY=XX", DAY), "rule: BYDAY is not days of the week"),
        (lambda: Recurrence("FREQ=DAILY;UNTIL=20261399", DAY), "cannot be read"),
        (lambda: Recurrence("FREQ=DAILY;BYMONTHDAY=99", DAY), "rule: BYMONTHDAY is not days of"),
        (
            lambda: Recurrence("FREQ=DAILY;BYWEEKNO=9", DAY),
            "rule: BYWEEKNO goes with YEARLY alone",
        ),
        (
            lambda: Recurrence("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", DAY),
            "rule: no month in BYMONTH has a day in BYMONTHDAY",
        ),
        (
            lambda: Recurrence("FREQ=DAILY;INTERVAL=7;BYDAY=TU", DAY),
            "'FREQ=DAILY;INTERVAL=7;BYDAY=TU' falls on no day",
        ),
        (lambda: Recurrence("FREQ=MONTHLY;BYDAY=53MO", DAY), "BYDAY=53MO' cannot be read"),
        (lambda: Recurrence("FREQ=WEEKLY;BYDAY=1MO", DAY), "rule: numbers in BYDAY go with"),
        (
            lambda: Recurrence("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=x", DAY),
            "rule: BYMONTHDAY is not days of the month",
        ),
        (lambda: workload((), first=DAY, last=DAY, capacity={"a": 0}), "capacity.a: 0 is not"),
    ],
)
def test_what_cannot_be_meant_is_refused(make: Any, message: str) -> None:  # noqa: ANN401
    """With where and why."""
    with pytest.raises(InvalidInputError) as caught:
        make()
    assert message in str(caught.value)


def test_recurrence_follows_the_standard() -> None:
    """Examples of RFC 5545, section 3.8.5.3, on whole days."""
    start = date(1997, 9, 2)
    for rule, last, days in (
        ("FREQ=WEEKLY;COUNT=10", date(1997, 9, 30), "09-02 09-09 09-16 09-23 09-30"),
        (
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=8",
            date(1998, 1, 1),
            "09-02 09-04 09-16 09-18 09-30 10-02 10-14 10-16",
        ),
        ("FREQ=MONTHLY;COUNT=10;BYDAY=1FR", date(1997, 12, 31), "09-05 10-03 11-07 12-05"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", date(1997, 12, 31), "09-28 10-29 11-28 12-29"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", date(1998, 3, 31), "03-05 03-12 03-19 03-26"),
    ):
        found = Recurrence(rule, start).between(start, last)
        assert " ".join(f"{day:%m-%d}" for day in found) == days
    assert copy.deepcopy(pickle.loads(pickle.dumps(READ))) == READ  # noqa: S301  our own
    holidays = Recurrence("FREQ=DAILY", DAY, frozenset({date(2026, 9, 8)}))
    assert holidays.between(DAY, date(2026, 9, 9)) == (DAY, date(2026, 9, 9))
    assert date(2026, 9, 8) not in holidays
    assert date(2026, 9, 6) not in holidays
    assert holidays.between(date(2026, 9, 9), DAY) == ()


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With how to get it."""
    monkeypatch.setitem(__import__("sys").modules, "dateutil.rrule", None)
    with pytest.raises(MissingExtraError, match=r"conferencekit\[recurrence\]"):
        Recurrence("FREQ=DAILY", DAY)


def test_the_plan_file_loses_nothing() -> None:
    """And its steps follow from its changes."""
    plan = changed(done(done(made(), "book"), "read", DAY), "hinder", "probe", "ill")
    data = json.loads(json.dumps(action_plan_to_json(plan)))
    back = action_plan_from_json(data)
    assert back == plan
    assert back.steps == plan.steps
    assert "steps" not in data
    data["changes"][2]["terms"]["repeats"]["rule"] = "FREQ=NEVER"
    data["changes"][0]["terms"]["owner"]["role"] = "dog"
    with pytest.raises(InvalidInputError) as caught:
        action_plan_from_json(data)
    assert [fault.path for fault in caught.value.faults] == [
        "changes[0].terms.owner.role",
        "changes[2].terms.repeats.rule",
    ]


def test_nothing_about_a_child_is_shown_by_accident() -> None:
    """What is logged by repr has neither titles nor reasons."""
    plan = changed(done(made(), "book"), "hinder", "probe", "mother is ill")
    shown = repr(plan) + repr(plan.changes) + repr(plan.steps) + repr(tasks([plan], on=DAY))
    for word in ("aloud", "mother", "photo-7", "together"):
        assert word not in shown


# ---------------------------------------------------------------------------------------- tasks


def seen(plan: ActionPlan, on: date, **more: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """Step, when it is due, its day, missed days and what it waits for."""
    return [
        (one.step.id, one.due.value, one.day and f"{one.day:%m-%d}", one.missed, one.waits_for)
        for one in tasks([plan], on=on, **more)
    ]


def test_what_is_due_overdue_or_blocked() -> None:
    """Seen from a day, soonest first."""
    plan = made(BOOK, PROBE, READ, REVIEW, Step("some day", "x"))
    assert seen(plan, DAY) == [
        ("read", "due", "09-07", 0, ("book",)),
        ("book", "due", "09-09", 0, ()),
        ("probe", "due", "09-11", 0, ()),
        ("review", "later", "10-02", 0, ("probe", "read")),
        ("some day", "open", None, 0, ()),
    ]
    assert seen(plan, date(2026, 9, 12))[:3] == [
        ("read", "overdue", "09-07", 3, ("book",)),
        ("book", "overdue", "09-09", 0, ()),
        ("probe", "overdue", "09-11", 0, ()),
    ]
    plan = done(done(done(plan, "book"), "probe"), "read", date(2026, 9, 9))
    assert seen(plan, date(2026, 9, 12), owner="hannah") == [
        ("read", "overdue", "09-07", 2, ())
    ]  # fmt: skip
    plan = done(done(plan, "read", DAY), "read", date(2026, 9, 11))
    assert seen(plan, date(2026, 9, 12), owner="hannah", days=1) == [
        ("read", "later", "09-14", 0, ())
    ]
    assert seen(plan, date(2026, 9, 12), owner="nobody") == []
    blocked = {one.step.id: one.is_blocked for one in tasks([plan], on=DAY)}
    assert blocked == {"read": False, "review": True, "some day": False}


def test_a_step_that_has_no_more_days_is_no_task() -> None:
    """Unless some were missed."""
    short = Step("s", "x", repeats=Recurrence("FREQ=DAILY;COUNT=2", DAY))
    plan = done(made(short), "s", DAY)
    assert seen(plan, date(2026, 9, 20)) == [("s", "overdue", "09-08", 1, ())]
    assert seen(done(plan, "s", date(2026, 9, 8)), date(2026, 9, 20)) == []


def test_the_calendar_has_an_end() -> None:
    """Nothing breaks there."""
    plan = made(Step("s", "x", repeats=Recurrence("FREQ=DAILY", date(9999, 12, 30))))
    assert seen(plan, date.max) == [("s", "overdue", "12-30", 1, ())]
    assert seen(plan, date.min) == []
    assert seen(made(BOOK), date.min) == [("book", "later", "09-09", 0, ())]
    assert seen(made(BOOK), date.max) == [("book", "overdue", "09-09", 0, ())]


def test_the_roadmap_keeps_order_and_days() -> None:
    """Nothing before what it comes after; the soonest needed first; misfits are told."""
    steps = (
        Step("talk", "x", due=date(2026, 9, 20), after=("draft",)),
        Step("draft", "x", due=date(2026, 9, 25), after=("read", "done already")),
        Step("read", "x"),
        Step("cake", "x", due=date(2026, 9, 22)),
        Step("rest", "x"),
    )
    legs = roadmap(steps)
    assert [(leg.step.id, leg.needed_by and leg.needed_by.day, leg.late_for) for leg in legs] == [
        ("read", 20, ()),
        ("draft", 20, ("talk",)),
        ("talk", 20, ()),
        ("cake", 22, ()),
        ("rest", None, ()),
    ]
    assert roadmap(()) == ()


# ----------------------------------------------------------------------------------- the school


def test_work_is_shared_fairly_or_not() -> None:
    """Measured by what each can do; other work counts along."""
    steps = (
        PROBE,
        Step("meet", "x", ELIN, due=date(2026, 9, 13), minutes=90),
        Step("call", "x", ADA, due=date(2026, 9, 30), minutes=900),
        Step("some day", "x", ADA),
        Step("ask", "x", None, due=date(2026, 9, 8)),
        Step("note", "x", ELIN, due=date(2026, 9, 8)),
        Step("watch", "x", ADA, repeats=Recurrence("FREQ=DAILY", DAY), minutes=5),
    )
    plan = done(made(*steps), "watch", DAY)
    found = workload(
        [plan],
        first=DAY,
        last=date(2026, 9, 13),
        capacity={"ada": 1, "elin": 0.5, "ben": 1},
        extra={"elin": 40},
    )
    assert [(one.owner, one.steps, one.minutes, one.fair_minutes) for one in found.loads] == [
        ("elin", 2, 130, 38),
        ("ada", 2, 60, 76),
        ("ben", 0, 0, 76),
    ]
    assert found.loads[0].unreckoned == 1
    assert round(found.loads[0].ratio, 2) == 3.42
    # by hand: minutes for capacity are 260, 60 and 0
    assert round(found.fairness, 4) == round(320**2 / (3 * (260**2 + 60**2)), 4)
    assert found.ownerless == 1
    nothing = workload([], first=DAY, last=DAY, capacity={"ada": 1})
    assert (nothing.fairness, nothing.loads[0].ratio) == (1.0, 1.0)
    families = workload([made()], first=DAY, last=DAY, roles=[Role.GUARDIAN])
    assert [(one.owner, one.minutes) for one in families.loads] == [("hannah", 10)]


def goal(student: str, id_: str, *actions: str, due: date | None = None) -> Goal:
    """A goal to which something was done."""
    terms = Terms("reads", measure=Quantity(9), due=due, agreement_of=frozenset())
    made = propose_goal(id_, student, terms, by=ADA, at=MONDAY, why="x")
    for action in actions:
        found = change_goal(made, GoalAction(action), by=ADA, at=MONDAY, why="x")
        assert isinstance(found, Goal)
        made = found
    return made


def test_the_school_view_tells_what_was_left_lying() -> None:
    """Of goals, steps and measurements."""
    zone = Zone("Europe/Amsterdam")
    goals = [
        goal("noah", "g1", "start", due=date(2026, 12, 18)),
        goal("noah", "g2", "start", due=date(2026, 9, 30)),
        goal("ivy", "g1"),
        goal("mateo", "g1", "drop"),
    ]
    spare = Step("z", "x", None, "g2")
    plan = changed(made(BOOK, PROBE, READ, REVIEW, spare), "drop", "z")
    records = [Record("noah", "g1", (Point(MONDAY.plus(days=20), 3.0),)), Record("noah", "g2")]
    found = goals_view(
        ["noah", "ivy", "mateo", "zoe"], iter(goals), iter([plan]), iter(records),
        on=date(2026, 10, 5), zone=zone,
    )  # fmt: skip
    assert found.students_without_goal == ("mateo", "zoe")
    assert found.goals_without_step == (("ivy", "g1"), ("noah", "g2"))
    assert found.goals_without_data == (("noah", "g2"),)
    assert found.goals_past_due == (("noah", "g2"),)
    assert found.steps_without_owner == (("noah", "p1", "review"),)
    assert found.steps_overdue == (
        ("noah", "p1", "book"),
        ("noah", "p1", "probe"),
        ("noah", "p1", "review"),
    )
    assert found.goals[GoalState.ACTIVE] == 2
    assert found.goals[GoalState.DROPPED] == 1
    fresh = goals_view([], goals, on=date(2026, 9, 20), zone=zone)
    assert fresh.goals_without_data == ()
    late = goals_view([], goals, records=records, on=date(2026, 10, 12), zone=zone)
    assert late.goals_without_data == (("noah", "g1"), ("noah", "g2"))


# --------------------------------------------------------------------------------------- stores


def test_plans_are_kept_and_no_change_is_lost(store: Store) -> None:
    """Who comes second is told."""
    plan = made()
    assert keep_action_plan(plan, WHOLE).run(store)
    first, second = done(plan, "book"), done(plan, "probe")
    assert keep_action_plan(first, WHOLE).run(store)
    assert keep_action_plan(second, WHOLE).run(store) == Refusal(
        "plan 'p1' was changed meanwhile; read it again"
    )
    assert kept_action_plan("noah", "p1", WHOLE).run(store) == first
    assert (
        list(kept_action_plans(store, WHOLE))
        == list(kept_action_plans(store, WHOLE, "noah"))
        == [first]
    )
    assert [one.due for one in tasks(kept_action_plans(store, WHOLE), on=DAY)][:1] == [Due.DUE]


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Pacific/Auckland"])
def test_changes_of_clocks_neither_lose_nor_repeat_a_day(zone: str) -> None:
    """Days come again on the calendar of the school, whatever its clocks do in that night."""
    every = Recurrence("FREQ=DAILY", date(2026, 1, 1)).between(
        date(2026, 1, 1), date(2026, 12, 31)
    )
    assert list(every) == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    sundays = Recurrence("FREQ=WEEKLY;BYDAY=SU", date(2026, 1, 1))
    found = sundays.between(date(2026, 1, 1), date(2026, 12, 31))
    assert len(found) == len(set(found)) == 52
    school = Zone(zone)
    at = school.parse("2026-10-25T23:30")  # the day on which clocks go back in Amsterdam
    plan: Any = add_step(
        ActionPlan("p", "noah"), Step("r", "read", repeats=sundays), by=ADA, at=at
    )
    plan = complete_step(plan, "r", by=ADA, at=at, occurrence=school.day(at))
    assert plan.steps["r"].days_done == {date(2026, 10, 25)}
