"""Simulated annealing over the moves: what is accepted, when to go back to the best.

The temperature falls by the budget used up. Besides single moves, a part of the effort goes into
assigning all meetings of one teacher anew, with costs blurred by as much as the temperature: hot,
that shakes a whole evening; cold, it finds what no single exchange does. Another part goes into
gathering all meetings of one family: the more steps there are for each meeting, the greater.
"""

import math
from collections.abc import Callable
from typing import Final

from conferencekit.scheduling._proof.prove import Proof
from conferencekit.scheduling._search.assign import Hub, hubs, open_slots, reassigned
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.chance import Chance
from conferencekit.scheduling._search.families import families, regathered
from conferencekit.scheduling._search.frames import frame
from conferencekit.scheduling._search.moves import (
    Insert,
    Proposal,
    Restaff,
    Shift,
    Slide,
    Targets,
    tasks_with_a_start,
)
from conferencekit.scheduling._search.state import OUT, Moves, Snapshot, State, Weighed

__all__ = ["anneal"]

Found = Callable[[tuple[int, int], Snapshot], None]

_UNPLACED: Final = 30.0
"""What a unit of priority left unplaced counts, in units: see :func:`_unit`."""
_HOT: Final = 2.5
_COLD: Final = 0.2
"""The first and the last temperature, in units."""
_ASSIGNING: Final = 0.3
"""The share of the effort that goes into assignments."""
_CELLS_A_STEP: Final = 12
"""How many entries of an assignment's table are as much effort as one step."""
_FRAMED: Final = 0.5
"""How often an assignment is to starts in a row, rather than to those taken and free now."""
_GATHERING: Final = 0.5
"""The most effort that goes into families, as a share of what single moves take."""
_STEPS_A_TASK: Final = 1000
"""With so many steps for each task families get that share; with fewer, as much less."""
_PROVING: Final = 0.5
"""How much effort goes into the proof, as a share of what single moves take."""
_PROVED_FROM: Final = 0.05
"""How much of the budget is used up when the proof begins: it needs a plan to compare with."""
_FEWEST_PROOFS: Final = 100
"""Without the time for so many steps of the proof there are none."""
_CELLS_A_PROOF: Final = 16
"""How many prices looked at in a proof are as much effort as one step."""
_MISSING: Final = 0.1
"""How often a task is tried that is not placed, besides those that chance hits."""
_SLIDES: Final = 0.2
_RESTAFFS: Final = 0.5
_BLUR: Final = 509
"""How many random numbers blur the costs of an assignment; prime, so that rows differ."""


def anneal(
    state: State,
    rng: Chance,
    budget: Budget,
    *,
    goal: tuple[int, int],
    found: Found,
    proof: Proof,
) -> None:
    """Improve a state until the budget is spent, the goal is reached, or nothing is better.

    Args:
        state: Where to start; left wherever the search ends.
        rng: What chance decides.
        budget: How long.
        goal: A score that need not be bettered.
        found: Told of each improvement on the best so far.
        proof: Of what cannot be bettered; goes on beside the search where the round is small.
    """
    _Annealing(state, rng, budget, goal=goal, found=found, proof=proof).run()


class _Annealing:
    def __init__(
        self,
        state: State,
        rng: Chance,
        budget: Budget,
        *,
        goal: tuple[int, int],
        found: Found,
        proof: Proof,
    ) -> None:
        self._state, self._rng, self._budget = state, rng, budget
        self._goal, self._found, self._proof = goal, found, proof
        self._unit = _unit(state)
        self._unplaced = _UNPLACED * self._unit
        self._tasks = tasks_with_a_start(state)
        self._hubs = hubs(state)
        self._families = families(state)
        self._assigning = self._gathering = self._proving = 0.0
        self._untold = False  # whether the state is the best so far, and nobody was told
        self._best = state.score
        targets = Targets(state)
        self._shift, self._insert = Shift(targets), Insert(targets)
        self._slide, self._restaff = Slide(), Restaff()
        self._slides = _SLIDES if max(state.length, default=1) > 1 else 0.0

    def run(self) -> None:
        """Anneal; tell of what is best in the end."""
        if self._tasks:
            self._descend()
            self._cool()
        if self._untold:
            self._found(self._best, self._state.snapshot())

    def _descend(self) -> None:
        """Assign every teacher's meetings once, which is worth thousands of steps."""
        for hub in self._hubs:
            if self._is_good_enough() or not self._budget.step():
                return
            self._assign(hub, 0.0)

    def _cool(self) -> None:
        state, random, budget = self._state, self._rng.random, self._budget
        tasks, steps = self._tasks, 0
        count = len(tasks)
        missing: list[int] = []
        hot, ratio = _HOT * self._unit, _COLD / _HOT
        temperature, gathering = hot, 0.0
        while budget.step():
            if not steps & 127:
                if self._is_good_enough():
                    break
                temperature = hot * math.pow(ratio, budget.fraction)
                missing = sorted(state.missing)
                gathering = self._share_of_families(steps)
                self._prove(steps)
            steps += 1
            if self._hubs and self._assigning <= steps * _ASSIGNING:
                self._assign(self._hubs[int(random() * len(self._hubs))], temperature)
            if self._gathering < steps * gathering:
                self._gather(temperature)
            if missing and random() < _MISSING:
                number = missing[int(random() * len(missing))]
            else:
                number = tasks[int(random() * count)]
            proposal = self._propose(number)
            if proposal is None:
                continue
            moves, staffing = proposal
            weighed = state.weigh(moves, staffing)
            if weighed is not None and self._accepts(weighed, temperature):
                self._leave_best(weighed)
                state.make(moves, weighed, staffing)
                self._look()

    def _is_good_enough(self) -> bool:
        bound = self._proof.bound
        return self._best <= max(self._goal, (bound.unplaced, bound.penalty))

    def _prove(self, steps: int) -> None:
        """Go on with the proof for its share of the effort, where that leads anywhere."""
        expected = steps / max(self._budget.fraction, 1e-3)
        effort = self._proof.size / _CELLS_A_PROOF
        if self._budget.fraction < _PROVED_FROM or expected * _PROVING < _FEWEST_PROOFS * effort:
            return
        while self._proving < steps * _PROVING and not self._proof.is_over:
            self._proof.step(self._best)
            self._proving += effort

    def _propose(self, number: int) -> Proposal | None:
        state, rng = self._state, self._rng
        if state.is_staffed[number] and rng.random() < _RESTAFFS:
            return self._restaff.propose(state, number, rng)
        if state.start[number] == OUT:
            return self._insert.propose(state, number, rng)
        if self._slides and rng.random() < self._slides:
            return self._slide.propose(state, number, rng)
        return self._shift.propose(state, number, rng)

    def _accepts(self, weighed: Weighed, temperature: float) -> bool:
        worse = weighed.unplaced * self._unplaced + weighed.penalty
        if worse <= 0:
            return True
        return temperature > 0 and self._rng.random() < math.exp(-worse / temperature)

    def _leave_best(self, weighed: Weighed) -> None:
        """Tell of the best state when it is about to be left for a worse one.

        Copying the state at every improvement would cost more than the search itself.
        """
        if self._untold and (weighed.unplaced, weighed.penalty) > (0, 0):
            self._found(self._best, self._state.snapshot())
            self._untold = False

    def _look(self) -> None:
        if self._state.score < self._best:
            self._best, self._untold = self._state.score, True

    def _assign(self, hub: Hub, temperature: float) -> None:
        state, random = self._state, self._rng.random
        size = len(hub.tasks) * (len(hub.tasks) + len(state.choices[hub.tasks[0]]))
        self._assigning += size / _CELLS_A_STEP
        blur = []
        if temperature:
            blur = [-temperature * math.log(1.0 - random()) for _ in range(_BLUR)]
        if random() < _FRAMED:
            slots = frame(state, hub.person, hub.length, hub.tasks, self._rng)
        else:
            slots = open_slots(state, hub)
        moves: Moves = reassigned(state, hub, slots, int(self._unplaced), blur)
        self._try(moves, temperature)

    def _share_of_families(self, steps: int) -> float:
        """How much effort to put into families, as a share of what single moves take."""
        if not self._families:
            return 0.0
        expected = steps / max(self._budget.fraction, 1e-3)
        return min(_GATHERING, expected / len(self._tasks) / _STEPS_A_TASK * _GATHERING)

    def _gather(self, temperature: float) -> None:
        rng = self._rng
        family = self._families[int(rng.random() * len(self._families))]
        most = -temperature * math.log(1.0 - rng.random())
        moves, effort = regathered(self._state, family, most)
        self._gathering += 1.0 + effort
        self._try(moves, temperature)

    def _try(self, moves: Moves, temperature: float) -> None:
        """Make a change if it pleases."""
        state = self._state
        weighed = state.weigh(moves) if moves else None
        if weighed is not None and self._accepts(weighed, temperature):
            self._leave_best(weighed)
            state.make(moves, weighed)
            self._look()


def _unit(state: State) -> float:
    """What a small difference in the penalty is in this round: a tick of waiting, as a rule.

    The fractions are measured ones: where only pauses count, starting at 2.5 pauses left 12 of
    them on the business-to-business round ticf-14crafa after 10 seconds, starting at 0.3 left
    3 to 8.
    """
    weights, tick = state.problem.weights, state.problem.tick
    candidates = (
        weights["wait"] * tick,
        weights["waits"] / 8,
        weights["gap"] * tick,
        weights["visit"] / 12,
        weights["preference"] / 3,
        weights["moved"] / 6,
        weights["missed"] / 2,
    )
    return next((float(unit) for unit in candidates if unit), 1.0)
