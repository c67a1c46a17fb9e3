"""Whatever people try with a conference, its record is a history that only they could make."""

from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.conference import (
    Account,
    ConferenceAction,
    ConferenceRecord,
    ConferenceState,
    Refusal,
    Reply,
    Statement,
    acknowledge_conference,
    amend_conference,
    cancel_conference,
    conference_actions,
    conference_from_json,
    conference_to_json,
    hold_conference,
    miss_conference,
)
from conferencekit.privacy import Access, Label, Purpose, disclose
from spec.access import may, may_write_for_school
from worlds import (
    GUARDIANS,
    NOW,
    PEOPLE,
    World,
    plain_label,
    plain_record,
    random_label,
    world_of,
)

START = NOW.plus(minutes=-14)
FAMILY = ("g1", "g2", "a")


def begun(random: Random, world: World) -> ConferenceRecord:
    """A conference about a, for any audience, of any household, written by anybody."""
    label = random_label(random, world.policy.school, 0)
    label = attrs.evolve(label, kind="conference", id="c", students=("a",))
    holders = random.choice((("t1",), ("t1", "t2")))
    return ConferenceRecord(label, START, 20, holders, ("g1", "g2"), with_student=True)


def tried(
    random: Random, record: ConferenceRecord, access: Access
) -> tuple[ConferenceAction, ConferenceRecord | Refusal]:
    """Anything, by somebody."""
    action = random.choice(tuple(ConferenceAction))
    account = Account(("t1",), (Statement(f"words {random.random()}"),))
    match action:
        case ConferenceAction.HOLD:
            return action, hold_conference(record, account, access)
        case ConferenceAction.AMEND:
            return action, amend_conference(record, account, access, why="a slip")
        case ConferenceAction.MISS:
            return action, miss_conference(record, ["g1"], access)
        case ConferenceAction.CANCEL:
            return action, cancel_conference(record, access, why="ill")
        case ConferenceAction.ACKNOWLEDGE:
            reply = random.choice(tuple(Reply))
            words = f"reply of {access.viewer}"
            return action, acknowledge_conference(record, reply, access, words=words)


def allowed(world: World, label: Label, viewer: str, action: str) -> bool:
    """What the independent statement of the rules says."""
    return may(world.plain(), viewer, action, plain_label(label), "conference")


@given(st.integers(0, 10**9))
def test_only_who_may_changes_it_and_what_was_said_stays(seed: int) -> None:
    """Each change was allowed to who made it; refused ones change nothing; files keep it all."""
    random = Random(seed)  # noqa: S311  it guards nothing
    world = world_of(seed, records=0)
    record = begun(random, world)
    for step in range(12):
        viewer, at = random.choice(PEOPLE), NOW.plus(minutes=step - 20)
        access = world.policy.viewing(viewer, at=at, purpose=Purpose.CONFERENCE)
        before = record
        action, result = tried(random, before, access)
        if isinstance(result, Refusal):
            continue
        record = result
        assert action in conference_actions(before)
        assert at >= START or action is ConferenceAction.CANCEL
        assert record.changes[:-1] == before.changes
        assert (record.changes[-1].by, record.changes[-1].at) == (viewer, at)
        until = before.label.until  # the statement looks at one instant, after these
        if until is None or until > NOW:
            may_write = may_write_for_school(
                world.plain(), viewer, plain_record(before), "conference"
            )
            may_read = may(world.plain(), viewer, "read", plain_record(before), "conference")
            own = action is ConferenceAction.ACKNOWLEDGE and viewer in ("a", *GUARDIANS)
            own = own or (action is ConferenceAction.CANCEL and viewer in (*before.staff, *FAMILY))
            assert may_write or (own and may_read)
    assert conference_from_json(conference_to_json(record)) == record
    assert len({one.by for one in record.replies}) == len(record.replies)
    assert (record.account is not None) is (record.state is ConferenceState.HELD)


@given(st.integers(0, 10**9))
def test_a_reply_reaches_only_whom_its_label_allows(seed: int) -> None:
    """Nobody else, whatever they may see of the record."""
    random = Random(seed)  # noqa: S311  it guards nothing
    world = world_of(seed, records=0)
    record = attrs.evolve(begun(random, world))
    plain = attrs.evolve(record.label, until=None)
    record = attrs.evolve(record, label=plain)
    for viewer in (plain.author or "t1", "t1", "t2", *GUARDIANS, "a"):
        access = world.policy.viewing(viewer, at=NOW, purpose=Purpose.CONFERENCE)
        for result in (
            hold_conference(record, Account(("t1",)), access),
            acknowledge_conference(record, Reply.SEEN, access, words=f"reply of {viewer}."),
        ):
            record = record if isinstance(result, Refusal) else result
    for viewer in PEOPLE:
        access = world.policy.viewing(viewer, at=NOW, purpose=Purpose.CONFERENCE)
        shown = str(disclose(record, access))
        for reply in record.replies:
            assert reply.label is not None
            sees = may(world.plain(), viewer, "read", plain_record(record), "conference")
            sees = sees and allowed(world, reply.label, viewer, "read")
            assert (f"reply of {reply.by}." in shown) is sees


def test_the_worlds_have_replies() -> None:
    """From guardians and students; else the laws above would hold of nothing."""
    found: set[str] = set()
    for seed in range(600):
        random = Random(seed)  # noqa: S311  it guards nothing
        world = world_of(seed, records=0)
        record = begun(random, world)
        for _ in range(60):
            access = world.policy.viewing(
                random.choice(PEOPLE), at=NOW, purpose=Purpose.CONFERENCE
            )
            _, result = tried(random, record, access)
            record = record if isinstance(result, Refusal) else result
        found |= {one.by for one in record.replies}
        found.add(record.state)
    assert found >= {"a", "g1", "g2", "held", "missed", "cancelled"}
