"""The conference itself: prepared, held, acknowledged, followed up.

Where goals, support, assessments and the policy of access come together. Every function that
hands out a child's data, or changes it, is told who asks.
"""

from conferencekit._refusal import Refusal
from conferencekit.conference._limits import LONGEST_WORDS
from conferencekit.conference._phrases import PHRASES
from conferencekit.conference._states import (
    ConferenceAction,
    ConferenceState,
    FollowUpAction,
    FollowUpState,
)
from conferencekit.conference.answers import (
    Answers,
    answer_questionnaire,
    builtin_questionnaires,
)
from conferencekit.conference.bookings import seen_bookings
from conferencekit.conference.briefing import Material, brief, briefs
from conferencekit.conference.documents import (
    conference_sources,
    keep_answers,
    keep_conference,
    keep_follow_up,
    keep_preparation,
    keep_questionnaire,
    kept_answers,
    kept_conference,
    kept_conferences,
    kept_follow_up,
    kept_follow_ups,
    kept_preparation,
    kept_questionnaire,
)
from conferencekit.conference.follow_up import (
    FollowUp,
    FollowUpChange,
    change_follow_up,
    open_follow_ups,
)
from conferencekit.conference.formats import (
    answers_from_json,
    answers_to_json,
    conference_from_json,
    conference_to_json,
    follow_up_from_json,
    follow_up_to_json,
    preparation_from_json,
    preparation_to_json,
    questionnaire_from_json,
    questionnaire_to_json,
)
from conferencekit.conference.gathering import kept_material
from conferencekit.conference.holding import (
    acknowledge_conference,
    amend_conference,
    cancel_conference,
    conference_actions,
    hold_conference,
    miss_conference,
    requests_for_another,
)
from conferencekit.conference.involving import (
    involved_by_answers,
    involved_by_bookings,
    involved_by_conferences,
)
from conferencekit.conference.pages import (
    LONGEST_LINE,
    Brief,
    Line,
    Origin,
    Section,
    Voice,
    brief_to_json,
    brief_to_text,
)
from conferencekit.conference.planned import planned_conferences, reschedule_conference
from conferencekit.conference.preparation import (
    Agenda,
    AgendaItem,
    Preparation,
    Topic,
    agenda,
)
from conferencekit.conference.questionnaire import (
    Answer,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
)
from conferencekit.conference.record import (
    Account,
    AnotherConference,
    ConferenceChange,
    ConferenceRecord,
    Reply,
    Statement,
    StepSet,
)
from conferencekit.conference.sources import SourceRecord, label_of
from conferencekit.privacy import Audiences

__all__ = [
    "Account",
    "Agenda",
    "AgendaItem",
    "AnotherConference",
    "Answer",
    "Answers",
    "Audiences",
    "Brief",
    "ConferenceAction",
    "ConferenceChange",
    "ConferenceRecord",
    "ConferenceState",
    "FollowUp",
    "FollowUpAction",
    "FollowUpChange",
    "FollowUpState",
    "LONGEST_LINE",
    "LONGEST_WORDS",
    "Line",
    "Material",
    "Option",
    "Origin",
    "PHRASES",
    "Preparation",
    "Question",
    "QuestionKind",
    "Questionnaire",
    "Refusal",
    "Reply",
    "Section",
    "SourceRecord",
    "Statement",
    "StepSet",
    "Topic",
    "Voice",
    "acknowledge_conference",
    "agenda",
    "amend_conference",
    "answer_questionnaire",
    "answers_from_json",
    "answers_to_json",
    "brief",
    "brief_to_json",
    "brief_to_text",
    "briefs",
    "builtin_questionnaires",
    "cancel_conference",
    "change_follow_up",
    "conference_actions",
    "conference_from_json",
    "conference_sources",
    "conference_to_json",
    "follow_up_from_json",
    "follow_up_to_json",
    "hold_conference",
    "involved_by_answers",
    "involved_by_bookings",
    "involved_by_conferences",
    "keep_answers",
    "keep_conference",
    "keep_follow_up",
    "keep_preparation",
    "keep_questionnaire",
    "kept_answers",
    "kept_conference",
    "kept_conferences",
    "kept_follow_up",
    "kept_follow_ups",
    "kept_material",
    "kept_preparation",
    "kept_questionnaire",
    "label_of",
    "miss_conference",
    "open_follow_ups",
    "planned_conferences",
    "preparation_from_json",
    "preparation_to_json",
    "questionnaire_from_json",
    "questionnaire_to_json",
    "requests_for_another",
    "reschedule_conference",
    "seen_bookings",
]
