"""The Django example, by its own tests in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("django", reason="needs the dependency group examples")

SITE = Path(__file__).parents[2] / "examples" / "django_site"


@pytest.mark.parametrize("command", [["test"], ["makemigrations", "--check", "--dry-run"]])
def test_the_site_passes_its_own_tests(command: list[str]) -> None:
    """And its tables are those its models describe."""
    done = subprocess.run(  # noqa: S603  our own script
        [sys.executable, "manage.py", *command],
        cwd=SITE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
