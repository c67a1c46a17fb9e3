"""What a store is, and an async one: the same four verbs over the same decisions."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, TypeVar

from conferencekit.storage.model import Decision, Document, EventPage, Key, Page

__all__ = ["AsyncStore", "Store"]

R = TypeVar("R")


class Store(Protocol):
    """Keeps documents by key, and tells what happened.

    Several threads may use one store at once. What a call returns is not changed by later ones.
    """

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        """Those of some documents that exist, as they stand at one instant.

        Raises:
            StorageError: The store cannot be reached, is busy, or cannot be read.
        """
        ...

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """Documents whose key starts with a prefix, in the order of their keys.

        Args:
            prefix: What the keys start with; empty for all.
            after: Only keys beyond this one, such as ``Page.after`` of the page before.
            limit: How many at the most; 1 or more.
        """
        ...

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """Decide about some documents, and do all of what was decided, or nothing.

        No other transaction that declares one of the keys comes in between. ``decide`` is given
        those of the documents that exist, and may be called more than once; an exception from it
        goes to the caller and nothing is done.

        Args:
            keys: Of the documents that may be read and written.
            decide: From documents to a decision; pure.
            shared: Keys of documents that are only read.

        Returns:
            The decision's result.

        Raises:
            UndeclaredKeyError: It decided to write a document that is not among ``keys``.
            InvalidInputError: It decided to write what JSON cannot say.
            OutcomeUnknownError: The connection was lost while it committed.
            StorageError: The store cannot be reached, is busy, or cannot be read.
        """
        ...

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """What happened, in order, without gaps.

        Whatever is told later has a higher number than whatever was told before: who goes on
        after the last number misses nothing, however many transactions are under way. Of two
        transactions that share a key, the first to happen is told first.

        Args:
            after: Only events with a number beyond this one.
            limit: How many at the most; 1 or more.
        """
        ...


class AsyncStore(Protocol):
    """A :class:`Store` whose verbs are coroutines; decisions stay plain functions.

    Several tasks of one event loop may use one store at once. See
    :func:`~conferencekit.storage.threads.to_async` for how to make one of any store.
    """

    async def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        """See :meth:`Store.read`."""
        ...

    async def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        """See :meth:`Store.scan`."""
        ...

    async def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        """See :meth:`Store.transact`."""
        ...

    async def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """See :meth:`Store.events`."""
        ...
