"""Instants, zones, windows and grids: exact across every change of the clocks.

Inside the library a time is an :class:`Instant`; a :class:`Zone` comes in only where a person
reads or writes a time. Spans of time are half-open: their end no longer belongs to them.
"""

from conferencekit.time.grid import Grid
from conferencekit.time.instant import Instant
from conferencekit.time.windows import Window, Windows
from conferencekit.time.zone import Zone

__all__ = ["Grid", "Instant", "Window", "Windows", "Zone"]
