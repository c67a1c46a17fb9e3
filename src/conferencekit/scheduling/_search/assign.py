"""All meetings of one person given new starts at once, as well as can be.

Where everything else stays, and each of somebody's meetings is with other people than the rest,
what a meeting costs at a start does not depend on where the others of them stand: an assignment
problem, solved exactly by shortest augmenting paths (Jonker and Volgenant, "A shortest augmenting
path algorithm for dense and sparse linear assignment problems", Computing 38, 1987). Leaving a
meeting out is one more start of its own, at the price of its priority. What depends on all of
them together, such as the person's own gaps, is not seen by the assignment but is by the weighing
that comes after it.
"""

from collections import Counter
from collections.abc import Sequence
from operator import add
from typing import Final

from conferencekit.scheduling._bits import joined_cells, room_for
from conferencekit.scheduling._search.changes import OUT, Moves
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN
from conferencekit.scheduling.compile import Role

__all__ = ["Hub", "cheapest_assignment", "hubs", "open_slots", "reassigned"]

_FEWEST: Final = 3


class Hub:
    """Somebody with many meetings, and those of them that can be assigned together.

    Attributes:
        person: Who.
        tasks: Their meetings of the most common length, no two with the same other person.
        length: Of each, in cells.
    """

    def __init__(self, state: State, person: int, tasks: Sequence[int]) -> None:
        lengths = Counter(state.length[number] for number in tasks)
        self.person = person
        self.length = max(lengths, key=lambda length: (lengths[length], length))
        self.tasks: list[int] = []
        seen: set[int] = set()
        for number in tasks:
            others = set(state.problem.tasks[number].required) - {person}
            if state.length[number] == self.length and not others & seen:
                seen |= others
                self.tasks.append(number)


def hubs(state: State) -> list[Hub]:
    """The teachers who have several meetings to assign."""
    tasks: dict[int, list[int]] = {}
    for number, task in enumerate(state.problem.tasks):
        if state.choices[number] and not state.is_staffed[number] and not task.pools:
            for person in task.required:
                if state.problem.roles[person] is Role.TEACHER:
                    tasks.setdefault(person, []).append(number)
    found = [Hub(state, person, numbers) for person, numbers in tasks.items()]
    return [hub for hub in found if len(hub.tasks) >= _FEWEST]


def open_slots(state: State, hub: Hub) -> list[int]:
    """Starts that do not overlap: where the meetings stand now, and where there is room."""
    mine = [state.start[number] for number in hub.tasks if state.start[number] != OUT]
    free = state.problem.available[hub.person] & ~state.busy(hub.person)
    starts = room_for(free, hub.length)
    while starts:
        at = (starts & -starts).bit_length() - 1
        mine.append(at)
        starts &= ~joined_cells(max(0, at - hub.length + 1), at + hub.length)
    return mine


def reassigned(
    state: State, hub: Hub, slots: Sequence[int], unplaced: float, noise: Sequence[float]
) -> Moves:
    """The change that assigns a hub's meetings anew.

    Args:
        state: Where everything stands.
        hub: Whose meetings.
        slots: Starts for them that do not overlap, with each other or with anything else of
            the hub's.
        unplaced: What a unit of priority left unplaced counts against the penalty.
        noise: Added to the costs in turn, so that several calls try several assignments; empty
            for none.
    """
    rows = []
    turn = 0
    for index, number in enumerate(hub.tasks):
        row: list[float] = list(_costs(state, hub, number, slots))
        if noise:
            for column, cost in enumerate(row):
                if cost < FORBIDDEN:
                    row[column] = cost + noise[turn % len(noise)]
                    turn += 1
        out: list[float] = [FORBIDDEN] * len(hub.tasks)
        out[index] = unplaced * state.problem.tasks[number].priority
        rows.append(row + out)
    moves = {}
    for number, column in zip(hub.tasks, cheapest_assignment(rows), strict=True):
        at = slots[column] if column < len(slots) else OUT
        if at != state.start[number]:
            moves[number] = at
    return moves


def _costs(state: State, hub: Hub, number: int, slots: Sequence[int]) -> list[int]:
    """What a meeting costs its other people, and by itself, at each of some starts."""
    costs = list(map(state.price[number].__getitem__, slots))
    now = state.start[number]
    for person, cells in state.parts[number]:
        if person != hub.person:
            code = state.codes[person]
            if now != OUT:
                code ^= cells << now
            costs = list(map(add, costs, state.tables[person].dearer(code, cells, slots)))
    return [cost if cost < FORBIDDEN // 2 else FORBIDDEN for cost in costs]


def cheapest_assignment(costs: Sequence[Sequence[float]]) -> list[int]:
    """For each row a column of its own, such that the sum of their costs is least.

    Args:
        costs: By row and column; no more rows than columns.
    """
    if not costs:
        return []
    rows, columns = len(costs), len(costs[0])
    row_price = [0.0] * rows
    column_price = [0.0] * columns
    owner = [-1] * columns
    for row in range(rows):
        _augment(costs, row, row_price, column_price, owner)
    column_of = [0] * rows
    for column, row in enumerate(owner):
        if row >= 0:
            column_of[row] = column
    return column_of


def _augment(
    costs: Sequence[Sequence[float]],
    row: int,
    row_price: list[float],
    column_price: list[float],
    owner: list[int],
) -> None:
    """Give one more row a column, along a shortest path of exchanges."""
    columns = len(owner)
    distance = [float("inf")] * columns
    came_from = [-1] * columns
    open_ = list(range(columns))
    reached: list[tuple[int, float]] = []
    column, least, at = -1, 0.0, row
    while True:
        charges, base = costs[at], least - row_price[at]
        nearest, best = -1, float("inf")
        for one in open_:
            length = base + charges[one] - column_price[one]
            if length < distance[one]:
                distance[one] = length
                came_from[one] = column
            if distance[one] < best:
                nearest, best = one, distance[one]
        column, least = nearest, best
        open_.remove(column)
        reached.append((column, least))
        if owner[column] < 0:
            break
        at = owner[column]
    row_price[row] += least
    for one, length in reached[:-1]:
        row_price[owner[one]] += least - length
        column_price[one] -= least - length
    while column >= 0:
        before = came_from[column]
        owner[column] = owner[before] if before >= 0 else row
        column = before
