"""Goals against a simple model of them: whatever is done, nothing is lost."""

from datetime import date
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conferencekit._refusal import Refusal
from conferencekit.goals import (
    Goal,
    GoalAction,
    Milestone,
    Milestones,
    Party,
    Revision,
    Role,
    Terms,
    change_goal,
    goal_actions,
    goal_from_json,
    goal_to_json,
    keep_goal,
    kept_goal,
    propose_goal,
    revise_goal,
)
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant
from samples import WHOLE

START = Instant.parse("2026-09-07T09:00Z")

# The life of a goal once more, written otherwise: who reads both, sees that they agree.
ALLOWED = {
    "proposed": {"edit", "agree", "drop"},
    "agreed": {"edit", "agree", "start", "drop"},
    "active": {"agree", "reach", "achieve", "revise", "drop"},
    "achieved": set(),
    "revised": set(),
    "dropped": set(),
}
ENDS = {"start": "active", "achieve": "achieved", "drop": "dropped", "revise": "revised"}

parties = st.builds(Party, st.sampled_from(Role), st.sampled_from(("a", "b")))
terms = st.builds(
    Terms,
    statement=st.sampled_from(("reads", "writes", "counts")),
    due=st.none() | st.dates(date(2026, 10, 1), date(2027, 6, 30)),
    agreement_of=st.frozensets(st.sampled_from(Role), max_size=3),
    measure=st.none() | st.just(Milestones((Milestone("m1", "x"), Milestone("m2", "x")))),
)

actions = st.sampled_from([one for one in GoalAction if one is not GoalAction.PROPOSE])


class GoalMachine(RuleBasedStateMachine):
    """Does allowed and forbidden things to a goal, and to a plain dict beside it."""

    goal: Goal
    model: dict[str, Any]

    @initialize(terms=terms, by=parties)
    def propose(self, terms: Terms, by: Party) -> None:
        """Begin with a proposal."""
        self.store = MemoryStore()
        self.goal = propose_goal("g0", "s", terms, by=by, at=START, why="begin")
        self.model = {
            "terms": terms,
            "agreed": [by],
            "log": ["propose"],
            "state": "proposed",
            "reached": [],
        }
        self._settle()

    def _can_reach(self, milestone: str) -> bool:
        has = self.model["terms"].measure is not None and milestone != "m3"
        return has and milestone not in self.model["reached"]

    def _settle(self) -> None:
        model = self.model
        if model["state"] in ("proposed", "agreed"):
            there = {party.role for party in model["agreed"]}
            model["state"] = "agreed" if model["terms"].agreement_of <= there else "proposed"

    @rule(
        action=actions,
        by=parties,
        minutes=st.sampled_from((-1, 0, 0, 5, 600)),
        why=st.sampled_from(("because", "because", "because", "")),
        new=st.none() | terms,
        milestone=st.sampled_from((None, "m1", "m2", "m3")),
        plain=st.sampled_from((True, True, True, False)),
    )
    def change(  # noqa: PLR0917
        self,
        action: GoalAction,
        by: Party,
        minutes: int,
        why: str,
        new: Terms | None,
        milestone: str | None,
        plain: bool,
    ) -> None:
        """Try anything; where the model says no, so does the goal."""
        if plain:  # leave the terms out where they do not belong, so that much is allowed
            new = new if action is GoalAction.EDIT else None
            milestone = milestone if action is GoalAction.REACH else None
        model, before = self.model, self.goal
        at = before.changes[-1].at.plus(minutes=minutes)
        allowed = (
            action.value in ALLOWED[model["state"]]
            and action is not GoalAction.REVISE
            and minutes >= 0
            and bool(why)
            and (new is not None) == (action is GoalAction.EDIT)
            and not (action is GoalAction.EDIT and new == model["terms"])
            and not (action is GoalAction.AGREE and by in model["agreed"])
            and (milestone is not None) == (action is GoalAction.REACH)
            and (milestone is None or self._can_reach(milestone))
        )
        found = change_goal(before, action, by=by, at=at, why=why, terms=new, milestone=milestone)
        assert isinstance(found, Goal) is allowed, (found, model)
        if isinstance(found, Refusal):
            assert set(found.allowed) == ALLOWED[model["state"]]
            return
        self.goal = found
        model["log"].append(action.value)
        if action is GoalAction.EDIT:
            model["terms"], model["agreed"] = new, [by]
        elif action is GoalAction.AGREE:
            model["agreed"].append(by)
        elif action is GoalAction.REACH:
            model["reached"].append(milestone)
        model["state"] = ENDS.get(action.value, model["state"])
        self._settle()

    @rule(by=parties, new=terms)
    def revise(self, by: Party, new: Terms) -> None:
        """Put another in its place, and go on with that one."""
        found = revise_goal(
            self.goal, f"{self.goal.id}x", new, by=by, at=self.goal.changes[-1].at, why="revise"
        )
        assert isinstance(found, Revision) is (self.model["state"] == "active")
        if isinstance(found, Revision):
            assert found.ended.changes[:-1] == self.goal.changes
            assert (found.ended.successor, found.goal.previous) == (found.goal.id, self.goal.id)
            keep_goal(found.ended, WHOLE).run(self.store)
            self.goal = found.goal
            self.model = {
                "terms": new,
                "agreed": [by],
                "log": ["propose"],
                "state": "proposed",
                "reached": [],
            }
            self._settle()

    @rule()
    def keep(self) -> None:
        """Keep it, and go on with what was kept."""
        assert keep_goal(self.goal, WHOLE).run(self.store)
        kept = kept_goal("s", self.goal.id, WHOLE).run(self.store)
        assert kept == self.goal
        self.goal = kept

    @invariant()
    def the_goal_is_as_the_model_says(self) -> None:
        """State, words and agreements; and its history tells all of it."""
        goal, model = self.goal, self.model
        assert goal.state.value == model["state"]
        assert goal.terms == model["terms"]
        assert [one.by for one in goal.agreed] == model["agreed"]
        assert list(goal.reached) == model["reached"]
        assert [change.action.value for change in goal.changes] == model["log"]
        assert {one.value for one in goal_actions(goal)} == ALLOWED[model["state"]]
        assert goal.is_open is bool(ALLOWED[model["state"]])

    @invariant()
    def its_history_replays(self) -> None:
        """From the changes alone, and from the file, comes the same goal."""
        again = Goal(self.goal.id, self.goal.student, self.goal.changes, self.goal.previous)
        for other in (again, goal_from_json(goal_to_json(self.goal))):
            assert other == self.goal
            assert attrs.asdict(other) == attrs.asdict(self.goal)
        times = [change.at for change in self.goal.changes]
        assert times == sorted(times)


GoalMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=20)
TestGoals = GoalMachine.TestCase


@given(st.lists(st.tuples(actions, parties, st.integers(0, 3)), max_size=8))
def test_every_beginning_of_a_history_is_a_history(
    steps: list[tuple[GoalAction, Party, int]],
) -> None:
    """So a goal can be looked at as it was on any day."""
    goal = propose_goal(
        "g", "s", Terms("reads"), by=Party(Role.STUDENT, "s"), at=START, why="begin"
    )
    for action, by, hours in steps:
        at = goal.changes[-1].at.plus(hours=hours)
        found = change_goal(goal, action, by=by, at=at, why="so")
        goal = found if isinstance(found, Goal) else goal
    for length in range(1, len(goal.changes) + 1):
        earlier = attrs.evolve(goal, changes=goal.changes[:length])
        assert earlier.changes == goal.changes[:length]
        seen = goal.as_of(goal.changes[length - 1].at)
        assert seen is not None
        assert len(seen.changes) >= length
