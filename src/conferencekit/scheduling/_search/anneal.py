"""Simulated annealing over the moves: what is tried how often, and what is accepted.

The temperature falls by the budget used up. A step is one meeting that is given a chance to trade
places. Besides, a part of the effort goes into single moves of other kinds, a part into
assigning all meetings of one teacher anew, with costs blurred by as much as the temperature: hot,
that shakes a whole evening; cold, it finds what no single exchange does. Another part goes into
gathering all meetings of one family: the more steps there are for each meeting, the greater.
"""

import math
from collections.abc import Mapping
from typing import Final

from conferencekit.scheduling._proof.prove import Proof
from conferencekit.scheduling._search.assign import Hub, hubs, open_slots, reassigned
from conferencekit.scheduling._search.best import Best, Found
from conferencekit.scheduling._search.budget import Budget
from conferencekit.scheduling._search.chance import Chance, exponentials, pick
from conferencekit.scheduling._search.changes import OUT, Moves, Staffing, Weighed
from conferencekit.scheduling._search.cooling import Cooling
from conferencekit.scheduling._search.families import families, regathered
from conferencekit.scheduling._search.frames import frame
from conferencekit.scheduling._search.moves import (
    Insert,
    Move,
    Restaff,
    Shift,
    Slide,
    Targets,
    tasks_with_a_start,
)
from conferencekit.scheduling._search.paths import Paths
from conferencekit.scheduling._search.rebuild import Rebuilding, rebuilt
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.trades import Trades

__all__ = ["anneal"]

_UNPLACED: Final = 30.0
"""What a unit of priority left unplaced counts, in units: see :func:`_unit`."""
_ASSIGNING: Final = 0.3
"""The share of the effort that goes into assignments."""
_CELLS_A_STEP: Final = 4
"""How many entries of an assignment's table are as much effort as one step."""
_SHORT: Final = 0.8
"""How often it is the meetings of somebody who has one left out."""
_FRAMED: Final = 0.5
"""How often an assignment is to starts in a row, rather than to those taken and free now."""
_GATHERING: Final = 0.5
"""The most effort that goes into families, as a share of what single moves take."""
_STEPS_A_TASK: Final = 3000
"""With so many steps for each task families get that share; with fewer, as much less."""
_MENDING: Final = 0.5
"""From this part of so many steps on trades mend what others spoil; always with a guide."""
_REBUILDING: Final = 0.8
"""The same for taking families out and putting them back, while no meeting is left out."""
_REBUILDING_SHORT: Final = 0.4
"""And while any is: who it is decides more then, and trades are faster at that."""
_PROVING: Final = 0.5
"""How much effort goes into the proof, as a share of what single moves take."""
_PROVED_FROM: Final = 0.05
"""How much of the budget is used up when the proof begins: it needs a plan to compare with."""
_MOST_AT_ONCE: Final = 256
"""How much effort goes into the proof at once, in steps."""
_FEWEST_PROOFS: Final = 100
"""Without the time for so many steps of the proof there are none."""
_CELLS_A_PROOF: Final = 5
"""How many prices looked at in a proof are as much effort as one step."""
_INSERTING: Final = 0.3
"""The effort that goes into placing what is not placed, as a share of the steps."""
_SLIDES: Final = 0.2
"""The effort that goes into moving meetings a little, where any takes more than a tick."""
_BATCH: Final = 128
"""How many steps go by at one temperature."""
_SINGLE: Final = 3.0
"""How much effort a single move of the slower kind is, in steps."""
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
    afresh: bool = False,
) -> None:
    """Improve a state until the budget is spent, the goal is reached, or nothing is better.

    Args:
        state: Where to start; left wherever the search ends.
        rng: What chance decides.
        budget: How long.
        goal: A score that need not be bettered.
        found: Told of each improvement on the best so far.
        proof: Of what cannot be bettered; goes on beside the search where the round is small.
        afresh: Whether the state is nobody's plan yet, so that nothing is lost by heating it up.
    """
    _Annealing(state, rng, budget, goal=goal, found=found, proof=proof, afresh=afresh).run()


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
        afresh: bool,
    ) -> None:
        self._state, self._rng, self._budget = state, rng, budget
        self._goal, self._proof, self._afresh = goal, proof, afresh
        self._best = Best(state, found)
        self._unit = _unit(state)
        worst_wait = state.problem.evenness * (state.longest + 1) ** 3
        self._unplaced = _UNPLACED * self._unit + 2 * worst_wait
        self._trades = Trades(state, rng, self._best, self._unplaced, self._unit)
        self._paths = Paths(state, rng, self._best, self._unit) if Paths.are_all(state) else None
        self._tasks = tasks_with_a_start(state)
        self._others = sorted(set(self._tasks) - set(self._trades.tasks))
        self._plain = len(self._trades.tasks) / max(1, len(self._tasks))
        self._hubs = hubs(state)
        self._hub_of = {number: hub for hub in self._hubs for number in hub.tasks}
        self._families = families(state)
        self._rebuilding = Rebuilding(state, rng)
        self._steps = 0
        # Effort, in steps. It is added up piece by piece, so that a share that gets larger has
        # nothing to catch up with at once.
        kinds = ("others", "slides", "hubs", "families", "rebuilds", "proof")
        self._owed = dict.fromkeys(kinds, 0.0)
        targets = Targets(state)
        self._shift, self._insert = Shift(targets), Insert(targets)
        self._slide, self._restaff = Slide(), Restaff()
        self._slides = _SLIDES if max(state.length, default=1) > 1 else 0.0

    def run(self) -> None:
        """Anneal; tell of what is best in the end."""
        if self._tasks:
            self._descend()
            self._cool()
        self._best.leave()

    def _descend(self) -> None:
        """Assign every teacher's meetings once, which is worth thousands of steps."""
        for hub in self._hubs:
            if self._is_good_enough() or not self._budget.step():
                return
            self._assign(hub, 0.0)

    def _cool(self) -> None:
        cooling = Cooling(
            len(self._tasks),
            guide=bool(self._state.problem.guide),
            is_short=self._afresh and bool(self._state.missing),
        )
        tried = 0
        while not self._is_good_enough():
            steps = self._budget.take(_BATCH)
            if not steps:
                return
            self._steps += steps
            temperature = self._unit * cooling.temperature(self._budget.cooled, tried)
            tried = self._trade(round(steps * self._plain), temperature)
            self._move_one(steps, temperature)
            self._move_many(steps, temperature)
            self._prove(steps)

    def _trade(self, steps: int, temperature: float) -> int:
        """Let meetings trade places; how many trades were tried, roughly."""
        if self._paths and not self._state.missing:
            return self._paths.run(steps, temperature)
        self._trades.run(steps, temperature, mends=self._mends())
        return steps

    def _move_one(self, steps: int, temperature: float) -> None:
        """Single moves: of what cannot trade places, a little, and into the plan."""
        owed = self._owed
        if self._others:
            owed["others"] += steps * (1.0 - self._plain)
        while owed["others"] > 0:
            self._propose(pick(self._others, self._rng), temperature)
            owed["others"] -= _SINGLE
        owed["slides"] += steps * self._slides
        while owed["slides"] > 0:
            self._propose_slide(pick(self._tasks, self._rng), temperature)
            owed["slides"] -= _SINGLE
        missing = sorted(self._state.missing)
        for _ in range(round(steps * _INSERTING / _SINGLE) if missing else 0):
            self._propose(pick(missing, self._rng), temperature)

    def _move_many(self, steps: int, temperature: float) -> None:
        """Moves of all meetings of a teacher, or of a family."""
        owed, many = self._owed, self._many_steps()
        if self._hubs:
            owed["hubs"] += steps * _ASSIGNING
        while owed["hubs"] > 0:
            self._assign(self._hub(), temperature)
        if self._families:
            owed["families"] += steps * many * _GATHERING
        while owed["families"] > 0:
            self._gather(temperature)
        if self._rebuilding.people:
            share = _REBUILDING_SHORT if self._state.missing else _REBUILDING
            owed["rebuilds"] += steps * many * share
        while owed["rebuilds"] > 0:
            self._rebuild(temperature)

    def _hub(self) -> Hub:
        """Whose meetings to assign: anybody's, or those of somebody who has one left out."""
        if self._rng.random() < _SHORT:
            missing = [number for number in sorted(self._state.missing) if number in self._hub_of]
            if missing:
                return self._hub_of[pick(missing, self._rng)]
        return pick(self._hubs, self._rng)

    def _is_good_enough(self) -> bool:
        bound = self._proof.bound
        return self._best.pair <= max(self._goal, (bound.unplaced, bound.penalty))

    def _prove(self, steps: int) -> None:
        """Go on with the proof for its share of the effort, where that leads anywhere."""
        owed = self._owed
        owed["proof"] += steps * _PROVING
        effort = self._proof.size / _CELLS_A_PROOF
        used = self._budget.cooled
        if used < _PROVED_FROM or self._steps / used * _PROVING < _FEWEST_PROOFS * effort:
            return
        # What it has not had so far it is given little by little: nothing is asked in between.
        rest = max(0.0, owed["proof"] - _MOST_AT_ONCE)
        while owed["proof"] > rest and not self._proof.is_over:
            self._proof.step(self._best.pair)
            owed["proof"] -= effort

    def _propose(self, number: int, temperature: float) -> None:
        state, rng = self._state, self._rng
        move: Move
        if state.is_staffed[number] and rng.random() < _RESTAFFS:
            move = self._restaff
        else:
            move = self._insert if state.start[number] == OUT else self._shift
        proposal = move.propose(state, number, rng)
        if proposal is not None:
            self._try(*proposal, temperature)

    def _propose_slide(self, number: int, temperature: float) -> None:
        if self._state.start[number] != OUT:
            proposal = self._slide.propose(self._state, number, self._rng)
            if proposal is not None:
                self._try(*proposal, temperature)

    def _accepts(self, weighed: Weighed, temperature: float) -> bool:
        worse = weighed.unplaced * self._unplaced + weighed.penalty
        if worse <= 0:
            return True
        return temperature > 0 and self._rng.random() < math.exp(-worse / temperature)

    def _assign(self, hub: Hub, temperature: float) -> None:
        state, random = self._state, self._rng.random
        size = len(hub.tasks) * (len(hub.tasks) + len(state.choices[hub.tasks[0]]))
        self._owed["hubs"] -= size / _CELLS_A_STEP
        blur = []
        if temperature:
            blur = [temperature * drawn for drawn in exponentials(_BLUR, self._rng)]
        if random() < _FRAMED:
            slots = frame(state, hub.person, hub.length, hub.tasks, self._rng)
        else:
            slots = open_slots(state, hub)
        moves: Moves = reassigned(state, hub, slots, self._unplaced, blur)
        self._try(moves, {}, temperature)

    def _many_steps(self) -> float:
        """How near the steps for each task come to what larger changes are worth their effort.

        With a guide, where only pauses count, trades alone are better.
        """
        if self._state.problem.guide:
            return 0.0
        expected = self._steps / max(self._budget.cooled, 1e-3)
        return min(1.0, expected / len(self._tasks) / _STEPS_A_TASK)

    def _mends(self) -> bool:
        """Whether trades that spoil a day may be mended by others."""
        return bool(self._state.problem.guide) or self._many_steps() >= _MENDING

    def _gather(self, temperature: float) -> None:
        rng = self._rng
        family = self._families[int(rng.random() * len(self._families))]
        most = -temperature * math.log(1.0 - rng.random())
        moves, effort = regathered(self._state, family, most)
        self._owed["families"] -= 1.0 + effort
        self._try(moves, {}, temperature)

    def _rebuild(self, temperature: float) -> None:
        moves, effort = rebuilt(
            self._state, self._rebuilding, temperature, self._unplaced, self._rng
        )
        self._owed["rebuilds"] -= effort
        self._try(moves, {}, temperature)

    def _try(self, moves: Moves, staffing: Mapping[int, Staffing], temperature: float) -> None:
        """Make a change if it pleases."""
        state = self._state
        weighed = state.weigh(moves, staffing) if moves else None
        if weighed is not None and self._accepts(weighed, temperature):
            self._best.make(moves, weighed, staffing)


def _unit(state: State) -> float:
    """What a small difference in the penalty is in this round: a tick of waiting, as a rule.

    With a guide, what that says of a cell. The fractions are measured ones:
    docs/explanation/search.md.
    """
    if state.problem.guide:
        return float(state.problem.guide)
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
