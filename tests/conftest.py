"""What all tests share."""

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
ROUNDS = HERE.parent / "benchmarks" / "rounds"

settings.register_profile(
    "fast", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("fast"), max_examples=300, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def load_checker() -> Any:  # noqa: ANN401
    """The independent checker, a script that stands apart from the library."""
    spec = importlib.util.spec_from_file_location("check_plan", HERE / "spec" / "check_plan.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def checker() -> Any:  # noqa: ANN401
    """The independent checker as a module."""
    return load_checker()


@pytest.fixture
def ticking() -> Callable[[], float]:
    """A clock that goes on a millisecond at every look."""
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 0.001
        return now

    return clock
