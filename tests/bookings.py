"""What tests of booking share: a plain evening, and a reader that trusts nothing."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import attrs

from conferencekit.booking import (
    Actor,
    Booking,
    BookingPolicy,
    BookingRefusal,
    Desk,
    Standing,
    State,
    keep_desk,
    standing,
)
from conferencekit.scheduling import (
    Kind,
    Meeting,
    Person,
    Placement,
    Plan,
    Round,
    Score,
    Session,
    Terms,
)
from conferencekit.scheduling.rules import Breach, check
from conferencekit.storage import Document, Store
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant, Window, Windows, Zone

SCHOOL = Zone("Europe/Amsterdam")
NOW = SCHOOL.parse("2026-11-20T10:00")
FIRST = SCHOOL.parse("2026-11-24T16:00")
OFFICE = Actor.office("kim")


def slot(number: int, minutes: int = 15) -> Instant:
    """The start of a slot of the evening, counted from 0."""
    return FIRST.plus(minutes=number * minutes)


def evening(
    *,
    teachers: Iterable[str] = ("ada", "ben"),
    families: Iterable[str] = ("reed", "cas", "kaya"),
    slots: int = 4,
    **changes: Any,  # noqa: ANN401
) -> Round:
    """Some teachers, each to meet each of some families, a quarter of an hour each."""
    teachers, families = tuple(teachers), tuple(families)
    whole: dict[str, Any] = {
        "id": "autumn",
        "timezone": SCHOOL,
        "tick_minutes": 15,
        "sessions": (Session("tue", FIRST, slot(slots)),),
        "people": (
            *(Person(id_, Kind.TEACHER) for id_ in teachers),
            *(Person(id_, Kind.GUARDIAN) for id_ in families),
        ),
        "meetings": tuple(
            Meeting(f"{teacher}:{family}", 15, (teacher, family))
            for teacher in teachers
            for family in families
        ),
    }
    return Round(**{**whole, **changes})


def with_hours(round_: Round, person: str, *spans: Window) -> Round:
    """The round where somebody can at some times alone."""
    people = tuple(
        attrs.evolve(one, available=Windows(spans)) if one.id == person else one
        for one in round_.people
    )
    return attrs.evolve(round_, people=people)


def opened(
    round_: Round | None = None,
    policy: BookingPolicy | None = None,
    **changes: Any,  # noqa: ANN401
) -> tuple[Desk, MemoryStore]:
    """A desk that is kept in a store of its own."""
    desk = Desk(round_ or evening(), policy or BookingPolicy(), **changes)
    store = MemoryStore()
    assert keep_desk(desk, by=OFFICE, at=NOW).run(store) == desk
    return desk, store


def done(answer: Booking | BookingRefusal) -> Booking:
    """The booking that was answered."""
    assert isinstance(answer, Booking), str(answer)
    return answer


def refused(answer: object) -> BookingRefusal:
    """The refusal that was answered."""
    assert isinstance(answer, BookingRefusal), answer
    return answer


def stands(desk: Desk, store: Store, at: Instant = NOW) -> Standing:
    """How everything stands."""
    found = standing(desk, at=at).run(store)
    assert isinstance(found, Standing)
    return found


def happened(store: Store) -> list[str]:
    """The kinds of all events so far, without those of the desk."""
    kinds = [stored.event.kind for stored in store.events(limit=10_000).events]
    return [kind.removeprefix("booking.") for kind in kinds if kind != "booking.opened"]


# ------------------------------------------------------------------------- the independent reader


def everything(store: Store, prefix: str) -> dict[str, Document]:
    """All documents under a prefix, page by page."""
    found: dict[str, Document] = {}
    after = None
    while True:
        page = store.scan(prefix, after=after)
        found.update((one.key, one) for one in page.documents)
        if page.after is None:
            return found
        after = page.after


def whole(stand: Standing) -> tuple[Round, Plan]:
    """The round with all its walk-ins, and everything that stands as a plan of it."""
    round_ = attrs.evolve(stand.desk.round, meetings=stand.desk.meetings)
    found = [one.placement for one in stand.bookings.values()]
    placements = tuple(one for one in found if one is not None)
    placed = {one.meeting for one in placements}
    unplaced = tuple(one.id for one in round_.meetings if one.id not in placed)
    return round_, Plan(round_.id, placements, unplaced, Score(0, 0, Terms()))


def live_breaches(stand: Standing) -> list[Breach]:
    """Every rule that what stands breaks."""
    return list(check(*whole(stand)))


def blocked_meetings(stand: Standing) -> set[str]:
    """The meetings that stand where the time of somebody in them is blocked."""
    found = set()
    for meeting in stand.desk.meetings:
        placement = stand.bookings[meeting.id].placement
        if placement is not None:
            window = Window(placement.start, placement.start.plus(minutes=meeting.minutes))
            people = (*meeting.required, *placement.pools.values(), *placement.attending)
            blocks = [one for id_ in people for one in stand.blocks.get(id_, ())]
            if any(window.overlaps(one) for one in blocks):
                found.add(meeting.id)
    return found


def assert_sound(desk: Desk, store: Store, at: Instant) -> None:
    """No rule is broken, and each timeline holds what is booked and nothing else."""
    stand = stands(desk, store, at)
    assert live_breaches(stand) == []
    over = (State.MET, State.MISSED)
    assert {stand.bookings[id_].state for id_ in blocked_meetings(stand)} <= set(over)
    documents = everything(store, f"booking/{desk.round.id}/")
    wanted: dict[str, set[tuple[int, int, str]]] = {}
    for meeting in desk.meetings:
        placement = stand.bookings[meeting.id].placement
        if placement is None:
            continue
        start = placement.start.minute
        row = (start, start + meeting.minutes, meeting.id)
        people = (*meeting.required, *placement.pools.values(), *placement.attending)
        keys = [desk.keys.person(id_) for id_ in people]
        keys += [desk.keys.family(one.id) for one in desk.families_of(meeting)]
        for key in keys:
            wanted.setdefault(key, set()).add(row)
    found = {
        key: _rows(document, at)
        for key, document in documents.items()
        if document.body.kind == "timeline"
    }
    assert {key: rows for key, rows in found.items() if rows} == wanted


def _rows(document: Document, at: Instant) -> set[tuple[int, int, str]]:
    data: Mapping[str, Any] = document.body.data
    rows = [row for row in data["entries"] if row[5] is None or row[5] > at.microseconds]
    assert len({row[2] for row in rows}) == len(rows)
    return {(row[0], row[1], row[2]) for row in rows}


def assert_told(desk: Desk, store: Store, at: Instant) -> None:
    """Whoever heard every event knows where each meeting starts; what lapsed apart."""
    starts: dict[str, str | None] = {}
    for stored in store.events(limit=100_000).events:
        data: Mapping[str, Any] = stored.event.data
        if stored.event.kind.startswith("booking.") and "meeting" in data:
            starts[data["meeting"]] = data.get("start")
    for id_, booking in stands(desk, store, at).bookings.items():
        if booking.version and booking.state is not State.OPEN:
            assert booking.start is not None or booking.state is State.WITHDRAWN
            shown = None if booking.start is None else booking.start.isoformat()
            assert starts.get(id_) == shown


def standing_with(round_: Round, plan: Plan, placement: Placement) -> Plan:
    """A plan with one meeting more."""
    others = tuple(one for one in plan.placements if one.meeting != placement.meeting)
    unplaced = tuple(
        one.id
        for one in round_.meetings
        if one.id not in {placement.meeting, *(each.meeting for each in others)}
    )
    return Plan(round_.id, (*others, placement), unplaced, Score(0, 0, Terms()))


def could_stand(round_: Round, plan: Plan, meeting: Meeting, start: Instant) -> bool:
    """Whether ``check`` allows a meeting at a start, with any choice from its pools."""
    pools = [round_.pool(id_).members for id_ in meeting.from_pools]
    for chosen in product(*pools):
        members = dict(zip(meeting.from_pools, chosen, strict=True))
        placement = Placement(meeting.id, start, members)
        if not check(round_, standing_with(round_, plan, placement)):
            return True
    return False
