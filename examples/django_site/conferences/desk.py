"""The desk of the example: two teachers, two families, one evening."""

from datetime import UTC, datetime
from itertools import product

from conferencekit import Instant, Meeting, Person, Round, Session, Zone
from conferencekit.booking import Actor, Desk, keep_desk, kept_desk
from conferencekit.scheduling import Kind

from .store import DjangoStore

SCHOOL = Zone("Europe/Amsterdam")


def now() -> Instant:
    """The present instant."""
    return Instant.of(datetime.now(UTC))


def opened() -> Desk:
    """The desk that is kept; the example's where there is none yet."""
    store = DjangoStore()
    kept = kept_desk("autumn").run(store)
    if kept is not None:
        return kept
    desk = _example()
    keep_desk(desk, by=Actor.office(), at=now()).run(store)
    return desk


def _example() -> Desk:
    start = SCHOOL.parse("2030-11-26T18:00")
    teachers, families = ("ada", "ben"), ("reed", "cas")
    return Desk(
        Round(
            id="autumn",
            timezone=SCHOOL,
            tick_minutes=15,
            sessions=(Session("tue", start, start.plus(hours=1)),),
            people=(
                *(Person(id_, Kind.TEACHER) for id_ in teachers),
                *(Person(id_, Kind.GUARDIAN) for id_ in families),
            ),
            meetings=tuple(
                Meeting(f"{t}:{f}", 15, (t, f)) for t, f in product(teachers, families)
            ),
        )
    )
