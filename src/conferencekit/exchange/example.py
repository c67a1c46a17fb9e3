"""The example school that comes with the library."""

from datetime import date
from importlib.resources import files
from pathlib import Path

__all__ = ["EXAMPLE_DAY", "EXAMPLE_ZONE", "example_school"]

EXAMPLE_ZONE = "America/New_York"
"""Where the example school lives; OneRoster has no place for it."""


EXAMPLE_DAY = date(2026, 11, 24)
"""The first day of the example school's conferences: whose roster of the day is read."""


def example_school() -> Path:
    """The folder of the example school, a microschool of 26 students made up for the purpose.

    It holds ``roster/`` (OneRoster 1.2 and companion files), ``wishes/`` (availability and
    requests) and ``policy.toml``.
    """
    return Path(str(files("conferencekit.exchange") / "example_school"))
