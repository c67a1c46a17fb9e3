"""Days that come again, by the recurrence rules of iCalendar.

The rules are read and expanded by dateutil, which the extra ``recurrence`` brings.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

import attrs

from conferencekit._fields import as_checked
from conferencekit.errors import Fault, InvalidInputError, MissingExtraError, shorten

__all__ = ["Recurrence"]

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,4}")
_DAY: Final = re.compile(r"[0-9]{8}")
_WEEKDAY: Final = "(MO|TU|WE|TH|FR|SA|SU)"


def _several(one: str) -> re.Pattern[str]:
    return re.compile(f"{one}(,{one})*")


_PARTS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "FREQ": (re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"), "one of DAILY, WEEKLY, MONTHLY, YEARLY"),
    "UNTIL": (_DAY, "a day such as 20261218"),
    "COUNT": (_NUMBER, "a whole number of 1 or more"),
    "INTERVAL": (_NUMBER, "a whole number of 1 or more"),
    "WKST": (re.compile(_WEEKDAY), "a day of the week such as MO"),
    "BYDAY": (
        _several(f"([+-]?[0-9]{{1,2}})?{_WEEKDAY}"),
        "days of the week such as MO,TH or 1FR",
    ),
    "BYMONTHDAY": (_several("[+-]?(0?[1-9]|[12][0-9]|3[01])"), "days of the month: 1 to 31"),
    "BYYEARDAY": (_several("[+-]?[0-9]{1,3}"), "days of the year: 1 to 366"),
    "BYWEEKNO": (_several("[+-]?(0?[1-9]|[1-4][0-9]|5[0-3])"), "weeks of the year: 1 to 53"),
    "BYMONTH": (_several("(0?[1-9]|1[0-2])"), "months: 1 to 12"),
    "BYSETPOS": (_several("[+-]?[0-9]{1,3}"), "places such as 1 or -1"),
}
"""The parts of a rule for whole days, and what each may be (RFC 5545, section 3.3.10)."""
_LONGEST: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_ONLY_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
    "BYYEARDAY": ("YEARLY",),
    "BYWEEKNO": ("YEARLY",),
}
"""With which FREQ a part may stand, where the standard says so."""


@attrs.frozen(field_transformer=as_checked)
class Recurrence:
    """Days that come again.

    Attributes:
        rule: A recurrence rule of RFC 5545, section 3.3.10, for whole days:
            ``FREQ=WEEKLY;BYDAY=MO,TH``.
        start: The first day it can fall on. It is one of the days only where the rule says so.
        skip: Days it leaves out, such as holidays.

    Raises:
        InvalidInputError: The rule is none, none for whole days, or falls on no day.
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

    def __reduce__(self) -> tuple[type["Recurrence"], tuple[str, date, frozenset[date]]]:
        """Pickle by the rule; the days are expanded anew."""
        return Recurrence, (self.rule, self.start, self.skip)

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
        if name not in _PARTS:
            hint = f"known are {', '.join(_PARTS)}"
            yield Fault("rule", f"{shorten(name)} is no part of a rule for whole days", hint)
        elif names.count(name) > 1:
            yield Fault("rule", f"{name} is given twice")
        elif not _PARTS[name][0].fullmatch(value):
            yield Fault("rule", f"{name} is not {_PARTS[name][1]}")
        elif given.get("FREQ") not in _ONLY_WITH.get(name, (given.get("FREQ"),)):
            yield Fault("rule", f"{name} goes with {', '.join(_ONLY_WITH[name])} alone")
    if given.get("FREQ") in ("DAILY", "WEEKLY") and re.search("[0-9]", given.get("BYDAY", "")):
        yield Fault("rule", "numbers in BYDAY go with MONTHLY, YEARLY alone")
    if _has_no_day(given):
        yield Fault("rule", "no month in BYMONTH has a day in BYMONTHDAY")
    if "FREQ" not in given:
        yield Fault("rule", "FREQ is missing", "such as FREQ=WEEKLY;BYDAY=MO")
    if "COUNT" in given and "UNTIL" in given:
        yield Fault("rule", "COUNT and UNTIL exclude each other")


def _has_no_day(given: Mapping[str, str]) -> bool:
    """Whether months and days of the month exclude each other.

    dateutil would find out too, after going through all days up to the year 9999.
    """
    if "BYMONTH" not in given or "BYMONTHDAY" not in given:
        return False
    try:
        months = [int(one) for one in given["BYMONTH"].split(",")]
        days = [abs(int(one)) for one in given["BYMONTHDAY"].split(",")]
    except ValueError:
        return False  # a fault of its own
    return all(day > _LONGEST.get(month, 31) for month in months for day in days)


def _read(rule: str, start: date) -> Any:  # noqa: ANN401  dateutil has no types of its own
    try:
        from dateutil.rrule import rrulestr  # noqa: PLC0415  the extra may be missing
    except ModuleNotFoundError:
        raise MissingExtraError("recurrence", "a step that repeats") from None
    try:
        read = rrulestr(rule, dtstart=_midnight(start), cache=True)
        some = next(iter(read), None) is not None
    except (ValueError, IndexError) as error:  # IndexError: a 53rd Monday of a month
        text = f"{shorten(rule)} cannot be read: {error}"
        raise InvalidInputError.single("rule", text, source="recurrence") from None
    if not some:
        text = f"{shorten(rule)} falls on no day"
        raise InvalidInputError.single("rule", text, source="recurrence")
    return read


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
