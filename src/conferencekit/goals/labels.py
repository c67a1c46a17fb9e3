"""By what the policy of access decides about a child's goals, steps, measurements and ratings."""

from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.goals.attainment import Rating, Ratings
from conferencekit.goals.goal import Goal
from conferencekit.goals.people import Role
from conferencekit.goals.plan import ActionPlan
from conferencekit.privacy import Audience, Audiences, Label
from conferencekit.progress import Record
from conferencekit.school import School

__all__ = [
    "label_of_action_plan",
    "label_of_goal",
    "label_of_rating",
    "label_of_ratings",
    "label_of_record",
]

_AUDIENCES: Final = Audiences()


@kinds_checked
def label_of_goal(goal: Goal, audiences: Audiences | None = None) -> Label:
    """The label by which the policy of access decides about a goal and its measurements.

    Args:
        goal: The goal.
        audiences: For whom the school keeps goals.
    """
    first, rules = goal.changes[0], audiences or _AUDIENCES
    return Label("goal", goal.id, (goal.student,), first.by.id, first.at, rules.goal)


@kinds_checked
def label_of_action_plan(plan: ActionPlan, audiences: Audiences | None = None) -> Label | None:
    """The label by which the policy of access decides about an action plan.

    Args:
        plan: The plan.
        audiences: For whom the school keeps action plans.

    Returns:
        The label; None for a plan to which nothing was ever added.
    """
    if not plan.changes:
        return None
    begun, rules = plan.changes[0], audiences or _AUDIENCES
    return Label("action-plan", plan.id, (plan.student,), begun.by.id, begun.at, rules.action_plan)


@kinds_checked
def label_of_record(record: Record, audiences: Audiences | None = None) -> Label | None:
    """The label by which the policy of access decides about the measurements of a goal.

    Args:
        record: The measurements; they are for whom goals are for.
        audiences: For whom the school keeps goals.

    Returns:
        The label; None where nothing was measured.
    """
    if not record.points:
        return None
    rules, at = audiences or _AUDIENCES, record.points[-1].at
    return Label("measurements", record.goal, (record.student,), None, at, rules.goal)


@kinds_checked
def label_of_rating(
    student: str, rating: Rating, school: School, audiences: Audiences | None = None
) -> Label:
    """The label by which the policy of access decides about a rating of a goal.

    It is for whom goals are for; one by a guardian is for whom the school keeps what families say
    for, and between the school and their household: the first where they share several with the
    student. One by a guardian who shares none is for the staff.

    Args:
        student: The id of the student whose goal it is.
        rating: The rating.
        school: Who belongs to which household.
        audiences: For whom the school keeps goals, and what families say.
    """
    rules, household = audiences or _AUDIENCES, None
    audience = rules.goal
    if rating.by.role is Role.GUARDIAN:
        household = school.home_of(student, rating.by.id)
        audience = Audience.STAFF if household is None else rules.family
    id_, by = f"{rating.goal}/{rating.by.id}", rating.by.id
    return Label("rating", id_, (student,), by, rating.at, audience, household=household)


@kinds_checked
def label_of_ratings(
    ratings: Ratings, school: School, audiences: Audiences | None = None
) -> Label | None:
    """The label by which the policy of access decides about all that one person rated.

    Args:
        ratings: Those of a student's goals by one rater.
        school: Who belongs to which household.
        audiences: For whom the school keeps goals, and what families say.

    Returns:
        The label; None where nothing was rated.
    """
    if not ratings.ratings:
        return None
    last = ratings.ratings[-1]
    label = label_of_rating(ratings.student, last, school, audiences)
    return attrs.evolve(label, kind="ratings", id=f"{last.by.role.value}/{last.by.id}")
