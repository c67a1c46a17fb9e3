"""Rules made of rules, and the question that always comes before the advice to change support."""

from typing import Final

import attrs

from conferencekit._checks import whole
from conferencekit._fields import as_checked
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.progress.finding import Finding, Outcome
from conferencekit.progress.model import Course, SupportGiven
from conferencekit.progress.protocols import Rule
from conferencekit.progress.remarks import remarks
from conferencekit.progress.rules import PointRule, cited

__all__ = [
    "AllAgree",
    "EnoughData",
    "FidelityGate",
    "FirstOf",
    "WholeRecord",
    "judge",
    "standard_rule",
]

_SILENT: Final = (Outcome.ON_COURSE, Outcome.NOT_ENOUGH_DATA)


@attrs.frozen
class EnoughData:
    """A rule that is asked only once there is enough to look at.

    Attributes:
        rule: The rule.
        points: How many measurements there have to be since the last change of support.
        days: Over how many days they have to reach, from the first to the last.

    Raises:
        InvalidInputError: A number is negative.
    """

    rule: Rule
    points: int = 0
    days: int = 0

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        faults = (*whole(self.points, 0, "points"), *whole(self.days, 0, "days"))
        if faults:
            raise InvalidInputError(faults, source="minimum of data")

    def judge(self, course: Course, /) -> Finding:
        """What the rule advises, or that there is not enough data."""
        points = course.current
        days = (course.day(points[-1]) - course.day(points[0])).days if points else 0
        if len(points) < self.points:
            text = f"{len(points)} of the {self.points} measurements needed have been taken"
        elif days < self.days:
            text = f"the measurements reach over {days} of the {self.days} days needed"
        else:
            return self.rule.judge(course)
        if course.phases:
            text += f" since the support changed on {course.phases[-1]}"
        return Finding(Outcome.NOT_ENOUGH_DATA, text, points)


@attrs.frozen(field_transformer=as_checked)
class FirstOf:
    """The advice of the first rule that has something to say.

    A rule that finds the student on course, or has not enough data, leaves it to the next. Where
    all do, the student is on course if at least one rule had enough data.

    Attributes:
        rules: In the order in which they are asked; at least one.
    """

    rules: tuple[Rule, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse to ask nobody."""
        _refuse_none(self.rules)

    def judge(self, course: Course, /) -> Finding:
        """What the first rule with something to say advises."""
        parts: list[Finding] = []
        for rule in self.rules:
            parts.append(rule.judge(course))
            if parts[-1].outcome not in _SILENT:
                return attrs.evolve(parts[-1], parts=tuple(parts))
        known = [part for part in parts if part.outcome is Outcome.ON_COURSE]
        return attrs.evolve((known or parts)[0], points=cited(known or parts), parts=tuple(parts))


@attrs.frozen(field_transformer=as_checked)
class AllAgree:
    """Advice that every rule gives; else the student counts as on course.

    Attributes:
        rules: At least one.
    """

    rules: tuple[Rule, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse to ask nobody."""
        _refuse_none(self.rules)

    def judge(self, course: Course, /) -> Finding:
        """What all the rules advise; not enough data where one has not."""
        parts = tuple(rule.judge(course) for rule in self.rules)
        lacking = [part for part in parts if part.outcome is Outcome.NOT_ENOUGH_DATA]
        if lacking:
            return attrs.evolve(lacking[0], parts=parts)
        because = "; ".join(part.because for part in parts)
        outcomes = {part.outcome for part in parts}
        outcome = outcomes.pop() if len(outcomes) == 1 else Outcome.ON_COURSE
        if outcomes:
            because = f"the rules do not agree: {because}"
        return Finding(outcome, because, cited(parts), parts)


@attrs.frozen
class WholeRecord:
    """A rule that looks at all measurements, as if the support had never changed."""

    rule: Rule

    def judge(self, course: Course, /) -> Finding:
        """What the rule advises on the whole record."""
        return self.rule.judge(attrs.evolve(course, phases=()))


def _refuse_none(rules: tuple[Rule, ...]) -> None:
    if not rules:
        raise InvalidInputError.single("rules", "at least one is needed")


@attrs.frozen(field_transformer=as_checked)
class FidelityGate:
    """What has to be known about the support before anybody is advised to change it.

    Support that was not given cannot be said to have failed.

    Attributes:
        share: The least share of the planned minutes that was given, from 0 to 1.
        fidelity: The least fidelity, from 0 to 1. 0 where fidelity need not be checked.

    Raises:
        InvalidInputError: One of them is no share.
    """

    share: float = 0.8
    fidelity: float = 0.8

    def __attrs_post_init__(self) -> None:
        """Check that they are shares."""
        given = {"share": self.share, "fidelity": self.fidelity}
        faults = [
            Fault(name, f"{value!r} is not from 0 to 1")
            for name, value in given.items()
            if not 0 <= value <= 1
        ]
        if faults:
            raise InvalidInputError(faults, source="fidelity gate")

    def objection(self, support: SupportGiven | None) -> str:
        """Why the support cannot be judged yet; empty where it can be."""
        if support is None:
            return "it is not known whether the support was given as planned"
        if support.share < self.share:
            return f"{support.share:.0%} of the planned support was given"
        if not self.fidelity or not support.planned_minutes:
            return ""
        if support.fidelity is None:
            return "nobody has looked whether the support is given as designed"
        if support.fidelity < self.fidelity:
            return f"the support was given with a fidelity of {support.fidelity:.0%}"
        return ""


_GATE: Final = FidelityGate()


def standard_rule() -> Rule:
    """Four measurements in a row, once there are six over three weeks.

    The National Center on Student Progress Monitoring teaches it so (P. M. Stecker and E. S.
    Lembke, Advanced Applications of CBM in Reading, 2005).
    """
    return EnoughData(PointRule(), points=6, days=21)


def judge(course: Course, *, rule: Rule | None = None, gate: FidelityGate = _GATE) -> Finding:
    """What the measurements of a goal advise.

    A rule's advice to change the support passes only where it is known that the support was
    given as planned. For a goal that no support was planned for, say so with
    ``SupportGiven(0, 0)``.

    Args:
        course: Measurements, aimline and changes of support.
        rule: The school's decision rule; None for :func:`standard_rule`.
        gate: What has to be known about the support.

    Returns:
        The advice, with what a reader should know about the measurements.
    """
    finding = (rule or standard_rule()).judge(course)
    objection = gate.objection(course.support)
    if finding.outcome is Outcome.CHANGE_SUPPORT and objection:
        text = f"{finding.because}; but {objection}"
        finding = Finding(Outcome.CHECK_FIDELITY, text, finding.points, (finding,))
    return attrs.evolve(finding, remarks=remarks(course))
