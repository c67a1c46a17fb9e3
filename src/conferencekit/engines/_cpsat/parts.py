"""The variables of the CP-SAT model: who is in which meeting, and when it starts.

A *literal* is a Boolean of CP-SAT's. CP-SAT is taken as untyped: :data:`Var` is anything of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from ortools.sat.python import cp_model

from conferencekit.engines._rooms import countable_pools
from conferencekit.scheduling._bits import bits, room_for
from conferencekit.scheduling.compile import Codec, Problem, Run, Span, Task

__all__ = ["Part", "Parts", "Var", "covered"]

Var = Any
"""A variable of CP-SAT's, or an expression of some."""
Literals = Mapping[int, Var]


@attrs.frozen(eq=False)
class Part:
    """Somebody's part in a meeting.

    Attributes:
        task: The meeting's number.
        length: Of the meeting, in cells.
        place: Of the meeting; -1 for none.
        at: By start, a literal that is true where they are in it then.
    """

    task: int
    length: int
    place: int
    at: Literals


class Parts:
    """The meetings' starts and everybody's parts in them; none before they are built.

    Args:
        codec: Of the round.
        problem: The round.

    Attributes:
        codec: As given.
        problem: As given.
        model: What all of it is in.
        starts: For each meeting, by start, the literal that it starts there.
        placed: For each meeting the literal that it starts somewhere.
        members: By meeting and which of its pools: the literals of each member.
        guests: For each meeting the literals of each optional person.
        counted: The pools of rooms that are counted, with their members.
        of: For each person their parts.
    """

    def __init__(self, codec: Codec, problem: Problem) -> None:
        self.codec = codec
        self.problem = problem
        self.model = cp_model.CpModel()
        self.counted = countable_pools(codec, problem)
        self.starts: list[dict[int, Var]] = []
        self.placed: list[Var] = []
        self.members: dict[tuple[int, int], dict[int, Literals]] = {}
        self.guests: list[dict[int, Literals]] = []
        self.of: list[list[Part]] = [[] for _ in problem.available]
        self._present: dict[tuple[int, ...], Var] = {}

    def build(self) -> Iterator[None]:
        """Add the meetings, one at a time."""
        for number, task in enumerate(self.problem.tasks):
            self._add_starts(task)
            self._add_members(number, task)
            self._add_guests(number, task)
            yield

    def new_literal(self) -> Var:
        """One more Boolean."""
        return self.model.new_bool_var("")

    def run_of(self, person: int) -> Run | None:
        """The limit of somebody's runs; None where nothing is one, or no pause is needed."""
        run = self.problem.runs[person]
        return run if run is not None and run.pause > 0 else None

    def walks_of(self, person: int) -> dict[int, dict[int, int]]:
        """How many cells it takes somebody to a place, the outer key, from another."""
        return {place: dict(far) for place, far in self.problem.walks[person].items()}

    def present(self, part: Part) -> Var:
        """The literal that a part is taken at one of its starts; the same for the same starts."""
        key = tuple(literal.index for literal in part.at.values())
        if key not in self._present:
            present = self.new_literal()
            self.model.add_exactly_one([*part.at.values(), present.negated()])
            self._present[key] = present
        return self._present[key]

    def covering(self, person: int) -> dict[int, list[Var]]:
        """By cell, the literals that say that somebody is in a meeting in it."""
        return covered(self.of[person])

    def spans_of(self, person: int) -> Iterator[tuple[Span, list[Part]]]:
        """For each session the parts somebody may have in it."""
        for span in self.problem.spans:
            inside = range(span.base, span.base + span.cells)
            found = []
            for part in self.of[person]:
                at = {start: one for start, one in part.at.items() if start in inside}
                if at:
                    found.append(attrs.evolve(part, at=at))
            if found:
                yield span, found

    def _add_starts(self, task: Task) -> None:
        number = len(self.starts)
        at = {start: self.new_literal() for start in bits(task.starts)}
        placed = self.new_literal()
        self.model.add_exactly_one([*at.values(), placed.negated()])
        self.starts.append(at)
        self.placed.append(placed)
        self._present[tuple(literal.index for literal in at.values())] = placed
        for person in task.required:
            self.of[person].append(Part(number, task.length, task.place, at))

    def _add_members(self, number: int, task: Task) -> None:
        """For each pool one member wherever the meeting starts."""
        for index, pool in enumerate(task.pools):
            if self.codec.round.meetings[number].from_pools[index] in self.counted:
                continue
            chosen = {person: self._some_starts(number, task, person) for person in pool}
            self.members[number, index] = chosen
            for start, literal in self.starts[number].items():
                some = [at[start] for at in chosen.values() if start in at]
                self.model.add_exactly_one([*some, literal.negated()])

    def _add_guests(self, number: int, task: Task) -> None:
        """Optional people come where the meeting is, or not at all."""
        chosen = {person: self._some_starts(number, task, person) for person in task.optional}
        self.guests.append(dict(chosen))
        for at in chosen.values():
            for start, literal in at.items():
                self.model.add_implication(literal, self.starts[number][start])

    def _some_starts(self, number: int, task: Task, person: int) -> Literals:
        """Literals for where somebody can; noted as their part."""
        open_ = task.starts & room_for(self.problem.available[person], task.length)
        at = {start: self.new_literal() for start in bits(open_)}
        self.of[person].append(Part(number, task.length, task.place, at))
        return at


def covered(parts: list[Part], longer: int = 0) -> dict[int, list[Var]]:
    """By cell, the literals of the parts that take it, or that end so many cells before."""
    found: dict[int, list[Var]] = {}
    for part in parts:
        for start, literal in part.at.items():
            for cell in range(start, start + part.length + longer):
                found.setdefault(cell, []).append(literal)
    return found
