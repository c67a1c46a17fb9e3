"""Whether taking a start leaves some open request without one.

For one person at a time: the open meetings that cannot be without them, and the cells those could
start in. Two proofs that they cannot all be held:

- *Matching.* Of every *length* cells (the shortest of the meetings) one is an *anchor*; each
  meeting, being no shorter, lies over at least one anchor, and no two of the person's lie over
  the same one. So where the meetings cannot be matched to anchors, one each, they cannot all be
  held. Anchors can be laid in as many ways as the length has cells; each gives proofs of its own.
- *Packing.* Meetings of one person start at least the shortest length apart. So where some of
  them must start within some cells that hold fewer starts so far apart, they cannot all be held.

That neither is found proves nothing, except in the plain case: meetings of one length on a grid
of that length. Walks, breaks and people kept apart are not looked at, which only means that less
is proven.
"""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from conferencekit.scheduling._bits import bits, joined_cells, lowest

__all__ = ["Contention", "Crowd", "Request"]


@attrs.frozen
class Request:
    """An open meeting, as far as this is about it.

    Attributes:
        length: In cells.
        starts: The cells in which it could start.
        people: The numbers of those it cannot be without.
    """

    length: int
    starts: int
    people: frozenset[int]

    @property
    def cells(self) -> int:
        """The cells it could lie over."""
        cells, have = self.starts, 1
        while have < self.length:
            step = min(have, self.length - have)
            cells |= cells << step
            have += step
        return cells

    def without(self, start: int, length: int) -> "Request":
        """The same where some cells are taken by another meeting of one of its people."""
        first = max(0, start - self.length + 1)
        return attrs.evolve(self, starts=self.starts & ~joined_cells(first, start + length))


@attrs.frozen
class Crowd:
    """Open meetings of which some would have no time.

    Attributes:
        count: How many at least.
        among: Their ids; where there are as many as ``count``, all of them.
    """

    count: int
    among: frozenset[str]


class Contention:
    """What open requests want of the time of the people they have in common.

    Args:
        requests: The open meetings besides the one that takes a start, by id.
    """

    def __init__(self, requests: Mapping[str, Request]) -> None:
        self._mine: dict[int, dict[str, Request]] = {}
        for id_, one in requests.items():
            for person in one.people:
                if one.starts:
                    self._mine.setdefault(person, {})[id_] = one
        self._sound: dict[int, tuple[int, ...]] = {}

    def crowd(self, people: Iterable[int], start: int, length: int) -> Crowd | None:
        """Which requests nothing keeps from all having a time, and could not all have one then.

        Args:
            people: The numbers of the people whose time is taken.
            start: The cell.
            length: How many cells.
        """
        worst = None
        for person in people:
            found = self._of(person, start, length)
            if found is not None and (worst is None or _says_more(found, worst)):
                worst = found
        return worst

    def _of(self, person: int, start: int, length: int) -> Crowd | None:
        before = self._mine.get(person)
        if before is None:
            return None
        after = {id_: one.without(start, length) for id_, one in before.items()}
        shortest = min(one.length for one in before.values())
        best = None
        for offset in self._offsets(person, before, shortest):
            narrowed = _Matching(after, offset, shortest)
            if narrowed.unmatched:
                found = Crowd(len(narrowed.unmatched), narrowed.competing())
                best = found if best is None or _says_more(found, best) else best
        return best or _packed(before, after, shortest)

    def _offsets(
        self, person: int, before: Mapping[str, Request], shortest: int
    ) -> tuple[int, ...]:
        """The ways to lay anchors by which nothing is lost as it is."""
        if person not in self._sound:
            self._sound[person] = tuple(
                offset
                for offset in range(shortest)
                if not _Matching(before, offset, shortest).unmatched
            )
        return self._sound[person]


def _says_more(one: Crowd, other: Crowd) -> bool:
    return (-one.count, len(one.among)) < (-other.count, len(other.among))


def _packed(
    before: Mapping[str, Request], after: Mapping[str, Request], length: int
) -> Crowd | None:
    """The same by packing: of those that must lie within some hours, more than fit."""
    starting = [(one.starts, id_) for id_, one in after.items()]
    for first in sorted({lowest(starts) for starts, _ in starting}):
        later = [(starts, id_) for starts, id_ in starting if lowest(starts) >= first]
        for end in sorted({starts.bit_length() for starts, _ in later}):
            inside = [id_ for starts, id_ in later if starts.bit_length() <= end]
            over = _excess(after, inside, length)
            if over > 0 and _excess(before, inside, length) <= 0:
                return Crowd(over, frozenset(inside))
    return None


def _excess(requests: Mapping[str, Request], ids: Sequence[str], length: int) -> int:
    """How many more meetings some are than there are starts so far apart for them."""
    starts = count = 0
    for id_ in ids:
        starts |= requests[id_].starts
    while starts and count < len(ids):
        count += 1
        end = lowest(starts) + length
        starts = starts >> end << end
    return len(ids) - count


class _Matching:
    """The most requests that can each have an anchor of their own, by augmenting paths."""

    def __init__(self, requests: Mapping[str, Request], offset: int, length: int) -> None:
        end = max((one.starts.bit_length() + one.length for one in requests.values()), default=0)
        grid = sum(1 << cell for cell in range(offset, end, length))
        self._anchors = {id_: one.cells & grid for id_, one in requests.items()}
        self._held = 0
        self._holder: dict[int, str] = {}
        self.unmatched = [id_ for id_ in self._anchors if not self._seat(id_, set())]

    def _seat(self, id_: str, seen: set[int]) -> bool:
        """Give a request an anchor; who holds one already may change to another."""
        free = self._anchors[id_] & ~self._held
        if free:
            self._held |= free & -free
            self._holder[lowest(free)] = id_
            return True
        for anchor in bits(self._anchors[id_]):
            if anchor not in seen:
                seen.add(anchor)
                if self._seat(self._holder[anchor], seen):
                    self._holder[anchor] = id_
                    return True
        return False

    def competing(self) -> frozenset[str]:
        """Those without an anchor, and all who hold one that they could have had instead.

        Together they want fewer anchors than they are, by as many as have none: Hall's condition.
        """
        found = set(self.unmatched)
        left = list(self.unmatched)
        while left:
            for anchor in bits(self._anchors[left.pop()]):
                holder = self._holder[anchor]
                if holder not in found:
                    found.add(holder)
                    left.append(holder)
        return frozenset(found)
