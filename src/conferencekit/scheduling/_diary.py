"""Who is where and when under a plan: what rules and score both look at."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Final

import attrs

from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Meeting, Round
from conferencekit.time import Window

__all__ = ["Entry", "diaries", "participants", "window_of"]


_TURN: Final = attrgetter("start", "end", "meeting")


@attrs.frozen(order=True)
class Entry:
    """One meeting in somebody's diary.

    Attributes:
        start: In minutes since 1970, as all times here.
        end: Likewise.
        meeting: Its id.
        place: Where; None for online.
        session: The id of the session it lies in.
    """

    start: int
    end: int
    meeting: str
    place: str | None = attrs.field(order=False)
    session: str = attrs.field(order=False)

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return self.end - self.start


def window_of(meeting: Meeting, placement: Placement) -> Window:
    """The time a placed meeting takes."""
    return Window(placement.start, placement.start.plus(minutes=meeting.minutes))


def participants(meeting: Meeting, placement: Placement) -> Iterator[str]:
    """Everyone who takes part: required, chosen from a pool, attending as optional."""
    yield from meeting.required
    yield from placement.pools.values()
    yield from placement.attending


def diaries(round_: Round, plan: Plan) -> Mapping[str, list[Entry]]:
    """For each person of the round who is in a meeting, their meetings in order.

    A meeting that does not lie on the grid of one session stands in nobody's diary.
    """
    found: dict[str, list[Entry]] = {}
    for placement in plan.placements:
        meeting = round_.meeting(placement.meeting)
        window = window_of(meeting, placement)
        session = round_.session_at(window)
        if session is None or placement.start not in round_.grid(session):
            continue
        entry = Entry(
            start=window.start.minute,
            end=window.end.minute,
            meeting=meeting.id,
            place=round_.place_of(meeting),
            session=session.id,
        )
        for id_ in participants(meeting, placement):
            if round_.has_person(id_):
                found.setdefault(id_, []).append(entry)
    for entries in found.values():
        entries.sort(key=_TURN)  # compares tuples once made, not made anew each time
    return found


def by_session(entries: list[Entry]) -> list[list[Entry]]:
    """A diary cut into its sessions, in the order of time."""
    return [list(part) for _, part in groupby(entries, key=lambda entry: entry.session)]
