"""Conferences are prepared: questions are asked and answered, and the agenda fits the time."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.conference import (
    LONGEST_WORDS,
    Answer,
    Answers,
    Option,
    Preparation,
    Question,
    QuestionKind,
    Questionnaire,
    Refusal,
    Topic,
    agenda,
    answer_questionnaire,
    answers_from_json,
    answers_to_json,
    builtin_questionnaires,
    keep_answers,
    keep_preparation,
    keep_questionnaire,
    kept_answers,
    kept_preparation,
    kept_questionnaire,
    preparation_from_json,
    preparation_to_json,
    questionnaire_from_json,
    questionnaire_to_json,
)
from conferencekit.errors import InvalidInputError
from conferencekit.goals import Role
from conferencekit.privacy import Access, AccessPolicy, Audience, Label, Purpose, disclose
from conferencekit.storage import Store
from conferencekit.time import Instant
from samples import made

NOW = Instant.parse("2026-11-20T15:00Z")
POLICY = AccessPolicy(made())
FAMILY, STUDENT, AFTERWARDS = builtin_questionnaires()
LABEL = Label("preparation", "p1", ("noah",), "ada", NOW, Audience.FAMILY)


def access(viewer: str) -> Access:
    """Somebody who prepares."""
    return POLICY.viewing(viewer, at=NOW, purpose=Purpose.CONFERENCE)


def answered(viewer: str, *answers: Answer, to: Questionnaire = FAMILY) -> Answers:
    """What somebody answered about Noah."""
    found = answer_questionnaire(to, answers, access(viewer), student="noah", id_=f"{viewer}-1")
    assert isinstance(found, Answers)
    return found


def test_the_ready_ones_are_in_both_languages() -> None:
    """Every text of every question and option, and they survive a file."""
    for one in builtin_questionnaires():
        texts = [one.title]
        for question in one.questions:
            texts += [question.text, *(option.text for option in question.options)]
        assert all(set(text.by_language) == {"en", "es"} for text in texts)
        assert questionnaire_from_json(questionnaire_to_json(one)) == one
    assert (FAMILY.to, STUDENT.to) == (Role.GUARDIAN, Role.STUDENT)
    assert FAMILY.question("topics").text.say("es-MX").startswith("¿De qué quiere")
    with pytest.raises(InvalidInputError, match="unknown question 'none'"):
        FAMILY.question("none")


def test_questions_that_cannot_be_asked_are_refused() -> None:
    """With every fault."""
    with pytest.raises(InvalidInputError) as caught:
        Question("q", "", QuestionKind.ONE, least=1)
    assert [fault.path for fault in caught.value.faults] == ["text", "options", "least"]
    with pytest.raises(InvalidInputError) as caught:
        Question("q", "how many", QuestionKind.NUMBER, (Option("a", "a"),), least=5, most=5)
    assert [fault.path for fault in caught.value.faults] == ["options", "most"]
    with pytest.raises(InvalidInputError) as caught:
        Question("q", "how many", QuestionKind.NUMBER, least=1.5, most="5")  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == ["least", "most"]
    with pytest.raises(InvalidInputError) as caught:
        Question("q", "how many", QuestionKind.NUMBER, least=1, most=None)
    assert [fault.path for fault in caught.value.faults] == ["most"]
    with pytest.raises(InvalidInputError) as caught:
        Questionnaire("", "1", "t")
    assert [fault.path for fault in caught.value.faults] == ["id", "questions"]
    with pytest.raises(InvalidInputError) as caught:
        Questionnaire("q", "1", "t", questions=(FAMILY.questions[0], FAMILY.questions[0]))
    assert [fault.path for fault in caught.value.faults] == ["questions[1].id"]


def test_answers_are_between_the_school_and_who_gave_them() -> None:
    """The other household does not see them, nor does whoever has no right to."""
    tom = answered("tom", Answer("worries", "He is bored."), Answer("enjoys", " "))
    assert [one.question for one in tom.answers] == ["worries"]
    assert "bored" not in repr(tom)
    sees = [v for v in ("tom", "ada", "hannah", "noah", "sean", "ben") if disclose(tom, access(v))]
    assert sees == ["tom", "ada"]
    noah = answered("noah", Answer("gladly", number=4), to=STUDENT)
    sees = [v for v in ("tom", "ada", "hannah", "noah", "sean") if disclose(noah, access(v))]
    assert sees == ["tom", "ada", "hannah", "noah"]
    assert noah.answer("gladly") == Answer("gladly", number=4)
    assert noah.answer("proud") is None
    staff = attrs.evolve(FAMILY, to=Role.TEACHER)
    assert answered("ada", Answer("enjoys", "foxes"), to=staff).label.audience is Audience.STAFF
    special = attrs.evolve(FAMILY, to=Role.SPECIALIST)
    for viewer, to in (("sean", FAMILY), ("noah", FAMILY), ("tom", STUDENT), ("ada", special)):
        found = answer_questionnaire(to, (), access(viewer), student="noah", id_="x")
        assert isinstance(found, Refusal)


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        (Answer("none"), "answers[0].question"),
        (Answer("worries", "x" * (LONGEST_WORDS + 1)), "answers[0].words"),
        (Answer("tells", chosen=("gladly", "mixed")), "answers[0].chosen"),
        (Answer("tells", chosen=("never",)), "answers[0].chosen[0]"),
        (Answer("needs", chosen=("online", "online")), "answers[0].chosen[1]"),
        (Answer("worries", number=3), "answers[0].number"),
    ],
)
def test_answers_that_do_not_fit_are_refused(answer: Answer, path: str) -> None:
    """With the place."""
    with pytest.raises(InvalidInputError) as caught:
        answered("tom", answer)
    assert [fault.path for fault in caught.value.faults] == [path]


def test_numbers_yes_and_no_and_what_has_to_be_answered() -> None:
    """Each by its kind."""
    for number in (0, 6):
        with pytest.raises(InvalidInputError, match="from 1 to 5"):
            answered("noah", Answer("gladly", number=number), to=STUDENT)
    with pytest.raises(InvalidInputError, match="number: True is not a whole number"):
        Answer("gladly", number=True)
    with pytest.raises(InvalidInputError, match="'maybe' cannot be chosen"):
        answered("noah", Answer("leads", chosen=("maybe",)), to=STUDENT)
    must = attrs.evolve(
        FAMILY, questions=(attrs.evolve(FAMILY.questions[0], required=True), FAMILY.questions[1])
    )
    with pytest.raises(InvalidInputError, match="'enjoys' has to be answered"):
        answered("tom", Answer("enjoys", " "), to=must)
    with pytest.raises(InvalidInputError, match="answered twice"):
        answered("tom", Answer("enjoys", "a"), Answer("enjoys", "b"), to=must)


def test_questionnaires_and_answers_are_kept(store: Store) -> None:
    """A version is kept for good, and nobody writes over the answers of others."""
    assert keep_questionnaire(FAMILY).run(store)
    assert keep_questionnaire(FAMILY).run(store)
    assert isinstance(keep_questionnaire(attrs.evolve(STUDENT, id="family")).run(store), Refusal)
    assert kept_questionnaire("family", "1").run(store) == FAMILY
    tom = answered("tom", Answer("worries", '=HYPERLINK("x")\r\nBEGIN:VEVENT\u202e<script>'))
    assert keep_answers(tom, access("tom")).run(store)
    assert (
        list(kept_answers(store, access("tom"), "noah"))
        == list(kept_answers(store, access("ada")))
        == [tom]
    )
    assert answers_from_json(answers_to_json(tom)) == tom
    hers = attrs.evolve(tom, label=attrs.evolve(tom.label, author="hannah"))
    assert isinstance(keep_answers(hers, access("hannah")).run(store), Refusal)
    for changes in ({"kind": "note"}, {"students": ("noah", "ivy")}):
        with pytest.raises(InvalidInputError):
            attrs.evolve(tom, label=attrs.evolve(tom.label, **changes))


def test_preparations_are_kept_unless_changed_meanwhile(store: Store) -> None:
    """Whoever did not see the change is told."""
    first = Preparation(LABEL, 20, (Topic("reading", "ada"),))
    second = attrs.evolve(first, staff_notes="ask about sleep")
    assert keep_preparation(first, access("ada")).run(store)
    assert keep_preparation(second, access("ada"), before=first).run(store)
    assert isinstance(
        keep_preparation(attrs.evolve(first, minutes=30), access("ada"), before=first).run(store),
        Refusal,
    )
    assert kept_preparation("noah", "p1", access("ada")).run(store) == second
    assert preparation_from_json(preparation_to_json(second)) == second
    assert "sleep" not in str(disclose(second, access("tom")))
    assert agenda(second, access("sean")) is None


@pytest.mark.parametrize(
    ("make", "paths"),
    [
        (lambda: Topic("", "", 0, 0), ["title", "by", "minutes", "least"]),
        (lambda: Topic("reading", "ada", 3, 4), ["least"]),
        (lambda: Preparation(LABEL, 5), ["minutes"]),
        (
            lambda: Preparation(attrs.evolve(LABEL, kind="x", students=("a", "b")), 0, opening=-1),
            ["label.kind", "label.students", "minutes", "opening"],
        ),
    ],
)
def test_preparations_that_cannot_be_are_refused(make: Any, paths: list[str]) -> None:  # noqa: ANN401
    """With every fault."""
    with pytest.raises(InvalidInputError) as caught:
        make()
    assert [fault.path for fault in caught.value.faults] == paths


def test_an_agenda_takes_topics_in_turn() -> None:
    """Everybody's first before anybody's second."""
    topics = (
        Topic("reading", "ada", 8, 5),
        Topic("maths", "ada", 5),
        Topic("friends", "hannah", 5, 3),
        Topic("sleep", "hannah", 4, 2),
    )
    found = agenda(Preparation(LABEL, 20, topics), access("tom"))
    assert found is not None
    assert [(one.topic.title, one.start, one.minutes) for one in found.items] == [
        ("reading", 2, 5),
        ("friends", 7, 3),
        ("maths", 10, 5),
        ("sleep", 15, 2),
    ]
    assert found.left_over == ()
    assert found.closing == 17
    short = agenda(Preparation(LABEL, 15, topics), access("tom"))
    assert short is not None
    assert [(one.topic.title, one.minutes) for one in short.items] == [
        ("reading", 5),
        ("friends", 3),
        ("sleep", 2),
    ]
    assert [one.title for one in short.left_over] == ["maths"]


TOPICS = st.lists(
    st.builds(
        lambda by, least, more: Topic("t", by, least + more, least),
        st.sampled_from(["ada", "hannah", "tom"]),
        st.integers(1, 12),
        st.integers(0, 12),
    ),
    max_size=12,
)


@given(TOPICS, st.integers(6, 60))
def test_an_agenda_fits_and_is_fair(topics: list[Topic], minutes: int) -> None:
    """It never runs over, loses no topic, and puts nobody's second before another's first."""
    found = agenda(Preparation(LABEL, minutes, tuple(topics)), access("ada"))
    assert found is not None
    placed = [one.topic for one in found.items]
    assert sorted(map(id, [*placed, *found.left_over])) == sorted(map(id, topics))
    at = 2
    for item in found.items:
        assert item.start == at
        assert item.topic.needs <= item.minutes <= item.topic.minutes
        at += item.minutes
    assert at == found.closing <= minutes - 3
    if any(item.minutes < item.topic.minutes for item in found.items):
        assert found.closing == minutes - 3
    firsts: dict[str, Topic] = {}
    for topic in topics:
        firsts.setdefault(topic.by, topic)
    for topic in found.left_over:
        if any(topic is first for first in firsts.values()):
            others = sum(one.needs for one in firsts.values() if one is not topic)
            assert topic.needs + others > minutes - 5
