"""Random records of the students of random schools, by anybody."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any, Final, TypeVar

import attrs

from conferencekit import Refusal
from conferencekit.assessment import (
    Assessment,
    Perspective,
    RubricCatalog,
    Score,
    correct,
    draft,
    publish,
    withdraw,
)
from conferencekit.goals import (
    ActionPlan,
    Goal,
    GoalAction,
    Party,
    Quantity,
    Rating,
    Ratings,
    Role,
    Step,
    StepAction,
    Terms,
    add_step,
    change_goal,
    change_plan,
    propose_goal,
)
from conferencekit.privacy import Access, Action, Audience, Audiences, Purpose
from conferencekit.progress import Point, Record
from conferencekit.support import (
    Deliveries,
    Delivery,
    Dosage,
    Intervention,
    Review,
    SupportHistory,
    SupportPlan,
    Tier,
    begin_support,
    change_support,
)
from rubrics import reading
from spec.access import Data, may
from spec.labels import of_action_plan, of_goal, of_support
from worlds import GUARDIANS, NOW, PEOPLE, STUDENTS, TODAY, World, some, world_of

RUBRIC: Final = reading()
CATALOG: Final = RubricCatalog([RUBRIC])
FROM_WIDE: Final = ("family", "guardians", "staff")
"""For whom a school keeps records, the widest first."""
LEVELS: Final = ("beginning", "near", "meets", "exceeds")
BEGAN: Final = NOW.plus(days=-60)
_T = TypeVar("_T")


def done(result: _T | Refusal) -> _T:
    """A result that is no refusal."""
    assert not isinstance(result, Refusal), result
    return result


def some_audiences(random: Random) -> Audiences:
    """For whom a school keeps its records: anybody it can keep them for."""
    kinds = (Audience.FAMILY, Audience.GUARDIANS, Audience.STAFF)
    names = [field.name for field in attrs.fields(Audiences)]
    return Audiences(**{name: random.choice(kinds) for name in names})


def kept_for(audiences: Audiences) -> dict[str, str]:
    """The same as the independent statement reads it."""
    return {name: str(value) for name, value in attrs.asdict(audiences).items()}


def a_party(random: Random, *ids: str) -> Party:
    """Anybody, as anything."""
    return Party(random.choice(tuple(Role)), random.choice(ids or PEOPLE))


def a_day(random: Random) -> date:
    """Some day around today."""
    return TODAY + timedelta(random.randint(-9, 9))


def a_goal(random: Random, student: str, id_: str) -> Goal:
    """A goal that anybody wrote and that may be worked on."""
    terms = Terms(
        "reads",
        measure=Quantity(80, "words", baseline=42),
        start=date(2026, 9, 1),
        due=date(2027, 3, 1) if random.random() < 0.8 else TODAY - timedelta(1),
        agreement_of=frozenset(),
    )
    goal = propose_goal(id_, student, terms, by=a_party(random), at=BEGAN, why="x")
    if random.random() < 0.7:
        goal = done(
            change_goal(goal, GoalAction.START, by=a_party(random), at=BEGAN.plus(days=1), why="x")
        )
    return goal


def a_record(random: Random, goal: Goal) -> Record:
    """Measurements of a goal, some of them after now."""
    first = random.choice((-20, -56))
    points = [
        Point(NOW.plus(days=first + 4 * number), float(random.randint(40, 60)))
        for number in range(random.randint(0, 16))
    ]
    return Record(goal.student, goal.id, tuple(points))


def a_plan(random: Random, student: str, id_: str, goals: tuple[str, ...] = ()) -> ActionPlan:
    """A plan of some steps that anybody took on; there may be none yet."""
    plan = ActionPlan(id_, student)
    owners = (None, Party(Role.TEACHER, "t1"), Party(Role.STUDENT, student))
    by = a_party(random)
    for number in range(random.choice((0, 4, 5))):
        owner = random.choice((*owners, *(a_party(random, one) for one in GUARDIANS)))
        step = Step(
            f"s{number}",
            "reads",
            owner,
            goal=random.choice((None, *goals)),
            due=random.choice((None, a_day(random))),
            minutes=random.choice((0, 20)),
        )
        plan = done(add_step(plan, step, by=by, at=BEGAN))
        by = a_party(random)
        if random.random() < 0.3:
            action = random.choice((StepAction.COMPLETE, StepAction.DROP, StepAction.HINDER))
            plan = done(change_plan(plan, action, step.id, by=by, at=BEGAN, why="x"))
    return plan


def an_intervention(random: Random, id_: str, goals: tuple[str, ...]) -> Intervention:
    """Something done for a student since about a month ago."""
    since = TODAY - timedelta(random.randint(10, 40))
    return Intervention(
        id_,
        f"reading {id_}",
        random.choice(tuple(Tier)),
        (Dosage(since, 20, 3),),
        some(random, goals),
        provider=random.choice((None, "t1", "t2")),
    )


def a_support(random: Random, student: str, goals: tuple[str, ...]) -> SupportHistory:
    """A support plan that anybody wrote, and anybody changed."""
    plan = SupportPlan(
        student,
        interventions=(an_intervention(random, "i", goals),),
        reviews=some(random, (Review(a_day(random)),)),
    )
    history = begin_support(plan, by=random.choice(PEOPLE), at=BEGAN, why="x")
    if random.random() < 0.5:
        more = attrs.evolve(
            plan, interventions=(*plan.interventions, an_intervention(random, "j", goals))
        )
        at = NOW.plus(days=random.choice((-9, 9)))
        history = done(change_support(history, more, by=random.choice(PEOPLE), at=at, why="y"))
    return history


def some_deliveries(random: Random, student: str) -> list[Deliveries]:
    """What was given of it."""
    sessions = tuple(
        Delivery(NOW.plus(days=-day), 20, "t1", random.choice((None, 0.3, 0.9)))
        for day in range(random.choice((0, 12)))
    )
    return [Deliveries(student, "i", sessions)]


def some_ratings(random: Random, student: str, goals: tuple[str, ...]) -> Ratings:
    """Ratings by everybody, as anything, some of them after now."""
    return Ratings(
        student,
        tuple(
            Rating(
                random.choice(goals),
                a_party(random, one),
                random.randint(-2, 2),
                NOW.plus(days=random.choice((-2, -1, 0, 1))),
            )
            for one in PEOPLE
            if random.random() < 0.7
        ),
    )


def an_assessment(random: Random, student: str, id_: str) -> Assessment:
    """An assessment by anybody, from anywhere, in any state."""
    perspective = random.choice(tuple(Perspective))
    assessors = GUARDIANS if perspective is Perspective.FAMILY else PEOPLE
    made = draft(
        id_,
        RUBRIC,
        _scores(random),
        student=student,
        assessor=random.choice((*assessors, random.choice(PEOPLE))),
        at=BEGAN.plus(days=random.randint(0, 50)),
        perspective=perspective,
    )
    if random.random() < 0.2:
        return made
    made = publish(made, RUBRIC, at=made.at.plus(days=1))
    if random.random() < 0.2:
        at = made.at.plus(days=5)
        made = correct(made, RUBRIC, _scores(random), at=at, by=random.choice(PEOPLE))
    if random.random() < 0.2:
        made = withdraw(made, at=made.at.plus(days=9), by=random.choice(PEOPLE))
    return made


def _scores(random: Random) -> list[Score]:
    return [Score(one, random.choice(LEVELS)) for one in ("sounds", "fluency", "care")]


def some_assessments(random: Random, each: int = 7) -> list[Assessment]:
    """Of both students, in any order."""
    made = [an_assessment(random, one, f"{one}{n}") for one in STUDENTS for n in range(each)]
    random.shuffle(made)
    return made


@attrs.frozen(slots=False)
class Case:
    """A school, what it keeps of its students (measurements by goal), and for whom."""

    world: World
    audiences: Audiences
    goals: list[Goal]
    records: dict[str, Record]
    plans: list[ActionPlan]
    support: dict[str, SupportHistory]
    ratings: dict[str, Ratings]

    @cached_property
    def plain(self) -> Data:
        """The school, as the statement reads it."""
        return self.world.plain()

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """For whom it keeps what, as the statement reads it."""
        return kept_for(self.audiences)

    def may(self, access: Access, action: Action, label: Data) -> bool:
        """Whether the statement grants something to somebody."""
        return may(self.plain, access.viewer, action, label, access.purpose)

    def label_of_goal(self, goal: Goal) -> Data:
        """For whom a goal is, by the statement."""
        return of_goal(goal.student, goal.changes[0].by.id, self.rules)

    def label_of_plan(self, plan: ActionPlan) -> Data | None:
        """For whom an action plan is, by the statement; nothing where there is nothing in it."""
        if not plan.changes:
            return None
        return of_action_plan(plan.student, plan.changes[0].by.id, self.rules)

    def plans_of(self, student: str, access: Access, action: Action) -> tuple[ActionPlan, ...]:
        """The action plans of a student that the statement grants to somebody."""
        return tuple(
            one
            for one in self.plans
            if one.student == student
            and (label := self.label_of_plan(one))
            and self.may(access, action, label)
        )

    def label_of_support(self, student: str) -> Data:
        """For whom a support plan is, by the statement."""
        return of_support(student, self.support[student].versions[0].by, self.rules)


def case_of(seed: int) -> tuple[Case, Random]:
    """The case of a seed, the same whenever it is asked for, and chance for what is asked."""
    random = Random(seed)  # noqa: S311  it guards nothing
    world, audiences = world_of(seed, records=0), some_audiences(random)
    goals = [a_goal(random, student, f"{student}{n}") for student in STUDENTS for n in range(2)]
    records = {goal.id: a_record(random, goal) for goal in goals}
    of = {each: tuple(one.id for one in goals if one.student == each) for each in STUDENTS}
    plans = [a_plan(random, each, f"{each}{n}", of[each]) for each in STUDENTS for n in range(2)]
    support = {student: a_support(random, student, of[student]) for student in STUDENTS}
    ratings = {student: some_ratings(random, student, of[student]) for student in STUDENTS}
    return Case(world, audiences, goals, records, plans, support, ratings), random


def askers(case: Case) -> Iterator[tuple[Access, Action, dict[str, Any]]]:
    """Everybody, for everything, to read and to take away; and what the functions are told."""
    for viewer in PEOPLE:
        for purpose in Purpose:
            access = case.world.policy.viewing(viewer, at=NOW, purpose=purpose)
            for action in (Action.READ, Action.EXPORT):
                yield access, action, {"audiences": case.audiences, "action": action}
