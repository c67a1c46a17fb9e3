"""Arithmetic on sets of cells, kept as the bits of one integer.

A set of cells (ticks of time) is an integer with bit *c* set for each cell *c* in it. Python's
integers are as long as they need be, so union, intersection and shift of a whole season are one
operation each.
"""

from collections.abc import Iterator

__all__ = ["beside", "bits", "joined_cells", "lowest", "room_for", "spread", "stretches"]


def beside(cells: int, length: int) -> int:
    """The starts from which ``length`` cells end right before, or begin right after, a stretch."""
    return (cells << 1 & ~cells) | (cells & ~(cells << 1)) >> length


def bits(mask: int) -> Iterator[int]:
    """The members of a set in ascending order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def lowest(mask: int) -> int:
    """The least member of a set that is not empty."""
    return (mask & -mask).bit_length() - 1


def stretches(mask: int) -> Iterator[tuple[int, int]]:
    """Of a set of cells, where each stretch begins and the cell after it, in ascending order."""
    while mask:
        first = lowest(mask)
        last = first + lowest(~(mask >> first))
        yield first, last
        mask = mask >> last << last


def joined_cells(first: int, last: int) -> int:
    """The cells from ``first`` up to, not including, ``last``; none where that is no later."""
    return ((1 << (last - first)) - 1) << first if last > first else 0


def room_for(cells: int, length: int) -> int:
    """The starts from which ``length`` cells in a row all lie in a set. Takes O(log length)."""
    have = 1
    while have < length and cells:
        step = min(have, length - have)
        cells &= cells >> step
        have += step
    return cells


def spread(cells: int, distance: int) -> int:
    """The cells no further than ``distance`` from some cell of a set. O(log distance)."""
    have = 0
    wide = cells
    while have < distance:
        step = min(have + 1, distance - have)
        wide |= (wide << step) | (wide >> step)
        have += step
    return wide
