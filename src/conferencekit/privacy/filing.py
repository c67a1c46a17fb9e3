"""Documents that carry no label of their own, as sources for dossiers and retention."""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

import attrs

from conferencekit.privacy.model import Label
from conferencekit.privacy.protocols import Held
from conferencekit.storage import DocumentKind, Key, Store, key
from conferencekit.wire import JsonValue

__all__ = ["DocumentSource", "Filed"]

_T = TypeVar("_T")


@attrs.frozen
class Filed:
    """A document with the label it is decided by, beside it.

    Attributes:
        label: Its label.
        document: What it says, as it is kept.
    """

    label: Label
    document: Mapping[str, JsonValue] = attrs.field(repr=False, hash=False)


@attrs.frozen
class DocumentSource(Generic[_T]):
    """The documents of one kind that a store keeps under the ids of students.

    Attributes:
        name: What they are called, for people.
        store: Where they are kept.
        kind: How they are written and read.
        label: The label of each; one with None is left out.
        place: The key of each.
    """

    name: str
    store: Store
    kind: DocumentKind[_T]
    label: Callable[[_T], Label | None]
    place: Callable[[_T], Key]

    def records(self, student: str, /) -> Iterator[Held]:
        """Every one that is about a student, each once."""
        # The prefix finds those of students too whose ids begin with this one.
        for one in self.kind.scan(self.store, key(self.kind.name, student)):
            label = self.label(one)
            if label is not None and student in label.students:
                yield Held(Filed(label, self.kind.write(one)), self.place(one))
