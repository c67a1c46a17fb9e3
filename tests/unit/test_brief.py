"""What a brief says to the teacher, to a parent in each household, and to the student."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from conferencekit.assessment import Perspective, RubricCatalog, Score, Text
from conferencekit.conference import (
    LONGEST_LINE,
    Account,
    Answer,
    Answers,
    Audiences,
    Brief,
    ConferenceRecord,
    FollowUp,
    FollowUpAction,
    Line,
    Material,
    Origin,
    Refusal,
    Section,
    Voice,
    brief,
    brief_to_json,
    brief_to_text,
    briefs,
    builtin_questionnaires,
    cancel_conference,
    change_follow_up,
    hold_conference,
    label_of,
    reschedule_conference,
)
from conferencekit.dialogue import (
    Cadence,
    Circumstance,
    ContactEntry,
    Involvement,
    Medium,
    Stage,
)
from conferencekit.dialogue.adjustments import ADJUSTMENT_RULES
from conferencekit.dialogue.checkins import GENTLE_REMINDERS
from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    ActionPlan,
    GoalAction,
    Milestone,
    Milestones,
    Party,
    Quantity,
    Role,
    Step,
    Terms,
    add_step,
    change_goal,
    propose_goal,
)
from conferencekit.privacy import (
    Access,
    AccessPolicy,
    Action,
    Audience,
    Confidential,
    Consent,
    Label,
    Purpose,
)
from conferencekit.progress import Direction, Point, Record
from conferencekit.support import (
    Dosage,
    Intervention,
    Need,
    SupportPlan,
    Tier,
    begin_support,
)
from conferencekit.time import Instant
from rubrics import START, assessed, reading
from samples import made

NOW = START.plus(days=84)
TODAY = date(2026, 11, 24)
POLICY = AccessPolicy(made())
RUBRIC = reading()
ADA = Party(Role.TEACHER, "ada")
NOAH = Party(Role.STUDENT, "noah")


def done(result: Any) -> Any:  # noqa: ANN401
    """A result that is none of a refusal."""
    assert hasattr(result, "student")
    return result


def access(viewer: str, purpose: Purpose = Purpose.CONFERENCE, at: Instant = NOW) -> Access:
    """Somebody who reads."""
    return POLICY.viewing(viewer, at=at, purpose=purpose)


def label(kind: str, id_: str, author: str = "ada", **changes: Any) -> Label:  # noqa: ANN401
    """Of a record for the family of Noah."""
    given = {"audience": Audience.FAMILY, **changes}
    return Label(kind, id_, ("noah",), author, NOW.plus(days=-3), **given)


def seen(id_: str, day: int, level: str, **changes: Any) -> Any:  # noqa: ANN401
    """An assessment of Noah's knowledge of sounds."""
    scores = [Score("sounds", level), Score("joy", "exploring" if day < 50 else "building")]
    return assessed(RUBRIC, scores, day, id_=id_, **changes)


def goals() -> tuple[Any, ...]:
    """One that is worked on and measured, one that is proposed, one that is over."""
    terms = Terms(
        "Reads 80 words a minute",
        aspiration="I want to read the dragon book alone",
        measure=Quantity(80, "words", 40),
        due=TODAY + timedelta(days=30),
        agreement_of=frozenset(),
    )
    first = propose_goal("fluency", "noah", terms, by=ADA, at=START, why="agreed")
    first = done(change_goal(first, GoalAction.START, by=ADA, at=START.plus(days=1), why="now"))
    tidy = Terms("Keeps his desk tidy", measure=Milestones((Milestone("m", "pens"),)))
    second = propose_goal("tidy", "noah", tidy, by=ADA, at=START, why="asked")
    gone = propose_goal("gone", "noah", tidy, by=ADA, at=START, why="asked")
    gone = done(change_goal(gone, GoalAction.DROP, by=ADA, at=START, why="no"))
    return first, second, gone


def plan() -> ActionPlan:
    """A step of Noah's and one of his mother's, which is late."""
    made_: Any = ActionPlan("p", "noah")
    mother = Party(Role.GUARDIAN, "hannah")
    for step in (
        Step("read", "Partner reading", NOAH, "fluency", family_title="Read to your sister"),
        Step("card", "library card", mother, due=TODAY - timedelta(days=2)),
    ):
        made_ = done(add_step(made_, step, by=ADA, at=START.plus(days=2)))
    plan_: ActionPlan = made_
    return plan_


def support() -> Any:  # noqa: ANN401
    """Extra reading from the sixth week on."""
    given = Intervention(
        "i",
        "Repeated reading",
        Tier.TARGETED,
        (Dosage(date(2026, 10, 13), 20, 3),),
        goals=("fluency",),
    )
    plan_ = SupportPlan("noah", needs=(Need("n", "A quiet corner"),), interventions=(given,))
    return begin_support(plan_, by="ada", at=START.plus(days=40), why="slow")


POINTS = tuple(
    Point(START.plus(days=7 * n), 40.0 + n + max(0, n - 6) * 2, "probe") for n in range(12)
)
TOM = Answers(
    label("answers", "tom-1", "tom", audience=Audience.GUARDIANS, household="h2"),
    "family",
    "1",
    (Answer("worries", "He is bored."), Answer("tells", chosen=("hardly",))),
)
SELF = Answers(
    label("answers", "noah-1", "noah"),
    "student",
    "1",
    (Answer("proud", "My comic"), Answer("gladly", number=4), Answer("leads", chosen=("yes",))),
)
BOOK = FollowUp(label("follow-up", "f1"), "Find a fox book", "tom", TODAY + timedelta(days=7))
OWN = FollowUp(label("follow-up", "f2"), "Show the comic", "noah", TODAY - timedelta(days=1))
MATERIAL = Material(
    RubricCatalog([RUBRIC]),
    [
        seen("t1", 0, "near"),
        seen("t2", 80, "exceeds"),
        seen("s1", 80, "near", perspective=Perspective.STUDENT, assessor="noah"),
        seen("h1", 80, "beginning", perspective=Perspective.FAMILY, assessor="hannah"),
        seen("x1", 80, "beginning", student="ivy"),
    ],
    goals(),
    [plan()],
    [Record("noah", "fluency", POINTS)],
    [support()],
    [BOOK, OWN],
    [TOM, SELF],
    builtin_questionnaires(),
)
LOSS = Circumstance(
    label(
        "circumstance",
        "loss",
        "hannah",
        audience=Audience.CONFIDENTIAL,
        readers=frozenset({"ada"}),
        until=NOW.plus(days=30),
    ),
    "bereavement",
    Confidential("His grandfather died."),
)
CALL = ContactEntry(
    attrs.evolve(label("contact", "call"), audience=Audience.STAFF, household="h2"),
    Medium.PHONE,
    reached=False,
)
TALK = ContactEntry(
    attrs.evolve(CALL.label, id="talk", household="h1", at=NOW.plus(days=-40)),
    Medium.PHONE,
    reached=True,
)
KNOWN = attrs.evolve(
    MATERIAL,
    circumstances=[LOSS],
    contacts=[CALL, TALK],
    cadence=Cadence(28, TODAY - timedelta(days=84)),
)


def made_for(viewer: str, material: Material = MATERIAL, **changes: Any) -> Brief:  # noqa: ANN401
    """The brief on Noah for somebody."""
    return brief("noah", material, access(viewer), since=START, **changes)


def texts(made_: Brief, section: Section) -> list[str]:
    """What a section says."""
    return [line.text for line in made_.section(section)]


def test_the_teachers_brief_has_everything() -> None:
    """And each line tells where it comes from."""
    found = made_for("ada")
    assert found.voice is Voice.STAFF
    assert texts(found, Section.STRENGTHS) == ["Sounds: Exceeds"]
    assert texts(found, Section.GROWTH) == [
        "Sounds: Near, then Exceeds",
        "Joy in reading: Explores, then building",
    ]
    assert texts(found, Section.VIEWS) == [
        "Sounds: school: Exceeds; student: Near; family: Beginning"
    ]
    assert texts(found, Section.GOALS) == [
        "Reads 80 words a minute: 61 of 80 words, by 2026-12-24",
        "Keeps his desk tidy: 0 of 1 milestones (proposed)",
    ]
    assert texts(found, Section.STEPS) == [
        "library card, overdue since 2026-11-22 (Hannah Reed)",
        "Partner reading (Noah Reed)",
    ]
    assert texts(found, Section.SUPPORT) == [
        "Needs: A quiet corner",
        "Repeated reading: 20 minutes, 3 times in 7 days",
    ]
    caveat, effect = texts(found, Section.EFFECT)
    assert "no proof" in caveat
    assert effect.startswith("Reads 80 words a minute, since 2026-10-13: +2.0 a week (+")
    assert texts(found, Section.FOLLOW_UPS) == [
        "Show the comic, overdue since 2026-11-23 (Noah Reed)",
        "Find a fox book, by 2026-12-01 (Tom Reed)",
    ]
    assert "Is there anything that worries you? He is bored. (Tom Reed)" in texts(
        found, Section.ANSWERS
    )
    assert found.section(Section.GOALS)[0].origins == (
        Origin("goal", "fluency", START.plus(days=1)),
        Origin("measurements", "fluency", POINTS[-1].at),
    )
    assert found.section(Section.VIEWS)[0].origins[-1] == Origin(
        "assessment", "t2", START.plus(days=80)
    )
    assert all(line.origins for line in found.lines)


def test_a_page_for_people_tells_days_at_the_school() -> None:
    """Not instants elsewhere; the JSON has these."""
    at = Instant.parse("2026-11-24T23:30Z")  # half past midnight in Amsterdam
    line = Line(Section.GOALS, "reads", (Origin("goal", "g", at),))
    page = attrs.evolve(made_for("tom"), lines=(line,), left_out={})
    assert "- reads [goal g, 2026-11-25]\n" in brief_to_text(page, "Noah")
    assert brief_to_json(page)["lines"][0]["origins"][0]["at"] == "2026-11-24T23:30:00+00:00"


def test_topics_are_told_in_words() -> None:
    """In the reader's language, by the school's own phrases too; else as it was written."""
    for topic, phrases, said in (
        ("work-shift", None, "Cambio de horario de trabajo: His"),
        ("fire", None, "fire: His"),
        ("fire", {"topic-fire": Text({"en": "Fire", "es": "Incendio"})}, "Incendio: His"),
    ):
        told = attrs.evolve(MATERIAL, circumstances=[attrs.evolve(LOSS, topic=topic)])
        (first, *_) = texts(made_for("hannah", told, phrases=phrases), Section.CIRCUMSTANCES)
        assert first.startswith(said)


def test_a_parent_sees_what_is_theirs() -> None:
    """Not what the other household said, and steps in the words for the family."""
    hannah, tom = made_for("hannah"), made_for("tom")
    assert hannah.voice is tom.voice is Voice.FAMILY
    assert "bored" in str(texts(tom, Section.ANSWERS))
    assert "bored" not in brief_to_text(hannah, "Noah")
    assert texts(tom, Section.VIEWS) == ["Sounds: school: Exceeds; student: Near"]
    assert texts(tom, Section.STEPS)[-1] == "Read to your sister (Noah Reed)"
    assert texts(tom, Section.STEPS) == ["Read to your sister (Noah Reed)"]
    assert "Hannah" in str(texts(hannah, Section.STEPS))  # her own step, which is late
    assert "Tom" in str(texts(tom, Section.FOLLOW_UPS))
    for viewer, why in (
        ("sean", "order"),
        ("ben", "neither teach nor support"),
        ("nobody", "neither work at the school"),
    ):
        refused = made_for(viewer)
        assert (bool(refused), refused.lines) == (False, ())
        assert why in refused.refused
        assert brief_to_text(refused, "Noah") == f"Noah\n\n{refused.refused}\n"
        assert brief_to_json(refused)["refused"] == refused.refused
    assert tom
    assert not tom.refused
    # she speaks Spanish, as spoken in Mexico
    assert texts(hannah, Section.VIEWS) == [
        "Sounds: escuela: Exceeds; estudiante: Near; familia: Beginning"
    ]
    assert "Promesas pendientes" in brief_to_text(hannah, "Noah")


def test_two_homes_are_two_views() -> None:
    """Told apart by who lives there; nothing is between them."""
    also = seen("h2", 81, "exceeds", perspective=Perspective.FAMILY, assessor="tom")
    material = attrs.evolve(MATERIAL, assessments=[*MATERIAL.assessments, also])
    assert texts(made_for("ada", material), Section.VIEWS) == [
        (
            "Sounds: school: Exceeds; student: Near; family (Hannah Reed): Beginning;"
            " family (Tom Reed, Sean): Exceeds"
        )
    ]
    assert texts(made_for("hannah", material), Section.VIEWS) == [
        "Sounds: escuela: Exceeds; estudiante: Near; familia: Beginning"
    ]


def test_what_was_told_in_confidence_is_for_who_may_know() -> None:
    """With what follows from it, for the school; and for who told it. On no paper."""
    told = "Bereavement: His grandfather died."
    assert texts(made_for("ada", KNOWN), Section.CIRCUMSTANCES) == [
        told,
        "Speak with the family sooner, by 2026-11-24: " + ADJUSTMENT_RULES[0].because,
        "Look at the goals again, by 2026-12-05: Goals set before may ask too much for a while.",
    ]
    hers = "Duelo: His grandfather died."
    assert texts(made_for("hannah", KNOWN), Section.CIRCUMSTANCES) == [hers]
    for line in made_for("ada", KNOWN).section(Section.CIRCUMSTANCES):
        assert line.origins == (Origin("circumstance", "loss", LOSS.label.at),)
    for nobody in ("tom", "elin", "noah"):
        assert "grandfather" not in brief_to_text(made_for(nobody, KNOWN), "x")
    own = attrs.evolve(LOSS, label=attrs.evolve(LOSS.label, readers=frozenset({"noah"})))
    assert (
        made_for("noah", attrs.evolve(KNOWN, circumstances=[own])).section(Section.CIRCUMSTANCES)
        == ()
    )
    paper = made_for("ada", KNOWN, action=Action.EXPORT)
    assert not paper.section(Section.CIRCUMSTANCES)
    over = access("hannah", at=NOW.plus(days=31))
    assert not brief("noah", KNOWN, over, since=START).section(Section.CIRCUMSTANCES)


def test_what_the_school_should_do_is_for_the_school() -> None:
    """For a reader on no team too. A consent lets no outsider know what was told in confidence."""
    to_lee = attrs.evolve(LOSS.label, readers=frozenset({"dr-lee"}))
    known = attrs.evolve(KNOWN, circumstances=[attrs.evolve(LOSS, label=to_lee)])
    consent = Consent("noah", "dr-lee", "hannah", "c1", frozenset(Purpose), date(2026, 1, 1))
    policy = attrs.evolve(POLICY, consents=(consent,))
    outsider = policy.viewing("dr-lee", at=NOW, purpose=Purpose.CONFERENCE)
    page = brief("noah", known, outsider, since=START)
    assert page
    assert not texts(page, Section.CIRCUMSTANCES)
    named = attrs.evolve(LOSS, label=attrs.evolve(LOSS.label, readers=frozenset({"ben"})))
    page = made_for("ben", attrs.evolve(KNOWN, circumstances=[named]))
    assert len(texts(page, Section.CIRCUMSTANCES)) == 3


def test_what_was_done_since_is_proposed_no_more() -> None:
    """A call that reached the family that told, a changed goal; no call to the other household."""

    def proposed(**changes: Any) -> list[str]:  # noqa: ANN401
        lines = texts(made_for("ada", attrs.evolve(KNOWN, **changes)), Section.CIRCUMSTANCES)[1:]
        return [line.partition(",")[0] for line in lines]

    both = ["Speak with the family sooner", "Look at the goals again"]
    assert proposed() == both
    reached = attrs.evolve(
        TALK, label=attrs.evolve(TALK.label, at=NOW.plus(days=-1)), reached=True
    )
    assert proposed(contacts=[reached]) == both[1:]
    elsewhere = attrs.evolve(reached, label=attrs.evolve(reached.label, household="h2"))
    assert proposed(contacts=[elsewhere]) == both
    later = attrs.evolve(reached, label=attrs.evolve(reached.label, at=NOW.plus(days=1)))
    assert proposed(contacts=[later]) == both
    met = Involvement("h1", "autumn", Stage.CAME, NOW.plus(days=-1))
    assert proposed(happened=[met]) == both[1:]
    dropped = done(
        change_goal(goals()[0], GoalAction.DROP, by=ADA, at=NOW.plus(days=-1), why="too much now")
    )
    assert proposed(goals=[dropped]) == both[:1]
    other = attrs.evolve(LOSS, topic="health")
    assert proposed(circumstances=[other]) == ["Look at the support again"]
    again = begin_support(
        SupportPlan("noah"), by="ada", at=NOW.plus(days=-1), why="looked at again"
    )
    assert proposed(circumstances=[other], support=[again]) == []
    moving = attrs.evolve(LOSS, topic="moving")
    assert proposed(circumstances=[moving]) == ["Offer another conference time"]


def test_a_conference_that_was_moved_or_held_is_proposed_no_more() -> None:
    """Since it was told, as far as the reader may see, and with the home that told it."""
    moving = attrs.evolve(KNOWN, circumstances=[attrs.evolve(LOSS, topic="moving")])

    def is_proposed(*conferences: ConferenceRecord) -> bool:
        page = made_for("ada", attrs.evolve(moving, conferences=conferences))
        lines = texts(page, Section.CIRCUMSTANCES)
        return any("Offer another conference time" in line for line in lines)

    told = NOW.plus(days=-3)
    record = ConferenceRecord(
        attrs.evolve(label("conference", "c1"), at=told.plus(days=-9)),
        NOW.plus(hours=-1),
        20,
        ("ada",),
        ("hannah",),
    )
    before, since = (access("ada", at=told.plus(days=days)) for days in (-1, 1))
    tomorrow = NOW.plus(days=1)

    def moved(by: Access) -> ConferenceRecord:
        made_: ConferenceRecord = done(reschedule_conference(record, tomorrow, by))
        return made_

    assert is_proposed(record)
    assert is_proposed(moved(before))
    assert is_proposed(done(reschedule_conference(record, record.start, since)))  # it stays
    assert not is_proposed(moved(since))
    assert not is_proposed(record, moved(since))
    assert not is_proposed(done(cancel_conference(record, since, why="they move")))
    assert not is_proposed(done(hold_conference(record, Account(("ada",)), access("ada"))))
    assert is_proposed(attrs.evolve(moved(since), guardians=("tom",)))
    assert not is_proposed(attrs.evolve(moved(since), guardians=()))
    secret = attrs.evolve(record.label, audience=Audience.PRIVATE, author="elin")
    assert is_proposed(attrs.evolve(moved(since), label=secret))


def test_families_to_speak_with_are_the_schools_to_know() -> None:
    """Who waited longest first, each with what was last heard or tried."""
    made_ = made_for("ada", KNOWN)
    assert texts(made_, Section.CHECK_INS) == [
        "Tom Reed: not spoken with for 84 days; tries in vain: 1. " + GENTLE_REMINDERS[2].text,
        "Hannah Reed: not spoken with for 40 days. " + GENTLE_REMINDERS[1].text,
    ]
    assert [one.origins for one in made_.section(Section.CHECK_INS)] == [
        (Origin("contact", "call", CALL.label.at),),
        (Origin("contact", "talk", TALK.label.at),),
    ]
    for other in ("hannah", "tom", "noah"):
        assert not made_for(other, KNOWN).section(Section.CHECK_INS)
    assert not made_for("ada", KNOWN, action=Action.EXPORT).section(Section.CHECK_INS)
    unheard = made_for("ada", attrs.evolve(KNOWN, contacts=[]))
    assert [one.origins[0].kind for one in unheard.section(Section.CHECK_INS)] == ["cadence"] * 2
    met = Involvement("h2", "autumn", Stage.CAME, NOW.plus(days=-1))
    left = made_for("ada", attrs.evolve(KNOWN, happened=[met])).section(Section.CHECK_INS)
    assert [one.origins[0].id for one in left] == ["talk"]
    late = attrs.evolve(met, at=NOW.plus(days=-30))
    left = made_for("ada", attrs.evolve(KNOWN, contacts=[], happened=[late])).section(
        Section.CHECK_INS
    )
    assert left[-1].origins == (Origin("occasion", "autumn", late.at),)


def test_the_students_is_in_the_students_words() -> None:
    """Answers, self-assessment, aspiration, steps and promises of their own; no support."""
    found = made_for("noah")
    assert found.voice is Voice.STUDENT
    assert texts(found, Section.ANSWERS) == [
        "What are you proud of? My comic",
        "How gladly do you come to school, from 1 (not at all) to 5 (very gladly)? 4",
        "Do you want to lead a part of the conference? yes",
    ]
    assert texts(found, Section.GOALS)[0].startswith("I want to read the dragon book alone: 61")
    assert texts(found, Section.STEPS) == ["Read to your sister"]
    assert texts(found, Section.FOLLOW_UPS) == ["Show the comic, overdue since 2026-11-23"]
    assert texts(found, Section.TO_WORK_ON) == ["Sounds: Near"]
    assert {line.section for line in found.lines}.isdisjoint(
        {Section.SUPPORT, Section.EFFECT, Section.VIEWS}
    )


def test_what_is_handed_out_is_asked_for_as_an_export() -> None:
    """The teacher may print what is for families; nobody prints what is for the staff."""
    staff = attrs.evolve(MATERIAL, audiences=Audiences(goal=Audience.STAFF))
    assert texts(made_for("ada", staff), Section.GOALS)
    printed = made_for("ada", staff, action=Action.EXPORT)
    assert texts(printed, Section.STEPS)
    assert texts(printed, Section.GOALS) == []
    assert {one.kind for line in printed.lines for one in line.origins}.isdisjoint(
        {"goal", "measurements"}
    )


def test_it_is_one_page() -> None:
    """So many lines a section; how many more there are is told."""
    many = [
        attrs.evolve(BOOK, label=label("follow-up", f"g{n}"), first_due=TODAY) for n in range(9)
    ]
    found = made_for("ada", attrs.evolve(MATERIAL, follow_ups=many), most=2)
    assert len(found.section(Section.FOLLOW_UPS)) == 2
    assert found.left_out[Section.FOLLOW_UPS] == 7
    assert "  and 7 more\n" in brief_to_text(found, "Noah")
    finished = done(change_follow_up(BOOK, FollowUpAction.COMPLETE, access("tom")))
    assert (
        texts(made_for("ada", attrs.evolve(MATERIAL, follow_ups=[finished])), Section.FOLLOW_UPS)
        == []
    )


HOSTILE = "\u202e{what}{0.__class__}%s $x <script>\r\nBEGIN:VEVENT\t=1+1\x00\u2028 "


def test_hostile_text_is_data() -> None:
    """Nothing is read as a template, starts a line or turns the direction of reading."""
    told = attrs.evolve(BOOK, promise=HOSTILE)
    huge = attrs.evolve(OWN, promise=(HOSTILE * 200)[:10_000])
    words = attrs.evolve(SELF, answers=(Answer(HOSTILE, HOSTILE, (HOSTILE,)),))
    found = made_for("ada", attrs.evolve(MATERIAL, follow_ups=[told, huge], answers=[words]))
    line = texts(found, Section.FOLLOW_UPS)[-1]
    assert "{what}{0.__class__}%s $x <script> BEGIN:VEVENT =1+1" in line
    assert all(len(one.text) < 4 * LONGEST_LINE for one in found.lines)
    page = brief_to_text(found, HOSTILE)
    plain = made_for("ada", attrs.evolve(MATERIAL, follow_ups=[BOOK, OWN], answers=[]))
    assert page.count("\n") == brief_to_text(plain, "Noah").count("\n") + 3  # the answer's section
    assert not set("\u202e\r\x00\u2028\t") & set(page)
    assert brief_to_json(found)["lines"][0]["section"] == "answers"


def test_words_of_the_schools_own() -> None:
    """Take the place of ours."""
    own = {"follow-ups": Text({"en": "We promised"}), "due": Text({"und": "{said} <= {day}"})}
    found = made_for("ada", phrases=own)
    assert texts(found, Section.FOLLOW_UPS)[-1] == "Find a fox book <= 2026-12-01 (Tom Reed)"
    assert "\nWe promised\n" in brief_to_text(found, "Noah", phrases=own)


def test_many_briefs_go_through_the_material_once() -> None:
    """So it may come from a store, page by page."""
    once = attrs.evolve(MATERIAL, goals=iter(goals()), assessments=iter(MATERIAL.assessments))
    readers = [("noah", access("ada")), ("ivy", access("ada")), ("noah", access("noah"))]
    found = list(briefs(readers, once, since=START))
    assert [(one.student, one.viewer) for one in found] == [
        ("noah", "ada"),
        ("ivy", "ada"),
        ("noah", "noah"),
    ]
    assert found[0] == made_for("ada")
    assert found[1].lines
    assert list(briefs([], MATERIAL, since=START)) == []


def test_it_is_as_of_when_it_is_read() -> None:
    """What came later is not in its figures."""
    early = brief("noah", MATERIAL, access("ada", at=START.plus(days=10)), since=START)
    assert texts(early, Section.STRENGTHS) == []
    assert texts(early, Section.SUPPORT) == texts(early, Section.ANSWERS) == []
    assert texts(early, Section.GOALS)[0].startswith("Reads 80 words a minute: 41 of 80")
    before = brief("noah", MATERIAL, access("ada", at=START.plus(days=-1)), since=START)
    assert texts(before, Section.GROWTH) == []


@pytest.mark.parametrize("better", [None, Direction.DOWN])
def test_an_effect_needs_a_direction(better: Direction | None) -> None:
    """A goal to keep a level has none unless it is told."""
    terms = attrs.evolve(goals()[0].terms, measure=Quantity(40, "errors", 40, better=better))
    goal = propose_goal("fluency", "noah", terms, by=ADA, at=START, why="agreed")
    found = made_for("ada", attrs.evolve(MATERIAL, goals=[goal]))
    assert bool(texts(found, Section.EFFECT)) is (better is not None)
    few = attrs.evolve(MATERIAL, goals=[goal], records=[Record("noah", "fluency", POINTS[6:8])])
    if better is not None:
        assert "too few" in texts(made_for("ada", few), Section.EFFECT)[-1]


def test_labels_of_records_that_carry_none() -> None:
    """A draft is for the staff; so is a view from home by somebody who lives in none."""
    school = made()
    assert label_of(ActionPlan("p", "noah"), school) is None
    stranger = seen("h1", 80, "near", perspective=Perspective.FAMILY, assessor="ben")
    draft = attrs.evolve(seen("t1", 0, "near"), state="draft")
    for one in (stranger, draft):
        found = label_of(one, school)
        assert found is not None
        assert found.audience is Audience.STAFF
    mine = label_of(seen("h1", 80, "near", perspective=Perspective.FAMILY, assessor="tom"), school)
    assert mine is not None
    assert (mine.household, mine.audience) == ("h2", Audience.GUARDIANS)


def test_words_stay_out_of_repr() -> None:
    """Of lines and briefs."""
    line = Line(Section.GOALS, "secret", (Origin("goal", "g", NOW),))
    assert "secret" not in repr(line) + repr(Brief("noah", "ada", NOW, Voice.STAFF, (line,)))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([Refusal("the goal was dropped")], r"material: goals\[0\]: a Refusal is not a Goal"),
        (goals()[0], "material: goals: several are wanted, not a Goal"),
    ],
)
def test_material_of_another_kind_is_told_by_its_place(given: Any, says: str) -> None:  # noqa: ANN401
    """Such as a refusal that was passed on, and one goal in the place of several."""
    with pytest.raises(InvalidInputError, match=says):
        made_for("ada", attrs.evolve(MATERIAL, goals=given))


def test_all_that_is_wrong_with_material_is_told_at_once() -> None:
    """Of every field, the rules too."""
    wrong: dict[str, Any] = {
        "goals": [None],
        "records": goals()[0],
        "rules": ["none"],
        "questionnaires": [TOM],
    }
    with pytest.raises(InvalidInputError) as told:
        made_for("ada", attrs.evolve(MATERIAL, **wrong))
    assert {fault.path for fault in told.value.faults} == {
        "goals[0]",
        "records",
        "rules[0]",
        "questionnaires[0]",
    }
