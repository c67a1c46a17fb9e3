"""By what the policy of access decides about a child's support."""

from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit.privacy import Audiences, Label
from conferencekit.support.delivery import Deliveries
from conferencekit.support.history import SupportHistory

__all__ = ["label_of_deliveries", "label_of_support"]

_AUDIENCES: Final = Audiences()


@kinds_checked
def label_of_support(history: SupportHistory, audiences: Audiences | None = None) -> Label:
    """The label by which the policy of access decides about a support plan.

    Args:
        history: The plan with its versions.
        audiences: For whom the school keeps support plans.
    """
    written, rules = history.versions[0], audiences or _AUDIENCES
    student = history.student
    return Label("support", student, (student,), written.by, written.at, rules.support)


@kinds_checked
def label_of_deliveries(given: Deliveries, audiences: Audiences | None = None) -> Label | None:
    """The label by which the policy of access decides about what was given of an intervention.

    Args:
        given: All that was given of it; it is for whom support plans are for.
        audiences: For whom the school keeps support plans.

    Returns:
        The label; None where nothing was given.
    """
    if not given.deliveries:
        return None
    student, at, rules = given.student, given.deliveries[-1].at, audiences or _AUDIENCES
    return Label("support-given", given.intervention, (student,), None, at, rules.support)
