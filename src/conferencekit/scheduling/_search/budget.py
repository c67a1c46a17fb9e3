"""How long a search may go on. The clock is passed in."""

from collections.abc import Callable
from typing import Final

__all__ = ["Budget"]

_EVERY: Final = 16
"""How many steps are taken between one look at the clock and the next."""
_FIRST_COOLING: Final = 50_000
"""Over how many steps it cools down first where there is no limit."""


class Budget:
    """Counts steps and time against their limits.

    Args:
        clock: Gives seconds; only differences count.
        seconds: The limit of time, or None.
        iterations: The limit of steps, or None.
        stop: Asked now and then; the search ends where it says True.
        on_look: Called whenever it looks at the clock, with itself.

    Attributes:
        steps: Taken so far.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        seconds: float | None,
        iterations: int | None,
        stop: Callable[[], bool] | None,
        on_look: "Callable[[Budget], None] | None" = None,
    ) -> None:
        self._clock = clock
        self._start = clock()
        self._seconds = seconds
        self._iterations = iterations
        self._stop = stop
        self._on_look = on_look
        self._over = False
        self.steps = 0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self._clock() - self._start

    def step(self) -> bool:
        """Count a step; whether it may be taken."""
        if self._over or (self._iterations is not None and self.steps >= self._iterations):
            return False
        self.steps += 1
        return bool(self.steps % _EVERY) or not self.is_spent()

    def take(self, count: int) -> int:
        """Count several steps; how many of them may be taken. Looks at the clock."""
        if self.is_spent():
            return 0
        if self._iterations is not None:
            count = min(count, self._iterations - self.steps)
        self.steps += count
        return count

    def is_spent(self) -> bool:
        """Whether time is up or a stop was asked for. Looks at the clock."""
        if self._on_look is not None:
            self._on_look(self)
        if not self._over:
            late = self._seconds is not None and self.elapsed >= self._seconds
            self._over = late or (self._stop is not None and self._stop())
        return self._over

    @property
    def fraction(self) -> float:
        """How much is used up, from 0 to 1, of steps or time, whichever is more."""
        used = 0.0
        if self._iterations is not None:
            used = self.steps / max(1, self._iterations)
        if self._seconds is not None:
            used = max(used, self.elapsed / self._seconds if self._seconds else 1.0)
        return min(1.0, used)

    @property
    def cooled(self) -> float:
        """How far the search is to have cooled down, from 0 to 1.

        As far as the budget is used up; where it has no limit, again and again, each time over
        twice as many steps as the time before.
        """
        if self._iterations is not None or self._seconds is not None:
            return self.fraction
        times = (self.steps // _FIRST_COOLING + 1).bit_length() - 1
        begun = _FIRST_COOLING * ((1 << times) - 1)
        return (self.steps - begun) / (_FIRST_COOLING << times)
