"""The lines of a brief on what was told in confidence, and on families to speak with."""

from collections.abc import Collection, Iterator
from datetime import date

from conferencekit.conference._states import CONFERENCE_CHANGES, ConferenceState
from conferencekit.conference._visible import Visible
from conferencekit.conference._wording import Wording
from conferencekit.conference.pages import Line, Origin, Section
from conferencekit.conference.record import ConferenceRecord
from conferencekit.dialogue import Adjustment, CheckIn, Circumstance, ContactEntry, Proposal
from conferencekit.dialogue._households import households_told_by
from conferencekit.dialogue.involvement import SPOKEN
from conferencekit.school import Right, School, entitled_guardians
from conferencekit.time import Instant

__all__ = ["check_in_lines", "circumstance_lines"]


def circumstance_lines(visible: Visible, wording: Wording, today: date) -> Iterator[Line]:
    """What was told, and what follows from it by the school's rules and is not done yet."""
    for one in visible.circumstances:
        origin = Origin("circumstance", one.label.id, one.label.at)
        said = wording.say("value", what=wording.topic(one.topic), value=one.told.reveal())
        yield Line(Section.CIRCUMSTANCES, said, (origin,))
        for proposal in visible.proposals:
            if proposal.circumstance == one.label.id and not _done(
                proposal, one, visible, wording.school
            ):
                what = wording.by_day(wording.say(proposal.adjustment), proposal.by, today)
                said = wording.say("value", what=what, value=proposal.because)
                yield Line(Section.CIRCUMSTANCES, said, (origin,))


def _done(
    proposal: Proposal, circumstance: Circumstance, visible: Visible, school: School
) -> bool:
    """Whether what was proposed has been done since it was told, as far as the reader may see."""
    told = circumstance.label

    homes = households_told_by(told.author or "", told, school) or tuple(
        one.id for one in school.households_of(visible.student)
    )

    def since(at: Instant) -> bool:
        return told.at <= at <= visible.at

    match proposal.adjustment:
        case Adjustment.ADD_CHECK_IN:
            spoken = [
                *((one.label.household, one.label.at) for one in visible.contacts if one.reached),
                *((one.household, one.at) for one in visible.happened if one.stage in SPOKEN),
            ]
            return any(household in homes and since(at) for household, at in spoken)
        case Adjustment.REVIEW_GOALS:
            return any(since(one.at) for goal in visible.goals for one in goal.changes)
        case Adjustment.REVIEW_SUPPORT:
            return any(since(one.at) for each in visible.support for one in each.versions)
        case Adjustment.MOVE_CONFERENCE:
            people = {id_ for home in homes for id_ in school.household(home).guardians}
            theirs = (one for one in visible.conferences if _invites(one, people))
            return any(since(at) for one in theirs for at in _settled(one))


def _invites(conference: ConferenceRecord, people: Collection[str]) -> bool:
    """Whether a conference is with some of these guardians, or with none in particular."""
    return not conference.guardians or any(one in people for one in conference.guardians)


def _settled(conference: ConferenceRecord) -> Iterator[Instant]:
    """When a conference was put at another time, held, missed or called off."""
    if conference.moved_at is not None:
        yield conference.moved_at
    for change in conference.changes:
        if change.action in CONFERENCE_CHANGES[ConferenceState.PLANNED]:
            yield change.at


def check_in_lines(visible: Visible, wording: Wording, today: date) -> Iterator[Line]:
    """The student's households that should be spoken with now, who waited longest first."""
    for one in visible.check_ins:
        if one.reminder is not None:
            who = ", ".join(map(wording.name, _told(one, wording.school, today)))
            said = wording.say("not-spoken", who=who, days=str(one.waited_days))
            if one.attempts:
                said = wording.say("tried", said=said, count=str(one.attempts))
            said = wording.say("then", said=said, what=one.reminder.text)
            yield Line(Section.CHECK_INS, said, _origins(one, visible, wording))


def _told(check_in: CheckIn, school: School, day: date) -> list[str]:
    """The ids of the guardians of the household who may be told about one of its students."""
    household = school.household(check_in.household)
    told = {
        id_
        for student in check_in.students
        for id_ in entitled_guardians(school, household, student, Right.RECORDS, first=day)
    }
    return [id_ for id_ in household.guardians if id_ in told]


def _origins(check_in: CheckIn, visible: Visible, wording: Wording) -> tuple[Origin, ...]:
    """What was last heard and what was tried in vain since; where neither is, the cadence."""
    zone, last = wording.school.timezone, check_in.last or date.min
    logged = [
        Origin("contact", _id(one, visible.student), one.label.at)
        for one in visible.contacts
        if one.label.household == check_in.household
        and (
            zone.day(one.label.at) == last
            if one.reached
            else last < zone.day(one.label.at) <= zone.day(visible.at)
        )
    ]
    heard = [
        Origin("occasion", one.occasion, one.at)
        for one in visible.happened
        if one.household == check_in.household and one.stage in SPOKEN and zone.day(one.at) == last
    ]
    found = sorted({*logged, *heard}, key=lambda one: (one.at, one.kind, one.id))
    begun = Origin("cadence", check_in.household, visible.at)
    return tuple(found) or (begun,)


def _id(contact: ContactEntry, student: str) -> str:
    """Of a contact about a sibling, behind the sibling's id, since ids are each student's own."""
    (about,) = contact.label.students
    return contact.label.id if about == student else f"{about}/{contact.label.id}"
