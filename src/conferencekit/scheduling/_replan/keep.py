"""What of a plan still holds in a round that is no longer the one it was made for."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.rules import Breach, check
from conferencekit.scheduling.scoring import drafted

__all__ = ["Standing", "draft", "kept"]

Standing = dict[str, Placement]
"""Placements by the ids of their meetings."""


def draft(round_: Round, standing: Mapping[str, Placement]) -> Plan:
    """A plan of these placements, in the order of the round, and not yet scored."""
    return drafted(round_, (standing[one.id] for one in round_.meetings if one.id in standing))


def kept(round_: Round, plan: Plan) -> Standing:
    """The placements of a plan that go together in a round; pinned meetings are at their pins.

    What breaks a rule by itself is left out. Of two meetings that do so together one stays: the
    pinned one, else the weightier, else the first in the round. Optional people who cannot stay
    do not attend. A plan that is valid in the round is kept whole.

    Args:
        round_: The round as it is now.
        plan: A plan of the round as it was.
    """
    standing = _carried(round_, plan)
    rank = _ranks(round_)
    while True:
        breaches = check(round_, draft(round_, standing))
        if not breaches:
            return standing
        alone = [breach for breach in breaches if len(breach.meetings) == 1]
        for breach in alone or breaches:
            _mend(standing, breach, rank)


def _carried(round_: Round, plan: Plan) -> Standing:
    """The placements of meetings that the round still has, in the parts it still has."""
    found = {}
    for one in plan.placements:
        if not round_.has_meeting(one.meeting):
            continue
        meeting = round_.meeting(one.meeting)
        if one.pools.keys() >= set(meeting.from_pools):
            found[one.meeting] = attrs.evolve(
                one,
                start=meeting.pinned or one.start,
                pools={pool: one.pools[pool] for pool in meeting.from_pools},
                attending=_only(one.attending, meeting.optional),
            )
    return found


def _only(ids: Iterable[str], among: Collection[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ in among)


def _ranks(round_: Round) -> Mapping[str, tuple[bool, int, int]]:
    """By meeting its rank: what is smaller stays."""
    return {
        one.id: (one.pinned is None, -one.priority, number)
        for number, one in enumerate(round_.meetings)
    }


def _mend(standing: Standing, breach: Breach, rank: Mapping[str, tuple[bool, int, int]]) -> None:
    """Take out of a plan what one breach needs, unless another's mending has done so."""
    if not all(id_ in standing for id_ in breach.meetings):
        return
    guests = _guests(standing, breach.meetings, breach.people)
    if guests:
        for id_ in breach.meetings:
            one = standing[id_]
            stay = tuple(person for person in one.attending if person not in guests)
            standing[id_] = attrs.evolve(one, attending=stay)
    else:
        del standing[max(breach.meetings, key=rank.__getitem__)]


def _guests(standing: Standing, meetings: Sequence[str], people: Sequence[str]) -> frozenset[str]:
    """Those of some people who merely attend one of the meetings."""
    attending = {person for id_ in meetings for person in standing[id_].attending}
    return frozenset(attending.intersection(people))
