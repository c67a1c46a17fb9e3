"""From facts that are enough to some of them of which none is idle."""

from collections.abc import Callable, Iterable, Sequence

__all__ = ["irreducible"]


def irreducible(
    is_enough: Callable[[set[int]], bool | None], facts: Sequence[int], *, again: Iterable[int]
) -> set[int] | None:
    """The facts that remain when what is not needed is dropped, in the order given.

    Whole stretches are dropped where that goes, and halved where not. Where dropping can make
    things worse, as with walks, whose length counts between neighbors in a day alone, what was
    needed once may be idle later; with such facts it goes over what is left until nothing changes.

    Args:
        is_enough: Says of some facts whether they are enough; None where it cannot tell.
        facts: That are enough together.
        again: The facts in whose presence to go over the rest once more.

    Returns:
        The facts; None where it could not tell.
    """
    kept = set(facts)
    stretches = [list(facts)]
    while stretches:
        stretch = stretches.pop()
        enough = is_enough(kept.difference(stretch))
        if enough is None:
            return None
        if enough:
            kept.difference_update(stretch)
        elif len(stretch) > 1:
            middle = len(stretch) // 2
            stretches += [stretch[middle:], stretch[:middle]]
    return _gone_over(is_enough, kept, facts) if not kept.isdisjoint(again) else kept


def _gone_over(
    is_enough: Callable[[set[int]], bool | None], kept: set[int], facts: Sequence[int]
) -> set[int] | None:
    """What is left when single facts are dropped until none can be."""
    idle: int | None = -1
    while idle is not None:
        idle = None
        for fact in facts:
            if fact in kept:
                enough = is_enough(kept - {fact})
                if enough is None:
                    return None
                if enough:
                    idle = fact
                    kept.discard(fact)
    return kept
