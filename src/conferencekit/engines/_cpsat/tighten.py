"""What follows from single days, said outright: CP-SAT comes upon little of it by itself.

Every valid plan has it all, so nothing here changes what a round's best plan is.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import attrs
from ortools.sat.python import cp_model

from conferencekit.engines._cpsat.cost import Cost, Sitting
from conferencekit.engines._cpsat.days import (
    Meeting,
    cheaper_corners,
    least_idle,
    least_idle_of_sets,
    most_busy,
)
from conferencekit.engines._cpsat.parts import Part, Parts
from conferencekit.scheduling._bits import bits, joined_cells, stretches
from conferencekit.scheduling.compile import Span

__all__ = ["tighten"]

_CELLS: Final = 64
"""Up to how long sessions are looked at: the days of longer ones take seconds to go through."""
_SET: Final = 5
"""Of how many meetings all sets are looked at."""


def tighten(parts: Parts, cost: Cost) -> Iterator[None]:
    """Add what follows from each person's days, a tenth of a second's work at a time at the most.

    Args:
        parts: The variables of the model, with all rules.
        cost: What its plans cost, built.
    """
    for person in range(len(parts.of)):
        for span, mine in parts.spans_of(person):
            if len(mine) > 1 and span.cells <= _CELLS:
                yield from _add_room(parts, person, span, mine)
    for sitting in cost.sittings:
        if sitting.span.cells <= _CELLS:
            _add_idle(parts, sitting)
            yield
            if len(sitting.parts) <= _SET:
                _add_idle_of_sets(parts, sitting)
                yield


# ---------------------------------------------------------------- how much there is time for


def _add_room(parts: Parts, person: int, span: Span, mine: Sequence[Part]) -> Iterator[None]:
    """Within any hours that matter to somebody's meetings, no more of them than fit in."""
    meetings, run = _meetings(mine), parts.run_of(person)
    edges = sorted(_edges(parts, span, mine))
    for index, first in enumerate(edges[:-1]):
        room = most_busy(meetings, run, first, edges[-1])
        for last in edges[index + 1 :]:
            most = room[last - first]
            inside = [one for part in mine if (one := _within(part, first, last)).at]
            if most < min(last - first, sum(part.length for part in inside)):
                literals = [literal for part in inside for literal in part.at.values()]
                lengths = [part.length for part in inside for _ in part.at]
                parts.model.add(cp_model.LinearExpr.weighted_sum(literals, lengths) <= most)
        yield


def _edges(parts: Parts, span: Span, mine: Iterable[Part]) -> set[int]:
    """Where the hours begin and end in which meetings may stand, or would rather stand.

    A wish for a single start tells nothing of hours.
    """
    found = {span.base, span.base + span.cells}
    for part in mine:
        may = sum(1 << start for start in part.at)
        rather = [granted & may for granted, _ in parts.problem.tasks[part.task].wishes]
        for starts in (may, *(some for some in rather if some.bit_count() > 1)):
            for first, last in stretches(starts):
                found.update((first, last - 1 + part.length))
    return found


def _within(part: Part, first: int, last: int) -> Part:
    """A part as far as it lies between two cells."""
    room = joined_cells(first, last - part.length + 1)
    at = {start: literal for start, literal in part.at.items() if room >> start & 1}
    return attrs.evolve(part, at=at)


# ------------------------------------------------------------------------- how much is idle


def _add_idle(parts: Parts, sitting: Sitting) -> None:
    """So much time for meetings, so many idle cells at the least; and no more than fits in."""
    least = least_idle(_meetings(sitting.parts), parts.run_of(sitting.person))
    model, idle, come = parts.model, sitting.idle, sitting.come
    lengths = [part.length for part in sitting.parts]
    busy = cp_model.LinearExpr.weighted_sum(sitting.present, lengths)
    if max(least) < sum(lengths):
        model.add(busy <= max(least))
    corners = cheaper_corners({at: cells for at, cells in least.items() if at})
    for (x0, y0), (x1, y1) in pairwise(corners):
        if y1 > y0:
            model.add((x1 - x0) * (idle - y0 * come) >= (y1 - y0) * (busy - x0 * come))
    so_far = 0
    for at in sorted(least):
        more = min(cells for other, cells in least.items() if other >= at)
        if more > so_far:
            so_far = more
            is_busy = parts.new_literal()
            model.add(busy >= at).only_enforce_if(is_busy)
            model.add(busy < at).only_enforce_if(is_busy.negated())
            model.add(idle >= more).only_enforce_if(is_busy)


def _add_idle_of_sets(parts: Parts, sitting: Sitting) -> None:
    """These meetings, so many idle cells at the least; or never all of them."""
    known = least_idle_of_sets(_meetings(sitting.parts), parts.walks_of(sitting.person))
    model = parts.model
    for some, least in known.items():
        numbers = list(bits(some))
        present = [sitting.present[number] for number in numbers]
        smaller = [known.get(some ^ 1 << number, 0) for number in numbers]
        if any(other is None or other == least for other in smaller):
            continue  # a smaller set tells as much
        if least is None:
            model.add_bool_or([literal.negated() for literal in present])
        else:
            model.add(sitting.idle >= least).only_enforce_if(present)
            model.add(sitting.idle >= least * (sum(present) - len(present) + 1))


def _meetings(parts: Iterable[Part]) -> list[Meeting]:
    return [Meeting(part.length, part.place, sorted(part.at)) for part in parts]
