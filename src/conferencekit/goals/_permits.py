"""What who may keep of goals and action plans, besides what the policy of access says of all."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from conferencekit.goals._states import GoalAction
from conferencekit.goals._step_states import StepAction
from conferencekit.goals.goal import Goal, GoalChange
from conferencekit.goals.people import Party, Role
from conferencekit.goals.plan import ActionPlan, PlanChange
from conferencekit.privacy import Access, Label, Verdict

__all__ = ["is_as", "may_add", "may_begin", "only_agrees", "only_tells_of_own_steps"]

_Change: TypeAlias = GoalChange | PlanChange

_TOLD_BY_OWNERS: Final = (
    StepAction.COMPLETE,
    StepAction.HINDER,
    StepAction.FREE,
    StepAction.REOPEN,
)


def is_as(party: Party, student: str, access: Access) -> bool:
    """Whether it is who asks, as the student or a guardian of theirs.

    As one of the staff they have to be let by ``Access.write_for_school``: a parent who is on the
    list of staff does not agree or rate as the teacher of a child whom they do not teach.
    """
    return party.id == access.viewer and _is_of_family(party, student, access)


def _is_of_family(party: Party, student: str, access: Access) -> bool:
    if party.role is Role.STUDENT:
        return party.id == student
    guardians = access.policy.school.guardians_of(student)
    return party.role is Role.GUARDIAN and any(party.id == one.id for one in guardians)


def may_begin(changes: Sequence[_Change], label: Label, access: Access) -> Verdict:
    """Whether somebody may make a new record of some changes.

    Everybody may of what they did themselves, in their own name; the staff may write down what the
    student or a guardian began, and what others did then.
    """
    (student,), first = label.students, changes[0].by
    own = _are_own(changes, student, access)
    theirs = first.id == access.viewer or _is_of_family(first, student, access)
    return access.create(label) if own or not theirs else access.write_for_school(label)


def may_add(changes: Iterable[_Change], label: Label, access: Access) -> Verdict:
    """Whether somebody may add changes: the staff anybody's, others what they did themselves."""
    if _are_own(changes, label.students[0], access):
        return access.write(label)
    return access.write_for_school(label)


def _are_own(changes: Iterable[_Change], student: str, access: Access) -> bool:
    return all(is_as(one.by, student, access) for one in changes)


def only_agrees(changes: Iterable[GoalChange], goal: Goal, access: Access) -> bool:
    """Whether somebody does nothing but agree to a goal, themselves."""
    return all(
        one.action is GoalAction.AGREE and is_as(one.by, goal.student, access) for one in changes
    )


def only_tells_of_own_steps(
    changes: Iterable[PlanChange], plan: ActionPlan, access: Access
) -> bool:
    """Whether somebody only tells what became of steps that are theirs in the plan as it was."""
    return all(
        one.action in _TOLD_BY_OWNERS
        and is_as(one.by, plan.student, access)
        and one.step in plan.steps
        and plan.steps[one.step].step.owner == one.by
        for one in changes
    )
