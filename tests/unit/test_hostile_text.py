"""What people write is data in every output of privacy, dialogue and conference."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from unicodedata import category

import attrs
import pytest

from conferencekit.conference import (
    LONGEST_WORDS,
    Account,
    AnotherConference,
    Answer,
    Answers,
    ConferenceRecord,
    FollowUp,
    FollowUpAction,
    Material,
    Preparation,
    Reply,
    Statement,
    Topic,
    acknowledge_conference,
    answers_from_json,
    answers_to_json,
    brief,
    brief_to_json,
    brief_to_text,
    builtin_questionnaires,
    change_follow_up,
    conference_from_json,
    conference_sources,
    conference_to_json,
    follow_up_from_json,
    follow_up_to_json,
    hold_conference,
    keep_answers,
    keep_conference,
    keep_preparation,
    kept_material,
    preparation_from_json,
    preparation_to_json,
)
from conferencekit.dialogue import (
    AdjustmentRule,
    Cadence,
    Circumstance,
    ContactEntry,
    Medium,
    Message,
    Reminder,
    Thread,
    dialogue_sources,
    keep,
    kept,
    propose,
    read_thread,
    reply,
)
from conferencekit.errors import InvalidInputError
from conferencekit.privacy import (
    Access,
    AccessPolicy,
    Audience,
    Confidential,
    Consent,
    Label,
    LegalHold,
    Purpose,
    Retention,
    disclose,
    disclosures,
    dossier_to_json,
    dossier_to_text,
    erase,
    gather,
    keep_consent,
    kept_consents,
    log_access,
    read_log,
    verify,
    what_may_go,
)
from conferencekit.school import Name, Staff, StaffRole
from conferencekit.storage import Store
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant
from conferencekit.wire import dump_json
from samples import TODAY, WHOLE, made

NOW = Instant.parse("2026-11-24T15:00Z")
SCHOOL = made()
POLICY = AccessPolicy(SCHOOL)
MARK = "here"
HOSTILE = {
    "html": f"<script>alert('{MARK}')</script><img src=x onerror=alert(1)>&amp;",
    "formula": f"=cmd|' /C calc'!A0 {MARK}\n+1-1\n@SUM(1)\t=2",
    "calendar": f"{MARK}\r\nEND:VEVENT\r\nBEGIN:VALARM\rATTENDEE:mailto:x@y.example",
    "bidi": f"\u202e{MARK}\u2066\u2069\u200e\u200f\u061c\u202c",
    "template": f"{{0.__class__}} {{what}} %s %(x)s $x ${{x}} {{{{7*7}}}} {{% raw %}} {MARK}",
    "lines": f"{MARK}\u2028forged\u2029forged\x85forged\x0b\x0c",
    "headings": f"{MARK}\n\nTold in confidence\n- forged [note 1]\n\nRecords on ivy\n",
    "escape": f"\x1b[31m{MARK}\x1b[0m\x07\x08",
    "unicode": f"{MARK} \ufeff\u200b\ufffe \U000e0041",
}


@attrs.frozen
class Kept:
    """A store with a record of every kind, in which a hostile text is wherever one can be."""

    store: Store
    material: Material
    circumstance: Circumstance


def access(viewer: str, purpose: Purpose = Purpose.CONFERENCE, minutes: int = 0) -> Access:
    """Somebody."""
    return POLICY.viewing(viewer, at=NOW.plus(minutes=minutes), purpose=purpose)


def label(kind: str, id_: str, author: str = "ada", **changes: Any) -> Label:  # noqa: ANN401
    """Of a record for the family of Noah."""
    plain = Label(kind, id_, ("noah",), author, NOW, Audience.FAMILY)
    return attrs.evolve(plain, **changes)


def kept_with(text: str, store: Store) -> Kept:
    """Everything people can write, kept."""
    ada, hannah = access("ada"), access("hannah")
    thread = Thread(label("thread", text), text, (text, text))
    operations: list[Any] = [keep(thread, ada)]
    message = reply(thread, hannah, id=text, text=text, language=text)
    operations.append(keep(message, hannah))
    entry = label("contact", text, household="h1", at=NOW.plus(days=-60))
    operations.append(keep(ContactEntry(entry, Medium.PHONE, True, text), _before(entry)))
    told = label("circumstance", text, "hannah", audience=Audience.CONFIDENTIAL, readers={"ada"})
    circumstance = Circumstance(told, text, Confidential(text))
    operations.append(keep(circumstance, hannah))
    record = ConferenceRecord(
        label("conference", text), NOW, 20, ("ada",), ("hannah",), round=text, meeting=text
    )
    account = Account(
        ("ada", "hannah"),
        (Statement(text, "hannah"),),
        (text,),
        follow_ups=(text,),
        another=(AnotherConference("hannah", "ada", text),),
        staff_notes=text,
    )
    held: Any = hold_conference(record, account, ada)
    later = access("hannah", minutes=1)
    answered: Any = acknowledge_conference(held, Reply.DIFFERS, later, words=text)
    promise = FollowUp(label("follow-up", text), text, "ada", date(2026, 12, 8), text)
    changed: Any = change_follow_up(
        promise, FollowUpAction.POSTPONE, ada, why=text, due=date(2027, 1, 8)
    )
    operations.append(keep_conference(held, ada, follow_ups=[changed]))
    operations.append(keep_conference(answered, later))
    answers = Answers(label("answers", text, "hannah"), text, text, (Answer(text, text, (text,)),))
    operations.append(keep_answers(answers, hannah))
    preparation = Preparation(
        label("preparation", text), 20, (Topic(text, "ada", goal=text),), staff_notes=text
    )
    operations.append(keep_preparation(preparation, ada))
    for operation in operations:
        assert operation.run(store)
    rest = Material(
        questionnaires=builtin_questionnaires(),
        rules=(AdjustmentRule(text, frozenset({text}), "review-goals", 3, text),),  # type: ignore[arg-type]
        cadence=Cadence(1, TODAY, reminders=(Reminder(0, "lead", text),)),  # type: ignore[arg-type]
    )
    return Kept(store, kept_material(store, WHOLE, ["noah"], rest), circumstance)


def _before(entry: Label) -> Access:
    return POLICY.viewing("ada", at=entry.at, purpose=Purpose.EDUCATION)


def texts_out(kept_: Kept) -> Iterator[str]:
    """Every output for people."""
    for reader in ("ada", "hannah", "tom", "noah"):
        page = brief("noah", kept_.material, access(reader), since=NOW.plus(days=-9))
        yield brief_to_text(page, str(SCHOOL.student("noah").name))
    sources = (*conference_sources(kept_.store), *dialogue_sources(kept_.store))
    for reader in ("hannah", "tom"):
        yield dossier_to_text(gather("noah", sources, access(reader, Purpose.INSPECTION)))


@pytest.mark.parametrize("name", HOSTILE)
def test_it_forges_nothing_on_a_page_for_people(name: str) -> None:
    """No line, no heading, no direction of reading; and it is all there to be read."""
    hostile = list(texts_out(kept_with(HOSTILE[name], MemoryStore())))
    plain = list(texts_out(kept_with("plain", MemoryStore())))
    for page, fair in zip(hostile, plain, strict=True):
        odd = {one for one in page if category(one) in {"Cc", "Cf", "Zl", "Zp", "Co", "Cn"}}
        assert odd <= {"\n"}
        assert _headings(page) == _headings(fair)
        assert (MARK in page) is ("plain" in fair)
        assert "49" not in page  # nothing was computed


def _headings(page: str) -> list[str]:
    """Lines that stand at the margin and are no items."""
    return [line for line in page.splitlines() if line and not line.startswith(("-", " "))]


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_the_same_text_in_every_output_for_machines(name: str, store: Store) -> None:
    """Written and read again, by any JSON reader; templates are not filled in."""
    text = HOSTILE[name]
    kept_ = kept_with(text, store)
    sources = (*conference_sources(store), *dialogue_sources(store))
    dossier = dossier_to_json(gather("noah", sources, access("hannah", Purpose.INSPECTION)))
    page = brief_to_json(brief("noah", kept_.material, access("ada"), since=NOW.plus(days=-9)))
    for made_ in (dossier, page):
        assert json.loads(dump_json(made_)) == json.loads(json.dumps(made_)) == made_
    written: tuple[tuple[type, Any, Any], ...] = (
        (ConferenceRecord, conference_to_json, conference_from_json),
        (FollowUp, follow_up_to_json, follow_up_from_json),
        (Answers, answers_to_json, answers_from_json),
        (Preparation, preparation_to_json, preparation_from_json),
    )
    records = [held.record for source in sources for held in source.records("noah")]
    assert len(records) == 8
    for kind, write, read in written:
        (one,) = [record for record in records if isinstance(record, kind)]
        assert read(json.loads(dump_json(write(one)))) == one
    (message,) = kept(store, Message, "noah", access("ada"))
    (thread,) = kept(store, Thread, "noah", access("ada"))
    assert (message.text, thread.subject) == (text, text)
    (read_,) = read_thread(thread, [message], access("ada"), languages=["en"])
    assert read_.text == text
    shown = disclose(thread, access("hannah"))
    assert shown is not None
    assert shown["id"] == text
    (proposal,) = propose([kept_.circumstance], access("ada"), rules=kept_.material.rules)
    assert proposal.because == text


@pytest.mark.parametrize("name", HOSTILE)
def test_logs_holds_and_erasure_take_it_as_it_is(name: str, store: Store) -> None:
    """In ids, reasons and papers; the chain holds, and a tombstone has none of what was said."""
    text = HOSTILE[name]
    slip = label("note", text)
    verdict = POLICY.decide(text, "export", slip, at=NOW, purpose=Purpose.EDUCATION)  # type: ignore[arg-type]
    log_access(verdict, secret=b"s", party=text, interest=text).run(store)
    head = _office().viewing("mira", at=NOW, purpose=Purpose.ADMINISTRATION)
    log = read_log(store, "noah", head)
    assert log is not None
    assert verify(log, secret=b"s") == ()
    (entry,) = disclosures(log, SCHOOL)
    assert (entry.viewer, entry.record, entry.party, entry.interest) == (text,) * 4
    kept_with(text, store)
    sources = conference_sources(store)
    held = [one for source in sources for one in source.records("noah")]
    hold = LegalHold("noah", text, NOW)
    assert {one.because for one in what_may_go(held, (), at=NOW, holds=[hold]).stay} == {text}
    rules = [Retention(kind, 0, 0, text) for kind in {one.record.label.kind for one in held}]
    erasure = what_may_go(held, rules, at=NOW)
    assert erase(erasure, by="ada", at=NOW, because="asked").run(store) == len(held)
    tombs = store.scan("erased/").documents
    assert len(tombs) == len(held)
    assert all(MARK not in str(one) for one in tombs)
    consent = Consent("noah", text, "hannah", text, frozenset(Purpose), TODAY)
    assert keep_consent(consent, WHOLE).run(store)
    assert list(kept_consents(store, WHOLE)) == [consent]


def _office() -> AccessPolicy:
    mira = Staff("mira", Name("Mira"), frozenset({StaffRole.HEAD}))
    return AccessPolicy(attrs.evolve(SCHOOL, staff=(*SCHOOL.staff, mira)))


def test_names_of_people_are_data_too() -> None:
    """On the page that names them."""
    name = Name("{0.__class__}\u202e<b>", "\r\nBEGIN:VEVENT\n\nforged")
    guardians = tuple(attrs.evolve(one, name=name) for one in SCHOOL.guardians)
    school = attrs.evolve(SCHOOL, guardians=guardians)
    kept_ = kept_with("plain", MemoryStore())
    pages = [
        brief_to_text(
            brief(
                "noah",
                kept_.material,
                AccessPolicy(each).viewing("ada", at=NOW, purpose=Purpose.CONFERENCE),
                since=NOW,
            ),
            str(name),
        )
        for each in (SCHOOL, school)
    ]
    assert "{0.__class__}" in pages[1]
    assert pages[0].count("\n") == pages[1].count("\n")
    assert _headings(pages[0])[1:] == _headings(pages[1])[1:]
    assert not set("\u202e\r") & set(pages[1])


HUGE = "x" * 10_000_000


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Account(("ada",), (Statement(HUGE),)), "said[0].text"),
        (lambda: Account(("ada",), decisions=("a", HUGE)), "decisions[1]"),
        (lambda: Account(("ada",), staff_notes=HUGE), "staff_notes"),
        (
            lambda: Account(("ada",), another=(AnotherConference("hannah", "ada", HUGE),)),
            "another[0].why",
        ),
        (lambda: FollowUp(label("follow-up", "f"), HUGE, "ada", TODAY), "promise"),
        (lambda: Topic(HUGE, "ada"), "title"),
        pytest.param(
            lambda: Preparation(label("preparation", "p"), 20, staff_notes=HUGE),
            "staff_notes",
            id="preparation",
        ),
        (lambda: Thread(label("thread", "t"), HUGE), "subject"),
        (lambda: Message(label("message", "m"), "t", HUGE, "en"), "text"),
        (
            lambda: ContactEntry(label("contact", "c", household="h1"), Medium.PHONE, True, HUGE),
            "note",
        ),
        (
            lambda: Circumstance(
                label("circumstance", "c", audience=Audience.PRIVATE), "loss", Confidential(HUGE)
            ),
            "told",
        ),
    ],
)
def test_ten_megabytes_are_refused_with_their_place(make: Callable[[], object], path: str) -> None:
    """Not cut, and not shown in the message."""
    with pytest.raises(InvalidInputError) as caught:
        make()
    assert path in [fault.path for fault in caught.value.faults]
    assert len(str(caught.value)) < 500


def test_what_is_as_long_as_it_may_be_is_kept() -> None:
    """And no character more."""
    longest = "x" * LONGEST_WORDS
    Account(("ada",), (Statement(longest),), (longest,), staff_notes=longest)
    with pytest.raises(InvalidInputError, match=r"decisions\[0\]: has 10001 characters"):
        Account(("ada",), decisions=(f"{longest}x",))


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_no_database_takes_is_refused_when_it_is_kept(text: str, store: Store) -> None:
    """NUL, and half a character; nothing is written."""
    with pytest.raises(InvalidInputError):
        keep(Thread(label("thread", "t"), text), access("ada")).run(store)
    assert kept(store, Thread, "noah", access("ada")) == ()
