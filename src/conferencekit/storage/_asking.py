"""What every store asks of its callers before it does anything."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from conferencekit.errors import InvalidInputError, StorageError
from conferencekit.storage.model import Key

__all__ = ["Deciding", "check_keys", "check_limit"]


class Deciding:
    """Keeps decisions from using the store that asks for them, thread by thread.

    A decision sees what it declared and nothing else: else it might act on what changes before
    its own changes are written.
    """

    def __init__(self) -> None:
        self._local = threading.local()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """While this thread decides."""
        self._local.busy = True
        try:
            yield
        finally:
            self._local.busy = False

    def refuse(self) -> None:
        """Say no where this thread is deciding.

        Raises:
            StorageError: It is.
        """
        if getattr(self._local, "busy", False):
            raise StorageError("a decision uses no store: declare the keys it is to be given")


def check_keys(keys: Collection[Key]) -> None:
    """Refuse one key in the place of several.

    Raises:
        InvalidInputError: A text was given, which would be taken as keys of one letter.
    """
    if isinstance(keys, str):
        raise InvalidInputError.single("keys", "one text was given", "give a list of keys")


def check_limit(limit: int) -> None:
    """Refuse to look for less than one thing.

    Raises:
        InvalidInputError: The limit is no whole number of 1 or more.
    """
    if type(limit) is not int or limit < 1:
        raise InvalidInputError.single("limit", f"{limit!r} is not a whole number of 1 or more")
