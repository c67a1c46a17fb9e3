"""Measurements in time, the line they should follow, and the support that was given meanwhile."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from math import isfinite

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import refuse_faults
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.time import Instant, Zone

__all__ = ["Aimline", "Course", "Direction", "Point", "SupportGiven"]


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    """More is better: words read, days present."""
    DOWN = "down"
    """Less is better: errors, outbursts."""


@attrs.frozen(order=True)
class Point:
    """One measurement.

    Attributes:
        at: When it was taken.
        value: What was measured, in the unit of the goal.
        source: Who or what measured it, such as the id of a teacher or of a probe.
        note: What a reader should know about it.

    Raises:
        InvalidInputError: The value is no number, or anything else is of another type.
    """

    at: Instant
    value: float
    source: str = ""
    note: str = attrs.field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be drawn. Points are many: the usual one is passed at a glance."""
        texts = type(self.source) is str is type(self.note)
        plain = texts and type(self.at) is Instant and type(self.value) in {float, int}
        if plain and isfinite(self.value):
            return
        refuse_faults(self, _point_faults, source="point")


@attrs.frozen(field_transformer=as_checked)
class Aimline:
    """The straight line from where a student stands to where they should be.

    Attributes:
        start: The day of the baseline.
        baseline: The value on that day; by custom the median of three measurements.
        due: The day by which the target should be reached.
        target: The value on that day.
        better: Which way is better. Follows from baseline and target where they differ; has to
            be given where the level is to be kept.

    Raises:
        InvalidInputError: It does not end after it starts, or its direction is not told or is
            not the way from baseline to target.
    """

    start: date
    baseline: float
    due: date
    target: float
    better: Direction | None = None

    def __attrs_post_init__(self) -> None:
        """Check the line."""
        _raise(_aimline_faults(self))

    @property
    def direction(self) -> Direction:
        """Which way is better: as told, else the way from baseline to target."""
        rises = Direction.UP if self.target > self.baseline else Direction.DOWN
        return Direction(self.better or rises)

    @property
    def per_week(self) -> float:
        """How much it rises in a week; negative where it falls."""
        return (self.target - self.baseline) / (self.due - self.start).days * 7

    def value(self, day: date) -> float:
        """Where the line stands on a day: at the baseline before its start, at the target after.

        Reckoned between the two ends, so that both are met exactly.
        """
        share = (min(max(day, self.start), self.due) - self.start) / (self.due - self.start)
        return self.baseline * (1 - share) + self.target * share

    def lead(self, day: date, value: float) -> float:
        """How far a value is on the better side of the line that day; negative on the worse."""
        ahead = value - self.value(day)
        return ahead if self.direction is Direction.UP else -ahead


@attrs.frozen(field_transformer=as_checked)
class SupportGiven:
    """How much of the planned support was given, and how faithfully.

    Attributes:
        planned_minutes: What the plan foresaw. 0 where no support was planned.
        given_minutes: What was given.
        fidelity: The share of the checked elements that were done as designed, from 0 to 1; None
            where nobody looked.

    Raises:
        InvalidInputError: Minutes are negative, or the fidelity is no share.
    """

    planned_minutes: float
    given_minutes: float
    fidelity: float | None = None

    def __attrs_post_init__(self) -> None:
        """Check the numbers."""
        _raise(_given_faults(self))

    @property
    def share(self) -> float:
        """Given for planned; 1 where nothing was planned."""
        return self.given_minutes / self.planned_minutes if self.planned_minutes else 1.0


@attrs.frozen(repr=False, field_transformer=as_checked)
class Course:
    """All that decision rules look at: measurements, aimline, and changes of support.

    Attributes:
        points: The measurements; kept in order of time.
        aimline: The line they should follow.
        zone: In whose days they are counted.
        phases: The days on which the support was changed, not those on which it will be. Rules
            look at what came since the last of them, since a change is given time to work.
        support: How the support was given since then; None where that is not known.
    """

    points: tuple[Point, ...]
    aimline: Aimline
    zone: Zone
    phases: tuple[date, ...] = ()
    support: SupportGiven | None = None

    def __attrs_post_init__(self) -> None:
        """Put points and phases in order."""
        object.__setattr__(self, "points", tuple(sorted(self.points)))
        object.__setattr__(self, "phases", tuple(sorted(self.phases)))

    def __repr__(self) -> str:
        """How much of it there is."""
        return f"<Course of {len(self.points)} points, {len(self.phases)} changes of support>"

    @property
    def current(self) -> tuple[Point, ...]:
        """The measurements since the support was last changed, that day included."""
        if not self.phases:
            return self.points
        return tuple(point for point in self.points if self.day(point) >= self.phases[-1])

    def day(self, point: Point) -> date:
        """The day on which a measurement was taken, on the calendar of the school."""
        return self.zone.day(point.at)

    def lead(self, point: Point) -> float:
        """How far a measurement is on the better side of the aimline; negative on the worse."""
        return self.aimline.lead(self.day(point), point.value)


def _raise(faults: Iterator[Fault]) -> None:
    found = tuple(faults)
    if found:
        raise InvalidInputError(found)


def _point_faults(point: Point) -> Iterator[Fault]:
    return _number_faults(point.value, "value")


def _number_faults(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        yield Fault(path, f"{shorten(value)} is not a number")


def _aimline_faults(line: Aimline) -> Iterator[Fault]:
    yield from _number_faults(line.baseline, "baseline")
    yield from _number_faults(line.target, "target")
    if line.due <= line.start:
        yield Fault("due", f"{line.due} is not after the start {line.start}")
    if line.better is None and line.baseline == line.target:
        yield Fault("better", "is missing, and baseline and target are the same", "up or down")
    way = {Direction.UP: 1, Direction.DOWN: -1, None: 0}[line.better]
    if (line.target - line.baseline) * way < 0:
        yield Fault("better", f"is not the way from {line.baseline} to {line.target}")


def _given_faults(given: SupportGiven) -> Iterator[Fault]:
    for name in ("planned_minutes", "given_minutes"):
        value = getattr(given, name)
        yield from _number_faults(value, name)
        if isinstance(value, int | float) and value < 0:
            yield Fault(name, f"{value} is below zero")
    if given.fidelity is not None and not 0 <= given.fidelity <= 1:
        yield Fault("fidelity", f"{given.fidelity} is not from 0 to 1", "0.85 for 85 percent")
