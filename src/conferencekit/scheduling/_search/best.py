"""The best state so far, and when it is told."""

from collections.abc import Callable, Mapping
from typing import Final

from conferencekit.scheduling._search.changes import Moves, Snapshot, Staffing, Weighed
from conferencekit.scheduling._search.state import State

__all__ = ["Best", "Found"]

Found = Callable[[tuple[int, int], Snapshot], None]
_AS_IT_IS: Final[Mapping[int, Staffing]] = {}


class Best:
    """Keeps an eye on a state, and tells of what is best when it is about to be left.

    Copying the state at every improvement would cost more than the search itself.

    Args:
        state: The state, which is the best so far.
        found: Told of each best.

    Attributes:
        pair: The best score so far.
        is_untold: Whether the state has it, and nobody was told.
    """

    def __init__(self, state: State, found: Found) -> None:
        self._state, self._found = state, found
        self.pair = state.score
        self.is_untold = False

    def make(
        self, moves: Moves, weighed: Weighed, staffing: Mapping[int, Staffing] = _AS_IT_IS
    ) -> None:
        """Make a change of the state; tell of the best before it becomes worse."""
        worse = self._state.difference(weighed)
        if worse > (0, 0):
            self.leave()
        self._state.make(moves, weighed, staffing)
        if worse < (0, 0) and self._state.score < self.pair:
            self.pair, self.is_untold = self._state.score, True

    def leave(self) -> None:
        """Tell of the best, before the state becomes worse or the search ends."""
        if self.is_untold:
            self._found(self.pair, self._state.snapshot())
            self.is_untold = False
