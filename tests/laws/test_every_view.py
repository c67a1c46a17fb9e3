"""No function takes an access without a law that holds it to the independent statement."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import conferencekit

SOURCE = Path(conferencekit.__file__).parent
LAWS = Path(__file__).parent
ROOMS = sorted(
    path.parent.name
    for path in SOURCE.glob("*/__init__.py")
    if path.parent.name not in {"cli", "testing"}
)
MADE_OF_IT = {"show"}
"""What is itself no view: the functions that are made of it are held to the statement."""


def asking() -> Iterator[str]:
    """The public functions and methods that are told who asks, by name."""
    for room in ROOMS:
        module = importlib.import_module(f"conferencekit.{room}")
        for name in module.__all__:
            found = getattr(module, name)
            parts = vars(found).items() if inspect.isclass(found) else [(name, found)]
            for part, given in parts:
                value = getattr(given, "__func__", given)
                if inspect.isfunction(value) and not part.startswith("_") and _is_told(value):
                    yield part


def _is_told(function: Any) -> bool:  # noqa: ANN401
    given = inspect.signature(function).parameters.values()
    return any(
        re.search(r"\bAccess\b", str(one.annotation))
        or (one.name == "viewer" and one.annotation is str)
        for one in given
    )


@cache
def held() -> frozenset[str]:
    """What the laws use of the library, of those that know the statement; methods by name."""
    names: set[str] = set()
    for path in LAWS.glob("test_*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        imports = [one for one in nodes if isinstance(one, ast.ImportFrom) and one.module]
        if any(str(one.module).startswith("spec.") for one in imports):
            ours = [one for one in imports if str(one.module).startswith("conferencekit")]
            used = {one.id for one in nodes if isinstance(one, ast.Name)}
            names |= used & {alias.name for one in ours for alias in one.names}
            names |= {one.attr for one in nodes if isinstance(one, ast.Attribute)}
    return frozenset(names)


ASKING = sorted(set(asking()))


@pytest.mark.parametrize("name", ASKING)
def test_a_law_holds_it_to_the_statement(name: str) -> None:
    """What is new needs a law of its own in this folder."""
    assert (name in held()) is (name not in MADE_OF_IT)


def test_they_are_found() -> None:
    """Views of every room that has some, and the policy itself."""
    some = {
        "show_school",
        "brief",
        "kept_answers",
        "seen_bookings",
        "gather",
        "decide",
        "check_ins",
    }
    assert {*some, *MADE_OF_IT} <= set(ASKING)
