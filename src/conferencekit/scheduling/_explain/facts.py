"""What can take times away from a meeting, one class for each kind.

What each says, and what dropping it means, stands on the page on reasons in the docs. A fact
carries what it says, so that a relaxed round can be made from facts alone, and the same as a text
in the round's local time.
"""

import attrs

from conferencekit._fields import as_declared
from conferencekit.time import Instant, Windows

__all__ = [
    "Apart",
    "Fact",
    "Held",
    "Hours",
    "LongestRun",
    "OnlyMembers",
    "Pinned",
    "Stands",
    "TooLong",
    "Walk",
    "Within",
]


@attrs.frozen(kw_only=True)
class Fact:
    """One thing that takes possible times away from a meeting; the root of the kinds.

    Attributes:
        text: What it says, for people; does not count when facts are compared.
    """

    text: str = attrs.field(default="", eq=False, repr=False)

    def __str__(self) -> str:
        """The text."""
        return self.text


@attrs.frozen
class Hours(Fact):
    """In a session somebody can only in these windows.

    Attributes:
        person: Their id.
        session: The id of the session.
        windows: Their windows in it; empty where they cannot come.
    """

    person: str
    session: str
    windows: Windows


@attrs.frozen
class Within(Fact):
    """A meeting has to lie in one of these windows."""

    meeting: str
    windows: Windows


@attrs.frozen
class Pinned(Fact):
    """A meeting is pinned at a start."""

    meeting: str
    start: Instant


@attrs.frozen
class TooLong(Fact):
    """No session is as long as a meeting.

    Attributes:
        meeting: Its id.
        minutes: How long it is.
        longest: How long the longest session is.
    """

    meeting: str
    minutes: int
    longest: int


@attrs.frozen
class LongestRun(Fact):
    """Somebody needs a pause of so many minutes after a run of so many minutes."""

    person: str
    minutes: int
    pause_minutes: int


@attrs.frozen(field_transformer=as_declared)
class Walk(Fact):
    """Between two places it takes so many minutes."""

    places: tuple[str, str]
    minutes: int


@attrs.frozen(field_transformer=as_declared)
class Apart(Fact):
    """Two people are kept apart by so many minutes."""

    people: tuple[str, str]
    minutes: int


@attrs.frozen(field_transformer=as_declared)
class OnlyMembers(Fact):
    """A pool has only these members."""

    pool: str
    members: tuple[str, ...]


@attrs.frozen
class Held(Fact):
    """Another meeting is to be held as well, wherever there is room for it."""

    meeting: str


@attrs.frozen(field_transformer=as_declared)
class Stands(Fact):
    """Another meeting stands where it is, with the people it has.

    Attributes:
        meeting: Its id.
        start: Its start.
        members: Who was chosen for it from pools.
    """

    meeting: str
    start: Instant
    members: tuple[str, ...] = ()
