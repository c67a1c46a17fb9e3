"""Every way in which privacy, dialogue and conference give out records, held to the rules.

A store is filled past all rules with records of every kind, for any audience and by anybody. Then
everybody asks for everything by every function, and gets what the independent statement grants.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferencekit.conference import (
    Account,
    Answer,
    Answers,
    ConferenceRecord,
    FollowUp,
    Preparation,
    Topic,
    agenda,
    conference_sources,
    hold_conference,
    involved_by_answers,
    involved_by_conferences,
    keep_answers,
    keep_conference,
    keep_follow_up,
    keep_preparation,
    kept_answers,
    kept_conference,
    kept_conferences,
    kept_follow_up,
    kept_follow_ups,
    kept_preparation,
    open_follow_ups,
    requests_for_another,
)
from conferencekit.conference.documents import ANSWERS, CONFERENCE, FOLLOW_UP, PREPARATION
from conferencekit.dialogue import (
    Cadence,
    Circumstance,
    ContactEntry,
    Involvement,
    InvolvementReport,
    Medium,
    Message,
    Stage,
    Thread,
    check_ins,
    dialogue_sources,
    involved_by_messages,
    keep,
    kept,
    propose,
    read_thread,
    show_involvement,
)
from conferencekit.dialogue.documents import _kind, _place
from conferencekit.privacy import (
    Access,
    Audience,
    Confidential,
    Label,
    Purpose,
    disclose,
    dossier_to_json,
    dossier_to_text,
    gather,
    read_log,
)
from conferencekit.school import Household
from conferencekit.storage import Body, Decision, Operation, key
from conferencekit.storage.memory import MemoryStore
from conferencekit.time import Window
from conferencekit.wire import dump_json
from spec.access import homes_of, may, may_write_for_school, of_age, rights_of
from support import cases
from worlds import (
    NOW,
    PEOPLE,
    STUDENTS,
    TODAY,
    World,
    plain_record,
    random_label,
    some,
    world_of,
)

WROTE = NOW.plus(days=-1)
DURING = Window(NOW.plus(days=-2), NOW.plus(days=2))


@attrs.frozen
class Case:
    """A world, as the statement reads it too; a store with records in it, and the records."""

    world: World
    plain: dict[str, Any]
    store: MemoryStore
    records: tuple[Any, ...]

    def of(self, kind: type) -> list[Any]:
        """The records of one kind."""
        return [one for one in self.records if isinstance(one, kind)]


def case_of(seed: int) -> Case:
    """The case of a seed: the same whenever it is asked for."""
    random = Random(seed)  # noqa: S311  it guards nothing
    world = world_of(seed, records=0)
    records = tuple(record for one in STUDENTS for record in _records(random, world, one))
    store = MemoryStore()
    for record in records:
        place, body = _written(record)
        Operation((place,), _putting(place, body)).run(store)
    return Case(world, world.plain(), store, records)


def _putting(place: str, body: Body) -> Callable[[object], Decision[None]]:
    return lambda _: Decision(None, put={place: body})


def _written(record: Any) -> tuple[str, Body]:  # noqa: ANN401
    for made, kind in (
        (ConferenceRecord, CONFERENCE),
        (FollowUp, FOLLOW_UP),
        (Answers, ANSWERS),
        (Preparation, PREPARATION),
    ):
        if isinstance(record, made):
            found: Any = kind
            place = key(found.name, record.student, record.label.id)
            return place, Body(found.name, 1, found.write(record))
    place = _place(record)
    found = _kind(type(record), None, place)
    return place, Body(found.name, 1, found.write(record))


def _in_confidence(random: Random, label: Label) -> Label:
    """The same, for those it names or for its author alone."""
    if label.audience in (Audience.CONFIDENTIAL, Audience.PRIVATE):
        return label
    readers = frozenset(some(random, PEOPLE))
    return attrs.evolve(label, audience=Audience.CONFIDENTIAL, readers=readers)


def _records(random: Random, world: World, student: str) -> Iterator[Any]:
    """Two of each kind; the text of each has its own id in it."""

    def label(kind: str, number: int, **changes: Any) -> Label:  # noqa: ANN401
        made = random_label(random, world.policy.school, 0)
        told = {"kind": kind, "id": f"{kind}-{student}{number}", "students": (student,)}
        author = made.author or random.choice(PEOPLE)
        return attrs.evolve(made, **{**told, "author": author, **changes})

    homes = [home.id for home in world.policy.school.households_of(student)] or ["h0"]
    for n in range(2):
        yield (made := Thread(label("thread", n), f"<thread-{student}{n}>"))
        yield Message(
            attrs.evolve(
                made.label,
                kind="message",
                id=f"message-{student}{n}",
                author=random.choice(PEOPLE),
            ),
            made.label.id,
            f"<message-{student}{n}>",
            "en",
        )
        yield ContactEntry(
            label("contact", n, household=random.choice(homes)),
            Medium.PHONE,
            random.random() < 0.5,
            f"<contact-{student}{n}>",
        )
        told = Confidential(f"<circumstance-{student}{n}>")
        secret = _in_confidence(random, label("circumstance", n))
        yield Circumstance(secret, "bereavement", told)
        holders = some(random, ("t1", "t2", "g3"), 1, 2)
        yield ConferenceRecord(label("conference", n), WROTE, 20, holders, ("g1", "g2"))
        yield FollowUp(
            label("follow-up", n),
            f"<follow-up-{student}{n}>",
            random.choice(PEOPLE),
            TODAY,
            to=random.choice((None, *PEOPLE)),
            for_all_homes=random.random() < 0.3,
        )
        answer = Answer("q", f"<answers-{student}{n}>")
        yield Answers(label("answers", n), "family", "1", (answer,))
        topic = Topic(f"<preparation-{student}{n}>", "t1")
        yield Preparation(label("preparation", n), 20, (topic,))


def granted(
    case: Case, records: Iterable[Any], viewer: str, purpose: Purpose, action: str = "read"
) -> set[str]:
    """The ids of those that the statement grants."""
    plain = case.plain
    return {
        one.label.id
        for one in records
        if may(plain, viewer, action, plain_record(one), purpose.value)
    }


def askers(case: Case) -> Iterator[tuple[str, Purpose, Access]]:
    """Everybody, for everything."""
    for viewer in PEOPLE:
        for purpose in Purpose:
            yield viewer, purpose, case.world.policy.viewing(viewer, at=NOW, purpose=purpose)


def ids(records: Iterable[Any]) -> set[str]:
    """Of some records."""
    return {one.label.id for one in records}


def check_what_is_kept(case: Case) -> None:
    """Everything that reads the store, one by one and in lists."""
    store = case.store
    lists: tuple[tuple[type, Any], ...] = (
        (ConferenceRecord, kept_conferences),
        (FollowUp, kept_follow_ups),
        (Answers, kept_answers),
    )
    single: tuple[tuple[type, Any], ...] = (
        (ConferenceRecord, kept_conference),
        (FollowUp, kept_follow_up),
        (Preparation, kept_preparation),
    )
    for viewer, purpose, access in askers(case):
        for kind, listing in lists:
            assert ids(listing(store, access)) == granted(case, case.of(kind), viewer, purpose)
            mine = [one for one in case.of(kind) if one.student == "a"]
            assert ids(listing(store, access, "a")) == granted(case, mine, viewer, purpose)
        for kind, reading in single:
            found = {
                one.label.id
                for one in case.of(kind)
                if reading(one.student, one.label.id, access).run(store) is not None
            }
            assert found == granted(case, case.of(kind), viewer, purpose)
        everything: tuple[Any, ...] = (Thread, Message, ContactEntry, Circumstance)
        for told in everything:
            found = {
                one.label.id for student in STUDENTS for one in kept(store, told, student, access)
            }
            assert found == granted(case, case.of(told), viewer, purpose)


def check_what_is_made_of_it(case: Case) -> None:
    """Threads as they are read, agendas, promises, proposals and wishes for the next round."""
    messages = case.of(Message)
    for viewer, purpose, access in askers(case):
        for thread in case.of(Thread):
            read = read_thread(thread, messages, access, languages=["en"])
            mine = [one for one in messages if one.thread == thread.label.id]
            sees = granted(case, [thread], viewer, purpose)
            theirs = granted(case, mine, viewer, purpose) if sees else set()
            assert ids(one.message for one in read) == theirs
        shown = {one.label.id for one in case.of(Preparation) if agenda(one, access) is not None}
        assert shown == granted(case, case.of(Preparation), viewer, purpose)
        promises = open_follow_ups(case.of(FollowUp), access)
        assert ids(promises) == granted(case, case.of(FollowUp), viewer, purpose)
        current = [
            one
            for one in case.of(Circumstance)
            if one.label.until is None or one.label.until > NOW
        ]
        proposed = {one.circumstance for one in propose(case.of(Circumstance), access)}
        assert proposed == granted(case, current, viewer, purpose)
        missed = [_missed(one) for one in case.of(ConferenceRecord)]
        wanted = {one.student for one in requests_for_another(missed, access)}
        seen = granted(case, missed, viewer, purpose)
        assert wanted == {one.student for one in missed if one.label.id in seen}


def _missed(record: ConferenceRecord) -> ConferenceRecord:
    from conferencekit.conference import ConferenceAction, ConferenceChange  # noqa: PLC0415

    change = ConferenceChange(NOW, "t1", ConferenceAction.MISS, absent=("g1",))
    return attrs.evolve(record, changes=(change,))


def families(case: Case, viewer: str, purpose: Purpose) -> set[str]:
    """The households somebody may know of: by the statement, of what the staff keeps."""
    plain = case.plain
    staff: dict[str, Any] = {
        "author": "",
        "audience": "staff",
        "readers": [],
        "household": None,
        "until": None,
    }
    return {
        home["id"]
        for home in plain["school"]["households"]
        for member in home.get("members", [])
        if not of_age(plain, member["student"])
        and may(
            plain,
            viewer,
            "read",
            {**staff, "students": [member["student"]], "household": home["id"]},
            purpose.value,
        )
        and any(
            homes_of(plain, one, member["student"])
            and "records" in rights_of(plain, one, member["student"])
            for one in home["guardians"]
        )
    }


def check_what_is_counted(case: Case) -> None:
    """Check-ins and involvement name the households somebody may know of, and count no others.

    They rest on contacts and records that somebody may see, and on those they may see alone.
    """
    cadence = Cadence(1, TODAY)
    homes = {home.id: home for home in case.world.policy.school.households}
    by_hand = [Involvement(home, "by hand", Stage.CAME, NOW) for home in homes]
    from_records = [
        Involvement(home, one.label.id, Stage.CAME, NOW, (one.label,))
        for home in homes
        for one in (*case.of(ConferenceRecord), *case.of(Answers))
    ]
    contacts = case.of(ContactEntry)
    for viewer, purpose, access in askers(case):
        known = families(case, viewer, purpose)
        seen = granted(case, case.records, viewer, purpose)
        logged = [one for one in contacts if one.label.id in seen]
        for one in check_ins(contacts, cadence, access):
            theirs = [each for each in logged if each.label.household == one.household]
            spoken = any(each.reached for each in theirs)
            assert one.last == (TODAY - timedelta(1) if spoken else None)
            assert one.attempts == (0 if spoken else len(theirs))
        assert {one.household for one in check_ins(contacts, cadence, access)} == known
        shown = show_involvement([*by_hand, *from_records], contacts, access, during=DURING)
        report = shown.view or InvolvementReport((), {}, ())
        assert bool(shown) or not known
        assert {one.household for one in report.families} == known
        for family in report.families:
            theirs = [each for each in logged if each.label.household == family.household]
            reached = sum(each.reached for each in theirs)
            assert (family.spoken, family.tried) == (reached, len(theirs) - reached)
            told = {one.occasion for one in from_records} & seen
            if _knows_all_of(case, viewer, purpose, homes[family.household]):
                told.add("by hand")
            assert set(family.occasions) == told
            assert (family.household in report.not_reached) is (not told and not reached)
        counted = {occasion: got[Stage.CAME] for occasion, got in report.overall.items()}
        every = [occasion for family in report.families for occasion in family.occasions]
        assert counted == {occasion: every.count(occasion) for occasion in every}


def _knows_all_of(case: Case, viewer: str, purpose: Purpose, home: Household) -> bool:
    """Whether somebody may see what the staff keeps about all of a household's students."""
    plain: dict[str, Any] = {"author": None, "audience": "staff", "readers": [], "until": None}
    students = [one.student for one in home.members]
    record = {**plain, "students": students, "household": home.id}
    return may(case.plain, viewer, "read", record, purpose.value)


def check_what_counts(case: Case) -> None:
    """What is told of families rests on records that the viewer may see."""
    for viewer, purpose, access in askers(case):
        for made, kind in (
            (involved_by_conferences, ConferenceRecord),
            (involved_by_answers, Answers),
            (involved_by_messages, Message),
        ):
            seen = granted(case, case.of(kind), viewer, purpose)
            left = [one for one in case.of(kind) if one.label.id in seen]
            assert list(made(case.of(kind), access)) == list(made(left, access))


def check_what_leaves(case: Case) -> None:
    """Dossiers from the store, as text and as JSON; and what is disclosed of each record."""
    sources = (*conference_sources(case.store), *dialogue_sources(case.store))
    for viewer, purpose, access in askers(case):
        dossier = gather("a", sources, access)
        pages = (dossier_to_text(dossier), dump_json(dossier_to_json(dossier)))
        mine = [one for one in case.records if one.label.students == ("a",)]
        leaves = granted(case, mine, viewer, purpose, "export")
        for record in mine:
            if not isinstance(record, ConferenceRecord):
                marks = [f"<{record.label.id}>" in page for page in pages]
                assert marks == [record.label.id in leaves] * 2
            assert (disclose(record, access) is not None) is (
                record.label.id in granted(case, [record], viewer, purpose)
            )
        runs = purpose is Purpose.ADMINISTRATION
        plain = {"students": ["a"], "author": "", "audience": "staff", "readers": []}
        shown = may(
            case.plain,
            viewer,
            "read",
            {**plain, "household": None, "until": None},
            purpose.value,
        )
        assert (read_log(case.store, "a", access) is not None) is (runs and shown)


def check_who_keeps(case: Case) -> None:
    """New records are kept by who may write them, in their own name, and by nobody else."""
    plain = case.plain
    for viewer, purpose, access in askers(case):
        for record in case.records:
            if isinstance(record, (Message, ContactEntry)):
                continue  # these have rules of their own besides, with tests of their own
            allowed = record.label.author == viewer and may(
                plain, viewer, "write", plain_record(record), purpose.value
            )
            if _is_the_schools(record, viewer):
                allowed = allowed and may_write_for_school(
                    plain, viewer, plain_record(record), purpose.value
                )
            if not isinstance(record, (ConferenceRecord, FollowUp, Answers, Preparation)):
                allowed = allowed and _all_known(plain, record.label)
            kept_ = _keeping(record, access).run(MemoryStore())
            assert bool(kept_) is allowed


def _all_known(plain: dict[str, Any], label: Label) -> bool:
    """Whether each reader that a label names could ever be one."""
    staff = {one["id"] for one in plain["school"].get("staff", [])}
    (child,) = label.students
    return all(
        reader in staff or reader == child or homes_of(plain, reader, child)
        for reader in label.readers
    )


def _is_the_schools(record: Any, viewer: str) -> bool:  # noqa: ANN401
    """Whether a record is written by the staff alone: a conference, or somebody else's promise."""
    promised = isinstance(record, FollowUp) and record.owner != viewer
    return promised or isinstance(record, ConferenceRecord)


def _keeping(record: Any, access: Access) -> Operation[Any]:  # noqa: ANN401
    if isinstance(record, ConferenceRecord):
        return keep_conference(record, access)
    if isinstance(record, FollowUp):
        return keep_follow_up(record, access)
    if isinstance(record, Answers):
        return keep_answers(record, access)
    if isinstance(record, Preparation):
        return keep_preparation(record, access)
    return keep(record, access)


CHECKS = (
    check_what_is_kept,
    check_what_is_made_of_it,
    check_what_is_counted,
    check_what_counts,
    check_what_leaves,
    check_who_keeps,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
@settings(max_examples=20)
@given(seed=st.integers(0, 10**9))
def test_every_view_gives_what_is_granted(check: Callable[[Case], None], seed: int) -> None:
    """No more, and no less; to everybody, for every purpose."""
    check(case_of(seed))


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_many_schools(check: Callable[[Case], None]) -> None:
    """The same, with up to 300 schools."""
    for seed in range(cases(300)):
        check(case_of(seed))


@given(st.integers(0, 10**9))
def test_who_may_not_write_changes_nothing_that_is_kept(seed: int) -> None:
    """Nobody widens an audience, rewrites answers or moves a conference who may not write it."""
    random = Random(seed)  # noqa: S311  it guards nothing
    case = case_of(seed)
    plain = case.plain
    for record in case.of(ConferenceRecord) + case.of(FollowUp) + case.of(Preparation):
        viewer = random.choice(PEOPLE)
        access = case.world.policy.viewing(viewer, at=NOW, purpose=Purpose.CONFERENCE)
        wider = random_label(random, case.world.policy.school, 0)
        fixed = {
            name: getattr(record.label, name) for name in ("kind", "id", "students", "author")
        }
        label = attrs.evolve(wider, **fixed, at=record.label.at)
        changed = attrs.evolve(record, label=label)
        if changed == record:
            continue
        operation: Operation[Any] = (
            keep_preparation(changed, access, before=record)
            if isinstance(changed, Preparation)
            else _keeping(changed, access)
        )
        allowed = all(
            may(plain, viewer, "write", plain_record(one), "conference")
            for one in (record, changed)
        )
        if _is_the_schools(record, viewer):
            allowed = allowed and may_write_for_school(
                plain, viewer, plain_record(record), "conference"
            )
        shared = record.label.audience != "private" and label.audience == "private"
        assert bool(operation.run(case.store)) is (allowed and not shared)


def test_what_was_held_is_kept_by_who_held_it_alone() -> None:
    """A change in somebody else's name is not kept by who may not write."""
    kept_, refused = 0, 0
    for seed in range(60):
        case = case_of(seed)
        for record in case.of(ConferenceRecord):
            for viewer in PEOPLE:
                access = case.world.policy.viewing(viewer, at=NOW, purpose=Purpose.CONFERENCE)
                held = hold_conference(record, Account(("t1",)), access)
                if not held:
                    continue
                for other in PEOPLE:
                    hers = case.world.policy.viewing(other, at=NOW, purpose=Purpose.CONFERENCE)
                    label = plain_record(record)
                    wrote = may_write_for_school(case.plain, other, label, "conference")
                    store = MemoryStore()
                    place, body = _written(record)
                    Operation((place,), _putting(place, body)).run(store)
                    assert bool(keep_conference(held, hers).run(store)) is bool(wrote)
                    kept_, refused = kept_ + bool(wrote), refused + (not wrote)
    assert kept_
    assert refused
