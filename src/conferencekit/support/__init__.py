"""Support for one child: needs, strategies, interventions; how they are given, and what came.

Refers to goals by their id.
"""

from conferencekit._refusal import Refusal
from conferencekit.support.delivery import (
    Deliveries,
    Delivery,
    minutes_by_provider,
    planned_minutes,
    support_given,
)
from conferencekit.support.documents import (
    add_deliveries,
    keep_strategies,
    keep_support,
    kept_all_support,
    kept_deliveries,
    kept_strategies,
    kept_support,
)
from conferencekit.support.effect import Effect, effects
from conferencekit.support.formats import (
    deliveries_from_json,
    deliveries_to_json,
    support_from_json,
    support_to_json,
)
from conferencekit.support.history import (
    SupportHistory,
    SupportVersion,
    begin_support,
    change_support,
)
from conferencekit.support.labels import label_of_deliveries, label_of_support
from conferencekit.support.model import (
    Dosage,
    Intervention,
    Need,
    Resource,
    Review,
    ReviewOutcome,
    SupportPlan,
    Tier,
    TierChange,
)
from conferencekit.support.overview import SupportView, support_view
from conferencekit.support.showing import show_effects, show_support, support_sources
from conferencekit.support.strategies import (
    Strategy,
    StrategyLibrary,
    builtin_strategies,
    strategies_from_json,
    strategies_to_json,
)

__all__ = [
    "Deliveries",
    "Delivery",
    "Dosage",
    "Effect",
    "Intervention",
    "Need",
    "Refusal",
    "Resource",
    "Review",
    "ReviewOutcome",
    "Strategy",
    "StrategyLibrary",
    "SupportHistory",
    "SupportPlan",
    "SupportVersion",
    "SupportView",
    "Tier",
    "TierChange",
    "add_deliveries",
    "begin_support",
    "builtin_strategies",
    "change_support",
    "deliveries_from_json",
    "deliveries_to_json",
    "effects",
    "keep_strategies",
    "keep_support",
    "kept_all_support",
    "kept_deliveries",
    "kept_strategies",
    "kept_support",
    "label_of_deliveries",
    "label_of_support",
    "minutes_by_provider",
    "planned_minutes",
    "show_effects",
    "show_support",
    "strategies_from_json",
    "strategies_to_json",
    "support_from_json",
    "support_given",
    "support_sources",
    "support_to_json",
    "support_view",
]
