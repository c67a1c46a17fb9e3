"""What would give a meeting a start: changes thought of, tried out, and told, cheapest first."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

import attrs

from conferencekit._fields import as_declared
from conferencekit.scheduling._explain.board import Board, Moved
from conferencekit.scheduling._explain.changes import (
    PER_PERSON,
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
from conferencekit.scheduling._explain.fit import Effort
from conferencekit.scheduling._explain.words import Words, listed
from conferencekit.scheduling.plan import Placement, Plan
from conferencekit.scheduling.round import Round
from conferencekit.scheduling.scoring import scored
from conferencekit.time import Instant, Window, Windows

__all__ = ["Relaxation", "relaxations_for", "without_change"]

_MOST_MOVED = 2
_EDGE = 6
"""How many lengths of an extension are tried at each end of somebody's hours."""


@attrs.frozen(slots=False, field_transformer=as_declared)
class Relaxation:
    """A change that was tried out: the meeting gets a start, and no other loses its own.

    Attributes:
        meeting: The id of the meeting it helps.
        change: What to change.
        placements: What is new in the plan then, the meeting's own placement first.
        moved: The ids of the other meetings that start at another time.
        cost: How much it asks of people; the page on reasons says how that is counted.
        text: The same for people.
    """

    meeting: str
    change: Change
    placements: tuple[Placement, ...]
    moved: tuple[str, ...]
    cost: int
    text: str = attrs.field(eq=False, repr=False)
    _round: Round = attrs.field(eq=False, repr=False)
    _before: Plan = attrs.field(eq=False, repr=False)

    def __str__(self) -> str:
        """The text."""
        return self.text

    def apply(self, round_: Round) -> Round:
        """A round with the change made."""
        return self.change.apply(round_)

    @cached_property
    def plan(self) -> Plan:
        """A plan of the changed round in which the meeting has its start."""
        new = {one.meeting: one for one in self.placements}
        kept = (one for one in self._before.placements if one.meeting not in new)
        draft = attrs.evolve(
            self._before,
            placements=(*kept, *self.placements),
            unplaced=tuple(id_ for id_ in self._before.unplaced if id_ != self.meeting),
        )
        changed = self.apply(self._round)
        order = {meeting.id: number for number, meeting in enumerate(changed.meetings)}
        placements = sorted(draft.placements, key=lambda one: order[one.meeting])
        again = Plan(changed.id, tuple(placements), draft.unplaced, draft.score)
        return scored(changed, again)


def without_change(board: Board, words: Words, number: int, effort: int) -> Relaxation | None:
    """How a meeting gets a start where only others move; None where that is not seen."""
    return _tried(board, words, number, Nothing(), Effort(effort))


def relaxations_for(
    board: Board, words: Words, number: int, *, most: int, effort: int
) -> tuple[Relaxation, ...]:
    """The cheapest changes that help a meeting, at most one of a kind for each person.

    Args:
        board: With the plan on it.
        words: Writes about the round.
        number: The meeting.
        most: How many.
        effort: How many times something may be taken out to see whether that helps, in all.
    """
    found: dict[object, Relaxation] = {}
    steps = Effort(effort)
    changes = _changes(board, number) if most else ()
    for change in sorted(changes, key=lambda change: change.asks):
        costs = sorted(one.cost for one in found.values())
        if len(costs) >= most and costs[most - 1] <= change.asks:
            break
        kind = _kind(change)
        if kind not in found:
            tried = _tried(board, words, number, change, steps)
            if tried is not None:
                found[kind] = tried
    return tuple(sorted(found.values(), key=lambda one: one.cost)[:most])


def _kind(change: Change) -> object:
    """What only one of is wanted: the same of the same person, in another measure."""
    match change:
        case MoreHours(person=person):
            return MoreHours, person
        case LongerRun(person=person):
            return LongerRun, person
        case LongerSession(session=session):
            return LongerSession, session
        case Together(changes=changes):
            return Together, frozenset(one.person for one in changes)
    return type(change)


def _tried(
    board: Board, words: Words, number: int, change: Change, effort: Effort
) -> Relaxation | None:
    there, back = change.try_on(board)
    new = there.insert(number, most_moved=_MOST_MOVED, effort=effort)
    back()
    if new is None:
        return None
    meeting = board.ground.round.meetings[number].id
    before = {one.meeting: one.start for one in board.plan.placements if one.meeting in new}
    moved = tuple(id_ for id_ in new if id_ in before and new[id_].start != before[id_])
    return Relaxation(
        meeting=meeting,
        change=change,
        placements=(new[meeting], *(new[id_] for id_ in new if id_ != meeting)),
        moved=moved,
        cost=change.asks + PER_PERSON * len(moved),
        text=_text(words, change, meeting, new, moved),
        round=board.ground.round,
        before=board.plan,
    )


# ------------------------------------------------------------------------------ thinking of them


def _changes(board: Board, number: int) -> Iterator[Change]:
    round_ = board.ground.round
    meeting = round_.meetings[number]
    if meeting.pinned is not None or meeting.within is not None:
        yield AnyStart(meeting.id, meeting.required)
    tick = round_.tick_minutes
    for minutes in range(meeting.minutes - tick, meeting.minutes // 2 - 1, -tick):
        if minutes > 0:
            yield Shorter(meeting.id, minutes, meeting.minutes - minutes)
    if board.place[number] >= 0:
        yield Online(meeting.id)
    for pool in meeting.from_pools:
        yield WithoutPool(meeting.id, pool)
    for id_ in meeting.required:
        longest = round_.person(id_).max_run_minutes
        if longest is not None:
            for beyond in range(tick, meeting.minutes + 1, tick):
                yield LongerRun(id_, longest + beyond, beyond)
    yield from _later_ends(board, number)
    yield from _more_hours(board, number)


def _later_ends(board: Board, number: int) -> Iterator[Change]:
    """Sessions that end later, no later than the next one starts."""
    round_ = board.ground.round
    meeting = round_.meetings[number]
    if all(round_.person(id_).available is not None for id_ in meeting.required):
        return  # nobody would have the time
    for session in round_.sessions:
        room = [
            other.start.minute - session.end.minute
            for other in round_.sessions
            if other.start >= session.end
        ]
        tick = round_.tick_minutes
        for minutes in range(tick, min([meeting.minutes, _EDGE * tick, *room]) + 1, tick):
            yield LongerSession(session.id, minutes, len(meeting.required))


def _more_hours(board: Board, number: int) -> Iterator[Change]:
    round_ = board.ground.round
    meeting = round_.meetings[number]
    members = (one for pool in meeting.from_pools for one in round_.pool(pool).members)
    people = [
        id_
        for id_ in dict.fromkeys((*meeting.required, *members))
        if round_.person(id_).available is not None
    ]
    for id_ in people:
        yield from _directly(board, number, (id_,))
        yield from _at_the_edges(board, number, id_)
    for pair in combinations((id_ for id_ in people if id_ in meeting.required), 2):
        yield from _directly(board, number, pair)


def _directly(board: Board, number: int, people: Sequence[str]) -> Iterator[Change]:
    """The fewest hours of some people with which there is a start and nobody else has to move."""
    ground = board.ground
    indexes = [ground.codec.person[id_] for id_ in people]
    before = [board.hours[index] for index in indexes]
    for index in indexes:
        board.hours[index] = ground.cells
    starts = sorted({start for start, _ in board.open_spots(number)})
    for index, cells in zip(indexes, before, strict=True):
        board.hours[index] = cells
    found = [_asked(board, people, start, board.length[number]) for start in starts]
    changes = [change for change in found if change is not None]
    if changes:
        yield min(changes, key=lambda change: change.asks)


def _asked(board: Board, people: Sequence[str], start: int, length: int) -> Change | None:
    """More hours of each of some people, so that all can at a start."""
    begin = board.ground.codec.instant(start)
    end = begin.plus(minutes=length * board.ground.round.tick_minutes)
    asked = [_hours_asked(board, id_, Window(begin, end)) for id_ in people]
    changes = [change for change in asked if change is not None]
    if len(changes) < len(people):
        return None  # fewer of them would do
    return changes[0] if len(changes) == 1 else Together(tuple(changes))


def _hours_asked(board: Board, id_: str, wanted: Window) -> MoreHours | None:
    """What somebody is asked for so that a window is theirs, from their own hours on."""
    round_ = board.ground.round
    session = next(one for one in round_.sessions if wanted in one.window)
    own = (round_.person(id_).available or Windows()) & Windows([session.window])
    if wanted in own:
        return None
    near = min(own, key=lambda span: _distance(span, wanted), default=None)
    if near is not None:  # they do not go home in between
        wanted = Window(
            min(wanted.start, near.end),
            max(wanted.end, near.start),
        )
    more = Windows([wanted]) - own
    return MoreHours(id_, session.id, more, _minutes(more), is_new=near is None)


def _distance(span: Window, wanted: Window) -> int:
    return max(0, wanted.start.minute - span.end.minute, span.start.minute - wanted.end.minute)


def _minutes(windows: Windows) -> int:
    return sum(span.end.minute - span.start.minute for span in windows)


def _at_the_edges(board: Board, number: int, id_: str) -> Iterator[Change]:
    """A little more before and after each of somebody's windows: others may move into it."""
    round_ = board.ground.round
    tick = round_.tick_minutes
    lengths = range(tick, min(_EDGE * tick, round_.meetings[number].minutes) + 1, tick)
    for session in round_.sessions:
        own = (round_.person(id_).available or Windows()) & Windows([session.window])
        for span in own:
            for minutes in lengths:
                for begin, end in (
                    (span.start.plus(minutes=-minutes), span.start),
                    (span.end, span.end.plus(minutes=minutes)),
                ):
                    if Window(begin, end) in session.window:
                        more = Windows([Window(begin, end)]) - own
                        if more:
                            yield MoreHours(id_, session.id, more, _minutes(more), is_new=False)


# ----------------------------------------------------------------------------------- telling them


def _text(words: Words, change: Change, meeting: str, new: Moved, moved: Sequence[str]) -> str:
    start: Instant = new[meeting].start
    others = [f"{id_} moves to {words.moment(new[id_].start)}" for id_ in moved]
    then = listed([f"{meeting} is at {words.moment(start)}", *others])
    if isinstance(change, Nothing):
        return then
    return f"{_asked_for(words, change)}: then {then}"


def _asked_for(words: Words, change: Change) -> str:  # noqa: PLR0911  one arm for each kind
    match change:
        case MoreHours():
            spans = words.spans(change.windows, with_day=True)
            if change.is_new:
                return f"{change.person} comes {spans} as well"
            return f"{change.person} has {change.minutes} minutes more, {spans}"
        case Together():
            return listed(_asked_for(words, one) for one in change.changes)
        case LongerRun():
            return f"{change.person} goes on for {change.minutes} minutes without a break"
        case LongerSession():
            session = words.sessions[change.session]
            return f"{session} ends {change.minutes} minutes later"
        case AnyStart():
            return f"{change.meeting} may start at any time"
        case Shorter():
            return f"{change.meeting} takes {change.minutes} minutes instead"
        case Online():
            return f"{change.meeting} is held online"
        case WithoutPool():
            return f"{change.meeting} does without anybody of {change.pool}"
    return ""
