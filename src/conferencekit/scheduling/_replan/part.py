"""A part of a round that can be planned by itself while all else stands still.

To place a few meetings anew, nobody matters but the people who could be in them. The *part* is a
round of these people alone: the loose meetings as they are, and every other meeting of theirs
pinned where it stands. Whatever plan it gets can be put into the plan of the whole, since nobody
else is touched; and a change of one meeting costs what a small school costs, however large the
round is.

In a part the meetings that have a time outweigh those that have none, and a meeting that leaves
its time outweighs whatever else the penalty is made of. So the best plan of it is the one that,
in this order: leaves everybody a time who has one; places the most of the others; moves the
fewest; has the least penalty.
"""

from collections.abc import Collection, Iterator, Mapping

import attrs

from conferencekit.scheduling._diary import participants
from conferencekit.scheduling._replan.keep import Standing, draft
from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Meeting, Round

__all__ = ["Part", "neighbors", "part_of"]


@attrs.frozen
class Part:
    """A part of a round.

    Attributes:
        round: The people concerned and their meetings, as a round.
        plan: What of it stands.
        loose: The ids of the meetings to be placed or moved.
    """

    round: Round
    plan: Plan
    loose: frozenset[str]

    def put_into(self, standing: Mapping[str, Placement], plan: Plan) -> Standing | None:
        """What stands once a plan of the part is carried out; None where somebody loses a time.

        Args:
            standing: What of the whole round stands.
            plan: The plan of the part.
        """
        placed = {one.meeting: one for one in plan.placements}
        if any(id_ in standing and id_ not in placed for id_ in self.plan_ids()):
            return None
        return {**standing, **{id_: placed[id_] for id_ in self.loose if id_ in placed}}

    def plan_ids(self) -> Iterator[str]:
        """The ids of the meetings that stand in it."""
        return (one.meeting for one in self.plan.placements)


def part_of(round_: Round, standing: Standing, loose: Collection[str]) -> Part:
    """The part in which some meetings are placed or moved.

    Args:
        round_: The whole round.
        standing: What stands; valid.
        loose: The ids of the meetings.
    """
    people = _concerned(round_, loose)
    present = {
        id_: [person for person in participants(round_.meeting(id_), one) if person in people]
        for id_, one in standing.items()
    }
    free = sum(round_.meeting(id_).priority for id_ in loose if id_ not in standing)
    price = _dominating(round_)
    meetings = []
    for one in round_.meetings:
        priority = (free + 1 if one.id in standing else one.priority) * price
        if one.id in loose:
            place = round_.place_of(one)
            meetings.append(attrs.evolve(one, place=place, priority=priority))
        elif present.get(one.id):
            meetings.append(_fixed(round_, one, standing[one.id], present[one.id], priority))
    part = attrs.evolve(
        round_,
        people=tuple(attrs.evolve(one, place=None) for one in round_.people if one.id in people),
        pools=tuple(pool for pool in round_.pools if people.issuperset(pool.members)),
        meetings=tuple(meetings),
        keep_apart=tuple(one for one in round_.keep_apart if people.issuperset(one.people)),
        weights=attrs.evolve(round_.weights, moved=price),
    )
    plan = draft(part, {id_: _as_loose(one, id_ in loose) for id_, one in standing.items()})
    return Part(part, plan, frozenset(loose))


def neighbors(round_: Round, ids: Collection[str]) -> frozenset[str]:
    """The meetings, pinned ones apart, that could make room for some: those of their people."""
    people = {person for id_ in ids for person in round_.meeting(id_).required}
    return frozenset(
        one.id
        for one in round_.meetings
        if one.pinned is None and not people.isdisjoint(one.required)
    )


def _concerned(round_: Round, loose: Collection[str]) -> frozenset[str]:
    """Everybody who could be in one of some meetings, and whoever is kept apart from them."""
    people: set[str] = set()
    for id_ in loose:
        meeting = round_.meeting(id_)
        people.update(meeting.required, meeting.optional)
        for pool in meeting.from_pools:
            people.update(round_.pool(pool).members)
    for apart in round_.keep_apart:
        if not people.isdisjoint(apart.people):
            people.update(apart.people)
    return frozenset(people)


def _fixed(
    round_: Round, meeting: Meeting, there: Placement, present: list[str], priority: int
) -> Meeting:
    """A meeting that stays where it is, as far as the people concerned are in it."""
    return Meeting(
        id=meeting.id,
        minutes=meeting.minutes,
        required=tuple(present),
        place=round_.place_of(meeting),
        priority=priority,
        pinned=there.start,
    )


def _as_loose(there: Placement, is_loose: bool) -> Placement:  # noqa: FBT001
    return there if is_loose else Placement(there.meeting, there.start)


def _dominating(round_: Round) -> int:
    """A price above whatever the penalty can come to, moved meetings apart."""
    weights = round_.weights
    minutes = sum(session.end.minute - session.start.minute for session in round_.sessions)
    idle = (weights.wait + weights.longest_wait + weights.gap) * minutes
    visits = weights.visit * len(round_.sessions)
    parts = sum(len((*m.required, *m.optional, *m.from_pools)) for m in round_.meetings)
    each = weights.waits + weights.preference + weights.missed
    return 1 + (idle + visits) * len(round_.people) + each * parts
