"""How long records are kept, what may be erased, and what must stay and why."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Final

import attrs

from conferencekit._fields import as_declared
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.privacy.protocols import Held
from conferencekit.storage import Body, Decision, Document, Event, Key, Operation, key
from conferencekit.time import Instant

__all__ = ["Erasure", "Kept", "LegalHold", "Retention", "erase", "overdue", "what_may_go"]

SCHEMA: Final = 1
_LONGEST: Final = 36_525


@attrs.frozen
class Retention:
    """How long records of one kind are kept.

    Attributes:
        kind: The kind, as on their labels.
        at_least_days: They must not be erased before, counted from their label's instant.
        at_most_days: They should be erased by then; the same or more, and no more than 100 years.
        because: Which law or decision of the school says so.

    Raises:
        InvalidInputError: The days are no whole numbers in that order, or it is not said why.
    """

    kind: str
    at_least_days: int
    at_most_days: int
    because: str

    def __attrs_post_init__(self) -> None:
        """Refuse what is no rule: nothing is kept for ever, and nothing without a reason."""
        faults = []
        days = (self.at_least_days, self.at_most_days)
        if any(type(one) is not int for one in days) or not 0 <= days[0] <= days[1] <= _LONGEST:
            text = f"{days[0]!r} to {days[1]!r} are no days, from the least to the most"
            faults.append(Fault("at_most_days", text, f"0 to {_LONGEST}"))
        faults += [
            Fault(name, "is empty") for name in ("kind", "because") if not getattr(self, name)
        ]
        if faults:
            raise InvalidInputError(faults, source="retention")


@attrs.frozen
class LegalHold:
    """That nothing on a student may be erased for now.

    Such as while a request to inspect the records is open (34 CFR 99.10(e)), or a court asks.

    Attributes:
        student: The student's id.
        because: Why.
        since: From when.
        until: Until when; None for until it is taken away.
    """

    student: str
    because: str
    since: Instant
    until: Instant | None = None

    def applies(self, at: Instant) -> bool:
        """Whether it holds at an instant."""
        return self.since <= at and (self.until is None or at < self.until)


@attrs.frozen
class Kept:
    """A record that must stay.

    Attributes:
        held: The record and where it is kept.
        because: Why.
        until: Until when for that reason; None where that is open.
    """

    held: Held
    because: str
    until: Instant | None


@attrs.frozen(field_transformer=as_declared)
class Erasure:
    """What of some records may go, and what stays.

    Attributes:
        go: Records that may be erased.
        stay: Records that must stay, each with the reason.
    """

    go: tuple[Held, ...]
    stay: tuple[Kept, ...]


def what_may_go(
    records: Iterable[Held],
    retention: Iterable[Retention],
    *,
    at: Instant,
    holds: Iterable[LegalHold] = (),
) -> Erasure:
    """What of some records may be erased when somebody asks for it (GDPR, Article 17).

    A record stays that a hold is on, that must be kept for longer, for whose kind no retention
    is given, or that is about other students as well: about that a person has to decide.

    Args:
        records: Such as all on one student.
        retention: How long what is kept; one for each kind.
        at: When.
        holds: What must not be touched for now.

    Raises:
        InvalidInputError: Two retentions are for one kind, or two records in one document.
    """
    by_kind, current = _by_kind(retention), _in_force(holds, at)
    go, stay = [], []
    for held in _each_once(records):
        kept = _reason_to_stay(held, by_kind, current, at)
        if kept is None:
            go.append(held)
        else:
            stay.append(kept)
    return Erasure(tuple(go), tuple(stay))


def overdue(
    records: Iterable[Held],
    retention: Iterable[Retention],
    *,
    at: Instant,
    holds: Iterable[LegalHold] = (),
) -> Erasure:
    """What of some records should be gone by now, and what of that stays nevertheless and why.

    No record is kept for ever: each kind has a retention (16 CFR 312.10, on data of children
    under 13). A record for whose kind none is given is among what stays, so that it is noticed.

    Args:
        records: Any, such as all the school keeps.
        retention: How long what is kept; one for each kind.
        at: When.
        holds: What must not be touched for now.

    Raises:
        InvalidInputError: Two retentions are for one kind, or two records in one document.
    """
    rules = tuple(retention)
    by_kind = _by_kind(rules)

    def is_due(held: Held) -> bool:
        label = held.record.label
        rule = by_kind.get(label.kind)
        return rule is None or label.at + timedelta(days=rule.at_most_days) <= at

    return what_may_go(filter(is_due, _each_once(records)), rules, at=at, holds=holds)


def erase(erasure: Erasure, *, by: str, at: Instant, because: str) -> Operation[int]:
    """Delete the documents of what may go, and leave a tombstone for each.

    The tombstone says that a record of some kind was erased, when, by whom and why; nothing of
    what it said, not even its key. Events of the store that were told before, and the host's
    backups, are the host's to clear.

    Args:
        erasure: From :func:`what_may_go` or :func:`overdue`.
        by: The id of who erases.
        at: When.
        because: Why.

    Returns:
        An operation; its result is how many documents were there and are gone.
    """
    tombs = {held.key: _tombstone(held, by, at, because) for held in erasure.go}
    places = {place: key("erased", sha256(place.encode()).hexdigest()[:32]) for place in tombs}

    def decide(documents: Mapping[Key, Document]) -> Decision[int]:
        there = [place for place in tombs if place in documents]
        return Decision(
            len(there),
            put={places[place]: tombs[place] for place in there},
            delete=frozenset(there),
            events=tuple(Event("record.erased", {"tombstone": places[one]}) for one in there),
        )

    return Operation((*tombs, *places.values()), decide)


def _tombstone(held: Held, by: str, at: Instant, because: str) -> Body:
    label = held.record.label
    return Body(
        "tombstone",
        SCHEMA,
        {
            "kind": label.kind,
            "by": by,
            "at": at.isoformat(),
            "because": because,
        },
    )


def _each_once(records: Iterable[Held]) -> tuple[Held, ...]:
    """Records that come several times, such as with each of their students, come once."""
    found: dict[Key, Held] = {}
    for held in records:
        label, first = held.record.label, found.setdefault(held.key, held).record.label
        if (label.kind, label.id) != (first.kind, first.id):
            text = f"holds {shorten(first.id)} and {shorten(label.id)}: erasing one erases both"
            raise InvalidInputError.single(held.key, text, "keep each in a document of its own")
    return tuple(found.values())


def _by_kind(retention: Iterable[Retention]) -> dict[str, Retention]:
    found: dict[str, Retention] = {}
    for index, rule in enumerate(retention):
        if rule.kind in found:
            text = f"{rule.kind!r} has a retention already"
            raise InvalidInputError.single(f"retention[{index}].kind", text)
        found[rule.kind] = rule
    return found


def _in_force(holds: Iterable[LegalHold], at: Instant) -> dict[str, LegalHold]:
    """The hold on each student that lasts longest."""
    found: dict[str, LegalHold] = {}
    for hold in holds:
        if hold.applies(at) and (
            hold.student not in found or _lasts_longer(hold, found[hold.student])
        ):
            found[hold.student] = hold
    return found


def _lasts_longer(one: LegalHold, other: LegalHold) -> bool:
    return other.until is not None and (one.until is None or one.until > other.until)


def _reason_to_stay(
    held: Held, by_kind: Mapping[str, Retention], holds: Mapping[str, LegalHold], at: Instant
) -> Kept | None:
    label = held.record.label
    for student in label.students:
        if student in holds:
            return Kept(held, holds[student].because, holds[student].until)
    rule = by_kind.get(label.kind)
    if rule is None:
        return Kept(held, f"no retention is given for the kind {label.kind!r}", None)
    until = label.at + timedelta(days=rule.at_least_days)
    if at < until:
        return Kept(held, rule.because, until)
    if len(label.students) > 1:
        return Kept(held, "it is about other students too: a person has to decide", None)
    return None
