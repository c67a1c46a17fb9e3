"""A loss of power, simulated at every write; the whole run is ``benchmarks/power.py``."""

import pytest
from benchmarks.power import Outcome, fail_everywhere

pytestmark = pytest.mark.slow


def test_no_loss_of_power_loses_a_booking() -> None:
    """Nor leaves one half-done, nor a file that is not sound."""
    outcome = fail_everywhere(25)
    assert outcome.images > 100
    assert outcome == Outcome(images=outcome.images)


def test_the_usual_setting_would() -> None:
    """The simulation can tell."""
    assert fail_everywhere(15, synchronous="NORMAL").lost > 0
