"""What the published strategies make is valid, fits together, and leaves nothing out."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from conferencekit.booking import BookingEvent, read_event
from conferencekit.booking.events import event_of
from conferencekit.goals import GoalState
from conferencekit.planning import RoundPolicy, build_round
from conferencekit.school import School, school_from_json, school_to_json
from conferencekit.storage import Body, Decision, Event, Key, StoredEvent
from conferencekit.storage.memory import MemoryStore
from conferencekit.testing import strategies
from conferencekit.testing.strategies import (
    bodies,
    events,
    instants,
    keys,
    policies,
    schools,
    windows,
    wishes,
)
from conferencekit.time import Instant, Windows


@given(schools())
def test_schools_are_written_and_read(school: School) -> None:
    """As they are."""
    assert school_from_json(school_to_json(school)) == school


@given(st.data(), schools(), policies())
def test_a_round_is_built_of_any_school_policy_and_wishes(
    data: st.DataObject, school: School, policy: RoundPolicy
) -> None:
    """Whoever meets somebody is in the round."""
    wished = data.draw(wishes(school, policy))
    round_ = build_round(school, policy, wished).round
    people = {person.id for person in round_.people}
    assert all(id_ in people for meeting in round_.meetings for id_ in meeting.required)


@given(st.dictionaries(keys(), bodies(), max_size=5), st.lists(events(), max_size=4))
def test_every_store_can_keep_them(put: dict[Key, Body], told: list[Event]) -> None:
    """Bodies under keys, and events."""
    store = MemoryStore()
    store.transact(list(put), lambda _: Decision(None, put=put, events=tuple(told)))
    assert {key: one.body for key, one in store.read(list(put)).items()} == put
    assert [one.event for one in store.events().events] == told


@given(windows(Instant.parse("2026-03-29T00:00Z"), Instant.parse("2026-03-29T06:00Z")), instants())
def test_windows_keep_to_their_bounds(found: Windows, at: Instant) -> None:
    """And instants to whole minutes."""
    assert at.is_whole_minute
    assert all(one.start >= Instant.parse("2026-03-29T00:00Z") for one in found)
    assert all(one.end <= Instant.parse("2026-03-29T06:00Z") for one in found)


RICH: dict[str, Any] = {
    "a goal that was reached": (
        strategies.goals(),
        lambda one: one.state is GoalState.ACHIEVED,
    ),
    "a goal that came to a milestone": (strategies.goals(), lambda one: one.reached),
    "a goal that was agreed anew": (
        strategies.goals(),
        lambda one: [each.action.value for each in one.changes].count("edit") > 0 and one.agreed,
    ),
    "a step that is done, after another": (
        strategies.action_plans(),
        lambda one: any(each.completions and each.step.after for each in one.steps.values()),
    ),
    "a conference that was amended": (
        strategies.conference_records(),
        lambda one: one.replies and len(one.changes) > 2,
    ),
    "a conference that was missed": (strategies.conference_records(), lambda one: one.absent),
    "a promise that was postponed": (
        strategies.follow_ups(),
        lambda one: one.due > one.first_due and not one.is_open,
    ),
    "an assessment that was corrected and withdrawn": (
        strategies.rubrics().flatmap(strategies.assessments),
        lambda one: len(one.history) > 1 and one.state.value == "withdrawn",
    ),
    "a support plan that grew": (
        strategies.support_histories(),
        lambda one: len(one.versions) > 1 and one.plan.interventions and one.plan.tiers,
    ),
    "a booking that waits": (strategies.bookings(), lambda one: one.waiting and one.history),
    "a desk with a family of several": (
        strategies.desks(),
        lambda one: one.policy.releases and any(len(each.people) > 1 for each in one.families),
    ),
    "a questionnaire with options": (
        strategies.questionnaires(),
        lambda one: any(len(each.options) > 1 for each in one.questions),
    ),
    "a circumstance for some readers": (
        strategies.circumstances(),
        lambda one: one.label.readers and one.told.reveal(),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(RICH))
def test_what_is_rare_is_made_too(what: str) -> None:
    """Histories go on to their ends, and whatever may be there is there sometimes."""
    strategy, condition = RICH[what]
    plain = settings(
        max_examples=10_000,  # it ends with the first that is found
        database=None,
        phases=[Phase.generate],  # it need not be small
        suppress_health_check=list(HealthCheck),
    )
    assert condition(find(strategy, condition, settings=plain))


@given(strategies.booking_events())
def test_events_of_booking_are_told_and_read(event: BookingEvent) -> None:
    """As subscribers are handed them."""
    assert read_event(StoredEvent(1, event_of(event))) == event
