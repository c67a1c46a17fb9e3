"""The example school that comes with the library."""

from importlib.resources import files
from pathlib import Path

__all__ = ["EXAMPLE_ZONE", "example_school"]

EXAMPLE_ZONE = "America/New_York"
"""Where the example school lives; OneRoster has no place for it."""


def example_school() -> Path:
    """The folder of the example school, a microschool of 26 students made up for the purpose.

    It holds ``roster/`` (OneRoster 1.2 and companion files), ``wishes/`` (availability and
    requests) and ``policy.toml``.
    """
    return Path(str(files("conferencekit.exchange") / "example_school"))
