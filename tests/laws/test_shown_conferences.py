"""What somebody is told of bookings, and what they may do about conferences, is what is granted.

Held to the independent statement, for everybody and for every purpose.
"""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.booking import Booking, Desk, Family, Standing, families_of
from conferencekit.conference import (
    Answer,
    Answers,
    ConferenceRecord,
    FollowUp,
    FollowUpAction,
    Question,
    Questionnaire,
    answer_questionnaire,
    change_follow_up,
    keep_conference,
    planned_conferences,
    reschedule_conference,
    seen_bookings,
)
from conferencekit.dialogue import Thread, reply
from conferencekit.dialogue import keep as keep_told
from conferencekit.dialogue.documents import _kind, _place
from conferencekit.goals import Role
from conferencekit.planning import RoundDraft
from conferencekit.privacy import Access, Audience, Label, Purpose
from conferencekit.scheduling import (
    Kind,
    Meeting,
    Person,
    Placement,
    Plan,
    Round,
    Score,
    Session,
    Terms,
)
from conferencekit.storage import Body, Decision, Operation
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Zone
from spec.access import Data, homes_of, may, may_write_for_school
from spec.labels import a_label, of_answers, of_booking
from worlds import (
    GUARDIANS,
    NOW,
    PEOPLE,
    STUDENTS,
    TODAY,
    World,
    plain_label,
    plain_record,
    random_label,
    some,
    world_of,
)

START = NOW.plus(hours=1)
seeds = st.integers(0, 10**9)
some_cases = settings(max_examples=max(settings().max_examples // 3, 1))


def chance(seed: int) -> tuple[World, Random]:
    """The world of a seed, and chance for what is asked of it."""
    return world_of(seed, records=0), Random(seed)  # noqa: S311  it guards nothing


def askers(world: World) -> Iterator[Access]:
    """Everybody, for everything."""
    for viewer in PEOPLE:
        for purpose in Purpose:
            yield world.policy.viewing(viewer, at=NOW, purpose=purpose)


def a_draft(random: Random) -> RoundDraft:
    """Meetings of a teacher with anybody, about one student, about both, or about nobody."""
    kinds = {**dict.fromkeys(GUARDIANS, Kind.GUARDIAN), **dict.fromkeys(STUDENTS, Kind.STUDENT)}
    people = [Person("t1", Kind.TEACHER), *(Person(id_, kind) for id_, kind in kinds.items())]
    meetings = [Meeting(f"m{n}", 20, ("t1", *some(random, tuple(kinds), 0, 2))) for n in range(6)]
    session = Session("s", START, START.plus(hours=3))
    round_ = Round("r", Zone("UTC"), (session,), tuple(people), tuple(meetings))
    return RoundDraft(round_, (), {one.id: some(random, STUDENTS) for one in meetings})


def a_desk(random: Random, world: World, round_: Round) -> Desk:
    """Who books: guardians by themselves, households, students, or some of them together."""
    way = random.randrange(4)
    if way == 0:
        return Desk(round_)
    if way == 1:
        return Desk(round_, families=families_of(round_, world.policy.school))
    students = tuple(Family(one, (one,)) for one in STUDENTS)
    together = (Family("f", some(random, GUARDIANS, 1)),) if way == 2 else ()
    return Desk(round_, families=(*students, *together))


@some_cases
@given(seeds)
def test_bookings_are_shown_to_whom_they_are_for(seed: int) -> None:
    """Those of one home not to another, and those of nobody in particular to the staff."""
    world, random = chance(seed)
    plain, draft = world.plain(), a_draft(random)
    desk = a_desk(random, world, draft.round)
    bookings = {one.id: Booking(one.id) for one in desk.meetings}
    stand = Standing(desk, NOW, bookings, {})
    labels = {}
    for meeting in desk.meetings:
        families = [(one.id, list(one.people)) for one in desk.families_of(meeting)]
        students = list(draft.students[meeting.id])
        labels[meeting.id] = of_booking(plain, students, families) if students else None
    for access in askers(world):
        seen = {
            id_: bookings[id_]
            for id_, label in labels.items()
            if label and may(plain, access.viewer, "read", label, access.purpose)
        }
        assert seen_bookings(stand, draft.students, access) == seen


@some_cases
@given(seeds)
def test_who_arranges_conferences_is_who_may_write_them(seed: int) -> None:
    """What a plan comes to is kept in their own name, and moved, by the staff who may alone."""
    world, random = chance(seed)
    plain, draft = world.plain(), a_draft(random)
    draft = attrs.evolve(draft, students=dict.fromkeys(draft.students, STUDENTS))
    starts = tuple(
        Placement(one.id, START.plus(minutes=20 * n)) for n, one in enumerate(draft.round.meetings)
    )
    plan = Plan("r", starts, (), Score(0, 0, Terms()))
    audience = random.choice((Audience.FAMILY, Audience.GUARDIANS, Audience.STAFF))
    anybodys = attrs.evolve(
        random_label(random, world.policy.school, 0), kind="conference", students=("a",)
    )
    planned = ConferenceRecord(anybodys, START, 20, ("t1",), ("g1",))
    for access in askers(world):
        viewer, purpose = access.viewer, access.purpose
        for one in planned_conferences(draft, plan, access, audience=audience):
            held_by = {who for who in one.invited if holds(plain, who)}
            label = {**a_label(one.student, viewer, audience), "in_charge": sorted(held_by)}
            assert plain_label(one.label) == label
            may_keep = may_write_for_school(plain, viewer, label, purpose)
            assert bool(keep_conference(one, access).run(MemoryStore())) is may_keep
        moved = reschedule_conference(planned, START.plus(hours=1), access)
        may_move = may_write_for_school(plain, viewer, plain_record(planned), purpose)
        assert bool(moved) is may_move


def holds(plain: Data, who: str) -> bool:
    """Whether somebody invited is there for the school: of its staff, and with no child there."""
    staff = [one["id"] for one in plain["school"].get("staff", [])]
    return who in staff and not any(homes_of(plain, who, child) for child in STUDENTS)


@given(seeds)
def test_promises_are_changed_by_who_made_them_and_by_who_may_write(seed: int) -> None:
    """Whoever promised says that it was done, or later; the rest takes the right to write."""
    world, random = chance(seed)
    plain = world.plain()
    label = random_label(random, world.policy.school, 0)
    label = attrs.evolve(label, kind="follow-up", students=(random.choice(STUDENTS),))
    promise = FollowUp(label, "call", random.choice(PEOPLE), TODAY)
    told = plain_record(promise)
    later = TODAY + timedelta(7)
    for access in askers(world):
        viewer, purpose = access.viewer, access.purpose
        for action in (FollowUpAction.COMPLETE, FollowUpAction.POSTPONE, FollowUpAction.DROP):
            due = later if action is FollowUpAction.POSTPONE else None
            found = change_follow_up(promise, action, access, why="x", due=due)
            if viewer != promise.owner:
                granted = may_write_for_school(plain, viewer, told, purpose)
            else:
                asked = "write" if action is FollowUpAction.DROP else "read"
                granted = may(plain, viewer, asked, told, purpose)
            assert bool(found) is granted


@some_cases
@given(seeds)
def test_questions_are_answered_by_whom_they_are_put_to(seed: int) -> None:
    """By who has the role and may write it; from the role follows for whom the answers are."""
    world, _ = chance(seed)
    plain = world.plain()
    for role in Role:
        asked = Questionnaire("q", "1", "Q", role, (Question("one", "How is it?"),))
        for access in askers(world):
            for student in STUDENTS:
                label = of_answers(plain, student, access.viewer, role)
                granted = label and may(plain, access.viewer, "write", label, access.purpose)
                answers = answer_questionnaire(
                    asked, [Answer("one", "well")], access, student=student, id_="a"
                )
                assert bool(answers) is bool(granted)
                if isinstance(answers, Answers):
                    assert plain_label(answers.label) == label


@some_cases
@given(seeds)
def test_replies_are_sent_by_who_may_see_the_thread_to_whom_it_is_for(seed: int) -> None:
    """And by nobody whom an order or another household keeps from writing them."""
    world, random = chance(seed)
    plain = world.plain()
    label = random_label(random, world.policy.school, 0)
    student, author = random.choice(STUDENTS), label.author or random.choice(PEOPLE)
    label = attrs.evolve(label, kind="thread", students=(student,), author=author)
    thread = Thread(label, "reading")
    place = _place(thread)
    body = Body("thread", 1, _kind(Thread, None, place).write(thread))
    for access in askers(world):
        told = reply(thread, access, id="m", text="yes", language="en")
        stated = {**plain_label(label), "author": access.viewer}
        assert plain_label(told.label) == stated
        store = MemoryStore()
        Operation((place,), lambda _: Decision(None, put={place: body})).run(store)
        granted = all(
            may(plain, access.viewer, action, one, access.purpose)
            for action, one in (("read", plain_label(label)), ("write", stated))
        )
        granted = granted and all(is_known(plain, one, label) for one in label.readers)
        assert bool(keep_told(told, access).run(store)) is granted


def is_known(plain: Data, reader: str, label: Label) -> bool:
    """Whether somebody could ever be a reader of a record: of the staff, or the family."""
    staff = [one["id"] for one in plain["school"].get("staff", [])]
    (child,) = label.students
    return reader in staff or reader == child or bool(homes_of(plain, reader, child))
