"""How a goal goes and how a school stands rest on what the rules grant, and on nothing else.

What is seen is held to the independent statement, for everybody and for every purpose, whomever a
school keeps its records for.
"""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import TypeVar

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.goals import (
    ActionPlan,
    Goal,
    StepAction,
    StepState,
    change_plan,
    course_of,
    goals_view,
    workload,
)
from conferencekit.overview import GoalProgress, SchoolView, show_progress, show_school
from conferencekit.privacy import (
    Access,
    AccessPolicy,
    Action,
    Audience,
    Capacity,
    Grant,
    Purpose,
)
from conferencekit.progress import Record
from conferencekit.support import (
    SupportHistory,
    minutes_by_provider,
    support_view,
)
from records import Case, a_goal, a_plan, a_record, a_support, askers, case_of, some_deliveries
from spec.labels import is_of_another_home, of_action_plan, of_goal, of_support, of_the_staff
from worlds import NOW, PEOPLE, STUDENTS, TODAY

seeds = st.integers(0, 10**9)
some_cases = settings(max_examples=max(settings().max_examples // 4, 1))
_T = TypeVar("_T")


# ----------------------------------------------------------------------------------- progress


def known_to_all(case: Case) -> Access:
    """Somebody of the same school, at the same instant, from whom nothing is kept."""
    everything = Grant(
        "everything",
        "anybody may do anything",
        frozenset(Capacity),
        frozenset(Action),
        frozenset(Purpose),
        frozenset(Audience),
    )
    policy = AccessPolicy(case.world.policy.school, grants=(everything,), denials=())
    return policy.viewing("anybody", at=NOW, purpose=Purpose.EDUCATION)


@some_cases
@given(seeds)
def test_progress_rests_on_what_is_granted(seed: int) -> None:
    """The course for who may see the goal; what support did for who may see both.

    For who may not see support it could be any, or none, and nothing would be otherwise.
    """
    case, random = case_of(seed)
    zone, all_known = case.world.policy.school.timezone, known_to_all(case)
    for goal in case.goals:
        record: Record | None = random.choice((case.records[goal.id], None))
        history = random.choice((case.support[goal.student], None))
        given_ = some_deliveries(random, goal.student)
        other = random.choice((None, a_support(random, goal.student, (goal.id,))))
        bare = GoalProgress(goal, course_of(goal, record, zone, until=NOW), None)
        whole = show_progress(goal, record, history, all_known, deliveries=given_).view
        for access, action, told in askers(case):
            shown = show_progress(goal, record, history, access, deliveries=given_, **told)
            assert shown.reason
            by = history.versions[0].by if history else None
            label = {**of_support(goal.student, "", case.rules), "author": by}
            supported = case.may(access, action, label)
            if not case.may(access, action, case.label_of_goal(goal)):
                assert shown.view is None
                continue
            assert shown.view == (whole if supported else bare)
            without = {**label, "author": other and other.versions[0].by}
            if not supported and not case.may(access, action, without):
                blind = show_progress(goal, record, other, access, **told)
                assert (blind.view, blind.reason) == (shown.view, shown.reason)


# ------------------------------------------------------------------------------------- school


@attrs.frozen
class Given:
    """What a view of a school is made of."""

    goals: list[Goal]
    plans: list[ActionPlan]
    records: list[Record]
    support: list[SupportHistory]

    def of(self, students: Iterable[str]) -> "Given":
        """What there is of some students alone."""
        known = set(students)

        def only(records: Iterable[_T]) -> list[_T]:
            return [one for one in records if getattr(one, "student", None) in known]

        return Given(only(self.goals), only(self.plans), only(self.records), only(self.support))

    def shown(self, access: Access) -> SchoolView | None:
        """What somebody is shown of it."""
        view = show_school(self.goals, self.plans, self.records, self.support, access)
        assert view.reason
        return view.view


def given_of(case: Case) -> Given:
    """All that a school keeps, and something of a student who is not there any more."""
    random = Random(0)  # noqa: S311  it guards nothing
    gone = a_goal(random, "gone", "gone")
    return Given(
        [*case.goals, gone],
        [*case.plans, a_plan(random, "gone", "gone")],
        [*case.records.values(), a_record(random, gone)],
        [*case.support.values(), a_support(random, "gone", ("gone",))],
    )


def as_of_now(seen: Given) -> Given:
    """What there was of it at the instant of the access."""
    histories = [
        attrs.evolve(one, versions=tuple(v for v in one.versions if v.at <= NOW))
        for one in seen.support
        if one.versions[0].at <= NOW
    ]
    measured = [
        attrs.evolve(one, points=tuple(point for point in one.points if point.at <= NOW))
        for one in seen.records
    ]
    return Given(
        [found for one in seen.goals if (found := one.as_of(NOW)) is not None],
        [one.as_of(NOW) for one in seen.plans],
        [one for one in measured if one.points],
        histories,
    )


def counted(seen: Given, known: list[str], case: Case, viewer: str) -> SchoolView:
    """The view of what there is on some students, for somebody of them or none of theirs."""
    zone = case.world.policy.school.timezone
    seen = as_of_now(seen)
    plans = [one.plan for one in seen.support]
    last = TODAY + timedelta(13)
    view = SchoolView(
        tuple(known),
        goals_view(known, seen.goals, seen.plans, seen.records, on=TODAY, zone=zone),
        support_view(plans, seen.records, on=TODAY, zone=zone),
        workload(
            seen.plans,
            first=TODAY,
            last=last,
            extra=minutes_by_provider(plans, first=TODAY, last=last),
        ),
    )
    late = tuple(
        (student, plan, step)
        for student, plan, step in view.goals.steps_overdue
        if not is_kept_from(case, viewer, student, plan, step)
    )
    return attrs.evolve(view, goals=attrs.evolve(view.goals, steps_overdue=late))


def is_kept_from(case: Case, viewer: str, student: str, plan: str, step: str) -> bool:
    """Whether another home took a step on."""
    (found,) = (one for one in case.plans if one.id == plan)
    party = found.steps[step].step.owner
    owner = None if party is None else (str(party.role), party.id)
    return is_of_another_home(case.plain, viewer, student, owner)


@some_cases
@given(seeds)
def test_a_school_is_seen_as_far_as_its_students_are_known(seed: int) -> None:
    """Of those of whom somebody may see what the staff keeps, all is counted; of others nothing.

    Whoever may see that may see by the statement all that is counted. What there is of others
    could be otherwise, or not be there.
    """
    case, random = case_of(seed)
    everything = given_of(case)
    for viewer in PEOPLE:
        for purpose in Purpose:
            access = case.world.policy.viewing(viewer, at=NOW, purpose=purpose)
            known = [
                student
                for student in STUDENTS
                if case.may(access, Action.READ, of_the_staff(student))
            ]
            seen = everything.of(known)
            view = everything.shown(access)
            assert view == (counted(seen, known, case, viewer) if known else None)
            for student in known:
                for label in (
                    of_goal(student, "", case.rules),
                    of_action_plan(student, "", case.rules),
                    of_support(student, "", case.rules),
                ):
                    assert case.may(access, Action.READ, label)
            others, _ = case_of(seed + 1)
            rest = given_of(others).of({*STUDENTS, "gone"} - set(known))
            mixed = Given(
                *(
                    random.sample([*mine, *theirs], len(mine) + len(theirs))
                    for mine, theirs in zip(
                        attrs.astuple(seen, recurse=False),
                        attrs.astuple(rest, recurse=False),
                        strict=True,
                    )
                )
            )
            assert mixed.shown(access) == view


@some_cases
@given(seeds)
def test_what_another_home_does_changes_nothing_in_a_view_of_the_school(seed: int) -> None:
    """Steps it has done, or is late with, look the same to those whom they are kept from."""
    case, _ = case_of(seed)
    everything = given_of(case)
    for viewer in PEOPLE:
        plans = [_with_their_steps_done(case, one, viewer) for one in everything.plans]
        other = attrs.evolve(everything, plans=plans)
        for purpose in Purpose:
            access = case.world.policy.viewing(viewer, at=NOW, purpose=purpose)
            assert other.shown(access) == everything.shown(access)


def _with_their_steps_done(case: Case, plan: ActionPlan, viewer: str) -> ActionPlan:
    """A plan in which each open step is done that another home than somebody's took on."""
    done = plan
    for step, standing in plan.steps.items():
        known = plan.student in STUDENTS and is_kept_from(
            case, viewer, plan.student, plan.id, step
        )
        if known and standing.state is StepState.OPEN:
            by = plan.changes[0].by
            found = change_plan(done, StepAction.COMPLETE, step, by=by, at=NOW)
            assert isinstance(found, ActionPlan)
            done = found
    return done


def test_the_cases_show_and_hide_something() -> None:
    """Some see the whole school, some a part of it, some nothing; and some steps are kept back."""
    seen, kept_back, support = set(), 0, set()
    for seed in range(20):
        case, _ = case_of(seed)
        everything = given_of(case)
        for access, _, told in askers(case):
            view = everything.shown(access)
            seen.add(view and view.students)
            if view is not None:
                bare = counted(everything.of(view.students), [*view.students], case, "nobody")
                kept_back += view != bare
            goal = case.goals[0]
            history = case.support[goal.student]
            made = show_progress(goal, case.records[goal.id], history, access, **told).view
            support.add(made and made.finding is not None)
    assert seen == {None, ("a",), ("b",), ("a", "b")}
    assert support == {None, False, True}
    assert kept_back
