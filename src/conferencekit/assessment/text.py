"""Words for people, in one language or in several."""

import re
from collections.abc import Mapping
from typing import Final

import attrs

from conferencekit.errors import Fault, InvalidInputError, shorten

__all__ = ["Text", "text_of"]

_ANY: Final = "und"
"""BCP 47's tag for a language that is not told."""
_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def _by_tag(words: Mapping[str, str]) -> dict[str, str]:
    """In the order of the tags: files may have them in any, and it must not matter."""
    return dict(sorted(words.items()))


@attrs.frozen
class Text:
    """Words for people, by language.

    Wherever a text is wanted a plain one may be given. In files a text of no particular language
    is a plain text, any other an object such as ``{"en": "Reads aloud", "es": "Lee en voz
    alta"}``.

    Attributes:
        by_language: The words by BCP 47 tag; ``und`` where no language is told.

    Raises:
        InvalidInputError: A tag is none.

    Example:
        >>> reads = Text({"en": "Reads aloud", "es": "Lee en voz alta"})
        >>> reads.say("es-MX")
        'Lee en voz alta'
        >>> reads.say("nl")
        'Reads aloud'
    """

    by_language: Mapping[str, str] = attrs.field(factory=dict, hash=False, converter=_by_tag)

    def __attrs_post_init__(self) -> None:
        """Check the tags."""
        faults = [
            Fault(shorten(tag), "is no language tag", "such as en or zh-Hant")
            for tag in self.by_language
            if not _TAG.fullmatch(tag)
        ]
        if faults:
            raise InvalidInputError(faults)

    def say(self, *languages: str) -> str:
        """The words in the first language there is.

        Args:
            languages: Tags, best first. ``es-MX`` is answered in ``es`` where there is nothing
                closer. Where none of them is there: the words of no particular language, or
                else those that were written first.
        """
        for language in languages:
            tag = language
            while tag:
                if tag in self.by_language:
                    return self.by_language[tag]
                tag = tag.rpartition("-")[0]
        return self.by_language.get(_ANY) or next(iter(self.by_language.values()), "")

    def __str__(self) -> str:
        """The words of no particular language, or those whose tag comes first."""
        return self.say()

    def __bool__(self) -> bool:
        """Whether there are any words."""
        return bool(self.by_language)


def text_of(words: str | Mapping[str, str] | Text) -> Text:
    """A text of plain words, of words by language, or the text that is given.

    Raises:
        InvalidInputError: It is none of these.
    """
    if isinstance(words, Text):
        return words
    if isinstance(words, str):
        return Text({_ANY: words} if words else {})
    given: object = words
    if not isinstance(given, Mapping):
        text = f"{shorten(words)} is neither text nor texts by language"
        raise InvalidInputError.single("", text)
    return Text(dict(given))


def texts_of(
    by_key: Mapping[str, str] | Mapping[str, Text] | Mapping[str, str | Text],
) -> Mapping[str, Text]:
    """The same with a text of every value."""
    return {key: text_of(words) for key, words in by_key.items()}


def text_from_json(value: object) -> Text:
    """A text of a plain text or an object of texts by language."""
    if isinstance(value, str):
        return text_of(value)
    if not isinstance(value, Mapping):
        raise InvalidInputError.single(
            "", f"{shorten(value)} is neither text nor an object of texts by language"
        )
    faults = [
        Fault(shorten(tag), f"{shorten(words)} is not text")
        for tag, words in value.items()
        if type(words) is not str
    ]
    if faults:
        raise InvalidInputError(faults)
    return Text(dict(value))


def text_to_json(text: Text) -> str | dict[str, str]:
    """A plain text, where there is one of no particular language alone, or an object."""
    if not text.by_language:
        return ""
    if list(text.by_language) == [_ANY] and text.by_language[_ANY]:
        return text.by_language[_ANY]
    return dict(text.by_language)
