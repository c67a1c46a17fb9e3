"""From what an engine decided to a plan with its score."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from conferencekit.scheduling import Bound, Plan
from conferencekit.scheduling.compile import Codec
from conferencekit.scheduling.scoring import drafted, scored

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
    placements = (
        codec.placement(task, one.start, one.members, one.attending)
        for task, one in sorted(decisions.items())
    )
    return scored(round_, drafted(round_, placements, bound))
