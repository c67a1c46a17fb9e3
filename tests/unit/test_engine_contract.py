"""The contract kit of engines: good ones pass, and each broken promise is found."""

import threading
from importlib.util import find_spec
from typing import Any

import attrs
import pytest

from conferencekit.engines import cpsat
from conferencekit.errors import BrokenContractError, ConferenceKitError
from conferencekit.exchange import read_round
from conferencekit.scheduling import (
    Bound,
    Engine,
    Improvement,
    Plan,
    Round,
    Score,
    Terms,
    score,
    solve,
)
from conferencekit.testing import Report, check_engine
from conferencekit.testing import engines as kit
from conferencekit.testing._rounds import tiny_rounds
from conferencekit.testing._truth import best_pair
from support import ROUNDS


def tried(engine: Engine) -> Report:
    """What the kit says of an engine, soon."""
    return check_engine(engine, seconds=0.01, grace=0.4)


def quick(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
    """Our solver, for a few steps."""
    options.pop("seconds", None)
    return solve(round_, seconds=None, iterations=30, **options)


def empty(round_: Round, **changes: Any) -> Plan:  # noqa: ANN401
    """A plan that places nothing."""
    ids = tuple(meeting.id for meeting in round_.meetings)
    plan = Plan(round_.id, (), ids, Score(0, 0, Terms()))
    return attrs.evolve(attrs.evolve(plan, score=score(round_, plan)), **changes)


def all_at_once(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
    """Breaks a rule: everything starts when the first meeting does."""
    plan = quick(round_, **options)
    at = min((one.start for one in plan.placements), default=None)
    if at is None:
        return plan
    placements = tuple(attrs.evolve(one, start=at) for one in plan.placements)
    draft = attrs.evolve(plan, placements=placements, bound=Bound())
    return attrs.evolve(draft, score=score(round_, draft))


def of_another_round(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
    """Its plan is of no round."""
    return attrs.evolve(quick(round_, **options), round="another")


def boasting(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
    """Says that nobody waits."""
    plan = quick(round_, **options)
    return attrs.evolve(plan, score=attrs.evolve(plan.score, terms=Terms(wait=-1)))


def sure(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
    """Takes whatever it finds for the best there is."""
    plan = quick(round_, **options)
    return attrs.evolve(plan, bound=Bound(*plan.score.pair))


def sure_on_the_way(
    round_: Round,
    *,
    on_improvement: Any = None,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Plan:
    """Proves too much to whoever listens."""

    def tell(one: Improvement) -> None:
        if on_improvement is not None:
            on_improvement(attrs.evolve(one, bound=Bound(0, 10**6)))

    return quick(round_, on_improvement=tell, **options)


def late(round_: Round, *, seconds: float | None, **options: Any) -> Plan:  # noqa: ANN401
    """Takes a second more where it is worth it."""
    if len(round_.meetings) > 50 and "stop" not in options:
        threading.Event().wait((seconds or 0) + 1)
    return quick(round_, **options)


def deaf(round_: Round, *, stop: Any = None, **options: Any) -> Plan:  # noqa: ANN401
    """Does not ask whether to stop."""
    if stop is not None:
        threading.Event().wait(1.5)
    return quick(round_, **options)


def forgetful(round_: Round, *, start: Plan | None = None, **options: Any) -> Plan:  # noqa: ANN401
    """Begins with nothing, whatever it is given; then has no time."""
    return empty(round_) if start is not None else quick(round_, **options)


def silent(round_: Round, *, on_improvement: Any = None, **options: Any) -> Plan:  # noqa: ANN401
    """Tells nobody."""
    del on_improvement
    return quick(round_, **options)


def repeating(
    round_: Round,
    *,
    on_improvement: Any = None,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Plan:
    """Tells everything twice."""

    def tell(one: Improvement) -> None:
        if on_improvement is not None:
            on_improvement(one)
            on_improvement(one)

    return quick(round_, on_improvement=tell, **options)


def passing_off(
    round_: Round,
    *,
    on_improvement: Any = None,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Plan:
    """Has another plan for whoever asks than it said."""

    def tell(one: Improvement) -> None:
        if on_improvement is not None:
            on_improvement(
                Improvement(
                    one.pair, one.bound, one.seconds, one.iterations, lambda: empty(round_)
                )
            )

    return quick(round_, on_improvement=tell, **options)


def failing(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
    """Fails where there are pools."""
    if round_.pools:
        raise KeyError("pools")
    return quick(round_, **options)


def empty_handed(round_: Round, **options: Any) -> Any:  # noqa: ANN401
    """Returns no plan."""
    del round_, options


def without_bound(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
    """Knows of no bound."""
    return attrs.evolve(quick(round_, **options), bound=None)  # type: ignore[arg-type]


def loosely_typed(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
    """Takes starts from elsewhere."""
    plan = quick(round_, **options)
    placements = tuple(attrs.evolve(one, start="16:00") for one in plan.placements)  # type: ignore[arg-type]
    return attrs.evolve(plan, placements=placements)


def telling_pairs(
    round_: Round,
    *,
    on_improvement: Any = None,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Plan:
    """Has a protocol of its own."""

    def tell(one: Improvement) -> None:
        if on_improvement is not None:
            on_improvement(one.pair)

    return quick(round_, on_improvement=tell, **options)


def telling_no_bound(
    round_: Round,
    *,
    on_improvement: Any = None,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Plan:
    """Knows of no bound on the way."""

    def tell(one: Improvement) -> None:
        if on_improvement is not None:
            on_improvement(attrs.evolve(one, bound=None))  # type: ignore[arg-type]

    return quick(round_, on_improvement=tell, **options)


@pytest.mark.parametrize(
    ("engine", "broken"),
    [
        (all_at_once, {kit.VALID}),
        (of_another_round, {kit.VALID}),
        (boasting, {kit.SCORED}),
        (sure, {kit.BOUNDED}),
        (sure_on_the_way, {kit.BOUNDED}),
        (late, {kit.ENDS}),
        (deaf, {kit.ENDS}),
        (forgetful, {kit.STARTS}),
        (silent, {kit.TELLS}),
        (repeating, {kit.TELLS}),
        (passing_off, {kit.TELLS}),
        (failing, {kit.RETURNS}),
        (empty_handed, {kit.RETURNS}),
        (without_bound, {kit.RETURNS}),
        (loosely_typed, {kit.RETURNS}),
        (telling_pairs, {kit.TELLS}),
        (telling_no_bound, {kit.TELLS}),
    ],
)
def test_a_broken_promise_is_found(engine: Any, broken: set[str]) -> None:  # noqa: ANN401
    """That one, and no other; told once, whatever number of rounds it shows in."""
    report = tried(engine)
    assert [failure.promise for failure in report.failures] == list(broken)
    assert not report.is_good
    assert report.subject == engine.__name__


def test_all_failures_are_reported_together() -> None:
    """In the report, its text and the error, which is a failed test to a runner."""

    def twice(round_: Round, **options: Any) -> Plan:  # noqa: ANN401
        if options.get("start"):
            raise KeyError("start")
        return failing(round_, **options)

    report = tried(twice)
    first, second = map(str, report.failures)
    assert first.startswith(
        "returns a plan: round 'an interpreter of two, and a guest': it raises"
    )
    assert first.endswith("KeyError: 'pools' (3 times more)")
    assert "from a plan" in second
    assert "KeyError: 'start' (" in second
    text = first
    assert str(report).count("\n") == len(report.failures)
    with pytest.raises(BrokenContractError) as caught:
        report.raise_for_failures()
    assert isinstance(caught.value, ConferenceKitError)
    assert isinstance(caught.value, AssertionError)
    assert caught.value.failures == tuple(map(str, report.failures))
    assert text in str(caught.value)
    assert "twice does not keep its promises" in str(caught.value)


def test_our_solver_keeps_its_promises() -> None:
    """On further rounds too."""
    report = check_engine(solve, rounds=[read_round(ROUNDS / "replan-1.json")], seconds=0.05)
    report.raise_for_failures()
    assert report.is_good
    assert report.checks > 200


@pytest.mark.skipif(find_spec("ortools") is None, reason="needs the extra cpsat")
def test_cpsat_keeps_its_promises() -> None:
    """On further rounds too."""

    def two(round_: Round, /, **options: Any) -> Plan:  # noqa: ANN401
        return cpsat(round_, workers=2, **options)

    engine: Engine = two
    rounds = [read_round(ROUNDS / "replan-1.json")]
    check_engine(engine, rounds=rounds, seconds=0.3).raise_for_failures()


def test_the_best_plans_of_tiny_rounds() -> None:
    """As worked out by hand: 20 minutes of waiting cost 2 each, and 2 more as the longest."""
    best = {round_.id: best_pair(round_) for round_ in tiny_rounds()}
    assert best["a wait that must be"] == (0, 20 * 2 + 20 * 2)
    assert best["a walk"] == (0, 10 * 2 + 10 * 2)
    assert best["time for one of two, and one weighs more"] == (1, 0)
    assert best["nobody's hours allow it"] == (1, 0)
    assert best["a break"] == (0, 10)


def test_a_report_without_failures() -> None:
    """Raises nothing."""
    report = Report("solve", (), 7)
    report.raise_for_failures()
    assert str(report) == "solve: 0 failures in 7 checks"
