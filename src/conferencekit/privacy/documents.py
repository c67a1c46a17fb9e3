"""Consents and holds as documents of a store, under the student they are about.

Each is kept and read with an :class:`~conferencekit.privacy.policy.Access`. A policy that is to
know the consents reads them first with that of the school itself, which asks for no consent:
``AccessPolicy(school).acting_for_school("consents", at=now)``.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from conferencekit._refusal import Refusal
from conferencekit.privacy.keeping import DocumentsFor
from conferencekit.privacy.model import Audience, Consent, Label, Purpose, Verdict
from conferencekit.privacy.policy import Access
from conferencekit.privacy.retention import LegalHold
from conferencekit.storage import Decision, DocumentKind, Operation, Store, key
from conferencekit.time import Instant
from conferencekit.wire import JsonValue, body_of, make_converter, structure

__all__ = [
    "keep_consent",
    "keep_legal_hold",
    "kept_consents",
    "kept_legal_holds",
    "label_of_consent",
]

CONSENT_SCHEMA: Final = "conferencekit.consent/1"
HOLD_SCHEMA: Final = "conferencekit.legal-hold/1"
_FIRST: Final = date(2, 1, 2)
_LAST: Final = date(9998, 12, 30)


def label_of_consent(consent: Consent) -> Label:
    """The label by which the policy of access decides about a consent.

    It is by who gave it, and for the staff; families may inspect it.

    Args:
        consent: The consent.
    """
    day = min(max(consent.since, _FIRST), _LAST)  # "always" may be written as the year 1
    at = Instant.parse(f"{day.isoformat()}T12:00Z")
    id_ = f"{consent.party}/{consent.document}"
    return Label("consent", id_, (consent.student,), consent.given_by, at, Audience.STAFF)


def keep_consent(consent: Consent, access: Access) -> Operation[Consent | Refusal]:
    """Keep a consent, in the place of one to the same party by the same document.

    One that is withdrawn is kept with its last day. Who gives it keeps it, and so does the staff
    that keeps the student's records, from the signed paper; its first day and who gave it do not
    change.

    Args:
        consent: The consent.
        access: Who keeps it.
    """
    label = label_of_consent(consent)
    consents = _consents(access)

    def may_write(one: Label) -> Verdict:
        return access.write(one) if one.author == access.viewer else access.write_for_school(one)

    def objection(before: Consent) -> Refusal | None:
        permitted = may_write(label_of_consent(before))
        return consents.objection(before, consent, may_write=permitted)

    place = key("consent", consent.student, consent.party, consent.document)
    return consents.keep(place, consent, unless=objection, may_make=may_write(label))


def kept_consents(store: Store, access: Access, student: str | None = None) -> Iterator[Consent]:
    """The consents about a student, or about all, that somebody may see.

    Args:
        store: Where they are kept.
        access: Who reads: for a policy, the school itself.
        student: The student's id; None for all.
    """
    return _consents(access).scan(store, student)


def keep_legal_hold(hold: LegalHold, access: Access) -> Operation[LegalHold | Refusal]:
    """Keep a hold, in the place of one on the same student from the same instant.

    One that is over is kept with its end.

    Args:
        hold: The hold.
        access: Who keeps it: who runs the school, for the purpose ``administration``.
    """
    if access.purpose is not Purpose.ADMINISTRATION:
        refusal = Refusal("holds are kept to run the school, for the purpose administration")
        return Operation((), lambda _: Decision(refusal))
    holds, place = _holds(access), key("legal-hold", hold.student, hold.since.isoformat())
    return holds.keep(place, hold, unless=lambda before: holds.objection(before, hold))


def kept_legal_holds(
    store: Store, access: Access, student: str | None = None
) -> Iterator[LegalHold]:
    """The holds on a student, or on all, for who runs the school; nobody else is given any.

    Args:
        store: Where they are kept.
        access: Who reads; for the purpose ``administration``.
        student: The student's id; None for all.
    """
    if access.purpose is not Purpose.ADMINISTRATION:
        return iter(())
    return _holds(access).scan(store, student)


def _consents(access: Access) -> DocumentsFor[Consent]:
    return DocumentsFor(_CONSENT, label_of_consent, access)


def _holds(access: Access) -> DocumentsFor[LegalHold]:
    return DocumentsFor(_HOLD, _label_of_hold, access)


def _label_of_hold(hold: LegalHold) -> Label:
    id_ = hold.since.isoformat()
    return Label("legal-hold", id_, (hold.student,), None, hold.since, Audience.STAFF)


def _write_consent(consent: Consent) -> dict[str, Any]:
    return {"schema": CONSENT_SCHEMA, **make_converter().unstructure(consent)}


def _read_consent(data: JsonValue, /, *, source: str) -> Consent:
    body = body_of(data, CONSENT_SCHEMA, source=source)
    return structure(make_converter(), body, Consent, source=source)


def _write_hold(hold: LegalHold) -> dict[str, Any]:
    return {"schema": HOLD_SCHEMA, **make_converter().unstructure(hold)}


def _read_hold(data: JsonValue, /, *, source: str) -> LegalHold:
    body = body_of(data, HOLD_SCHEMA, source=source)
    return structure(make_converter(), body, LegalHold, source=source)


_CONSENT: Final = DocumentKind("consent", 1, _write_consent, _read_consent)
_HOLD: Final = DocumentKind("legal-hold", 1, _write_hold, _read_hold)
