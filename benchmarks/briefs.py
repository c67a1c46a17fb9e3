"""How briefs grow: `python -m benchmarks.briefs [--students N ...]`.

Schools of more and more students, each with 8 assessments from three perspectives, 3 goals with
60 measurements, 8 steps, a support plan, 3 promises, 2 questionnaires answered, 2 circumstances
told in confidence and 6 lines of the contact log; and a brief of each student for the teacher, for
a guardian and for the student: processor time, the median of several runs; milliseconds a brief;
and as a multiple of what a brief takes in the smallest school: 1.00 is growth in a straight line.
Making the school is not counted.
"""

import argparse
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import attrs

from benchmarks.run import peak_megabytes
from benchmarks.school_view import median_seconds
from conferencekit import Zone
from conferencekit.assessment import (
    Assessment,
    Criterion,
    Level,
    Perspective,
    Rubric,
    RubricCatalog,
    Scale,
    Score,
    draft,
    publish,
)
from conferencekit.conference import (
    Answer,
    Answers,
    FollowUp,
    Material,
    briefs,
    builtin_questionnaires,
)
from conferencekit.dialogue import Cadence, Circumstance, ContactEntry, Medium
from conferencekit.goals import (
    ActionPlan,
    Goal,
    GoalAction,
    GoalChange,
    Party,
    PlanChange,
    Quantity,
    Role,
    Step,
    StepAction,
    Terms,
)
from conferencekit.privacy import AccessPolicy, Audience, Confidential, Label, Purpose
from conferencekit.progress import Point, Record
from conferencekit.school import (
    Group,
    GroupKind,
    Guardian,
    Household,
    Membership,
    Name,
    School,
    Staff,
    Student,
)
from conferencekit.support import (
    Dosage,
    Intervention,
    Need,
    SupportHistory,
    SupportPlan,
    Tier,
    begin_support,
)

__all__ = ["main"]

SIZES: Final = (125, 250, 500, 1_000)
ZONE: Final = Zone("Europe/Amsterdam")
BEGIN: Final = ZONE.parse("2026-09-07T09:00")
NOW: Final = ZONE.parse("2027-03-01T09:00")
TODAY: Final = date(2027, 3, 1)
BEGIN_DAY: Final = date(2026, 9, 7)
CLASS: Final = 20
LEVELS: Final = ("beginning", "near", "meets", "exceeds")
RUBRIC: Final = Rubric(
    id="reading",
    version="1",
    title="Reading",
    domain="academic",
    scales=(Scale("four", tuple(Level(id_, id_, n) for n, id_ in enumerate(LEVELS, 1))),),
    criteria=tuple(Criterion(f"c{n}", f"Criterion {n}", "four") for n in range(10)),
)
VIEWS: Final = (
    Perspective.TEACHER,
    Perspective.TEACHER,
    Perspective.STUDENT,
    Perspective.FAMILY,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", nargs="*", type=int, default=SIZES)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args(arguments)
    print("| students | briefs | lines | seconds | ms a brief | growth | MB |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    smallest: float | None = None
    for size in options.students:
        policy, material = AccessPolicy(_school(size)), _material(size)
        count, lines = _draw(size, policy, material)
        each = median_seconds(partial(_draw, size, policy, material), options.repeats) / count
        smallest = smallest or each
        print(
            f"| {size:,} | {count:,} | {lines:,} | {each * count:.2f} | {each * 1000:.2f} "
            f"| {each / smallest:.2f} | {peak_megabytes():.0f} |",
            flush=True,
        )


def _draw(size: int, policy: AccessPolicy, material: Material) -> tuple[int, int]:
    """Every brief, one after the other; how many there are, and of how many lines."""
    wanted = [
        (f"s{n}", policy.viewing(reader, at=NOW, purpose=Purpose.CONFERENCE))
        for n in range(size)
        for reader in (f"t{n // CLASS}", f"g{n}", f"s{n}")
    ]
    count = lines = 0
    for brief in briefs(wanted, material, since=BEGIN):
        count += 1
        lines += len(brief.lines)
    return count, lines


def _school(size: int) -> School:
    classes = range((size + CLASS - 1) // CLASS)
    name = Name("Somebody")
    return School(
        id="s",
        title="S",
        timezone=ZONE,
        students=tuple(Student(f"s{n}", name) for n in range(size)),
        guardians=tuple(Guardian(f"g{n}", name) for n in range(size)),
        households=tuple(
            Household(f"h{n}", (f"g{n}",), (Membership(f"s{n}"),)) for n in range(size)
        ),
        staff=tuple(Staff(f"t{n}", name) for n in classes),
        groups=tuple(
            Group(
                f"c{n}",
                "C",
                GroupKind.HOMEROOM,
                tuple(f"s{m}" for m in range(n * CLASS, min(size, (n + 1) * CLASS))),
                (f"t{n}",),
                f"t{n}",
            )
            for n in classes
        ),
    )


def _material(size: int) -> Material:
    every = range(size)
    return Material(
        catalog=RubricCatalog([RUBRIC]),
        assessments=[one for n in every for one in _assessments(n)],
        goals=[_goal(n, m) for n in every for m in range(3)],
        plans=[_plan(n) for n in every],
        records=[_record(n, m) for n in every for m in range(3)],
        support=[_support(n) for n in every],
        follow_ups=[_follow_up(n, m) for n in every for m in range(3)],
        answers=[one for n in every for one in _answers(n)],
        questionnaires=builtin_questionnaires(),
        circumstances=[_circumstance(n, m) for n in every for m in range(2)],
        contacts=[_contact(n, m) for n in every for m in range(6)],
        cadence=Cadence(42, BEGIN_DAY),
    )


def _assessments(n: int) -> list[Assessment]:
    found = []
    for m in range(8):
        view = VIEWS[m % len(VIEWS)]
        by = {Perspective.STUDENT: f"s{n}", Perspective.FAMILY: f"g{n}"}.get(
            view, f"t{n // CLASS}"
        )
        scores = [
            Score(one.id, LEVELS[(n + m + k) % len(LEVELS)])
            for k, one in enumerate(RUBRIC.criteria)
        ]
        at = BEGIN.plus(days=20 * m)
        made = draft(
            f"a{n}-{m}", RUBRIC, scores, student=f"s{n}", assessor=by, at=at, perspective=view
        )
        found.append(publish(made, RUBRIC, at=at))
    return found


def _goal(n: int, m: int) -> Goal:
    by = Party(Role.TEACHER, f"t{n // CLASS}")
    terms = Terms("reads", measure=Quantity(80, "words", 40), agreement_of=frozenset())
    start = GoalChange(BEGIN.plus(days=1), by, GoalAction.START, "begins")
    return Goal(
        f"g{m}", f"s{n}", (GoalChange(BEGIN, by, GoalAction.PROPOSE, "agreed", terms), start)
    )


def _plan(n: int) -> ActionPlan:
    by = Party(Role.TEACHER, f"t{n // CLASS}")
    steps = [Step(f"x{m}", "do", by, f"g{m % 3}", TODAY + timedelta(days=m - 4)) for m in range(8)]
    changes = [PlanChange(BEGIN, by, StepAction.ADD, one.id, terms=one) for one in steps]
    return ActionPlan("p", f"s{n}", tuple(changes))


def _record(n: int, m: int) -> Record:
    points = (Point(BEGIN.plus(days=8 * k + m), 40.0 + (k + n) % 9, "probe") for k in range(20))
    return Record(f"s{n}", f"g{m}", tuple(points))


def _support(n: int) -> SupportHistory:
    given = Intervention(
        "i", "reading", Tier.TARGETED, (Dosage(date(2026, 11, 2), 20, 3),), goals=("g0", "g1")
    )
    plan = SupportPlan(f"s{n}", needs=(Need("n", "quiet"),), interventions=(given,))
    return begin_support(plan, by=f"t{n // CLASS}", at=BEGIN, why="begin")


def _label(kind: str, n: int, id_: str, by: str, **changes: Any) -> Label:  # noqa: ANN401
    label = Label(kind, id_, (f"s{n}",), by, BEGIN, Audience.FAMILY)
    return attrs.evolve(label, **changes)


def _follow_up(n: int, m: int) -> FollowUp:
    label = _label("follow-up", n, f"f{m}", f"t{n // CLASS}")
    return FollowUp(label, "a book", f"g{n}", TODAY + timedelta(days=m - 1))


def _answers(n: int) -> list[Answers]:
    words = Answer("worries", "nothing"), Answer("topics", "friends")
    home = _label("answers", n, "g", f"g{n}", audience=Audience.GUARDIANS, household=f"h{n}")
    own = _label("answers", n, "s", f"s{n}")
    return [
        Answers(home, "family", "1", words),
        Answers(own, "student", "1", (Answer("proud", "my comic"),)),
    ]


def _circumstance(n: int, m: int) -> Circumstance:
    readers = frozenset({f"t{n // CLASS}"})
    label = _label("circumstance", n, f"c{m}", f"g{n}", audience=Audience.CONFIDENTIAL)
    told = Confidential("a loss")
    return Circumstance(attrs.evolve(label, readers=readers), "bereavement", told)


def _contact(n: int, m: int) -> ContactEntry:
    by, at = f"t{n // CLASS}", BEGIN.plus(days=20 * m)
    label = _label("contact", n, f"k{m}", by, audience=Audience.STAFF, household=f"h{n}", at=at)
    return ContactEntry(label, Medium.PHONE, reached=m % 2 == 0)


if __name__ == "__main__":
    main()
