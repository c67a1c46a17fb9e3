"""The best plan of a tiny round, by looking at all of them."""

from collections.abc import Iterator
from itertools import chain, combinations, product

from conferencekit.scheduling import Meeting, Placement, Plan, Round, Score, Terms, check, score

__all__ = ["best_pair"]


def best_pair(round_: Round) -> tuple[int, int]:
    """What the best plan scores: unplaced, penalty. Exponential in the number of meetings."""
    choices = [[None, *_placements(round_, meeting)] for meeting in round_.meetings]
    return min(_pairs(round_, choices))


def _pairs(round_: Round, choices: list[list[Placement | None]]) -> Iterator[tuple[int, int]]:
    for chosen in product(*choices):
        placed = tuple(one for one in chosen if one is not None)
        left = {meeting.id for meeting in round_.meetings} - {one.meeting for one in placed}
        plan = Plan(round_.id, placed, tuple(sorted(left)), Score(0, 0, Terms()))
        if not check(round_, plan):
            yield score(round_, plan).pair


def _placements(round_: Round, meeting: Meeting) -> Iterator[Placement]:
    """Everywhere on the grid, with whoever the pools have and whoever attends."""
    members = [round_.pool(pool).members for pool in meeting.from_pools]
    guests = meeting.optional
    attending = chain.from_iterable(combinations(guests, size) for size in range(len(guests) + 1))
    people = list(product(product(*members), attending))
    for session in round_.sessions:
        for cell in range(round_.cells(session)):
            start = session.start.plus(minutes=cell * round_.tick_minutes)
            for chosen, present in people:
                pools = dict(zip(meeting.from_pools, chosen, strict=True))
                yield Placement(meeting.id, start, pools, tuple(present))
