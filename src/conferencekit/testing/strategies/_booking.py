"""Strategies for booking: what is decided about a round, and what stands and happens there."""

from hypothesis import strategies as st

from conferencekit.booking import (
    Act,
    Actor,
    Booking,
    BookingEvent,
    BookingPolicy,
    Desk,
    Family,
    Happening,
    ObjectionKind,
    Release,
    Role,
    State,
    Step,
    SwapProposal,
    Waiting,
)
from conferencekit.scheduling import Round
from conferencekit.testing.strategies._basics import instants, windows
from conferencekit.testing.strategies._rounds import rounds
from conferencekit.testing.strategies._words import ids, maybe_words
from conferencekit.time import Instant

__all__ = ["actors", "booking_events", "booking_policies", "bookings", "desks"]

_GROUPS = st.frozensets(st.sampled_from(("siblings", "staff")), max_size=2)
_KINDS = st.lists(st.sampled_from(ObjectionKind), max_size=3, unique=True).map(tuple)
_SOME_IDS = st.lists(ids(), max_size=2, unique=True).map(tuple)


def _moments() -> st.SearchStrategy[Instant]:
    """Instants to the microsecond, as clocks give them."""
    return st.integers(0, 4 * 10**15).map(Instant) | instants()


def actors() -> st.SearchStrategy[Actor]:
    """Whoever gives commands."""
    return st.builds(Actor, st.sampled_from(Role), ids())


def _steps() -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        act=st.sampled_from(Act),
        at=_moments(),
        by=actors(),
        state=st.sampled_from(State),
        start=st.none() | instants(),
        until=st.none() | _moments(),
        request=st.none() | ids(),
        what=maybe_words(),
        overridden=_KINDS,
        why=maybe_words(),
    )


def bookings(meeting: str = "m") -> st.SearchStrategy[Booking]:
    """How a meeting may stand; its parts need not fit together.

    Args:
        meeting: Its id.
    """
    return st.builds(
        Booking,
        meeting=st.just(meeting),
        state=st.sampled_from(State),
        version=st.integers(1, 99),
        start=st.none() | instants(),
        pools=st.dictionaries(ids(), ids(), max_size=2),
        attending=_SOME_IDS,
        until=st.none() | _moments(),
        by=st.none() | actors(),
        waiting=st.none() | st.builds(Waiting, _moments(), st.none() | windows()),
        proposal=st.none() | st.builds(SwapProposal, ids(), instants(), _moments()),
        reminded=st.lists(st.integers(1, 99), max_size=2).map(tuple),
        history=st.lists(_steps(), max_size=3).map(tuple),
    )


def booking_events() -> st.SearchStrategy[BookingEvent]:
    """Whatever may be told of bookings; its parts need not fit together."""
    return st.builds(
        BookingEvent,
        happening=st.sampled_from(Happening),
        round=ids(),
        at=_moments(),
        by=actors(),
        meeting=st.none() | ids(),
        start=st.none() | instants(),
        was=st.none() | instants(),
        other=st.none() | ids(),
        until=st.none() | _moments(),
        people=_SOME_IDS,
        families=_SOME_IDS,
        minutes=st.none() | st.integers(1, 99),
        overridden=_KINDS,
        why=maybe_words(),
    )


def booking_policies() -> st.SearchStrategy[BookingPolicy]:
    """Anything a school may decide about booking."""
    return st.builds(
        BookingPolicy,
        releases=st.lists(st.builds(Release, _moments(), _GROUPS), max_size=3).map(tuple),
        closes=st.none() | _moments(),
        cutoff_minutes=st.integers(0, 300),
        hold_minutes=st.integers(1, 60),
        offer_minutes=st.none() | st.integers(1, 3000),
        swap_minutes=st.integers(1, 3000),
        most_per_family=st.none() | st.integers(1, 4),
        reminders=st.lists(st.integers(1, 3000), max_size=3, unique=True).map(tuple),
    )


@st.composite
def desks(draw: st.DrawFn, round_: Round | None = None) -> Desk:
    """Desks with families of any of a round's people; some belong to several.

    Args:
        draw: Given by Hypothesis.
        round_: Of which round; None for any.
    """
    found = draw(rounds()) if round_ is None else round_
    people = st.lists(st.sampled_from([one.id for one in found.people]), max_size=3, unique=True)
    families = tuple(
        Family(f"family {number}", tuple(draw(people)), draw(_GROUPS))
        for number in range(draw(st.integers(0, 4)))
    )
    return Desk(found, draw(booking_policies()), families)
