"""Through the year: threads, check-ins, the contact log, and circumstances told in confidence.

Every function that returns a child's data takes an :class:`~conferencekit.privacy.policy.Access`.
"""

from conferencekit._refusal import Refusal
from conferencekit.dialogue.adjustments import (
    Adjustment,
    AdjustmentRule,
    Proposal,
    propose,
)
from conferencekit.dialogue.checkins import (
    Cadence,
    CheckIn,
    Pause,
    Recipient,
    Reminder,
    check_ins,
)
from conferencekit.dialogue.documents import dialogue_sources, keep, kept
from conferencekit.dialogue.involvement import (
    FamilyInvolvement,
    Involvement,
    InvolvementReport,
    Stage,
    involved_by_messages,
    show_involvement,
)
from conferencekit.dialogue.model import Circumstance, ContactEntry, Medium, Message, Thread
from conferencekit.dialogue.protocols import Translator
from conferencekit.dialogue.reading import ReadMessage, read_thread, reply

__all__ = [
    "Adjustment",
    "AdjustmentRule",
    "Cadence",
    "CheckIn",
    "Circumstance",
    "ContactEntry",
    "FamilyInvolvement",
    "Involvement",
    "InvolvementReport",
    "Medium",
    "Message",
    "Pause",
    "Proposal",
    "ReadMessage",
    "Recipient",
    "Refusal",
    "Reminder",
    "Stage",
    "Thread",
    "Translator",
    "check_ins",
    "dialogue_sources",
    "involved_by_messages",
    "keep",
    "kept",
    "propose",
    "read_thread",
    "reply",
    "show_involvement",
]
