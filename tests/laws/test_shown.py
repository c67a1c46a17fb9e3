"""Goals, measurements, action plans and support are shown to whom the rules grant them.

What is seen is held to the independent statement, for everybody and for every purpose, whomever a
school keeps them for.
"""

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.goals import (
    Party,
    course_of,
    label_of_action_plan,
    label_of_goal,
    label_of_rating,
    label_of_record,
    show_action_plans,
    show_course,
    show_goals,
    show_ratings,
    show_tasks,
    tasks,
)
from conferencekit.privacy import Label, Shown
from conferencekit.progress import Direction
from conferencekit.support import (
    effects,
    label_of_support,
    show_effects,
    show_support,
)
from records import FROM_WIDE, askers, case_of
from spec.access import Data
from spec.labels import a_label, is_of_another_home, of_measurements, of_rating
from worlds import NOW, STUDENTS, TODAY, plain_label


def expect(shown: Shown[Any], seen: tuple[Any, ...], *, otherwise: bool) -> None:
    """They see what they are granted, or nothing where they might; else they are told why not."""
    assert (shown.view or ()) == seen
    assert bool(shown) is bool(seen or otherwise)
    assert shown.reason


seeds = st.integers(0, 10**9)
some_cases = settings(max_examples=max(settings().max_examples // 4, 1))


@given(seeds)
def test_labels_say_for_whom_records_are(seed: int) -> None:
    """As the school keeps them; a parent's ratings are between the school and their home."""
    case, _ = case_of(seed)
    school, audiences, rules = case.world.policy.school, case.audiences, case.rules

    def same(label: Label | None, stated: Data | None) -> None:
        assert (label and plain_label(label)) == stated

    for goal in case.goals:
        record = case.records[goal.id]
        same(label_of_goal(goal, audiences), case.label_of_goal(goal))
        stated = of_measurements(goal.student, rules) if record.points else None
        same(label_of_record(record, audiences), stated)
    for plan in case.plans:
        same(label_of_action_plan(plan, audiences), case.label_of_plan(plan))
    for student in STUDENTS:
        same(label_of_support(case.support[student], audiences), case.label_of_support(student))
        for rating in case.ratings[student].ratings:
            rater = (str(rating.by.role), rating.by.id)
            stated = of_rating(case.plain, student, rater, rules)
            same(label_of_rating(student, rating, school, audiences), stated)


@some_cases
@given(seeds)
def test_everybody_is_shown_the_goals_and_plans_that_are_granted(seed: int) -> None:
    """In lists; who sees none of a kind is refused where none of it would be for them."""
    case, _ = case_of(seed)
    for access, action, told in askers(case):
        for student in STUDENTS:
            anybodys = a_label(student, None, case.rules["goal"])
            seen = tuple(
                one
                for one in case.goals
                if one.student == student and case.may(access, action, case.label_of_goal(one))
            )
            shown = show_goals(student, case.goals, access, **told)
            expect(shown, seen, otherwise=case.may(access, action, anybodys))
            anybodys = a_label(student, None, case.rules["action_plan"])
            plans = case.plans_of(student, access, action)
            of_plans = show_action_plans(student, case.plans, access, **told)
            expect(of_plans, plans, otherwise=case.may(access, action, anybodys))


def owner_of(party: Party | None) -> tuple[str, str] | None:
    """Who took a step on, as the statement reads it."""
    return None if party is None else (str(party.role), party.id)


@some_cases
@given(seeds)
def test_everybody_is_told_what_is_due_but_for_another_home(seed: int) -> None:
    """Of the plans they may see; what another home took on could be otherwise, unseen."""
    case, random = case_of(seed)
    for access, action, told in askers(case):
        days = random.choice((0, 7))
        for student in STUDENTS:
            plans = case.plans_of(student, access, action)
            due = tuple(
                one
                for one in tasks(plans, on=TODAY, days=days)
                if not is_of_another_home(
                    case.plain, access.viewer, student, owner_of(one.step.owner)
                )
            )
            anybodys = a_label(student, None, case.rules["action_plan"])
            shown = show_tasks(student, case.plans, access, days=days, **told)
            expect(shown, due, otherwise=bool(plans) or case.may(access, action, anybodys))
            assert show_tasks(student, plans, access, days=days, **told).view == shown.view


@given(seeds)
def test_everybody_is_shown_the_ratings_that_are_granted(seed: int) -> None:
    """Up to now, and those of their own home alone."""
    case, _ = case_of(seed)
    for access, action, told in askers(case):
        for student in STUDENTS:
            seen = tuple(
                one
                for one in case.ratings[student].ratings
                if one.at <= NOW
                and case.may(
                    access,
                    action,
                    of_rating(case.plain, student, (str(one.by.role), one.by.id), case.rules),
                )
            )
            widest = min(case.rules["goal"], case.rules["family"], key=FROM_WIDE.index)
            might = case.may(access, action, a_label(student, None, widest))
            shown = show_ratings(case.ratings[student], access, **told)
            expect(shown.then(lambda it: it.ratings), seen, otherwise=might)
            assert shown.view is None or shown.view.student == student


@some_cases
@given(seeds)
def test_courses_and_support_are_shown_to_whom_they_are_for(seed: int) -> None:
    """A course to who may see the goal, effects to who may see measurements and support."""
    case, random = case_of(seed)
    zone = case.world.policy.school.timezone
    for access, action, told in askers(case):
        for goal in case.goals:
            record = random.choice((case.records[goal.id], None))
            sees = case.may(access, action, case.label_of_goal(goal))
            course = course_of(goal, record, zone, until=NOW) if sees else None
            shown = show_course(goal, record, access, **told)
            assert (shown.view, bool(shown.reason)) == (course, True)
        for student, history in case.support.items():
            supported = case.may(access, action, case.label_of_support(student))
            plan = history.as_of(NOW) if supported else None
            assert show_support(history, access, **told).view == plan
            goal = random.choice([one for one in case.goals if one.student == student])
            record = case.records[goal.id]
            measured = case.may(access, action, of_measurements(student, case.rules))
            wanted = None
            if plan is not None and measured:
                points = [one for one in record.points if one.at <= NOW]
                wanted = effects(plan, goal.id, points, zone, better=Direction.UP)
            found = show_effects(history, record, access, better=Direction.UP, **told)
            assert (found.view, bool(found.reason)) == (wanted, True)


def test_the_cases_show_and_hide_something_of_every_kind() -> None:
    """Else the laws above would hold of nothing."""
    found: dict[str, set[bool]] = {}

    def note(kind: str, values: Iterable[bool]) -> None:
        found.setdefault(kind, set()).update(values)

    for seed in range(10):
        case, _ = case_of(seed)
        for access, action, told in askers(case):
            for student in STUDENTS:
                shown = show_tasks(student, case.plans, access, **told).view
                plans = case.plans_of(student, access, action)
                note("step", [len(shown or ()) < len(tasks(plans, on=TODAY))])
                for one in tasks(plans, on=TODAY):
                    owner = owner_of(one.step.owner)
                    note("home", [is_of_another_home(case.plain, access.viewer, student, owner)])
                ratings = show_ratings(case.ratings[student], access, **told).view
                note("rating", [bool(ratings and ratings.ratings)])
                history, goal = case.support[student], next(
                    one for one in case.goals if one.student == student
                )  # fmt: skip
                record = case.records[goal.id]
                seen = show_effects(history, record, access, better=Direction.UP, **told).view
                note("effects", [bool(seen)])
    assert found == {kind: {True, False} for kind in ("step", "home", "rating", "effects")}
