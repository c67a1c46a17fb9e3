"""Assessments, and what comes of them, are shown to whom the rules grant them.

What is seen is held to the independent statement, for everybody and for every purpose, whomever a
school keeps them for. What is computed rests on just what is granted: the rest could be otherwise,
or not be there, and nobody would know.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from random import Random
from typing import Any, Final

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.assessment import (
    Assessment,
    AssessmentState,
    Perspective,
    RubricRef,
    growth,
    label_of_assessment,
    profile,
    show_assessments,
    show_growth,
    show_profile,
    show_side_by_side,
    side_by_side,
    visible_assessments,
)
from conferencekit.conference.sources import label_of
from conferencekit.privacy import Access, Action, Audiences, Purpose, Shown
from records import CATALOG, FROM_WIDE, kept_for, some_assessments, some_audiences
from spec.access import Data, may
from spec.labels import a_label, of_assessment
from worlds import NOW, PEOPLE, STUDENTS, World, plain_label, world_of

SINCE: Final = NOW.plus(days=-40)
UNKNOWN: Final = RubricRef("secret", "9", "x" * 64)


@attrs.frozen(slots=False)
class Case:
    """A school, the assessments of its students, and whom it keeps them for."""

    world: World
    audiences: Audiences
    assessments: list[Assessment]

    @cached_property
    def plain(self) -> Data:
        """The school, as the statement reads it."""
        return self.world.plain()

    @cached_property
    def labels(self) -> Mapping[str, Data]:
        """For whom each is, by the statement."""
        rules = kept_for(self.audiences)
        names = ("student", "assessor", "perspective", "state")
        return {
            one.id: of_assessment(
                self.plain, {name: str(getattr(one, name)) for name in names}, rules
            )
            for one in self.assessments
        }

    def granted(self, access: Access, action: Action) -> list[Assessment]:
        """Those that the statement grants to somebody, in their order."""
        return [
            one
            for one in self.assessments
            if may(self.plain, access.viewer, action, self.labels[one.id], access.purpose)
        ]

    def may_know(self, access: Access, action: Action, student: str) -> bool:
        """Whether any assessments of a student at all are for somebody, did they exist."""
        rules = kept_for(self.audiences)
        widest = min((rules[one] for one in Perspective), key=FROM_WIDE.index)
        label = a_label(student, None, widest)
        return may(self.plain, access.viewer, action, label, access.purpose)


def case_of(seed: int) -> tuple[Case, Random]:
    """The case of a seed, the same whenever it is asked for, and chance for what is asked."""
    random = Random(seed)  # noqa: S311  it guards nothing
    world = world_of(seed, records=0)
    return Case(world, some_audiences(random), some_assessments(random)), random


def askers(case: Case) -> Iterator[Access]:
    """Everybody, for everything."""
    for viewer in PEOPLE:
        for purpose in Purpose:
            yield case.world.policy.viewing(viewer, at=NOW, purpose=purpose)


def ids(assessments: Iterable[Assessment] | None) -> list[str]:
    """Of assessments."""
    return [one.id for one in assessments or ()]


seeds = st.integers(0, 10**9)
some_cases = settings(max_examples=max(settings().max_examples // 4, 1))


@given(seeds)
def test_a_label_says_for_whom_an_assessment_is(seed: int) -> None:
    """By its perspective and its state, and by the household of who says it."""
    case, _ = case_of(seed)
    school = case.world.policy.school
    for one in case.assessments:
        label = label_of_assessment(one, school, case.audiences)
        assert plain_label(label) == case.labels[one.id]
        assert (label.kind, label.id, label.at) == ("assessment", one.id, one.at)
        assert label_of(one, school, case.audiences) == label


@some_cases
@given(seeds)
def test_everybody_is_shown_the_assessments_that_are_granted(seed: int) -> None:
    """Of one student and of all, to read and to take away; who sees none is told why."""
    case, _ = case_of(seed)
    for access in askers(case):
        for action in (Action.READ, Action.EXPORT):
            seen = case.granted(access, action)
            given_: dict[str, Any] = {"audiences": case.audiences, "action": action}
            found = visible_assessments(case.assessments, access, **given_)
            assert ids(found) == ids(seen)
            for student in STUDENTS:
                mine = [one for one in seen if one.student == student]
                shown = show_assessments(student, case.assessments, access, **given_)
                assert ids(shown.view) == ids(mine)
                assert bool(shown) is bool(mine or case.may_know(access, action, student))
                assert shown.reason


def otherwise(random: Random, one: Assessment) -> Assessment:
    """The same for who may not see it, and quite another for who may."""
    if random.random() < 0.5:
        return attrs.evolve(one, rubric=UNKNOWN, occasion="another", history=())
    scores = [attrs.evolve(score, level="exceeds") for score in one.scores]
    return attrs.evolve(one, scores=tuple(scores), at=one.at.plus(days=2))


def views_of(
    case: Case, assessments: list[Assessment], access: Access, student: str, how: dict[str, Any]
) -> tuple[Shown[Any], ...]:
    """All that is computed, for somebody."""
    rules = {"audiences": case.audiences, "action": how["action"]}
    view = {"perspective": how["perspective"], **rules}
    return (
        show_profile(student, assessments, CATALOG, access, **view),
        show_growth(student, assessments, CATALOG, access, since=SINCE, **view),
        show_side_by_side(student, assessments, CATALOG, access, **rules),
    )


def computed(
    case: Case, student: str, seen: list[Assessment], perspective: Perspective
) -> tuple[Any, ...]:
    """The same from some assessments, for nobody in particular."""
    return (
        profile(student, seen, CATALOG, as_of=NOW, perspective=perspective),
        growth(student, seen, CATALOG, since=SINCE, until=NOW, perspective=perspective),
        side_by_side(student, seen, CATALOG, as_of=NOW, school=case.world.policy.school),
    )


@some_cases
@given(seeds)
def test_what_is_computed_rests_on_what_is_granted(seed: int) -> None:
    """On all of it, and on nothing else; who is granted none of the kind is refused."""
    case, random = case_of(seed)
    made: dict[tuple[str, ...], tuple[Any, ...]] = {}
    for access in askers(case):
        action = random.choice((Action.READ, Action.EXPORT))
        perspective = random.choice(tuple(Perspective))
        seen = case.granted(access, action)
        hidden = {one.id for one in case.assessments} - {one.id for one in seen}
        others = [
            otherwise(random, one) if one.id in hidden else one
            for one in case.assessments
            if one.id not in hidden or random.random() < 0.7
        ]
        for student in STUDENTS:
            mine = [one for one in seen if one.student == student]
            views = [
                views_of(
                    case, told, access, student, {"action": action, "perspective": perspective}
                )
                for told in (case.assessments, others)
            ]
            told = [one.view for one in views[0]]
            assert [one.view for one in views[1]] == told
            assert {one.reason for one in views[0]} == {views[1][0].reason}
            if not mine and not case.may_know(access, action, student):
                assert told == [None, None, None]
                continue
            key = (student, perspective, *ids(mine))
            if key not in made:
                made[key] = computed(case, student, mine, perspective)
            assert tuple(told) == made[key]


def test_the_cases_show_and_hide_something_of_every_kind() -> None:
    """Else the laws above would hold of nothing."""
    shown: set[tuple[str, str]] = set()
    hidden: set[tuple[str, str]] = set()
    homes = set()
    for seed in range(40):
        case, _ = case_of(seed)
        for access in askers(case):
            seen = ids(case.granted(access, Action.READ))
            for one in case.assessments:
                place = shown if one.id in seen else hidden
                place.add((one.perspective, one.state))
        homes.add(len({label["household"] for label in case.labels.values()}))
    everything = {(view, state) for view in Perspective for state in AssessmentState}
    assert shown == hidden == everything
    assert max(homes) > 2
