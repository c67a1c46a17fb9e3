"""Files and formats of the world outside: what this library reads from there and writes for it."""

from conferencekit.exchange._atomic import check_writable
from conferencekit.exchange.example import EXAMPLE_DAY, EXAMPLE_ZONE, example_school
from conferencekit.exchange.files import (
    read_plan,
    read_policy,
    read_round,
    read_school,
    write_plan,
    write_round,
    write_school,
)
from conferencekit.exchange.oneroster import RosterImport, read_oneroster
from conferencekit.exchange.wishes import read_wishes

__all__ = [
    "EXAMPLE_DAY",
    "EXAMPLE_ZONE",
    "RosterImport",
    "check_writable",
    "example_school",
    "read_oneroster",
    "read_plan",
    "read_policy",
    "read_round",
    "read_school",
    "read_wishes",
    "write_plan",
    "write_round",
    "write_school",
]
