"""The order in which steps are to be done, and by when each is needed."""

import heapq
from collections.abc import Iterable, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter

import attrs

from conferencekit._checks import repeated_ids
from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.errors import Faults, InvalidInputError
from conferencekit.goals.plan import Step

__all__ = ["Leg", "roadmap"]


@attrs.frozen(field_transformer=as_checked)
class Leg:
    """A step in its place on the road.

    Attributes:
        step: The step.
        needed_by: By when it has to be done so that neither it nor what comes after it is late;
            None where no day is given.
        late_for: The ids of the steps, each due before this one is, that wait for it: the days
            of the plan do not fit its order.
    """

    step: Step
    needed_by: date | None
    late_for: tuple[str, ...] = ()


@kinds_checked
def roadmap(steps: Iterable[Step]) -> tuple[Leg, ...]:
    """Steps in an order in which they can be done: none before one that it comes after.

    Among those that can be done next, the one comes first that is needed soonest. A step that
    repeats has no one day by which it is due.

    Args:
        steps: Of one plan. What they come after may be among them or not; what is not, such as
            a step that is done, holds nobody up.

    Returns:
        A leg for each step. Takes time in proportion to the steps and their dependencies, and a
        logarithm for the sorting.

    Raises:
        InvalidInputError: An id is used twice, or steps wait for each other in a circle, which
            is named.
    """
    ordered = tuple(steps)
    with Faults(source="roadmap") as faults:
        faults.extend(repeated_ids(ordered, "steps"))
    by_id = {step.id: step for step in ordered}
    before = {step.id: [one for one in step.after if one in by_id] for step in ordered}
    sorter = TopologicalSorter(before)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " before ".join(error.args[1])
        raise InvalidInputError.single("steps", f"go in a circle: {circle}") from None
    needed = _needed_by(by_id, before)
    late = _late_for(by_id, before, needed)
    legs, ready = [], [_rank(one, needed) for one in sorter.get_ready()]
    heapq.heapify(ready)
    while ready:
        id_ = heapq.heappop(ready)[2]
        legs.append(Leg(by_id[id_], needed[id_], late.get(id_, ())))
        sorter.done(id_)
        for one in sorter.get_ready():
            heapq.heappush(ready, _rank(one, needed))
    return tuple(legs)


def _rank(id_: str, needed: Mapping[str, date | None]) -> tuple[bool, date, str]:
    day = needed[id_]
    return (day is None, day or date.max, id_)


def _needed_by(
    by_id: Mapping[str, Step], before: Mapping[str, list[str]]
) -> dict[str, date | None]:
    """The earliest day among those on which a step and all that come after it are due."""
    needed: dict[str, date | None] = {id_: step.due for id_, step in by_id.items()}
    for id_ in reversed(tuple(TopologicalSorter(before).static_order())):
        day = needed[id_]
        for earlier in before[id_]:
            needed[earlier] = _sooner(needed[earlier], day)
    return needed


def _sooner(one: date | None, two: date | None) -> date | None:
    return min((day for day in (one, two) if day is not None), default=None)


def _late_for(
    by_id: Mapping[str, Step], before: Mapping[str, list[str]], needed: Mapping[str, date | None]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for id_, step in by_id.items():
        for earlier in before[id_]:
            due, wanted = by_id[earlier].due, needed[id_]
            if due is not None and wanted is not None and wanted < due:
                found[earlier] = (*found.get(earlier, ()), step.id)
    return found
