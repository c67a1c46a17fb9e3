"""The goal file, ``conferencekit.goal/1``: between a goal and JSON-shaped data."""

from typing import Any, Final

from cattrs import Converter

from conferencekit.goals.goal import Goal
from conferencekit.goals.measures import (
    AttainmentScale,
    Habit,
    Milestones,
    Quantity,
    RubricLevel,
)
from conferencekit.wire import JsonValue, body_of, make_converter, register_union, structure

__all__ = ["goal_from_json", "goal_to_json"]

GOAL_SCHEMA: Final = "conferencekit.goal/1"

_MEASURES: Final = {
    "quantity": Quantity,
    "rubric_level": RubricLevel,
    "attainment_scale": AttainmentScale,
    "milestones": Milestones,
    "habit": Habit,
}


def _converter() -> Converter:
    converter = make_converter()
    register_union(converter, _MEASURES)
    return converter


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
    return structure(_converter(), body, Goal, source=source)


def goal_to_json(goal: Goal) -> dict[str, Any]:
    """A goal as JSON-shaped data; reading it back gives an equal goal.

    What follows from the changes is not written.
    """
    return {"schema": GOAL_SCHEMA, **_converter().unstructure(goal)}
