"""The contracts of what can be plugged into assessment."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, Final, TypeAlias

from conferencekit.assessment import (
    Combined,
    Criterion,
    CriterionKind,
    Extensions,
    Input,
    Rule,
    Scale,
    ScaleKind,
    Score,
    Trait,
)
from conferencekit.errors import InvalidInputError
from conferencekit.testing.report import Failure, Report

__all__ = ["check_criterion_kind", "check_rule", "check_scale_kind"]

_LEAST: Final = Fraction(1)
_MOST: Final = Fraction(4)
_VALUES: Final = tuple(Fraction(n, 2) for n in range(2, 9))
_RAISE: Final = Fraction(1, 2)

_Values: TypeAlias = tuple[Fraction, ...]


class _Trial:
    """Notes which promises were kept.

    Attributes:
        failures: Those that were not.
        checks: How many times one was tested.
    """

    def __init__(self) -> None:
        self.failures: list[Failure] = []
        self.checks = 0

    def expect(self, promise: str, case: object, message: str, *, kept: bool) -> None:
        """Note whether a promise was kept."""
        self.checks += 1
        if not kept:
            self.failures.append(Failure(promise, str(case), message))

    def attempt(self, promise: str, case: object, make: Callable[[], Any]) -> Any:  # noqa: ANN401
        """What it makes; None, and a failure, where it raises."""
        made, error = _outcome(make)
        if error is not None:
            self.expect(promise, case, f"raised {error!r}", kept=False)
        return made

    def report(self, subject: str) -> Report:
        """All that was found."""
        return Report(subject, tuple(self.failures), self.checks)


def check_rule(rule: Rule, *, extensions: Extensions | None = None) -> Report:
    """Hold an aggregation rule to its promises, on some four hundred lists of values.

    It gives the same result for the same inputs; a result or a reason why there is none; what
    it ignores is among its inputs; its traits are true; and from its name and settings it can be
    made again, where ``extensions`` are given.

    Args:
        rule: What to test.
        extensions: Among which its name is to be found.

    Returns:
        All that was found; ``raise_for_failures`` makes a test of it.

    Example:
        >>> from conferencekit.assessment import DecayingAverage
        >>> check_rule(DecayingAverage(50)).failures
        ()
    """
    trial = _Trial()
    found, again = _combine_all(trial, rule), _combine_all(trial, rule)
    for values, combined in found.items():
        trial.expect(
            "gives the same for the same", values, "gave another result the second time",
            kept=again.get(values) == combined,
        )  # fmt: skip
        trial.expect(
            "has a value or a reason", values, f"value {combined.value}, {combined.undefined!r}",
            kept=(combined.value is None) == bool(combined.undefined),
        )  # fmt: skip
        trial.expect(
            "ignores its inputs alone", values, f"ignored {sorted(combined.ignored)}",
            kept=set(combined.ignored) <= set(range(len(values))),
        )  # fmt: skip
        if combined.value is not None:
            _check_traits(trial, rule, values, combined.value, found)
    if extensions is not None:
        make = partial(extensions.rule, rule.name, rule.settings)
        made = trial.attempt("can be made again", rule.name, make)
        if made is not None:
            text = "what was made of its name and settings gives other results"
            same = _combine_all(trial, made) == found
            trial.expect("can be made again", rule.name, text, kept=same)
    return trial.report(rule.name)


def _combine_all(trial: _Trial, rule: Rule) -> dict[_Values, Combined]:
    """What a rule makes of every list of values, those apart with which it raises."""
    found: dict[_Values, Combined] = {}
    for size in (1, 2, 3):
        for values in product(_VALUES, repeat=size):
            inputs = [
                Input(f"a{n}", value, None, Fraction(1), _LEAST, _MOST)
                for n, value in enumerate(values)
            ]
            combined = trial.attempt("combines", values, partial(rule.combine, inputs))
            if combined is not None:
                found[values] = combined
    return found


def _check_traits(
    trial: _Trial,
    rule: Rule,
    values: _Values,
    value: Fraction,
    found: Mapping[_Values, Combined],
) -> None:
    if Trait.ORDINAL in rule.traits:
        trial.expect("is ordinal", values, f"{value} is none of them", kept=value in values)
    if Trait.BOUNDED in rule.traits:
        within = min(values) <= value <= max(values)
        trial.expect("is bounded", values, f"{value} is not among them", kept=within)
    if Trait.PERCENT in rule.traits:
        within = 0 <= value <= 100  # noqa: PLR2004
        trial.expect("is a percentage", values, f"{value} is none", kept=within)
    if Trait.MONOTONE in rule.traits:
        for place, one in enumerate(values):
            raised = (*values[:place], min(one + _RAISE, _MOST), *values[place + 1 :])
            after = found[raised].value if raised in found else None
            text = f"{value} became {after} when place {place} was raised"
            trial.expect("is monotone", values, text, kept=after is not None and after >= value)


def check_scale_kind(
    kind: ScaleKind,
    scale: Scale,
    *,
    good: Iterable[Score],
    bad: Iterable[Score] = (),
    wrong: Iterable[Scale] = (),
) -> Report:
    """Hold a kind of scale to its promises.

    Good scores have no faults, and are read the same each time, within the bounds; bad scores
    and wrong scales have faults, and no check raises.

    Args:
        kind: What to test.
        scale: One of the kind, without faults.
        good: Scores that can be given on it, from the lowest to the highest.
        bad: Scores that cannot.
        wrong: Scales of the kind that have faults.

    Returns:
        All that was found; ``raise_for_failures`` makes a test of it.
    """
    trial = _Trial()
    _expect_faults(trial, "finds no fault in a good scale", scale, kind.faults, has=False)
    for one in wrong:
        _expect_faults(trial, "finds faults in a wrong scale", one, kind.faults, has=True)
    for score in bad:
        _expect_faults(
            trial, "finds faults in a bad score", score,
            lambda it: kind.score_faults(scale, it), has=True,
        )  # fmt: skip
    bounds = trial.attempt("has bounds", scale, lambda: kind.bounds(scale))
    ranks: list[int] = []
    for score in good:
        _expect_faults(
            trial, "finds no fault in a good score", score,
            lambda it: kind.score_faults(scale, it), has=False,
        )  # fmt: skip
        reading = trial.attempt("reads a good score", score, partial(kind.read, scale, score))
        if reading is None:
            continue
        again = trial.attempt("reads a good score", score, partial(kind.read, scale, score))
        same = again == reading
        trial.expect("reads the same each time", score, "read another thing", kept=same)
        trial.expect(
            "has points where it has bounds", score, f"bounds {bounds}, points {reading.points}",
            kept=(reading.points is None) == (bounds is None),
        )  # fmt: skip
        if bounds is not None and reading.points is not None:
            within = bounds[0] <= reading.points <= bounds[1]
            text = f"{reading.points} is outside {bounds[0]} to {bounds[1]}"
            trial.expect("keeps within its bounds", score, text, kept=within)
        if reading.rank is not None:
            ranks.append(reading.rank)
    text = f"the ranks of the good scores are {ranks}"
    trial.expect("is ordered", scale.id, text, kept=ranks == sorted(ranks))
    return trial.report(kind.name)


def check_criterion_kind(
    kind: CriterionKind,
    criterion: Criterion,
    scale: Scale,
    *,
    good: Iterable[Any],
    bad: Iterable[Any] = (),
    wrong: Iterable[Criterion] = (),
    extensions: Extensions | None = None,
) -> Report:
    """Hold a kind of criterion to its promises.

    A good response becomes a score on the criterion's scale, the same each time; a bad one is
    refused with :class:`~conferencekit.errors.InvalidInputError`; wrong criteria have faults.

    Args:
        kind: What to test.
        criterion: One of the kind, without faults.
        scale: Its scale.
        good: Responses that can be given.
        bad: Responses that cannot.
        wrong: Criteria of the kind that have faults, on the same scale.
        extensions: Among which the kind of the scale is to be found.

    Returns:
        All that was found; ``raise_for_failures`` makes a test of it.
    """
    trial = _Trial()
    scale_kind = (extensions or Extensions()).scale_kind(scale.kind)
    _expect_faults(
        trial, "finds no fault in a good criterion", criterion,
        lambda it: kind.faults(it, scale), has=False,
    )  # fmt: skip
    for one in wrong:
        _expect_faults(
            trial, "finds faults in a wrong criterion", one,
            lambda it: kind.faults(it, scale), has=True,
        )  # fmt: skip
    for response in good:
        score = trial.attempt(
            "scores a good response", response,
            partial(kind.score, criterion, scale, response),
        )  # fmt: skip
        if score is None:
            continue
        _expect_faults(
            trial, "scores on its scale", score,
            partial(scale_kind.score_faults, scale), has=False,
        )  # fmt: skip
        named = score.criterion == criterion.id
        trial.expect("scores its criterion", response, f"scored {score.criterion}", kept=named)
        again = trial.attempt(
            "scores a good response", response, partial(kind.score, criterion, scale, response)
        )
        same = again == score
        trial.expect("scores the same each time", response, "gave another score", kept=same)
    for response in bad:
        _expect_refused(trial, response, lambda it: kind.score(criterion, scale, it))
    return trial.report(kind.name)


def _expect_faults(
    trial: _Trial,
    promise: str,
    case: Any,  # noqa: ANN401
    find: Callable[[Any], Iterable[object]],
    *,
    has: bool,
) -> None:
    found = trial.attempt(promise, case, lambda: tuple(map(str, find(case))))
    if found is not None:
        trial.expect(promise, case, "; ".join(found) or "found none", kept=bool(found) == has)


def _expect_refused(trial: _Trial, response: Any, score: Callable[[Any], Score]) -> None:  # noqa: ANN401
    made, error = _outcome(lambda: score(response))
    refused = isinstance(error, InvalidInputError)
    text = f"made {made} of it" if error is None else f"raised {error!r}"
    trial.expect("refuses a bad response", response, text, kept=refused)


def _outcome(make: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """What a plug-in makes, or whatever it raises."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        call = thread.submit(make)
    error = call.exception()
    return (None, error) if error is not None else (call.result(), None)
