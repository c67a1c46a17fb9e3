"""Every store keeps the same promises."""

import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from conferencekit.errors import (
    InvalidInputError,
    NewerSchemaError,
    StorageError,
    StoreBusyError,
    StoreCorruptError,
    UndeclaredKeyError,
)
from conferencekit.planning import build_round
from conferencekit.planning.documents import (
    keep_plan,
    keep_round,
    keep_school,
    kept_plan,
    kept_round,
    kept_school,
)
from conferencekit.scheduling import solve
from conferencekit.storage import Body, Decision, Document, Event, EventPage, Operation, Store, key
from conferencekit.storage.memory import MemoryStore
from conferencekit.storage.sqlite import SqliteStore
from samples import made, policy


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each kind of store, empty."""
    if request.param == "memory":
        yield MemoryStore()
    else:
        with SqliteStore(tmp_path / "store.sqlite") as made_store:
            yield made_store


def body(value: object) -> Body:
    """A body that says a value."""
    return Body("thing", 1, {"value": value})  # type: ignore[dict-item]


def put(store: Store, name: str, value: object) -> None:
    """Write a document."""
    store.transact([name], lambda _: Decision(None, put={name: body(value)}))


def test_what_is_put_can_be_read(store: Store) -> None:
    """With a version that counts how often it was written, and is not used again."""
    assert store.read(["a"]) == {}
    put(store, "a", 1)
    put(store, "a", [1, {"b": None}, "ü", 1.5, 2**70])
    assert store.read(["a", "b"]) == {
        "a": Document("a", 2, body([1, {"b": None}, "ü", 1.5, 2**70]))
    }
    store.transact(["a"], lambda _: Decision(None, delete=frozenset({"a"})))
    assert store.read(["a"]) == {}
    put(store, "a", 3)
    assert store.read(["a"])["a"].version == 3


def test_a_decision_sees_what_was_declared_and_its_result_comes_back(store: Store) -> None:
    """Shared documents too, and those that are absent are not in it."""
    put(store, "a", 1)
    put(store, "b", 2)

    def decide(documents: Mapping[str, Document]) -> Decision[list[str]]:
        return Decision(sorted(documents))

    assert store.transact(["a", "c"], decide, shared=["b"]) == ["a", "b"]
    assert Operation(("a",), decide).run(store) == ["a"]


def test_nothing_is_done_where_deciding_fails(store: Store) -> None:
    """Nor where the decision cannot be carried out."""
    put(store, "a", 1)

    def fail(_: Mapping[str, Document]) -> Decision[None]:
        raise KeyError

    def undeclared(_: Mapping[str, Document]) -> Decision[None]:
        return Decision(None, put={"a": body(2), "b": body(2)}, events=(Event("x"),))

    def unwritable(_: Mapping[str, Document]) -> Decision[None]:
        return Decision(None, put={"a": body(2), "b": body(object())})

    for decide, error in (
        (fail, KeyError),
        (undeclared, UndeclaredKeyError),
        (unwritable, InvalidInputError),
    ):
        with pytest.raises(error):
            store.transact(["a"] if error is UndeclaredKeyError else ["a", "b"], decide)
    assert store.read(["a", "b"]) == {"a": Document("a", 1, body(1))}
    assert store.events().events == ()
    with pytest.raises(UndeclaredKeyError):
        store.transact([], lambda _: Decision(None, delete=frozenset({"a"})), shared=["a"])


@pytest.mark.parametrize("value", [float("nan"), "a\0b", "\ud800", {1, 2}])
def test_what_some_store_could_not_keep_no_store_takes(store: Store, value: object) -> None:
    """The error names the document."""
    with pytest.raises(InvalidInputError) as caught:
        put(store, "a", value)
    assert caught.value.faults[0].path == "a"


def test_a_backslash_is_no_nul(store: Store) -> None:
    """Texts that look like an escape are texts."""
    put(store, "a", "\\u0000")
    assert store.read(["a"])["a"].body.data["value"] == "\\u0000"


def test_documents_are_scanned_in_order_page_by_page(store: Store) -> None:
    """By prefix, in the order of code points, however many pages."""
    names = [key("a", part) for part in ("é", "b", "B", "a", "z", "😀", "10", "9")]
    for name in [*names, "b/x", "a"]:
        put(store, name, name)
    found, after = [], None
    while True:
        page = store.scan("a/", after=after, limit=3)
        found += [document.key for document in page.documents]
        assert len(page.documents) <= 3
        after = page.after
        if after is None:
            break
    assert found == sorted(names)
    assert [document.key for document in store.scan("").documents][:1] == ["a"]
    assert store.scan("nothing").documents == ()


def test_events_come_in_order_without_gaps(store: Store) -> None:
    """Read from anywhere, as many as wanted."""
    for number in range(5):
        events = (Event("tick", {"n": number}), Event("tock"))
        store.transact([], lambda _, events=events: Decision(None, events=events))  # type: ignore[misc]
    page = store.events(limit=4)
    assert [one.number for one in page.events] == [1, 2, 3, 4]
    rest = store.events(after=page.after)
    assert [one.number for one in rest.events] == [5, 6, 7, 8, 9, 10]
    assert rest.events[0].event == Event("tick", {"n": 2})
    assert store.events(after=rest.after) == EventPage((), rest.after)


def test_what_was_read_does_not_change(store: Store) -> None:
    """Neither by later writes, nor by changing what was given."""
    data = {"list": [1]}
    store.transact(["a"], lambda _: Decision(None, put={"a": Body("t", 1, data)}))
    data["list"].append(2)
    before = store.read(["a"])
    assert before["a"].body.data == {"list": [1]}
    put(store, "a", 5)
    assert before["a"].body.data == {"list": [1]}


def test_threads_do_not_lose_each_others_writes(store: Store) -> None:
    """Eight threads count to a hundred each."""

    def count(documents: Mapping[str, Document]) -> Decision[None]:
        now = documents["n"].body.data["value"] if "n" in documents else 0
        assert isinstance(now, int)
        return Decision(None, put={"n": body(now + 1)})

    def work() -> None:
        for _ in range(100):
            store.transact(["n"], count)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(["n"])["n"] == Document("n", 800, body(800))


def test_schools_rounds_and_plans_are_kept(store: Store) -> None:
    """And come back equal; what is not there is None."""
    school = made()
    round_ = build_round(school, policy()).round
    plan = solve(round_, seconds=None, iterations=5)
    for operation in (keep_school(school), keep_round(round_), keep_plan(plan, round_)):
        operation.run(store)
    assert kept_school(school.id).run(store) == school
    assert kept_round(round_.id).run(store) == round_
    assert kept_plan(round_).run(store) == plan
    assert kept_plan(round_, name="other").run(store) is None
    assert kept_school("other").run(store) is None
    assert kept_round("other").run(store) is None
    kinds = [one.event.kind for one in store.events().events]
    assert kinds == ["school.kept", "round.kept", "plan.kept"]


def test_documents_that_cannot_be_read_say_so(store: Store) -> None:
    """Of another kind, of a newer schema, or damaged."""
    for name, found, error in (
        ("a", Body("round", 1, {}), StoreCorruptError),
        ("b", Body("school", 2, {}), NewerSchemaError),
        ("c", Body("school", 1, {}), StoreCorruptError),
    ):
        place = key("school", name)
        store.transact([place], lambda _, p=place, f=found: Decision(None, put={p: f}))  # type: ignore[misc]
        with pytest.raises(error, match=place):
            kept_school(name).run(store)


@pytest.mark.parametrize(
    ("found", "error"),
    [(Body("round", 1, {}), StoreCorruptError), (Body("school", 2, {}), NewerSchemaError)],
)
def test_what_is_not_ours_is_not_written_over(
    store: Store, found: Body, error: type[Exception]
) -> None:
    """Neither something else, nor what a newer release wrote."""
    school = made()
    place = key("school", school.id)
    store.transact([place], lambda _: Decision(None, put={place: found}))
    with pytest.raises(error, match=place):
        keep_school(school).run(store)
    assert store.read([place])[place].body == found


def test_a_plan_is_kept_with_its_own_round(store: Store) -> None:
    """Not with another; and it is not given out for a round that was changed after it."""
    round_ = build_round(made(), policy()).round
    plan = solve(round_, seconds=None, iterations=5)
    with pytest.raises(InvalidInputError, match="plan: is of round"):
        keep_plan(plan, attrs.evolve(round_, id="other"))
    keep_plan(plan, round_).run(store)
    placed = plan.placements[0].meeting
    rest = tuple(one for one in round_.meetings if one.id != placed)
    with pytest.raises(InvalidInputError, match="does not fit round"):
        kept_plan(attrs.evolve(round_, meetings=rest)).run(store)


def test_keys_escape_what_separates() -> None:
    """So that different parts give different keys."""
    assert key("plan", "a/b", "c") != key("plan", "a", "b/c")
    assert key("plan", "spring 2026") == "plan/spring 2026"
    with pytest.raises(InvalidInputError, match="empty part"):
        key("plan", "")
    with pytest.raises(InvalidInputError, match="longer than"):
        key("plan", "x" * 600)


class Agreement(RuleBasedStateMachine):
    """A store against a dictionary of what should be in it."""

    names = st.sampled_from(["a", "b", "c/d", "c/e", "é"])

    def __init__(self) -> None:
        super().__init__()
        self.store: Store = self.make()
        self.model: dict[str, tuple[int, object]] = {}
        self.versions: dict[str, int] = {}
        self.told: list[str] = []

    def make(self) -> Store:
        """The store under test."""
        return MemoryStore()

    @rule(
        puts=st.dictionaries(names, st.integers(), max_size=3),
        deletes=st.sets(names, max_size=2),
        told=st.booleans(),
    )
    def change(self, puts: dict[str, int], deletes: set[str], told: bool) -> None:
        """Write, delete and tell, all at once."""
        events = (Event(f"e{len(self.told)}"),) if told else ()
        put_bodies = {name: body(value) for name, value in puts.items()}
        self.store.transact(
            {*puts, *deletes},
            lambda _: Decision(None, put=put_bodies, delete=frozenset(deletes), events=events),
        )
        for name in deletes - set(puts):
            self.model.pop(name, None)
        for name, value in puts.items():
            self.versions[name] = self.versions.get(name, 0) + 1
            self.model[name] = (self.versions[name], value)
        self.told += [event.kind for event in events]

    @rule(prefix=st.sampled_from(["", "c/", "a"]), limit=st.integers(1, 3))
    def scan(self, prefix: str, limit: int) -> None:
        """The first page is that of the model."""
        page = self.store.scan(prefix, limit=limit)
        wanted = sorted(name for name in self.model if name.startswith(prefix))
        assert [document.key for document in page.documents] == wanted[:limit]
        assert (page.after is None) == (len(wanted) <= limit)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        """Every document, with its version; every event."""
        names = {"a", "b", "c/d", "c/e", "é"}
        found = {
            name: (document.version, document.body.data["value"])
            for name, document in self.store.read(names).items()
        }
        assert found == self.model
        assert [one.event.kind for one in self.store.events().events] == self.told


class SqliteAgreement(Agreement):
    """The same for SQLite."""

    def make(self) -> Store:
        """A store in a file of its own."""
        self.folder = tempfile.TemporaryDirectory()
        return SqliteStore(Path(self.folder.name) / "s.sqlite")

    def teardown(self) -> None:
        """Take the file away."""
        assert isinstance(self.store, SqliteStore)
        self.store.close()
        self.folder.cleanup()


TestMemoryAgreement = Agreement.TestCase
TestSqliteAgreement = SqliteAgreement.TestCase
TestSqliteAgreement.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)


def test_sqlite_keeps_what_it_kept(tmp_path: Path) -> None:
    """Another store on the same file sees it; a closed one is of no use any more."""
    path = tmp_path / "s.sqlite"
    with SqliteStore(path) as first:
        put(first, "a", 1)
    with SqliteStore(path) as second:
        assert second.read(["a"])["a"].body == body(1)
    first.close()
    for use in (lambda: first.read(["a"]), lambda: put(first, "a", 2)):
        with pytest.raises(StorageError, match="is closed: make another SqliteStore"):
            use()


def test_sqlite_commits_to_disk(tmp_path: Path) -> None:
    """With a write-ahead log and full synchronisation, or acknowledged writes could be lost."""
    with SqliteStore(tmp_path / "s.sqlite") as store:
        connection = store._connection()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_locked_file_is_busy(tmp_path: Path) -> None:
    """After one's patience, with nothing changed."""
    path = tmp_path / "s.sqlite"
    with SqliteStore(path, patience=0.05) as store:
        put(store, "a", 1)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="was locked by others"):
            put(store, "a", 2)
        other.execute("ROLLBACK")
        other.close()
        put(store, "a", 3)
        assert store.read(["a"])["a"] == Document("a", 2, body(3))


def test_files_that_are_no_store(tmp_path: Path) -> None:
    """No database, one of a newer release, damaged, or nowhere."""
    text = tmp_path / "text.sqlite"
    text.write_text("not a database, but long enough to look at" * 50)
    with pytest.raises(StoreCorruptError, match="no sound SQLite database"):
        SqliteStore(text)
    newer = tmp_path / "newer.sqlite"
    connection = sqlite3.connect(newer)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(NewerSchemaError, match="layout 99"):
        SqliteStore(newer)
    with pytest.raises(StorageError, match="unable to open"):
        SqliteStore(tmp_path / "nowhere" / "s.sqlite")
    damaged = tmp_path / "damaged.sqlite"
    with SqliteStore(damaged) as store:
        put(store, "a", 1)
        store._connection().execute("UPDATE conferencekit_documents SET body = '{'")
        with pytest.raises(StoreCorruptError, match="a cannot be read"):
            store.read(["a"])
        store._connection().execute(
            "UPDATE conferencekit_documents SET body = CAST(X'FF' AS TEXT)"
        )
        with pytest.raises(StoreCorruptError, match="Could not decode"):
            store.read(["a"])
