"""Old documents in today's form, and the migration that writes them so."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeAlias

import attrs

from conferencekit._fields import as_declared
from conferencekit.errors import (
    InvalidInputError,
    NewerSchemaError,
    StoreCorruptError,
)
from conferencekit.storage.model import Body, Decision, Document, Key
from conferencekit.storage.protocols import Store

__all__ = ["Migration", "Upcaster", "Upcasters", "migrate"]

Upcaster: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""From data of one schema to that of the next; changes what it is given, or makes anew."""

_PAGE: Final = 100


@attrs.frozen(field_transformer=as_declared)
class Upcasters:
    """How one kind of document became what it is, a step for each change of its form.

    Attributes:
        kind: The kind of document.
        steps: The first takes data of schema 1 to schema 2, and so on; none where the form has
            never changed. Old steps stay: documents of that age may be in any store.

    Example:
        >>> def name_to_names(data):
        ...     return {"names": [data["name"]]}
        >>> pets = Upcasters("pet", (name_to_names,))
        >>> pets.schema
        2
        >>> pets.upcast(Body("pet", 1, {"name": "Rex"})).data
        {'names': ['Rex']}
    """

    kind: str
    steps: tuple[Upcaster, ...] = ()

    @property
    def schema(self) -> int:
        """The number of the newest form, in which documents are written."""
        return len(self.steps) + 1

    def refuse_foreign(self, body: Body, *, source: str = "a document") -> None:
        """Refuse what must be neither read nor written over.

        Raises:
            StoreCorruptError: It is of another kind.
            NewerSchemaError: It was written by a newer release.
        """
        if body.kind != self.kind:
            raise StoreCorruptError(f"{source} is a {body.kind}, not a {self.kind}")
        if body.schema > self.schema:
            raise NewerSchemaError(f"{source} has schema {body.schema}, newer than {self.schema}")

    def upcast(self, body: Body, *, source: str = "a document") -> Body:
        """A body in the newest form.

        Args:
            body: As it was written.
            source: Whose body it is, for the message.

        Raises:
            StoreCorruptError: It is of another kind, or a step cannot make sense of it.
            NewerSchemaError: It was written by a newer release.
        """
        self.refuse_foreign(body, source=source)
        if body.schema == self.schema:
            return body
        data = dict(body.data)
        for number, step in enumerate(self.steps[body.schema - 1 :], start=body.schema):
            try:
                data = step(data)
            except (
                LookupError,
                TypeError,
                ValueError,
                AttributeError,
                InvalidInputError,
            ) as error:
                text = f"{source} cannot be read: from schema {number} to {number + 1}: {error!r}"
                raise StoreCorruptError(text) from error
        return Body(self.kind, self.schema, data)


@attrs.frozen(field_transformer=as_declared)
class Migration:
    """How far a migration came.

    Attributes:
        seen: How many documents were looked at.
        changed: How many were written in the newest form, or would have been.
        failed: The keys of documents that were left as they are, and why.
        after: The key to go on after; None where all is done.
    """

    seen: int = 0
    changed: int = 0
    failed: tuple[tuple[Key, str], ...] = ()
    after: Key | None = None


def migrate(
    store: Store,
    kinds: Collection[Upcasters],
    *,
    dry_run: bool = False,
    after: Key | None = None,
    on_page: Callable[[Migration], bool] = lambda _: True,
) -> Migration:
    """Write the documents of some kinds in their newest form, one transaction each.

    Others may read and write meanwhile: what they wrote is migrated as it stands then. It may be
    broken off at any time and run again, from ``after`` or from the beginning. No events are
    told, since nothing happened. Documents that cannot be migrated are left as they are, and
    reported; documents of other kinds are passed over.

    Args:
        store: Where they are.
        kinds: What is known about the kinds.
        dry_run: Look and report, and write nothing.
        after: Only documents with a key beyond this one; see :attr:`Migration.after`.
        on_page: Is shown how far it came, every hundred documents; false makes an end.
    """
    known = {kind.kind: kind for kind in kinds}
    done = Migration(after=after)
    while True:
        page = store.scan("", after=done.after, limit=_PAGE)
        outcomes = {
            document.key: _migrated(store, document, known, dry_run=dry_run)
            for document in page.documents
        }
        failed = ((key, text) for key, text in outcomes.items() if isinstance(text, str))
        done = Migration(
            seen=done.seen + len(outcomes),
            changed=done.changed + sum(outcome is True for outcome in outcomes.values()),
            failed=(*done.failed, *failed),
            after=page.after,
        )
        if not on_page(done) or done.after is None:
            return done


def _migrated(
    store: Store, document: Document, known: Mapping[str, Upcasters], *, dry_run: bool
) -> bool | str:
    """Whether a document had to be written anew; a text where it could not be."""
    kind = known.get(document.body.kind)
    if kind is None or document.body.schema == kind.schema:
        return False
    place = document.key

    def decide(documents: Mapping[Key, Document]) -> Decision[bool]:
        found = documents.get(place)
        if found is None or found.body.kind != kind.kind or found.body.schema == kind.schema:
            return Decision(result=False)
        body = kind.upcast(found.body, source=place)
        return Decision(result=True, put={} if dry_run else {place: body})

    try:
        return store.transact([place], decide)
    except (NewerSchemaError, StoreCorruptError, InvalidInputError) as error:
        return str(error)
