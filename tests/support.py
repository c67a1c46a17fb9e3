"""What tests share that is no fixture."""

import importlib.util
from pathlib import Path
from typing import Any

from hypothesis import settings

HERE = Path(__file__).parent
ROUNDS = HERE.parent / "benchmarks" / "rounds"


def cases(most: int) -> int:
    """How many cases a slow test tries: all with the profile ``thousands``, else a fifth."""
    return most if settings.get_current_profile_name() == "thousands" else most // 5


def load_checker() -> Any:  # noqa: ANN401
    """The independent checker, a script that stands apart from the library."""
    spec = importlib.util.spec_from_file_location("check_plan", HERE / "spec" / "check_plan.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
