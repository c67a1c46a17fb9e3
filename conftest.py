"""What all tests share; and the code of README, docs and docstrings is run as tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.servers import Server, programs, server
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

from conferencekit.storage import Store
from conferencekit.storage.memory import MemoryStore
from conferencekit.storage.sqlite import SqliteStore
from support import load_checker

settings.register_profile(
    "fast", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("fast"), max_examples=150, print_blob=True)
settings.register_profile("thousands", settings.get_profile("ci"), max_examples=4000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.fixture(scope="session")
def checker() -> Any:  # noqa: ANN401
    """The independent checker as a module."""
    return load_checker()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; what needs one is skipped where none can be had."""
    try:
        programs()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    with server() as running:
        yield running


@pytest.fixture
def conninfo(postgres: Server, request: pytest.FixtureRequest) -> str:
    """An empty place in it, for one test."""
    return postgres.place(f"t{abs(hash(request.node.nodeid))}")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each kind of store, empty."""
    if request.param == "memory":
        yield MemoryStore()
    else:
        with SqliteStore(tmp_path / "store.sqlite") as made:
            yield made


@pytest.fixture
def ticking() -> Callable[[], float]:
    """A clock that goes on a millisecond at every look."""
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 0.001
        return now

    return clock


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of its own for each page, so that what its code writes stays out of the way."""
    before = Path.cwd()
    folder = tmp_path_factory.mktemp("page")
    os.chdir(folder)
    yield folder
    os.chdir(before)


pages = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    # before Python 3.13 ** is one folder
    patterns=["docs/*.md", "docs/*/*.md", "docs/*/*/*.md", "README.md"],
    fixtures=["elsewhere"],
)
docstrings = Sybil(
    parsers=[DocTestParser()], patterns=["src/*/*.py", "src/*/*/*.py", "src/*/*/*/*.py"]
)

_pages: Any = pages.pytest()
_docstrings: Any = docstrings.pytest()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Any:  # noqa: ANN401
    """Collect pages and docstrings."""
    return _pages(file_path, parent) or _docstrings(file_path, parent)
