"""How looking over a school grows: `python -m benchmarks.school_view [--students N ...]`.

Schools of more and more students, each with 5 goals, 20 steps, 100 measurements and a support
plan, and for each how long it takes to look over its goals, its support and the workload of its
staff, in one call and for its head: processor time, the median of several runs; and as a multiple
of what a student takes in the smallest school: 1.00 is growth in a straight line. Making the
school is not counted.

With ``--kept`` the school is read from a SQLite file, as in use: then reading is told too.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from benchmarks.run import peak_megabytes
from conferencekit import SqliteStore, Zone
from conferencekit.goals import (
    ActionPlan,
    Goal,
    GoalAction,
    GoalChange,
    Party,
    PlanChange,
    Quantity,
    Recurrence,
    Role,
    Step,
    StepAction,
    Terms,
    add_points,
    keep_action_plan,
    keep_goal,
    kept_action_plans,
    kept_goals,
    kept_records,
    tasks,
)
from conferencekit.overview import show_school
from conferencekit.privacy import Access, AccessPolicy, Purpose
from conferencekit.progress import Point, Record
from conferencekit.school import Group, GroupKind, Name, School, Staff, StaffRole, Student
from conferencekit.support import (
    Dosage,
    Intervention,
    Review,
    SupportHistory,
    SupportPlan,
    Tier,
    begin_support,
    keep_support,
    kept_all_support,
)

__all__ = ["main", "median_seconds"]

SIZES: Final = (625, 1_250, 2_500, 5_000, 10_000)
GOALS: Final = 5
STEPS: Final = 20
POINTS: Final = 100
CLASS: Final = 25
LAST: Final = 3
"""Of four steps, the one that waits for the one before."""
ZONE: Final = Zone("Europe/Amsterdam")
TODAY: Final = date(2027, 3, 1)
BEGIN: Final = ZONE.parse("2026-09-07T09:00")
WEEKLY: Final = Recurrence("FREQ=WEEKLY;BYDAY=MO", date(2026, 9, 7))


@attrs.frozen
class Whole:
    """A school: what each look at it goes through."""

    access: Access
    goals: Callable[[], Iterator[Goal]]
    plans: Callable[[], Iterator[ActionPlan]]
    records: Callable[[], Iterator[Record]]
    support: Callable[[], Iterator[SupportHistory]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", nargs="*", type=int, default=SIZES)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--kept", action="store_true", help="read the school from SQLite")
    options = parser.parse_args(arguments)
    print("| students | goals | steps | points | view s | growth | tasks s | growth | MB |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    smallest: tuple[float, float] | None = None
    with tempfile.TemporaryDirectory() as folder:
        for size in options.students:
            school = _kept(size, Path(folder)) if options.kept else _made(size)
            view = median_seconds(partial(_look, school), options.repeats) / size
            due = median_seconds(partial(_tasks, school), options.repeats) / size
            smallest = smallest or (view, due)
            print(
                f"| {size:,} | {size * GOALS:,} | {size * STEPS:,} | {size * POINTS:,} "
                f"| {view * size:.2f} | {view / smallest[0]:.2f} "
                f"| {due * size:.2f} | {due / smallest[1]:.2f} | {peak_megabytes():.0f} |",
                flush=True,
            )


def median_seconds(look: Callable[[], object], repeats: int) -> float:
    """Processor seconds of a look, the median of several."""
    times = []
    for _ in range(repeats):
        began = time.process_time()  # of this process alone: machines are shared
        look()
        times.append(time.process_time() - began)
    return statistics.median(times)


def _look(school: Whole) -> None:
    """What the head of a school sees: goals, support, workload."""
    shown = show_school(
        school.goals(), school.plans(), school.records(), school.support(), school.access
    )
    if shown.view is None:
        raise RuntimeError(shown.reason)


def _tasks(school: Whole) -> None:
    tasks(school.plans(), on=TODAY)


def _made(size: int) -> Whole:
    """A school in memory."""
    goals = [goal for number in range(size) for goal in _goals(number)]
    plans = [_plan(number) for number in range(size)]
    records = [record for number in range(size) for record in _records(number)]
    support = [_support(number) for number in range(size)]
    return Whole(
        _head_of(size),
        lambda: iter(goals),
        lambda: iter(plans),
        lambda: iter(records),
        lambda: iter(support),
    )


def _kept(size: int, folder: Path) -> Whole:
    """A school in a file, read anew for each look."""
    store, head = SqliteStore(folder / f"{size}.sqlite"), _head_of(size)
    software = head.policy.acting_for_school("benchmark", at=head.at)
    for number in range(size):
        for goal in _goals(number):
            keep_goal(goal, software).run(store)
        keep_action_plan(_plan(number), software).run(store)
        for record in _records(number):
            add_points(record.student, record.goal, record.points, software).run(store)
        keep_support(_support(number), software).run(store)
    return Whole(
        head,
        lambda: kept_goals(store, head),
        lambda: kept_action_plans(store, head),
        lambda: kept_records(store, head),
        lambda: kept_all_support(store, head),
    )


def _head_of(size: int) -> Access:
    """The head of a school of so many students, who looks today."""
    ids = tuple(f"s{number:05}" for number in range(size))
    groups = tuple(
        Group(f"g{n}", "Class", GroupKind.HOMEROOM, ids[n : n + CLASS], (f"t{n // CLASS}",))
        for n in range(0, size, CLASS)
    )
    staff = tuple(Staff(f"t{n}", Name("Teacher")) for n in range(len(groups)))
    head = Staff("head", Name("Head"), roles=frozenset({StaffRole.HEAD}))
    school = School(
        id="x",
        title="x",
        timezone=ZONE,
        students=tuple(Student(id_, Name("Student")) for id_ in ids),
        staff=(*staff, head),
        groups=groups,
    )
    at = ZONE.parse(f"{TODAY}T08:00")
    return AccessPolicy(school).viewing("head", at=at, purpose=Purpose.EDUCATION)


def _teacher(number: int) -> Party:
    return Party(Role.TEACHER, f"t{number % 400}")


def _goals(number: int) -> Iterator[Goal]:
    """Five goals of a student; one in seven of them has been achieved."""
    by = _teacher(number)
    for n in range(GOALS):
        due = date(2027, 2, 1) + timedelta(days=(number * GOALS + n) % 150)
        terms = Terms(
            "reads", measure=Quantity(80, "words", 40), due=due, agreement_of=frozenset()
        )
        changes = [
            GoalChange(BEGIN, by, GoalAction.PROPOSE, "agreed", terms),
            GoalChange(BEGIN.plus(days=1), by, GoalAction.START, "begins"),
        ]
        if (number + n) % 7 == 0:
            done = BEGIN.plus(days=90)
            changes.append(GoalChange(done, by, GoalAction.ACHIEVE, "reached"))
        yield Goal(f"g{n}", f"s{number:05}", tuple(changes))


def _plan(number: int) -> ActionPlan:
    """Twenty steps; every fifth repeats, every third is done, some have no owner."""
    by = _teacher(number)
    changes = []
    for n in range(STEPS):
        repeats = WEEKLY if n % 5 == 0 else None
        step = Step(
            id=f"x{n:02}",
            title="do",
            owner=None if (number + n) % 11 == 0 else _teacher(number + n),
            goal=f"g{n % GOALS}",
            due=None if repeats else date(2027, 2, 1) + timedelta(days=(number + 7 * n) % 90),
            repeats=repeats,
            after=(f"x{n - 1:02}",) if n % 4 == LAST else (),
            minutes=10 * (n % 4),
        )
        changes.append(PlanChange(BEGIN, by, StepAction.ADD, step.id, terms=step))
    changes += [
        PlanChange(BEGIN.plus(days=n), by, StepAction.COMPLETE, f"x{n:02}")
        for n in range(1, STEPS, 3)
        if n % 4 != LAST
    ]
    return ActionPlan("p", f"s{number:05}", tuple(changes))


def _records(number: int) -> Iterator[Record]:
    """A hundred measurements, shared among the goals; those of some goals end early."""
    each = POINTS // GOALS
    for n in range(GOALS):
        late = 0 if (number + n) % 3 else 60
        points = tuple(
            Point(BEGIN.plus(days=8 * k - late), 40.0 + k % 9, "probe") for k in range(each)
        )
        yield Record(f"s{number:05}", f"g{n}", points)


def _support(number: int) -> SupportHistory:
    """A plan with an intervention for every third student, and a review."""
    given = Intervention(
        "i", "reading", Tier.TARGETED, (Dosage(date(2026, 10, 5), 20, 3, group=3),),
        goals=("g0", "g1"), provider=f"t{number % 40}",
    )  # fmt: skip
    reviews = (Review(date(2027, 2, 15) + timedelta(days=number % 30)),)
    plan = SupportPlan(
        f"s{number:05}", interventions=(given,) if number % 3 == 0 else (), reviews=reviews
    )
    return begin_support(plan, by="t0", at=BEGIN, why="begin")


if __name__ == "__main__":
    main()
