"""A child's goals, steps and progress, for whom they are shown to.

Each function takes an :class:`~conferencekit.privacy.policy.Access` and asks the policy first. The
functions without one compute with all they are given, for nobody in particular.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.goals.attainment import Ratings
from conferencekit.goals.course import course_of
from conferencekit.goals.documents import GOAL, PLAN, RATINGS, RECORD, ratings_place
from conferencekit.goals.goal import Goal
from conferencekit.goals.labels import (
    label_of_action_plan,
    label_of_goal,
    label_of_rating,
    label_of_ratings,
    label_of_record,
)
from conferencekit.goals.people import Role
from conferencekit.goals.plan import ActionPlan, Step
from conferencekit.goals.tasks import Task, tasks
from conferencekit.privacy import (
    Access,
    Action,
    Audiences,
    DocumentSource,
    Label,
    Shown,
    Source,
    show,
)
from conferencekit.progress import Course, Record
from conferencekit.school import School
from conferencekit.storage import Store, key

__all__ = [
    "goal_sources",
    "show_action_plans",
    "show_course",
    "show_goals",
    "show_ratings",
    "show_tasks",
]

_AUDIENCES: Final = Audiences()


@kinds_checked
def goal_sources(
    store: Store, school: School, *, audiences: Audiences | None = None
) -> tuple[Source, ...]:
    """What a store keeps of goals, for dossiers and for retention.

    Goals, measurements, action plans and each rater's ratings, for
    :func:`~conferencekit.privacy.dossier.gather` and
    :func:`~conferencekit.privacy.retention.what_may_go`. Each is as of its last change, so that
    retention counts from there.

    Args:
        store: Where they are kept.
        school: Who belongs to which household.
        audiences: For whom the school keeps goals and action plans, and what families say.
    """
    return (
        DocumentSource(
            "goals",
            store,
            GOAL,
            lambda one: attrs.evolve(label_of_goal(one, audiences), at=one.changes[-1].at),
            lambda one: key("goal", one.student, one.id),
        ),
        DocumentSource(
            "measurements",
            store,
            RECORD,
            lambda one: label_of_record(one, audiences),
            lambda one: key("record", one.student, one.goal),
        ),
        DocumentSource(
            "action plans",
            store,
            PLAN,
            lambda one: _label_of_plan(one, audiences),
            lambda one: key("action-plan", one.student, one.id),
        ),
        DocumentSource(
            "ratings",
            store,
            RATINGS,
            lambda one: label_of_ratings(one, school, audiences),
            lambda one: ratings_place(one.student, one.ratings[0].by),
        ),
    )


def _label_of_plan(one: ActionPlan, audiences: Audiences | None) -> Label | None:
    """The label of an action plan, as of its last change."""
    label = label_of_action_plan(one, audiences)
    return None if label is None else attrs.evolve(label, at=one.changes[-1].at)


@kinds_checked
def show_goals(
    student: str,
    goals: Iterable[Goal],
    access: Access,
    *,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[tuple[Goal, ...]]:
    """The goals of a student that somebody may see, or why they may see none.

    Args:
        student: The student's id.
        goals: Of any students; those of others are passed over.
        access: Who looks, when and what for.
        audiences: For whom the school keeps goals.
        action: ``export`` for a copy that leaves the school's software.
    """
    rules = audiences or _AUDIENCES
    return show(
        (one for one in goals if one.student == student),
        lambda one: label_of_goal(one, rules),
        access,
        of=Label("goals", student, (student,), None, access.at, rules.goal),
        action=action,
    )


@kinds_checked
def show_action_plans(
    student: str,
    plans: Iterable[ActionPlan],
    access: Access,
    *,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[tuple[ActionPlan, ...]]:
    """The action plans of a student that somebody may see, or why they may see none.

    What is due of them tells :func:`show_tasks`. The plans are whole: of separated parents too.

    Args:
        student: The student's id.
        plans: Of any students; those of others are passed over.
        access: Who looks, when and what for.
        audiences: For whom the school keeps action plans.
        action: ``export`` for a copy that leaves the school's software.
    """
    rules = audiences or _AUDIENCES
    return show(
        (one for one in plans if one.student == student),
        lambda one: label_of_action_plan(one, rules),
        access,
        of=Label("action-plans", student, (student,), None, access.at, rules.action_plan),
        action=action,
    )


@kinds_checked
def show_tasks(
    student: str,
    plans: Iterable[ActionPlan],
    access: Access,
    *,
    days: int = 7,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[tuple[Task, ...]]:
    """The open steps of a student for somebody, those due soonest first.

    A step that a guardian took on is for the staff and for their own household: whether it is
    overdue is nothing for the student's other household, nor for the student. Steps that wait for
    it tell its id.

    Args:
        student: The student's id.
        plans: Of any students; those of others are passed over.
        access: Who looks, when and what for.
        days: How far ahead what is to be done counts as due.
        audiences: For whom the school keeps action plans.
        action: ``export`` for a copy that leaves the school's software.
    """
    school = access.policy.school
    on = school.timezone.day(access.at)
    return show_action_plans(student, plans, access, audiences=audiences, action=action).then(
        lambda seen: tuple(
            task
            for task in tasks(seen, on=on, days=days)
            if not is_of_another_home(task.step, student, access.viewer, school)
        )
    )


def is_of_another_home(step: Step, student: str, viewer: str, school: School) -> bool:
    """Whether a guardian took a step on, and the viewer is of the family, but not of that home.

    Args:
        step: The step.
        student: The id of the student whose step it is.
        viewer: The id of who looks.
        school: Who belongs to which household.
    """
    owner = step.owner
    if owner is None or owner.role is not Role.GUARDIAN or owner.id == viewer:
        return False
    homes = school.households_of(student)
    mine = [home for home in homes if viewer in home.guardians]
    if not mine:
        return viewer == student
    return not any(owner.id in home.guardians for home in mine)


@kinds_checked
def show_ratings(
    ratings: Ratings,
    access: Access,
    *,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[Ratings]:
    """The ratings of a student's goals that somebody may see, or why they may see none.

    The T-scores by rater and where they differ are
    ``show_ratings(...).then(lambda seen: attainment(weights, seen.ratings))``.

    Args:
        ratings: Those of the student.
        access: Who looks, when and what for.
        audiences: For whom the school keeps goals, and what families say.
        action: ``export`` for a copy that leaves the school's software.
    """
    rules, student, school = audiences or _AUDIENCES, ratings.student, access.policy.school
    return show(
        (one for one in ratings.ratings if one.at <= access.at),
        lambda one: label_of_rating(student, one, school, rules),
        access,
        of=Label("ratings", student, (student,), None, access.at, rules.widest("goal", "family")),
        action=action,
    ).then(lambda seen: Ratings(student, seen))


@kinds_checked
def show_course(
    goal: Goal,
    record: Record | None,
    access: Access,
    *,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[Course]:
    """How a goal has gone up to the instant of the access, for somebody.

    Forecasts and charts are made of the course; see :func:`~conferencekit.goals.course.course_of`.
    Changes of support are not in it: :func:`~conferencekit.overview.progress.show_progress` adds
    them for who may see the support too. The words of the goal are those it has now.

    Args:
        goal: A number to reach.
        record: Its measurements; None where there are none.
        access: Who looks, when and what for.
        audiences: For whom the school keeps goals; measurements are for the same.
        action: ``export`` for a copy that leaves the school's software.

    Raises:
        InvalidInputError: As ``course_of`` does, where the goal may be seen.
    """
    label = label_of_goal(goal, audiences)
    zone = access.policy.school.timezone
    return show([goal], lambda _: label, access, of=label, action=action).then(
        lambda _: course_of(goal, record, zone, until=access.at)
    )
