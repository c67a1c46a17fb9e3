"""Trades where only pauses count, and meetings have two people and one cell.

There whatever changes places (:mod:`~conferencekit.scheduling._search.trades`) is a *path* from
person to person between two times, and nobody has another day but the two at its ends. It is made
by letting each of its people change what they have at the two times, and the same again takes it
back. So what mends a day (:mod:`~conferencekit.scheduling._search.mending`) is tried by making one
path after the other, until all together please or the last is taken back.

That goes on with columns of its own, by cell and person, which is several times as fast as changes
of the state. They are made in the state at the end of a run, and whenever it is the best so far.
"""

from collections.abc import Mapping
from typing import Final

from conferencekit.scheduling._bits import beside, joined_cells
from conferencekit.scheduling._search.best import Best
from conferencekit.scheduling._search.chance import Chance, exponentials, shuffled
from conferencekit.scheduling._search.mending import GUIDED, REMEMBERED, Mend
from conferencekit.scheduling._search.moves import tasks_with_a_start
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling._search.trades import (
    DRAWN,
    LONGEST,
    NEARBY,
    PASSED_OVER,
    is_single,
    starts_to_try,
)
from conferencekit.scheduling.compile import Role

__all__ = ["Paths"]

_DAYS: Final = 400_000
"""How many days to remember; about 100 bytes each."""

_Ends = tuple[int, int, int, int]
"""Who is at the ends of a path, and their new codes: one, theirs, the other, theirs."""
_Path = tuple[int, int, int, list[int], list[int], int, _Ends | None]
"""Where its meetings stand, here and there; by how much it worsens the penalty; its people; its
meetings; how many more go there than come here; its ends, which a ring has not."""


class _Days(dict[int, int]):
    """What days cost, by code."""

    def __init__(self, pause: int, idle: int) -> None:
        super().__init__()
        self._pause, self._idle = pause, idle

    def __missing__(self, code: int) -> int:
        """Work out a day and remember it."""
        if len(self) >= _DAYS:
            self.clear()
        cells = code.bit_length() - (code & -code).bit_length() + 1 - code.bit_count()
        cost = self[code] = self._pause * _pauses(code) + self._idle * cells if code else 0
        return cost


class Paths:
    """Lets meetings change places along paths, a good many at each call.

    Args:
        state: What is changed, such that :meth:`are_all`; nothing is left out whenever it runs.
        rng: What chance decides.
        best: Told of what is best.
        unit: What a small difference in the penalty is.
    """

    def __init__(self, state: State, rng: Chance, best: Best, unit: float) -> None:
        self._state, self._rng, self._best = state, rng, best
        self._spoilt, self._hoped = GUIDED.spoilt * unit, GUIDED.hoped * unit
        self._tasks = tasks_with_a_start(state)
        self._pair = [tuple(person for person, _ in parts) for parts in state.parts]
        self._sum = [sum(pair) for pair in self._pair]
        table = state.tables[self._pair[self._tasks[0]][0]]
        self._pause, self._idle = table.pause, table.idle
        self._days = _Days(self._pause, self._idle)
        self._mends: dict[int, list[Mend]] = {}
        (span,) = state.problem.spans
        self._cells = joined_cells(span.base, span.base + span.cells)
        self._thresholds = exponentials(DRAWN, rng)
        self._turn = 0
        self._waiting: list[int] = []
        self._start: list[int] = []
        self._columns: list[list[int]] = []
        self._codes: list[int] = []
        self._cost: list[int] = []
        self._room: list[int] = []
        self._pauses = 0  # of all people
        self._worth = state.problem.weights["waits"] // state.problem.grain

    @staticmethod
    def are_all(state: State) -> bool:
        """Whether all that changes places in a state are such paths."""
        tasks = tasks_with_a_start(state)
        return (
            bool(tasks)
            and bool(state.problem.guide)
            and state.capacities.room() is not None
            and all(
                is_single(state, number)
                and all(_is_line(state, person) for person, _ in state.parts[number])
                for number in tasks
            )
        )

    def run(self, count: int, temperature: float) -> int:
        """Give so many meetings a chance to change places.

        Args:
            count: How many.
            temperature: By how much a trade may worsen the penalty, on average.

        Returns:
            How many trades were tried.
        """
        if self._start != self._state.start:
            self._read()
        start, cost, pair, thresholds = self._start, self._cost, self._pair, self._thresholds
        random, waiting, turn = self._rng.random, self._waiting, self._turn
        tried = 0
        for _ in range(count):
            if not waiting:
                waiting = self._waiting = shuffled(self._tasks, self._rng)
            number = waiting.pop()
            turn = turn + 1 if turn < DRAWN - 1 else 0
            person = pair[number][random() < 0.5]  # noqa: PLR2004  one of two
            if not cost[person] and random() < PASSED_OVER:
                continue
            threshold = temperature * thresholds[turn]
            for there in self._targets(number, person, turn):
                if there != start[number]:
                    tried += 1
                    if self._trade(number, there, threshold):
                        break
        self._turn = turn
        self._write()
        return tried

    def _targets(self, number: int, person: int, turn: int) -> list[int]:
        """Where a meeting might go: mostly next to another of somebody who is in it."""
        random, near = self._rng.random, 0
        if random() < NEARBY:
            here = 1 << self._start[number]
            rest = self._codes[person] ^ here
            near = beside(rest, 1) & self._state.starts[number] & ~here
        return starts_to_try(near, self._state.choices[number], turn, random)

    def _read(self) -> None:
        """Take over where everything stands."""
        state = self._state
        self._start = list(state.start)
        self._codes = list(state.codes)
        self._cost = [self._days[code] for code in self._codes]
        self._pauses = sum(_pauses(code) for code in self._codes)
        self._columns = [list(column) for column in zip(*state.rows, strict=True)]
        room = state.capacities.room()
        assert room is not None  # noqa: S101  they all take the same
        self._room = room

    def _write(self) -> None:
        """Make what has changed in the state."""
        before = self._state.start
        moves = {
            number: self._start[number]
            for number in self._tasks
            if self._start[number] != before[number]
        }
        if moves:
            weighed = self._state.weigh(moves)
            assert weighed is not None  # noqa: S101  paths keep all rules
            self._best.make(moves, weighed)

    def _trade(self, number: int, there: int, threshold: float) -> bool:
        """Let a meeting change places with whatever stands there, if that pleases.

        It may be mended where it spoils somebody's day.
        """
        path = self._follow(number, there, threshold + self._spoilt)
        if path is None:
            return False
        _, _, worse, _, _, _, ends = path
        codes = self._codes
        before = {ends[0]: codes[ends[0]], ends[2]: codes[ends[2]]} if ends else {}
        if worse > threshold:
            return self._mend(path, worse, threshold, before, 1)
        if not self._change(path):
            return False
        self._settle(before)
        return True

    def _follow(  # noqa: C901, PLR0911  the search's innermost loop, in one pass
        self, number: int, there: int, limit: float
    ) -> _Path | None:
        """The path that changes sides if a meeting goes to another start.

        Args:
            number: The meeting.
            there: The start.
            limit: By how much the path may worsen the penalty.

        Returns:
            None where it cannot be, or worsens the penalty by more.
        """
        here = self._start[number]
        starts, sums = self._state.starts, self._sum
        mine, theirs = self._columns[here], self._columns[there]
        back, goal = 1 << here, 1 << there
        if not starts[number] & goal:
            return None
        surplus, tasks, people, ends = 1, [number], [], []
        for person in self._pair[number]:
            people.append(person)
            # By turns a meeting comes here, and one goes there.
            while (other := theirs[person]) >= 0:
                if not starts[other] & back:
                    return None
                tasks.append(other)
                person = sums[other] - person  # noqa: PLW2901  the path goes on from them
                people.append(person)
                other = mine[person]
                if other < 0:
                    surplus -= 1
                    break
                if other == number:
                    return (here, there, 0, people, tasks, 0, None) if limit >= 0 else None
                if not starts[other] & goal or len(tasks) >= LONGEST:
                    return None
                tasks.append(other)
                person = sums[other] - person  # noqa: PLW2901
                people.append(person)
            ends.append(person)
        one, two = ends
        worse = -self._cost[one] - self._cost[two]
        if worse > limit:
            return None
        turned = back | goal
        code = self._codes[one] ^ turned
        worse += self._days[code]
        if worse > limit:
            return None
        other_code = self._codes[two] ^ turned
        worse += self._days[other_code]
        if worse > limit:
            return None
        return here, there, worse, people, tasks, surplus, (one, code, two, other_code)

    def _mend(  # noqa: C901  the search's innermost loop, in one pass
        self,
        path: _Path,
        worse: int,
        threshold: float,
        before: Mapping[int, int],
        depth: int,
    ) -> bool:
        """Let a path change sides, and others after it that mend what is spoilt; or none of them.

        Args:
            path: The next.
            worse: By how much it and those before worsen the penalty: more than they may.
            threshold: By how much they may.
            before: The codes of all whose days they alter, before the first.
            depth: Which it is, from 1.
        """
        side, other_side, _, _, tasks, _, ends = path
        if ends is None:
            return False  # nobody's day is spoilt
        person, day = self._worst(ends, before)
        mends = self._mends.get(day)
        if mends is None:
            mends = self._mends_of(day)
        left = threshold - worse
        is_last = depth + 1 >= GUIDED.trades
        hoped = left if is_last else left + self._hoped
        if not mends or mends[0][0] > hoped or not self._change(path):
            return False
        limit = left if is_last else left + self._spoilt
        starts, columns, codes = self._state.starts, self._columns, self._codes
        tries = GUIDED.first if depth == 1 else GUIDED.later
        for more, here, there in mends:
            if more > hoped or not tries:
                break
            number = columns[here][person]
            if not starts[number] >> there & 1:
                continue
            if (
                here + there == side + other_side
                and number in tasks
                and here in {side, other_side}
            ):
                continue  # that would be the same path once more
            tries -= 1
            follower = self._follow(number, there, limit)
            if follower is None:
                continue
            _, _, further, _, _, _, theirs = follower
            if theirs is None:
                continue
            one, _, two, _ = theirs
            touched = {one: codes[one], two: codes[two], **before}
            if worse + further > threshold:
                if self._mend(follower, worse + further, threshold, touched, depth + 1):
                    return True
            elif self._change(follower):
                self._settle(touched)
                return True
        self._take_back(path)
        return False

    def _worst(self, ends: _Ends, before: Mapping[int, int]) -> tuple[int, int]:
        """Whose day is spoilt most once a path has changed sides, and that day."""
        one, code, two, other_code = ends
        codes, days = self._codes, self._days
        spoilt = person = day = 0
        for somebody, was in before.items():
            now = code if somebody == one else other_code if somebody == two else codes[somebody]
            more = days[now] - days[was]
            if more > spoilt:
                spoilt, person, day = more, somebody, now
        return person, day

    def _mends_of(self, code: int) -> list[Mend]:
        """What makes a day cheaper, what brings most first: a meeting goes next to the rest."""
        if len(self._mends) >= REMEMBERED:
            self._mends.clear()
        mends = []
        pause, idle, cells = self._pause, self._idle, self._cells
        day = pause * (code & ~(code >> 1)).bit_count()
        day += idle * (code.bit_length() - (code & -code).bit_length())
        left = code & ~(code << 1 & code >> 1)  # one from the middle leaves as much as it fills
        while left:
            here = left & -left
            left ^= here
            rest = code ^ here
            near = beside(rest, 1) & cells & ~here
            while near:
                there = near & -near
                near ^= there
                new = rest | there
                more = pause * (new & ~(new >> 1)).bit_count() - day
                more += idle * (new.bit_length() - (new & -new).bit_length())
                if more < 0:
                    mends.append((more, here.bit_length() - 1, there.bit_length() - 1))
        mends.sort()
        # Twice as many as are tried: some have no start there.
        found = self._mends[code] = mends[: 2 * GUIDED.first]
        return found

    def _change(self, path: _Path) -> bool:
        """Let a path change sides, if there is room for what goes to one side and stays there."""
        here, there, _, people, tasks, surplus, ends = path
        if surplus:
            room = self._room
            if room[there] < surplus or room[here] < -surplus:
                return False
            room[there] -= surplus
            room[here] += surplus
        mine, theirs, start = self._columns[here], self._columns[there], self._start
        for person in people:
            mine[person], theirs[person] = theirs[person], mine[person]
        both = here ^ there
        for number in tasks:
            start[number] ^= both
        if ends:
            one, code, two, other_code = ends
            self._codes[one], self._codes[two] = code, other_code
            self._cost[one], self._cost[two] = self._days[code], self._days[other_code]
        return True

    def _take_back(self, path: _Path) -> None:
        """Let it change back."""
        here, there, worse, people, tasks, surplus, ends = path
        if ends:
            one, code, two, other_code = ends
            turned = 1 << here | 1 << there
            ends = one, code ^ turned, two, other_code ^ turned
        self._change((here, there, -worse, people, tasks, -surplus, ends))

    def _settle(self, before: Mapping[int, int]) -> None:
        """Take note of changed days; of the best so far at once.

        Args:
            before: The codes of those whose days were changed.
        """
        codes = self._codes
        more = sum([_pauses(codes[person]) - _pauses(code) for person, code in before.items()])
        if more:
            self._pauses += more
            if (self._state.unplaced, self._pauses * self._worth) < self._best.pair:
                self._write()


def _pauses(code: int) -> int:
    """How many pauses a day has."""
    return (code & ~(code >> 1)).bit_count() - 1 if code else 0


def _is_line(state: State, person: int) -> bool:
    """Whether nothing counts of somebody's day but its pauses."""
    return state.problem.roles[person] is Role.GUARDIAN and state.tables[person].is_stretches
