"""The brief: one page on a student for one reader, each line with where it comes from."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import kinds_checked
from conferencekit._plain import plain
from conferencekit.assessment import Text
from conferencekit.conference._phrases import PHRASES
from conferencekit.time import Instant, Zone

__all__ = [
    "LONGEST_LINE",
    "Brief",
    "Line",
    "Origin",
    "Section",
    "Voice",
    "brief_to_json",
    "brief_to_text",
]

_UTC: Final = Zone("UTC")

LONGEST_LINE: Final = 240
"""How many characters of a text a line of a brief shows at the most."""


class Section(StrEnum):
    """What a line of a brief is about, in the order in which they stand."""

    CIRCUMSTANCES = "circumstances"
    ANSWERS = "answers"
    STRENGTHS = "strengths"
    TO_WORK_ON = "to-work-on"
    DOMAINS = "domains"
    GROWTH = "growth"
    VIEWS = "views"
    GOALS = "goals"
    STEPS = "steps"
    SUPPORT = "support"
    EFFECT = "effect"
    FOLLOW_UPS = "follow-ups"
    CHECK_INS = "check-ins"


class Voice(StrEnum):
    """In whose words a brief is."""

    STAFF = "staff"
    FAMILY = "family"
    """Steps are told in the words for the family."""
    STUDENT = "student"
    """The student's own: their answers, self-assessments, aspirations, steps and promises. A goal
    for which no aspiration was told is in the words that were agreed. Circumstances are left out,
    the student's own as well: a student-led brief lies on the table."""


@attrs.frozen(field_transformer=as_checked)
class Origin:
    """Where something comes from.

    Attributes:
        kind: What kind of record.
        id: The record's, unique within its kind for the student; of a record about a sibling,
            the sibling's id and a slash before it.
        at: Of when it is: observed, measured, answered, or last changed.
    """

    kind: str
    id: str
    at: Instant


@attrs.frozen(field_transformer=as_checked)
class Line:
    """One line of a brief.

    Attributes:
        section: What it is about.
        text: What it says; of no more than :data:`LONGEST_LINE` characters of any one text.
        origins: Where that comes from; at least one.
    """

    section: Section
    text: str = attrs.field(repr=False)
    origins: tuple[Origin, ...]


@attrs.frozen(field_transformer=as_checked)
class Brief:
    """One page on a student, for one reader.

    Attributes:
        student: The student's id.
        viewer: The id of whom it is for.
        at: As of when.
        voice: In whose words it is.
        lines: In the order of the sections.
        left_out: How many further lines a section had, where there is a page's room for fewer.
            Of what the reader may not see nothing is told.
        languages: In which it is written, best first.
        refused: Why there is nothing for this reader, who may see nothing that is kept of the
            student; empty for all others, also where there is nothing to say yet.
        zone: The school's, in which days are told.
    """

    student: str
    viewer: str
    at: Instant
    voice: Voice
    lines: tuple[Line, ...] = attrs.field(repr=False)
    left_out: Mapping[Section, int] = attrs.field(factory=dict, hash=False)
    languages: tuple[str, ...] = ("en",)
    refused: str = ""
    zone: Zone = _UTC

    def __bool__(self) -> bool:
        """Whether it is for this reader at all."""
        return not self.refused

    def section(self, section: Section) -> tuple[Line, ...]:
        """The lines of a section."""
        return tuple(line for line in self.lines if line.section is section)


@kinds_checked
def brief_to_json(brief: Brief) -> dict[str, Any]:
    """A brief as JSON-shaped data, for a page or an API of the school's own.

    Texts are as people wrote them: whoever shows them escapes them for where they are shown.
    """
    return {
        "student": brief.student,
        "for": brief.viewer,
        "at": brief.at.isoformat(),
        "voice": brief.voice.value,
        "lines": [
            {
                "section": line.section.value,
                "text": line.text,
                "origins": [
                    {"kind": one.kind, "id": one.id, "at": one.at.isoformat()}
                    for one in line.origins
                ],
            }
            for line in brief.lines
        ],
        "left_out": {section.value: count for section, count in brief.left_out.items()},
        "refused": brief.refused,
    }


@kinds_checked
def brief_to_text(brief: Brief, title: str, *, phrases: Mapping[str, Text] | None = None) -> str:
    """A brief as plain text, for people.

    What people wrote is data here too: each line is one line, and characters that turn the
    direction of reading, or are no characters one can see, are spelled out.

    Args:
        brief: The brief.
        title: What stands above it, such as the student's name.
        phrases: Words of the school's own for the headings; see
            :func:`~conferencekit.conference.briefing.briefs`.
    """
    said = {**PHRASES, **(phrases or {})}
    return "".join(f"{plain(line)}\n" for line in _page(brief, title, said))


def _page(brief: Brief, title: str, phrases: Mapping[str, Text]) -> Iterator[str]:
    yield one_line(title)
    if brief.refused:
        yield ""
        yield brief.refused
    for section in Section:
        lines = brief.section(section)
        if not lines:
            continue
        yield ""
        yield phrases[section.value].say(*brief.languages)
        for line in lines:
            yield f"- {line.text} [{_told(line.origins, brief.zone)}]"
        if section in brief.left_out:
            more = phrases["more"].say(*brief.languages)
            yield f"  {more.format(count=brief.left_out[section])}"


def _told(origins: Iterable[Origin], zone: Zone) -> str:
    """The newest of what a line comes from, with its day at the school, and how many more."""
    *others, last = sorted(origins, key=lambda one: one.at)
    more = f" +{len(others)}" if others else ""
    return f"{one_line(last.kind)} {one_line(last.id)}, {zone.day(last.at)}{more}"


def one_line(text: str) -> str:
    """A text on one line, cut where it is long."""
    told = " ".join(text[: 2 * LONGEST_LINE].split())
    if len(told) > LONGEST_LINE or len(text) > 2 * LONGEST_LINE:
        return f"{told[: LONGEST_LINE - 1]}…"
    return told
