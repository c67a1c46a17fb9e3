"""A state from a plan that is there already."""

from collections.abc import Mapping
from typing import NamedTuple

from conferencekit.scheduling._search.changes import Staffing
from conferencekit.scheduling._search.staff import staff
from conferencekit.scheduling._search.state import State

__all__ = ["Standing", "resume"]


class Standing(NamedTuple):
    """Where a task stands, and who is in it besides the required people.

    Attributes:
        start: Its start.
        members: For each of its pools who takes part; -1 for somebody the pool does not have.
        attending: Who attends of its optional people.
    """

    start: int
    members: tuple[int, ...]
    attending: tuple[int, ...]


def resume(state: State, standing: Mapping[int, Standing]) -> None:
    """Place tasks where they stand, as far as the rules allow; weightier ones first.

    Args:
        state: With none of them placed.
        standing: The tasks and where they stand.
    """
    tasks = state.problem.tasks
    for number in sorted(standing, key=lambda number: (-tasks[number].priority, number)):
        there = standing[number]
        if state.starts[number] >> there.start & 1:
            _place(state, number, there)


def _place(state: State, number: int, there: Standing) -> None:
    """Place one task with the people it had; where they cannot, with others; else not at all."""
    for staffing in _staffings(state, number, there):
        weighed = state.weigh({number: there.start}, staffing)
        if weighed is not None:
            state.make({number: there.start}, weighed, staffing)
            return


def _staffings(state: State, number: int, there: Standing) -> list[Mapping[int, Staffing]]:
    if not state.is_staffed[number]:
        return [{}]
    task = state.problem.tasks[number]
    chosen = state.capacities.chosen(task)
    members = tuple(
        member for pool, member in zip(task.pools, there.members, strict=True) if pool in chosen
    )
    attending = tuple(person for person in there.attending if person in task.optional)
    found = []
    if all(member in pool for pool, member in zip(chosen, members, strict=True)):
        found.append({number: state.staffed(number, members, attending)})
    others = staff(state, number, there.start)
    if others is not None:
        found += [{number: others}, {number: state.staffed(number, others.members, ())}]
    return list(found)
