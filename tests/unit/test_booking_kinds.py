"""What booking says where it is given something of another kind."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bookings import FIRST, NOW, SCHOOL, opened
from conferencekit.booking import Actor, book, bookings_of, shown_time, wait
from conferencekit.errors import InvalidInputError

REED = Actor.family("reed")
LATER = datetime(2026, 11, 24, 15, tzinfo=UTC)
DESK, STORE = opened()
ROUND: Any = DESK.round
WHERE = {"desk": DESK, "meeting": "ada:reed", "by": REED, "at": NOW, "start": FIRST}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"start": LATER}, "start: a datetime is not an Instant (Instant.of makes one)"),
        ({"start": "18:00"}, "start: '18:00' is not an Instant (Instant.parse reads one)"),
        ({"at": None}, "at: None is not an Instant"),
        ({"at": date(2026, 11, 24)}, "at: a date is not an Instant"),
        ({"by": "park"}, "by: 'park' is not an Actor"),
        ({"desk": ROUND}, "desk: a Round is not a Desk"),
        ({"meeting": ROUND.meetings[0]}, "meeting: a Meeting is not a text"),
    ],
    ids=str,
)
def test_a_command_tells_what_is_of_another_kind(given: dict[str, Any], told: str) -> None:
    """At the parameter's name, before anything is done."""
    with pytest.raises(InvalidInputError) as caught:
        book(**{**WHERE, **given})
    assert [str(fault) for fault in caught.value.faults] == [told]


def test_everything_that_is_wrong_is_told_together() -> None:
    """Also where a page is asked for, or a time shown."""
    anything: Any = "x"
    with pytest.raises(InvalidInputError) as caught:
        bookings_of(DESK, anything, at=anything)
    assert [fault.path for fault in caught.value.faults] == ["whose", "at"]
    with pytest.raises(InvalidInputError) as caught:
        shown_time(FIRST, 15, school=SCHOOL, viewer=anything, locale=None)  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == ["viewer", "locale"]
    with pytest.raises(InvalidInputError, match="within"):
        wait(DESK, "ada:reed", by=REED, at=NOW, within=anything)
