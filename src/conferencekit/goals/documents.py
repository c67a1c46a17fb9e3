"""Goals, action plans, measurements and ratings as documents of a store.

What returns an :class:`~conferencekit.storage.model.Operation` is carried out by its ``run``. The
documents of a student stand under the student's id, so that all of them can be found, shown and
erased together. Each is kept and read with an :class:`~conferencekit.privacy.policy.Access`:
nobody is given what they may not see, and nothing is kept that they may not write. What the
school's own code needs whole it reads with
:meth:`~conferencekit.privacy.policy.AccessPolicy.acting_for_school`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.goals._permits import (
    is_as,
    may_add,
    may_begin,
    only_agrees,
    only_tells_of_own_steps,
)
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
from conferencekit.goals.labels import (
    label_of_action_plan,
    label_of_goal,
    label_of_rating,
    label_of_ratings,
    label_of_record,
)
from conferencekit.goals.people import Party
from conferencekit.goals.plan import ActionPlan
from conferencekit.privacy import Access, Audiences, DocumentsFor, Label
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
def keep_goal(
    goal: Goal, access: Access, *, audiences: Audiences | None = None
) -> Operation[Goal | Refusal]:
    """Keep a goal, unless that would lose a change.

    A goal is kept only in the place of one whose changes it goes on from. Where somebody has
    changed it meanwhile, or who keeps it may not, the operation's result is a refusal and nothing
    is written. Read it again in the first case, and repeat the change.

    The staff keeps what anybody did to a goal. Others keep what they did themselves: anything to
    a goal that they proposed, and that they agree to one which they may see. A new goal is kept by
    who proposed it; the staff writes down what the student or a guardian proposed, too.

    Args:
        goal: The goal.
        access: Who keeps it.
        audiences: For whom the school keeps goals.
    """
    goals = _goals(access, audiences)

    def objection(before: Goal) -> Refusal | None:
        lost = _lost(before, goal)
        if lost is not None:
            return lost
        added = goal.changes[len(before.changes) :]
        return goals.objection(
            before,
            goal,
            may_write=may_add(added, label_of_goal(before, audiences), access),
            is_theirs=lambda: only_agrees(added, goal, access),
        )

    may_make = may_begin(goal.changes, label_of_goal(goal, audiences), access)
    place = key("goal", goal.student, goal.id)
    return goals.keep(place, goal, unless=objection, may_make=may_make)


@kinds_checked
def kept_goal(
    student: str, id_: str, access: Access, *, audiences: Audiences | None = None
) -> Operation[Goal | None]:
    """The goal of a student kept under an id; None where there is none to be seen.

    Args:
        student: The student's id.
        id_: The goal's.
        access: Who reads.
        audiences: For whom the school keeps goals.
    """
    return _goals(access, audiences).kept(key("goal", student, id_))


@kinds_checked
def kept_goals(
    store: Store,
    access: Access,
    student: str | None = None,
    *,
    audiences: Audiences | None = None,
) -> Iterator[Goal]:
    """The goals of a student, or of all, that somebody may see; see :func:`kept_goal`."""
    return _goals(access, audiences).scan(store, student)


@kinds_checked
def keep_action_plan(
    plan: ActionPlan, access: Access, *, audiences: Audiences | None = None
) -> Operation[ActionPlan | Refusal]:
    """Keep an action plan, unless that would lose a change; see :func:`keep_goal`.

    The staff keeps what anybody did to a plan. Others keep what they did themselves: anything to
    a plan that they began, and what became of their own steps in one which they may see. A plan
    without a step is not kept.

    Args:
        plan: The plan.
        access: Who keeps it.
        audiences: For whom the school keeps action plans.
    """
    plans = _plans(access, audiences)

    label = label_of_action_plan(plan, audiences)

    def objection(before: ActionPlan) -> Refusal | None:
        added = plan.changes[len(before.changes) :]
        if plan.changes[: len(before.changes)] != before.changes:
            return Refusal(f"plan {plan.id!r} was changed meanwhile; read it again")
        return plans.objection(
            before,
            plan,
            may_write=None if label is None else may_add(added, label, access),
            is_theirs=lambda: only_tells_of_own_steps(added, before, access),
        )

    may_make = None if label is None else may_begin(plan.changes, label, access)
    place = key("action-plan", plan.student, plan.id)
    return plans.keep(place, plan, unless=objection, may_make=may_make)


@kinds_checked
def kept_action_plan(
    student: str, id_: str, access: Access, *, audiences: Audiences | None = None
) -> Operation[ActionPlan | None]:
    """The action plan of a student kept under an id; None where there is none to be seen.

    It has the steps of everybody, of both homes too: for a page take
    :func:`~conferencekit.goals.showing.show_tasks`.

    Args:
        student: The student's id.
        id_: The plan's.
        access: Who reads.
        audiences: For whom the school keeps action plans.
    """
    return _plans(access, audiences).kept(key("action-plan", student, id_))


@kinds_checked
def kept_action_plans(
    store: Store,
    access: Access,
    student: str | None = None,
    *,
    audiences: Audiences | None = None,
) -> Iterator[ActionPlan]:
    """The action plans of a student, or of all, that somebody may see."""
    return _plans(access, audiences).scan(store, student)


@kinds_checked
def add_ratings(
    student: str,
    ratings: Iterable[Rating],
    access: Access,
    *,
    audiences: Audiences | None = None,
) -> Operation[Ratings | Refusal]:
    """Add ratings to those of a student's goals, all of them or none.

    Each rater has a document of their own, for not everybody may see every rater's. Everybody adds
    their own: nobody rates in somebody else's name.

    Args:
        student: The student's id.
        ratings: The new ones.
        access: Who adds them.
        audiences: For whom the school keeps goals, and what families say.

    Returns:
        An operation; its result is every rating by those whose ratings are added, or why none was
        added.
    """
    by_rater: dict[Party, list[Rating]] = {}
    for rating in ratings:
        by_rater.setdefault(rating.by, []).append(rating)
    documents = _ratings(access, audiences)
    parts = [
        _add_ratings_by(student, by, tuple(new), documents, audiences)
        for by, new in by_rater.items()
    ]

    def decide(found: Mapping[Key, Document]) -> Decision[Ratings | Refusal]:
        made = [part.decide(found) for part in parts]
        results = [one.result for one in made]
        for result in results:
            if isinstance(result, Refusal):
                return Decision(result)
        each = (rating for one in results if isinstance(one, Ratings) for rating in one.ratings)
        return Decision(
            Ratings(student, tuple(each)),
            put={place: body for one in made for place, body in one.put.items()},
            events=tuple(event for one in made for event in one.events),
        )

    return Operation(tuple(place for part in parts for place in part.keys), decide)


def _add_ratings_by(
    student: str,
    by: Party,
    new: tuple[Rating, ...],
    documents: DocumentsFor[Ratings],
    audiences: Audiences | None,
) -> Operation[Ratings | Refusal]:
    access = documents.access
    label = label_of_rating(student, new[-1], access.policy.school, audiences)
    may_make = access.create(label)
    if may_make and not is_as(by, student, access):
        may_make = access.write_for_school(label)
    return documents.add(
        ratings_place(student, by),
        Ratings(student, new),
        lambda kept: kept.adding(new),
        may_make=may_make,
    )


def ratings_place(student: str, by: Party) -> Key:
    """The key of the document with what somebody rated."""
    return key("ratings", student, by.role.value, by.id)


@kinds_checked
def kept_ratings(
    store: Store, access: Access, student: str, *, audiences: Audiences | None = None
) -> Ratings:
    """The ratings of a student's goals that somebody may see, by everybody; none where none are.

    Args:
        store: Where they are kept.
        access: Who reads.
        student: The student's id.
        audiences: For whom the school keeps goals, and what families say.
    """
    found = _ratings(access, audiences).scan(store, student)
    return Ratings(student, tuple(rating for one in found for rating in one.ratings))


@kinds_checked
def add_points(
    student: str,
    goal: str,
    points: Iterable[Point],
    access: Access,
    *,
    audiences: Audiences | None = None,
) -> Operation[Record | Refusal]:
    """Add measurements to those of a goal.

    Repeating it is safe: a measurement that is there already is not there twice.

    Args:
        student: The student's id.
        goal: The goal's id.
        points: The new ones.
        access: Who adds them: somebody of the staff.
        audiences: For whom the school keeps goals, and their measurements.

    Returns:
        An operation; its result is all measurements of the goal, or why none was added.
    """
    new = Record(student, goal, tuple(points))
    return _records(access, audiences).add(
        key("record", student, goal), new, lambda kept: kept.adding(new.points)
    )


@kinds_checked
def kept_record(
    student: str, goal: str, access: Access, *, audiences: Audiences | None = None
) -> Operation[Record | None]:
    """The measurements of a goal; None where there are none to be seen.

    Args:
        student: The student's id.
        goal: The goal's.
        access: Who reads.
        audiences: For whom the school keeps goals, and their measurements.
    """
    return _records(access, audiences).kept(key("record", student, goal))


@kinds_checked
def kept_records(
    store: Store,
    access: Access,
    student: str | None = None,
    *,
    audiences: Audiences | None = None,
) -> Iterator[Record]:
    """The measurements of a student's goals, or of all students', that somebody may see."""
    return _records(access, audiences).scan(store, student)


def _goals(access: Access, audiences: Audiences | None) -> DocumentsFor[Goal]:
    return DocumentsFor(GOAL, lambda one: label_of_goal(one, audiences), access)


def _plans(access: Access, audiences: Audiences | None) -> DocumentsFor[ActionPlan]:
    return DocumentsFor(PLAN, lambda one: label_of_action_plan(one, audiences), access)


def _records(access: Access, audiences: Audiences | None) -> DocumentsFor[Record]:
    return DocumentsFor(RECORD, lambda one: label_of_record(one, audiences), access)


def _ratings(access: Access, audiences: Audiences | None) -> DocumentsFor[Ratings]:
    school = access.policy.school

    def label(one: Ratings) -> Label | None:
        return label_of_ratings(one, school, audiences)

    return DocumentsFor(RATINGS, label, access)


def _lost(before: Goal, goal: Goal) -> Refusal | None:
    if before.previous != goal.previous or goal.changes[: len(before.changes)] != before.changes:
        return Refusal(f"goal {goal.id!r} was changed meanwhile; read it again")
    return None
