"""Strategies for goals, action plans, ratings and measurements.

Histories grow by changes drawn at random; what is not allowed as things stand is left out.
"""

from typing import Any

import attrs
from hypothesis import strategies as st

from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    ActionPlan,
    AttainmentScale,
    Goal,
    GoalAction,
    GoalChange,
    Habit,
    Measure,
    Milestone,
    Milestones,
    Party,
    PlanChange,
    Quantity,
    Rating,
    Ratings,
    Recurrence,
    Role,
    RubricLevel,
    Step,
    StepAction,
    Terms,
)
from conferencekit.goals._states import GOAL_CHANGES
from conferencekit.goals._step_states import STEP_CHANGES
from conferencekit.progress import Direction, Point, Record
from conferencekit.testing.strategies._basics import instants
from conferencekit.testing.strategies._words import days, ids, maybe_words, words

__all__ = ["action_plans", "goal_terms", "goals", "measures", "parties", "ratings", "records"]

_MILESTONES = ("m1", "m2")
_ONWARD = (GoalAction.AGREE, GoalAction.START, GoalAction.REACH)
"""What goals do more often than the rest, so that some come far."""
_NUMBERS = st.floats(-1000, 1000)


def parties() -> st.SearchStrategy[Party]:
    """Whoever takes part in a goal."""
    return st.builds(Party, st.sampled_from(Role), ids())


def measures() -> st.SearchStrategy[Measure]:
    """Measures of all five kinds."""
    number, levels = st.integers(1, 9), st.lists(maybe_words(), min_size=5, max_size=5)
    milestones = [st.builds(Milestone, st.just(id_), words(), _a_day()) for id_ in _MILESTONES]
    better = st.none() | st.sampled_from(Direction)
    several = st.builds(Milestones, st.tuples(*milestones))
    baseline = st.none() | _NUMBERS
    return st.one_of(
        st.builds(Quantity, _NUMBERS, maybe_words(), baseline, maybe_words(), better),
        st.builds(RubricLevel, ids(), ids(), st.none() | ids(), st.none() | ids()),
        st.builds(
            AttainmentScale,
            levels.map(tuple),
            st.none() | st.integers(-2, 2),
            st.floats(0, 10),
        ),
        several,
        several,  # what is come to one by one has the longest histories
        st.builds(Habit, words(), number, number, number),
    )


def _a_day() -> st.SearchStrategy[Any]:
    return st.none() | days()


@st.composite
def goal_terms(draw: st.DrawFn) -> Terms:
    """What a goal may say."""
    start = draw(_a_day())
    return Terms(
        statement=draw(words()),
        aspiration=draw(maybe_words()),
        area=draw(st.none() | st.sampled_from(("academic", "personal"))),
        reasons=tuple(draw(st.lists(words(), max_size=2))),
        measure=draw(st.none() | measures()),
        start=start,
        due=draw(st.none() | (days() if start is None else days(start))),
        agreement_of=draw(st.frozensets(st.sampled_from(Role), max_size=2)),
    )


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    """Goals at any point of their lives."""
    at = draw(instants())
    propose = GoalChange(
        at, draw(parties()), GoalAction.PROPOSE, draw(words()), draw(goal_terms())
    )
    goal = Goal(draw(ids()), draw(ids()), (propose,))
    for _ in range(draw(st.integers(0, 6))):
        at = at.plus(minutes=draw(st.integers(0, 10_000)))
        if not GOAL_CHANGES[goal.state]:
            break
        possible = list(GOAL_CHANGES[goal.state])
        onward = [action for action in possible if action in _ONWARD]
        action = draw(st.sampled_from(possible + 2 * onward))
        asked = sorted(goal.terms.agreement_of) if action is GoalAction.AGREE else []
        one_of_them = st.builds(Party, st.sampled_from(asked), ids()) if asked else parties()
        change = GoalChange(
            at=at,
            by=draw(one_of_them | parties()),
            action=action,
            why=draw(words()),
            terms=draw(goal_terms()) if action is GoalAction.EDIT else None,
            successor="the next" if action is GoalAction.REVISE else None,
            milestone=draw(st.sampled_from(_MILESTONES)) if action is GoalAction.REACH else None,
        )
        goal = _grown(goal, change)
    return goal


def _grown(one: Any, change: Any) -> Any:  # noqa: ANN401
    """A history with a change more, if it can be made."""
    try:
        return attrs.evolve(one, changes=(*one.changes, change))
    except InvalidInputError:
        return one


@st.composite
def _plan_steps(draw: st.DrawFn, id_: str, others: list[str]) -> Step:
    repeats = draw(st.booleans())
    rule = draw(st.sampled_from(("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9")))
    after = st.lists(st.sampled_from(others), max_size=2, unique=True) if others else st.just([])
    return Step(
        id=id_,
        title=draw(words()),
        owner=draw(st.none() | parties()),
        goal=draw(st.none() | ids()),
        due=None if repeats else draw(_a_day()),
        repeats=Recurrence(rule, draw(days())) if repeats else None,
        after=tuple(draw(after)),
        minutes=draw(st.integers(0, 90)),
        family_title=draw(maybe_words()),
    )


@st.composite
def action_plans(draw: st.DrawFn) -> ActionPlan:
    """Action plans at any point of their lives. Needs the extra ``recurrence``."""
    at, names = draw(instants()), ("s1", "s2", "s3")
    plan = ActionPlan(draw(ids()), draw(ids()))
    for _ in range(draw(st.integers(0, 8))):
        at = at.plus(minutes=draw(st.integers(0, 10_000)))
        id_ = draw(st.sampled_from(names))
        found = plan.steps.get(id_)
        action = draw(st.sampled_from(list(STEP_CHANGES[found.state if found else None])))
        others = [one for one in plan.steps if one != id_]
        says = action in (StepAction.ADD, StepAction.EDIT)
        change = PlanChange(
            at=at,
            by=draw(parties()),
            action=action,
            step=id_,
            why=draw(words()),
            terms=draw(_plan_steps(id_, others)) if says else None,
            evidence=(draw(words()),) if action is StepAction.COMPLETE else (),
        )
        plan = _grown(plan, change)
    return plan


def ratings() -> st.SearchStrategy[Ratings]:
    """Ratings of a student's goals by several people."""
    one = st.builds(Rating, ids(), parties(), st.integers(-2, 2), instants(), maybe_words())
    return st.builds(Ratings, ids(), st.lists(one, max_size=4).map(tuple))


def records() -> st.SearchStrategy[Record]:
    """Measurements of a goal."""
    one = st.builds(Point, instants(), _NUMBERS, maybe_words(), maybe_words())
    return st.builds(Record, ids(), ids(), st.lists(one, max_size=4).map(tuple))
