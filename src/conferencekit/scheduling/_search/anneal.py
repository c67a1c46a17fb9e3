"""Simulated annealing over the moves: what is accepted, and when to go back to the best."""

import math
from collections.abc import Callable
from typing import Final

from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.chance import Chance
from conferencekit.scheduling._search.moves import Attend, Eject, Move, Relocate
from conferencekit.scheduling._search.state import Snapshot, State

__all__ = ["anneal"]

_UNPLACED: Final = 1000
"""What a unit of priority left unplaced counts against the penalty while searching."""
_HOT: Final = 60.0
_COLD: Final = 1.0

Found = Callable[[tuple[int, int], Snapshot], None]


def anneal(state: State, rng: Chance, budget: Budget, goal: tuple[int, int], found: Found) -> None:
    """Improve a state until the budget is spent or the goal is reached.

    Args:
        state: Where to start; left wherever the search ends.
        rng: What chance decides.
        budget: How long.
        goal: A score that cannot, or need not, be bettered.
        found: Told of each improvement on the best so far.
    """
    moves = _moves(state)
    best = current = state.score
    untold = False  # whether the state is the best so far, and nobody was told
    while best > goal and budget.step():
        state.forget()
        move = moves[int(rng.random() * len(moves))]
        if not move.apply(state, rng):
            state.rollback(0)
            continue
        worse = _worth(state.score) - _worth(current)
        if worse > 0 and rng.random() >= math.exp(-worse / _temperature(budget)):
            state.rollback(0)
        elif untold and state.score > best:
            # Copying the state at every improvement would cost more than the search itself.
            # So it is copied when the search is about to leave it; that one move is given up.
            state.rollback(0)
            found(best, state.snapshot())
            untold = False
        else:
            current = state.score
            if current < best:
                best, untold = current, True
    if untold:
        found(best, state.snapshot())


def _worth(score: tuple[int, int]) -> int:
    return score[0] * _UNPLACED + score[1]


def _temperature(budget: Budget) -> float:
    return _HOT * math.pow(_COLD / _HOT, budget.fraction)


def _moves(state: State) -> list[Move]:
    optional = [n for n, task in enumerate(state.problem.tasks) if task.optional]
    moves: list[Move] = [Relocate(), Relocate(), Eject(), Eject()]
    if optional:
        moves.append(Attend(optional))
    return moves
