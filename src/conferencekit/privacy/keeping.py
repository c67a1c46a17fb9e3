"""Documents about children, read and kept by somebody: the policy is asked about each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Generic, TypeVar

import attrs

from conferencekit._refusal import Refusal
from conferencekit.privacy.model import Label, Verdict
from conferencekit.privacy.policy import Access
from conferencekit.storage import Decision, Document, DocumentKind, Key, Operation, Store, key

__all__ = ["DocumentsFor"]

_T = TypeVar("_T")
_NOTHING: Final = "there is nothing in it yet"


@attrs.frozen
class DocumentsFor(Generic[_T]):
    """The documents of one kind, for somebody who reads and keeps them.

    What they may not see is not given, and nothing tells that it is there. Each function of this
    library that reads or keeps a child's documents goes through one; a school that keeps documents
    of kinds of its own can do the same.

    Attributes:
        kind: How the documents are written and read.
        label: The label of each, by which the policy decides. One with None is nobody's to see
            or to keep: there is nothing in it yet.
        access: Who reads and keeps.
    """

    kind: DocumentKind[_T]
    label: Callable[[_T], Label | None]
    access: Access

    def may_see(self, record: _T) -> bool:
        """Whether they may see one."""
        label = self.label(record)
        return label is not None and self.access.read(label).allowed

    def kept(self, place: Key) -> Operation[_T | None]:
        """What is kept at a place; None where there is nothing to be seen."""
        operation = self.kind.kept(place)

        def decide(documents: Mapping[Key, Document]) -> Decision[_T | None]:
            found = operation.decide(documents).result
            return Decision(found if found is not None and self.may_see(found) else None)

        return Operation(operation.keys, decide, operation.shared)

    def scan(self, store: Store, student: str | None = None) -> Iterator[_T]:
        """Those about a student, or about all, that they may see, in the order of the keys."""
        about = (self.kind.name,) if student is None else (self.kind.name, student)
        return filter(self.may_see, self.kind.scan(store, f"{key(*about)}/"))

    def keep(
        self,
        place: Key,
        record: _T,
        *,
        unless: Callable[[_T], Refusal | None],
        may_make: Verdict | None = None,
    ) -> Operation[_T | Refusal]:
        """Keep one, if they may make it; or put it in the place of what stands there.

        Where something stands there that they may not see, and they could not make theirs, they
        are told the same as where there is nothing.

        Args:
            place: The key of its document.
            record: The record.
            unless: Is shown what was kept there before, and may object: where a change would be
                lost, or, as :meth:`objection` tells, they may not change it.
            may_make: Whether they may make it where there is none; by default whether they may
                :meth:`~conferencekit.privacy.policy.Access.create` it.

        Returns:
            An operation; its result is the record, or why not, and then nothing was written.
        """
        label = self.label(record)
        if label is None:
            return Operation((), lambda _: Decision(Refusal(_NOTHING)))
        verdict = self.access.create(label) if may_make is None else may_make

        def asked(before: _T) -> Refusal | None:
            if not verdict and not self.may_see(before):
                return Refusal(verdict.reason)
            return None if self.label(before) is None else unless(before)

        operation = self.kind.keep(place, record, unless=asked)

        def decide(documents: Mapping[Key, Document]) -> Decision[_T | Refusal]:
            if place not in documents and not verdict:
                return Decision(Refusal(verdict.reason))
            return operation.decide(documents)

        return Operation(operation.keys, decide)

    def add(
        self, place: Key, new: _T, adding: Callable[[_T], _T], *, may_make: Verdict | None = None
    ) -> Operation[_T | Refusal]:
        """Add to what is kept at a place, if they may write both that and what is new.

        Args:
            place: The key of its document.
            new: What is new, as it would be kept if there were nothing yet.
            adding: Adds it to what is there. Pure, and may be called more than once.
            may_make: Whether they may make what is new; see :meth:`keep`.

        Returns:
            An operation; its result is what is kept now, or why nothing may be added. Where there
            is nothing in what is new, nothing is written, and the result is what they may see.
        """
        label = self.label(new)
        if label is None:
            seen = self.kept(place)
            return Operation(
                (), lambda found: Decision(seen.decide(found).result or new), seen.shared
            )
        may_add = self.access.create(label) if may_make is None else may_make

        def decide(documents: Mapping[Key, Document]) -> Decision[_T | Refusal]:
            found, verdict, made = documents.get(place), may_add, new
            if found is not None:
                before = self.kind.decoded(found)
                old, made = self.label(before), adding(before)
                verdict = verdict and (self.access.write(old) if old is not None else verdict)
            if not verdict:
                return Decision(Refusal(verdict.reason))
            kept = self.kind.keep(place, made).decide(documents)
            return Decision(kept.result, put=kept.put, events=kept.events)

        return Operation((place,), decide)

    def objection(
        self,
        before: _T,
        record: _T,
        *,
        may_write: Verdict | None = None,
        is_theirs: Callable[[], bool] = lambda: False,
    ) -> Refusal | None:
        """Why they may not put a record in the place of another; None where they may.

        Args:
            before: What stands there.
            record: What is to stand there.
            may_write: Whether they may write what stands there, where it takes more than to be
                allowed to change it.
            is_theirs: Whether all that is new is for them to add, also where they may see the
                record and not write it, such as a reply.
        """
        old, new = self.label(before), self.label(record)
        if old is None or new is None:
            return None if old is None else Refusal(_NOTHING)
        change = self.access.change(old, new) if may_write is None or may_write else may_write
        if not change and is_theirs():
            change = self.access.read(old)
        return None if change else Refusal(change.reason)
