"""Strategies for what home and school tell each other."""

from hypothesis import strategies as st

from conferencekit.dialogue import Circumstance, ContactEntry, Medium, Message, Thread
from conferencekit.privacy import Audience, Confidential
from conferencekit.testing.strategies._words import ids, labels, maybe_words, words

__all__ = ["circumstances", "contact_entries", "messages", "threads"]


def threads() -> st.SearchStrategy[Thread]:
    """Conversations, about a record or none."""
    return st.builds(
        Thread, labels("thread"), maybe_words(), st.none() | st.tuples(words(), ids())
    )


def messages() -> st.SearchStrategy[Message]:
    """Messages in any language."""
    languages = st.sampled_from(("en", "es-MX", "zh-Hant", "ar"))
    return st.builds(Message, labels("message"), ids(), maybe_words(), languages)


def contact_entries() -> st.SearchStrategy[ContactEntry]:
    """Lines of the contact log."""
    label = labels("contact", household=True)
    return st.builds(ContactEntry, label, st.sampled_from(Medium), st.booleans(), maybe_words())


def circumstances() -> st.SearchStrategy[Circumstance]:
    """What is told in confidence."""
    told = maybe_words().map(Confidential)
    label = labels("circumstance", audiences=(Audience.CONFIDENTIAL, Audience.PRIVATE))
    return st.builds(Circumstance, label, words(), told)
