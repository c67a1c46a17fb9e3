"""Neighbourhoods: small objects, each of which proposes a change.

A proposal is a set of moves, and the staffing where it changes; the caller weighs it. None where
there is nothing to propose this time.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from conferencekit.scheduling._bits import beside, room_for
from conferencekit.scheduling._search.chains import exchange, push
from conferencekit.scheduling._search.chance import Chance, pick
from conferencekit.scheduling._search.changes import OUT, Moves, Staffing
from conferencekit.scheduling._search.staff import staff
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.timecost import FORBIDDEN
from conferencekit.scheduling.compile import Role

__all__ = ["Insert", "Move", "Proposal", "Restaff", "Shift", "Slide", "Targets"]

Proposal = tuple[Moves, Mapping[int, Staffing]]
_AS_IT_IS: Final[Mapping[int, Staffing]] = {}
_NEARBY: Final = 0.5
"""How often a task is moved next to another of the same family, rather than anywhere."""
_PUSHED: Final = 0.3
"""How often a new task pushes others aside, rather than taking the place of some."""
_MOST_IN_THE_WAY: Final = 2


class Move(Protocol):
    """A way of changing a state."""

    def propose(self, state: State, number: int, rng: Chance) -> Proposal | None:
        """Propose a change that begins with a task."""
        ...


class Targets:
    """Where a task might go: anywhere it may start, or next to what its family has already."""

    def __init__(self, state: State) -> None:
        roles = state.problem.roles
        self._families = [
            tuple(person for person in task.required if roles[person] is Role.GUARDIAN)
            for task in state.problem.tasks
        ]

    def draw(self, state: State, number: int, rng: Chance) -> int:
        """A start of a task that may be moved there, as far as the task itself goes."""
        family = self._families[number]
        if family and rng.random() < _NEARBY:
            near = self._next_to(state, number, pick(family, rng))
            if near:
                for _ in range(int(rng.random() * near.bit_count())):
                    near &= near - 1
                return (near & -near).bit_length() - 1
        return pick(state.choices[number], rng)

    def _next_to(self, state: State, number: int, person: int) -> int:
        length, at = state.length[number], state.start[number]
        busy = state.busy(person)
        starts = state.starts[number]
        if at != OUT:
            busy &= ~(((1 << length) - 1) << at)
            starts &= ~(1 << at)
        return beside(busy, length) & starts


class Shift:
    """A placed task goes elsewhere; what stands there comes to where it stood."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def propose(self, state: State, number: int, rng: Chance) -> Proposal | None:
        """A chain of exchanges between two times."""
        at = self._targets.draw(state, number, rng)
        if at == state.start[number]:
            return None
        moves = {number: at}
        return (moves, _AS_IT_IS) if exchange(state, moves) else None


class Slide:
    """A placed task goes a little earlier or later, and pushes what is in the way along."""

    def propose(self, state: State, number: int, rng: Chance) -> Proposal | None:
        """A push by less than two of its lengths."""
        length, price = state.length[number], state.price[number]
        at = state.start[number] + int(rng.random() * 2 * length) - length
        if at >= state.start[number]:
            at += 1
        if at < 0 or price[at] >= FORBIDDEN:
            return None
        moves = {number: at}
        return (moves, _AS_IT_IS) if push(state, moves) else None


class Insert:
    """An unplaced task goes in; what stands there is pushed, goes elsewhere, or goes out."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def propose(self, state: State, number: int, rng: Chance) -> Proposal | None:
        """A place for the task, and others for what stands there."""
        at = self._targets.draw(state, number, rng)
        moves = {number: at}
        staffing: Mapping[int, Staffing] = _AS_IT_IS
        if state.is_staffed[number]:
            chosen = staff(state, number, at, rng)
            if chosen is None:
                return None
            staffing = {number: chosen}
        if rng.random() < _PUSHED:
            return (moves, staffing) if push(state, moves) else None
        in_the_way = sorted(state.in_the_way(number, at))
        if len(in_the_way) > _MOST_IN_THE_WAY:
            return None
        taken = ((1 << state.length[number]) - 1) << at
        for other in in_the_way:
            moves[other] = self._elsewhere(state, other, taken, rng)
        return moves, staffing

    def _elsewhere(self, state: State, number: int, taken: int, rng: Chance) -> int:
        """An open start of a task outside some cells; OUT where there is none."""
        length = state.length[number]
        starts = state.open_starts(number) & room_for(~taken & ((1 << state.width) - 1), length)
        starts &= ~(1 << state.start[number])
        if not starts:
            return OUT
        for _ in range(int(rng.random() * starts.bit_count())):
            starts &= starts - 1
        return (starts & -starts).bit_length() - 1


class Restaff:
    """A task stays or goes to an open start, with other people chosen or attending."""

    def propose(self, state: State, number: int, rng: Chance) -> Proposal | None:
        """Other people, and as often as not another start."""
        at = state.start[number]
        if at == OUT or rng.random() < _NEARBY:
            starts = state.open_starts(number)
            if not starts:
                return None
            for _ in range(int(rng.random() * starts.bit_count())):
                starts &= starts - 1
            at = (starts & -starts).bit_length() - 1
        chosen = staff(state, number, at, rng)
        return None if chosen is None else ({number: at}, {number: chosen})


def tasks_with_a_start(state: State) -> Sequence[int]:
    """The tasks that could stand somewhere."""
    return [number for number, choices in enumerate(state.choices) if choices]
