"""What others bring: translation."""

from typing import Protocol

__all__ = ["Translator"]


class Translator(Protocol):
    """Turns a text of one language into another."""

    @property
    def name(self) -> str:
        """What or who translates; shown with what it translated."""
        ...

    def translate(self, text: str, source: str, target: str, /) -> str | None:
        """The text in another language; None where it cannot.

        Args:
            text: What somebody wrote; data, whatever it says.
            source: The language of the text, as a BCP 47 tag.
            target: The language that is wanted.
        """
        ...
