"""Old documents are read, and migrated; what was ever stored can be read for ever."""

import json
from pathlib import Path
from typing import Any

import pytest

import kinds
from bookings import NOW, evening
from conferencekit.booking import KINDS as BOOKING_KINDS
from conferencekit.booking import BookingPolicy, Desk, reached
from conferencekit.booking._timeline import body_of_timeline, timeline_of
from conferencekit.booking.keeping import walk_ins_of
from conferencekit.errors import InvalidInputError, NewerSchemaError, StoreCorruptError
from conferencekit.planning.documents import KINDS, kept_plan, kept_round, kept_school
from conferencekit.scheduling.formats import plan_to_json, round_to_json
from conferencekit.school import school_to_json
from conferencekit.storage import (
    Body,
    Decision,
    Document,
    DocumentKind,
    Migration,
    Operation,
    Upcasters,
    key,
    migrate,
    once,
)
from conferencekit.storage.memory import MemoryStore
from conferencekit.wire import dump_json

CORPUS = Path(__file__).parents[1] / "corpus"


def listed(data: dict[str, Any]) -> dict[str, Any]:
    """From schema 1 to 2: a list in the place of one name."""
    return {"names": [data["name"]]}


def counted(data: dict[str, Any]) -> dict[str, Any]:
    """From schema 2 to 3: how many there are."""
    return {**data, "count": len(data["names"])}


PETS = Upcasters("pet", (listed, counted))


def full() -> MemoryStore:
    """A store with pets of every age, one of the future, one damaged, and something else."""
    store = MemoryStore()
    bodies = {
        "a": Body("pet", 1, {"name": "Rex"}),
        "b": Body("pet", 2, {"names": ["Kit", "Kat"]}),
        "c": Body("pet", 3, {"names": [], "count": 0}),
        "d": Body("pet", 4, {"future": True}),
        "e": Body("pet", 1, {}),
        "f": Body("plant", 1, {"name": "Oak"}),
    }
    store.transact(bodies.keys(), lambda _: Decision(None, put=bodies))
    return store


def test_each_step_is_taken_in_turn() -> None:
    """From whatever schema a document has to the newest."""
    assert PETS.schema == 3
    assert PETS.upcast(Body("pet", 1, {"name": "Rex"})) == Body(
        "pet", 3, {"names": ["Rex"], "count": 1}
    )
    assert PETS.upcast(Body("pet", 3, {"names": [], "count": 0})).data["count"] == 0
    with pytest.raises(NewerSchemaError, match="schema 4, newer than 3"):
        PETS.upcast(Body("pet", 4, {}))
    with pytest.raises(StoreCorruptError, match="x is a plant, not a pet"):
        PETS.upcast(Body("plant", 1, {}), source="x")
    with pytest.raises(StoreCorruptError, match="from schema 1 to 2: KeyError"):
        PETS.upcast(Body("pet", 1, {}))


def test_a_migration_writes_what_is_old_and_reports_what_it_cannot() -> None:
    """Again and again with the same outcome; a dry run writes nothing."""
    store = full()
    dry = migrate(store, [PETS], dry_run=True)
    assert store.read(["a"])["a"].version == 1
    done = migrate(store, [PETS])
    assert dry == done
    assert (done.seen, done.changed, done.after) == (6, 2, None)
    assert [place for place, _ in done.failed] == ["d", "e"]
    assert "newer than 3" in done.failed[0][1]
    assert store.read(["a"])["a"].body == Body("pet", 3, {"names": ["Rex"], "count": 1})
    assert store.read(["d"])["d"].body.data == {"future": True}
    assert migrate(store, [PETS]).changed == 0


def test_a_migration_can_be_broken_off_and_resumed() -> None:
    """From where it came to."""
    store = MemoryStore()
    names = [f"{number:04}" for number in range(250)]
    bodies = {name: Body("pet", 1, {"name": name}) for name in names}
    store.transact(names, lambda _: Decision(None, put=bodies))
    first = migrate(store, [PETS], on_page=lambda _: False)
    assert (first.changed, first.after) == (100, "0099")
    assert migrate(store, [PETS], after=first.after) == Migration(150, 150, (), None)
    assert {one.body.schema for one in store.scan("", limit=999).documents} == {3}


def test_a_kind_reads_its_old_documents_and_writes_the_newest() -> None:
    """With a step for each change of its form, or it is no kind."""

    def read(data: dict[str, Any], *, source: str) -> list[str]:
        assert source in {"a", "b"}
        names: list[str] = data["names"]
        return names

    pets = DocumentKind("pet", 2, lambda names: {"names": names}, read, (listed,))
    store = full()
    assert pets.kept("a").run(store) == ["Rex"]
    assert pets.kept("b").run(store) == ["Kit", "Kat"]
    assert migrate(store, [pets.upcasters]).changed == 1
    with pytest.raises(InvalidInputError, match="1 steps do not lead from schema 1 to 3"):
        DocumentKind("pet", 3, lambda names: {"names": names}, read, (listed,))


def stored(path: Path) -> tuple[str, Body]:
    """The key and the body of a document of the corpus."""
    data = json.loads(path.read_text())
    return data["key"], Body(data["kind"], data["schema"], data["data"])


def everything() -> MemoryStore:
    """A store with the whole corpus, the newest schema last."""
    store = MemoryStore()
    for path in sorted(CORPUS.glob("*/*/*.json")):
        place, body = stored(path)
        store.transact([place], lambda _, p=place, b=body: Decision(None, put={p: b}))  # type: ignore[misc]
    return store


EVERY_KIND = {
    **{one.kind: one for one in (*KINDS, *BOOKING_KINDS, Upcasters("request"))},
    **{name: kind.upcasters for name, (kind, _) in kinds.KINDS.items()},
}


@pytest.mark.parametrize("kind", EVERY_KIND.values(), ids=lambda kind: kind.kind)
def test_every_schema_ever_written_is_in_the_corpus(kind: Upcasters) -> None:
    """Under ``tests/corpus/KIND/SCHEMA/``: a new schema leaves the old documents there."""
    for schema in range(1, kind.schema + 1):
        paths = list((CORPUS / kind.kind / str(schema)).glob("*.json"))
        assert paths
        for path in paths:
            _, body = stored(path)
            assert (body.kind, body.schema) == (kind.kind, schema)
            assert kind.upcast(body).schema == kind.schema


def test_the_corpus_is_read_and_the_newest_is_written_as_it_stands() -> None:
    """A change of form without a new schema number fails here."""
    store = everything()
    school = kept_school("willow").run(store)
    round_ = kept_round("autumn").run(store)
    assert school is not None
    assert round_ is not None
    plan = kept_plan(round_).run(store)
    assert plan is not None
    for place, written in (
        (key("school", "willow"), school_to_json(school)),
        (key("round", "autumn"), round_to_json(round_)),
        (key("plan", "autumn", "plan"), plan_to_json(plan, round_)),
    ):
        assert json.loads(json.dumps(written)) == store.read([place])[place].body.data
    done = migrate(store, EVERY_KIND.values())
    assert (done.seen, done.changed, done.failed) == (len(EVERY_KIND), 0, ())


@pytest.mark.parametrize("name", sorted(kinds.KINDS))
def test_every_kind_reads_the_corpus_and_writes_it_as_it_stands(name: str) -> None:
    """For whatever is kept anywhere; a change of form without a new schema number fails here."""
    kind, _ = kinds.KINDS[name]
    for path in sorted((CORPUS / name).glob("*/*.json")):
        place, body = stored(path)
        value = kind.decoded(Document(place, 1, body))
        if body.schema == kind.schema:
            assert json.loads(dump_json(kind.write(value))) == body.data


def test_what_booking_keeps_besides_is_read_as_it_stands() -> None:
    """Timelines, the desk's digest, walk-ins, places in the feed; and answers to requests."""
    store = everything()
    desk = Desk(evening(), BookingPolicy(hold_minutes=30))
    found = store.read([desk.keys.person("ada")])
    timeline = timeline_of(found[desk.keys.person("ada")], NOW)
    assert [entry.meeting for entry in timeline.entries] == ["ada:reed", "ada:cas"]
    assert timeline.until == {"ada:cas": NOW.plus(minutes=30).microseconds}
    assert body_of_timeline(timeline) == found[desk.keys.person("ada")].body
    walk_ins = store.read([desk.keys.walk_ins])[desk.keys.walk_ins]
    assert [one.id for one in walk_ins_of(desk, walk_ins)] == ["ben:kaya-again"]
    assert store.read([desk.keys.desk])[desk.keys.desk].body.data == {"digest": desk.digest}
    assert reached("mail").run(store) == 3
    again = once(Operation((), lambda _: Decision("no")), "form-1", asks={"a": 1}, at=NOW)
    assert again.run(store) == "yes"
