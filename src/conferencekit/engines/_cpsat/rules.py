"""The hard rules in the CP-SAT model. Starts, windows and pins are in the variables already."""

from collections.abc import Iterator, Mapping, Sequence

from conferencekit.engines._cpsat.parts import Part, Parts, Var, covered
from conferencekit.scheduling._bits import joined_cells, room_for
from conferencekit.scheduling.compile import Run

__all__ = ["add_rules"]


def add_rules(parts: Parts) -> Iterator[None]:
    """Add them all, one person at a time, so that whoever waits can be told in between."""
    for person in range(len(parts.of)):
        cover = parts.covering(person)
        for literals in cover.values():
            if len(literals) > 1:
                parts.model.add_at_most_one(literals)
        if parts.problem.walks[person]:
            _add_walks(parts, person)
        run = parts.run_of(person)
        if run is not None:
            _add_runs(parts, run, cover)
        for other, closed in parts.problem.apart[person]:
            if other > person:
                _add_apart(parts, parts.of[person], parts.of[other], closed)
        yield
    for pool, members in parts.counted.items():
        _add_capacity(parts, pool, members)
        yield


def _add_capacity(parts: Parts, pool: str, members: tuple[int, ...]) -> None:
    """Rooms that are all alike: no more at once than there are, and none when none is open."""
    meetings = parts.codec.round.meetings
    cover: dict[int, list[Var]] = {}
    for number, task in enumerate(parts.problem.tasks):
        if pool in meetings[number].from_pools:
            open_ = room_for(parts.problem.available[members[0]], task.length)
            for start, literal in parts.starts[number].items():
                if not open_ >> start & 1:
                    parts.model.add(literal == 0)
                for cell in range(start, start + task.length):
                    cover.setdefault(cell, []).append(literal)
    for literals in cover.values():
        if len(literals) > len(members):
            parts.model.add(sum(literals) <= len(members))


# ---------------------------------------------------------------------------------------- rule 4


def _add_walks(parts: Parts, person: int) -> None:
    """Between two meetings far apart there is time to walk, or another meeting.

    Rule 4 speaks of consecutive meetings: a short one in between, held online or on the way, may
    save a walk. Where nothing is so short, any two meetings of a person are told apart by the time
    it takes to walk, which needs far fewer constraints.
    """
    walks = parts.walks_of(person)
    if _is_triangular(walks, parts.of[person]):
        _keep_zones_apart(parts.of[person], walks, parts)
    else:
        _keep_pairs_apart(parts.of[person], walks, parts)


def _keep_zones_apart(
    mine: Sequence[Part], walks: Mapping[int, Mapping[int, int]], parts: Parts
) -> None:
    """Whoever is at a place, or on the way from it, is not in a meeting that far away.

    Places between which nobody walks and that are as far from all others are one zone.
    """
    zones: dict[tuple[tuple[int, int], ...], list[Part]] = {}
    where: dict[tuple[tuple[int, int], ...], int] = {}
    for part in mine:
        zone = tuple(sorted(walks.get(part.place, {}).items()))
        zones.setdefault(zone, []).append(part)
        where.setdefault(zone, part.place)
    for zone, here in zones.items():
        for distance in set(dict(zone).values()):
            there = [
                part
                for other, some in zones.items()
                if dict(zone).get(where[other]) == distance
                for part in some
            ]
            _keep_off(parts, covered(here, distance), covered(there))


def _keep_off(parts: Parts, here: Mapping[int, list[Var]], there: Mapping[int, list[Var]]) -> None:
    for cell in here.keys() & there.keys():
        busy = parts.new_literal()
        for literal in here[cell]:
            parts.model.add_implication(literal, busy)
        parts.model.add_at_most_one([*there[cell], busy])


def _is_triangular(walks: Mapping[int, Mapping[int, int]], mine: Sequence[Part]) -> bool:
    """Whether going by way of a third meeting never takes less time than a walk."""
    between: dict[int, int] = {}
    for part in mine:
        between[part.place] = min(part.length, between.get(part.place, part.length))
    for here, far in walks.items():
        for there, distance in far.items():
            for place, length in between.items():
                near = walks.get(place, {})
                if place not in (here, there) and distance > (
                    near.get(here, 0) + length + near.get(there, 0)
                ):
                    return False
    return True


def _keep_pairs_apart(
    mine: Sequence[Part], walks: Mapping[int, Mapping[int, int]], parts: Parts
) -> None:
    """Two meetings too near each other do not both stand, unless a third is between them."""
    for one in mine:
        for other in mine:
            distance = walks.get(other.place, {}).get(one.place, 0)
            if distance and one.task != other.task:
                for start, here in one.at.items():
                    end = start + one.length
                    for begin in range(end, end + distance):
                        if begin in other.at:
                            clause = [here.negated(), other.at[begin].negated()]
                            clause += _between(mine, end, begin)
                            parts.model.add_bool_or(clause)


def _between(mine: Sequence[Part], end: int, begin: int) -> Iterator[Var]:
    """The literals of meetings that stand between two times."""
    for part in mine:
        for start in range(end, begin - part.length + 1):
            if start in part.at:
                yield part.at[start]


# ------------------------------------------------------------------------------------ rules 5, 6


def _add_runs(parts: Parts, run: Run, cover: Mapping[int, list[Var]]) -> None:
    """A cell is in a run where a meeting is, or a pause too short to end it."""
    model = parts.model
    for span in parts.problem.spans:
        inside = range(span.base, span.base + span.cells)
        busy = {cell: sum(cover[cell]) for cell in inside if cell in cover}
        on: dict[int, Var] = busy
        if run.pause > 1:
            on = {cell: parts.new_literal() for cell in inside}
            for cell, some in busy.items():
                model.add(on[cell] >= some)
                for later in range(cell + 2, cell + run.pause + 1):
                    if later in busy:
                        for short in range(cell + 1, later):
                            model.add(on[short] >= some + busy[later] - 1)
        for first in inside:
            stretch = range(first, first + run.longest + 1)
            if all(cell in on for cell in stretch):
                model.add(sum(on[cell] for cell in stretch) <= run.longest)


def _add_apart(
    parts: Parts, ones: list[Part], others: list[Part], closed: tuple[int, ...]
) -> None:
    """Of any two meetings, one of each, not both where they would be too near."""
    for one in ones:
        for start, literal in one.at.items():
            near = 0
            for cell in range(start, start + one.length):
                near |= closed[cell]
            for other in others:
                if other.task != one.task:
                    clash = [
                        there
                        for begin, there in other.at.items()
                        if near & joined_cells(begin, begin + other.length)
                    ]
                    if clash:
                        parts.model.add_at_most_one([literal, *clash])
