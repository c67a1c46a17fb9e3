"""How good a plan is: each term of the score, stated once.

The reference's page on the round file defines them. This is the readable statement. The
solver's own, fast one is held to it by property tests.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.scheduling._diary import Entry, by_session, diaries, window_of
from conferencekit.scheduling.plan import Bound, Placement, Plan, Score, Terms
from conferencekit.scheduling.round import Kind, Round, Weights

__all__ = ["drafted", "penalty", "score", "scored", "unknown_meetings", "waits"]


@kinds_checked
def score(round_: Round, plan: Plan) -> Score:
    """What a plan scores; also where it breaks rules.

    Args:
        round_: The round.
        plan: A plan of this round.

    Raises:
        InvalidInputError: It names meetings that the round does not have.
    """
    faults = tuple(unknown_meetings(round_, plan))
    if faults:
        raise InvalidInputError(faults, source="plan")
    unplaced = sum(round_.meeting(id_).priority for id_ in set(plan.unplaced))
    terms = _terms(round_, plan)
    return Score(unplaced, penalty(terms, round_.weights), terms)


def drafted(round_: Round, placements: Iterable[Placement], bound: Bound | None = None) -> Plan:
    """A plan of some placements, whose meetings are left unplaced otherwise; not yet scored.

    Args:
        round_: The round.
        placements: In the order they are to have in the plan.
        bound: That of the plan; None where nothing is known.
    """
    placed = tuple(placements)
    ids = {one.meeting for one in placed}
    unplaced = tuple(one.id for one in round_.meetings if one.id not in ids)
    return Plan(round_.id, placed, unplaced, Score(0, 0, Terms()), bound or Bound())


def scored(round_: Round, plan: Plan) -> Plan:
    """A plan with the score that it has."""
    return attrs.evolve(plan, score=score(round_, plan))


@kinds_checked
def penalty(terms: Terms, weights: Weights) -> int:
    """The weighted sum of the terms."""
    return sum(
        getattr(weights, field.name) * getattr(terms, field.name) for field in attrs.fields(Terms)
    )


@kinds_checked
def waits(round_: Round, plan: Plan) -> dict[str, int]:
    """How many minutes each guardian who has meetings waits between them, in all sessions.

    Args:
        round_: The round.
        plan: A plan of this round.
    """
    days = diaries(round_, plan)
    return {
        id_: sum(_idle(session) for session in by_session(days[id_]))
        for id_ in days
        if round_.person(id_).kind is Kind.GUARDIAN
    }


def unknown_meetings(round_: Round, plan: Plan) -> Iterator[Fault]:
    """Meetings that cannot be scored. Unknown people break a rule and are in nobody's way."""
    for index, one in enumerate(plan.placements):
        if not round_.has_meeting(one.meeting):
            yield Fault(f"placements[{index}].meeting", f"unknown meeting {shorten(one.meeting)}")
    for index, id_ in enumerate(plan.unplaced):
        if not round_.has_meeting(id_):
            yield Fault(f"unplaced[{index}]", f"unknown meeting {shorten(id_)}")


def _terms(round_: Round, plan: Plan) -> Terms:
    days = diaries(round_, plan)
    guardians = _sessions_of(round_, days, Kind.GUARDIAN)
    teachers = _sessions_of(round_, days, Kind.TEACHER)
    idle = [_idle(session) for sessions in guardians for session in sessions]
    return Terms(
        wait=sum(idle),
        waits=sum(_waits(session) for sessions in guardians for session in sessions),
        longest_wait=max([0, *idle]),
        visit=sum(len(sessions) - 1 for sessions in guardians),
        gap=sum(_idle(session) for sessions in teachers for session in sessions),
        preference=_preference(round_, plan),
        missed=_missed(round_, plan),
        moved=_moved(round_, plan),
    )


def _sessions_of(
    round_: Round, days: Mapping[str, list[Entry]], kind: Kind
) -> list[list[list[Entry]]]:
    """For each person of a kind who has meetings, their diary cut into sessions."""
    return [by_session(days[id_]) for id_ in days if round_.person(id_).kind is kind]


def _idle(session: list[Entry]) -> int:
    """Minutes between first start and last end that no meeting takes."""
    start = min(entry.start for entry in session)
    end = max(entry.end for entry in session)
    return end - start - sum(entry.minutes for entry in session)


def _waits(session: list[Entry]) -> int:
    """How many pairs of consecutive meetings have time between them."""
    return sum(other.start > one.end for one, other in pairwise(session))


def _preference(round_: Round, plan: Plan) -> int:
    found = 0
    for placement in plan.placements:
        meeting = round_.meeting(placement.meeting)
        window = window_of(meeting, placement)
        wishes = (round_.person(id_).preferred for id_ in meeting.required)
        found += sum(wish is not None and window not in wish for wish in wishes)
    return found


def _missed(round_: Round, plan: Plan) -> int:
    return sum(
        len(set(round_.meeting(one.meeting).optional).difference(one.attending))
        for one in plan.placements
    )


def _moved(round_: Round, plan: Plan) -> int:
    previous = ((round_.meeting(one.meeting).previous, one.start) for one in plan.placements)
    return sum(before is not None and before != start for before, start in previous)
