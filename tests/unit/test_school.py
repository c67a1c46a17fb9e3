"""A school holds together, and says who may be told what."""

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.school import (
    Group,
    GroupKind,
    Guardian,
    Household,
    Interpreter,
    Membership,
    Name,
    Restriction,
    RestrictionKind,
    Right,
    Student,
    contact_forbidden,
    entitled_guardians,
    entitlement,
    school_from_json,
    school_to_json,
)
from samples import TODAY, Change, made, with_


def test_a_school_knows_its_families() -> None:
    """Households, guardians, siblings and groups of a student."""
    school = made()
    assert [one.id for one in school.households_of("noah")] == ["h1", "h2"]
    assert [one.id for one in school.guardians_of("noah")] == ["hannah", "tom", "sean"]
    first, second = (one.id for one in school.households_of("noah"))
    assert [school.home_of("noah", id_) for id_ in ("hannah", "tom")] == [first, second]
    assert [school.home_of(*ids) for ids in (("noah", "noah"), ("nobody", "tom"))] == [None, None]
    assert [one.id for one in school.siblings_of("noah")] == ["ivy"]
    assert [one.id for one in school.groups_of("ivy")] == ["g1", "g2"]
    assert school.households_of("nobody") == ()
    assert str(school.student("mateo").name) == "Teo Cas"
    assert str(school.member_of_staff("ada").name) == "Ada"
    assert school.household("h1").guardians == ("hannah",)
    assert school.has("students", "ivy")
    assert not school.has("students", "ben")


def test_no_name_is_shown_by_accident() -> None:
    """What is logged by repr names nobody."""
    school = made()
    shown = repr(school) + "".join(
        repr(one) for one in (*school.students, *school.guardians, *school.staff)
    )
    for name in ("Noah", "Hannah", "Ada", "Reed"):
        assert name not in shown
    assert repr(school) == "<School 'willow': 3 students, 4 guardians, 3 staff>"


def test_the_school_file_loses_nothing() -> None:
    """Writing and reading gives an equal school."""
    school = made()
    assert school_from_json(school_to_json(school)) == school


FAULTS: dict[str, tuple[Change, str, str]] = {
    "student twice": (
        with_("students", Student("ivy", Name("I"))),
        "students[3].id",
        "is used twice",
    ),
    "child and adult": (
        with_("students", Student("ada", Name("I"))),
        "students[3].id",
        "is the id of an adult too",
    ),
    "empty id": (with_("groups", Group("", "x", GroupKind.HOMEROOM)), "groups[2].id", "is empty"),
    "bad language": (
        with_("guardians", Guardian("x", Name("x"), ("english!",))),
        "guardians[4].languages[0]",
        "is no language tag",
    ),
    "bad school language": (
        lambda s: attrs.evolve(s, languages=("e",)),
        "languages[0]",
        "is no language tag",
    ),
    "no language": (
        with_("interpreters", Interpreter("x", Name("x"), ())),
        "interpreters[1].languages",
        "at least one",
    ),
    "unknown specialist": (
        with_("students", Student("x", Name("x"), specialists=("tom",))),
        "students[3].specialists[0]",
        "unknown member of staff",
    ),
    "unknown guardian": (
        with_("households", Household("h4", ("zoe",))),
        "households[3].guardians[0]",
        "unknown guardian 'zoe'",
    ),
    "nobody home": (
        with_("households", Household("h4", ())),
        "households[3].guardians",
        "at least one is needed",
    ),
    "unknown student": (
        with_("households", Household("h4", ("tom",), (Membership("ada"),))),
        "households[3].members[0]",
        "unknown student",
    ),
    "student twice in a household": (
        with_("households", Household("h4", ("tom",), (Membership("ivy"), Membership("ivy")))),
        "households[3].members[1]",
        "is named twice",
    ),
    "lead from elsewhere": (
        with_("groups", Group("g3", "x", GroupKind.HOMEROOM, (), ("ada",), "ben")),
        "groups[2].lead",
        "is not one of its teachers",
    ),
    "unknown teacher": (
        with_("groups", Group("g3", "x", GroupKind.HOMEROOM, (), ("tom",))),
        "groups[2].teachers[0]",
        "unknown member of staff",
    ),
    "records of an adult": (
        with_("restrictions", Restriction("tom", RestrictionKind.NO_RECORDS, "hannah", "d")),
        "restrictions[2].person",
        "unknown student",
    ),
    "restricted stranger": (
        with_("restrictions", Restriction("zoe", RestrictionKind.NO_CONTACT, "ivy", "d")),
        "restrictions[2].guardian",
        "unknown guardian",
    ),
    "contact with nobody": (
        with_("restrictions", Restriction("tom", RestrictionKind.NO_CONTACT, "zoe", "d")),
        "restrictions[2].person",
        "unknown person",
    ),
    "contact with oneself": (
        with_("restrictions", Restriction("tom", RestrictionKind.NO_CONTACT, "tom", "d")),
        "restrictions[2].person",
        "is the restricted guardian",
    ),
    "no document": (
        with_("restrictions", Restriction("tom", RestrictionKind.NO_CONTACT, "ivy", "")),
        "restrictions[2].document",
        "is empty",
    ),
    "backward restriction": (
        with_(
            "restrictions",
            Restriction("tom", RestrictionKind.NO_CONTACT, "ivy", "d", TODAY, date(2026, 1, 1)),
        ),
        "restrictions[2].until",
        "is before since",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_with_its_path(name: str) -> None:
    """The fault, its place and nothing else."""
    change, path, message = FAULTS[name]
    with pytest.raises(InvalidInputError) as caught:
        change(made())
    assert [fault.path for fault in caught.value.faults] == [path]
    assert message in str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    """Of several lists, and not the first alone."""
    with pytest.raises(InvalidInputError) as caught:
        attrs.evolve(
            made(),
            languages=("?",),
            students=(Student("x", Name("x"), specialists=("nobody",)),),
        )
    paths = {fault.path for fault in caught.value.faults}
    assert {"languages[0]", "students[0].specialists[0]", "households[0].members[0]"} <= paths


def test_rights_come_from_households_and_restrictions_take_away() -> None:
    """Each answer says by what."""
    school = made()
    full = entitlement(school, "hannah", "noah", first=TODAY)
    assert full.rights == frozenset(Right)
    assert full.reasons == ("belongs to household h1 of noah",)
    some = entitlement(school, "tom", "noah", first=TODAY)
    assert Right.CONFERENCE in some
    assert Right.DECISIONS not in some
    assert some.reasons == ("belongs to household h2 of noah, which may: conference, records",)
    none = entitlement(school, "sean", "noah", first=TODAY)
    assert none.rights == frozenset()
    assert none.reasons[-1] == "order 1: may not be told about noah"
    assert entitlement(school, "ben", "noah", first=TODAY).reasons == (
        "ben shares no household with noah",
    )


def test_a_restriction_holds_on_its_days() -> None:
    """From its first day to its last, on any day of a span."""
    school = made()
    before = date(2025, 12, 31)
    assert Right.RECORDS in entitlement(school, "sean", "noah", first=before)
    assert Right.RECORDS not in entitlement(school, "sean", "noah", first=before, last=TODAY)
    assert contact_forbidden(school, "hannah", "tom", first=TODAY)
    assert contact_forbidden(school, "tom", "hannah", first=TODAY)
    assert not contact_forbidden(school, "tom", "hannah", first=date(2026, 12, 1))
    assert not contact_forbidden(school, "tom", "sean", first=TODAY)


def test_a_restriction_begins_and_ends_on_days() -> None:
    """A text or a time would fail only where it is compared."""
    school = made()
    given: dict[str, Any] = {"since": "2026-01-01", "until": datetime(2026, 2, 1, tzinfo=UTC)}
    one = attrs.evolve(school.restrictions[0], **given)
    with pytest.raises(InvalidInputError) as caught:
        attrs.evolve(school, restrictions=(one,))
    paths = [fault.path for fault in caught.value.faults]
    assert paths == ["restrictions[0].since", "restrictions[0].until"]


def test_no_conference_without_the_right_to_be_told() -> None:
    """Who may not be told about a student is not invited to talk about them."""
    silent = Household("h4", ("ben",), (Membership("ivy", frozenset({Right.CONFERENCE})),))
    school = with_("households", silent)(made())
    found = entitlement(school, "ben", "ivy", first=TODAY)
    assert found.rights == frozenset()
    assert found.reasons[-1] == "no conference and no decision without the right to be told"
    assert entitled_guardians(school, silent, "ivy", Right.CONFERENCE, first=TODAY) == ()


def test_lists_may_be_given_as_any_iterable_but_one_text() -> None:
    """A frozen object keeps a tuple."""
    grades = ["01"]
    student = Student("x", Name("x"), grades)  # type: ignore[arg-type]
    grades.append("02")
    assert student.grades == ("01",)
    with pytest.raises(InvalidInputError, match="not the text 'ab'"):
        Student("x", Name("x"), "ab")  # type: ignore[arg-type]
