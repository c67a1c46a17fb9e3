"""Goals set together, the steps towards them, and how far they were attained.

A goal is its history: every change has a who, a when and a why.
"""

from conferencekit._refusal import Refusal
from conferencekit.goals._states import GoalAction, GoalState
from conferencekit.goals._step_states import StepAction, StepState
from conferencekit.goals.advice import Advice, Aspect, advise
from conferencekit.goals.attainment import (
    Attainment,
    Difference,
    Rating,
    Ratings,
    attainment,
    attainment_score,
)
from conferencekit.goals.changing import (
    Revision,
    change_goal,
    goal_actions,
    propose_goal,
    revise_goal,
)
from conferencekit.goals.course import course_of
from conferencekit.goals.documents import (
    add_points,
    add_ratings,
    keep_action_plan,
    keep_goal,
    kept_action_plan,
    kept_action_plans,
    kept_goal,
    kept_goals,
    kept_ratings,
    kept_record,
    kept_records,
)
from conferencekit.goals.formats import (
    action_plan_from_json,
    action_plan_to_json,
    goal_from_json,
    goal_to_json,
    ratings_from_json,
    ratings_to_json,
)
from conferencekit.goals.goal import Agreement, Goal, GoalChange, Terms
from conferencekit.goals.habits import HabitPeriod, habit_periods
from conferencekit.goals.labels import (
    label_of_action_plan,
    label_of_goal,
    label_of_rating,
    label_of_ratings,
    label_of_record,
)
from conferencekit.goals.measures import (
    AttainmentScale,
    Habit,
    Measure,
    Milestone,
    Milestones,
    Quantity,
    RubricLevel,
)
from conferencekit.goals.overview import GoalsView, goals_view
from conferencekit.goals.people import Party, Role
from conferencekit.goals.plan import ActionPlan, Completion, PlanChange, Step, StepStanding
from conferencekit.goals.planning import add_step, change_plan, complete_step, step_actions
from conferencekit.goals.recurrence import Recurrence
from conferencekit.goals.roadmap import Leg, roadmap
from conferencekit.goals.showing import (
    goal_sources,
    show_action_plans,
    show_course,
    show_goals,
    show_ratings,
    show_tasks,
)
from conferencekit.goals.tasks import Due, Task, tasks
from conferencekit.goals.workload import Load, Workload, workload

__all__ = [
    "ActionPlan",
    "Advice",
    "Agreement",
    "Aspect",
    "Attainment",
    "AttainmentScale",
    "Completion",
    "Difference",
    "Due",
    "Goal",
    "GoalAction",
    "GoalChange",
    "GoalState",
    "GoalsView",
    "Habit",
    "HabitPeriod",
    "Leg",
    "Load",
    "Measure",
    "Milestone",
    "Milestones",
    "Party",
    "PlanChange",
    "Quantity",
    "Rating",
    "Ratings",
    "Recurrence",
    "Refusal",
    "Revision",
    "Role",
    "RubricLevel",
    "Step",
    "StepAction",
    "StepStanding",
    "StepState",
    "Task",
    "Terms",
    "Workload",
    "action_plan_from_json",
    "action_plan_to_json",
    "add_points",
    "add_ratings",
    "add_step",
    "advise",
    "attainment",
    "attainment_score",
    "change_goal",
    "change_plan",
    "complete_step",
    "course_of",
    "goal_actions",
    "goal_from_json",
    "goal_sources",
    "goal_to_json",
    "goals_view",
    "habit_periods",
    "keep_action_plan",
    "keep_goal",
    "kept_action_plan",
    "kept_action_plans",
    "kept_goal",
    "kept_goals",
    "kept_ratings",
    "kept_record",
    "kept_records",
    "label_of_action_plan",
    "label_of_goal",
    "label_of_rating",
    "label_of_ratings",
    "label_of_record",
    "propose_goal",
    "ratings_from_json",
    "ratings_to_json",
    "revise_goal",
    "roadmap",
    "show_action_plans",
    "show_course",
    "show_goals",
    "show_ratings",
    "show_tasks",
    "step_actions",
    "tasks",
    "workload",
]
