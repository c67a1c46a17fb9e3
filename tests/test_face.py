"""What ``import conferencekit`` offers, and what it costs."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import conferencekit

SOURCE = Path(conferencekit.__file__).parent
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def test_the_face_is_sorted_and_complete() -> None:
    """The list, the table and what type checkers see are the same."""
    assert conferencekit.__all__ == sorted(conferencekit.__all__)
    assert sorted(conferencekit._HOME) == conferencekit.__all__
    tree = ast.parse((SOURCE / "__init__.py").read_text())
    seen = [
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("conf")
        for alias in node.names
    ]
    assert sorted(filter(None, seen)) == conferencekit.__all__
    assert len(conferencekit.__all__) <= 40


@pytest.mark.parametrize("name", conferencekit.__all__)
def test_every_name_is_there(name: str) -> None:
    """And is what its room calls by that name."""
    room = importlib.import_module(f"conferencekit.{conferencekit._HOME[name]}")
    assert getattr(conferencekit, name) is getattr(room, name)
    assert name in dir(conferencekit)


def test_other_names_are_not() -> None:
    """With the usual error."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        conferencekit.nothing  # type: ignore[attr-defined]  # noqa: B018
    assert conferencekit.__version__.count(".") == 2


def test_importing_it_imports_nothing_else() -> None:
    """Solvers, stores, exporters, the command line and all dependencies come when used."""
    script = f"""
import importlib, sys, typing
sys.path.insert(0, {str(SOURCE.parent)!r})
before = set(sys.modules)
import conferencekit
print(*sorted(set(sys.modules) - before))
"""
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["conferencekit"]


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_lists_what_it_offers(room: str) -> None:
    """Sorted, each name there, and nothing that starts with an underscore."""
    module = importlib.import_module(f"conferencekit.{room}")
    offered = getattr(module, "__all__", [])
    assert list(offered) == sorted(offered)
    for name in offered:
        assert hasattr(module, name)
        assert not name.startswith("_")


def test_a_star_import_works() -> None:
    """Every listed name can be taken at once."""
    space: dict[str, object] = {}
    exec("from conferencekit import *", space)  # noqa: S102  that is the point
    assert set(conferencekit.__all__) <= set(space)
