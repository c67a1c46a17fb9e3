"""One evening booked by families, in a SQLite file; the solver places the rest.

Run it with `python examples/book_on_sqlite.py [FILE]`. Several programs may use the file at once.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path

from conferencekit import Instant, Meeting, Person, Round, Session, SqliteStore, Zone
from conferencekit.booking import (
    Actor,
    BookingEvent,
    BookingPolicy,
    BookingRefusal,
    Desk,
    Release,
    Standing,
    adopt,
    book,
    cancel,
    confirm,
    deliver,
    keep_desk,
    offers,
    place_rest,
    shown_time,
    standing,
    wait,
)
from conferencekit.scheduling import Kind
from conferencekit.storage import Store

ZONE = Zone("Europe/Amsterdam")
TEACHERS = ("ada", "ben")
FAMILIES = ("garcia", "jones", "kaya", "li")


def desk() -> Desk:
    """Two teachers, four families, three quarters of an hour; booking opens on the tenth."""
    start = ZONE.parse("2026-11-24T18:00")
    round_ = Round(
        id="evening",
        timezone=ZONE,
        tick_minutes=15,
        sessions=(Session("tue", start, start.plus(minutes=45)),),
        people=(
            *(Person(id_, Kind.TEACHER) for id_ in TEACHERS),
            *(Person(id_, Kind.GUARDIAN) for id_ in FAMILIES),
        ),
        meetings=tuple(
            Meeting(f"{teacher}:{family}", 15, (teacher, family))
            for teacher, family in product(TEACHERS, FAMILIES)
        ),
    )
    opens = ZONE.parse("2026-11-10T08:00")
    return Desk(round_, BookingPolicy(releases=(Release(opens),), offer_minutes=24 * 60))


def tell(event: BookingEvent, number: int) -> None:
    """What a mailer would do; the number keeps it from doing it twice."""
    when = "" if event.start is None else shown_time(event.start, 15, school=ZONE).text
    print(f"{number:3} {event.happening:10} {event.meeting or '':12} {when}")


def first_offer(store: Store, at_desk: Desk, meeting: str, by: Actor, now: Instant) -> Instant:
    """The first start that takes no other family's last chance."""
    found = offers(at_desk, meeting, by=by, at=now).run(store)
    if isinstance(found, BookingRefusal):
        raise SystemExit(f"{meeting}: {found}")
    return min(found, key=lambda one: (one.crowds_out, one.start)).start


def main(database: Path) -> None:
    """Book, be refused, wait, be offered; then place everybody else."""
    office, garcia, jones = Actor.office(), Actor.family("garcia"), Actor.family("jones")
    now = ZONE.parse("2026-11-10T09:00")
    here = desk()
    with SqliteStore(database) as store:
        print(keep_desk(here, by=office, at=now).run(store))
        start = first_offer(store, here, "ada:garcia", garcia, now)
        book(here, "ada:garcia", start=start, by=garcia, at=now, request="form-1").run(store)
        print("jones:", book(here, "ada:jones", start=start, by=jones, at=now).run(store))
        for family in ("jones", "kaya", "li"):  # what is free is offered at once; li has to wait
            wait(here, f"ada:{family}", by=Actor.family(family), at=now).run(store)
        confirm(here, "ada:jones", by=jones, at=now).run(store)
        cancel(here, "ada:garcia", by=garcia, at=now, why="ill").run(store)  # offered to li
        stand = standing(here, at=now).run(store)
        if isinstance(stand, Standing):
            plan = place_rest(stand, seconds=1)
            adopt(here, plan, by=office, at=now).run(store)
            print("no time for:", *plan.unplaced)
        while deliver(store, "mail", tell):
            pass


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(place) / "evening.sqlite")
