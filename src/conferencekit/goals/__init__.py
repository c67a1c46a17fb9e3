"""Goals set together, the steps towards them, and how far they were attained.

A goal is its history: every change has a who, a when and a why.
"""

from conferencekit._refusal import Refusal
from conferencekit.goals._states import GoalAction, GoalState
from conferencekit.goals.advice import Advice, Aspect, advise
from conferencekit.goals.changing import (
    Revision,
    change_goal,
    goal_actions,
    propose_goal,
    revise_goal,
)
from conferencekit.goals.documents import (
    add_points,
    keep_goal,
    kept_goal,
    kept_goals,
    kept_record,
    kept_records,
)
from conferencekit.goals.formats import goal_from_json, goal_to_json
from conferencekit.goals.goal import Agreement, Goal, GoalChange, Terms
from conferencekit.goals.measures import (
    AttainmentScale,
    Habit,
    Measure,
    Milestone,
    Milestones,
    Quantity,
    RubricLevel,
)
from conferencekit.goals.people import Party, Role

__all__ = [
    "Advice",
    "Agreement",
    "Aspect",
    "AttainmentScale",
    "Goal",
    "GoalAction",
    "GoalChange",
    "GoalState",
    "Habit",
    "Measure",
    "Milestone",
    "Milestones",
    "Party",
    "Quantity",
    "Refusal",
    "Revision",
    "Role",
    "RubricLevel",
    "Terms",
    "add_points",
    "advise",
    "change_goal",
    "goal_actions",
    "goal_from_json",
    "goal_to_json",
    "keep_goal",
    "kept_goal",
    "kept_goals",
    "kept_record",
    "kept_records",
    "propose_goal",
    "revise_goal",
]
