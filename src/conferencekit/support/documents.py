"""Support plans, and what was given of them, as documents of a store.

What returns an :class:`~conferencekit.storage.model.Operation` is carried out by its ``run``.
Whatever is about a child is kept and read with an
:class:`~conferencekit.privacy.policy.Access`: nobody is given what they may not see, and nothing
is kept that they may not write. The staff alone writes support.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.privacy import Access, Audiences, DocumentsFor
from conferencekit.storage import DocumentKind, Operation, Store, key
from conferencekit.support.delivery import Deliveries, Delivery
from conferencekit.support.formats import (
    deliveries_from_json,
    deliveries_to_json,
    support_from_json,
    support_to_json,
)
from conferencekit.support.history import SupportHistory
from conferencekit.support.labels import label_of_deliveries, label_of_support
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
def keep_support(
    history: SupportHistory, access: Access, *, audiences: Audiences | None = None
) -> Operation[SupportHistory | Refusal]:
    """Keep a support plan, unless that would lose a version.

    Where somebody has changed it meanwhile, or who keeps it may not, the operation's result is a
    refusal and nothing is written. Read it again in the first case, and repeat the change.

    Args:
        history: The plan with its versions.
        access: Who keeps it: somebody of the staff, in their own name where it is new.
        audiences: For whom the school keeps support plans.
    """
    plans, label = _plans(access, audiences), label_of_support(history, audiences)

    def objection(before: SupportHistory) -> Refusal | None:
        if history.versions[: len(before.versions)] != before.versions:
            text = f"the support of {history.student!r} was changed meanwhile; read it again"
            return Refusal(text)
        permitted = access.write_for_school(label_of_support(before, audiences))
        return plans.objection(before, history, may_write=permitted)

    may_make = access.create(label) and access.write_for_school(label)
    place = key("support", history.student)
    return plans.keep(place, history, unless=objection, may_make=may_make)


@kinds_checked
def kept_support(
    student: str, access: Access, *, audiences: Audiences | None = None
) -> Operation[SupportHistory | None]:
    """The support plan of a student; None where there is none to be seen.

    Args:
        student: The student's id.
        access: Who reads.
        audiences: For whom the school keeps support plans.
    """
    return _plans(access, audiences).kept(key("support", student))


@kinds_checked
def kept_all_support(
    store: Store, access: Access, *, audiences: Audiences | None = None
) -> Iterator[SupportHistory]:
    """The support plans of all students that somebody may see; see :func:`kept_support`."""
    return _plans(access, audiences).scan(store)


@kinds_checked
def add_deliveries(
    student: str,
    intervention: str,
    deliveries: Iterable[Delivery],
    access: Access,
    *,
    audiences: Audiences | None = None,
) -> Operation[Deliveries | Refusal]:
    """Add to what was given of an intervention.

    Repeating it is safe: a delivery that is there already is not there twice.

    Args:
        student: The student's id.
        intervention: The intervention's id.
        deliveries: What was given, whoever gave it.
        access: Who adds it: somebody of the staff.
        audiences: For whom the school keeps support plans, and what was given.

    Returns:
        An operation; its result is all that was given, or why nothing may be added.
    """
    new = Deliveries(student, intervention, tuple(deliveries))
    return _given(access, audiences).add(
        key("deliveries", student, intervention), new, lambda kept: kept.adding(new.deliveries)
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
def kept_deliveries(
    store: Store, access: Access, student: str, *, audiences: Audiences | None = None
) -> dict[str, Deliveries]:
    """What was given of each intervention of a student, by its id, as far as it may be seen.

    Args:
        store: Where it is kept.
        access: Who reads.
        student: The student's id.
        audiences: For whom the school keeps support plans, and what was given.
    """
    found = _given(access, audiences).scan(store, student)
    return {one.intervention: one for one in found}


def _plans(access: Access, audiences: Audiences | None) -> DocumentsFor[SupportHistory]:
    return DocumentsFor(SUPPORT, lambda one: label_of_support(one, audiences), access)


def _given(access: Access, audiences: Audiences | None) -> DocumentsFor[Deliveries]:
    return DocumentsFor(DELIVERIES, lambda one: label_of_deliveries(one, audiences), access)
