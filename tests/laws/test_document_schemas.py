"""Every document of a child's data fits its published schema; what was mutilated does not."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conferencekit import assessment as a
from conferencekit import goals as g
from conferencekit import progress as p
from conferencekit import support as s
from conferencekit.errors import InvalidInputError
from conferencekit.exchange import DOCUMENT_SCHEMAS, document_schema
from conferencekit.time import Instant
from conferencekit.wire import dump_json, parse_json
from rubrics import assessments_by, rubrics

START = Instant.parse("2026-09-07T09:00Z")
DAY = date(2026, 9, 7)
FREE = ("extras", "settings", "response", "fields")
"""Where documents hold whatever others put there."""

words = st.text("aé\n ", max_size=5)
names = st.sampled_from(("a", "b", "c"))
instants = st.integers(0, 10**7).map(lambda n: START.plus(seconds=n))
days = st.integers(0, 300).map(lambda n: DAY + timedelta(days=n))
shares = st.none() | st.floats(0, 1)
numbers = st.floats(-1e6, 1e6) | st.integers(-99, 99).map(float)
refs = st.builds(a.RubricRef, names, st.just("1"), st.just("sha256:0"))
fractions = st.fractions(-9, 9, max_denominator=50)
parties = st.builds(g.Party, st.sampled_from(g.Role), names)
measures = st.one_of(
    st.builds(
        g.Quantity, numbers, words, st.none() | numbers, better=st.sampled_from(p.Direction)
    ),
    st.builds(g.RubricLevel, names, names, st.none() | names, st.none() | names),
    st.builds(g.AttainmentScale, st.tuples(*[words] * 5), st.none() | st.integers(-2, 2)),
    st.just(g.Milestones((g.Milestone("m", "x", DAY), g.Milestone("n", "y")))),
    st.builds(g.Habit, words, st.integers(1, 9)),
)
terms = st.builds(
    g.Terms,
    st.just("reads"),
    words,
    st.none() | names,
    st.lists(words, max_size=2),
    st.none() | measures,
    start=st.none() | st.just(DAY),
    due=st.none() | days,
    agreement_of=st.frozensets(st.sampled_from(g.Role)),
)
points = st.lists(st.builds(p.Point, instants, numbers, names, words), max_size=4)
inputs = st.builds(
    a.Input, names, fractions, st.none() | instants, least=fractions, most=fractions
)
receipts = st.recursive(
    st.builds(
        a.Receipt,
        names,
        names,
        st.none() | refs,
        st.just("latest"),
        st.just(1),
        st.sampled_from(a.Unit),
        st.none() | fractions,
        words,
        st.none() | names,
        st.dictionaries(names, st.integers() | words, max_size=2),
        st.lists(inputs, max_size=2),
        st.lists(st.builds(a.LeftOut, names, st.sampled_from(a.WhyLeftOut), instants), max_size=2),
    ),
    lambda parts: st.builds(
        a.Receipt, names, names, st.none(), st.just("mean"), st.just(1), st.just(a.Unit.PERCENT),
        fractions, parts=st.lists(parts, min_size=1, max_size=2),
    ),
    max_leaves=3,
)  # fmt: skip
migrations = st.builds(
    a.Migration,
    refs,
    refs,
    st.dictionaries(names, st.none() | names),
    st.dictionaries(names, st.dictionaries(names, st.none() | names)),
)
rules = st.recursive(
    st.builds(p.PointRule, st.integers(1, 6), st.integers(1, 6), ties=st.sampled_from(p.Ties))
    | st.builds(p.MedianRule, st.integers(1, 9), st.floats(0, 9))
    | st.builds(p.TrendRule, st.sampled_from(p.Method), st.floats(0, 9)),
    lambda rule: st.one_of(
        st.builds(p.EnoughData, rule, st.integers(0, 9), st.integers(0, 99)),
        st.builds(p.FirstOf, st.lists(rule, min_size=1, max_size=2)),
        st.builds(p.AllAgree, st.lists(rule, min_size=1, max_size=2)),
        st.builds(p.WholeRecord, rule),
    ),
    max_leaves=3,
)
doses = st.lists(
    st.builds(s.Dosage, days, st.integers(1, 60), st.integers(1, 5)),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one.since,
).map(lambda found: sorted(found, key=lambda one: one.since))
interventions = st.builds(
    s.Intervention,
    names,
    words,
    st.sampled_from(s.Tier),
    doses,
    st.lists(names, max_size=2),
    provider=st.none() | names,
    until=st.none() | st.just(date(2028, 1, 1)),
)
held = st.builds(
    s.Review, days, instants, st.lists(names), st.sampled_from(s.ReviewOutcome), words
)
supports = st.builds(
    s.SupportPlan,
    st.just("noah"),
    st.lists(words, max_size=2),
    st.lists(st.builds(s.Need, names, words, names), max_size=2, unique_by=lambda one: one.id),
    resources=st.lists(st.builds(s.Resource, words, words), max_size=2),
    interventions=st.lists(interventions, max_size=2, unique_by=lambda one: one.id),
    tiers=st.just((s.TierChange(DAY, s.Tier.TARGETED, "a", "x"),)),
    reviews=st.lists(st.builds(s.Review, days) | held, max_size=2),
)
tiers = st.frozensets(st.sampled_from(s.Tier))
strategies = st.builds(s.Strategy, names, words, st.frozensets(names, min_size=1), tiers)


@st.composite
def assessed(draw: st.DrawFn) -> a.Assessment:
    """A draft, or published, corrected and withdrawn, with evidence."""
    rubric = draw(rubrics())
    made = draw(assessments_by(rubric, most=2))
    assume(made)
    one = made[0]
    if draw(st.booleans()) and one.state is a.AssessmentState.PUBLISHED:
        later = one.at.plus(days=1)
        one = a.withdraw(one, at=later, by="ada", reason=draw(words))
    return one


@st.composite
def overlays(draw: st.DrawFn) -> a.Overlay:
    """Some changes of every sort."""
    made = a.Overlay("r", "2", draw(st.none() | refs)).change_rubric({"title": draw(words)})
    made = made.change_criterion("c", {"weight": draw(st.integers(0, 9)), "title": {"en": "x"}})
    if draw(st.booleans()):
        made = made.remove_criterion("d").hide_criterion("e").put_first("e")
        made = made.add_level("s", a.Level("l", "x", draw(st.integers(0, 9))))
        made = made.add_scale(a.Scale("t", (a.Level("l", "x"),)))
    return made


@st.composite
def goals(draw: st.DrawFn) -> g.Goal:
    """Proposed, agreed, and as far on as it may go."""
    made: Any = g.propose_goal("g", "noah", draw(terms), by=draw(parties), at=START, why="x")
    for action in draw(st.lists(st.sampled_from(g.GoalAction), max_size=3)):
        if action in (g.GoalAction.AGREE, g.GoalAction.START, g.GoalAction.DROP):
            by = draw(parties)
            found = g.change_goal(made, action, by=by, at=START, why="x")
            made = found if isinstance(found, g.Goal) else made
    goal: g.Goal = made
    return goal


@st.composite
def plans(draw: st.DrawFn) -> g.ActionPlan:
    """Steps that repeat, are due, have owners, and were done."""
    made: Any = g.ActionPlan("p", "noah")
    by = draw(parties)
    weekly = g.Recurrence("FREQ=WEEKLY;BYDAY=MO", DAY, frozenset({DAY}))
    for id_ in draw(st.lists(names, max_size=3, unique=True)):
        repeats = draw(st.none() | st.just(weekly))
        due = None if repeats else draw(st.none() | days)
        step = g.Step(id_, "x", draw(st.none() | parties), due=due, repeats=repeats, minutes=5)
        made = g.add_step(made, step, by=by, at=START)
        if repeats is None and draw(st.booleans()):
            made = g.complete_step(made, id_, by=by, at=START, evidence=["e"])
    plan: g.ActionPlan = made
    return plan


KINDS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], Any], Callable[[Any], Any]]] = {
    "rubric": (rubrics(), a.rubric_to_json, a.rubric_from_json),
    "overlay": (overlays(), a.overlay_to_json, a.overlay_from_json),
    "migration": (migrations, a.migration_to_json, a.migration_from_json),
    "assessment": (assessed(), a.assessment_to_json, a.assessment_from_json),
    "receipt": (receipts, a.receipt_to_json, a.receipt_from_json),
    "goal": (goals(), g.goal_to_json, g.goal_from_json),
    "action-plan": (plans(), g.action_plan_to_json, g.action_plan_from_json),
    "ratings": (
        st.builds(
            g.Ratings,
            st.just("noah"),
            st.lists(
                st.builds(g.Rating, names, parties, st.integers(-2, 2), instants, words),
                max_size=3,
            ),
        ),
        g.ratings_to_json,
        g.ratings_from_json,
    ),
    "record": (
        st.builds(p.Record, st.just("noah"), st.just("g"), points),
        p.record_to_json,
        p.record_from_json,
    ),
    "rule": (rules, p.rule_to_json, p.rule_from_json),
    "support": (
        st.builds(
            lambda plan, why: s.begin_support(plan, by="ada", at=START, why=why + "x"),
            supports,
            words,
        ),
        s.support_to_json,
        s.support_from_json,
    ),
    "deliveries": (
        st.builds(
            s.Deliveries,
            st.just("noah"),
            st.just("i"),
            st.lists(
                st.builds(s.Delivery, instants, st.integers(0, 60), names, shares, words),
                max_size=3,
            ),
        ),
        s.deliveries_to_json,
        s.deliveries_from_json,
    ),
    "strategies": (
        st.builds(
            s.StrategyLibrary,
            st.lists(strategies, max_size=2, unique_by=lambda one: one.id),
        ),
        s.strategies_to_json,
        s.strategies_from_json,
    ),
}
VALIDATORS = {
    kind: jsonschema.Draft202012Validator(document_schema(kind)) for kind in DOCUMENT_SCHEMAS
}


def places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401
    """Every container with a key or index in it whose form the library decides about."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if key in FREE:
            continue
        yield value, key
        if isinstance(item, (dict, list)):
            yield from places(item)


def test_there_is_a_schema_of_every_kind() -> None:
    """Each is itself a valid schema; an unknown kind is told what there is."""
    assert set(KINDS) == set(DOCUMENT_SCHEMAS)
    for kind in DOCUMENT_SCHEMAS:
        jsonschema.Draft202012Validator.check_schema(document_schema(kind))
    with pytest.raises(InvalidInputError, match="unknown kind 'goals'"):
        document_schema("goals")


@pytest.mark.parametrize("kind", DOCUMENT_SCHEMAS)
def test_the_published_file_is_the_schema(kind: str) -> None:
    """To the letter; after a change of the form run `make schemas`, and see what it changed."""
    published = Path(__file__).parents[2] / "docs" / "schemas" / f"{kind}.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == document_schema(kind)


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_what_is_written_fits_the_schema(kind: str, data: st.DataObject) -> None:
    """And is read back the same."""
    strategy, write, read = KINDS[kind]
    made = data.draw(strategy)
    document = parse_json(dump_json(write(made)))
    VALIDATORS[kind].validate(document)
    assert read(document) == made


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_what_was_mutilated_fits_neither_schema_nor_reader(kind: str, data: st.DataObject) -> None:
    """A value of no kind there is in some place; a field more; a field less that has to be."""
    strategy, write, read = KINDS[kind]
    document: Any = parse_json(dump_json(write(data.draw(strategy))))
    how = data.draw(st.sampled_from(("other", "more", "less")))
    if how == "other":
        holder, key = data.draw(st.sampled_from(list(places(document))))
        holder[key] = {"x!": [[]]}
    elif how == "more":
        document["x!"] = 1
    else:
        required = document_schema(kind)["required"]
        del document[data.draw(st.sampled_from([key for key in required if key in document]))]
    assert not VALIDATORS[kind].is_valid(document)
    with pytest.raises(InvalidInputError):
        read(document)
