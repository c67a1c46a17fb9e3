"""Whom records are for that carry no label of their own: goals, plans, support, assessments."""

from typing import TypeAlias

from conferencekit._kinds import kinds_checked
from conferencekit.assessment import Assessment, label_of_assessment
from conferencekit.goals import ActionPlan, Goal, label_of_action_plan, label_of_goal
from conferencekit.privacy import Audiences, Label
from conferencekit.school import School
from conferencekit.support import SupportHistory, label_of_support

__all__ = ["SourceRecord", "label_of"]

SourceRecord: TypeAlias = Goal | ActionPlan | SupportHistory | Assessment
"""What a brief draws on besides the records that carry a label."""


@kinds_checked
def label_of(
    record: SourceRecord, school: School, audiences: Audiences | None = None
) -> Label | None:
    """The label by which the policy of access decides about a record that carries none.

    What is not published is for the staff; so is what a family says of a student in none of
    whose households its author is a guardian.

    Args:
        record: The record.
        school: Who belongs to which household.
        audiences: For whom the school keeps such records.

    Returns:
        The label; None for an action plan to which nothing was ever added.
    """
    if isinstance(record, Goal):
        return label_of_goal(record, audiences)
    if isinstance(record, ActionPlan):
        return label_of_action_plan(record, audiences)
    if isinstance(record, SupportHistory):
        return label_of_support(record, audiences)
    return label_of_assessment(record, school, audiences)
