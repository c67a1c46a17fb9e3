"""How the public names may be used, as type checkers see it. Checked, never run.

Where a line must not type-check it says so; a checker that would let it pass complains of an
unused ``type: ignore``.
"""

from concurrent.futures import Executor
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import assert_type

import conferencekit as ck
from conferencekit.assessment import (
    Aggregation,
    Agreement,
    Assessment,
    Checklist,
    Criterion,
    CriterionKind,
    DecayingAverage,
    Levels,
    Measure,
    Overlay,
    Profile,
    Receipt,
    Rubric,
    RubricCatalog,
    Rule,
    ScaleKind,
    cohen_kappa,
    derive,
    keep_assessment,
    krippendorff_alpha,
    profile,
    ratings_of,
    rubric_ref,
    show_profile,
)
from conferencekit.booking import (
    Actor,
    Booking,
    BookingEvent,
    BookingRefusal,
    Desk,
    Happening,
    Offer,
    Subscriber,
    book,
    deliver,
    offers,
)
from conferencekit.dialogue import Thread, kept
from conferencekit.engines import cpsat, engine
from conferencekit.goals import (
    ActionPlan,
    Goal,
    GoalAction,
    Party,
    Refusal,
    change_goal,
    complete_step,
    keep_goal,
    kept_goal,
)
from conferencekit.planning import RoundDraft
from conferencekit.planning.documents import keep_school, kept_round
from conferencekit.privacy import (
    Access,
    AccessLog,
    Confidential,
    Label,
    Shown,
    Verdict,
    read_log,
)
from conferencekit.progress import (
    Course,
    Finding,
    FirstOf,
    Forecast,
    PointRule,
    TrendRule,
    forecast,
    judge,
)
from conferencekit.progress import (
    Rule as DecisionRule,
)
from conferencekit.scheduling import (
    Absent,
    Breach,
    Engine,
    Improvement,
    Kind,
    Moved,
    Reason,
    Relaxation,
    Solved,
    Timetable,
    Unpin,
    WhyNot,
    replan,
    solve_many,
    solve_together,
)
from conferencekit.storage import AsyncStore, Operation, Store, to_async
from conferencekit.storage.postgres import AsyncPostgresStore, PostgresStore
from conferencekit.testing import Report, check_engine


def a_schools_files(folder: Path) -> ck.Plan:
    """From files to a plan."""
    imported = ck.read_oneroster(folder, timezone="Europe/Amsterdam", on=date(2026, 11, 24))
    assert_type(imported.school, ck.School)
    policy = ck.read_policy(folder / "policy.toml", imported.school.timezone)
    wishes = ck.read_wishes(folder, imported.school.timezone)
    draft = ck.build_round(imported.school, policy, wishes)
    assert_type(draft, RoundDraft)
    plan = ck.solve(draft.round, seconds=5, seed=1, on_improvement=told)
    assert_type(ck.check(draft.round, plan), tuple[Breach, ...])
    assert_type(ck.score(draft.round, plan), ck.Score)
    assert_type(ck.timetable(draft.round, plan, "ada"), Timetable)
    assert_type(plan.score.pair, tuple[int, int])
    assert_type(list(ck.explain(draft.round, plan)), list[Reason])
    assert_type(ck.why_not(draft.round, plan, "m", at=draft.round.sessions[0].start), WhyNot)
    return plan


def what_happens_to_a_plan(round_: ck.Round, plan: ck.Plan, agreed: Relaxation) -> None:
    """Amendments of all kinds are answered."""
    absent = Absent("ada", ck.Windows())
    answer = replan(round_, plan, [absent, Unpin("m"), agreed.change], seconds=1)
    assert_type(answer.disturbance.moved, tuple[Moved, ...])
    assert_type(answer.disturbance.people, tuple[str, ...])
    replan(round_, plan, ["ada is ill"])  # type: ignore[list-item]


def on_several_workers(round_: ck.Round, executor: Executor, make: type[Executor]) -> None:
    """An executor, or what makes one."""
    assert_type(solve_together(round_, executor=executor, workers=2), ck.Plan)
    assert_type(solve_many([round_], executor=executor), tuple[Solved, ...])
    solve_many([round_], executor=make)
    solve_together(round_, executor=make, workers=2, engine=engine("cpsat"))
    solve_many([round_], executor=make, engine=partial(cpsat, workers=1))
    replan(round_, ck.solve(round_), (), engine=cpsat)
    replan(round_, ck.solve(round_), (), engine="cpsat")  # type: ignore[arg-type]


def told(improvement: Improvement) -> None:
    """A callback."""
    assert_type(improvement.plan(), ck.Plan)


def any_store(store: Store, school: ck.School) -> None:
    """Operations run on every store; both of ours are stores."""
    assert_type(kept_round("r"), Operation[ck.Round | None])
    assert_type(kept_round("r").run(store), ck.Round | None)
    keep_school(school).run(store)


async def any_async_store(store: AsyncStore) -> None:
    """The same operations run on async stores."""
    assert_type(await kept_round("r").run_async(store), ck.Round | None)
    kept_round("r").run(store)  # type: ignore[arg-type]


async def our_stores(school: ck.School) -> None:
    """Each satisfies the protocol."""
    any_store(ck.MemoryStore(), school)
    any_store(ck.SqliteStore("x.sqlite"), school)
    any_store(PostgresStore("dbname=x"), school)
    await any_async_store(AsyncPostgresStore("dbname=x"))
    await any_async_store(to_async(ck.MemoryStore()))


def our_engines(round_: ck.Round) -> None:
    """Each satisfies the protocol, and so does one that is found by name."""
    engines: list[Engine] = [ck.solve, cpsat, engine("search")]
    for one in engines:
        assert_type(one(round_, seconds=1), ck.Plan)
        assert_type(check_engine(one, rounds=[round_]), Report)


def wrong_use(round_: ck.Round, plan: ck.Plan) -> None:
    """What does not type-check."""
    ck.solve(round_, 5)  # type: ignore[call-arg]  # limits are named
    ck.solve(plan, seconds=5)  # type: ignore[arg-type]
    ck.check(plan, round_)  # type: ignore[arg-type]
    ck.Person("ada", "teacher")  # type: ignore[arg-type]  # a Kind is wanted
    ck.Person("ada", Kind.TEACHER, available=[])  # type: ignore[arg-type]  # Windows are wanted
    ck.Meeting("m", 20, "ada")  # type: ignore[arg-type]  # several people, not one text
    round_.id = "x"  # type: ignore[misc]  # models are frozen
    check_engine(ck.check)  # type: ignore[arg-type]  # no engine: it makes no plan
    ck.nothing  # type: ignore[attr-defined]  # noqa: B018


def goals(goal: Goal, plan: ActionPlan, by: Party, at: ck.Instant, access: Access) -> None:
    """What may be refused has a refusal in its type, so it cannot be overlooked."""
    assert_type(change_goal(goal, GoalAction.START, by=by, at=at, why="x"), Goal | Refusal)
    assert_type(complete_step(plan, "a", by=by, at=at), ActionPlan | Refusal)
    assert_type(keep_goal(goal, access), Operation[Goal | Refusal])
    assert_type(kept_goal("noah", "g", access), Operation[Goal | None])
    kept_goal("noah", "g")  # type: ignore[call-arg]  # who reads is asked
    change_goal(goal, "start", by=by, at=at, why="x")  # type: ignore[arg-type]
    change_goal(goal, GoalAction.START, by=by, at=at)  # type: ignore[call-arg]  # why is asked


def measurements(course: Course) -> None:
    """Our rules are rules; a forecast may have no date."""
    rules: tuple[DecisionRule, ...] = (PointRule(), FirstOf((PointRule(), TrendRule())))
    assert_type(judge(course, rule=rules[0]), Finding)
    assert_type(forecast(course), Forecast | None)
    FirstOf((course,))  # type: ignore[arg-type]  # a course is no rule


def access(viewer: Access, label: Label, store: ck.MemoryStore) -> None:
    """What may be denied may be None, so it cannot be overlooked."""
    assert_type(viewer.read(label), Verdict)
    assert_type(read_log(store, "a", viewer), AccessLog | None)
    assert_type(kept(store, Thread, "a", viewer), tuple[Thread, ...])
    kept(store, Label, "a", viewer)  # type: ignore[type-var]  # no record of the room
    Confidential(Confidential("x"))  # type: ignore[arg-type]  # only a text
    json: str = Confidential("x")  # type: ignore[assignment]  # nor is it one
    del json


def a_childs_picture(
    rubric: Rubric, made: list[Assessment], at: ck.Instant, access: Access
) -> None:
    """From scores to results, and what is plugged in."""
    catalog = RubricCatalog([rubric])
    how = Aggregation(over_time=DecayingAverage(65), minimum_coverage=Fraction(1, 2))
    picture = profile("noah", made, catalog, how, as_of=at)
    assert_type(picture.rubric("r"), Receipt)
    assert_type(picture.rubric("r").value, Fraction | None)
    ratings = ratings_of(made, catalog, rubric_ref(rubric), "c", as_of=at)
    assert_type(krippendorff_alpha(ratings, Measure.ORDINAL), Agreement)
    assert_type(cohen_kappa({"a": 1}, {"a": 2}, range(4)), Agreement)
    assert_type(derive(rubric, Overlay("x", "1").hide_criterion("c")), Rubric)
    shown = show_profile("noah", made, catalog, access, how)
    assert_type(shown.then(lambda picture: picture.student), Shown[str])
    if shown.view is not None:
        assert_type(shown.view, Profile)
    assert_type(keep_assessment(made[0], access), Operation[Assessment | Refusal])
    Criterion("c", {"en": "Reads"}, "s", weight=0.5)
    rule: Rule = DecayingAverage()
    kind: CriterionKind = Checklist()
    scale: ScaleKind = Levels()
    del rule, kind, scale
    Aggregation(over_time="latest")  # type: ignore[arg-type]
    profile("noah", made, catalog, how)  # type: ignore[call-arg]  # the instant is named
    rubric.version = "2"  # type: ignore[misc]  # models are frozen


def families_book(desk: Desk, store: Store, now: ck.Instant) -> None:
    """A command's answer is a booking or a refusal, and has to be told apart."""
    by = Actor.family("reed")
    found = offers(desk, "m", by=by, at=now).run(store)
    assert_type(found, tuple[Offer, ...] | BookingRefusal)
    operation = book(desk, "m", start=now, by=by, at=now)
    assert_type(operation, Operation[Booking | BookingRefusal])
    if answer := operation.run(store):
        assert_type(answer, Booking)
    answer = operation.run(store)
    answer.state  # type: ignore[union-attr]  # noqa: B018
    if isinstance(answer, Booking):
        assert_type(answer.start, ck.Instant | None)
    book(desk, "m", start="16:00", by=by, at=now)  # type: ignore[arg-type]
    book(desk, "m", start=now, at=now)  # type: ignore[call-arg]


def mail(event: BookingEvent, number: int) -> None:
    """A function is a subscriber."""
    assert_type(event.happening, Happening)
    del number


def subscribed(store: Store) -> Subscriber:
    """And takes what is delivered."""
    deliver(store, "mail", mail)
    return mail
