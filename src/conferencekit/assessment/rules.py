"""Aggregation rules: how several values become one.

The first seven combine what was observed of one criterion over time; the last three combine
criteria. All are exact but :class:`PowerLaw`. None of them is ever given a missing score: what
is missing is told by the coverage of the result.

The methods named after Canvas follow its outcome calculation (Instructure, *Canvas LMS
Community: outcome calculation methods*), without its rounding to two places.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, Final

import attrs

from conferencekit.assessment._powerlaw import predicted
from conferencekit.assessment.exact import decimal_of, decimal_to_json
from conferencekit.assessment.protocols import Combined, Input, Rule, Trait
from conferencekit.errors import InvalidInputError

__all__ = [
    "DecayingAverage",
    "Highest",
    "Latest",
    "Mean",
    "MostFrequent",
    "NTimesMastery",
    "Percent",
    "PointSum",
    "PowerLaw",
    "WeightedLatest",
    "WeightedMean",
]

_PICKS: Final = frozenset({Trait.ORDINAL, Trait.BOUNDED, Trait.MONOTONE})
_MEANS: Final = frozenset({Trait.BOUNDED, Trait.MONOTONE})
_WHOLE: Final = 100


@attrs.frozen
class Latest:
    """The latest value; of several at the same instant the one whose source sorts last."""

    name: str = attrs.field(default="latest", init=False)
    version: int = attrs.field(default=1, init=False)
    settings: Mapping[str, Any] = attrs.field(factory=dict, init=False, hash=False)
    traits: frozenset[Trait] = attrs.field(default=_PICKS, init=False)

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The last of them."""
        last = len(inputs) - 1
        return Combined(inputs[-1].value, ignored=dict.fromkeys(range(last), "not the latest"))


@attrs.frozen
class Highest:
    """The highest value so far, as continua for young children ask for."""

    name: str = attrs.field(default="highest", init=False)
    version: int = attrs.field(default=1, init=False)
    settings: Mapping[str, Any] = attrs.field(factory=dict, init=False, hash=False)
    traits: frozenset[Trait] = attrs.field(default=_PICKS, init=False)

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The greatest of them."""
        highest = max(one.value for one in inputs)
        ignored = {n: "not the highest" for n, one in enumerate(inputs) if one.value < highest}
        return Combined(highest, ignored=ignored)


@attrs.frozen
class MostFrequent:
    """The value that occurs most often (the mode); where several do, the one seen latest.

    It is not monotone: of 4, 4, 3 it is 4, and raising a 4 makes 3 of it.
    """

    name: str = attrs.field(default="most-frequent", init=False)
    version: int = attrs.field(default=1, init=False)
    settings: Mapping[str, Any] = attrs.field(factory=dict, init=False, hash=False)
    traits: frozenset[Trait] = attrs.field(
        default=frozenset({Trait.ORDINAL, Trait.BOUNDED}), init=False
    )

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The mode."""
        times: dict[Fraction, tuple[int, int]] = {}
        for place, one in enumerate(inputs):
            count, _ = times.get(one.value, (0, 0))
            times[one.value] = (count + 1, place)
        return Combined(max(times, key=lambda value: times[value]))


@attrs.frozen
class Mean:
    """The arithmetic mean, all values counting the same."""

    name: str = attrs.field(default="mean", init=False)
    version: int = attrs.field(default=1, init=False)
    settings: Mapping[str, Any] = attrs.field(factory=dict, init=False, hash=False)
    traits: frozenset[Trait] = attrs.field(default=_MEANS, init=False)

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """Their sum by their number."""
        return Combined(_mean([one.value for one in inputs]))


@attrs.frozen
class NTimesMastery:
    """The mean of the values at or above mastery, once there are n of them.

    Formula: with M the values v >= mastery, sum(M) / len(M) where len(M) >= n, else nothing.
    Source: Canvas' "n number of times". It counts from mastery up, as Canvas' outcome results do
    (its rubrics ask for more than mastery).

    It is not monotone: with mastery 3, of 5, 5, 1 it is 5, and of 5, 5, 3 it is 13/3.

    Attributes:
        mastery: The least value that counts.
        times: How many of them there have to be; 1 or more.
    """

    mastery: Decimal = attrs.field(converter=decimal_of)
    times: int = 5
    name: str = attrs.field(default="n-times-mastery", init=False)
    version: int = attrs.field(default=1, init=False)
    traits: frozenset[Trait] = attrs.field(default=frozenset({Trait.BOUNDED}), init=False)

    def __attrs_post_init__(self) -> None:
        """Check how often."""
        if self.times < 1:
            raise InvalidInputError.single("times", f"{self.times} is not 1 or more")

    @property
    def settings(self) -> Mapping[str, Any]:
        """Mastery and times."""
        return {"mastery": decimal_to_json(self.mastery), "times": self.times}

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The mean of those at mastery, or why there is none."""
        mastery = Fraction(self.mastery)
        reached = [one.value for one in inputs if one.value >= mastery]
        ignored = {n: "below mastery" for n, one in enumerate(inputs) if one.value < mastery}
        if len(reached) < self.times:
            text = f"mastery was shown {len(reached)} times, {self.times} are needed"
            return Combined(None, text, ignored)
        return Combined(_mean(reached), ignored=ignored)


@attrs.frozen
class DecayingAverage:
    """An average in which each further value counts for a share, and all before it for the rest.

    Formula: d(1) = v(1); d(k) = d(k-1) * (1 - r) + v(k) * r, with r = rate / 100.
    Source: Canvas' "decaying average" of 2024 and later (exponential smoothing). The method it
    had under that name before is :class:`WeightedLatest`.

    Attributes:
        rate: The share of the newest, in percent, from 1 to 99.
    """

    rate: int = 65
    name: str = attrs.field(default="decaying-average", init=False)
    version: int = attrs.field(default=1, init=False)
    traits: frozenset[Trait] = attrs.field(default=_MEANS, init=False)

    def __attrs_post_init__(self) -> None:
        """Check the rate."""
        _check_share("rate", self.rate)

    @property
    def settings(self) -> Mapping[str, Any]:
        """The rate."""
        return {"rate": self.rate}

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The average after the last of them.

        In whole hundredths, divided once at the end: to reduce a fraction at every step would
        cost more with each.
        """
        scale = lcm(*(one.value.denominator for one in inputs))
        total, whole = int(inputs[0].value * scale), 1
        for one in inputs[1:]:
            total *= _WHOLE - self.rate
            whole *= _WHOLE
            total += int(one.value * scale) * self.rate * (whole // _WHOLE)
        return Combined(Fraction(total, whole * scale))


@attrs.frozen
class WeightedLatest:
    """The latest value against the mean of all before it.

    Formula: w * v(n) + (1 - w) * mean(v(1) ... v(n-1)), with w = share / 100; v(1) where there is
    but one. Source: what Canvas called "decaying average" until 2024 and calls "weighted average"
    since.

    Attributes:
        share: Of the latest, in percent, from 1 to 99.
    """

    share: int = 65
    name: str = attrs.field(default="weighted-latest", init=False)
    version: int = attrs.field(default=1, init=False)
    traits: frozenset[Trait] = attrs.field(default=_MEANS, init=False)

    def __attrs_post_init__(self) -> None:
        """Check the share."""
        _check_share("share", self.share)

    @property
    def settings(self) -> Mapping[str, Any]:
        """The share."""
        return {"share": self.share}

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The latest and the mean of the others, weighed."""
        *earlier, last = [one.value for one in inputs]
        if not earlier:
            return Combined(last)
        share = Fraction(self.share, _WHOLE)
        return Combined(share * last + (1 - share) * _mean(earlier))


@attrs.frozen
class PowerLaw:
    """Where a power law through the values says the student is now.

    Formula: the least-squares line of ln v(k) on ln k, k = 1 ... n, read at k = n.
    Source: R. Marzano, *Transforming Classroom Grading* (2000); the figures of the tests are
    those JumpRope publishes. It is not monotone: a higher first value makes the curve rise less.
    Logarithms are not exact, so neither is the result: it is right to 12 places.

    Attributes:
        fewest: How many values there have to be; 2 or more. Three are advised.
    """

    fewest: int = 3
    name: str = attrs.field(default="power-law", init=False)
    version: int = attrs.field(default=1, init=False)
    traits: frozenset[Trait] = attrs.field(default=frozenset(), init=False)

    def __attrs_post_init__(self) -> None:
        """Check how many."""
        if self.fewest < 2:  # noqa: PLR2004  no line goes through one point
            raise InvalidInputError.single("fewest", f"{self.fewest} is not 2 or more")

    @property
    def settings(self) -> Mapping[str, Any]:
        """How many values there have to be."""
        return {"fewest": self.fewest}

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The predicted value, cut off at the ends of the scale."""
        values = [one.value for one in inputs]
        if len(values) < self.fewest:
            text = f"there are {len(values)} values, {self.fewest} are needed"
            return Combined(None, text, exact=False)
        if min(values) <= 0:
            return Combined(None, "a power law has no values of zero or less", exact=False)
        value = predicted(values)
        least, most = inputs[-1].least, inputs[-1].most
        cut = min(max(value, least), most)
        notes = (f"cut off at {cut}, the end of the scale",) if cut != value else ()
        return Combined(cut, notes=notes, exact=False)


@attrs.frozen
class PointSum:
    """The sum of the points of what is there; see the coverage. Formula: sum(v)."""

    name: str = attrs.field(default="point-sum", init=False)
    version: int = attrs.field(default=1, init=False)
    settings: Mapping[str, Any] = attrs.field(factory=dict, init=False, hash=False)
    traits: frozenset[Trait] = attrs.field(default=frozenset({Trait.MONOTONE}), init=False)

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """Their sum."""
        return Combined(sum((one.value for one in inputs), Fraction(0)))


@attrs.frozen
class WeightedMean:
    """The mean of the points by weight. Formula: sum(w * v) / sum(w).

    It means something where all criteria are on comparable scales alone, and has no result where
    they are not.
    """

    name: str = attrs.field(default="weighted-mean", init=False)
    version: int = attrs.field(default=1, init=False)
    settings: Mapping[str, Any] = attrs.field(factory=dict, init=False, hash=False)
    traits: frozenset[Trait] = attrs.field(default=_MEANS, init=False)

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The mean, or that the scales differ."""
        if len({(one.least, one.most) for one in inputs}) > 1:
            return Combined(None, "the scales differ: ask for percent")
        return _weighed(inputs, lambda one: one.value)


@attrs.frozen
class Percent:
    """How much of what could be reached was reached, by weight, from 0 to 100.

    Formula: 100 * sum(w * (v - z) / (m - z)) / sum(w), with m the most of a scale and z zero, or
    the least of the scale. A rubric whose points are summed has w = m - z, and this is 100 times
    the points by the most points. Source: Moodle's rubrics, whose option "lock zero points"
    chooses between the two; from 1 to 3 a 1 is 33 percent, or none.

    Attributes:
        from_least: Whether the least of a scale counts as nothing, instead of zero points.
    """

    from_least: bool = False
    name: str = attrs.field(default="percent", init=False)
    version: int = attrs.field(default=1, init=False)
    traits: frozenset[Trait] = attrs.field(
        default=frozenset({Trait.MONOTONE, Trait.PERCENT}), init=False
    )

    @property
    def settings(self) -> Mapping[str, Any]:
        """What counts as nothing."""
        return {"from_least": self.from_least}

    def zero(self, least: Fraction) -> Fraction:
        """What counts as nothing on a scale with a certain least."""
        return least if self.from_least or least < 0 else Fraction(0)

    def combine(self, inputs: Sequence[Input], /) -> Combined:
        """The percentage, or that a scale has no room for one."""
        if any(one.most <= self.zero(one.least) for one in inputs):
            return Combined(None, "a scale has no points above zero")
        return _weighed(inputs, self._share)

    def _share(self, one: Input) -> Fraction:
        zero = self.zero(one.least)
        return _WHOLE * (one.value - zero) / (one.most - zero)


BUILT_IN_RULES: Final[Mapping[str, Callable[..., Rule]]] = {
    "latest": Latest,
    "highest": Highest,
    "most-frequent": MostFrequent,
    "mean": Mean,
    "n-times-mastery": NTimesMastery,
    "decaying-average": DecayingAverage,
    "weighted-latest": WeightedLatest,
    "power-law": PowerLaw,
    "point-sum": PointSum,
    "weighted-mean": WeightedMean,
    "percent": Percent,
}


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _weighed(inputs: Sequence[Input], value: Callable[[Input], Fraction]) -> Combined:
    total = sum((one.weight for one in inputs), Fraction(0))
    if not total:
        return Combined(None, "nothing has any weight")
    return Combined(sum((one.weight * value(one) for one in inputs), Fraction(0)) / total)


def _check_share(name: str, percent: int) -> None:
    if type(percent) is not int or not 1 <= percent < _WHOLE:
        raise InvalidInputError.single(name, f"{percent} is no whole number from 1 to 99")
