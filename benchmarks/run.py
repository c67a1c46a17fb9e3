"""One engine on one round, in a process of its own.

`python -m benchmarks.run ENGINE ROUND SECONDS SEED` prints the plan and what it took, as JSON.
:func:`run` starts such a process. A fresh one each time: nothing that one run has warmed up, or
left behind in memory, helps or harms the next.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from benchmarks.engines import load
from benchmarks.engines.errors import CannotExpressError
from conferencekit import Plan, Round, read_round
from conferencekit.scheduling import plan_from_json, plan_to_json

__all__ = ["Run", "peak_megabytes", "run"]

ROOT: Final = Path(__file__).resolve().parent.parent
_STATUS: Final = Path("/proc/self/status")
_PATIENCE_SECONDS: Final = 120.0
_LAST_WORDS: Final = 200


@attrs.frozen
class Run:
    """What came of a run.

    Attributes:
        plan: The plan; None where there is none.
        seconds: What it took, reading the round and writing the plan apart.
        megabytes: The most memory the process had.
        why_not: Why there is no plan.
    """

    plan: Plan | None = None
    seconds: float = 0.0
    megabytes: float = 0.0
    why_not: str = ""


def run(engine: str, path: Path, round_: Round, *, seconds: float, seed: int) -> Run:
    """Run an engine on a round.

    Args:
        engine: Its name.
        path: The file of the round.
        round_: The same, read.
        seconds: How long it may take. It is ended where it takes far longer.
        seed: Its seed.
    """
    command = [sys.executable, "-m", "benchmarks.run", engine, str(path.resolve())]
    try:
        done = subprocess.run(  # noqa: S603  our own module
            [*command, str(seconds), str(seed)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=3 * seconds + _PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Run(why_not="did not end in time")
    if done.returncode:
        return Run(why_not=f"failed: {done.stderr.strip()[-_LAST_WORDS:]}")
    data = json.loads(done.stdout.splitlines()[-1])
    if data["plan"] is None:
        return Run(why_not=data["why_not"])
    plan = plan_from_json(data["plan"], round_)
    return Run(plan, data["seconds"], data["megabytes"])


def peak_megabytes() -> float:
    """The most memory this process has had.

    Linux is asked for that of the program itself: what the other call tells includes the process
    that started this one, up to when it did.
    """
    if _STATUS.exists():
        (line,) = (one for one in _STATUS.read_text().splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run an engine in this process, and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("engine")
    parser.add_argument("round", type=Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("seed", type=int)
    options = parser.parse_args(arguments)
    round_ = read_round(options.round)
    answer: dict[str, Any] = {"plan": None}
    try:
        engine = load(options.engine)
        began = time.perf_counter()
        plan = engine(round_, seconds=options.seconds, seed=options.seed)
        answer["seconds"] = time.perf_counter() - began
        answer["plan"] = plan_to_json(plan, round_)
        answer["megabytes"] = peak_megabytes()
    except CannotExpressError as error:
        answer["why_not"] = f"cannot express {error}"
    except ImportError as error:
        answer["why_not"] = f"is not installed: {error}"
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
