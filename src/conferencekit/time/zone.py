"""Zones: between instants and what the clocks on the wall show.

The one module that knows Pendulum. Its types do not leave it.
"""

import re
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Final

import attrs
import pendulum
from pendulum.tz.exceptions import AmbiguousTime, NonExistingTime
from pendulum.tz.timezone import Timezone

from conferencekit.errors import InvalidInputError, shorten
from conferencekit.time.instant import Instant, read_iso

__all__ = ["Zone"]

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*")
_LONGEST_NAME: Final = 100


@attrs.frozen(order=True)
class Zone:
    """A time zone by its IANA name, such as ``Europe/Amsterdam``.

    Raises:
        InvalidInputError: There is no such zone.
    """

    name: str
    _rules: Timezone = attrs.field(init=False, eq=False, order=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Look the name up."""
        object.__setattr__(self, "_rules", _look_up(self.name))

    def __str__(self) -> str:
        """The name."""
        return self.name

    def __reduce__(self) -> tuple[type["Zone"], tuple[str]]:
        """Pickle by name, so that the reader's own zone data applies."""
        return Zone, (self.name,)

    def parse(self, text: str) -> Instant:
        """Read an ISO 8601 time, local to this zone unless it carries its own offset.

        Args:
            text: Such as ``2026-11-24T16:30`` or ``2026-11-24T16:30+01:00``.

        Raises:
            InvalidInputError: It is not a time; or it is local, and the clocks skip it or show it
                twice that day.
        """
        when = read_iso(text)
        return Instant.of(when) if when.tzinfo is not None else self.instant(when)

    def instant(self, wall: datetime) -> Instant:
        """The instant at which the clocks of this zone show a naive local time.

        Raises:
            InvalidInputError: The time has a zone of its own, is skipped when the clocks go
                forward, or comes twice when they go back.
        """
        shown = wall.isoformat()
        if wall.tzinfo is not None:
            raise InvalidInputError.single("", f"{shown} is not a local time")
        if not MINYEAR < wall.year < MAXYEAR:  # its neighbours in UTC may be on no calendar
            raise InvalidInputError.single("", f"{shown} lies outside the years 2 to 9998")
        try:
            return Instant.of(self._rules.convert(wall, raise_on_unknown_times=True))
        except NonExistingTime:
            message, hint = f"{shown} does not exist in {self.name}", "the clocks go forward"
        except AmbiguousTime:
            message, hint = f"{shown} exists twice in {self.name}", "give its offset"
        raise InvalidInputError.single("", message, hint)

    def wall(self, instant: Instant) -> datetime:
        """What the clocks show at an instant, as a naive datetime."""
        return self.local(instant).replace(tzinfo=None, fold=0)

    def local(self, instant: Instant) -> datetime:
        """An instant as an aware datetime of the standard library, its offset fixed."""
        there = instant.to_datetime().astimezone(self._rules)
        return datetime.fromisoformat(there.isoformat())

    def day(self, instant: Instant) -> date:
        """The date on the calendar at an instant."""
        return self.wall(instant).date()

    def isoformat(self, instant: Instant) -> str:
        """ISO 8601 with this zone's offset at that instant: it can be read back anywhere."""
        return self.local(instant).isoformat()

    def shortest(self, instant: Instant) -> str:
        """The shortest text that :meth:`parse` reads back as the same instant.

        Local time to the minute where that is enough, and with the offset where the local time
        comes twice.
        """
        there = self.local(instant)
        timespec = "minutes" if instant.is_whole_minute else "auto"
        text = there.replace(tzinfo=None).isoformat(timespec=timespec)
        try:
            if self.parse(text) == instant:
                return text
        except InvalidInputError:
            pass  # comes twice: the offset has to be told
        return there.isoformat(timespec=timespec)

    def format(self, instant: Instant, pattern: str, *, locale: str = "en") -> str:
        """An instant as text for people.

        Args:
            instant: What to write.
            pattern: In Pendulum's tokens, such as ``dddd D MMMM, HH:mm``.
            locale: The language of names, such as ``nl``.

        Raises:
            InvalidInputError: Pendulum has no names in that language.
        """
        try:
            return pendulum.instance(self.local(instant)).format(pattern, locale=locale)
        except ValueError:
            raise InvalidInputError.single(
                "locale", f"{shorten(locale)} is not known", "a language such as nl or pt-br"
            ) from None


def _look_up(name: object) -> Timezone:
    try:
        if isinstance(name, str) and len(name) <= _LONGEST_NAME and _NAME.fullmatch(name):
            return Timezone(name)
    except (ValueError, OSError):  # unknown, or the name of a folder of the zone data
        pass
    raise InvalidInputError.single(
        "", f"{shorten(name)} is not a known zone", "an IANA name such as Europe/Amsterdam"
    )
