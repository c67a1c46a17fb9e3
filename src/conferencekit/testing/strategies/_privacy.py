"""Strategies for what privacy keeps: consents and legal holds."""

from hypothesis import strategies as st

from conferencekit.privacy import Consent, LegalHold, Purpose
from conferencekit.testing.strategies._basics import instants
from conferencekit.testing.strategies._words import days, ids, maybe_words, words

__all__ = ["consents", "legal_holds"]


def consents() -> st.SearchStrategy[Consent]:
    """Consents, in force or not."""
    return st.builds(
        Consent,
        student=ids(),
        party=ids(),
        given_by=ids(),
        document=words(),
        purposes=st.frozensets(st.sampled_from(Purpose), max_size=3),
        since=days(),
        until=st.none() | days(),
    )


def legal_holds() -> st.SearchStrategy[LegalHold]:
    """Holds, over or not."""
    return st.builds(
        LegalHold,
        student=ids(),
        because=maybe_words(),
        since=instants(),
        until=st.none() | instants(),
    )
