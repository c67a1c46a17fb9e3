"""Chance, passed in and used in one way alone, the same on every version of Python."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

__all__ = ["Chance", "pick"]

T = TypeVar("T")


class Chance(Protocol):
    """A source of chance, such as a ``random.Random`` with a seed."""

    def random(self) -> float:
        """A number from 0 up to, not including, 1."""
        ...


def pick(items: Sequence[T], rng: Chance) -> T:
    """One of some items, by ``random()`` alone, which is the same on every version of Python."""
    return items[int(rng.random() * len(items))]
