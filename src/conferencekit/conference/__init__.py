"""The conference itself: what came of it, who acknowledged it, and what was promised.

Where goals, support, assessments and the policy of access come together. Every function that
hands out a child's data, or changes it, is told who asks.
"""

from conferencekit._refusal import Refusal
from conferencekit.conference._states import (
    ConferenceAction,
    ConferenceState,
    FollowUpAction,
    FollowUpState,
)
from conferencekit.conference.documents import (
    keep_conference,
    keep_follow_up,
    kept_conference,
    kept_conferences,
    kept_follow_up,
    kept_follow_ups,
)
from conferencekit.conference.follow_up import (
    FollowUp,
    FollowUpChange,
    change_follow_up,
    open_follow_ups,
)
from conferencekit.conference.formats import (
    conference_from_json,
    conference_to_json,
    follow_up_from_json,
    follow_up_to_json,
)
from conferencekit.conference.holding import (
    acknowledge_conference,
    amend_conference,
    cancel_conference,
    conference_actions,
    hold_conference,
    miss_conference,
    requests_for_another,
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

__all__ = [
    "Account",
    "AnotherConference",
    "ConferenceAction",
    "ConferenceChange",
    "ConferenceRecord",
    "ConferenceState",
    "FollowUp",
    "FollowUpAction",
    "FollowUpChange",
    "FollowUpState",
    "Refusal",
    "Reply",
    "Statement",
    "StepSet",
    "acknowledge_conference",
    "amend_conference",
    "cancel_conference",
    "change_follow_up",
    "conference_actions",
    "conference_from_json",
    "conference_to_json",
    "follow_up_from_json",
    "follow_up_to_json",
    "hold_conference",
    "keep_conference",
    "keep_follow_up",
    "kept_conference",
    "kept_conferences",
    "kept_follow_up",
    "kept_follow_ups",
    "miss_conference",
    "open_follow_ups",
    "requests_for_another",
]
