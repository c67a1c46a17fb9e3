"""Plans against a simple model of them; roads and workloads keep their laws."""

from datetime import date, timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    ActionPlan,
    Party,
    Recurrence,
    Role,
    Step,
    StepAction,
    action_plan_from_json,
    action_plan_to_json,
    add_step,
    change_plan,
    complete_step,
    keep_action_plan,
    kept_action_plan,
    roadmap,
    step_actions,
    tasks,
    workload,
)
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant
from samples import WHOLE

START = Instant.parse("2026-09-07T09:00Z")
DAY = date(2026, 9, 7)
IDS = ("a", "b", "c", "d", "e")
ADA = Party(Role.TEACHER, "ada")

# The life of a step once more, written otherwise.
ALLOWED = {
    None: {"add"},
    "open": {"edit", "complete", "hinder", "drop"},
    "hindered": {"edit", "free", "drop"},
    "done": {"reopen"},
    "dropped": {"reopen"},
}
NEXT = {"hinder": "hindered", "free": "open", "drop": "dropped", "reopen": "open"}

ids = st.sampled_from(IDS)
afters = st.lists(ids, max_size=2, unique=True)
days = st.dates(DAY, DAY + timedelta(days=30))
minutes = st.integers(0, 90)


def step_of(id_: str, after: list[str], due: date | None, weekly: bool) -> Step:
    """A step that comes after others, due once or every Monday."""
    repeats = Recurrence("FREQ=WEEKLY;BYDAY=MO", DAY) if weekly else None
    after = [one for one in after if one != id_]
    return Step(id_, "x", ADA, due=None if weekly else due, repeats=repeats, after=tuple(after))


def reaches(after: dict[str, list[str]], start: str, end: str) -> bool:
    """Whether one gets from one step to another by what each comes after."""
    return start == end or any(reaches(after, one, end) for one in after.get(start, ()))


class PlanMachine(RuleBasedStateMachine):
    """Does allowed and forbidden things to a plan, and to plain dicts beside it."""

    plan: ActionPlan

    @initialize()
    def begin(self) -> None:
        """Nothing is in it."""
        self.store = MemoryStore()
        self.plan = ActionPlan("p", "s")
        self.state: dict[str, str] = {}
        self.after: dict[str, list[str]] = {}
        self.weekly: dict[str, bool] = {}
        self.days: dict[str, set[date]] = {}
        self.log: list[tuple[str, str]] = []

    def _unmet(self, id_: str) -> list[str]:
        return [one for one in self.after[id_] if self.state[one] in ("open", "hindered")]

    def _at(self) -> Instant:
        return self.plan.changes[-1].at if self.plan.changes else START

    def _done(self, found: object, action: str, id_: str, allowed: bool) -> bool:
        assert isinstance(found, ActionPlan) is allowed, (found, action, id_, self.state)
        if isinstance(found, ActionPlan):
            self.plan = found
            self.log.append((action, id_))
        return allowed

    @rule(id_=ids, after=afters, due=st.none() | days, weekly=st.booleans(), edit=st.booleans())
    def write(
        self, id_: str, after: list[str], due: date | None, weekly: bool, edit: bool
    ) -> None:
        """Add a step or edit it."""
        step = step_of(id_, after, due, weekly)
        action = "edit" if edit else "add"
        allowed = (
            action in ALLOWED[self.state.get(id_)]
            and all(one in self.state for one in step.after)
            and not any(reaches(self.after, one, id_) for one in step.after)
        )
        if edit:
            found = change_plan(
                self.plan, StepAction.EDIT, id_, by=ADA, at=self._at(), why="so", terms=step
            )
        else:
            found = add_step(self.plan, step, by=ADA, at=self._at())
        if self._done(found, action, id_, allowed):
            self.state.setdefault(id_, "open")
            self.days.setdefault(id_, set())
            self.after[id_], self.weekly[id_] = list(step.after), weekly

    @rule(id_=ids, occurrence=st.none() | days | st.just(DAY))
    def complete(self, id_: str, occurrence: date | None) -> None:
        """Do a step, or a day of it."""
        allowed = "complete" in ALLOWED[self.state.get(id_)] and not self._unmet(id_)
        if occurrence is not None and allowed:
            monday = self.weekly[id_] and occurrence.weekday() == 0
            allowed = monday and occurrence not in self.days[id_]
        found = complete_step(self.plan, id_, by=ADA, at=self._at(), occurrence=occurrence)
        if self._done(found, "complete", id_, allowed):
            if occurrence is None:
                self.state[id_] = "done"
            else:
                self.days[id_].add(occurrence)

    @rule(
        id_=ids,
        action=st.sampled_from(sorted(NEXT)),
        why=st.sampled_from(("so", "so", "")),
        later=st.sampled_from((-1, 0, 60)),
    )
    def change(self, id_: str, action: str, why: str, later: int) -> None:
        """Hinder, free, drop or reopen a step."""
        allowed = (
            action in ALLOWED[self.state.get(id_)]
            and (bool(why) or action == "free")
            and (later >= 0 or not self.plan.changes)
        )
        found = change_plan(
            self.plan, StepAction(action), id_, by=ADA, at=self._at().plus(minutes=later), why=why
        )
        if self._done(found, action, id_, allowed):
            self.state[id_] = NEXT[action]

    @rule()
    def keep(self) -> None:
        """Keep it, once there is something in it, and go on with what was kept."""
        assert bool(keep_action_plan(self.plan, WHOLE).run(self.store)) is bool(self.plan.changes)
        if not self.plan.changes:
            return
        kept = kept_action_plan("s", "p", WHOLE).run(self.store)
        assert kept == self.plan
        self.plan = kept

    @invariant()
    def the_plan_is_as_the_model_says(self) -> None:
        """Steps, their order, their state and the days that were done."""
        assert {id_: one.state.value for id_, one in self.plan.steps.items()} == self.state
        for id_, one in self.plan.steps.items():
            assert list(one.step.after) == self.after[id_]
            assert one.days_done == self.days[id_]
            assert list(self.plan.waits_for(id_)) == self._unmet(id_)
            assert bool(one.hindrance) is (self.state[id_] == "hindered")
            assert {action.value for action in step_actions(self.plan, id_)} == (
                ALLOWED[self.state[id_]]
            )
        assert [(change.action.value, change.step) for change in self.plan.changes] == self.log

    @invariant()
    def its_history_replays(self) -> None:
        """From the changes alone, and from the file, come the same steps."""
        for other in (
            ActionPlan("p", "s", self.plan.changes),
            action_plan_from_json(action_plan_to_json(self.plan)),
        ):
            assert other == self.plan
            assert other.steps == self.plan.steps

    @invariant()
    def there_is_always_a_road(self) -> None:
        """No change lets the steps go in a circle; and every open step is a task."""
        roadmap(one.step for one in self.plan.steps.values())
        open_ = {id_ for id_, state in self.state.items() if state in ("open", "hindered")}
        assert {task.step.id for task in tasks([self.plan], on=DAY)} == open_


PlanMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25)
TestPlans = PlanMachine.TestCase


@st.composite
def step_lists(draw: st.DrawFn) -> list[Step]:
    """Steps that may come after any others, circles among them."""
    number = draw(st.integers(0, 7))
    names = [f"s{n}" for n in range(number)]
    return [
        Step(
            name,
            "x",
            Party(Role.TEACHER, draw(ids)),
            due=draw(st.none() | days),
            after=tuple(
                one
                for one in draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
                if one != name
            ),
            minutes=draw(minutes),
        )
        for name in draw(st.permutations(names))
    ]


@given(step_lists())
def test_a_roadmap_is_an_order_or_there_is_a_circle(steps: list[Step]) -> None:
    """Every step once and after what it comes after; the circle named is one."""
    after = {step.id: list(step.after) for step in steps}
    try:
        legs = roadmap(steps)
    except InvalidInputError as error:
        _, _, circle = error.faults[0].message.partition("circle: ")
        names = circle.split(" before ")
        assert names[0] == names[-1]
        assert all(one in after[two] for one, two in pairwise(names))
        return
    place = {leg.step.id: n for n, leg in enumerate(legs)}
    assert sorted(place) == sorted(after)
    for step in steps:
        assert all(place[one] < place[step.id] for one in step.after)
    for leg in legs:
        later = [one for one in legs if leg.step.id in after[one.step.id]]
        wanted = [day for day in (leg.step.due, *(one.needed_by for one in later)) if day]
        assert leg.needed_by == min(wanted, default=None)
        assert set(leg.late_for) == {
            one.step.id
            for one in later
            if leg.step.due and one.needed_by and one.needed_by < leg.step.due
        }


@given(step_lists(), st.dictionaries(ids, st.sampled_from((0.5, 1.0, 2.0)), max_size=3))
def test_a_workload_adds_up(steps: list[Step], capacity: dict[str, float]) -> None:
    """Nothing is counted twice or left out, and what is fair is all there is."""
    plan = ActionPlan("p", "s")
    for step in steps:
        free = attrs.evolve(step, after=())
        added = add_step(plan, free, by=ADA, at=START)
        assert isinstance(added, ActionPlan)
        plan = added
    last = DAY + timedelta(days=15)
    found = workload([plan], first=DAY, last=last, capacity=capacity)
    counted = [step for step in steps if step.due and step.due <= last]
    assert sum(load.minutes for load in found.loads) == sum(step.minutes for step in counted)
    assert sum(load.steps for load in found.loads) == len(counted)
    assert sum(load.fair_minutes for load in found.loads) == pytest.approx(
        sum(step.minutes for step in counted)
    )
    assert {load.owner for load in found.loads} == set(capacity) | {
        step.owner.id for step in counted if step.owner
    }
    least = 1 / len(found.loads) if found.loads else 1
    assert least - 1e-9 <= found.fairness <= 1 + 1e-9
