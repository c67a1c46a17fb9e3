"""What home and school tell each other: threads, messages, contacts and circumstances.

Each is about one student, and carries the label that says who may see it.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

import attrs

from conferencekit._fields import as_checked
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.privacy import Audience, Confidential, Label

__all__ = ["LONGEST_TEXT", "Circumstance", "ContactEntry", "Medium", "Message", "Thread"]

LONGEST_TEXT: Final = 20_000
"""How many characters a text of theirs may have."""


def _check(label: Label, kind: str, texts: dict[str, str], more: Iterable[Fault] = ()) -> None:
    faults = (*_faults(label, kind, texts), *more)
    if faults:
        raise InvalidInputError(faults, source=kind)


def _faults(label: Label, kind: str, texts: dict[str, str]) -> Iterator[Fault]:
    if label.kind != kind:
        yield Fault("label.kind", f"{shorten(label.kind)} is not {kind!r}")
    if len(label.students) != 1:
        yield Fault("label.students", f"{len(label.students)} students are named, not one")
    if label.author is None:
        yield Fault("label.author", "is missing")
    for name, text in texts.items():
        if len(text) > LONGEST_TEXT:
            yield Fault(name, f"has {len(text)} characters", f"{LONGEST_TEXT} at the most")


@attrs.frozen(field_transformer=as_checked)
class Thread:
    """A conversation between home and school.

    Attributes:
        label: Of kind ``thread``. Its household is the one the school talks with; None for all
            of the student's.
        subject: What it is about, for people.
        about: The kind and the id of the record it is tied to, such as ``("goal", "g1")``; None
            where it is about the student as such.

    Raises:
        InvalidInputError: The label does not fit, or the subject is too long.
    """

    label: Label
    subject: str = attrs.field(repr=False)
    about: tuple[str, str] | None = None

    def __attrs_post_init__(self) -> None:
        """Check label and subject."""
        _check(self.label, "thread", {"subject": self.subject})


@attrs.frozen(field_transformer=as_checked)
class Message:
    """One message of a thread. It is never changed once it was sent.

    Attributes:
        label: Of kind ``message``; by whom, when, and for the same people as the thread.
        thread: The thread's id.
        text: As it was written.
        language: The language it was written in, as a BCP 47 tag.

    Raises:
        InvalidInputError: The label does not fit, or the text is too long.
    """

    label: Label
    thread: str
    text: str = attrs.field(repr=False)
    language: str

    def __attrs_post_init__(self) -> None:
        """Check label and text."""
        _check(self.label, "message", {"text": self.text})


class Medium(StrEnum):
    """How somebody was spoken with."""

    IN_PERSON = "in-person"
    PHONE = "phone"
    VIDEO = "video"
    MESSAGE = "message"
    LETTER = "letter"


@attrs.frozen(field_transformer=as_checked)
class ContactEntry:
    """That the school spoke with a household, or tried to: a line of the contact log.

    Attributes:
        label: Of kind ``contact``; its household is the one that was spoken with.
        medium: How.
        reached: Whether somebody of the household answered.
        note: What matters of it.

    Raises:
        InvalidInputError: The label does not fit, or the note is too long.
    """

    label: Label
    medium: Medium
    reached: bool
    note: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        """Check label and note."""
        _check(self.label, "contact", {"note": self.note})
        if self.label.household is None:
            text = "is missing: with whom did they speak?"
            raise InvalidInputError.single("label.household", text, source="contact")


@attrs.frozen(field_transformer=as_checked)
class Circumstance:
    """Something in a student's life that the school was told, and takes into account.

    Attributes:
        label: Of kind ``circumstance``: by whom it was told, who may know, until when. Its
            audience is ``confidential``, with its readers, or ``private``: whatever is for more
            people than were named was not told in confidence.
        topic: What sort of thing it is, such as ``bereavement``. Rules go by it: of a topic that
            no rule names nothing follows.
        told: What was told.

    Raises:
        InvalidInputError: The label does not fit, the topic is empty, or the text is too long.
    """

    label: Label
    topic: str
    told: Confidential

    def __attrs_post_init__(self) -> None:
        """Check label, topic and text."""
        faults = []
        if self.label.audience not in (Audience.CONFIDENTIAL, Audience.PRIVATE):
            text = f"{self.label.audience.value!r} is for more people than were told in confidence"
            hint = "confidential, with the readers it names"
            faults.append(Fault("label.audience", text, hint))
        if not self.topic:
            faults.append(Fault("topic", "is empty"))
        texts = {"told": self.told.reveal(), "topic": self.topic}
        _check(self.label, "circumstance", texts, faults)
