"""Many at once: on one slot, on a scarce evening, in memory and in a SQLite file."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bookings import FIRST, NOW, OFFICE, assert_sound, assert_told, evening, slot, stands
from conferencekit.booking import (
    Actor,
    Booking,
    BookingPolicy,
    BookingRefusal,
    Desk,
    ObjectionKind,
    State,
    book,
    cancel,
    confirm,
    hold,
    keep_desk,
    move,
    swap,
    wait,
)
from conferencekit.scheduling import Kind, Meeting, Person, Pool
from conferencekit.storage import Operation, Store
from conferencekit.storage.memory import MemoryStore
from conferencekit.storage.sqlite import SqliteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of either kind."""
    if request.param == "memory":
        yield MemoryStore()
        return
    with SqliteStore(tmp_path / "booking.sqlite", patience=60) as found:
        yield found


def at_once(
    operations: Sequence[Operation[Booking | BookingRefusal]], store: Store
) -> list[object]:
    """What each answers, all begun at the same moment, each in a thread of its own."""
    ready = threading.Barrier(len(operations))

    def run(operation: Operation[Booking | BookingRefusal]) -> object:
        ready.wait()
        return operation.run(store)

    with ThreadPoolExecutor(len(operations)) as pool:
        return list(pool.map(run, operations))


@pytest.mark.parametrize("command", [book, hold])
def test_of_500_families_on_one_slot_one_wins(
    store: Store, command: Callable[..., object]
) -> None:
    """And 499 are told why.

    LibreBooking 147, easyappointments 1783 and 845, cal.com 28151: no lock, or one that an empty
    slot does not have.
    """
    families = [f"family-{number}" for number in range(500)]
    desk = Desk(evening(teachers=["ada"], families=families, slots=1))
    keep_desk(desk, by=OFFICE, at=NOW).run(store)
    operations: list[Operation[Booking | BookingRefusal]] = [
        command(desk, f"ada:{id_}", start=FIRST, by=Actor.family(id_), at=NOW)  # type: ignore[misc]
        for id_ in families
    ]
    answers = at_once(operations, store)
    won = [one for one in answers if isinstance(one, Booking)]
    lost = [one for one in answers if isinstance(one, BookingRefusal)]
    assert (len(won), len(lost)) == (1, 499)
    assert {kind for one in lost for kind in one.kinds} == {ObjectionKind.ONCE}
    assert {str(one) for one in lost} == {"ada is in another meeting then"}
    assert_sound(desk, store, NOW)


def test_of_many_identical_requests_one_books(store: Store) -> None:
    """With a request id all get the same answer; without, one is booked, the others refused.

    calcom/cal.com 13397 and 5820: ten parallel requests gave ten bookings.
    """
    desk = Desk(evening())
    keep_desk(desk, by=OFFICE, at=NOW).run(store)
    by = Actor.family("reed")
    same = [book(desk, "ada:reed", start=FIRST, by=by, at=NOW, request="r") for _ in range(10)]
    assert len({one.version for one in at_once(same, store) if isinstance(one, Booking)}) == 1
    plain = [book(desk, "ben:reed", start=slot(1), by=by, at=NOW) for _ in range(10)]
    answers = Counter(type(one) for one in at_once(plain, store))
    assert answers == {Booking: 1, BookingRefusal: 9}


def test_two_rooms_hold_two_meetings(store: Store) -> None:
    """No more, and no fewer; the first to come raced for a place of several in cal.com 13360."""
    names = [f"family-{number}" for number in range(12)]
    round_ = evening(
        people=(
            *(Person(f"t-{id_}", Kind.TEACHER) for id_ in names),
            *(Person(id_, Kind.GUARDIAN) for id_ in names),
            *(Person(id_, Kind.ROOM) for id_ in ("oak", "elm")),
        ),
        pools=(Pool("room", ("oak", "elm")),),
        meetings=tuple(Meeting(id_, 15, (f"t-{id_}", id_), from_pools=("room",)) for id_ in names),
    )
    desk = Desk(round_)
    keep_desk(desk, by=OFFICE, at=NOW).run(store)
    answers = at_once([book(desk, id_, start=FIRST, by=OFFICE, at=NOW) for id_ in names], store)
    won = [one for one in answers if isinstance(one, Booking)]
    assert {one.pools["room"] for one in won} == {"oak", "elm"}
    assert len(won) == 2
    assert_sound(desk, store, NOW)


def test_a_scarce_evening_stays_sound_whatever_is_done_at_once(store: Store) -> None:
    """Sixteen threads book, hold, confirm, move, cancel, swap and wait; nothing is lost."""
    families = [f"f{number}" for number in range(10)]
    desk = Desk(
        evening(teachers=["ada", "ben", "eva"], families=families, slots=6),
        BookingPolicy(offer_minutes=60, most_per_family=2),
    )
    keep_desk(desk, by=OFFICE, at=NOW).run(store)
    acknowledged: list[Booking] = []

    def work(seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311  no secret depends on it
        for number in range(25):
            answer = some_command(rng, desk, f"{seed}-{number}").run(store)
            if isinstance(answer, Booking):
                acknowledged.append(answer)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    assert_sound(desk, store, NOW)
    assert_told(desk, store, NOW)
    final = stands(desk, store).bookings
    for one in acknowledged:  # what was acknowledged last is what stands, or was changed since
        assert final[one.meeting].version >= one.version
        if final[one.meeting].version == one.version:
            assert final[one.meeting] == one
    assert any(one.state is State.BOOKED for one in final.values())


def some_command(rng: random.Random, desk: Desk, request: str) -> Operation[Any]:
    """Any command on any meeting."""
    meeting, other = rng.sample([one.id for one in desk.meetings], 2)
    start = slot(rng.randrange(6))
    placing = rng.choice((book, hold, move))
    commands: list[Operation[Any]] = [
        placing(desk, meeting, start=start, by=OFFICE, at=NOW, request=request),
        placing(desk, meeting, start=start, by=OFFICE, at=NOW),
        confirm(desk, meeting, by=OFFICE, at=NOW, request=request),
        cancel(desk, meeting, by=OFFICE, at=NOW),
        wait(desk, meeting, by=OFFICE, at=NOW),
        swap(desk, meeting, other, by=OFFICE, at=NOW, request=request),
    ]
    return rng.choice(commands)
