"""The engines of the table, by name.

Each is an :class:`~conferencekit.scheduling.Engine`, named by its module and its function, and is
imported when it is asked for: most need packages that the library does without.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Final, cast

from conferencekit.scheduling import Engine

__all__ = ["ENGINES", "load"]

ENGINES: Final[Mapping[str, str]] = {
    "ours": "conferencekit.scheduling:solve",
    "cpsat": "benchmarks.engines.cpsat:solve",
    "cpsat-warm": "benchmarks.engines.cpsat:solve_warm",
    "pyjobshop": "benchmarks.engines.pyjobshop:solve",
    "fcfs": "benchmarks.engines.fcfs:solve",
}


def load(name: str) -> Engine:
    """The engine of a name; KeyError where there is none, ImportError where it lacks a package."""
    module, function = ENGINES[name].split(":")
    return cast("Engine", getattr(import_module(module), function))
