"""Who may see, write and take away what, and by which rule.

One policy decides, and denies what no rule grants. Every function that hands out a child's data
takes an :class:`~conferencekit.privacy.policy.Access` and passes through it.
"""

from conferencekit.privacy.model import (
    Action,
    Audience,
    Capacity,
    Consent,
    Label,
    Purpose,
    Verdict,
)
from conferencekit.privacy.policy import Access, AccessPolicy
from conferencekit.privacy.protocols import Labelled
from conferencekit.privacy.rules import DENIALS, GRANTS, Denial, Grant

__all__ = [
    "DENIALS",
    "GRANTS",
    "Access",
    "AccessPolicy",
    "Action",
    "Audience",
    "Capacity",
    "Consent",
    "Denial",
    "Grant",
    "Label",
    "Labelled",
    "Purpose",
    "Verdict",
]
