"""Rules and score say what the independent checker says, of any plan, valid or not."""

import re
from collections import Counter
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.scheduling import (
    Breach,
    Kind,
    Plan,
    Round,
    check,
    plan_from_json,
    plan_to_json,
    round_from_json,
    round_to_json,
    score,
)
from conferencekit.scheduling._diary import diaries
from conferencekit.testing.strategies import plans, rounds
from conferencekit.wire import dump_json, parse_json
from support import cases

Broken = Counter[tuple[int, frozenset[str]]]


@st.composite
def rounds_with_plans(draw: st.DrawFn) -> tuple[Round, Plan]:
    """A round and a plan of it."""
    round_ = draw(rounds())
    return round_, draw(plans(round_))


def as_checked(text: str) -> tuple[int, frozenset[str]]:
    """Rule and meetings of a line of the checker."""
    found = re.match(r"rule (\d): (.*)", text)
    assert found is not None
    return int(found[1]), frozenset(re.findall(r"\bm\d+\b", found[2]))


def as_broken(breach: Breach) -> tuple[int, frozenset[str]]:
    """Rule and meetings of a breach."""
    return int(breach.rule), frozenset(breach.meetings)


def visits_miscounted(round_: Round, plan: Plan) -> int:
    """How many visits the checker misses.

    The definition counts ``visit`` over every guardian *with a placed meeting*. The checker, in
    looking at the diaries of people kept apart, gives an empty one to those who have none, and
    then counts minus one visit for each such guardian. The library keeps to the definition.
    """
    apart = {id_ for one in round_.keep_apart for id_ in one.people}
    guardians = {id_ for id_ in apart if round_.person(id_).kind is Kind.GUARDIAN}
    return len(guardians - set(diaries(round_, plan)))


def compare(checker: Any, round_: Round, plan: Plan) -> None:  # noqa: ANN401
    """Hold both statements of rules and score against each other."""
    texts, pair, terms = checker.check(
        parse_json(dump_json(round_to_json(round_))),
        parse_json(dump_json(plan_to_json(plan, round_))),
    )
    ours = score(round_, plan)
    slip = visits_miscounted(round_, plan)
    assert attrs.asdict(ours.terms) == {**terms, "visit": terms["visit"] + slip}
    assert ours.pair == (pair[0], pair[1] + slip * round_.weights.visit)
    assert Counter(map(as_broken, check(round_, plan))) == Counter(map(as_checked, texts))


@given(case=rounds_with_plans())
def test_agrees_with_the_checker(checker: Any, case: tuple[Round, Plan]) -> None:  # noqa: ANN401
    """Every generated plan breaks the same rules and scores the same in both."""
    compare(checker, *case)


@pytest.mark.slow
@settings(max_examples=cases(4000))
@given(case=rounds_with_plans())
def test_agrees_with_the_checker_many_times(
    checker: Any,  # noqa: ANN401
    case: tuple[Round, Plan],
) -> None:
    """The same, up to 4,000 times."""
    compare(checker, *case)


@given(case=rounds_with_plans())
def test_the_formats_lose_nothing(case: tuple[Round, Plan]) -> None:
    """Writing and reading a round and a plan gives equal ones."""
    round_, plan = case
    again = round_from_json(parse_json(dump_json(round_to_json(round_))))
    assert again == round_
    assert plan_from_json(parse_json(dump_json(plan_to_json(plan, round_))), again) == plan
