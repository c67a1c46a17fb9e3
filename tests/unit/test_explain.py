"""Reasons as a school secretary reads them."""

from typing import Any

import attrs
import pytest

from conferencekit.errors import InvalidInputError
from conferencekit.scheduling import (
    Held,
    Hours,
    KeepApart,
    Kind,
    Meeting,
    Person,
    Place,
    Placement,
    Plan,
    Pool,
    Reason,
    ReasonKind,
    Round,
    Score,
    Session,
    Stands,
    Terms,
    Travel,
    Walk,
    check,
    explain,
    is_enough,
    relaxed,
    score,
    solve,
    why_not,
)
from conferencekit.time import Instant, Window, Windows, Zone

ZONE = Zone("Europe/Amsterdam")


def at(text: str) -> Instant:
    """A time of the evening."""
    return ZONE.parse(f"2026-11-24T{text}")


def hours(*texts: str) -> Windows:
    """Windows such as 16:00-17:00."""
    ends = [text.split("-") for text in texts]
    return Windows(Window(at(start), at(end)) for start, end in ends)


def evening(*meetings: Meeting, people: tuple[Person, ...] = (), **changes: Any) -> Round:  # noqa: ANN401
    """Ada's evening of an hour; whoever is not described has all of it."""
    described = {person.id for person in people}
    others = dict.fromkeys(id_ for one in meetings for id_ in one.required)
    made = tuple(
        Person(id_, Kind.TEACHER if id_ == "ada" else Kind.GUARDIAN)
        for id_ in others
        if id_ not in described
    )
    given: dict[str, Any] = {
        "sessions": (Session("tue", at("16:00"), at("17:00")),),
        **changes,
    }
    return Round("evening", ZONE, people=(*people, *made), meetings=meetings, **given)


def planned(round_: Round, **starts: str) -> Plan:
    """A plan with some meetings at these times, and no others."""
    placements = tuple(Placement(id_, at(start)) for id_, start in starts.items())
    unplaced = tuple(one.id for one in round_.meetings if one.id not in starts)
    draft = Plan(round_.id, placements, unplaced, Score(0, 0, Terms()))
    return attrs.evolve(draft, score=score(round_, draft))


def the_reason(round_: Round, plan: Plan | None = None) -> Reason:
    """The reason for the one meeting that is unplaced."""
    (reason,) = explain(round_, plan or solve(round_, seconds=None, iterations=50))
    assert is_enough(round_, reason.meeting, reason.facts) == bool(reason.facts)
    return reason


def lines(reason: Reason) -> list[str]:
    """What it says of facts, a line for each."""
    return [line for line in str(reason).splitlines() if not line.startswith("+")]


def test_a_teacher_asked_for_more_than_she_has() -> None:
    """Five meetings, and time for four."""
    names = ("reed", "cole", "diaz", "webb", "lane")
    round_ = evening(*(Meeting(name[0], 15, ("ada", name)) for name in names))
    reason = the_reason(round_, planned(round_, r="16:00", c="16:15", d="16:30", w="16:45"))
    assert reason.kind is ReasonKind.TOGETHER
    assert not reason.is_relative
    assert reason.facts == (Held("r"), Held("c"), Held("d"), Held("w"))
    assert lines(reason) == [
        (
            "l has no start: of these 5 meetings of ada there is time for 4: "
            "l (lane), r (reed), c (cole), d (diaz) and w (webb)"
        )
    ]


def test_families_that_can_only_come_then() -> None:
    """Three of them in half an hour; the rest of the evening does not matter."""
    late = hours("16:30-17:00")
    families = tuple(
        Person(id_, Kind.GUARDIAN, available=late) for id_ in ("reed", "cole", "diaz")
    )
    round_ = evening(
        *(Meeting(one.id[0], 15, ("ada", one.id)) for one in families),
        Meeting("w", 15, ("ada", "webb")),
        people=families,
    )
    reason = the_reason(round_, planned(round_, r="16:30", c="16:45", w="16:00"))
    assert lines(reason) == [
        (
            "d has no start: of these 3 meetings of ada there is time for 2 "
            "(4 are asked for in all): d (diaz), r (reed) and c (cole)"
        ),
        "- diaz, reed and cole have only 16:30-17:00 on Tue 24 Nov",
    ]
    assert {str(fact) for fact in reason.facts if isinstance(fact, Hours)} == {
        f"{name} has only 16:30-17:00 on Tue 24 Nov" for name in ("diaz", "reed", "cole")
    }


def test_people_who_are_never_there_together() -> None:
    """Without anything else being held."""
    round_ = evening(
        Meeting("m", 20, ("ada", "reed")),
        people=(
            Person("ada", Kind.TEACHER, available=hours("16:00-16:30")),
            Person("reed", Kind.GUARDIAN, available=hours("16:20-17:00")),
        ),
    )
    assert lines(the_reason(round_)) == [
        "m (ada, reed) has no start, even if nothing else is held:",
        "- ada has only 16:00-16:30 on Tue 24 Nov",
        "- reed has only 16:20-17:00 on Tue 24 Nov",
    ]


def test_what_else_leaves_no_start() -> None:
    """Each kind of restriction by itself."""
    cases = {
        "m takes 75 minutes, and the longest session 60": evening(Meeting("m", 75, ("ada",))),
        "m is pinned at Tue 24 Nov 16:55": evening(Meeting("m", 15, ("ada",), pinned=at("16:55"))),
        "m has to lie in Tue 24 Nov 16:00-16:10": evening(
            Meeting("m", 15, ("ada",), within=hours("16:00-16:10"))
        ),
        "ada needs 5 minutes' break after 10 minutes at the most": evening(
            Meeting("m", 15, ("ada",)),
            people=(Person("ada", Kind.TEACHER, max_run_minutes=10, break_minutes=5),),
        ),
        "there is only nobody in pool spanish": evening(
            Meeting("m", 15, ("ada",), from_pools=("spanish",)), pools=(Pool("spanish", ()),)
        ),
        "ada has no time on Tue 24 Nov": evening(
            Meeting("m", 15, ("ada",)),
            people=(Person("ada", Kind.TEACHER, available=Windows()),),
        ),
    }
    for text, round_ in cases.items():
        reason = the_reason(round_)
        assert reason.kind is ReasonKind.ALONE
        assert [str(fact) for fact in reason.facts] == [text]
        rest = relaxed(round_, "m", ())
        assert solve(rest, seconds=None, iterations=10).unplaced == ()


def test_walks_and_people_kept_apart() -> None:
    """Facts between meetings are told along with them."""
    places: dict[str, Any] = {
        "places": (Place("hall"), Place("annex")),
        "travel_minutes": Travel(default=10),
        "sessions": (Session("tue", at("16:00"), at("16:35")),),
    }
    two = (
        Meeting("m", 15, ("ada", "reed"), place="hall"),
        Meeting("n", 15, ("ada", "cole"), place="annex"),
    )
    walking = the_reason(evening(*two, **places), planned(evening(*two, **places), n="16:00"))
    assert set(walking.facts) == {Held("n"), Walk(("hall", "annex"), 10)}
    assert lines(walking)[1:] == ["- it takes 10 minutes between hall and annex"]
    apart = evening(
        Meeting("m", 30, ("ada", "reed")),
        Meeting("n", 30, ("cole",)),
        keep_apart=(KeepApart(("reed", "cole"), 15),),
    )
    reason = the_reason(apart, planned(apart, n="16:30"))
    assert lines(reason) == [
        "m has no start: m (ada, reed) cannot be held along with n (cole), whatever the times",
        "- cole and reed are kept 15 minutes apart",
    ]


def test_without_a_proof_it_speaks_of_the_plan() -> None:
    """Which others stand where; and that a start is there if one is."""
    round_ = evening(
        Meeting("m", 30, ("ada", "reed")),
        Meeting("n", 15, ("ada", "cole")),
        Meeting("o", 15, ("reed", "cole")),
    )
    plan = planned(round_, n="16:15", o="16:40")
    (reason,) = explain(round_, plan, effort=0)
    assert reason.is_relative
    assert reason.facts == (Stands("n", at("16:15")), Stands("o", at("16:40")))
    assert lines(reason)[1:] == [
        "- ada is in n Tue 24 Nov 16:15-16:30",
        "- reed is in o Tue 24 Nov 16:40-16:55",
    ]
    found = the_reason(round_, plan)
    assert found.kind is ReasonKind.NOT_NEEDED
    assert str(found).splitlines() == [
        "m (ada, reed) can be placed:",
        "+ m is at Tue 24 Nov 16:30 and o moves to Tue 24 Nov 16:00",
    ]


def test_times_are_those_of_the_clocks_on_the_wall() -> None:
    """With the offset where a time comes twice."""
    start = Instant.parse("2026-10-25T00:00Z")
    twice = Windows([Window(start.plus(minutes=30), start.plus(minutes=90))])
    round_ = Round(
        id="night",
        timezone=ZONE,
        sessions=(Session("s", start, start.plus(hours=3), title="the long night"),),
        people=(Person("ada", Kind.TEACHER, available=twice),),
        meetings=(Meeting("m", 75, ("ada",)),),
    )
    assert lines(the_reason(round_))[1:] == [
        "- ada has only 02:30+02:00-02:30+01:00 on the long night"
    ]


def test_names_stay_out() -> None:
    """Of texts and reprs."""
    ada = Person("t1", Kind.TEACHER, name="Ada Lovelace", available=Windows())
    reason = the_reason(evening(Meeting("m", 15, ("t1",)), people=(ada,)))
    assert "Lovelace" not in f"{reason} {reason!r} {reason.facts!r}"


def test_many_meetings_are_told_in_short() -> None:
    """How many they are, and when in all."""
    hour = Session("tue", at("16:00"), at("18:20"))
    parents = tuple(f"p{number}" for number in range(28))
    round_ = evening(
        *(Meeting(f"n{one}", 10, ("ada", one)) for one in parents[:14]),
        Meeting("m", 10, ("ada", "reed")),
        sessions=(hour,),
    )
    starts = {
        f"n{one}": ZONE.shortest(at("16:00").plus(minutes=10 * number))[-5:]
        for number, one in enumerate(parents[:14])
    }
    (reason,) = explain(round_, planned(round_, **starts), effort=0)
    assert lines(reason)[1:] == ["- ada is in 14 meetings, Tue 24 Nov 16:00-18:20"]
    (proof,) = explain(round_, planned(round_, **starts))
    assert "of these 15 meetings of ada there is time for 14: m (reed), np0 (p0)" in str(proof)
    assert lines(proof)[0].endswith("np8 (p8), np9 (p9) and 4 more")


def ways(round_: Round, plan: Plan, most: int = 9) -> list[str]:
    """What would help, and what it costs."""
    (reason,) = explain(round_, plan, relaxations=most)
    for way in reason.relaxations:
        assert check(way.apply(round_), way.plan) == ()
        assert reason.meeting not in way.plan.unplaced
    return [f"{way.cost}: {way}" for way in reason.relaxations]


def test_what_would_help_a_full_evening() -> None:
    """A little more time of somebody, or a shorter meeting; the cheapest first."""
    names = ("reed", "cole", "diaz")
    round_ = evening(
        *(Meeting(name[0], 20, ("ada", name)) for name in names),
        people=(Person("ada", Kind.TEACHER, available=hours("16:00-16:50")),),
    )
    plan = planned(round_, r="16:00", c="16:25")
    assert ways(round_, plan) == [
        (
            "30: d takes 10 minutes instead: "
            "then d is at Tue 24 Nov 16:20 and c moves to Tue 24 Nov 16:30"
        ),
        (
            "30: ada has 10 minutes more, Tue 24 Nov 16:50-17:00: "
            "then d is at Tue 24 Nov 16:20 and c moves to Tue 24 Nov 16:40"
        ),
    ]
    assert ways(round_, plan, most=0) == []


def test_what_would_help_in_other_ways() -> None:
    """Each kind of change, where nothing else helps."""
    hall = (Place("hall"), Place("annex"))
    short = (Session("tue", at("16:00"), at("16:30")),)
    cases = {
        "reed comes Tue 24 Nov 16:00-16:15 as well": evening(
            Meeting("m", 15, ("ada", "reed")),
            people=(Person("reed", Kind.GUARDIAN, available=Windows()),),
        ),
        "m may start at any time": evening(Meeting("m", 15, ("ada",), within=Windows())),
        "m does without anybody of spanish": evening(
            Meeting("m", 15, ("ada",), from_pools=("spanish",)), pools=(Pool("spanish", ()),)
        ),
        "m is held online": evening(
            Meeting("m", 15, ("ada", "reed")),
            Meeting("n", 15, ("ada", "cole"), place="annex"),
            people=(Person("ada", Kind.TEACHER, place="hall"),),
            places=hall,
            sessions=short,
            travel_minutes=Travel(default=10),
        ),
        "ada goes on for 30 minutes without a break": evening(
            Meeting("m", 15, ("ada", "reed")),
            Meeting("n", 15, ("ada", "cole")),
            people=(Person("ada", Kind.TEACHER, max_run_minutes=25, break_minutes=5),),
            sessions=short,
        ),
        "40: Tue 24 Nov ends 10 minutes later: then m is at Tue 24 Nov 16:20": evening(
            Meeting("m", 20, ("ada", "reed")), Meeting("n", 20, ("ada", "cole")), sessions=short
        ),
        "m takes 10 minutes instead": evening(
            Meeting("m", 20, ("ada", "reed")), Meeting("n", 20, ("ada", "cole")), sessions=short
        ),
    }
    for text, round_ in cases.items():
        told = ways(
            round_, planned(round_, **({"n": "16:00"} if len(round_.meetings) > 1 else {}))
        )
        assert any(text in one for one in told), (text, told)


def test_what_would_help_keeps_the_breaks_of_who_attends() -> None:
    """A meeting makes way; who attends it and the next one, and needs a break, misses it."""
    first, second = (Meeting(id_, 5, ("ada",), optional=("coach",)) for id_ in ("first", "second"))
    people = (
        Person("coach", Kind.STAFF, max_run_minutes=5, break_minutes=1),
        Person("xu", Kind.GUARDIAN, available=hours("15:40-16:01")),
    )
    round_ = attrs.evolve(
        evening(first, second, Meeting("left", 5, ("xu",)), people=people),
        sessions=(Session("tue", at("16:00"), at("16:15")),),
        keep_apart=(KeepApart(("ada", "xu"), 0),),
    )
    placements = (
        Placement("first", at("16:00"), attending=("coach",)),
        Placement("second", at("16:10"), attending=("coach",)),
    )
    plan = Plan(round_.id, placements, ("left",), Score(1, 10, Terms(gap=5)))
    assert check(round_, plan) == ()
    (reason,) = explain(round_, plan)
    assert reason.relaxations
    for way in reason.relaxations:
        assert check(way.apply(round_), way.plan) == ()


def test_why_not_at_another_time() -> None:
    """Everything in the way, and what it would cost."""
    round_ = evening(
        Meeting("m", 15, ("ada", "reed")),
        Meeting("n", 15, ("ada", "cole")),
        Meeting("o", 15, ("reed", "cole")),
    )
    plan = planned(round_, m="16:00", n="16:15", o="16:30")
    wish = why_not(round_, plan, "m", at=at("16:20"))
    assert wish.obstacles == ((Stands("n", at("16:15")),), (Stands("o", at("16:30")),))
    assert wish.plan is not None
    assert check(round_, wish.plan) == ()
    assert wish.cost == wish.plan.score.penalty - plan.score.penalty
    told = str(wish).splitlines()
    assert told[:3] == [
        "m (ada, reed) at Tue 24 Nov 16:20: these are in the way:",
        "- n (ada, cole) stands at Tue 24 Nov 16:15-16:30",
        "- o (reed, cole) stands at Tue 24 Nov 16:30-16:45",
    ]
    assert told[3].startswith(f"+ it would cost {wish.cost}")
    assert str(why_not(round_, plan, "m", at=at("16:00"))) == (
        "m (ada, reed) is at Tue 24 Nov 16:00 already"
    )


def test_why_not_where_nothing_is_in_the_way() -> None:
    """It costs a wait; that is why."""
    round_ = evening(Meeting("m", 15, ("ada", "reed")), Meeting("n", 15, ("cole", "reed")))
    plan = planned(round_, m="16:00", n="16:15")
    wish = why_not(round_, plan, "m", at=at("16:40"), iterations=0)
    assert wish.obstacles == ()
    assert wish.difference == {"wait": 10, "waits": 1, "longest_wait": 10}
    assert str(wish).splitlines() == [
        "m (ada, reed) at Tue 24 Nov 16:40: nothing is in the way",
        "+ it would cost 40 (wait +10, waits +1 and longest_wait +10)",
    ]


def test_why_not_where_it_cannot_be_granted() -> None:
    """It says so; and refuses starts that no session has."""
    round_ = evening(
        Meeting("m", 15, ("ada", "reed"), within=hours("16:00-16:30"), pinned=at("16:15")),
        people=(Person("reed", Kind.GUARDIAN, available=hours("16:00-16:30")),),
    )
    wish = why_not(round_, planned(round_, m="16:15"), "m", at=at("16:30"))
    assert wish.plan is None
    assert str(wish).splitlines()[1:] == [
        "- m has to lie in Tue 24 Nov 16:00-16:30",
        "- m is pinned at Tue 24 Nov 16:15",
        "- reed has only 16:00-16:30 on Tue 24 Nov",
        "+ no plan was found that grants it and leaves nobody else without a time",
    ]
    for wrong in ("16:31", "16:50", "20:00"):
        with pytest.raises(InvalidInputError, match="m cannot start at"):
            why_not(round_, planned(round_), "m", at=at(wrong))
    with pytest.raises(InvalidInputError, match="unknown meeting 'x'"):
        why_not(round_, planned(round_), "x", at=at("16:00"))


def test_it_is_told_of_what_can_be_explained() -> None:
    """A valid plan of the round, and meetings that are unplaced."""
    round_ = evening(Meeting("m", 15, ("ada",)), Meeting("n", 15, ("ada",)))
    with pytest.raises(InvalidInputError, match="ada is in m and n at once"):
        explain(round_, planned(round_, m="16:00", n="16:00"))
    with pytest.raises(InvalidInputError, match=r"meetings\[0\]: 'm' is not unplaced"):
        explain(round_, planned(round_, m="16:00"), meetings=["m"])
    with pytest.raises(InvalidInputError, match="unknown meeting 'x'"):
        is_enough(round_, "x", ())
    with pytest.raises(InvalidInputError, match="unknown meeting 'x'"):
        relaxed(round_, "m", [Held("x")])
