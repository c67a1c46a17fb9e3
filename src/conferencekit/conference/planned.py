"""From the plan of a round to the records of its conferences."""

from conferencekit.conference.record import ConferenceRecord
from conferencekit.errors import InvalidInputError
from conferencekit.planning import RoundDraft
from conferencekit.privacy import Access, Audience, Label
from conferencekit.scheduling import Plan
from conferencekit.school import School

__all__ = ["planned_conferences"]


def planned_conferences(
    draft: RoundDraft, plan: Plan, access: Access, *, audience: Audience = Audience.FAMILY
) -> tuple[ConferenceRecord, ...]:
    """The records of the conferences that a plan has given a time, as planned.

    Whoever is a guardian of the student and on the staff is invited as a guardian, unless nobody
    else is there for the school. Siblings who share a meeting have a record each. A record's id
    is made of the round's, the meeting's and, where the meeting is about several students, the
    student's.

    Args:
        draft: The round, and whom its meetings are about.
        plan: For that round.
        access: Who arranges it; they are told as who wrote the records.
        audience: Whom the records are for.

    Returns:
        In the order of the plan's placements; those of one meeting in the order of its students.

    Raises:
        InvalidInputError: The plan is for another round, or a meeting is about nobody, or without
            anybody of the school.
    """
    if plan.round != draft.round.id:
        raise InvalidInputError.single("round", f"{plan.round!r} is not {draft.round.id!r}")
    school = access.policy.school
    meetings = {one.id: one for one in draft.round.meetings}
    found = []
    for placement in plan.placements:
        meeting = meetings[placement.meeting]
        students = draft.students.get(meeting.id, ())
        if not students:
            raise InvalidInputError.single(f"students.{meeting.id}", "names no student")
        invited = (*meeting.required, *meeting.optional)
        staff, guardians = _sides(school, students, invited)
        for student in students:
            id_ = f"{plan.round}/{meeting.id}" + (f"/{student}" if len(students) > 1 else "")
            found.append(
                ConferenceRecord(
                    Label("conference", id_, (student,), access.viewer, access.at, audience),
                    placement.start,
                    meeting.minutes,
                    staff=staff,
                    guardians=guardians,
                    with_student=student in invited,
                    round=plan.round,
                    meeting=meeting.id,
                )
            )
    return tuple(found)


def _sides(
    school: School, students: tuple[str, ...], invited: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who of those invited is there for the school, and who as a guardian.

    Whoever is both is there as a guardian, unless nobody else is there for the school.
    """
    parents = {one.id for id_ in students for one in school.guardians_of(id_)}
    staff = tuple(one for one in invited if school.has("staff", one) and one not in parents)
    staff = staff or tuple(one for one in invited if school.has("staff", one))
    return staff, tuple(one for one in invited if one in parents and one not in staff)
