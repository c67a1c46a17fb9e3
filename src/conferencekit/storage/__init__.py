"""Keeping documents: one verb decides, and all of a decision happens or nothing.

Knows documents, and nothing of schools or rounds. Back ends are imported from their modules:
:mod:`conferencekit.storage.memory` and :mod:`conferencekit.storage.sqlite`.
"""

from conferencekit.storage.kinds import DocumentKind
from conferencekit.storage.model import (
    Body,
    Decision,
    Document,
    Event,
    EventPage,
    Key,
    Operation,
    Page,
    StoredEvent,
    key,
)
from conferencekit.storage.protocols import Store

__all__ = [
    "Body",
    "Decision",
    "Document",
    "DocumentKind",
    "Event",
    "EventPage",
    "Key",
    "Operation",
    "Page",
    "Store",
    "StoredEvent",
    "key",
]
