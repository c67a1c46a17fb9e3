"""Support is planned, given, looked at, and nothing of it is lost or claimed too much."""

import json
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from conferencekit._refusal import Refusal
from conferencekit.errors import InvalidInputError
from conferencekit.progress import (
    Aimline,
    Course,
    Direction,
    Outcome,
    Point,
    Record,
    SupportGiven,
    before_and_after,
    judge,
)
from conferencekit.storage import Store
from conferencekit.support import (
    Deliveries,
    Delivery,
    Dosage,
    Intervention,
    Need,
    Resource,
    Review,
    ReviewOutcome,
    Strategy,
    StrategyLibrary,
    SupportHistory,
    SupportPlan,
    SupportVersion,
    Tier,
    TierChange,
    add_deliveries,
    begin_support,
    builtin_strategies,
    change_support,
    deliveries_from_json,
    deliveries_to_json,
    effects,
    keep_strategies,
    keep_support,
    kept_all_support,
    kept_deliveries,
    kept_strategies,
    kept_support,
    minutes_by_provider,
    planned_minutes,
    strategies_from_json,
    strategies_to_json,
    support_from_json,
    support_given,
    support_to_json,
    support_view,
)
from conferencekit.time import Instant, Zone
from samples import WHOLE

ZONE = Zone("Europe/Amsterdam")
MONDAY = date(2026, 9, 7)
NOON = Instant.parse("2026-09-07T10:00Z")
READING = Intervention(
    "reading",
    "Repeated reading with Elin",
    Tier.TARGETED,
    (Dosage(MONDAY, 20, 3, group=2), Dosage(MONDAY + timedelta(weeks=4), 30, 3)),
    goals=("g1",),
    needs=("n1",),
    strategy="repeated-reading",
    provider="elin",
    backup="ada",
    until=MONDAY + timedelta(weeks=10, days=-1),
)
CALM = Intervention("calm", "A card for breaks", Tier.UNIVERSAL, (Dosage(MONDAY, 5, 5),))
PLAN = SupportPlan(
    "noah",
    strengths=("tells stories",),
    needs=(Need("n1", "reads slowly", "reading-fluency"),),
    strategies=("task-in-chunks",),
    resources=(Resource("audio books", "library"),),
    interventions=(READING, CALM),
    tiers=(TierChange(MONDAY, Tier.TARGETED, "elin", "three probes below 40"),),
    reviews=(Review(MONDAY + timedelta(weeks=4)),),
)


def week(number: int) -> date:
    """The Monday so many weeks on."""
    return MONDAY + timedelta(weeks=number)


def weekly(*values: float) -> tuple[Point, ...]:
    """Measurements on Mondays."""
    return tuple(Point(NOON.plus(days=7 * n), value) for n, value in enumerate(values))


def test_a_plan_knows_tiers_and_changes_of_support() -> None:
    """By day and by goal."""
    assert PLAN.tier(MONDAY - timedelta(days=1)) is Tier.UNIVERSAL
    assert PLAN.tier(MONDAY) is Tier.TARGETED
    more = TierChange(week(8), Tier.INTENSIVE, "elin", "no growth in six weeks")
    longer = attrs.evolve(PLAN, tiers=(*PLAN.tiers, more), strategies=("a", "b"))
    assert [longer.tier(week(n)) for n in (7, 8)] == [Tier.TARGETED, Tier.INTENSIVE]
    assert PLAN.serving("g1") == (READING,)
    assert PLAN.phases("g1", on=week(99)) == (MONDAY, week(4), week(10))
    assert PLAN.phases("g1", on=week(9)) == (MONDAY, week(4))
    assert PLAN.phases("g2", on=week(99)) == ()
    assert READING.since == MONDAY
    assert READING.runs(week(9))
    assert not READING.runs(week(10))
    assert CALM.runs(week(99))
    assert repr(PLAN) == "<SupportPlan of 'noah': 1 needs, 2 interventions>"


def test_nothing_about_a_child_is_shown_by_accident() -> None:
    """What is logged by repr has no words about anybody."""
    history = begin_support(PLAN, by="elin", at=NOON, why="he is behind")
    shown = repr(history) + repr(PLAN) + repr(PLAN.interventions) + repr(PLAN.needs)
    shown += repr(history.versions) + repr(PLAN.tiers) + repr(PLAN.resources)
    shown += repr(Review(MONDAY, notes="mother cried")) + repr(Delivery(NOON, 0, note="was sick"))
    for word in ("slowly", "Repeated", "behind", "below 40", "audio", "cried", "sick"):
        assert word not in shown


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dosage(MONDAY, 0, 3), "minutes: 0 is not a whole number of 1 or more"),
        (lambda: attrs.evolve(READING, dosages=()), "dosages: at least one is needed"),
        (
            lambda: attrs.evolve(READING, dosages=READING.dosages[::-1]),
            "dosages[1].since: 2026-09-07 is not after the one before",
        ),
        (lambda: attrs.evolve(READING, until=week(1)), "until: 2026-09-14 is before 2026-10-05"),
        (lambda: Review(MONDAY, held=NOON), "outcome: comes with held, or neither is given"),
        (
            lambda: attrs.evolve(PLAN, needs=()),
            "interventions[0].needs[0]: unknown need 'n1'",
        ),
        (
            lambda: attrs.evolve(PLAN, tiers=PLAN.tiers * 2),
            "tiers[1].since: 2026-09-07 is not after the one before",
        ),
        (
            lambda: SupportPlan("s", tiers=(TierChange(MONDAY, Tier.INTENSIVE, "a", ""),)),
            "tiers[0].why: is empty (name the data and the criterion)",
        ),
        (lambda: SupportPlan("", strategies=("a", "a")), "strategies[1]: 'a' is named twice"),
        (lambda: Delivery(NOON, -1, fidelity=80), "fidelity: 80 is not from 0 to 1"),
        (lambda: Deliveries("s", ""), "intervention: is empty"),
        (lambda: Strategy("s", "x", frozenset()), "needs: at least one is needed"),
        (lambda: SupportHistory("s", ()), "versions: at least one is needed"),
        (
            lambda: SupportHistory(
                "noah",
                (
                    SupportVersion(NOON.plus(days=1), "a", "x", PLAN),
                    SupportVersion(NOON, "a", "x", PLAN),
                ),
            ),
            "versions[1].at: is before the one before",
        ),
        (
            lambda: SupportHistory("ivy", (SupportVersion(NOON, "", "x", PLAN),)),
            "versions[0].plan.student: is not 'ivy'",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(make: Any, message: str) -> None:  # noqa: ANN401
    """With where and why."""
    with pytest.raises(InvalidInputError) as caught:
        make()
    assert message in str(caught.value)


# -------------------------------------------------------------------------------------- history


def test_every_version_of_a_plan_is_kept() -> None:
    """With who, when and why; and it can be looked at as it was."""
    history = begin_support(PLAN, by="elin", at=NOON, why="agreed at the conference")
    more = attrs.evolve(PLAN, strategies=("task-in-chunks", "break-card"))
    later = NOON.plus(days=20)
    found = change_support(history, more, by="ada", at=later, why="mornings are hard")
    assert isinstance(found, SupportHistory)
    assert found.plan == more
    assert found.as_of(NOON.plus(days=19)) == PLAN
    assert found.as_of(NOON.plus(days=-1)) is None
    assert [one.why for one in found.versions] == ["agreed at the conference", "mornings are hard"]
    assert repr(found) == "<SupportHistory of 'noah': 2 versions>"
    for plan, at, why, words in (
        (more, later, "x", "the plan says what it said before"),
        (PLAN, NOON, "x", "at is before the change before it, of 2026-09-27T10:00:00+00:00"),
        (PLAN, later, " ", "why is empty"),
        (attrs.evolve(PLAN, student="ivy"), later, "x", "the plan is of 'ivy', not of 'noah'"),
    ):
        assert str(change_support(found, plan, by="ada", at=at, why=why)) == words


def test_the_files_lose_nothing() -> None:
    """Support plans, deliveries and strategies; every fault has its path."""
    held = Review(MONDAY, NOON, ("ada", "hannah"), ReviewOutcome.FADE, "goes well")
    history = begin_support(attrs.evolve(PLAN, reviews=(held,)), by="elin", at=NOON, why="x")
    data = json.loads(json.dumps(support_to_json(history)))
    assert support_from_json(data) == history
    given = Deliveries("noah", "reading", (Delivery(NOON, 20, "elin", 0.9), Delivery(NOON, 0)))
    assert deliveries_from_json(json.loads(json.dumps(deliveries_to_json(given)))) == given
    assert repr(given) == "<Deliveries of 'noah', 'reading': 2>"
    library = builtin_strategies()
    assert strategies_from_json(json.loads(json.dumps(strategies_to_json(library)))) == library
    data["versions"][0]["plan"]["interventions"][0]["dosages"][1]["times"] = 0
    data["versions"][0]["plan"]["reviews"][0]["outcome"] = "cheer"
    with pytest.raises(InvalidInputError) as caught:
        support_from_json(data)
    assert [fault.path for fault in caught.value.faults] == [
        "versions[0].plan.interventions[0].dosages[1].times",
        "versions[0].plan.reviews[0].outcome",
    ]


def test_support_is_kept_and_no_version_is_lost(store: Store) -> None:
    """Who comes second is told."""
    history = begin_support(PLAN, by="elin", at=NOON, why="x")
    assert kept_support("noah", WHOLE).run(store) is None
    assert keep_support(history, WHOLE).run(store)
    one = change_support(history, attrs.evolve(PLAN, strengths=()), by="a", at=NOON, why="x")
    two = change_support(history, attrs.evolve(PLAN, needs=(), interventions=()), by="b", at=NOON,
                         why="x")  # fmt: skip
    assert isinstance(one, SupportHistory)
    assert isinstance(two, SupportHistory)
    assert keep_support(one, WHOLE).run(store)
    assert keep_support(two, WHOLE).run(store) == Refusal(
        "the support of 'noah' was changed meanwhile; read it again"
    )
    assert kept_support("noah", WHOLE).run(store) == one
    assert list(kept_all_support(store, WHOLE)) == [one]
    first, second = Delivery(NOON, 20, "elin"), Delivery(NOON.plus(days=1), 15, "elin")
    add_deliveries("noah", "reading", [first], WHOLE).run(store)
    both = Deliveries("noah", "reading", (first, second))
    assert add_deliveries("noah", "reading", [second, first], WHOLE).run(store) == both
    assert set(kept_deliveries(store, WHOLE, "noah")) == {"reading"}
    assert kept_deliveries(store, WHOLE, "ivy") == {}
    assert kept_strategies().run(store) is None
    keep_strategies(builtin_strategies()).run(store)
    assert kept_strategies().run(store) == builtin_strategies()


# ------------------------------------------------------------------------------ planned and given


def test_planned_minutes_follow_dosage_and_days() -> None:
    """Spread over the calendar; changes of dosage, last day and holidays count."""
    assert planned_minutes(READING, week(0), week(1) - timedelta(days=1)) == pytest.approx(60)
    assert planned_minutes(READING, week(3), week(5) - timedelta(days=1)) == pytest.approx(150)
    assert planned_minutes(READING, week(9), week(20)) == pytest.approx(90)
    assert planned_minutes(READING, week(11), week(20)) == 0
    assert planned_minutes(READING, week(1), week(0)) == 0
    assert planned_minutes(READING, MONDAY, MONDAY + timedelta(days=2)) == pytest.approx(180 / 7)
    holidays = [week(0) + timedelta(days=n) for n in range(7)]
    assert planned_minutes(READING, week(0), week(2) - timedelta(days=1), closed=holidays) == (
        pytest.approx(60)
    )


def test_what_was_given_is_set_against_what_was_planned() -> None:
    """Within the days asked for; fidelity weighted by minutes, unknown where nobody looked."""
    deliveries = [
        Delivery(NOON.plus(days=-3), 20, "elin", 0.1),
        Delivery(NOON, 20, "elin", 1.0),
        Delivery(NOON.plus(days=2), 10, "elin", 0.7),
        Delivery(NOON.plus(days=3), 0, "elin", 0.0, "fire drill"),
        Delivery(NOON.plus(days=4), 18, "elin"),
    ]
    last = week(1) - timedelta(days=1)
    found = support_given([READING], {"reading": deliveries}, first=MONDAY, last=last, zone=ZONE)
    assert found.planned_minutes == pytest.approx(60)
    assert found.given_minutes == 48
    assert found.share == pytest.approx(0.8)
    assert found.fidelity == pytest.approx(0.9)
    nothing = support_given([READING], {}, first=MONDAY, last=last, zone=ZONE)
    assert (nothing.given_minutes, nothing.fidelity) == (0, None)
    none = support_given([], {}, first=MONDAY, last=last, zone=ZONE)
    assert none == SupportGiven(0, 0)
    assert none.share == 1


def test_advice_looks_at_what_was_given() -> None:
    """The plan's changes start the count anew, and its deliveries pass or hold the advice."""
    aimline = Aimline(MONDAY, 40, week(12), 64)
    points = weekly(40, 42, 44, 46, 47, 48, 49, 50, 51, 52)
    given: dict[str, list[Delivery]] = {"reading": []}
    found = []
    for minutes in (90, 30):
        given["reading"] = [
            Delivery(NOON.plus(days=7 * n), minutes, "elin", 0.9) for n in range(4, 10)
        ]
        support = support_given(
            PLAN.serving("g1"), given, first=week(4), last=week(10) - timedelta(days=1), zone=ZONE
        )
        course = Course(points, aimline, ZONE, PLAN.phases("g1", on=week(9)), support)
        found.append(judge(course))
    assert [one.outcome for one in found] == [Outcome.CHANGE_SUPPORT, Outcome.CHECK_FIDELITY]
    assert found[1].because.endswith("but 33% of the planned support was given")


def test_work_of_providers_is_counted_once_for_a_group() -> None:
    """Each of its students counts for their share."""
    ivy = attrs.evolve(PLAN, student="ivy", interventions=(READING,))
    last = week(1) - timedelta(days=1)
    assert minutes_by_provider([PLAN, ivy], first=MONDAY, last=last) == {
        "elin": pytest.approx(60)
    }  # fmt: skip
    assert minutes_by_provider([PLAN], first=week(20), last=week(21)) == {}


# --------------------------------------------------------------------------------------- effect


def test_nonoverlap_as_it_is_published() -> None:
    """R. I. Parker and K. J. Vannest (2009): .96; Parker, Vannest and Davis (2011): 38.5 / 42."""
    for before, after, expected in (
        ("4 3 4 3 4 7 5 2 3 2", "5 9 7 9 7 5 9 11 11 10 9", 106 / 110),
        ("20 20 26 25 22 23", "28 25 24 27 30 30 29", 38.5 / 42),
    ):
        values = [float(one) for one in f"{before} {after}".split()]
        points = weekly(*values)
        change = week(len(before.split()))
        up = before_and_after(points, ZONE, change=change, better=Direction.UP)
        down = before_and_after(points, ZONE, change=change, better=Direction.DOWN)
        assert up.overlap == pytest.approx(expected)
        assert down.overlap == pytest.approx(1 - expected)
    assert f"{106 / 110:.2f}" == "0.96"


def test_before_and_after_are_shown_with_their_uncertainty() -> None:
    """And with the warning; too few measurements are told, not guessed from."""
    points = weekly(40, 41, 40, 42, 50, 52, 55, 57)
    found = before_and_after(points, ZONE, change=week(4), better=Direction.UP)
    assert found.before is not None
    assert found.after is not None
    assert found.slope_change is not None
    assert found.level_change is not None
    assert found.slope_change.value == pytest.approx(found.after.per_week - found.before.per_week)
    assert found.level_change.value == pytest.approx(
        found.after.value(week(4)) - found.before.value(week(4))
    )
    assert found.slope_change.value in found.slope_change.interval
    assert 0 not in found.level_change.interval
    assert "no proof" in found.warning
    assert len(found.points_before) == len(found.points_after) == 4
    few = before_and_after(points[:6], ZONE, change=week(4), better=Direction.UP)
    assert (few.after, few.slope_change, few.level_change) == (None, None, None)
    assert few.overlap == 1
    none = before_and_after(points[:4], ZONE, change=week(4), better=Direction.UP)
    assert none.overlap is None
    with pytest.raises(InvalidInputError, match="confidence"):
        before_and_after(points, ZONE, change=week(4), better=Direction.UP, confidence=2)


def test_each_change_of_support_has_its_before_and_after() -> None:
    """From the change before it to the next, and what it was is told."""
    points = weekly(*range(40, 54))
    found = effects(PLAN, "g1", points, ZONE, better=Direction.UP)
    assert [(one.day, one.began, one.changed, one.ended) for one in found] == [
        (week(0), ("reading",), (), ()),
        (week(4), (), ("reading",), ()),
        (week(10), (), (), ("reading",)),
    ]
    assert [
        (len(one.progress.points_before), len(one.progress.points_after)) for one in found
    ] == [(0, 4), (4, 6), (6, 4)]
    assert [one.day for one in effects(PLAN, "g1", points[:7], ZONE, better=Direction.UP)] == [
        week(0),
        week(4),
    ]
    assert effects(PLAN, "g9", points, ZONE, better=Direction.UP) == ()
    assert effects(PLAN, "g1", [], ZONE, better=Direction.UP) == ()


# ----------------------------------------------------------------------------------- strategies


def test_strategies_are_found_by_need_and_extended() -> None:
    """Those that answer most come first; a school's own take the place of ours."""
    library = builtin_strategies()
    assert "reading-fluency" in library.kinds()
    found = library.answering(["attention", "self-management"])
    assert found[0].id == "self-monitoring"
    assert {one.id for one in found} >= {"self-monitoring", "task-in-chunks"}
    universal = library.answering(["attention"], tier=Tier.UNIVERSAL)
    assert [one.id for one in universal] == ["task-in-chunks"]
    assert library.answering(["flying"]) == ()
    own = StrategyLibrary(
        (
            Strategy("garden", "An hour in the garden", frozenset({"regulation"})),
            Strategy("break-card", "Our card", frozenset({"regulation"})),
        )
    )
    both = library.extended(own)
    assert both["break-card"].title == "Our card"
    assert "garden" in both
    assert len(both.strategies) == len(library.strategies) + 1
    assert repr(own) == "<StrategyLibrary: 2 strategies>"
    with pytest.raises(KeyError):
        own["nothing"]
    with pytest.raises(InvalidInputError, match=r"strategies\[1\].id: 'garden' is used twice"):
        StrategyLibrary(own.strategies[:1] * 2)


def test_every_strategy_says_what_to_do_and_to_look_for() -> None:
    """And is at some tier."""
    for one in builtin_strategies().strategies:
        assert one.steps, one.id
        assert one.look_for, one.id
        assert one.tiers, one.id


# ----------------------------------------------------------------------------------- the school


def test_the_school_view_tells_what_was_left_lying() -> None:
    """Interventions nobody measures, gives or looks at again."""
    fresh = attrs.evolve(
        READING, id="fresh", dosages=(Dosage(week(4), 10, 5),), needs=(), goals=("g2",)
    )
    ended = attrs.evolve(READING, id="ended", until=week(4), goals=(), needs=())
    ivy = SupportPlan(
        "ivy",
        interventions=(attrs.evolve(READING, needs=(), until=None), fresh, ended),
        reviews=(Review(week(2), NOON, ("ada",), ReviewOutcome.CONTINUE),),
    )
    records = [
        Record("noah", "g1", weekly(1, 2, 3, 4)),
        Record("ivy", "g1", weekly(1, 2)),
        Record("ivy", "g9"),
    ]
    on = week(5)
    found = support_view(iter([PLAN, ivy]), iter(records), on=on, zone=ZONE)
    assert found.interventions_without_data == (("ivy", "reading"),)
    assert found.interventions_without_goal == (("noah", "calm"),)
    assert found.interventions_without_provider == (("noah", "calm"),)
    assert found.reviews_overdue == (("noah", week(4)),)
    assert found.students_without_review == ("ivy",)
    assert found.tiers == {Tier.UNIVERSAL: 1, Tier.TARGETED: 1, Tier.INTENSIVE: 0}
    later = support_view([PLAN], records, on=week(7), zone=ZONE)
    assert later.interventions_without_data == (("noah", "reading"),)
