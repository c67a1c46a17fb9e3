"""Consents and holds as documents of a store, under the student they are about."""

from collections.abc import Iterator
from typing import Any, Final

from conferencekit._refusal import Refusal
from conferencekit.privacy.model import Consent
from conferencekit.privacy.retention import LegalHold
from conferencekit.storage import DocumentKind, Operation, Store, key
from conferencekit.wire import JsonValue, body_of, make_converter, structure

__all__ = ["keep_consent", "keep_legal_hold", "kept_consents", "kept_legal_holds"]

CONSENT_SCHEMA: Final = "conferencekit.consent/1"
HOLD_SCHEMA: Final = "conferencekit.legal-hold/1"


def keep_consent(consent: Consent) -> Operation[Consent | Refusal]:
    """Keep a consent, in the place of one to the same party by the same document.

    One that is withdrawn is kept with its last day.
    """
    return _CONSENT.keep(key("consent", consent.student, consent.party, consent.document), consent)


def kept_consents(store: Store, student: str | None = None) -> Iterator[Consent]:
    """The consents about a student, or about all: for an AccessPolicy."""
    return _CONSENT.scan(store, _prefix("consent", student))


def keep_legal_hold(hold: LegalHold) -> Operation[LegalHold | Refusal]:
    """Keep a hold, in the place of one on the same student from the same instant.

    One that is over is kept with its end.
    """
    return _HOLD.keep(key("legal-hold", hold.student, hold.since.isoformat()), hold)


def kept_legal_holds(store: Store, student: str | None = None) -> Iterator[LegalHold]:
    """The holds on a student, or on all."""
    return _HOLD.scan(store, _prefix("legal-hold", student))


def _prefix(kind: str, student: str | None) -> str:
    return f"{kind}/" if student is None else f"{key(kind, student)}/"


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
