"""Every version of a student's support plan, with who, when and why."""

from collections.abc import Iterator
from itertools import pairwise

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.support.model import SupportPlan
from conferencekit.time import Instant

__all__ = ["SupportHistory", "SupportVersion", "begin_support", "change_support"]


@attrs.frozen(field_transformer=as_checked)
class SupportVersion:
    """A support plan as it was from a certain time on.

    Attributes:
        at: Since when.
        by: The id of who wrote it.
        why: Why it was changed.
        plan: What it said.
    """

    at: Instant
    by: str
    why: str = attrs.field(repr=False)
    plan: SupportPlan


@attrs.frozen(repr=False, field_transformer=as_checked)
class SupportHistory:
    """All versions of the support plan of one student.

    Attributes:
        student: The student's id.
        versions: In order; at least one.

    Raises:
        InvalidInputError: There is none, they are not in order, one is of another student, or
            one says nothing about who or why.
    """

    student: str
    versions: tuple[SupportVersion, ...]

    def __attrs_post_init__(self) -> None:
        """Check the versions."""
        faults = tuple(_faults(self))
        if faults:
            raise InvalidInputError(faults, source=f"support of {self.student!r}")

    def __repr__(self) -> str:
        """Whose it is and how long."""
        return f"<SupportHistory of {self.student!r}: {len(self.versions)} versions>"

    @property
    def plan(self) -> SupportPlan:
        """The plan as it is."""
        return self.versions[-1].plan

    def as_of(self, at: Instant) -> SupportPlan | None:
        """The plan as it was at an instant; None where there was none yet."""
        told = [version.plan for version in self.versions if version.at <= at]
        return told[-1] if told else None


def _faults(history: SupportHistory) -> Iterator[Fault]:
    if not history.versions:
        yield Fault("versions", "at least one is needed")
    for index, version in enumerate(history.versions):
        for name in ("by", "why"):
            if not getattr(version, name).strip():
                yield Fault(f"versions[{index}].{name}", "is empty")
        if version.plan.student != history.student:
            text = f"is not {history.student!r}"
            yield Fault(f"versions[{index}].plan.student", text)
    for index, (before, after) in enumerate(pairwise(history.versions), start=1):
        if after.at < before.at:
            yield Fault(f"versions[{index}].at", "is before the one before")


@kinds_checked
def begin_support(plan: SupportPlan, *, by: str, at: Instant, why: str) -> SupportHistory:
    """The history of a plan that is new.

    Args:
        plan: What it says.
        by: The id of who wrote it.
        at: Since when.
        why: Why there is one.

    Raises:
        InvalidInputError: Who or why is empty.
    """
    return SupportHistory(plan.student, (SupportVersion(at, by, why, plan),))


@kinds_checked
def change_support(
    history: SupportHistory, plan: SupportPlan, *, by: str, at: Instant, why: str
) -> SupportHistory | Refusal:
    """Put a new version of the plan beside the old ones.

    Args:
        history: As it is.
        plan: What it says from now on.
        by: The id of who changes it.
        at: When; not before the change before it.
        why: Why.

    Returns:
        The history with the new version, or why it cannot be.
    """
    last = history.versions[-1]
    if plan.student != history.student:
        return Refusal(f"the plan is of {plan.student!r}, not of {history.student!r}")
    if plan == last.plan:
        return Refusal("the plan says what it said before")
    if at < last.at:
        return Refusal(f"at is before the change before it, of {last.at.isoformat()}")
    for name, text in (("by", by), ("why", why)):
        if not text.strip():
            return Refusal(f"{name} is empty")
    return attrs.evolve(history, versions=(*history.versions, SupportVersion(at, by, why, plan)))
