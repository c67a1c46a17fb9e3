"""The record of one conference: who was invited, what came of it, and who acknowledged it.

Like a goal, a record is its history: what it says now follows from the list of its changes. Words
about a child stay out of ``repr``.
"""

from collections.abc import Iterator
from enum import StrEnum

import attrs

from conferencekit._checks import whole
from conferencekit._fields import as_checked
from conferencekit.conference._history import replayed
from conferencekit.conference._limits import too_long
from conferencekit.conference._states import (
    CONFERENCE_CHANGES,
    ConferenceAction,
    ConferenceState,
)
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.privacy import Audience, Label, only_for
from conferencekit.time import Instant

__all__ = [
    "Account",
    "AnotherConference",
    "ConferenceChange",
    "ConferenceRecord",
    "Reply",
    "Statement",
    "StepSet",
]


class Reply(StrEnum):
    """What somebody says to the account of a conference."""

    SEEN = "seen"
    AGREED = "agreed"
    DIFFERS = "differs"
    """I see this differently."""


@attrs.frozen(field_transformer=as_checked)
class Statement:
    """Something that was said and matters.

    Attributes:
        text: What.
        by: The id of who said it; None where it was said together.
    """

    text: str = attrs.field(repr=False)
    by: str | None = None


@attrs.frozen(field_transformer=as_checked)
class StepSet:
    """A step that was agreed on: the id of the action plan, and the step's in it."""

    plan: str
    step: str


@attrs.frozen(field_transformer=as_checked)
class AnotherConference:
    """That another conference was asked for, for the next round.

    Attributes:
        by: The id of who asked.
        staff: The id of whom to meet.
        why: What about.
        minutes: How long; None for what the policy says.
        priority: What leaving it out counts; None for what the policy says.
    """

    by: str
    staff: str
    why: str = attrs.field(default="", repr=False)
    minutes: int | None = None
    priority: int | None = None


@attrs.frozen(field_transformer=as_checked)
class Account:
    """What came of a conference, as the school wrote it down.

    Attributes:
        came: The ids of who was there; at least one.
        said: What was said that matters.
        decisions: What was decided.
        goals: The ids of the student's goals that were set or changed.
        steps: The steps that were agreed on.
        follow_ups: The ids of what was promised.
        another: The conferences that were asked for besides.
        staff_notes: What the staff keeps for itself; an inspection may still see it.

    Raises:
        InvalidInputError: Nobody came, somebody or something is named twice, or a text is empty
            or too long; with every fault.
    """

    came: tuple[str, ...]
    said: tuple[Statement, ...] = ()
    decisions: tuple[str, ...] = attrs.field(default=(), repr=False)
    goals: tuple[str, ...] = ()
    steps: tuple[StepSet, ...] = ()
    follow_ups: tuple[str, ...] = ()
    another: tuple[AnotherConference, ...] = ()
    staff_notes: str = attrs.field(default="", repr=False, metadata=only_for(Audience.STAFF))

    def __attrs_post_init__(self) -> None:
        """Check it by itself."""
        faults = tuple(_account_faults(self))
        if faults:
            raise InvalidInputError(faults, source="account of a conference")


def _account_faults(account: Account) -> Iterator[Fault]:
    if not account.came:
        yield Fault("came", "is empty", "where nobody came, the conference was missed")
    for name in ("came", "goals", "follow_ups"):
        yield from _ids(getattr(account, name), name)
    for path, text in _written(account):
        if not text.strip():
            yield Fault(path, "is empty")
    yield from filter(None, (too_long(text, path) for path, text in _written(account)))
    yield from filter(None, [too_long(account.staff_notes, "staff_notes")])
    for index, asked in enumerate(account.another):
        path = f"another[{index}]"
        yield from (
            Fault(f"{path}.{n}", "is empty") for n in ("by", "staff") if not getattr(asked, n)
        )
        yield from filter(None, [too_long(asked.why, f"{path}.why")])
        for name in ("minutes", "priority"):
            if getattr(asked, name) is not None:
                yield from whole(getattr(asked, name), 1, f"{path}.{name}")


def _written(account: Account) -> Iterator[tuple[str, str]]:
    """What was said and decided, each with its path."""
    for index, said in enumerate(account.said):
        yield f"said[{index}].text", said.text
    for index, decision in enumerate(account.decisions):
        yield f"decisions[{index}]", decision


def _ids(ids: tuple[str, ...], path: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, id_ in enumerate(ids):
        if not id_:
            yield Fault(f"{path}[{index}]", "is empty")
        elif id_ in seen:
            yield Fault(f"{path}[{index}]", f"{shorten(id_)} is named twice")
        seen.add(id_)


@attrs.frozen(field_transformer=as_checked)
class ConferenceChange:
    """One change of the record of a conference.

    Attributes:
        at: When.
        by: The id of who made it.
        action: What they did.
        account: What came of the conference; with ``hold`` and ``amend``, and nothing else.
        absent: The ids of those who did not come; with ``miss``, and nothing else.
        reply: What they say to it; with ``acknowledge``, and nothing else.
        words: Why, or what they say in their own words; needed to amend and to cancel.
        label: Who may see this change, where that is not who may see the record: an
            acknowledgement is between the school and who gave it.
    """

    at: Instant
    by: str
    action: ConferenceAction
    account: Account | None = None
    absent: tuple[str, ...] = ()
    reply: Reply | None = None
    words: str = attrs.field(default="", repr=False)
    label: Label | None = None


@attrs.frozen
class _Standing:
    """What some changes have made of a conference."""

    state: ConferenceState = ConferenceState.PLANNED
    account: Account | None = None
    replies: tuple[ConferenceChange, ...] = ()
    last: ConferenceChange | None = None


@attrs.frozen(repr=False, field_transformer=as_checked)
class ConferenceRecord:
    """One conference about one student, from its invitation on.

    Attributes:
        label: What the policy of access has to know: of the kind ``conference``, about one
            student. What is between the school and one household names that household. It is in
            charge of who holds it, whatever the label says of that.
        start: When it begins.
        minutes: How long it is.
        staff: The ids of those of the school who hold it; at least one.
        guardians: The ids of the guardians invited.
        with_student: Whether the student is invited.
        round: The id of the round it was planned in; None where it is of none.
        meeting: The id of its meeting in that round.
        moved_at: When it was put at another time, the last time; None where it never was.
        changes: All that was done to it. More are added with the functions of
            :mod:`~conferencekit.conference.holding`.

    Raises:
        InvalidInputError: Something does not fit, or the changes are no history that a conference
            can have; with every fault, of the changes the first.
    """

    label: Label
    start: Instant
    minutes: int
    staff: tuple[str, ...]
    guardians: tuple[str, ...] = ()
    with_student: bool = False
    round: str | None = None
    meeting: str | None = None
    moved_at: Instant | None = None
    changes: tuple[ConferenceChange, ...] = ()
    _standing: _Standing = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check it, go through the changes, and keep what comes of them."""
        faults = list(_record_faults(self))
        standing, found = replayed(_Standing(), self.changes, fault_of, _after)
        faults += found
        if faults:
            raise InvalidInputError(faults, source=f"conference {self.label.id!r}")
        label = attrs.evolve(self.label, in_charge=frozenset(self.staff))
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "_standing", standing)

    def __repr__(self) -> str:
        """Whose it is and what became of it; nothing that was said."""
        return f"<ConferenceRecord {self.id!r} of {self.student!r}: {self.state.value}>"

    @property
    def id(self) -> str:
        """Its id, unique among the conferences about the student."""
        return self.label.id

    @property
    def student(self) -> str:
        """The id of the student it is about."""
        return self.label.students[0]

    @property
    def invited(self) -> tuple[str, ...]:
        """The ids of everybody invited."""
        student = (self.student,) if self.with_student else ()
        return (*self.staff, *self.guardians, *student)

    @property
    def state(self) -> ConferenceState:
        """What has become of it."""
        return self._standing.state

    @property
    def account(self) -> Account | None:
        """What came of it, as it is written now; None where it was not held."""
        return self._standing.account

    @property
    def replies(self) -> tuple[ConferenceChange, ...]:
        """The acknowledgements of what is written now, the last of each person, in their order.

        For the school's own code. What a person may see of them
        :func:`~conferencekit.privacy.disclosing.disclose` tells.
        """
        return self._standing.replies

    @property
    def absent(self) -> tuple[str, ...]:
        """The ids of who was invited and did not come; empty while it was not held or missed."""
        if self.account is not None:
            return tuple(one for one in self.invited if one not in self.account.came)
        last = self._standing.last
        return last.absent if last is not None else ()

    @property
    def notice_minutes(self) -> int | None:
        """How many whole minutes before its start it was cancelled; None where it was not.

        From when on a cancellation is late is the school's to say. Below zero after the start.
        """
        last = self._standing.last
        if last is None or last.action is not ConferenceAction.CANCEL:
            return None
        return (self.start.microseconds - last.at.microseconds) // 60_000_000


def _record_faults(record: ConferenceRecord) -> Iterator[Fault]:
    if record.label.kind != "conference":
        yield Fault("label.kind", f"{shorten(record.label.kind)} is not 'conference'")
    if len(record.label.students) != 1:
        yield Fault("label.students", "a conference is about one student", "one record for each")
    yield from whole(record.minutes, 1, "minutes")
    if not record.staff:
        yield Fault("staff", "is empty", "somebody of the school holds it")
    yield from _ids(record.staff, "staff")
    yield from _ids(record.guardians, "guardians")


_MISFITS = (
    ("account", (ConferenceAction.HOLD, ConferenceAction.AMEND)),
    ("absent", (ConferenceAction.MISS,)),
    ("reply", (ConferenceAction.ACKNOWLEDGE,)),
)


def fault_of(standing: _Standing, change: ConferenceChange) -> Fault | None:
    """Why a change cannot be made; None where it can."""
    if change.action not in CONFERENCE_CHANGES[standing.state]:
        text = f"a conference that is {standing.state.value} cannot be changed by"
        return Fault("action", f"{text} {change.action.value!r}")
    if standing.last is not None and change.at < standing.last.at:
        return Fault("at", f"is before the change before it, of {standing.last.at.isoformat()}")
    if not change.by:
        return Fault("by", "is empty")
    for name, actions in _MISFITS:
        if (change.action in actions) != bool(getattr(change, name)):
            told = " and ".join(repr(one.value) for one in actions)
            return Fault(name, f"comes with {told}, and with nothing else")
    return _idle(standing, change)


def _idle(standing: _Standing, change: ConferenceChange) -> Fault | None:
    reasoned = (ConferenceAction.AMEND, ConferenceAction.CANCEL)
    if change.action in reasoned and not change.words.strip():
        return Fault("words", "is empty", "say why")
    if change.action is ConferenceAction.AMEND and change.account == standing.account:
        return Fault("account", "says what it said before")
    for one in standing.replies:
        if (one.by, one.reply, one.words) == (change.by, change.reply, change.words):
            return Fault("reply", f"{change.by} has said so before")
    return too_long(change.words, "words")


def _after(standing: _Standing, change: ConferenceChange) -> _Standing:
    """What an allowed change makes of it."""
    replies = standing.replies
    if change.account is not None:
        replies = ()
    if change.reply is not None:
        replies = (*(one for one in replies if one.by != change.by), change)
    state = CONFERENCE_CHANGES[standing.state][change.action]
    return _Standing(state, change.account or standing.account, replies, change)


def next_fault(record: ConferenceRecord, change: ConferenceChange) -> Fault | None:
    """Why a change cannot be made to a record as it stands; None where it can."""
    return fault_of(record._standing, change)  # noqa: SLF001  of this module's own class
