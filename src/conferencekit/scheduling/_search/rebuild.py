"""Some families' meetings taken out and put back, one family after the other.

That a family comes when it prefers to, or without waiting, may take a whole chain of others who go
elsewhere, each with all their meetings, and every single exchange on the way there is worse. So
the meetings of a family, and those that stand around some other time of its teachers with the rest
of their families' meetings, are taken out together. Then each family in turn gets the starts that
are best for it among those that are free by now. This is *ruin and recreate* (Schrimpf, Schneider,
Stamm-Wilbrandt and Dueck, "Record breaking optimization results using the ruin and recreate
principle", Journal of Computational Physics 159, 2000), accepted or not as any other change.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from conferencekit.scheduling._search.board import Board, Layouts
from conferencekit.scheduling._search.chance import Chance, pick
from conferencekit.scheduling._search.changes import Moves
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling.compile import Role

__all__ = ["Rebuilding", "rebuilt"]

_MOST: Final = 8
"""How many meetings are taken out at the most, unless one family has more."""
_WHOLE: Final = 0.6
"""How often all meetings of a family in the way are taken out, rather than the one."""
_SHUFFLED: Final = 0.5
"""How often families are put back in any order, rather than in that in which they were found."""
_BLUR: Final = 0.5
"""How much of the temperature blurs what a start costs."""


class Rebuilding:
    """Whose meetings belong together; meetings whose people are to be chosen have no part in it.

    Args:
        state: Of the round.
        rng: What chance decides.

    Attributes:
        home: For each meeting that may be moved so, the guardian it is with; where it has none,
            the first of its people.
        tasks: For each of these people their meetings.
        people: These people.
        layouts: The starts of the meetings.
    """

    def __init__(self, state: State, rng: Chance) -> None:
        self.home = {
            number: _whose(state, task.required)
            for number, task in enumerate(state.problem.tasks)
            if state.choices[number] and not state.is_staffed[number]
        }
        self.tasks: dict[int, list[int]] = {}
        for number, person in self.home.items():
            self.tasks.setdefault(person, []).append(number)
        self.people = tuple(self.tasks)
        self.layouts = Layouts(state, rng)


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
    board = Board(state, rebuilding.layouts, tuple(chain.from_iterable(groups.values())))
    for one in order:
        board.put_back(one, groups[one], blur=_BLUR * temperature, unplaced=unplaced, rng=rng)
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
