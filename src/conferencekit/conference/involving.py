"""How far things went with families, told by what is kept: bookings, conferences, answers.

For :func:`~conferencekit.dialogue.involvement.involvement`, so that nobody keeps a list by hand.
Records are drawn on as far as the viewer may see them: who may know less counts less.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from conferencekit.booking import BookingEvent, Desk, Happening, Role
from conferencekit.conference._states import ConferenceAction, FollowUpAction
from conferencekit.conference.answers import Answers
from conferencekit.conference.follow_up import FollowUp
from conferencekit.conference.record import ConferenceChange, ConferenceRecord
from conferencekit.dialogue import Involvement, Stage
from conferencekit.dialogue._households import households_told_by
from conferencekit.privacy import Access
from conferencekit.school import School

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


def involved_by_bookings(
    events: Iterable[BookingEvent], desk: Desk, school: School
) -> Iterator[Involvement]:
    """What the events of booking tell: times were offered, families took them, and came.

    The occasion is the round. What the office booked for a family is no booking of the family's.
    Events carry ids alone and no child's; what a viewer may know of households
    :func:`~conferencekit.dialogue.involvement.involvement` asks.

    Args:
        events: Of the store, in any order; those of other rounds are passed over.
        desk: Where the round is booked.
        school: Who belongs to which household. A family of the desk is a household of it, or a
            guardian.
    """
    homes = _homes(school)
    invited = {one.id for meeting in desk.meetings for one in desk.families_of(meeting)}
    for event in events:
        if event.round == desk.round.id:
            for family, stage in _went(event, invited):
                for home in homes.get(family, ()):
                    yield Involvement(home, event.round, stage, event.at)


def _homes(school: School) -> dict[str, list[str]]:
    """The ids of the households by what a family of a desk may be: a guardian, or one of them."""
    found: dict[str, list[str]] = {}
    for household in school.households:
        for guardian in household.guardians:
            found.setdefault(guardian, []).append(household.id)
    return found | {household.id: [household.id] for household in school.households}


def _went(event: BookingEvent, invited: Iterable[str]) -> Iterator[tuple[str, Stage]]:
    if event.happening is Happening.OPENED:
        yield from ((family, Stage.OFFERED) for family in invited)
    elif event.happening is Happening.MET:
        yield from ((family, Stage.CAME) for family in event.families)
    elif event.happening in _ANSWERED and event.by.role is Role.FAMILY:
        yield event.by.id, Stage.BOOKED


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
                    yield Involvement(home, _occasion(agreed), Stage.FOLLOWED_UP, change.at)


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
        stages = [(Stage.OFFERED, record.label.at)]
        if account is not None and guardian in account.came:
            stages.append((Stage.CAME, record.start))
        if account is not None and _brought_in(guardian, record):
            stages.append((Stage.CONTRIBUTED, record.start))
        stages += [
            (stage, change.at)
            for change in record.changes
            if change.by == guardian and (stage := _stage(change)) is not None
        ]
        for home in theirs:
            yield from (Involvement(home, occasion, stage, at) for stage, at in stages)


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
                yield Involvement(home, one.questionnaire, Stage.CONTRIBUTED, one.label.at)
