"""The docs name everything that is public, and what they show is true."""

import json
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest

from conferencekit.booking import Happening, ObjectionKind
from conferencekit.booking._states import LIFE
from conferencekit.conference._states import CONFERENCE_CHANGES
from conferencekit.goals._states import GOAL_CHANGES
from conferencekit.scheduling import (
    check,
    plan_from_json,
    round_from_json,
    score,
)

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
ROOMS = (
    "errors",
    "time",
    "wire",
    "school",
    "storage",
    "privacy",
    "dialogue",
    "scheduling",
    "assessment",
    "planning",
    "booking",
    "engines",
    "testing",
    "progress",
    "goals",
    "support",
    "overview",
    "conference",
    "exchange",
    "render",
)


def documented(page: Path) -> set[str]:
    """The names that the modules of a page document."""
    names: set[str] = set()
    for module in re.findall(r"automodule:: (\S+)", page.read_text()):
        names |= set(import_module(module).__all__)
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_is_in_the_reference(room: str) -> None:
    """On its room's page, with a docstring."""
    page = REFERENCE / ("errors.md" if room == "errors" else f"api/{room}.md")
    module = import_module(f"conferencekit.{room}")
    public = set(module.__all__)
    shared = {"JsonValue", "Refusal", "Audiences"}
    assert public <= documented(page) | shared
    for name in public - {"JsonValue", "Key", "EXAMPLE_ZONE", "Measure"}:
        assert getattr(module, name).__doc__, name


def test_every_extra_and_command_is_in_the_reference() -> None:
    """By its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = (REFERENCE / "extras.md").read_text()
    for name in (*project["optional-dependencies"], "attrs", "cattrs", "pendulum"):
        assert name in extras
    commands = (REFERENCE / "command-line.md").read_text()
    for name in ("demo", "solve", "check", "show", "explain", "import oneroster"):
        assert f"`{name} " in commands


def test_the_example_files_of_the_format_page_are_what_they_say() -> None:
    """The plan fits the round, is valid, and scores what it claims."""
    text = (REFERENCE / "round-format.md").read_text()
    round_data, plan_data = (
        json.loads(one) for one in re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    )
    round_ = round_from_json(round_data)
    plan = plan_from_json(plan_data, round_)
    assert check(round_, plan) == ()
    assert score(round_, plan) == plan.score
    assert plan.is_optimal


def test_the_tables_of_booking_are_complete() -> None:
    """Every step of a meeting's life, every objection and every event, as the code has them."""
    text = (REFERENCE / "booking.md").read_text()
    life = {(state, act, after) for state, acts in LIFE.items() for act, after in acts.items()}
    assert set(re.findall(r"^\| (\w+) \| (\w+) \| (\w+) \|$", text, re.MULTILINE)) >= life
    told = re.findall(r"^\| `([\w-]+)` \| (yes|no) \|", text, re.MULTILINE)
    assert told == [(kind, "yes" if kind.is_waivable else "no") for kind in ObjectionKind]
    assert re.findall(r"^\| `booking\.(\w+)` \|", text, re.MULTILINE) == list(Happening)


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link of README, guides and docs names a file that is there."""
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize(
    ("name", "table"), [("goals", GOAL_CHANGES), ("conference", CONFERENCE_CHANGES)]
)
def test_the_pages_have_the_states_that_there_are(
    name: str, table: Mapping[StrEnum | None, Mapping[StrEnum, StrEnum]]
) -> None:
    """And what can be done in each."""
    page = (DOCS / "explanation" / f"{name}.md").read_text()
    told = {
        state: {action for action in actions.split(", ") if action}
        for state, actions in re.findall(r"^\| (\w+) \| ?([\w, ]*?) ?\|$", page, re.MULTILINE)
        if state != "state"
    }
    assert told == {
        state.value: {action.value for action in actions}
        for state, actions in table.items()
        if state is not None
    }
