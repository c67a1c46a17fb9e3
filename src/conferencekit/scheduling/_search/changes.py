"""What a change of a state is, what it would do, and what was before."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import attrs

__all__ = [
    "OUT",
    "Moves",
    "Part",
    "Snapshot",
    "Staffing",
    "Supposed",
    "Weighed",
    "cells_of",
]

OUT: Final = -1
"""The start of a task that is not placed."""

Moves = dict[int, int]
"""Tasks and where they go."""
Part = tuple[int, int]
"""A person, and the cells of a task in their code, for a task that starts in cell 0."""


def cells_of(parts: Sequence[Part], person: int) -> int:
    """The cells of a meeting in the code of somebody who is in it."""
    return next(cells for somebody, cells in parts if somebody == person)


@attrs.frozen
class Staffing:
    """Who besides the required people is in a task.

    Attributes:
        members: Who is chosen, for each of its pools that is no capacity.
        attending: The optional people who attend.
        parts: The parts of everybody in it, required people first.
    """

    members: tuple[int, ...]
    attending: tuple[int, ...]
    parts: tuple[Part, ...]


@attrs.frozen
class Snapshot:
    """Where everything stood at some time.

    Attributes:
        start: By task its start, or OUT.
        staffing: For tasks with people chosen or invited, who they were.
    """

    start: tuple[int, ...]
    staffing: Mapping[int, Staffing]


class Weighed(NamedTuple):
    """What a change would do.

    Attributes:
        unplaced: The difference in what is left unplaced.
        penalty: The difference in the penalty as the search sees it, with the guide
            (:mod:`~conferencekit.scheduling._search.guide`), in grains.
        codes: The new codes of the people it touches.
    """

    unplaced: int
    penalty: int
    codes: Mapping[int, int]


class Supposed(NamedTuple):
    """What was before a change was supposed to be made.

    Attributes:
        starts: Where its tasks stood.
        codes: What the codes of its people were.
        taken: What it took of the capacities.
    """

    starts: Moves
    codes: Mapping[int, int]
    taken: Mapping[int, int]
