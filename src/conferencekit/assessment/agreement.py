"""How far assessors agree: percent, Cohen's kappa, Krippendorff's alpha.

Everything is exact, of plain fractions, and takes time in proportion to the number of ratings. A
figure that is not defined is no exception: it has no value and says why.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Final, TypeAlias, TypeVar

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, shorten

__all__ = [
    "Agreement",
    "KappaWeights",
    "Measure",
    "Ratings",
    "cohen_kappa",
    "krippendorff_alpha",
    "percent_agreement",
]

Rating: TypeAlias = int | str | Fraction | Decimal
_K = TypeVar("_K", bound=Hashable)

Ratings: TypeAlias = Mapping[str, Mapping[_K, Rating]]
"""What each assessor said, by assessor and by what was rated. What is missing is not there."""

_ZERO: Final = Fraction(0)


class KappaWeights(StrEnum):
    """How much it counts that two ratings are some levels apart."""

    UNWEIGHTED = "unweighted"
    """Apart is apart."""
    LINEAR = "linear"
    """In proportion to the distance."""
    QUADRATIC = "quadratic"
    """In proportion to its square."""


class Measure(StrEnum):
    """What ratings are, and so what their differences mean."""

    NOMINAL = "nominal"
    """Names: they differ or do not."""
    ORDINAL = "ordinal"
    """Places in an order: they differ by how many ratings lie between."""
    INTERVAL = "interval"
    """Numbers: they differ by their distance."""


@attrs.frozen
class Agreement:
    """A figure of agreement.

    Attributes:
        value: Exact; 1 is all there can be. None where it is not defined.
        pairs: How many units it rests on: those rated by both, or by two or more.
        undefined: Why there is no value; empty where there is one.
    """

    value: Fraction | None
    pairs: int
    undefined: str = ""

    def __float__(self) -> float:
        """The value, or not a number."""
        return float("nan") if self.value is None else float(self.value)


@kinds_checked
def percent_agreement(
    first: Mapping[_K, Rating],
    second: Mapping[_K, Rating],
    *,
    levels: Sequence[Rating] = (),
    within: int = 0,
) -> Agreement:
    """The share of units that two assessors rated alike, from 0 to 1.

    Args:
        first: One's ratings by unit.
        second: The other's. Units that only one of them rated are passed over.
        levels: All levels in order; needed where levels apart are to count as alike.
        within: How many levels apart still count as alike; 1 is adjacent agreement.

    Raises:
        InvalidInputError: ``within`` is given without levels, or a rating is none of these.
    """
    pairs = _pairs(first, second)
    if not pairs:
        return Agreement(None, 0, "no unit was rated by both")
    if not within:
        alike = sum(one == other for one, other in pairs)
    else:
        place = _places(levels, pairs)
        alike = sum(abs(place[one] - place[other]) <= within for one, other in pairs)
    return Agreement(Fraction(alike, len(pairs)), len(pairs))


@kinds_checked
def cohen_kappa(
    first: Mapping[_K, Rating],
    second: Mapping[_K, Rating],
    levels: Sequence[Rating],
    *,
    weights: KappaWeights = KappaWeights.UNWEIGHTED,
) -> Agreement:
    """Cohen's kappa of two assessors: their agreement beyond what chance would give.

    Formula: 1 - sum(w * O) / sum(w * E), with O the ratings observed together, E those expected
    of both by chance, and w for levels i and j of k: 0 or 1 as they are the same or not;
    abs(i - j); or (i - j)^2. Sources: J. Cohen, *Educational and Psychological Measurement* 20
    (1960) and *Psychological Bulletin* 70 (1968).

    Args:
        first: One's ratings by unit.
        second: The other's. Units that only one of them rated are passed over.
        levels: All levels of the scale in order, also those nobody gave: to leave these out moves
            the others closer together, and gives another figure where weights are used.
        weights: How much distance counts.

    Raises:
        InvalidInputError: A rating is none of the levels.
    """
    pairs = _pairs(first, second)
    if not pairs:
        return Agreement(None, 0, "no unit was rated by both")
    place = _places(levels, pairs)
    weigh = _WEIGHTS[weights]
    observed = sum(
        weigh(place[one], place[other]) * times for (one, other), times in Counter(pairs).items()
    )
    rows, columns = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(
        weigh(place[one], place[other]) * many * more
        for one, many in rows.items()
        for other, more in columns.items()
    )
    if not expected:
        return Agreement(None, len(pairs), "both gave one level alone: chance agrees as well")
    return Agreement(1 - Fraction(observed * len(pairs), expected), len(pairs))


def _apart(one: int, other: int) -> int:
    return int(one != other)


def _distance(one: int, other: int) -> int:
    return abs(one - other)


def _square(one: int, other: int) -> int:
    return (one - other) ** 2


_WEIGHTS: Final = {
    KappaWeights.UNWEIGHTED: _apart,
    KappaWeights.LINEAR: _distance,
    KappaWeights.QUADRATIC: _square,
}


@kinds_checked
def krippendorff_alpha(
    ratings: Ratings[_K], measure: Measure, *, levels: Sequence[Rating] = ()
) -> Agreement:
    """Krippendorff's alpha of any number of assessors, who need not all have rated everything.

    Formula: 1 - Do / De, the disagreement observed within units by that expected of all ratings.
    Source: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011). A unit of m
    ratings counts 1 / (m - 1) for each pair; units of fewer than two ratings are passed over.

    Args:
        ratings: By assessor and unit.
        measure: What the ratings are.
        levels: All levels in order, for ordinal ratings; numbers are in their own order.

    Raises:
        InvalidInputError: A rating is none of the levels, or no number where these are asked for.
    """
    by_unit: dict[_K, list[Rating]] = {}
    for given in ratings.values():
        for unit, rating in given.items():
            by_unit.setdefault(unit, []).append(rating)
    units = [found for found in by_unit.values() if len(found) > 1]
    if not units:
        return Agreement(None, 0, "no unit was rated by two or more")
    counts = Counter(rating for found in units for rating in found)
    if len(counts) == 1:
        return Agreement(None, len(units), "all ratings are the same: nothing could disagree")
    if measure is Measure.NOMINAL:
        observed, expected = _nominal(units, counts)
    else:
        observed, expected = _metric(units, counts, _positions(measure, counts, levels))
    total = sum(counts.values())
    return Agreement(1 - observed * (total - 1) / expected, len(units))


def _nominal(
    units: Sequence[Sequence[Rating]], counts: Mapping[Rating, int]
) -> tuple[Fraction, Fraction]:
    """Pairs that differ, within units and among all ratings."""
    by_size: Counter[int] = Counter()
    for found in units:
        size = len(found)
        same = sum(times**2 for times in Counter(found).values())
        by_size[size] += size**2 - same
    total = sum(counts.values())
    expected = total**2 - sum(times**2 for times in counts.values())
    return _summed(by_size), Fraction(expected)


def _metric(
    units: Sequence[Sequence[Rating]],
    counts: Mapping[Rating, int],
    position: Mapping[Rating, Fraction],
) -> tuple[Fraction, Fraction]:
    """Squared distances of pairs, within units and among all ratings.

    Of n numbers x these are 2 (n sum(x^2) - sum(x)^2), so no pair has to be looked at.
    """
    scale = lcm(*(value.denominator for value in position.values()))
    places = {rating: int(value * scale) for rating, value in position.items()}
    by_size: Counter[int] = Counter()
    for found in units:
        at = [places[rating] for rating in found]
        by_size[len(at)] += 2 * (len(at) * sum(x * x for x in at) - sum(at) ** 2)
    total = sum(counts.values())
    linear = sum(places[rating] * times for rating, times in counts.items())
    squares = sum(places[rating] ** 2 * times for rating, times in counts.items())
    return _summed(by_size), Fraction(2 * (total * squares - linear**2))


def _summed(by_size: Mapping[int, int]) -> Fraction:
    return sum((Fraction(amount, size - 1) for size, amount in by_size.items()), _ZERO)


def _positions(
    measure: Measure, counts: Mapping[Rating, int], levels: Sequence[Rating]
) -> dict[Rating, Fraction]:
    """Where on a line each rating lies, so that the difference of two is their distance.

    Krippendorff's ordinal difference of c and k is the ratings between them, those of c and k
    themselves counting half: the distance of the middles of their ranks.
    """
    if measure is Measure.INTERVAL:
        return {rating: _number(rating) for rating in counts}
    if levels:
        _refuse_unknown(levels, counts)
        order: list[Rating] = [level for level in levels if level in counts]
    else:
        order = sorted(counts, key=_number)
    below, found = 0, {}
    for rating in order:
        found[rating] = below + Fraction(counts[rating], 2)
        below += counts[rating]
    return found


def _number(rating: Rating) -> Fraction:
    if isinstance(rating, str):
        raise InvalidInputError.single(
            "", f"{shorten(rating)} is no number", "give the levels in order, and ordinal"
        )
    return Fraction(rating)


def _pairs(first: Mapping[_K, Rating], second: Mapping[_K, Rating]) -> list[tuple[Rating, Rating]]:
    return [(rating, second[unit]) for unit, rating in first.items() if unit in second]


def _places(levels: Sequence[Rating], pairs: Iterable[tuple[Rating, Rating]]) -> dict[Rating, int]:
    place = {level: index for index, level in enumerate(levels)}
    _refuse_unknown(levels, dict.fromkeys(rating for pair in pairs for rating in pair))
    return place


def _refuse_unknown(levels: Sequence[Rating], found: Iterable[Rating]) -> None:
    known = set(levels)
    unknown = [rating for rating in found if rating not in known]
    if unknown:
        shown = ", ".join(map(shorten, unknown[:5]))
        raise InvalidInputError.single("levels", f"lack {shown}")
