"""The relaxed round: some meetings, their people, and no restriction but some facts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import InvalidInputError, shorten
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
from conferencekit.scheduling.round import (
    KeepApart,
    Meeting,
    Person,
    Pool,
    Round,
    Session,
    Travel,
    TravelPair,
    Weights,
)
from conferencekit.time import Instant, Windows

__all__ = ["relaxed", "sessions_of"]

_F = TypeVar("_F", bound=Fact)


@kinds_checked
def relaxed(round_: Round, meeting: str, facts: Iterable[Fact]) -> Round:
    """The round in which nothing but some facts restricts a meeting.

    It has the meeting, those that the facts name as held or standing, and their people. Solving
    it tells whether the facts are enough.

    Args:
        round_: The round the facts are about.
        meeting: The id of the meeting.
        facts: As those of a reason, or some of them.

    Raises:
        InvalidInputError: The facts name what the round does not have.

    Example:
        >>> relaxed(round_, reason.meeting, reason.facts[1:])  # doctest: +SKIP
    """
    known = tuple(dict.fromkeys(facts))
    _refuse_unknown(round_, meeting, known)
    pools = {fact.pool: fact.members for fact in known if isinstance(fact, OnlyMembers)}
    meetings = tuple(_meetings(round_, meeting, known, pools))
    sessions = sessions_of(round_, round_.meeting(meeting), known)
    named = {id_ for one in meetings for id_ in one.required}
    named.update(id_ for one in meetings for pool in one.from_pools for id_ in pools[pool])
    people = [person for person in round_.people if person.id in named]
    return attrs.evolve(
        round_,
        sessions=sessions,
        people=tuple(_person(person, known, sessions) for person in people),
        meetings=meetings,
        pools=tuple(
            Pool(id_, tuple(one for one in members if one in named))
            for id_, members in pools.items()
        ),
        travel_minutes=Travel(
            0, tuple(TravelPair(*fact.places, fact.minutes) for fact in _of(Walk, known))
        ),
        keep_apart=tuple(
            KeepApart((fact.people[0], fact.people[1]), fact.minutes)
            for fact in _of(Apart, known)
            if named.issuperset(fact.people)
        ),
        weights=Weights(),
    )


def _of(kind: type[_F], facts: Sequence[Fact]) -> list[_F]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _refuse_unknown(round_: Round, meeting: str, facts: Sequence[Fact]) -> None:
    named = [fact.meeting for fact in facts if isinstance(fact, Held | Stands | Within | Pinned)]
    for id_ in (meeting, *named):
        if not round_.has_meeting(id_):
            raise InvalidInputError.single("", f"unknown meeting {shorten(id_)}")


def sessions_of(round_: Round, meeting: Meeting, facts: Sequence[Fact]) -> tuple[Session, ...]:
    """The sessions; where the meeting's length is no matter, the last is as long as it."""
    longest = max(one.end.minute - one.start.minute for one in round_.sessions)
    if meeting.minutes <= longest or _of(TooLong, facts):
        return round_.sessions
    last = max(round_.sessions, key=lambda session: session.start)
    longer = attrs.evolve(last, end=last.start.plus(minutes=meeting.minutes))
    return tuple(longer if one == last else one for one in round_.sessions)


def _person(person: Person, facts: Sequence[Fact], sessions: Sequence[Session]) -> Person:
    """Somebody who has nothing but the facts' hours and runs; and no place of their own."""
    hours = {fact.session: fact.windows for fact in _of(Hours, facts) if fact.person == person.id}
    run = next((fact for fact in _of(LongestRun, facts) if fact.person == person.id), None)
    spans = [span for one in sessions for span in hours.get(one.id, Windows([one.window]))]
    return Person(
        id=person.id,
        kind=person.kind,
        available=Windows(spans) if hours else None,
        max_run_minutes=None if run is None else run.minutes,
        break_minutes=None if run is None else run.pause_minutes,
    )


def _meetings(
    round_: Round, meeting: str, facts: Sequence[Fact], pools: Mapping[str, Sequence[str]]
) -> Iterable[Meeting]:
    held = {meeting, *(fact.meeting for fact in _of(Held, facts))}
    within = {fact.meeting: fact.windows for fact in _of(Within, facts)}
    pinned = {fact.meeting: fact.start for fact in _of(Pinned, facts)}
    for fact in _of(Pinned, facts):
        if fact.start != pinned[fact.meeting]:  # in two places at once: so in none
            within[fact.meeting] = Windows()
    standing = {fact.meeting: fact for fact in _of(Stands, facts)}
    for one in round_.meetings:
        if one.id in standing and one.id != meeting:
            stands = standing[one.id]
            required = tuple(dict.fromkeys((*one.required, *stands.members)))
            yield _bare(round_, one, required=required, pinned=stands.start)
        elif one.id in held:
            yield attrs.evolve(
                _bare(round_, one, required=one.required, pinned=pinned.get(one.id)),
                within=within.get(one.id),
                from_pools=tuple(pool for pool in one.from_pools if pool in pools),
            )


def _bare(
    round_: Round, meeting: Meeting, *, required: tuple[str, ...], pinned: Instant | None
) -> Meeting:
    """A meeting without wishes, its place told in full."""
    return attrs.evolve(
        meeting,
        required=required,
        optional=(),
        from_pools=(),
        place=round_.place_of(meeting),
        within=None,
        pinned=pinned,
        previous=None,
    )
