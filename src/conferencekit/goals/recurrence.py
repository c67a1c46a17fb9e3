"""Days that come again, by the recurrence rules of iCalendar.

The rules are read and expanded by dateutil, which the extra ``recurrence`` brings.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

import attrs

from conferencekit._fields import as_declared
from conferencekit.errors import Fault, InvalidInputError, MissingExtraError, shorten

__all__ = ["Recurrence"]

_FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS: Final = re.compile(
    r"FREQ|UNTIL|COUNT|INTERVAL|WKST|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS"
)
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,4}")
_DAY: Final = re.compile(r"[0-9]{8}")


@attrs.frozen(field_transformer=as_declared)
class Recurrence:
    """Days that come again.

    Attributes:
        rule: A recurrence rule of RFC 5545, section 3.3.10, for whole days:
            ``FREQ=WEEKLY;BYDAY=MO,TH``.
        start: The first day it can fall on. It is one of the days only where the rule says so.
        skip: Days it leaves out, such as holidays.

    Raises:
        InvalidInputError: The rule is none, or none for whole days.
        MissingExtraError: dateutil is not installed.

    Example:
        >>> weekly = Recurrence("FREQ=WEEKLY;BYDAY=FR", date(2026, 9, 7))
        >>> [day.day for day in weekly.between(date(2026, 9, 1), date(2026, 9, 30))]
        [11, 18, 25]
    """

    rule: str
    start: date
    skip: frozenset[date] = frozenset()
    _expanded: Any = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Read the rule."""
        faults = tuple(_faults(self.rule))
        if faults:
            raise InvalidInputError(faults, source="recurrence")
        object.__setattr__(self, "_expanded", _read(self.rule, self.start))

    def between(self, first: date, last: date) -> tuple[date, ...]:
        """The days from one day to another, both included."""
        if last < first:
            return ()
        found = self._expanded.between(_midnight(first), _midnight(last), inc=True)
        return tuple(day for day in map(datetime.date, found) if day not in self.skip)

    def __contains__(self, day: date) -> bool:
        """Whether a day is one of them."""
        return bool(self.between(day, day))


def _faults(rule: str) -> Iterator[Fault]:
    parts = [part.partition("=") for part in rule.upper().split(";")]
    names = [name for name, _, _ in parts]
    given = {name: value for name, _, value in parts}
    for name, _, value in parts:
        if not _PARTS.fullmatch(name) or not value:
            hint = "such as FREQ=WEEKLY;BYDAY=MO"
            yield Fault("rule", f"{shorten(name)} is no part of a rule for whole days", hint)
        elif names.count(name) > 1:
            yield Fault("rule", f"{name} is given twice")
    if given.get("FREQ") not in _FREQUENCIES:
        yield Fault("rule", f"FREQ is none of {', '.join(_FREQUENCIES)}")
    for name, wanted, words in (
        ("INTERVAL", _NUMBER, "a whole number of 1 or more"),
        ("COUNT", _NUMBER, "a whole number of 1 or more"),
        ("UNTIL", _DAY, "a day such as 20261218"),
    ):
        if name in given and not wanted.fullmatch(given[name]):
            yield Fault("rule", f"{name} is not {words}")
    if "COUNT" in given and "UNTIL" in given:
        yield Fault("rule", "COUNT and UNTIL exclude each other")


def _read(rule: str, start: date) -> Any:  # noqa: ANN401  dateutil has no types of its own
    try:
        from dateutil.rrule import rrulestr  # noqa: PLC0415  the extra may be missing
    except ModuleNotFoundError:
        raise MissingExtraError("recurrence", "a step that repeats") from None
    try:
        return rrulestr(rule, dtstart=_midnight(start))
    except ValueError as error:
        text = f"{shorten(rule)} cannot be read: {error}"
        raise InvalidInputError.single("rule", text, source="recurrence") from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
