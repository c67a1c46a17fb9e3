"""All meetings of one family given new starts at once.

A family mostly wants its meetings in a row, in one session, when it prefers to come. Moving them
one by one leads through plans that are worse than either end: the first one to go to the other
evening costs a second visit. So for each meeting it is worked out what going elsewhere would cost
everybody but the family, whoever stands there coming back in exchange; and a search through the
combinations, cheapest first, finds the starts that are best for all together.

The exchanges are taken for independent of each other, which they mostly are; the weighing that
comes after this tells.
"""

from collections.abc import Sequence
from typing import Final

import attrs

from conferencekit.scheduling._search.changes import OUT, Moves, cells_of
from conferencekit.scheduling._search.combine import Combinations, Place
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN
from conferencekit.scheduling.compile import Role

__all__ = ["Family", "families", "regathered"]

_MOST_IN_THE_WAY: Final = 2
_CELLS_A_STEP: Final = 2
"""How many starts looked at are as much effort as one step."""


@attrs.frozen
class Family:
    """A guardian with the meetings that may be moved for them.

    Attributes:
        person: The guardian.
        tasks: Their meetings.
    """

    person: int
    tasks: tuple[int, ...]


def families(state: State) -> list[Family]:
    """The guardians, with those of their meetings whose people are not to be chosen."""
    tasks: dict[int, list[int]] = {}
    for number, task in enumerate(state.problem.tasks):
        if state.choices[number] and not state.is_staffed[number]:
            for person in task.required:
                if state.problem.roles[person] is Role.GUARDIAN:
                    tasks.setdefault(person, []).append(number)
    return [Family(person, tuple(numbers)) for person, numbers in tasks.items()]


def regathered(state: State, family: Family, most: float) -> tuple[Moves, float]:
    """The change that gives a family's meetings new starts, and the effort it took, in steps.

    Args:
        state: Where everything stands.
        family: Whose meetings; those that are not placed are left so.
        most: By how much the penalty may rise; no change where there is none that keeps to it.
    """
    tasks = [number for number in family.tasks if state.start[number] != OUT]
    places = {number: _Exchanges(state, family.person, number).places() for number in tasks}
    tasks.sort(key=lambda number: len(places[number]))
    effort = sum(len(state.choices[number]) for number in tasks) / _CELLS_A_STEP
    code = state.codes[family.person]
    limit = most + state.tables[family.person][code][0]
    cells = [cells_of(state.parts[number], family.person) for number in tasks]
    for number, mine in zip(tasks, cells, strict=True):
        code ^= mine << state.start[number]
    search = Combinations(
        state.tables[family.person], code, cells, [places[number] for number in tasks], limit=limit
    )
    effort += search.effort
    moves: Moves = {}
    for number, (_, start, in_the_way) in zip(tasks, search.best, strict=False):
        if start != state.start[number]:
            for one, at in ((number, start), *((o, state.start[number]) for o in in_the_way)):
                if one in moves:
                    return {}, effort
                moves[one] = at
    return moves, effort


class _Exchanges:
    """What it costs everybody but one person that a meeting of theirs goes elsewhere.

    Args:
        state: Where everything stands.
        person: Who.
        number: The meeting; it is placed.
    """

    def __init__(self, state: State, person: int, number: int) -> None:
        self._state, self._person, self._number = state, person, number
        self._now = state.start[number]
        self._others = [part for part in state.parts[number] if part[0] != person]
        self._without = {
            somebody: state.codes[somebody] ^ cells << self._now
            for somebody, cells in self._others
        }

    def places(self) -> list[Place]:
        """Where it could stand, cheapest first."""
        places: list[Place] = []
        for at in self._state.choices[self._number]:
            if at == self._now:
                places.append((0, at, ()))
                continue
            in_the_way = self._in_the_way(at)
            if in_the_way is not None:
                cost = self._cost(at, in_the_way)
                if cost < FORBIDDEN // 2:
                    places.append((cost, at, in_the_way))
        places.sort()
        return places

    def _in_the_way(self, at: int) -> tuple[int, ...] | None:
        """Who stands exactly where the meeting would; None where they cannot come back for it."""
        state, number = self._state, self._number
        length = state.length[number]
        found: tuple[int, ...] = ()
        for person, _ in self._others:
            for other in state.rows[person][at : at + length]:
                if other >= 0 and other != number and other not in found:
                    if (
                        state.start[other] != at
                        or state.length[other] != length
                        or state.price[other][self._now] >= FORBIDDEN
                        or state.is_staffed[other]
                        or len(found) == _MOST_IN_THE_WAY
                        or any(somebody == self._person for somebody, _ in state.parts[other])
                    ):
                        return None
                    found = (*found, other)
        return found

    def _cost(self, at: int, in_the_way: Sequence[int]) -> int:
        """What an exchange costs."""
        state, now = self._state, self._now
        price, parts, codes = state.price, state.parts, dict(self._without)
        cost = price[self._number][at] - price[self._number][now]
        for other in in_the_way:
            cost += price[other][now] - price[other][at]
            for somebody, cells in parts[other]:
                code = codes[somebody] if somebody in codes else state.codes[somebody]
                codes[somebody] = code ^ cells << at
        for other in in_the_way:
            for somebody, cells in parts[other]:
                if codes[somebody] & cells << now:
                    return FORBIDDEN
                codes[somebody] |= cells << now
        for somebody, cells in self._others:
            if codes[somebody] & cells << at:
                return FORBIDDEN
            codes[somebody] |= cells << at
        for somebody, code in codes.items():
            cost += state.tables[somebody][code][0] - state.cost[somebody]
        return cost
