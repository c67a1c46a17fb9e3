"""Asking an engine for a plan, whichever it is."""

from collections.abc import Callable, Iterator

from conferencekit._kinds import misfits
from conferencekit.errors import BrokenContractError, InvalidInputError, shorten
from conferencekit.scheduling.engine import Engine
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.rules import check
from conferencekit.scheduling.scoring import score
from conferencekit.scheduling.solver import DEFAULT_CLOCK, refuse_bad_limits, solve

__all__ = ["asked", "refuse_bad_limits_of"]


def refuse_bad_limits_of(
    engine: Engine,
    seconds: float | None,
    iterations: int | None,
    stop: Callable[[], bool] | None = None,
) -> None:
    """Raise where a search would have no limit, a negative one, or one its engine does not know.

    Another engine than :func:`solve` may have limits of its own, and so needs none.
    """
    if engine is solve:
        refuse_bad_limits(seconds, iterations, stop)
        return
    if iterations is not None:
        raise InvalidInputError.single(
            "iterations",
            f"the engine {named(engine)} is not told a number of steps",
            "give seconds, or bind limits of its own by functools.partial",
        )
    refuse_bad_limits(0.0 if seconds is None else seconds, None, stop)


def asked(
    engine: Engine,
    round_: Round,
    *,
    seconds: float | None,
    iterations: int | None,
    seed: int,
    start: Plan | None,
    target: tuple[int, int] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = DEFAULT_CLOCK,
) -> Plan:
    """The plan an engine makes. Those of other engines than :func:`solve` are looked through.

    Raises:
        BrokenContractError: It is not a plan of the round, breaks a rule, or scores otherwise
            than it says.
    """
    if engine is solve:
        return solve(
            round_,
            seconds=seconds,
            iterations=iterations,
            seed=seed,
            start=start,
            target=target,
            stop=stop,
            clock=clock,
        )
    plan = engine(round_, seconds=seconds, seed=seed, start=start, stop=stop)
    failures = tuple(_failures(round_, plan))
    if failures:
        raise BrokenContractError(f"engine {named(engine)}", failures)
    return plan


def named(engine: Engine) -> str:
    """What an engine is called."""
    return getattr(engine, "__name__", None) or shorten(engine)


def _failures(round_: Round, plan: object) -> Iterator[str]:
    if not isinstance(plan, Plan):
        yield f"round {round_.id!r}: returned {shorten(plan)}, which is not a Plan"
        return
    faults = tuple(misfits(plan))
    if faults:
        yield from (f"round {round_.id!r}: {fault}" for fault in faults)
        return
    try:
        breaches = check(round_, plan)
    except InvalidInputError as error:
        yield str(error)
        return
    yield from (f"round {round_.id!r}: broke {breach}" for breach in breaches)
    true = score(round_, plan)
    if plan.score != true:
        yield f"round {round_.id!r}: says {plan.score}, the score is {true}"
