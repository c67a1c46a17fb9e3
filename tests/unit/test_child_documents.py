"""All that is kept of a child, on every back end: read back as it was, and no change lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conferencekit import MemoryStore, SqliteStore
from conferencekit import assessment as a
from conferencekit import goals as g
from conferencekit import support as s
from conferencekit.errors import NewerSchemaError, StoreCorruptError
from conferencekit.progress import Point
from conferencekit.storage import Body, Decision, Refusal, Store
from rubrics import START, assessed, reading
from samples import WHOLE

ADA = g.Party(g.Role.TEACHER, "ada")
DAY = date(2026, 10, 5)
RUBRIC = reading()
ONE = assessed(RUBRIC, [a.Score("sounds", "near", comment="so far")])
TERMS = g.Terms("reads", measure=g.Quantity(80, "words", 40), agreement_of=frozenset())
GOAL = g.propose_goal("g1", "noah", TERMS, by=ADA, at=START, why="x")
POINTS = [Point(START.plus(days=n), 40.0 + n) for n in range(3)]
RATING = g.Rating("g1", ADA, 1, START)
SUPPORT = s.begin_support(
    s.SupportPlan("noah", needs=(s.Need("n", "time"),)), by="ada", at=START, why="x"
)

GIVEN = [s.Delivery(START, 20, "elin", 0.9)]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each back end, empty; PostgreSQL where there is a server to be had."""
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "sqlite":
        with SqliteStore(tmp_path / "x.sqlite") as made:
            yield made
    else:
        conninfo = request.getfixturevalue("conninfo")
        from conferencekit.storage.postgres import PostgresStore  # noqa: PLC0415  an extra

        with PostgresStore(conninfo) as kept:
            yield kept


def plan() -> g.ActionPlan:
    """With a step that repeats, and one that was done."""
    weekly = g.Recurrence("FREQ=WEEKLY;BYDAY=MO", DAY)
    made: Any = g.ActionPlan("p", "noah")
    for step in (g.Step("x", "read", ADA, repeats=weekly), g.Step("y", "ask", ADA, due=DAY)):
        made = g.add_step(made, step, by=ADA, at=START)
    done: g.ActionPlan = g.complete_step(made, "y", by=ADA, at=START)  # type: ignore[assignment]
    return done


def test_everything_is_read_back_as_it_was(store: Store) -> None:
    """Each kind, one by one and by student."""
    assert a.publish_rubric(RUBRIC).run(store)
    assert a.keep_assessment(ONE, WHOLE).run(store)
    assert a.kept_rubric("reading", "1").run(store) == RUBRIC
    assert list(a.kept_rubrics(store)) == [RUBRIC]
    assert a.kept_assessment("noah", ONE.id, WHOLE).run(store) == ONE
    assert list(a.kept_assessments(store, WHOLE, "noah")) == [ONE]
    assert g.keep_goal(GOAL, WHOLE).run(store)
    assert g.keep_action_plan(plan(), WHOLE).run(store)
    assert g.kept_goal("noah", "g1", WHOLE).run(store) == GOAL
    assert g.kept_action_plan("noah", "p", WHOLE).run(store) == plan()
    assert list(g.kept_goals(store, WHOLE)) == [GOAL]
    g.add_points("noah", "g1", POINTS[:2], WHOLE).run(store)
    g.add_points("noah", "g1", POINTS, WHOLE).run(store)
    record = g.kept_record("noah", "g1", WHOLE).run(store)
    assert record is not None
    assert list(record.points) == POINTS
    g.add_ratings("noah", [RATING], WHOLE).run(store)
    assert g.kept_ratings(store, WHOLE, "noah") == g.Ratings("noah", (RATING,))
    assert s.keep_support(SUPPORT, WHOLE).run(store)
    assert s.kept_support("noah", WHOLE).run(store) == SUPPORT
    s.add_deliveries("noah", "i", GIVEN, WHOLE).run(store)
    assert s.kept_deliveries(store, WHOLE, "noah")["i"].deliveries == tuple(GIVEN)
    s.keep_strategies(s.builtin_strategies()).run(store)
    assert s.kept_strategies().run(store) == s.builtin_strategies()


def test_who_comes_second_is_refused(store: Store) -> None:
    """And nothing is written; whoever reads anew may go on."""
    g.keep_goal(GOAL, WHOLE).run(store)
    first: Any = g.change_goal(GOAL, g.GoalAction.START, by=ADA, at=START, why="a")
    second: Any = g.change_goal(GOAL, g.GoalAction.DROP, by=ADA, at=START, why="b")
    assert g.keep_goal(first, WHOLE).run(store)
    assert isinstance(g.keep_goal(second, WHOLE).run(store), Refusal)
    assert g.kept_goal("noah", "g1", WHOLE).run(store) == first
    s.keep_support(SUPPORT, WHOLE).run(store)
    changed: Any = s.change_support(SUPPORT, s.SupportPlan("noah"), by="a", at=START, why="x")
    assert s.keep_support(changed, WHOLE).run(store)
    assert isinstance(s.keep_support(SUPPORT, WHOLE).run(store), Refusal)


@pytest.mark.parametrize(
    ("place", "read"),
    [
        ("assessment/noah/x", a.kept_assessment("noah", "x", WHOLE)),
        ("goal/noah/x", g.kept_goal("noah", "x", WHOLE)),
        ("action-plan/noah/x", g.kept_action_plan("noah", "x", WHOLE)),
        ("record/noah/x", g.kept_record("noah", "x", WHOLE)),
        ("support/noah", s.kept_support("noah", WHOLE)),
    ],
)
def test_a_newer_form_is_neither_misread_nor_written_over(place: str, read: Any) -> None:  # noqa: ANN401
    """Nor what is broken, which is named."""
    store = MemoryStore()
    kind = place.partition("/")[0]
    for schema, error in ((9, NewerSchemaError), (1, StoreCorruptError)):
        body = Body(kind, schema, {"schema": "x"})
        store.transact([place], lambda _, body=body: Decision(None, put={place: body}))  # type: ignore[misc]
        with pytest.raises(error, match=place):
            read.run(store)
