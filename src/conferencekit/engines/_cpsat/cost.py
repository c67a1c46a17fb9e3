"""The score in the CP-SAT model: what is unplaced, and the penalty."""

from collections.abc import Iterator, Sequence
from math import gcd

import attrs
from ortools.sat.python import cp_model

from conferencekit.engines._cpsat.parts import Part, Parts, Var, covered
from conferencekit.scheduling.compile import Role, Span

__all__ = ["Cost", "Sitting"]


@attrs.frozen(eq=False)
class Sitting:
    """What somebody has in one session.

    Attributes:
        person: Their number.
        span: The session.
        parts: What they may be in there.
        present: For each part the literal that it is taken.
        come: The literal that any is.
        idle: How many cells they are idle, or more where that costs nothing.
    """

    person: int
    span: Span
    parts: Sequence[Part]
    present: Sequence[Var]
    come: Var
    idle: Var


class Cost:
    """What a plan costs, as a sum of variables.

    Args:
        parts: The variables of the model.

    Attributes:
        most: More than any penalty can be.
        sittings: Of everybody whose idle time counts, where they may have several meetings.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._weights = parts.problem.weights
        self._terms: list[tuple[Var, int]] = []
        self.most = 1
        self.sittings: list[Sitting] = []

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
        """Add a term; none is ever negative, so that nothing has to be proven of their sum."""
        if factor:
            self._terms.append((variable, factor))
            self.most += factor * most

    def _number(self, most: int, *least: Var) -> Var:
        """A number from 0 to the most there can be, no less than any of some expressions."""
        number = self._parts.model.new_int_var(0, most, "")
        for expression in least:
            self._parts.model.add(number >= expression)
        return number

    # ------------------------------------------- terms of one meeting: preference, missed, moved

    def _add_starts(self) -> None:
        parts, weight = self._parts, self._weights["missed"]
        for number, task in enumerate(parts.problem.tasks):
            guests = parts.guests[number]
            for start, literal in parts.starts[number].items():
                self._add(literal, task.cost_at(start) - weight * len(guests), 0)
            self.most += max(map(task.cost_at, parts.starts[number]), default=0)
            for at in guests.values():
                misses = parts.new_literal()
                away = parts.placed[number].negated()
                parts.model.add_exactly_one([*at.values(), misses, away])
                self._add(misses, weight, 0)

    # -------------------------------------------------- terms of one person: wait, gap and so on

    def _add_person(self, person: int, role: Role) -> None:
        guardian = role is Role.GUARDIAN
        weight = self._weights["wait" if guardian else "gap"]
        wants_idle = weight or (guardian and self._weights["longest_wait"])
        comes = []
        for span, parts in self._parts.spans_of(person):
            present = [self._parts.present(part) for part in parts]
            come = self._any_of(present)
            if wants_idle and len(parts) > 1:
                idle = self._idle_of(span, parts, present, come)
                self.sittings.append(Sitting(person, span, parts, present, come, idle))
                self._add(idle, weight * self._parts.problem.tick, span.cells)
            if guardian and self._weights["waits"] and len(parts) > 1:
                self._add_waits(parts, come)
            comes.append(come)
        if guardian and self._weights["visit"] and len(comes) > 1:
            most = len(comes) - 1
            self._add(self._number(most, sum(comes) - 1), self._weights["visit"], most)

    def _any_of(self, literals: list[Var]) -> Var:
        some = self._parts.new_literal()
        for literal in literals:
            self._parts.model.add_implication(literal, some)
        self._parts.model.add_bool_or([*literals, some.negated()])
        return some

    def _idle_of(self, span: Span, parts: list[Part], present: list[Var], come: Var) -> Var:
        """Cells between the first start and the last end that no meeting takes.

        A cell is *within* somebody's day where a meeting takes it, or where they have come and go
        later. The day begins once, so it is one stretch. Relaxed, these are the constraints of a
        shortest path, which prove far more than a first start and a last end would.
        """
        model = self._parts.model
        cover = covered(parts)
        before: Var = 0
        days, begins = [], []
        for cell in range(min(cover), max(cover) + 1):
            within, begin = self._parts.new_literal(), self._parts.new_literal()
            if cell in cover:
                model.add(sum(cover[cell]) <= within)
            model.add(within - before <= begin)
            before = within
            days.append(within)
            begins.append(begin)
        model.add(sum(begins) <= come)
        lengths = [part.length for part in parts]
        busy = cp_model.LinearExpr.weighted_sum(present, lengths)
        return self._number(span.cells, sum(days) - busy)

    def _add_waits(self, parts: list[Part], come: Var) -> None:
        """How often a stretch of meetings begins, less the first time."""
        begins: dict[int, list[Var]] = {}
        ends: dict[int, list[Var]] = {}
        for part in parts:
            for start, literal in part.at.items():
                begins.setdefault(start, []).append(literal)
                ends.setdefault(start + part.length, []).append(literal)
        afresh = []
        for cell, literals in begins.items():
            new = self._parts.new_literal()
            self._parts.model.add(new >= sum(literals) - sum(ends.get(cell, ())))
            afresh.append(new)
        most = len(parts) - 1
        self._add(self._number(most, sum(afresh) - come), self._weights["waits"], most)

    def _add_longest(self) -> None:
        roles = self._parts.problem.roles
        waits = [one.idle for one in self.sittings if roles[one.person] is Role.GUARDIAN]
        if self._weights["longest_wait"] and waits:
            most = max(span.cells for span in self._parts.problem.spans)
            tick = self._parts.problem.tick
            longest = self._number(most, *waits)
            self._add(longest, self._weights["longest_wait"] * tick, most)
