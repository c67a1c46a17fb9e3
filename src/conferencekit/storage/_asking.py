"""What every store asks of its callers before it does anything."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from conferencekit.errors import InvalidInputError, StorageError, shorten
from conferencekit.storage.model import LONGEST_KEY, Key

__all__ = ["Deciding", "beyond", "check_after", "check_keys", "check_limit", "check_prefix"]

_LARGEST_PAGE: Final = 10_000
_LAST_NUMBER: Final = 2**63 - 1
_LAST_CHARACTER: Final = "\U0010ffff"


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
    """Refuse what some store could not keep, and one key in the place of several.

    Raises:
        InvalidInputError: A text was given, which would be taken as keys of one letter; or a key
            is empty, too long, or no text that can be written.
    """
    if isinstance(keys, str):
        raise InvalidInputError.single("keys", "one text was given", "give a list of keys")
    for key in keys:
        if type(key) is not str or not 0 < len(key) <= LONGEST_KEY:
            text = f"{shorten(key)} is no text of 1 to {LONGEST_KEY} characters"
            raise InvalidInputError.single("keys", text)
        _check_characters(key, "keys")


def check_prefix(prefix: str) -> None:
    """Refuse a prefix that no key can have.

    Raises:
        InvalidInputError: It is no text that can be written.
    """
    if type(prefix) is not str:
        raise InvalidInputError.single("prefix", f"{shorten(prefix)} is no text")
    _check_characters(prefix, "prefix")


def _check_characters(text: str, place: str) -> None:
    half = not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text)
    if half or "\0" in text:
        shown = shorten(ascii(text))
        raise InvalidInputError.single(place, f"{shown} holds NUL or half a character")


def check_limit(limit: int) -> int:
    """How many things a page may have: as many as asked for, up to ten thousand.

    Raises:
        InvalidInputError: The limit is no whole number of 1 or more.
    """
    if type(limit) is not int or limit < 1:
        raise InvalidInputError.single("limit", f"{limit!r} is not a whole number of 1 or more")
    return min(limit, _LARGEST_PAGE)


def check_after(after: int) -> int:
    """The number of an event to go on after.

    Raises:
        InvalidInputError: It is no whole number of 0 or more.
    """
    if type(after) is not int or after < 0:
        raise InvalidInputError.single("after", f"{after!r} is not a whole number of 0 or more")
    return min(after, _LAST_NUMBER)


def beyond(prefix: str) -> str:
    """The first text, in the order of code points, beyond all keys that start with a prefix."""
    stem = prefix.rstrip(_LAST_CHARACTER)
    if not stem:
        return _LAST_CHARACTER * (LONGEST_KEY + 1)
    following = ord(stem[-1]) + 1
    return stem[:-1] + chr(0xE000 if following == 0xD800 else following)  # noqa: PLR2004
