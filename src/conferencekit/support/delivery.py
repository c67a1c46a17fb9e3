"""What was given of the support that was planned, and how faithfully."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import fsum

import attrs

from conferencekit._checks import whole
from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked, kinds_checked_in_passing
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.progress import SupportGiven
from conferencekit.support.model import Dosage, Intervention, SupportPlan
from conferencekit.time import Instant, Zone

__all__ = ["Deliveries", "Delivery", "minutes_by_provider", "planned_minutes", "support_given"]


@attrs.frozen(field_transformer=as_checked)
class Delivery:
    """One session of an intervention that was given, or was to be and was not.

    Attributes:
        at: When it began, or was to begin.
        minutes: How long it was; 0 where it was not given.
        by: The id of who gave it.
        fidelity: The share of the checked elements that were done as designed, from 0 to 1; None
            where nobody looked.
        note: Such as why it was not given.

    Raises:
        InvalidInputError: The minutes are no whole number, or the fidelity is no share.
    """

    at: Instant
    minutes: int
    by: str = ""
    fidelity: float | None = None
    note: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        faults = list(whole(self.minutes, 0, "minutes"))
        if self.fidelity is not None and not 0 <= self.fidelity <= 1:
            text = f"{self.fidelity} is not from 0 to 1"
            faults.append(Fault("fidelity", text, "0.85 for 85 percent"))
        if faults:
            raise InvalidInputError(faults, source="delivery")


@attrs.frozen(repr=False, field_transformer=as_checked)
class Deliveries:
    """All that was given of one intervention of a student.

    Attributes:
        student: The student's id.
        intervention: The intervention's id.
        deliveries: In order of time; one that is given twice is kept once.

    Raises:
        InvalidInputError: An id is empty.
    """

    student: str
    intervention: str
    deliveries: tuple[Delivery, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check the ids; put the deliveries in order."""
        ids = {"student": self.student, "intervention": self.intervention}
        faults = [Fault(name, "is empty") for name, id_ in ids.items() if not id_]
        if faults:
            raise InvalidInputError(faults, source="deliveries")
        ordered = sorted(dict.fromkeys(self.deliveries), key=lambda one: one.at)
        object.__setattr__(self, "deliveries", tuple(ordered))

    def __repr__(self) -> str:
        """Whose they are and how many."""
        return f"<Deliveries of {self.student!r}, {self.intervention!r}: {len(self.deliveries)}>"

    def adding(self, deliveries: Iterable[Delivery]) -> "Deliveries":
        """With further ones; those that are there already are not there twice."""
        return attrs.evolve(self, deliveries=(*self.deliveries, *deliveries))


@kinds_checked
def planned_minutes(
    intervention: Intervention, first: date, last: date, *, closed: Collection[date] = ()
) -> float:
    """How many minutes of an intervention are planned from one day to another.

    A dosage is spread evenly over the days of the calendar, weekends too: a week of three times
    20 minutes is 60 minutes, and three days of it are 25.7.

    Args:
        intervention: What is planned.
        first: The first day that counts.
        last: The last day that counts.
        closed: Days on which nothing is planned, such as holidays.
    """
    return fsum(
        days * dosage.minutes_a_day for dosage, days in _days(intervention, first, last, closed)
    )


def _days(
    intervention: Intervention, first: date, last: date, closed: Collection[date]
) -> Iterator[tuple[Dosage, int]]:
    """Each dosage with the number of days for which it is planned."""
    end = last if intervention.until is None else min(last, intervention.until)
    for index, dosage in enumerate(intervention.dosages):
        start, stop = max(first, dosage.since), end
        if index + 1 < len(intervention.dosages):
            following = intervention.dosages[index + 1].since
            stop = min(end, date.fromordinal(following.toordinal() - 1))
        if start <= stop:
            shut = sum(start <= day <= stop for day in set(closed))
            yield dosage, (stop - start).days + 1 - shut


@kinds_checked
def support_given(
    interventions: Iterable[Intervention],
    deliveries: Mapping[str, Sequence[Delivery]],
    *,
    first: date,
    last: date,
    zone: Zone,
    closed: Collection[date] = (),
) -> SupportGiven:
    """How much of the planned support was given from one day to another, and how faithfully.

    Args:
        interventions: Those that count, such as ``plan.serving(goal)``.
        deliveries: What was given of each, by its id.
        first: The first day that counts.
        last: The last day that counts.
        zone: In whose days deliveries are counted.
        closed: Days on which nothing was planned.

    Returns:
        Planned and given minutes, and the mean of the fidelities that were looked at, each
        weighted by its minutes.
    """
    planned, given = 0.0, 0
    checked: list[tuple[float, int]] = []
    for intervention in interventions:
        planned += planned_minutes(intervention, first, last, closed=closed)
        for one in deliveries.get(intervention.id, ()):
            if first <= zone.day(one.at) <= last:
                given += one.minutes
                if one.fidelity is not None and one.minutes:
                    checked.append((one.fidelity, one.minutes))
    fidelity = None
    if checked:
        fidelity = fsum(f * m for f, m in checked) / sum(m for _, m in checked)
    return SupportGiven(planned, given, fidelity)


@kinds_checked_in_passing("plans")
def minutes_by_provider(
    plans: Iterable[SupportPlan], *, first: date, last: date, closed: Collection[date] = ()
) -> dict[str, float]:
    """How many minutes each provider is to give from one day to another.

    A session for a group is one piece of work, so each of its students counts for their share of
    it. What nobody has taken is left out: see
    :class:`~conferencekit.support.overview.SupportView`.
    """
    found: dict[str, float] = {}
    for plan in plans:
        for one in plan.interventions:
            if one.provider is None:
                continue
            days = _days(one, first, last, closed)
            minutes = fsum(n * dosage.minutes_a_day / dosage.group for dosage, n in days)
            if minutes:
                found[one.provider] = found.get(one.provider, 0.0) + minutes
    return found
