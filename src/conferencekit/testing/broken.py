"""Stores that each break a promise, as real ones have: a contract kit is to catch every one.

They show what the cases of the kit are for. Nobody should keep anything in them.
"""

import os
import pickle
import threading
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from conferencekit.storage import (
    Body,
    Decision,
    Document,
    Event,
    EventPage,
    Key,
    Page,
    Store,
    StoredEvent,
)
from conferencekit.storage._encode import encode
from conferencekit.storage.memory import MemoryStore

__all__ = ["BROKEN"]

R = TypeVar("R")
Decide = Callable[[Mapping[Key, Document]], Decision[R]]

_A_MOMENT: Final = 0.0005


class CheckThenInsert(MemoryStore):
    """Decides on what it read, then writes: another may come in between."""

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        found = self.read({*keys, *shared})
        with self._deciding.hold():
            decision = decide(found)
        time.sleep(_A_MOMENT)
        with self._lock:
            self._apply(encode(decision, keys))
        return decision.result


class NoReadLock(MemoryStore):
    """Locks what is written, and not what the decision rests on (write skew)."""

    def __init__(self) -> None:
        super().__init__()
        self._locks: dict[Key, threading.Lock] = {}

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        self.read([*keys, *shared])  # for its checks
        held = [self._locks.setdefault(key, threading.Lock()) for key in sorted(set(keys))]
        for lock in held:
            lock.acquire()
        try:
            return CheckThenInsert.transact(self, keys, decide, shared=shared)  # type: ignore[arg-type]
        finally:
            for lock in held:
                lock.release()


class NotAtomic(MemoryStore):
    """Writes one document after the other, and stops at the first that cannot be written."""

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        with self._lock:
            found = self.read({*keys, *shared})
            with self._deciding.hold():
                decision = decide(found)
            for key, body in decision.put.items():
                self._apply(encode(Decision(None, put={key: body}), keys))
            rest: Decision[None] = Decision(
                None, delete=decision.delete - decision.put.keys(), events=decision.events
            )
            self._apply(encode(rest, keys))
        return decision.result


class TellsWhatFails(MemoryStore):
    """Tells events before it knows whether they happen."""

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        def telling(documents: Mapping[Key, Document]) -> Decision[R]:
            decision = decide(documents)
            self._apply(encode(Decision(None, events=decision.events), keys))
            return Decision(decision.result, decision.put, decision.delete)

        return super().transact(keys, telling, shared=shared)


class ReusesVersions(MemoryStore):
    """Forgets the version of what is deleted."""

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        result = super().transact(keys, decide, shared=shared)
        self._versions = {key: self._versions[key] for key in self._texts}
        return result


class NoSnapshot(MemoryStore):
    """Reads one document after the other, while others write."""

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        found: dict[Key, Document] = {}
        for key in keys:
            found.update(super().read([key]) if not isinstance(keys, str) else super().read(keys))
            time.sleep(_A_MOMENT)
        return found


class OffsetPages(MemoryStore):
    """Goes on after so many documents, not after a key."""

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        whole = super().scan(prefix, limit=10_000)
        limit = min(limit, len(super().scan(prefix, limit=limit).documents) or 1)
        try:
            offset = int(after or 0)
        except ValueError:
            return super().scan(prefix, after=after, limit=limit)
        page = whole.documents[offset : offset + limit]
        more = offset + limit < len(whole.documents)
        return Page(page, str(offset + limit) if more else None)


class PatternPrefix(MemoryStore):
    """Takes a prefix for a pattern, as ``LIKE`` does."""

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        prefix = prefix.removesuffix("%")
        return super().scan(prefix, after=after, limit=limit)


class EventGaps(MemoryStore):
    """Gives numbers out before it commits, and shows whatever is there (a plain sequence)."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[int, Event] = {}
        self._next = 1

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        events: list[Event] = []

        def silently(documents: Mapping[Key, Document]) -> Decision[R]:
            decision = decide(documents)
            encode(decision, keys)
            events[:] = decision.events
            return Decision(decision.result, decision.put, decision.delete)

        result = super().transact(keys, silently, shared=shared)
        with self._lock:
            first = self._next
            self._next += len(events)
        time.sleep(20 * _A_MOMENT * (first % 3))  # so long that who reads on is not behind
        with self._lock:
            self._told.update(enumerate(events, start=first))
        return result

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        super().events(after=after, limit=limit)  # for its checks
        with self._lock:
            numbers = sorted(number for number in self._told if number > after)[:limit]
            page = tuple(StoredEvent(number, self._told[number]) for number in numbers)
        return EventPage(page, numbers[-1] if numbers else after)


class SharesItsData(MemoryStore):
    """Keeps and gives out the very objects it was given."""

    def __init__(self) -> None:
        super().__init__()
        self._bodies: dict[Key, Body] = {}

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        def keeping(documents: Mapping[Key, Document]) -> Decision[R]:
            decision = decide(documents)
            encode(decision, keys)
            self._bodies.update(decision.put)
            return decision

        return super().transact(keys, keeping, shared=shared)

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        found = super().read(keys)
        return {
            key: Document(key, document.version, self._bodies[key])
            for key, document in found.items()
        }


class KeepsItsLock(MemoryStore):
    """Does not let go of its lock where a decision fails."""

    def __init__(self) -> None:
        super().__init__()
        self._held = threading.Lock()

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        if not self._held.acquire(timeout=1):
            raise TimeoutError("the lock is held")
        result = super().transact(keys, decide, shared=shared)
        self._held.release()
        return result


class RoundsNumbers(MemoryStore):
    """Keeps numbers as floats, as databases do that take JSON apart."""

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        def rounding(documents: Mapping[Key, Document]) -> Decision[R]:
            decision = decide(documents)
            encode(decision, keys)
            put = {
                key: Body(body.kind, body.schema, _rounded(body.data))
                for key, body in decision.put.items()
            }
            return Decision(decision.result, put, decision.delete, decision.events)

        return super().transact(keys, rounding, shared=shared)


def _rounded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(value) if type(value) is int and abs(value) < 10**300 else value


class LosesTheLast(MemoryStore):
    """Acknowledges what it saves with the next transaction."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._file = place / "state.pickle"
        if self._file.exists():
            state = pickle.loads(self._file.read_bytes())  # noqa: S301  written below
            self._texts, self._versions, self._events = state

    def transact(
        self, keys: Collection[Key], decide: Decide[R], /, *, shared: Collection[Key] = ()
    ) -> R:
        with self._lock:
            state = pickle.dumps((self._texts, self._versions, self._events))
            fresh = self._file.with_name(f"state-{os.getpid()}")
            fresh.write_bytes(state)
            fresh.replace(self._file)
            return super().transact(keys, decide, shared=shared)


def _in_memory(kind: type[MemoryStore]) -> Callable[[Path], Store]:
    return lambda _: kind()


BROKEN: Final[Mapping[str, Callable[[Path], Store]]] = {
    **{
        kind.__name__: _in_memory(kind)
        for kind in (
            CheckThenInsert,
            NoReadLock,
            NotAtomic,
            TellsWhatFails,
            ReusesVersions,
            NoSnapshot,
            OffsetPages,
            PatternPrefix,
            EventGaps,
            SharesItsData,
            KeepsItsLock,
            RoundsNumbers,
        )
    },
    "LosesTheLast": LosesTheLast,
}
"""How to open each, by name; for :func:`~conferencekit.testing.stores.check_store`."""
