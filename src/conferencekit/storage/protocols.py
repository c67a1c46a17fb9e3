"""What a store is."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, TypeVar

from conferencekit.storage.model import Decision, Document, EventPage, Key, Page

__all__ = ["Store"]

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
            StorageError: The store cannot be reached, is busy, or cannot be read.
        """
        ...

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        """What happened, in order, without gaps.

        Args:
            after: Only events with a number beyond this one.
            limit: How many at the most; 1 or more.
        """
        ...
