"""Questions to those who come to a conference, as data, in their languages."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

import attrs

from conferencekit._checks import repeated_ids
from conferencekit._fields import as_checked
from conferencekit._kinds import unknown
from conferencekit.assessment import Text, text_of
from conferencekit.conference._limits import too_long
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.goals import Role

__all__ = ["Answer", "Option", "Question", "QuestionKind", "Questionnaire"]


class QuestionKind(StrEnum):
    """How a question is answered."""

    WORDS = "words"
    YES_NO = "yes-no"
    ONE = "one"
    """By one of its options."""
    SEVERAL = "several"
    """By any of its options."""
    NUMBER = "number"
    """By a whole number from its least to its most."""


@attrs.frozen(field_transformer=as_checked)
class Option:
    """Something that can be chosen."""

    id: str
    text: Text = attrs.field(converter=text_of)


@attrs.frozen(field_transformer=as_checked)
class Question:
    """One question.

    Attributes:
        id: Unique within the questionnaire.
        text: What is asked.
        kind: How it is answered.
        options: What can be chosen; with ``one`` and ``several``, and nothing else.
        least: The least number; with ``number``, and nothing else.
        most: The greatest.
        required: Whether it has to be answered.

    Raises:
        InvalidInputError: Something does not fit its kind; with every fault.
    """

    id: str
    text: Text = attrs.field(converter=text_of)
    kind: QuestionKind = QuestionKind.WORDS
    options: tuple[Option, ...] = ()
    least: int | None = None
    most: int | None = None
    required: bool = False

    def __attrs_post_init__(self) -> None:
        """Check what belongs to its kind."""
        faults = tuple(_question_faults(self))
        if faults:
            raise InvalidInputError(faults, source=f"question {self.id!r}")


def _question_faults(question: Question) -> Iterator[Fault]:
    if not question.text:
        yield Fault("text", "is empty")
    chosen = question.kind in (QuestionKind.ONE, QuestionKind.SEVERAL)
    if chosen != bool(question.options):
        yield Fault("options", "come with 'one' and 'several', and with nothing else")
    yield from repeated_ids(question.options, "options")
    counted = question.kind is QuestionKind.NUMBER
    for name in ("least", "most"):
        value = getattr(question, name)
        if counted != (value is not None):
            yield Fault(name, "comes with 'number', and with nothing else")
        elif counted and type(value) is not int:
            yield Fault(name, f"{shorten(value)} is not a whole number")
    if type(question.least) is type(question.most) is int and question.most <= question.least:
        yield Fault("most", f"{question.most} is not above the least, {question.least}")


@attrs.frozen(field_transformer=as_checked)
class Questionnaire:
    """Questions that somebody is asked before a conference, or after it.

    Attributes:
        id: Unique among questionnaires.
        version: What is asked changes by another version alone.
        title: For people.
        to: Who is asked.
        questions: In their order; at least one.

    Raises:
        InvalidInputError: An id is empty or repeated, or there is no question.
    """

    id: str
    version: str
    title: Text = attrs.field(converter=text_of)
    to: Role = Role.GUARDIAN
    questions: tuple[Question, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check the ids."""
        faults = [Fault(name, "is empty") for name in ("id", "version") if not getattr(self, name)]
        faults += repeated_ids(self.questions, "questions")
        if not self.questions:
            faults.append(Fault("questions", "is empty"))
        if faults:
            raise InvalidInputError(faults, source=f"questionnaire {self.id!r}")

    def question(self, id_: str) -> Question:
        """The question of an id.

        Raises:
            InvalidInputError: There is none.
        """
        for one in self.questions:
            if one.id == id_:
                return one
        raise unknown("question", id_, (one.id for one in self.questions))


@attrs.frozen(field_transformer=as_checked)
class Answer:
    """What somebody answered to one question. Words about a child stay out of ``repr``.

    Attributes:
        question: The question's id.
        words: In words; also beside what was chosen.
        chosen: The ids of the options chosen; ``yes`` or ``no``.
        number: The number.
    """

    question: str
    words: str = attrs.field(default="", repr=False)
    chosen: tuple[str, ...] = attrs.field(default=(), repr=False)
    number: int | None = attrs.field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.words.strip() or self.chosen or self.number is not None)


def answer_faults(questionnaire: Questionnaire, answers: Sequence[Answer]) -> Iterator[Fault]:
    """Everything that is wrong with some answers to a questionnaire."""
    questions = {one.id: one for one in questionnaire.questions}
    answered: set[str] = set()
    for index, answer in enumerate(answers):
        path = f"answers[{index}]"
        question = questions.get(answer.question)
        if question is None:
            yield Fault(f"{path}.question", f"there is no question {shorten(answer.question)}")
            continue
        if answer.question in answered:
            yield Fault(f"{path}.question", f"{shorten(answer.question)} is answered twice")
        if not answer.is_empty:
            answered.add(answer.question)
        yield from (fault.inside(path) for fault in _misfits(question, answer))
    for question in questionnaire.questions:
        if question.required and question.id not in answered:
            yield Fault("answers", f"question {shorten(question.id)} has to be answered")


def _misfits(question: Question, answer: Answer) -> Iterator[Fault]:
    long = too_long(answer.words, "words")
    if long is not None:
        yield long
    options = {option.id for option in question.options}
    if question.kind is QuestionKind.YES_NO:
        options = {"yes", "no"}
    for index, id_ in enumerate(answer.chosen):
        if id_ not in options:
            yield Fault(f"chosen[{index}]", f"{shorten(id_)} cannot be chosen")
        elif id_ in answer.chosen[:index]:
            yield Fault(f"chosen[{index}]", f"{shorten(id_)} is chosen twice")
    if len(answer.chosen) > 1 and question.kind is not QuestionKind.SEVERAL:
        yield Fault("chosen", f"{len(answer.chosen)} are chosen of which one can be")
    if answer.number is not None:
        yield from _number_faults(question, answer.number)


def _number_faults(question: Question, number: int) -> Iterator[Fault]:
    if question.least is None or question.most is None:
        yield Fault("number", f"a question of the kind {question.kind.value!r} takes none")
    elif type(number) is not int or not question.least <= number <= question.most:
        text = f"{shorten(number)} is no whole number from {question.least} to {question.most}"
        yield Fault("number", text)
