"""Support plans, and what was given of them, as documents of a store.

Each function returns an :class:`~conferencekit.storage.model.Operation`; its ``run`` carries it
out.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.storage import DocumentKind, Operation, Store, key
from conferencekit.support.delivery import Deliveries, Delivery
from conferencekit.support.formats import (
    deliveries_from_json,
    deliveries_to_json,
    support_from_json,
    support_to_json,
)
from conferencekit.support.history import SupportHistory
from conferencekit.support.strategies import (
    StrategyLibrary,
    strategies_from_json,
    strategies_to_json,
)

__all__ = [
    "add_deliveries",
    "keep_strategies",
    "keep_support",
    "kept_all_support",
    "kept_deliveries",
    "kept_strategies",
    "kept_support",
]

SUPPORT: Final = DocumentKind("support", 1, support_to_json, support_from_json)
DELIVERIES: Final = DocumentKind("deliveries", 1, deliveries_to_json, deliveries_from_json)

STRATEGIES: Final = DocumentKind("strategies", 1, strategies_to_json, strategies_from_json)


@kinds_checked
def keep_support(history: SupportHistory) -> Operation[SupportHistory | Refusal]:
    """Keep a support plan, unless that would lose a version.

    Where somebody has changed it meanwhile, the operation's result is a refusal and nothing is
    written: read it again, and repeat the change.
    """

    def lost(before: SupportHistory) -> Refusal | None:
        if history.versions[: len(before.versions)] != before.versions:
            text = f"the support of {history.student!r} was changed meanwhile; read it again"
            return Refusal(text)
        return None

    return SUPPORT.keep(key("support", history.student), history, unless=lost)


@kinds_checked
def kept_support(student: str) -> Operation[SupportHistory | None]:
    """The support plan of a student; None where there is none."""
    return SUPPORT.kept(key("support", student))


@kinds_checked
def kept_all_support(store: Store) -> Iterator[SupportHistory]:
    """The support plans of all students."""
    return SUPPORT.scan(store, "support/")


@kinds_checked
def add_deliveries(
    student: str, intervention: str, deliveries: Iterable[Delivery]
) -> Operation[Deliveries]:
    """Add to what was given of an intervention; the operation's result is all of it.

    Repeating it is safe: a delivery that is there already is not there twice.
    """
    new = tuple(deliveries)
    return DELIVERIES.change(
        key("deliveries", student, intervention),
        lambda before: (before or Deliveries(student, intervention)).adding(new),
    )


@kinds_checked
def keep_strategies(
    library: StrategyLibrary, *, name: str = "school"
) -> Operation[StrategyLibrary]:
    """Keep strategies under a name, in the place of what had that name before."""
    return STRATEGIES.change(key("strategies", name), lambda _: library)


@kinds_checked
def kept_strategies(name: str = "school") -> Operation[StrategyLibrary | None]:
    """The library of strategies kept under a name; None where there is none."""
    return STRATEGIES.kept(key("strategies", name))


@kinds_checked
def kept_deliveries(store: Store, student: str) -> dict[str, Deliveries]:
    """What was given of each intervention of a student, by the intervention's id."""
    found = DELIVERIES.scan(store, f"{key('deliveries', student)}/")
    return {one.intervention: one for one in found}
