"""A year as one story, and the step in it from a plan to records."""

import contextlib
import io
import re
import runpy
from pathlib import Path

import attrs
import pytest

from conferencekit.conference import ConferenceState, kept_conferences, planned_conferences
from conferencekit.errors import InvalidInputError
from conferencekit.planning import (
    Occasion,
    RoundDraft,
    RoundPolicy,
    Siblings,
    StudentPart,
    build_round,
)
from conferencekit.privacy import Access, AccessPolicy, Purpose
from conferencekit.scheduling import Plan, Session, solve
from conferencekit.storage.sqlite import SqliteStore
from conferencekit.time import Instant
from samples import made

START = Instant.parse("2026-11-24T15:00Z")
SCHOOL = made()
EXAMPLE = Path(__file__).parents[2] / "examples" / "school_year.py"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the example prints, and the file it keeps everything in."""
    database = tmp_path_factory.mktemp("year") / "year.sqlite"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(EXAMPLE))["main"](database)
    return printed.getvalue(), database


def page(story: tuple[str, Path], reader: str) -> str:
    """What one reader is shown."""
    found = re.search(rf"=== for {reader}, .*===\n((?:.*\n)*?)\n(?:===|still)", story[0])
    assert found is not None
    return found[1]


def test_both_rounds_are_planned_and_what_is_left_is_told(story: tuple[str, Path]) -> None:
    """What was cancelled or asked for in the autumn is the spring round; a no-show is left."""
    lines = story[0].splitlines()
    assert lines[0] == "Autumn conferences 2026: 34 conferences, 0 unplaced"
    assert "for the spring: tom with ada" in lines
    assert "for the spring: hannah with dev" in lines
    assert "Spring conferences 2027: 2 conferences, 0 unplaced" in lines
    assert lines[-1] == "still to be arranged: tom with ada"


def test_each_reads_what_is_theirs(story: tuple[str, Path]) -> None:
    """Teacher, a parent in each of two households, the student and the head."""
    ada, hannah, tom, noah, head = (
        page(story, reader) for reader in ("ada", "hannah", "tom", "noah", "fatima")
    )
    assert ada == head
    for text, readers in {
        "bored in maths": (ada, tom),
        "Explains things": (ada, hannah),
        "family: Exceeds": (ada, hannah),
        "My comic": (ada, hannah, tom, noah),
        "A quiet corner": (ada, hannah, tom),
        "I want to read the dragon book": (noah,),
        "Reads 80 words a minute: 73 of 80": (ada, hannah, tom),
        "Read to Ivy": (hannah, tom, noah),
    }.items():
        for one in (ada, hannah, tom, noah):
            assert (text in one) is (one in readers), text
    assert "Mondays" not in story[0]  # the staff's notes are in no brief


def test_the_file_has_it_all(story: tuple[str, Path]) -> None:
    """One conference held and answered by both households, one called off, one missed."""
    with SqliteStore(story[1]) as store:
        records = list(kept_conferences(store, "noah"))
    states = [one.state for one in records]
    for state in (ConferenceState.HELD, ConferenceState.CANCELLED, ConferenceState.MISSED):
        assert states.count(state) == 1
    (held,) = [one for one in records if one.state is ConferenceState.HELD]
    assert [(one.by, one.reply) for one in held.replies] == [
        ("hannah", "agreed"),
        ("tom", "differs"),
    ]


def access() -> Access:
    """Ada, who arranges it."""
    return AccessPolicy(SCHOOL).viewing("ada", at=START, purpose=Purpose.CONFERENCE)


def planned(**changes: object) -> tuple[RoundDraft, Plan]:
    """A round of the small school, solved."""
    policy = RoundPolicy("r", (Session("s", START, START.plus(hours=4)),))
    draft = build_round(SCHOOL, attrs.evolve(policy, **changes))  # type: ignore[arg-type]
    return draft, solve(draft.round, seconds=None, iterations=50, seed=1)


def test_a_record_for_each_conference_of_a_plan() -> None:
    """With who is invited as what, where the round says it."""
    draft, plan = planned(student=StudentPart.OPTIONAL)
    records = planned_conferences(draft, plan, access())
    starts = {one.meeting: one.start for one in plan.placements}
    assert {one.meeting: one.start for one in records} == starts
    assert len({one.id for one in records}) == len(records) > 2
    for record in records:
        assert record.label.author == "ada"
        assert record.round == "r"
        assert record.staff == ("ada",)
        assert record.with_student
        guardians = {one.id for one in SCHOOL.guardians_of(record.student)}
        assert record.guardians
        assert set(record.guardians) <= guardians


def test_siblings_who_share_a_meeting_have_a_record_each() -> None:
    """And the meeting's id in both."""
    draft, plan = planned(siblings=Siblings.TOGETHER)
    records = planned_conferences(draft, plan, access())
    (both,) = [id_ for id_, students in draft.students.items() if len(students) > 1]
    assert {one.id for one in records if one.meeting == both} == {
        f"r/{both}/noah",
        f"r/{both}/ivy",
    }


def test_a_teacher_and_parent_is_there_as_a_parent_where_others_are_there_for_the_school() -> None:
    """And for the school where nobody else is."""
    draft, plan = planned(meet=(Occasion.LEAD, Occasion.SUBJECT))
    placement = plan.placements[0]
    (meeting,) = [one for one in draft.round.meetings if one.id == placement.meeting]
    alone = attrs.evolve(plan, placements=(placement,), unplaced=())
    for required, sides in (
        (("ben", "ada"), (("ada",), ("ben",))),
        (("ben",), (("ben",), ())),
    ):
        held = attrs.evolve(meeting, required=required, optional=())
        round_ = attrs.evolve(draft.round, meetings=(held,))
        made_ = RoundDraft(round_, (), {meeting.id: ("mateo",)})
        (record,) = planned_conferences(made_, alone, access())
        assert (record.staff, record.guardians) == sides


def test_a_plan_that_does_not_fit_is_refused() -> None:
    """Of another round, or with a meeting about nobody."""
    draft, plan = planned()
    with pytest.raises(InvalidInputError, match="is not 'r'"):
        planned_conferences(draft, attrs.evolve(plan, round="x"), access())
    with pytest.raises(InvalidInputError, match="names no student"):
        planned_conferences(attrs.evolve(draft, students={}), plan, access())
