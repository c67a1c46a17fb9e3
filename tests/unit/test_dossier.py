"""Everything on one student, how long it stays, and what may go."""

import re
from typing import Any

import attrs
import pytest

from conferencekit.errors import BrokenContractError, InvalidInputError
from conferencekit.privacy import (
    AccessPolicy,
    Audience,
    Confidential,
    Held,
    LegalHold,
    Purpose,
    Retention,
    dossier_to_json,
    dossier_to_text,
    erase,
    gather,
    overdue,
    what_may_go,
)
from conferencekit.storage import Body, Decision
from conferencekit.storage.memory import MemoryStore
from conferencekit.wire import dump_json
from notes import NOW, Note, Notes, label
from samples import made

POLICY = AccessPolicy(made())
INSPECTING = POLICY.viewing("tom", at=NOW, purpose=Purpose.INSPECTION)

NOTES = Notes(
    (
        Note(label("family"), "for all"),
        Note(label("staff", Audience.STAFF), "for the staff", cause="unclear"),
        Note(label("told", Audience.CONFIDENTIAL, author="hannah", readers={"ada"}), "secret 1"),
        Note(label("mine", Audience.PRIVATE), "secret 2"),
        Note(label("letters", household="h1", author="hannah"), "secret 3"),
        Note(label("both", students=("noah", "mateo")), "secret 4"),
        Note(label("ivy", students=("ivy",)), "secret 5"),
    )
)


def test_a_parent_is_given_all_that_is_theirs_to_have() -> None:
    """In a form for people and one for machines; what was withheld is told to the school alone."""
    dossier = gather("noah", [NOTES, Notes((), "goals")], INSPECTING)
    assert [section.name for section in dossier.sections] == ["notes", "goals"]
    assert [record["id"] for record in dossier.sections[0].records] == ["family", "staff"]
    assert {verdict.label.id: verdict.rule for verdict in dossier.withheld} == {
        "told": "default",
        "mine": "default",
        "letters": "other-household",
        "both": "about-others",
    }
    assert len(dossier.verdicts) == 6
    for text in (dump_json(dossier_to_json(dossier)), dossier_to_text(dossier)):
        assert "for the staff" in text
        assert "unclear" in text
        assert "secret" not in text
        for id_ in ("told", "mine", "letters", "both"):
            assert f'"id":"{id_}"' not in text
            assert f"note {id_}" not in text


def test_who_may_have_nothing_is_given_nothing() -> None:
    """And the school is told by which rule."""
    dossier = gather("noah", [NOTES], POLICY.viewing("sean", at=NOW, purpose=Purpose.INSPECTION))
    assert dossier.sections[0].records == ()
    assert {verdict.rule for verdict in dossier.withheld} == {"order", "default"}


def test_the_page_for_people() -> None:
    """As it is printed."""
    note = Note(
        label("n1"),
        text="two\nlines",
        cause="x",
        told=Confidential("told"),
        marks={"reading": 3},
    )
    access = POLICY.viewing("tom", at=NOW, purpose=Purpose.EDUCATION)
    assert dossier_to_text(gather("noah", [Notes((note,))], access)) == (
        "Records on noah\n"
        "for tom, education, as of 2026-11-24T15:00:00+00:00\n"
        "\n"
        "notes (1)\n"
        "\n"
        "  note n1\n"
        "  by ada, 2026-11-24T15:00:00+00:00\n"
        "    text:\n"
        "      two\n"
        "      lines\n"
        "    told: told\n"
        "    replies:\n"
        "    marks:\n"
        "      reading: 3\n"
        "    seen:\n"
        "    when: -\n"
        "    not shown: cause\n"
    )


HOSTILE = (
    "line\nnotes (9)\n\n  note forged",
    "a\rb\x1b[31m\x00",
    "\u202egnp.exe \u2066x\u2069 \u200e\u061c",
    "a\u2028b\u2029c\x85d",
    "<script>alert(1)</script>{{7*7}}",
    "=cmd|' /C calc'!A0",
    "\ud800",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_a_text(text: str) -> None:
    """It forges no heading and turns no direction of reading."""
    shown = dossier_to_text(
        gather("noah", [Notes((Note(label("n1"), text, marks={text: 1}),))], INSPECTING)
    )
    assert "\nnotes (9)" not in shown
    assert "\n  note forged" not in shown
    assert len(re.findall(r"^  note ", shown, re.MULTILINE)) == 1
    assert all(one == "\n" or one.isprintable() for one in shown)


def test_words_of_all_languages_stay_what_they_are() -> None:
    """Joiners are part of Persian words and of emoji."""
    text = "\u0645\u06cc\u200c\u062e\u0648\u0627 👩\u200d👧 Zoë 中文"
    note = Note(label("n1"), text)
    assert text in dossier_to_text(gather("noah", [Notes((note,))], INSPECTING))


def test_ten_megabytes_are_a_text_too() -> None:
    """There is no limit here: limit what you take in."""
    text = "ä\u202e" * 5_000_000
    shown = dossier_to_text(gather("noah", [Notes((Note(label("n1"), text),))], INSPECTING))
    assert len(shown) > len(text)


def test_a_source_that_gives_what_it_was_not_asked_for_is_broken() -> None:
    """Rather than another child's record goes out."""

    @attrs.frozen
    class Wrong:
        name: str = "wrong"

        def records(self, student: str, /) -> list[Held]:
            del student
            return [Held(NOTES.notes[-1], "note/ivy")]

    with pytest.raises(BrokenContractError, match=r"'wrong'[\s\S]*note/ivy"):
        gather("noah", [Wrong()], INSPECTING)


# ------------------------------------------------------------------------------------ retention

YEAR = Retention("note", 365, 730, "decided by the board in 2026")


def held(id_: str, days: int = 0, **changes: Any) -> Held:  # noqa: ANN401
    """A note of so many days ago."""
    return Held(Note(label(id_, at=NOW.plus(days=-days), **changes)), f"note/{id_}")


def test_what_must_stay_stays_and_says_why() -> None:
    """At least so long, under a hold, about others too, or of a kind nobody decided about."""
    records = (
        held("young", 364),
        held("old", 365),
        held("both", 400, students=("noah", "mateo")),
        held("held", 400, students=("ivy",)),
        held("odd", 400, kind="odd"),
    )
    hold = LegalHold("ivy", "asked to inspect", NOW.plus(days=-1), NOW.plus(days=44))
    found = what_may_go(records, [YEAR], at=NOW, holds=[hold])
    assert [one.key for one in found.go] == ["note/old"]
    assert [(one.held.key, one.because, one.until) for one in found.stay] == [
        ("note/young", YEAR.because, NOW.plus(days=1)),
        ("note/both", "it is about other students too: a person has to decide", None),
        ("note/held", "asked to inspect", NOW.plus(days=44)),
        ("note/odd", "no retention is given for the kind 'odd'", None),
    ]
    over = what_may_go(records, [YEAR], at=NOW.plus(days=44), holds=[hold])
    assert "note/held" in [one.key for one in over.go]


def test_the_longest_hold_is_named() -> None:
    """One without an end before all others."""
    holds = [
        LegalHold("noah", "short", NOW, NOW.plus(days=1)),
        LegalHold("noah", "open", NOW),
        LegalHold("noah", "long", NOW, NOW.plus(days=9)),
        LegalHold("noah", "later", NOW.plus(days=1)),
    ]
    for order in (holds, holds[::-1]):
        (kept,) = what_may_go([held("old", 400)], [YEAR], at=NOW, holds=order).stay
        assert (kept.because, kept.until) == ("open", None)


def test_nothing_is_kept_for_ever() -> None:
    """What is past its most is due, and so is what nobody decided about."""
    records = [held("fresh", 729), held("due", 730), held("odd", kind="odd")]
    found = overdue(iter(records), iter([YEAR]), at=NOW)
    assert [one.key for one in found.go] == ["note/due"]
    assert [one.held.key for one in found.stay] == ["note/odd"]


def test_what_is_erased_leaves_a_tombstone_that_names_no_child() -> None:
    """Once; and nothing that the record said."""
    store = MemoryStore()
    body = Body("note", 1, {"text": "x"})
    store.transact(["note/noah-1"], lambda _: Decision(None, put={"note/noah-1": body}))
    record = held("noah-1", 800)
    found = overdue([record, record, held("gone", 800)], [YEAR], at=NOW)
    operation = erase(found, by="mira", at=NOW, because="retention")
    assert operation.run(store) == 1
    assert operation.run(store) == 0
    (tomb,) = store.scan("").documents
    assert tomb.key.startswith("erased/")
    assert tomb.body.data == {
        "kind": "note",
        "by": "mira",
        "at": "2026-11-24T15:00:00+00:00",
        "because": "retention",
    }
    assert "noah" not in repr(store.events()) + dump_json(tomb.body.data) + tomb.key


def test_a_document_that_holds_two_records_is_not_erased_for_one() -> None:
    """It is refused, before anything is done."""
    other = Held(held("b").record, "note/a")
    for find in (what_may_go, overdue):
        with pytest.raises(InvalidInputError, match="note/a: holds 'a' and 'b'"):
            find([held("a"), other], [YEAR], at=NOW)


def test_a_retention_that_is_none_is_refused() -> None:
    """For ever is no retention, and neither is a rule without a reason."""
    with pytest.raises(InvalidInputError) as caught:
        Retention("", 10, 5, "")
    assert [fault.path for fault in caught.value.faults] == ["at_most_days", "kind", "because"]
    wrong: tuple[tuple[Any, Any], ...] = ((0, 36_526), (-1, 5), (True, 5), (1.5, 2))
    for least, most in wrong:
        with pytest.raises(InvalidInputError, match="are no days"):
            Retention("note", least, most, "x")
    with pytest.raises(InvalidInputError, match="has a retention already"):
        what_may_go([], [YEAR, YEAR], at=NOW)
