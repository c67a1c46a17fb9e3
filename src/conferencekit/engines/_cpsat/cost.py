"""The score in the CP-SAT model: what is unplaced, and the penalty."""

from collections.abc import Iterator
from math import gcd

from ortools.sat.python import cp_model

from conferencekit.engines._cpsat.parts import Part, Parts, Var
from conferencekit.scheduling.compile import Role, Span

__all__ = ["Cost"]


class Cost:
    """What a plan costs, as a sum of variables.

    Args:
        parts: The variables of the model.

    Attributes:
        most: More than any penalty can be.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._weights = parts.problem.weights
        self._terms: list[tuple[Var, int]] = []
        self.most = 1
        self._begins: dict[int, Var] = {}
        self._present: dict[tuple[int, int], Var] = {}
        self._idle: list[Var] = []

    def build(self) -> Iterator[None]:
        """Add everything, one person at a time."""
        self._add_starts()
        for person, role in enumerate(self._parts.problem.roles):
            if role is not Role.NONE:
                self._add_person(person, role)
                yield
        self._add_longest()

    @property
    def unplaced(self) -> Var:
        """What is left unplaced, by priority."""
        priorities = [task.priority for task in self._parts.problem.tasks]
        placed = cp_model.LinearExpr.weighted_sum(self._parts.placed, priorities)
        return sum(priorities) - placed

    @property
    def penalty(self) -> Var:
        """The penalty, or more where a variable is not as small as it could be."""
        variables, factors = zip(*self._terms, strict=True) if self._terms else ((), ())
        return cp_model.LinearExpr.weighted_sum(variables, factors) + 0

    @property
    def unit(self) -> int:
        """What divides every penalty."""
        return gcd(*(factor for _, factor in self._terms)) or 1

    def _add(self, variable: Var, factor: int, most: int) -> None:
        if factor:
            self._terms.append((variable, factor))
            self.most += max(0, factor * most)

    # ------------------------------------------- terms of one meeting: preference, missed, moved

    def _add_starts(self) -> None:
        for number, task in enumerate(self._parts.problem.tasks):
            costs = {start: task.cost_at(start) for start in self._parts.starts[number]}
            for start, literal in self._parts.starts[number].items():
                self._add(literal, costs[start], 0)
            self.most += max(costs.values(), default=0)
            for at in self._parts.guests[number].values():
                for literal in at.values():
                    self._add(literal, -self._weights["missed"], 0)

    # -------------------------------------------------- terms of one person: wait, gap and so on

    def _add_person(self, person: int, role: Role) -> None:
        guardian = role is Role.GUARDIAN
        weight = self._weights["wait" if guardian else "gap"]
        wants_idle = weight or (guardian and self._weights["longest_wait"])
        comes = []
        for span, parts in self._parts.spans_of(person):
            present = [self._present_in(span, part) for part in parts]
            if wants_idle and len(parts) > 1:
                idle = self._idle_of(span, parts, present)
                self._add(idle, weight * self._parts.problem.tick, span.cells)
                if guardian:
                    self._idle.append(idle)
            if guardian and self._weights["waits"] and len(parts) > 1:
                self._add_waits(parts, present)
            comes.append(self._any_of(present))
        if guardian and self._weights["visit"] and len(comes) > 1:
            for come in comes:
                self._add(come, self._weights["visit"], 1)
            some = self._parts.new_literal()
            self._parts.model.add_bool_or([*comes, some.negated()])
            self._add(some, -self._weights["visit"], 0)

    def _any_of(self, literals: list[Var]) -> Var:
        some = self._parts.new_literal()
        for literal in literals:
            self._parts.model.add_implication(literal, some)
        self._parts.model.add_bool_or([*literals, some.negated()])
        return some

    def _present_in(self, span: Span, part: Part) -> Var:
        """The literal that a part is taken in a session."""
        whole = self._parts.starts[part.task]
        if part.at == whole:
            return self._parts.placed[part.task]
        required = all(whole.get(start) is literal for start, literal in part.at.items())
        if required and (part.task, span.base) in self._present:
            return self._present[part.task, span.base]
        present = self._parts.new_literal()
        self._parts.model.add_exactly_one([*part.at.values(), present.negated()])
        if required:
            self._present[part.task, span.base] = present
        return present

    def _begin(self, task: int) -> Var:
        """The start of a meeting as a number, where it is placed."""
        if task not in self._begins:
            starts = self._parts.starts[task]
            begin = self._parts.model.new_int_var(min(starts), max(starts), "")
            weighted = cp_model.LinearExpr.weighted_sum(list(starts.values()), list(starts))
            placed = self._parts.placed[task]
            self._parts.model.add(begin == weighted).only_enforce_if(placed)
            self._begins[task] = begin
        return self._begins[task]

    def _idle_of(self, span: Span, parts: list[Part], present: list[Var]) -> Var:
        """Cells between the first start and the last end that no meeting takes."""
        model = self._parts.model
        first = model.new_int_var(span.base, span.base + span.cells, "")
        last = model.new_int_var(span.base, span.base + span.cells, "")
        idle = model.new_int_var(0, span.cells, "")
        for part, here in zip(parts, present, strict=True):
            begin = self._begin(part.task)
            model.add(first <= begin).only_enforce_if(here)
            model.add(last >= begin + part.length).only_enforce_if(here)
        lengths = [part.length for part in parts]
        busy = cp_model.LinearExpr.weighted_sum(present, lengths)
        model.add(idle >= last - first - busy)
        return idle

    def _add_waits(self, parts: list[Part], present: list[Var]) -> None:
        """How often a stretch of meetings begins, less the first time."""
        model = self._parts.model
        begins: dict[int, list[Var]] = {}
        ends: dict[int, list[Var]] = {}
        for part in parts:
            for start, literal in part.at.items():
                begins.setdefault(start, []).append(literal)
                ends.setdefault(start + part.length, []).append(literal)
        for cell, literals in begins.items():
            afresh = self._parts.new_literal()
            model.add(afresh >= sum(literals) - sum(ends.get(cell, ())))
            self._add(afresh, self._weights["waits"], 1)
        self._add(self._any_of(present), -self._weights["waits"], 0)

    def _add_longest(self) -> None:
        if self._weights["longest_wait"] and self._idle:
            most = max(span.cells for span in self._parts.problem.spans)
            longest = self._parts.model.new_int_var(0, most, "")
            for idle in self._idle:
                self._parts.model.add(longest >= idle)
            tick = self._parts.problem.tick
            self._add(longest, self._weights["longest_wait"] * tick, most)
