"""Parent-teacher conferences as a library: from a school's files to a checked, scored timetable.

Every name below is imported when it is first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conferencekit._refusal import Refusal as Refusal
    from conferencekit.errors import ConferenceKitError as ConferenceKitError
    from conferencekit.errors import Fault as Fault
    from conferencekit.errors import InvalidInputError as InvalidInputError
    from conferencekit.exchange import read_oneroster as read_oneroster
    from conferencekit.exchange import read_plan as read_plan
    from conferencekit.exchange import read_policy as read_policy
    from conferencekit.exchange import read_round as read_round
    from conferencekit.exchange import read_school as read_school
    from conferencekit.exchange import read_wishes as read_wishes
    from conferencekit.exchange import write_plan as write_plan
    from conferencekit.exchange import write_round as write_round
    from conferencekit.exchange import write_school as write_school
    from conferencekit.planning import Availability as Availability
    from conferencekit.planning import Request as Request
    from conferencekit.planning import RoundPolicy as RoundPolicy
    from conferencekit.planning import Wishes as Wishes
    from conferencekit.planning import build_round as build_round
    from conferencekit.scheduling import Bound as Bound
    from conferencekit.scheduling import Meeting as Meeting
    from conferencekit.scheduling import Person as Person
    from conferencekit.scheduling import Plan as Plan
    from conferencekit.scheduling import Round as Round
    from conferencekit.scheduling import Score as Score
    from conferencekit.scheduling import Session as Session
    from conferencekit.scheduling import check as check
    from conferencekit.scheduling import explain as explain
    from conferencekit.scheduling import score as score
    from conferencekit.scheduling import solve as solve
    from conferencekit.scheduling import timetable as timetable
    from conferencekit.scheduling import why_not as why_not
    from conferencekit.school import School as School
    from conferencekit.storage.memory import MemoryStore as MemoryStore
    from conferencekit.storage.sqlite import SqliteStore as SqliteStore
    from conferencekit.time import Instant as Instant
    from conferencekit.time import Window as Window
    from conferencekit.time import Windows as Windows
    from conferencekit.time import Zone as Zone

    __version__: str

__all__ = [
    "Availability",
    "Bound",
    "ConferenceKitError",
    "Fault",
    "Instant",
    "InvalidInputError",
    "Meeting",
    "MemoryStore",
    "Person",
    "Plan",
    "Refusal",
    "Request",
    "Round",
    "RoundPolicy",
    "School",
    "Score",
    "Session",
    "SqliteStore",
    "Window",
    "Windows",
    "Wishes",
    "Zone",
    "build_round",
    "check",
    "explain",
    "read_oneroster",
    "read_plan",
    "read_policy",
    "read_round",
    "read_school",
    "read_wishes",
    "score",
    "solve",
    "timetable",
    "why_not",
    "write_plan",
    "write_round",
    "write_school",
]

_ROOMS = {
    "_refusal": ("Refusal",),
    "errors": ("ConferenceKitError", "Fault", "InvalidInputError"),
    "exchange": (
        "read_oneroster",
        "read_plan",
        "read_policy",
        "read_round",
        "read_school",
        "read_wishes",
        "write_plan",
        "write_round",
        "write_school",
    ),
    "planning": ("Availability", "Request", "RoundPolicy", "Wishes", "build_round"),
    "scheduling": (
        "Bound",
        "Meeting",
        "Person",
        "Plan",
        "Round",
        "Score",
        "Session",
        "check",
        "explain",
        "score",
        "solve",
        "timetable",
        "why_not",
    ),
    "school": ("School",),
    "storage.memory": ("MemoryStore",),
    "storage.sqlite": ("SqliteStore",),
    "time": ("Instant", "Window", "Windows", "Zone"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}


if not TYPE_CHECKING:  # type checkers would take every name to be there

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version  # noqa: PLC0415

            return version("conferencekit")
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
