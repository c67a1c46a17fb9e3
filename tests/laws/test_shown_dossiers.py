"""Dossiers have of goals, support and assessments just what the rules grant to take away.

Everything is kept in a store, past all rules; then everybody asks for everything on each student.
"""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.assessment import Assessment, assessment_sources
from conferencekit.assessment.documents import ASSESSMENT
from conferencekit.goals import Party, Ratings, goal_sources
from conferencekit.goals.documents import GOAL, PLAN, RATINGS, RECORD, ratings_place
from conferencekit.privacy import Action, Dossier, gather
from conferencekit.storage import DocumentKind, key
from conferencekit.storage.memory import MemoryStore
from conferencekit.support import Deliveries, support_sources
from conferencekit.support.documents import DELIVERIES, SUPPORT
from records import Case, askers, case_of, some_assessments, some_deliveries
from spec.access import Data
from spec.labels import a_label, of_assessment, of_measurements, of_rating
from worlds import STUDENTS

Kept = tuple[DocumentKind[Any], str, Any, str, Data | None]
"""How something is kept, where, what it is, its id in a dossier, and for whom it is."""


def kept_of(
    case: Case, student: str, assessments: list[Assessment], given_: list[Deliveries]
) -> Iterator[tuple[str, Kept]]:
    """Everything on a student, with the section that it belongs to."""
    rules = case.rules
    for goal in case.goals:
        if goal.student == student:
            place = key("goal", student, goal.id)
            yield "goals", (GOAL, place, goal, goal.id, case.label_of_goal(goal))
            record, place = case.records[goal.id], key("record", student, goal.id)
            label = of_measurements(student, rules) if record.points else None
            yield "measurements", (RECORD, place, record, goal.id, label)
    for plan in case.plans:
        if plan.student == student:
            place = key("action-plan", student, plan.id)
            yield "action plans", (PLAN, place, plan, plan.id, case.label_of_plan(plan))
    for by, ratings in _by_rater(case.ratings[student]).items():
        label = of_rating(case.plain, student, (str(by.role), by.id), rules)
        id_ = f"{by.role.value}/{by.id}"
        yield "ratings", (RATINGS, ratings_place(student, by), ratings, id_, label)
    history, place = case.support[student], key("support", student)
    label = case.label_of_support(student)
    yield "support plans", (SUPPORT, place, history, student, label)
    for one in given_:
        place = key("deliveries", student, one.intervention)
        label = a_label(student, None, rules["support"]) if one.deliveries else None
        yield "support given", (DELIVERIES, place, one, one.intervention, label)
    for assessment in assessments:
        if assessment.student == student:
            names = ("student", "assessor", "perspective", "state")
            facts = {name: str(getattr(assessment, name)) for name in names}
            place = key("assessment", student, assessment.id)
            label = of_assessment(case.plain, facts, rules)
            yield "assessments", (ASSESSMENT, place, assessment, assessment.id, label)


def _by_rater(ratings: Ratings) -> dict[Party, Ratings]:
    found: dict[Party, Ratings] = {}
    for one in ratings.ratings:
        found[one.by] = found.get(one.by, Ratings(ratings.student)).adding([one])
    return found


def told(dossier: Dossier) -> set[tuple[str, object]]:
    """The section and the id of each record of a dossier."""
    return {(one.name, record["id"]) for one in dossier.sections for record in one.records}


@settings(max_examples=max(settings().max_examples // 8, 1))
@given(st.integers(0, 10**9))
def test_a_dossier_has_what_is_granted(seed: int) -> None:
    """No more and no less, of every kind; what nobody wrote anything in is in none."""
    case, random = case_of(seed)
    assessments, store = some_assessments(random), MemoryStore()
    everything: dict[str, list[tuple[str, Kept]]] = {}
    for student in STUDENTS:
        given_ = some_deliveries(random, student)
        everything[student] = list(kept_of(case, student, assessments, given_))
        for _, (kind, place, record, _, _) in everything[student]:
            assert kind.keep(place, record).run(store) == record
    school, audiences = case.world.policy.school, case.audiences
    sources = (
        *goal_sources(store, school, audiences=audiences),
        *support_sources(store, audiences=audiences),
        *assessment_sources(store, school, audiences=audiences),
    )
    for access, action, _ in askers(case):
        for student in STUDENTS if action is Action.EXPORT else ():
            granted = {
                (section, id_)
                for section, (_, _, _, id_, label) in everything[student]
                if label and case.may(access, action, label)
            }
            assert told(gather(student, sources, access)) == granted
