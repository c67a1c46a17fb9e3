"""What the commands have to say, as data; printing it is another matter."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

import attrs

from conferencekit._fields import as_declared
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.scheduling import (
    Appointment,
    Breach,
    Kind,
    Plan,
    Reason,
    Round,
    Score,
    check,
    score,
    timetables,
)
from conferencekit.school import School

__all__ = [
    "Sheet",
    "Verdict",
    "reason_data",
    "school_data",
    "score_data",
    "sheets",
    "teachers",
    "verdict",
]


def score_data(plan: Plan) -> dict[str, Any]:
    """Score and bound of a plan."""
    return {
        "score": attrs.asdict(plan.score),
        "bound": attrs.asdict(plan.bound),
        "optimal": plan.is_optimal,
        "placed": len(plan.placements),
        "unplaced": list(plan.unplaced),
    }


def reason_data(reason: Reason) -> dict[str, Any]:
    """Why a meeting is unplaced, and what would help."""
    return {
        "meeting": reason.meeting,
        "kind": reason.kind.value,
        "facts": [{"kind": type(fact).__name__, "text": str(fact)} for fact in reason.facts],
        "relaxations": [
            {
                "kind": type(way.change).__name__,
                "cost": way.cost,
                "moved": list(way.moved),
                "text": str(way),
            }
            for way in reason.relaxations
        ],
    }


@attrs.frozen(field_transformer=as_declared)
class Verdict:
    """Whether a plan is valid, and as good as it says.

    Attributes:
        breaches: The rules it breaks.
        claimed: The score it says it has.
        actual: The score it has.
        bound_holds: Whether its bound is not above its score.
    """

    breaches: tuple[Breach, ...]
    claimed: Score
    actual: Score
    bound_holds: bool

    @property
    def is_good(self) -> bool:
        """Whether there is nothing to object to."""
        return not self.breaches and self.claimed == self.actual and self.bound_holds

    def as_data(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "valid": not self.breaches,
            "breaches": [
                {
                    "rule": int(one.rule),
                    "meetings": list(one.meetings),
                    "people": list(one.people),
                    "minutes": one.minutes,
                    "text": one.text,
                }
                for one in self.breaches
            ],
            "score": attrs.asdict(self.actual),
            "score_as_claimed": self.claimed == self.actual,
            "bound_holds": self.bound_holds,
        }


def verdict(round_: Round, plan: Plan) -> Verdict:
    """Check a plan and its claims."""
    actual = score(round_, plan)
    bound_holds = (plan.bound.unplaced, plan.bound.penalty) <= actual.pair
    return Verdict(check(round_, plan), plan.score, actual, bound_holds)


@attrs.frozen(field_transformer=as_declared)
class Sheet:
    """Somebody's timetable, ready to be shown.

    Attributes:
        person: Their id.
        title: What stands above it.
        lines: Day, time, whom it is about, with whom, where.
        appointments: The same as data.
    """

    person: str
    title: str
    lines: tuple[tuple[str, str, str, str, str], ...]
    appointments: tuple[dict[str, Any], ...]

    def as_data(self) -> dict[str, Any]:
        """The same for programs."""
        return {"person": self.person, "appointments": list(self.appointments)}


def teachers(round_: Round) -> list[str]:
    """The ids of the round's teachers."""
    return [person.id for person in round_.people if person.kind is Kind.TEACHER]


def sheets(
    round_: Round, plan: Plan, people: Iterable[str], *, names: Mapping[str, str] | None = None
) -> list[Sheet]:
    """The timetables of some people.

    Args:
        round_: The round.
        plan: A plan of it.
        people: Their ids.
        names: What to call people and students, by id; those not in it by the round's names,
            or their ids.

    Raises:
        InvalidInputError: The round has nobody of an id.
    """
    known = {person.id: person.name or person.id for person in round_.people} | dict(names or {})
    made = []
    everybodys = timetables(round_, plan)
    for id_ in people:
        if id_ not in everybodys:
            raise InvalidInputError.single("", f"the round has nobody called {shorten(id_)}")
        appointments = everybodys[id_]
        made.append(
            Sheet(
                person=id_,
                title=known.get(id_, id_),
                lines=tuple(_line(round_, one, known) for one in appointments),
                appointments=tuple(_appointment_data(round_, one) for one in appointments),
            )
        )
    return made


def _line(
    round_: Round, one: Appointment, names: Mapping[str, str]
) -> tuple[str, str, str, str, str]:
    zone = round_.timezone
    times = [zone.format(when, "HH:mm") for when in (one.window.start, one.window.end)]
    students = _students(one.student, names)
    return (
        zone.format(one.window.start, "ddd D MMM"),
        "-".join(times),
        ", ".join(names.get(id_, id_) for id_ in students),
        ", ".join(names.get(id_, id_) for id_ in one.others if id_ not in students),
        one.place or "-",
    )


def _students(about: str | None, names: Mapping[str, str]) -> list[str]:
    """The ids of the students a meeting is about: one id, or several siblings' as they are joined.

    Joined ids are escaped, a single one is not.
    """
    if about is None:
        return []
    siblings = [unquote(id_) for id_ in about.split("+")]
    return siblings if all(id_ in names for id_ in siblings) else [about]


def _appointment_data(round_: Round, one: Appointment) -> dict[str, Any]:
    return {
        "meeting": one.meeting,
        "start": round_.timezone.isoformat(one.window.start),
        "end": round_.timezone.isoformat(one.window.end),
        "student": one.student,
        "place": one.place,
        "with": list(one.others),
        "session": one.session,
    }


def school_data(school: School) -> dict[str, int]:
    """How much of everything a school has."""
    names = (
        "students",
        "guardians",
        "households",
        "staff",
        "interpreters",
        "groups",
        "restrictions",
    )
    return {name: len(getattr(school, name)) for name in names}
