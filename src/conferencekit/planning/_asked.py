"""Which conferences there should be: what the policy foresees, and what was asked for."""

from collections.abc import Iterator

import attrs

from conferencekit.planning._season import RemarkKind, Season
from conferencekit.planning.policy import Occasion
from conferencekit.planning.wishes import Request
from conferencekit.school import GroupKind, Household, Right, entitled_guardians

__all__ = ["Asked", "conferences_asked_for"]


@attrs.frozen
class Asked:
    """That the guardians of a household should meet a member of staff about a student.

    Attributes:
        student: The student's id.
        household: The household.
        guardians: The ids of those of its guardians who may come, in its order.
        staff: The id of whom they meet.
        minutes: How long.
        priority: What leaving it out counts.
    """

    student: str
    household: Household
    guardians: tuple[str, ...]
    staff: str
    minutes: int
    priority: int


def conferences_asked_for(season: Season) -> Iterator[Asked]:
    """Every conference there should be, student by student."""
    requests: dict[str, list[Request]] = {}
    for request in season.requests:
        requests.setdefault(request.student, []).append(request)
    for student in season.school.students:
        households = season.school.households_of(student.id)
        _remark_strangers(season, student.id, households, requests.get(student.id, []))
        if not households:
            text = f"{student.id} belongs to no household"
            season.remark(RemarkKind.NO_HOUSEHOLD, student.id, (), text)
        foreseen = _foreseen(season, student.id)
        for household in households:
            about = requests.get(student.id, [])
            yield from _of_household(season, student.id, household, foreseen, about)


def _remark_strangers(
    season: Season, student: str, households: tuple[Household, ...], requests: list[Request]
) -> None:
    """Say which requests come from guardians in no household of the student."""
    own = {guardian for household in households for guardian in household.guardians}
    for request in requests:
        if request.by not in own and not season.school.has("staff", request.by):
            text = f"{request.by} shares no household with {student}"
            season.remark(RemarkKind.REQUEST_IGNORED, student, (request.by,), text)


def _foreseen(season: Season, student: str) -> dict[str, Occasion]:
    """Whom the policy has a student's guardians meet, each for the first reason that holds."""
    found: dict[str, Occasion] = {}
    for occasion in season.policy.meet:
        for staff in _staff_for(season, student, occasion):
            found.setdefault(staff, occasion)
    return found


def _staff_for(season: Season, student: str, occasion: Occasion) -> Iterator[str]:
    if occasion is Occasion.SPECIALIST:
        yield from season.school.student(student).specialists
        return
    for group in season.school.groups_of(student):
        if occasion is Occasion.LEAD and group.kind is GroupKind.HOMEROOM and group.lead:
            yield group.lead
        if occasion is Occasion.SUBJECT and group.kind is GroupKind.SUBJECT:
            yield from group.teachers


def _invited(season: Season, student: str, household: Household) -> tuple[str, ...]:
    """Those of a household whom it brings to conferences about a student.

    What a guardian may do by another household of theirs is left to that one.
    """
    if not any(
        member.student == student and Right.CONFERENCE in member.rights
        for member in household.members
    ):
        return ()
    return entitled_guardians(
        season.school, household, student, Right.CONFERENCE, first=season.first, last=season.last
    )


def _of_household(
    season: Season,
    student: str,
    household: Household,
    foreseen: dict[str, Occasion],
    requests: list[Request],
) -> Iterator[Asked]:
    guardians = _invited(season, student, household)
    heard = []
    for request in requests:
        if request.by in guardians or season.school.has("staff", request.by):
            heard.append(request)
        elif request.by in household.guardians:
            text = f"{request.by} may not come to conferences about {student}"
            season.remark(RemarkKind.REQUEST_IGNORED, student, (request.by,), text)
    if not guardians:
        text = f"nobody of household {household.id} may come to conferences about {student}"
        season.remark(RemarkKind.NOBODY_ENTITLED, student, household.guardians, text)
        return
    wanted = dict(foreseen)
    for request in heard:
        if request.wanted:
            wanted.setdefault(request.staff, Occasion.REQUEST)
    if not wanted:
        text = f"nobody is foreseen to meet the guardians of {student}"
        season.remark(RemarkKind.NOBODY_TO_MEET, student, guardians, text)
    for staff, occasion in wanted.items():
        about = [request for request in heard if request.staff == staff]
        if about and not any(request.wanted for request in about):
            text = f"{about[0].by} needs no conference with {staff} about {student}"
            season.remark(RemarkKind.DECLINED, student, (about[0].by, staff), text)
            continue
        yield Asked(
            student=student,
            household=household,
            guardians=guardians,
            staff=staff,
            minutes=max(
                (one.minutes for one in about if one.minutes is not None),
                default=season.policy.minutes_for(occasion),
            ),
            priority=max((one.priority for one in about if one.priority is not None), default=1),
        )
