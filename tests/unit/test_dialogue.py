"""Home and school through the year: threads, check-ins, circumstances; in confidence."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.dialogue import (
    Adjustment,
    AdjustmentRule,
    Cadence,
    Circumstance,
    ContactEntry,
    Involvement,
    InvolvementReport,
    Medium,
    Message,
    Pause,
    Reminder,
    Stage,
    Thread,
    check_ins,
    dialogue_sources,
    keep,
    kept,
    propose,
    read_thread,
    reply,
    show_involvement,
)
from conferencekit.dialogue.model import LONGEST_TEXT
from conferencekit.errors import InvalidInputError, StoreCorruptError
from conferencekit.privacy import (
    Access,
    AccessPolicy,
    Audience,
    Confidential,
    Label,
    Purpose,
    dossier_to_text,
    gather,
)
from conferencekit.privacy.fernet import FernetCipher, new_key
from conferencekit.school import Name, Staff, StaffRole
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant, Window
from samples import TODAY, made

NOW = Instant.parse("2026-11-24T15:00Z")
SCHOOL = attrs.evolve(
    made(), staff=(*made().staff, Staff("mira", Name("Mira"), frozenset({StaffRole.HEAD})))
)
POLICY = AccessPolicy(SCHOOL)
TOLD = "Her grandfather died."


def viewing(viewer: str, at: Instant = NOW, purpose: Purpose = Purpose.EDUCATION) -> Access:
    """Somebody in everyday work."""
    return POLICY.viewing(viewer, at=at, purpose=purpose)


def label(kind: str, id_: str, author: str, **changes: Any) -> Label:  # noqa: ANN401
    """A label for the family of noah, with changes."""
    plain = Label(kind, id_, ("noah",), author, NOW, Audience.FAMILY)
    return attrs.evolve(plain, **changes)


# -------------------------------------------------------------------------------------- threads

OPEN = Thread(label("thread", "t1", "ada"), "Reading")
HANNAHS = Thread(label("thread", "t2", "ada", household="h1"), "Home", about=("goal", "g1"))


class Loud:
    """Translates by shouting, and remembers what it was given."""

    name = "Loud"

    def __init__(self) -> None:
        self.given: list[str] = []

    def translate(self, text: str, source: str, target: str, /) -> str | None:
        """Upper case; not from Latin."""
        self.given.append(text)
        return None if source == "la" else f"{target}: {text.upper()}"


def test_each_reads_what_is_for_them() -> None:
    """What one household is told the other is not, nor by which thread."""
    messages = [
        reply(OPEN, viewing("tom", NOW.plus(minutes=2)), id="m2", text="Good!", language="en"),
        reply(OPEN, viewing("ada", NOW.plus(minutes=1)), id="m1", text="He reads.", language="en"),
        reply(HANNAHS, viewing("hannah"), id="m3", text="Estamos bien.", language="es"),
    ]
    read = {
        (thread.label.id, viewer): [
            one.message.label.id
            for one in read_thread(thread, messages, viewing(viewer), languages=["en"])
        ]
        for thread in (OPEN, HANNAHS)
        for viewer in ("hannah", "tom", "ada", "sean", "ben")
    }
    assert read == {
        ("t1", "hannah"): ["m1", "m2"],
        ("t1", "tom"): ["m1", "m2"],
        ("t1", "ada"): ["m1", "m2"],
        ("t1", "sean"): [],
        ("t1", "ben"): [],
        ("t2", "hannah"): ["m3"],
        ("t2", "tom"): [],
        ("t2", "ada"): ["m3"],
        ("t2", "sean"): [],
        ("t2", "ben"): [],
    }


def test_messages_are_read_in_ones_own_language() -> None:
    """Translated only where needed, said by whom, and as written where it cannot be."""
    messages = [
        reply(OPEN, viewing("ada", NOW.plus(minutes=n)), id=f"m{n}", text=text, language=language)
        for n, (text, language) in enumerate(
            [("hi", "en"), ("hola", "es"), ("salve", "la"), ("ni hao", "zh-Hans")]
        )
    ]
    loud = Loud()
    read = read_thread(
        OPEN, messages, viewing("hannah"), languages=["es-MX", "zh-Hant"], translator=loud
    )
    assert [(one.text, one.language, one.translated_by) for one in read] == [
        ("es-MX: HI", "es-MX", "Loud"),
        ("hola", "es", None),
        ("salve", "la", None),
        ("es-MX: NI HAO", "es-MX", "Loud"),
    ]
    assert loud.given == ["hi", "salve", "ni hao"]
    assert read_thread(OPEN, messages, viewing("sean"), languages=["x"], translator=loud) == ()
    assert len(loud.given) == 3
    plain = read_thread(OPEN, messages, viewing("tom"), languages=["fr"])
    assert [one.text for one in plain] == ["hi", "hola", "salve", "ni hao"]


def test_a_message_needs_its_thread() -> None:
    """One that is kept, that the author may see, and that is for the same people."""
    store = MemoryStore()
    message = reply(HANNAHS, viewing("hannah"), id="m1", text="x", language="en")
    assert str(keep(message, viewing("hannah")).run(store)) == "there is no such thread"
    assert keep(HANNAHS, viewing("ada")).run(store)
    assert keep(message, viewing("hannah")).run(store)
    intruder = reply(HANNAHS, viewing("tom"), id="m2", text="x", language="en")
    assert "not for another" in str(keep(intruder, viewing("tom")).run(store))
    hidden = attrs.evolve(OPEN, label=attrs.evolve(OPEN.label, id="t3", audience=Audience.STAFF))
    assert keep(hidden, viewing("ada")).run(store)
    guessed = reply(hidden, viewing("tom"), id="m4", text="x", language="en")
    assert str(keep(guessed, viewing("tom")).run(store)) == "there is no such thread"
    wider = attrs.evolve(message, label=attrs.evolve(message.label, id="m3", household=None))
    assert "no others" in str(keep(wider, viewing("hannah")).run(store))
    assert kept(store, Message, "noah", viewing("ada")) == (message,)
    assert read_thread(HANNAHS, [wider], viewing("hannah"), languages=["en"]) == ()


def test_a_message_is_never_changed() -> None:
    """Sent twice it is sent once."""
    store = MemoryStore()
    keep(OPEN, viewing("ada")).run(store)
    message = reply(OPEN, viewing("tom"), id="m", text="x", language="en")
    assert keep(message, viewing("tom")).run(store)
    assert keep(message, viewing("tom")).run(store)
    other = attrs.evolve(message, text="y")
    assert "not changed" in str(keep(other, viewing("tom")).run(store))
    assert kept(store, Message, "noah", viewing("tom")) == (message,)


def test_nobody_writes_in_another_name() -> None:
    """Nor changes whom something is by."""
    store = MemoryStore()
    refusal = keep(OPEN, viewing("tom")).run(store)
    assert str(refusal) == "the student's family does not write this"
    assert "by who makes it" in str(keep(OPEN, viewing("elin")).run(store))
    assert store.scan("").documents == ()
    keep(OPEN, viewing("ada")).run(store)
    forged = reply(OPEN, viewing("tom"), id="m", text="x", language="en")
    assert "by who makes it" in str(keep(forged, viewing("ada")).run(store))
    dated = reply(OPEN, viewing("tom", NOW.plus(days=-9)), id="m", text="x", language="en")
    assert "when it is sent" in str(keep(dated, viewing("tom")).run(store))
    assert kept(store, Message, "noah", viewing("ada")) == ()
    stolen = attrs.evolve(OPEN, label=attrs.evolve(OPEN.label, author="elin"))
    assert "cannot be changed" in str(keep(stolen, viewing("elin")).run(store))
    renamed = attrs.evolve(OPEN, subject="Reading aloud")
    assert keep(renamed, viewing("elin")).run(store)
    assert kept(store, Thread, "noah", viewing("tom")) == (renamed,)


def test_the_contact_log_is_the_schools() -> None:
    """No family says that another was reached, nor does somebody who has left."""
    store = MemoryStore()
    own = ContactEntry(label("contact", "c", "tom", household="h2"), Medium.PHONE, reached=True)
    assert "by the staff alone" in str(keep(own, viewing("tom")).run(store))
    other = attrs.evolve(own, label=attrs.evolve(own.label, household="h1"))
    assert "not for another" in str(keep(other, viewing("tom")).run(store))
    music = ContactEntry(
        attrs.evolve(own.label, students=("mateo",), author="ben", household="h3"),
        Medium.PHONE,
        reached=True,
    )
    assert str(keep(music, viewing("ben")).run(store)) == "it is written by the staff alone"
    software = POLICY.acting_for_school("import of the log", at=NOW)
    assert keep(attrs.evolve(music, label=attrs.evolve(music.label, author="ada")), software).run(
        store
    )


def test_what_does_not_fit_is_refused() -> None:
    """With all that is wrong; limits are told."""
    long = "x" * (LONGEST_TEXT + 1)
    wrong = attrs.evolve(label("note", "m", "ada"), students=("noah", "ivy"), author=None)
    with pytest.raises(InvalidInputError) as caught:
        Message(wrong, "t", long, "en")
    assert [fault.path for fault in caught.value.faults] == [
        "label.kind",
        "label.students",
        "label.author",
        "text",
    ]
    with pytest.raises(InvalidInputError, match="20000 at the most"):
        Thread(OPEN.label, long)
    with pytest.raises(InvalidInputError, match="with whom"):
        ContactEntry(label("contact", "c", "ada"), Medium.PHONE, reached=True)
    with pytest.raises(InvalidInputError) as both:
        Circumstance(label("circumstance", "c", "ada"), "", Confidential("x"))
    assert [fault.path for fault in both.value.faults] == ["label.audience", "topic"]


# ------------------------------------------------------------------------------------ check-ins


def contact(household: str, day: date, *, reached: bool = True, student: str = "noah") -> Any:  # noqa: ANN401
    """A line of the contact log, at noon."""
    at = Instant.parse(f"{day.isoformat()}T11:00Z")
    made_ = Label("contact", f"{household}{day}", (student,), "ada", at, household=household)
    return ContactEntry(made_, Medium.PHONE, reached)


CADENCE = Cadence(30, since=date(2026, 9, 1))


def days_ago(days: int) -> date:
    """A day before today."""
    return TODAY - timedelta(days)


def test_who_waited_longest_comes_first() -> None:
    """Every household, also the one that was never reached; attempts are told."""
    log = [
        contact("h1", days_ago(10)),
        contact("h1", days_ago(40)),
        contact("h2", days_ago(50)),
        contact("h2", days_ago(5), reached=False),
        contact("h2", days_ago(60), reached=False),
        contact("h3", days_ago(-1), student="mateo"),
    ]
    found = check_ins(log, CADENCE, viewing("mira"))
    assert [(one.household, one.waited_days, one.attempts, one.last) for one in found] == [
        ("h3", 84, 0, None),
        ("h2", 50, 1, days_ago(50)),
        ("h1", 10, 0, days_ago(10)),
    ]
    assert [one.is_due for one in found] == [True, True, False]


@pytest.mark.parametrize(
    ("days", "text", "remind"),
    [
        (29, None, ()),
        (30, "Say hello", ("ada",)),
        (36, "Say hello", ("ada",)),
        (37, "Try another way", ("ada",)),
        (44, "Ask the family", ("mira",)),
        (80, "Ask the family", ("mira",)),
    ],
)
def test_reminders_escalate_gently(days: int, text: str | None, remind: tuple[str, ...]) -> None:
    """First the teacher, then the teacher another way, then the head."""
    log = [contact("h1", days_ago(days)), contact("h2", TODAY)]
    (found,) = [one for one in check_ins(log, CADENCE, viewing("ada")) if one.household == "h1"]
    assert (found.reminder.text[: len(text)] if found.reminder and text else None) == text
    assert found.remind == remind
    assert found.students == ("noah", "ivy")


def test_who_left_is_not_reminded() -> None:
    """Nor is anybody of a student who leads no homeroom."""
    staff = (attrs.evolve(SCHOOL.staff[0], until=days_ago(1)), *SCHOOL.staff[1:])
    school = attrs.evolve(SCHOOL, staff=staff)
    access = AccessPolicy(school).viewing("mira", at=NOW, purpose=Purpose.EDUCATION)
    log = [contact("h1", days_ago(30)), contact("h3", days_ago(30), student="mateo")]
    found = {one.household: one.remind for one in check_ins(log, CADENCE, access)}
    assert found["h1"] == ()
    assert found["h3"] == ()


def test_a_household_that_may_not_be_told_is_not_called() -> None:
    """By an order, without the right, or about a student of age; and others see nothing of it."""
    tom_too = attrs.evolve(SCHOOL.restrictions[0], guardian="tom")
    noah = attrs.evolve(SCHOOL.student("noah"), of_age=TODAY)
    barred = attrs.evolve(SCHOOL, restrictions=(*SCHOOL.restrictions, tom_too))
    grown = attrs.evolve(SCHOOL, students=(noah, *SCHOOL.students[1:]))
    for school in (barred, grown):
        access = AccessPolicy(school).viewing("mira", at=NOW, purpose=Purpose.EDUCATION)
        assert [one.household for one in check_ins([], CADENCE, access)] == ["h1", "h3"]
    assert [one.household for one in check_ins([], CADENCE, viewing("ada"))] == [
        "h1",
        "h2",
    ]
    (music,) = check_ins([], CADENCE, viewing("ben"))
    assert (music.household, music.students) == ("h1", ("ivy",))
    for viewer in ("hannah", "noah", "nobody"):
        assert check_ins([], CADENCE, viewing(viewer)) == ()


spans = st.tuples(st.integers(-40, 140), st.integers(0, 30))


@given(st.lists(spans, max_size=5), st.integers(-5, 100), st.integers(0, 100))
def test_days_of_rest_do_not_count(pauses: list[tuple[int, int]], first: int, day: int) -> None:
    """Each day after the last and up to today counts, unless it lies in a pause."""
    start = date(2026, 9, 1)
    made_ = [Pause(start + timedelta(a), start + timedelta(a + b)) for a, b in pauses]
    cadence = Cadence(1, start, tuple(made_))
    counted = [
        number
        for number in range(first + 1, day + 1)
        if not any(a <= number <= a + b for a, b in pauses)
    ]
    waited = cadence.waited(start + timedelta(first), start + timedelta(day))
    assert waited == len(counted)


def test_a_cadence_that_is_none_is_refused() -> None:
    """So is a pause that ends before it starts."""
    early = Reminder(3, "lead", "x")  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError) as caught:
        Cadence(0, TODAY, reminders=(early, early))
    assert [fault.path for fault in caught.value.faults] == ["days", "reminders"]
    with pytest.raises(InvalidInputError, match="before first"):
        Pause(TODAY, days_ago(1))


# ---------------------------------------------------------------------------------- involvement

TERM = Window(NOW.plus(days=-60), NOW)


def went(household: str, stage: Stage, days: int = 1, occasion: str = "autumn") -> Involvement:
    """That something went so far with a household, some days ago."""
    return Involvement(household, occasion, stage, NOW.plus(days=-days))


def shown(
    happened: Iterable[Involvement], log: Iterable[ContactEntry], access: Access
) -> InvolvementReport:
    """The report on a term for somebody who may know of a family."""
    report = show_involvement(happened, log, access, during=TERM).view
    assert report is not None
    return report


def test_whom_the_school_did_not_reach_comes_first() -> None:
    """Offers and attempts reach nobody; families stand in the order of their ids."""
    happened = [
        went("h3", Stage.OFFERED),
        went("h2", Stage.OFFERED),
        went("h1", Stage.OFFERED),
        went("h1", Stage.OFFERED),
        went("h1", Stage.CAME),
        went("h2", Stage.BOOKED, days=61),
        went("h1", Stage.FOLLOWED_UP, occasion="spring"),
        went("nobody's", Stage.CAME),
    ]
    log = [contact("h2", days_ago(3), reached=False), contact("h3", days_ago(3), student="mateo")]
    report = shown(happened, log, viewing("mira"))
    assert report.not_reached == ("h2",)
    assert [one.household for one in report.families] == ["h1", "h2", "h3"]
    assert report.families[0].occasions == {
        "autumn": {Stage.OFFERED, Stage.CAME},
        "spring": {Stage.FOLLOWED_UP},
    }
    assert [(one.spoken, one.tried) for one in report.families] == [(0, 0), (0, 1), (1, 0)]
    assert report.overall == {
        "autumn": {
            Stage.OFFERED: 3,
            Stage.BOOKED: 0,
            Stage.CAME: 1,
            Stage.CONTRIBUTED: 0,
            Stage.FOLLOWED_UP: 0,
        },
        "spring": dict.fromkeys(Stage, 0) | {Stage.FOLLOWED_UP: 1},
    }


def test_no_count_tells_of_a_family_that_is_not_shown() -> None:
    """A teacher's report has the families of their students, a parent is shown none."""
    happened = [went("h1", Stage.CAME), went("h2", Stage.CAME), went("h3", Stage.CAME)]
    report = shown(happened, [], viewing("ada"))
    assert [(one.household, one.students) for one in report.families] == [
        ("h1", ("noah", "ivy")),
        ("h2", ("noah",)),
    ]
    assert report.overall["autumn"][Stage.CAME] == 2
    for viewer in ("hannah", "noah", "nobody"):
        none = show_involvement(happened, [], viewing(viewer), during=TERM)
        assert not none
        assert none.reason == "it is for the staff who work with students of the school"
        assert none.asked


def test_what_is_told_of_a_family_rests_on_what_one_may_see() -> None:
    """Of a student whom they teach; by every record it rests on, and by no others."""
    ivy, noah = (attrs.evolve(label("conference", "c", "ada"), students=(one,))
                 for one in ("ivy", "noah"))  # fmt: skip
    secret = attrs.evolve(ivy, id="s", audience=Audience.CONFIDENTIAL, readers=frozenset({"elin"}))
    for labels, seen in (
        ((), False),  # of the household, whose other child Ben does not teach
        ((ivy,), True),
        ((noah,), False),
        ((ivy, noah), False),
        ((ivy, secret), False),
    ):
        came = attrs.evolve(went("h1", Stage.CAME), labels=labels)
        report = shown([came], [], viewing("ben"))
        assert report.not_reached == (() if seen else ("h1",))
        (waits,) = check_ins([], CADENCE, viewing("ben"), happened=[came])
        assert (waits.last is not None) is seen
    assert shown([went("h1", Stage.CAME)], [], viewing("ada")).not_reached == ("h2",)


def test_a_contact_in_confidence_counts_for_who_may_know_of_it() -> None:
    """Its date alone tells that there was one."""
    plain = contact("h1", days_ago(2), student="ivy")
    readers = frozenset({"ben"})
    told = attrs.evolve(plain.label, audience=Audience.CONFIDENTIAL, readers=readers, author="ada")
    call = attrs.evolve(plain, label=told)
    for viewer, spoken, last in (
        ("ben", 1, days_ago(2)),
        ("mira", 0, None),
        ("ada", 1, days_ago(2)),
    ):
        (h1, *_) = shown([], [call], viewing(viewer)).families
        assert (h1.household, h1.spoken) == ("h1", spoken)
        found = {one.household: one.last for one in check_ins([call], CADENCE, viewing(viewer))}
        assert found["h1"] == last


def test_the_other_homes_is_not_told_to_who_inspects() -> None:
    """A parent may inspect what the staff keeps: how it went with their own household."""
    happened = [went("h1", Stage.CAME), went("h2", Stage.CAME)]
    inspecting = AccessPolicy(SCHOOL).viewing("tom", at=NOW, purpose=Purpose.INSPECTION)
    assert [one.household for one in shown(happened, [], inspecting).families] == ["h2"]
    assert [one.household for one in check_ins([], CADENCE, inspecting)] == ["h2"]


def test_an_involvement_of_nobody_is_refused() -> None:
    """And of nothing."""
    with pytest.raises(InvalidInputError) as caught:
        Involvement("", "", Stage.CAME, NOW)
    assert [fault.path for fault in caught.value.faults] == ["household", "occasion"]


# -------------------------------------------------------------------------------- circumstances

LOSS = Circumstance(
    label(
        "circumstance",
        "c1",
        "hannah",
        audience=Audience.CONFIDENTIAL,
        readers={"ada"},
        until=NOW.plus(days=60),
    ),
    "bereavement",
    Confidential(TOLD),
)


def test_what_was_told_in_confidence_is_for_no_wider_audience() -> None:
    """Also where the audience was left out: the staff and, at an inspection, a family reads it."""
    told = Label("circumstance", "c", ("noah",), "hannah", NOW)
    for audience in (told.audience, Audience.FAMILY, Audience.GUARDIANS):
        with pytest.raises(InvalidInputError, match="confidential, with the readers it names"):
            Circumstance(attrs.evolve(told, audience=audience), "illness", Confidential("x"))
    alone = attrs.evolve(told, audience=Audience.PRIVATE)
    assert Circumstance(alone, "illness", Confidential("x")).label == alone


def test_readers_who_can_be_none_are_refused() -> None:
    """A misspelt one would leave nobody to know."""
    store = MemoryStore()
    with_slip = attrs.evolve(LOSS.label, readers=frozenset({"ada", "adda", "sara"}))
    said = keep(attrs.evolve(LOSS, label=with_slip), viewing("hannah")).run(store)
    assert not said
    assert str(said) == "named as readers, and neither of the staff nor the family: 'adda', 'sara'"
    known = attrs.evolve(LOSS.label, readers=frozenset({"ada", "hannah", "noah"}))
    assert keep(attrs.evolve(LOSS, label=known), viewing("hannah")).run(store)
    assert not keep(attrs.evolve(LOSS, label=with_slip), viewing("hannah")).run(store)
    assert kept(store, Circumstance, "noah", viewing("ada"))


def test_what_follows_is_proposed_to_who_may_know() -> None:
    """Until when and why; the reason gives nothing away, and the head was not named."""
    found = propose([LOSS], viewing("ada"))
    assert [(one.adjustment, one.by, one.rule) for one in found] == [
        (Adjustment.ADD_CHECK_IN, date(2026, 11, 27), "loss-check-in"),
        (Adjustment.REVIEW_GOALS, date(2026, 12, 8), "loss-goals"),
    ]
    assert TOLD not in repr(found) + repr(LOSS)
    for viewer in ("mira", "elin", "tom", "noah", "sean"):
        assert propose([LOSS], viewing(viewer)) == ()
    for viewer in ("ada", "hannah"):
        assert propose([LOSS], viewing(viewer, NOW.plus(days=60))) == ()


def test_rules_of_adjustment_are_the_schools() -> None:
    """And are checked."""
    own = AdjustmentRule("r", {"bereavement"}, Adjustment.MOVE_CONFERENCE, 0, "So we decided.")  # type: ignore[arg-type]
    (found,) = propose([LOSS], viewing("ada"), rules=[own])
    assert (found.adjustment, found.by, found.because) == (
        Adjustment.MOVE_CONFERENCE,
        TODAY,
        "So we decided.",
    )
    assert propose([attrs.evolve(LOSS, topic="joy")], viewing("ada")) == ()
    with pytest.raises(InvalidInputError) as caught:
        AdjustmentRule("", frozenset(), Adjustment.ADD_CHECK_IN, -1, "")
    assert [fault.path for fault in caught.value.faults] == [
        "id",
        "topics",
        "because",
        "within_days",
    ]


def test_what_was_told_is_kept_encrypted() -> None:
    """And read by who may know, with the key."""
    store, cipher = MemoryStore(), FernetCipher([new_key()])
    assert keep(LOSS, viewing("hannah"), cipher=cipher).run(store)
    assert "grandfather" not in repr([one.body.data for one in store.scan("").documents])
    for viewer, seen in (("ada", (LOSS,)), ("hannah", (LOSS,)), ("mira", ()), ("tom", ())):
        found = kept(store, Circumstance, "noah", viewing(viewer), cipher=cipher)
        assert found == seen
    with pytest.raises(StoreCorruptError):
        kept(store, Circumstance, "noah", viewing("ada"))
    refusal = keep(attrs.evolve(LOSS, topic="joy"), viewing("ada"), cipher=cipher).run(store)
    assert refusal is not None


records = (
    OPEN,
    HANNAHS,
    LOSS,
    contact("h1", TODAY),
    ContactEntry(label("contact", "c2", "ada", household="h2"), Medium.LETTER, reached=False),
)


@pytest.mark.parametrize("encrypted", [False, True])
def test_what_is_kept_comes_back_and_into_the_dossier(encrypted: bool) -> None:
    """All kinds; each to who may have it."""
    store = MemoryStore()
    cipher = FernetCipher([new_key()]) if encrypted else None
    for record in records:
        access = viewing(record.label.author or "")
        assert keep(record, access, cipher=cipher).run(store)
    everything = [
        held.record
        for source in dialogue_sources(store, cipher=cipher)
        for held in source.records("noah")
    ]
    assert sorted(map(repr, everything)) == sorted(map(repr, records))
    sources = dialogue_sources(store, cipher=cipher)
    given_ = gather("noah", sources, viewing("tom", purpose=Purpose.INSPECTION))
    assert {section.name: len(section.records) for section in given_.sections} == {
        "thread": 1,
        "message": 0,
        "contact": 1,
        "circumstance": 0,
    }
    assert {verdict.label.id for verdict in given_.withheld} == {"t2", "c1", f"h1{TODAY}"}
    assert "grandfather" not in dossier_to_text(given_)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=50))
def test_whatever_people_write_is_data(text: str) -> None:
    """It comes back as it was written."""
    store = MemoryStore()
    keep(OPEN, viewing("ada")).run(store)
    message = reply(OPEN, viewing("tom"), id="m", text=text, language="en")
    assert keep(message, viewing("tom")).run(store)
    assert kept(store, Message, "noah", viewing("hannah")) == (message,)


def test_more_than_a_page_is_read() -> None:
    """In the order of their ids."""
    store = MemoryStore()
    for number in range(205):
        one = Thread(label("thread", f"t{number:03}", "ada"), "x")
        keep(one, viewing("ada")).run(store)
    found = kept(store, Thread, "noah", viewing("tom"))
    assert [one.label.id for one in found] == [f"t{number:03}" for number in range(205)]
