"""What a school does for one child: needs, strategies, interventions, reviews.

Words about a child stay out of ``repr``. Goals are referred to by id.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise

import attrs

from conferencekit._checks import known, repeated_ids, whole
from conferencekit._fields import as_checked
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.time import Instant

__all__ = [
    "Dosage",
    "Intervention",
    "Need",
    "Resource",
    "Review",
    "ReviewOutcome",
    "SupportPlan",
    "Tier",
    "TierChange",
]


class Tier(StrEnum):
    """How far support goes, in a multi-tiered system of supports (MTSS, RTI)."""

    UNIVERSAL = "universal"
    """Tier 1: for every student."""
    TARGETED = "targeted"
    """Tier 2: for some, mostly in small groups."""
    INTENSIVE = "intensive"
    """Tier 3: for a few, mostly one by one."""


@attrs.frozen(field_transformer=as_checked)
class Need:
    """Something a student needs.

    Attributes:
        id: Unique within the plan.
        text: What, in the words of those who know the student.
        kind: The kind of need by which strategies are found, such as ``decoding``; empty where
            it is of no kind.
    """

    id: str
    text: str = attrs.field(repr=False)
    kind: str = ""


@attrs.frozen(field_transformer=as_checked)
class Resource:
    """A thing, a place or a person that helps.

    Attributes:
        title: What it is.
        where: Where it is found: a place, an address, a person's id.
    """

    title: str = attrs.field(repr=False)
    where: str = attrs.field(default="", repr=False)


@attrs.frozen(field_transformer=as_checked)
class Dosage:
    """How much of an intervention is planned from a day on.

    Attributes:
        since: From which day.
        minutes: Of one session.
        times: How many sessions.
        in_days: In how many days, such as 7 for a week.
        group: How many students are in it.

    Raises:
        InvalidInputError: A number is below 1.
    """

    since: date
    minutes: int
    times: int
    in_days: int = 7
    group: int = 1

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        names = ("minutes", "times", "in_days", "group")
        faults = [fault for name in names for fault in whole(getattr(self, name), 1, name)]
        if faults:
            raise InvalidInputError(faults, source="dosage")

    @property
    def minutes_a_day(self) -> float:
        """Planned minutes for each day of the calendar."""
        return self.minutes * self.times / self.in_days


@attrs.frozen(field_transformer=as_checked)
class Intervention:
    """Something done for a student at certain times, beyond what all have.

    Attributes:
        id: Unique within the plan.
        title: What is done.
        tier: How far it goes.
        dosages: How much is planned, each from a day on, in order. The first day is that of the
            first.
        goals: The ids of the goals it serves.
        needs: The ids of the needs it answers.
        strategy: The id of the strategy it follows; None where it follows none of the library.
        provider: The id of who gives it; None where nobody has taken it.
        backup: The id of who gives it when they cannot.
        until: The last day; None where it goes on.
        entry: Who should have it.
        exit: When it has done its work.

    Raises:
        InvalidInputError: There is no dosage, or the days are not in order.
    """

    id: str
    title: str = attrs.field(repr=False)
    tier: Tier
    dosages: tuple[Dosage, ...]
    goals: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    strategy: str | None = None
    provider: str | None = None
    backup: str | None = None
    until: date | None = None
    entry: str = attrs.field(default="", repr=False)
    exit: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        """Check the days."""
        faults = tuple(_intervention_faults(self))
        if faults:
            raise InvalidInputError(faults, source=f"intervention {self.id!r}")

    @property
    def since(self) -> date:
        """The first day."""
        return self.dosages[0].since

    def runs(self, day: date) -> bool:
        """Whether it is given on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def _intervention_faults(one: Intervention) -> Iterator[Fault]:
    if not one.dosages:
        yield Fault("dosages", "at least one is needed")
        return
    for index, (before, after) in enumerate(pairwise(one.dosages), start=1):
        if after.since <= before.since:
            yield Fault(f"dosages[{index}].since", f"{after.since} is not after the one before")
    if one.until is not None and one.until < one.dosages[-1].since:
        yield Fault("until", f"{one.until} is before {one.dosages[-1].since}")


@attrs.frozen(field_transformer=as_checked)
class TierChange:
    """From which day a student has support of which tier, and why.

    Attributes:
        since: The day.
        tier: The tier.
        by: The id of who decided it.
        why: Why: the data looked at, the criterion that was met.
    """

    since: date
    tier: Tier
    by: str
    why: str = attrs.field(repr=False)


class ReviewOutcome(StrEnum):
    """What came of a review."""

    CONTINUE = "continue"
    CHANGE = "change"
    INTENSIFY = "intensify"
    FADE = "fade"
    """Give less of it, bit by bit."""
    END = "end"


@attrs.frozen(field_transformer=as_checked)
class Review:
    """A day on which it is looked at whether the support helps.

    Attributes:
        due: The day.
        held: When it was held; None where it was not yet.
        by: The ids of who took part.
        outcome: What came of it; None where it was not held yet.
        notes: What was said.

    Raises:
        InvalidInputError: It was held without an outcome, or has one without having been held.
    """

    due: date
    held: Instant | None = None
    by: tuple[str, ...] = ()
    outcome: ReviewOutcome | None = None
    notes: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        """Check that the outcome comes with the review."""
        if (self.held is None) != (self.outcome is None):
            raise InvalidInputError.single("outcome", "comes with held, or neither is given")


@attrs.frozen(repr=False, field_transformer=as_checked)
class SupportPlan:
    """What a school does for one student.

    Attributes:
        student: The student's id.
        strengths: What the student can build on.
        needs: What they need.
        strategies: The ids of strategies used every day.
        resources: What helps.
        interventions: What is done at certain times.
        tiers: From which day the student has support of which tier, in order.
        reviews: When it is looked at whether the support helps.

    Raises:
        InvalidInputError: Ids are repeated or unknown, or days are not in order; with every
            fault and its path.
    """

    student: str
    strengths: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    strategies: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    tiers: tuple[TierChange, ...] = ()
    reviews: tuple[Review, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check the whole."""
        faults = tuple(_plan_faults(self))
        if faults:
            raise InvalidInputError(faults, source=f"support plan of {self.student!r}")

    def __repr__(self) -> str:
        """Whose it is and how much is in it; nothing that it says."""
        return (
            f"<SupportPlan of {self.student!r}: {len(self.needs)} needs, "
            f"{len(self.interventions)} interventions>"
        )

    def tier(self, day: date) -> Tier:
        """The tier on a day; what every student has where nothing else was decided."""
        told = [change.tier for change in self.tiers if change.since <= day]
        return told[-1] if told else Tier.UNIVERSAL

    def serving(self, goal: str) -> tuple[Intervention, ...]:
        """The interventions that serve a goal, whenever they are given."""
        return tuple(one for one in self.interventions if goal in one.goals)

    def phases(self, goal: str, *, on: date) -> tuple[date, ...]:
        """The days up to a day on which the support for a goal changed, in order.

        An intervention began, its dosage changed, or it had its last day the day before. What
        is planned for later is left out: it has not changed anything yet.
        """
        days = set(_days_of_change(self.serving(goal)))
        return tuple(sorted(day for day in days if day <= on))


def _days_of_change(interventions: Iterable[Intervention]) -> Iterator[date]:
    for one in interventions:
        for dosage in one.dosages:
            yield dosage.since
        if one.until is not None and one.until < date.max:
            yield date.fromordinal(one.until.toordinal() + 1)


def _plan_faults(plan: SupportPlan) -> Iterator[Fault]:
    if not plan.student:
        yield Fault("student", "is empty")
    yield from repeated_ids(plan.needs, "needs")
    yield from repeated_ids(plan.interventions, "interventions")
    needs = {need.id for need in plan.needs}
    for index, one in enumerate(plan.interventions):
        yield from known(one.needs, needs, "need", f"interventions[{index}].needs")
    for index, (before, after) in enumerate(pairwise(plan.tiers), start=1):
        if after.since <= before.since:
            yield Fault(f"tiers[{index}].since", f"{after.since} is not after the one before")
    for index, change in enumerate(plan.tiers):
        if not change.why.strip():
            yield Fault(f"tiers[{index}].why", "is empty", "name the data and the criterion")
    seen: set[str] = set()
    for index, id_ in enumerate(plan.strategies):
        if id_ in seen:
            yield Fault(f"strategies[{index}]", f"{shorten(id_)} is named twice")
        seen.add(id_)
