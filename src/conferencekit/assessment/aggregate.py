"""From observations to results: over time for each criterion, then over criteria."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from conferencekit._fields import as_checked
from conferencekit.assessment._weights import shares
from conferencekit.assessment.observations import Observation, Observations, Reader
from conferencekit.assessment.protocols import Combined, Input, Reading, Rule, Trait
from conferencekit.assessment.receipt import LeftOut, Receipt, Unit, WhyLeftOut
from conferencekit.assessment.rubric import Rubric, RubricRef
from conferencekit.assessment.rules import Latest, Percent
from conferencekit.errors import InvalidInputError

__all__ = ["Aggregation"]

_ZERO = Fraction(0)
_NOT_EXPECTED = frozenset({WhyLeftOut.NOT_APPLICABLE, WhyLeftOut.EXEMPT})


def _fraction(value: Fraction | Decimal | float) -> Fraction:
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


@attrs.frozen(field_transformer=as_checked)
class Aggregation:
    """What a school decides about how scores become results.

    What is missing is never counted as zero: it is left out, what is there counts for the whole,
    and the coverage says how much that is. ``minimum_coverage`` says how much has to be there.

    Attributes:
        over_time: How the scores on one criterion become one.
        over_criteria: How the results of criteria become one.
        ordinal: What takes the place of ``over_time`` on levels without points, where that needs
            points.
        by_criterion: What takes its place on certain criteria, by their ids.
        minimum_coverage: How much of the weight of the criteria has to be there for a result
            over criteria, from 0 (anything will do) to 1 (all of it).

    Raises:
        InvalidInputError: The coverage is not from 0 to 1, or ``ordinal`` needs points.
    """

    over_time: Rule = attrs.field(factory=Latest)
    over_criteria: Rule = attrs.field(factory=Percent)
    ordinal: Rule = attrs.field(factory=Latest)
    by_criterion: Mapping[str, Rule] = attrs.field(factory=dict, hash=False)
    minimum_coverage: Fraction = attrs.field(default=_ZERO, converter=_fraction)

    def __attrs_post_init__(self) -> None:
        """Check coverage and ordinal rule."""
        if not 0 <= self.minimum_coverage <= 1:
            text = f"{self.minimum_coverage} is not from 0 to 1"
            raise InvalidInputError.single("minimum_coverage", text)
        if Trait.ORDINAL not in self.ordinal.traits:
            text = f"{self.ordinal.name} needs points"
            raise InvalidInputError.single("ordinal", text, "such as Latest or Highest")

    def rule_for(self, criterion: str, *, has_points: bool) -> Rule:
        """How the scores on a criterion become one."""
        rule = self.by_criterion.get(criterion, self.over_time)
        return rule if has_points or Trait.ORDINAL in rule.traits else self.ordinal


def criterion_receipt(
    student: str, observations: Observations, criterion: str, how: Aggregation, reader: Reader
) -> Receipt:
    """The result of one criterion over time."""
    bounds = reader.bounds(observations.ref, criterion)
    seen = observations.by_criterion[criterion]
    rule = how.rule_for(criterion, has_points=bounds is not None)
    limits = bounds or reader.ranks(observations.ref, criterion)
    value_of = _points if bounds is not None else _rank
    inputs = [made for one in seen if (made := _input(one, value_of, limits)) is not None]
    left_out = [left for one in seen if (left := _left_out(one, value_of)) is not None]
    combined = rule.combine(inputs) if inputs else Combined(None, _nothing(left_out))
    left_out += _ignored(inputs, combined)
    expected = len(inputs) + sum(
        one.why not in _NOT_EXPECTED for one in left_out if one.why is not WhyLeftOut.BY_RULE
    )
    return Receipt(
        student=student,
        of=criterion,
        rubric=observations.ref,
        rule=rule.name,
        rule_version=rule.version,
        settings=rule.settings,
        unit=Unit.RANK if bounds is None else Unit.POINTS,
        value=combined.value,
        undefined=combined.undefined,
        level=_level(observations.rubric, criterion, combined, is_rank=bounds is None),
        inputs=tuple(inputs),
        left_out=tuple(left_out),
        coverage=Fraction(len(inputs), expected) if expected else _ZERO,
        exact=combined.exact,
        notes=combined.notes,
    )


def _points(reading: Reading) -> Fraction | None:
    return reading.points


def _rank(reading: Reading) -> Fraction | None:
    return None if reading.rank is None else Fraction(reading.rank)


def _input(
    one: Observation,
    value_of: Callable[[Reading], Fraction | None],
    limits: tuple[Fraction, Fraction],
) -> Input | None:
    if one.why is not None or one.reading is None:
        return None
    value = value_of(one.reading)
    if value is None:
        return None
    return Input(one.assessment, value, one.at, Fraction(1), *limits)


def _left_out(one: Observation, value_of: Callable[[Reading], Fraction | None]) -> LeftOut | None:
    if one.why is not None:
        return LeftOut(one.assessment, one.why, one.at)
    if one.reading is None or value_of(one.reading) is None:
        return LeftOut(one.assessment, WhyLeftOut.NO_POINTS, one.at)
    return None


def _nothing(left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return "nobody has assessed it"
    reasons = dict.fromkeys(one.why.value for one in left_out)
    return f"there is no score: {', '.join(reasons)}"


def _ignored(inputs: Sequence[Input], combined: Combined) -> list[LeftOut]:
    return [
        LeftOut(inputs[place].source, WhyLeftOut.BY_RULE, inputs[place].at, note)
        for place, note in combined.ignored.items()
    ]


def _level(
    rubric: Rubric,
    criterion: str,
    combined: Combined,
    *,
    is_rank: bool,
) -> str | None:
    """The level that a value is, where it is just that of one."""
    levels = rubric.scale_of(criterion).levels
    if combined.value is None or not levels:
        return None
    if is_rank:
        return levels[int(combined.value)].id
    exact = [level.id for level in levels if level.points == combined.value]
    return exact[0] if len(exact) == 1 else None


def rubric_receipt(
    student: str,
    observations: Observations,
    parts: Mapping[str, Receipt],
    how: Aggregation,
    reader: Reader,
) -> Receipt:
    """The result of a rubric over its criteria."""
    rubric, ref = observations.rubric, observations.ref
    weighed = weigh(rubric, ref, parts, how, reader)
    return over_criteria(student, rubric.id, ref, weighed, how, left_out=observations.left_out)


@attrs.frozen
class Weighed:
    """The criteria of a rubric, with what they count.

    Attributes:
        parts: The results that go in.
        inputs: The same as inputs, with the part of the whole that each is among them.
        left_out: The others.
        coverage: What part of the weight that was to be expected is there.
    """

    parts: tuple[Receipt, ...]
    inputs: tuple[Input, ...]
    left_out: tuple[LeftOut, ...]
    coverage: Fraction


def weigh(
    rubric: Rubric,
    ref: RubricRef,
    results: Mapping[str, Receipt],
    how: Aggregation,
    reader: Reader,
    *,
    among: Collection[str] | None = None,
) -> Weighed:
    """The criteria of a rubric, or some of them, with what each counts."""
    ids = [id_ for id_ in results if among is None or id_ in among]
    bounds = {id_: reader.bounds(ref, id_) for id_ in ids}
    zero = how.over_criteria.zero if isinstance(how.over_criteria, Percent) else _same
    left_out: list[LeftOut] = []
    expected, present = [], []
    for id_ in ids:
        why = _why_not(rubric, results[id_], has_points=bounds[id_] is not None)
        if why is None or why is WhyLeftOut.UNDEFINED:
            expected.append(id_)
        if why is None:
            present.append(id_)
        else:
            left_out.append(LeftOut(id_, why, note=results[id_].undefined))
    ranges = {id_: found[1] - zero(found[0]) for id_, found in bounds.items() if found}
    whole = shares(rubric, expected, ranges)
    part = shares(rubric, present, ranges)
    inputs = [
        Input(id_, results[id_].value or _ZERO, None, part[id_], *(bounds[id_] or (_ZERO, _ZERO)))
        for id_ in present
        if id_ in part
    ]
    covered = sum((whole[one.source] for one in inputs), _ZERO)
    return Weighed(
        tuple(results[one.source] for one in inputs), tuple(inputs), tuple(left_out), covered
    )


def _same(least: Fraction) -> Fraction:
    return least


def _why_not(rubric: Rubric, result: Receipt, *, has_points: bool) -> WhyLeftOut | None:
    """Why a criterion does not go into a result over criteria; None where it does."""
    if not all(item.counts for item in rubric.lineage(result.of)):
        return WhyLeftOut.DOES_NOT_COUNT
    if not has_points:
        return WhyLeftOut.NO_POINTS
    if result.value is not None:
        return None
    reasons = {one.why for one in result.left_out}
    if reasons and reasons <= _NOT_EXPECTED:
        return next(iter(reasons))
    return WhyLeftOut.UNDEFINED


def _no_inputs(left_out: Sequence[LeftOut]) -> str:
    whys = {one.why for one in left_out}
    if whys == {WhyLeftOut.DOES_NOT_COUNT}:
        return "no criterion counts"
    whys.discard(WhyLeftOut.DOES_NOT_COUNT)
    if whys == {WhyLeftOut.NO_POINTS}:
        return "no criterion that counts has points"
    with_points = " with points" if WhyLeftOut.NO_POINTS in whys else ""
    return f"no criterion{with_points} that counts has a result"


def over_criteria(
    student: str,
    of: str,
    ref: RubricRef | None,
    weighed: Weighed,
    how: Aggregation,
    *,
    left_out: Sequence[LeftOut] = (),
) -> Receipt:
    """The result of some criteria, where enough of them are there."""
    rule = how.over_criteria
    if not weighed.inputs:
        combined = Combined(None, _no_inputs(weighed.left_out))
    elif weighed.coverage < how.minimum_coverage:
        text = f"insufficient evidence: {weighed.coverage} of the weight is there"
        combined = Combined(None, f"{text}, {how.minimum_coverage} is needed")
    else:
        combined = rule.combine(weighed.inputs)
    return Receipt(
        student=student,
        of=of,
        rubric=ref,
        rule=rule.name,
        rule_version=rule.version,
        settings=rule.settings,
        unit=Unit.PERCENT if Trait.PERCENT in rule.traits else Unit.POINTS,
        value=combined.value,
        undefined=combined.undefined,
        inputs=weighed.inputs,
        left_out=(*weighed.left_out, *_ignored(weighed.inputs, combined), *left_out),
        coverage=weighed.coverage,
        minimum_coverage=how.minimum_coverage,
        exact=combined.exact and all(part.exact for part in weighed.parts),
        notes=combined.notes,
        parts=weighed.parts,
    )
