"""A microschool's year in two rounds of conferences, kept in SQLite or in PostgreSQL.

Run it with `python examples/school_year.py [DATABASE]`: a file, or how to connect to PostgreSQL,
such as `"host=localhost dbname=school"`. `make year` runs it on both.

From the roster to the autumn round, booked by families, the rest placed by the solver; questions,
an agenda, a conference held, written down and answered by both households of a student; messages,
calls, and a loss told in confidence, from which two adjustments follow; support, what was measured
and assessed; and what was missed or asked for becomes the spring round, booked and held in turn.
At the end it prints what the teacher, a parent in each household, the student and the head see.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar

import attrs

from conferencekit import (
    Instant,
    Plan,
    Refusal,
    RoundPolicy,
    SqliteStore,
    Wishes,
    build_round,
    read_oneroster,
    read_policy,
    solve,
)
from conferencekit.assessment import (
    Criterion,
    Level,
    Perspective,
    Rubric,
    RubricCatalog,
    Scale,
    Score,
    draft,
    keep_assessment,
    kept_rubrics,
    publish,
    publish_rubric,
)
from conferencekit.booking import (
    Actor,
    BookingEvent,
    BookingPolicy,
    Desk,
    adopt,
    book,
    cancel,
    families_of,
    keep_desk,
    mark_met,
    mark_missed,
    offers,
    place_rest,
    read_event,
    standing,
)
from conferencekit.conference import (
    Account,
    AnotherConference,
    Answer,
    ConferenceRecord,
    ConferenceState,
    FollowUp,
    FollowUpAction,
    Material,
    Preparation,
    Reply,
    Statement,
    StepSet,
    Topic,
    acknowledge_conference,
    agenda,
    answer_questionnaire,
    brief,
    brief_to_text,
    builtin_questionnaires,
    cancel_conference,
    change_follow_up,
    hold_conference,
    involved_by_answers,
    involved_by_bookings,
    involved_by_conferences,
    keep_answers,
    keep_conference,
    keep_follow_up,
    kept_answers,
    kept_conferences,
    kept_follow_ups,
    kept_material,
    miss_conference,
    open_follow_ups,
    planned_conferences,
    requests_for_another,
)
from conferencekit.dialogue import (
    Adjustment,
    Cadence,
    Circumstance,
    ContactEntry,
    Involvement,
    Medium,
    Message,
    Pause,
    Proposal,
    Thread,
    check_ins,
    involved_by_messages,
    keep,
    kept,
    propose,
    read_thread,
    reply,
    show_involvement,
)
from conferencekit.exchange import EXAMPLE_DAY, EXAMPLE_ZONE, example_school
from conferencekit.goals import (
    ActionPlan,
    GoalAction,
    Party,
    Quantity,
    Role,
    Step,
    Terms,
    add_points,
    add_step,
    change_goal,
    keep_goal,
    kept_goals,
    propose_goal,
    revise_goal,
)
from conferencekit.planning import RoundDraft, keep_plan, keep_round, keep_school
from conferencekit.privacy import (
    Access,
    AccessPolicy,
    Audience,
    Cipher,
    Confidential,
    Label,
    Purpose,
    log_access,
    read_log,
    verify,
)
from conferencekit.privacy.fernet import FernetCipher, new_key
from conferencekit.progress import Point
from conferencekit.scheduling import Session, Travel
from conferencekit.storage import Operation, Store
from conferencekit.support import (
    Delivery,
    Dosage,
    Intervention,
    Need,
    SupportPlan,
    Tier,
    add_deliveries,
    begin_support,
    keep_support,
)
from conferencekit.time import Window

STUDENT: Final = "noah"
TEACHER: Final = "ada"
HEAD: Final = "fatima"
MOTHER, FATHER = "hannah", "tom"
READERS: Final = (TEACHER, MOTHER, FATHER, STUDENT, HEAD)
BUSY: Final = frozenset({"young", "park", "weber"})
"""Households that book nothing; the office places them."""
LEVELS: Final = ("beginning", "near", "meets", "exceeds")
RUBRIC: Final = Rubric(
    id="reading",
    version="1",
    title="Reading",
    domain="academic",
    scales=(Scale("four", tuple(Level(id_, id_.title(), n) for n, id_ in enumerate(LEVELS, 1))),),
    criteria=(
        Criterion("fluency", "Reads fluently", "four"),
        Criterion("joy", "Reads for joy", "four", domain="well-being"),
    ),
)
AUTUMN: Final = Instant.parse("2026-11-24T21:00Z")
WINTER: Final = Instant.parse("2027-01-14T21:00Z")
SPRING: Final = Instant.parse("2027-03-23T20:00Z")
CADENCE: Final = Cadence(42, date(2026, 9, 1), (Pause(date(2026, 12, 19), date(2027, 1, 3)),))
SECRET: Final = b"of the school's software"

_T = TypeVar("_T")


def made(result: _T | Refusal) -> _T:
    """What a service gives, where it does not refuse."""
    if isinstance(result, Refusal):
        raise SystemExit(f"refused: {result}")
    return result


@attrs.frozen
class Year:
    """A school's policy of access, its store, and what encrypts what is told in confidence."""

    policy: AccessPolicy
    store: Store
    cipher: Cipher

    def access(self, who: str, at: Instant, purpose: Purpose = Purpose.CONFERENCE) -> Access:
        """Somebody, at an instant, for the conferences."""
        return self.policy.viewing(who, at=at, purpose=purpose)

    def run(self, operation: Operation[_T | Refusal]) -> _T:
        """Have the store carry something out that it must not refuse."""
        return made(operation.run(self.store))

    def label(self, kind: str, id_: str, at: Instant, household: str | None = None) -> Label:
        """Of a record by the teacher, for the student's family or one household of it."""
        return Label(kind, id_, (STUDENT,), TEACHER, at, Audience.FAMILY, household=household)

    def home(self, guardian: str) -> str:
        """The id of a guardian's household."""
        homes = self.policy.school.households_of(STUDENT)
        return next(one.id for one in homes if guardian in one.guardians)


# ------------------------------------------------------------------------------------- the rounds


@attrs.frozen
class Conferences:
    """A round, and the desk at which it is booked."""

    draft: RoundDraft
    desk: Desk


def book_round(year: Year, policy: RoundPolicy, wishes: Wishes) -> Conferences:
    """Open a round; families book, the solver places the rest; a record of each conference."""
    school, store = year.policy.school, year.store
    round_draft = build_round(school, policy, wishes)
    round_ = round_draft.round
    desk = Desk(round_, BookingPolicy(cutoff_minutes=30), families_of(round_, school))
    opens = policy.sessions[0].start.plus(days=-14)
    keep_round(round_).run(store)
    year.run(keep_desk(desk, by=Actor.office(), at=opens))
    for meeting in desk.meetings:
        for family in desk.families_of(meeting):
            if family.id not in BUSY:
                by = Actor.family(family.id)
                found = year.run(offers(desk, meeting.id, by=by, at=opens))
                if found:
                    start = min(found, key=lambda one: (one.crowds_out, one.start)).start
                    year.run(book(desk, meeting.id, start=start, by=by, at=opens))
    by_families = len(year.run(standing(desk, at=opens)).plan.placements)
    plan = placed(year, desk, opens)
    keep_plan(plan, round_).run(store)
    head = year.access(HEAD, opens)
    for record in planned_conferences(round_draft, plan, head):
        year.run(keep_conference(record, head))
    told = f"{len(plan.placements)} conferences, {len(plan.unplaced)} unplaced"
    print(f"{policy.title}: {told}; {by_families} booked by families")
    return Conferences(round_draft, desk)


def placed(year: Year, desk: Desk, at: Instant) -> Plan:
    """What is booked, and the rest by the solver."""
    stand = year.run(standing(desk, at=at))
    plan = place_rest(stand, engine=partial(solve, iterations=400), seconds=None)
    year.run(adopt(desk, plan, by=Actor.office(), at=at))
    return year.run(standing(desk, at=at)).booked


def of_student(year: Year, staff: str, guardian: str, round_: str) -> ConferenceRecord:
    """The conference of the student with a member of staff and a guardian in a round."""
    head = year.access(HEAD, AUTUMN)
    for record in kept_conferences(year.store, head, STUDENT):
        if record.round == round_ and staff in record.staff and guardian in record.guardians:
            return record
    raise SystemExit(f"no conference of {guardian} with {staff} in {round_}")


def hold_others(year: Year, conferences: Conferences) -> None:
    """The other conferences of the round: families that booked come, the others do not."""
    head = year.access(HEAD, AUTUMN)
    for record in kept_conferences(year.store, head):
        desk, meeting = conferences.desk, conferences.desk.meeting(record.meeting or "")
        if meeting is None or record.round != desk.round.id:
            continue
        if record.state is not ConferenceState.PLANNED:
            continue
        access = year.access(HEAD, record.start.plus(minutes=record.minutes))
        came = {one.id for one in desk.families_of(meeting)}.isdisjoint(BUSY)
        mark = mark_met if came else mark_missed
        year.run(mark(desk, meeting.id, by=Actor.office(), at=access.at))
        if came:
            account = Account(came=(record.staff[0], record.guardians[0]))
            record_ = made(hold_conference(record, account, access))
        else:
            record_ = made(miss_conference(record, record.guardians[:1], access))
        year.run(keep_conference(record_, access))


# ---------------------------------------------------------------------------------- the conference


def prepare(year: Year) -> None:
    """Questions, an agenda."""
    family, student, _ = builtin_questionnaires()
    before = AUTUMN.plus(days=-4)
    for who, asked, answers in (
        (FATHER, family, (Answer("worries", "He is bored in maths."),)),
        (MOTHER, family, (Answer("strong", "Explains things to his sister."),)),
        (STUDENT, student, (Answer("proud", "My comic."), Answer("gladly", number=4))),
    ):
        access = year.access(who, before)
        given = answer_questionnaire(asked, answers, access, student=STUDENT, id_=f"{who}-autumn")
        year.run(keep_answers(made(given), access))
    prepared = Preparation(
        year.label("preparation", "autumn", before),
        minutes=20,
        topics=(
            Topic("Reading", TEACHER, 8, 5),
            Topic("The school trip", TEACHER, 6),
            Topic("Explaining", MOTHER, 5, 3),
            Topic("The comic", STUDENT, 3),
        ),
    )
    found = agenda(prepared, year.access(MOTHER, before))
    if found is not None:
        told = ", ".join(f"{item.minutes}' {item.topic.title}" for item in found.items)
        print(f"agenda: {told}; left over: {', '.join(one.title for one in found.left_over)}")


def hold(year: Year, conferences: Conferences) -> None:
    """Hold the conference, with a goal, a step and a promise; both households answer."""
    record = of_student(year, TEACHER, MOTHER, conferences.desk.round.id)
    at = record.start.plus(minutes=30)
    ada = Party(Role.TEACHER, TEACHER)
    terms = Terms(
        "Reads 80 words a minute",
        aspiration="I want to read the dragon book alone",
        measure=Quantity(80, "words", 40),
        due=date(2027, 4, 30),
        agreement_of=frozenset(),
    )
    goal = propose_goal("fluency", STUDENT, terms, by=ada, at=at, why="agreed at the conference")
    goal = made(change_goal(goal, GoalAction.START, by=ada, at=at, why="from tomorrow on"))
    step = Step("sister", "Partner reading", Party(Role.STUDENT, STUDENT), "fluency",
                family_title="Read to Ivy on Sundays")  # fmt: skip
    plan = made(add_step(ActionPlan("year", STUDENT), step, by=ada, at=at))
    promise = FollowUp(
        year.label("follow-up", "book", at), "Find a book on foxes", FATHER,
        date(2026, 12, 8), record.id,
    )  # fmt: skip
    account = Account(
        came=(TEACHER, MOTHER),
        said=(Statement("Reads at night with a torch.", MOTHER),),
        decisions=("Chooses his own books.",),
        goals=("fluency",),
        steps=(StepSet("year", "sister"),),
        follow_ups=("book",),
        another=(AnotherConference(MOTHER, "dev", "drawing lessons", 15),),
        staff_notes="Falls asleep on Mondays.",
    )
    access = year.access(TEACHER, at)
    record = made(hold_conference(record, account, access))
    year.run(keep_conference(record, access, goals=[goal], plans=[plan], follow_ups=[promise]))
    year.run(mark_met(conferences.desk, record.meeting or "", by=Actor.staff(TEACHER), at=at))
    for who, answer, words in (
        (MOTHER, Reply.AGREED, ""),
        (FATHER, Reply.DIFFERS, "He sleeps well with us."),
    ):
        access = year.access(who, at.plus(days=1))
        record = made(acknowledge_conference(record, answer, access, words=words))
        year.run(keep_conference(record, access))


def call_off(year: Year, conferences: Conferences) -> None:
    """The father cannot come, an hour and a half before; his time is free again."""
    record = of_student(year, TEACHER, FATHER, conferences.desk.round.id)
    late = year.access(FATHER, record.start.plus(minutes=-90))
    why = "the last train was cancelled"
    by = Actor.family(year.home(FATHER))
    year.run(cancel(conferences.desk, record.meeting or "", by=by, at=late.at, why=why))
    record = made(cancel_conference(record, late, why=why))
    year.run(keep_conference(record, late))
    print(f"called off with {record.notice_minutes} minutes of notice")


# ------------------------------------------------------------------------------- through the year


class Phrasebook:
    """Translates what it knows; a school brings a service of its own."""

    name = "the phrasebook"

    def translate(self, text: str, source: str, target: str, /) -> str | None:
        """The text in the other language, where it is known."""
        return {("Lee cada noche.", "es", "en"): "She reads every night."}.get(
            (text, source, target)
        )


def write(year: Year) -> None:
    """A thread with one household about a goal, and one in two languages."""
    for thread_id, student, guardian, about, text, language in (
        ("torch", STUDENT, MOTHER, ("goal", "fluency"), "He has finished the fox book.", "en"),
        ("evenings", "sofia", "rosa", None, "Lee cada noche.", "es"),
    ):
        opened = year.access(TEACHER, AUTUMN.plus(days=9), Purpose.EDUCATION)
        homes = year.policy.school.households_of(student)
        home = next(one.id for one in homes if guardian in one.guardians)
        label = Label("thread", thread_id, (student,), TEACHER, opened.at,
                      Audience.GUARDIANS, household=home)  # fmt: skip
        thread = year.run(keep(Thread(label, "Reading at home", about), opened))
        writes = year.access(guardian, AUTUMN.plus(days=10), Purpose.EDUCATION)
        message = reply(thread, writes, id=f"{thread_id}-1", text=text, language=language)
        year.run(keep(message, writes))
        messages = kept(year.store, Message, student, opened)
        for read in read_thread(
            thread, messages, opened, languages=["en"], translator=Phrasebook()
        ):
            by = f" (translated by {read.translated_by})" if read.translated_by else ""
            print(f"{guardian} wrote to {TEACHER}: {read.text}{by}")


def log_call(year: Year, guardian: str, at: Instant, *, reached: bool) -> None:
    """A line of the contact log."""
    access = year.access(TEACHER, at, Purpose.EDUCATION)
    label = attrs.evolve(
        year.label("contact", f"{guardian}-{at.isoformat()}", at, year.home(guardian)),
        audience=Audience.STAFF,
    )
    year.run(keep(ContactEntry(label, Medium.PHONE, reached), access))


def happened(year: Year, desks: Iterable[Desk], access: Access) -> list[Involvement]:
    """How far things went with families, from everything that is kept."""
    school, store = year.policy.school, year.store
    records = kept_conferences(store, access)
    promises = list(kept_follow_ups(store, access))
    found = [
        *involved_by_conferences(records, access, follow_ups=promises),
        *involved_by_answers(kept_answers(store, access), access),
    ]
    for desk in desks:
        found += involved_by_bookings(events(store), desk, school)
    for student in school.students:
        found += involved_by_messages(kept(store, Message, student.id, access), access)
    return found


def events(store: Store) -> Iterator[BookingEvent]:
    """Every event of booking, page by page."""
    after = 0
    while (page := store.events(after=after)).events:
        after = page.after
        yield from filter(None, map(read_event, page.events))


def contacts(year: Year, access: Access) -> list[ContactEntry]:
    """The contact log of the school."""
    students = year.policy.school.students
    return [one for each in students for one in kept(year.store, ContactEntry, each.id, access)]


def look_after_families(year: Year, desks: Iterable[Desk], at: Instant) -> None:
    """Whom nobody has spoken with, for the head."""
    head = year.access(HEAD, at, Purpose.EDUCATION)
    told = happened(year, desks, head)
    for one in check_ins(contacts(year, head), CADENCE, head, happened=told):
        if one.reminder is not None:
            who = ", ".join(one.remind)
            print(f"not spoken with for {one.waited_days} days: {one.household}; remind {who}")


def tell_in_confidence(year: Year) -> None:
    """The mother tells of a loss; who may know is asked before saving; adjustments follow."""
    mother = year.access(MOTHER, WINTER, Purpose.EDUCATION)
    label = Label(
        "circumstance",
        "loss",
        (STUDENT,),
        MOTHER,
        WINTER,
        Audience.CONFIDENTIAL,
        readers=frozenset({TEACHER}),
        until=WINTER.plus(days=120),
    )
    readers = year.policy.readers(label, at=WINTER, purposes=[Purpose.EDUCATION])
    print("may know:", ", ".join(f"{one.viewer} ({one.rule})" for one in readers))
    loss = Circumstance(label, "bereavement", Confidential("His grandfather died on Monday."))
    year.run(keep(loss, mother, cipher=year.cipher))
    for who in (HEAD, FATHER, TEACHER):
        access = year.access(who, WINTER.plus(days=1), Purpose.EDUCATION)
        verdict = access.read(label)
        log_access(verdict, secret=SECRET).run(year.store)
        known = kept(year.store, Circumstance, STUDENT, access, cipher=year.cipher)
        for proposal in propose(known, access):
            print(f"proposed to {who}: {proposal.adjustment} by {proposal.by}")
            adjust(year, proposal, access)


def adjust(year: Year, proposal: Proposal, access: Access) -> None:
    """What the teacher makes of a proposal; the reason given to others tells nothing."""
    ada = Party(Role.TEACHER, TEACHER)
    if proposal.adjustment is Adjustment.ADD_CHECK_IN:
        log_call(year, MOTHER, access.at.plus(hours=1), reached=True)
    elif proposal.adjustment is Adjustment.REVIEW_GOALS:
        for goal in list(kept_goals(year.store, access, STUDENT)):
            if goal.is_open and goal.terms.due is not None:
                later = attrs.evolve(goal.terms, due=date(2027, 6, 11))
                revision = made(
                    revise_goal(goal, f"{goal.id}-2", later, by=ada, at=access.at,
                                why="more time, as agreed with home")
                )  # fmt: skip
                new = made(
                    change_goal(
                        revision.goal, GoalAction.START, by=ada, at=access.at, why="goes on"
                    )
                )
                year.run(keep_goal(revision.ended, access))
                year.run(keep_goal(new, access))
                print(f"adjusted: {goal.terms.statement}, by {later.due} now")


def support(year: Year) -> None:
    """What was given, what was measured, and a promise that is kept."""
    given = Intervention("pairs", "Repeated reading", Tier.TARGETED,
                         (Dosage(date(2027, 1, 11), 20, 3),), goals=("fluency-2",),
                         provider="elin")  # fmt: skip
    plan = SupportPlan(STUDENT, needs=(Need("quiet", "A quiet corner"),), interventions=(given,))
    begun = begin_support(plan, by="elin", at=AUTUMN.plus(days=40), why="too slow so far")
    elin = year.access("elin", WINTER, Purpose.EDUCATION)
    year.run(keep_support(begun, elin))
    sessions = [Delivery(WINTER.plus(days=7 * n), 20, "elin") for n in range(4)]
    year.run(add_deliveries(STUDENT, "pairs", sessions, elin))
    points = [
        Point(AUTUMN.plus(days=7 * n), 40.0 + n + 2 * max(0, n - 6), "elin") for n in range(16)
    ]
    year.run(add_points(STUDENT, "fluency-2", points, elin))
    tom = year.access(FATHER, AUTUMN.plus(days=10))
    (promise,) = open_follow_ups(kept_follow_ups(year.store, tom), tom)
    done = change_follow_up(promise, FollowUpAction.COMPLETE, tom)
    year.run(keep_follow_up(made(done), tom))


def assess(year: Year) -> None:
    """In autumn by the teacher; in spring by the teacher, the student and the mother."""
    year.run(publish_rubric(RUBRIC))
    for id_, who, view, day, fluency in (
        ("a1", TEACHER, Perspective.TEACHER, -60, "near"),
        ("a2", TEACHER, Perspective.TEACHER, 100, "meets"),
        ("a3", STUDENT, Perspective.STUDENT, 100, "near"),
        ("a4", MOTHER, Perspective.FAMILY, 100, "exceeds"),
    ):
        at = AUTUMN.plus(days=day)
        scores = (Score("fluency", fluency), Score("joy", "exceeds"))
        made_ = draft(id_, RUBRIC, scores, student=STUDENT, assessor=who, at=at, perspective=view)
        access = year.access(who, at, Purpose.EDUCATION)
        year.run(keep_assessment(publish(made_, RUBRIC, at=at), access))


# -------------------------------------------------------------------------------- the second round


def again(year: Year, policy: RoundPolicy) -> Conferences:
    """The spring round: what was missed, called off or asked for in the autumn."""
    head = year.access(HEAD, SPRING.plus(days=-21))
    wanted = requests_for_another(kept_conferences(year.store, head), head)
    for one in wanted:
        print(f"for the spring: {one.by} with {one.staff} about {one.student}")
    evening = Session("spring", SPRING, SPRING.plus(hours=4))
    spring = attrs.evolve(
        policy, id="spring-2027", title="Spring conferences 2027", sessions=(evening,),
        meet=(), minutes_by_occasion={}, travel_minutes=Travel(),
    )  # fmt: skip
    return book_round(year, spring, Wishes(requests=wanted))


def see(year: Year, desks: Iterable[Desk]) -> None:
    """Print what each would see before the spring round."""
    at, school = SPRING.plus(days=-7), year.policy.school
    rest = Material(
        RubricCatalog(kept_rubrics(year.store)),
        questionnaires=builtin_questionnaires(),
        cadence=CADENCE,
    )
    siblings = [
        member.student for home in school.households_of(STUDENT) for member in home.members
    ]
    whole = year.policy.acting_for_school("briefs", at=at)  # each reader is asked for below
    everything = Label("material", STUDENT, (STUDENT,), None, at)
    log_access(whole.read(everything), secret=SECRET).run(year.store)
    material = kept_material(year.store, whole, siblings, rest, cipher=year.cipher)
    for reader in READERS:
        access = year.access(reader, at)
        theirs = attrs.evolve(material, happened=happened(year, desks, access))
        page = brief(STUDENT, theirs, access, since=AUTUMN)
        print(f"\n=== for {page.viewer}, in the words of {page.voice.value} ===")
        print(brief_to_text(page, str(school.student(STUDENT).name)), end="")


def hold_again(year: Year, conferences: Conferences) -> None:
    """The one asked for in the autumn is held; the father does not come to his."""
    round_ = conferences.desk.round.id
    asked = of_student(year, "dev", MOTHER, round_)
    dev = year.access(HEAD, asked.start.plus(minutes=20))
    account = Account(came=("dev", MOTHER), decisions=("Draws with the older ones.",))
    year.run(keep_conference(made(hold_conference(asked, account, dev)), dev))
    year.run(mark_met(conferences.desk, asked.meeting or "", by=Actor.office(), at=dev.at))
    second = of_student(year, TEACHER, FATHER, round_)
    came_not = year.access(TEACHER, second.start.plus(minutes=15))
    year.run(keep_conference(made(miss_conference(second, [FATHER], came_not)), came_not))
    year.run(
        mark_missed(conferences.desk, second.meeting or "", by=Actor.office(), at=came_not.at)
    )


def look_back(year: Year, desks: Iterable[Desk]) -> None:
    """How the year went, for the head: first whom the school did not reach."""
    at = SPRING.plus(days=7)
    head = year.access(HEAD, at, Purpose.EDUCATION)
    told = happened(year, desks, head)
    during = Window(AUTUMN.plus(days=-30), at)
    report = show_involvement(told, contacts(year, head), head, during=during).view
    if report is None:
        raise SystemExit("the head may know of no family")
    print("\n=== how home and school came together ===")
    print("not reached on any channel:", ", ".join(report.not_reached) or "nobody")
    for occasion, stages in report.overall.items():
        print(f"{occasion}: {', '.join(f'{stage} {count}' for stage, count in stages.items())}")
    states = [one.state for one in kept_conferences(year.store, head)]
    counts = (f"{states.count(state)} {state}" for state in ConferenceState)
    print("conferences:", ", ".join(counts))
    log = read_log(year.store, STUDENT, year.access(HEAD, at, Purpose.ADMINISTRATION))
    if log is not None:
        told_ = "holds" if not verify(log, secret=SECRET) else "is broken"
        print(f"access log on {STUDENT}: {len(log.links)} entries, the chain {told_}")
    left = requests_for_another(kept_conferences(year.store, head), head)
    print("still to be arranged:", ", ".join(f"{one.by} with {one.staff}" for one in left))


def story(store: Store) -> None:
    """Live through the year, and print it."""
    folder = example_school()
    school = read_oneroster(folder / "roster", timezone=EXAMPLE_ZONE, on=EXAMPLE_DAY).school
    policy = read_policy(folder / "policy.toml", school.timezone)
    year = Year(AccessPolicy(school), store, FernetCipher([new_key()]))
    keep_school(school).run(store)
    autumn = book_round(year, policy, Wishes())
    prepare(year)
    hold(year, autumn)
    call_off(year, autumn)
    hold_others(year, autumn)
    write(year)
    log_call(year, FATHER, AUTUMN.plus(days=16), reached=False)
    look_after_families(year, [autumn.desk], WINTER.plus(days=7))
    tell_in_confidence(year)
    support(year)
    assess(year)
    spring = again(year, policy)
    see(year, [autumn.desk])
    hold_again(year, spring)
    hold_others(year, spring)
    look_back(year, [autumn.desk, spring.desk])


class Opened(Store, Protocol):
    """A store that is to be closed."""

    def close(self) -> None:
        """Give back what it holds."""


def opened(database: str) -> Opened:
    """The store at a place: PostgreSQL where it reads so, else a file of SQLite."""
    if "=" in database or "://" in database:
        from conferencekit.storage.postgres import PostgresStore  # noqa: PLC0415  an extra

        return PostgresStore(database)
    return SqliteStore(Path(database))


def main(database: str) -> None:
    """The story, kept in a database."""
    with closing(opened(database)) as store:
        story(store)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as place:
            main(str(Path(place) / "year.sqlite"))
