"""How far things went with families, told by what is kept: bookings, conferences, answers.

For :func:`~conferencekit.dialogue.involvement.show_involvement`, so that nobody keeps a list by
hand. Records are drawn on as far as the viewer may see them, and what is told of them carries
their labels: it is asked for again for whom it is shown to.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit.booking import BookingEvent, Desk, Happening, Role
from conferencekit.conference._states import ConferenceAction, FollowUpAction
from conferencekit.conference.answers import Answers
from conferencekit.conference.follow_up import FollowUp
from conferencekit.conference.record import ConferenceChange, ConferenceRecord
from conferencekit.dialogue import Involvement, Stage
from conferencekit.dialogue._households import households_told_by
from conferencekit.privacy import Access, Audience, Label
from conferencekit.school import School
from conferencekit.time import Instant

__all__ = ["involved_by_answers", "involved_by_bookings", "involved_by_conferences"]

_ANSWERED: Final = frozenset(
    {
        Happening.HELD,
        Happening.BOOKED,
        Happening.MOVED,
        Happening.CANCELLED,
        Happening.WAITING,
        Happening.PROPOSED,
    }
)
"""What a family does about an offer; done by others for it, it is none of its doing."""


@kinds_checked
def involved_by_bookings(
    events: Iterable[BookingEvent],
    desk: Desk,
    school: School,
    *,
    students: Mapping[str, Iterable[str]] | None = None,
) -> Iterator[Involvement]:
    """What the events of booking tell: times were offered, families took them, and came.

    The occasion is the round. What the office booked for a family is no booking of the family's.
    Events carry no child's id. Where it is said which students a meeting is about, what happened
    with it is for the staff who may know about these; else for who may know about every student of
    the household.

    Args:
        events: Of the store, in any order; those of other rounds are passed over.
        desk: Where the round is booked.
        school: Who belongs to which household. A family of the desk is a household of it, or a
            guardian.
        students: The ids of the students each meeting is about, by the meeting's, such as
            ``RoundDraft.students``.
    """
    homes, about = _homes(school), students or {}
    invited = [(one.id, meeting.id) for meeting in desk.meetings
               for one in desk.families_of(meeting)]  # fmt: skip
    for event in events:
        if event.round == desk.round.id:
            for family, meeting, stage in _went(event, invited):
                for home in homes.get(family, ()):
                    labels = _labels(meeting, tuple(about.get(meeting, ())), home, event.at)
                    yield Involvement(home, event.round, stage, event.at, labels)


def _labels(meeting: str, students: tuple[str, ...], home: str, at: Instant) -> tuple[Label, ...]:
    """Of what happened with a meeting, where it is known whom that is about."""
    if not students:
        return ()
    return (Label("booking", meeting, students, None, at, Audience.STAFF, household=home),)


def _homes(school: School) -> dict[str, list[str]]:
    """The ids of the households by what a family of a desk may be: a guardian, or one of them."""
    found: dict[str, list[str]] = {}
    for household in school.households:
        for guardian in household.guardians:
            found.setdefault(guardian, []).append(household.id)
    return found | {household.id: [household.id] for household in school.households}


def _went(
    event: BookingEvent, invited: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str, Stage]]:
    """Which family went how far, with which meeting."""
    meeting = event.meeting or ""
    if event.happening is Happening.OPENED:
        yield from ((family, each, Stage.OFFERED) for family, each in invited)
    elif event.happening is Happening.MET:
        yield from ((family, meeting, Stage.CAME) for family in event.families)
    elif event.happening in _ANSWERED and event.by.role is Role.FAMILY:
        yield event.by.id, meeting, Stage.BOOKED


@kinds_checked
def involved_by_conferences(
    records: Iterable[ConferenceRecord],
    access: Access,
    *,
    follow_ups: Iterable[FollowUp] = (),
) -> Iterator[Involvement]:
    """What records of conferences tell: who was invited, came, brought something in.

    The occasion is the round, or the conference where it was in none. A family brought something
    in where one of its guardians said what was written down, asked for another conference, or
    answered the account. What was agreed was done where a follow-up is done: for the families
    that were there.

    Args:
        records: Of any students, in any order; gone through once.
        access: Who wants to know.
        follow_ups: What was promised at conferences, by whomever.
    """
    school = access.policy.school
    seen: dict[tuple[str, str], ConferenceRecord] = {}
    for record in access.visible(records):
        seen[record.student, record.id] = record
        homes = {one: households_told_by(one, record.label, school) for one in record.guardians}
        yield from _of_record(record, homes)
    for promise in access.visible(follow_ups):
        agreed = seen.get((promise.student, promise.conference or ""))
        if agreed is not None and agreed.account is not None:
            came = [id_ for id_ in agreed.guardians if id_ in agreed.account.came]
            done = [one for one in promise.changes if one.action is FollowUpAction.COMPLETE]
            for change in done:
                for home in _each(came, agreed, school):
                    occasion, labels = _occasion(agreed), (agreed.label, promise.label)
                    yield Involvement(home, occasion, Stage.FOLLOWED_UP, change.at, labels)


def _each(guardians: Iterable[str], record: ConferenceRecord, school: School) -> tuple[str, ...]:
    found = (home for one in guardians for home in households_told_by(one, record.label, school))
    return tuple(dict.fromkeys(found))


def _occasion(record: ConferenceRecord) -> str:
    return record.round or record.id


def _of_record(
    record: ConferenceRecord, homes: Mapping[str, tuple[str, ...]]
) -> Iterator[Involvement]:
    occasion, account = _occasion(record), record.account
    for guardian, theirs in homes.items():
        whole: tuple[Label, ...] = (record.label,)
        stages = [(Stage.OFFERED, record.label.at, whole)]
        if account is not None and guardian in account.came:
            stages.append((Stage.CAME, record.start, whole))
        if account is not None and _brought_in(guardian, record):
            stages.append((Stage.CONTRIBUTED, record.start, whole))
        stages += [
            (stage, change.at, whole if change.label is None else (*whole, change.label))
            for change in record.changes
            if change.by == guardian and (stage := _stage(change)) is not None
        ]
        for home in theirs:
            for stage, at, labels in stages:
                yield Involvement(home, occasion, stage, at, labels)


def _brought_in(guardian: str, record: ConferenceRecord) -> bool:
    account = record.account
    return account is not None and (
        any(one.by == guardian for one in account.said)
        or any(one.by == guardian for one in account.another)
    )


def _stage(change: ConferenceChange) -> Stage | None:
    """What a change by a guardian comes to."""
    if change.action is ConferenceAction.ACKNOWLEDGE:
        return Stage.CONTRIBUTED
    return Stage.BOOKED if change.action is ConferenceAction.CANCEL else None


@kinds_checked
def involved_by_answers(answers: Iterable[Answers], access: Access) -> Iterator[Involvement]:
    """What answers to questionnaires tell: that a guardian brought something in.

    The occasion is the questionnaire.

    Args:
        answers: Of anybody; those by guardians count.
        access: Who wants to know.
    """
    for one in access.visible(answers):
        if one.label.author is not None:
            for home in households_told_by(one.label.author, one.label, access.policy.school):
                stage, labels = Stage.CONTRIBUTED, (one.label,)
                yield Involvement(home, one.questionnaire, stage, one.label.at, labels)
