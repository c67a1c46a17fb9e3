"""Threads, messages, contacts and circumstances as documents of a store.

Whoever keeps or reads one passes through the policy of access. The documents of a student stand
under the student's id. With a cipher, what was told in confidence is encrypted at rest.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.dialogue.model import Circumstance, ContactEntry, Message, Thread
from conferencekit.dialogue.reading import belongs
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.privacy import (
    Access,
    Cipher,
    Held,
    Source,
    register_confidential,
    seal,
    unseal,
)
from conferencekit.storage import Decision, Document, DocumentKind, Key, Operation, Store, key
from conferencekit.wire import JsonValue, body_of, make_converter, structure

__all__ = ["Record", "dialogue_sources", "keep", "kept"]

Record = Thread | Message | ContactEntry | Circumstance
"""What this room keeps."""

_Rec = TypeVar("_Rec", bound=Record)
_R = TypeVar("_R", Thread, Message, ContactEntry, Circumstance)

_NAMES: Final[Mapping[type[Any], str]] = {
    Thread: "thread",
    Message: "message",
    ContactEntry: "contact",
    Circumstance: "circumstance",
}
SCHEMA: Final = 1


@kinds_checked
def keep(
    record: _Rec, access: Access, *, cipher: Cipher | None = None
) -> Operation[_Rec | Refusal]:
    """Keep a record, if who wants to may write it.

    Args:
        record: New, or in the place of the one with the same label id.
        access: Who keeps it, and when. They may where the policy lets them write it and what
            stood there before; what is new is by themselves.
        cipher: Encrypts what is confidential; None for no encryption.

    Returns:
        An operation. Its result is the record, or why not; then nothing was written. A message is
        kept only in a thread that is kept, that its author may see, and that is for the same
        people; once sent it is never changed. The contact log is written by staff alone. Readers
        that are named are of the staff, or the student or a guardian of theirs.
    """
    refusal = _refusal(record, access)
    if refusal is not None:
        return Operation((), lambda _: Decision(refusal))

    def objection(before: Record) -> Refusal | None:
        if isinstance(before, Message):
            text = "a message that was sent is not changed"
            return None if before == record else Refusal(text)
        change = access.change(before.label, record.label)
        return _unknown_readers(record, access, before) if change else Refusal(change.reason)

    place = _place(record)
    kind: DocumentKind[Any] = _kind(type(record), cipher, place)
    operation: Operation[_Rec | Refusal] = kind.keep(place, record, unless=objection)

    def decide(documents: Mapping[Key, Document]) -> Decision[_Rec | Refusal]:
        refusal = None if place in documents else _refusal_of_new(record, access)
        return operation.decide(documents) if refusal is None else Decision(refusal)

    checked = Operation(operation.keys, decide)
    if not isinstance(record, Message):
        return checked
    return _in_its_thread(record, checked, access)


def _refusal(record: Record, access: Access) -> Refusal | None:
    is_log = isinstance(record, ContactEntry)
    ask = access.write_for_school if is_log else access.write
    verdict = ask(record.label)
    return None if verdict else Refusal(verdict.reason)


def _refusal_of_new(record: Record, access: Access) -> Refusal | None:
    verdict = access.create(record.label)
    if not verdict:
        return Refusal(verdict.reason)
    if isinstance(record, Message) and record.label.at != access.at:
        return Refusal("a message is written when it is sent")
    return _unknown_readers(record, access)


def _unknown_readers(
    record: Record, access: Access, before: Record | None = None
) -> Refusal | None:
    """Why those who are named as readers, and were not before, cannot all be meant."""
    school, label = access.policy.school, record.label
    named = label.readers - (before.label.readers if before is not None else frozenset())
    families = {one.id for student in label.students for one in school.guardians_of(student)}
    known = families.union(label.students)
    strangers = sorted(one for one in named if one not in known and not school.has("staff", one))
    if not strangers:
        return None
    names = ", ".join(map(shorten, strangers))
    return Refusal(f"named as readers, and neither of the staff nor the family: {names}")


def _in_its_thread(
    message: Message, operation: Operation[_Rec | Refusal], access: Access
) -> Operation[_Rec | Refusal]:
    """An operation that refuses where the message has no thread it may be sent to."""
    place = key("thread", message.label.students[0], message.thread)
    kind = _kind(Thread, None, place)

    def decide(documents: Mapping[Key, Document]) -> Decision[_Rec | Refusal]:
        thread = kind.decoded(documents[place]) if place in documents else None
        if thread is None or not access.read(thread.label):
            return Decision(Refusal("there is no such thread"))
        if not belongs(message, thread):
            return Decision(Refusal("a message is for the people of its thread, and no others"))
        return operation.decide(documents)

    return Operation(operation.keys, decide, shared=(place,))


@kinds_checked
def kept(
    store: Store,
    kind: type[_R],
    student: str,
    access: Access,
    *,
    cipher: Cipher | None = None,
) -> tuple[_R, ...]:
    """The records of one kind about a student that somebody may see, in the order of their ids.

    Args:
        store: Where they are kept.
        kind: ``Thread``, ``Message``, ``ContactEntry`` or ``Circumstance``.
        student: The student's id.
        access: Who reads.
        cipher: As they were kept with.

    Raises:
        InvalidInputError: The kind is none of these.
        StoreCorruptError: A document cannot be read, or not decrypted.
        NewerSchemaError: A newer release wrote it.
    """
    if kind not in _NAMES:
        text = f"{kind.__name__} is none of {', '.join(one.__name__ for one in _NAMES)}"
        raise InvalidInputError.single("kind", text, source="kept")
    return access.visible(record for _, record in _scan(store, kind, student, cipher))


@kinds_checked
def dialogue_sources(store: Store, *, cipher: Cipher | None = None) -> tuple[Source, ...]:
    """The sources of this room, for :func:`~conferencekit.privacy.dossier.gather`.

    Args:
        store: Where the records are kept.
        cipher: As they were kept with.
    """
    return tuple(_Kept(store, kind, name, cipher) for kind, name in _NAMES.items())


@attrs.frozen
class _Kept:
    """The kept records of one kind, all of them: the policy is asked by who gathers."""

    store: Store
    kind: type[Any]
    name: str
    cipher: Cipher | None

    def records(self, student: str, /) -> Iterable[Held]:
        for place, record in _scan(self.store, self.kind, student, self.cipher):
            yield Held(record, place)


def _place(record: Record) -> Key:
    label = record.label
    return key(_NAMES[type(record)], label.students[0], label.id)


def _scan(
    store: Store, kind: type[_R], student: str, cipher: Cipher | None
) -> Iterable[tuple[Key, _R]]:
    prefix = f"{key(_NAMES[kind], student)}/"
    after: Key | None = None
    while True:
        page = store.scan(prefix, after=after)
        for document in page.documents:
            yield document.key, _kind(kind, cipher, document.key).decoded(document)
        after = page.after
        if after is None:
            return


def _kind(kind: type[_R], cipher: Cipher | None, place: Key) -> DocumentKind[_R]:
    """How a record of one kind is written in one place."""
    schema = f"conferencekit.{_NAMES[kind]}/{SCHEMA}"

    def write(record: _R) -> dict[str, Any]:
        data = _CONVERTER.unstructure(record)
        if cipher is not None:
            data = seal(data, cipher, context=place)
        return {"schema": schema, **data}

    def read(data: JsonValue, /, *, source: str) -> _R:
        body: Any = body_of(data, schema, source=source)
        if cipher is not None:
            body = unseal(body, cipher, context=place)
        return structure(_CONVERTER, body, kind, source=source)

    return DocumentKind(_NAMES[kind], SCHEMA, write, read)


_CONVERTER: Final = make_converter()
register_confidential(_CONVERTER)
