"""Answering a change from the plan that runs, so that the fewest people are disturbed."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.scheduling._asking import asked, refuse_bad_limits_of
from conferencekit.scheduling._replan.keep import Standing, draft, kept
from conferencekit.scheduling._replan.part import Part, neighbors, part_of
from conferencekit.scheduling.amendments import Amendment, amended
from conferencekit.scheduling.bounds import lower_bound
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.scheduling.disturbance import Disturbance, disturbance
from conferencekit.scheduling.engine import Engine
from conferencekit.scheduling.formats import plan_faults
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.scoring import scored
from conferencekit.scheduling.solver import solve

__all__ = ["Replanned", "replan"]

DEFAULT_SECONDS: Final = 0.5
_SHARES: Final = (0.3, 0.6, 1.0)
"""When the searches end: without moving others; moving those whose people are those of a meeting
that is owed a time; and moving those whose people are in turn those of the latter."""


@attrs.frozen
class Replanned:
    """The answer to a change.

    Attributes:
        round: The round after it; ``previous`` of each meeting is the start it had in the plan
            that ran.
        plan: The new plan of it.
        disturbance: What is different for whom.
    """

    round: Round
    plan: Plan
    disturbance: Disturbance

    def __str__(self) -> str:
        """The new plan in a line, and what is different in some."""
        return f"{self.plan}\n{self.disturbance}"


@kinds_checked
def replan(
    round_: Round,
    plan: Plan,
    amendments: Iterable[Amendment],
    *,
    move_others: bool = True,
    engine: Engine = solve,
    seconds: float | None = DEFAULT_SECONDS,
    iterations: int | None = None,
    seed: int = 1,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Replanned:
    """The plan that answers a change, made from the plan that runs.

    What still holds stays where it is. The meetings that are *owed* a time, because they lost
    theirs, are new or newly pinned, are placed around it; where one of them finds none, others
    move for it, as few as can be. Meetings that had no time before get one where nobody moves
    for them.

    Two laws hold: whoever has a time and can keep it keeps one; and a meeting moves only where
    it breaks a rule at its time (alone, or together with one that is pinned, weightier, or
    earlier in the round), or for a meeting that is owed a time and finds none otherwise. A
    pinned meeting never moves from its pin. So without a change nothing moves.

    The price of a moved meeting (``weights.moved``) plays no part in this: the fewest move,
    whatever is gained by moving more. To trade one for the other, go on from the answer with
    ``solve(answer.round, start=answer.plan)``.

    Args:
        round_: The round that was planned.
        plan: The plan that runs. Where it breaks rules, that is mended too.
        amendments: What has happened, in order.
        move_others: Whether meetings that can stay may move for those owed a time.
        engine: What searches, once :func:`solve` has given the first answer.
        seconds: For how long to better the first answer, at the most; 0 for the first answer
            alone, None for no limit of time.
        iterations: How many steps each of its searches takes at the most; for ``solve`` alone.
        seed: Chooses among equally good ways to search.
        stop: Asked many times a second, also while the first answer is found; it ends where it
            returns True, with what stands by then.
        clock: Gives seconds.

    Raises:
        InvalidInputError: The plan is not one of the round, an amendment does not fit, or there
            is no limit.
        BrokenContractError: Another engine than ``solve`` returned what is not a plan that breaks
            no rule and scores what it says.
    """
    refuse_bad_limits_of(engine, seconds, iterations, stop)
    faults = tuple(plan_faults(round_, plan))
    if faults:
        raise InvalidInputError(faults, source=f"plan for {plan.round!r}")
    after = amended(_remembering(round_, plan), amendments)
    standing = kept(after, plan)
    repair = _Repair(after, engine, seconds, iterations, seed, stop, clock)
    loose = _missing(after, standing)
    owed = loose.difference(_never_placed(round_, plan, after))
    standing = repair.settle(standing, loose, within=_SHARES[0] if move_others else 1.0)
    for share in _SHARES[1:] if move_others and repair.may_search else ():
        owed = owed.difference(standing)
        if owed:
            loose = owed | neighbors(after, owed if share < 1 else loose)
            standing = repair.settle(standing, loose, within=share)
    new = _scored(after, standing)
    return Replanned(after, new, disturbance((round_, plan), (after, new)))


def _remembering(round_: Round, plan: Plan) -> Round:
    """The round with the plan's starts as the previous ones."""
    starts = {one.meeting: one.start for one in plan.placements}
    meetings = tuple(attrs.evolve(one, previous=starts.get(one.id)) for one in round_.meetings)
    return attrs.evolve(round_, meetings=meetings)


def _missing(round_: Round, standing: Standing) -> frozenset[str]:
    return frozenset(one.id for one in round_.meetings if one.id not in standing)


def _never_placed(before: Round, plan: Plan, after: Round) -> Iterator[str]:
    """The meetings that had no time, and have not been given one by a new pin."""
    for id_ in plan.unplaced:
        if after.has_meeting(id_):
            pinned = after.meeting(id_).pinned
            if pinned is None or pinned == before.meeting(id_).pinned:
                yield id_


def _scored(round_: Round, standing: Standing) -> Plan:
    bound = lower_bound(compile_round(round_, Codec(round_)))
    return attrs.evolve(scored(round_, draft(round_, standing)), bound=bound)


class _Repair:
    """Places meetings around those that stand, within limits that hold for all its searches."""

    def __init__(  # noqa: PLR0917
        self,
        round_: Round,
        engine: Engine,
        seconds: float | None,
        iterations: int | None,
        seed: int,
        stop: Callable[[], bool] | None,
        clock: Callable[[], float],
    ) -> None:
        self._round, self._engine, self._seed = round_, engine, seed
        self._stop, self._clock = stop, clock
        self._seconds, self._iterations = seconds, iterations
        self._spent = 0.0

    @property
    def may_search(self) -> bool:
        """Whether more is asked for than the first answer, and nobody has had enough."""
        is_wanted = self._seconds != 0 and self._iterations != 0
        return is_wanted and not (self._stop is not None and self._stop())

    def settle(self, standing: Standing, loose: Collection[str], *, within: float) -> Standing:
        """What stands when some meetings have been placed anew, first at once, then better.

        Args:
            standing: What stands before; stays where it is, loose meetings apart.
            loose: The ids of the meetings.
            within: The share of the whole time after which to end.
        """
        if not loose:
            return standing
        part = part_of(self._round, standing, loose)
        plan = solve(part.round, seconds=None, iterations=0, start=part.plan, stop=self._stop)
        if self.may_search:
            plan = min(plan, self._searched(part, plan, within), key=_pair)
        return part.put_into(standing, plan) or standing

    def _searched(self, part: Part, start: Plan, within: float) -> Plan:
        began = self._clock()
        plan = asked(
            self._engine,
            part.round,
            seconds=None if self._seconds is None else max(0.0, self._left(within)),
            iterations=self._iterations,
            seed=self._seed,
            start=start,
            stop=self._stop,
            clock=self._clock,
        )
        self._spent += self._clock() - began
        return plan

    def _left(self, within: float) -> float:
        return 0.0 if self._seconds is None else self._seconds * within - self._spent


def _pair(plan: Plan) -> tuple[int, int]:
    return plan.score.pair
