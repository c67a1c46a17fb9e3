"""Strategies for what a school decides about a round, and what people wish for."""

from hypothesis import strategies as st

from conferencekit.planning import (
    Attendance,
    Availability,
    Conferences,
    Occasion,
    Request,
    RoundPolicy,
    Siblings,
    StudentPart,
    Wishes,
)
from conferencekit.school import School
from conferencekit.testing.strategies._rounds import session_lists, weights, windows_around

__all__ = ["policies", "wishes"]


@st.composite
def policies(draw: st.DrawFn) -> RoundPolicy:
    """Policies of all kinds, for any school."""
    tick = draw(st.sampled_from((5, 10)))
    durations = st.integers(1, 4).map(lambda ticks: ticks * tick)
    limited = draw(st.booleans())
    return RoundPolicy(
        id="made",
        sessions=draw(session_lists()),
        tick_minutes=tick,
        minutes=draw(durations),
        minutes_by_occasion=draw(
            st.dictionaries(st.sampled_from(Occasion), durations, max_size=2)
        ),
        meet=tuple(draw(st.sets(st.sampled_from([o for o in Occasion if o != "request"])))),
        conferences=draw(st.sampled_from(Conferences)),
        attendance=draw(st.sampled_from(Attendance)),
        siblings=draw(st.sampled_from(Siblings)),
        student=draw(st.sampled_from(StudentPart)),
        interpreter_minutes=tick * draw(st.integers(0, 2)),
        keep_apart_minutes=draw(st.sampled_from((0, 3, 15))),
        max_run_minutes=draw(st.integers(5, 60)) if limited else None,
        break_minutes=draw(st.integers(1, 20)) if limited else None,
        weights=draw(weights()),
    )


@st.composite
def wishes(draw: st.DrawFn, school: School, policy: RoundPolicy) -> Wishes:
    """What the people of a school may wish for in a round of a policy."""
    guardians = {one.id for one in school.guardians}
    staff = [one.id for one in school.staff]
    people = sorted(guardians | set(staff))
    around = st.none() | windows_around(policy.sessions)
    who = draw(st.lists(st.sampled_from(people), unique=True)) if people else []
    requests = []
    for student in school.students:
        own = [one.id for one in school.guardians_of(student.id)]
        by = draw(st.none() | st.sampled_from([*own, *staff])) if own or staff else None
        if by is not None and staff:
            asked = by if by in staff and by not in own else draw(st.sampled_from(staff))
            requests.append(Request(by, student.id, asked, draw(st.booleans())))
    return Wishes(
        availability=tuple(Availability(id_, draw(around), draw(around)) for id_ in who),
        requests=tuple(requests),
    )
