"""The plan: for each meeting a start, or that it is unplaced; and how good that is."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from conferencekit._fields import as_declared
from conferencekit.scheduling._packed import packed
from conferencekit.time import Instant

__all__ = ["Bound", "Placement", "Plan", "Score", "Terms"]


@attrs.frozen
class Terms:
    """The terms of the penalty, unweighted.

    Attributes:
        wait: Minutes guardians wait between meetings, over all guardians and sessions.
        waits: How often guardians wait.
        longest_wait: Minutes of the longest wait of a guardian in one session.
        visit: Sessions guardians come to beyond their first.
        gap: Minutes teachers sit idle between meetings.
        preference: Required people met outside the times they prefer.
        missed: Optional people who do not attend.
        moved: Meetings that are not at their previous start.
    """

    wait: int = 0
    waits: int = 0
    longest_wait: int = 0
    visit: int = 0
    gap: int = 0
    preference: int = 0
    missed: int = 0
    moved: int = 0

    def __str__(self) -> str:
        """Those that are not 0, by their names."""
        named = attrs.asdict(self).items()
        return ", ".join(f"{name} {value}" for name, value in named if value) or "all terms 0"


@attrs.frozen(order=True)
class Bound:
    """A pair of numbers that no valid plan's score is below; zeros prove nothing.

    Attributes:
        unplaced: Of the priorities of unplaced meetings.
        penalty: Of the penalty, among the plans that leave no more than that unplaced.
    """

    unplaced: int = 0
    penalty: int = 0

    def __str__(self) -> str:
        """What it says of plans."""
        if not self.unplaced and not self.penalty:
            return "nothing is proven"
        return f"no plan is below unplaced {self.unplaced}, penalty {self.penalty}"


@attrs.frozen(order=True)
class Score:
    """How good a plan is: smaller is better, ``unplaced`` before ``penalty``.

    Attributes:
        unplaced: The sum of the priorities of the unplaced meetings.
        penalty: The weighted sum of the terms.
        terms: What it is made of; does not count when scores are ordered.
    """

    unplaced: int
    penalty: int
    terms: Terms = attrs.field(order=False)

    def __str__(self) -> str:
        """Both numbers, and the terms of the penalty."""
        return f"unplaced {self.unplaced}, penalty {self.penalty} ({self.terms})"

    @property
    def pair(self) -> tuple[int, int]:
        """What plans are compared by."""
        return self.unplaced, self.penalty


@attrs.frozen(field_transformer=as_declared)
class Placement:
    """Where one meeting stands.

    Attributes:
        meeting: Its id.
        start: When it starts.
        pools: For each of its pools, by id, the member who takes part.
        attending: Those of its optional people who attend.
    """

    meeting: str
    start: Instant
    pools: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    attending: tuple[str, ...] = ()


_NO_BOUND: Final = Bound()


@attrs.frozen(repr=False, field_transformer=as_declared)
class Plan:
    """A timetable for a round.

    Attributes:
        round: The id of the round it is for.
        placements: The meetings that have a start.
        unplaced: The ids of those that have none.
        score: What it is said to score; ``score(round, plan)`` tells what it does score.
        bound: What no valid plan's score is below.
    """

    round: str
    placements: tuple[Placement, ...]
    unplaced: tuple[str, ...]
    score: Score
    bound: Bound = _NO_BOUND

    def __repr__(self) -> str:
        """For which round, how much is placed, and how well."""
        return (
            f"<Plan for {self.round!r}: {len(self.placements)} placed, {len(self.unplaced)} "
            f"unplaced, score {self.score.pair}>"
        )

    def __str__(self) -> str:
        """How many meetings are placed, the score, and what is proven."""
        proof = "it is optimal" if self.is_optimal else self.bound
        counts = f"{len(self.placements)} placed, {len(self.unplaced)} not"
        return f"plan for {self.round}: {counts}; {self.score}; {proof}"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[type, bytes]]:
        """Pickle small: plans are sent between processes."""
        return packed(self)

    @property
    def is_optimal(self) -> bool:
        """Whether the plan is proven to be as good as any."""
        return self.score.pair == (self.bound.unplaced, self.bound.penalty)
