"""A store that lives as long as the process: for tests, for trying out, as a model for others."""

from collections.abc import Callable, Collection, Mapping
from threading import RLock
from typing import TypeVar

from conferencekit.storage._asking import (
    Deciding,
    check_after,
    check_keys,
    check_limit,
    check_prefix,
)
from conferencekit.storage._encode import Encoded, decode, encode
from conferencekit.storage.model import (
    Body,
    Decision,
    Document,
    Event,
    EventPage,
    Key,
    Page,
    StoredEvent,
)

__all__ = ["MemoryStore"]

R = TypeVar("R")


class MemoryStore:
    """A :class:`~conferencekit.storage.protocols.Store` in memory.

    It keeps JSON texts, as a database would, so that nothing passes here that fails there.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._deciding = Deciding()
        self._texts: dict[Key, tuple[str, int, str]] = {}
        self._versions: dict[Key, int] = {}
        self._events: list[tuple[str, str]] = []

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        """See :meth:`Store.read <conferencekit.storage.protocols.Store.read>`."""
        self._deciding.refuse()
        check_keys(keys)
        with self._lock:
            return {key: self._document(key) for key in keys if key in self._texts}

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """See :meth:`Store.scan <conferencekit.storage.protocols.Store.scan>`."""
        self._deciding.refuse()
        limit = check_limit(limit)
        check_prefix(prefix)
        with self._lock:
            keys = sorted(
                key
                for key in self._texts
                if key.startswith(prefix) and (after is None or key > after)
            )
            documents = tuple(self._document(key) for key in keys[:limit])
        return Page(documents, documents[-1].key if len(keys) > limit else None)

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """See :meth:`Store.transact <conferencekit.storage.protocols.Store.transact>`."""
        for some in (keys, shared):
            check_keys(some)
        with self._lock:
            found = self.read({*keys, *shared})
            with self._deciding.hold():
                decision = decide(found)
            self._apply(encode(decision, keys))
        return decision.result

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """See :meth:`Store.events <conferencekit.storage.protocols.Store.events>`."""
        self._deciding.refuse()
        after, limit = check_after(after), check_limit(limit)
        with self._lock:
            found = self._events[after : after + limit]
        events = tuple(
            StoredEvent(number, Event(kind, decode(text, f"event {number}")))
            for number, (kind, text) in enumerate(found, start=after + 1)
        )
        return EventPage(events, after + len(events))

    def _document(self, key: Key) -> Document:
        kind, schema, text = self._texts[key]
        return Document(key, self._versions[key], Body(kind, schema, decode(text, key)))

    def _apply(self, encoded: Encoded) -> None:
        for key, body in encoded.put.items():
            self._texts[key] = body
            self._versions[key] = self._versions.get(key, 0) + 1
        for key in encoded.delete:
            self._texts.pop(key, None)
        self._events += encoded.events
