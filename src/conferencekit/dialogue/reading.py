"""A thread as one person reads it: what they may see, in their language."""

from collections.abc import Iterable, Sequence

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.dialogue.model import Message, Thread
from conferencekit.dialogue.protocols import Translator
from conferencekit.errors import InvalidInputError
from conferencekit.privacy import Access

__all__ = ["ReadMessage", "belongs", "read_thread", "reply"]


@attrs.frozen
class ReadMessage:
    """A message as somebody reads it.

    Attributes:
        message: As it was written.
        text: In the reader's language where it could be had, else as it was written.
        language: Of that text.
        translated_by: The name of who translated; None where it stands as it was written.
    """

    message: Message
    text: str = attrs.field(repr=False)
    language: str
    translated_by: str | None = None


@kinds_checked
def reply(thread: Thread, access: Access, *, id: str, text: str, language: str) -> Message:  # noqa: A002
    """A message to a thread, for the same people.

    Whether it may be sent is decided by :func:`~conferencekit.dialogue.documents.keep`.

    Args:
        thread: The thread.
        access: Who writes, and when.
        id: The message's, unique among the student's messages.
        text: What they write.
        language: In which language, as a BCP 47 tag.

    Raises:
        InvalidInputError: The text is too long, or the id empty.
    """
    label = attrs.evolve(thread.label, kind="message", id=id, author=access.viewer, at=access.at)
    return Message(label, thread.label.id, text, language)


def belongs(message: Message, thread: Thread) -> bool:
    """Whether a message is of a thread, and for the same people."""
    same = ("students", "audience", "readers", "household", "until")
    return message.thread == thread.label.id and all(
        getattr(message.label, name) == getattr(thread.label, name) for name in same
    )


@kinds_checked
def read_thread(
    thread: Thread,
    messages: Iterable[Message],
    access: Access,
    *,
    languages: Sequence[str],
    translator: Translator | None = None,
) -> tuple[ReadMessage, ...]:
    """The messages of a thread that somebody may see, the oldest first.

    Nothing where they may not see the thread itself. A message in any language they read is left
    as it is; another is translated into the first of them, and says by whom. Only what the reader
    may see is given to the translator.

    Args:
        thread: The thread.
        messages: Any; those of other threads, and for other people, are passed over.
        access: Who reads.
        languages: What they read, as BCP 47 tags, best first; at least one.
        translator: Translates; None for nobody.

    Raises:
        InvalidInputError: There is no language.
    """
    if not languages:
        raise InvalidInputError.single("languages", "is empty", source="read_thread")
    if not access.read(thread.label):
        return ()
    own = access.visible(one for one in messages if belongs(one, thread))
    ordered = sorted(own, key=lambda one: (one.label.at, one.label.id))
    return tuple(_read(message, languages, translator) for message in ordered)


def _read(
    message: Message, languages: Sequence[str], translator: Translator | None
) -> ReadMessage:
    if translator is not None and not any(
        _same_language(message.language, language) for language in languages
    ):
        target = languages[0]
        text = translator.translate(message.text, message.language, target)
        if text is not None:
            return ReadMessage(message, text, target, translator.name)
    return ReadMessage(message, message.text, message.language)


def _same_language(one: str, other: str) -> bool:
    """Whether who reads the one reads the other: ``es`` and ``es-MX``, not ``zh-Hans`` and -Hant.

    Tags are compared by language and script alone (RFC 5646, section 2.2).
    """
    return _language_and_script(one) == _language_and_script(other)


def _language_and_script(tag: str) -> tuple[str, str]:
    parts = tag.lower().split("-")
    scripts = [part for part in parts[1:] if len(part) == 4 and part.isalpha()]  # noqa: PLR2004
    return parts[0], "".join(scripts[:1])
