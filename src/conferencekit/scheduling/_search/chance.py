"""Chance, passed in and used in one way alone, the same on every version of Python."""

import math
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

__all__ = ["Chance", "exponentials", "pick", "shuffled"]

T = TypeVar("T")


class Chance(Protocol):
    """A source of chance, such as a ``random.Random`` with a seed."""

    def random(self) -> float:
        """A number from 0 up to, not including, 1."""
        ...


def pick(items: Sequence[T], rng: Chance) -> T:
    """One of some items, by ``random()`` alone, which is the same on every version of Python."""
    return items[int(rng.random() * len(items))]


def shuffled(items: Iterable[T], rng: Chance) -> list[T]:
    """Some items in any order, by ``random()`` alone."""
    found, random = list(items), rng.random
    for index in range(len(found) - 1, 0, -1):
        other = int(random() * (index + 1))
        found[index], found[other] = found[other], found[index]
    return found


def exponentials(count: int, rng: Chance) -> list[float]:
    """So many numbers with an exponential distribution, of mean 1."""
    random = rng.random
    return [-math.log(1.0 - random()) for _ in range(count)]
