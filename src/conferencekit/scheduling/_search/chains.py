"""What has to move along when a task moves to where others stand.

Both functions take a change that is not finished and add to it until nothing stands in anything's
way, or give up: where a task may not go there, or the chain grows too long.

exchange
    Whoever stands in the way goes back by as much as the first task came forward, and so on: the
    tasks of two stretches of time change sides. With meetings of two people that is a Kempe chain
    of edge colouring, and all people but those at its ends are as busy as before.
push
    Whoever stands in the way moves on in the same direction, just far enough.
"""

from typing import Final

from conferencekit.scheduling._search.changes import OUT, Moves
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN

__all__ = ["exchange", "push"]

_MOST: Final = 12
"""How many tasks a chain may have."""


def exchange(state: State, moves: Moves) -> bool:
    """Finish a change by letting stretches of time change sides; False where that cannot be."""
    start, rows, parts = state.start, state.rows, state.parts
    length, price = state.length, state.price
    todo = [number for number, at in moves.items() if at != OUT and start[number] != OUT]
    while todo:
        number = todo.pop()
        at = moves[number]
        back = start[number] - at
        end = at + length[number]
        for person, _ in parts[number]:
            for other in rows[person][at:end]:
                if other >= 0 and other not in moves:
                    there = start[other] + back
                    if there < 0 or price[other][there] >= FORBIDDEN or len(moves) >= _MOST:
                        return False
                    moves[other] = there
                    todo.append(other)
    return True


def push(state: State, moves: Moves) -> bool:
    """Finish a change by pushing whatever stands in the way; False where that cannot be.

    A task that was not placed pushes what starts before it to the front, the rest to the back.
    """
    start, rows, parts = state.start, state.rows, state.parts
    length, price = state.length, state.price
    todo = [
        (number, 0 if start[number] == OUT else at - start[number])
        for number, at in moves.items()
        if at != OUT
    ]
    while todo:
        number, way = todo.pop()
        at = moves[number]
        end = at + length[number]
        for person, _ in parts[number]:
            for other in rows[person][at:end]:
                if other >= 0 and other not in moves:
                    onward = way > 0 or (way == 0 and start[other] >= at)
                    there = end if onward else at - length[other]
                    if there < 0 or price[other][there] >= FORBIDDEN or len(moves) >= _MOST:
                        return False
                    moves[other] = there
                    todo.append((other, there - start[other]))
    return True
