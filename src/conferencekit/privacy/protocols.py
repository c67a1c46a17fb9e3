"""What others bring: records with a label, where they are kept, and what encrypts them."""

from collections.abc import Iterable
from typing import Protocol

import attrs

from conferencekit.privacy.model import Label
from conferencekit.storage import Key

__all__ = ["Cipher", "Held", "Labelled", "Source"]


class Labelled(Protocol):
    """A record that says what the policy has to know about it."""

    @property
    def label(self) -> Label:
        """What it is, about whom, by whom and for whom."""
        ...


@attrs.frozen
class Held:
    """A record and where it is kept.

    Attributes:
        record: A frozen attrs object.
        key: Of its document; erasing the record deletes that document.
    """

    record: Labelled
    key: Key


class Source(Protocol):
    """Finds the records of one kind, wherever they are kept."""

    @property
    def name(self) -> str:
        """What the records are called, for people, such as ``goals``."""
        ...

    def records(self, student: str, /) -> Iterable[Held]:
        """Every record that is about a student, also with others; each once."""
        ...


class Cipher(Protocol):
    """Encrypts texts, and knows what it encrypted."""

    def encrypt(self, text: str, context: str, /) -> str:
        """A token that tells nothing about the text.

        Args:
            text: Any text.
            context: Where it stands; the token works in no other place.
        """
        ...

    def decrypt(self, token: str, context: str, /) -> str:
        """The text of a token.

        Raises:
            StoreCorruptError: The token was changed, stands in another place than it was made
                for, or was made with a key that is not there.
        """
        ...
