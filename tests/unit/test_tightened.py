"""What CP-SAT sees at first glance, with and without what follows from single days."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from conferencekit.scheduling import (
    Kind,
    Meeting,
    Person,
    Place,
    Round,
    Session,
    Travel,
)
from conferencekit.time import Instant, Window, Windows, Zone

pytestmark = pytest.mark.skipif(find_spec("ortools") is None, reason="needs the extra cpsat")

START = Instant.parse("2026-11-24T15:00Z")
FAMILIES = ("xu", "yilmaz", "zeller", "adams")


def round_of(people: tuple[Person, ...], meetings: tuple[Meeting, ...], **more: Any) -> Round:  # noqa: ANN401
    """A round of one session of two hours, in ticks of ten minutes."""
    return Round(
        id="tue",
        timezone=Zone("UTC"),
        tick_minutes=10,
        sessions=(Session("tue", START, START.plus(minutes=120)),),
        people=people,
        meetings=meetings,
        **more,
    )


def long_runs() -> Round:
    """A teacher who needs a break after two of four meetings."""
    ada = Person("ada", Kind.TEACHER, max_run_minutes=40, break_minutes=10)
    families = tuple(Person(one, Kind.GUARDIAN) for one in FAMILIES)
    return round_of((ada, *families), tuple(Meeting(one, 20, ("ada", one)) for one in FAMILIES))


def wished_hours() -> Round:
    """Four families who would all be done within fifty minutes, in which two can be."""
    early = Windows([Window(START, START.plus(minutes=50))])
    families = tuple(Person(one, Kind.GUARDIAN, preferred=early) for one in FAMILIES)
    return round_of(
        (Person("ada", Kind.TEACHER), *families),
        tuple(Meeting(one, 20, ("ada", one)) for one in FAMILIES),
    )


def walks() -> Round:
    """A family that has to walk from one teacher to the other."""
    teachers = tuple(Person(one, Kind.TEACHER, place=f"room-{one}") for one in ("ada", "ben"))
    return round_of(
        (*teachers, Person("xu", Kind.GUARDIAN)),
        tuple(Meeting(one, 20, (one, "xu")) for one in ("ada", "ben")),
        places=(Place("room-ada"), Place("room-ben")),
        travel_minutes=Travel(10),
    )


def first_glance(round_: Round, steps: Callable[[Any], Iterator[None]]) -> float:
    """The bound on the penalty with everything placed, before anything is decided."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  it may be missing

    from conferencekit.engines._cpsat.model import Model  # noqa: PLC0415

    model = Model(round_)
    for _ in steps(model):
        pass
    aim = model.copy()
    aim.add(model.cost.unplaced == 0)
    aim.minimize(model.cost.penalty)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_number_of_conflicts = 0
    solver.solve(aim)
    return float(solver.best_objective_bound)


def plain(model: Any) -> Iterator[None]:  # noqa: ANN401
    """The model as it is."""
    yield from model.build()


def tightened(model: Any) -> Iterator[None]:  # noqa: ANN401
    """And what follows from single days."""
    yield from model.build()
    yield from model.tighten()


@pytest.mark.parametrize(("make", "after"), [(long_runs, 10), (walks, 40)])
def test_what_is_idle_at_the_least_is_seen(make: Callable[[], Round], after: float) -> None:
    """A gap for the break; and a wait for the walk, which is the longest of all."""
    assert first_glance(make(), plain) == 0
    assert first_glance(make(), tightened) == after


def test_no_more_is_relaxed_into_hours_than_fits() -> None:
    """Of meetings of two cells there are two in five, and three in the seven after them."""
    from conferencekit.engines._cpsat.model import Model  # noqa: PLC0415

    model = Model(wished_hours())
    for _ in model.build():
        pass
    constraints = model.parts.model.proto.constraints
    before = len(constraints)
    for _ in model.tighten():
        pass
    early, late = (constraint.linear for constraint in list(constraints)[before:])
    starts = [list(at.values()) for at in model.parts.starts]
    assert list(early.vars) == [literal.index for at in starts for literal in at[:4]]
    assert list(late.vars) == [literal.index for at in starts for literal in at[5:]]
    assert {*early.coeffs, *late.coeffs} == {2}
    assert (list(early.domain)[-1], list(late.domain)[-1]) == (4, 6)
