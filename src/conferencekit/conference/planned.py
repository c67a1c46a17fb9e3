"""From the plan of a round to the records of its conferences, and to another time."""

from collections.abc import Iterable, Mapping

import attrs

from conferencekit._kinds import kinds_checked, look_up
from conferencekit._refusal import Refusal
from conferencekit.conference._states import ConferenceState
from conferencekit.conference.holding import conference_actions
from conferencekit.conference.record import ConferenceRecord
from conferencekit.errors import InvalidInputError
from conferencekit.planning import RoundDraft
from conferencekit.privacy import Access, Audience, Label
from conferencekit.scheduling import Plan
from conferencekit.school import School
from conferencekit.time import Instant

__all__ = ["planned_conferences", "reschedule_conference"]

_OFF = (ConferenceState.CANCELLED, ConferenceState.MISSED)


@kinds_checked
def planned_conferences(
    draft: RoundDraft,
    plan: Plan,
    access: Access,
    *,
    audience: Audience = Audience.FAMILY,
    kept: Iterable[ConferenceRecord] = (),
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
        kept: The records that are kept already. One that is still planned is given as the plan
            has it now, which is the very record where nothing else is planned. One that was held,
            or called off or missed at the planned start, is given as it is; where the plan has
            another start for what was called off or missed, that is a new record, whose id ends
            in ``#2``, then ``#3``.

    Returns:
        Records of what the plan places alone, in the order of its placements; those of one meeting
        in the order of its students.

    Raises:
        InvalidInputError: The plan is for another round or places a meeting that is not in it, or
            a meeting is about nobody, or without anybody of the school.
    """
    if plan.round != draft.round.id:
        raise InvalidInputError.single("round", f"{plan.round!r} is not {draft.round.id!r}")
    school = access.policy.school
    meetings = {one.id: one for one in draft.round.meetings}
    by_id = {(one.student, one.id): one for one in kept}
    found = []
    for placement in plan.placements:
        meeting = look_up(meetings, placement.meeting, "meeting")
        students = draft.students.get(meeting.id, ())
        if not students:
            raise InvalidInputError.single(f"students.{meeting.id}", "names no student")
        invited = (*meeting.required, *meeting.optional)
        staff, guardians = _sides(school, students, invited)
        for student in students:
            id_ = f"{plan.round}/{meeting.id}" + (f"/{student}" if len(students) > 1 else "")
            record = ConferenceRecord(
                Label("conference", id_, (student,), access.viewer, access.at, audience),
                placement.start,
                meeting.minutes,
                staff=staff,
                guardians=guardians,
                with_student=student in invited,
                round=plan.round,
                meeting=meeting.id,
            )
            found.append(_continued(record, by_id))
    return tuple(found)


def _continued(
    record: ConferenceRecord, kept: Mapping[tuple[str, str], ConferenceRecord]
) -> ConferenceRecord:
    """What a planned record comes to beside those kept of the same conference; the last counts."""
    id_, times = record.id, 1
    while (before := kept.get((record.student, record.id))) is not None:
        if before.state is ConferenceState.PLANNED:
            moved_at = before.moved_at if before.start == record.start else record.label.at
            return attrs.evolve(record, label=before.label, moved_at=moved_at)
        if before.state not in _OFF:
            return before
        times += 1
        label = attrs.evolve(record.label, id=f"{id_}#{times}")
        if (record.student, label.id) not in kept and before.start == record.start:
            return before
        record = attrs.evolve(record, label=label)
    return record


@kinds_checked
def reschedule_conference(
    record: ConferenceRecord, start: Instant, access: Access, *, minutes: int | None = None
) -> ConferenceRecord | Refusal:
    """Put a conference at another time.

    One that was called off or missed is not moved: plan another one, as
    :func:`planned_conferences` does.

    Args:
        record: As it is, planned.
        start: When it begins now.
        access: Who moves it; somebody of the staff who may write the record, as in
            :meth:`~conferencekit.privacy.policy.Access.write_for_school`.
        minutes: How long it is now; None for as long as before.
    """
    verdict = access.write_for_school(record.label)
    if not verdict:
        return Refusal(verdict.reason)
    if record.state is not ConferenceState.PLANNED:
        text = f"a conference that is {record.state.value} cannot be moved"
        return Refusal(text, conference_actions(record))
    long = record.minutes if minutes is None else minutes
    moved_at = record.moved_at if start == record.start else access.at
    return attrs.evolve(record, start=start, minutes=long, moved_at=moved_at)


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
