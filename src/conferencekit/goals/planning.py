"""What people do with action plans."""

from collections.abc import Iterable
from datetime import date

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.goals._step_states import STEP_CHANGES, StepAction
from conferencekit.goals.people import Party
from conferencekit.goals.plan import ActionPlan, PlanChange, Step, fault_of
from conferencekit.time import Instant

__all__ = ["add_step", "change_plan", "complete_step", "step_actions"]


@kinds_checked
def step_actions(plan: ActionPlan, step: str) -> tuple[StepAction, ...]:
    """What can be done to a step as it stands; to add it, where there is none of that id."""
    found = plan.steps.get(step)
    return tuple(STEP_CHANGES[found.state if found else None])


@kinds_checked
def add_step(
    plan: ActionPlan, step: Step, *, by: Party, at: Instant, why: str = ""
) -> ActionPlan | Refusal:
    """Add a step to a plan.

    Args:
        plan: As it is.
        step: The step; those it comes after are there already.
        by: Who adds it.
        at: When; not before the change before it.
        why: Why; may be empty.

    Returns:
        The plan with the step, or why it cannot be added.
    """
    return change_plan(plan, StepAction.ADD, step.id, by=by, at=at, why=why, terms=step)


@kinds_checked
def change_plan(
    plan: ActionPlan,
    action: StepAction,
    step: str,
    *,
    by: Party,
    at: Instant,
    why: str = "",
    terms: Step | None = None,
) -> ActionPlan | Refusal:
    """Do something to a step of a plan.

    Args:
        plan: As it is.
        action: What to do. To say what shows that it was done, see :func:`complete_step`.
        step: The id of the step.
        by: Who does it.
        at: When; not before the change before it.
        why: Why. Needed to edit, hinder, drop and reopen.
        terms: What the step is to be; with ``add`` and ``edit`` alone.

    Returns:
        The plan with the change, or why it cannot be made.
    """
    return _changed(plan, PlanChange(at, by, StepAction(action), step, why, terms))


@kinds_checked
def complete_step(
    plan: ActionPlan,
    step: str,
    *,
    by: Party,
    at: Instant,
    occurrence: date | None = None,
    evidence: Iterable[str] = (),
    why: str = "",
) -> ActionPlan | Refusal:
    """Say that a step was done.

    Args:
        plan: As it is.
        step: The id of the step; what it comes after is done.
        by: Who says so.
        at: When; not before the change before it.
        occurrence: Which day of a step that repeats was done; None where the whole of it is
            finished.
        evidence: What shows that it was done: words, or the ids of documents.
        why: A remark; may be empty.

    Returns:
        The plan with the change, or why it cannot be made.
    """
    action = StepAction.COMPLETE
    change = PlanChange(at, by, action, step, why, None, occurrence, tuple(evidence))
    return _changed(plan, change)


def _changed(plan: ActionPlan, change: PlanChange) -> ActionPlan | Refusal:
    last = plan.changes[-1].at if plan.changes else None
    fault = fault_of(plan.steps, change, last)
    if fault is not None:
        plain = fault.path in ("action", "step")
        reason = fault.message if plain else f"{fault.path} {fault.message}"
        return Refusal(reason, step_actions(plan, change.step))
    return attrs.evolve(plan, changes=(*plan.changes, change))
