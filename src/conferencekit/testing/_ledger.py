"""Transactions that tell what they saw and did, and the audit of what they told."""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from conferencekit.storage import Body, Decision, Document, Event, Key, Operation, Store
from conferencekit.testing.history import Transaction, check_history

__all__ = ["audit", "random_step", "told"]

_KEYS: Final = tuple(f"account/{number}" for number in range(8))


def random_step(name: str, generator: random.Random) -> Operation[None]:
    """A transaction that writes some documents, reads others, and tells so.

    Args:
        name: Its id.
        generator: Decides which documents.
    """
    chosen = generator.sample(_KEYS, generator.randint(2, 4))
    written = chosen[: generator.randint(1, 2)]

    def decide(documents: Mapping[Key, Document]) -> Decision[None]:
        reads = {key: documents[key].version if key in documents else 0 for key in chosen}
        writes = {key: reads[key] + 1 for key in written}
        put = {key: Body("account", 1, {"by": name}) for key in written}
        event = Event("step", {"id": name, "reads": reads, "writes": writes})
        return Decision(None, put=put, events=(event,))

    return Operation(tuple(written), decide, tuple(chosen))


def told(store: Store, *, after: int = 0) -> Iterator[Mapping[str, Any]]:
    """What the events after one say."""
    while True:
        page = store.events(after=after, limit=1000)
        for one in page.events:
            yield one.event.data
        if not page.events:
            return
        after = page.after


def audit(
    store: Store,
    events: Iterable[Mapping[str, Any]],
    acknowledged: Collection[str],
) -> tuple[str, ...]:
    """What is wrong after transactions by :func:`random_step`; empty where all is well.

    Args:
        store: Where they happened.
        events: What they told.
        acknowledged: The ids of those that are known to have been done.
    """
    history = [Transaction(one["id"], one["reads"], one["writes"]) for one in events]
    times = Counter(one.id for one in history)
    lost = sorted(set(acknowledged) - times.keys())
    faults = [f"{name} was acknowledged and is lost" for name in lost]
    faults += [f"{name} was told {count} times" for name, count in times.items() if count > 1]
    return (*faults, *check_history(history), *_remains(store, history))


def _remains(store: Store, history: list[Transaction]) -> Iterator[str]:
    """Where the documents are not what the last writers made of them."""
    last: dict[Key, tuple[int, str]] = {}
    for one in history:
        for key, version in one.writes.items():
            last[key] = max(last.get(key, (0, "")), (version, one.id))
    found = {
        key: (document.version, str(document.body.data["by"]))
        for key, document in store.read(_KEYS).items()
    }
    for key in sorted(last.keys() | found.keys()):
        if found.get(key) != last.get(key):
            yield f"{key} is {found.get(key)}, where events tell of {last.get(key)}"
