"""What is kept of goals, support and assessments is read and kept by whom the rules grant it to.

A store is filled past all rules, by anybody and for any audience. Then everybody reads by every
function, and keeps everything, and gets what the independent statement grants.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.assessment import (
    Assessment,
    Perspective,
    draft,
    keep_assessment,
    kept_assessment,
    kept_assessments,
    publish,
)
from conferencekit.assessment.documents import ASSESSMENT
from conferencekit.conference import (
    Account,
    ConferenceAction,
    ConferenceChange,
    ConferenceRecord,
    Material,
    StepSet,
    keep_conference,
    kept_material,
)
from conferencekit.goals import (
    ActionPlan,
    Goal,
    GoalAction,
    Party,
    Rating,
    Ratings,
    Role,
    Step,
    StepAction,
    Terms,
    add_points,
    add_ratings,
    add_step,
    change_goal,
    change_plan,
    keep_action_plan,
    keep_goal,
    kept_action_plan,
    kept_action_plans,
    kept_goal,
    kept_goals,
    kept_ratings,
    kept_record,
    kept_records,
    propose_goal,
)
from conferencekit.goals.documents import GOAL, PLAN, RATINGS, RECORD, ratings_place
from conferencekit.privacy import (
    Access,
    Audience,
    Audiences,
    Label,
    LegalHold,
    Purpose,
    keep_consent,
    keep_legal_hold,
    kept_consents,
    kept_legal_holds,
)
from conferencekit.progress import Point, Record
from conferencekit.storage import DocumentKind, Operation, key
from conferencekit.storage.memory import MemoryStore
from conferencekit.support import (
    Deliveries,
    Delivery,
    SupportHistory,
    SupportPlan,
    add_deliveries,
    begin_support,
    change_support,
    keep_support,
    kept_all_support,
    kept_deliveries,
    kept_support,
)
from conferencekit.support.documents import DELIVERIES, SUPPORT
from rubrics import reading
from spec.access import may, may_write_for_school
from spec.keeping import (
    Change,
    Data,
    may_assess,
    may_begin,
    may_go_on,
    record_of,
    told_at_home,
)
from support import cases
from worlds import NOW, PEOPLE, STUDENTS, World, world_of

WROTE = NOW.plus(days=-1)
RUBRIC = reading()
TERMS = Terms("reads", agreement_of=frozenset())
POINT, GIVEN = Point(WROTE, 42.0), Delivery(WROTE, 20)
KINDS = (Audience.FAMILY, Audience.GUARDIANS, Audience.STAFF)


@attrs.frozen
class Kept:
    """A document as it is kept, and what the statement knows of it."""

    one: Any
    kind: DocumentKind[Any]
    place: str
    record: Data

    @property
    def student(self) -> str:
        """Whose it is."""
        (student,) = self.record["students"]
        return str(student)


@attrs.frozen
class Case:
    """A world, as the statement reads it too; what is kept in it, and for whom."""

    world: World
    plain: Data
    audiences: Audiences
    kept: tuple[Kept, ...]
    store: MemoryStore
    random: Random

    def of(self, kind: DocumentKind[Any], student: str | None = None) -> list[Kept]:
        """What is kept of one kind, about a student or about all."""
        found = [one for one in self.kept if one.kind is kind]
        return [one for one in found if student in (None, one.student)]

    def granted(self, viewer: str, purpose: Purpose, kept: Iterable[Kept]) -> list[Any]:
        """Those that the statement lets somebody read."""
        ask = (self.plain, viewer, "read")
        return [one.one for one in kept if may(*ask, one.record, purpose.value)]

    def askers(self) -> Iterator[tuple[str, Purpose, Access]]:
        """Everybody, for everything."""
        for viewer in PEOPLE:
            for purpose in Purpose:
                yield viewer, purpose, self.world.policy.viewing(viewer, at=NOW, purpose=purpose)


def case_of(seed: int) -> Case:
    """The case of a seed: the same whenever it is asked for."""
    random = Random(seed)  # noqa: S311  it guards nothing
    world = world_of(seed, records=0)
    names = [one.name for one in attrs.fields(Audiences)]
    audiences = Audiences(**{name: random.choice(KINDS) for name in names})
    case = Case(world, world.plain(), audiences, (), MemoryStore(), random)
    kept = tuple(one for student in STUDENTS for one in _kept(case, student))
    for one in kept:
        one.kind.keep(one.place, one.one).run(case.store)
    return attrs.evolve(case, kept=kept)


def _party(random: Random) -> Party:
    return Party(random.choice(tuple(Role)), random.choice(PEOPLE))


def _kept(case: Case, student: str) -> Iterator[Kept]:
    """Two of each kind, but one support plan."""
    random, rules = case.random, case.audiences
    for n in range(2):
        goal = a_goal(random, student, f"g{n}")
        yield Kept(goal, GOAL, key("goal", student, goal.id), goal_record(case, goal))
        plan = a_plan(random, student, f"p{n}")
        yield Kept(plan, PLAN, key("action-plan", student, plan.id), plan_record(case, plan))
        measured = record_of(student, rules.goal, None)
        yield Kept(Record(student, goal.id, (POINT,)), RECORD, key("record", student, goal.id),
                   measured)  # fmt: skip
        one = an_assessment(random, student, f"a{n}")
        place = key("assessment", student, one.id)
        yield Kept(one, ASSESSMENT, place, assessment_record(case, one))
        was = record_of(student, rules.support, None)
        yield Kept(Deliveries(student, f"i{n}", (GIVEN,)), DELIVERIES,
                   key("deliveries", student, f"i{n}"), was)  # fmt: skip
    support = a_support(random, student)
    yield Kept(support, SUPPORT, key("support", student), support_record(case, support))
    for by in {_party(random) for _ in range(3)}:
        rated = Ratings(student, (Rating("g0", by, 1, WROTE),))
        yield Kept(rated, RATINGS, ratings_place(student, by), rating_record(case, student, by))


def a_goal(random: Random, student: str, id_: str) -> Goal:
    """A goal by anybody; somebody else may have begun with it."""
    goal = propose_goal(id_, student, TERMS, by=_party(random), at=WROTE, why="x")
    return some_change(random, goal) if random.random() < 0.3 else goal


def some_change(random: Random, goal: Goal) -> Goal:
    """A goal with one thing more that anybody did."""
    action = random.choice((GoalAction.AGREE, GoalAction.AGREE, GoalAction.START, GoalAction.DROP))
    changed = change_goal(goal, action, by=_party(random), at=NOW, why="x")
    return changed if isinstance(changed, Goal) else goal


def a_plan(random: Random, student: str, id_: str) -> ActionPlan:
    """A plan of one step, which is anybody's, by anybody."""
    step = Step("s", "reads", owner=random.choice((None, _party(random), _party(random))))
    plan = add_step(ActionPlan(id_, student), step, by=_party(random), at=WROTE)
    assert isinstance(plan, ActionPlan)
    return plan


def a_support(random: Random, student: str) -> SupportHistory:
    """A support plan by anybody."""
    return begin_support(SupportPlan(student), by=random.choice(PEOPLE), at=WROTE, why="x")


def an_assessment(random: Random, student: str, id_: str) -> Assessment:
    """An assessment by anybody, from anywhere, published or not."""
    perspective, by = random.choice(tuple(Perspective)), random.choice(PEOPLE)
    made = draft(id_, RUBRIC, student=student, assessor=by, at=WROTE, perspective=perspective)
    return publish(made, RUBRIC, at=WROTE) if random.random() < 0.6 else made


def goal_record(case: Case, goal: Goal) -> Data:
    """As the statement knows it."""
    return record_of(goal.student, case.audiences.goal, goal.changes[0].by.id)


def plan_record(case: Case, plan: ActionPlan) -> Data:
    """The same."""
    return record_of(plan.student, case.audiences.action_plan, plan.changes[0].by.id)


def support_record(case: Case, support: SupportHistory) -> Data:
    """The same."""
    return record_of(support.student, case.audiences.support, support.versions[0].by)


def rating_record(case: Case, student: str, by: Party) -> Data:
    """The same."""
    if by.role is Role.GUARDIAN:
        return told_at_home(case.plain, student, by.id, case.audiences.family)
    return record_of(student, case.audiences.goal, by.id)


def assessment_record(case: Case, one: Assessment) -> Data:
    """The same."""
    audience = str(getattr(case.audiences, one.perspective.value))
    if one.state.value != "published":
        audience = "staff"
    if one.perspective is Perspective.FAMILY:
        return told_at_home(case.plain, one.student, one.assessor, audience)
    return record_of(one.student, audience, one.assessor)


def did(changes: Iterable[Any]) -> list[Change]:
    """Changes as the statement reads them."""
    return [(one.by.role.value, one.by.id, one.action.value) for one in changes]


# ---------------------------------------------------------------------------------------- reading


def same(found: Iterable[Any], expected: Iterable[Any]) -> None:
    """The same documents, each once."""
    assert sorted(map(repr, found)) == sorted(map(repr, expected))


def check_what_is_read(case: Case) -> None:
    """One by one, of a student and of all."""
    store, for_ = case.store, {"audiences": case.audiences}
    lists: tuple[tuple[DocumentKind[Any], Callable[..., Any]], ...] = (
        (GOAL, kept_goals),
        (PLAN, kept_action_plans),
        (RECORD, kept_records),
        (ASSESSMENT, kept_assessments),
    )
    for viewer, purpose, access in case.askers():
        for kind, listing in lists:
            seen = case.granted(viewer, purpose, case.of(kind))
            assert sorted(map(_id, listing(store, access, **for_))) == sorted(map(_id, seen))
            mine = case.granted(viewer, purpose, case.of(kind, "a"))
            assert sorted(map(_id, listing(store, access, "a", **for_))) == sorted(map(_id, mine))
        seen = case.granted(viewer, purpose, case.of(SUPPORT))
        same(kept_all_support(store, access, **for_), seen)
        for student in STUDENTS:
            rated = case.granted(viewer, purpose, case.of(RATINGS, student))
            each = {rating for one in rated for rating in one.ratings}
            assert set(kept_ratings(store, access, student, **for_).ratings) == each
            was = case.granted(viewer, purpose, case.of(DELIVERIES, student))
            given_ = kept_deliveries(store, access, student, **for_)
            assert given_ == {one.intervention: one for one in was}


def _id(one: Any) -> tuple[str, str]:  # noqa: ANN401
    return one.student, one.goal if isinstance(one, Record) else one.id


def check_what_is_read_one_by_one(case: Case) -> None:
    """By its id; who may not see it is told there is none."""
    for_ = {"audiences": case.audiences}
    single: tuple[tuple[DocumentKind[Any], Callable[..., Any]], ...] = (
        (GOAL, lambda one, access: kept_goal(one.student, one.id, access, **for_)),
        (PLAN, lambda one, access: kept_action_plan(one.student, one.id, access, **for_)),
        (RECORD, lambda one, access: kept_record(one.student, one.goal, access, **for_)),
        (ASSESSMENT, lambda one, access: kept_assessment(one.student, one.id, access, **for_)),
        (SUPPORT, lambda one, access: kept_support(one.student, access, **for_)),
    )
    for viewer, purpose, access in case.askers():
        for kind, read in single:
            for one in case.of(kind):
                (seen,) = case.granted(viewer, purpose, [one]) or [None]
                assert read(one.one, access).run(case.store) == seen


def check_what_briefs_are_drawn_from(case: Case) -> None:
    """What of it somebody may see; and all of it for the school."""
    rest = Material(audiences=case.audiences)
    kinds: dict[str, DocumentKind[Any]] = {
        "goals": GOAL, "plans": PLAN, "records": RECORD, "support": SUPPORT,
        "assessments": ASSESSMENT,
    }  # fmt: skip
    for viewer, purpose, access in case.askers():
        material = kept_material(case.store, access, STUDENTS, rest)
        for name, kind in kinds.items():
            same(getattr(material, name), case.granted(viewer, purpose, case.of(kind)))
    school = case.world.policy.acting_for_school("briefs", at=NOW)
    whole = kept_material(case.store, school, STUDENTS, rest)
    for name, kind in kinds.items():
        same(getattr(whole, name), [one.one for one in case.of(kind)])


# ---------------------------------------------------------------------------------------- keeping


def keeps(operation: Operation[Any], expected: bool, store: MemoryStore) -> None:
    """It is kept where it may be; else there is a reason, and nothing has changed."""
    before = {one.key: one.body for one in store.scan("").documents}
    result = operation.run(store)
    assert bool(result) is expected
    if not expected:
        assert result.reason
        assert {one.key: one.body for one in store.scan("").documents} == before


def holding(*kept: Kept) -> MemoryStore:
    """A store with some documents in it, whoever may keep them."""
    store = MemoryStore()
    for one in kept:
        one.kind.keep(one.place, one.one).run(store)
    return store


def check_who_keeps_what_is_new(case: Case) -> None:
    """Goals, plans, support, assessments, measurements, ratings and what was given."""
    plain, for_ = case.plain, {"audiences": case.audiences}
    for viewer, purpose, access in case.askers():
        for kept in case.kept:
            one, record, ask = kept.one, kept.record, (plain, viewer)
            own = record["author"] in (viewer, None)
            written = own and may(*ask, "write", record, purpose.value)
            schools = may_write_for_school(*ask, record, purpose.value)
            if kept.kind in (GOAL, PLAN):
                keep: Any = keep_goal if kept.kind is GOAL else keep_action_plan
                operation: Operation[Any] = keep(one, access, **for_)
                expected = may_begin(*ask, record, purpose.value, did(one.changes))
            elif kept.kind is SUPPORT:
                operation, expected = keep_support(one, access, **for_), written and schools
            elif kept.kind is ASSESSMENT:
                operation = keep_assessment(one, access, **for_)
                view = one.perspective.value
                expected = own and may_assess(*ask, record, purpose.value, view)
            elif kept.kind is RECORD:
                operation = add_points(one.student, one.goal, one.points, access, **for_)
                expected = written
            elif kept.kind is DELIVERIES:
                operation = add_deliveries(
                    one.student, one.intervention, one.deliveries, access, **for_
                )
                expected = written
            else:
                operation = add_ratings(one.student, one.ratings, access, **for_)
                by = one.ratings[0].by
                stands = may_begin(*ask, record, purpose.value, [(by.role.value, by.id, "rate")])
                expected = written and stands
            keeps(operation, expected, MemoryStore())


def check_who_changes_what_is_there(case: Case) -> None:
    """Whoever goes on with a goal, a plan, support or an assessment, whoever began it."""
    plain, random, for_ = case.plain, case.random, {"audiences": case.audiences}
    changed: list[tuple[Kept, Any, Callable[[str, str], bool]]] = []

    def going_on(kept: Kept, new: Any, is_for_others: bool) -> Callable[[str, str], bool]:  # noqa: ANN401
        added = did(new.changes[len(kept.one.changes) :])
        return lambda viewer, purpose: may_go_on(
            plain, viewer, kept.record, purpose, added, is_for_others=is_for_others
        )

    def schools(kept: Kept) -> Callable[[str, str], bool]:
        return lambda viewer, purpose: may_write_for_school(plain, viewer, kept.record, purpose)

    for kept in (*case.of(GOAL), *case.of(GOAL)):
        new: Any = some_change(random, kept.one)
        agrees = all(one.action.value == "agree" for one in new.changes[len(kept.one.changes) :])
        changed.append((kept, new, going_on(kept, new, agrees)))
    for kept in (*case.of(PLAN), *case.of(PLAN)):
        owner = kept.one.steps["s"].step.owner
        by = random.choice((owner or _party(random), _party(random)))
        if random.random() < 0.3:
            new, theirs = add_step(kept.one, Step("t", "x"), by=by, at=NOW), False
        else:
            action = random.choice((StepAction.COMPLETE, StepAction.HINDER, StepAction.DROP))
            new = change_plan(kept.one, action, "s", by=by, at=NOW, why="x")
            theirs = by == owner and action is not StepAction.DROP
        changed.append((kept, new, going_on(kept, new, theirs)))
    for kept in case.of(SUPPORT):
        more = SupportPlan(kept.student, strengths=("x",))
        new = change_support(kept.one, more, by="t1", at=NOW, why="x")
        changed.append((kept, new, schools(kept)))
    changed.extend((kept, *_assessed_anew(case, kept)) for kept in case.of(ASSESSMENT))
    keep: dict[type, Any] = {
        Goal: keep_goal,
        ActionPlan: keep_action_plan,
        SupportHistory: keep_support,
        Assessment: keep_assessment,
    }
    for viewer, purpose, access in case.askers():
        for kept, new, may_keep in changed:
            operation = keep[type(new)](new, access, **for_)
            keeps(operation, may_keep(viewer, purpose.value), holding(kept))


def _assessed_anew(case: Case, kept: Kept) -> tuple[Assessment, Callable[[str, str], bool]]:
    """The assessment with one change, and who may keep that."""
    new = kept.one
    if new.state.value == "draft":
        new = attrs.evolve(new, perspective=case.random.choice(tuple(Perspective)))
        new = publish(new, RUBRIC, at=NOW)
    record, private = assessment_record(case, new), Audience.PRIVATE.value

    def may_keep(viewer: str, purpose: str) -> bool:
        hides = record["audience"] == private != kept.record["audience"]
        ask = (case.plain, viewer)
        return (
            not hides
            and may_assess(*ask, kept.record, purpose, kept.one.perspective.value)
            and may_assess(*ask, record, purpose, new.perspective.value)
        )

    return new, may_keep


def check_who_keeps_what_was_agreed(case: Case) -> None:
    """The record of a conference with a goal, a plan, or both: all of it is kept, or nothing."""
    for viewer, purpose, access in case.askers():
        ask = (case.plain, viewer)
        for student in STUDENTS:
            goal, plan = (a_goal(case.random, student, "new"), a_plan(case.random, student, "new"))
            conference = record_of(student, "family", viewer)
            schools = may_write_for_school(*ask, conference, purpose.value)
            begun = [
                may_begin(*ask, record, purpose.value, did(one.changes))
                for one, record in (
                    (goal, goal_record(case, goal)),
                    (plan, plan_record(case, plan)),
                )
            ]
            for goals, plans in (((goal,), ()), ((), (plan,)), ((goal,), (plan,))):
                granted = schools and all([begun[0]] * len(goals) + [begun[1]] * len(plans))
                record = _held(viewer, student, goals, plans)
                store = MemoryStore()
                operation = keep_conference(
                    record, access, goals=goals, plans=plans, audiences=case.audiences
                )
                keeps(operation, granted, store)
                kept = 1 + len(goals) + len(plans) if granted else 0
                assert len(store.scan("").documents) == kept


def _held(
    viewer: str, student: str, goals: tuple[Goal, ...], plans: tuple[ActionPlan, ...]
) -> ConferenceRecord:
    """A conference that somebody held, and at which a goal or a step was agreed on."""
    account = Account(
        (viewer,),
        goals=tuple(one.id for one in goals),
        steps=tuple(StepSet(one.id, "s") for one in plans),
    )
    held = ConferenceChange(NOW, viewer, ConferenceAction.HOLD, account)
    label = Label("conference", "c", (student,), viewer, WROTE, Audience.FAMILY)
    return ConferenceRecord(label, WROTE, 20, ("t1",), (), changes=(held,))


def check_consents_and_holds(case: Case) -> None:
    """A consent is for the staff and who gave it; a hold for who runs the school."""
    given_ = [
        attrs.evolve(one, document=f"paper {n}")
        for n, one in enumerate(case.world.policy.consents)
    ]
    holds = [LegalHold(student, "asked", WROTE) for student in STUDENTS]
    store, school = MemoryStore(), case.world.policy.acting_for_school("nightly", at=NOW)
    for consent in given_:
        assert keep_consent(consent, school).run(store)
    for hold in holds:
        assert keep_legal_hold(hold, school).run(store)
    for viewer, purpose, access in case.askers():
        ask = (case.plain, viewer)
        seen = set()
        for consent in given_:
            record = record_of(consent.student, "staff", consent.given_by)
            own = consent.given_by == viewer
            granted = (
                may(*ask, "write", record, purpose.value)
                if own
                else (may_write_for_school(*ask, record, purpose.value))
            )
            keeps(keep_consent(consent, access), granted, MemoryStore())
            if may(*ask, "read", record, purpose.value):
                seen.add(consent)
        assert set(kept_consents(store, access)) == seen
        runs = purpose is Purpose.ADMINISTRATION
        about = {one: record_of(one.student, "staff", None) for one in holds}
        known = [one for one in holds if runs and may(*ask, "read", about[one], purpose.value)]
        assert list(kept_legal_holds(store, access)) == known
        for one in holds:
            granted = runs and may(*ask, "write", about[one], purpose.value)
            keeps(keep_legal_hold(one, access), granted, MemoryStore())


def check_what_the_school_itself_may(case: Case) -> None:
    """Its own code reads and keeps everything; a person of its name does not."""
    access = case.world.policy.acting_for_school("nightly", at=NOW)
    same(kept_goals(case.store, access), [one.one for one in case.of(GOAL)])
    for kept in case.of(SUPPORT):
        assert keep_support(kept.one, access).run(MemoryStore())
    for kept in (*case.of(GOAL), *case.of(ASSESSMENT)):
        keep: Any = keep_goal if kept.kind is GOAL else keep_assessment
        assert keep(kept.one, access).run(MemoryStore())
    for purpose in Purpose:
        person = case.world.policy.viewing("nightly", at=NOW, purpose=purpose)
        assert not list(kept_goals(case.store, person))


CHECKS = (
    check_what_is_read,
    check_what_is_read_one_by_one,
    check_what_briefs_are_drawn_from,
    check_who_keeps_what_is_new,
    check_who_changes_what_is_there,
    check_who_keeps_what_was_agreed,
    check_consents_and_holds,
    check_what_the_school_itself_may,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
@settings(max_examples=20)
@given(seed=st.integers(0, 10**9))
def test_everybody_reads_and_keeps_what_is_granted(
    check: Callable[[Case], None], seed: int
) -> None:
    """No more, and no less; for every purpose, whomever the school keeps it for."""
    check(case_of(seed))


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_many_schools(check: Callable[[Case], None]) -> None:
    """The same, with up to 300 schools."""
    for seed in range(cases(300)):
        check(case_of(seed))


def test_the_cases_hold_what_they_are_about() -> None:
    """Among them are refusals and grants of every kind; else the law would say nothing."""
    told: dict[str, set[bool]] = {}
    for seed in range(40):
        case = case_of(seed)
        for viewer, purpose, _ in case.askers():
            for kept in case.kept:
                seen = bool(case.granted(viewer, purpose, [kept]))
                written = may_write_for_school(case.plain, viewer, kept.record, purpose.value)
                told.setdefault(f"{kept.kind.name} read", set()).add(seen)
                told.setdefault(f"{kept.kind.name} written", set()).add(written)
    assert set(map(frozenset, told.values())) == {frozenset({True, False})}
    assert len(told) == 14
    assert date(2026, 11, 26) == case_of(0).world.policy.school.timezone.day(NOW)
