"""Whether some meetings fit together: an exact search for a start for each.

The meeting with the fewest starts left goes first. Meetings that differ in nothing that matters
take their starts in order, so that the same failure is not met once for each of their
arrangements. And before anything is tried, meetings of one person that must lie within some
cells are counted against what those cells hold: most of what cannot be is seen there.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

import attrs

from conferencekit.scheduling._bits import bits, joined_cells, lowest, room_for
from conferencekit.scheduling._explain.ground import Entry, Limits

__all__ = ["Effort", "Piece", "Spot", "fit", "keys_of"]

Spot = tuple[int, tuple[int, ...]]
"""A start, and for each pool who takes part."""


@attrs.frozen
class Piece:
    """A meeting to be fitted in.

    Attributes:
        length: In cells.
        starts: Where it may start as far as its own people and windows go.
        people: Who is in it for certain.
        pools: For each pool its members and where each could take part.
        place: Where; -1 for nowhere.
    """

    length: int
    starts: int
    people: tuple[int, ...]
    pools: tuple[tuple[tuple[int, int], ...], ...] = ()
    place: int = -1


class Effort:
    """How many more steps may be taken.

    Args:
        steps: At first; None for as many as it takes.
    """

    def __init__(self, steps: int | None) -> None:
        self._left = math.inf if steps is None else steps

    def step(self) -> bool:
        """Take a step; whether it is allowed."""
        self._left -= 1
        return self._left >= 0

    @property
    def is_spent(self) -> bool:
        """Whether a step was refused, so that nothing found proves nothing."""
        return self._left < 0


def fit(pieces: Sequence[Piece], limits: Limits, effort: Effort) -> list[Spot] | None:
    """A spot for each meeting; None where there are none, or the effort is spent."""
    if not all(piece.starts for piece in pieces) or _is_overfull(pieces, limits):
        return None
    return _Search(pieces, limits, effort).run()


# ------------------------------------------------------------------------------------- counting


def _is_overfull(pieces: Sequence[Piece], limits: Limits) -> bool:
    """Whether somebody's meetings that must lie within some cells take more than those have."""
    mine: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for piece in pieces:
        cells = _reached(piece)
        span = (lowest(cells), cells.bit_length(), cells, piece.length)
        for person in piece.people:
            mine[person].append(span)
    return any(
        len(spans) > 1 and _crowded(spans, limits.runs.get(person), limits)
        for person, spans in mine.items()
    )


def _reached(piece: Piece) -> int:
    """The cells a meeting could take."""
    cells, have = piece.starts, 1
    while have < piece.length:
        step = min(have, piece.length - have)
        cells |= cells << step
        have += step
    return cells


def _crowded(
    spans: Sequence[tuple[int, int, int, int]], run: tuple[int, int] | None, limits: Limits
) -> bool:
    for first in {span[0] for span in spans}:
        later = sorted((span for span in spans if span[0] >= first), key=lambda span: span[1])
        cells = total = 0
        shortest = later[0][3]
        for count, (_, _, mask, length) in enumerate(later, 1):
            cells |= mask
            total += length
            shortest = min(shortest, length)
            if count == 1:
                continue
            if total > cells.bit_count() or count > _most(cells, shortest):
                return True
        if run is not None and len(later) > _most_with_breaks(cells, shortest, run, limits):
            return True
    return False


def _most(cells: int, length: int) -> int:
    """How many meetings so long some cells hold, one after the other."""
    starts = room_for(cells, length)
    count = 0
    while starts:
        count += 1
        end = lowest(starts) + length
        starts = starts >> end << end
    return count


def _most_with_breaks(cells: int, length: int, run: tuple[int, int], limits: Limits) -> int:
    """How many of them for somebody who needs breaks."""
    memo = limits.ground.most_with_breaks
    key = (cells, length, run)
    if key not in memo:
        memo[key] = _count_with_breaks(cells, length, run, limits.ground.session)
    return memo[key]


def _count_with_breaks(
    cells: int, length: int, run: tuple[int, int], session: Sequence[int]
) -> int:
    """The same, start by start: a meeting begins a run, or goes on with one that began before."""
    longest, pause = run
    runs: dict[int, dict[int, int]] = {}  # by its first start, by its end: how many so far in all
    ended: list[tuple[int, int]] = []  # ends in ascending order, and the most by then
    for start in bits(room_for(cells, length)):
        end = start + length
        found = {start: _rested(ended, start, pause, session) + 1} if length <= longest else {}
        for first in range(max(0, end - longest), start):
            counts = [
                count
                for before, count in runs.get(first, {}).items()
                if before <= start < before + pause
            ]
            if counts and session[first] == session[start]:
                found[first] = max(counts) + 1
        for first, count in found.items():
            runs.setdefault(first, {})[end] = count
        if found:
            ended.append((end, max(found.values())))
    return max((count for _, count in ended), default=0)


def _rested(
    ended: Sequence[tuple[int, int]], start: int, pause: int, session: Sequence[int]
) -> int:
    """The most meetings held by somebody who is rested at a start."""
    return max(
        (
            count
            for end, count in ended
            if end + pause <= start or session[end - 1] != session[start]
        ),
        default=0,
    )


# -------------------------------------------------------------------------------------- trying


class _Search:
    """Where the meetings stand so far, and what starts that leaves to the others."""

    def __init__(self, pieces: Sequence[Piece], limits: Limits, effort: Effort) -> None:
        self.pieces = pieces
        self.limits = limits
        self.effort = effort
        self.left = [piece.starts for piece in pieces]
        self.spots: dict[int, Spot] = {}
        self.days: dict[int, list[Entry]] = defaultdict(list)
        self.alike = _alike(keys_of(pieces, limits))
        self.sharing = _sharing(pieces)

    def run(self) -> list[Spot] | None:
        """Place what is left; a spot for each where that succeeds."""
        if len(self.spots) == len(self.pieces):
            return self._spots() if self._all_walk_in_time() else None
        number = min(
            (number for number in range(len(self.pieces)) if number not in self.spots),
            key=lambda number: self.left[number].bit_count(),
        )
        for start in bits(self.left[number]):
            for members in self._choices(number, start):
                if not self.effort.step():
                    return None
                found = self._try(number, start, members)
                if found is not None or self.effort.is_spent:
                    return found
        return None

    def _spots(self) -> list[Spot]:
        return [self.spots[number] for number in range(len(self.pieces))]

    def _all_walk_in_time(self) -> bool:
        return all(
            self.limits.walks_in_time(person, sorted(entries))
            for person, entries in self.days.items()
        )

    def _choices(self, number: int, start: int) -> Iterator[tuple[int, ...]]:
        """The ways to take one member of each pool, nobody twice."""
        piece = self.pieces[number]

        def choose(chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
            if len(chosen) == len(piece.pools):
                yield chosen
                return
            for member, could in piece.pools[len(chosen)]:
                if could >> start & 1 and member not in chosen and member not in piece.people:
                    yield from choose((*chosen, member))

        return choose(())

    def _try(self, number: int, start: int, members: tuple[int, ...]) -> list[Spot] | None:
        piece = self.pieces[number]
        entry = Entry(start, start + piece.length, piece.place, number)
        people = (*piece.people, *members)
        if not all(self._is_free(person, entry) for person in people):
            return None
        before = self.left
        self.left = self._without(number, entry)
        found = None
        if all(self.left[other] for other in self.sharing[number] if other not in self.spots):
            self.spots[number] = (start, members)
            for person in people:
                self.days[person].append(entry)
            if all(self._keeps_apart(person, entry) for person in people):
                found = self.run()
            for person in people:
                self.days[person].remove(entry)
            del self.spots[number]
        self.left = before
        return found

    def _is_free(self, person: int, entry: Entry) -> bool:
        """Whether somebody has nothing else then, and needs no break."""
        day = self.days[person]
        if any(entry.start < other.end and other.start < entry.end for other in day):
            return False
        return self.limits.keeps_run(person, sorted((*day, entry)))

    def _keeps_apart(self, person: int, entry: Entry) -> bool:
        return all(
            entry.number == theirs.number or self.limits.far_enough(entry, theirs, minutes)
            for other, minutes in self.limits.apart.get(person, ())
            for theirs in self.days[other]
        )

    def _without(self, number: int, entry: Entry) -> list[int]:
        """The starts that others have left once a meeting stands."""
        left = list(self.left)
        for other in self.sharing[number]:
            length = self.pieces[other].length
            left[other] &= ~joined_cells(max(0, entry.start - length + 1), entry.end)
        for other in self.alike[number]:
            left[other] = left[other] >> entry.start << entry.start
        return left


def _sharing(pieces: Sequence[Piece]) -> list[list[int]]:
    """For each meeting those that have somebody in common with it."""
    mine: dict[int, list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        for person in piece.people:
            mine[person].append(number)
    return [
        sorted({other for person in piece.people for other in mine[person]} - {number})
        for number, piece in enumerate(pieces)
    ]


def _alike(keys: Sequence[Hashable]) -> list[list[int]]:
    """For each meeting the others with which it could change places, whatever stands where."""
    classes: dict[Hashable, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        classes[key].append(number)
    return [
        [other for other in classes[key] if other != number] for number, key in enumerate(keys)
    ]


def keys_of(pieces: Sequence[Piece], limits: Limits) -> list[Piece]:
    """What of each meeting matters to whether they fit; equal for those that are alike.

    Somebody who is in one of them alone matters by where they let it start, and not otherwise.
    """
    parts = Counter(person for piece in pieces for person in piece.people)
    parts.update(member for piece in pieces for pool in piece.pools for member, _ in pool)
    return [
        Piece(
            piece.length,
            piece.starts,
            tuple(sorted(one for one in piece.people if parts[one] > 1 or one in limits.apart)),
            piece.pools,
            piece.place,
        )
        for piece in pieces
    ]
