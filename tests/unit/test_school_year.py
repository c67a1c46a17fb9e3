"""A year as one story, and the step in it from a plan to records."""

import contextlib
import io
import re
import runpy
from pathlib import Path

import attrs
import pytest

from conferencekit.conference import (
    Account,
    ConferenceRecord,
    ConferenceState,
    cancel_conference,
    hold_conference,
    keep_conference,
    kept_conferences,
    planned_conferences,
    reschedule_conference,
)
from conferencekit.errors import InvalidInputError
from conferencekit.exchange import EXAMPLE_DAY, EXAMPLE_ZONE, example_school, read_oneroster
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
from conferencekit.school import School
from conferencekit.storage.memory import MemoryStore
from conferencekit.storage.sqlite import SqliteStore
from conferencekit.time import Instant
from samples import made

START = Instant.parse("2026-11-24T15:00Z")
SCHOOL = made()
EXAMPLE = Path(__file__).parents[2] / "examples" / "school_year.py"


def told(database: str) -> str:
    """What the example prints where everything is kept in a database."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(EXAMPLE))["main"](database)
    return printed.getvalue()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the example prints, and the file it keeps everything in."""
    database = tmp_path_factory.mktemp("year") / "year.sqlite"
    return told(str(database)), database


def page(story: tuple[str, Path], reader: str) -> str:
    """What one reader is shown."""
    found = re.search(rf"=== for {reader}, .*===\n((?:.*\n)*?)\n===", story[0])
    assert found is not None
    return found[1]


def test_it_is_the_same_story_in_postgresql(story: tuple[str, Path], conninfo: str) -> None:
    """To the letter."""
    assert told(conninfo) == story[0]


def test_both_rounds_are_planned_and_what_is_left_is_told(story: tuple[str, Path]) -> None:
    """What was cancelled, missed or asked for in autumn is the spring round; a no-show is left."""
    lines = story[0].splitlines()
    assert lines[0] == (
        "Autumn conferences 2026: 34 conferences, 0 unplaced; 31 booked by families"
    )
    assert [line for line in lines if line.startswith("for the spring")] == [
        "for the spring: grace with chloe about eli",
        "for the spring: anna-w with ada about jonas",
        "for the spring: jisoo with ada about minjun",
        "for the spring: tom with ada about noah",
        "for the spring: hannah with dev about noah",
    ]
    assert "Spring conferences 2027: 5 conferences, 0 unplaced; 2 booked by families" in lines
    assert lines[-1].startswith("still to be arranged: ")
    assert lines[-1].endswith(", tom with ada")


def test_what_is_told_in_confidence_reaches_who_may_know(story: tuple[str, Path]) -> None:
    """Before it is saved it says who; adjustments are proposed to the teacher alone, and made."""
    lines = story[0].splitlines()
    assert "may know: ada (named-reader), hannah (author)" in lines
    assert [line for line in lines if line.startswith(("proposed", "adjusted"))] == [
        "proposed to ada: add-check-in by 2027-01-17",
        "proposed to ada: review-goals by 2027-01-28",
        "adjusted: Reads 80 words a minute, by 2027-06-11 now",
    ]
    for reader in ("ada", "hannah", "tom", "noah", "fatima"):
        assert ("grandfather" in page(story, reader)) is (reader in ("ada", "hannah"))
        assert "by 2027-06-11" in page(story, reader)
    assert "Speak with the family sooner" not in story[0]  # it was done
    assert "access log on noah: 4 entries, the chain holds" in lines
    assert b"grandfather" not in story[1].read_bytes()


def test_families_are_written_with_and_called(story: tuple[str, Path]) -> None:
    """In their language; who has not been spoken with is reminded of, the longest first."""
    lines = story[0].splitlines()
    assert "rosa wrote to ada: She reads every night. (translated by the phrasebook)" in lines
    waiting = [line for line in lines if line.startswith("not spoken with for")]
    days = [int(line.split()[4]) for line in waiting]
    assert days == sorted(days, reverse=True)
    assert waiting[0] == "not spoken with for 126 days: park; remind fatima"
    assert not any("reed-mother" in line for line in waiting)  # she has written


def test_the_year_is_looked_back_on(story: tuple[str, Path]) -> None:
    """First whom the school did not reach; then what came of each occasion."""
    _, _, back = story[0].partition("=== how home and school came together ===\n")
    assert back.splitlines()[:2] == [
        "not reached on any channel: park, weber, young",
        "autumn-2026: offered 17, booked 14, came 14, contributed 1, followed-up 1",
    ]
    assert "conferences: 0 planned, 31 held, 7 missed, 1 cancelled" in back
    assert "spring-2027: offered 5, booked 2, came 1, contributed 0, followed-up 0" in back


def test_each_reads_what_is_theirs(story: tuple[str, Path]) -> None:
    """Teacher, a parent in each of two households, the student and the head."""
    ada, hannah, tom, noah, head = (
        page(story, reader) for reader in ("ada", "hannah", "tom", "noah", "fatima")
    )
    in_confidence = re.compile(r"Told in confidence\n(- .*\n)+\n")
    origins = re.compile(r" \+(\d+)\]")
    assert origins.sub("]", in_confidence.sub("", ada)) == origins.sub("]", head)
    spoken = "Kate Lindqvist: not spoken with"
    counts = [
        int(found[1])
        for one in (ada, head)
        for line in one.splitlines()
        if spoken in line and (found := origins.search(line))
    ]
    assert counts[0] < counts[1]  # what went on with the family that is not Ada's to know
    for text, readers in {
        "bored in maths": (ada, tom),
        "Explains things": (ada, hannah),
        "family: Exceeds": (ada, hannah),
        "My comic": (ada, hannah, tom, noah),
        "A quiet corner": (ada, hannah, tom),
        "I want to read the dragon book": (noah,),
        "Reads 80 words a minute: 73 of 80": (ada, hannah, tom),
        "Read to Ivy": (hannah, tom, noah),
        "Families to speak with": (ada,),
    }.items():
        for one in (ada, hannah, tom, noah):
            assert (text in one) is (one in readers), text
    assert "Mondays" not in story[0]  # the staff's notes are in no brief
    assert all(line.endswith("]") for line in ada.splitlines() if line.startswith("- "))


def test_the_file_has_it_all(story: tuple[str, Path]) -> None:
    """One called off, one missed; what was asked for in the first, answered by both, is held."""
    head = AccessPolicy(_example()).viewing("fatima", at=START, purpose=Purpose.CONFERENCE)
    with SqliteStore(story[1]) as store:
        records = list(kept_conferences(store, head, "noah"))
    states = [one.state for one in records]
    assert states.count(ConferenceState.CANCELLED) == 1
    assert states.count(ConferenceState.MISSED) == 1
    assert ConferenceState.PLANNED not in states
    (first,) = [one for one in records if one.replies]
    (second,) = [one for one in records if one.staff == ("dev",)]
    assert second.start > first.start
    assert second.state is ConferenceState.HELD
    assert first.account is not None
    assert [(one.by, one.staff) for one in first.account.another] == [("hannah", "dev")]
    assert second.guardians == ("hannah",)
    assert [(one.by, one.reply) for one in first.replies] == [
        ("hannah", "agreed"),
        ("tom", "differs"),
    ]


def _example() -> School:
    roster = example_school() / "roster"
    return read_oneroster(roster, timezone=EXAMPLE_ZONE, on=EXAMPLE_DAY).school


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


def test_a_plan_may_be_looked_at_again() -> None:
    """What is as it was stays as it is kept; what moved is moved; what was called off is new."""
    draft, plan = planned(siblings=Siblings.TOGETHER)
    later = attrs.evolve(access(), at=START.plus(hours=-1))
    store = MemoryStore()
    first = planned_conferences(draft, plan, access())
    for record in first:
        assert keep_conference(record, access()).run(store) == record
    assert planned_conferences(draft, plan, later, kept=kept_conferences(store, later)) == first
    unread = keep_conference(planned_conferences(draft, plan, later)[0], later).run(store)
    assert str(unread).endswith("is kept already; read it, and change that")

    moved = attrs.evolve(plan.placements[0], start=START.plus(hours=9))
    other = attrs.evolve(plan, placements=(moved, *plan.placements[1:]))
    again = planned_conferences(draft, other, later, kept=first)
    assert again[0] == attrs.evolve(first[0], start=moved.start, moved_at=later.at)
    assert again[1:] == tuple(
        attrs.evolve(one, start=moved.start, moved_at=later.at)
        if one.meeting == moved.meeting
        else one
        for one in first[1:]
    )
    assert keep_conference(again[0], later).run(store) == again[0]


def test_what_was_called_off_is_planned_anew_at_another_time() -> None:
    """As often as it is called off; at the time it was called off for it stays so."""
    draft, plan = planned()
    kept = list(planned_conferences(draft, plan, access()))
    id_, store = kept[0].id, MemoryStore()
    for times in (2, 3):
        off = cancel_conference(kept[0], access(), why="ill")
        assert isinstance(off, ConferenceRecord)
        records = [off, *kept[1:]]
        assert planned_conferences(draft, plan, access(), kept=records)[0] == off
        moved = attrs.evolve(plan.placements[0], start=START.plus(hours=times))
        plan = attrs.evolve(plan, placements=(moved, *plan.placements[1:]))
        anew = planned_conferences(draft, plan, access(), kept=records)[0]
        assert (anew.id, anew.start) == (f"{id_}#{times}", moved.start)
        assert anew.state is ConferenceState.PLANNED
        for one in (off, anew):
            assert keep_conference(one, access()).run(store) == one
        kept = [anew, *records]
        assert planned_conferences(draft, plan, access(), kept=kept)[0] == anew


def test_what_was_held_stays_as_it_was_written_down() -> None:
    """Whatever a later plan says."""
    draft, plan = planned()
    (first, *_) = planned_conferences(draft, plan, access())
    after = attrs.evolve(access(), at=START.plus(hours=9))
    held = hold_conference(first, Account(came=first.staff), after)
    assert isinstance(held, ConferenceRecord)
    moved = attrs.evolve(plan.placements[0], start=START.plus(hours=9))
    other = attrs.evolve(plan, placements=(moved,))
    assert planned_conferences(draft, other, access(), kept=[held]) == (held,)


def test_a_conference_is_put_at_another_time_by_staff() -> None:
    """While it is planned; the rest of it stays."""
    draft, plan = planned()
    (first, *_) = planned_conferences(draft, plan, access())
    later = START.plus(hours=9)
    moved = reschedule_conference(first, later, access())
    assert moved == attrs.evolve(first, start=later, moved_at=access().at)
    longer = reschedule_conference(first, later, access(), minutes=45)
    assert longer == attrs.evolve(first, start=later, minutes=45, moved_at=access().at)
    with pytest.raises(InvalidInputError, match="minutes"):
        reschedule_conference(first, later, access(), minutes=0)
    parent = AccessPolicy(SCHOOL).viewing(first.guardians[0], at=START, purpose=Purpose.CONFERENCE)
    assert not reschedule_conference(first, later, parent)
    hers = attrs.evolve(first, label=attrs.evolve(first.label, author=parent.viewer))
    refusal = reschedule_conference(hers, later, parent)
    assert str(refusal) == "it is written by the staff alone"
    off = cancel_conference(first, access(), why="ill")
    assert isinstance(off, ConferenceRecord)
    refusal = reschedule_conference(off, later, access())
    assert str(refusal) == "a conference that is cancelled cannot be moved"


def test_a_plan_that_does_not_fit_is_refused() -> None:
    """Of another round, or with a meeting about nobody."""
    draft, plan = planned()
    with pytest.raises(InvalidInputError, match="is not 'r'"):
        planned_conferences(draft, attrs.evolve(plan, round="x"), access())
    with pytest.raises(InvalidInputError, match="names no student"):
        planned_conferences(attrs.evolve(draft, students={}), plan, access())
