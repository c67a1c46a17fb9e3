"""Why a meeting has no time, in facts that somebody can do something about.

The page on reasons in the docs says precisely what a fact, a reason and a relaxation are.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from conferencekit._fields import as_declared
from conferencekit._kinds import kinds_checked
from conferencekit.errors import Fault, InvalidInputError, shorten
from conferencekit.scheduling._explain.board import Board
from conferencekit.scheduling._explain.case import Case
from conferencekit.scheduling._explain.changes import (
    AnyStart,
    Change,
    LongerRun,
    LongerSession,
    MoreHours,
    Nothing,
    Online,
    Shorter,
    Together,
    WithoutPool,
)
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
from conferencekit.scheduling._explain.ground import Ground
from conferencekit.scheduling._explain.reasons import (
    Grounds,
    ReasonKind,
    Standing,
    as_the_others_stand,
    grounds_for,
)
from conferencekit.scheduling._explain.relax import relaxed, sessions_of
from conferencekit.scheduling._explain.relaxations import (
    Relaxation,
    relaxations_for,
    without_change,
)
from conferencekit.scheduling._explain.wishes import WhyNot, answer
from conferencekit.scheduling._explain.words import Words
from conferencekit.scheduling.plan import Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.rules import check
from conferencekit.time import Instant, Window

__all__ = [
    "AnyStart",
    "Apart",
    "Change",
    "Fact",
    "Held",
    "Hours",
    "LongerRun",
    "LongerSession",
    "LongestRun",
    "MoreHours",
    "Nothing",
    "Online",
    "OnlyMembers",
    "Pinned",
    "Reason",
    "ReasonKind",
    "Relaxation",
    "Shorter",
    "Stands",
    "Together",
    "TooLong",
    "Walk",
    "WhyNot",
    "Within",
    "WithoutPool",
    "explain",
    "is_enough",
    "relaxed",
    "why_not",
]

DEFAULT_EFFORT: Final = 500


@attrs.frozen(field_transformer=as_declared)
class Reason:
    """Why one meeting has no time.

    Attributes:
        meeting: Its id.
        kind: What the facts speak of.
        facts: They are enough, and without any one of them the rest is not. None where the
            meeting does have a start.
        relaxations: What would give it a start, cheapest first.
        text: The same for people: a sentence, and a line for each further fact.
    """

    meeting: str
    kind: ReasonKind
    facts: tuple[Fact, ...]
    relaxations: tuple[Relaxation, ...]
    text: str = attrs.field(eq=False, repr=False)

    def __str__(self) -> str:
        """The text."""
        return self.text

    @property
    def is_relative(self) -> bool:
        """Whether it holds for this plan alone, and not for every plan."""
        return self.kind is ReasonKind.AS_THE_OTHERS_STAND


@kinds_checked
def explain(
    round_: Round,
    plan: Plan,
    *,
    meetings: Iterable[str] | None = None,
    relaxations: int = 3,
    effort: int = DEFAULT_EFFORT,
) -> Iterator[Reason]:
    """Why meetings are unplaced, one reason for each, found as they are asked for.

    Args:
        round_: The round.
        plan: A plan of it that breaks no rule.
        meetings: Ids of unplaced meetings; None for all, in the order of the plan.
        relaxations: How many changes that would help to look for, for each.
        effort: How many steps the proof of one reason may take, and looking for changes. Where a
            proof takes more, the reason holds as the others stand.

    Raises:
        InvalidInputError: The plan is not one of this round, or breaks a rule; or a meeting is not
            unplaced.

    Example:
        >>> for reason in explain(round_, plan):  # doctest: +SKIP
        ...     print(reason)
    """
    _refuse_broken(round_, plan)
    wanted = tuple(plan.unplaced if meetings is None else meetings)
    _refuse_placed(plan, wanted)
    return _reasons(round_, plan, wanted, relaxations, effort)


@kinds_checked
def is_enough(round_: Round, meeting: str, facts: Iterable[Fact]) -> bool:
    """Whether facts alone make it impossible to hold a meeting.

    It takes as long as it takes, which for the facts of a reason is not long.

    Args:
        round_: The round they are about.
        meeting: The id of the meeting.
        facts: As those of a reason, or some of them.

    Raises:
        InvalidInputError: The round does not have such a meeting.
    """
    if not round_.has_meeting(meeting):
        raise InvalidInputError.single("", f"unknown meeting {shorten(meeting)}")
    known = tuple(dict.fromkeys(facts))
    sessions = sessions_of(round_, round_.meeting(meeting), known)
    ground = Ground(attrs.evolve(round_, sessions=sessions))
    case = Case(ground, ground.codec.task[meeting], known)
    return case.is_enough(range(len(known)), None) is True


@kinds_checked
def why_not(
    round_: Round, plan: Plan, meeting: str, *, at: Instant, iterations: int = 200
) -> WhyNot:
    """Why a meeting, placed or not, is not at a certain start, and what it would cost there.

    Args:
        round_: The round.
        plan: A plan of it that breaks no rule.
        meeting: The id of the meeting.
        at: The start, on the grid of a session that is long enough from there on.
        iterations: How many steps to search for a plan with the meeting there.

    Raises:
        InvalidInputError: The plan is not one of this round, or breaks a rule; or the meeting
            cannot start then, whatever else is changed.

    Example:
        >>> print(why_not(round_, plan, "m1", at=zone.parse("2026-11-24T17:30")))  # doctest: +SKIP
    """
    _refuse_broken(round_, plan)
    if not round_.has_meeting(meeting):
        raise InvalidInputError.single("meeting", f"unknown meeting {shorten(meeting)}")
    window = Window(at, at.plus(minutes=round_.meeting(meeting).minutes))
    session = round_.session_at(window)
    if session is None or at not in round_.grid(session):
        raise InvalidInputError.single(
            "at",
            f"{meeting} cannot start at {round_.timezone.shortest(at)}, by any session's grid",
        )
    return answer(round_, plan, meeting, at, iterations)


def _reasons(
    round_: Round, plan: Plan, wanted: Sequence[str], most: int, effort: int
) -> Iterator[Reason]:
    ground = Ground(round_)
    words = Words(round_)
    standing = Standing(ground, plan)
    board = Board(ground, plan)
    for id_ in wanted:
        number = ground.codec.task[id_]
        grounds = grounds_for(ground, standing, number, effort)
        free = None if grounds else without_change(board, words, number, effort)
        if free is not None:
            grounds = Grounds(ReasonKind.NOT_NEEDED, ())
        grounds = grounds or next(as_the_others_stand(ground, standing, number))
        ways = (
            relaxations_for(board, words, number, most=most, effort=effort)
            if free is None
            else (free,)
        )
        facts = tuple(map(words.told, grounds.facts))
        text = "\n".join(_lines(words, id_, grounds, ways))
        yield Reason(id_, grounds.kind, facts, ways, text)


def _lines(
    words: Words, meeting: str, grounds: Grounds, ways: Iterable[Relaxation]
) -> Iterator[str]:
    name = words.meeting(meeting)
    facts = grounds.facts
    match grounds.kind:
        case ReasonKind.NOT_NEEDED:
            yield f"{name} can be placed:"
        case ReasonKind.ALONE:
            yield f"{name} has no start, even if nothing else is held:"
        case ReasonKind.TOGETHER:
            held = [fact.meeting for fact in facts if isinstance(fact, Held)]
            yield f"{meeting} has no start: {words.together(meeting, held)}"
        case ReasonKind.AS_THE_OTHERS_STAND:
            yield f"{name} has no start as the others stand:"
            standing = [fact for fact in facts if isinstance(fact, Stands)]
            for line in words.in_the_way(meeting, standing):
                yield f"- {line}"
    for line in words.lines(facts):
        yield f"- {line}"
    for way in ways:
        yield f"+ {way}"


def _refuse_broken(round_: Round, plan: Plan) -> None:
    breaches = check(round_, plan)
    if breaches:
        faults = [Fault("", str(breach)) for breach in breaches]
        raise InvalidInputError(faults, source="plan to be explained")


def _refuse_placed(plan: Plan, wanted: Sequence[str]) -> None:
    unplaced = set(plan.unplaced)
    faults = [
        Fault(f"meetings[{index}]", f"{shorten(id_)} is not unplaced")
        for index, id_ in enumerate(wanted)
        if id_ not in unplaced
    ]
    if faults:
        raise InvalidInputError(faults, source="explain")
