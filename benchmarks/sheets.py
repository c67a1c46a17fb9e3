"""A plan as a picture: the timetables of the teachers, and below them how families wait."""

import itertools
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

import attrs

from benchmarks.drawing import (
    AWAY,
    FAINT,
    INK,
    PAPER,
    PLAIN,
    WAITS,
    WIDTH,
    line,
    picture,
    rect,
    text,
)
from conferencekit import Instant, Plan, Round
from conferencekit.scheduling import Kind
from conferencekit.scheduling._diary import Entry, by_session, diaries

__all__ = ["Wait", "plan_picture", "waits"]

_LEFT: Final = 84
_RIGHT: Final = 24
_ROW: Final = 24
_BETWEEN: Final = 26
"""What lies between one session and the next."""
_HALF_HOUR: Final = 30
_LABEL: Final = 80
"""How much room the label of a wait needs."""


@attrs.frozen(order=True)
class Wait:
    """Time a guardian waits between two meetings.

    Attributes:
        start: In minutes since 1970.
        end: Likewise.
        guardian: Their id.
    """

    start: int
    end: int
    guardian: str


def waits(round_: Round, plan: Plan) -> list[Wait]:
    """All waits of a plan, in the order of time."""
    return sorted(
        Wait(one.end, other.start, id_)
        for id_, diary in diaries(round_, plan).items()
        if round_.person(id_).kind is Kind.GUARDIAN
        for session in by_session(diary)
        for one, other in itertools.pairwise(session)
        if other.start > one.end
    )


def plan_picture(round_: Round, plans: Sequence[tuple[str, Plan]]) -> str:
    """Teachers' timetables, one plan below the other.

    Args:
        round_: The round.
        plans: Each with what to call it.
    """
    top = 0.0
    parts: list[str] = []
    for title, plan in plans:
        sheet = _Sheet(round_, plan, top)
        parts += sheet.draw(title)
        top += sheet.height
    parts += _legend(top + 4)
    title = "A microschool's conferences: " + "; ".join(
        f"{name.lower()}, {_told(plan)}" for name, plan in plans
    )
    return picture(top + 38, title, parts)


def _told(plan: Plan) -> str:
    return f"{plan.score.unplaced} unplaced, penalty {plan.score.penalty}"


def _legend(y: float) -> Iterator[str]:
    x = float(_LEFT)
    for style, words, width in (
        ({"fill": PLAIN, "stroke": FAINT}, "a family's conference", 190),
        ({"fill": WAITS, "stroke": FAINT}, "the family waits that day", 212),
        ({"fill": PLAIN, "stroke": INK, "stroke_width": 2.5}, "comes on both days", 178),
        ({"fill": AWAY, "stroke": FAINT}, "teacher not available", 160),
    ):
        yield rect(x, y + 4, 22, 16, **style)
        yield text(x + 28, y + 17, words)
        x += width


class _Sheet:
    """One plan of a picture: a row for each teacher, below them the waits.

    Attributes:
        height: How much of the picture it takes.
    """

    def __init__(self, round_: Round, plan: Plan, top: float) -> None:
        self._round, self._plan, self._top = round_, plan, top
        self._diaries = diaries(round_, plan)
        self._waits = waits(round_, plan)
        self._teachers = [one.id for one in round_.people if one.kind is Kind.TEACHER]
        sessions = sorted(round_.sessions, key=lambda session: session.start)
        self._spans = [(one.start.minute, one.end.minute) for one in sessions]
        minutes = sum(end - start for start, end in self._spans)
        room = WIDTH - _LEFT - _RIGHT - _BETWEEN * (len(sessions) - 1)
        self._scale = room / minutes
        self._lanes = _lanes(self._waits, round(_LABEL / self._scale))
        self._first = top + 64
        self._rows_end = self._first + _ROW * len(self._teachers)
        self._below = self._rows_end + 4
        rows = max(self._lanes, default=-1) + 1
        self._end = self._below + _ROW * max(1, rows)
        self._notes = list(self._told_below())
        self.height = self._end + 18 * len(self._notes) + 20 - top

    def _x(self, minute: int) -> float:
        x = float(_LEFT)
        for start, end in self._spans:
            if minute <= end:
                return x + (minute - start) * self._scale
            x += (end - start) * self._scale + _BETWEEN
        return x

    def draw(self, title: str) -> Iterator[str]:
        """All of it."""
        yield text(12, self._top + 24, title, font_size=16, font_weight="bold")
        told = _told(self._plan)
        yield text(WIDTH - _RIGHT, self._top + 24, told, font_size=15, text_anchor="end")
        yield from self._hours()
        for row, teacher in enumerate(self._teachers):
            y = self._first + row * _ROW
            yield text(12, y + 15, _short(teacher))
            yield from self._away(teacher, y)
            yield from self._blocks(teacher, y)
        yield text(12, self._below + 17, "waits")
        for wait, lane in zip(self._waits, self._lanes, strict=True):
            yield from self._wait(wait, self._below + lane * _ROW)
        for row, words in enumerate(self._notes):
            yield text(_LEFT, self._end + 18 + 18 * row, words)

    def _hours(self) -> Iterator[str]:
        zone = self._round.timezone
        for start, end in self._spans:
            day = zone.local(Instant.from_minute(start))
            words = f"{day:%A}"
            yield text(self._x(start) - 16, self._top + 40, words, font_size=12)
            for minute in range(start, end + 1, _HALF_HOUR):
                now, x = zone.local(Instant.from_minute(minute)), self._x(minute)
                if now.minute:
                    continue
                yield line([(x, self._first - 5), (x, self._rows_end)], stroke=FAINT)
                label = f"{now:%H:%M}"
                yield text(x, self._first - 9, label, font_size=11, text_anchor="middle")

    def _away(self, teacher: str, y: float) -> Iterator[str]:
        available = self._round.person(teacher).available
        for start, end in self._spans:
            x, width = self._x(start), (end - start) * self._scale
            if available is not None:
                yield rect(x, y, width, _ROW - 4, fill=AWAY)
                for window in available:
                    first, last = max(start, window.start.minute), min(end, window.end.minute)
                    if first < last:
                        wide = (last - first) * self._scale
                        yield rect(self._x(first), y, wide, _ROW - 4, fill=PAPER)
            yield rect(x, y, width, _ROW - 4, fill="none", stroke=FAINT, stroke_width=0.5)

    def _blocks(self, teacher: str, y: float) -> Iterator[str]:
        for entry in self._diaries.get(teacher, []):
            families = [
                id_
                for id_ in self._round.meeting(entry.meeting).required
                if self._round.person(id_).kind is Kind.GUARDIAN
            ]
            waiting = {wait.guardian for wait in self._waits if self._is_same_day(wait, entry)}
            twice = any(len(by_session(self._diaries[id_])) > 1 for id_ in families)
            x, width = self._x(entry.start), entry.minutes * self._scale
            yield rect(
                x + 1.5,
                y + 1.5,
                width - 3,
                _ROW - 7.0,
                fill=WAITS if waiting.intersection(families) else PLAIN,
                stroke=INK if twice else FAINT,
                stroke_width=2.5 if twice else 1,
                data_meeting=escape(entry.meeting),
            )
            words = "+".join(map(_short, families))
            yield text(x + width / 2, y + 14.5, words, font_size=12, text_anchor="middle")

    def _is_same_day(self, wait: Wait, entry: Entry) -> bool:
        return any(
            start <= wait.start and wait.end <= end and start <= entry.start < end
            for start, end in self._spans
        )

    def _wait(self, wait: Wait, y: float) -> Iterator[str]:
        x, minutes = self._x(wait.start), wait.end - wait.start
        end = x + minutes * self._scale
        words = f"{_short(wait.guardian)}: {minutes} min"
        yield rect(x, y + 6, end - x, 8, fill=WAITS, stroke=INK, data_minutes=minutes)
        yield text(end + 4, y + 15, words, font_size=12)

    def _told_below(self) -> Iterator[str]:
        round_, terms = self._round, self._plan.score.terms
        left_out = [_parties(round_, id_) for id_ in self._plan.unplaced]
        yield f"No time for: {', '.join(left_out) or 'nobody'}."
        yield (
            f"Waits {terms.wait} min, the longest {terms.longest_wait}; second visits "
            f"{terms.visit}; teachers idle {terms.gap} min; outside preferred hours "
            f"{terms.preference}; guests missing {terms.missed}."
        )


def _parties(round_: Round, meeting: str) -> str:
    """Who would have met: 13 with teachers 2, 3."""
    people = [round_.person(id_) for id_ in round_.meeting(meeting).required]
    families = [_short(one.id) for one in people if one.kind is Kind.GUARDIAN]
    teachers = [_short(one.id) for one in people if one.kind is Kind.TEACHER]
    return f"{' and '.join(families)} with {' and '.join(teachers)}"


def _short(person: str) -> str:
    """What a person is called in a picture: family-0004-a is 4a, teacher-01 is teacher 2."""
    kind, number, *side = person.split("-")
    return f"{int(number)}{''.join(side)}" if kind == "family" else f"teacher {int(number) + 1}"


def _lanes(found: Sequence[Wait], apart: int) -> list[int]:
    """For each wait a row of its own, or that of one long enough before it."""
    ends: list[int] = []
    lanes = []
    for wait in found:
        lane = next((n for n, end in enumerate(ends) if end + apart <= wait.start), len(ends))
        ends[lane : lane + 1] = [wait.end]
        lanes.append(lane)
    return lanes
