"""What a service answers where the domain says no."""

from typing import Literal

import attrs

from conferencekit._fields import as_declared

__all__ = ["Refusal"]


@attrs.frozen(field_transformer=as_declared)
class Refusal:
    """That something is not allowed as things stand. Nothing was changed.

    It is a result and no exception: that a goal which was dropped cannot be achieved is no fault
    of the program that asked. It is false, and what a service gives otherwise is what was made or
    kept, so that ``if answer:`` never takes a refusal for a success.

    Attributes:
        reason: Why not, in a sentence that a person can act on.
        allowed: What would be allowed instead, by name; empty where nothing is.

    Example:
        >>> refusal = Refusal("the goal was dropped", ("revise",))
        >>> bool(refusal), str(refusal)
        (False, 'the goal was dropped (allowed: revise)')
    """

    reason: str
    allowed: tuple[str, ...] = ()

    def __bool__(self) -> Literal[False]:
        """False, whatever the reason."""
        return False

    def __str__(self) -> str:
        """The reason, then what would be allowed."""
        return (
            f"{self.reason} (allowed: {', '.join(self.allowed)})" if self.allowed else self.reason
        )
