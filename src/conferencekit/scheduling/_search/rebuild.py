"""Some families' meetings taken out and put back, one family after the other.

That a family comes when it prefers to, or without waiting, may take a whole chain of others who go
elsewhere, each with all their meetings, and every single exchange on the way there is worse. So
the meetings of a family, and those that stand around some other time of its teachers with the rest
of their families' meetings, are taken out together. Then each family in turn gets the starts that
are best for it among those that are free by now. This is *ruin and recreate* (Schrimpf, Schneider,
Stamm-Wilbrandt and Dueck, "Record breaking optimization results using the ruin and recreate
principle", Journal of Computational Physics 159, 2000), accepted or not as any other change.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from conferencekit.scheduling._search.chance import Chance, pick
from conferencekit.scheduling._search.families import Combinations, Place, by_cost, cells_of
from conferencekit.scheduling._search.state import OUT, Moves, State
from conferencekit.scheduling._search.timecost import FORBIDDEN
from conferencekit.scheduling.compile import Role

__all__ = ["Rebuilding", "rebuilt"]

_MOST: Final = 8
"""How many meetings are taken out at the most, unless one family has more."""
_WHOLE: Final = 0.6
"""How often all meetings of a family in the way are taken out, rather than the one."""
_SHUFFLED: Final = 0.5
"""How often families are put back in any order, rather than in that in which they were found."""
_PLACES: Final = 8
"""How many starts of each meeting are combined."""
_BLUR: Final = 0.5
"""How much of the temperature blurs what a start costs."""
_STARTS_A_STEP: Final = 2
_COMBINATIONS_A_STEP: Final = 4
"""How many starts, or combinations of them, looked at are as much effort as one step."""


@attrs.frozen
class Rebuilding:
    """Whose meetings belong together.

    Attributes:
        home: For each meeting that may be moved so, the guardian it is with; where it has none,
            the first of its people.
        tasks: For each of these people their meetings.
        people: These people.
    """

    home: dict[int, int]
    tasks: dict[int, list[int]]
    people: tuple[int, ...]

    @classmethod
    def of(cls, state: State) -> "Rebuilding":
        """Of a round; meetings whose people are to be chosen have no part in it."""
        home = {
            number: _whose(state, task.required)
            for number, task in enumerate(state.problem.tasks)
            if state.choices[number] and not state.is_staffed[number]
        }
        tasks: dict[int, list[int]] = {}
        for number, person in home.items():
            tasks.setdefault(person, []).append(number)
        return cls(home, tasks, tuple(tasks))


def rebuilt(
    state: State, rebuilding: Rebuilding, temperature: float, unplaced: float, rng: Chance
) -> tuple[Moves, float]:
    """The change that puts some meetings elsewhere, and the effort it took, in steps.

    Args:
        state: Where everything stands.
        rebuilding: Whose meetings belong together; of at least one person.
        temperature: Blurs what starts cost.
        unplaced: What a unit of priority left out costs.
        rng: What chance decides.
    """
    person = pick(rebuilding.people, rng)
    groups: dict[int, list[int]] = {}
    for number in _taken_out(state, rebuilding, person, rng):
        groups.setdefault(rebuilding.home[number], []).append(number)
    order = list(groups)
    if rng.random() < _SHUFFLED:
        order.sort(key=lambda _: rng.random())
    board = _Board(state, [number for numbers in groups.values() for number in numbers])
    for one in order:
        board.put_back(one, groups[one], temperature, unplaced, rng)
    moves = {number: at for number, at in board.starts.items() if at != state.start[number]}
    return moves, board.effort


def _whose(state: State, people: Sequence[int]) -> int:
    roles = state.problem.roles
    return next((one for one in people if roles[one] is Role.GUARDIAN), people[0])


def _taken_out(state: State, rebuilding: Rebuilding, person: int, rng: Chance) -> dict[int, None]:
    """All of somebody's meetings, and what stands around some start one of them may have."""
    mine = rebuilding.tasks[person]
    found = dict.fromkeys(mine)
    number = pick(mine, rng)
    length, at = state.length[number], pick(state.choices[number], rng)
    reach = length * (1 + int(rng.random() * 2))
    around = slice(max(0, at - reach), at + length + reach)
    others = [one for task in mine for one, _ in state.parts[task] if one != person]
    others.sort(key=lambda _: rng.random())
    for one in others:
        for other in state.rows[one][around]:
            if other in rebuilding.home and other not in found:
                theirs = [other]
                if rng.random() < _WHOLE:
                    theirs = rebuilding.tasks[rebuilding.home[other]]
                if len(found) + len(theirs) <= _MOST:
                    found |= dict.fromkeys(theirs)
    return found


class _Board:
    """Everybody's day without some meetings, and with those that are put back.

    Args:
        state: Where everything stands; it stays as it is.
        numbers: The meetings taken out.

    Attributes:
        starts: Where those put back stand, or OUT.
        effort: What it took, in steps.
    """

    def __init__(self, state: State, numbers: Sequence[int]) -> None:
        self._state = state
        self._codes: dict[int, int] = {}
        self.starts: Moves = {}
        self.effort = 1.0
        codes = self._codes
        for number in numbers:
            at = state.start[number]
            for person, cells in state.parts[number]:
                code = codes.get(person, state.codes[person])
                codes[person] = code if at == OUT else code ^ cells << at

    def put_back(
        self,
        person: int,
        numbers: Sequence[int],
        temperature: float,
        unplaced: float,
        rng: Chance,
    ) -> None:
        """Give somebody's meetings the best starts together, or none where there is none."""
        state, codes = self._state, self._codes
        places: dict[int, list[Place]] = {}
        for number in numbers:
            self.effort += len(state.choices[number]) / _STARTS_A_STEP
            found = sorted(self._places(number, person, temperature * _BLUR, rng), key=by_cost)
            out = Place(state.priority[number] * unplaced, OUT)
            places[number] = [*found[:_PLACES], out]
        order = sorted(numbers, key=lambda number: len(places[number]))
        cells = [cells_of(state.parts[number], person) for number in order]
        ordered = [places[number] for number in order]
        search = Combinations(
            state.tables[person], codes[person], cells, ordered, float(FORBIDDEN)
        )
        self.effort += search.tried / _COMBINATIONS_A_STEP
        for number, place in zip(order, search.best or (Place(0, OUT),) * len(order), strict=True):
            self._stand(number, place.start)

    def _places(self, number: int, person: int, blur: float, rng: Chance) -> Iterator[Place]:
        """Where a meeting could stand among what stands, and what it costs all but one person."""
        state, codes = self._state, self._codes
        mine, price = codes[person], state.price[number]
        my_cells = cells_of(state.parts[number], person)
        others = [
            (cells, codes[one], state.tables[one], state.tables[one][codes[one]][0])
            for one, cells in state.parts[number]
            if one != person
        ]
        for at in state.choices[number]:
            if mine & my_cells << at:
                continue
            cost = price[at]
            for cells, code, table, before in others:
                there = cells << at
                if code & there:
                    break
                cost += table[code | there][0] - before
            else:
                if cost < FORBIDDEN // 2:
                    yield Place(cost - blur * math.log(1.0 - rng.random()), at)

    def _stand(self, number: int, at: int) -> None:
        """Put a meeting somewhere; leave it out where another of the family took the place."""
        state, codes = self._state, self._codes
        parts = state.parts[number]
        if at != OUT and any(codes[person] & cells << at for person, cells in parts):
            at = OUT
        self.starts[number] = at
        if at != OUT:
            for person, cells in parts:
                codes[person] |= cells << at
