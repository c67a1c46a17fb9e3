"""What teachers, parents and students are shown of profile, progress, support and school."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pytest

from conferencekit import MemoryStore, SqliteStore
from conferencekit.assessment import (
    AssessmentState,
    Perspective,
    RubricCatalog,
    Score,
    assessment_from_json,
    assessment_sources,
    keep_assessment,
    label_of_assessment,
    show_assessments,
    show_growth,
    show_profile,
    show_side_by_side,
    visible_assessments,
)
from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    ActionPlan,
    Goal,
    GoalAction,
    GoalState,
    Milestone,
    Milestones,
    Party,
    Quantity,
    Rating,
    Ratings,
    Role,
    Step,
    Terms,
    add_points,
    add_ratings,
    add_step,
    attainment,
    change_goal,
    course_of,
    goal_sources,
    keep_action_plan,
    keep_goal,
    propose_goal,
    show_action_plans,
    show_course,
    show_goals,
    show_ratings,
    show_tasks,
    tasks,
)
from conferencekit.goals.documents import PLAN
from conferencekit.goals.documents import RECORD as RECORDS
from conferencekit.overview import SchoolView, show_progress, show_school
from conferencekit.privacy import (
    Access,
    AccessPolicy,
    Action,
    Audience,
    Audiences,
    Erasure,
    Label,
    Purpose,
    Retention,
    Shown,
    dossier_to_json,
    dossier_to_text,
    erase,
    gather,
    overdue,
    show,
    what_may_go,
)
from conferencekit.progress import Direction, Outcome, Point, Record
from conferencekit.school import Restriction, RestrictionKind, StaffRole
from conferencekit.support import (
    Deliveries,
    Delivery,
    Dosage,
    Intervention,
    Review,
    SupportHistory,
    SupportPlan,
    Tier,
    add_deliveries,
    begin_support,
    change_support,
    keep_support,
    show_effects,
    show_support,
    support_sources,
)
from conferencekit.support.documents import DELIVERIES
from conferencekit.time import Instant
from rubrics import START, assessed, reading
from samples import WHOLE, made

SCHOOL = attrs.evolve(
    made(),
    staff=tuple(
        attrs.evolve(one, roles=frozenset({StaffRole.HEAD})) if one.id == "ben" else one
        for one in made().staff
    ),
)
POLICY = AccessPolicy(SCHOOL)
NOW = START.plus(days=84)
TODAY = SCHOOL.timezone.day(NOW)
BEGIN = SCHOOL.timezone.day(START)
CHANGED = BEGIN + timedelta(weeks=6)
ADA = Party(Role.TEACHER, "ada")
RUBRIC = reading()
CATALOG = RubricCatalog([RUBRIC])
_T = TypeVar("_T")


def access(viewer: str, purpose: Purpose = Purpose.EDUCATION, at: Instant = NOW) -> Access:
    """Somebody who looks."""
    return POLICY.viewing(viewer, at=at, purpose=purpose)


def what(shown: Shown[_T]) -> _T:
    """What somebody is shown, who is shown something."""
    assert shown.view is not None
    return shown.view


def seen(id_: str, day: int, level: str, **changes: Any) -> Any:  # noqa: ANN401
    """An assessment of Noah's knowledge of sounds."""
    return assessed(RUBRIC, [Score("sounds", level)], day, id_=id_, **changes)


HANNAHS = seen("h", 20, "exceeds", perspective=Perspective.FAMILY, assessor="hannah")
TOMS = seen("t", 21, "beginning", perspective=Perspective.FAMILY, assessor="tom")
ASSESSMENTS = (
    seen("a1", 10, "near"),
    seen("a2", 60, "meets"),
    seen("s", 30, "near", perspective=Perspective.STUDENT, assessor="noah"),
    HANNAHS,
    TOMS,
    attrs.evolve(seen("d", 70, "exceeds"), state=AssessmentState.DRAFT, published_at=None),
    seen("m", 10, "near", student="mateo"),
)
TERMS = Terms(
    "Reads 80 words a minute",
    measure=Quantity(80, "words", 40),
    start=BEGIN,
    due=BEGIN + timedelta(weeks=16),
    agreement_of=frozenset(),
)


def started(student: str = "noah", id_: str = "fluency") -> Goal:
    """A goal that is worked on."""
    goal = propose_goal(id_, student, TERMS, by=ADA, at=START, why="agreed")
    found = change_goal(goal, GoalAction.START, by=ADA, at=START.plus(days=1), why="now")
    assert isinstance(found, Goal)
    return found


GOAL = started()
VALUES = (40, 41, 41, 42, 42, 43, 43, 44, 44, 45, 45, 46)
RECORD = Record(
    "noah",
    "fluency",
    tuple(Point(START.plus(days=7 * n), float(value)) for n, value in enumerate(VALUES)),
)
SUPPORT = begin_support(
    SupportPlan(
        "noah",
        interventions=(
            Intervention(
                "i",
                "Repeated reading",
                Tier.TARGETED,
                (Dosage(CHANGED, 20, 3),),
                goals=("fluency",),
                provider="elin",
            ),
        ),
        reviews=(Review(TODAY - timedelta(days=3)),),
    ),
    by="ada",
    at=START.plus(days=40),
    why="slow",
)


def given(minutes: int, fidelity: float | None) -> list[Deliveries]:
    """Three sessions in each week since the change."""
    instants = [START.plus(days=42 + 7 * week + day) for week in range(6) for day in (0, 2, 4)]
    sessions = tuple(Delivery(at, minutes, "elin", fidelity) for at in instants)
    return [Deliveries("noah", "i", sessions)]


# -------------------------------------------------------------------------------- assessments


def test_each_reader_gets_what_rests_on_what_they_may_see() -> None:
    """Teacher, each household, and the student; nobody's draft counts for a family."""

    def ids(viewer: str) -> list[str]:
        shown = show_assessments("noah", ASSESSMENTS, access(viewer))
        return [one.id for one in shown.view or ()]

    assert ids("ada") == ["a1", "a2", "s", "h", "t", "d"]
    assert ids("hannah") == ["a1", "a2", "s", "h"]
    assert ids("tom") == ["a1", "a2", "s", "t"]
    assert ids("noah") == ["a1", "a2", "s"]
    levels = {
        viewer: [
            receipt.level
            for row in (what(show_side_by_side("noah", ASSESSMENTS, CATALOG, access(viewer)))).rows
            for receipt in row.of(Perspective.FAMILY)
        ]
        for viewer in ("hannah", "tom", "noah", "ada")
    }
    own = {"hannah": ["exceeds"], "tom": ["beginning"], "noah": []}
    assert levels == {**own, "ada": ["exceeds", "beginning"]}


def test_a_profile_is_as_of_the_access() -> None:
    """Looked at earlier it knows less; growth ends at the access."""
    early = show_profile("noah", ASSESSMENTS, CATALOG, access("ada", at=START.plus(days=11)))
    late = show_profile("noah", ASSESSMENTS, CATALOG, access("ada"))
    levels = [one.view.criterion("reading", "sounds").level for one in (early, late) if one.view]
    assert levels == ["near", "meets"]
    grown = show_growth("noah", ASSESSMENTS, CATALOG, access("tom"), since=START.plus(days=15))
    assert grown.view is not None
    (sounds,) = [one for one in grown.view if one.criterion == "sounds"]
    assert (sounds.before.level, sounds.after.level) == ("near", "meets")


def _profile(who: Access) -> Shown[Any]:
    return show_profile("noah", ASSESSMENTS, CATALOG, who)


def _growth(who: Access) -> Shown[Any]:
    return show_growth("noah", ASSESSMENTS, CATALOG, who, since=START)


def _views(who: Access) -> Shown[Any]:
    return show_side_by_side("noah", ASSESSMENTS, CATALOG, who)


def _goals(who: Access) -> Shown[Any]:
    return show_goals("noah", [GOAL], who)


def _steps(who: Access) -> Shown[Any]:
    plan = add_step(ActionPlan("p", "noah"), Step("x", "read"), by=ADA, at=START)
    assert isinstance(plan, ActionPlan)
    return show_action_plans("noah", [plan], who).then(lambda plans: tasks(plans, on=TODAY))


def _course(who: Access) -> Shown[Any]:
    return show_course(GOAL, RECORD, who)


def _support(who: Access) -> Shown[Any]:
    return show_support(SUPPORT, who)


def _effects(who: Access) -> Shown[Any]:
    return show_effects(SUPPORT, RECORD, who, better=Direction.UP)


def _progress(who: Access) -> Shown[Any]:
    return show_progress(GOAL, RECORD, SUPPORT, who)


def _school(who: Access) -> Shown[Any]:
    return show_school([GOAL], [], [RECORD], [SUPPORT], who)


VIEWS = (
    _profile, _growth, _views, _goals, _steps, _course, _support, _effects, _progress, _school
)  # fmt: skip


@pytest.mark.parametrize("view", VIEWS)
def test_who_has_no_right_gets_nothing_and_sees_why(view: Callable[[Access], Shown[Any]]) -> None:
    """A stranger, another child's parent, who may not be told by an order; the teacher sees it."""
    order = Restriction("hannah", RestrictionKind.NO_RECORDS, "noah", "court 17", BEGIN)
    barred = AccessPolicy(attrs.evolve(SCHOOL, restrictions=(order,)))
    for who, rule in (
        (access("stranger"), "default"),
        (access("sean"), "order"),
        (barred.viewing("hannah", at=NOW, purpose=Purpose.EDUCATION), "order"),
        (access("mateo"), "default"),
    ):
        shown = view(who)
        assert not shown
        assert shown.view is None
        assert shown.verdict is not None
        assert view is _school or shown.verdict.rule == rule
        assert shown.reason == shown.verdict.reason
        assert not any(shown.asked)
        assert all(verdict.must_log for verdict in shown.asked)
    teacher = view(access("ada"))
    assert teacher
    assert teacher.verdict is not None
    assert teacher.verdict.rule == "team"


def test_nothing_tells_of_what_is_left_out() -> None:
    """Where nothing is visible the view is as where nothing is there; the log gets it all."""
    hidden = Audiences(teacher=Audience.STAFF, student=Audience.STAFF)
    some = show_profile("noah", ASSESSMENTS[:3], CATALOG, access("tom"), audiences=hidden)
    none = show_profile("noah", (), CATALOG, access("tom"), audiences=hidden)
    assert some.view == none.view
    assert some.view is not None
    assert "a1" not in repr(some)
    assert [bool(verdict) for verdict in some.asked] == [True, False, False, False]


def test_who_wrote_something_sees_what_rests_on_it() -> None:
    """Also where nothing else of the kind is for them: a substitute who is on no team."""
    mine = seen("x", 5, "near", assessor="mira")
    school = attrs.evolve(SCHOOL, staff=(*SCHOOL.staff, attrs.evolve(SCHOOL.staff[0], id="mira")))
    who = AccessPolicy(school).viewing("mira", at=NOW, purpose=Purpose.EDUCATION)
    shown = show_assessments("noah", (*ASSESSMENTS, mine), who)
    assert shown.view == (mine,)
    assert shown.verdict is not None
    assert shown.verdict.rule == "author"


def test_a_copy_to_take_away_is_another_question() -> None:
    """Teachers hand out what is for families at a conference, and not from day to day."""
    for purpose, may in ((Purpose.CONFERENCE, True), (Purpose.EDUCATION, False)):
        shown = show_goals("noah", [GOAL], access("ada", purpose), action=Action.EXPORT)
        assert bool(shown) is may


def test_unlabelled_records_are_left_out() -> None:
    """An action plan to which nothing was added has nothing to show, and no label."""
    shown = show_action_plans("noah", [ActionPlan("p", "noah")], access("ada"))
    assert shown.view == ()
    label = Label("x", "x", ("noah",), None, NOW, Audience.FAMILY)
    assert show([1, 2], lambda one: label if one == 1 else None, access("tom"), of=label).view == (
        1,
    )
    assert label_of_assessment(TOMS, SCHOOL).household == "h2"


# -------------------------------------------------------------------------- goals and support


def test_progress_has_the_support_for_who_may_see_it() -> None:
    """Guardians see changes of support and what they advise; Noah sees how his goal goes."""
    deliveries = given(20, 0.9)
    for viewer in ("ada", "tom"):
        shown = what(show_progress(GOAL, RECORD, SUPPORT, access(viewer), deliveries=deliveries))
        assert shown.course.phases == (CHANGED,)
        assert shown.changes == {CHANGED: "Repeated reading"}
        assert "Repeated reading" not in repr(shown)
        assert [effect.day for effect in shown.effects] == [CHANGED]
        assert shown.finding is not None
        assert shown.finding.outcome is Outcome.CHANGE_SUPPORT
        assert shown.forecast is not None
    own = what(show_progress(GOAL, RECORD, SUPPORT, access("noah"), deliveries=deliveries))
    assert (own.forecast, own.finding, own.effects, dict(own.changes)) == (None, None, (), {})
    assert (own.course.phases, own.course.support) == ((), None)
    assert len(own.course.points) == len(VALUES)
    assert own == what(show_progress(GOAL, RECORD, None, access("noah")))


def test_nobody_is_advised_to_change_support_that_was_not_given() -> None:
    """Nothing delivered, too little of it, unfaithfully, unlooked at; no support at all."""
    for deliveries in ([], given(5, 0.9), given(20, 0.3), given(20, None)):
        shown = what(show_progress(GOAL, RECORD, SUPPORT, access("ada"), deliveries=deliveries))
        assert shown.finding is not None
        assert shown.finding.outcome is Outcome.CHECK_FIDELITY
    alone = what(show_progress(GOAL, RECORD, None, access("ada")))
    assert alone.finding is not None
    assert alone.finding.outcome is Outcome.CHANGE_SUPPORT


def test_who_leads_no_school_is_told_why_they_see_none() -> None:
    """Whichever student stands first in the list."""
    for viewer in ("hannah", "noah", "nobody"):
        shown = show_school([], [], [], [], access(viewer))
        assert shown.view is None
        assert shown.reason == "it is for the staff who work with students of the school"


def test_what_a_parent_took_on_is_for_their_own_home() -> None:
    """And for the staff; whether it is late is nothing for the other one, nor for the student."""
    plan: Any = ActionPlan("p", "noah")
    for id_, owner in (("a", ADA), ("h", Party(Role.GUARDIAN, "hannah")), ("x", None)):
        plan = add_step(plan, Step(id_, "read", owner), by=ADA, at=START)
    for viewer, ids in (("ada", "ahx"), ("hannah", "ahx"), ("tom", "ax"), ("noah", "ax")):
        shown = what(show_tasks("noah", [plan], access(viewer)))
        assert "".join(sorted(task.step.id for task in shown)) == ids
    assert show_tasks("noah", [plan], access("sean")).view is None


def test_what_was_measured_later_is_not_known_yet() -> None:
    """Course, progress and effects end at the access."""
    then = access("ada", at=START.plus(days=50))
    course, progress = (
        show_course(GOAL, RECORD, then).view,
        show_progress(GOAL, RECORD, SUPPORT, then),
    )
    effects = show_effects(SUPPORT, RECORD, then, better=Direction.UP).view
    assert course is not None
    assert progress.view is not None
    assert effects is not None
    assert len(course.points) == len(progress.view.course.points) == 8
    assert len(effects[0].progress.points_after) == 2
    before = show_support(SUPPORT, access("ada", at=START)).view
    assert before == SupportPlan("noah")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: course_of(
                propose_goal(
                    "g", "noah", attrs.evolve(TERMS, measure=Milestones((Milestone("m", "x"),))),
                    by=ADA, at=START, why="x",
                ),
                None, SCHOOL.timezone,
            ),
            "measure: is no number to reach",
        ),
        (
            lambda: course_of(
                propose_goal(
                    "g", "noah", attrs.evolve(TERMS, start=None, due=None),
                    by=ADA, at=START, why="x",
                ),
                None, SCHOOL.timezone,
            ),
            "start: is missing",
        ),
        (
            lambda: course_of(GOAL, Record("noah", "other"), SCHOOL.timezone),
            "record: is of another goal",
        ),
        (
            lambda: show_progress(
                GOAL, RECORD, begin_support(SupportPlan("ivy"), by="ada", at=START, why="x"),
                access("ada"),
            ),
            "history: is of another student",
        ),
        (
            lambda: show_effects(
                SUPPORT, Record("ivy", "fluency"), access("ada"), better=Direction.UP
            ),
            "record: is of another student",
        ),
    ],
)  # fmt: skip
def test_what_does_not_belong_together_is_refused(
    make: Callable[[], object], message: str
) -> None:
    """Another student's, another goal's, or nothing to draw an aimline from."""
    with pytest.raises(InvalidInputError, match=message):
        make()


def test_each_household_sees_its_own_ratings() -> None:
    """And the teacher all; so each gets other T-scores, and other differences."""
    parties = (ADA, Party(Role.GUARDIAN, "hannah"), Party(Role.GUARDIAN, "tom"),
               Party(Role.STUDENT, "noah"), Party(Role.GUARDIAN, "gone"))  # fmt: skip
    ratings = Ratings("noah", tuple(Rating("fluency", by, n - 2, START.plus(days=n))
                                    for n, by in enumerate(parties)))  # fmt: skip
    raters = {
        viewer: [by.id for by in what(
            show_ratings(ratings, access(viewer)).then(
                lambda seen: attainment({"fluency": 1}, seen.ratings))
        ).scores]
        for viewer in ("ada", "hannah", "tom", "noah")
    }  # fmt: skip
    assert {viewer: set(found) for viewer, found in raters.items()} == {
        "ada": {"ada", "hannah", "tom", "noah", "gone"},
        "hannah": {"ada", "hannah", "noah"},
        "tom": {"ada", "tom", "noah"},
        "noah": {"ada", "noah"},
    }
    assert not show_ratings(ratings, access("stranger"))
    early = what(show_ratings(ratings, access("ada", at=START)))
    assert [one.by.id for one in early.ratings] == ["ada"]


def test_who_may_have_ratings_is_not_refused_where_there_are_none() -> None:
    """What their own household says is for them, though goals are the staff's alone."""
    rules = Audiences(goal=Audience.STAFF)
    for viewer, shown in (("tom", Ratings("noah")), ("ada", Ratings("noah")), ("noah", None)):
        assert show_ratings(Ratings("noah"), access(viewer), audiences=rules).view == shown


def test_a_school_keeps_no_kind_of_records_for_nobody() -> None:
    """Confidential records name readers each, and private ones are not kept by the school."""
    with pytest.raises(InvalidInputError) as caught:
        Audiences(goal=Audience.PRIVATE, peer=Audience.CONFIDENTIAL)
    assert [str(fault) for fault in caught.value.faults] == [
        "goal: no kind of records is private (family, guardians or staff)",
        "peer: no kind of records is confidential (family, guardians or staff)",
    ]


def test_assessments_of_many_are_those_that_may_be_seen() -> None:
    """For what is computed of a whole school; a parent gets those of their own child."""
    seen = {who: visible_assessments(ASSESSMENTS, access(who)) for who in ("elin", "hannah", "x")}
    assert [one.id for one in seen["elin"]] == ["a1", "a2", "s", "h", "t", "d"]
    assert [one.id for one in seen["hannah"]] == ["a1", "a2", "s", "h"]
    assert seen["x"] == ()


def test_a_dossier_has_what_is_kept_of_the_whole_child(tmp_path: Path) -> None:
    """Assessments, goals, measurements, steps, support and what was given; as JSON and as text."""
    store = SqliteStore(tmp_path / "x.sqlite")
    plan = add_step(ActionPlan("p", "noah"), Step("x", "read"), by=ADA, at=START)
    assert isinstance(plan, ActionPlan)
    for one in ASSESSMENTS:
        keep_assessment(one, WHOLE).run(store)
    for goal in (GOAL, started("noah2")):
        keep_goal(goal, WHOLE).run(store)
    keep_action_plan(plan, WHOLE).run(store)
    add_points("noah", "fluency", RECORD.points, WHOLE).run(store)
    hannah, tom_ = Party(Role.GUARDIAN, "hannah"), Party(Role.GUARDIAN, "tom")
    rated = [Rating("fluency", by, 1, START) for by in (ADA, hannah, tom_)]
    add_ratings("noah", rated, WHOLE).run(store)
    keep_support(SUPPORT, WHOLE).run(store)
    add_deliveries("noah", "i", given(20, 0.9)[0].deliveries, WHOLE).run(store)
    sources = (
        *assessment_sources(store, SCHOOL),
        *goal_sources(store, SCHOOL),
        *support_sources(store),
    )
    tom = gather("noah", sources, access("tom", Purpose.INSPECTION))
    found = {one.name: [record["id"] for record in one.records] for one in tom.sections}
    assert found == {
        "assessments": ["a1", "a2", "d", "s", "t"],
        "goals": ["fluency"],
        "measurements": ["fluency"],
        "action plans": ["p"],
        "ratings": ["guardian/tom", "teacher/ada"],
        "support plans": ["noah"],
        "support given": ["i"],
    }
    again = json.loads(json.dumps(dossier_to_json(tom)))
    said = again["sections"][0]["records"][0]["says"]["document"]
    assert assessment_from_json(said) == ASSESSMENTS[0]
    assert "Repeated reading" in dossier_to_text(tom)
    nobody = gather("noah", sources, access("stranger", Purpose.INSPECTION))
    assert not any(section.records for section in nobody.sections)
    held = [one for source in sources for one in source.records("noah")]
    kinds = {one.record.label.kind for one in held}
    rules = [Retention(kind, 0, 1, because="x") for kind in kinds]
    gone = erase(what_may_go(held, rules, at=NOW), by="ben", at=NOW, because="x").run(store)
    assert gone == len(held) == 14
    assert not [one for source in sources for one in source.records("noah")]


def test_what_was_changed_lately_is_kept_for_as_long_as_if_it_were_new() -> None:
    """A goal, a plan of steps and the support of many years are not erased while they go on."""
    store = MemoryStore()
    plan = add_step(ActionPlan("p", "noah"), Step("x", "read"), by=ADA, at=START)
    assert isinstance(plan, ActionPlan)
    more = add_step(plan, Step("y", "write"), by=ADA, at=NOW)
    assert isinstance(more, ActionPlan)
    ended = change_goal(GOAL, GoalAction.DROP, by=ADA, at=NOW, why="moved on")
    assert isinstance(ended, Goal)
    changed = change_support(SUPPORT, SupportPlan("noah"), by="ada", at=NOW, why="done")
    assert isinstance(changed, SupportHistory)
    keep_action_plan(more, WHOLE).run(store)
    keep_goal(ended, WHOLE).run(store)
    keep_support(changed, WHOLE).run(store)
    sources = (*goal_sources(store, SCHOOL), *support_sources(store))
    held = [one for source in sources for one in source.records("noah")]
    assert len(held) == 3
    rules = [Retention(one.record.label.kind, 30, 30, because="x") for one in held]
    assert overdue(held, rules, at=NOW.plus(days=29)) == Erasure((), ())
    assert len(overdue(held, rules, at=NOW.plus(days=30)).go) == 3


def test_what_says_nothing_yet_is_no_record() -> None:
    """No measurements, no deliveries, no steps: nothing that a dossier could show."""
    store = MemoryStore()
    assert add_points("noah", "fluency", (), WHOLE).run(store) == Record("noah", "fluency")
    assert add_deliveries("noah", "i", (), WHOLE).run(store) == Deliveries("noah", "i")
    assert not keep_action_plan(ActionPlan("p", "noah"), WHOLE).run(store)
    assert not list(store.scan("").documents)
    nothing: tuple[tuple[Any, Any, str], ...] = (
        (RECORDS, Record("noah", "fluency"), "record/noah/fluency"),
        (DELIVERIES, Deliveries("noah", "i"), "deliveries/noah/i"),
        (PLAN, ActionPlan("p", "noah"), "action-plan/noah/p"),
    )
    for kind, one, place in nothing:  # as earlier releases kept them
        kind.keep(place, one).run(store)
    sources = (*goal_sources(store, SCHOOL), *support_sources(store))
    assert not [one for source in sources for one in source.records("noah")]


# ------------------------------------------------------------------------------------- school


def views_of(viewer: str) -> Shown[SchoolView]:
    """The school as somebody sees it, from inputs that can be gone through once."""
    mateo = started("mateo")
    plan = add_step(ActionPlan("p", "noah"), Step("x", "read", ADA, due=BEGIN), by=ADA, at=START)
    assert isinstance(plan, ActionPlan)
    stranger = started("nobody")
    return show_school(
        iter([GOAL, mateo, stranger]),
        iter([plan]),
        iter([RECORD]),
        iter([SUPPORT]),
        access(viewer),
        capacity={"elin": 0.5},
    )


def test_the_head_sees_the_whole_school_in_one_call() -> None:
    """Everything of the two views and the workload, of the students of the school alone."""
    found = what(views_of("ben"))
    assert found.students == ("ivy", "mateo", "noah")
    assert found.goals.students_without_goal == ("ivy",)
    assert found.goals.goals_without_step == (("mateo", "fluency"), ("noah", "fluency"))
    assert found.goals.goals_without_data == (("mateo", "fluency"),)
    assert found.goals.steps_overdue == (("noah", "p", "x"),)
    assert found.support.reviews_overdue == (("noah", TODAY - timedelta(days=3)),)
    assert found.support.interventions_without_data == ()
    loads = {one.owner: round(one.minutes, 1) for one in found.workload.loads}
    assert loads == {"elin": 120.0, "ada": 0.0}


def test_the_school_is_seen_as_it_was_at_the_instant() -> None:
    """What was changed, written or measured afterwards is not looked at."""
    later = NOW.plus(seconds=1)
    plan = add_step(ActionPlan("p", "noah"), Step("x", "read", ADA, due=BEGIN), by=ADA, at=START)
    assert isinstance(plan, ActionPlan)
    more = add_step(plan, Step("y", "write", ADA, due=BEGIN), by=ADA, at=later)
    assert isinstance(more, ActionPlan)
    dropped = change_goal(GOAL, GoalAction.DROP, by=ADA, at=later, why="moved on")
    assert isinstance(dropped, Goal)
    ended = change_support(SUPPORT, SupportPlan("noah"), by="ada", at=later, why="done")
    assert isinstance(ended, SupportHistory)
    new = propose_goal("new", "ivy", GOAL.terms, by=ADA, at=later, why="x")
    begun = begin_support(SupportPlan("ivy"), by="ada", at=later, why="x")
    measured = Record("ivy", "new", (Point(later, 50.0),))

    def seen(
        goals: list[Goal],
        plans: list[ActionPlan],
        records: list[Record],
        support: list[SupportHistory],
        at: Instant = NOW,
    ) -> SchoolView:
        who = POLICY.viewing("ben", at=at, purpose=Purpose.EDUCATION)
        return what(show_school(goals, plans, records, support, who))

    old = seen([GOAL], [plan], [RECORD], [SUPPORT])
    whole = RECORD.adding([Point(later, 99.0)])
    assert seen([dropped, new], [more], [whole, measured], [ended, begun]) == old
    stays = seen([GOAL], [plan], [RECORD], [SUPPORT], later)
    assert seen([dropped], [plan], [RECORD], [SUPPORT], later) != stays
    assert seen([GOAL], [more], [RECORD], [SUPPORT], later) != stays
    assert seen([GOAL], [plan], [RECORD], [ended], later) != stays


def test_a_teacher_sees_their_own_students() -> None:
    """Nothing counts others in; who has none sees nothing."""
    own = what(views_of("elin"))
    assert own.students == ("ivy", "noah")
    assert "mateo" not in repr(own)
    assert own.goals.goals[GoalState.ACTIVE] == 1
    assert not views_of("tom")


def test_nobody_of_the_family_is_told_what_another_home_is_late_with() -> None:
    """Neither a parent who inspects, nor one who teaches the child; the head is told."""
    plan: Any = ActionPlan("p", "noah")
    for id_, owner in (("h", "hannah"), ("t", "tom")):
        step = Step(id_, "read", Party(Role.GUARDIAN, owner), due=BEGIN)
        plan = add_step(plan, step, by=ADA, at=START)
    teaches = attrs.evolve(SCHOOL.staff[0], id="tom", roles=frozenset({StaffRole.HEAD}))
    school = attrs.evolve(SCHOOL, staff=(*SCHOOL.staff, teaches))
    for viewer, purpose, late in (
        ("ben", Purpose.EDUCATION, "ht"),
        ("tom", Purpose.EDUCATION, "t"),
        ("hannah", Purpose.INSPECTION, "h"),
    ):
        who = AccessPolicy(school).viewing(viewer, at=NOW, purpose=purpose)
        view = what(show_school([], [plan], [], [], who))
        assert "".join(step for _, _, step in view.goals.steps_overdue) == late


def test_days_that_are_none_are_refused_together() -> None:
    """A workload over no day would look as if nobody had work."""
    with pytest.raises(InvalidInputError) as caught:
        show_school([], [], [], [], access("ben"), data_days=-1, work_days=0)
    assert [fault.path for fault in caught.value.faults] == ["data_days", "work_days"]


def test_a_school_without_students_has_an_empty_view() -> None:
    """It is about no child, so nobody has to be asked."""
    empty = attrs.evolve(
        SCHOOL, students=(), guardians=(), households=(), groups=(), restrictions=()
    )
    who = AccessPolicy(empty).viewing("ben", at=NOW, purpose=Purpose.EDUCATION)
    shown = show_school([], [], [], [], who)
    assert shown.view is not None
    assert shown.view.students == ()
    assert (shown.verdict, shown.reason) == (None, "it is about no child")
