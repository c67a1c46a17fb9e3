"""Action plans: who does what by when, and every change of it.

Like a goal, a plan is its history: the steps and how far they have come follow from the list of
its changes.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from conferencekit._checks import whole
from conferencekit._fields import as_checked
from conferencekit._kinds import look_up
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.goals._step_states import STEP_CHANGES, StepAction, StepState
from conferencekit.goals.people import Party
from conferencekit.goals.recurrence import Recurrence
from conferencekit.time import Instant

__all__ = ["ActionPlan", "Completion", "PlanChange", "Step", "StepStanding"]

_NEED_REASON = (StepAction.EDIT, StepAction.HINDER, StepAction.DROP, StepAction.REOPEN)


@attrs.frozen(field_transformer=as_checked)
class Step:
    """One thing that somebody is to do.

    Attributes:
        id: Unique within the plan.
        title: What is to be done.
        owner: Who does it; None where nobody has taken it yet.
        goal: The id of the goal it serves; None where it serves none in particular.
        due: By when; None where that is open, or where it repeats.
        repeats: On which days it is to be done, where it is done more than once.
        after: The ids of the steps that have to be done first.
        minutes: How much work it is; each time, where it repeats. 0 where nobody reckoned.
        family_title: The same in words for the family; empty where the title will do.

    Raises:
        InvalidInputError: It has no id or title, is both due and repeated, waits for itself, or
            its minutes are no whole number.
    """

    id: str
    title: str = attrs.field(repr=False)
    owner: Party | None = None
    goal: str | None = None
    due: date | None = None
    repeats: Recurrence | None = None
    after: tuple[str, ...] = ()
    minutes: int = 0
    family_title: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        """Check it by itself."""
        faults = tuple(_step_faults(self))
        if faults:
            raise InvalidInputError(faults, source=f"step {self.id!r}")


def _step_faults(step: Step) -> Iterator[Fault]:
    for name in ("id", "title"):
        if not getattr(step, name).strip():
            yield Fault(name, "is empty")
    if step.due and step.repeats:
        yield Fault("due", "a step that repeats has no one day", "give UNTIL in its rule")
    yield from whole(step.minutes, 0, "minutes")
    for index, other in enumerate(step.after):
        if other == step.id:
            yield Fault(f"after[{index}]", "is the step itself")
        elif other in step.after[:index]:
            yield Fault(f"after[{index}]", f"{shorten(other)} is named twice")


@attrs.frozen(field_transformer=as_checked)
class PlanChange:
    """One change of a plan.

    Attributes:
        at: When.
        by: Who.
        action: What they did.
        step: The id of the step they did it to.
        why: Why; may be empty where a step is added, completed or freed.
        terms: What the step is from then on; with ``add`` and ``edit``, and with nothing else.
        occurrence: The day that was done of a step that repeats; None where all of it was.
        evidence: What shows that it was done: words, or the ids of documents. With ``complete``.
    """

    at: Instant
    by: Party
    action: StepAction
    step: str
    why: str = attrs.field(default="", repr=False)
    terms: Step | None = None
    occurrence: date | None = None
    evidence: tuple[str, ...] = attrs.field(default=(), repr=False)


@attrs.frozen(field_transformer=as_checked)
class Completion:
    """That a step was done, or one day of a step that repeats."""

    at: Instant
    by: Party
    occurrence: date | None = None
    evidence: tuple[str, ...] = attrs.field(default=(), repr=False)


@attrs.frozen(field_transformer=as_checked)
class StepStanding:
    """What has become of a step.

    Attributes:
        step: What it is.
        state: How far it has come.
        completions: When it was done and by whom, in order. Those before a reopening stay.
        hindrance: What stands in its way; empty where nothing does.
    """

    step: Step
    state: StepState = StepState.OPEN
    completions: tuple[Completion, ...] = ()
    hindrance: str = attrs.field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in (StepState.OPEN, StepState.HINDERED)

    @property
    def counts(self) -> bool:
        """Whether it is part of the plan: it was not dropped."""
        return self.state is not StepState.DROPPED

    @property
    def days_done(self) -> frozenset[date]:
        """The days that were done of a step that repeats."""
        return frozenset(one.occurrence for one in self.completions if one.occurrence)


@attrs.frozen(repr=False, field_transformer=as_checked)
class ActionPlan:
    """The steps of one student's plan.

    Attributes:
        id: Unique among the plans of the student.
        student: The student's id.
        changes: All that was done to it. More are added with
            :func:`~conferencekit.goals.planning.change_plan`.
        steps: What has become of each step, by its id, in the order in which they were added.

    Raises:
        InvalidInputError: The changes are no history that a plan can have; names the first that
            was not allowed.
    """

    id: str
    student: str
    changes: tuple[PlanChange, ...] = ()
    steps: Mapping[str, StepStanding] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Go through the changes, and keep what comes of them."""
        faults = [Fault(name, "is empty") for name in ("id", "student") if not getattr(self, name)]
        steps: dict[str, StepStanding] = {}
        last: Instant | None = None
        for index, change in enumerate(self.changes):
            found = fault_of(steps, change, last)
            if found:
                faults.append(found.inside(f"changes[{index}]"))
                break
            apply(steps, change)
            last = change.at
        if faults:
            raise InvalidInputError(faults, source=f"plan {self.id!r}")
        object.__setattr__(self, "steps", steps)

    def __repr__(self) -> str:
        """Whose it is and how far it has come."""
        done = sum(one.state is StepState.DONE for one in self.steps.values())
        return f"<ActionPlan {self.id!r} of {self.student!r}: {done} of {len(self.steps)} done>"

    def as_of(self, at: Instant) -> "ActionPlan":
        """The plan as it was at an instant."""
        return attrs.evolve(self, changes=tuple(one for one in self.changes if one.at <= at))

    def waits_for(self, step: str) -> tuple[str, ...]:
        """The ids of the steps that have to be done first and are not yet.

        Raises:
            InvalidInputError: There is no such step.
        """
        return _unmet(self.steps, look_up(self.steps, step, "step").step)


def _unmet(steps: Mapping[str, StepStanding], step: Step) -> tuple[str, ...]:
    return tuple(other for other in step.after if steps[other].is_open)


def fault_of(
    steps: Mapping[str, StepStanding], change: PlanChange, last: Instant | None
) -> Fault | None:
    """Why a change cannot be made; None where it can."""
    found = steps.get(change.step)
    state = found.state if found else None
    if change.action not in STEP_CHANGES[state]:
        if found is None:
            return Fault("step", f"there is no step {shorten(change.step)}")
        text = f"a step that is {found.state.value} cannot be changed by {change.action.value!r}"
        return Fault("action", text)
    if last is not None and change.at < last:
        return Fault("at", f"is before the change before it, of {last.isoformat()}")
    if change.action in _NEED_REASON and not change.why.strip():
        return Fault("why", "is empty", "say why")
    return _misfit(change) or _against_the_plan(steps, change)


def _misfit(change: PlanChange) -> Fault | None:
    says = change.action in (StepAction.ADD, StepAction.EDIT)
    if says != (change.terms is not None):
        return Fault("terms", "comes with 'add' and 'edit', and with nothing else")
    if change.terms is not None and change.terms.id != change.step:
        return Fault("terms.id", f"is not {shorten(change.step)}")
    if change.action is not StepAction.COMPLETE and (change.occurrence or change.evidence):
        name = "occurrence" if change.occurrence else "evidence"
        return Fault(name, "comes with 'complete', and with nothing else")
    return None


def _against_the_plan(steps: Mapping[str, StepStanding], change: PlanChange) -> Fault | None:
    if change.terms is not None:
        return _wrong_order(steps, change.terms)
    if change.action is StepAction.COMPLETE:
        return _not_to_be_done(steps, change)
    return None


def _wrong_order(steps: Mapping[str, StepStanding], step: Step) -> Fault | None:
    for index, other in enumerate(step.after):
        if other not in steps:
            return Fault(f"terms.after[{index}]", f"there is no step {shorten(other)}")
        path = _path(steps, other, step.id) if step.id in steps else ()
        if path:
            circle = " after ".join((step.id, *path))
            return Fault(f"terms.after[{index}]", f"goes in a circle: {circle}")
    return None


def _path(steps: Mapping[str, StepStanding], start: str, end: str) -> tuple[str, ...]:
    """The steps from one, each after the next, to another; empty where none leads there."""
    came_from: dict[str, str | None] = {start: None}
    stack = [start]
    while stack:
        here: str | None = stack.pop()
        if here == end:
            found: list[str] = []
            while here is not None:
                found.append(here)
                here = came_from[here]
            return tuple(reversed(found))
        if here is not None and here in steps:
            for other in steps[here].step.after:
                if other not in came_from:
                    came_from[other] = here
                    stack.append(other)
    return ()


def _not_to_be_done(steps: Mapping[str, StepStanding], change: PlanChange) -> Fault | None:
    found = steps[change.step]
    waits_for = _unmet(steps, found.step)
    if waits_for:
        text = f"{shorten(change.step)} waits for {', '.join(waits_for)}"
        return Fault("step", text, "complete or drop that first")
    if change.occurrence is None:
        return None
    if found.step.repeats is None or change.occurrence not in found.step.repeats:
        return Fault("occurrence", f"{change.occurrence} is no day of {shorten(change.step)}")
    if change.occurrence in found.days_done:
        return Fault("occurrence", f"{change.occurrence} was done before")
    return None


def apply(steps: dict[str, StepStanding], change: PlanChange) -> None:
    """Do an allowed change to the steps."""
    found = steps.get(change.step)
    if found is None:
        if change.terms is not None:
            steps[change.step] = StepStanding(change.terms)
        return
    completions = found.completions
    state = STEP_CHANGES[found.state][change.action]
    if change.action is StepAction.COMPLETE:
        done = Completion(change.at, change.by, change.occurrence, change.evidence)
        completions = (*completions, done)
        state = state if change.occurrence is None else found.state
    hindrance = found.hindrance if change.action is StepAction.EDIT else ""
    if change.action is StepAction.HINDER:
        hindrance = change.why
    steps[change.step] = StepStanding(change.terms or found.step, state, completions, hindrance)
