"""Families taken out and put back come to plans that no single exchange leads to."""

import random

from conferencekit.scheduling import Kind, Meeting, Person, Round, Session
from conferencekit.scheduling._search.rebuild import Rebuilding, rebuilt
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling.compile import Codec, compile_round
from conferencekit.time import Window, Windows, Zone

ZONE = Zone("Europe/Amsterdam")


def evening(day: int) -> Window:
    """Twenty minutes of an evening."""
    return Window(ZONE.parse(f"2026-11-{day}T16:00"), ZONE.parse(f"2026-11-{day}T16:20"))


TUESDAY, THURSDAY = evening(24), evening(26)


def crossed() -> tuple[State, dict[tuple[str, str], int]]:
    """Two families with both teachers, each on the evening that the other one prefers."""
    people = (
        Person("ada", Kind.TEACHER),
        Person("ben", Kind.TEACHER),
        Person("xu", Kind.GUARDIAN, preferred=Windows((THURSDAY,))),
        Person("yilmaz", Kind.GUARDIAN, preferred=Windows((TUESDAY,))),
    )
    pairs = [(teacher, family) for teacher in ("ada", "ben") for family in ("xu", "yilmaz")]
    round_ = Round(
        id="crossed",
        timezone=ZONE,
        tick_minutes=10,
        sessions=tuple(
            Session(name, one.start, one.end)
            for name, one in (("tue", TUESDAY), ("thu", THURSDAY))
        ),
        people=people,
        meetings=tuple(Meeting(f"{one}-{other}", 10, (one, other)) for one, other in pairs),
    )
    state = State(compile_round(round_, Codec(round_)))
    number = {pair: at for at, pair in enumerate(pairs)}
    tuesday, thursday = (span.base for span in state.problem.spans)
    moves = {
        number["ada", "xu"]: tuesday,
        number["ben", "xu"]: tuesday + 1,
        number["ada", "yilmaz"]: thursday,
        number["ben", "yilmaz"]: thursday + 1,
    }
    weighed = state.weigh(moves)
    assert weighed is not None
    state.make(moves, weighed)
    return state, number


def test_each_single_exchange_makes_it_worse() -> None:
    """A family with one meeting on each evening comes twice, and so does the other."""
    state, number = crossed()
    for teacher in ("ada", "ben"):
        one, other = number[teacher, "xu"], number[teacher, "yilmaz"]
        weighed = state.weigh({one: state.start[other], other: state.start[one]})
        assert weighed is not None
        assert weighed.penalty > 0


def test_both_families_change_evenings_at_once() -> None:
    """Taken out and put back, each comes when it prefers to: nothing is left to pay for."""
    state, _ = crossed()
    assert state.penalty > 0
    rng = random.Random(1)  # noqa: S311  it guards nothing
    rebuilding = Rebuilding(state, rng)
    for _ in range(100):
        moves, effort = rebuilt(state, rebuilding, 0.0, 1000.0, rng)
        assert effort > 0
        weighed = state.weigh(moves) if moves else None
        if weighed is not None and weighed[:2] < (0, 0):
            state.make(moves, weighed)
    assert state.score == (0, 0)


def test_nobody_is_taken_out_of_a_round_without_meetings() -> None:
    """And nothing is drawn by chance from nothing."""
    round_ = Round("r", ZONE, (Session("tue", TUESDAY.start, TUESDAY.end),), (), ())
    rng = random.Random(1)  # noqa: S311  it guards nothing
    assert Rebuilding(State(compile_round(round_, Codec(round_))), rng).people == ()
