"""What a contract kit found."""

import attrs

from conferencekit.errors import BrokenContractError

__all__ = ["Failure", "Report"]


@attrs.frozen(order=True)
class Failure:
    """A promise that was not kept.

    Attributes:
        promise: Which, in a few words.
        case: What was being tried.
        message: What came of it, and what would be right.
    """

    promise: str
    case: str
    message: str

    def __str__(self) -> str:
        """All of it on one line."""
        return f"{self.promise}: {self.case}: {self.message}"


@attrs.frozen
class Report:
    """What a contract kit found.

    Attributes:
        subject: What was tested.
        failures: The promises it did not keep, in the order in which that was found.
        checks: How many times a promise was tested.
        skipped: What was not tested, and why.
    """

    subject: str
    failures: tuple[Failure, ...]
    checks: int
    skipped: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether all promises were kept."""
        return not self.failures

    def raise_for_failures(self) -> None:
        """Raise where a promise was not kept.

        Raises:
            BrokenContractError: With a line for each failure; an ``AssertionError``, so that
                test runners tell of a failed test.
        """
        if self.failures:
            raise BrokenContractError(self.subject, tuple(map(str, self.failures)))

    def __str__(self) -> str:
        """A line for each failure and for what was skipped, below a line that sums up."""
        head = f"{self.subject}: {len(self.failures)} failures in {self.checks} checks"
        lines = [head, *(f"  {failure}" for failure in self.failures)]
        return "\n".join([*lines, *(f"  skipped: {reason}" for reason in self.skipped)])
