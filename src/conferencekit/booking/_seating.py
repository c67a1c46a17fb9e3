"""Who of a pool, and who of those it may do without, takes part in a meeting at a start."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count, product

import attrs

from conferencekit.booking._ledger import Ledger
from conferencekit.booking.model import Objection, ObjectionKind
from conferencekit.scheduling.plan import Placement
from conferencekit.scheduling.round import Meeting
from conferencekit.time import Instant

__all__ = ["Seat", "seat", "seat_together"]

MOST_TRIED = 2000
"""How many choices from pools are tried at most before several meetings are seated singly."""
NOTHING: frozenset[ObjectionKind] = frozenset()


@attrs.frozen
class Seat:
    """Where a meeting could be put, and what stands in the way; nothing where it can be."""

    placement: Placement
    objections: tuple[Objection, ...] = ()


def seat(
    ledger: Ledger,
    meeting: Meeting,
    start: Instant,
    *,
    waived: Collection[ObjectionKind] = NOTHING,
) -> Seat:
    """Where a meeting could be put that starts at an instant, and with whom.

    Of each pool the first member who can; of the optional people everyone who can.

    Args:
        ledger: What stands.
        meeting: It must stand nowhere.
        start: When.
        waived: Objections that do not matter.
    """
    found, _ = next(_seats(ledger, meeting, start, waived, count()))
    if not _all_waived(found.objections, waived):
        return found
    return _with_optional(ledger, meeting, found)


def seat_together(
    ledger: Ledger,
    starts: Sequence[tuple[Meeting, Instant]],
    *,
    waived: Collection[ObjectionKind] = NOTHING,
) -> tuple[Seat, ...]:
    """Where several meetings could be put at once: none takes who another cannot do without.

    As few as can be get a choice from their pools that brings an objection, though it is waived.
    What stands in the way of each is told with all the others in their places. Where they cannot
    all be put, or it is not found after some tries, each is seated with those before it in theirs.

    Args:
        ledger: What stands.
        starts: The meetings, which must stand nowhere, and when each is to start.
        waived: Objections that do not matter.
    """
    tries = iter(range(MOST_TRIED))
    for most in range(len(starts) + 1 if waived else 1):
        found = _seat_rest(ledger, starts, waived, most, tries)
        if found is not None:
            break
    if found is None or next(tries, None) is None:
        return _one_by_one(ledger, starts, waived)
    for index, (meeting, _) in enumerate(starts):
        with ledger.trying():
            for (other, _), one in zip(starts, found, strict=True):
                if other is not meeting:
                    ledger.put_in(other, one.placement, None)
            placement = found[index].placement
            bare = Seat(placement, tuple(ledger.objections_to(meeting, placement)))
            found[index] = _with_optional(ledger, meeting, bare)
    return tuple(found)


def _seat_rest(
    ledger: Ledger,
    starts: Sequence[tuple[Meeting, Instant]],
    waived: Collection[ObjectionKind],
    most: int,
    tries: Iterator[int],
) -> list[Seat] | None:
    """Seats of which none is in another's way, at most some with a choice that is waived."""
    if not starts:
        return []
    (meeting, start), *others = starts
    for one, is_best in _seats(ledger, meeting, start, waived, tries):
        left = most if is_best else most - 1
        if left < 0 or not _all_waived(one.objections, waived):
            return None
        with ledger.trying():
            ledger.put_in(meeting, one.placement, None)
            rest = _seat_rest(ledger, others, waived, left, tries)
        if rest is not None:
            return [one, *rest]
    return None


def _one_by_one(
    ledger: Ledger,
    starts: Iterable[tuple[Meeting, Instant]],
    waived: Collection[ObjectionKind],
) -> tuple[Seat, ...]:
    """The seats of meetings that come one after the other."""
    found = []
    with ledger.trying():
        for meeting, start in starts:
            found.append(seat(ledger, meeting, start, waived=waived))
            ledger.put_in(meeting, found[-1].placement, None)
    return tuple(found)


def _seats(
    ledger: Ledger,
    meeting: Meeting,
    start: Instant,
    waived: Collection[ObjectionKind],
    tries: Iterator[int],
) -> Iterator[tuple[Seat, bool]]:
    """Whom of each pool it could be held with, the best first; at the end what is in the way.

    With each whether those from the pools bring no objection; these come before those whose
    objections are waived. Each choice takes one of the tries; where there are none left, no
    further one is looked at.
    """
    bare = attrs.evolve(meeting, from_pools=(), optional=()) if meeting.from_pools else meeting
    placement = Placement(meeting.id, start)
    needed = tuple(ledger.objections_to(bare, placement))
    if not meeting.from_pools or not _all_waived(needed, waived):
        yield Seat(placement, needed), True
        return
    second = []
    for members, _ in zip(_choices(ledger, meeting), tries, strict=False):
        chosen = Placement(meeting.id, start, members)
        objections = tuple(ledger.objections_to(meeting, chosen))
        if objections == needed:
            yield Seat(chosen, objections), True
        elif _all_waived(objections, waived):
            second.append(Seat(chosen, objections))
    yield from ((one, False) for one in second)
    text = f"nobody of {', '.join(meeting.from_pools)} is free then"
    nobody = Objection(ObjectionKind.AVAILABLE, text, (), (meeting.id,))
    yield Seat(placement, (*needed, nobody)), False


def _choices(ledger: Ledger, meeting: Meeting) -> Iterator[dict[str, str]]:
    """Whom each pool of a meeting could give, by the pool: nobody twice."""
    pools = [ledger.desk.round.pool(id_).members for id_ in meeting.from_pools]
    for chosen in product(*pools):
        if len(set(chosen)) == len(chosen) and set(chosen).isdisjoint(meeting.required):
            yield dict(zip(meeting.from_pools, chosen, strict=True))


def _with_optional(ledger: Ledger, meeting: Meeting, seat: Seat) -> Seat:
    """The seat with those of the optional people who bring no further objection."""
    known = Counter(seat.objections and ledger.objections_to(meeting, seat.placement))
    for id_ in meeting.optional:
        attending = (*seat.placement.attending, id_)
        placement = attrs.evolve(seat.placement, attending=attending)
        objections = ledger.objections_to(meeting, placement)
        if not Counter(objections) - known:
            seat = Seat(placement, tuple(objections))
    return seat


def _all_waived(objections: Iterable[Objection], waived: Collection[ObjectionKind]) -> bool:
    return all(one.kind in waived for one in objections)
