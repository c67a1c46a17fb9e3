"""A first plan: the weightiest and hardest meetings first, each where it costs least."""

from conferencekit.scheduling._bits import bits
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.changes import Staffing, Weighed
from conferencekit.scheduling._search.staff import staff
from conferencekit.scheduling._search.state import State

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
    best: tuple[int, Weighed, dict[int, Staffing]] | None = None
    for start in bits(state.open_starts(number)):
        staffing: dict[int, Staffing] = {}
        if state.is_staffed[number]:
            chosen = staff(state, number, start)
            if chosen is None:
                continue
            staffing[number] = chosen
        weighed = state.weigh({number: start}, staffing)
        if weighed is None and staffing:
            weighed, staffing = _without_guests(state, number, start, staffing[number])
        if weighed is not None and (best is None or weighed.penalty < best[1].penalty):
            best = start, weighed, staffing
    if best is not None:
        start, weighed, staffing = best
        state.make({number: start}, weighed, staffing)


def _without_guests(
    state: State, number: int, start: int, staffing: Staffing
) -> tuple[Weighed | None, dict[int, Staffing]]:
    """The same with nobody attending, where somebody's walk or run was in the way."""
    alone = {number: state.staffed(number, staffing.members, ())}
    return state.weigh({number: start}, alone), alone
