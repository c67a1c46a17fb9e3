"""The policy of access: examples with their sources, and what it refuses."""

from datetime import date
from typing import Any

import attrs
import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.privacy import (
    AccessPolicy,
    Action,
    Audience,
    Capacity,
    Consent,
    Label,
    LegalHold,
    Purpose,
    keep_consent,
    keep_legal_hold,
    kept_consents,
    kept_legal_holds,
    only_for,
)
from conferencekit.privacy.rules import GRANTS
from conferencekit.school import School, Staff, StaffRole, Student
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Instant
from samples import WHOLE, made

NOW = Instant.parse("2026-11-24T15:00Z")
EDUCATION, INSPECTION = Purpose.EDUCATION, Purpose.INSPECTION


def label(audience: Audience = Audience.FAMILY, **changes: object) -> Label:
    """A label of a note by ada about noah, with changes."""
    plain = Label("note", "n", ("noah",), "ada", NOW, audience)
    return attrs.evolve(plain, **changes)  # type: ignore[arg-type]


def rule(school: School, viewer: str, one: Label, purpose: Purpose = EDUCATION) -> str:
    """The rule by which somebody may read a record or not."""
    return AccessPolicy(school).viewing(viewer, at=NOW, purpose=purpose).read(one).rule


def test_either_parent_has_full_rights_whoever_has_custody() -> None:
    """34 CFR 99.4: unless an order or binding document specifically revokes them."""
    school = made()
    assert rule(school, "hannah", label()) == "guardian-records"
    assert rule(school, "tom", label()) == "guardian-records"
    assert rule(school, "sean", label()) == "order"
    assert rule(school, "ben", label()) == "default"


def test_nobody_is_a_student_whom_the_school_does_not_know() -> None:
    """A slip of the pen in a record's students gives nobody a right to it."""
    slip = label(students=("nohaa",))
    assert rule(made(), "nohaa", slip) == "default"
    everybody = AccessPolicy(made()).readers(slip, at=NOW)
    assert "nohaa" not in {verdict.viewer for verdict in everybody}


def test_an_order_counts_on_its_own_days() -> None:
    """The one against sean starts with the year."""
    policy = AccessPolicy(made())
    eve = Instant.parse("2025-12-31T22:59:59Z")  # 23:59:59 in Amsterdam
    assert policy.viewing("sean", at=eve, purpose=EDUCATION).read(label())
    assert not policy.viewing("sean", at=eve.plus(seconds=1), purpose=EDUCATION).read(label())


def test_a_note_in_sole_possession_is_its_makers_alone() -> None:
    """34 CFR 99.3: and once it is shared it is a record, which it remains."""
    policy = AccessPolicy(made())
    note = label(Audience.PRIVATE)
    assert {one.viewer for one in policy.readers(note, at=NOW)} == {"ada"}
    ada = policy.viewing("ada", at=NOW, purpose=EDUCATION)
    shared = attrs.evolve(note, audience=Audience.STAFF)
    assert ada.change(note, shared)
    assert not ada.export(note)
    back = ada.change(shared, note)
    assert (back.allowed, back.rule) == (False, "change")
    elin = policy.viewing("elin", at=NOW, purpose=EDUCATION)
    assert elin.change(note, shared).rule == "default"
    assert elin.change(shared, attrs.evolve(shared, author="elin")).rule == "change"


def test_a_new_record_is_by_who_makes_it() -> None:
    """Or by nobody, where it was computed; a colleague may change it, and not make it."""
    elin = AccessPolicy(made()).viewing("elin", at=NOW, purpose=EDUCATION)
    assert elin.create(label(author="elin"))
    assert elin.create(label(author=None))
    assert elin.write(label())
    assert elin.create(label()).rule == "create"
    assert elin.create(label(students=("mateo",))).rule == "default"


def test_what_staff_keeps_is_inspected_not_shown() -> None:
    """34 CFR 99.10: parents may inspect education records."""
    school = made()
    assert rule(school, "tom", label(Audience.STAFF)) == "default"
    assert rule(school, "tom", label(Audience.STAFF), INSPECTION) == "guardian-inspection"
    assert rule(school, "noah", label(Audience.STAFF), INSPECTION) == "default"


def test_what_is_about_other_children_too_is_for_no_single_family() -> None:
    """34 CFR 99.12: a parent may be told only what is about their own child."""
    both = label(students=("noah", "mateo"))
    assert rule(made(), "tom", both) == "about-others"
    siblings = label(students=("noah", "ivy"))
    assert rule(made(), "hannah", siblings) == "guardian-records"
    assert rule(made(), "tom", siblings) == "about-others"


def test_what_one_household_tells_is_not_for_the_other() -> None:
    """Not even where its guardian teaches here."""
    school = made()
    told = label(author="hannah", household="h1")
    assert rule(school, "hannah", told) == "guardian-records"
    assert rule(school, "tom", told) == "other-household"
    teaching = attrs.evolve(
        school,
        staff=(*school.staff, Staff("tom", made().guardian("tom").name)),
        groups=tuple(attrs.evolve(one, teachers=(*one.teachers, "tom")) for one in school.groups),
    )
    assert rule(teaching, "tom", label(Audience.STAFF)) == "team"
    assert rule(teaching, "tom", told) == "other-household"


def test_who_moved_still_reads_what_they_wrote() -> None:
    """But writes no more for a household they do not belong to."""
    policy = AccessPolicy(made())
    tom = policy.viewing("tom", at=NOW, purpose=EDUCATION)
    own = label(author="tom", household="h1")
    assert tom.read(own)
    assert tom.write(own).rule == "other-household"
    assert tom.export(own).rule == "other-household"


def test_rights_pass_to_a_student_of_age() -> None:
    """34 CFR 99.5: from the day itself; guardians then need a consent."""
    school = made()
    noah = attrs.evolve(school.student("noah"), of_age=date(2026, 11, 24))
    grown = attrs.evolve(school, students=(noah, *school.students[1:]))
    note = label(Audience.GUARDIANS)
    assert rule(school, "noah", note) == "default"
    assert rule(grown, "noah", note) == "own-records-of-age"
    assert rule(grown, "hannah", note) == "of-age"
    consent = Consent("noah", "hannah", "noah", "paper", frozenset({EDUCATION}), date(2026, 1, 1))
    policy = AccessPolicy(grown, (consent,))
    assert policy.viewing("hannah", at=NOW, purpose=EDUCATION).read(note)
    assert policy.viewing("hannah", at=NOW, purpose=INSPECTION).read(note).rule == "of-age"
    void = AccessPolicy(grown, (attrs.evolve(consent, given_by="tom"),))
    assert not void.viewing("hannah", at=NOW, purpose=EDUCATION).read(note)


def test_staff_who_left_see_nothing() -> None:
    """From the day after their last."""
    school = made()
    ada = attrs.evolve(school.staff[0], until=date(2026, 11, 24))
    policy = AccessPolicy(attrs.evolve(school, staff=(ada, *school.staff[1:])))
    note = label(Audience.PRIVATE)
    assert policy.viewing("ada", at=NOW, purpose=EDUCATION).read(note).rule == "author"
    later = policy.viewing("ada", at=NOW.plus(days=1), purpose=EDUCATION)
    assert later.read(note).rule == "not-at-work"


def test_an_outsider_is_told_by_consent_alone() -> None:
    """34 CFR 99.30; and the log has to have it."""
    consent = Consent(
        "noah", "dr-may", "hannah", "paper", frozenset({EDUCATION}), date(2026, 1, 1)
    )
    verdict = AccessPolicy(made(), (consent,)).decide(
        "dr-may", Action.EXPORT, label(), at=NOW, purpose=EDUCATION
    )
    assert (verdict.rule, verdict.capacity) == ("consent", Capacity.OUTSIDER)
    assert verdict.must_log
    assert not AccessPolicy(made()).viewing("dr-may", at=NOW, purpose=EDUCATION).read(label())
    by_sean = attrs.evolve(consent, given_by="sean")
    assert (
        not AccessPolicy(made(), (by_sean,))
        .viewing("dr-may", at=NOW, purpose=EDUCATION)
        .read(label())
    )


def test_only_what_matters_must_be_logged() -> None:
    """A parent who looks at what is for parents leaves no trace."""
    policy = AccessPolicy(made())
    read = policy.viewing("tom", at=NOW, purpose=EDUCATION)
    assert not read.read(label()).must_log
    assert read.export(label()).must_log
    assert read.read(label(Audience.STAFF)).must_log
    named = label(Audience.CONFIDENTIAL, readers={"tom"})
    assert read.read(named).must_log
    assert policy.viewing("tom", at=NOW, purpose=INSPECTION).read(label()).must_log


def test_a_refusal_names_nobody_and_no_document() -> None:
    """It can be shown to whom it refuses."""
    verdict = AccessPolicy(made()).viewing("sean", at=NOW, purpose=EDUCATION).read(label())
    for word in ("order 1", "noah", "sean", "hannah"):
        assert word not in verdict.reason


def test_a_label_that_cannot_be_decided_about_is_refused() -> None:
    """With all its faults."""
    with pytest.raises(InvalidInputError) as caught:
        Label("", "n", ("a", "a"), "", NOW, Audience.FAMILY, frozenset({"b"}))
    assert [fault.path for fault in caught.value.faults] == [
        "kind",
        "author",
        "students",
        "readers",
    ]
    with pytest.raises(InvalidInputError, match="no student"):
        label(students=())


def test_rules_have_ids_of_their_own() -> None:
    """A verdict could not tell them apart otherwise."""
    with pytest.raises(InvalidInputError, match="'team' is the id of two rules"):
        AccessPolicy(made(), grants=(*GRANTS, GRANTS[5]))


def test_days_of_people_are_checked() -> None:
    """As those of restrictions are."""
    school = made()
    odd = Staff("x", school.staff[0].name, since=date(2026, 2, 1), until=date(2026, 1, 1))
    with pytest.raises(InvalidInputError) as caught:
        attrs.evolve(
            school,
            staff=(*school.staff, odd),
            students=(
                *school.students,
                Student("y", school.students[0].name, of_age="2026"),  # type: ignore[arg-type]
            ),
        )
    assert [str(one) for one in caught.value.faults] == [
        "students[3].of_age: '2026' is not a date (date.fromisoformat reads one)",
        "staff[3].until: is before since",
    ]
    assert StaffRole.TEACHER in odd.roles


def test_consents_and_holds_are_kept() -> None:
    """Under their student; one that is withdrawn takes the place of what was given."""
    store = MemoryStore()
    consent = Consent("noah", "dr/may", "hannah", "paper 1", set(Purpose), date(2026, 1, 1))  # type: ignore[arg-type]
    other = attrs.evolve(consent, student="noah2", purposes=frozenset({EDUCATION}))
    withdrawn = attrs.evolve(consent, until=date(2026, 2, 1))
    for one in (consent, other, withdrawn):
        assert keep_consent(one, WHOLE).run(store)
    assert list(kept_consents(store, WHOLE, "noah")) == [withdrawn]
    assert list(kept_consents(store, WHOLE)) == [withdrawn, other]
    hold = LegalHold("noah", "asked to inspect", NOW)
    over = attrs.evolve(hold, until=NOW.plus(days=45))
    for held in (hold, over, attrs.evolve(hold, student="ivy")):
        keep_legal_hold(held, WHOLE).run(store)
    assert list(kept_legal_holds(store, WHOLE, "noah")) == [over]
    assert [one.student for one in kept_legal_holds(store, WHOLE)] == ["ivy", "noah"]


def test_who_asks_how_when_and_what_for_is_checked() -> None:
    """By the library's error, with the place: a text from a request may be anything."""
    ada = AccessPolicy(made()).viewing("ada", at=NOW, purpose=EDUCATION)
    slip = Label("slip", "s", ("noah",), "ada", NOW)
    policy: Any = ada.policy
    for ask, paths in (
        (lambda: policy.viewing("ada", at=NOW, purpose="fun"), ["purpose"]),
        (lambda: policy.viewing("", at="now", purpose=EDUCATION), ["viewer", "at"]),
        (lambda: policy.viewing(None, at=NOW, purpose=EDUCATION), ["viewer"]),
        (lambda: policy.decide("ada", "look", slip, at=NOW, purpose=EDUCATION), ["action"]),
        (lambda: policy.readers(slip, at=NOW, purposes=("education", "x")), ["purposes[1]"]),
        (lambda: only_for("everybody"), ["audience"]),  # type: ignore[arg-type]
    ):
        with pytest.raises(InvalidInputError) as caught:
            ask()
        assert [fault.path for fault in caught.value.faults] == paths
