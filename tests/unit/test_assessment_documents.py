"""Rubrics and assessments in a store: versions are kept for good."""

import pytest

from conferencekit.assessment import (
    RubricCatalog,
    Score,
    correct,
    draft,
    keep_assessment,
    kept_assessment,
    kept_assessments,
    kept_rubric,
    kept_rubrics,
    migrate,
    plan_migration,
    profile,
    publish_rubric,
    withdraw,
)
from conferencekit.errors import NewerSchemaError, StoreCorruptError
from conferencekit.storage import Body, Decision
from conferencekit.storage.memory import MemoryStore
from rubrics import START, assessed, reading
from samples import WHOLE


def test_a_published_version_cannot_be_written_over() -> None:
    """The same again is no change, another is refused, another version is kept beside it."""
    store = MemoryStore()
    first = reading("1")
    assert kept_rubric("reading", "1").run(store) is None
    assert publish_rubric(first).run(store)
    assert publish_rubric(first).run(store)
    refusal = publish_rubric(reading("1", title="Other")).run(store)
    assert str(refusal) == "version '1' of 'reading' says something else already"
    newer = reading("2", title="Other")
    assert publish_rubric(newer).run(store)
    assert kept_rubric("reading", "1").run(store) == first
    assert list(kept_rubrics(store)) == [first, newer]


def test_nothing_that_was_published_is_lost() -> None:
    """A draft may be written over; a published assessment only by one that keeps what it said."""
    store, rubric = MemoryStore(), reading()
    sketch = draft("a0", rubric, student="noah", assessor="ada", at=START)
    one = assessed(rubric, [Score("sounds", "near", comment="so far")])
    assert kept_assessment("noah", one.id, WHOLE).run(store) is None
    fixed = correct(one, rubric, [Score("sounds", "meets")], at=START, by="ada")
    for made in (sketch, one, one, fixed):
        assert keep_assessment(made, WHOLE).run(store)
        assert kept_assessment("noah", one.id, WHOLE).run(store) == made
    other = correct(one, rubric, [Score("sounds", "exceeds")], at=START, by="ben")
    for lost in (sketch, one, other):
        refusal = keep_assessment(lost, WHOLE).run(store)
        assert str(refusal) == "assessment 'a0' was changed meanwhile; read it again"
    assert kept_assessment("noah", one.id, WHOLE).run(store) == fixed
    newer = reading("2", title="Reading 2")
    moved = migrate(fixed, plan_migration(rubric, newer), rubric, newer, at=START, by="ada")
    assert keep_assessment(moved.assessment, WHOLE).run(store)
    assert not keep_assessment(
        migrate(fixed, plan_migration(rubric, newer), rubric, newer).assessment, WHOLE
    ).run(store)
    gone = withdraw(moved.assessment, at=START.plus(days=1), by="ada")
    assert keep_assessment(gone, WHOLE).run(store)
    known = gone.known_at(START)
    assert known is not None
    assert known.rubric == moved.assessment.rubric


def test_a_student_is_found_whole() -> None:
    """Assessments stand under their student, so a profile is made of what is kept."""
    store, rubric = MemoryStore(), reading()
    made = [
        assessed(rubric, [Score("sounds", level)], day, student=student)
        for day, (student, level) in enumerate(
            (("noah", "near"), ("mia", "meets"), ("noah", "meets"))
        )
    ]
    publish_rubric(rubric).run(store)
    for one in made:
        keep_assessment(one, WHOLE).run(store)
    assert list(kept_assessments(store, WHOLE, "noah")) == [made[0], made[2]]
    assert list(kept_assessments(store, WHOLE)) == [made[1], made[0], made[2]]
    assert not list(kept_assessments(store, WHOLE, "no"))
    catalog = RubricCatalog(kept_rubrics(store))
    found = profile("noah", kept_assessments(store, WHOLE), catalog, as_of=START.plus(days=9))
    assert found.criterion("reading", "sounds").level == "meets"


def test_what_is_something_else_is_neither_read_nor_written_over() -> None:
    """Another kind, a newer schema, what is broken."""
    store = MemoryStore()
    one = assessed(reading(), [])
    place = f"assessment/noah/{one.id}"
    bodies = (
        (Body("goal", 1, {}), StoreCorruptError),
        (Body("assessment", 2, {}), NewerSchemaError),
    )
    for body, error in bodies:
        store.transact([place], lambda _, body=body: Decision(None, put={place: body}))  # type: ignore[misc]
        for operation in (keep_assessment(one, WHOLE), kept_assessment("noah", one.id, WHOLE)):
            with pytest.raises(error):
                operation.run(store)
    store.transact([place], lambda _: Decision(None, put={place: Body("assessment", 1, {})}))
    with pytest.raises(StoreCorruptError, match="cannot be read"):
        kept_assessment("noah", one.id, WHOLE).run(store)
