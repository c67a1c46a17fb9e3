"""Goals: what they say, who agreed to it, and every change they went through.

A goal is its history. What it says now, how far it has come and who has agreed follow from the
list of its changes, so these can never tell different stories. Words about a child stay out of
``repr``.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs

from conferencekit._fields import as_checked
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.goals._states import GOAL_CHANGES, GoalAction, GoalState
from conferencekit.goals.measures import Measure, Milestones
from conferencekit.goals.people import Party, Role
from conferencekit.time import Instant

__all__ = ["Agreement", "Goal", "GoalChange", "Terms"]

_OF_ALL: Final = frozenset({Role.STUDENT, Role.GUARDIAN, Role.TEACHER})


@attrs.frozen(field_transformer=as_checked)
class Terms:
    """What a goal says. Those who agree, agree to these words.

    Attributes:
        statement: What is to be reached, as it was agreed.
        aspiration: What the student wants, in their own words.
        area: The id of a domain of assessment, or ``personal``; None where it is not told.
        reasons: Why this goal.
        measure: How one sees that it was reached; None where that is open.
        start: From when it counts; None where that is open.
        due: By when it should be reached; None where that is open.
        agreement_of: In which roles somebody has to agree before it can start. Whoever proposes
            or edits it agrees to it by that.

    Raises:
        InvalidInputError: The statement is empty, or the goal is due before it starts.
    """

    statement: str = attrs.field(repr=False)
    aspiration: str = attrs.field(default="", repr=False)
    area: str | None = None
    reasons: tuple[str, ...] = attrs.field(default=(), repr=False)
    measure: Measure | None = None
    start: date | None = None
    due: date | None = None
    agreement_of: frozenset[Role] = _OF_ALL

    def __attrs_post_init__(self) -> None:
        """Check what cannot be meant so; what is merely lacking is for the advice."""
        faults = []
        if not self.statement.strip():
            faults.append(Fault("statement", "is empty"))
        if self.start and self.due and self.due < self.start:
            faults.append(Fault("due", f"{self.due} is before the start {self.start}"))
        if faults:
            raise InvalidInputError(faults, source="terms of a goal")


@attrs.frozen(field_transformer=as_checked)
class GoalChange:
    """One change of a goal.

    Attributes:
        at: When.
        by: Who.
        action: What they did.
        why: Why.
        terms: What the goal says from then on; with ``propose`` and ``edit``, and with nothing
            else.
        successor: The id of the goal that took its place; with ``revise`` alone.
        milestone: The id of the milestone that was come to; with ``reach`` alone.
    """

    at: Instant
    by: Party
    action: GoalAction
    why: str = attrs.field(repr=False)
    terms: Terms | None = None
    successor: str | None = None
    milestone: str | None = None


@attrs.frozen(field_transformer=as_checked)
class Agreement:
    """That somebody agreed to what the goal says now, and when."""

    by: Party
    at: Instant


@attrs.frozen(repr=False, field_transformer=as_checked)
class Goal:
    """A goal of one student.

    Attributes:
        id: Unique among the goals of the student.
        student: The student's id.
        changes: All that was done to it, from its proposal on. More are added with
            :func:`~conferencekit.goals.changing.change_goal`.
        previous: The id of the goal that it took the place of; None where it is the first.
        state: How far it has come.
        terms: What it says.
        agreed: Who has agreed to what it says, in the order in which they did.
        reached: The ids of its milestones that were come to, in that order.
        successor: The id of the goal that took its place; None where none did.

    Raises:
        InvalidInputError: The changes are no history that a goal can have; names the first that
            was not allowed.
    """

    id: str
    student: str
    changes: tuple[GoalChange, ...]
    previous: str | None = None
    state: GoalState = attrs.field(init=False, eq=False)
    terms: Terms = attrs.field(init=False, eq=False)
    agreed: tuple[Agreement, ...] = attrs.field(init=False, eq=False)
    reached: tuple[str, ...] = attrs.field(init=False, eq=False)
    successor: str | None = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Go through the changes, and keep what comes of them."""
        faults = list(_id_faults(self))
        try:
            standing = _replay(self.changes)
        except InvalidInputError as error:
            faults += error.faults
        if faults:
            raise InvalidInputError(faults, source=f"goal {self.id!r}")
        for name in ("state", "terms", "agreed", "reached", "successor"):
            object.__setattr__(self, name, getattr(standing, name))

    def __repr__(self) -> str:
        """Whose it is and how far it has come; nothing that it says."""
        return (
            f"<Goal {self.id!r} of {self.student!r}: {self.state.value}, "
            f"{len(self.changes)} changes>"
        )

    @property
    def is_open(self) -> bool:
        """Whether something can still be done to it."""
        return bool(GOAL_CHANGES[self.state])

    @property
    def proposed_by(self) -> Party:
        """Who proposed it."""
        return self.changes[0].by

    def as_of(self, at: Instant) -> "Goal | None":
        """The goal as it was at an instant; None where it had not been proposed yet."""
        changes = tuple(change for change in self.changes if change.at <= at)
        return attrs.evolve(self, changes=changes) if changes else None

    def lacks(self) -> frozenset[Role]:
        """In which roles nobody has agreed yet whose agreement is needed."""
        return self.terms.agreement_of - {agreement.by.role for agreement in self.agreed}


@attrs.frozen
class Standing:
    """What some changes have made of a goal."""

    state: GoalState | None = None
    terms: Terms | None = None
    agreed: tuple[Agreement, ...] = ()
    reached: tuple[str, ...] = ()
    successor: str | None = None
    at: Instant | None = None


def _replay(changes: tuple[GoalChange, ...]) -> Standing:
    standing = Standing()
    if not changes:
        raise InvalidInputError.single("changes", "is empty", "a goal begins with its proposal")
    for index, change in enumerate(changes):
        found = fault_of(standing, change)
        if found:
            raise InvalidInputError([found.inside(f"changes[{index}]")])
        standing = after(standing, change)
    return standing


def fault_of(standing: Standing, change: GoalChange) -> Fault | None:
    """Why a change cannot be made; None where it can."""
    if change.action not in GOAL_CHANGES[standing.state]:
        state = f"a goal that is {standing.state.value}" if standing.state else "what is no goal"
        return Fault("action", f"{state} cannot be changed by {change.action.value!r}")
    if standing.at is not None and change.at < standing.at:
        return Fault("at", f"is before the change before it, of {standing.at.isoformat()}")
    if not change.why.strip():
        return Fault("why", "is empty", "every change has a reason")
    return _misfit(standing, change)


def _misfit(standing: Standing, change: GoalChange) -> Fault | None:
    says = change.action in (GoalAction.PROPOSE, GoalAction.EDIT)
    if says != (change.terms is not None):
        return Fault("terms", "comes with 'propose' and 'edit', and with nothing else")
    if (change.action is GoalAction.REVISE) != bool(change.successor):
        return Fault("successor", "comes with 'revise', and with nothing else")
    if change.action is GoalAction.EDIT and change.terms == standing.terms:
        return Fault("terms", "say what they said before")
    if change.action is GoalAction.AGREE and any(one.by == change.by for one in standing.agreed):
        return Fault("by", f"{change.by} has agreed to this before")
    return _wrong_milestone(standing, change)


def _wrong_milestone(standing: Standing, change: GoalChange) -> Fault | None:
    if (change.action is GoalAction.REACH) != bool(change.milestone):
        return Fault("milestone", "comes with 'reach', and with nothing else")
    if change.milestone is None:
        return None
    measure = standing.terms.measure if standing.terms else None
    ids = [item.id for item in measure.items] if isinstance(measure, Milestones) else []
    if change.milestone not in ids:
        return Fault("milestone", f"there is no milestone {shorten(change.milestone)}")
    if change.milestone in standing.reached:
        return Fault("milestone", f"{shorten(change.milestone)} was reached before")
    return None


def after(standing: Standing, change: GoalChange) -> Standing:
    """What an allowed change makes of it."""
    state: GoalState | None = GOAL_CHANGES[standing.state][change.action]
    terms = change.terms or standing.terms
    agreed = standing.agreed
    if change.terms is not None:
        agreed = ()
    if change.terms is not None or change.action is GoalAction.AGREE:
        agreed = (*agreed, Agreement(change.by, change.at))
    if state in (GoalState.PROPOSED, GoalState.AGREED) and terms is not None:
        everybody = terms.agreement_of <= {one.by.role for one in agreed}
        state = GoalState.AGREED if everybody else GoalState.PROPOSED
    reached = (
        standing.reached if change.milestone is None else (*standing.reached, change.milestone)
    )
    return Standing(state, terms, agreed, reached, change.successor, change.at)


def _id_faults(goal: Goal) -> Iterator[Fault]:
    for name in ("id", "student"):
        if not getattr(goal, name):
            yield Fault(name, "is empty")
    if goal.previous is not None and goal.previous in ("", goal.id):
        yield Fault("previous", "is empty" if not goal.previous else "is the goal itself")
    for index, change in enumerate(goal.changes):
        if change.successor == goal.id:
            yield Fault(f"changes[{index}].successor", "is the goal itself")
