"""What who may keep of goals and action plans, besides what the policy of access says of all."""

from collections.abc import Iterable

from conferencekit.goals._states import GoalAction
from conferencekit.goals._step_states import StepAction
from conferencekit.goals.goal import Goal, GoalChange
from conferencekit.goals.people import Party, Role
from conferencekit.goals.plan import ActionPlan, PlanChange
from conferencekit.privacy import Access, Label, Verdict

__all__ = ["is_as", "may_add", "only_agrees", "only_tells_of_own_steps"]

_TOLD_BY_OWNERS = (StepAction.COMPLETE, StepAction.HINDER, StepAction.FREE, StepAction.REOPEN)


def is_as(party: Party, student: str, access: Access) -> bool:
    """Whether it is who asks, as what they are: nobody agrees or rates as somebody else."""
    school = access.policy.school
    if party.id != access.viewer:
        return False
    if party.role is Role.STUDENT:
        return party.id == student
    if party.role is Role.GUARDIAN:
        return any(party.id in home.guardians for home in school.households_of(student))
    return school.has("staff", party.id)


def may_add(
    changes: Iterable[GoalChange | PlanChange], label: Label, access: Access
) -> Verdict | None:
    """Whether somebody may write changes: the staff anybody's, others what they did themselves.

    Returns:
        None where it takes no more than to be allowed to write the record.
    """
    (student,) = label.students
    if all(is_as(one.by, student, access) for one in changes):
        return None
    return access.write_for_school(label)


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
