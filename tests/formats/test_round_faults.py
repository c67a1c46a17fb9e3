"""A round file is refused for what its page names, every fault with its path.

Each fault is put into an example round on its own; the independent checker refuses the same.
"""

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.scheduling import plan_from_json, round_from_json, round_to_json, score
from conferencekit.wire import parse_json
from support import ROUNDS

Data = dict[str, Any]
Spoil = Callable[[Data], object]


def example() -> Data:
    """A sound round, as data."""
    data: Data = json.loads((ROUNDS / "micro-1.json").read_text())
    return data


def put(*path: str | int, value: object) -> Spoil:
    """A change that puts a value at a path."""

    def change(data: Data) -> None:
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def drop(*path: str | int) -> Spoil:
    """A change that takes a key away."""

    def change(data: Data) -> None:
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


def again(name: str, **changes: object) -> Spoil:
    """A change that adds an item of a list once more."""
    return lambda data: data[name].append({**data[name][0], **changes})


FAULTS: dict[str, tuple[Spoil, str, str]] = {
    "no schema": (drop("schema"), "schema", "missing"),
    "other schema": (put("schema", value="conferencekit.round/2"), "schema", "is not"),
    "no id": (drop("id"), "id", "missing"),
    "no timezone": (drop("timezone"), "timezone", "missing"),
    "unknown timezone": (
        put("timezone", value="Europe/Utopia"),
        "timezone",
        "is not a known zone",
    ),
    "no sessions": (put("sessions", value=[]), "sessions", "at least one is needed"),
    "no people": (drop("people"), "people", "missing"),
    "no meetings": (drop("meetings"), "meetings", "missing"),
    "unknown key": (put("tick", value=5), "tick", "unknown key"),
    "unknown key inside": (put("people", 3, "nmae", value="x"), "people[3].nmae", "unknown key"),
    "tick of zero": (put("tick_minutes", value=0), "tick_minutes", "is not a whole number of 1"),
    "session twice": (
        again("sessions", start="2026-12-01T15:00", end="2026-12-01T16:00"),
        "sessions[3].id",
        "is used twice",
    ),
    "session overlaps": (
        lambda data: data["sessions"].append(
            {"id": "x", "start": "2026-11-24T18:00", "end": "2026-11-24T19:00"}
        ),
        "sessions[3]",
        "overlaps another session",
    ),
    "session backward": (
        put("sessions", 0, "end", value="2026-11-24T15:00"),
        "sessions[0]",
        "ends before it starts",
    ),
    "time in a gap": (
        put("sessions", 0, "start", value="2026-03-29T02:30"),
        "sessions[0].start",
        "does not exist",
    ),
    "time in a fold": (
        put("sessions", 0, "start", value="2026-10-25T02:30"),
        "sessions[0].start",
        "exists twice",
    ),
    "time with seconds": (
        put("sessions", 0, "start", value="2026-11-24T15:00:30"),
        "sessions[0].start",
        "is not a whole minute",
    ),
    "no time": (put("sessions", 0, "end", value=None), "sessions[0].end", "null is not text"),
    "place twice": (again("places"), "places[8].id", "is used twice"),
    "unknown place": (
        put("people", 0, "place", value="attic"),
        "people[0].place",
        "unknown place 'attic'",
    ),
    "travel from nowhere": (
        put("travel_minutes", "pairs", 0, 0, value="attic"),
        "travel_minutes.pairs[0][0]",
        "unknown place",
    ),
    "negative travel": (
        put("travel_minutes", "pairs", 0, 2, value=-1),
        "travel_minutes.pairs[0][2]",
        "is not a whole number of 0",
    ),
    "travel of two": (
        put("travel_minutes", "pairs", 0, value=["room-00", 5]),
        "travel_minutes.pairs[0]",
        "has 2 items, not 3",
    ),
    "person twice": (again("people"), "people[44].id", "is used twice"),
    "empty id": (put("sessions", 0, "id", value=""), "sessions[0].id", "is empty"),
    "unknown kind": (
        put("people", 0, "kind", value="parent"),
        "people[0].kind",
        "is not one of teacher",
    ),
    "window backward": (
        put("people", 2, "available", value=[["2026-11-24T16:00", "2026-11-24T15:00"]]),
        "people[2].available[0]",
        "ends before it starts",
    ),
    "window of three": (
        put("people", 2, "available", value=[["2026-11-24T16:00"] * 3]),
        "people[2].available[0]",
        "has 3 items",
    ),
    "window in a gap": (
        put("people", 2, "available", value=[["2026-03-29T02:30", "2026-11-24T18:00"]]),
        "people[2].available[0][0]",
        "does not exist",
    ),
    "window with seconds, of several that touch": (
        put("people", 2, "available", value=[["2026-11-24T16:00", "2026-11-24T17:00"], ["2026-11-24T17:00", "2026-11-24T18:00:30"]]),
        "people[2].available[1][1]",
        "is not a whole minute",
    ),
    "travel as text": (
        put("travel_minutes", "pairs", 0, 2, value="5"),
        "travel_minutes.pairs[0][2]",
        "is not a whole number",
    ),
    "a session that cannot be read": (
        put("sessions", 1, "start", value="x"),
        "sessions[1].start",
        "is not a time",
    ),
    "break of null": (
        put("people", 0, "break_minutes", value=None),
        "people[0].break_minutes",
        "null is not a whole number",
    ),
    "run without break": (
        drop("people", 0, "break_minutes"),
        "people[0].break_minutes",
        "they come together",
    ),
    "break of zero": (
        put("people", 0, "break_minutes", value=0),
        "people[0].break_minutes",
        "is not a whole number of 1",
    ),
    "unknown member": (
        put("pools", 0, "members", value=["nobody"]),
        "pools[0].members[0]",
        "unknown person 'nobody'",
    ),
    "member twice": (
        put("pools", 0, "members", value=["interpreter-0", "interpreter-0"]),
        "pools[0].members[1]",
        "is named twice",
    ),
    "meeting twice": (again("meetings"), "meetings[52].id", "is used twice"),
    "minutes off the tick": (
        put("meetings", 3, "minutes", value=15),
        "meetings[3].minutes",
        "is not a multiple",
    ),
    "no minutes": (
        put("meetings", 3, "minutes", value=0),
        "meetings[3].minutes",
        "is not a multiple",
    ),
    "negative minutes": (
        put("meetings", 3, "minutes", value=-20),
        "meetings[3].minutes",
        "is not a multiple",
    ),
    "minutes as text": (
        put("meetings", 3, "minutes", value="20"),
        "meetings[3].minutes",
        "is not a whole number",
    ),
    "minutes as float": (
        put("meetings", 3, "minutes", value=20.0),
        "meetings[3].minutes",
        "is not a whole number",
    ),
    "nobody required": (
        put("meetings", 3, "required", value=[]),
        "meetings[3].required",
        "at least one person",
    ),
    "unknown person": (
        put("meetings", 3, "required", 1, value="nobody"),
        "meetings[3].required[1]",
        "unknown person 'nobody'",
    ),
    "required and optional": (
        lambda data: data["meetings"][3].update(optional=[data["meetings"][3]["required"][0]]),
        "meetings[3].optional[0]",
        "is required already",
    ),
    "unknown pool": (
        put("meetings", 3, "from_pools", value=["choir"]),
        "meetings[3].from_pools[0]",
        "unknown pool 'choir'",
    ),
    "priority of zero": (
        put("meetings", 3, "priority", value=0),
        "meetings[3].priority",
        "is not a whole number of 1",
    ),
    "pinned off the grid": (
        put("meetings", 3, "pinned", value="2026-11-24T15:05"),
        "meetings[3].pinned",
        "is not on the grid",
    ),
    "pinned outside": (
        put("meetings", 3, "pinned", value="2026-11-24T14:50"),
        "meetings[3].pinned",
        "is not on the grid",
    ),
    "apart from oneself": (
        put("keep_apart", 0, "people", value=["head", "head"]),
        "keep_apart[0].people[1]",
        "is named twice",
    ),
    "apart alone": (
        put("keep_apart", 0, "people", value=["head"]),
        "keep_apart[0].people",
        "has 1 items, not 2",
    ),
    "negative apart": (
        put("keep_apart", 0, "minutes", value=-1),
        "keep_apart[0].minutes",
        "is not a whole number of 0",
    ),
    "unknown weight": (put("weights", value={"waiting": 2}), "weights.waiting", "unknown key"),
    "negative weight": (
        put("weights", value={"wait": -2}),
        "weights.wait",
        "is not a whole number of 0",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_with_its_path(name: str, checker: Any) -> None:  # noqa: ANN401
    """The fault, its place and nothing else; the checker refuses the round as well."""
    spoil, path, message = FAULTS[name]
    data = example()
    spoil(data)
    with pytest.raises(InvalidInputError) as caught:
        round_from_json(data)
    assert [fault.path for fault in caught.value.faults] == [path]
    assert message in str(caught.value)
    with pytest.raises(checker.Unusable):
        checker.Round(data)


def test_all_faults_are_told_at_once() -> None:
    """Of different kinds, in different places, and not the first alone."""
    data = example()
    names = [
        "unknown key inside",
        "session overlaps",
        "unknown kind",
        "unknown member",
        "no minutes",
        "unknown person",
        "negative apart",
        "unknown weight",
    ]
    for name in names:
        FAULTS[name][0](data)
    with pytest.raises(InvalidInputError) as caught:
        round_from_json(data)
    assert {fault.path for fault in caught.value.faults} == {FAULTS[name][1] for name in names}


def test_no_faults_are_made_up() -> None:
    """People who cannot be read are not unknown, and a session is not one of 1970."""
    data = example()
    data["people"] = None
    data["sessions"][1]["start"] = "x"
    data["meetings"][3]["pinned"] = "2026-11-24T15:05"
    data["meetings"][4]["minutes"] = 15
    with pytest.raises(InvalidInputError) as caught:
        round_from_json(data)
    paths = [fault.path for fault in caught.value.faults]
    assert paths == ["sessions[1].start", "people", "meetings[4].minutes"]


def test_run_and_break_of_null() -> None:
    """A number is given or left out, as the checker has it."""
    data = example()
    data["people"][0].update(max_run_minutes=None, break_minutes=None)
    with pytest.raises(InvalidInputError) as caught:
        round_from_json(data)
    paths = [fault.path for fault in caught.value.faults]
    assert paths == ["people[0].max_run_minutes", "people[0].break_minutes"]


def test_what_may_be_left_out() -> None:
    """The least a round can be, with the defaults of the page."""
    least = round_from_json(
        {
            "schema": "conferencekit.round/1",
            "id": "least",
            "timezone": "Europe/Amsterdam",
            "sessions": [{"id": "s", "start": "2026-11-24T16:00", "end": "2026-11-24T17:00"}],
            "people": [{"id": "a", "kind": "teacher"}],
            "meetings": [{"id": "m", "minutes": 10, "required": ["a"]}],
        }
    )
    assert least.tick_minutes == 5
    assert least.meetings[0].priority == 1
    assert (least.weights.wait, least.weights.visit, least.weights.moved) == (2, 120, 60)
    assert least.travel_minutes.default == 0


PLAN_FAULTS: dict[str, tuple[Spoil, str]] = {
    "other round": (put("round", value="spring"), "round"),
    "unknown meeting": (put("placements", 0, "meeting", value="m9"), "placements[0].meeting"),
    "placed twice": (again("placements"), "placements[1].meeting"),
    "placed and unplaced": (put("unplaced", value=["m", "n"]), "unplaced[0]"),
    "unknown unplaced": (put("unplaced", value=["n", "o"]), "unplaced[1]"),
    "nothing said": (put("unplaced", value=[]), ""),
    "no start": (drop("placements", 0, "start"), "placements[0].start"),
    "attends uninvited": (
        put("placements", 0, "attending", value=["b"]),
        "placements[0].attending[0]",
    ),
    "no score": (drop("score"), "score"),
    "unknown key": (put("note", value="x"), "note"),
    "half a minute": (
        put("placements", 0, "start", value="2026-11-24T16:00:30"),
        "placements[0].start",
    ),
}


def plan_example() -> tuple[Data, Data]:
    """A small round and a plan of it, as data."""
    round_ = {
        "schema": "conferencekit.round/1",
        "id": "r",
        "timezone": "Europe/Amsterdam",
        "sessions": [{"id": "s", "start": "2026-11-24T16:00", "end": "2026-11-24T17:00"}],
        "people": [{"id": "a", "kind": "teacher"}, {"id": "b", "kind": "guardian"}],
        "meetings": [
            {"id": "m", "minutes": 10, "required": ["a"]},
            {"id": "n", "minutes": 10, "required": ["a"]},
        ],
    }
    plan = {
        "schema": "conferencekit.plan/1",
        "round": "r",
        "placements": [{"meeting": "m", "start": "2026-11-24T16:00:00+01:00"}],
        "unplaced": ["n"],
        "score": {"unplaced": 1, "penalty": 0, "terms": {}},
    }
    return round_, plan


@pytest.mark.parametrize("name", PLAN_FAULTS)
def test_each_fault_of_a_plan_is_told_with_its_path(name: str) -> None:
    """What keeps a plan from being one of its round at all."""
    round_data, plan = plan_example()
    round_ = round_from_json(round_data)
    assert plan_from_json(plan, round_).unplaced == ("n",)
    spoil, path = PLAN_FAULTS[name]
    spoil(plan)
    with pytest.raises(InvalidInputError) as caught:
        plan_from_json(plan, round_)
    assert path in [fault.path for fault in caught.value.faults]


def test_faults_of_a_plan_of_form_and_of_meaning_are_told_together() -> None:
    """And of a placement that cannot be read nothing is made up."""
    round_data, plan = plan_example()
    plan["placements"].append({"meeting": 5, "start": "x", "attending": ["a"]})
    plan["unplaced"] = ["o"]
    with pytest.raises(InvalidInputError) as caught:
        plan_from_json(plan, round_from_json(round_data))
    paths = [fault.path for fault in caught.value.faults]
    assert paths == ["placements[1].meeting", "placements[1].start", "unplaced[0]"]


def test_a_plan_of_something_else_has_no_score() -> None:
    """What it names and the round does not have is said."""
    round_data, plan_data = plan_example()
    round_ = round_from_json(round_data)
    plan = plan_from_json(plan_data, round_)
    (one,) = plan.placements
    strange = attrs.evolve(one, meeting="zz")
    other = attrs.evolve(plan, placements=(one, strange), unplaced=("n", "yy"))
    with pytest.raises(InvalidInputError) as caught:
        score(round_, other)
    assert [str(fault) for fault in caught.value.faults] == [
        "placements[1].meeting: unknown meeting 'zz'",
        "unplaced[1]: unknown meeting 'yy'",
    ]


@pytest.mark.parametrize("path", sorted(ROUNDS.glob("*.json")), ids=lambda path: path.stem)
def test_the_example_rounds_are_read(path: Any) -> None:  # noqa: ANN401
    """All of them, and written back as equal rounds."""
    round_ = round_from_json(parse_json(path.read_bytes()))
    assert round_from_json(round_to_json(round_)) == round_
