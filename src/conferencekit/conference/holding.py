"""What people do with conferences: hold, amend, acknowledge, miss and cancel them.

Every function is told who acts by an :class:`~conferencekit.privacy.policy.Access`, asks its
policy, and answers with the record as it is then, or why it cannot be done.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from conferencekit._fields import member
from conferencekit._kinds import kinds_checked
from conferencekit._refusal import Refusal
from conferencekit.conference._states import (
    CONFERENCE_CHANGES,
    ConferenceAction,
    ConferenceState,
)
from conferencekit.conference.record import (
    Account,
    ConferenceChange,
    ConferenceRecord,
    Reply,
    next_fault,
)
from conferencekit.errors import shorten
from conferencekit.planning import Request
from conferencekit.privacy import Access, Audience, Label
from conferencekit.school import Right, School, entitlement
from conferencekit.time import Instant

__all__ = [
    "acknowledge_conference",
    "amend_conference",
    "cancel_conference",
    "conference_actions",
    "hold_conference",
    "miss_conference",
    "requests_for_another",
]


@kinds_checked
def conference_actions(record: ConferenceRecord) -> tuple[ConferenceAction, ...]:
    """What can be done to a conference as it stands."""
    return tuple(CONFERENCE_CHANGES[record.state])


@kinds_checked
def hold_conference(
    record: ConferenceRecord, account: Account, access: Access
) -> ConferenceRecord | Refusal:
    """Write down what came of a conference.

    Args:
        record: As it is, planned.
        account: What came of it.
        access: Who writes it; somebody of the staff who may write the record.

    Returns:
        The record, or why not: also where it has not begun yet, or somebody is said to have come
        who was not invited, is not of the school, and is not named by a consent.
    """
    change = ConferenceChange(access.at, access.viewer, ConferenceAction.HOLD, account)
    return _written(record, change, access)


@kinds_checked
def amend_conference(
    record: ConferenceRecord, account: Account, access: Access, *, why: str
) -> ConferenceRecord | Refusal:
    """Write it down otherwise. What was said before stays; acknowledgements of it lapse.

    Args:
        record: As it is, held.
        account: What is to be written from now on.
        access: Who writes it; somebody of the staff who may write the record.
        why: Why.
    """
    action = ConferenceAction.AMEND
    change = ConferenceChange(access.at, access.viewer, action, account, words=why)
    return _written(record, change, access)


@kinds_checked
def miss_conference(
    record: ConferenceRecord, absent: Iterable[str], access: Access, *, why: str = ""
) -> ConferenceRecord | Refusal:
    """Say that a conference could not be, since somebody did not come.

    Args:
        record: As it is, planned.
        absent: The ids of who did not come; at least one, of those invited.
        access: Who says so; somebody of the staff who may write the record.
        why: What is known of the reason; may be empty.

    Returns:
        The record, or why not: also where it has not begun yet.
    """
    missing = tuple(absent)
    for id_ in missing:
        if id_ not in record.invited:
            return Refusal(f"{id_} was not invited")
    action = ConferenceAction.MISS
    change = ConferenceChange(access.at, access.viewer, action, absent=missing, words=why)
    return _written(record, change, access)


@kinds_checked
def cancel_conference(
    record: ConferenceRecord, access: Access, *, why: str
) -> ConferenceRecord | Refusal:
    """Call a conference off. ``ConferenceRecord.notice_minutes`` tells how late that was.

    Args:
        record: As it is, planned.
        access: Who cannot come, and may see the record; or somebody of the staff who may write it.
        why: Why.
    """
    change = ConferenceChange(access.at, access.viewer, ConferenceAction.CANCEL, words=why)
    if access.viewer in record.invited and access.read(record.label):
        return _changed(record, change)
    return _written(record, change, access)


@kinds_checked
def acknowledge_conference(
    record: ConferenceRecord, reply: Reply, access: Access, *, words: str = ""
) -> ConferenceRecord | Refusal:
    """Say that one has seen what was written down, agrees, or sees it differently.

    Guardians who may see the record may say that they have seen it or see it differently, whether
    they were there or not; to agree is for those who decide together with the school. So may the
    student. A guardian's reply is between the school and their household. Of several replies of
    one person the last one counts, and none of an account that was amended since.

    Args:
        record: As it is, held.
        reply: What they say.
        access: Who says it.
        words: In their own words; may be empty, also where they differ.
    """
    school, student = access.policy.school, record.student
    reply = member("reply", Reply, reply)
    verdict = access.read(record.label)
    if not verdict:
        return Refusal(verdict.reason)
    household = school.home_of(student, access.viewer)
    if household is None and access.viewer != student:
        return Refusal("only the student's guardians, and the student, acknowledge a conference")
    if reply is Reply.AGREED and not _decides(access, student):
        return Refusal("to agree needs the right to decide together with the school")
    label = Label(
        kind="acknowledgement",
        id=f"{record.id}/{len(record.changes)}",
        students=(student,),
        author=access.viewer,
        at=access.at,
        audience=Audience.FAMILY if household is None else Audience.GUARDIANS,
        household=household,
    )
    action = ConferenceAction.ACKNOWLEDGE
    change = ConferenceChange(
        access.at, access.viewer, action, reply=reply, words=words, label=label
    )
    return _changed(record, change)


def _decides(access: Access, student: str) -> bool:
    school = access.policy.school
    day = school.timezone.day(access.at)
    if access.viewer == student:
        return True
    return Right.DECISIONS in entitlement(school, access.viewer, student, first=day)


def _written(
    record: ConferenceRecord, change: ConferenceChange, access: Access
) -> ConferenceRecord | Refusal:
    verdict = access.write_for_school(record.label)
    if not verdict:
        return Refusal(verdict.reason)
    early = change.action in _ONCE_BEGUN and access.at < record.start
    if early and record.state is ConferenceState.PLANNED:
        zone = access.policy.school.timezone
        begins = zone.local(record.start)
        text = f"it begins on {begins:%Y-%m-%d at %H:%M}"
        return Refusal(text, (ConferenceAction.CANCEL.value,))
    strangers = _strangers(record, change.account, access)
    if strangers:
        return Refusal(f"said to have come, and nobody of the school: {', '.join(strangers)}")
    return _changed(record, change)


_ONCE_BEGUN: Final = (ConferenceAction.HOLD, ConferenceAction.MISS)


def _strangers(record: ConferenceRecord, account: Account | None, access: Access) -> list[str]:
    """Who is said to have come, and is nobody of the school nor of a consent."""
    school = access.policy.school
    came = account.came if account is not None else ()
    named = {one.party for one in access.policy.consents if one.student == record.student}
    return [
        shorten(one)
        for one in came
        if one not in record.invited
        and one not in named
        and not any(school.has(what, one) for what in _PEOPLE)
    ]


_PEOPLE: Final = ("students", "guardians", "staff", "interpreters")


def _changed(record: ConferenceRecord, change: ConferenceChange) -> ConferenceRecord | Refusal:
    fault = next_fault(record, change)
    if fault is not None:
        reason = fault.message if fault.path == "action" else f"{fault.path} {fault.message}"
        return Refusal(reason, conference_actions(record))
    return attrs.evolve(record, changes=(*record.changes, change))


@kinds_checked
def requests_for_another(
    records: Iterable[ConferenceRecord], access: Access
) -> tuple[Request, ...]:
    """What conferences leave to be arranged in the next round, as wishes for its builder.

    A conference that was asked for in another, and one that was missed or cancelled, is wanted
    until a later one of the same student with the same member of staff is planned or was held.
    One that was missed or cancelled is asked for in the name of its first guardian, so that it is
    arranged for their household alone; where no guardian was invited, in that of its staff.

    Args:
        records: Of any students, in any order; gone through once.
        access: Who arranges the round. Only what they may see is looked at.

    Returns:
        In the order of students, staff and who asks; each once.
    """
    latest: dict[tuple[str, str, str | None], Instant] = {}
    wanted: list[tuple[Instant, str | None, Request]] = []
    for record in access.visible(records):
        if record.state in (ConferenceState.PLANNED, ConferenceState.HELD):
            for staff in record.staff:
                for guardian in (None, *record.guardians):
                    place = (record.student, staff, guardian)
                    latest[place] = max(record.start, latest.get(place, record.start))
        wanted += _wanted(record, access.policy.school)
    found = {
        (request.student, request.staff, request.by): request
        for start, guardian, request in sorted(wanted, key=lambda one: one[0])
        if latest.get((request.student, request.staff, guardian), start) <= start
    }
    return tuple(found[place] for place in sorted(found))


def _wanted(record: ConferenceRecord, school: School) -> list[tuple[Instant, str | None, Request]]:
    """What a conference leaves to be arranged, since when, and whose conferences answer it."""
    if record.account is not None:
        guardians = {one.id for one in school.guardians_of(record.student)}
        return [
            (
                record.start,
                asked.by if asked.by in guardians else None,
                Request(
                    asked.by,
                    record.student,
                    asked.staff,
                    priority=asked.priority,
                    minutes=asked.minutes,
                ),
            )
            for asked in record.account.another
        ]
    if record.state is ConferenceState.PLANNED:
        return []
    guardian = record.guardians[0] if record.guardians else None
    return [
        (record.start, guardian, Request(guardian or staff, record.student, staff))
        for staff in record.staff
    ]
