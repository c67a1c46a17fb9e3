"""Windows of time and the algebra of their sets."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar

import attrs

from conferencekit._kinds import misfits
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.time.instant import Instant

__all__ = ["Window", "Windows"]


@attrs.frozen(order=True)
class Window:
    """An unbroken span of time, from its start up to, not including, its end.

    Raises:
        InvalidInputError: It does not end after it starts.
    """

    start: Instant
    end: Instant
    _holds_its_kinds: ClassVar = True

    def __attrs_post_init__(self) -> None:
        """Refuse an empty or backward span, and one of anything but instants."""
        if type(self.start) is not Instant or type(self.end) is not Instant:
            raise InvalidInputError(misfits(self), source="window")
        if self.end <= self.start:
            raise InvalidInputError.single(
                "", f"ends at {self.end.isoformat()}, not after its start {self.start.isoformat()}"
            )

    @property
    def duration(self) -> timedelta:
        """Elapsed time from start to end."""
        return self.end - self.start

    def __contains__(self, other: "Instant | Window") -> bool:
        """Whether an instant, or the whole of a window, lies inside."""
        if isinstance(other, Instant):
            return self.start <= other < self.end
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Window") -> bool:
        """Whether some instant lies in both; touching is not overlapping."""
        return self.start < other.end and other.start < self.end


def _checked(windows: Iterable[object]) -> Iterator[Window]:
    """The windows; what else there is is refused."""
    if isinstance(windows, Window):
        raise InvalidInputError.single("", "several windows are wanted, not one", "give [window]")
    for one in windows:
        if not isinstance(one, Window):
            raise InvalidInputError.single("", f"{shorten(one)} is not a Window")
        yield one


def _joined(windows: Iterable[Window]) -> Iterator[Window]:
    """The same instants in the fewest windows, in order."""
    ordered = sorted(windows)
    if not ordered:
        return
    current = ordered[0]
    for window in ordered[1:]:
        if window.start > current.end:
            yield current
            current = window
        elif window.end > current.end:
            current = Window(current.start, window.end)
    yield current


@attrs.frozen(init=False)
class Windows:
    """A set of instants made of windows; overlapping and touching ones are joined.

    Equal sets are equal, however they were put together.

    Args:
        windows: In any order.

    Attributes:
        spans: The windows, in order, none touching the next.
    """

    spans: tuple[Window, ...]
    _holds_its_kinds: ClassVar = True

    def __init__(self, windows: Iterable[Window] = ()) -> None:
        self.__attrs_init__(tuple(_joined(_checked(windows))))

    def __iter__(self) -> Iterator[Window]:
        """The joined windows in order."""
        return iter(self.spans)

    def __len__(self) -> int:
        """How many joined windows there are."""
        return len(self.spans)

    def __contains__(self, other: Instant | Window) -> bool:
        """Whether an instant, or the whole of a window, lies inside one of the joined windows."""
        return any(other in span for span in self.spans)

    @property
    def duration(self) -> timedelta:
        """Elapsed time covered."""
        return sum((span.duration for span in self.spans), timedelta())

    def __or__(self, other: "Windows") -> "Windows":
        """What lies in either."""
        return Windows((*self.spans, *other.spans))

    def __and__(self, other: "Windows") -> "Windows":
        """What lies in both."""
        return Windows(
            Window(max(one.start, two.start), min(one.end, two.end))
            for one in self.spans
            for two in other.spans
            if one.overlaps(two)
        )

    def __sub__(self, other: "Windows") -> "Windows":
        """What lies in this and not in the other."""
        return Windows(piece for span in self.spans for piece in _outside(span, other))


def _outside(span: Window, holes: Windows) -> Iterator[Window]:
    """The parts of a window that lie in none of the holes."""
    edges = [span.start]
    for hole in holes:
        if hole.overlaps(span):
            edges += [max(hole.start, span.start), min(hole.end, span.end)]
    edges.append(span.end)
    for start, end in list(pairwise(edges))[::2]:
        if start < end:
            yield Window(start, end)
