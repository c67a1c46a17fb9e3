"""From a conference asked for to the people in it."""

from collections.abc import Iterable, Iterator
from itertools import combinations, groupby, permutations

import attrs

from conferencekit._fields import as_declared
from conferencekit.planning._asked import Asked
from conferencekit.planning._season import RemarkKind, Season
from conferencekit.planning.policy import Attendance, Conferences, Siblings, StudentPart

__all__ = ["Conference", "conferences"]


@attrs.frozen(field_transformer=as_declared)
class Conference:
    """A conference, with everyone in it.

    Attributes:
        students: The ids of whom it is about; several where siblings are together.
        staff: The id of whom the guardians meet.
        households: The ids of the households that come.
        minutes: How long, without an interpreter.
        priority: What leaving it out counts.
        required: The ids of the guardians and students without whom it cannot be.
        optional: The ids of those who may come.
        either: Sets of guardians of whom any one will do, by the household's id.
        interpreters: The languages that somebody interprets, each with the ids of those who could.
    """

    students: tuple[str, ...]
    staff: str
    households: tuple[str, ...]
    minutes: int
    priority: int
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    either: tuple[tuple[str, tuple[str, ...]], ...] = ()
    interpreters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def guardians_and_students(self) -> tuple[str, ...]:
        """Everyone who may be in it besides staff and interpreters."""
        return (*self.required, *self.optional, *(id_ for _, ids in self.either for id_ in ids))


def conferences(season: Season, asked: Iterable[Asked]) -> list[Conference]:
    """The conferences that answer what was asked for."""
    found = []
    for _, group in groupby(asked, key=lambda one: one.student):
        for part in _joined(season, list(group)):
            made = _conference(season, part)
            if made is not None:
                found.append(made)
    if season.policy.siblings is Siblings.TOGETHER:
        found = list(_siblings_together(found))
    return [_interpreted(season, _with_welcome(season, one)) for one in found]


def _joined(season: Season, asked: list[Asked]) -> Iterator[list[Asked]]:
    """What is asked for about one student, cut into single conferences."""
    by_staff: dict[str, list[Asked]] = {}
    for one in asked:
        by_staff.setdefault(one.staff, []).append(one)
    for together in by_staff.values():
        if season.policy.conferences is Conferences.JOINT and not _must_part(season, together):
            yield together
        else:
            yield from _each_guardian_once(together)


def _each_guardian_once(asked: list[Asked]) -> Iterator[list[Asked]]:
    """A conference for each household; who belongs to several is invited with the first."""
    met: set[str] = set()
    for one in asked:
        guardians = tuple(id_ for id_ in one.guardians if id_ not in met)
        met.update(guardians)
        if guardians:
            yield [attrs.evolve(one, guardians=guardians)]


def _must_part(season: Season, asked: list[Asked]) -> bool:
    """Whether a restriction keeps people of different households apart."""
    for one, other in combinations(asked, 2):
        for a in one.guardians:
            for b in other.guardians:
                if season.kept_apart(a, b):
                    text = f"{a} and {b} are kept apart: a conference for each household"
                    season.remark(RemarkKind.NO_CONTACT, one.student, (a, b), text)
                    return True
    return False


def _conference(season: Season, asked: list[Asked]) -> Conference | None:
    """One conference; None where nobody is left who may come."""
    first = asked[0]
    required: list[str] = []
    optional: list[str] = []
    either: list[tuple[str, tuple[str, ...]]] = []
    invited: set[str] = set()
    for one in asked:
        guardians = _together(season, one, [g for g in one.guardians if _may_meet(season, one, g)])
        new = [id_ for id_ in guardians if id_ not in invited]
        invited.update(new)
        if len(new) < len(guardians) and season.policy.attendance is not Attendance.ALL:
            optional += new  # somebody of this household is there for another household already
        elif new:
            needed, welcome, any_one = _by_attendance(season, new)
            required += needed
            optional += welcome
            if any_one:
                either.append((one.household.id, any_one))
    if not required and not either:
        return None
    conference = Conference(
        students=(first.student,),
        staff=first.staff,
        households=tuple(one.household.id for one in asked),
        minutes=max(one.minutes for one in asked),
        priority=max(one.priority for one in asked),
        required=tuple(required),
        optional=tuple(optional),
        either=tuple(either),
    )
    return _with_student(season, conference)


def _together(season: Season, asked: Asked, guardians: list[str]) -> list[str]:
    """Those of a household's guardians who may be in one room.

    Of two whom a restriction keeps apart the restricted one is left out.
    """
    left = list(guardians)
    for one, other in permutations(guardians, 2):
        if season.kept_from(one, other) and one in left and other in left:
            left.remove(one)
            text = (
                f"{one} may not meet {other} and is left out of the conference of household "
                f"{asked.household.id}: give {one} a household of their own to invite them"
            )
            season.remark(RemarkKind.NO_CONTACT, asked.student, (one, other), text)
    return left


def _may_meet(season: Season, asked: Asked, guardian: str) -> bool:
    if guardian == asked.staff:
        text = f"{guardian} is the guardian of {asked.student}"
        season.remark(RemarkKind.OWN_CHILD, asked.student, (guardian,), text)
        return False
    if season.kept_apart(guardian, asked.staff):
        text = f"{guardian} may not meet {asked.staff}"
        season.remark(RemarkKind.NO_CONTACT, asked.student, (guardian, asked.staff), text)
        return False
    return True


def _by_attendance(
    season: Season, guardians: list[str]
) -> tuple[list[str], list[str], tuple[str, ...]]:
    """Of a household's guardians: who is required, who is welcome, of whom any one will do."""
    if season.policy.attendance is Attendance.ALL or len(guardians) == 1:
        return guardians, [], ()
    if season.policy.attendance is Attendance.ANY:
        return [], [], tuple(guardians)
    with_time = [id_ for id_ in guardians if season.has_time(id_)]
    first = (with_time or guardians)[0]
    return [first], [id_ for id_ in guardians if id_ != first], ()


def _with_student(season: Season, conference: Conference) -> Conference:
    (student,) = conference.students
    part = season.policy.student
    if part is StudentPart.ABSENT:
        return conference
    for person in (conference.staff, *conference.guardians_and_students):
        if season.kept_apart(person, student):
            text = f"{student} stays away from a conference with {person}"
            season.remark(RemarkKind.NO_CONTACT, student, (person,), text)
            return conference
    if part is StudentPart.REQUIRED:
        return attrs.evolve(conference, required=(*conference.required, student))
    return attrs.evolve(conference, optional=(*conference.optional, student))


def _siblings_together(found: list[Conference]) -> Iterator[Conference]:
    """Conferences of the same adults about siblings, made one.

    The same adults, whether required or welcome: so everybody in the one conference may be told
    about every child in it.
    """
    groups: dict[tuple[object, ...], list[Conference]] = {}
    for one in found:
        students = set(one.students)
        required = tuple(id_ for id_ in one.required if id_ not in students)
        welcome = tuple(id_ for id_ in one.optional if id_ not in students)
        key = (one.staff, one.households, required, welcome, one.either)
        groups.setdefault(key, []).append(one)
    for group in groups.values():
        first = group[0]
        if len(group) == 1:
            yield first
            continue
        yield attrs.evolve(
            first,
            students=_each_once(id_ for one in group for id_ in one.students),
            minutes=sum(one.minutes for one in group),
            priority=max(one.priority for one in group),
            required=_each_once(id_ for one in group for id_ in one.required),
            optional=_each_once(id_ for one in group for id_ in one.optional),
        )


def _with_welcome(season: Season, conference: Conference) -> Conference:
    """The conference, and the staff who may attend any."""
    present = {conference.staff, *conference.guardians_and_students}
    welcome = tuple(
        id_
        for id_ in season.policy.welcome
        if id_ not in present and _welcome_among(season, id_, present, conference.students)
    )
    return attrs.evolve(conference, optional=(*conference.optional, *welcome))


def _welcome_among(
    season: Season, person: str, present: Iterable[str], students: Iterable[str]
) -> bool:
    """Whether no restriction stands between somebody and those present or spoken about."""
    return not any(season.kept_apart(person, one) for one in present) and not any(
        season.barred(person, student) for student in students
    )


def _interpreted(season: Season, conference: Conference) -> Conference:
    """The conference, and the languages that somebody has to interpret.

    Needed are those of guardians who are required, or of whom any one will do, and who share no
    language with the member of staff or the school.
    """
    school = season.school
    staff = school.member_of_staff(conference.staff)
    spoken = {*map(_primary, school.languages), *map(_primary, staff.languages)}
    needed: dict[str, tuple[str, ...]] = {}
    guardians = [id_ for id_ in conference.required if school.has("guardians", id_)]
    for guardian in (*guardians, *(id_ for _, ids in conference.either for id_ in ids)):
        languages = [*map(_primary, school.guardian(guardian).languages)]
        if not languages or spoken.intersection(languages):
            continue
        others = [id_ for ids in needed.values() for id_ in ids]
        able = {one: _interpreters(season, conference, one, others) for one in languages}
        language = next((one for one in languages if able[one]), None)
        if language is not None:
            needed[language] = able[language]
            continue
        text = f"nobody interprets {languages[0]} for {guardian} and {staff.id}"
        season.remark(
            RemarkKind.NO_INTERPRETER, conference.students[0], (guardian, staff.id), text
        )
    return attrs.evolve(conference, interpreters=tuple(needed.items()))


def _interpreters(
    season: Season, conference: Conference, language: str, others: Iterable[str]
) -> tuple[str, ...]:
    """Who could interpret a language in a conference, beside other interpreters.

    Nobody who is in it already, nor whom a restriction keeps from somebody in it or from being
    told about the student.
    """
    present = {conference.staff, *conference.guardians_and_students}
    return tuple(
        one.id
        for one in season.school.interpreters
        if language in map(_primary, one.languages)
        and one.id not in present
        and _welcome_among(season, one.id, {*present, *others}, conference.students)
    )


def _primary(tag: str) -> str:
    """The language of a tag without script and region: Mexican Spanish is Spanish."""
    return tag.partition("-")[0].lower()


def _each_once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
