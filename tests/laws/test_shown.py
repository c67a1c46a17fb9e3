"""Goals, measurements, action plans and support are shown to whom the rules grant them.

What is seen is held to the independent statement, for everybody and for every purpose, whomever a
school keeps them for.
"""

from collections.abc import Collection, Iterable
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.goals import (
    ActionPlan,
    Goal,
    Party,
    Quantity,
    Role,
    Step,
    Terms,
    add_step,
    label_of_action_plan,
    label_of_goal,
    propose_goal,
    show_action_plans,
    show_course,
    show_goals,
)
from conferencekit.privacy import Audience, Audiences, Label, Purpose, Shown
from conferencekit.support import SupportPlan, begin_support, label_of_support, show_support
from spec.access import may
from worlds import NOW, PEOPLE, STUDENTS, plain_label, world_of

WROTE = NOW.plus(days=-1)
TERMS = Terms(
    "reads",
    measure=Quantity(80, "words", baseline=42),
    start=date(2026, 9, 1),
    due=date(2027, 3, 1),
)
ROLES = (Role.TEACHER, Role.GUARDIAN, Role.STUDENT)


def some_audiences(random: Random) -> Audiences:
    """For whom a school keeps them: for anybody that a policy of a school can name."""
    kinds = [one for one in Audience if one is not Audience.CONFIDENTIAL]
    return Audiences(
        goal=random.choice(kinds), action_plan=random.choice(kinds), support=random.choice(kinds)
    )


def a_goal(random: Random, student: str, number: int) -> Goal:
    """A goal that anybody wrote."""
    by = Party(random.choice(ROLES), random.choice(PEOPLE))
    return propose_goal(f"{student}{number}", student, TERMS, by=by, at=WROTE, why="x")


def a_plan(random: Random, student: str, number: int) -> ActionPlan:
    """A plan of one step that anybody wrote."""
    by = Party(random.choice(ROLES), random.choice(PEOPLE))
    step = Step("s", "reads", owner=by, due=date(2026, 12, 1))
    plan = add_step(ActionPlan(f"{student}{number}", student), step, by=by, at=WROTE)
    assert isinstance(plan, ActionPlan)
    return plan


def expect(
    shown: Shown[tuple[Goal, ...]] | Shown[tuple[ActionPlan, ...]], granted: object
) -> None:
    """They see what they are granted, and who sees nothing is told why."""
    assert {one.id for one in shown.view or ()} == granted
    assert shown.reason


@settings(max_examples=25)
@given(seed=st.integers(0, 10**9))
def test_everybody_is_shown_what_is_granted(seed: int) -> None:
    """One by one and in lists; a course is for whom its goal is."""
    random = Random(seed)  # noqa: S311  it guards nothing
    world, audiences = world_of(seed, records=0), some_audiences(random)
    plain = world.plain()
    goals = [a_goal(random, student, number) for student in STUDENTS for number in range(2)]
    plans = [a_plan(random, student, number) for student in STUDENTS for number in range(2)]
    supports = [
        begin_support(SupportPlan(student), by=random.choice(PEOPLE), at=WROTE, why="x")
        for student in STUDENTS
    ]

    def granted(labels: Iterable[tuple[str, Label | None]]) -> Collection[str]:
        return {
            id_
            for id_, label in labels
            if label and may(plain, viewer, "read", plain_label(label), purpose.value)
        }

    for viewer in PEOPLE:
        for purpose in Purpose:
            access = world.policy.viewing(viewer, at=NOW, purpose=purpose)
            for student in STUDENTS:
                mine = [one for one in goals if one.student == student]
                seen = granted((one.id, label_of_goal(one, audiences)) for one in mine)
                expect(show_goals(student, goals, access, audiences=audiences), seen)
                courses = {one.id: show_course(one, None, access, audiences=audiences)
                           for one in mine}  # fmt: skip
                assert {id_ for id_, shown in courses.items() if shown} == seen
                theirs = [one for one in plans if one.student == student]
                seen = granted((one.id, label_of_action_plan(one, audiences)) for one in theirs)
                expect(show_action_plans(student, plans, access, audiences=audiences), seen)
            found = {
                one.student for one in supports if show_support(one, access, audiences=audiences)
            }
            assert found == granted(
                (one.student, label_of_support(one, audiences)) for one in supports
            )
