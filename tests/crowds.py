"""Rounds so full that nearly every change is a trade."""

from typing import Any

import attrs
from hypothesis import strategies as st

from conferencekit.scheduling import (
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
)
from conferencekit.time import Instant, Window, Windows, Zone

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


@st.composite
def crowded_with_limits(draw: st.DrawFn) -> Round:
    """The same with fewer meetings, longest runs, and hours when people can or would rather."""
    round_ = draw(crowded())
    hours = Windows([Window(START, START.plus(minutes=50))])
    people = []
    for person in round_.people:
        longest, pause = draw(st.sampled_from(((None, None), (30, 10), (40, 20))))
        people.append(
            attrs.evolve(
                person,
                max_run_minutes=longest,
                break_minutes=pause,
                available=draw(st.sampled_from((None, None, hours))),
                preferred=draw(st.sampled_from((None, hours))),
            )
        )
    return attrs.evolve(round_, people=tuple(people), meetings=round_.meetings[:12])
