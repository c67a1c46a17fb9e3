"""What follows from a circumstance: adjustments in time, proposed by rules that say why."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.dialogue.model import Circumstance
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.privacy import Access

__all__ = ["ADJUSTMENT_RULES", "Adjustment", "AdjustmentRule", "Proposal", "propose"]


class Adjustment(StrEnum):
    """What the school can do when life changes."""

    ADD_CHECK_IN = "add-check-in"
    """Speak with the family sooner than the cadence says."""
    REVIEW_SUPPORT = "review-support"
    """Look at the student's support plan again."""
    REVIEW_GOALS = "review-goals"
    """Look at goals and their days again."""
    MOVE_CONFERENCE = "move-conference"
    """Offer another day, place or form for a conference."""


@attrs.frozen(field_transformer=as_checked)
class AdjustmentRule:
    """What is proposed when a circumstance of some topic is told.

    Attributes:
        id: Unique among the rules.
        topics: Which circumstances it is for, by their topic.
        adjustment: What is proposed.
        within_days: In how many days from being told; 0 or more.
        because: Why, in a sentence that gives nothing away of what was told.

    Raises:
        InvalidInputError: Something is empty, or the days are none.
    """

    id: str
    topics: frozenset[str]
    adjustment: Adjustment
    within_days: int
    because: str

    def __attrs_post_init__(self) -> None:
        """Refuse a rule that could propose nothing, or not say why."""
        faults = [
            Fault(name, "is empty")
            for name in ("id", "topics", "because")
            if not getattr(self, name)
        ]
        if type(self.within_days) is not int or not 0 <= self.within_days <= _YEAR:
            text = f"{self.within_days!r} is no number of days from 0 to {_YEAR}"
            faults.append(Fault("within_days", text))
        if faults:
            raise InvalidInputError(faults, source="rule of adjustment")


_YEAR: Final = 366

ADJUSTMENT_RULES: Final = (
    AdjustmentRule(
        "loss-check-in",
        frozenset({"bereavement", "illness", "separation"}),
        Adjustment.ADD_CHECK_IN,
        3,
        "A family in a hard time should hear from the school soon, and not have to ask.",
    ),
    AdjustmentRule(
        "loss-goals",
        frozenset({"bereavement", "illness", "separation"}),
        Adjustment.REVIEW_GOALS,
        14,
        "Goals set before may ask too much for a while.",
    ),
    AdjustmentRule(
        "health-support",
        frozenset({"health", "medication"}),
        Adjustment.REVIEW_SUPPORT,
        7,
        "Support rests on how a student was when it was planned.",
    ),
    AdjustmentRule(
        "move-conference",
        frozenset({"moving", "work-shift", "transport"}),
        Adjustment.MOVE_CONFERENCE,
        7,
        "A time that suited the family may suit it no longer.",
    ),
)
"""Ours, to start with. The topics are words; a school takes its own."""


@attrs.frozen(field_transformer=as_checked)
class Proposal:
    """An adjustment that a person may want to make.

    Attributes:
        student: The student's id.
        adjustment: What.
        by: Until which day.
        because: Why, in the rule's words; nothing of what was told.
        rule: The rule's id.
        circumstance: The id of the circumstance.
    """

    student: str
    adjustment: Adjustment
    by: date
    because: str
    rule: str
    circumstance: str


@kinds_checked
def propose(
    circumstances: Iterable[Circumstance],
    access: Access,
    *,
    rules: Iterable[AdjustmentRule] = ADJUSTMENT_RULES,
) -> tuple[Proposal, ...]:
    """What should be adjusted, the most urgent first.

    Only from circumstances that the viewer may see: a proposal tells by itself that there is one.
    Nor from those whose time is over.

    Args:
        circumstances: Any.
        access: Who wants to know, and when.
        rules: What follows from what.
    """
    current = [
        one
        for one in access.visible(circumstances)
        if one.label.until is None or access.at < one.label.until
    ]
    made = _proposals(current, access, tuple(rules))
    return tuple(sorted(made, key=lambda one: (one.by, one.student, one.circumstance, one.rule)))


def _proposals(
    circumstances: Iterable[Circumstance], access: Access, rules: tuple[AdjustmentRule, ...]
) -> Iterator[Proposal]:
    zone = access.policy.school.timezone
    for circumstance in circumstances:
        label = circumstance.label
        for rule in rules:
            if circumstance.topic in rule.topics:
                by = zone.day(label.at) + timedelta(days=rule.within_days)
                yield Proposal(
                    student=label.students[0],
                    adjustment=rule.adjustment,
                    by=by,
                    because=rule.because,
                    rule=rule.id,
                    circumstance=label.id,
                )
