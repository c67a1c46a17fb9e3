"""Who has not been spoken with for how long, and whom to remind of it.

Every household that may be told about a student is on the list, the one that has waited longest
first, whether the family is easy to reach or not. Days on which the school rests do not count.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit.dialogue._households import Knowledge
from conferencekit.dialogue.involvement import SPOKEN, Involvement
from conferencekit.dialogue.model import ContactEntry
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.privacy import Access
from conferencekit.school import GroupKind, School, StaffRole

__all__ = ["GENTLE_REMINDERS", "Cadence", "CheckIn", "Pause", "Recipient", "Reminder", "check_ins"]


@attrs.frozen(field_transformer=as_checked)
class Pause:
    """Days that do not count, such as a holiday; the last belongs to it.

    Raises:
        InvalidInputError: It ends before it starts.
    """

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        """Refuse a pause that ends before it starts."""
        if self.last < self.first:
            raise InvalidInputError.single("last", "is before first", source="pause")


class Recipient(StrEnum):
    """Whom a reminder goes to."""

    LEAD = "lead"
    """Who leads a homeroom of one of the household's students."""
    HEAD = "head"
    """The head of the school."""


@attrs.frozen(field_transformer=as_checked)
class Reminder:
    """What is reminded of, once a check-in has been due for some days.

    Attributes:
        after_days: How many days after it was due; 0 or more.
        to: Whom it goes to.
        text: What to do, in a sentence.
    """

    after_days: int
    to: Recipient
    text: str


_DAY: Final = timedelta(days=1)

GENTLE_REMINDERS: Final = (
    Reminder(0, Recipient.LEAD, "Say hello, and tell one thing that went well."),
    Reminder(7, Recipient.LEAD, "Try another way than last time, such as a call."),
    Reminder(14, Recipient.HEAD, "Ask the family how the school can best reach them."),
)
"""First the teacher, then the teacher another way, then the head; never a reproach."""


@attrs.frozen(field_transformer=as_checked)
class Cadence:
    """How often the school wants to have spoken with every household.

    Attributes:
        days: At the latest after so many days that count; 1 or more.
        since: The day from which is counted where nobody was spoken with yet, such as the first
            day of school.
        pauses: Days that do not count, in any order.
        reminders: What is reminded of, in the order of their days.

    Raises:
        InvalidInputError: The days are none, or the reminders are not in order.
    """

    days: int
    since: date
    pauses: tuple[Pause, ...] = ()
    reminders: tuple[Reminder, ...] = GENTLE_REMINDERS

    def __attrs_post_init__(self) -> None:
        """Check days and reminders."""
        faults = []
        if type(self.days) is not int or self.days < 1:
            faults.append(Fault("days", f"{self.days!r} is not a whole number of 1 or more"))
        after = [reminder.after_days for reminder in self.reminders]
        if after != sorted(set(after)) or any(days < 0 for days in after):
            faults.append(Fault("reminders", f"the days {after} do not go up from 0"))
        if faults:
            raise InvalidInputError(faults, source="cadence")

    def waited(self, last: date, day: date) -> int:
        """How many days that count have passed from one day to another; 0 where none have."""
        paused = sum(
            max(0, (min(end, day) - max(start, last + _DAY)).days + 1)
            for start, end in _joined(self.pauses)
        )
        return max(0, (day - last).days) - paused


@attrs.frozen(field_transformer=as_checked)
class CheckIn:
    """How things stand with one household.

    Attributes:
        household: The household's id.
        students: Its students about whom it may be told, as far as the viewer may know.
        last: The day on which it was last spoken with; None for never.
        attempts: How often since then the school tried in vain.
        waited_days: How many days that count have passed since.
        overdue_days: By how many of these it is late; 0 on the day it is due, negative before.
        reminder: What is to be done now; None where nothing is due.
        remind: The ids of whom to remind; empty where nobody is.
    """

    household: str
    students: tuple[str, ...]
    last: date | None
    attempts: int
    waited_days: int
    overdue_days: int
    reminder: Reminder | None = None
    remind: tuple[str, ...] = ()

    @property
    def is_due(self) -> bool:
        """Whether the household should be spoken with now."""
        return self.overdue_days >= 0


@kinds_checked
def check_ins(
    contacts: Iterable[ContactEntry],
    cadence: Cadence,
    access: Access,
    *,
    happened: Iterable[Involvement] = (),
    student: str | None = None,
) -> tuple[CheckIn, ...]:
    """How things stand with every household, the one that has waited longest first.

    A contact counts by its day and by whether somebody was reached, whoever logged it; what was
    said is not looked at. A family that came to something, or brought something in, was spoken
    with as well. Only contacts and occasions that the viewer may know of count, since a date tells
    already that there was one: to who may know less a family seems to have waited longer. A
    household that may not be told about any student is not listed, nor is one about whose students
    the viewer may know nothing. Linear in households and contacts.

    Args:
        contacts: The contact log, in any order.
        cadence: How often, from when, and what does not count.
        access: Who wants to know, and when.
        happened: How far occasions went with families, in any order.
        student: The id of the student whose households alone are wanted; None for every
            household.
    """
    school, knowledge = access.policy.school, Knowledge(access)
    day = school.timezone.day(access.at)
    among = None if student is None else school.households_of(student)
    logged = (one for one in contacts if knowledge.may(one.label))
    went = (one for one in happened if knowledge.knows(one.household, one.labels))
    reached, tried = _by_household(school, logged, went, day)
    found = []
    for household, students in knowledge.households("check-in", among=among):
        last = reached.get(household)
        attempts = sum(one > (last or date.min) for one in tried.get(household, ()))
        waited = cadence.waited(last or cadence.since, day)
        stands = CheckIn(household, students, last, attempts, waited, waited - cadence.days)
        found.append(_reminding(stands, school, cadence, day))
    return tuple(sorted(found, key=lambda one: (-one.waited_days, one.household)))


def _joined(pauses: Iterable[Pause]) -> list[tuple[date, date]]:
    """The same days in stretches that do not overlap, in order."""
    joined: list[tuple[date, date]] = []
    for pause in sorted(pauses, key=lambda one: one.first):
        if joined and pause.first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], pause.last))
        else:
            joined.append((pause.first, pause.last))
    return joined


def _by_household(
    school: School,
    contacts: Iterable[ContactEntry],
    happened: Iterable[Involvement],
    day: date,
) -> tuple[Mapping[str, date], Mapping[str, list[date]]]:
    reached: dict[str, date] = {}
    tried: dict[str, list[date]] = {}
    for contact in contacts:
        household = contact.label.household
        when = school.timezone.day(contact.label.at)
        if household is None or when > day:
            continue
        if contact.reached:
            reached[household] = max(when, reached.get(household, when))
        else:
            tried.setdefault(household, []).append(when)
    for one in happened:
        when = school.timezone.day(one.at)
        if one.stage in SPOKEN and when <= day:
            reached[one.household] = max(when, reached.get(one.household, when))
    return reached, tried


def _reminding(check_in: CheckIn, school: School, cadence: Cadence, day: date) -> CheckIn:
    due = [
        reminder for reminder in cadence.reminders if reminder.after_days <= check_in.overdue_days
    ]
    if not due:
        return check_in
    remind = _recipients(school, due[-1].to, check_in.students, day)
    return attrs.evolve(check_in, reminder=due[-1], remind=remind)


def _recipients(
    school: School, to: Recipient, students: tuple[str, ...], day: date
) -> tuple[str, ...]:
    if to is Recipient.HEAD:
        ids = [one.id for one in school.staff if StaffRole.HEAD in one.roles]
    else:
        groups = (group for student in students for group in school.groups_of(student))
        ids = [one.lead for one in groups if one.kind is GroupKind.HOMEROOM and one.lead]
    there = (id_ for id_ in ids if school.member_of_staff(id_).works_on(day))
    return tuple(dict.fromkeys(there))
