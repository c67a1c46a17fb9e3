"""Rounds with something left unplaced, for which there are reasons."""

import attrs
from hypothesis import strategies as st

from conferencekit.scheduling import (
    KeepApart,
    Kind,
    Meeting,
    Person,
    Place,
    Placement,
    Plan,
    Pool,
    Round,
    Score,
    Session,
    Terms,
    Travel,
    check,
    score,
    solve,
)
from conferencekit.testing.strategies import rounds, windows_around
from conferencekit.time import Instant, Zone

START = Instant.parse("2026-11-24T15:00Z")


def as_plan(round_: Round, placements: tuple[Placement, ...]) -> Plan:
    """A plan of some placements; everything else is unplaced."""
    placed = {one.meeting for one in placements}
    unplaced = tuple(one.id for one in round_.meetings if one.id not in placed)
    draft = Plan(round_.id, placements, unplaced, Score(0, 0, Terms()))
    return attrs.evolve(draft, score=score(round_, draft))


@st.composite
def rounds_with_gaps(draw: st.DrawFn) -> tuple[Round, Plan]:
    """A round and a valid plan, of which some placements may have been taken out."""
    round_ = draw(rounds())
    plan = solve(round_, seconds=None, iterations=draw(st.sampled_from((0, 30))))
    out = draw(st.sets(st.sampled_from(plan.placements))) if plan.placements else set()
    kept = tuple(one for one in plan.placements if one not in out)
    thinned = as_plan(round_, kept)
    return round_, plan if check(round_, thinned) else thinned


@st.composite
def tight_rounds(draw: st.DrawFn) -> tuple[Round, Plan]:
    """A teacher with more to do than time, two rooms to walk between, families with few hours."""
    session = Session("s", START, START.plus(minutes=draw(st.integers(25, 60))))
    families = [f"f{index}" for index in range(draw(st.integers(4, 6)))]
    limited = draw(st.booleans())
    windows = st.none() | windows_around([session], most=2)
    round_ = Round(
        id="tight",
        timezone=Zone("Europe/Amsterdam"),
        tick_minutes=10,
        sessions=(session,),
        places=(Place("one"), Place("other")),
        travel_minutes=Travel(draw(st.sampled_from((0, 10)))),
        people=(
            Person(
                "ada",
                Kind.TEACHER,
                available=draw(windows),
                max_run_minutes=20 if limited else None,
                break_minutes=10 if limited else None,
            ),
            Person("ines", Kind.INTERPRETER),
            *(Person(id_, Kind.GUARDIAN, available=draw(windows)) for id_ in families),
        ),
        pools=(Pool("spanish", ("ines",)),),
        meetings=tuple(
            Meeting(
                f"m{index}",
                draw(st.sampled_from((10, 20))),
                (draw(st.sampled_from(("ada", "ada", "ines"))), id_),
                from_pools=("spanish",) if draw(st.booleans()) else (),
                place=draw(st.sampled_from(("one", "other", None))),
            )
            for index, id_ in enumerate(reversed(families))
        ),
        keep_apart=(KeepApart(("f0", "f1"), 10),) if draw(st.booleans()) else (),
    )
    return round_, solve(round_, seconds=None, iterations=20)
