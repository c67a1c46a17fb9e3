"""Contract kits: hold what you plug in to what the library promises of it.

They need no test runner, and report everything they find.
"""

from conferencekit.testing.assessment import (
    check_criterion_kind,
    check_rule,
    check_scale_kind,
)
from conferencekit.testing.ciphers import check_cipher
from conferencekit.testing.engines import check_engine
from conferencekit.testing.report import Failure, Report

__all__ = [
    "Failure",
    "Report",
    "check_cipher",
    "check_criterion_kind",
    "check_engine",
    "check_rule",
    "check_scale_kind",
]
