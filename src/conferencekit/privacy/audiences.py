"""For which audience a school keeps its records of kinds that carry no label of their own."""

from typing import Final

import attrs

from conferencekit._fields import as_declared
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.privacy.model import Audience

__all__ = ["Audiences"]

_OF_ONE_RECORD: Final = (Audience.CONFIDENTIAL, Audience.PRIVATE)


@attrs.frozen(field_transformer=as_declared)
class Audiences:
    """For which audience a school keeps its records of some kinds: family, guardians or staff.

    Attributes:
        goal: Goals, and their measurements.
        action_plan: Action plans.
        support: Support plans, and what came of support.
        teacher: Published assessments by the staff.
        student: Published assessments by the student.
        family: Published assessments by a guardian, and how far they find goals attained, between
            the school and their household.
        peer: Published assessments by other students.

    Raises:
        InvalidInputError: Some are confidential or private. The first takes readers, whom a kind
            of records does not name; the second is what a school does not keep.
    """

    goal: Audience = Audience.FAMILY
    action_plan: Audience = Audience.FAMILY
    support: Audience = Audience.GUARDIANS
    teacher: Audience = Audience.FAMILY
    student: Audience = Audience.FAMILY
    family: Audience = Audience.GUARDIANS
    peer: Audience = Audience.STAFF

    def __attrs_post_init__(self) -> None:
        """Refuse what only a record with a label of its own can be."""
        faults = [
            Fault(field.name, f"no kind of records is {audience}", "family, guardians or staff")
            for field in attrs.fields(type(self))
            if (audience := getattr(self, field.name)) in _OF_ONE_RECORD
        ]
        if faults:
            raise InvalidInputError(faults, source="audiences")

    def widest(self, *kinds: str) -> Audience:
        """The widest audience of some kinds, by the names of the attributes above."""
        order = list(Audience)
        found: list[Audience] = [getattr(self, kind) for kind in kinds]
        return min(found, key=order.index)
