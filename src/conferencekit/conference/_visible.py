"""What one reader may see of what there is on one student."""

from collections.abc import Mapping

import attrs

from conferencekit.assessment import Assessment
from conferencekit.conference.answers import Answers
from conferencekit.conference.follow_up import FollowUp
from conferencekit.conference.record import ConferenceRecord
from conferencekit.dialogue import CheckIn, Circumstance, ContactEntry, Involvement, Proposal
from conferencekit.goals import ActionPlan, Goal
from conferencekit.progress import Record
from conferencekit.support import SupportHistory
from conferencekit.time import Instant

__all__ = ["Visible"]


@attrs.frozen
class Visible:
    """The records on a student that a brief may draw on; measurements by goal."""

    at: Instant
    viewer: str
    student: str
    assessments: tuple[Assessment, ...]
    goals: tuple[Goal, ...]
    plans: tuple[ActionPlan, ...]
    records: Mapping[str, Record]
    support: tuple[SupportHistory, ...]
    follow_ups: tuple[FollowUp, ...]
    conferences: tuple[ConferenceRecord, ...]
    answers: tuple[Answers, ...]
    circumstances: tuple[Circumstance, ...]
    proposals: tuple[Proposal, ...]
    contacts: tuple[ContactEntry, ...]
    happened: tuple[Involvement, ...]
    check_ins: tuple[CheckIn, ...]
