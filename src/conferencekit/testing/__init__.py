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
from conferencekit.testing.history import Transaction, check_history
from conferencekit.testing.report import Failure, Report
from conferencekit.testing.stores import (
    AsyncStoreContract,
    StoreContract,
    check_async_store,
    check_store,
)

__all__ = [
    "AsyncStoreContract",
    "Failure",
    "Report",
    "StoreContract",
    "Transaction",
    "check_async_store",
    "check_cipher",
    "check_criterion_kind",
    "check_engine",
    "check_history",
    "check_rule",
    "check_scale_kind",
    "check_store",
]
