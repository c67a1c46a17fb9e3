"""OR-Tools' CP-SAT as an engine: slower to a good plan, and able to prove that it is the best."""

from collections.abc import Callable
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit.errors import Faults, MissingExtraError
from conferencekit.scheduling import Improvement, Plan, Round

__all__ = ["cpsat"]

DEFAULT_SECONDS: Final = 60.0


@kinds_checked
def cpsat(
    round_: Round,
    /,
    *,
    seconds: float | None = DEFAULT_SECONDS,
    work: float | None = None,
    workers: int | None = None,
    seed: int = 1,
    start: Plan | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan that CP-SAT finds, and what it proves; it breaks no rule.

    It begins with :func:`~conferencekit.scheduling.solver.solve`, from ``start`` where that is
    given, for a fifth of the time: the answer is no worse than the plan found so, and its bound is
    no lower. Then it first looks for the least that can be left unplaced, for half of the time
    left at the most, and then for the least penalty. Where it placed more, ``solve`` goes on from
    there for a while in between.

    Ended early, it has still proven its bound. ``bound.unplaced`` holds for every plan,
    ``bound.penalty`` for those that leave no more than that unplaced.

    Args:
        round_: What to plan.
        seconds: When to end; None for no limit of time. Building the model counts. It may take
            half a second longer, with hundreds of meetings one or two, with thousands some, in
            which CP-SAT is not to be interrupted.
        work: How much CP-SAT may do, in its own units of deterministic time, roughly seconds;
            None for no limit. Where ``seconds`` is None and there is one worker, the plan is the
            same on any machine with the same release of OR-Tools.
        workers: How many threads CP-SAT has; None for one on each core.
        seed: Chooses among equally good ways to search.
        start: A plan to begin with, of this round or of one much like it.
        on_improvement: Called with each improvement, from the thread that called.
        stop: Asked twenty times a second, from the thread that called; the search ends within a
            second after it returns True, or as soon as CP-SAT can be interrupted.

    Returns:
        A plan with its score and a proven bound. Where there is no limit and nobody stops it,
        it is optimal.

    Raises:
        MissingExtraError: OR-Tools is not installed.
        InvalidInputError: A limit is negative, or there are no workers.
        ConferenceKitError: The round's weights are too large for CP-SAT's numbers of 64 bits.

    Example:
        >>> plan = cpsat(round_, seconds=30, workers=2)  # doctest: +SKIP
    """
    with Faults() as faults:
        for name, limit in (("seconds", seconds), ("work", work)):
            if limit is not None and not limit >= 0:
                faults.add(name, f"{limit} is not 0 or more")
        if workers is not None and workers < 1:
            faults.add("workers", f"{workers} is not 1 or more", "give None for all cores")
    try:
        from conferencekit.engines._cpsat.proof import Proof  # noqa: PLC0415  of an extra
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "ortools":
            raise
        raise MissingExtraError("cpsat", "the engine cpsat") from error
    proof = Proof(round_, seconds=seconds, work=work, workers=workers, seed=seed, stop=stop)
    return proof.run(start, on_improvement)
