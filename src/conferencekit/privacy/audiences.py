"""For which audience a school keeps its records of kinds that carry no label of their own."""

import attrs

from conferencekit._fields import as_declared
from conferencekit.privacy.model import Audience

__all__ = ["Audiences"]


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

    def widest(self, *kinds: str) -> Audience:
        """The widest audience of some kinds, by the names of the attributes above."""
        order = list(Audience)
        found: list[Audience] = [getattr(self, kind) for kind in kinds]
        return min(found, key=order.index)
