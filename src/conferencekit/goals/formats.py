"""The files of goals, action plans and ratings: between these and JSON-shaped data."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, TypeVar

import attrs
from cattrs import Converter

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.goals.attainment import Ratings
from conferencekit.goals.goal import Goal, GoalChange
from conferencekit.goals.measures import (
    AttainmentScale,
    Habit,
    Milestones,
    Quantity,
    RubricLevel,
)
from conferencekit.goals.plan import ActionPlan, PlanChange
from conferencekit.wire import JsonValue, body_of, make_converter, register_union, structure

__all__ = [
    "action_plan_from_json",
    "action_plan_to_json",
    "goal_from_json",
    "goal_to_json",
    "ratings_from_json",
    "ratings_to_json",
]

GOAL_SCHEMA: Final = "conferencekit.goal/1"
PLAN_SCHEMA: Final = "conferencekit.action-plan/1"
RATINGS_SCHEMA: Final = "conferencekit.ratings/1"

_T = TypeVar("_T")

MEASURES: Final = {
    "quantity": Quantity,
    "rubric_level": RubricLevel,
    "attainment_scale": AttainmentScale,
    "milestones": Milestones,
    "habit": Habit,
}


@attrs.frozen
class _GoalFile:
    """What a goal is made of.

    That it is a history is asked only once all of it can be read: with a hole in one change,
    those after it would be blamed for what is not there.
    """

    id: str
    student: str
    changes: tuple[GoalChange, ...]
    previous: str | None = None


@attrs.frozen
class _PlanFile:
    """What a plan is made of; see :class:`_GoalFile`."""

    id: str
    student: str
    changes: tuple[PlanChange, ...] = ()


def _made(make: Callable[[], _T], source: str) -> _T:
    try:
        return make()
    except InvalidInputError as error:
        raise InvalidInputError(error.faults, source=source) from None


@cache
def _converter() -> Converter:
    """Made once: to make one takes longer than to read a goal."""
    converter = make_converter()
    register_union(converter, MEASURES)
    return converter


@kinds_checked
def goal_from_json(data: JsonValue, *, source: str = "goal") -> Goal:
    """Read a goal from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a goal, or its changes are no history a goal can have; with
            every fault and its path.
    """
    body = body_of(data, GOAL_SCHEMA, source=source)
    read = structure(_converter(), body, _GoalFile, source=source)
    return _made(lambda: Goal(read.id, read.student, read.changes, read.previous), source)


@kinds_checked
def goal_to_json(goal: Goal) -> dict[str, Any]:
    """A goal as JSON-shaped data; reading it back gives an equal goal.

    What follows from the changes is not written.
    """
    return {"schema": GOAL_SCHEMA, **_converter().unstructure(goal)}


@kinds_checked
def action_plan_from_json(data: JsonValue, *, source: str = "action plan") -> ActionPlan:
    """Read an action plan from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: It is not a plan, or its changes are no history a plan can have; with
            every fault and its path.
        MissingExtraError: A step repeats, and the extra ``recurrence`` is not installed.
    """
    body = body_of(data, PLAN_SCHEMA, source=source)
    read = structure(_converter(), body, _PlanFile, source=source)
    return _made(lambda: ActionPlan(read.id, read.student, read.changes), source)


@kinds_checked
def action_plan_to_json(plan: ActionPlan) -> dict[str, Any]:
    """An action plan as JSON-shaped data; reading it back gives an equal plan."""
    return {"schema": PLAN_SCHEMA, **_converter().unstructure(plan)}


@kinds_checked
def ratings_from_json(data: JsonValue, *, source: str = "ratings") -> Ratings:
    """Read the ratings of a student's goals from JSON-shaped data.

    Args:
        data: What was read.
        source: What is being read, for the message.

    Raises:
        InvalidInputError: They are no ratings; with every fault and its path.
    """
    body = body_of(data, RATINGS_SCHEMA, source=source)
    return structure(_converter(), body, Ratings, source=source)


@kinds_checked
def ratings_to_json(ratings: Ratings) -> dict[str, Any]:
    """The ratings of a student's goals as JSON-shaped data; reading them back gives equal ones."""
    return {"schema": RATINGS_SCHEMA, **_converter().unstructure(ratings)}
