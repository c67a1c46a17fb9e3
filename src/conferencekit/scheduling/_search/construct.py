"""A first plan: the hardest meetings first, each where it costs least."""

from conferencekit.scheduling._bits import bits
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling.compile import Problem

__all__ = ["cheapest_start", "construct", "insert"]


def construct(state: State, budget: Budget) -> None:
    """Place every task that has an open start when its turn comes."""
    for number in _by_difficulty(state.problem):
        if budget.is_spent():
            return
        if state.start[number] < 0:
            insert(state, number)
    state.forget()


def _by_difficulty(problem: Problem) -> list[int]:
    """Tasks with the fewest starts for the time they take first, of those the weightiest."""

    def difficulty(number: int) -> tuple[float, int, int]:
        task = problem.tasks[number]
        return task.starts.bit_count() / task.length, -task.priority, number

    return sorted(range(len(problem.tasks)), key=difficulty)


def insert(state: State, number: int) -> bool:
    """Place an unplaced task where it costs least; whether there was a start for it."""
    excused = state.excuse(number)
    found = cheapest_start(state, number, state.open_starts(number))
    if found is not None:
        state.place(number, *found)
        excused.append(number)
    state.invite(excused)
    return found is not None


def cheapest_start(state: State, number: int, starts: int) -> tuple[int, tuple[int, ...]] | None:
    """Of some open starts of an unplaced task the cheapest, with members for its pools."""
    best: tuple[int, tuple[int, ...]] | None = None
    least: int | None = None
    for start in bits(starts):
        members = state.choose(number, start)
        if members is None:
            continue
        mark = state.mark()
        state.place(number, start, members)
        if least is None or state.penalty < least:
            least, best = state.penalty, (start, members)
        state.rollback(mark)
    return best
