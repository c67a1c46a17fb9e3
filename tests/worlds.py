"""Random schools with separated households, orders, consents and labelled records."""

from datetime import date, timedelta
from random import Random
from typing import Any

import attrs

from conferencekit.conference import ConferenceRecord, FollowUp
from conferencekit.privacy import AccessPolicy, Audience, Consent, Label, Purpose
from conferencekit.school import (
    Group,
    GroupKind,
    Guardian,
    Household,
    Membership,
    Name,
    Restriction,
    RestrictionKind,
    Right,
    School,
    Staff,
    StaffRole,
    Student,
    school_to_json,
)
from conferencekit.time import Instant, Zone

TODAY = date(2026, 11, 26)
NOW = Instant.parse("2026-11-26T12:00Z")
NAME = Name("Somebody")
STUDENTS = ("a", "b")
GUARDIANS = ("g1", "g2", "g3")
STAFF = ("t1", "t2", "g3", "g2")  # two guardians work at the school as well
PEOPLE = (*STUDENTS, *GUARDIANS, "t1", "t2", "outside")


@attrs.frozen
class World:
    """A school, its policy, and records to ask about."""

    policy: AccessPolicy
    labels: tuple[Label, ...]

    def plain(self) -> dict[str, Any]:
        """All of it but the records, as the independent statement of the rules reads it."""
        consents = [
            {
                "student": one.student,
                "party": one.party,
                "given_by": one.given_by,
                "purposes": sorted(one.purposes),
                "since": one.since.isoformat(),
                "until": one.until and one.until.isoformat(),
            }
            for one in self.policy.consents
        ]
        return {
            "school": school_to_json(self.policy.school),
            "consents": consents,
            "now": NOW.isoformat(),
            "today": TODAY.isoformat(),
        }


def plain_label(label: Label) -> dict[str, Any]:
    """A label as the independent statement of the rules reads it."""
    return {
        "students": list(label.students),
        "author": label.author,
        "audience": str(label.audience),
        "readers": sorted(label.readers),
        "household": label.household,
        "until": label.until and label.until.isoformat(),
        "in_charge": sorted(label.in_charge),
        "between": sorted(label.between),
    }


def plain_record(record: Any) -> dict[str, Any]:  # noqa: ANN401
    """The label of a record as the statement reads it, with what the record says of it itself."""
    plain = plain_label(record.label)
    if isinstance(record, ConferenceRecord):
        return {**plain, "in_charge": list(record.staff)}
    if isinstance(record, FollowUp):
        both = [one for one in (record.owner, record.to) if one is not None]
        theirs = [] if record.for_all_homes else both
        return {**plain, "in_charge": [record.owner], "between": theirs}
    return plain


def world_of(seed: int, *, records: int = 6) -> World:
    """The world of a seed: the same whenever it is asked for."""
    random = Random(seed)  # noqa: S311  it guards nothing
    school = random_school(random)
    consents = tuple(random_consent(random) for _ in range(random.choice((0, 1, 3, 6))))
    labels = tuple(random_label(random, school, number) for number in range(records))
    return World(AccessPolicy(school, consents), labels)


def random_school(random: Random) -> School:
    """Two students, three guardians, up to three households, and staff of all sorts."""
    students = tuple(
        Student(
            id_, NAME, specialists=some(random, STAFF, 0, 1), of_age=a_day(random, (None, None))
        )
        for id_ in STUDENTS
    )
    staff = tuple(
        Staff(
            id_,
            NAME,
            frozenset(some(random, tuple(StaffRole), 1, 2)),
            since=random.choice((None, None, None, TODAY, TODAY + timedelta(1))),
            until=random.choice((None, None, None, TODAY + timedelta(1))),
        )
        if random.random() < 0.8
        else Staff(id_, NAME, until=random.choice((TODAY, TODAY - timedelta(1))))
        for id_ in STAFF
    )
    return School(
        id="s",
        title="S",
        timezone=Zone("UTC"),
        students=students,
        guardians=tuple(Guardian(id_, NAME) for id_ in GUARDIANS),
        households=tuple(random_household(random, n) for n in range(random.randint(1, 3))),
        staff=staff,
        groups=tuple(
            Group(f"c{n}", "C", GroupKind.HOMEROOM, some(random, STUDENTS), some(random, STAFF))
            for n in range(2)
        ),
        restrictions=tuple(random_order(random) for _ in range(random.choice((0, 1, 2, 3)))),
    )


def random_household(random: Random, number: int) -> Household:
    """Some guardians and students, with rights."""
    full = frozenset(Right)
    rights = (full, full, frozenset(some(random, tuple(Right))))
    return Household(
        f"h{number}",
        some(random, GUARDIANS, 1),
        tuple(Membership(id_, random.choice(rights)) for id_ in some(random, STUDENTS, 1)),
    )


def random_order(random: Random) -> Restriction:
    """An order that is in force, or not yet, or no longer."""
    since, until = random.choice(
        (
            (None, None),
            (TODAY, None),
            (TODAY + timedelta(1), None),
            (None, TODAY),
            (None, before()),
        )
    )
    guardian = random.choice(GUARDIANS)
    kind = random.choice((*RestrictionKind, RestrictionKind.NO_RECORDS))
    return Restriction(guardian, kind, random.choice(STUDENTS), "order", since, until)


def random_consent(random: Random) -> Consent:
    """A consent by anybody, whether they may give it or not."""
    student = random.choice(STUDENTS)
    return Consent(
        student,
        random.choice((*GUARDIANS, "outside", "t1")),
        random.choice((student, *STUDENTS, *GUARDIANS)),
        "paper",
        frozenset(some(random, tuple(Purpose), 1)),
        random.choice((before(), before(), TODAY, TODAY + timedelta(1))),
        random.choice((None, None, TODAY, before())),
    )


def random_label(random: Random, school: School, number: int) -> Label:
    """A record for any audience, by anybody."""
    audience = random.choice(tuple(Audience))
    confidential = audience is Audience.CONFIDENTIAL
    homes = [home.id for home in school.households]
    return Label(
        "note",
        f"n{number}",
        random.choice((("a",), ("b",), ("a", "b"))),
        random.choice((*PEOPLE, None)),
        NOW.plus(days=-1),
        audience,
        frozenset(some(random, PEOPLE)) if confidential else frozenset(),
        random.choice((None, None, *homes)),
        random.choice((None, None, NOW, NOW.plus(seconds=-1), NOW.plus(seconds=1))),
        frozenset(some(random, PEOPLE, 1)) if random.random() < 0.2 else frozenset(),
        frozenset(some(random, PEOPLE, 1, 2)) if random.random() < 0.2 else frozenset(),
    )


def a_day(random: Random, others: tuple[date | None, ...]) -> date | None:
    """Yesterday, today, tomorrow, or one of some others."""
    return random.choice((before(), TODAY, TODAY + timedelta(1), *others, *others))


def before() -> date:
    """Yesterday."""
    return TODAY - timedelta(1)


def some(random: Random, items: tuple[Any, ...], least: int = 0, most: int = 9) -> Any:  # noqa: ANN401
    """Some of the items."""
    return tuple(random.sample(items, random.randint(least, min(most, len(items)))))
