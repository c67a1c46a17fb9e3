"""Times as people read them: in their own zone, and in the school's where that differs."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.time import Instant, Zone

__all__ = ["ShownTime", "shown_time"]

_PATTERN: Final = "ddd D MMM YYYY, HH:mm"
_TAG: Final = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")
_ONLY_AS: Final = {"no": "nb", "pt": "pt-br"}
"""Languages whose names there are under another tag alone."""


@attrs.frozen
class ShownTime:
    """A span of time for one reader.

    Attributes:
        text: In the reader's zone, named where it is not the school's, with the school's own time
            beside it: such as ``Tue 24 Nov 2026, 22:30-22:50 Europe/Amsterdam (16:30 at school)``.
        day: The date on which it begins for the reader.
        starts: ISO 8601 with the reader's offset; reads back as the same instant.
        ends: The same for the end.
    """

    text: str
    day: date
    starts: str
    ends: str


@kinds_checked
def shown_time(
    start: Instant, minutes: int, *, school: Zone, viewer: Zone | None = None, locale: str = "en"
) -> ShownTime:
    """How a span of time reads for somebody.

    Local times that come twice that day are told apart by their offset.

    Args:
        start: When it begins.
        minutes: How long it takes.
        school: The school's zone.
        viewer: The reader's; None for the school's.
        locale: The language of the names of days and months, as a BCP 47 tag such as a guardian's
            ``es-MX``. Where there are none for the region, they are those of the language; where
            there are none in that language, they are English.

    Raises:
        InvalidInputError: Something is of another kind, or the locale is no language tag.
    """
    locale = _names_in(locale)
    zone = viewer or school
    end = start.plus(minutes=minutes)
    text = f"{_full(zone, start, locale)}-{_clock(zone, end, start)}"
    if _differ(zone, school, start, end):
        there = _clock(school, start)
        if school.wall(start).date() != zone.wall(start).date():
            there = _full(school, start, locale)
        text += f" {zone.name} ({there} at school)"
    day = zone.wall(start).date()
    return ShownTime(text, day, zone.isoformat(start), zone.isoformat(end))


@lru_cache(maxsize=256)
def _names_in(tag: str) -> str:
    """The nearest language to a tag in which there are names."""
    if not _TAG.fullmatch(tag):
        raise InvalidInputError.single(
            "locale", f"{shorten(tag)} is no language tag", "such as es"
        )
    parts = re.split("[-_]", tag.lower())
    nearer = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next(filter(_has_names, (*nearer, _ONLY_AS.get(parts[0], "en"))), "en")


def _has_names(locale: str) -> bool:
    try:
        Zone("UTC").format(Instant(0), _PATTERN, locale=locale)
    except InvalidInputError:
        return False
    return True


def _differ(one: Zone, other: Zone, *instants: Instant) -> bool:
    """Whether the clocks of two zones show different times."""
    return any(one.isoformat(each) != other.isoformat(each) for each in instants)


def _full(zone: Zone, instant: Instant, locale: str) -> str:
    return zone.format(instant, _PATTERN, locale=locale) + _offset(zone, instant)


def _clock(zone: Zone, instant: Instant, since: Instant | None = None) -> str:
    """The time of day; with the date where that is not the one of an earlier instant."""
    wall = zone.wall(instant)
    day = ""
    if since is not None and zone.wall(since).date() != wall.date():
        day = f"{wall:%Y-%m-%d} "
    return f"{day}{wall:%H:%M}{_offset(zone, instant)}"


def _offset(zone: Zone, instant: Instant) -> str:
    """The offset from UTC, where the local time alone would not tell."""
    local = zone.wall(instant).isoformat(timespec="minutes")
    return "" if zone.shortest(instant) == local else f" ({zone.local(instant):%z})"
