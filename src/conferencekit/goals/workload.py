"""How much work the steps are for each who does them, and how fairly it is shared."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from math import fsum
from typing import Final

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked_in_passing
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.goals.people import Role
from conferencekit.goals.plan import ActionPlan, StepStanding

__all__ = ["Load", "Workload", "workload"]

_STAFF: Final = (Role.TEACHER, Role.SPECIALIST)


@attrs.frozen
class Load:
    """The work of one person.

    Attributes:
        owner: The person's id.
        steps: How many of their steps fall into the time.
        minutes: How much work these are, as far as it was reckoned, and what else was given.
        fair_minutes: What would be theirs if all the work were shared by capacity.
        unreckoned: How many of these steps have no minutes.
    """

    owner: str
    steps: int
    minutes: float
    fair_minutes: float
    unreckoned: int

    @property
    def ratio(self) -> float:
        """Their work for what would be fair: 1 where it is just that, 2 where it is double."""
        return self.minutes / self.fair_minutes if self.fair_minutes else 1.0


@attrs.frozen(field_transformer=as_checked)
class Workload:
    """The work of several people.

    Attributes:
        loads: The heaviest first, measured by what would be fair.
        fairness: Jain's index of minutes for capacity: 1 where all carry the same, 1 / n where
            one of n carries everything (R. Jain, D. Chiu, W. Hawe, DEC-TR-301, 1984). 1 where
            there is no work.
        ownerless: How many steps nobody has taken, of those that fall into the time.
    """

    loads: tuple[Load, ...]
    fairness: float
    ownerless: int


@attrs.define
class _Sum:
    steps: int = 0
    minutes: float = 0.0
    unreckoned: int = 0


@kinds_checked_in_passing("plans")
def workload(
    plans: Iterable[ActionPlan],
    *,
    first: date,
    last: date,
    capacity: Mapping[str, float] | None = None,
    extra: Mapping[str, float] | None = None,
    roles: Collection[Role] = _STAFF,
) -> Workload:
    """How the open steps of some plans are shared.

    A step counts where it is due by the last day, if it is overdue too, and once for each day it
    repeats on from the first day to the last. Steps without a day do not count.

    Args:
        plans: The plans.
        first: The first day of the time looked at.
        last: The last day.
        capacity: How much each can do, in any unit, such as 0.5 for half a post; 1 for who is
            not in it. Who is in it counts also without a step.
        extra: Minutes of other work in that time, by person, such as sessions of support.
        roles: Whose steps count; teachers and specialists, unless told otherwise.

    Raises:
        InvalidInputError: A capacity is not above zero.
    """
    capacity = capacity or {}
    faults = [
        Fault(f"capacity.{owner}", f"{share!r} is not above zero")
        for owner, share in capacity.items()
        if not share > 0
    ]
    if faults:
        raise InvalidInputError(faults, source="workload")
    sums = {owner: _Sum() for owner in capacity}
    for owner, minutes in (extra or {}).items():
        sums.setdefault(owner, _Sum()).minutes += minutes
    ownerless = 0
    for standing, times in _falling_into(plans, first, last):
        step = standing.step
        if step.owner is None:
            ownerless += 1
        elif step.owner.role in roles:
            one = sums.setdefault(step.owner.id, _Sum())
            one.steps += 1
            one.minutes += step.minutes * times
            one.unreckoned += step.minutes == 0
    return _shared(sums, capacity, ownerless)


def _falling_into(
    plans: Iterable[ActionPlan], first: date, last: date
) -> Iterator[tuple[StepStanding, int]]:
    """The open steps that count, and how many times."""
    for plan in plans:
        for standing in plan.steps.values():
            times = _times(standing, first, last) if standing.is_open else 0
            if times:
                yield standing, times


def _times(standing: StepStanding, first: date, last: date) -> int:
    step = standing.step
    if step.repeats is not None:
        return len(set(step.repeats.between(first, last)) - standing.days_done)
    return int(step.due is not None and step.due <= last)


def _shared(sums: Mapping[str, _Sum], capacity: Mapping[str, float], ownerless: int) -> Workload:
    able = {owner: capacity.get(owner, 1.0) for owner in sums}
    total, all_able = fsum(one.minutes for one in sums.values()), fsum(able.values())
    loads = [
        Load(owner, one.steps, one.minutes, total * able[owner] / all_able, one.unreckoned)
        for owner, one in sums.items()
    ]
    shares = [one.minutes / able[owner] for owner, one in sums.items()]
    squares = fsum(share**2 for share in shares)
    fairness = fsum(shares) ** 2 / (len(shares) * squares) if squares else 1.0
    return Workload(
        tuple(sorted(loads, key=lambda one: (-one.ratio, one.owner))), fairness, ownerless
    )
