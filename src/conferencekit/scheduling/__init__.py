"""Slot allocation: a round in, a plan out.

A :class:`Round` says what is to be placed and who can when; :func:`solve` finds a
:class:`Plan`; :func:`check` and :func:`score` say whether it is valid and how good it is.
"""

from conferencekit.scheduling.engine import Engine, Improvement, Progress
from conferencekit.scheduling.explain import (
    Apart,
    Fact,
    Held,
    Hours,
    LongestRun,
    OnlyMembers,
    Pinned,
    Reason,
    ReasonKind,
    Stands,
    TooLong,
    Walk,
    Within,
    explain,
    is_enough,
    relaxed,
)
from conferencekit.scheduling.formats import (
    plan_from_json,
    plan_to_json,
    round_from_json,
    round_to_json,
)
from conferencekit.scheduling.plan import Bound, Placement, Plan, Score, Terms
from conferencekit.scheduling.round import (
    KeepApart,
    Kind,
    Meeting,
    Person,
    Place,
    Pool,
    Round,
    Session,
    Travel,
    TravelPair,
    Weights,
)
from conferencekit.scheduling.rules import Breach, Rule, check
from conferencekit.scheduling.scoring import penalty, score
from conferencekit.scheduling.solver import solve
from conferencekit.scheduling.timetables import Appointment, timetable

__all__ = [
    "Apart",
    "Appointment",
    "Bound",
    "Breach",
    "Engine",
    "Fact",
    "Held",
    "Hours",
    "Improvement",
    "KeepApart",
    "Kind",
    "LongestRun",
    "Meeting",
    "OnlyMembers",
    "Person",
    "Pinned",
    "Place",
    "Placement",
    "Plan",
    "Pool",
    "Progress",
    "Reason",
    "ReasonKind",
    "Round",
    "Rule",
    "Score",
    "Session",
    "Stands",
    "Terms",
    "TooLong",
    "Travel",
    "TravelPair",
    "Walk",
    "Weights",
    "Within",
    "check",
    "explain",
    "is_enough",
    "penalty",
    "plan_from_json",
    "plan_to_json",
    "relaxed",
    "round_from_json",
    "round_to_json",
    "score",
    "solve",
    "timetable",
]
