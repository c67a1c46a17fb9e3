"""Facts and reasons in words, with times as the clocks of the round's zone show them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby

import attrs

from conferencekit.scheduling._explain.facts import (
    Apart,
    Fact,
    Held,
    Hours,
    LongestRun,
    OnlyMembers,
    Pinned,
    Stands,
    TooLong,
    Walk,
    Within,
)
from conferencekit.scheduling.round import Round, Session
from conferencekit.time import Instant, Window, Windows

__all__ = ["Words", "listed"]

_MANY = 12
"""How many names a list shows before it says how many more there are."""


def listed(items: Iterable[str], last: str = "and") -> str:
    """Several words as one phrase."""
    words = list(items)
    if len(words) > _MANY:
        words = [*words[: _MANY - 1], f"{len(words) - _MANY + 1} more"]
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


class Words:
    """Writes about one round.

    Args:
        round_: The round.
    """

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self._clocks: dict[Instant, str] = {}
        self._days: dict[Instant, str] = {}

    # ---------------------------------------------------------------------------------- pieces

    def clock(self, instant: Instant) -> str:
        """The time of day; with the offset where it comes twice that day."""
        if instant not in self._clocks:
            self._clocks[instant] = self.round.timezone.shortest(instant).partition("T")[2]
        return self._clocks[instant]

    def day(self, instant: Instant) -> str:
        """The day, such as "Tue 24 Nov"."""
        if instant not in self._days:
            self._days[instant] = self.round.timezone.format(instant, "ddd D MMM")
        return self._days[instant]

    def moment(self, instant: Instant) -> str:
        """Day and time."""
        return f"{self.day(instant)} {self.clock(instant)}"

    @cached_property
    def sessions(self) -> dict[str, str]:
        """What each session is called: its title, its day, or that and its id."""
        found = {one.id: self._session(one) for one in self.round.sessions}
        named = list(found.values())
        return {
            id_: name if named.count(name) == 1 else f"{name} ({id_})"
            for id_, name in found.items()
        }

    def _session(self, session: Session) -> str:
        return session.title or self.day(session.start)

    def spans(self, windows: Windows, *, with_day: bool = False) -> str:
        """Windows, such as "16:00-17:00 and 18:00-19:00"."""
        return listed(
            (f"{self.day(one.start)} " if with_day else "")
            + f"{self.clock(one.start)}-{self.clock(one.end)}"
            for one in windows
        )

    def meeting(self, id_: str, *, without: str | None = None) -> str:
        """A meeting and who is in it."""
        people = [one for one in self.round.meeting(id_).required if one != without]
        return f"{id_} ({', '.join(people)})" if people else id_

    def standing(self, fact: Stands) -> str:
        """When a meeting stands."""
        return f"{self.moment(fact.start)}-{self.clock(self._end(fact))}"

    # ----------------------------------------------------------------------------------- facts

    def told(self, fact: Fact) -> Fact:
        """A fact with its text."""
        return attrs.evolve(fact, text=self._text(fact))

    def _text(self, fact: Fact) -> str:  # noqa: C901, PLR0911  one arm for each kind
        match fact:
            case Hours():
                return self.hours([fact.person], fact)
            case Within():
                return f"{fact.meeting} has to lie in {self.spans(fact.windows, with_day=True)}"
            case Pinned():
                return f"{fact.meeting} is pinned at {self.moment(fact.start)}"
            case TooLong():
                return (
                    f"{fact.meeting} takes {fact.minutes} minutes, "
                    f"and the longest session {fact.longest}"
                )
            case LongestRun():
                return (
                    f"{fact.person} needs {fact.pause_minutes} minutes' break "
                    f"after {fact.minutes} minutes at the most"
                )
            case Walk():
                return f"it takes {fact.minutes} minutes between {' and '.join(fact.places)}"
            case Apart():
                return f"{' and '.join(fact.people)} are kept {fact.minutes} minutes apart"
            case OnlyMembers():
                members = listed(fact.members) or "nobody"
                return f"there is only {members} in pool {fact.pool}"
            case Held():
                return f"{self.meeting(fact.meeting)} is to be held as well"
            case Stands():
                return f"{self.meeting(fact.meeting)} stands at {self.standing(fact)}"
        return fact.text

    def hours(self, people: Sequence[str], fact: Hours) -> str:
        """What hours some people have in a session."""
        verb = "has" if len(people) == 1 else "have"
        session = self.sessions.get(fact.session, fact.session)
        if not fact.windows:
            return f"{listed(people)} {verb} no time on {session}"
        return f"{listed(people)} {verb} only {self.spans(fact.windows)} on {session}"

    def lines(self, facts: Sequence[Fact]) -> Iterator[str]:
        """A sentence for each fact, but one for all people with the same hours in a session."""
        hours = [fact for fact in facts if isinstance(fact, Hours)]
        hours.sort(key=lambda fact: (fact.session, fact.windows.spans))
        for _, alike in groupby(hours, key=lambda fact: (fact.session, fact.windows)):
            group = list(alike)
            yield self.hours([fact.person for fact in group], group[0])
        for fact in facts:
            if not isinstance(fact, Hours | Held | Stands):
                yield self._text(fact)

    # ------------------------------------------------------------------------ competing meetings

    def together(self, meeting: str, others: Sequence[str]) -> str:
        """That a meeting and others cannot all be held."""
        person = self._in_all((meeting, *others))
        if person is None:
            held = listed(self.meeting(one) for one in others)
            return f"{self.meeting(meeting)} cannot be held along with {held}, whatever the times"
        asked = sum(person in one.required for one in self.round.meetings)
        beyond = f" ({asked} are asked for in all)" if asked > len(others) + 1 else ""
        with_whom = [self.meeting(one, without=person) for one in (meeting, *others)]
        return (
            f"of these {len(others) + 1} meetings of {person} there is time for {len(others)}"
            f"{beyond}: {listed(with_whom)}"
        )

    def _in_all(self, meetings: Sequence[str]) -> str | None:
        """Somebody who is in all of some meetings."""
        first, *rest = (self.round.meeting(id_).required for id_ in meetings)
        return next((one for one in first if all(one in people for people in rest)), None)

    def in_the_way(self, meeting: str, standing: Sequence[Stands]) -> Iterator[str]:
        """Who of a meeting's people is in what then."""
        mine = self.round.meeting(meeting).required
        told: set[str] = set()
        for person in mine:
            theirs = [
                fact
                for fact in standing
                if fact.meeting not in told and person in self._people(fact)
            ]
            told.update(fact.meeting for fact in theirs)
            if theirs:
                theirs.sort(key=lambda fact: fact.start)
                yield f"{person} is in {self._all_standing(theirs)}"
        for fact in standing:
            if fact.meeting not in told:
                yield self._text(fact)

    def _all_standing(self, facts: Sequence[Stands]) -> str:
        """When each meeting stands; where they are many, when they stand in all."""
        if len(facts) <= _MANY:
            return listed(f"{fact.meeting} {self.standing(fact)}" for fact in facts)
        windows = Windows(Window(fact.start, self._end(fact)) for fact in facts)
        return f"{len(facts)} meetings, {self.spans(windows, with_day=True)}"

    def _end(self, fact: Stands) -> Instant:
        return fact.start.plus(minutes=self.round.meeting(fact.meeting).minutes)

    def _people(self, fact: Stands) -> tuple[str, ...]:
        return (*self.round.meeting(fact.meeting).required, *fact.members)
