"""From a school to a round: who meets whom, about which student, for how long."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError
from conferencekit.planning._asked import conferences_asked_for
from conferencekit.planning._conference import Conference, conferences
from conferencekit.planning._season import Remark, Season
from conferencekit.planning.policy import RoundPolicy
from conferencekit.planning.wishes import Wishes
from conferencekit.scheduling.round import KeepApart, Kind, Meeting, Person, Place, Pool, Round
from conferencekit.school import RestrictionKind, School

__all__ = ["RoundDraft", "build_round"]

NO_WISHES = Wishes()


@attrs.frozen(field_transformer=as_declared)
class RoundDraft:
    """A round made from a school, and what the school should look at before it is solved.

    Attributes:
        round: The round.
        remarks: What could not be arranged as foreseen, and why: students whom nobody meets
            among it.
        students: For each meeting, by id, the ids of the students it is about.
    """

    round: Round
    remarks: tuple[Remark, ...]
    students: Mapping[str, tuple[str, ...]] = attrs.field(hash=False)


@kinds_checked
def build_round(
    school: School, policy: RoundPolicy, wishes: Wishes = NO_WISHES, *, with_names: bool = False
) -> RoundDraft:
    """Turn a school and a policy into meetings to be placed.

    For every student and every household with a guardian who may come, there is a meeting with
    each member of staff whom the policy or a request names. Interpreters come in where the
    languages ask for one; people whom a restriction keeps apart are kept apart.

    Args:
        school: Who is there.
        policy: What the school decided.
        wishes: When people can come, and whom they want to meet.
        with_names: Whether the people of the round carry their names. Without, it holds ids
            alone, and can be handed to a solver elsewhere.

    Raises:
        InvalidInputError: Policy or wishes do not fit the school; with every fault and its path.
    """
    season = Season(school, policy, wishes)
    found = conferences(season, conferences_asked_for(season))
    ids = _meeting_ids(found)
    pools = _Pools(found)
    people = _people(season, found, pools.all, with_names=with_names)
    try:
        round_ = Round(
            id=policy.id,
            title=policy.title,
            timezone=season.zone,
            tick_minutes=policy.tick_minutes,
            sessions=policy.sessions,
            places=tuple(Place(room) for room in sorted({p.place for p in people if p.place})),
            travel_minutes=policy.travel_minutes,
            people=people,
            pools=pools.all,
            meetings=tuple(
                _meeting(season, pools, id_, one) for id_, one in zip(ids, found, strict=True)
            ),
            keep_apart=tuple(_kept_apart(season, people)),
            weights=policy.weights,
        )
    except InvalidInputError as error:
        raise InvalidInputError(
            error.faults, source=f"the round of policy {policy.id!r}"
        ) from None
    students = {id_: one.students for id_, one in zip(ids, found, strict=True)}
    return RoundDraft(round_, season.remarks, students)


def _meeting_ids(found: list[Conference]) -> list[str]:
    """Ids a person can read: student and staff, and the household where there are several."""
    short = [_joined_ids((_listed_ids(one.students), _escaped(one.staff))) for one in found]
    times = Counter(short)
    return [
        id_ if times[id_] == 1 else _joined_ids((id_, _listed_ids(one.households)))
        for id_, one in zip(short, found, strict=True)
    ]


def _joined_ids(parts: Iterable[str]) -> str:
    return ":".join(parts)


def _listed_ids(ids: Iterable[str]) -> str:
    return "+".join(map(_escaped, ids))


def _escaped(id_: str) -> str:
    """An id without the signs that separate ids, so that two lists never read the same."""
    return id_.replace("%", "%25").replace("+", "%2B").replace(":", "%3A")


def _meeting(season: Season, pools: "_Pools", id_: str, one: Conference) -> Meeting:
    longer = season.policy.interpreter_minutes if one.interpreters else 0
    return Meeting(
        id=id_,
        minutes=one.minutes + longer,
        required=(one.staff, *one.required),
        student=one.students[0] if len(one.students) == 1 else _listed_ids(one.students),
        optional=one.optional,
        from_pools=pools.of(one),
        priority=one.priority,
    )


class _Pools:
    """The pools that some conferences draw from, each under an id of its own.

    Conferences share a pool where the same people will do.
    """

    def __init__(self, found: Iterable[Conference]) -> None:
        self._ids: dict[tuple[str, tuple[str, ...]], str] = {}
        named: Counter[str] = Counter()
        for one in found:
            for name, members in _wanted_pools(one):
                if (name, members) not in self._ids:
                    named[name] += 1
                    first = named[name] == 1
                    self._ids[name, members] = name if first else f"{name}:{named[name]}"

    @property
    def all(self) -> tuple[Pool, ...]:
        """Every pool."""
        return tuple(Pool(id_, members) for (_, members), id_ in self._ids.items())

    def of(self, conference: Conference) -> tuple[str, ...]:
        """The ids of the pools that a conference draws from."""
        return tuple(self._ids[wanted] for wanted in _wanted_pools(conference))


def _wanted_pools(one: Conference) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and members of each pool that a conference draws from."""
    for _, guardians in one.either:
        yield _joined_ids(("any", _listed_ids(guardians))), guardians
    for language, interpreters in one.interpreters:
        yield _joined_ids(("interpreter", _escaped(language))), interpreters


def _people(
    season: Season, found: list[Conference], pools: Iterable[Pool], *, with_names: bool
) -> tuple[Person, ...]:
    """Everyone with a part in some meeting: who leads one, then guardians, then the others."""
    staff = {one.staff for one in found}
    others = {id_ for one in found for id_ in one.guardians_and_students}
    others |= {id_ for pool in pools for id_ in pool.members}
    people = {}
    for kind, id_, name, room in _everyone(season.school, staff):
        if id_ in staff | others and id_ not in people:
            people[id_] = _person(season, kind, id_, name if with_names else None, room)
    return tuple(people.values())


def _everyone(school: School, leading: set[str]) -> Iterator[tuple[Kind, str, str, str | None]]:
    """Kind, id, name and room of everyone; who is several things first as what counts most."""
    for staff in school.staff:
        if staff.id in leading:
            yield Kind.TEACHER, staff.id, str(staff.name), staff.room
    for guardian in school.guardians:
        yield Kind.GUARDIAN, guardian.id, str(guardian.name), None
    for staff in school.staff:
        yield Kind.STAFF, staff.id, str(staff.name), staff.room
    for student in school.students:
        yield Kind.STUDENT, student.id, str(student.name), None
    for interpreter in school.interpreters:
        yield Kind.INTERPRETER, interpreter.id, str(interpreter.name), None


def _person(season: Season, kind: Kind, id_: str, name: str | None, room: str | None) -> Person:
    wish = season.availability(id_)
    limited = kind is Kind.TEACHER
    return Person(
        id=id_,
        kind=kind,
        name=name,
        place=room,
        available=wish.available,
        preferred=wish.preferred,
        max_run_minutes=season.policy.max_run_minutes if limited else None,
        break_minutes=season.policy.break_minutes if limited else None,
    )


def _kept_apart(season: Season, people: tuple[Person, ...]) -> Iterator[KeepApart]:
    present = {person.id for person in people}
    pairs = dict.fromkeys(
        tuple(sorted((one.guardian, one.person)))
        for one in season.school.restrictions
        if one.kind is RestrictionKind.NO_CONTACT and one.applies(season.first, season.last)
    )
    for one, other in pairs:
        if one in present and other in present:
            yield KeepApart((one, other), season.policy.keep_apart_minutes)
