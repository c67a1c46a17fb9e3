"""Whatever the school, the policy and the orders: nobody is invited who may not be there."""

from itertools import combinations
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.planning import (
    Attendance,
    Conferences,
    Occasion,
    RoundPolicy,
    Siblings,
    StudentPart,
    build_round,
)
from conferencekit.scheduling import Session
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
    School,
    Staff,
    StaffRole,
    Student,
    contact_forbidden,
    entitlement,
)
from conferencekit.time import Zone
from samples import EVENING, TODAY

NAME = Name("Somebody")
STUDENTS = ("a", "b")
GUARDIANS = ("g1", "g2", "g3")
STAFF = ("t", "head", "g3")  # g3 works at the school as well
INTERPRETERS = ("t", "g2", "i")


@st.composite
def schools(draw: st.DrawFn) -> School:
    """Two children, three guardians, one or two households; some work there or interpret."""
    rights = st.frozensets(st.sampled_from(Right)) | st.just(frozenset(Right))
    households = [
        Household(
            f"h{number}",
            tuple(draw(st.lists(st.sampled_from(GUARDIANS), min_size=1, unique=True))),
            tuple(
                Membership(student, draw(rights))
                for student in draw(st.lists(st.sampled_from(STUDENTS), min_size=1, unique=True))
            ),
        )
        for number in range(draw(st.integers(1, 2)))
    ]
    restrictions = []
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(RestrictionKind))
        guardian = draw(st.sampled_from(GUARDIANS))
        others = STUDENTS if kind is RestrictionKind.NO_RECORDS else (*STUDENTS, *GUARDIANS, "t")
        person = draw(st.sampled_from([one for one in others if one != guardian]))
        restrictions.append(Restriction(guardian, kind, person, f"order {number}"))
    return School(
        id="s",
        title="S",
        timezone=Zone("UTC"),
        languages=("en",),
        students=tuple(Student(id_, NAME) for id_ in STUDENTS),
        guardians=tuple(
            Guardian(id_, NAME, draw(st.sampled_from([(), ("es",), ("ar", "es")])))
            for id_ in GUARDIANS
        ),
        households=tuple(households),
        staff=tuple(Staff(id_, NAME, frozenset({StaffRole.TEACHER})) for id_ in STAFF),
        interpreters=tuple(
            Interpreter(id_, NAME, draw(st.sampled_from([("es",), ("es", "ar")])))
            for id_ in INTERPRETERS
        ),
        groups=(Group("g", "G", GroupKind.HOMEROOM, STUDENTS, ("t",), "t"),),
        restrictions=tuple(restrictions),
    )


policies = st.builds(
    RoundPolicy,
    id=st.just("r"),
    sessions=st.just((EVENING,)),
    meet=st.just((Occasion.LEAD,)),
    conferences=st.sampled_from(Conferences),
    attendance=st.sampled_from(Attendance),
    siblings=st.sampled_from(Siblings),
    student=st.sampled_from(StudentPart),
    welcome=st.sampled_from([(), ("head",), ("head", "g3")]),
)


@given(schools(), policies)
def test_nobody_is_invited_who_may_not_be_there(school: School, policy: RoundPolicy) -> None:
    """No two are in one conference whom an order keeps apart, and all may be told of the child."""
    draft = build_round(school, policy)
    for meeting in draft.round.meetings:
        pools = [draft.round.pool(pool).members for pool in meeting.from_pools]
        present = {*meeting.required, *meeting.optional, *(id_ for ids in pools for id_ in ids)}
        students = draft.students[meeting.id]
        staff = meeting.required[0]
        for one, other in combinations(sorted(present), 2):
            assert not contact_forbidden(school, one, other, first=TODAY), (one, other)
        for person in present - {staff, *students}:
            assert not barred(school, person, students), person
        families = {id_ for one in school.households for id_ in one.guardians}
        invited = present - {staff} - set(policy.welcome) - set(INTERPRETERS)
        for guardian in invited & families:
            for student in students:
                assert Right.CONFERENCE in entitlement(school, guardian, student, first=TODAY)


def barred(school: School, person: str, students: tuple[str, ...]) -> bool:
    """Whether an order keeps somebody from hearing about one of some students."""
    return any(
        one.kind is RestrictionKind.NO_RECORDS
        and one.guardian == person
        and one.person in students
        for one in school.restrictions
    )


@given(schools(), policies)
def test_ids_stay_apart_whatever_they_are(school: School, policy: RoundPolicy) -> None:
    """Every conference has an id of its own, and a text given for a member works as the member."""
    draft = build_round(school, policy)
    ids = [meeting.id for meeting in draft.round.meetings]
    assert len(set(ids)) == len(ids)
    texts: dict[str, Any] = {"attendance": str(policy.attendance), "meet": ["lead"]}
    as_text = attrs.evolve(policy, **texts)
    assert build_round(school, as_text) == draft
    later = Session("later", EVENING.start.plus(days=1), EVENING.end.plus(days=1))
    longer = attrs.evolve(policy, sessions=(EVENING, later))
    assert [one.id for one in build_round(school, longer).round.meetings] == ids
