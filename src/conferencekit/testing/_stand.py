"""What a case of the stores' contract works on."""

import asyncio
import threading
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar

import attrs

from conferencekit.storage import (
    AsyncStore,
    Body,
    Decision,
    Document,
    Event,
    EventPage,
    Key,
    Page,
    Store,
)

__all__ = [
    "AsyncFactory",
    "Broken",
    "Factory",
    "InLoop",
    "Skipped",
    "Stand",
    "body",
    "calling",
    "expect",
    "put",
    "same",
]

T = TypeVar("T")
R = TypeVar("R")

Factory: TypeAlias = Callable[[Path], Store]
"""Opens the store that is kept at a place; an empty folder, to begin with."""
AsyncFactory: TypeAlias = Callable[[Path], AsyncStore]
"""The same for async stores; called in the event loop."""


class Broken(AssertionError):  # noqa: N818  reads better where it is raised
    """A promise was not kept."""


class Skipped(Exception):  # noqa: N818  it is no error
    """A case does not apply; says why."""


def expect(condition: object, message: str) -> None:
    """Say what is wrong where a condition does not hold."""
    if not condition:
        raise Broken(message)


def same(found: object, wanted: object, what: str) -> None:
    """Say what is wrong where two things differ."""
    if found != wanted:
        raise Broken(f"{what}: found {_shown(found)}, expected {_shown(wanted)}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:300]}..."  # noqa: PLR2004


def calling(call: Callable[[], object]) -> "Future[object]":
    """A call in a thread of its own; ended, or under way."""
    future: Future[object] = Future()

    def work() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001  whatever it is, it is reported
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return future


def body(value: Any) -> Body:  # noqa: ANN401
    """A body that says a value."""
    return Body("thing", 1, {"value": value})


def put(store: Store, key: Key, value: object = None, *, told: str | None = None) -> None:
    """Write a document."""
    events = () if told is None else (Event(told),)
    store.transact([key], lambda _: Decision(None, put={key: body(value)}, events=events))


@attrs.frozen
class Stand:
    """An empty place, and how to open a store there.

    Attributes:
        factory: Opens it.
        place: Where.
        seconds: How long races last.
        kills: How many processes are killed in the race where some are.
        examples: How many walks the state machine takes.
    """

    factory: Factory
    place: Path
    seconds: float
    kills: int
    examples: int

    @property
    def is_async(self) -> bool:
        """Whether it is an async store, whose calls are waited for."""
        return isinstance(self.factory, InLoop)

    @contextmanager
    def open(self) -> Iterator[Store]:
        """A store that is open until the end of the block."""
        with opened(self.factory, self.place) as store:
            yield store


@contextmanager
def opened(factory: Factory, place: Path) -> Iterator[Store]:
    """A store at a place; closed at the end of the block where it can be."""
    made: Any = factory(place)
    if hasattr(made, "__enter__"):
        with made as store:
            yield store
    else:
        yield made


@attrs.frozen
class InLoop:
    """Opens an async store in an event loop of its own, to be used as if it were none."""

    factory: AsyncFactory

    def __call__(self, place: Path) -> "_Blocking":
        """The store at a place."""
        return _Blocking(self.factory, place)


class _Blocking:
    """An async store whose calls are waited for; its loop runs in a thread."""

    def __init__(self, factory: AsyncFactory, place: Path) -> None:
        self._factory = factory
        self._place = place

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stack = AsyncExitStack()
        self._store = self._wait(self._open())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._wait(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> AsyncStore:
        made: Any = self._factory(self._place)
        if hasattr(made, "__aenter__"):
            made = await self._stack.enter_async_context(made)
        return made  # type: ignore[no-any-return]  # whatever the factory opens

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def read(self, keys: Collection[Key], /) -> Mapping[Key, Document]:
        return self._wait(self._store.read(keys))

    def scan(self, prefix: Key, /, *, after: Key | None = None, limit: int = 200) -> Page:
        return self._wait(self._store.scan(prefix, after=after, limit=limit))

    def transact(
        self,
        keys: Collection[Key],
        decide: Callable[[Mapping[Key, Document]], Decision[R]],
        /,
        *,
        shared: Collection[Key] = (),
    ) -> R:
        return self._wait(self._store.transact(keys, decide, shared=shared))

    def events(self, *, after: int = 0, limit: int = 200) -> EventPage:
        return self._wait(self._store.events(after=after, limit=limit))
