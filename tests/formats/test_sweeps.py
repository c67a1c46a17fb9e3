"""Files with any one thing wrong are read or refused, with places; nothing else ever happens.

Every value of a document that uses all there is is replaced by all kinds of others, every key is
left out, and into every object an unknown key is put.
"""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.planning import policy_from_json
from conferencekit.scheduling import plan_from_json, round_from_json
from conferencekit.school import school_from_json
from conferencekit.time import Zone

Data = dict[str, Any]
Steps = tuple[str | int, ...]

LEFT_OUT = object()
AMSTERDAM = Zone("Europe/Amsterdam")
REPLACEMENTS: tuple[object, ...] = (
    None,
    "x",
    "",
    -1,
    0,
    1.5,
    True,
    [],
    {},
    [None],
    [[]],
    [{}],
    {"x": None},
    "2026-03-29T02:30",  # the clocks skip it
    "2026-10-25T02:30",  # the clocks show it twice
    "2026-11-24T16:00:30",
    10**40,
    1e300,
    "a\0b",
    "\ud800",
)

ROUND: Data = {
    "schema": "conferencekit.round/1",
    "id": "r",
    "title": "Autumn",
    "timezone": "Europe/Amsterdam",
    "tick_minutes": 5,
    "sessions": [
        {"id": "tue", "start": "2026-11-24T16:00", "end": "2026-11-24T20:00", "title": "Tuesday"},
        {"id": "wed", "start": "2026-11-25T16:00", "end": "2026-11-25T20:00"},
    ],
    "places": [{"id": "p1", "title": "One"}, {"id": "p2"}],
    "travel_minutes": {"default": 1, "pairs": [["p1", "p2", 5]]},
    "people": [
        {
            "id": "ada",
            "kind": "teacher",
            "name": "Ada",
            "place": "p1",
            "available": [
                ["2026-11-24T16:00", "2026-11-24T18:00"],
                ["2026-11-24T17:00", "2026-11-24T20:00"],
            ],
            "preferred": [["2026-11-24T16:00", "2026-11-24T18:00"]],
            "max_run_minutes": 90,
            "break_minutes": 10,
        },
        {"id": "g", "kind": "guardian"},
        {"id": "i", "kind": "interpreter"},
        {"id": "h", "kind": "staff"},
    ],
    "pools": [{"id": "es", "members": ["i"], "title": "Spanish"}],
    "meetings": [
        {
            "id": "m1",
            "student": "s",
            "minutes": 15,
            "required": ["ada", "g"],
            "optional": ["h"],
            "from_pools": ["es"],
            "place": "p2",
            "priority": 2,
            "within": [["2026-11-24T16:00", "2026-11-24T19:00"]],
            "pinned": "2026-11-24T16:30",
            "previous": "2026-11-24T16:15",
        },
        {"id": "m2", "minutes": 10, "required": ["ada"]},
    ],
    "keep_apart": [{"people": ["g", "h"], "minutes": 15}],
    "weights": {"wait": 2, "waits": 1, "visit": 100},
}

PLAN: Data = {
    "schema": "conferencekit.plan/1",
    "round": "r",
    "placements": [
        {
            "meeting": "m1",
            "start": "2026-11-24T16:30:00+01:00",
            "pools": {"es": "i"},
            "attending": ["h"],
        }
    ],
    "unplaced": ["m2"],
    "score": {"unplaced": 1, "penalty": 60, "terms": {"moved": 1}},
    "bound": {"unplaced": 0, "penalty": 0},
}

SCHOOL: Data = {
    "schema": "conferencekit.school/1",
    "id": "willow",
    "title": "Willow",
    "timezone": "Europe/Amsterdam",
    "languages": ["en"],
    "students": [
        {
            "id": "noah",
            "name": {"given": "Noah", "family": "Reed", "preferred": "No"},
            "grades": ["02"],
            "languages": ["en"],
            "specialists": ["ada"],
        },
        {"id": "ivy", "name": {"given": "Ivy"}},
    ],
    "guardians": [
        {
            "id": "jon",
            "name": {"given": "Jon"},
            "languages": ["es"],
            "contacts": [{"channel": "email", "address": "jon@x.example"}],
        },
        {"id": "tom", "name": {"given": "Tom"}},
    ],
    "households": [
        {
            "id": "h",
            "guardians": ["jon"],
            "members": [{"student": "noah", "rights": ["records"]}, {"student": "ivy"}],
            "title": "Reed",
        }
    ],
    "staff": [
        {
            "id": "ada",
            "name": {"given": "Ada"},
            "roles": ["aide"],
            "languages": ["en"],
            "room": "Oak",
        }
    ],
    "interpreters": [{"id": "ines", "name": {"given": "Inés"}, "languages": ["es"]}],
    "groups": [
        {
            "id": "home",
            "title": "Home",
            "kind": "homeroom",
            "students": ["noah"],
            "teachers": ["ada"],
            "lead": "ada",
            "subject": "All",
        }
    ],
    "restrictions": [
        {
            "guardian": "tom",
            "kind": "no-contact",
            "person": "noah",
            "document": "order 1",
            "since": "2026-01-01",
            "until": "2026-12-31",
        }
    ],
}

POLICY: Data = {
    "schema": "conferencekit.policy/1",
    "id": "autumn",
    "sessions": [{"id": "tue", "start": "2026-11-24T16:00", "end": "2026-11-24T20:00"}],
    "title": "Autumn",
    "timezone": "Europe/Amsterdam",
    "tick_minutes": 5,
    "minutes": 20,
    "minutes_by_occasion": {"subject": 10},
    "meet": ["lead", "subject"],
    "conferences": "joint",
    "attendance": "any",
    "siblings": "together",
    "student": "optional",
    "welcome": ["ada"],
    "interpreter_minutes": 10,
    "keep_apart_minutes": 10,
    "max_run_minutes": 90,
    "break_minutes": 10,
    "travel_minutes": {"default": 1, "pairs": [["Oak", "Elm", 5]]},
    "weights": {"wait": 3},
}

FORMATS: dict[str, tuple[Data, Callable[[Any], object]]] = {
    "round": (ROUND, round_from_json),
    "plan": (PLAN, lambda data: plan_from_json(data, round_from_json(ROUND))),
    "school": (SCHOOL, school_from_json),
    "policy": (POLICY, lambda data: policy_from_json(data, AMSTERDAM)),
}


def places(value: object, steps: Steps = ()) -> Iterator[Steps]:
    """The path of each value inside a document, parts after wholes."""
    yield steps
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for step, item in items:
        yield from places(item, (*steps, step))


def at(data: Any, steps: Steps) -> Any:  # noqa: ANN401
    """The value at a path."""
    for step in steps:
        data = data[step]
    return data


def told(steps: Steps) -> str:
    """A path as faults tell it."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def with_replaced(data: Any, steps: Steps, value: object) -> Any:  # noqa: ANN401
    """A copy with another value at a path, or nothing there; what is beside it is shared."""
    if not steps:
        return value
    changed = copy.copy(data)
    if len(steps) == 1 and value is LEFT_OUT:
        del changed[steps[0]]
    else:
        inside = data[steps[0]] if len(steps) > 1 else None
        changed[steps[0]] = with_replaced(inside, steps[1:], value)
    return changed


def mutations(data: Data) -> Iterator[tuple[Steps, str, Any]]:
    """Every changed document: where, what was done, and what became of it."""
    for steps in places(data):
        for value in REPLACEMENTS:
            yield steps, f"= {value!r}", with_replaced(data, steps, value)
        if steps:
            yield steps, "left out", with_replaced(data, steps, LEFT_OUT)
        if isinstance(at(data, steps), dict):
            yield (*steps, "zzz"), "added", with_replaced(data, (*steps, "zzz"), 1)


def near(path: str, other: str) -> bool:
    """Whether one of two paths is the other, or leads to it."""
    short, long = sorted((path, other), key=len)
    return long.startswith(short) and long[len(short) : len(short) + 1] in ("", ".", "[")


@pytest.mark.parametrize("name", FORMATS)
def test_the_whole_documents_are_sound(name: str) -> None:
    """So that what is refused below is refused for the change."""
    data, read = FORMATS[name]
    read(data)


@pytest.mark.parametrize("name", FORMATS)
def test_any_change_is_read_or_refused_with_faults(name: str) -> None:
    """And no other exception gets out; a fault without a path concerns the whole."""
    data, read = FORMATS[name]
    refused: list[tuple[str, str, list[str]]] = []
    for steps, what, changed in mutations(data):
        try:
            read(changed)
        except InvalidInputError as error:
            refused.append((told(steps), what, [fault.path for fault in error.faults]))
        except Exception as error:  # noqa: BLE001  any other at all fails the test
            pytest.fail(f"{told(steps)} {what}: {error!r}")
    assert len(refused) > 100
    # Of a plan that leaves a meeting out, the fault is in the whole.
    placed = [one for one in refused if one[0] and name != "plan"]
    assert not [one for one in placed if not any(one[2])]
    assert all(paths for _, _, paths in refused)


@pytest.mark.parametrize("name", ["round", "plan", "school", "policy"])
def test_an_unreadable_value_brings_no_other_fault(name: str) -> None:
    """An object where none belongs is one fault, there; nothing else is made up because of it."""
    data, read = FORMATS[name]
    for steps in places(data):
        # An object is of the wrong form everywhere but where there is one in the first place.
        if not steps or isinstance(at(data, steps), dict):
            continue
        with pytest.raises(InvalidInputError) as caught:
            read(with_replaced(data, steps, {"zzz": 1}))
        strange = [str(one) for one in caught.value.faults if not near(one.path, told(steps))]
        assert not strange, (told(steps), strange)


@pytest.mark.parametrize("where", [told(steps) for steps in places(ROUND)])
def test_a_fault_hides_no_fault_elsewhere(where: str) -> None:
    """Whatever cannot be read, a fault of meaning far from it is told all the same."""
    steps = next(steps for steps in places(ROUND) if told(steps) == where)
    if not steps or steps[0] in ("schema", "timezone", "weights", "keep_apart"):
        return  # nothing can be read without the first two; the others are what is spoilt
    changed = with_replaced(ROUND, steps, {"zzz": 1})
    changed = with_replaced(changed, ("weights", "gap"), -1)
    changed = with_replaced(changed, ("keep_apart", 0, "minutes"), -1)
    with pytest.raises(InvalidInputError) as caught:
        round_from_json(changed)
    paths = {fault.path for fault in caught.value.faults}
    assert {"weights.gap", "keep_apart[0].minutes"} <= paths


def test_what_the_checker_refuses_is_refused(checker: Any) -> None:  # noqa: ANN401
    """The independent checker may be blunter, but it knows no fault that is passed over here."""
    for steps, what, changed in mutations(ROUND):
        try:
            json.dumps(changed)
            checker.Round(changed)
        except Exception:  # noqa: BLE001  the checker's own ways to refuse are many
            with pytest.raises(InvalidInputError):
                round_from_json(changed)
                pytest.fail(f"{told(steps)} {what}: accepted, though the checker refuses")
