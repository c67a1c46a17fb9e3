"""Whether what happened could have happened one after the other.

Every document has a version, so the order of its writes is known, and with it every order that
two transactions must have had. Where these orders make a circle, no order of all of them explains
what they saw: they were not serialisable. This is exact, where checkers that must guess the order
of writes (Kingsbury and Alvaro, *Elle*, VLDB 2020) are not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import attrs

from conferencekit.storage import Key

__all__ = ["Transaction", "check_history"]


@attrs.frozen
class Transaction:
    """What one transaction saw and did.

    Attributes:
        id: Its own.
        reads: The version of each document it saw; 0 where there was none yet.
        writes: The version of each document it wrote.
    """

    id: str
    reads: Mapping[Key, int] = attrs.field(factory=dict)
    writes: Mapping[Key, int] = attrs.field(factory=dict)


def check_history(history: Iterable[Transaction]) -> tuple[str, ...]:
    """What shows that transactions did not happen one after the other.

    Args:
        history: All transactions that wrote, and any that only read.

    Returns:
        A text for each write that was lost or came from nowhere, and for a circle; empty where
        all is well.

    Example:
        >>> skew = [
        ...     Transaction("a", reads={"x": 0, "y": 0}, writes={"x": 1}),
        ...     Transaction("b", reads={"x": 0, "y": 0}, writes={"y": 1}),
        ... ]
        >>> check_history(skew)
        ('a and b each came before the other',)
    """
    transactions = list(history)
    writers: dict[tuple[Key, int], str] = {}
    faults = []
    for one in transactions:
        for written in one.writes.items():
            if written in writers:
                key, version = written
                faults.append(
                    f"{writers[written]} and {one.id} both wrote version {version} of {key}"
                )
            writers[written] = one.id
    faults += _from_nowhere(transactions, writers)
    return (*faults, *_circle(transactions, writers))


def _from_nowhere(
    transactions: list[Transaction], writers: Mapping[tuple[Key, int], str]
) -> Iterator[str]:
    for one in transactions:
        for key, version in one.reads.items():
            if version and (key, version) not in writers:
                yield f"{one.id} saw version {version} of {key}, which nobody wrote"
    for key, version in writers:
        if version > 1 and (key, version - 1) not in writers:
            yield f"version {version} of {key} follows one that nobody wrote"


def _circle(
    transactions: list[Transaction], writers: Mapping[tuple[Key, int], str]
) -> Iterator[str]:
    before: defaultdict[str, set[str]] = defaultdict(set)
    for (key, version), writer in writers.items():
        if (key, version - 1) in writers:
            before[writer].add(writers[key, version - 1])
    for one in transactions:
        for key, version in one.reads.items():
            if (key, version) in writers:
                before[one.id].add(writers[key, version])
            if (key, version + 1) in writers:
                before[writers[key, version + 1]].add(one.id)
    graph = {
        later: {sooner for sooner in some if sooner != later} for later, some in before.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = sorted(set(error.args[1]))
        yield f"{' and '.join(circle)} each came before the other"
