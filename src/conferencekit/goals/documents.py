"""Goals, action plans, measurements and ratings as documents of a store.

Each function returns an :class:`~conferencekit.storage.model.Operation`; its ``run`` carries it
out. The documents of a student stand under the student's id, so that all of them can be found,
shown and erased together.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.goals.attainment import Rating, Ratings
from conferencekit.goals.formats import (
    action_plan_from_json,
    action_plan_to_json,
    goal_from_json,
    goal_to_json,
    ratings_from_json,
    ratings_to_json,
)
from conferencekit.goals.goal import Goal
from conferencekit.goals.people import Party
from conferencekit.goals.plan import ActionPlan
from conferencekit.progress import Point, Record, record_from_json, record_to_json
from conferencekit.storage import (
    Decision,
    Document,
    DocumentKind,
    Key,
    Operation,
    Store,
    key,
)

__all__ = [
    "add_points",
    "add_ratings",
    "keep_action_plan",
    "keep_goal",
    "kept_action_plan",
    "kept_action_plans",
    "kept_goal",
    "kept_goals",
    "kept_ratings",
    "kept_record",
    "kept_records",
]

GOAL: Final = DocumentKind("goal", 1, goal_to_json, goal_from_json)
PLAN: Final = DocumentKind("action-plan", 1, action_plan_to_json, action_plan_from_json)
RATINGS: Final = DocumentKind("ratings", 1, ratings_to_json, ratings_from_json)
RECORD: Final = DocumentKind("record", 1, record_to_json, record_from_json)


@kinds_checked
def keep_goal(goal: Goal) -> Operation[Goal | Refusal]:
    """Keep a goal, unless that would lose a change.

    A goal is kept only in the place of one whose changes it goes on from. Where somebody has
    changed it meanwhile, the operation's result is a refusal and nothing is written: read it
    again, and repeat the change.
    """
    place = key("goal", goal.student, goal.id)
    return GOAL.keep(place, goal, unless=lambda before: _lost(before, goal))


@kinds_checked
def kept_goal(student: str, id_: str) -> Operation[Goal | None]:
    """The goal of a student kept under an id; None where there is none."""
    return GOAL.kept(key("goal", student, id_))


@kinds_checked
def kept_goals(store: Store, student: str | None = None) -> Iterator[Goal]:
    """The goals of a student, or of all students."""
    return GOAL.scan(store, _prefix("goal", student))


@kinds_checked
def keep_action_plan(plan: ActionPlan) -> Operation[ActionPlan | Refusal]:
    """Keep an action plan, unless that would lose a change; see :func:`keep_goal`."""
    place = key("action-plan", plan.student, plan.id)

    def lost(before: ActionPlan) -> Refusal | None:
        if plan.changes[: len(before.changes)] != before.changes:
            return Refusal(f"plan {plan.id!r} was changed meanwhile; read it again")
        return None

    return PLAN.keep(place, plan, unless=lost)


@kinds_checked
def kept_action_plan(student: str, id_: str) -> Operation[ActionPlan | None]:
    """The action plan of a student kept under an id; None where there is none."""
    return PLAN.kept(key("action-plan", student, id_))


@kinds_checked
def kept_action_plans(store: Store, student: str | None = None) -> Iterator[ActionPlan]:
    """The action plans of a student, or of all students."""
    return PLAN.scan(store, _prefix("action-plan", student))


@kinds_checked
def add_ratings(student: str, ratings: Iterable[Rating]) -> Operation[Ratings]:
    """Add ratings to those of a student's goals, all of them or none.

    Each rater has a document of their own, for not everybody may see every rater's.

    Returns:
        An operation; its result is every rating by those whose ratings are added.
    """
    by_rater: dict[Party, list[Rating]] = {}
    for rating in ratings:
        by_rater.setdefault(rating.by, []).append(rating)
    parts = [_add_ratings_by(student, by, tuple(new)) for by, new in by_rater.items()]

    def decide(documents: Mapping[Key, Document]) -> Decision[Ratings]:
        made = [part.decide(documents) for part in parts]
        return Decision(
            Ratings(student, tuple(rating for one in made for rating in one.result.ratings)),
            put={place: body for one in made for place, body in one.put.items()},
            events=tuple(event for one in made for event in one.events),
        )

    return Operation(tuple(place for part in parts for place in part.keys), decide)


def _add_ratings_by(student: str, by: Party, new: tuple[Rating, ...]) -> Operation[Ratings]:
    return RATINGS.change(
        ratings_place(student, by), lambda before: (before or Ratings(student)).adding(new)
    )


def ratings_place(student: str, by: Party) -> Key:
    """The key of the document with what somebody rated."""
    return key("ratings", student, by.role.value, by.id)


@kinds_checked
def kept_ratings(store: Store, student: str) -> Ratings:
    """The ratings of a student's goals by everybody; none where nobody rated."""
    found = RATINGS.scan(store, f"{key('ratings', student)}/")
    return Ratings(student, tuple(rating for one in found for rating in one.ratings))


@kinds_checked
def add_points(student: str, goal: str, points: Iterable[Point]) -> Operation[Record]:
    """Add measurements to those of a goal; the operation's result is all of them.

    Repeating it is safe: a measurement that is there already is not there twice.
    """
    new = tuple(points)
    return RECORD.change(
        key("record", student, goal),
        lambda before: (before or Record(student, goal)).adding(new),
    )


@kinds_checked
def kept_record(student: str, goal: str) -> Operation[Record | None]:
    """The measurements of a goal; None where there are none."""
    return RECORD.kept(key("record", student, goal))


@kinds_checked
def kept_records(store: Store, student: str | None = None) -> Iterator[Record]:
    """The measurements of a student's goals, or of all students'."""
    return RECORD.scan(store, _prefix("record", student))


def _prefix(kind: str, student: str | None) -> str:
    return f"{kind}/" if student is None else f"{key(kind, student)}/"


def _lost(before: Goal, goal: Goal) -> Refusal | None:
    if before.previous != goal.previous or goal.changes[: len(before.changes)] != before.changes:
        return Refusal(f"goal {goal.id!r} was changed meanwhile; read it again")
    return None
