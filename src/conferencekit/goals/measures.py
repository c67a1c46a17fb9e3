"""How one sees that a goal was reached: five kinds of measures."""

from collections.abc import Iterator
from datetime import date
from typing import Final, TypeAlias

import attrs

from conferencekit._checks import repeated_ids, whole
from conferencekit._fields import as_checked
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.progress import Aimline, Direction

__all__ = [
    "AttainmentScale",
    "Habit",
    "Measure",
    "Milestone",
    "Milestones",
    "Quantity",
    "RubricLevel",
]

_LEVELS: Final = 5


@attrs.frozen(field_transformer=as_checked)
class Quantity:
    """A number to reach.

    Attributes:
        target: The number.
        unit: What is counted, such as "words read correctly in a minute".
        baseline: Where the student stands; None where nobody has measured yet.
        method: How, how often and by whom it is measured.
        better: Which way is better; None where it follows from baseline and target.
    """

    target: float
    unit: str = ""
    baseline: float | None = None
    method: str = ""
    better: Direction | None = None

    def aimline(self, start: date, due: date) -> Aimline:
        """The line from the baseline on one day to the target on another.

        Raises:
            InvalidInputError: There is no baseline, or the days or the direction do not fit.
        """
        if self.baseline is None:
            raise InvalidInputError.single("baseline", "is missing", "measure three times first")
        return Aimline(start, self.baseline, due, self.target, self.better)


@attrs.frozen(field_transformer=as_checked)
class RubricLevel:
    """A level of a rubric's criterion to reach.

    Attributes:
        criterion: The criterion's id.
        target: The level to reach, by its id.
        baseline: The level the student is at, by its id; None where nobody has looked yet.
        rubric: The rubric's id, where the criterion's is not enough to find it.
    """

    criterion: str
    target: str
    baseline: str | None = None
    rubric: str | None = None


@attrs.frozen(field_transformer=as_checked)
class AttainmentScale:
    """Five levels, written for this goal, of which the middle one is what is expected.

    Goal attainment scaling: T. J. Kiresuk and R. E. Sherman, Community Mental Health Journal 4
    (1968).

    Attributes:
        levels: What each level looks like, from much less than expected (-2) over what is
            expected (0) to much more (+2).
        baseline: The level the student is at, from -2 to 2; None where nobody has looked yet.
        weight: How much the goal counts among several; by custom importance times difficulty.

    Raises:
        InvalidInputError: There are not five levels, or a number is out of its range.
    """

    levels: tuple[str, ...] = attrs.field(repr=False)
    baseline: int | None = None
    weight: float = 1.0

    def __attrs_post_init__(self) -> None:
        """Check the levels."""
        faults = []
        if len(self.levels) != _LEVELS:
            faults.append(Fault("levels", f"has {len(self.levels)} levels, not 5", "from -2 to 2"))
        if self.baseline is not None and self.baseline not in range(-2, 3):
            faults.append(Fault("baseline", f"{self.baseline} is not from -2 to 2"))
        if not self.weight >= 0:
            faults.append(Fault("weight", f"{self.weight} is not zero or more"))
        if faults:
            raise InvalidInputError(faults, source="attainment scale")

    def level(self, number: int) -> str:
        """What a level from -2 to 2 looks like."""
        return self.levels[number + 2]


@attrs.frozen(field_transformer=as_checked)
class Milestone:
    """One thing on the way to a goal.

    Attributes:
        id: Unique within the goal.
        title: What it is.
        due: By when; None where that is open.
    """

    id: str
    title: str = attrs.field(repr=False)
    due: date | None = None


@attrs.frozen(field_transformer=as_checked)
class Milestones:
    """A list of things, all of which are to be reached.

    Raises:
        InvalidInputError: The list is empty, or an id is empty or used twice.
    """

    items: tuple[Milestone, ...]

    def __attrs_post_init__(self) -> None:
        """Check the list."""
        faults = list(repeated_ids(self.items, "items"))
        if not self.items:
            faults.append(Fault("items", "at least one is needed"))
        if faults:
            raise InvalidInputError(faults, source="milestones")


@attrs.frozen(field_transformer=as_checked)
class Habit:
    """Something to be done regularly.

    Attributes:
        what: What.
        times: How often.
        in_days: In how many days, such as 7 for a week.
        weeks: For how many weeks it has to hold.

    Raises:
        InvalidInputError: A number is below 1.
    """

    what: str = attrs.field(repr=False)
    times: int
    in_days: int = 7
    weeks: int = 4

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        faults = tuple(self._faults())
        if faults:
            raise InvalidInputError(faults, source="habit")

    def _faults(self) -> Iterator[Fault]:
        for name in ("times", "in_days", "weeks"):
            yield from whole(getattr(self, name), 1, name)


Measure: TypeAlias = Quantity | RubricLevel | AttainmentScale | Milestones | Habit
"""How one sees that a goal was reached."""
