"""What people do with goals: propose, agree, start, achieve, revise, drop."""

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.goals._states import GOAL_CHANGES, GoalAction
from conferencekit.goals.goal import Goal, GoalChange, Standing, Terms, fault_of
from conferencekit.goals.people import Party
from conferencekit.time import Instant

__all__ = ["Revision", "change_goal", "goal_actions", "propose_goal", "revise_goal"]


@attrs.frozen
class Revision:
    """What comes of revising a goal.

    Attributes:
        ended: The goal as it was, closed, and pointing to the new one.
        goal: The new one, proposed, and pointing back.
    """

    ended: Goal
    goal: Goal


@kinds_checked
def propose_goal(
    id_: str,
    student: str,
    terms: Terms,
    *,
    by: Party,
    at: Instant,
    why: str,
    previous: str | None = None,
) -> Goal:
    """A new goal.

    Args:
        id_: Unique among the goals of the student.
        student: The student's id.
        terms: What it says.
        by: Who proposes it.
        at: When.
        why: What made them.
        previous: The id of an earlier goal that it goes on from.

    Raises:
        InvalidInputError: An id or the reason is empty.
    """
    first = GoalChange(at, by, GoalAction.PROPOSE, why, terms)
    return Goal(id_, student, (first,), previous)


@kinds_checked
def goal_actions(goal: Goal) -> tuple[GoalAction, ...]:
    """What can be done to a goal as it stands."""
    return tuple(GOAL_CHANGES[goal.state])


@kinds_checked
def change_goal(
    goal: Goal,
    action: GoalAction,
    *,
    by: Party,
    at: Instant,
    why: str,
    terms: Terms | None = None,
    milestone: str | None = None,
) -> Goal | Refusal:
    """Do something to a goal.

    Args:
        goal: As it is.
        action: What to do. To revise it, see :func:`revise_goal`.
        by: Who does it.
        at: When; not before the change before it.
        why: Why.
        terms: What the goal is to say; with ``edit`` alone.
        milestone: The id of the milestone that was come to; with ``reach`` alone.

    Returns:
        The goal with the change, or why it cannot be made.
    """
    change = GoalChange(at, by, GoalAction(action), why, terms, milestone=milestone)
    return _changed(goal, change)


@kinds_checked
def revise_goal(
    goal: Goal, id_: str, terms: Terms, *, by: Party, at: Instant, why: str
) -> Revision | Refusal:
    """Put another goal in the place of one that is being worked on.

    Args:
        goal: The one as it is.
        id_: Of the new one.
        terms: What the new one says.
        by: Who does it.
        at: When.
        why: Why.

    Returns:
        Both goals, or why it cannot be done.
    """
    if id_ in ("", goal.id):
        return Refusal("the new goal needs an id of its own")
    change = GoalChange(at, by, GoalAction.REVISE, why, successor=id_)
    ended = _changed(goal, change)
    if isinstance(ended, Refusal):
        return ended
    new = propose_goal(id_, goal.student, terms, by=by, at=at, why=why, previous=goal.id)
    return Revision(ended, new)


def _changed(goal: Goal, change: GoalChange) -> Goal | Refusal:
    now = Standing(
        goal.state, goal.terms, goal.agreed, goal.reached, goal.successor, goal.changes[-1].at
    )
    fault = fault_of(now, change)
    if fault is not None:
        place = "" if fault.path == "action" else f"{fault.path} "
        return Refusal(f"{place}{fault.message}", goal_actions(goal))
    return attrs.evolve(goal, changes=(*goal.changes, change))
