"""Why a meeting is not at a certain start, and what it would cost if it were."""

from collections.abc import Iterator, Mapping

import attrs

from conferencekit._fields import as_declared
from conferencekit.scheduling._explain.board import Board
from conferencekit.scheduling._explain.facts import Fact, Pinned, Stands, Within
from conferencekit.scheduling._explain.fit import Effort
from conferencekit.scheduling._explain.ground import Ground
from conferencekit.scheduling._explain.reasons import Standing, as_the_others_stand
from conferencekit.scheduling._explain.words import Words, listed
from conferencekit.scheduling.plan import Plan, Terms
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.scoring import score, scored
from conferencekit.scheduling.solver import solve
from conferencekit.time import Instant

__all__ = ["WhyNot", "answer"]

_MOST_MOVED = 2
_EFFORT = 500


@attrs.frozen(field_transformer=as_declared)
class WhyNot:
    """Why a meeting is not at a certain start.

    Attributes:
        meeting: Its id.
        at: The start.
        obstacles: What is in the way with the others where they are. Each is enough by itself,
            none of its facts is idle, and no two have a fact in common. Empty where nothing is.
        plan: A plan with the meeting there and no other meeting unplaced that was placed; None
            where none was found.
        cost: How much more than the given plan that one scores, as a penalty; 0 where there is
            none.
        difference: By which terms; those that differ.
        text: The same for people.
    """

    meeting: str
    at: Instant
    obstacles: tuple[tuple[Fact, ...], ...]
    plan: Plan | None
    cost: int
    difference: Mapping[str, int] = attrs.field(hash=False)
    text: str = attrs.field(eq=False, repr=False)

    def __str__(self) -> str:
        """The text."""
        return self.text


def answer(round_: Round, plan: Plan, meeting: str, at: Instant, iterations: int) -> WhyNot:
    """Why a meeting is not at a start.

    Args:
        round_: The round.
        plan: A valid plan of it.
        meeting: The id of the meeting.
        at: The start; the meeting fits in there.
        iterations: How many steps the search may take that looks for a plan with it there.
    """
    words, pin = Words(round_), Pinned(meeting, at)
    rest = _without(round_, plan, meeting)
    ground = Ground(round_)
    standing, number = Standing(ground, rest), ground.codec.task[meeting]
    found = as_the_others_stand(ground, standing, number, at=pin)
    obstacles = sorted((tuple(map(words.told, grounds.facts)) for grounds in found), key=_order)
    granted = _granted(round_, plan, rest, pin, iterations)
    cost, difference = 0, {}
    if granted is not None:
        before = score(round_, plan)
        cost = granted.score.penalty - before.penalty
        difference = _difference(before.terms, granted.score.terms)
    draft = WhyNot(meeting, at, tuple(obstacles), granted, cost, difference, "")
    return attrs.evolve(draft, text="\n".join(_lines(words, plan, draft)))


def _order(facts: tuple[Fact, ...]) -> tuple[int, int]:
    """What the meeting itself asks for first, then its people, then the others as they stand."""
    match facts[0]:
        case Pinned() | Within():
            return 0, 0
        case Stands(start=start):
            return 2, start.minute
    return 1, 0


def _without(round_: Round, plan: Plan, meeting: str) -> Plan:
    placements = tuple(one for one in plan.placements if one.meeting != meeting)
    if len(placements) == len(plan.placements):
        return plan
    draft = attrs.evolve(plan, placements=placements, unplaced=(*plan.unplaced, meeting))
    return scored(round_, draft)


def _granted(round_: Round, plan: Plan, rest: Plan, pin: Pinned, iterations: int) -> Plan | None:
    """The best plan found with a meeting at a start and nobody else without one."""
    meetings = tuple(
        attrs.evolve(one, pinned=pin.start) if one.id == pin.meeting else one
        for one in round_.meetings
    )
    wanted = attrs.evolve(round_, meetings=meetings)
    near = _with_few_moved(wanted, rest, pin.meeting)
    found = solve(wanted, seconds=None, iterations=iterations, start=near or plan)
    plans = [
        one
        for one in (found, near)
        if one is not None and set(one.unplaced) <= set(plan.unplaced) - {pin.meeting}
    ]
    return min(plans, key=lambda one: one.score, default=None)


def _with_few_moved(wanted: Round, rest: Plan, meeting: str) -> Plan | None:
    ground = Ground(wanted)
    board = Board(ground, rest)
    moved = board.insert(
        ground.codec.task[meeting], most_moved=_MOST_MOVED, effort=Effort(_EFFORT)
    )
    if moved is None:
        return None
    kept = (one for one in rest.placements if one.meeting not in moved)
    draft = Plan(
        wanted.id,
        (*kept, *moved.values()),
        tuple(id_ for id_ in rest.unplaced if id_ != meeting),
        rest.score,
    )
    return scored(wanted, draft)


def _difference(before: Terms, after: Terms) -> dict[str, int]:
    names = [field.name for field in attrs.fields(Terms)]
    more = {name: getattr(after, name) - getattr(before, name) for name in names}
    return {name: by for name, by in more.items() if by}


def _lines(words: Words, plan: Plan, found: WhyNot) -> Iterator[str]:
    name = words.meeting(found.meeting)
    starts = {one.meeting: one.start for one in plan.placements}
    if starts.get(found.meeting) == found.at:
        yield f"{name} is at {words.moment(found.at)} already"
        return
    way = "these are in the way:" if found.obstacles else "nothing is in the way"
    yield f"{name} at {words.moment(found.at)}: {way}"
    for facts in found.obstacles:
        yield f"- {listed(map(str, facts))}"
    if found.plan is None:
        yield "+ no plan was found that grants it and leaves nobody else without a time"
        return
    terms = [f"{term} {by:+}" for term, by in found.difference.items()]
    price = f"cost {found.cost}" if found.cost >= 0 else f"save {-found.cost}"
    yield f"+ it would {price}{f' ({listed(terms)})' if terms else ''}"
    moved = [
        f"{one.meeting} to {words.moment(one.start)}"
        for one in found.plan.placements
        if one.meeting != found.meeting and starts.get(one.meeting) != one.start
    ]
    if moved:
        yield f"+ by moving {listed(moved)}"
