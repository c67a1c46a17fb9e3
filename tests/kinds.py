"""Every kind of document that the library keeps: how it is read and written, and what may be."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conferencekit.assessment.formats import (
    assessment_from_json,
    assessment_to_json,
    rubric_from_json,
    rubric_to_json,
)
from conferencekit.booking._documents import SETUP, body_of_booking, booking_of
from conferencekit.booking.desk import desk_from_json, desk_to_json
from conferencekit.conference import documents as conference
from conferencekit.dialogue import Circumstance, ContactEntry, Message, Thread
from conferencekit.dialogue.documents import _kind as kind_of_dialogue
from conferencekit.goals import documents as goals
from conferencekit.planning import documents as planning
from conferencekit.privacy import documents as privacy
from conferencekit.storage import Body, Document, DocumentKind
from conferencekit.support import documents as support
from conferencekit.testing import strategies

KEY = "kept/here"


def _read_booking(data: Any, /, *, source: str) -> Any:  # noqa: ANN401
    return booking_of(Document(source, 1, Body("booking", 1, data)), "m")


BOOKING: DocumentKind[Any] = DocumentKind(
    "booking", 1, lambda one: dict(body_of_booking(one).data), _read_booking
)
DESK: DocumentKind[Any] = DocumentKind(SETUP.kind, SETUP.schema, desk_to_json, desk_from_json)
RUBRIC: DocumentKind[Any] = DocumentKind("rubric", 1, rubric_to_json, rubric_from_json)
ASSESSMENT: DocumentKind[Any] = DocumentKind(
    "assessment", 1, assessment_to_json, assessment_from_json
)


def _assessments() -> st.SearchStrategy[Any]:
    return strategies.rubrics().flatmap(strategies.assessments)


KINDS: Mapping[str, tuple[DocumentKind[Any], st.SearchStrategy[Any]]] = {
    kind.name: (kind, strategy)
    for kind, strategy in (
        (planning.SCHOOL, strategies.schools()),
        (planning.ROUND, strategies.rounds()),
        (BOOKING, strategies.bookings()),
        (DESK, strategies.desks()),
        (RUBRIC, strategies.rubrics()),
        (ASSESSMENT, _assessments()),
        (goals.GOAL, strategies.goals()),
        (goals.PLAN, strategies.action_plans()),
        (goals.RATINGS, strategies.ratings()),
        (goals.RECORD, strategies.records()),
        (support.SUPPORT, strategies.support_histories()),
        (support.DELIVERIES, strategies.deliveries()),
        (support.STRATEGIES, strategies.strategy_libraries()),
        (privacy._CONSENT, strategies.consents()),
        (privacy._HOLD, strategies.legal_holds()),
        (kind_of_dialogue(Thread, None, KEY), strategies.threads()),
        (kind_of_dialogue(Message, None, KEY), strategies.messages()),
        (kind_of_dialogue(ContactEntry, None, KEY), strategies.contact_entries()),
        (kind_of_dialogue(Circumstance, None, KEY), strategies.circumstances()),
        (conference.QUESTIONNAIRE, strategies.questionnaires()),
        (conference.ANSWERS, strategies.answers()),
        (conference.PREPARATION, strategies.preparations()),
        (conference.CONFERENCE, strategies.conference_records()),
        (conference.FOLLOW_UP, strategies.follow_ups()),
    )
}
"""By name: the kind, and a strategy for what is kept as it."""
