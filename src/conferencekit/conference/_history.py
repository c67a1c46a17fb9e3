"""Going through the changes that something is made of."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from conferencekit.errors import Fault

__all__ = ["replayed"]

S = TypeVar("S")
C = TypeVar("C")


def replayed(
    standing: S,
    changes: Iterable[C],
    fault_of: Callable[[S, C], Fault | None],
    after: Callable[[S, C], S],
) -> tuple[S, list[Fault]]:
    """How something stands after its changes, and what keeps them from being its history.

    Args:
        standing: How it stood before the first.
        changes: In their order.
        fault_of: What is wrong with a change as things stand, or None.
        after: How it stands after a change that nothing is wrong with.

    Returns:
        What it comes to up to the first change with a fault, and that fault alone: those after it
        would be blamed for what is not there.
    """
    for index, change in enumerate(changes):
        found = fault_of(standing, change)
        if found:
            return standing, [found.inside(f"changes[{index}]")]
        standing = after(standing, change)
    return standing, []
