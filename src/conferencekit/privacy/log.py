"""The access log: who saw, changed, took or was refused what; a chain that shows tampering.

Each student has a chain of their own, kept as documents beside their records. Every link carries
the digest of the one before, so that none can be changed, taken out or put in between without
breaking the chain. Whoever can write to the store *and* knows the secret could still write the
whole chain anew; keep a copy of a link's digest elsewhere now and then, and give it to
:func:`verify` as an anchor.

The log holds ids and rules, nothing that a record says.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar

import attrs

from conferencekit._fields import as_declared
from conferencekit.errors import Fault
from conferencekit.privacy.model import Action, Audience, Capacity, Label, Purpose, Verdict
from conferencekit.privacy.policy import Access
from conferencekit.school import School
from conferencekit.storage import (
    Body,
    Decision,
    Document,
    DocumentKind,
    Event,
    Key,
    Operation,
    Store,
    key,
)
from conferencekit.time import Instant
from conferencekit.wire import JsonValue, dump_json, make_converter, structure

__all__ = ["AccessLog", "Entry", "Link", "disclosures", "log_access", "read_log", "verify"]

_CONVERTER: Final = make_converter()
_T = TypeVar("_T")


@attrs.frozen(field_transformer=as_declared)
class Entry:
    """That somebody did, or was refused, something with a record of a student.

    Attributes:
        student: The student's id.
        viewer: The id of who asked.
        action: What they wanted to do.
        purpose: What for.
        at: When.
        kind: The kind of the record.
        record: Its id.
        allowed: Whether they were allowed to.
        rule: The id of the rule that decided.
        capacity: What they were to the student; None where refused.
        party: To whom a copy went, where not to the viewer.
        interest: What legitimate interest that party has (34 CFR 99.32(a)(3)).
    """

    student: str
    viewer: str
    action: Action
    purpose: Purpose
    at: Instant
    kind: str
    record: str
    allowed: bool
    rule: str
    capacity: Capacity | None = None
    party: str | None = None
    interest: str = ""


@attrs.frozen
class Link:
    """An entry in its place in a student's chain.

    Attributes:
        number: 1, 2, 3, ...
        previous: The digest of the link before; empty for the first.
        entry: What happened.
        digest: HMAC-SHA256 over all of that, in hexadecimal.
    """

    number: int
    previous: str
    entry: Entry
    digest: str


@attrs.frozen
class _Head:
    number: int
    digest: str


@attrs.frozen(field_transformer=as_declared)
class AccessLog:
    """A student's chain as it is kept.

    Attributes:
        student: The student's id.
        links: In the order of their numbers.
        number: How many there should be.
        digest: What the last one's digest should be; empty where there is none.
    """

    student: str
    links: tuple[Link, ...] = ()
    number: int = 0
    digest: str = ""


def log_access(
    verdict: Verdict, *, secret: bytes, party: str | None = None, interest: str = ""
) -> Operation[tuple[Link, ...]]:
    """Write a verdict into the log of every student the record is about.

    The same verdict logged again, such as after a lost answer, is logged once.

    Args:
        verdict: What was asked and answered.
        secret: Known to the school's software and not kept in the store; any bytes.
        party: To whom a copy went, where not to the viewer.
        interest: What legitimate interest that party has.

    Returns:
        An operation; its result is the new links, none where they were there already.
    """
    entries = [_entry(verdict, student, party, interest) for student in verdict.label.students]
    places = {_place(entry): entry for entry in entries}
    heads = {entry.student: key("access", entry.student) for entry in entries}

    def decide(documents: Mapping[Key, Document]) -> Decision[tuple[Link, ...]]:
        put: dict[Key, Body] = {}
        links = []
        for place, entry in places.items():
            if place in documents:
                continue
            head = _head(documents.get(heads[entry.student]))
            link = _linked(head, entry, secret)
            links.append(link)
            put[place] = Body(_LINK.name, _LINK.schema, _LINK.write(link))
            head = _Head(link.number, link.digest)
            put[heads[entry.student]] = Body(_HEAD.name, _HEAD.schema, _HEAD.write(head))
        events = tuple(Event("access.logged", {"student": one.entry.student}) for one in links)
        return Decision(tuple(links), put=put, events=events)

    return Operation((*places, *heads.values()), decide)


def read_log(store: Store, student: str, access: Access) -> AccessLog | None:
    """A student's chain as it is kept, whether it holds or not.

    It is for who runs the school: an entry tells that a record exists, also one that was told in
    confidence. A family is shown :func:`disclosures`.

    Args:
        store: Where it is kept.
        student: The student's id.
        access: Who reads it; for the purpose ``administration``.

    Returns:
        The log, empty where nothing was logged; None where they may not see it.

    Raises:
        StoreCorruptError: A document of it cannot be read; it names the document.
        NewerSchemaError: A newer release wrote it.
    """
    label = Label("access-log", student, (student,), None, access.at, Audience.STAFF)
    if access.purpose is not Purpose.ADMINISTRATION or not access.read(label):
        return None
    place = key("access", student)
    links = list(_LINK.scan(store, f"{place}/"))
    head = _head(store.read([place]).get(place))
    links.sort(key=lambda link: link.number)
    return AccessLog(student, tuple(links), head.number, head.digest)


def verify(
    log: AccessLog, *, secret: bytes, anchors: Mapping[int, str] | None = None
) -> tuple[Fault, ...]:
    """What is wrong with a chain; empty where nothing is.

    Args:
        log: From :func:`read_log`.
        secret: As the entries were logged with.
        anchors: Digests that were kept elsewhere, by the number of their link.
    """
    return tuple(_broken(log, secret, anchors or {}))


def disclosures(log: AccessLog, school: School) -> tuple[Entry, ...]:
    """The record of disclosures: what others than family and staff asked for and were given.

    What 34 CFR 99.32 has a school keep with a student's records, and show to parents who ask: each
    copy that went to another party, whatever an outsider was told, and what somebody was refused
    who is not of the school. It has more than the law asks for, which leaves out parties with a
    consent (99.32(d)).

    Args:
        log: A student's.
        school: Who is of the school.
    """

    def is_outside(entry: Entry) -> bool:
        lists = ("staff", "guardians", "students")
        return not any(school.has(name, entry.viewer) for name in lists)

    return tuple(
        link.entry
        for link in log.links
        if link.entry.capacity is Capacity.OUTSIDER
        or link.entry.party is not None
        or (not link.entry.allowed and is_outside(link.entry))
    )


def _entry(verdict: Verdict, student: str, party: str | None, interest: str) -> Entry:
    return Entry(
        student=student,
        viewer=verdict.viewer,
        action=verdict.action,
        purpose=verdict.purpose,
        at=verdict.at,
        kind=verdict.label.kind,
        record=verdict.label.id,
        allowed=verdict.allowed,
        rule=verdict.rule,
        capacity=verdict.capacity,
        party=party,
        interest=interest,
    )


def _place(entry: Entry) -> Key:
    """Where an entry is kept: the same entry always in the same place."""
    text = dump_json(_CONVERTER.unstructure(entry))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return key("access", entry.student, entry.at.isoformat(), digest[:32])


def _linked(head: _Head, entry: Entry, secret: bytes) -> Link:
    number = head.number + 1
    return Link(number, head.digest, entry, _digest(number, head.digest, entry, secret))


def _digest(number: int, previous: str, entry: Entry, secret: bytes) -> str:
    text = dump_json([number, previous, _CONVERTER.unstructure(entry)])
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _broken(log: AccessLog, secret: bytes, anchors: Mapping[int, str]) -> Iterator[Fault]:
    previous = ""
    for index, link in enumerate(log.links):
        place = f"links[{index}]"
        if link.number != index + 1:
            yield Fault(place, f"has number {link.number}, not {index + 1}")
        if link.previous != previous:
            yield Fault(place, "does not follow the link before it")
        expected = _digest(link.number, link.previous, link.entry, secret)
        if not hmac.compare_digest(expected, link.digest):
            yield Fault(place, "is not what was logged, or was logged with another secret")
        if link.entry.student != log.student:
            yield Fault(place, "is about another student")
        previous = link.digest
    if log.number != len(log.links) or log.digest != previous:
        yield Fault("", f"ends at link {len(log.links)}, not at link {log.number} as it should")
    yield from _unanchored(log.links, anchors)


def _unanchored(links: tuple[Link, ...], anchors: Mapping[int, str]) -> Iterator[Fault]:
    for number, digest in sorted(anchors.items()):
        there = links[number - 1].digest if 0 < number <= len(links) else ""
        if not hmac.compare_digest(there, digest):
            yield Fault("", f"link {number} is not the one that was noted elsewhere")


def _head(document: Document | None) -> _Head:
    return _Head(0, "") if document is None else _HEAD.decoded(document)


def _kind(name: str, made: type[_T]) -> DocumentKind[_T]:
    def read(data: JsonValue, /, *, source: str) -> _T:
        return structure(_CONVERTER, data, made, source=source)

    return DocumentKind(name, 1, _CONVERTER.unstructure, read)


_LINK: Final = _kind("access-link", Link)
_HEAD: Final = _kind("access-head", _Head)
