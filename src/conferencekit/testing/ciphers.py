"""The contract of ciphers: what encrypts confidential texts at rest."""

from collections.abc import Iterator
from typing import Final

from conferencekit.errors import StoreCorruptError
from conferencekit.privacy import Cipher
from conferencekit.testing.report import Failure, Report

__all__ = ["check_cipher"]

_PLACE: Final = "circumstance/a/1.told"
_TEXTS: Final = (
    "",
    "told in confidence",
    "\n\t\x01 \\ \" ' {}",
    "ü 中文 \U0001f600 \u202e",
    '["circumstance/a/1.told", "x"]',
    "long " * 20_000,
)


def check_cipher(cipher: Cipher) -> Report:
    """Hold a cipher to its promises.

    1. A text comes back as it was, whatever is in it.
    2. A token does not hold the text, and the same text twice gives two tokens, so that nobody
       sees that two children's records say the same.
    3. A token is refused in another place than it was made for, and where any of its characters
       was changed, left out or added; always with StoreCorruptError, which does not hold the text.

    It cannot tell whether the encryption is strong.

    Args:
        cipher: With a key.
    """
    found = [(promise, failure) for text in _TEXTS for promise, failure in _tried(cipher, text)]
    failures = tuple(
        Failure(promise, f"a text of {size} characters", message)
        for promise, (size, message) in found
        if message
    )
    return Report(type(cipher).__name__, failures, len(found))


_Outcome = tuple[str, tuple[int, str]]


def _tried(cipher: Cipher, text: str) -> Iterator[_Outcome]:
    """Each promise that was tried with a text, and how it was broken; empty where it was kept."""
    size = len(text)
    token, other = cipher.encrypt(text, _PLACE), cipher.encrypt(text, _PLACE)
    back = cipher.decrypt(token, _PLACE)
    yield "comes back", (size, "" if back == text else "is another text")
    shows = bool(text) and text in token
    yield "tells nothing", (size, "the token holds the text" if shows else "")
    yield "tells nothing", (size, "the same text gives the same token" if token == other else "")
    yield "has its place", (size, _accepted(cipher, token, _PLACE + "x", text))
    for changed in _changed(token):
        yield "is whole", (size, _accepted(cipher, changed, _PLACE, text))


def _changed(token: str) -> Iterator[str]:
    middle = len(token) // 2
    other = "A" if token[middle : middle + 1] != "A" else "B"
    yield token[:middle] + other + token[middle + 1 :]
    yield token[:middle] + token[middle + 1 :]
    yield token[: max(0, middle - 4)]
    yield ""
    yield "no token \u202e"


def _accepted(cipher: Cipher, token: str, place: str, text: str) -> str:
    """What is wrong with how a bad token was met; empty where it was refused as it should."""
    try:
        cipher.decrypt(token, place)
    except StoreCorruptError as error:
        told = len(text) > 1 and text in str(error)
        return "the error holds the text" if told else ""
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        return f"raised {type(error).__name__}, not StoreCorruptError"
    return "was not refused"
