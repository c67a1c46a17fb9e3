"""The contract kits of assessment: ours keep their promises, broken ones are caught."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from conferencekit.assessment import (
    Checklist,
    Combined,
    Criterion,
    Extensions,
    Highest,
    Input,
    Latest,
    Level,
    Levels,
    Mean,
    MostFrequent,
    Narrative,
    NTimesMastery,
    Numbers,
    Percent,
    PowerLaw,
    Reading,
    Rule,
    Scale,
    Score,
    Trait,
    WeightedMean,
)
from conferencekit.errors import BrokenContractError, InvalidInputError
from conferencekit.testing import check_criterion_kind, check_rule, check_scale_kind
from rubrics import CONTINUUM, FOUR, PERCENT, WORDS

OURS: tuple[Rule, ...] = (
    Latest(),
    Highest(),
    Mean(),
    MostFrequent(),
    NTimesMastery(3, 2),
    PowerLaw(2),
    WeightedMean(),
    Percent(from_least=True),
)


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.name)
def test_our_rules_keep_their_promises(rule: Rule) -> None:
    """All of them."""
    report = check_rule(rule, extensions=Extensions())
    report.raise_for_failures()
    assert report.checks > 1000


def test_our_kinds_of_scales_keep_their_promises() -> None:
    """All of them."""
    levels = [Score("c", level.id) for level in FOUR.levels]
    wrong = [Scale("s"), Scale("s", (Level("x", points=1), Level("y", points=0)))]
    check_scale_kind(
        Levels(), FOUR, good=levels, bad=[Score("c", "zzz")], wrong=wrong
    ).raise_for_failures()
    plain = [Score("c", level.id) for level in CONTINUUM.levels]
    check_scale_kind(Levels(), CONTINUUM, good=plain).raise_for_failures()
    numbers = [Score("c", points=n) for n in (0, "0.5", 100)]
    check_scale_kind(Numbers(), PERCENT, good=numbers, bad=[Score("c")]).raise_for_failures()
    words = [Score("c", words="x")]
    check_scale_kind(Narrative(), WORDS, good=words, bad=[Score("c")]).raise_for_failures()


def test_our_checklist_keeps_its_promises() -> None:
    """On its scale, and nothing else of a response."""
    scale = Scale("two", kind="number", least=0, most=2)
    item = Criterion("c", scale="two", kind="checklist", settings={"items": ["a", "b"]})
    check_criterion_kind(
        Checklist(),
        item,
        scale,
        good=[[], ["a"], ["b", "a"]],
        bad=[3, ["c"]],
        wrong=[attrs.evolve(item, settings={})],
    ).raise_for_failures()


@attrs.define
class Broken:
    """A rule that keeps no promise."""

    name: str = "broken"
    version: int = 1
    settings: Mapping[str, Any] = attrs.field(factory=lambda: {"x": 1})
    traits: frozenset[Trait] = frozenset(Trait)
    calls: int = 0

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """Another thing each time."""
        self.calls += 1
        if len(inputs) == 3:
            raise ZeroDivisionError
        value = Fraction(1000) / self.calls - inputs[0].value
        return Combined(value, "because", {7: "out of range"})


def test_a_broken_rule_is_caught() -> None:
    """Every promise it breaks is told, and whatever it raises."""
    report = check_rule(Broken(), extensions=Extensions().having(rules={"broken": Broken}))
    assert {failure.promise for failure in report.failures} == {
        "combines",
        "gives the same for the same",
        "has a value or a reason",
        "ignores its inputs alone",
        "is ordinal",
        "is bounded",
        "is a percentage",
        "is monotone",
        "can be made again",
    }
    with pytest.raises(BrokenContractError, match="broken does not keep its promises"):
        report.raise_for_failures()


class BrokenKind:
    """A kind of scale and of criterion that keeps no promise."""

    name = "broken"
    calls = 0

    def faults(self, *_: object) -> list[Any]:
        """None, ever."""
        return []

    def score_faults(self, scale: Scale, score: Score) -> list[Any]:
        """Raises."""
        raise LookupError(scale, score)

    def read(self, scale: Scale, score: Score) -> Reading:
        """Another thing each time."""
        del scale, score
        self.calls += 1
        return Reading(Fraction(self.calls * 100), -self.calls)

    def bounds(self, scale: Scale) -> tuple[Fraction, Fraction]:
        """Too narrow."""
        del scale
        return Fraction(0), Fraction(1)

    def score(self, criterion: Criterion, scale: Scale, response: object) -> Score:
        """Of another criterion, off the scale, with the wrong error."""
        del criterion, scale
        self.calls += 1
        if response == "raise":
            raise TypeError
        return Score("other", points=Decimal(self.calls * 1000))


def test_broken_kinds_are_caught() -> None:
    """Every promise they break is told."""
    scores = [Score("c", "near"), Score("c", "meets")]
    report = check_scale_kind(BrokenKind(), FOUR, good=scores, bad=scores, wrong=[FOUR])
    assert {failure.promise for failure in report.failures} == {
        "finds faults in a wrong scale",
        "finds faults in a bad score",
        "finds no fault in a good score",
        "reads the same each time",
        "keeps within its bounds",
        "is ordered",
    }
    item = Criterion("c", scale="percent")
    report = check_criterion_kind(
        BrokenKind(), item, PERCENT, good=["x", "raise"], bad=["raise", "x"], wrong=[item]
    )
    assert {failure.promise for failure in report.failures} == {
        "finds faults in a wrong criterion",
        "scores a good response",
        "scores on its scale",
        "scores its criterion",
        "scores the same each time",
        "refuses a bad response",
    }
    assert issubclass(BrokenContractError, AssertionError)
    with pytest.raises(InvalidInputError):
        Extensions().criterion_kind("broken")
