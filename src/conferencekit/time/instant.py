"""A point in time.

It is kept as one integer, so that comparing, sorting, hashing and pickling are those of
integers. Zoned datetimes are not safe for that: two instants of an autumn fold can compare equal
(Pendulum's issue 351) and a pickled one can move by an hour (its issue 908).
"""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final, overload

import attrs

from conferencekit.errors import InvalidInputError, shorten

__all__ = ["Instant"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MINUTE: Final = 60_000_000
_FIRST: Final = (datetime(2, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND
_END: Final = (datetime(9999, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND


@attrs.frozen(repr=False)
class Instant:
    """A point in time, to the microsecond.

    Attributes:
        microseconds: Since 1970-01-01T00:00Z, without leap seconds; negative before.

    Raises:
        InvalidInputError: It is no whole number, or lies outside the years 2 to 9998 in UTC:
            a year within what a datetime can show, so that every zone has a local time for it.

    Example:
        >>> Instant.parse("2026-11-24T16:30+01:00")
        Instant.parse('2026-11-24T15:30:00+00:00')
    """

    microseconds: int
    _holds_its_kinds: ClassVar = True

    def __attrs_post_init__(self) -> None:
        """Refuse what no calendar shows."""
        if type(self.microseconds) is not int:
            raise InvalidInputError.single(
                "microseconds", f"{shorten(self.microseconds)} is not a whole number"
            )
        if not _FIRST <= self.microseconds < _END:
            raise InvalidInputError.single("", "lies outside the years 2 to 9998 in UTC")

    def __repr__(self) -> str:
        """An expression that makes this instant again."""
        return f"Instant.parse({self.isoformat()!r})"

    @classmethod
    def parse(cls, text: str) -> "Instant":
        """Read an ISO 8601 time that carries its offset from UTC.

        Args:
            text: Such as ``2026-11-24T16:30:00+01:00`` or ``2026-11-24T15:30Z``.

        Raises:
            InvalidInputError: It is not a time, or has no offset.
        """
        when = read_iso(text)
        if when.tzinfo is None:
            raise InvalidInputError.single(
                "", f"{text!r} has no offset from UTC", "end it in +01:00 or Z"
            )
        return cls.of(when)

    @classmethod
    def of(cls, when: datetime) -> "Instant":
        """The instant of an aware datetime.

        Raises:
            InvalidInputError: It is no datetime, or naive, or outside the years 2 to 9998 in UTC.
        """
        given: object = when
        if not isinstance(given, datetime):
            raise InvalidInputError.single(
                "", f"{shorten(given)} is not a datetime", "Instant.parse reads a text"
            )
        if when.utcoffset() is None:
            raise InvalidInputError.single(
                "", f"{when.isoformat()} has no zone", "use Zone.instant for local times"
            )
        microseconds = (when - _EPOCH) // _MICROSECOND
        if not _FIRST <= microseconds < _END:
            raise InvalidInputError.single(
                "", f"{when.isoformat()} lies outside the years 2 to 9998 in UTC"
            )
        return cls(microseconds)

    @classmethod
    def from_minute(cls, minute: int) -> "Instant":
        """The instant that many whole minutes after 1970-01-01T00:00Z."""
        return cls(minute * _MINUTE)

    @property
    def is_whole_minute(self) -> bool:
        """Whether no seconds are left over."""
        return self.microseconds % _MINUTE == 0

    @property
    def minute(self) -> int:
        """Whole minutes since 1970-01-01T00:00Z, seconds cut off."""
        return self.microseconds // _MINUTE

    def plus(
        self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0
    ) -> "Instant":
        """The instant so much elapsed time later; earlier where negative.

        A day is 24 hours here, whatever the clocks do.
        """
        total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        return Instant(self.microseconds + total * 1_000_000)

    # Written out, since rules, scores and windows compare instants by the hundred thousand, and
    # those that attrs makes build two tuples each time.

    def __lt__(self, other: "Instant") -> bool:
        """Whether it is earlier."""
        if other.__class__ is not Instant:
            return NotImplemented
        return self.microseconds < other.microseconds

    def __le__(self, other: "Instant") -> bool:
        """Whether it is not later."""
        if other.__class__ is not Instant:
            return NotImplemented
        return self.microseconds <= other.microseconds

    def __gt__(self, other: "Instant") -> bool:
        """Whether it is later."""
        if other.__class__ is not Instant:
            return NotImplemented
        return self.microseconds > other.microseconds

    def __ge__(self, other: "Instant") -> bool:
        """Whether it is not earlier."""
        if other.__class__ is not Instant:
            return NotImplemented
        return self.microseconds >= other.microseconds

    @overload
    def __sub__(self, other: "Instant") -> timedelta: ...
    @overload
    def __sub__(self, other: timedelta) -> "Instant": ...
    def __sub__(self, other: "Instant | timedelta") -> "timedelta | Instant":
        """The time elapsed since another instant, or the instant so much earlier."""
        if isinstance(other, Instant):
            return timedelta(microseconds=self.microseconds - other.microseconds)
        return Instant(self.microseconds - other // _MICROSECOND)

    def __add__(self, other: timedelta) -> "Instant":
        """The instant so much later."""
        return Instant(self.microseconds + other // _MICROSECOND)

    def to_datetime(self) -> datetime:
        """The same instant as an aware datetime in UTC."""
        return _EPOCH + timedelta(microseconds=self.microseconds)

    def isoformat(self) -> str:
        """ISO 8601 in UTC, such as ``2026-11-24T15:30:00+00:00``."""
        return self.to_datetime().isoformat()


def read_iso(text: str) -> datetime:
    """An ISO 8601 text as a datetime, naive where it carries no offset.

    Raises:
        InvalidInputError: It is not a time.
    """
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise InvalidInputError.single(
            "", f"{shorten(text)} is not a time", "write it as 2026-11-24T16:30"
        ) from None
