"""Between plans, which are in a round's words, and states, which are in numbers."""

from conferencekit.scheduling._search.changes import Snapshot
from conferencekit.scheduling._search.resume import Standing
from conferencekit.scheduling._search.state import State
from conferencekit.scheduling.compile import Codec
from conferencekit.scheduling.plan import Bound, Plan
from conferencekit.scheduling.scoring import drafted, scored

__all__ = ["plan_of", "standing"]


def plan_of(codec: Codec, state: State, snapshot: Snapshot, bound: Bound) -> Plan:
    """A snapshot of a state as a plan, scored by the one statement of the score."""
    placements = (
        codec.placement(number, start, members, attending)
        for number, (start, members, attending) in enumerate(state.people(snapshot))
        if start >= 0
    )
    return scored(codec.round, drafted(codec.round, placements, bound))


def standing(codec: Codec, plan: Plan) -> dict[int, Standing]:
    """What of a plan this round knows: for each task where it stood and who was in it."""
    found = {}
    for placement in plan.placements:
        number, start = codec.task.get(placement.meeting), codec.cell(placement.start)
        if number is not None and start is not None:
            pools = codec.round.meetings[number].from_pools
            chosen = [placement.pools.get(pool) for pool in pools]
            found[number] = Standing(
                start,
                tuple(-1 if id_ is None else codec.person.get(id_, -1) for id_ in chosen),
                tuple(codec.person[id_] for id_ in placement.attending if id_ in codec.person),
            )
    return found
