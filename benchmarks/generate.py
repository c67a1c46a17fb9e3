"""Further rounds like the examples: `python -m benchmarks.generate --kind micro --seed 7`.

A solver may come to fit the rounds it was tuned on. These have the same make-up as the examples
(how many children a family has, who can when, who wants what) and are others for every seed. What
the examples have in common stands in :data:`KINDS` and in the constants below.

- **micro**: a microschool: conferences of 20 or 30 minutes over two or three sessions, parents who
  live apart, an interpreter, team conferences, the head who would like to attend.
- **primary**: conferences of 10 or 15 minutes on two evenings, some of them with two teachers.
- **secondary**: 5 minutes with each of many teachers, on one evening or two, for which there is
  not always time.
- **large**: the same on two longer evenings, for a thousand families.
"""

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from conferencekit import Round
from conferencekit.scheduling import round_from_json

__all__ = ["KINDS", "Make", "generate", "generate_json", "of_size"]

Window = tuple[str, int, int]
"""A day, and minutes since its midnight."""

_TUESDAY, _WEDNESDAY = "2026-11-24", "2026-11-25"
_THURSDAY, _SATURDAY = "2026-11-26", "2026-11-28"
_HALF_HOURS: Final = (0, 30, 60, 90)


@attrs.frozen
class Make:
    """What rounds of a kind are made of.

    Attributes:
        tick: Minutes of the grid, and of the walk to the far wing.
        minutes: How long conferences are; one of them for all.
        long_share: How many of the conferences take twice as long.
        sessions: The choices of sessions.
        teachers: From how many to how many.
        families: For each teacher and session, from how many to how many; a third session is
            for convenience and brings no more.
        children: For one, two and three children, how many families of a hundred have them.
        asked: How many conferences a child has, each as likely.
        limited: How many of the teachers have a longest run.
        is_micro: Whether parents live apart, and interpreters and the head come.
        team: How many of the conferences have a second teacher.
        rooms_are_places: Whether each room is a place, or each of the two wings.
    """

    tick: int
    minutes: tuple[int, ...]
    sessions: tuple[tuple[Window, ...], ...]
    teachers: tuple[int, int]
    families: tuple[float, float]
    children: tuple[int, int, int]
    asked: tuple[int, ...]
    limited: float = 0.0
    team: float = 0.0
    long_share: float = 0.0
    is_micro: bool = False
    rooms_are_places: bool = True


_MICRO_WEEK: Final = (
    (_TUESDAY, 15 * 60, 18 * 60 + 30),
    (_WEDNESDAY, 16 * 60, 20 * 60),
    (_SATURDAY, 9 * 60, 12 * 60),
)
_PRIMARY_WEEK: Final = ((_TUESDAY, 16 * 60, 20 * 60), (_THURSDAY, 17 * 60, 21 * 60))
_SECONDARY_WEEK: Final = ((_TUESDAY, 17 * 60, 20 * 60), (_WEDNESDAY, 17 * 60, 20 * 60))
_LARGE_WEEK: Final = ((_TUESDAY, 16 * 60, 20 * 60), (_WEDNESDAY, 16 * 60, 20 * 60))

KINDS: Final[Mapping[str, Make]] = {
    "micro": Make(
        tick=10,
        minutes=(20, 30),
        sessions=(_MICRO_WEEK[:2], _MICRO_WEEK[:2], _MICRO_WEEK),
        teachers=(5, 8),
        families=(1.6, 3.8),
        children=(51, 30, 19),
        asked=(1, 1, 1, 1, 1, 1, 2),
        limited=0.55,
        team=0.08,
        is_micro=True,
    ),
    "primary": Make(
        tick=5,
        minutes=(10, 15),
        sessions=(_PRIMARY_WEEK,),
        teachers=(16, 23),
        families=(6.2, 7.0),
        children=(50, 33, 17),
        asked=(1,) * 9 + (2,),
        limited=0.45,
        team=0.08,
    ),
    "secondary": Make(
        tick=5,
        minutes=(5,),
        sessions=(_SECONDARY_WEEK[:1], _SECONDARY_WEEK[:1], _SECONDARY_WEEK),
        teachers=(48, 70),
        families=(4.8, 5.3),
        children=(76, 21, 3),
        asked=(3, 4, 5, 6, 7, 8),
    ),
    "large": Make(
        tick=5,
        minutes=(5,),
        sessions=(_LARGE_WEEK,),
        teachers=(90, 105),
        families=(5.0, 5.2),
        children=(76, 21, 3),
        asked=(2, 3, 4, 5, 6),
        long_share=0.25,
    ),
}

# How much of whom, in all examples alike.
_TEACHERS_AWAY: Final = 0.3
_FAMILIES_AWAY: Final = 0.36
_COMES_LATE: Final = 0.65
_MISSES_A_SESSION: Final = 0.4
_FAMILIES_WISH: Final = 0.41
_HIGH_PRIORITY: Final = 0.25
_LIVES_APART: Final = 0.21
_MEETS_TOGETHER: Final = 0.5
_KEPT_APART: Final = 0.65
_NEEDS_INTERPRETER: Final = 0.08
_HEAD_WISHES: Final = 0.09
_MEETINGS_OF_A_TEACHER: Final = 51


def generate(kind: str, seed: int) -> Round:
    """A round of a kind; the same for the same seed."""
    return round_from_json(generate_json(kind, seed))


def generate_json(kind: str, seed: int) -> dict[str, Any]:
    """The same as JSON-shaped data."""
    rng = random.Random(f"{kind} {seed}")  # noqa: S311  no secret depends on it
    return _from_make(KINDS[kind], rng, f"{kind}-seed-{seed}")


def of_size(meetings: int, seed: int) -> dict[str, Any]:
    """A round like the large one with just so many meetings, as JSON-shaped data.

    Teachers and families are as many as that takes. The two wings are the places, as the walks
    between so many rooms would be most of the file.
    """
    rng = random.Random(f"{meetings} {seed}")  # noqa: S311  no secret depends on it
    make = attrs.evolve(KINDS["large"], rooms_are_places=False)
    school = _School(make, rng, _LARGE_WEEK, max(8, round(meetings / _MEETINGS_OF_A_TEACHER)))
    while len(school.meetings) < meetings:
        school.add_family(len(school.guardians))
    del school.meetings[meetings:]
    return _as_json(school, f"growth-{meetings}-seed-{seed}")


def _from_make(make: Make, rng: random.Random, id_: str) -> dict[str, Any]:
    sessions = rng.choice(make.sessions)
    school = _School(make, rng, sessions, rng.randint(*make.teachers))
    evenings = min(len(sessions), 2)
    for number in range(round(rng.uniform(*make.families) * evenings * school.size)):
        school.add_family(number)
    return _as_json(school, id_)


def _as_json(school: "_School", id_: str) -> dict[str, Any]:
    make, sessions = school.make, school.sessions
    rooms = [person["place"] for person in school.teachers]
    far = rooms[school.near :]
    return {
        "schema": "conferencekit.round/1",
        "id": id_,
        "timezone": "Europe/Amsterdam",
        "tick_minutes": make.tick,
        "sessions": [
            {"id": f"s{number}", "start": _at(day, start), "end": _at(day, end)}
            for number, (day, start, end) in enumerate(sessions)
        ],
        "places": [{"id": room} for room in dict.fromkeys(rooms)],
        "travel_minutes": {
            "default": 0,
            "pairs": [
                [one, other, make.tick]
                for one in dict.fromkeys(rooms[: school.near])
                for other in dict.fromkeys(far)
            ],
        },
        "people": [*school.teachers, *school.staff, *school.guardians],
        "pools": school.pools,
        "meetings": school.meetings,
        "keep_apart": school.keep_apart,
    }


class _School:
    """A school as it fills with families."""

    def __init__(
        self, make: Make, rng: random.Random, sessions: Sequence[Window], size: int
    ) -> None:
        self.size = size
        self.near = size - -(-size // 4)  # the last quarter of the rooms is in the far wing
        self.guardians: list[dict[str, Any]] = []
        self.meetings: list[dict[str, Any]] = []
        self.keep_apart: list[dict[str, Any]] = []
        self.make = make
        self._rng = rng
        self.sessions = sessions
        self._minutes = rng.choice(make.minutes)
        self.teachers = [self._teacher(number) for number in range(size)]
        self._shares = [rng.uniform(0.5, 1.5) for _ in range(size)]
        self.staff: list[dict[str, Any]] = []
        self.pools: list[dict[str, Any]] = []
        if make.is_micro:
            first = _window(sessions[0])
            self.staff = [
                {"id": "interpreter-0", "kind": "interpreter"},
                {"id": "interpreter-1", "kind": "interpreter", "available": [first]},
                {"id": "head", "kind": "staff"},
            ]
            members = ["interpreter-0", "interpreter-1"]
            self.pools = [{"id": "interpreters", "members": members}]

    def add_family(self, number: int) -> None:
        """A family, its children, and the conferences they are asked for."""
        rng, id_ = self._rng, f"family-{number:04}"
        apart = self.make.is_micro and rng.random() < _LIVES_APART
        ids = [f"{id_}-a", f"{id_}-b"] if apart else [id_]
        self.guardians += [self._guardian(one) for one in ids]
        groups = [[one] for one in ids]
        if apart and rng.random() < _MEETS_TOGETHER:
            groups = [ids]
        elif apart and rng.random() < _KEPT_APART:
            self.keep_apart.append({"people": ids, "minutes": rng.choice((20, 30))})
        interpreted = self.make.is_micro and rng.random() < _NEEDS_INTERPRETER
        (children,) = rng.choices((1, 2, 3), self.make.children)
        for child in range(children):
            for teachers in self._teachers_of_child():
                for group in groups:
                    student = f"student-{number:04}-{child}"
                    self._add_meeting(student, teachers, group, interpreted=interpreted)

    def _add_meeting(
        self, student: str, teachers: list[str], guardians: list[str], *, interpreted: bool
    ) -> None:
        rng = self._rng
        twice = rng.random() < self.make.long_share
        meeting: dict[str, Any] = {
            "id": f"m{len(self.meetings):05}",
            "student": student,
            "minutes": self._minutes * (2 if twice else 1),
            "required": [*teachers, *guardians],
        }
        if interpreted:
            meeting["from_pools"] = ["interpreters"]
        if self.make.is_micro and rng.random() < _HEAD_WISHES:
            meeting["optional"] = ["head"]
        if rng.random() < _HIGH_PRIORITY:
            meeting["priority"] = rng.choice((2, 3))
        self.meetings.append(meeting)

    def _teachers_of_child(self) -> list[list[str]]:
        """Whom the parents meet: each a teacher, or a team of two."""
        found: list[list[str]] = []
        for number in self._some_teachers(self._rng.choice(self.make.asked)):
            team = [self.teachers[number]["id"]]
            if self._rng.random() < self.make.team:
                others = [one for one in range(self.size) if one != number]
                team.append(self.teachers[self._rng.choice(others)]["id"])
            found.append(team)
        return found

    def _some_teachers(self, count: int) -> list[int]:
        """Different ones, some of whom have more to do than others."""
        found: dict[int, None] = {}
        while len(found) < min(count, self.size):
            (one,) = self._rng.choices(range(self.size), self._shares)
            found[one] = None
        return list(found)

    # ------------------------------------------------------------------------ who can when

    def _teacher(self, number: int) -> dict[str, Any]:
        rng = self._rng
        wing = "main" if number < self.near else "annex"
        place = f"room-{number:02}" if self.make.rooms_are_places else wing
        person: dict[str, Any] = {
            "id": f"teacher-{number:02}",
            "kind": "teacher",
            "place": place,
        }
        if rng.random() < self.make.limited:
            person |= {"max_run_minutes": rng.choice((60, 90, 120)), "break_minutes": 10}
        if rng.random() < _TEACHERS_AWAY:
            which = rng.randrange(len(self.sessions))
            day, start, end = self.sessions[which]
            cut = (day, start + rng.choice(_HALF_HOURS), end - rng.choice((0, 30)))
            rest = [one for index, one in enumerate(self.sessions) if index != which]
            person["available"] = [_window(one) for one in (cut, *rest)]
        return person

    def _guardian(self, id_: str) -> dict[str, Any]:
        rng = self._rng
        person: dict[str, Any] = {"id": id_, "kind": "guardian"}
        if rng.random() < _FAMILIES_AWAY:
            which = rng.randrange(len(self.sessions))
            rest = [one for index, one in enumerate(self.sessions) if index != which]
            if rest and rng.random() < _MISSES_A_SESSION:
                rest.pop(rng.randrange(len(rest)))
            half = _half(self.sessions[which], late=rng.random() < _COMES_LATE)
            person["available"] = [_window(one) for one in (half, *rest)]
        if rng.random() < _FAMILIES_WISH:
            day, start, _ = rng.choice(self.sessions)
            begin = start + rng.choice(_HALF_HOURS)
            person["preferred"] = [_window((day, begin, begin + 90))]
        return person


def _half(session: Window, *, late: bool) -> Window:
    """The later or the earlier half of a session, cut at a half hour."""
    day, start, end = session
    middle = start + (end - start) // 60 * 30
    return (day, middle, end) if late else (day, start, middle)


def _window(window: Window) -> list[str]:
    day, start, end = window
    return [_at(day, start), _at(day, end)]


def _at(day: str, minute: int) -> str:
    hours, minutes = divmod(minute, 60)
    return f"{day}T{hours:02}:{minutes:02}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a round."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kind", choices=list(KINDS), default="micro")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    json.dump(generate_json(options.kind, options.seed), sys.stdout)
    print()


if __name__ == "__main__":
    main()
