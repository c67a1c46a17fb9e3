"""Rounds so full that nearly every change is a trade: what the search tells of plans is true."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conferencekit.scheduling import (
    Improvement,
    KeepApart,
    Kind,
    Meeting,
    Person,
    Place,
    Pool,
    Round,
    Session,
    Travel,
    Weights,
    check,
    solve,
)
from conferencekit.time import Instant, Zone

START = Instant.parse("2026-11-24T15:00Z")
TEACHERS = ("t0", "t1", "t2")
FAMILIES = tuple(f"g{index}" for index in range(9))


@st.composite
def crowded(draw: st.DrawFn) -> Round:
    """Three teachers, nine families, and more meetings than there is time for."""

    def one_of(*choices: Any) -> Any:  # noqa: ANN401
        return draw(st.sampled_from(choices))

    people = [
        *(Person(teacher, Kind.TEACHER, place=f"p-{teacher}") for teacher in TEACHERS),
        *(Person(family, Kind.GUARDIAN) for family in FAMILIES),
        Person("i0", Kind.INTERPRETER),
        Person("r0", Kind.ROOM),
        Person("r1", Kind.ROOM),
    ]
    meetings = tuple(
        Meeting(
            f"m{number}",
            one_of(10, 10, 10, 20, 30),
            tuple(dict.fromkeys((one_of(*TEACHERS), one_of(*FAMILIES), *draw(others())))),
            from_pools=one_of((), (), (), ("rooms",)),
            priority=one_of(1, 1, 2, 5, 3000),
        )
        for number in range(20)
    )
    one, other, *_ = draw(st.permutations([*TEACHERS, *FAMILIES]))
    return Round(
        id="crowded",
        timezone=Zone("UTC"),
        sessions=(
            Session("a", START, START.plus(minutes=80)),
            Session("b", START.plus(hours=24), START.plus(hours=24, minutes=60)),
        ),
        people=tuple(people),
        places=tuple(Place(f"p-{teacher}") for teacher in TEACHERS),
        travel_minutes=Travel(one_of(0, 10, 20)),
        pools=(Pool("rooms", ("r0", "r1")),),
        keep_apart=one_of((), (), (KeepApart((one, other), 20),)),
        meetings=meetings,
        weights=Weights(*(one_of(0, 1, 7, 30) for _ in range(8))),
    )


def others() -> st.SearchStrategy[tuple[str, ...]]:
    """Who is in a meeting besides: mostly nobody."""
    return st.sampled_from([(), (), (), (), ("i0",), ("t0",), ("g0",)])


@given(round_=crowded(), seed=st.integers(0, 2**32))
def test_what_is_told_of_a_plan_is_true(round_: Round, seed: int) -> None:
    """Every improvement keeps the rules, and has the score that was told."""
    told: list[Improvement] = []
    plan = solve(round_, seconds=None, iterations=1500, seed=seed, on_improvement=told.append)
    assert told[-1].pair == plan.score.pair
    for one in told[-5:]:
        made = one.plan()
        assert check(round_, made) == ()
        assert made.score.pair == one.pair
