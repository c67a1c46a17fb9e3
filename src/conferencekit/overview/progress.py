"""How a goal goes, and what its support did: one view for a teacher, a parent or a student."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.goals import Goal, show_course
from conferencekit.privacy import Access, Action, Audiences, Label, Shown
from conferencekit.progress import (
    Course,
    Finding,
    Forecast,
    Record,
    Rule,
    forecast,
    judge,
)
from conferencekit.support import (
    Deliveries,
    Delivery,
    Effect,
    SupportHistory,
    SupportPlan,
    effects,
    show_support,
    support_given,
)

__all__ = ["GoalProgress", "show_progress"]


@attrs.frozen(field_transformer=as_declared)
class GoalProgress:
    """How a goal goes, as far as somebody may see it.

    Attributes:
        goal: The goal.
        course: Measurements and aimline; with the changes of support, where these may be seen.
        forecast: Where the measurements lead; None of too few, and where the support may not be
            seen: reckoned without its changes it would say otherwise than to who may see them.
        finding: What they advise; None where the support may not be seen, for the advice rests on
            how it was given.
        effects: What came after each change of the support; empty where it may not be seen.
        changes: What changed, by day, for :func:`~conferencekit.render.chart.goal_chart`.
    """

    goal: Goal
    course: Course
    forecast: Forecast | None
    finding: Finding | None = None
    effects: tuple[Effect, ...] = ()
    changes: Mapping[date, str] = attrs.field(factory=dict, hash=False, repr=False)


@kinds_checked
def show_progress(
    goal: Goal,
    record: Record | None,
    history: SupportHistory | None,
    access: Access,
    *,
    deliveries: Iterable[Deliveries] = (),
    rule: Rule | None = None,
    closed: Collection[date] = (),
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[GoalProgress]:
    """How a goal goes up to the instant of the access, for somebody.

    Who may see the goal and not support sees measurements and aimline, and not whether there is
    support. The words of the goal are those it has now.

    Args:
        goal: A number to reach.
        record: Its measurements; None where there are none.
        history: The student's support plan with its versions; None where there is none, and so
            no support whose giving would have to be looked at before advice to change it.
        access: Who looks, when and what for.
        deliveries: What was given of the student's interventions.
        rule: The school's decision rule; None for the standard one.
        closed: Days on which no support was planned.
        audiences: For whom the school keeps goals and support plans.
        action: ``export`` for a copy that leaves the school's software.

    Returns:
        The view. ``.then(lambda it: goal_chart(it.course, changes=it.changes))`` draws it.

    Raises:
        InvalidInputError: The goal is no number to reach or lacks what an aimline takes, where it
            may be seen; or the support is of another student.
    """
    if history is not None and history.student != goal.student:
        raise InvalidInputError.single("history", "is of another student", source="progress")
    seen = show_course(goal, record, access, audiences=audiences, action=action)
    support = _support(goal.student, history, access, audiences, action)
    plan = support.view
    given = {one.intervention: one.deliveries for one in deliveries if one.student == goal.student}
    on = access.policy.school.timezone.day(access.at)

    def made(course: Course) -> GoalProgress:
        if plan is None:
            return GoalProgress(goal, course, None)
        whole = _supported(goal, course, plan, given, on, closed)
        return GoalProgress(
            goal=goal,
            course=whole,
            forecast=forecast(whole),
            finding=judge(whole, rule=rule),
            effects=_effects(goal, whole, plan),
            changes={day: _told(plan, goal.id, day) for day in whole.phases},
        )

    return attrs.evolve(seen.then(made), asked=(*seen.asked, *support.asked))


def _support(
    student: str,
    history: SupportHistory | None,
    access: Access,
    audiences: Audiences | None,
    action: Action,
) -> Shown[SupportPlan]:
    """The support plan, for who may see one; to others it does not tell whether there is one."""
    if history is not None:
        return show_support(history, access, audiences=audiences, action=action)
    audience = (audiences or Audiences()).support
    verdict = access.ask(action, Label("support", student, (student,), None, access.at, audience))
    return Shown(SupportPlan(student) if verdict else None, verdict, (verdict,))


def _supported(  # noqa: PLR0917
    goal: Goal,
    course: Course,
    plan: SupportPlan,
    given: Mapping[str, Sequence[Delivery]],
    on: date,
    closed: Collection[date],
) -> Course:
    """The course with the changes of support, and how it was given since the last of them."""
    phases = plan.phases(goal.id, on=on)
    support = support_given(
        plan.serving(goal.id),
        given,
        first=phases[-1] if phases else course.aimline.start,
        last=on,
        zone=course.zone,
        closed=closed,
    )
    return attrs.evolve(course, phases=phases, support=support)


def _effects(goal: Goal, course: Course, plan: SupportPlan) -> tuple[Effect, ...]:
    better = course.aimline.direction
    return effects(plan, goal.id, course.points, course.zone, better=better)


def _told(plan: SupportPlan, goal: str, day: date) -> str:
    """The titles of the interventions that serve a goal from a day on; a dash where none does."""
    return ", ".join(one.title for one in plan.serving(goal) if one.runs(day)) or "-"
