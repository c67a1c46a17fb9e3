"""A child's support and what came of it, for whom it is shown to.

Each function takes an :class:`~conferencekit.privacy.policy.Access` and asks the policy first. The
functions without one compute with all they are given, for nobody in particular.
"""

from typing import Final

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.privacy import (
    Access,
    Action,
    Audiences,
    DocumentSource,
    Label,
    Shown,
    Source,
    show,
)
from conferencekit.progress import Direction, Record
from conferencekit.storage import Store, key
from conferencekit.support.documents import DELIVERIES, SUPPORT
from conferencekit.support.effect import Effect, effects
from conferencekit.support.history import SupportHistory
from conferencekit.support.labels import label_of_deliveries, label_of_support
from conferencekit.support.model import SupportPlan

__all__ = ["show_effects", "show_support", "support_sources"]

_AUDIENCES: Final = Audiences()


@kinds_checked
def support_sources(store: Store, *, audiences: Audiences | None = None) -> tuple[Source, ...]:
    """The support plans that a store keeps, and what was given, for dossiers and for retention.

    For :func:`~conferencekit.privacy.dossier.gather` and
    :func:`~conferencekit.privacy.retention.what_may_go`. Each is as of its last change, so that
    retention counts from there.

    Args:
        store: Where they are kept.
        audiences: For whom the school keeps support plans; what was given of them is for the same.
    """
    return (
        DocumentSource(
            "support plans",
            store,
            SUPPORT,
            lambda one: attrs.evolve(label_of_support(one, audiences), at=one.versions[-1].at),
            lambda one: key("support", one.student),
        ),
        DocumentSource(
            "support given",
            store,
            DELIVERIES,
            lambda one: label_of_deliveries(one, audiences),
            lambda one: key("deliveries", one.student, one.intervention),
        ),
    )


@kinds_checked
def show_support(
    history: SupportHistory,
    access: Access,
    *,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[SupportPlan]:
    """The support plan of a student as it was at the instant of the access, for somebody.

    Args:
        history: The plan with its versions.
        access: Who looks, when and what for.
        audiences: For whom the school keeps support plans.
        action: ``export`` for a copy that leaves the school's software.

    Returns:
        The plan; an empty one where there was none yet.
    """
    label = label_of_support(history, audiences)
    none = SupportPlan(history.student)
    return show([history], lambda _: label, access, of=label, action=action).then(
        lambda _: history.as_of(access.at) or none
    )


@kinds_checked
def show_effects(
    history: SupportHistory,
    record: Record,
    access: Access,
    *,
    better: Direction,
    confidence: float = 0.95,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[tuple[Effect, ...]]:
    """What came after each change of the support for a goal, for who may see support and goals.

    See :func:`~conferencekit.support.effect.effects`. Only what was measured up to the instant of
    the access counts.

    Args:
        history: The student's support plan with its versions.
        record: The measurements of the goal.
        access: Who looks, when and what for.
        better: Which way is better.
        confidence: Of the intervals; above 0 and up to 0.9999.
        audiences: For whom the school keeps support plans and goals.
        action: ``export`` for a copy that leaves the school's software.

    Raises:
        InvalidInputError: The measurements are of another student, or the confidence is none.
    """
    if record.student != history.student:
        raise InvalidInputError.single("record", "is of another student", source="effects")
    rules, zone = audiences or _AUDIENCES, access.policy.school.timezone
    student, goal = record.student, record.goal
    measured = Label("measurements", goal, (student,), None, access.at, rules.goal)
    seen = show([record], lambda _: measured, access, of=measured, action=action)
    if not seen:
        return Shown(None, seen.verdict, seen.asked)
    points = [one for one in record.points if one.at <= access.at]
    made = show_support(history, access, audiences=audiences, action=action).then(
        lambda plan: effects(plan, goal, points, zone, better=better, confidence=confidence)
    )
    return attrs.evolve(made, asked=(*seen.asked, *made.asked))
