"""A first plan: the weightiest and hardest meetings first, each where it costs least."""

from collections.abc import Iterator
from operator import add

from conferencekit.scheduling._bits import bits
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.changes import Staffing, Weighed
from conferencekit.scheduling._search.staff import staff
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN

__all__ = ["construct"]


def construct(state: State, budget: Budget) -> None:
    """Place every task that has an open start when its turn comes."""
    tasks = state.problem.tasks

    def turn(number: int) -> tuple[int, float, int]:
        task = tasks[number]
        return -task.priority, len(state.choices[number]) / task.length, number

    for number in sorted(range(len(tasks)), key=turn):
        if budget.is_spent():
            return
        if state.start[number] < 0:
            _insert(state, number)


def _insert(state: State, number: int) -> None:
    """Place an unplaced task where it costs least, if there is a start for it."""
    best: tuple[int, int, Weighed, dict[int, Staffing]] | None = None
    for least, start in _promising(state, number):
        if best is not None and (least, start) > best[:2]:
            break
        staffing: dict[int, Staffing] = {}
        if state.is_staffed[number]:
            chosen = staff(state, number, start)
            if chosen is None:
                continue
            staffing[number] = chosen
        weighed = state.weigh({number: start}, staffing)
        if weighed is None and staffing:
            weighed, staffing = _without_guests(state, number, start, staffing[number])
        if weighed is not None and (best is None or (weighed.penalty, start) < best[:2]):
            best = weighed.penalty, start, weighed, staffing
    if best is not None:
        _, start, weighed, staffing = best
        state.make({number: start}, weighed, staffing)


def _promising(state: State, number: int) -> Iterator[tuple[int, int]]:
    """The open starts of an unplaced task, and what each costs at the least; cheapest first."""
    starts = list(bits(state.open_starts(number)))
    if state.is_staffed[number]:  # whoever is chosen may fill a gap of theirs
        yield from ((-FORBIDDEN, at) for at in starts)
        return
    costs = [state.price[number][at] for at in starts]
    # A row is of a whole session. To look days up for it pays where a good part may be had.
    in_rows = 2 * len(starts) >= max(span.cells for span in state.problem.spans)
    for person, cells in state.parts[number]:
        code, table = state.codes[person], state.tables[person]
        costs = list(map(add, costs, table.dearer(code, cells, starts, in_rows=in_rows)))
    waits_longest = any(state.wait[person] == state.longest for person, _ in state.parts[number])
    relief = state.longest_price * state.longest if waits_longest else 0
    for cost, at in sorted(zip(costs, starts, strict=True)):
        yield cost - relief, at


def _without_guests(
    state: State, number: int, start: int, staffing: Staffing
) -> tuple[Weighed | None, dict[int, Staffing]]:
    """The same with nobody attending, where somebody's walk or run was in the way."""
    alone = {number: state.staffed(number, staffing.members, ())}
    return state.weigh({number: start}, alone), alone
