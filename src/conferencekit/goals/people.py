"""Who takes part in a goal."""

from enum import StrEnum

import attrs

from conferencekit._fields import as_checked
from conferencekit.errors import InvalidInputError

__all__ = ["Party", "Role"]


class Role(StrEnum):
    """As what somebody takes part."""

    STUDENT = "student"
    GUARDIAN = "guardian"
    """A parent, or whoever stands in a parent's place."""
    TEACHER = "teacher"
    SPECIALIST = "specialist"


@attrs.frozen(order=True, field_transformer=as_checked)
class Party:
    """Somebody, and as what they take part.

    Attributes:
        role: As what.
        id: The id of the student, the guardian or the member of staff.

    Raises:
        InvalidInputError: The id is empty.
    """

    role: Role
    id: str

    def __attrs_post_init__(self) -> None:
        """Refuse nobody."""
        if not self.id:
            raise InvalidInputError.single("id", "is empty")

    def __str__(self) -> str:
        """Role and id."""
        return f"{self.role.value} {self.id}"
