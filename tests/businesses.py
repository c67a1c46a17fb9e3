"""Businesses that meet two by two, and states of a search in which they do."""

import datetime as dt
import random

import attrs
from hypothesis import strategies as st

from conferencekit.scheduling import Kind, Meeting, Person, Pool, Round, Session, Weights
from conferencekit.scheduling._search.changes import OUT
from conferencekit.scheduling._search.guide import guided
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.time import Window, Windows, Zone

ZONE = Zone("Europe/Madrid")
BEGIN = ZONE.parse("2026-11-24T08:00")
CELL = dt.timedelta(minutes=20)

sizes = st.tuples(st.integers(3, 8), st.integers(3, 20), st.integers(5, 9), st.integers(1, 4))
"""How many people, meetings, cells and tables."""


def only_waits(weight: int) -> Weights:
    """Nothing counts but pauses."""
    nothing = {field.name: 0 for field in attrs.fields(Weights)}
    return Weights(**nothing | {"waits": weight})


def businesses(rng: random.Random, people: int, meetings: int, cells: int, tables: int) -> Round:
    """Businesses that meet two by two at so many tables, some early, where only pauses count."""
    names = [f"b{number}" for number in range(people)]
    seats = tuple(f"t{number}" for number in range(tables))
    early = Windows([Window(BEGIN, BEGIN + cells // 2 * CELL)])
    return Round(
        id="businesses",
        timezone=ZONE,
        tick_minutes=20,
        sessions=(Session("day", BEGIN, BEGIN + cells * CELL),),
        people=(
            *(Person(name, Kind.GUARDIAN) for name in names),
            *(Person(name, Kind.ROOM) for name in seats),
        ),
        pools=(Pool("tables", seats),),
        meetings=tuple(
            Meeting(
                id=f"m{number}",
                minutes=20,
                required=tuple(rng.sample(names, 2)),
                from_pools=("tables",),
                within=early if rng.random() < 0.3 else None,
            )
            for number in range(meetings)
        ),
        weights=only_waits(rng.randint(1, 9)),
    )


def filled(round_: Round, rng: random.Random) -> State:
    """A state with every meeting where chance puts it, or out where it has no place."""
    state = State(guided(compile_round(round_, Codec(round_))))
    for number, choices in enumerate(state.choices):
        for at in rng.sample(choices, len(choices)):
            weighed = state.weigh({number: at})
            if weighed is not None:
                state.make({number: at}, weighed)
                break
    return state


def expect_consistent(state: State) -> None:
    """Rows, codes and costs are those of the starts."""
    rows = [[OUT] * state.width for _ in state.codes]
    codes = [0] * len(state.codes)
    for number, at in enumerate(state.start):
        for person, cells in state.parts[number] if at >= 0 else ():
            codes[person] |= cells << at
            rows[person][at : at + state.length[number]] = [number] * state.length[number]
    assert (state.rows, state.codes) == (rows, codes)
    days = [table[code] for table, code in zip(state.tables, codes, strict=True)]
    assert state.cost == [day[0] for day in days]
    assert state.longest == max((day[1] for day in days), default=0)
