"""Strategies for conferences: questions and answers, preparations, records, follow-ups."""

from typing import Any

import attrs
from hypothesis import strategies as st

from conferencekit.conference import (
    Account,
    AnotherConference,
    Answer,
    Answers,
    ConferenceAction,
    ConferenceChange,
    ConferenceRecord,
    FollowUp,
    FollowUpAction,
    FollowUpChange,
    Option,
    Preparation,
    Question,
    QuestionKind,
    Questionnaire,
    Reply,
    Statement,
    StepSet,
    Topic,
)
from conferencekit.errors import InvalidInputError
from conferencekit.goals import Role
from conferencekit.testing.strategies._assessment import texts
from conferencekit.testing.strategies._basics import instants
from conferencekit.testing.strategies._words import days, ids, labels, maybe_words, words

__all__ = ["answers", "conference_records", "follow_ups", "preparations", "questionnaires"]

_SOME_IDS = st.lists(ids(), max_size=2, unique=True).map(tuple)
_SOMEBODY = st.lists(ids(), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def _questions(draw: st.DrawFn, id_: str) -> Question:
    kind = draw(st.sampled_from(QuestionKind))
    chosen = kind in (QuestionKind.ONE, QuestionKind.SEVERAL)
    options = draw(st.lists(ids(), min_size=1, max_size=3, unique=True)) if chosen else []
    counted = kind is QuestionKind.NUMBER
    return Question(
        id=id_,
        text=draw(texts().filter(bool)),
        kind=kind,
        options=tuple(Option(one, draw(texts())) for one in options),
        least=draw(st.integers(-3, 3)) if counted else None,
        most=draw(st.integers(4, 9)) if counted else None,
        required=draw(st.booleans()),
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Questionnaires with questions of every kind."""
    questions = draw(st.lists(ids(), min_size=1, max_size=3, unique=True))
    return Questionnaire(
        id=draw(ids()),
        version=draw(ids()),
        title=draw(texts()),
        to=draw(st.sampled_from(Role)),
        questions=tuple(draw(_questions(id_)) for id_ in questions),
    )


def answers() -> st.SearchStrategy[Answers]:
    """Answers to some questionnaire."""
    number = st.none() | st.integers(-9, 9)
    one = st.builds(Answer, ids(), maybe_words(), _SOME_IDS, number)
    given = st.lists(one, max_size=3, unique_by=lambda one: one.question).map(tuple)
    return st.builds(Answers, labels("answers"), ids(), ids(), given)


@st.composite
def _topics(draw: st.DrawFn) -> Topic:
    minutes = draw(st.integers(1, 20))
    least = draw(st.none() | st.integers(1, minutes))
    return Topic(draw(words()), draw(ids()), minutes, least, draw(st.none() | ids()))


@st.composite
def preparations(draw: st.DrawFn) -> Preparation:
    """Preparations with topics that may need more time than there is."""
    opening, closing = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    return Preparation(
        label=draw(labels("preparation")),
        minutes=opening + closing + draw(st.integers(1, 30)),
        topics=tuple(draw(st.lists(_topics(), max_size=3))),
        opening=opening,
        closing=closing,
        conference=draw(st.none() | ids()),
        staff_notes=draw(maybe_words()),
    )


@st.composite
def _accounts(draw: st.DrawFn) -> Account:
    numbers = st.none() | st.integers(1, 40)
    another = st.builds(AnotherConference, ids(), ids(), maybe_words(), numbers, numbers)
    said = st.builds(Statement, words(), st.none() | ids())
    return Account(
        came=draw(_SOMEBODY),
        said=tuple(draw(st.lists(said, max_size=2))),
        decisions=tuple(draw(st.lists(words(), max_size=2))),
        goals=draw(_SOME_IDS),
        steps=tuple(draw(st.lists(st.builds(StepSet, ids(), ids()), max_size=2))),
        follow_ups=draw(_SOME_IDS),
        another=tuple(draw(st.lists(another, max_size=1))),
        staff_notes=draw(maybe_words()),
    )


@st.composite
def _conference_changes(draw: st.DrawFn, at: Any) -> ConferenceChange:  # noqa: ANN401
    action = draw(st.sampled_from(ConferenceAction))
    tells = action in (ConferenceAction.HOLD, ConferenceAction.AMEND)
    acknowledges = action is ConferenceAction.ACKNOWLEDGE
    return ConferenceChange(
        at=at,
        by=draw(ids()),
        action=action,
        account=draw(_accounts()) if tells else None,
        absent=draw(_SOMEBODY) if action is ConferenceAction.MISS else (),
        reply=draw(st.sampled_from(Reply)) if acknowledges else None,
        words=draw(words()),
        label=draw(st.none() | labels("conference")) if acknowledges else None,
    )


@st.composite
def conference_records(draw: st.DrawFn) -> ConferenceRecord:
    """Conferences at any point of their lives."""
    at = draw(instants())
    record = ConferenceRecord(
        label=draw(labels("conference")),
        start=draw(instants()),
        minutes=draw(st.integers(1, 60)),
        staff=draw(_SOMEBODY),
        guardians=draw(_SOME_IDS),
        with_student=draw(st.booleans()),
        round=draw(st.none() | ids()),
        meeting=draw(st.none() | ids()),
        moved_at=draw(st.none() | instants()),
    )
    for _ in range(draw(st.integers(0, 4))):
        at = at.plus(minutes=draw(st.integers(0, 10_000)))
        record = _grown(record, draw(_conference_changes(at)))
    return record


@st.composite
def follow_ups(draw: st.DrawFn) -> FollowUp:
    """Promises at any point of their lives."""
    at = draw(instants())
    follow_up = FollowUp(
        label=draw(labels("follow-up")),
        promise=draw(words()),
        owner=draw(words()),
        first_due=draw(days()),
        conference=draw(st.none() | ids()),
        to=draw(st.none() | ids()),
        for_all_homes=draw(st.booleans()),
    )
    for _ in range(draw(st.integers(0, 4))):
        at = at.plus(minutes=draw(st.integers(0, 10_000)))
        action = draw(st.sampled_from(FollowUpAction))
        due = draw(days(follow_up.due)) if action is FollowUpAction.POSTPONE else None
        follow_up = _grown(follow_up, FollowUpChange(at, draw(ids()), action, draw(words()), due))
    return follow_up


def _grown(one: Any, change: Any) -> Any:  # noqa: ANN401
    """A history with a change more, if it can be made."""
    try:
        return attrs.evolve(one, changes=(*one.changes, change))
    except InvalidInputError:
        return one
