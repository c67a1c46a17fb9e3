"""From what an engine decided to a plan with its score."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from conferencekit.scheduling import Bound, Plan, Score, Terms, score
from conferencekit.scheduling.compile import Codec

__all__ = ["Decision", "plan_of"]


@attrs.frozen
class Decision:
    """Where a meeting is put.

    Attributes:
        start: The cell it starts in.
        members: For each of its pools the person chosen.
        attending: Those of its optional people who attend.
    """

    start: int
    members: Sequence[int] = ()
    attending: Iterable[int] = ()


def plan_of(codec: Codec, decisions: Mapping[int, Decision], bound: Bound) -> Plan:
    """The plan, by the number of the meeting."""
    round_ = codec.round
    draft = Plan(
        round=round_.id,
        placements=tuple(
            codec.placement(task, one.start, one.members, one.attending)
            for task, one in sorted(decisions.items())
        ),
        unplaced=tuple(
            meeting.id for task, meeting in enumerate(round_.meetings) if task not in decisions
        ),
        score=Score(0, 0, Terms()),
        bound=bound,
    )
    return attrs.evolve(draft, score=score(round_, draft))
