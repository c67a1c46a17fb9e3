"""What a goal lacks to be specific, measurable and owned by those who set it: as advice.

Nothing here keeps anybody from setting a goal. The questions are those of SMART goals (G. T.
Doran, Management Review 70, 1981) and of the measurable annual goals of 34 CFR 300.320(a)(2).
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.goals._states import GoalState
from conferencekit.goals.goal import Goal, Terms
from conferencekit.goals.measures import (
    AttainmentScale,
    Habit,
    Measure,
    Milestones,
    Quantity,
    RubricLevel,
)
from conferencekit.goals.people import Role

__all__ = ["VAGUE_WORDS", "Advice", "Aspect", "advise"]

VAGUE_WORDS: Final = frozenset(
    {
        "appreciate",
        "aware",
        "behave",
        "better",
        "enjoy",
        "grow",
        "improve",
        "know",
        "learn",
        "more",
        "try",
        "understand",
        "work",
    }
)
"""English words that say little unless a measure says the rest."""
_FEW_WORDS: Final = 4
_LONGEST: Final = timedelta(days=366)


class Aspect(StrEnum):
    """What an advice is about."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    RELEVANT = "relevant"
    TIME_BOUND = "time-bound"
    SHARED = "shared"
    """Set and agreed together, the student first."""


@attrs.frozen
class Advice:
    """One thing that would make a goal better.

    Attributes:
        aspect: What it is about.
        path: The part of the goal it is about, such as ``terms.measure.baseline``.
        text: What is lacking, and what would help.
    """

    aspect: Aspect
    path: str
    text: str

    def __str__(self) -> str:
        """Aspect and text."""
        return f"{self.aspect.value}: {self.text}"


@kinds_checked
def advise(
    goal: Goal, *, today: date | None = None, vague: Collection[str] = VAGUE_WORDS
) -> tuple[Advice, ...]:
    """What a goal lacks, in the order of the aspects.

    Args:
        goal: The goal.
        today: The day it is looked at; None where that does not matter.
        vague: Words that say little, in lower case, in the language of the goals.
    """
    terms = goal.terms
    return (
        *_specific(terms, vague),
        *_measurable(terms.measure),
        *_relevant(terms),
        *_time_bound(goal, today),
        *_shared(goal),
    )


def _specific(terms: Terms, vague: Collection[str]) -> Iterator[Advice]:
    words = re.findall(r"\w+", terms.statement.lower())
    if len(words) < _FEW_WORDS:
        text = "the statement is very short: who will do what, and in which situation?"
        yield Advice(Aspect.SPECIFIC, "terms.statement", text)
    found = sorted(set(words) & set(vague))
    if found and terms.measure is None:
        text = f"{', '.join(map(repr, found))} can mean much: say what one would see or hear"
        yield Advice(Aspect.SPECIFIC, "terms.statement", text)


def _measurable(measure: Measure | None) -> Iterator[Advice]:
    for field, text in _lacking(measure):
        path = f"terms.measure.{field}" if field else "terms.measure"
        yield Advice(Aspect.MEASURABLE, path, text)


def _lacking(measure: Measure | None) -> Iterator[tuple[str, str]]:
    match measure:
        case None:
            yield "", "nothing tells when it is reached: choose a measure"
        case Quantity():
            yield from _lacking_of_quantity(measure)
        case RubricLevel():
            yield from _lacking_of_level(measure)
        case AttainmentScale():
            yield from _lacking_of_scale(measure)
        case Milestones(items=items):
            if any(item.due is None for item in items):
                yield "items", "not all milestones say by when"
        case Habit(times=times, in_days=days):
            if times > days:
                yield "times", f"{times} times in {days} days is more than once a day"


def _lacking_of_level(measure: RubricLevel) -> Iterator[tuple[str, str]]:
    if measure.baseline is None:
        yield "baseline", "the level the student is at is not told"
    elif measure.baseline == measure.target:
        yield "target", "the student is at that level already"


def _lacking_of_scale(measure: AttainmentScale) -> Iterator[tuple[str, str]]:
    if any(not level.strip() for level in measure.levels):
        yield "levels", "not all five levels are described"
    elif len(set(measure.levels)) < len(measure.levels):
        yield "levels", "two levels say the same, so nobody can tell them apart"
    if measure.baseline is None:
        yield "baseline", "the level the student is at is not told"
    elif measure.baseline >= 0:
        yield "baseline", "what is expected is reached already"


def _lacking_of_quantity(measure: Quantity) -> Iterator[tuple[str, str]]:
    if measure.baseline is None:
        yield (
            "baseline",
            "where the student stands is not told: measure three times, take the median",
        )
    elif measure.baseline == measure.target and measure.better is None:
        yield "target", "the student is there already"
    if not measure.unit:
        yield "unit", "what is counted is not told"
    if not measure.method:
        yield "method", "how, how often and by whom it is measured is not told"


def _relevant(terms: Terms) -> Iterator[Advice]:
    if terms.area is None:
        text = "the area is not told: a domain of assessment, or personal"
        yield Advice(Aspect.RELEVANT, "terms.area", text)
    if not terms.reasons:
        yield Advice(Aspect.RELEVANT, "terms.reasons", "nothing tells why this goal matters")


def _time_bound(goal: Goal, today: date | None) -> Iterator[Advice]:
    terms = goal.terms
    if terms.due is None:
        yield Advice(Aspect.TIME_BOUND, "terms.due", "by when is not told")
        return
    if terms.start is None:
        text = "from when is not told, so no line can be drawn to the target"
        yield Advice(Aspect.TIME_BOUND, "terms.start", text)
    elif terms.due - terms.start > _LONGEST:
        text = "it takes more than a year: set a goal on the way"
        yield Advice(Aspect.TIME_BOUND, "terms.due", text)
    if today is not None and terms.due < today and goal.is_open:
        text = f"it was due on {terms.due} and is still {goal.state.value}"
        yield Advice(Aspect.TIME_BOUND, "terms.due", text)
    if isinstance(terms.measure, Milestones):
        late = [item.id for item in terms.measure.items if item.due and item.due > terms.due]
        if late:
            text = f"milestones are due after the goal: {', '.join(late)}"
            yield Advice(Aspect.TIME_BOUND, "terms.measure.items", text)


def _shared(goal: Goal) -> Iterator[Advice]:
    if not goal.terms.aspiration.strip():
        text = "the student's own words are missing: ask what they want"
        yield Advice(Aspect.SHARED, "terms.aspiration", text)
    if goal.state is GoalState.PROPOSED:
        for role in sorted(goal.lacks()):
            yield Advice(Aspect.SHARED, "agreed", f"no {role.value} has agreed yet")
    if Role.STUDENT not in goal.terms.agreement_of | {one.by.role for one in goal.agreed}:
        text = "it needs no agreement of the student, whose goal it is"
        yield Advice(Aspect.SHARED, "terms.agreement_of", text)
