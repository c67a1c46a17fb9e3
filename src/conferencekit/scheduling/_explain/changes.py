"""What could be changed in a round so that a meeting gets a start; one class for each kind.

A change can be made in the round, for whoever wants it, and on the board, to try it out.
"""

from collections.abc import Callable
from typing import Protocol

import attrs

from conferencekit._fields import as_declared
from conferencekit.scheduling._explain.board import Board
from conferencekit.scheduling.round import Meeting, Person, Round
from conferencekit.time import Windows

__all__ = [
    "AnyStart",
    "Change",
    "LongerRun",
    "LongerSession",
    "MoreHours",
    "Nothing",
    "Online",
    "Shorter",
    "Together",
    "WithoutPool",
]

PER_PERSON = 10
"""What asking one person anything counts."""


class Change(Protocol):
    """One change of a round."""

    @property
    def asks(self) -> int:
        """How much it asks of people; see the page on reasons."""

    def apply(self, round_: Round) -> Round:
        """The round with the change made."""

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Make it on the board, or on another; returned are that, and what takes it back."""


@attrs.frozen
class Nothing:
    """No change: the meeting has a start already."""

    @property
    def asks(self) -> int:
        """Nothing."""
        return 0

    def apply(self, round_: Round) -> Round:
        """The round as it is."""
        return round_

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Nothing to be made."""
        return board, _nothing_back


@attrs.frozen
class MoreHours:
    """Somebody can in more windows.

    Attributes:
        person: Their id.
        session: The id of the session.
        windows: Those they are asked for beyond their own.
        minutes: How many minutes more that is in all.
        is_new: Whether they have not offered anything of that session yet.
    """

    person: str
    session: str
    windows: Windows
    minutes: int
    is_new: bool

    @property
    def asks(self) -> int:
        """Its minutes, and more for a session of their own."""
        return self.minutes + PER_PERSON + (60 if self.is_new else 0)

    def apply(self, round_: Round) -> Round:
        """The round with the windows added to theirs."""

        def change(person: Person) -> Person:
            assert person.available is not None  # noqa: S101  else they had all hours
            return attrs.evolve(person, available=person.available | self.windows)

        return _with_person(round_, self.person, change)

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Open the cells that are theirs then."""
        index = board.ground.codec.person[self.person]
        before = board.hours[index]
        own = board.ground.round.person(self.person).available or Windows()
        board.hours[index] = board.ground.codec.cells(own | self.windows)

        def back() -> None:
            board.hours[index] = before

        return board, back


@attrs.frozen(field_transformer=as_declared)
class Together:
    """Several changes at once."""

    changes: tuple[MoreHours, ...]

    @property
    def asks(self) -> int:
        """What they ask in all."""
        return sum(change.asks for change in self.changes)

    def apply(self, round_: Round) -> Round:
        """The round with all of them made."""
        for change in self.changes:
            round_ = change.apply(round_)
        return round_

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Make all of them."""
        back = [change.try_on(board)[1] for change in self.changes]

        def all_back() -> None:
            for one in reversed(back):
                one()

        return board, all_back


@attrs.frozen
class LongerRun:
    """Somebody goes on for longer than they need to."""

    person: str
    minutes: int
    beyond: int

    @property
    def asks(self) -> int:
        """The minutes beyond their limit."""
        return self.beyond + PER_PERSON

    def apply(self, round_: Round) -> Round:
        """The round with the longer limit."""
        return _with_person(
            round_, self.person, lambda person: attrs.evolve(person, max_run_minutes=self.minutes)
        )

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Change the limit."""
        index = board.ground.codec.person[self.person]
        before = board.runs[index]
        board.runs[index] = self.minutes // board.ground.round.tick_minutes, before[1]

        def back() -> None:
            board.runs[index] = before

        return board, back


@attrs.frozen
class LongerSession:
    """A session ends later, for those who can as long as it lasts.

    Attributes:
        session: Its id.
        minutes: How much later.
        people: How many are asked to stay.
    """

    session: str
    minutes: int
    people: int

    @property
    def asks(self) -> int:
        """The minutes, of everybody who is asked."""
        return (self.minutes + PER_PERSON) * self.people

    def apply(self, round_: Round) -> Round:
        """The round with the later end."""
        sessions = tuple(
            attrs.evolve(one, end=one.end.plus(minutes=self.minutes))
            if one.id == self.session
            else one
            for one in round_.sessions
        )
        return attrs.evolve(round_, sessions=sessions)

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Another board, since all that lies after that end lies later on it."""
        return board.with_later_end(self.session, self.minutes, self.apply), _nothing_back


@attrs.frozen(field_transformer=as_declared)
class AnyStart:
    """A meeting need not be where it is pinned, or in its windows; its people are asked."""

    meeting: str
    people: tuple[str, ...]

    @property
    def asks(self) -> int:
        """Each of its people."""
        return PER_PERSON * len(self.people)

    def apply(self, round_: Round) -> Round:
        """The round with neither pin nor windows of the meeting."""
        return _with_meeting(
            round_, self.meeting, lambda one: attrs.evolve(one, pinned=None, within=None)
        )

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Open all starts."""
        number = board.ground.codec.task[self.meeting]
        pins, lies = board.pins[number], board.lies[number]
        board.pins[number] = board.lies[number] = board.ground.cells

        def back() -> None:
            board.pins[number], board.lies[number] = pins, lies

        return board, back


@attrs.frozen
class Shorter:
    """A meeting is shorter than was asked."""

    meeting: str
    minutes: int
    lost: int

    @property
    def asks(self) -> int:
        """The minutes lost, of both sides."""
        return 2 * self.lost

    def apply(self, round_: Round) -> Round:
        """The round with the shorter meeting."""
        return _with_meeting(
            round_, self.meeting, lambda one: attrs.evolve(one, minutes=self.minutes)
        )

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Change the length."""
        number = board.ground.codec.task[self.meeting]
        before = board.length[number]
        board.length[number] = self.minutes // board.ground.round.tick_minutes

        def back() -> None:
            board.length[number] = before

        return board, back


@attrs.frozen(field_transformer=as_declared)
class Online:
    """A meeting is held online, and nobody walks to it.

    A round says where a meeting is, or where its people's meetings are. So that this one is
    nowhere, the places of its people become those of their other meetings.
    """

    meeting: str

    @property
    def asks(self) -> int:
        """A video call for everybody in it."""
        return 30

    def apply(self, round_: Round) -> Round:
        """The round with that meeting at no place, and every other where it was."""
        mine = set(round_.meeting(self.meeting).required)
        return attrs.evolve(
            round_,
            people=tuple(
                attrs.evolve(one, place=None) if one.id in mine else one for one in round_.people
            ),
            meetings=tuple(
                attrs.evolve(one, place=None)
                if one.id == self.meeting
                else one
                if mine.isdisjoint(one.required)
                else attrs.evolve(one, place=round_.place_of(one))
                for one in round_.meetings
            ),
        )

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Take its place away."""
        number = board.ground.codec.task[self.meeting]
        before = board.place[number]
        board.place[number] = -1

        def back() -> None:
            board.place[number] = before

        return board, back


@attrs.frozen
class WithoutPool:
    """A meeting does without the member of a pool, such as the interpreter."""

    meeting: str
    pool: str

    @property
    def asks(self) -> int:
        """As much as an hour."""
        return 60

    def apply(self, round_: Round) -> Round:
        """The round with the meeting asking for one pool less."""
        return _with_meeting(
            round_,
            self.meeting,
            lambda one: attrs.evolve(
                one, from_pools=tuple(pool for pool in one.from_pools if pool != self.pool)
            ),
        )

    def try_on(self, board: Board) -> tuple[Board, Callable[[], None]]:
        """Take the pool away."""
        number = board.ground.codec.task[self.meeting]
        before = board.pools[number]
        board.pools[number] = tuple(one for one in before if one[0] != self.pool)

        def back() -> None:
            board.pools[number] = before

        return board, back


def _nothing_back() -> None:
    """Take nothing back."""


def _with_person(round_: Round, id_: str, change: Callable[[Person], Person]) -> Round:
    people = tuple(change(one) if one.id == id_ else one for one in round_.people)
    return attrs.evolve(round_, people=people)


def _with_meeting(round_: Round, id_: str, change: Callable[[Meeting], Meeting]) -> Round:
    meetings = tuple(change(one) if one.id == id_ else one for one in round_.meetings)
    return attrs.evolve(round_, meetings=meetings)
