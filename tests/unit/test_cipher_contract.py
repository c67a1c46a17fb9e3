"""The contract of ciphers is kept by ours, and notices each way to break it."""

import base64
import itertools
import json
from collections.abc import Callable

import pytest

from conferencekit.errors import BrokenContractError, StoreCorruptError
from conferencekit.privacy.fernet import FernetCipher, new_key
from conferencekit.testing import check_cipher


def test_ours_keeps_it() -> None:
    """With one key and with several."""
    for keys in ([new_key()], [new_key(), new_key()]):
        report = check_cipher(FernetCipher(keys))
        assert str(report) == "FernetCipher: 0 failures in 54 checks"


class Good:
    """No encryption worth the name, but all that the contract can see."""

    def __init__(self) -> None:
        self.count = itertools.count()
        self.kept: dict[str, tuple[str, str]] = {}

    def encrypt(self, text: str, context: str, /) -> str:
        """A number that stands for the text."""
        token = f"token {next(self.count)}, {'x' * 20}"
        self.kept[token] = (context, text)
        return token

    def decrypt(self, token: str, context: str, /) -> str:
        """What the number stands for."""
        if token not in self.kept or self.kept[token][0] != context:
            raise StoreCorruptError("no such token")
        return self.kept[token][1]


class Lossy(Good):
    """Strips texts."""

    def decrypt(self, token: str, context: str, /) -> str:
        """Without what stands around it."""
        return super().decrypt(token, context).strip()


class Movable(Good):
    """Takes a token anywhere."""

    def decrypt(self, token: str, context: str, /) -> str:
        """Without a look at the place."""
        return super().decrypt(token, self.kept.get(token, (context,))[0])


class Plain(Good):
    """Encodes, and calls that encryption."""

    def encrypt(self, text: str, context: str, /) -> str:
        """For anybody to read."""
        return f"{context}|{text}"

    def decrypt(self, token: str, context: str, /) -> str:
        """For anybody to change."""
        place, bar, text = token.partition("|")
        if not bar or place != context:
            raise StoreCorruptError("no such token")
        return text


class Raises(Good):
    """Lets errors of its own out."""

    def decrypt(self, token: str, context: str, /) -> str:
        """With a KeyError."""
        place, text = self.kept[token]
        if place != context:
            raise StoreCorruptError("elsewhere")
        return text


class Tells(Good):
    """Shows in its error what it must not."""

    def decrypt(self, token: str, context: str, /) -> str:
        """With the text."""
        if token in self.kept and self.kept[token][0] != context:
            raise StoreCorruptError(f"{self.kept[token][1]} is elsewhere")
        return super().decrypt(token, context)


class Same(Good):
    """The same token for the same text."""

    def encrypt(self, text: str, context: str, /) -> str:
        """By what it says."""
        token = base64.b64encode(json.dumps([context, text]).encode()).decode()
        self.kept[token] = (context, text)
        return token


def test_the_double_keeps_it() -> None:
    """So what the broken ones break is theirs."""
    assert check_cipher(Good()).is_good


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (Lossy, "comes back: a text of 100000 characters: is another text"),
        (Movable, "has its place: a text of 18 characters: was not refused"),
        (Plain, "tells nothing: a text of 18 characters: the token holds the text"),
        (Plain, "is whole: a text of 100000 characters: was not refused"),
        (Raises, "is whole: a text of 0 characters: raised KeyError, not StoreCorruptError"),
        (Tells, "has its place: a text of 18 characters: the error holds the text"),
        (Same, "tells nothing: a text of 0 characters: the same text gives the same token"),
    ],
)
def test_each_way_to_break_it_is_noticed(broken: Callable[[], Good], message: str) -> None:
    """And told as a failed test."""
    report = check_cipher(broken())
    assert message in map(str, report.failures)
    with pytest.raises(BrokenContractError):
        report.raise_for_failures()
