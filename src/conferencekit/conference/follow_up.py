"""What was promised: by whom, until when, and whether it was done.

A follow-up stays open until somebody says that it was done or dropped, and why.
"""

from collections.abc import Iterable
from datetime import date

import attrs

from conferencekit._fields import as_checked, member
from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.conference._history import replayed
from conferencekit.conference._limits import too_long
from conferencekit.conference._states import (
    FOLLOW_UP_ANSWERS,
    FOLLOW_UP_CHANGES,
    FollowUpAction,
    FollowUpState,
)
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.privacy import Access, Label, Verdict
from conferencekit.time import Instant

__all__ = ["FollowUp", "FollowUpChange", "change_follow_up", "open_follow_ups"]


@attrs.frozen(field_transformer=as_checked)
class FollowUpChange:
    """One change of a follow-up.

    Attributes:
        at: When.
        by: The id of who made it.
        action: What they did.
        why: What was done, or why; needed for all but ``complete``.
        due: The new day; with ``postpone``, and nothing else.
    """

    at: Instant
    by: str
    action: FollowUpAction
    why: str = attrs.field(default="", repr=False)
    due: date | None = None


@attrs.frozen
class _Standing:
    state: FollowUpState
    due: date
    at: Instant | None = None


@attrs.frozen(repr=False, field_transformer=as_checked)
class FollowUp:
    """Something that was promised about a student.

    Attributes:
        label: What the policy of access has to know: of the kind ``follow-up``, about one
            student, by whoever wrote it down. Where it names no household, the promise is between
            who made it and whom it was made to, whatever the label says of that: one made by or to
            a guardian is for the staff and that guardian's household, and for no other.
        promise: What was promised.
        owner: The id of who promised it.
        first_due: By which day it was promised at first.
        conference: The id of the conference about the student at which it was; None where it was
            at none.
        to: The id of whom it was made to; None for nobody in particular.
        for_all_homes: Whether all of the student's households may see it, whoever made it.
        changes: All that was done to it. More are added with :func:`change_follow_up`.

    Raises:
        InvalidInputError: Something is empty or does not fit, or the changes are no history that
            a follow-up can have; of these the first.
    """

    label: Label
    promise: str
    owner: str
    first_due: date
    conference: str | None = None
    to: str | None = None
    for_all_homes: bool = False
    changes: tuple[FollowUpChange, ...] = ()
    _standing: _Standing = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check it, go through the changes, and keep what comes of them."""
        faults = [
            Fault(name, "is empty")
            for name in ("promise", "owner")
            if not getattr(self, name).strip()
        ]
        faults += filter(None, [too_long(self.promise, "promise")])
        if self.label.kind != "follow-up":
            faults.append(Fault("label.kind", f"{shorten(self.label.kind)} is not 'follow-up'"))
        if len(self.label.students) != 1:
            faults.append(Fault("label.students", "a follow-up is about one student"))
        begun = _Standing(FollowUpState.OPEN, self.first_due)
        standing, found = replayed(begun, self.changes, _fault_of, _after)
        faults += found
        if faults:
            raise InvalidInputError(faults, source=f"follow-up {self.label.id!r}")
        object.__setattr__(self, "label", self._labelled())
        object.__setattr__(self, "_standing", standing)

    def _labelled(self) -> Label:
        """Its label, which tells in whose hands it is and whom it is between."""
        both = frozenset({self.owner, self.to or self.owner})
        between = frozenset[str]() if self.for_all_homes else both
        return attrs.evolve(self.label, in_charge=frozenset({self.owner}), between=between)

    def __repr__(self) -> str:
        """Whose it is and what became of it; not what was promised."""
        return f"<FollowUp {self.id!r} of {self.student!r}: {self.state.value}, {self.due}>"

    @property
    def id(self) -> str:
        """Its id, unique among the follow-ups about the student."""
        return self.label.id

    @property
    def student(self) -> str:
        """The id of the student it is about."""
        return self.label.students[0]

    @property
    def state(self) -> FollowUpState:
        """What has become of it."""
        return self._standing.state

    @property
    def due(self) -> date:
        """By which day it is promised now."""
        return self._standing.due

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state is FollowUpState.OPEN


def _fault_of(standing: _Standing, change: FollowUpChange) -> Fault | None:
    if change.action not in FOLLOW_UP_CHANGES[standing.state]:
        text = f"a follow-up that is {standing.state.value} cannot be changed by"
        return Fault("action", f"{text} {change.action.value!r}")
    if standing.at is not None and change.at < standing.at:
        return Fault("at", f"is before the change before it, of {standing.at.isoformat()}")
    return _misfit(standing, change)


def _misfit(standing: _Standing, change: FollowUpChange) -> Fault | None:
    if not change.by:
        return Fault("by", "is empty")
    if change.action is not FollowUpAction.COMPLETE and not change.why.strip():
        return Fault("why", "is empty", "say why")
    if (change.action is FollowUpAction.POSTPONE) != (change.due is not None):
        missing = change.due is None
        text = "is missing" if missing else "comes with 'postpone', and with nothing else"
        return Fault("due", text, "give the new day" if missing else "")
    if change.due is not None and change.due <= standing.due:
        return Fault("due", f"{change.due} is not after {standing.due}")
    return too_long(change.why, "why")


def _after(standing: _Standing, change: FollowUpChange) -> _Standing:
    state = FOLLOW_UP_CHANGES[standing.state][change.action]
    return _Standing(state, change.due or standing.due, change.at)


def may_write_promise(follow_up: FollowUp, access: Access) -> Verdict:
    """Whether somebody may write a promise down, or change it as they like.

    The staff writes everybody's; others write their own.
    """
    if access.viewer == follow_up.owner:
        return access.write(follow_up.label)
    return access.write_for_school(follow_up.label)


@kinds_checked
def change_follow_up(
    follow_up: FollowUp,
    action: FollowUpAction,
    access: Access,
    *,
    why: str = "",
    due: date | None = None,
) -> FollowUp | Refusal:
    """Do something to a follow-up.

    Whoever promised it, and may see it, may say that it was done or postpone it; the staff who
    may write it may do anything, and others what they like with what they promised and wrote down
    themselves.

    Args:
        follow_up: As it is.
        action: What to do.
        access: Who does it.
        why: What was done, or why; may be empty where it was done.
        due: The new day; with ``postpone`` alone.

    Returns:
        The follow-up with the change, or why it cannot be made.
    """
    action = member("action", FollowUpAction, action)
    change = FollowUpChange(access.at, access.viewer, action, why, due)
    verdict = may_write_promise(follow_up, access)
    if access.viewer == follow_up.owner and action in FOLLOW_UP_ANSWERS:
        verdict = access.read(follow_up.label)
    if not verdict:
        return Refusal(verdict.reason)
    fault = _fault_of(follow_up._standing, change)  # noqa: SLF001  of this module's own class
    if fault is not None:
        reason = fault.message if fault.path == "action" else f"{fault.path} {fault.message}"
        return Refusal(reason, tuple(FOLLOW_UP_CHANGES[follow_up.state]))
    return attrs.evolve(follow_up, changes=(*follow_up.changes, change))


@kinds_checked
def open_follow_ups(
    follow_ups: Iterable[FollowUp], access: Access, *, owner: str | None = None
) -> tuple[FollowUp, ...]:
    """The follow-ups that are still open and somebody may see, those due first in front.

    Args:
        follow_ups: Of any students.
        access: Who looks.
        owner: The id of whose promises are wanted; None for everybody's.
    """
    found = [
        one
        for one in follow_ups
        if one.is_open and owner in (None, one.owner) and access.read(one.label)
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.student, one.id)))
