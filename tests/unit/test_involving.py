"""How far things went with families, told by what is kept, and the report on it."""

from datetime import date
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.booking import (
    Actor,
    BookingPolicy,
    Desk,
    Family,
    book,
    cancel,
    families_of,
    keep_desk,
    mark_met,
    read_event,
    standing,
)
from conferencekit.conference import (
    Account,
    AnotherConference,
    Answer,
    Answers,
    ConferenceRecord,
    FollowUp,
    FollowUpAction,
    Reply,
    Statement,
    acknowledge_conference,
    cancel_conference,
    change_follow_up,
    hold_conference,
    involved_by_answers,
    involved_by_bookings,
    involved_by_conferences,
    seen_bookings,
)
from conferencekit.dialogue import (
    ContactEntry,
    Involvement,
    Medium,
    Message,
    Stage,
    involved_by_messages,
    show_involvement,
)
from conferencekit.planning import RoundPolicy, build_round
from conferencekit.privacy import Access, AccessPolicy, Audience, Label, Purpose
from conferencekit.scheduling import Kind, Meeting, Person, Round, Session
from conferencekit.school import Name, Staff, StaffRole
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant, Window
from samples import made

NOW = Instant.parse("2026-11-20T10:00Z")
START = Instant.parse("2026-11-24T15:00Z")
SCHOOL = attrs.evolve(
    made(),
    staff=(*made().staff, Staff("mira", Name("Mira"), frozenset({StaffRole.HEAD}))),
    restrictions=(),
)
POLICY = AccessPolicy(SCHOOL)

Told = set[tuple[str, str, Stage]]


def access(viewer: str, at: Instant = NOW) -> Access:
    """Somebody, for the conferences."""
    return POLICY.viewing(viewer, at=at, purpose=Purpose.CONFERENCE)


def label(kind: str, id_: str, author: str, **changes: Any) -> Label:  # noqa: ANN401
    """Of a record for the family of Noah."""
    plain = Label(kind, id_, ("noah",), author, NOW, Audience.FAMILY)
    return attrs.evolve(plain, **changes)


def done(result: Any) -> Any:  # noqa: ANN401
    """A result that is no refusal."""
    assert result
    return result


def told(found: Any) -> Told:  # noqa: ANN401
    """Household, occasion and stage of each."""
    return {(one.household, one.occasion, one.stage) for one in found}


def test_bookings_tell_what_families_did_themselves() -> None:
    """Not what the office did for them; who waits or calls off has answered too."""
    policy = RoundPolicy("autumn", (Session("s", START, START.plus(hours=4)),))
    round_ = build_round(SCHOOL, policy).round
    desk = Desk(round_, BookingPolicy(offer_minutes=60), families_of(round_, SCHOOL))
    meetings = {
        family.id: meeting.id for meeting in desk.meetings for family in desk.families_of(meeting)
    }
    store = MemoryStore()
    done(keep_desk(desk, by=Actor.office(), at=NOW).run(store))

    def stages() -> Told:
        events = [read_event(one) for one in store.events().events]
        return told(involved_by_bookings(filter(None, events), desk, SCHOOL))

    invited = {(home, "autumn", Stage.OFFERED) for home in meetings}
    assert stages() == invited
    hannah, toms, office = Actor.family("h1"), Actor.family("h2"), Actor.office()
    own = book(desk, meetings["h1"], start=START, by=hannah, at=NOW).run(store)
    done(own)
    later = START.plus(hours=1)
    done(book(desk, meetings["h2"], start=later, by=office, at=NOW).run(store))
    assert stages() == invited | {("h1", "autumn", Stage.BOOKED)}
    done(cancel(desk, meetings["h2"], by=toms, at=NOW).run(store))
    assert ("h2", "autumn", Stage.BOOKED) in stages()
    done(mark_met(desk, meetings["h1"], by=office, at=START.plus(hours=1)).run(store))
    assert ("h1", "autumn", Stage.CAME) in stages()
    events = [read_event(one) for one in store.events().events]
    students = {meetings["h1"]: ("noah",)}
    found = list(involved_by_bookings(filter(None, events), desk, SCHOOL, students=students))
    labels = {(one.household, each.household, each.students) for one in found
              for each in one.labels}  # fmt: skip
    assert labels == {("h1", "h1", ("noah",))}
    assert any(not one.labels for one in found)  # of a meeting about nobody that is said
    other = attrs.evolve(desk, round=attrs.evolve(round_, id="spring"))
    assert not list(involved_by_bookings(filter(None, events), other, SCHOOL))


def test_bookings_are_shown_to_whom_they_concern() -> None:
    """One household's not to the other, and nobody's to the parents of others."""
    policy = RoundPolicy("autumn", (Session("s", START, START.plus(hours=4)),))
    draft = build_round(SCHOOL, policy)
    desk = Desk(draft.round, BookingPolicy(), families_of(draft.round, SCHOOL))
    store = MemoryStore()
    done(keep_desk(desk, by=Actor.office(), at=NOW).run(store))
    stand = done(standing(desk, at=NOW).run(store))

    def seen(viewer: str) -> set[tuple[str, ...]]:
        shown = seen_bookings(stand, draft.students, access(viewer))
        return {
            (*draft.students[id_], *(one.id for one in desk.families_of(meeting)))
            for id_ in shown
            if (meeting := desk.meeting(id_)) is not None
        }

    assert seen("hannah") == {("noah", "h1"), ("ivy", "h1")}
    assert seen("tom") == {("noah", "h2")}
    assert seen("ada") == {("noah", "h1"), ("noah", "h2"), ("ivy", "h1")}
    assert seen("mira") >= seen("ada")
    assert seen("noah") == {("noah", "h1"), ("noah", "h2")}  # it is about him
    assert seen("nobody") == set()
    assert seen_bookings(stand, {}, access("mira")) == {}


def test_bookings_of_guardians_are_not_shown_to_another_household() -> None:
    """Each guardian is a family by default; where no family of the child is in it, the staff's."""
    policy = RoundPolicy("autumn", (Session("s", START, START.plus(hours=4)),))
    draft = build_round(SCHOOL, policy)
    desk = Desk(draft.round)
    store = MemoryStore()
    done(keep_desk(desk, by=Actor.office(), at=NOW).run(store))
    stand = done(standing(desk, at=NOW).run(store))
    booker = {
        meeting.id: tuple(one.id for one in desk.families_of(meeting)) for meeting in desk.meetings
    }

    def seen(viewer: str) -> set[tuple[str, ...]]:
        shown = seen_bookings(stand, draft.students, access(viewer))
        return {(*draft.students[id_], *booker[id_]) for id_ in shown}

    assert seen("hannah") == {("noah", "hannah"), ("ivy", "hannah")}
    assert seen("tom") == {("noah", "tom")}
    assert seen("ada") == {("noah", "hannah"), ("noah", "tom"), ("ivy", "hannah")}
    hers = next(id_ for id_, told in booker.items() if told == ("hannah",))
    assert hers not in seen_bookings(stand, {hers: ("mateo",)}, access("ben"))
    assert hers in seen_bookings(stand, {hers: ("mateo",)}, access("mira"))


def test_students_who_book_for_themselves_are_shown_it() -> None:
    """As a family of their own."""
    people = (Person("ada", Kind.TEACHER), Person("noah", Kind.STUDENT))
    sessions = (Session("s", START, START.plus(hours=1)),)
    round_ = Round("r", SCHOOL.timezone, sessions, people, (Meeting("m", 20, ("ada", "noah")),))
    desk = Desk(round_, families=(Family("noah", ("noah",)),))
    store = MemoryStore()
    done(keep_desk(desk, by=Actor.office(), at=NOW).run(store))
    stand = done(standing(desk, at=NOW).run(store))
    for viewer, shown in (("noah", ["m"]), ("ada", ["m"]), ("ben", [])):
        assert list(seen_bookings(stand, {"m": ("noah",)}, access(viewer))) == shown


def test_families_that_are_guardians_count_for_their_households() -> None:
    """As where a desk knows of no households."""
    policy = RoundPolicy("autumn", (Session("s", START, START.plus(hours=4)),))
    desk = Desk(build_round(SCHOOL, policy).round)
    store = MemoryStore()
    done(keep_desk(desk, by=Actor.office(), at=NOW).run(store))
    events = [read_event(one) for one in store.events().events]
    offered = told(involved_by_bookings(filter(None, events), desk, SCHOOL))
    assert {("h1", "autumn", Stage.OFFERED), ("h2", "autumn", Stage.OFFERED)} <= offered


RECORD = ConferenceRecord(
    label("conference", "c1", "ada"), START, 20, ("ada",), ("hannah", "tom"), round="autumn"
)


def test_records_tell_who_came_and_brought_something_in() -> None:
    """By what was said or asked for, by answering the account; and what was done after."""
    account = Account(("ada", "hannah"), (Statement("Reads a lot.", "hannah"),))
    held = done(hold_conference(RECORD, account, access("ada", START)))
    offered = {("h1", "autumn", Stage.OFFERED), ("h2", "autumn", Stage.OFFERED)}
    came = {("h1", "autumn", Stage.CAME), ("h1", "autumn", Stage.CONTRIBUTED)}
    ada = access("ada", START.plus(days=9))
    assert told(involved_by_conferences([held], ada)) == offered | came
    answered = acknowledge_conference(held, Reply.DIFFERS, access("tom", START.plus(days=1)))
    found = told(involved_by_conferences([done(answered)], ada))
    assert found == offered | came | {("h2", "autumn", Stage.CONTRIBUTED)}
    promise = FollowUp(label("follow-up", "f", "ada"), "a book", "ada", date(2026, 12, 1), "c1")
    assert told(involved_by_conferences([held], ada, follow_ups=[promise])) == offered | came
    kept = done(change_follow_up(promise, FollowUpAction.COMPLETE, ada))
    found = told(involved_by_conferences([held], ada, follow_ups=[kept]))
    assert found == offered | came | {("h1", "autumn", Stage.FOLLOWED_UP)}


def test_records_tell_of_no_more_than_was() -> None:
    """Whoever was silent came; whoever called off answered; a lone conference is an occasion."""
    silent = done(hold_conference(RECORD, Account(("ada", "tom")), access("ada", START)))
    ada = access("ada", START.plus(days=9))
    assert ("h2", "autumn", Stage.CONTRIBUTED) not in told(involved_by_conferences([silent], ada))
    asked = Account(("ada", "tom"), another=(AnotherConference("tom", "ada"),))
    asked_ = done(hold_conference(RECORD, asked, access("ada", START)))
    assert ("h2", "autumn", Stage.CONTRIBUTED) in told(involved_by_conferences([asked_], ada))
    alone = attrs.evolve(RECORD, round=None)
    off = done(cancel_conference(alone, access("tom"), why="ill"))
    assert told(involved_by_conferences([off], ada)) == {
        ("h1", "c1", Stage.OFFERED),
        ("h2", "c1", Stage.OFFERED),
        ("h2", "c1", Stage.BOOKED),
    }


def test_answers_and_messages_count_for_the_household_they_are_from() -> None:
    """Those by guardians; and only what the viewer may see."""
    answers = [
        Answers(
            label("answers", who, who, audience=Audience.GUARDIANS, household=home),
            "family",
            "1",
            (Answer("worries", "none"),),
        )
        for who, home in (("tom", "h2"), ("ada", "h1"), ("noah", None))
    ]
    assert told(involved_by_answers(answers, access("mira"))) == {
        ("h2", "family", Stage.CONTRIBUTED)
    }
    assert not told(involved_by_answers(answers, access("hannah")))
    messages = [
        Message(label("message", "m1", "hannah"), "t1", "Hello.", "en"),
        Message(label("message", "m2", "ada"), "t1", "Hello.", "en"),
        Message(label("message", "m3", "tom", audience=Audience.PRIVATE), "t1", "Hm.", "en"),
    ]
    assert told(involved_by_messages(messages, access("mira"))) == {
        ("h1", "messages", Stage.CONTRIBUTED)
    }


def test_what_is_drawn_for_one_is_asked_for_again_for_another() -> None:
    """An answer of Tom's, drawn for the head, is not counted for who may not see it."""
    held = done(hold_conference(RECORD, Account(("ada", "hannah")), access("ada", START)))
    answered = done(acknowledge_conference(held, Reply.SEEN, access("tom", START.plus(days=1))))
    promise = FollowUp(label("follow-up", "f", "ada"), "x", "tom", date(2026, 12, 1), "c1")
    later = START.plus(days=2)
    kept = done(change_follow_up(promise, FollowUpAction.COMPLETE, access("ada", later)))
    drawn = list(involved_by_conferences([answered], access("mira", later), follow_ups=[kept]))
    labels = {(one.household, one.stage): one.labels for one in drawn}
    assert labels["h1", Stage.CAME] == (answered.label,)
    assert labels["h2", Stage.CONTRIBUTED] == (answered.label, answered.replies[0].label)
    assert labels["h1", Stage.FOLLOWED_UP] == (answered.label, kept.label)
    working = attrs.evolve(SCHOOL, staff=(*SCHOOL.staff, Staff("hannah", Name("Hannah"))))
    working = attrs.evolve(
        working,
        groups=tuple(attrs.evolve(one, teachers=(*one.teachers, "hannah"))
                     for one in working.groups),
    )  # fmt: skip
    during = Window(NOW.plus(days=-1), later.plus(days=1))
    for viewer, reached in (("ada", {"h1", "h2"}), ("hannah", {"h1"})):
        asking = AccessPolicy(working).viewing(viewer, at=later, purpose=Purpose.EDUCATION)
        report = show_involvement(drawn, [], asking, during=during).view
        assert report is not None
        assert {one.household for one in report.families if one.was_reached} == reached


def test_who_wrote_was_reached() -> None:
    """On that channel, though they came to nothing."""
    message = Message(label("message", "m1", "hannah"), "t1", "Hello.", "en")
    records = list(involved_by_conferences([RECORD], access("mira")))
    happened = [*records, *involved_by_messages([message], access("mira"))]
    during = Window(NOW.plus(days=-1), NOW.plus(days=1))
    report = show_involvement(happened, [], access("mira"), during=during).view
    assert report is not None
    assert report.not_reached == ("h2", "h3")


households = st.sampled_from(("h1", "h2", "h3"))
went = st.builds(
    Involvement, households, st.sampled_from(("autumn", "spring")), st.sampled_from(Stage),
    st.just(NOW),
)  # fmt: skip


def logged(household: str, reached: bool) -> ContactEntry:
    """A line of the contact log."""
    student = {"h1": "noah", "h2": "noah", "h3": "mateo"}[household]
    entry = Label("contact", "c", (student,), "ada", NOW, Audience.STAFF, household=household)
    return ContactEntry(entry, Medium.PHONE, reached)


contacts = st.builds(logged, households, st.booleans())


@given(st.lists(went), st.lists(contacts), st.randoms())
def test_families_are_not_ranked(
    happened: list[Involvement],
    log: list[ContactEntry],
    chance: Any,  # noqa: ANN401
) -> None:
    """They stand by their ids whatever happened, in whatever order; first who was not reached."""
    during = Window(NOW, NOW.plus(seconds=1))
    report = show_involvement(happened, log, access("mira"), during=during).view
    assert report is not None
    assert [one.household for one in report.families] == ["h1", "h2", "h3"]
    reached = {one.household for one in happened if one.stage is not Stage.OFFERED} | {
        one.label.household for one in log if one.reached
    }
    assert report.not_reached == tuple(sorted({"h1", "h2", "h3"} - reached))
    assert attrs.fields(type(report))[0].name == "not_reached"
    chance.shuffle(happened)
    chance.shuffle(log)
    assert show_involvement(happened, log, access("mira"), during=during).view == report
