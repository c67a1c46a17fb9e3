"""From a round to a problem: people, meetings and starts become small integers and bit masks.

Cells
-----
The time of all sessions is cut into *cells* of one tick and laid on one line, with a margin of
cells that belong to no session between one session and the next. A meeting of *d* cells that
starts in cell *s* takes the cells *s* to *s + d - 1*. Durations are multiples of the tick and
starts lie on the grid, so no meeting takes part of a cell, and whatever is given in minutes
(windows, walks, breaks) can be rounded, in the safe direction, without loss: a cell is available
when all of it is; a walk of 7 minutes on a 5-minute grid takes two cells.

The margin is at least the longest walk, so that spreading a set of cells by a walk never reaches
another session. Keeping apart, which holds across sessions, has its own tables.

The search sees nothing but a :class:`Problem`: no names and no clock times.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

import attrs

from conferencekit.scheduling._bits import joined_cells, room_for
from conferencekit.scheduling.plan import Placement
from conferencekit.scheduling.round import Kind, Meeting, Person, Round, Session
from conferencekit.time import Instant, Windows

__all__ = ["Problem", "Role", "Run", "Span", "Task", "compile_round"]


class Role(IntEnum):
    """How a person's idle time counts."""

    NONE = 0
    GUARDIAN = 1
    TEACHER = 2


@attrs.frozen
class Span:
    """A session on the line of cells.

    Attributes:
        base: Its first cell.
        cells: How many cells it has.
        minute: When it starts, in minutes since 1970.
    """

    base: int
    cells: int
    minute: int

    @property
    def mask(self) -> int:
        """Its cells."""
        return joined_cells(self.base, self.base + self.cells)


@attrs.frozen
class Run:
    """How long somebody may go on, and what pause ends a run; in cells."""

    longest: int
    pause: int


@attrs.frozen
class Task:
    """A meeting, compiled.

    Attributes:
        length: In cells.
        required: Its people.
        optional: Those who may attend.
        pools: For each of its pools the members who could take part.
        place: A number; -1 for none.
        priority: What leaving it out counts.
        starts: Where its required people, windows and pin let it start.
        wishes: For each wish the starts that grant it, and what not granting it costs.
        fixed_cost: What it costs wherever it stands.
    """

    length: int
    required: tuple[int, ...]
    optional: tuple[int, ...]
    pools: tuple[tuple[int, ...], ...]
    place: int
    priority: int
    starts: int
    wishes: tuple[tuple[int, int], ...]
    fixed_cost: int

    def cost_at(self, start: int) -> int:
        """What the start itself costs, whatever else stands where."""
        cost = self.fixed_cost
        for granted, price in self.wishes:
            if not granted >> start & 1:
                cost += price
        return cost


@attrs.frozen(eq=False)
class Problem:
    """A round, compiled. People, places and tasks are numbered in the order of the round.

    Attributes:
        tick: Minutes of a cell.
        spans: The sessions in the order of time.
        available: For each person the cells in which they can.
        roles: For each person how their idle time counts.
        runs: For each person the limit of their runs, or None.
        walks: For each person the walks they may have to make: by place, the places from which
            it takes time to come there, and how many cells. Empty for who never walks.
        apart: For each person the people to keep away from, and a table that gives for each cell
            of theirs the cells that it closes.
        tasks: The meetings.
        weights: By name, what the terms of the penalty count, in the file's units.
        evenness: What the cube of a guardian's waiting, in cells, costs besides; 0 but where
            waits are to be shared out evenly.
        guide: What a guardian's idle cell counts besides during a search, though it is no part
            of the penalty.
        grain: How many times as much as it costs everything is given as, so that the guide is a
            whole number.
    """

    tick: int
    spans: tuple[Span, ...]
    available: tuple[int, ...]
    roles: tuple[Role, ...]
    runs: tuple[Run | None, ...]
    walks: tuple[Mapping[int, tuple[tuple[int, int], ...]], ...]
    apart: tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]
    tasks: tuple[Task, ...]
    weights: Mapping[str, int]
    evenness: int = 0
    guide: int = 0
    grain: int = 1

    @property
    def only_pauses(self) -> bool:
        """Whether nothing counts but how often guardians wait."""
        return {name for name, weight in self.weights.items() if weight} == {"waits"}


class Codec:
    """Translates between a round's words and the numbers of its problem.

    Args:
        round_: The round.

    Attributes:
        round: As given.
        spans: The sessions on the line of cells, in the order of time.
    """

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.person = {person.id: index for index, person in enumerate(round_.people)}
        self.task = {meeting.id: index for index, meeting in enumerate(round_.meetings)}
        self.place = {place.id: index for index, place in enumerate(round_.places)}
        self.longest_walk = _longest_walk(round_)
        self.spans = tuple(_lay_out(round_, self.longest_walk))
        self._all_cells = sum(span.mask for span in self.spans)

    def cells(self, windows: Windows | None) -> int:
        """The cells that lie wholly in one of the windows; all where there are none."""
        if windows is None:
            return self._all_cells
        mask = 0
        for span in self.spans:
            for window in windows:
                mask |= self._cells_of(span, window.start.minute, window.end.minute)
        return mask

    def _cells_of(self, span: Span, start: int, end: int) -> int:
        tick = self.round.tick_minutes
        first = max(0, -((span.minute - start) // tick))
        last = min(span.cells, (end - span.minute) // tick)
        return joined_cells(span.base + first, span.base + last)

    def cell(self, instant: Instant) -> int | None:
        """The cell that starts at an instant; None where none does."""
        tick = self.round.tick_minutes
        for span in self.spans:
            cell, rest = divmod(instant.minute - span.minute, tick)
            if rest == 0 and 0 <= cell < span.cells:
                return span.base + cell
        return None

    def instant(self, cell: int) -> Instant:
        """When a cell starts."""
        span = next(span for span in reversed(self.spans) if span.base <= cell)
        return Instant.from_minute(span.minute + (cell - span.base) * self.round.tick_minutes)

    def placement(
        self, task: int, start: int, members: Sequence[int], attending: Iterable[int]
    ) -> Placement:
        """Where a task stands, in the round's words."""
        meeting = self.round.meetings[task]
        people = self.round.people
        return Placement(
            meeting=meeting.id,
            start=self.instant(start),
            pools={
                pool: people[member].id
                for pool, member in zip(meeting.from_pools, members, strict=True)
            },
            attending=tuple(people[index].id for index in sorted(attending)),
        )


def compile_round(round_: Round, codec: Codec) -> Problem:
    """The problem of a round."""
    available = tuple(codec.cells(person.available) for person in round_.people)
    runs = tuple(_run(person, round_.tick_minutes) for person in round_.people)
    tasks = tuple(_task(codec, meeting, available, runs) for meeting in round_.meetings)
    return Problem(
        tick=round_.tick_minutes,
        spans=codec.spans,
        available=available,
        roles=tuple(_ROLES.get(person.kind, Role.NONE) for person in round_.people),
        runs=runs,
        walks=_walks(codec, tasks),
        apart=_apart(codec),
        tasks=tasks,
        weights=attrs.asdict(round_.weights),
    )


_ROLES = {Kind.GUARDIAN: Role.GUARDIAN, Kind.TEACHER: Role.TEACHER}


def _longest_walk(round_: Round) -> int:
    """In cells; no longer than the longest session, beyond which it makes no difference."""
    minutes = max(
        [round_.travel_minutes.default, *(p.minutes for p in round_.travel_minutes.pairs)]
    )
    return min(_up(minutes, round_.tick_minutes), max(map(round_.cells, round_.sessions)))


def _lay_out(round_: Round, margin: int) -> Iterable[Span]:
    base = 0
    for session in sorted(round_.sessions, key=_start):
        span = Span(base, round_.cells(session), session.start.minute)
        yield span
        base += span.cells + margin + 1


def _start(session: Session) -> Instant:
    return session.start


def _up(minutes: int, tick: int) -> int:
    return -(-minutes // tick)


def _run(person: Person, tick: int) -> Run | None:
    if person.max_run_minutes is None or person.break_minutes is None:
        return None
    return Run(person.max_run_minutes // tick, _up(person.break_minutes, tick))


# ------------------------------------------------------------------------------------- meetings


def _task(
    codec: Codec, meeting: Meeting, available: Sequence[int], runs: Sequence[Run | None]
) -> Task:
    round_ = codec.round
    length = meeting.minutes // round_.tick_minutes
    required = tuple(codec.person[id_] for id_ in meeting.required)
    place = round_.place_of(meeting)
    wishes, fixed_cost = _wishes(codec, meeting, length)
    return Task(
        length=length,
        required=required,
        optional=tuple(
            person
            for id_ in meeting.optional
            if _could(person := codec.person[id_], length, available, runs)
        ),
        pools=tuple(
            tuple(
                person
                for id_ in round_.pool(pool).members
                if (person := codec.person[id_]) not in required
                and _could(person, length, available, runs)
            )
            for pool in meeting.from_pools
        ),
        place=-1 if place is None else codec.place[place],
        priority=meeting.priority,
        starts=_starts(codec, meeting, length, available, runs),
        wishes=wishes,
        fixed_cost=fixed_cost,
    )


def _could(person: int, length: int, available: Sequence[int], runs: Sequence[Run | None]) -> bool:
    """Whether somebody could ever be in a meeting so long."""
    run = runs[person]
    return (run is None or run.longest >= length) and _room(available[person], length) != 0


def _room(cells: int, length: int) -> int:
    return room_for(cells, length) if length <= cells.bit_length() else 0


def _starts(
    codec: Codec,
    meeting: Meeting,
    length: int,
    available: Sequence[int],
    runs: Sequence[Run | None],
) -> int:
    """Where the meeting could start if nothing else were placed."""
    cells = codec.cells(meeting.within)
    for id_ in meeting.required:
        person = codec.person[id_]
        if not _could(person, length, available, runs):
            return 0
        cells &= available[person]
    starts = _room(cells, length)
    if meeting.pinned is not None:
        cell = codec.cell(meeting.pinned)
        starts &= 0 if cell is None else 1 << cell
    return starts


def _wishes(
    codec: Codec, meeting: Meeting, length: int
) -> tuple[tuple[tuple[int, int], ...], int]:
    """The wishes whose granting depends on the start, and the price of those never granted."""
    weights = codec.round.weights
    wishes = []
    for id_ in meeting.required:
        preferred = codec.round.person(id_).preferred
        if preferred is not None:
            wishes.append((_room(codec.cells(preferred), length), weights.preference))
    if meeting.previous is not None:
        cell = codec.cell(meeting.previous)
        wishes.append((0 if cell is None else 1 << cell, weights.moved))
    fixed = sum(price for granted, price in wishes if not granted)
    fixed += weights.missed * len(meeting.optional)
    return tuple((granted, price) for granted, price in wishes if granted and price), fixed


# ---------------------------------------------------------------------------- walks, keep apart


def _walks(
    codec: Codec, tasks: Sequence[Task]
) -> tuple[Mapping[int, tuple[tuple[int, int], ...]], ...]:
    """For each person, by place: from where they may come to it, and the cells that takes."""
    places: list[set[int]] = [set() for _ in codec.round.people]
    for task in tasks:
        for person in {*task.required, *task.optional, *(m for pool in task.pools for m in pool)}:
            if task.place >= 0:
                places[person].add(task.place)
    tables: dict[tuple[int, ...], Mapping[int, tuple[tuple[int, int], ...]]] = {}
    found = []
    for one, mine in zip(codec.round.people, places, strict=True):
        key = () if one.kind is Kind.ROOM else tuple(sorted(mine))
        if key not in tables:  # many people have the same places
            tables[key] = _walks_between(codec, key)
        found.append(tables[key])
    return tuple(found)


def _walks_between(
    codec: Codec, places: Sequence[int]
) -> Mapping[int, tuple[tuple[int, int], ...]]:
    table: dict[int, tuple[tuple[int, int], ...]] = {}
    if not codec.longest_walk:
        return table
    ids = [place.id for place in codec.round.places]
    for there in places:
        walks = []
        for here in places:
            minutes = codec.round.travel_between(ids[here], ids[there])
            cells = min(_up(minutes, codec.round.tick_minutes), codec.longest_walk)
            if cells:
                walks.append((here, cells))
        if walks:
            table[there] = tuple(walks)
    return table


def _apart(codec: Codec) -> tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]:
    """For each person, from whom to keep away, and what each cell of theirs closes."""
    minutes: dict[tuple[int, int], int] = {}
    for apart in codec.round.keep_apart:
        one, other = (codec.person[id_] for id_ in apart.people)
        for pair in ((one, other), (other, one)):
            minutes[pair] = max(apart.minutes, minutes.get(pair, 0))
    closed = {distance: _closed_by(codec, distance) for distance in set(minutes.values())}
    found: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in codec.round.people]
    for (one, other), distance in minutes.items():
        found[one].append((other, closed[distance]))
    return tuple(map(tuple, found))


def _closed_by(codec: Codec, minutes: int) -> tuple[int, ...]:
    """For each cell, itself and those that have less than so many minutes between them and it."""
    tick = codec.round.tick_minutes
    last = codec.spans[-1]
    table = [0] * (last.base + last.cells)
    for span in codec.spans:
        for cell in range(span.cells):
            start = span.minute + cell * tick
            for other in codec.spans:
                # Another cell, beginning at b, is too near where b < start + tick + minutes
                # and start < b + tick + minutes.
                first = max(0, (start - tick - minutes - other.minute) // tick + 1)
                end = min(other.cells, -((other.minute - start - tick - minutes) // tick))
                table[span.base + cell] |= joined_cells(other.base + first, other.base + end)
    return tuple(table)
