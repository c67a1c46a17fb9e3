"""What guardians and staff wish for: when they can, and whom they want to meet."""

import attrs

from conferencekit._fields import as_declared
from conferencekit.time import Windows

__all__ = ["Availability", "Request", "Wishes"]


@attrs.frozen
class Availability:
    """When somebody can come.

    Attributes:
        person: Their id.
        available: When they can; None for all sessions, empty for never.
        preferred: When they would rather; None where they are indifferent.
    """

    person: str
    available: Windows | None = None
    preferred: Windows | None = None


@attrs.frozen
class Request:
    """That somebody wants, or does not need, a conference.

    Attributes:
        by: The id of the guardian or member of staff who asks. A guardian asks for their own
            households, staff for every household of the student.
        student: The student's id.
        staff: The id of whom to meet.
        wanted: False where it is not needed. Where some want it and others do not, it is held.
        priority: What leaving it out counts; of several the highest is taken.
        minutes: How long; of several the longest is taken. None for what the policy says.
    """

    by: str
    student: str
    staff: str
    wanted: bool = True
    priority: int | None = None
    minutes: int | None = None


@attrs.frozen(field_transformer=as_declared)
class Wishes:
    """All that was wished for in a round.

    Attributes:
        availability: At most one for each person; who has none can always.
        requests: In any order.
    """

    availability: tuple[Availability, ...] = ()
    requests: tuple[Request, ...] = ()
