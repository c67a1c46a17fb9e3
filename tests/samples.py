"""A small school and a plain policy that many tests start from."""

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from conferencekit.planning import RoundPolicy
from conferencekit.privacy import AccessPolicy
from conferencekit.scheduling import Session
from conferencekit.school import (
    Group,
    GroupKind,
    Guardian,
    Household,
    Interpreter,
    Membership,
    Name,
    Restriction,
    RestrictionKind,
    Right,
    School,
    Staff,
    Student,
)
from conferencekit.time import Instant, Zone

TODAY = date(2026, 11, 24)


def made() -> School:
    """A school with a separated family, siblings, a teacher who is a parent, and two orders."""
    return School(
        id="willow",
        title="Willow",
        timezone=Zone("Europe/Amsterdam"),
        students=(
            Student("noah", Name("Noah", "Reed"), ("02",), specialists=("elin",)),
            Student("ivy", Name("Ivy", "Reed"), ("05",), languages=("en",)),
            Student("mateo", Name("Mateo", "Cas", preferred="Teo")),
        ),
        guardians=(
            Guardian("hannah", Name("Hannah", "Reed"), ("es-MX",)),
            Guardian("tom", Name("Tom", "Reed")),
            Guardian("sean", Name("Sean")),
            Guardian("ben", Name("Ben", "Cas")),
        ),
        households=(
            Household("h1", ("hannah",), (Membership("noah"), Membership("ivy"))),
            Household(
                "h2",
                ("tom", "sean"),
                (Membership("noah", frozenset({Right.RECORDS, Right.CONFERENCE})),),
            ),
            Household("h3", ("ben",), (Membership("mateo"),)),
        ),
        staff=(
            Staff("ada", Name("Ada"), room="Oak"),
            Staff("ben", Name("Ben", "Cas")),
            Staff("elin", Name("Elin"), languages=("es",)),
        ),
        interpreters=(Interpreter("ines", Name("Ines"), ("es",)),),
        groups=(
            Group("g1", "Saplings", GroupKind.HOMEROOM, ("noah", "ivy"), ("ada", "elin"), "ada"),
            Group("g2", "Music", GroupKind.SUBJECT, ("ivy",), ("ben",), subject="Music"),
        ),
        restrictions=(
            Restriction("sean", RestrictionKind.NO_RECORDS, "noah", "order 1", date(2026, 1, 1)),
            Restriction(
                "tom", RestrictionKind.NO_CONTACT, "hannah", "order 2", None, date(2026, 11, 30)
            ),
        ),
    )


Change = Callable[[School], School]


def with_(name: str, *items: Any) -> Change:  # noqa: ANN401
    """A change that adds items to a list of the school."""
    return lambda school: attrs.evolve(school, **added(school, name, items))


def added(school: School, name: str, items: tuple[Any, ...]) -> dict[str, Any]:
    """A list of the school with more items."""
    return {name: (*getattr(school, name), *items)}


START = Instant.parse("2026-11-24T15:00Z")
EVENING = Session("tue", START, START.plus(hours=4))


def policy(**changes: Any) -> RoundPolicy:  # noqa: ANN401
    """The plainest policy, with changes."""
    return RoundPolicy("autumn", (EVENING,), **changes)


WHOLE = AccessPolicy(made()).acting_for_school("tests", at=Instant.parse("2026-11-24T08:00Z"))
"""For tests of what is kept, and not of who may see it."""
