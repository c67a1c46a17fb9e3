"""Hypothesis strategies for the library's types, for tests of your own.

What they make is valid, small, and mean: sessions across a change of the clocks, windows off the
grid, families in pieces, people who are several things at once.
"""

from conferencekit.errors import MissingExtraError

try:
    import hypothesis as hypothesis
except ImportError as error:
    raise MissingExtraError("testing", "a Hypothesis strategy") from error

from conferencekit.testing.strategies._basics import (
    bodies,
    events,
    instants,
    json_values,
    keys,
    windows,
    zones,
)
from conferencekit.testing.strategies._people import schools
from conferencekit.testing.strategies._planning import policies, wishes
from conferencekit.testing.strategies._rounds import (
    meetings_of,
    plans,
    rounds,
    weights,
    windows_around,
)

__all__ = [
    "bodies",
    "events",
    "instants",
    "json_values",
    "keys",
    "meetings_of",
    "plans",
    "policies",
    "rounds",
    "schools",
    "weights",
    "windows",
    "windows_around",
    "wishes",
    "zones",
]
