"""What one person's day costs, as a table from the cells they are busy in.

A person's *code* says when and where they are busy: one set of cells for each zone they may be
in, laid side by side in one integer. A *zone* is all the places between which it takes no time to
walk and from which every other walk is as long; most people have one. So where a meeting stands
in somebody's day is its cells, shifted to the zone's part, and placing it is one ``or``.

Whether a day keeps the rules on walks and runs, and what it costs, depends on the code alone.
Both are worked out once and looked up from then on: people of one kind share a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from conferencekit.scheduling._bits import bits, joined_cells, lowest, room_for, spread, stretches
from conferencekit.scheduling.compile import Problem, Role, Run

__all__ = ["FORBIDDEN", "DayTable", "Zones", "day_tables", "longest_run"]

FORBIDDEN: Final = 10**30
"""What a day costs that breaks a rule: more than any other where weights have 64 bits."""
_ENTRIES: Final = 400_000
"""How many days all tables together may remember; about 150 bytes each."""
_JOINING: Final = 1_500_000
"""What one more meeting costs: for how many cells all tables together may remember it; about 26
bytes each."""
_NO_PLACE: Final = -1
_ANOTHER: Final = -1
"""In the place of a code: an empty session of somebody who comes to another."""


class Zones:
    """Which of the places somebody may come to lie together, and how far the zones are apart.

    Args:
        places: Where they may come; -1 for meetings without a place.
        walks: By place: from where it takes time to come there, and how many cells.

    Attributes:
        of_place: The zone of each place.
        walks: From each zone to each, in cells.
        nowhere: The zone of meetings without a place, where nobody walks; None where there is
            none beside others.
    """

    def __init__(
        self, places: Iterable[int], walks: Mapping[int, tuple[tuple[int, int], ...]]
    ) -> None:
        cells = {(here, there): n for there, origins in walks.items() for here, n in origins}
        somewhere = sorted({place for place in places if place != _NO_PLACE})
        rows: dict[tuple[int, ...], int] = {}
        self.of_place: dict[int, int] = {}
        for place in somewhere:
            row = tuple(cells.get((place, other), 0) for other in somewhere)
            self.of_place[place] = rows.setdefault(row, len(rows))
        first = {zone: place for place, zone in reversed(self.of_place.items())}
        self.walks = tuple(
            tuple(cells.get((first[here], first[there]), 0) for there in range(len(rows)))
            for here in range(len(rows))
        )
        needs_own = len(rows) > 1 and _NO_PLACE in places
        self.nowhere = len(rows) if needs_own else None
        self.of_place[_NO_PLACE] = len(rows) if needs_own else 0
        self.count = max(1, len(rows) + needs_own)

    def walk(self, here: int, there: int) -> int:
        """How many cells it takes from a zone to another, or to itself."""
        if self.nowhere in {here, there} or here == there:
            return 0
        return self.walks[here][there]


class DayTable(dict[int, tuple[int, int, int]]):
    """What the days of one kind of people cost: by code what :meth:`Days.cost` says.

    Args:
        days: Works out what is not known yet.
        entries: How many days to remember at the most.

    Attributes:
        idle: What an idle cell between meetings of a session costs.
        pause: What each pause between meetings of a session costs.
        visit: What each session after the first costs.
        is_stretches: Whether there is one session, and nothing counts but idle cells and pauses.
    """

    def __init__(self, days: "Days", entries: int) -> None:
        super().__init__()
        self._days = days
        self.idle, self.pause, self.visit = days.idle, days.pause, days.visit
        self.is_stretches = days.is_stretches
        self._entries = entries

    def __missing__(self, code: int) -> tuple[int, int, int]:
        """Work out a day and remember it."""
        if len(self) >= self._entries:
            self.clear()
        found = self[code] = self._days.cost(code)
        return found

    def joining(self, code: int, cells: int) -> Sequence[int] | None:
        """By the cell at which one more meeting starts: by how much it makes a day dearer.

        Args:
            code: The day without it; one that breaks a rule counts as costing nothing.
            cells: Of the meeting in the code, were it to start in cell 0.

        Returns:
            FORBIDDEN where it would break a rule in its session, or is no start of the round;
            None where a day costs other than the sum of its sessions.
        """
        return self._days.joining(code, cells) if self._days.is_sum else None

    def dearer(
        self, code: int, cells: int, starts: Sequence[int], *, in_rows: bool = True
    ) -> Iterable[int]:
        """By how much one more meeting makes a day dearer at each of some starts.

        Args:
            code: The day without it; one that breaks a rule counts as costing nothing.
            cells: Of the meeting in the code, were it to start in cell 0.
            starts: Where it may start.
            in_rows: Whether all starts of a session are worked out at once and remembered, where
                that can be; it is anyhow where no day has to be looked up for it.

        Returns:
            FORBIDDEN or nearly so where it would break a rule.
        """
        row = self.joining(code, cells) if in_rows or self._days.is_plain else None
        if row is not None:
            return map(row.__getitem__, starts)
        before = self[code][0]
        if before >= FORBIDDEN:  # taking a meeting out can leave two others too near
            before = 0
        return [
            FORBIDDEN if code & cells << at else self[code | cells << at][0] - before
            for at in starts
        ]


class _Session(NamedTuple):
    """A session as a code has it.

    Attributes:
        base: Its first cell.
        full: All its cells, if it began at 0.
        mask: All its cells, in each zone.
    """

    base: int
    full: int
    mask: int


class Days:
    """Works out what a day costs.

    Args:
        problem: The sessions and weights.
        role: How the person's idle time counts.
        run: The limit of their runs, or None.
        zones: Where they may be.
        width: How many cells each zone has in the code.
        entries: How many sessions to remember at the most.
        cells: For how many cells to remember at the most what one more meeting costs.

    Attributes:
        idle: What an idle cell costs, with the guide.
        pause: What each pause costs.
        visit: What each session after the first costs.
        is_sum: Whether a day costs the sum of its sessions, and a visit for each after the first.
        is_plain: Whether of a session nothing counts but idle cells, and nothing is to be kept
            but one walk at the most.
        is_stretches: Whether there is one session, and nothing counts but idle cells and pauses.
    """

    def __init__(
        self,
        problem: Problem,
        role: Role,
        run: Run | None,
        *,
        zones: Zones,
        width: int,
        entries: int,
        cells: int,
    ) -> None:
        weights, tick = problem.weights, problem.tick
        self._role = role
        self._runs = None if run is None else _TooLong(run, entries)
        self._width = width
        self._cells = (1 << width) - 1
        self._zones = zones
        self._apart = 0  # how far two zones are from each other, where there are just two
        if zones.count == 2 and zones.nowhere is None:  # noqa: PLR2004  here and there
            (_, self._apart), (back, _) = zones.walks
            self._apart = self._apart if self._apart == back else 0
        self._is_guardian = guardian = role is Role.GUARDIAN
        idle = weights["wait"] if guardian else weights["gap"]
        self._guide = problem.guide if guardian else 0
        self.idle = idle * tick + self._guide if role is not Role.NONE else 0
        self.visit = weights["visit"] if guardian else 0
        self.pause = weights["waits"] if guardian else 0
        self._evenness = problem.evenness if guardian else 0
        self.is_sum = not self._evenness
        self._most = cells // width
        self._joining: dict[tuple[int, int, int], list[int]] = {}
        self._sessions = []
        for span in problem.spans:
            full = joined_cells(0, span.cells)
            mask = sum(full << span.base + zone * width for zone in range(zones.count))
            self._sessions.append(_Session(span.base, full, mask))
        self.is_stretches = (
            run is None and zones.count == 1 and len(problem.spans) == 1 and not self._evenness
        )
        self.is_plain = run is None and not self.pause and bool(zones.count == 1 or self._apart)
        self._ramp = [self.idle * at for at in range(width + 1)]

    def cost(self, code: int) -> tuple[int, int, int]:
        """What a day costs.

        Returns:
            The cost; for guardians their longest wait in a session, in cells, and what part of the
            cost is the guide.
        """
        busy = code
        if self._apart:
            here, there = code & self._cells, code >> self._width
            if there:
                if self._spread(here) & there:
                    return FORBIDDEN, 0, 0
                busy = here | there
        elif self._zones.count > 1:
            busy = self._joined(code)
            if busy < 0:
                return FORBIDDEN, 0, 0
        if self._runs is not None:
            for session in self._sessions:
                if self._runs[busy >> session.base & session.full]:
                    return FORBIDDEN, 0, 0
        if self._role is Role.NONE:
            return 0, 0, 0
        return self._idle_cost(busy)

    def joining(self, code: int, cells: int) -> Sequence[int]:
        """By how much one more meeting makes a day dearer, where it is the sum of its sessions."""
        found = [FORBIDDEN] * self._width
        known = self._joining
        for session in self._sessions:
            part = code & session.mask
            is_another = bool(code) and not part
            key = session.base, _ANOTHER if is_another else part, cells
            dearer = known.get(key)
            if dearer is None:
                if len(known) >= self._most:
                    known.clear()
                dearer = self._joining_session(part, session, cells)
                if is_another and self.visit:
                    dearer = [cost if cost >= FORBIDDEN else cost + self.visit for cost in dearer]
                known[key] = dearer
            found[session.base : session.base + len(dearer)] = dearer
        return found

    def _joining_session(self, code: int, session: _Session, cells: int) -> list[int]:
        if self.is_plain:
            return self._joining_plain(code, session, cells)
        before = self.cost(code)[0]
        if before >= FORBIDDEN:  # taking a meeting out can leave two others too near
            before = 0
        dearer = []
        for at in bits(session.full):
            there = cells << session.base + at
            is_free = not code & there and not there & ~session.mask
            cost = self.cost(code | there)[0] if is_free else FORBIDDEN
            dearer.append(cost if cost >= FORBIDDEN else cost - before)
        return dearer

    def _joining_plain(self, code: int, session: _Session, cells: int) -> list[int]:
        """The same where the day is plain.

        Before the first meeting and after the last one, each cell farther away is one more of
        waiting; in between, a meeting fills what was waiting.
        """
        size, length = session.full.bit_length(), cells.bit_count()
        mine, other = code & self._cells, code >> self._width
        if cells > self._cells:
            mine, other = other, mine
        busy = (mine | other) >> session.base
        taken = (mine | self._spread(other)) >> session.base if other else busy
        if not busy:
            dearer = [0] * size
        else:
            first, last = lowest(busy), busy.bit_length()
            dearer = self._ramp[first - length :: -1] if first >= length else []
            dearer += [-self.idle * length] * (last - len(dearer))
            dearer += self._ramp[: size - last]
        for at in bits(session.full & ~room_for(session.full & ~taken, length)):
            dearer[at] = FORBIDDEN
        return dearer

    def _spread(self, cells: int) -> int:
        """Some cells and those too near to them for the walk between two zones."""
        if self._apart == 1:  # by far the most frequent
            return cells | cells << 1 | cells >> 1
        return spread(cells, self._apart)

    def _idle_cost(self, busy: int) -> tuple[int, int, int]:
        idle = longest = sessions = 0
        for base, full, _ in self._sessions:
            cells = busy >> base & full
            if cells:
                sessions += 1
                first = (cells & -cells).bit_length() - 1
                wait = cells.bit_length() - first - cells.bit_count()
                idle += wait
                if wait > longest:  # noqa: PLR1730  max() takes four times as long
                    longest = wait
        cost = self.idle * idle
        if self.pause:  # between one session and the next there is none, but a free cell is
            cost += self.pause * ((busy & ~(busy >> 1)).bit_count() - sessions)
        if self._evenness:
            cost += self._evenness * idle**3
        if sessions > 1:
            cost += self.visit * (sessions - 1)
        return cost, longest if self._is_guardian else 0, self._guide * idle

    def _joined(self, code: int) -> int:
        """The cells of all zones together; -1 where two overlap or a walk is too short."""
        busy = 0
        parts = []
        while code:
            part = code & self._cells
            if busy & part:
                return -1
            busy |= part
            parts.append(part)
            code >>= self._width
        return -1 if self._too_near(parts) else busy

    def _too_near(self, parts: Sequence[int]) -> bool:
        """Whether two stretches, one next to the other, leave no time for the walk between."""
        blocks = sorted(
            (start, end, zone) for zone, part in enumerate(parts) for start, end in stretches(part)
        )
        walks, nowhere = self._zones.walks, self._zones.nowhere
        return any(
            nowhere not in {here, there} and start - before < walks[here][there]
            for (_, before, here), (start, _, there) in pairwise(blocks)
        )


class _TooLong(dict[int, bool]):
    """By the busy cells of a session whether a run is too long.

    There are far fewer ways to spend a session than to spend all of them.
    """

    def __init__(self, run: Run, entries: int) -> None:
        super().__init__()
        self._run = run
        self._entries = entries

    def __missing__(self, cells: int) -> bool:
        """Work out a session and remember it."""
        if len(self) >= self._entries:
            self.clear()
        found = self[cells] = longest_run(cells, self._run.pause) > self._run.longest
        return found


def longest_run(cells: int, pause: int) -> int:
    """How long the longest run among the cells of a session is.

    A run is a chain of busy cells with less than a pause between one and the next.
    """
    longest = first = last = 0
    for start, end in stretches(cells):
        if not last or start - last >= pause:
            first = start
        last = end
        longest = max(longest, last - first)
    return longest


def day_tables(problem: Problem, zones: Sequence[Zones], width: int) -> list[DayTable]:
    """For each person the table of their kind of people.

    Args:
        problem: The problem.
        zones: Where each person may be.
        width: How many cells each zone has in a code.
    """
    keys: list[object] = []
    kinds: dict[object, tuple[Role, Run | None, Zones]] = {}
    for person, mine in enumerate(zones):
        role, run = problem.roles[person], problem.runs[person]
        keys.append((role, run, mine.walks, mine.nowhere))
        kinds.setdefault(keys[-1], (role, run, mine))
    share = max(1, len(kinds))
    entries = max(1000, _ENTRIES // share)
    tables: dict[object, DayTable] = {}
    for key, (role, run, mine) in kinds.items():
        days = Days(
            problem,
            role,
            run,
            zones=mine,
            width=width,
            entries=entries,
            cells=_JOINING // share,
        )
        tables[key] = DayTable(days, entries)
    return [tables[key] for key in keys]
