"""What can happen to a round once it is planned, as small values; and the round after it.

An amendment is whatever has an ``apply``: the classes here, and the changes that relaxations
propose (``conferencekit.scheduling.explain``), so that what :func:`explain` suggests can be
agreed to and answered like anything else that happens.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

import attrs

from conferencekit._checks import known, known_one
from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked, misfits
from conferencekit.errors import Fault, Faults, InvalidInputError, shorten
from conferencekit.scheduling.round import Meeting, Person, Round
from conferencekit.time import Instant, Windows

__all__ = [
    "Absent",
    "Amendment",
    "Departed",
    "NewHours",
    "NewMeeting",
    "NewPerson",
    "NewWithin",
    "Pin",
    "Unpin",
    "Withdrawn",
    "amended",
]


class Amendment(Protocol):
    """One thing that happens to a round."""

    def apply(self, round_: Round) -> Round:
        """The round after it.

        Raises:
            InvalidInputError: It does not fit the round; paths start at the amendment's fields.
        """


@kinds_checked
def amended(round_: Round, amendments: Iterable[Amendment]) -> Round:
    """A round after some amendments, one after the other.

    Args:
        round_: The round before; it is left as it is.
        amendments: In the order in which they happen: a new person comes before their meeting.

    Raises:
        InvalidInputError: Some do not fit, such as where they name somebody unknown; with the
            faults of all of them, at paths such as ``amendments[1].meetings[0]``.
    """
    with Faults(source=f"round {round_.id!r}") as faults:
        for index, amendment in enumerate(amendments):
            place = f"amendments[{index}]"
            known = len(faults)
            if attrs.has(type(amendment)):
                faults.extend(misfits(amendment), inside=place)
            if len(faults) == known:
                round_ = faults.attempt(_applied(amendment, round_), inside=place) or round_
    return round_


def _applied(amendment: Amendment, round_: Round) -> Callable[[], Round]:
    return lambda: amendment.apply(round_)


# --------------------------------------------------------------------------------------- people


@attrs.frozen
class Absent:
    """Somebody cannot in some windows, such as a teacher who is ill for an evening.

    Attributes:
        person: Their id; a room's, where it cannot be had.
        windows: When they cannot.
    """

    person: str
    windows: Windows

    def apply(self, round_: Round) -> Round:
        """The round with these windows taken from theirs."""

        def change(person: Person) -> Person:
            always = Windows(session.window for session in round_.sessions)
            before = always if person.available is None else person.available
            return attrs.evolve(person, available=before - self.windows)

        return _with_person(round_, self.person, change)


@attrs.frozen
class NewHours:
    """Somebody can at other times than before.

    Attributes:
        person: Their id.
        available: When they can now; None for all sessions.
    """

    person: str
    available: Windows | None

    def apply(self, round_: Round) -> Round:
        """The round with these windows instead of theirs."""
        return _with_person(
            round_, self.person, lambda one: attrs.evolve(one, available=self.available)
        )


@attrs.frozen(field_transformer=as_declared)
class Departed:
    """People are no longer in the round, such as a family that moves away.

    The meetings that require any of them are withdrawn. A meeting that can do without one of
    them, such as the other parent's, is no longer this meeting: ask for it anew.

    Attributes:
        people: Their ids.
    """

    people: tuple[str, ...]

    def apply(self, round_: Round) -> Round:
        """The round without them and the meetings that require them."""
        gone = _found(self.people, {one.id for one in round_.people}, "person", "people")
        return attrs.evolve(
            round_,
            people=tuple(one for one in round_.people if one.id not in gone),
            pools=tuple(
                attrs.evolve(pool, members=_without(pool.members, gone)) for pool in round_.pools
            ),
            meetings=tuple(
                attrs.evolve(one, optional=_without(one.optional, gone))
                for one in round_.meetings
                if gone.isdisjoint(one.required)
            ),
            keep_apart=tuple(one for one in round_.keep_apart if gone.isdisjoint(one.people)),
        )


@attrs.frozen
class NewPerson:
    """Somebody joins the round; their meetings follow as :class:`NewMeeting`.

    Attributes:
        person: Who.
    """

    person: Person

    def apply(self, round_: Round) -> Round:
        """The round with them."""
        return _with_faults_at(
            "person",
            f"people[{len(round_.people)}]",
            lambda: attrs.evolve(round_, people=(*round_.people, self.person)),
        )


# ------------------------------------------------------------------------------------- meetings


@attrs.frozen(field_transformer=as_declared)
class Withdrawn:
    """Meetings are no longer wanted.

    Attributes:
        meetings: Their ids.
    """

    meetings: tuple[str, ...]

    def apply(self, round_: Round) -> Round:
        """The round without them."""
        gone = _found(self.meetings, {one.id for one in round_.meetings}, "meeting", "meetings")
        meetings = tuple(one for one in round_.meetings if one.id not in gone)
        return attrs.evolve(round_, meetings=meetings)


@attrs.frozen
class NewMeeting:
    """A meeting is asked for.

    Attributes:
        meeting: Which.
    """

    meeting: Meeting

    def apply(self, round_: Round) -> Round:
        """The round with it."""
        return _with_faults_at(
            "meeting",
            f"meetings[{len(round_.meetings)}]",
            lambda: attrs.evolve(round_, meetings=(*round_.meetings, self.meeting)),
        )


@attrs.frozen
class NewWithin:
    """A meeting has to lie in other windows than before.

    Attributes:
        meeting: Its id.
        within: The windows; None for anywhere.
    """

    meeting: str
    within: Windows | None

    def apply(self, round_: Round) -> Round:
        """The round with the meeting in these windows."""
        return _with_meeting(
            round_, self.meeting, lambda one: attrs.evolve(one, within=self.within)
        )


@attrs.frozen
class Pin:
    """A meeting is to be at a certain start.

    Attributes:
        meeting: Its id.
        start: When.
    """

    meeting: str
    start: Instant

    def apply(self, round_: Round) -> Round:
        """The round with the meeting pinned there."""
        if not any(self.start in round_.grid(session) for session in round_.sessions):
            raise InvalidInputError(
                [
                    *known_one(self.meeting, _meeting_ids(round_), "meeting", "meeting"),
                    Fault("start", "is not on the grid of a session"),
                ]
            )
        return _with_meeting(
            round_, self.meeting, lambda one: attrs.evolve(one, pinned=self.start)
        )


@attrs.frozen
class Unpin:
    """A meeting need no longer be where it was pinned.

    Attributes:
        meeting: Its id.
    """

    meeting: str

    def apply(self, round_: Round) -> Round:
        """The round with the meeting free to move."""
        return _with_meeting(round_, self.meeting, lambda one: attrs.evolve(one, pinned=None))


def _meeting_ids(round_: Round) -> set[str]:
    return {one.id for one in round_.meetings}


def _found(ids: tuple[str, ...], among: Collection[str], what: str, path: str) -> frozenset[str]:
    """The ids, each of which has to be there."""
    faults = tuple(known(ids, among, what, path))
    if faults:
        raise InvalidInputError(faults)
    return frozenset(ids)


def _without(ids: tuple[str, ...], gone: Collection[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ not in gone)


def _with_person(round_: Round, id_: str, change: Callable[[Person], Person]) -> Round:
    if not round_.has_person(id_):
        raise InvalidInputError.single("person", f"unknown person {shorten(id_)}")
    people = tuple(change(one) if one.id == id_ else one for one in round_.people)
    return attrs.evolve(round_, people=people)


def _with_meeting(round_: Round, id_: str, change: Callable[[Meeting], Meeting]) -> Round:
    if not round_.has_meeting(id_):
        raise InvalidInputError.single("meeting", f"unknown meeting {shorten(id_)}")
    meetings = tuple(change(one) if one.id == id_ else one for one in round_.meetings)
    return attrs.evolve(round_, meetings=meetings)


def _with_faults_at(path: str, place: str, make: Callable[[], Round]) -> Round:
    """What is made; faults in a new item of the round are shown at the amendment's field."""
    try:
        return make()
    except InvalidInputError as error:
        faults = [
            attrs.evolve(fault, path=path + fault.path.removeprefix(place))
            if fault.path.startswith(place)
            else fault
            for fault in error.faults
        ]
        raise InvalidInputError(faults) from None
