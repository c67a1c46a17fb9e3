"""Sharing waits out: never less fair, never fewer placed, always valid."""

from itertools import count, pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.errors import InvalidInputError
from conferencekit.scheduling import (
    Improvement,
    Kind,
    Meeting,
    Person,
    Placement,
    Plan,
    Progress,
    Round,
    Score,
    Session,
    Terms,
    check,
    fairer,
    score,
    solve,
    unfairness,
    waits,
)
from conferencekit.testing.strategies import rounds
from conferencekit.time import Instant, Window, Windows, Zone

START = Instant.parse("2026-11-24T15:00Z")


@given(round_=rounds(), seed=st.integers(0, 2**32), steps=st.integers(0, 300))
def test_the_answer_is_no_less_fair(round_: Round, seed: int, steps: int) -> None:
    """And a plan that keeps the rules, with the score it says."""
    plan = solve(round_, seconds=None, iterations=20, seed=seed)
    even = fairer(round_, plan, seconds=None, iterations=steps, seed=seed)
    assert check(round_, even) == ()
    assert score(round_, even) == even.score
    assert unfairness(round_, even) <= unfairness(round_, plan)


@given(round_=rounds())
def test_waits_add_up_to_the_term(round_: Round) -> None:
    """What guardians wait, one by one, is what the score counts."""
    plan = solve(round_, seconds=None, iterations=20)
    assert sum(waits(round_, plan).values()) == plan.score.terms.wait


def shared_out(early: tuple[int, ...], late: tuple[int, ...]) -> tuple[Round, Plan]:
    """Two teachers, one early and one late, and where they have each family."""
    families = [f"f{index}" for index in range(len(early))]
    half = Windows([Window(START, START.plus(minutes=60))])
    rest = Windows([Window(START.plus(minutes=60), START.plus(minutes=120))])
    round_ = Round(
        id="r",
        timezone=Zone("Europe/Amsterdam"),
        sessions=(Session("s", START, START.plus(hours=2)),),
        people=(
            Person("ada", Kind.TEACHER, available=half),
            Person("ben", Kind.TEACHER, available=rest),
            *(Person(family, Kind.GUARDIAN) for family in families),
        ),
        meetings=tuple(
            Meeting(f"{teacher}-{family}", 20, (teacher, family))
            for teacher in ("ada", "ben")
            for family in families
        ),
    )
    placements = tuple(
        Placement(f"{teacher}-{family}", START.plus(minutes=20 * at))
        for teacher, starts in (("ada", early), ("ben", late))
        for family, at in zip(families, starts, strict=True)
    )
    draft = Plan("r", placements, (), Score(0, 0, Terms()))
    return round_, Plan("r", placements, (), score(round_, draft))


def test_it_tells_how_it_goes() -> None:
    """Of each fairer plan, the last of which comes back; and of progress as time goes by."""
    round_, plan = shared_out((0, 1, 2), (5, 4, 3))
    told: list[Improvement] = []
    seen: list[Progress] = []
    time = count(0, 0.06)
    even = fairer(
        round_, plan, seconds=None, iterations=2_000,
        on_improvement=told.append, on_progress=seen.append, clock=lambda: next(time),
    )  # fmt: skip
    assert even == fairer(round_, plan, seconds=None, iterations=2_000)
    assert told[-1].plan() == even
    plans = [plan, *(one.plan() for one in told)]
    least = [unfairness(round_, one) for one in plans]
    assert least == sorted(set(least), reverse=True)
    assert [one.pair for one in told] == [one.score.pair for one in plans[1:]]
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)
    assert len(seen) > 2
    assert all(after.seconds - before.seconds >= 0.1 for before, after in pairwise(seen))
    assert {one.pair for one in seen} <= {one.score.pair for one in plans}
    assert [one.fraction for one in seen] == sorted(one.fraction for one in seen)


def test_it_ends_when_it_is_told_to() -> None:
    """With the plan it was given; what it takes to set up counts."""
    round_, plan = shared_out((0, 1, 2), (3, 4, 5))
    assert fairer(round_, plan, seconds=None, stop=lambda: True) is plan
    time = iter([0.0, *[5.0] * 9])
    assert fairer(round_, plan, seconds=5, clock=lambda: next(time)) is plan


@pytest.mark.parametrize("early", list(permutations(range(3))))
def test_the_fairest_is_found_where_it_is_known(early: tuple[int, ...]) -> None:
    """Each of three slots early and late: a family can wait 40 minutes at the least, if all do."""
    round_, plan = shared_out(early, (3, 4, 5))
    even = fairer(round_, plan, seconds=None, iterations=3000)
    assert unfairness(round_, even)[:2] == (0, (40, 40, 40))


def test_a_plan_that_breaks_a_rule_is_refused() -> None:
    """It could not be compared."""
    round_, plan = shared_out((0, 0), (3, 4))
    with pytest.raises(InvalidInputError, match="breaks a rule"):
        fairer(round_, plan)
