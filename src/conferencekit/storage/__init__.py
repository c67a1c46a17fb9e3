"""Keeping documents: one verb decides, and all of a decision happens or nothing.

Knows documents, and nothing of schools or rounds. Back ends are imported from their modules:
:mod:`conferencekit.storage.memory`, :mod:`conferencekit.storage.sqlite` and
:mod:`conferencekit.storage.postgres`.
"""

from conferencekit._refusal import Refusal
from conferencekit.storage.kinds import DocumentKind
from conferencekit.storage.model import (
    Body,
    Decision,
    Document,
    Event,
    EventPage,
    Key,
    NeedKeys,
    Operation,
    Page,
    StoredEvent,
    key,
)
from conferencekit.storage.protocols import AsyncStore, Store
from conferencekit.storage.requests import forget_requests, once
from conferencekit.storage.threads import to_async
from conferencekit.storage.upcasting import Migration, Upcasters, migrate

__all__ = [
    "AsyncStore",
    "Body",
    "Decision",
    "Document",
    "DocumentKind",
    "Event",
    "EventPage",
    "Key",
    "Migration",
    "NeedKeys",
    "Operation",
    "Page",
    "Refusal",
    "Store",
    "StoredEvent",
    "Upcasters",
    "forget_requests",
    "key",
    "migrate",
    "once",
    "to_async",
]
