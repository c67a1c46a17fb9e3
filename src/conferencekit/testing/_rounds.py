"""Rounds to try engines on: small and mean, and one that takes longer than one likes to wait."""

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

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

__all__ = ["long_round", "tiny_rounds", "varied_rounds"]

_START: Final = Instant.parse("2026-11-24T15:00Z")
_ZONE: Final = Zone("Europe/Amsterdam")


def _windows(*minutes: tuple[int, int]) -> Windows:
    return Windows(
        Window(_START.plus(minutes=first), _START.plus(minutes=last)) for first, last in minutes
    )


def _round(id_: str, people: Sequence[Person], meetings: Sequence[Meeting], minutes: int) -> Round:
    return Round(
        id=id_,
        timezone=_ZONE,
        tick_minutes=10,
        sessions=(Session("one", _START, _START.plus(minutes=minutes)),),
        people=tuple(people),
        meetings=tuple(meetings),
    )


# ------------------------------------------------------------------------------------------ tiny


def tiny_rounds() -> Iterator[Round]:
    """Rounds of so few plans that all of them can be looked at."""
    ada, ben = Person("ada", Kind.TEACHER), Person("ben", Kind.TEACHER)
    reed, cole = Person("reed", Kind.GUARDIAN), Person("cole", Kind.GUARDIAN)
    both = (Meeting("m1", 20, ("ada", "reed")), Meeting("m2", 20, ("ben", "reed")))
    yield _round("nothing to place", (ada, reed), (), 60)
    yield _round("one after the other", (ada, ben, reed), both, 60)
    yield _round("a wait that must be", (_only(ada, 0, 20), _only(ben, 40, 60), reed), both, 60)
    yield _round(
        "time for one of two, and one weighs more",
        (_only(ada, 0, 20), reed, cole),
        (Meeting("m1", 20, ("ada", "reed")), Meeting("m2", 20, ("ada", "cole"), priority=3)),
        60,
    )
    yield _round(
        "nobody's hours allow it", (_only(ada, 0, 20), _only(reed, 30, 60)), (both[0],), 60
    )
    yield attrs.evolve(
        _round("a walk", (ada, ben, reed), both, 60),
        places=(Place("hall"), Place("annex")),
        meetings=(
            attrs.evolve(both[0], place="hall", within=_windows((0, 40))),
            attrs.evolve(both[1], place="annex"),
        ),
        travel_minutes=Travel(10),
    )
    yield attrs.evolve(
        _round("an interpreter of two, and a guest", (ada, ben, reed, cole), (), 50),
        pools=(Pool("either", ("ben", "cole")),),
        meetings=(
            Meeting("m1", 20, ("ada",), from_pools=("either",), optional=("reed",)),
            Meeting("m2", 20, ("reed",), from_pools=("either",)),
        ),
    )
    yield _round(
        "pinned and moved",
        (ada, ben, attrs.evolve(reed, preferred=_windows((0, 20)))),
        (
            attrs.evolve(both[0], pinned=_START.plus(minutes=20)),
            attrs.evolve(both[1], previous=_START.plus(minutes=30)),
        ),
        60,
    )
    yield _round(
        "a break", (attrs.evolve(ada, max_run_minutes=30, break_minutes=10), reed, cole),
        (both[0], Meeting("m2", 20, ("ada", "cole"))), 60,
    )  # fmt: skip


def _only(person: Person, first: int, last: int) -> Person:
    return attrs.evolve(person, available=_windows((first, last)))


# ---------------------------------------------------------------------------------------- varied


def varied_rounds() -> Iterator[Round]:
    """Rounds in which everything occurs, from a few families to some more."""
    for families in (3, 6, 10):
        yield _varied(families)


def _varied(families: int) -> Round:
    """So many families meet three teachers, some with an interpreter, on two evenings."""
    return Round(
        id=f"everything, {families} families",
        timezone=_ZONE,
        tick_minutes=10,
        sessions=(
            Session("tue", _START, _START.plus(minutes=120)),
            Session("wed", _START.plus(days=1), _START.plus(days=1, minutes=90)),
        ),
        places=(Place("oak"), Place("elm"), Place("annex")),
        travel_minutes=Travel(10),
        people=(*_staff(), *(_family(number) for number in range(families))),
        pools=(Pool("spanish", ("ines", "lola")), Pool("rooms", ("room-1", "room-2"))),
        meetings=tuple(
            _meeting(family, place) for family in range(families) for place in range(2)
        ),
        keep_apart=(KeepApart(("family-0", "family-1"), 20),),
        weights=Weights(waits=3),
    )


def _staff() -> tuple[Person, ...]:
    return (
        Person("ada", Kind.TEACHER, place="oak", max_run_minutes=60, break_minutes=10),
        Person("ben", Kind.TEACHER, place="elm", preferred=_windows((0, 60))),
        Person("cleo", Kind.TEACHER, place="annex", available=_windows((0, 110), (1440, 1500))),
        Person("head", Kind.STAFF, available=_windows((0, 60), (1450, 1530))),
        Person("ines", Kind.INTERPRETER, available=_windows((0, 90))),
        Person("lola", Kind.INTERPRETER, available=_windows((30, 120), (1440, 1500))),
        Person("room-1", Kind.ROOM),
        Person("room-2", Kind.ROOM),
    )


def _family(number: int) -> Person:
    hours = (None, _windows((0, 70), (1440, 1530)), _windows((50, 120)))[number % 3]
    wish = (None, None, None, _windows((0, 60)))[number % 4]
    return Person(f"family-{number}", Kind.GUARDIAN, available=hours, preferred=wish)


def _meeting(family: int, which: int) -> Meeting:
    number = 2 * family + which
    teachers = ("ada", "ben", "cleo")
    first, second = teachers[number % 3], teachers[(number + 1) % 3]
    meeting = Meeting(
        f"meeting-{number}",
        (10, 20, 20, 30)[number % 4],
        (first, *((second,) if number % 5 == 4 else ()), f"family-{family}"),  # noqa: PLR2004
        optional=("head",) if number % 3 == 0 else (),
        from_pools=(("spanish",), ("rooms",), (), ())[number % 4],
        priority=1 + number % 2,
    )
    return _fixed(meeting, number)


def _fixed(meeting: Meeting, number: int) -> Meeting:
    """A meeting of which something is settled, where it is one of those."""
    at = _START.plus(minutes=10 * (number % 6))
    match number:
        case 1:
            return attrs.evolve(meeting, pinned=_START.plus(minutes=60))
        case 3:
            return attrs.evolve(meeting, previous=at)
        case 5:
            return attrs.evolve(meeting, within=_windows((20, 100)))
        case 6:
            return attrs.evolve(meeting, within=Windows())
        case 7:
            return attrs.evolve(meeting, previous=at, place="annex")
        case _:
            return meeting


# ------------------------------------------------------------------------------------------ long


def long_round() -> Round:
    """One that no engine is done with in the time that it is given here."""
    families = 40
    people = [Person(f"teacher-{number}", Kind.TEACHER) for number in range(8)]
    people += [
        Person(
            f"family-{number}",
            Kind.GUARDIAN,
            available=_windows((20 * (number % 5), 260 - 30 * (number % 4))),
        )
        for number in range(families)
    ]
    meetings = [
        Meeting(
            f"meeting-{family}-{step}",
            (10, 20)[(family + step) % 2],
            (f"teacher-{(family * 3 + step * step + step) % 8}", f"family-{family}"),
        )
        for family in range(families)
        for step in range(3)
    ]
    return _round("many families", people, meetings, 300)
