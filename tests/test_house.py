"""The figures the code is held to: small functions and modules, everything documented."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

import conferencekit

SOURCE = Path(conferencekit.__file__).parent
TESTS = Path(__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    """Every function of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """How many lines its body has, its docstring apart."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body or body[-1].end_lineno is None:
        return 0
    return body[-1].end_lineno - body[0].lineno + 1


def test_functions_are_short() -> None:
    """Half of them up to 8 lines, nine tenths up to 30, none over 80."""
    lengths = [length(function) for path in MODULES for function in functions(path)]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 30
    assert sum(lines > 50 for lines in lengths) <= 0.02 * len(lengths)
    assert max(lengths) <= 80


def test_modules_are_short() -> None:
    """Half of them up to 200 lines, none over 500."""
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES]
    assert median(lines) <= 200
    assert max(lines) <= 500


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_globals_and_nothing_swallowed(path: Path) -> None:
    """No ``global`` statement, no bare ``except`` and none of ``Exception``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Global)
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None
            assert not (isinstance(node.type, ast.Name) and node.type.id == "Exception")


def test_exceptions_from_the_checkers_are_few() -> None:
    """At most two ``type: ignore`` in a thousand lines."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    assert text.count("type: ignore") <= 2 * len(text.splitlines()) / 1000


def test_no_workplace_is_named() -> None:
    """No machine's paths, and no package registry's host."""
    words = ("pypi" + ".org", "/" + "work/", "/" + "root/", "pythonhosted" + ".org")
    root = SOURCE.parent.parent
    for path in (*MODULES, *TESTS.rglob("*.py"), *root.glob("*.*"), *root.glob("docs/**/*.md")):
        if path.is_file() and path.suffix in (".py", ".md", ".toml", ".txt"):
            text = path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path
