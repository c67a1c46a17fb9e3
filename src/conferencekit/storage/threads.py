"""Any store as an async one, its work done in threads."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from conferencekit.storage.model import Decision, Document, EventPage, Key, Page
from conferencekit.storage.protocols import AsyncStore, Store

__all__ = ["to_async"]

R = TypeVar("R")


def to_async(store: Store) -> AsyncStore:
    """A store as an async store: each call runs in a thread, so that the event loop goes on.

    For SQLite, and for stores of your own. A call that is cancelled goes on in its thread: what
    it decided may be done or not, as with a lost connection.

    Example:
        >>> import asyncio
        >>> from conferencekit.storage.memory import MemoryStore
        >>> asyncio.run(to_async(MemoryStore()).read(["a"]))
        {}
    """
    return _InThreads(store)


class _InThreads:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        return await asyncio.to_thread(self._store.read, keys)

    async def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        return await asyncio.to_thread(self._store.scan, prefix, after=after, limit=limit)

    async def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        return await asyncio.to_thread(self._store.transact, keys, decide, shared=shared)

    async def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        return await asyncio.to_thread(self._store.events, after=after, limit=limit)
