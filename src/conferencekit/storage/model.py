"""What stores keep and what is decided about it."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar
from urllib.parse import quote

import attrs

from conferencekit._fields import as_declared
from conferencekit.errors import Fault, InvalidInputError, StorageError, shorten
from conferencekit.wire import JsonValue

if TYPE_CHECKING:
    from conferencekit.storage.protocols import AsyncStore, Store

__all__ = [
    "Body",
    "Decision",
    "Document",
    "Event",
    "EventPage",
    "Key",
    "NeedKeys",
    "Operation",
    "Page",
    "StoredEvent",
    "key",
]

R_co = TypeVar("R_co", covariant=True)

Key: TypeAlias = str
"""The name of a document: parts joined by slashes, in the order of Unicode code points."""

LONGEST_KEY: Final = 500
_LARGEST_SCHEMA: Final = 2**31 - 1


def key(*parts: str) -> Key:
    """The key made of some parts, such as ``plan/autumn-2026/final``.

    Slashes and other special characters inside a part are escaped as in a URL, so that different
    parts give different keys.

    Raises:
        InvalidInputError: A part is empty or is no text that can be written, or the key is too
            long.
    """
    if not parts or not all(parts):
        raise InvalidInputError.single("", f"{shorten(parts)} has an empty part")
    try:
        made = "/".join(quote(part, safe=" :+@,") for part in parts)
    except UnicodeEncodeError:
        text = f"{shorten(ascii(parts))} holds half a character (a lone surrogate)"
        raise InvalidInputError.single("", text) from None
    if len(made) > LONGEST_KEY:
        raise InvalidInputError.single("", f"{shorten(made)} is longer than {LONGEST_KEY}")
    return made


def _is_name(text: object) -> bool:
    """Whether it is a text that every database can keep, and not empty."""
    return type(text) is str and bool(text) and text.isprintable()


@attrs.frozen
class Body:
    """What a document says.

    Attributes:
        kind: What kind of thing it is, such as ``round``.
        schema: The number of the form in which that kind is written; 1 or more.
        data: JSON-shaped data.

    Raises:
        InvalidInputError: The kind is empty or cannot be printed, or the schema is no whole
            number of 1 or more.
    """

    kind: str
    schema: int
    data: Mapping[str, JsonValue] = attrs.field(repr=False, hash=False)

    def __attrs_post_init__(self) -> None:
        """Check kind and schema, so that no store is given what another would refuse."""
        faults = []
        if not _is_name(self.kind):
            faults.append(Fault("kind", f"{shorten(self.kind)} is no name of a kind"))
        if type(self.schema) is not int or not 1 <= self.schema <= _LARGEST_SCHEMA:
            faults.append(Fault("schema", f"{self.schema!r} is no whole number of 1 or more"))
        if faults:
            raise InvalidInputError(tuple(faults), source="body of a document")


@attrs.frozen
class Document:
    """A body as a store keeps it.

    Attributes:
        key: Its name.
        version: 1, 2, 3, ... for each time it was written; never used again, also when it was
            deleted in between.
        body: What it says.
    """

    key: Key
    version: int
    body: Body


@attrs.frozen
class Event:
    """Something that happened, told to whoever reads the store's events.

    Attributes:
        kind: What, such as ``plan.kept``.
        data: JSON-shaped data.

    Raises:
        InvalidInputError: The kind is empty or cannot be printed.
    """

    kind: str
    data: Mapping[str, JsonValue] = attrs.field(factory=dict, repr=False, hash=False)

    def __attrs_post_init__(self) -> None:
        """Check the kind, so that no store is given what another would refuse."""
        if not _is_name(self.kind):
            raise InvalidInputError.single("kind", f"{shorten(self.kind)} is no name of a kind")


@attrs.frozen
class StoredEvent:
    """An event with its place in the order in which they happened.

    Attributes:
        number: Higher than that of every event before it; 1 or more. Numbers may be left out.
        event: What happened.
    """

    number: int
    event: Event


@attrs.frozen(field_transformer=as_declared)
class Page:
    """Some documents in the order of their keys.

    Attributes:
        documents: No more than were asked for.
        after: What to go on after; None where there are no more.
    """

    documents: tuple[Document, ...]
    after: Key | None


@attrs.frozen(field_transformer=as_declared)
class EventPage:
    """Some events in their order.

    Attributes:
        events: No more than were asked for.
        after: The number to go on after.
    """

    events: tuple[StoredEvent, ...]
    after: int


@attrs.frozen(field_transformer=as_declared)
class Decision(Generic[R_co]):
    """What is to be done about some documents: all of it happens, or nothing.

    Attributes:
        result: What the caller is told. A refusal is a result too.
        put: Bodies to write, by key.
        delete: Keys of documents to delete.
        events: What to tell about it.
    """

    result: R_co
    put: Mapping[Key, Body] = attrs.field(factory=dict, hash=False)
    delete: frozenset[Key] = frozenset()
    events: tuple[Event, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.put or self.delete or self.events)


Decide: TypeAlias = Callable[[Mapping[Key, Document]], Decision[Any]]


class NeedKeys(Exception):  # noqa: N818  it is a demand, not an error
    """Raised by a decision that finds it needs more documents than it declared.

    :meth:`Operation.run` starts over with those keys declared too. So a decision may find in one
    document which others it is about.

    Args:
        keys: Of further documents it may read and write.
        shared: Of further documents it only reads.
    """

    def __init__(self, keys: Collection[Key] = (), *, shared: Collection[Key] = ()) -> None:
        super().__init__(keys, shared)
        self.keys = frozenset(keys)
        self.shared = frozenset(shared)


@attrs.frozen(field_transformer=as_declared)
class Operation(Generic[R_co]):
    """A pure decision and the documents it is about; what services return.

    Attributes:
        keys: Of the documents it may read and write.
        decide: From those of them that exist, by key, to what is to be done. May be called more
            than once; it reads no clock, no store and no generator of chance.
        shared: Keys of documents it only reads.
    """

    keys: tuple[Key, ...]
    decide: Callable[[Mapping[Key, Document]], Decision[R_co]]
    shared: tuple[Key, ...] = ()

    def run(self, store: "Store") -> R_co:
        """Let a store carry it out; the decision's result.

        Raises:
            StorageError: The decision asks for keys it was given already, or the store raises it.
        """
        asked = self
        while True:
            try:
                return store.transact(asked.keys, asked.decide, shared=asked.shared)
            except NeedKeys as need:
                asked = asked.with_keys(need)

    async def run_async(self, store: "AsyncStore") -> R_co:
        """The same with an async store."""
        asked = self
        while True:
            try:
                return await store.transact(asked.keys, asked.decide, shared=asked.shared)
            except NeedKeys as need:
                asked = asked.with_keys(need)

    def with_keys(self, need: NeedKeys) -> "Operation[R_co]":
        """The same operation with further keys declared.

        Raises:
            StorageError: They were declared before: the decision would ask for ever.
        """
        keys = need.keys.difference(self.keys)
        shared = need.shared.difference(self.shared, self.keys)
        if not keys and not shared:
            wanted = sorted(need.keys | need.shared)
            raise StorageError(f"a decision asks for {shorten(wanted)}, which it was given")
        return attrs.evolve(
            self, keys=(*self.keys, *sorted(keys)), shared=(*self.shared, *sorted(shared))
        )
