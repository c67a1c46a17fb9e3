"""The grid of a span of time: the instants at which something may start."""

from collections.abc import Iterator

import attrs

from conferencekit.time.instant import Instant
from conferencekit.time.windows import Window

__all__ = ["Grid"]


@attrs.frozen
class Grid:
    """Instants a tick apart, counted in elapsed time from the start of a window.

    When the clocks change inside the window, the grid goes on ticking: a local hour that comes
    twice is in it twice, one that is skipped is not.

    Attributes:
        window: The span the grid lies over.
        tick_minutes: The distance from one point to the next; 1 or more.
    """

    window: Window
    tick_minutes: int

    @property
    def ticks(self) -> int:
        """How many whole ticks fit into the window."""
        return (self.window.end.minute - self.window.start.minute) // self.tick_minutes

    def __contains__(self, instant: Instant) -> bool:
        """Whether an instant is a point of the grid inside the window."""
        return instant in self.window and (
            (instant.microseconds - self.window.start.microseconds)
            % (self.tick_minutes * 60_000_000)
            == 0
        )

    def point(self, tick: int) -> Instant:
        """The instant ``tick`` ticks after the start of the window."""
        return self.window.start.plus(minutes=tick * self.tick_minutes)

    def tick_of(self, instant: Instant) -> int:
        """How many whole ticks lie between the start of the window and an instant."""
        return (instant.minute - self.window.start.minute) // self.tick_minutes

    def starts(self, minutes: int) -> Iterator[Instant]:
        """Every point at which something so long can start and still end inside the window."""
        last = self.window.end.minute - self.window.start.minute - minutes
        return (self.point(tick) for tick in range(last // self.tick_minutes + 1))
