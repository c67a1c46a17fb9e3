"""What the published strategies make is valid, and fits together."""

from hypothesis import given
from hypothesis import strategies as st

from conferencekit.planning import RoundPolicy, build_round
from conferencekit.school import School, school_from_json, school_to_json
from conferencekit.storage import Body, Decision, Event, Key
from conferencekit.storage.memory import MemoryStore
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
