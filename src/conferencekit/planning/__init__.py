"""From a school, a policy and wishes to a round; and keeping them all in a store."""

from conferencekit.planning._season import Remark, RemarkKind
from conferencekit.planning.build import RoundDraft, build_round
from conferencekit.planning.documents import (
    keep_plan,
    keep_round,
    keep_school,
    kept_plan,
    kept_round,
    kept_school,
)
from conferencekit.planning.policy import (
    Attendance,
    Conferences,
    Occasion,
    RoundPolicy,
    Siblings,
    StudentPart,
    policy_from_json,
    policy_to_json,
)
from conferencekit.planning.wishes import Availability, Request, Wishes

__all__ = [
    "Attendance",
    "Availability",
    "Conferences",
    "Occasion",
    "Remark",
    "RemarkKind",
    "Request",
    "RoundDraft",
    "RoundPolicy",
    "Siblings",
    "StudentPart",
    "Wishes",
    "build_round",
    "keep_plan",
    "keep_round",
    "keep_school",
    "kept_plan",
    "kept_round",
    "kept_school",
    "policy_from_json",
    "policy_to_json",
]
