"""Why one result is another than the one before: two receipts, held against each other."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.exact import rounded
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.protocols import Input
from conferencekit.assessment.receipt import Receipt, recompute

__all__ = ["Comparison", "Difference", "DifferenceKind", "compare_receipts"]


class DifferenceKind(StrEnum):
    """In what two receipts differ."""

    ADDED = "added"
    """Something went in that did not before."""
    REMOVED = "removed"
    """Something no longer goes in."""
    VALUE = "value"
    """Something that went in has another value."""
    WEIGHT = "weight"
    """Something that went in counts more or less, with all else that went in still there."""
    RULE = "rule"
    """The rule is another, of another version, or has other settings."""
    RUBRIC = "rubric"
    """The rubric is another version, or another rubric."""
    COVERAGE = "coverage"
    """More or less has to be there for a result."""


@attrs.frozen
class Difference:
    """One thing in which two receipts differ.

    Attributes:
        kind: In what.
        source: What it is about, where it is about something that went in.
        before: What the first says; empty where it says nothing.
        after: What the second says.
        effect: By how much this alone, done to the first, changes its value; None where one of
            the two has none. The effects of several need not add up.
        inside: Why a value that is itself a result is another.
    """

    kind: DifferenceKind
    source: str = ""
    before: str = ""
    after: str = ""
    effect: Fraction | None = None
    inside: "Comparison | None" = None

    def __str__(self) -> str:
        """On one line."""
        what = " ".join(filter(None, (self.kind.value, self.source)))
        change = " -> ".join(filter(None, (self.before, self.after)))
        effect = "" if self.effect is None else f" ({_signed(self.effect)})"
        return f"{what}: {change}{effect}"


@attrs.frozen
class Comparison:
    """In what two receipts differ, and how much that makes.

    Attributes:
        before: The first.
        after: The second.
        differences: All of them; none where both were made of the same in the same way.
    """

    before: Receipt
    after: Receipt
    differences: tuple[Difference, ...]

    @property
    def change(self) -> Fraction | None:
        """The second value less the first; None where one of them has none."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    def lines(self, indent: str = "") -> Iterator[str]:
        """Every difference, those of the parts below it, indented."""
        for one in self.differences:
            yield f"{indent}{one}"
            if one.inside is not None:
                yield from one.inside.lines(f"{indent}  ")

    def __str__(self) -> str:
        """Both values, then a line for each difference."""
        change = "" if self.change is None else f" ({_signed(self.change)})"
        head = f"{self.after.of}: {_shown(self.before)} -> {_shown(self.after)}{change}"
        return "\n".join([head, *self.lines("  ")])


@kinds_checked
def compare_receipts(
    before: Receipt, after: Receipt, *, extensions: Extensions = BUILT_IN
) -> Comparison:
    """Why the second result is another than the first.

    Args:
        before: Such as the one of last term.
        after: Of the same student and thing, as a rule.
        extensions: The rules that are known.

    Raises:
        InvalidInputError: A rule is not known, or is of another version by now.
    """
    return Comparison(before, after, tuple(_differences(before, after, extensions)))


def _differences(before: Receipt, after: Receipt, extensions: Extensions) -> Iterator[Difference]:
    def effect(changed: Receipt) -> Fraction | None:
        value = recompute(changed, extensions).value
        return None if value is None or before.value is None else value - before.value

    if before.rubric != after.rubric:
        names = (str(before.rubric or ""), str(after.rubric or ""))
        yield Difference(DifferenceKind.RUBRIC, "", *names)
    if _rule(before) != _rule(after):
        changed = attrs.evolve(
            before,
            rule=after.rule,
            rule_version=after.rule_version,
            settings=after.settings,
        )
        yield Difference(DifferenceKind.RULE, "", _rule(before), _rule(after), effect(changed))
    if before.minimum_coverage != after.minimum_coverage:
        limits = (str(before.minimum_coverage), str(after.minimum_coverage))
        yield Difference(DifferenceKind.COVERAGE, "", *limits)
    old = {one.source: one for one in before.inputs}
    new = {one.source: one for one in after.inputs}
    for kind, source, inputs in _inputs_changed(old, new):
        made = attrs.evolve(before, inputs=inputs)
        values = (_value(old, source, kind), _value(new, source, kind))
        inside = _inside(source, before, after, extensions)
        yield Difference(kind, source, *values, effect(made), inside)


def _inputs_changed(
    old: Mapping[str, Input], new: Mapping[str, Input]
) -> Iterator[tuple[DifferenceKind, str, tuple[Input, ...]]]:
    """Each change of what went in, with what would have gone in had it been the only one.

    Where something is added or removed, all else counts another part of the whole, which is no
    difference of its own.
    """
    order = sorted({**old, **new}.items(), key=lambda item: _in_time(item[1]))
    same = old.keys() == new.keys()

    def only(source: str) -> tuple[Input, ...]:
        kept = {id_: _weighing(old[id_], new.get(id_), same=same) for id_ in old if id_ != source}
        if source in new:
            kept[source] = new[source]
        return tuple(kept[id_] for id_, _ in order if id_ in kept)

    for source, _ in order:
        if source not in old:
            yield DifferenceKind.ADDED, source, only(source)
        elif source not in new:
            yield DifferenceKind.REMOVED, source, only(source)
        elif old[source].value != new[source].value:
            yield DifferenceKind.VALUE, source, only(source)
        elif same and old[source].weight != new[source].weight:
            yield DifferenceKind.WEIGHT, source, only(source)


def _weighing(one: Input, other: Input | None, *, same: bool) -> Input:
    return one if same or other is None else attrs.evolve(one, weight=other.weight)


def _in_time(one: Input) -> tuple[int, str]:
    return (0 if one.at is None else one.at.microseconds, one.source)


def _value(among: Mapping[str, Input], source: str, kind: DifferenceKind) -> str:
    if source not in among:
        return ""
    one = among[source]
    return _number(one.weight if kind is DifferenceKind.WEIGHT else one.value)


def _inside(
    source: str, before: Receipt, after: Receipt, extensions: Extensions
) -> Comparison | None:
    old, new = _part(before, source), _part(after, source)
    if old is None or new is None or old == new:
        return None
    return compare_receipts(old, new, extensions=extensions)


def _part(receipt: Receipt, source: str) -> Receipt | None:
    for part in receipt.parts:
        if source in (part.of, f"{part.rubric.id}/{part.of}" if part.rubric else part.of):
            return part
    return None


def _rule(receipt: Receipt) -> str:
    settings = ", ".join(f"{name} {value}" for name, value in receipt.settings.items())
    return f"{receipt.rule} {receipt.rule_version}{f' ({settings})' if settings else ''}"


def _shown(receipt: Receipt) -> str:
    return "none" if receipt.value is None else _number(receipt.value)


def _number(value: Fraction) -> str:
    return f"{rounded(value, 2).normalize():f}"


def _signed(value: Fraction) -> str:
    return f"{'+' if value >= 0 else ''}{_number(value)}"
