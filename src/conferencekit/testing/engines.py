"""The contract of engines: what :class:`~conferencekit.scheduling.engine.Engine` promises."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from itertools import pairwise
from typing import Any, Final

import attrs

from conferencekit._kinds import kinds_checked, misfits
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.scheduling import Bound, Engine, Improvement, Plan, Round, check, score, solve
from conferencekit.testing._rounds import long_round, tiny_rounds, varied_rounds
from conferencekit.testing._truth import best_pair
from conferencekit.testing.report import Failure, Report

__all__ = ["check_engine"]

RETURNS: Final = "returns a plan"
VALID: Final = "breaks no rule"
SCORED: Final = "scores what it says"
BOUNDED: Final = "has a bound below every valid plan"
ENDS: Final = "ends when it is told to"
STARTS: Final = "is no worse than what it starts from"
TELLS: Final = "tells of each improvement"

_STEPS: Final = 2_000
"""How long our own solver looks for a plan to hold bounds against."""
_START_STEPS: Final = 200
_FAR: Final = 30.0
"""The limit of an engine that is to be stopped: it ends some time, even if it is not listening."""
_SOON: Final = 0.3

_Pair = tuple[int, int]


@kinds_checked
def check_engine(
    engine: Engine, *, rounds: Iterable[Round] = (), seconds: float = 0.5, grace: float = 2.0
) -> Report:
    """Hold an engine to its promises, on rounds in which everything occurs.

    It returns a plan that breaks no rule and scores what it says; its bound is below every valid
    plan, held against all plans of tiny rounds and the best plan known of others; it ends within
    its seconds, and when ``stop`` says so, also from another thread; it is no worse than what
    still holds of the plan it starts from; and it tells of each improvement, ever better, with
    the plan itself.

    What has one cause is one failure, told where it was first found and how often it was found
    again. Whatever the engine raises is a failure, and so is an engine that does not end, which is
    left running in a thread of its own.

    Args:
        engine: What to test.
        rounds: Further rounds to test it on.
        seconds: How long the engine gets for a round. There are some thirty calls.
        grace: By how many seconds it may be late.

    Returns:
        All that was found; ``raise_for_failures`` makes a test of it.

    Example:
        >>> from conferencekit.scheduling import solve
        >>> check_engine(solve, seconds=0.05).failures
        ()
    """
    trial = _Trial(engine, seconds, grace)
    for round_ in tiny_rounds():
        trial.play(round_, best_pair(round_))
    for round_ in (*varied_rounds(), *rounds):
        trial.play(round_, solve(round_, seconds=None, iterations=_STEPS).score.pair)
        trial.go_on(round_)
    trial.end(long_round())
    name = getattr(engine, "__name__", type(engine).__name__)
    return Report(name, trial.failures, trial.checks)


class _Trial:
    """Calls an engine, and notes what is wrong, once for each cause.

    Args:
        engine: The engine.
        seconds: Its limit.
        grace: By how much it may be late.

    Attributes:
        checks: How many things were looked at.
    """

    def __init__(self, engine: Engine, seconds: float, grace: float) -> None:
        self.checks = 0
        self._engine, self._seconds, self._grace = engine, seconds, grace
        self._found: dict[tuple[str, object], Failure] = {}
        self._often: Counter[tuple[str, object]] = Counter()

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The first failure of each cause, and how many more there were."""
        return tuple(_counted(one, self._often[cause] - 1) for cause, one in self._found.items())

    # ---------------------------------------------------------------------------------- the plan

    def play(self, round_: Round, best: _Pair) -> None:
        """Let it solve a round.

        Args:
            round_: The round.
            best: What the best plan known scores.
        """
        told: list[Improvement] = []
        case = f"round {round_.id!r}"
        plan = self._plan(case, round_, seconds=self._seconds, seed=2, on_improvement=told.append)
        if plan is None:
            return
        is_sound = self._sound(f"{case}, on_improvement", told)
        told = told if is_sound else []
        plans = [plan, *(self._told(case, round_, plan, told) if is_sound else ())]
        best = min([best, *(score(round_, one).pair for one in plans)])
        for bound in dict.fromkeys([plan.bound, *(one.bound for one in told)]):
            self._expect(
                BOUNDED, case, _pair(bound) <= best, f"the bound is {_pair(bound)}, a plan {best}"
            )

    def _sound(self, case: str, told: Iterable[object]) -> bool:
        """Whether what was told are improvements."""
        faults = [fault for one in told for fault in _misfits(one, Improvement)]
        self._expect_none(TELLS, case, faults)
        return not faults

    def _told(
        self, case: str, round_: Round, plan: Plan, told: list[Improvement]
    ) -> Iterator[Plan]:
        """Look at the improvements; their valid plans."""
        case = f"{case}, on_improvement"
        pairs = [one.pair for one in told]
        falls = all(later < sooner for sooner, later in pairwise(pairs))
        self._expect(
            TELLS, case, falls, f"the scores are {pairs}; each must be below the last", "order"
        )
        last = pairs[-1] if pairs else None
        self._expect(
            TELLS, case, last == plan.score.pair,
            f"the last score is {last}, that of the plan returned {plan.score.pair}", "last",
        )  # fmt: skip
        clock = [one.seconds for one in told]
        self._expect(TELLS, case, clock == sorted(clock), f"the seconds are {clock}", "clock")
        for number, one in enumerate(told):
            answer = self._in_time(f"{case}, plan {number}", one.plan, 0.0)
            if answer is not None:
                yield from self._valid(f"{case}, plan {number}", round_, answer)
                self._expect(
                    TELLS, f"{case}, plan {number}", answer.score.pair == one.pair,
                    f"the plan scores {answer.score.pair}, told was {one.pair}", "plan",
                )  # fmt: skip

    def _plan(self, case: str, round_: Round, **options: Any) -> Plan | None:  # noqa: ANN401
        """The valid plan of a call within its limit, or None."""
        plan = self._in_time(case, lambda: self._engine(round_, **options), options["seconds"])
        return None if plan is None else next(self._valid(case, round_, plan), None)

    def _valid(self, case: str, round_: Round, plan: Plan) -> Iterator[Plan]:
        """The plan, where it is one of the round and breaks no rule."""
        try:
            breaches = check(round_, plan)
        except InvalidInputError as error:
            self._expect(VALID, case, False, f"it is no plan of this round: {error}")  # noqa: FBT003
            return
        self._expect(VALID, case, not breaches, f"it breaks {'; '.join(map(str, breaches))}")
        true = score(round_, plan)
        self._expect(
            SCORED, case, plan.score == true, f"it says {plan.score}, the score is {true}"
        )
        if not breaches:
            yield plan

    # --------------------------------------------------------------------------------- its limits

    def go_on(self, round_: Round) -> None:
        """Let it start from a plan, of this round and of one with a meeting less."""
        start = solve(round_, seconds=None, iterations=_START_STEPS)
        for seconds in (0.0, self._seconds):
            case = f"round {round_.id!r}, from a plan, {seconds:g} seconds"
            self._start(case, round_, start, start.score.pair, seconds)
        if round_.meetings:
            less = attrs.evolve(round_, meetings=round_.meetings[:-1])
            gone = round_.meetings[-1].id
            rest = attrs.evolve(
                start,
                placements=tuple(one for one in start.placements if one.meeting != gone),
                unplaced=tuple(id_ for id_ in start.unplaced if id_ != gone),
            )
            if not check(less, rest):
                case = f"round {round_.id!r} less a meeting, from a plan with it"
                self._start(case, less, start, score(less, rest).pair, self._seconds)

    def _start(self, case: str, round_: Round, start: Plan, pair: _Pair, seconds: float) -> None:
        plan = self._plan(case, round_, seconds=seconds, start=start)
        if plan is not None:
            self._expect(
                STARTS, case, plan.score.pair <= pair,
                f"it scores {plan.score.pair}, what holds of the start {pair}",
            )  # fmt: skip

    def end(self, round_: Round) -> None:
        """Tell it to end, in each of the ways there are."""
        case = f"round {round_.id!r}"
        self._plan(f"{case}, {self._seconds:g} seconds", round_, seconds=self._seconds)
        self._stop(f"{case}, stopped at once", round_, 0.0)
        self._stop(f"{case}, stopped from another thread", round_, _SOON)

    def _stop(self, case: str, round_: Round, after: float) -> None:
        enough = threading.Event()
        timer = threading.Timer(after, enough.set)
        if after:
            timer.start()
        else:
            enough.set()
        plan = self._in_time(
            case, lambda: self._engine(round_, seconds=_FAR, stop=enough.is_set), after, "stop"
        )
        if plan is not None:
            list(self._valid(case, round_, plan))

    def _in_time(
        self, case: str, call: Callable[[], Plan], limit: float, way: str = "seconds"
    ) -> Plan | None:
        """The plan a call returns; None, and a failure, where it raises or does not end."""
        running = _started(call)
        began = time.monotonic()
        wait([running], limit + self._grace)
        took = time.monotonic() - began
        late = f"it has not ended {took:.1f} seconds after it was called; {limit:g} were given"
        self._expect(ENDS, case, running.done(), late, way)
        if not running.done():
            return None
        error = running.exception()
        raised = f"it raises {type(error).__name__}: {error}"
        self._expect(RETURNS, case, error is None, raised, _origin(error))
        if error is not None:
            return None
        plan = running.result()
        faults = _misfits(plan, Plan)
        self._expect_none(RETURNS, case, faults)
        return None if faults else plan

    def _expect_none(self, promise: str, case: str, faults: Iterable[Fault]) -> None:
        """No faults; those that differ in an index alone have one cause."""
        self.checks += 1
        for fault in faults:
            cause = re.sub(r"\d+", "", fault.path), fault.message
            self._expect(promise, case, False, str(fault), cause)  # noqa: FBT003

    def _expect(
        self,
        promise: str,
        case: str,
        holds: bool,  # noqa: FBT001
        message: str,
        cause: object = None,
    ) -> None:
        self.checks += 1
        if not holds:
            self._found.setdefault((promise, cause), Failure(promise, case, message))
            self._often[promise, cause] += 1


def _counted(failure: Failure, more: int) -> Failure:
    """A failure, and how often there was another of the same cause."""
    times = "once more" if more == 1 else f"{more} times more"
    return attrs.evolve(failure, message=f"{failure.message} ({times})") if more else failure


def _misfits(given: object, kind: type) -> tuple[Fault, ...]:
    """What keeps what an engine gave from being looked at."""
    if not isinstance(given, kind):
        return (Fault("", f"it gives {type(given).__name__} where {kind.__name__} is wanted"),)
    return tuple(misfits(given))


def _origin(error: BaseException | None) -> object:
    """What kind of error, raised in which line."""
    at = None if error is None else error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return type(error), at and (at.tb_frame.f_code.co_filename, at.tb_lineno)


def _pair(bound: Bound) -> _Pair:
    return bound.unplaced, bound.penalty


def _started(call: Callable[[], Plan]) -> "Future[Plan]":
    """A call under way in a thread that keeps no program from ending."""
    running: Future[Plan] = Future()

    def go() -> None:
        try:
            running.set_result(call())
        except BaseException as error:  # noqa: BLE001  whatever a plug-in raises is a finding
            running.set_exception(error)

    threading.Thread(target=go, daemon=True).start()
    return running
