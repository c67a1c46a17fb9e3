"""Strategies for rounds and plans.

The rounds are small and mean: sessions across a change of the clocks, windows off the grid,
ticks that fit nothing, pools that share members, travel, breaks, pins, all at once.
"""

from collections.abc import Sequence

import attrs
from hypothesis import strategies as st

from conferencekit.scheduling import (
    Bound,
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
    TravelPair,
    Weights,
)
from conferencekit.testing.strategies._basics import instants, zones
from conferencekit.time import Instant, Window, Windows

__all__ = ["meetings_of", "plans", "rounds", "session_lists", "weights", "windows_around"]

DAYS = (
    "2026-11-24T16:00+00:00",
    "2026-10-25T00:00+00:00",  # the clocks go back in Europe
    "2026-03-29T00:00+00:00",  # and forward
    "2026-04-04T14:00+00:00",  # and back in Australia, by half an hour
)


@st.composite
def windows_around(draw: st.DrawFn, sessions: Sequence[Session], *, most: int = 3) -> Windows:
    """Windows that overlap the sessions in all ways."""
    spans = []
    for _ in range(draw(st.integers(0, most))):
        session = draw(st.sampled_from(sessions))
        start = draw(instants(session.start.plus(minutes=-20), session.end))
        minutes = draw(st.integers(1, 120))
        spans.append(Window(start, start.plus(minutes=minutes)))
    return Windows(spans)


@st.composite
def session_lists(draw: st.DrawFn) -> tuple[Session, ...]:
    """One to three sessions, some touching the next."""
    start = Instant.parse(draw(st.sampled_from(DAYS))).plus(minutes=draw(st.integers(0, 60)))
    sessions = []
    for index in range(draw(st.integers(1, 3))):
        end = start.plus(minutes=draw(st.integers(1, 100)))
        sessions.append(Session(f"e{index}", start, end))
        start = end.plus(minutes=draw(st.sampled_from((0, 7, 60, 1440))))
    return tuple(draw(st.permutations(sessions)))


@st.composite
def people_lists(
    draw: st.DrawFn, sessions: Sequence[Session], places: Sequence[str]
) -> tuple[Person, ...]:
    """Two to seven people of all kinds."""
    maybe_windows = st.none() | windows_around(sessions)
    people = []
    for index in range(draw(st.integers(2, 7))):
        limited = draw(st.booleans())
        people.append(
            Person(
                id=f"p{index}",
                kind=draw(st.sampled_from(Kind)),
                place=draw(st.none() | st.sampled_from(places)),
                available=draw(st.none() | maybe_windows),
                preferred=draw(maybe_windows),
                max_run_minutes=draw(st.integers(5, 60)) if limited else None,
                break_minutes=draw(st.integers(1, 20)) if limited else None,
            )
        )
    return tuple(people)


@st.composite
def rounds(draw: st.DrawFn, *, travel: bool = True) -> Round:
    """Rounds of up to eight meetings in which everything occurs."""
    tick = draw(st.sampled_from((5, 5, 10, 7, 1)))
    sessions = draw(session_lists())
    places = tuple(f"r{index}" for index in range(draw(st.integers(1, 3))))
    people = draw(people_lists(sessions, places))
    ids = [person.id for person in people]
    pools = tuple(
        Pool(f"q{index}", tuple(draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))))
        for index in range(draw(st.integers(0, 2)))
    )
    meetings = [
        draw(meetings_of(f"m{index}", tick, ids, pools, places, sessions))
        for index in range(draw(st.integers(0, 8)))
    ]
    pairs = st.tuples(st.sampled_from(places), st.sampled_from(places), st.integers(0, 25))
    return Round(
        id="made",
        timezone=draw(zones()),
        tick_minutes=tick,
        sessions=sessions,
        places=tuple(map(Place, places)),
        travel_minutes=Travel(
            draw(st.integers(0, 12)),
            tuple(TravelPair(*pair) for pair in draw(st.lists(pairs, max_size=2))),
        )
        if travel
        else Travel(),
        people=people,
        pools=pools,
        meetings=tuple(meetings),
        keep_apart=draw(apart_lists(ids)),
        weights=draw(st.just(Weights()) | weights()),
    )


@st.composite
def meetings_of(  # noqa: PLR0917
    draw: st.DrawFn,
    id_: str,
    tick: int,
    ids: Sequence[str],
    pools: Sequence[Pool],
    places: Sequence[str],
    sessions: Sequence[Session],
) -> Meeting:
    """A meeting with anything a meeting can have."""
    parts = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
    needed = draw(st.integers(1, len(parts)))
    session = draw(st.sampled_from(sessions))
    last = (session.end.minute - session.start.minute - 1) // tick
    point = st.integers(0, last).map(lambda n: session.start.plus(minutes=n * tick))
    return Meeting(
        id=id_,
        student=draw(st.none() | st.just("s1")),
        minutes=tick * draw(st.integers(1, 4)),
        required=tuple(parts[:needed]),
        optional=tuple(parts[needed:]),
        from_pools=tuple(
            draw(st.lists(st.sampled_from([p.id for p in pools]), unique=True)) if pools else ()
        ),
        place=draw(st.none() | st.sampled_from(places)),
        priority=draw(st.integers(1, 3)),
        within=draw(st.none() | st.none() | windows_around(sessions)),
        pinned=draw(st.none() | st.none() | st.none() | point),
        previous=draw(st.none() | point | st.just(session.start.plus(minutes=1))),
    )


@st.composite
def apart_lists(draw: st.DrawFn, ids: Sequence[str]) -> tuple[KeepApart, ...]:
    """Up to two pairs of people to be kept apart, by minutes or by days."""
    pair = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True).map(tuple)
    minutes = st.sampled_from((0, 3, 15, 2000))
    return tuple(
        KeepApart((one[0], one[1]), draw(minutes)) for one in draw(st.lists(pair, max_size=2))
    )


def weights() -> st.SearchStrategy[Weights]:
    """Any weights, zeros among them."""
    return st.builds(Weights, *(st.integers(0, 9) for _ in attrs.fields(Weights)))


@st.composite
def plans(draw: st.DrawFn, round_: Round) -> Plan:
    """Plans of a round: mostly on the grid, otherwise free to break every rule."""
    placements, unplaced = [], []
    people = [person.id for person in round_.people]
    for meeting in round_.meetings:
        if draw(st.integers(0, 3)) == 0:
            unplaced.append(meeting.id)
            continue
        session = draw(st.sampled_from(round_.sessions))
        ticks = draw(st.integers(0, round_.cells(session) + 1))
        off = draw(st.sampled_from((0, 0, 0, 0, 0, 1)))
        chosen = {
            id_: draw(st.sampled_from([*(round_.pool(id_).members or people), *people]))
            for id_ in meeting.from_pools
        }
        if draw(st.integers(0, 9)) == 0:
            chosen["nowhere"] = draw(st.sampled_from([*people, "nobody"]))
        absent = draw(st.sets(st.sampled_from(meeting.optional))) if meeting.optional else set()
        attending = [id_ for id_ in meeting.optional if id_ not in absent]
        placements.append(
            Placement(
                meeting=meeting.id,
                start=session.start.plus(minutes=ticks * round_.tick_minutes + off),
                pools=chosen,
                attending=tuple(attending * draw(st.sampled_from((1, 1, 1, 1, 2)))),
            )
        )
    return Plan(round_.id, tuple(placements), tuple(unplaced), Score(0, 0, Terms()), Bound())
