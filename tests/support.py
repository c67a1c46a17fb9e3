"""What tests share that is no fixture."""

import importlib.util
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROUNDS = HERE.parent / "benchmarks" / "rounds"


def load_checker() -> Any:  # noqa: ANN401
    """The independent checker, a script that stands apart from the library."""
    spec = importlib.util.spec_from_file_location("check_plan", HERE / "spec" / "check_plan.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
