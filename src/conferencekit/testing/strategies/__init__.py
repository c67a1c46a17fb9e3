"""Hypothesis strategies for the library's types, for tests of your own.

What they make is valid, small, and mean: sessions across a change of the clocks, windows off the
grid, families in pieces, people who are several things at once.
"""

from conferencekit.errors import MissingExtraError

try:
    import hypothesis as hypothesis
except ImportError as error:
    raise MissingExtraError("testing", "a Hypothesis strategy") from error

from conferencekit.testing.strategies._assessment import (
    assessments,
    rubrics,
    scales,
    scores_by,
    scores_on,
    texts,
)
from conferencekit.testing.strategies._basics import (
    bodies,
    events,
    instants,
    json_values,
    keys,
    windows,
    zones,
)
from conferencekit.testing.strategies._booking import (
    actors,
    booking_events,
    booking_policies,
    bookings,
    desks,
)
from conferencekit.testing.strategies._conference import (
    answers,
    conference_records,
    follow_ups,
    preparations,
    questionnaires,
)
from conferencekit.testing.strategies._dialogue import (
    circumstances,
    contact_entries,
    messages,
    threads,
)
from conferencekit.testing.strategies._goals import (
    action_plans,
    goal_terms,
    goals,
    measures,
    parties,
    ratings,
    records,
)
from conferencekit.testing.strategies._people import (
    schools,
)
from conferencekit.testing.strategies._planning import (
    policies,
    wishes,
)
from conferencekit.testing.strategies._privacy import (
    consents,
    legal_holds,
)
from conferencekit.testing.strategies._rounds import (
    meetings_of,
    plans,
    rounds,
    weights,
    windows_around,
)
from conferencekit.testing.strategies._support import (
    deliveries,
    strategy_libraries,
    support_histories,
    support_plans,
)
from conferencekit.testing.strategies._words import (
    labels,
)

__all__ = [
    "action_plans",
    "actors",
    "answers",
    "assessments",
    "bodies",
    "booking_events",
    "booking_policies",
    "bookings",
    "circumstances",
    "conference_records",
    "consents",
    "contact_entries",
    "deliveries",
    "desks",
    "events",
    "follow_ups",
    "goal_terms",
    "goals",
    "instants",
    "json_values",
    "keys",
    "labels",
    "legal_holds",
    "measures",
    "meetings_of",
    "messages",
    "parties",
    "plans",
    "policies",
    "preparations",
    "questionnaires",
    "ratings",
    "records",
    "rounds",
    "rubrics",
    "scales",
    "schools",
    "scores_by",
    "scores_on",
    "strategy_libraries",
    "support_histories",
    "support_plans",
    "texts",
    "threads",
    "weights",
    "windows",
    "windows_around",
    "wishes",
    "zones",
]
