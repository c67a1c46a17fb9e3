"""A round is built as the policy and the wishes say, and nobody is forgotten silently."""

import attrs
import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.planning import (
    Attendance,
    Availability,
    Conferences,
    Occasion,
    Remark,
    RemarkKind,
    Request,
    RoundDraft,
    RoundPolicy,
    Siblings,
    StudentPart,
    Wishes,
    build_round,
    policy_from_json,
    policy_to_json,
)
from conferencekit.scheduling import KeepApart, Kind, Meeting, Session, solve
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
    School,
    Staff,
    Student,
)
from conferencekit.time import Window, Windows, Zone
from samples import EVENING, START, made, policy, with_


def meetings(draft: RoundDraft) -> dict[str, Meeting]:
    """The meetings of a draft by id."""
    return {meeting.id: meeting for meeting in draft.round.meetings}


def kinds(draft: RoundDraft) -> list[RemarkKind]:
    """What was remarked."""
    return [remark.kind for remark in draft.remarks]


def test_each_household_meets_the_lead_teacher() -> None:
    """Separated parents each have a conference of their own; who may not be told has none."""
    draft = build_round(made(), policy())
    assert {id_: one.required for id_, one in meetings(draft).items()} == {
        "noah:ada:h1": ("ada", "hannah"),
        "noah:ada:h2": ("ada", "tom"),
        "ivy:ada": ("ada", "hannah"),
    }
    assert draft.students["noah:ada:h2"] == ("noah",)
    assert draft.remarks == (
        Remark(
            RemarkKind.NOBODY_TO_MEET,
            "mateo",
            ("ben",),
            "nobody is foreseen to meet the guardians of mateo",
        ),
    )
    assert draft.round.place_of(draft.round.meetings[0]) == "Oak"
    assert solve(draft.round, seconds=None, iterations=10).unplaced == ()


def test_people_kept_apart_by_a_restriction_are_kept_apart() -> None:
    """While it is in force."""
    assert build_round(made(), policy()).round.keep_apart == (KeepApart(("hannah", "tom"), 15),)
    later = START.plus(days=30)
    winter = attrs.evolve(policy(), sessions=(Session("s", later, later.plus(hours=1)),))
    assert build_round(made(), winter).round.keep_apart == ()


def test_joint_conferences_part_where_a_restriction_asks_for_it() -> None:
    """And are joint else."""
    joint = policy(conferences=Conferences.JOINT)
    parted = build_round(made(), joint)
    assert set(meetings(parted)) == {"noah:ada:h1", "noah:ada:h2", "ivy:ada"}
    assert RemarkKind.NO_CONTACT in kinds(parted)
    peaceful = attrs.evolve(made(), restrictions=())
    draft = build_round(peaceful, joint)
    assert meetings(draft)["noah:ada"].required == ("ada", "hannah", "tom")
    assert meetings(draft)["noah:ada"].optional == ("sean",)


def test_who_of_a_household_is_needed() -> None:
    """The first who has time, any one, or all."""
    school = attrs.evolve(made(), restrictions=())
    first = meetings(build_round(school, policy()))["noah:ada:h2"]
    assert (first.required, first.optional) == (("ada", "tom"), ("sean",))
    away = Wishes((Availability("tom", Windows()),))
    second = meetings(build_round(school, policy(), away))["noah:ada:h2"]
    assert (second.required, second.optional) == (("ada", "sean"), ("tom",))
    either = build_round(school, policy(attendance=Attendance.ANY))
    assert meetings(either)["noah:ada:h2"].from_pools == ("any:tom+sean",)
    assert either.round.pool("any:tom+sean").members == ("tom", "sean")
    everyone = meetings(build_round(school, policy(attendance=Attendance.ALL)))
    assert everyone["noah:ada:h2"].required == ("ada", "tom", "sean")


def test_subject_teachers_and_specialists_meet_too() -> None:
    """Each for as long as the policy says; a teacher does not meet about their own child."""
    wide = policy(
        meet=(Occasion.LEAD, Occasion.SUBJECT, Occasion.SPECIALIST),
        minutes_by_occasion={Occasion.SUBJECT: 10},
    )
    school = with_("households", Household("h4", ("ben",), (Membership("ivy"),)))(made())
    draft = build_round(school, wide)
    found = meetings(draft)
    assert found["ivy:ben"].minutes == 10
    assert found["noah:elin:h1"].minutes == 20
    assert "ivy:ben:h4" not in found
    assert RemarkKind.OWN_CHILD in kinds(draft)
    ben = draft.round.person("ben")
    assert ben.kind is Kind.TEACHER


def test_requests_add_limit_and_weigh() -> None:
    """Guardians for their households, staff for all; who wants a conference beats who does not."""
    wishes = Wishes(
        requests=(
            Request("hannah", "ivy", "elin", priority=2, minutes=10),
            Request("hannah", "noah", "ada", wanted=False),
            Request("tom", "noah", "ada", wanted=False),
            Request("ada", "noah", "ada", priority=3),
            Request("hannah", "ivy", "ada", wanted=False),
            Request("sean", "noah", "elin"),
        )
    )
    draft = build_round(made(), policy(), wishes)
    found = meetings(draft)
    assert (found["ivy:elin"].minutes, found["ivy:elin"].priority) == (10, 2)
    assert found["noah:ada:h1"].priority == 3
    assert "ivy:ada" not in found
    assert RemarkKind.DECLINED in kinds(draft)
    assert RemarkKind.REQUEST_IGNORED in kinds(draft)


def test_siblings_may_be_together() -> None:
    """One conference, as long as both, for the same adults."""
    draft = build_round(made(), policy(siblings=Siblings.TOGETHER))
    together = meetings(draft)["noah+ivy:ada"]
    assert (together.minutes, together.student) == (40, "noah+ivy")
    assert draft.students["noah+ivy:ada"] == ("noah", "ivy")
    assert set(meetings(draft)) == {"noah+ivy:ada", "noah:ada"}


def test_students_come_unless_a_restriction_keeps_them_away() -> None:
    """As optional or as required, as the policy says."""
    protective = Restriction("tom", RestrictionKind.NO_CONTACT, "noah", "order 3")
    school = with_("restrictions", protective)(made())
    for part in (StudentPart.OPTIONAL, StudentPart.REQUIRED):
        draft = build_round(school, policy(student=part))
        found = meetings(draft)
        assert "noah" in getattr(found["noah:ada:h1"], part)
        assert "noah" not in (*found["noah:ada:h2"].required, *found["noah:ada:h2"].optional)
        assert RemarkKind.NO_CONTACT in kinds(draft)
        assert draft.round.person("noah").kind is Kind.STUDENT


def test_the_head_is_welcome() -> None:
    """As an optional person of every conference they are not in already."""
    draft = build_round(made(), policy(welcome=("elin", "ada")))
    assert all(one.optional == ("elin",) for one in draft.round.meetings)
    assert draft.round.person("elin").kind is Kind.STAFF


def test_an_interpreter_comes_where_no_language_is_shared() -> None:
    """From the pool of those who interpret it; and it is said where there is nobody."""
    draft = build_round(made(), policy(interpreter_minutes=10))
    assert meetings(draft)["ivy:ada"].from_pools == ("interpreter:es",)
    assert meetings(draft)["ivy:ada"].minutes == 30
    assert meetings(draft)["noah:ada:h2"].from_pools == ()
    assert draft.round.pool("interpreter:es").members == ("ines",)
    shared = build_round(made(), policy(meet=(Occasion.SPECIALIST,)))
    assert meetings(shared)["noah:elin:h1"].from_pools == ()
    nobody = build_round(attrs.evolve(made(), interpreters=()), policy())
    assert RemarkKind.NO_INTERPRETER in kinds(nobody)


def test_a_restriction_between_guardian_and_teacher() -> None:
    """They do not meet, and it is said."""
    order = Restriction("hannah", RestrictionKind.NO_CONTACT, "ada", "order 4")
    draft = build_round(with_("restrictions", order)(made()), policy())
    assert set(meetings(draft)) == {"noah:ada"}
    assert meetings(draft)["noah:ada"].required == ("ada", "tom")
    assert RemarkKind.NO_CONTACT in kinds(draft)


def test_students_whom_nobody_stands_for_are_remarked() -> None:
    """Nobody falls out silently."""
    school = with_("students", Student("lone", Name("L")))(made())
    assert RemarkKind.NO_HOUSEHOLD in kinds(build_round(school, policy()))
    order = Restriction("hannah", RestrictionKind.NO_RECORDS, "ivy", "order 5")
    draft = build_round(with_("restrictions", order)(made()), policy())
    assert [one.people for one in draft.remarks if one.kind is RemarkKind.NOBODY_ENTITLED] == [
        ("hannah",)
    ]


def test_a_round_holds_ids_alone_unless_names_are_asked_for() -> None:
    """So that it can be solved elsewhere."""
    school = made()
    assert {person.name for person in build_round(school, policy()).round.people} == {None}
    named = build_round(school, policy(), with_names=True).round
    assert named.person("hannah").name == "Hannah Reed"


def test_availability_and_breaks_come_along() -> None:
    """Windows for everyone, limits for who leads conferences."""
    windows = Windows([Window(START, START.plus(hours=1))])
    wishes = Wishes((Availability("hannah", windows, windows),))
    draft = build_round(made(), policy(max_run_minutes=60, break_minutes=10), wishes)
    hannah, ada = draft.round.person("hannah"), draft.round.person("ada")
    assert (hannah.available, hannah.preferred, hannah.max_run_minutes) == (windows, windows, None)
    assert (ada.max_run_minutes, ada.break_minutes) == (60, 10)


def test_unknown_people_in_policy_and_wishes_are_told_together() -> None:
    """Each with its path."""
    wishes = Wishes(
        (Availability("nobody"), Availability("tom"), Availability("tom")),
        (Request("x", "y", "z", priority=0, minutes=0),),
    )
    with pytest.raises(InvalidInputError) as caught:
        build_round(made(), policy(welcome=("w",)), wishes)
    assert [fault.path for fault in caught.value.faults] == [
        "policy.welcome[0]",
        "wishes.availability[0]",
        "wishes.availability[2]",
        "wishes.requests[0].by",
        "wishes.requests[0].student",
        "wishes.requests[0].staff",
        "wishes.requests[0].priority",
        "wishes.requests[0].minutes",
    ]


def test_a_policy_that_does_not_fit_the_grid() -> None:
    """All its durations at once."""
    with pytest.raises(InvalidInputError) as caught:
        RoundPolicy(
            "x",
            (),
            minutes=7,
            interpreter_minutes=-5,
            minutes_by_occasion={Occasion.LEAD: 0},
            keep_apart_minutes=-1,
            max_run_minutes=60,
        )
    assert [fault.path for fault in caught.value.faults] == [
        "sessions",
        "minutes",
        "interpreter_minutes",
        "minutes_by_occasion.lead",
        "keep_apart_minutes",
        "break_minutes",
    ]


def test_what_the_round_itself_refuses_is_told_too() -> None:
    """Such as sessions that overlap."""
    twice = attrs.evolve(policy(), sessions=(EVENING, attrs.evolve(EVENING, id="again")))
    with pytest.raises(InvalidInputError, match=r"the round of policy 'autumn'.*overlaps"):
        build_round(made(), twice)


def test_the_policy_file_loses_nothing() -> None:
    """Writing and reading gives an equal policy, in the school's zone or its own."""
    zone = Zone("Europe/Amsterdam")
    for one in (policy(minutes_by_occasion={Occasion.LEAD: 15}), policy(timezone=Zone("UTC"))):
        assert policy_from_json(policy_to_json(one, zone), zone) == one


def test_ids_that_hold_the_separating_signs_do_not_meet() -> None:
    """Student a with b:c and student a:b with c are two conferences, not one."""
    name = Name("N")
    school = School(
        id="s",
        title="S",
        timezone=Zone("UTC"),
        students=(Student("a", name), Student("a:b", name)),
        guardians=(Guardian("g", name),),
        households=(Household("h", ("g",), (Membership("a"), Membership("a:b"))),),
        staff=(Staff("b:c", name), Staff("c", name)),
        groups=(
            Group("1", "1", GroupKind.HOMEROOM, ("a",), ("b:c",), "b:c"),
            Group("2", "2", GroupKind.HOMEROOM, ("a:b",), ("c",), "c"),
        ),
    )
    found = meetings(build_round(school, policy()))
    assert {id_: one.student for id_, one in found.items()} == {
        "a:b%3Ac": "a",
        "a%3Ab:c": "a:b",
    }


def test_the_teacher_does_not_interpret_for_themselves() -> None:
    """Where nobody else could, that is remarked."""
    school = attrs.evolve(
        made(),
        staff=(Staff("ada", Name("Ada")), *made().staff[1:]),
        interpreters=(Interpreter("ada", Name("Ada"), ("es",)),),
    )
    draft = build_round(school, policy())
    assert meetings(draft)["ivy:ada"].from_pools == ()
    assert RemarkKind.NO_INTERPRETER in kinds(draft)


def test_guardians_of_one_household_kept_apart_are_not_invited_together() -> None:
    """The restricted one is left out, and the school told."""
    order = Restriction("sean", RestrictionKind.NO_CONTACT, "tom", "order 9")
    school = attrs.evolve(made(), restrictions=(order,))
    for attendance in Attendance:
        draft = build_round(school, policy(attendance=attendance))
        meeting = meetings(draft)["noah:ada:h2"]
        assert (meeting.required, meeting.optional) == (("ada", "tom"), ())
        assert ("sean", "tom") in [remark.people for remark in draft.remarks]


def test_who_belongs_to_two_households_is_invited_once() -> None:
    """With the first; in a joint conference nobody is forgotten."""
    shared = Household("h5", ("hannah", "ben"), (Membership("noah"),))
    school = attrs.evolve(with_("households", shared)(made()), restrictions=())
    each = meetings(build_round(school, policy()))
    assert each["noah:ada:h1"].required == ("ada", "hannah")
    assert each["noah:ada:h5"].required == ("ada", "ben")
    all_ = policy(conferences=Conferences.JOINT, attendance=Attendance.ALL)
    joint = meetings(build_round(school, all_))["noah:ada"]
    assert joint.required == ("ada", "hannah", "tom", "sean", "ben")
    some = meetings(build_round(school, policy(conferences=Conferences.JOINT)))["noah:ada"]
    assert (some.required, some.optional) == (("ada", "hannah", "tom"), ("sean", "ben"))


def test_a_request_by_a_stranger_is_told() -> None:
    """It makes no conference, and does not vanish."""
    wishes = Wishes((), (Request("hannah", "mateo", "ada"),))
    draft = build_round(made(), policy(), wishes)
    assert ("hannah",) in [
        one.people for one in draft.remarks if one.kind is RemarkKind.REQUEST_IGNORED
    ]


def test_every_student_of_a_large_school_has_a_conference() -> None:
    """One each; two thousand of them."""
    school = made()
    extra = range(2000)
    large = attrs.evolve(
        school,
        students=(*school.students, *(Student(f"s{n}", Name("S")) for n in extra)),
        guardians=(*school.guardians, *(Guardian(f"g{n}", Name("G")) for n in extra)),
        households=(
            *school.households,
            *(Household(f"x{n}", (f"g{n}",), (Membership(f"s{n}"),)) for n in extra),
        ),
        groups=(attrs.evolve(school.groups[0], students=tuple(f"s{n}" for n in extra)),),
    )
    assert len(build_round(large, policy()).round.meetings) == 2000
