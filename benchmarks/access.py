"""What the policy of access costs: verdicts, dossiers and check-ins of a whole school.

``python -m benchmarks.access`` prints a table; ``--students`` takes other sizes.
"""

import argparse
from datetime import date
from time import process_time

import attrs

from conferencekit.dialogue import Cadence, ContactEntry, Medium, check_ins
from conferencekit.privacy import AccessPolicy, Audience, Held, Label, Purpose, gather
from conferencekit.school import (
    Group,
    GroupKind,
    Guardian,
    Household,
    Membership,
    Name,
    School,
    Staff,
    StaffRole,
    Student,
)
from conferencekit.time import Instant, Zone

NOW = Instant.parse("2026-11-26T12:00Z")
NAME = Name("Somebody")
RECORDS = 20
"""Of each student."""
CLASS = 20
"""Students in a homeroom."""


@attrs.frozen
class Record:
    """A record with a text."""

    label: Label
    text: str = "x" * 200


@attrs.frozen
class Records:
    """The records of a school, by student."""

    of: dict[str, list[Record]]
    name: str = "records"

    def records(self, student: str, /) -> list[Held]:
        """Those of a student."""
        return [Held(one, one.label.id) for one in self.of[student]]


def school_of(students: int) -> School:
    """A school of so many students, each with a household of two."""
    ids = [f"s{n}" for n in range(students)]
    teachers = [f"t{n}" for n in range(-(-students // CLASS))]
    return School(
        id="s",
        title="S",
        timezone=Zone("UTC"),
        students=tuple(Student(one, NAME) for one in ids),
        guardians=tuple(Guardian(f"{side}{one}", NAME) for one in ids for side in "ab"),
        households=tuple(
            Household(f"h{one}", (f"a{one}", f"b{one}"), (Membership(one),)) for one in ids
        ),
        staff=(
            *(Staff(one, NAME) for one in teachers),
            Staff("head", NAME, frozenset({StaffRole.HEAD})),
        ),
        groups=tuple(
            Group(f"g{n}", "G", GroupKind.HOMEROOM, ids[n * CLASS : (n + 1) * CLASS], (one,), one)  # type: ignore[arg-type]
            for n, one in enumerate(teachers)
        ),
    )


def records_of(school: School) -> Records:
    """Records for all audiences."""
    audiences = (Audience.FAMILY, Audience.STAFF, Audience.GUARDIANS, Audience.PRIVATE)
    made = {
        student.id: [
            Record(Label("r", f"{student.id}-{n}", (student.id,), "t0", NOW, audiences[n % 4]))
            for n in range(RECORDS)
        ]
        for student in school.students
    }
    return Records(made)


def measure(students: int) -> tuple[float, float, float]:
    """Seconds for the verdicts of the head, dossiers of all, and check-ins of all."""
    school = school_of(students)
    records = records_of(school)
    policy = AccessPolicy(school)
    head = policy.viewing("head", at=NOW, purpose=Purpose.EDUCATION)
    marks = [process_time()]
    for kept in records.of.values():
        head.visible(kept)
    marks.append(process_time())
    for student in records.of:
        parent = policy.viewing(f"a{student}", at=NOW, purpose=Purpose.INSPECTION)
        gather(student, [records], parent)
    marks.append(process_time())
    contacts = [
        ContactEntry(
            Label("contact", f"c{n}", (one,), "t0", NOW.plus(days=-n), household=f"h{one}"),
            Medium.PHONE,
            reached=True,
        )
        for one in records.of
        for n in range(1, 6)
    ]
    marks.append(process_time())
    check_ins(contacts, Cadence(28, date(2026, 9, 1)), head)
    marks.append(process_time())
    return marks[1] - marks[0], marks[2] - marks[1], marks[4] - marks[3]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[150, 1000, 5000])
    print("| students | records | verdicts s | each us | dossiers s | check-ins s |")
    print("|---|---|---|---|---|---|")
    for students in parser.parse_args().students:
        runs = sorted(measure(students) for _ in range(3))
        verdicts, dossiers, due = runs[1]
        each = verdicts / (students * RECORDS) * 1e6
        print(
            f"| {students:,} | {students * RECORDS:,} | {verdicts:.2f} | {each:.0f} "
            f"| {dossiers:.2f} | {due:.2f} |"
        )


if __name__ == "__main__":
    main()
