"""The access log keeps what happened, and shows whether anybody has touched it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.errors import NewerSchemaError, StoreCorruptError
from conferencekit.privacy import (
    AccessLog,
    AccessPolicy,
    Action,
    Audience,
    Capacity,
    Label,
    Link,
    Purpose,
    disclosures,
    log_access,
    read_log,
    verify,
)
from conferencekit.school import Name, Staff, StaffRole
from conferencekit.storage import Body, Decision
from conferencekit.storage.memory import MemoryStore
from conferencekit.storage.sqlite import SqliteStore
from notes import NOW, label
from samples import made

SCHOOL = attrs.evolve(
    made(), staff=(*made().staff, Staff("mira", Name("Mira"), frozenset({StaffRole.HEAD})))
)
POLICY = AccessPolicy(SCHOOL)
OFFICE = POLICY.viewing("mira", at=NOW, purpose=Purpose.ADMINISTRATION)
SECRET = b"not in the store"


def log_of(store: MemoryStore, student: str = "noah") -> AccessLog:
    """A student's log, as the head reads it."""
    log = read_log(store, student, OFFICE)
    assert log is not None
    return log


def happened(store: MemoryStore, count: int = 5) -> AccessLog:
    """Some things happen with noah's records and are logged."""
    for number in range(count):
        access = POLICY.viewing("tom", at=NOW.plus(minutes=number), purpose=Purpose.INSPECTION)
        log_access(access.export(label(f"n{number}")), secret=SECRET).run(store)
    return log_of(store, "noah")


def test_what_is_logged_can_be_read_in_order() -> None:
    """With what was asked, by which rule it was answered, and nothing the record says."""
    log = happened(MemoryStore())
    assert verify(log, secret=SECRET) == ()
    assert [link.number for link in log.links] == [1, 2, 3, 4, 5]
    entry = log.links[1].entry
    assert (entry.viewer, entry.action, entry.purpose) == ("tom", "export", "inspection")
    assert (entry.kind, entry.record, entry.allowed) == ("note", "n1", True)
    assert (entry.rule, entry.capacity) == ("guardian-records", Capacity.GUARDIAN)
    assert log_of(MemoryStore(), "noah") == AccessLog("noah")
    assert verify(AccessLog("noah"), secret=SECRET) == ()


def test_the_same_is_logged_once() -> None:
    """A repeat after a lost answer changes nothing."""
    store = MemoryStore()
    before = happened(store)
    assert happened(store) == before
    access = POLICY.viewing("tom", at=NOW, purpose=Purpose.INSPECTION)
    assert log_access(access.export(label("n0")), secret=SECRET).run(store) == ()


def test_each_student_has_a_chain_of_their_own() -> None:
    """What is about two stands in both; a name that starts alike is another."""
    store = MemoryStore()
    both = Label("note", "n", ("noah", "ivy"), "ada", NOW)
    access = POLICY.viewing("hannah", at=NOW, purpose=Purpose.INSPECTION)
    assert len(log_access(access.read(both), secret=SECRET).run(store)) == 2
    more = Label("note", "n", ("noah2", "noah/x"), "ada", NOW)
    log_access(access.read(more), secret=SECRET).run(store)
    for student in ("noah", "ivy", "noah2", "noah/x"):
        log = log_of(store, student)
        assert [link.entry.student for link in log.links] == [student]
        assert verify(log, secret=SECRET) == ()


def changed(change: Callable[[Link], Link], index: int = 2) -> Callable[[AccessLog], AccessLog]:
    """A change of one link."""

    def apply(log: AccessLog) -> AccessLog:
        links = list(log.links)
        links[index] = change(links[index])
        return attrs.evolve(log, links=tuple(links))

    return apply


TAMPERING: dict[str, Callable[[AccessLog], AccessLog]] = {
    "viewer": changed(lambda one: attrs.evolve(one, entry=attrs.evolve(one.entry, viewer="ann"))),
    "allowed": changed(
        lambda one: attrs.evolve(one, entry=attrs.evolve(one.entry, allowed=False))
    ),
    "time": changed(lambda one: attrs.evolve(one, entry=attrs.evolve(one.entry, at=NOW))),
    "digest": changed(lambda one: attrs.evolve(one, digest="0" * 64)),
    "previous": changed(lambda one: attrs.evolve(one, previous="0" * 64)),
    "number": changed(lambda one: attrs.evolve(one, number=7)),
    "taken out": lambda log: attrs.evolve(log, links=log.links[:2] + log.links[3:]),
    "first out": lambda log: attrs.evolve(log, links=log.links[1:]),
    "last out": lambda log: attrs.evolve(log, links=log.links[:-1]),
    "all out": lambda log: attrs.evolve(log, links=()),
    "swapped": lambda log: attrs.evolve(log, links=log.links[:3] + log.links[:2:-1]),
    "twice": lambda log: attrs.evolve(log, links=(*log.links, log.links[-1])),
    "head": lambda log: attrs.evolve(log, digest="0" * 64),
    "another's": lambda log: attrs.evolve(log, student="ivy"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_shows(name: str) -> None:
    """Whatever was changed, taken out or put in."""
    assert verify(TAMPERING[name](happened(MemoryStore())), secret=SECRET)


@given(st.data())
def test_any_change_of_any_link_shows(data: st.DataObject) -> None:
    """At that link or the next."""
    log = happened(MemoryStore(), 3)
    index = data.draw(st.integers(0, 2))
    name = data.draw(st.sampled_from(["viewer", "kind", "record", "rule", "interest", "party"]))
    value = data.draw(st.text(max_size=5))
    link = log.links[index]
    changes: dict[str, Any] = {name: value}
    entry = attrs.evolve(link.entry, **changes)
    other = attrs.evolve(
        log, links=(*log.links[:index], attrs.evolve(link, entry=entry), *log.links[index + 1 :])
    )
    assert bool(verify(other, secret=SECRET)) == (entry != link.entry)


def test_a_chain_written_anew_shows_by_its_anchor() -> None:
    """Also where whoever wrote it knows the secret; without the secret it shows by itself."""
    log = happened(MemoryStore())
    anchors = {4: log.links[3].digest}
    shorter = happened(MemoryStore(), 2)
    assert verify(log, secret=SECRET, anchors=anchors) == ()
    assert verify(shorter, secret=SECRET) == ()
    (fault,) = verify(shorter, secret=SECRET, anchors=anchors)
    assert str(fault) == "link 4 is not the one that was noted elsewhere"
    assert len(verify(log, secret=b"guessed")) == 5


def test_the_record_of_disclosures_has_what_went_to_others() -> None:
    """34 CFR 99.32(a)(3): the parties and their interests; and what was refused."""
    store = MemoryStore()
    happened(store)
    verdict = OFFICE.export(label("report"))
    log_access(verdict, secret=SECRET, party="Elm School", interest="the student moves there").run(
        store
    )
    for viewer in ("sean", "press"):
        refused = POLICY.viewing(viewer, at=NOW, purpose=Purpose.EDUCATION).read(label())
        log_access(refused, secret=SECRET).run(store)
    log = log_of(store, "noah")
    assert len(log.links) == 8
    found = disclosures(log, SCHOOL)
    assert [(one.viewer, one.party, one.allowed) for one in found] == [
        ("mira", "Elm School", True),
        ("press", None, False),
    ]
    assert found[0].interest == "the student moves there"
    assert found[0].action is Action.EXPORT


def test_what_cannot_be_read_is_named() -> None:
    """And what a newer release wrote is not read wrongly."""
    store = MemoryStore()
    log = happened(store, 1)
    assert log.number == 1
    (place,) = [one.key for one in store.scan("access/noah/").documents]
    old = store.read([place])[place].body

    def put(body: Body) -> None:
        store.transact([place], lambda _: Decision(None, put={place: body}))

    for body, error in (
        (Body("other", 1, old.data), StoreCorruptError),
        (Body(old.kind, 2, old.data), NewerSchemaError),
        (Body(old.kind, 1, {"number": 1}), StoreCorruptError),
    ):
        put(body)
        with pytest.raises(error, match="access/noah/"):
            log_of(store, "noah")


def test_hostile_ids_are_data() -> None:
    """Whatever a viewer is called."""
    store = MemoryStore()
    for name in ("=1+1", "a\r\nb", "\u202eevil", "{{x}}", "x" * 10_000):
        access = POLICY.viewing(name, at=NOW, purpose=Purpose.EDUCATION)
        log_access(access.read(label(audience=Audience.STAFF)), secret=SECRET).run(store)
    log = log_of(store, "noah")
    assert len(log.links) == 5
    assert verify(log, secret=SECRET) == ()


def test_the_log_is_for_who_runs_the_school() -> None:
    """An entry tells that a record exists, also one told in confidence."""
    store = MemoryStore()
    happened(store)
    for viewer in ("noah", "hannah", "tom", "ada", "mira", "nobody"):
        for purpose in Purpose:
            access = POLICY.viewing(viewer, at=NOW, purpose=purpose)
            told = read_log(store, "noah", access) is not None
            assert told == (viewer == "mira" and purpose is Purpose.ADMINISTRATION)


def test_many_may_log_at_once(tmp_path: Path) -> None:
    """In one chain without a gap, also in a file that several use."""
    with SqliteStore(tmp_path / "log.sqlite") as store:

        def log(number: int) -> None:
            access = POLICY.viewing("tom", at=NOW.plus(seconds=number), purpose=Purpose.INSPECTION)
            log_access(access.read(label(f"n{number}")), secret=SECRET).run(store)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(log, range(40)))
        found = read_log(store, "noah", OFFICE)
    assert found is not None
    assert [link.number for link in found.links] == list(range(1, 41))
    assert verify(found, secret=SECRET) == ()
