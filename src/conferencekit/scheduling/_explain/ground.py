"""What all questions about one round share: its cells, numbers and rules of a day.

Cells are those of :mod:`conferencekit.scheduling.compile`. Here a day's rules are stated on them
plainly, since a reason looks at few meetings at a time.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import attrs

from conferencekit.scheduling.compile import Codec
from conferencekit.scheduling.round import Kind, Round
from conferencekit.time import Windows

__all__ = ["Entry", "Ground", "Limits"]


class Entry(NamedTuple):
    """A meeting in somebody's day: from a cell up to another, where, and which."""

    start: int
    end: int
    place: int
    number: int


class Ground:
    """A round in cells.

    Args:
        round_: The round.

    Attributes:
        round: As given.
        codec: Between its words and its numbers.
        cells: All its cells.
        session: For each cell which session it is in.
        span: Where each session lies, by its id.
        minute: For each cell when it starts.
        rooms: The people that are rooms, and walk nowhere.
        place: For each meeting where it is held; -1 for nowhere.
        most_with_breaks: What was counted before, by what was counted.
    """

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.codec = Codec(round_)
        last = self.codec.spans[-1]
        self.session = [0] * (last.base + last.cells)
        self.minute = [0] * (last.base + last.cells)
        for index, span in enumerate(self.codec.spans):
            for cell in range(span.cells):
                self.session[span.base + cell] = index
                self.minute[span.base + cell] = span.minute + cell * round_.tick_minutes
        self._hours: dict[str, list[tuple[str, Windows, bool]]] = {}
        self._session = {session.id: session for session in round_.sessions}
        self.cells = self.codec.cells(None)
        ordered = sorted(round_.sessions, key=lambda session: session.start)
        self.span = {
            session.id: span for session, span in zip(ordered, self.codec.spans, strict=True)
        }
        self.rooms = frozenset(
            index for index, person in enumerate(round_.people) if person.kind is Kind.ROOM
        )
        self.most_with_breaks: dict[tuple[int, int, tuple[int, int]], int] = {}
        self.place = [
            -1 if place is None else self.codec.place[place]
            for place in map(round_.place_of, round_.meetings)
        ]

    def hours(self, id_: str) -> list[tuple[str, Windows, bool]]:
        """For each session its id, somebody's windows in it, and whether those are all of it."""
        if id_ not in self._hours:
            available = self.round.person(id_).available
            found = []
            for name, span in self.span.items():
                whole = Windows([self._session[name].window])
                windows = whole if available is None else available & whole
                is_whole = self.codec.cells(windows) & span.mask == span.mask
                found.append((name, windows, is_whole))
            self._hours[id_] = found
        return self._hours[id_]

    def length(self, number: int) -> int:
        """How many cells a meeting takes."""
        return self.round.meetings[number].minutes // self.round.tick_minutes

    def ticks(self, minutes: int) -> int:
        """How many ticks it takes to cover so many minutes."""
        return -(-minutes // self.round.tick_minutes)


@attrs.frozen
class Limits:
    """What holds between the meetings of a day, in cells.

    Attributes:
        ground: The round they are about.
        runs: For each person who has one, the longest run and the pause that ends it.
        walks: For places, in either order, how far they are from each other.
        apart: For each person the people to keep away from, and by how many minutes.
    """

    ground: Ground
    runs: Mapping[int, tuple[int, int]]
    walks: Mapping[tuple[int, int], int]
    apart: Mapping[int, Sequence[tuple[int, int]]]

    def key(self, people: Collection[int]) -> Hashable:
        """The same for the same limits, as far as some people are concerned."""
        return (
            frozenset((one, run) for one, run in self.runs.items() if one in people),
            frozenset(self.walks.items()),
            frozenset((one, tuple(others)) for one, others in self.apart.items()),
        )

    def keeps_run(self, person: int, entries: Iterable[Entry]) -> bool:
        """Whether somebody's meetings, in the order of time, make no run too long."""
        if person not in self.runs:
            return True
        longest, pause = self.runs[person]
        session, first, before = -1, 0, 0
        for entry in entries:
            here = self.ground.session[entry.start]
            if here != session or entry.start - before >= pause:
                session, first = here, entry.start
            before = entry.end
            if before - first > longest:
                return False
        return True

    def walks_in_time(self, person: int, entries: Sequence[Entry]) -> bool:
        """Whether somebody, with meetings in the order of time, can walk from each to the next."""
        if not self.walks or person in self.ground.rooms:
            return True
        session = self.ground.session
        return all(
            session[one.start] != session[other.start]
            or other.start - one.end >= self.walks.get((one.place, other.place), 0)
            for one, other in pairwise(entries)
        )

    def far_enough(self, one: Entry, other: Entry, minutes: int) -> bool:
        """Whether two meetings have so many minutes between them."""
        minute, tick = self.ground.minute, self.ground.round.tick_minutes
        return (
            minute[other.start] - minute[one.end - 1] - tick >= minutes
            or minute[one.start] - minute[other.end - 1] - tick >= minutes
        )
