"""Whom records are for that carry no label of their own: goals, plans, support, assessments."""

from typing import TypeAlias

import attrs

from conferencekit._fields import as_declared
from conferencekit.assessment import Assessment, AssessmentState, Perspective
from conferencekit.goals import ActionPlan, Goal
from conferencekit.privacy import Audience, Label
from conferencekit.school import School
from conferencekit.support import SupportHistory

__all__ = ["Audiences", "SourceRecord", "label_of"]

SourceRecord: TypeAlias = Goal | ActionPlan | SupportHistory | Assessment
"""What a brief draws on besides the records that carry a label."""


@attrs.frozen(field_transformer=as_declared)
class Audiences:
    """For which audience a school keeps its records of some kinds.

    Attributes:
        goal: Goals, and their measurements.
        action_plan: Action plans.
        support: Support plans, and what came of support.
        teacher: Published assessments by the staff.
        student: Published assessments by the student.
        family: Published assessments by a guardian, between the school and their household.
        peer: Published assessments by other students.
    """

    goal: Audience = Audience.FAMILY
    action_plan: Audience = Audience.FAMILY
    support: Audience = Audience.GUARDIANS
    teacher: Audience = Audience.FAMILY
    student: Audience = Audience.FAMILY
    family: Audience = Audience.GUARDIANS
    peer: Audience = Audience.STAFF


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
    rules = audiences or Audiences()
    if isinstance(record, Goal):
        first = record.changes[0]
        return Label("goal", record.id, (record.student,), first.by.id, first.at, rules.goal)
    if isinstance(record, ActionPlan):
        if not record.changes:
            return None
        begun, audience = record.changes[0], rules.action_plan
        return Label("action-plan", record.id, (record.student,), begun.by.id, begun.at, audience)
    if isinstance(record, SupportHistory):
        written, audience = record.versions[0], rules.support
        student = record.student
        return Label("support", student, (student,), written.by, written.at, audience)
    return _label_of_assessment(record, school, rules)


def _label_of_assessment(record: Assessment, school: School, rules: Audiences) -> Label:
    household = None
    audience: Audience = getattr(rules, record.perspective.value)
    if record.perspective is Perspective.FAMILY:
        household = next(
            (
                one.id
                for one in school.households_of(record.student)
                if record.assessor in one.guardians
            ),
            None,
        )
    unknown = record.perspective is Perspective.FAMILY and household is None
    if record.state is not AssessmentState.PUBLISHED or unknown:
        audience = Audience.STAFF
    return Label(
        kind="assessment",
        id=record.id,
        students=(record.student,),
        author=record.assessor,
        at=record.at,
        audience=audience,
        household=household,
    )
