"""What a service answers where the domain says no."""

import attrs

from conferencekit._fields import as_declared

__all__ = ["Refusal"]


@attrs.frozen(field_transformer=as_declared)
class Refusal:
    """A change that is not allowed as things stand. Nothing was changed.

    It is a result and no exception: that a goal which was dropped cannot be achieved is no fault
    of the program that asked.

    Attributes:
        reason: Why not, in a sentence that a person can act on.
        allowed: What would be allowed instead, by name; empty where nothing is.
    """

    reason: str
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The reason, then what would be allowed."""
        return (
            f"{self.reason} (allowed: {', '.join(self.allowed)})" if self.allowed else self.reason
        )
