"""Kinds of documents: how one kind of thing is written, read, kept and found again."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar, overload

import attrs

from conferencekit._refusal import Refusal
from conferencekit.errors import InvalidInputError, StoreCorruptError
from conferencekit.storage.model import Body, Decision, Document, Event, Key, Operation
from conferencekit.storage.protocols import Store
from conferencekit.storage.upcasting import Upcaster, Upcasters

__all__ = ["DocumentKind"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class _Reader(Protocol[T_co]):
    def __call__(self, data: Any, /, *, source: str) -> T_co: ...  # noqa: ANN401


@attrs.frozen
class DocumentKind(Generic[T]):
    """One kind of thing that a store can keep.

    Attributes:
        name: What the documents are called, such as ``goal``.
        schema: The number of the form in which they are written.
        write: From a thing to JSON-shaped data.
        read: And back; is told what is being read, for its message.
        steps: From schema 1 to this one, a step for each change of the form.

    Raises:
        InvalidInputError: There are not as many steps as the schema has predecessors.
    """

    name: str
    schema: int
    write: Callable[[T], dict[str, Any]]
    read: _Reader[T]
    steps: tuple[Upcaster, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check that documents of every schema can be read."""
        if self.upcasters.schema != self.schema:
            text = f"{len(self.steps)} steps do not lead from schema 1 to {self.schema}"
            raise InvalidInputError.single("steps", text)

    @cached_property
    def upcasters(self) -> Upcasters:
        """How old documents are read; for :func:`~conferencekit.storage.upcasting.migrate`."""
        return Upcasters(self.name, self.steps)

    @overload
    def keep(self, place: Key, value: T) -> Operation[T]: ...

    @overload
    def keep(
        self, place: Key, value: T, *, unless: Callable[[T], Refusal | None]
    ) -> Operation[T | Refusal]: ...

    def keep(
        self, place: Key, value: T, *, unless: Callable[[T], Refusal | None] | None = None
    ) -> Operation[Any]:
        """Keep a thing, in the place of what was kept there before.

        What is of another kind, or was written by a newer release, is never written over. What
        cannot be read is, unless somebody is to be shown it: so a damaged document is mended by
        keeping it anew.

        Args:
            place: The key of its document.
            value: The thing.
            unless: Is shown what was kept there before, and may object. Without it, whatever was
                kept there gives way.

        Returns:
            An operation. Its result is the thing, or the objection; then nothing was written. Run,
            it raises StoreCorruptError or NewerSchemaError where it may not write.
        """
        body = Body(self.name, self.schema, self.write(value))

        def decide(documents: Mapping[Key, Document]) -> Decision[T | Refusal]:
            found = documents.get(place)
            if found is not None:
                self.upcasters.refuse_foreign(found.body, source=place)
                objection = None if unless is None else unless(self.decoded(found))
                if objection is not None:
                    return Decision(objection)
            return Decision(value, put={place: body}, events=(self._event(place),))

        return Operation((place,), decide)

    def change(self, place: Key, change: Callable[[T | None], T]) -> Operation[T]:
        """Change what is kept at a place, as one step that nothing can come between.

        Args:
            place: The key of its document.
            change: From what is kept there, None where nothing is, to what is to be kept. Pure,
                and may be called more than once.

        Returns:
            An operation; its result is what is kept now.
        """

        def decide(documents: Mapping[Key, Document]) -> Decision[T]:
            found = documents.get(place)
            value = change(None if found is None else self.decoded(found))
            body = Body(self.name, self.schema, self.write(value))
            return Decision(value, put={place: body}, events=(self._event(place),))

        return Operation((place,), decide)

    def kept(self, place: Key) -> Operation[T | None]:
        """What is kept at a place; None where nothing is."""

        def decide(documents: Mapping[Key, Document]) -> Decision[T | None]:
            found = documents.get(place)
            return Decision(None if found is None else self.decoded(found))

        return Operation((), decide, shared=(place,))

    def scan(self, store: Store, prefix: Key) -> Iterator[T]:
        """Every thing kept under a prefix, in the order of the keys, page by page.

        What is written meanwhile may be in it or not.
        """
        after: Key | None = None
        while True:
            page = store.scan(prefix, after=after)
            yield from map(self.decoded, page.documents)
            after = page.after
            if after is None:
                return

    def decoded(self, document: Document) -> T:
        """The thing that a document says.

        Raises:
            StoreCorruptError: It is of another kind or cannot be read.
            NewerSchemaError: It was written by a newer release.
        """
        body = self.upcasters.upcast(document.body, source=document.key)
        try:
            return self.read(body.data, source=document.key)
        except InvalidInputError as error:
            raise StoreCorruptError(f"{document.key} cannot be read: {error}") from error

    def _event(self, place: Key) -> Event:
        return Event(f"{self.name}.kept", {"key": place})
