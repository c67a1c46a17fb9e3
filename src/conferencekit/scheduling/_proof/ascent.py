"""Looking for the sharing that proves most: a step along the averaged disagreement.

Where two copies of a meeting use different starts, the one's share in its start goes up and the
other's down. The direction is averaged over the steps so far, which damps the swinging
(deflected subgradient: Camerini, Fratta and Maffioli, "On improving relaxation methods by modified
gradient techniques", Mathematical Programming Study 3, 1975), and a step is as long as would close
what is open between the bound and the target, times a factor that shrinks when nothing is gained
(Polyak's rule). A copy used too much is made dearer in all cells at once as well.
"""

from math import fsum
from typing import Final

from conferencekit.scheduling._proof.sharing import Copy, Sharing, Uses

__all__ = ["LEAST_FACTOR", "Ascent"]

_MEMORY: Final = 0.95
"""How much of the direction is that of the steps before."""
_FACTOR: Final = 0.8
_SHRINKS: Final = 0.7
_PATIENCE: Final = 15
"""After how many steps without a gain the factor shrinks."""
_GAIN: Final = 0.001
"""What counts as a gain, as a share of what is open."""
LEAST_FACTOR: Final = 0.002
"""With a factor less than this there is nothing more to gain, unless told otherwise."""
_NO_STEP: Final = 1e-9
_FURTHEST: Final = 3.0
"""The most that a step sets out to gain, in what is open between the best bound and the aim."""
_SHORTEST: Final = 0.01
"""The least squared length of a direction that a step is measured by."""


class Ascent:
    """Betters a sharing step by step.

    Args:
        sharing: Whose shares to change.
        least_factor: With a factor less than this there is nothing more to gain.

    Attributes:
        best: The best bound so far.
        is_over: Whether there is nothing more to gain.
    """

    def __init__(self, sharing: Sharing, least_factor: float = LEAST_FACTOR) -> None:
        self.best = 0.0
        self.is_over = False
        self._sharing = sharing
        self._factor, self._idle, self._least_factor = _FACTOR, 0, least_factor
        self._way = {
            (person, index): [0.0] * len(row)
            for person, somebody in enumerate(sharing.people)
            for index, row in enumerate(somebody.prices)
        }
        self._way_out = dict.fromkeys(self._way, 0.0)
        self._way_of_rate = 0.0

    def step(self, enough: float, aim: float) -> None:
        """Work out the bound, and change the shares.

        Args:
            enough: A bound with which it is over.
            aim: What the bound may come to, as a guess; more than enough.
        """
        value, uses = self._sharing.bound()
        self._judge(value, aim)
        if self.best >= enough or self._factor < self._least_factor:
            self.is_over = True
            return
        size = self._turn(uses)
        if size < _NO_STEP:
            self.is_over = True
            return
        # Far below the best the way back is not as long as all that, and where the directions
        # cancel out it is no guide for a long step: either would lead from bad to worse.
        gap = min(aim - value, _FURTHEST * (aim - self.best))
        self._move(self._factor * gap / max(size, _SHORTEST))

    def _judge(self, value: float, aim: float) -> None:
        self._idle += 1
        if value > self.best:
            if value > self.best + _GAIN * (aim - self.best):
                self._idle = 0
            self.best = value
        if self._idle >= _PATIENCE:
            self._factor *= _SHRINKS
            self._idle = 0

    def _turn(self, uses: Uses) -> float:
        """Turn the direction towards the disagreement; its squared length."""
        sharing, sizes = self._sharing, []
        left_out = 0.0
        for number, copies in sharing.copies.items():
            used: dict[int, int] = {}
            for copy in copies:
                for at, times in uses.get(copy, {}).items():
                    used[at] = used.get(at, 0) + times
            for copy in copies:
                self._turn_copy(copy, uses, used, len(copies))
                sizes.append(fsum([part * part for part in self._way[copy]]))
            exact = sharing.exact[number]
            out = [copy not in uses for copy in exact]
            mean = sum(out) / len(out)
            left_out += mean * sharing.priority(number)
            for copy, is_out in zip(exact, out, strict=True):
                self._way_out[copy] = _blend(self._way_out[copy], is_out - mean)
                sizes.append(self._way_out[copy] ** 2)
        if sharing.limit:
            self._way_of_rate = _blend(self._way_of_rate, left_out - sharing.limit)
            sizes.append(self._way_of_rate**2)
        return fsum(sizes)

    def _turn_copy(self, copy: Copy, uses: Uses, used: dict[int, int], copies: int) -> None:
        mine = uses.get(copy, {})
        parts = {at: mine.get(at, 0) - times / copies for at, times in used.items()}
        everywhere = (1 - _MEMORY) * fsum(parts.values())
        way = [_MEMORY * part + everywhere for part in self._way[copy]]
        for at, part in parts.items():
            way[at] += (1 - _MEMORY) * part
        self._way[copy] = way

    def _move(self, step: float) -> None:
        sharing = self._sharing
        for (person, index), way in self._way.items():
            somebody = sharing.people[person]
            somebody.prices[index] = [
                price + step * part
                for price, part in zip(somebody.prices[index], way, strict=True)
            ]
            somebody.out[index] += step * self._way_out[person, index]
        if sharing.limit:
            sharing.rate = max(0.0, sharing.rate + step * self._way_of_rate)
            for number in sharing.copies:
                sharing.share_leaving_out(number)


def _blend(before: float, now: float) -> float:
    return _MEMORY * before + (1 - _MEMORY) * now
