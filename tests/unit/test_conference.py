"""Conferences are held, written down, acknowledged and followed up, by who may do so."""

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from conferencekit.conference import (
    LONGEST_WORDS,
    Account,
    AnotherConference,
    Answers,
    ConferenceAction,
    ConferenceChange,
    ConferenceRecord,
    ConferenceState,
    FollowUp,
    FollowUpAction,
    FollowUpChange,
    FollowUpState,
    Preparation,
    Refusal,
    Reply,
    Statement,
    StepSet,
    acknowledge_conference,
    amend_conference,
    cancel_conference,
    change_follow_up,
    conference_actions,
    conference_from_json,
    conference_sources,
    conference_to_json,
    follow_up_from_json,
    follow_up_to_json,
    hold_conference,
    keep_answers,
    keep_conference,
    keep_follow_up,
    keep_preparation,
    kept_conference,
    kept_conferences,
    kept_follow_up,
    kept_follow_ups,
    miss_conference,
    open_follow_ups,
    requests_for_another,
)
from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    ActionPlan,
    Party,
    Role,
    Step,
    Terms,
    add_step,
    keep_action_plan,
    kept_action_plan,
    kept_goal,
    propose_goal,
)
from conferencekit.planning import Request
from conferencekit.privacy import (
    Access,
    AccessPolicy,
    Audience,
    Consent,
    Label,
    Purpose,
    disclose,
    gather,
)
from conferencekit.school import Name, Staff
from conferencekit.storage import Decision, Operation, Store
from conferencekit.time import Instant
from samples import WHOLE, made

START = Instant.parse("2026-11-24T15:00Z")
POLICY = AccessPolicy(made())
ADA = Party(Role.TEACHER, "ada")


def access(viewer: str, minutes: int = 60, purpose: Purpose = Purpose.CONFERENCE) -> Access:
    """Somebody, so many minutes after the conference began."""
    return POLICY.viewing(viewer, at=START.plus(minutes=minutes), purpose=purpose)


def label(kind: str = "conference", id_: str = "c1", **changes: Any) -> Label:  # noqa: ANN401
    """Of a record for the family of Noah."""
    given = {"author": "ada", "at": START.plus(days=-7), "audience": Audience.FAMILY, **changes}
    return Label(kind, id_, ("noah",), **given)


def planned(id_: str = "c1", **changes: Any) -> ConferenceRecord:  # noqa: ANN401
    """A conference of Ada with both of Noah's households."""
    given = {"staff": ("ada",), "guardians": ("hannah", "tom"), "with_student": True, **changes}
    return ConferenceRecord(label(id_=id_), given.pop("start", START), 20, **given)


ACCOUNT = Account(
    came=("ada", "hannah", "noah"),
    said=(Statement("Reads at night with a torch.", "hannah"),),
    decisions=("Stays in the middle group.",),
    goals=("reading-1",),
    steps=(StepSet("autumn", "library"),),
    follow_ups=("f1",),
    staff_notes="Ask the counselor about sleep.",
)
PROMISE = FollowUp(
    label("follow-up", "f1"), "Find a book on foxes.", "tom", date(2026, 12, 1), "c1"
)


def done(result: Any) -> Any:  # noqa: ANN401
    """A result that is no refusal."""
    assert not isinstance(result, Refusal), result
    return result


def held(**changes: Any) -> ConferenceRecord:  # noqa: ANN401
    """That conference, once it was held."""
    record: ConferenceRecord = done(
        hold_conference(planned(**changes), attrs.evolve(ACCOUNT), access("ada"))
    )
    return record


def talked() -> ConferenceRecord:
    """That conference, once it was held and nothing came of it that is kept elsewhere."""
    account = attrs.evolve(ACCOUNT, goals=(), steps=(), follow_ups=())
    record: ConferenceRecord = done(hold_conference(planned(), account, access("ada")))
    return record


def test_it_is_held_and_written_down() -> None:
    """By who may write it; who was invited and did not come follows."""
    assert planned().state is ConferenceState.PLANNED
    assert planned().absent == ()
    record = held()
    assert record.state is ConferenceState.HELD
    assert record.account == ACCOUNT
    assert record.absent == ("tom",)
    assert conference_actions(record) == (ConferenceAction.AMEND, ConferenceAction.ACKNOWLEDGE)
    for viewer, why in (
        ("hannah", "the student's family does not write this"),
        ("noah", "the student's family does not write this"),
        ("ben", "you neither teach nor support the student"),
        ("nobody", "you neither work at the school nor belong to the student's family"),
    ):
        refused = hold_conference(planned(), ACCOUNT, access(viewer))
        assert isinstance(refused, Refusal)
        assert refused.reason == why
    again = hold_conference(record, ACCOUNT, access("ada", 90))
    assert isinstance(again, Refusal)
    assert again.allowed == ("amend", "acknowledge")
    assert "torch" not in repr(record) + repr(record.account)


def test_a_parent_writes_no_record_of_a_conference(store: Store) -> None:
    """Nor a promise in somebody else's name; their own they may."""
    mine = attrs.evolve(planned(), label=label(author="hannah"))
    for said in (
        keep_conference(mine, access("hannah")).run(store),
        hold_conference(mine, ACCOUNT, access("hannah")),
        miss_conference(mine, ["tom"], access("hannah")),
    ):
        assert isinstance(said, Refusal)
        assert said.reason == "it is written by the staff alone"
    students = attrs.evolve(planned(), label=label(author="noah"))
    assert not keep_conference(students, access("noah")).run(store)
    for owner, may in (("ada", False), ("tom", False), ("hannah", True)):
        ours = label("follow-up", f"of-{owner}", author="hannah")
        promise = attrs.evolve(PROMISE, label=ours, owner=owner, conference=None)
        assert bool(keep_follow_up(promise, access("hannah")).run(store)) is may
        dropped = change_follow_up(promise, FollowUpAction.DROP, access("hannah"), why="x")
        assert bool(dropped) is may
    assert list(kept_conferences(store, access("ada"))) == []


def test_a_parent_keeps_no_change_that_is_the_staffs(store: Store) -> None:
    """Though they have made it by themselves, around the function that asks."""
    assert keep_conference(planned(), access("ada")).run(store)
    assert keep_follow_up(PROMISE, access("ada")).run(store)
    at = START.plus(minutes=60)
    hold = ConferenceChange(at, "hannah", ConferenceAction.HOLD, Account(("hannah",)))
    forged = attrs.evolve(planned(), changes=(hold,))
    assert not keep_conference(forged, access("hannah")).run(store)
    off = FollowUpChange(at, "hannah", FollowUpAction.DROP, "x")
    assert not keep_follow_up(attrs.evolve(PROMISE, changes=(off,)), access("hannah")).run(store)
    cancelled = done(cancel_conference(planned(), access("hannah"), why="ill"))
    assert keep_conference(cancelled, access("hannah")).run(store)


def test_an_account_that_says_nothing_or_twice_is_refused() -> None:
    """With every fault at once."""
    with pytest.raises(InvalidInputError) as caught:
        Account(
            came=(),
            said=(Statement(" "),),
            decisions=("",),
            goals=("g", "g"),
            another=(AnotherConference("", "ada", minutes=0),),
        )
    assert [fault.path for fault in caught.value.faults] == [
        "came", "goals[1]", "said[0].text", "decisions[0]", "another[0].by", "another[0].minutes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"label": label("note")}, "label.kind"),
        ({"label": attrs.evolve(label(), students=("noah", "ivy"))}, "label.students"),
        ({"minutes": 0}, "minutes"),
        ({"staff": ()}, "staff"),
        ({"guardians": ("tom", "tom")}, "guardians[1]"),
    ],
)
def test_a_record_that_cannot_be_is_refused(changes: dict[str, Any], path: str) -> None:
    """With the place of what is wrong."""
    with pytest.raises(InvalidInputError) as caught:
        attrs.evolve(planned(), **changes)
    assert [fault.path for fault in caught.value.faults] == [path]


def test_guardians_acknowledge_each_for_themselves() -> None:
    """The last reply of each counts; to agree needs the right to decide."""
    record = done(acknowledge_conference(held(), Reply.SEEN, access("hannah", 70)))
    record = done(acknowledge_conference(record, Reply.AGREED, access("hannah", 80)))
    refused = acknowledge_conference(record, Reply.AGREED, access("tom", 90))
    assert isinstance(refused, Refusal)
    assert "right to decide" in refused.reason
    record = done(
        acknowledge_conference(record, Reply.DIFFERS, access("tom", 90), words="He is bored.")
    )
    record = done(acknowledge_conference(record, Reply.AGREED, access("noah", 95)))
    assert [(one.by, one.reply) for one in record.replies] == [
        ("hannah", Reply.AGREED),
        ("tom", Reply.DIFFERS),
        ("noah", Reply.AGREED),
    ]
    twice = acknowledge_conference(record, Reply.AGREED, access("hannah", 99))
    assert isinstance(twice, Refusal)
    assert "said so before" in twice.reason
    long = acknowledge_conference(
        record, Reply.SEEN, access("tom", 99), words="x" * (LONGEST_WORDS + 1)
    )
    assert isinstance(long, Refusal)
    assert "10001 characters" in long.reason
    for viewer in ("ada", "sean", "nobody"):
        assert isinstance(acknowledge_conference(record, Reply.SEEN, access(viewer, 99)), Refusal)


def test_a_reply_is_between_the_school_and_one_household() -> None:
    """The other one sees what was said at the conference, and not that there is a reply."""
    record = done(
        acknowledge_conference(held(), Reply.DIFFERS, access("tom", 90), words="He is bored.")
    )
    for viewer, sees in (("tom", True), ("ada", True), ("hannah", False), ("noah", False)):
        shown = disclose(record, access(viewer, 120))
        assert shown is not None
        assert "torch" in str(shown)
        assert ("bored" in str(shown)) is sees
        assert ("sleep" in str(shown)) is (viewer == "ada")
    assert disclose(record, access("sean", 120)) is None
    assert disclose(record, access("ben", 120)) is None


def test_amending_keeps_what_was_said_and_lets_replies_lapse() -> None:
    """They were given to other words."""
    record = done(acknowledge_conference(held(), Reply.AGREED, access("hannah", 70)))
    other = attrs.evolve(ACCOUNT, decisions=("Moves to the upper group.",))
    for why, account in (("", other), ("a slip", ACCOUNT)):
        assert isinstance(amend_conference(record, account, access("ada", 80), why=why), Refusal)
    amended = done(amend_conference(record, other, access("ada", 80), why="a slip"))
    assert amended.account == other
    assert amended.replies == ()
    assert amended.changes[:2] == record.changes
    early = amend_conference(amended, ACCOUNT, access("ada", 75), why="no")
    assert isinstance(early, Refusal)
    assert "before the change" in early.reason


def test_missed_and_cancelled() -> None:
    """Who did not come is told; how late a cancellation was can be reckoned."""
    missed = done(miss_conference(planned(), ["tom"], access("ada", 30)))
    assert missed.state is ConferenceState.MISSED
    assert missed.absent == ("tom",)
    assert missed.notice_minutes is None
    assert isinstance(miss_conference(planned(), ["ben"], access("ada", 30)), Refusal)
    assert isinstance(miss_conference(planned(), [], access("ada", 30)), Refusal)
    assert isinstance(miss_conference(planned(), ["ada"], access("tom", 30)), Refusal)
    cancelled = done(cancel_conference(planned(), access("tom", -45), why="a late train"))
    assert cancelled.notice_minutes == 45
    assert done(cancel_conference(planned(), access("tom", 5), why="x")).notice_minutes == -5
    assert isinstance(cancel_conference(planned(), access("tom"), why=" "), Refusal)
    assert isinstance(cancel_conference(planned(), access("sean"), why="x"), Refusal)
    barred = planned(guardians=("hannah", "sean"))
    assert isinstance(cancel_conference(barred, access("sean"), why="x"), Refusal)
    other = planned(guardians=("hannah",))
    assert isinstance(cancel_conference(other, access("tom"), why="x"), Refusal)
    assert done(cancel_conference(other, access("elin"), why="ill")).absent == ()


def test_what_has_not_begun_was_neither_held_nor_missed() -> None:
    """It can be called off."""
    for refused in (
        hold_conference(planned(), ACCOUNT, access("ada", -1)),
        miss_conference(planned(), ["tom"], access("ada", -18 * 24 * 60)),
    ):
        assert isinstance(refused, Refusal)
        assert str(refused) == "it begins on 2026-11-24 at 16:00 (allowed: cancel)"
    assert hold_conference(planned(), ACCOUNT, access("ada", 0))


def test_who_came_is_somebody() -> None:
    """Invited or not: of the school, or named by a consent."""
    refused = hold_conference(planned(), Account(("ada", "zzz")), access("ada"))
    assert isinstance(refused, Refusal)
    assert refused.reason == "said to have come, and nobody of the school: 'zzz'"
    for came in ("elin", "ivy", "ben"):
        assert hold_conference(planned(), Account(("ada", came)), access("ada"))
    day = date(2026, 11, 1)
    consent = Consent("noah", "zzz", "hannah", "paper", frozenset({Purpose.CONFERENCE}), day)
    told = AccessPolicy(made(), (consent,))
    later = told.viewing("ada", at=START.plus(minutes=60), purpose=Purpose.CONFERENCE)
    assert hold_conference(planned(), Account(("ada", "zzz")), later)


def test_what_an_account_names_has_to_be_kept(store: Store) -> None:
    """With it or before; afterwards it may have been erased."""
    account = attrs.evolve(ACCOUNT, goals=(), steps=())
    record = done(hold_conference(planned(), account, access("ada")))
    refused = keep_conference(record, access("ada")).run(store)
    assert isinstance(refused, Refusal)
    assert refused.reason == "its account names what is not kept: follow-up 'f1'"
    assert list(kept_conferences(store, access("ada"))) == []
    assert keep_follow_up(PROMISE, access("ada")).run(store)
    assert keep_conference(record, access("ada")).run(store) == record
    (place,) = [
        one.key for source in conference_sources(store)[3:] for one in source.records("noah")
    ]
    Operation((place,), lambda _: Decision(None, delete=frozenset({place}))).run(store)
    answered = done(acknowledge_conference(record, Reply.SEEN, access("tom", 70)))
    assert keep_conference(answered, access("tom", 70)).run(store)


def test_a_step_that_an_account_names_has_to_be_in_the_plan(store: Store) -> None:
    """Also where the plan itself was kept before: a slip in the step's id is told."""
    ada = Party(Role.TEACHER, "ada")
    step = Step("library", "Choose a book", ada)
    plan = done(add_step(ActionPlan("autumn", "noah"), step, by=ada, at=START))
    assert keep_action_plan(plan, access("ada")).run(store)

    def naming(step: str) -> ConferenceRecord:
        account = attrs.evolve(ACCOUNT, goals=(), follow_ups=(), steps=(StepSet("autumn", step),))
        record: ConferenceRecord = done(hold_conference(planned(), account, access("ada")))
        return record

    refused = keep_conference(naming("the-library"), access("ada")).run(store)
    assert isinstance(refused, Refusal)
    missing = "step 'the-library' of action-plan 'autumn'"
    assert refused.reason == f"its account names what is not kept: {missing}"
    assert list(kept_conferences(store, access("ada"))) == []
    assert keep_conference(naming("library"), access("ada")).run(store)


def test_another_conference_is_a_wish_for_the_next_round() -> None:
    """Until one was held or planned since."""
    account = attrs.evolve(
        ACCOUNT,
        another=(
            AnotherConference("tom", "elin", "tests", 30, 3),
            AnotherConference("ada", "ada"),
        ),
    )
    first = done(hold_conference(planned(), account, access("ada")))
    missed = done(miss_conference(planned("c2", staff=("elin",)), ["tom"], access("ada", 30)))
    asked = (Request("ada", "noah", "ada"), Request("tom", "noah", "elin", True, 3, 30))
    assert requests_for_another([first], access("ada")) == asked
    assert requests_for_another([missed], access("ada")) == (Request("hannah", "noah", "elin"),)
    later = planned("c3", staff=("elin",), guardians=("hannah",), start=START.plus(days=7))
    assert requests_for_another([first, missed, later], access("ada")) == asked
    tom = planned("c4", staff=("elin", "ada"), guardians=("tom",), start=START.plus(days=8))
    assert requests_for_another([tom, later, missed, first], access("ada")) == ()
    assert requests_for_another([first, missed], access("ben")) == ()
    alone = done(cancel_conference(planned(guardians=()), access("ada"), why="ill"))
    assert requests_for_another([alone], access("ada")) == (Request("ada", "noah", "ada"),)


def test_a_promise_stays_open_until_it_is_kept() -> None:
    """Who promised may keep or postpone it; who writes it may drop and reopen it."""
    assert PROMISE.is_open
    later = done(
        change_follow_up(
            PROMISE, FollowUpAction.POSTPONE, access("tom"), why="ill", due=date(2026, 12, 8)
        )
    )
    assert (later.due, later.first_due) == (date(2026, 12, 8), date(2026, 12, 1))
    finished = done(change_follow_up(later, FollowUpAction.COMPLETE, access("tom", 99)))
    assert finished.state is FollowUpState.DONE
    reopened = done(change_follow_up(finished, FollowUpAction.REOPEN, access("ada", 100), why="x"))
    assert reopened.is_open
    dropped = done(change_follow_up(reopened, FollowUpAction.DROP, access("ada", 100), why="x"))
    assert dropped.state is FollowUpState.DROPPED
    assert "foxes" not in repr(dropped)


@pytest.mark.parametrize(
    ("action", "viewer", "given", "says"),
    [
        (FollowUpAction.DROP, "tom", {"why": "x"}, "family"),
        (FollowUpAction.COMPLETE, "hannah", {}, "family"),
        (FollowUpAction.COMPLETE, "sean", {}, "family"),
        (FollowUpAction.DROP, "ada", {}, "why"),
        (FollowUpAction.POSTPONE, "tom", {"why": "x"}, "due is missing"),
        (FollowUpAction.POSTPONE, "tom", {"why": "x", "due": date(2026, 12, 1)}, "not after"),
        (FollowUpAction.COMPLETE, "tom", {"due": date(2026, 12, 9)}, "due"),
        (FollowUpAction.REOPEN, "ada", {"why": "x"}, "open"),
        (FollowUpAction.COMPLETE, "tom", {"why": "x" * 10_001}, "10001 characters"),
    ],
)
def test_a_change_of_a_promise_is_refused(
    action: FollowUpAction, viewer: str, given: dict[str, Any], says: str
) -> None:
    """With a reason."""
    refused = change_follow_up(PROMISE, action, access(viewer), **given)
    assert isinstance(refused, Refusal)
    assert says in refused.reason


def test_a_promise_of_somebody_who_may_no_longer_be_told_is_closed_by_others() -> None:
    """An order came in between."""
    barred = attrs.evolve(PROMISE, owner="sean")
    assert isinstance(change_follow_up(barred, FollowUpAction.COMPLETE, access("sean")), Refusal)
    assert done(change_follow_up(barred, FollowUpAction.COMPLETE, access("ada"))).is_open is False


def test_open_follow_ups_are_those_one_may_see() -> None:
    """Due first in front; of one owner where that is asked for."""
    mine = attrs.evolve(
        PROMISE, label=label("follow-up", "f2"), owner="ada", first_due=date(2026, 11, 30)
    )
    secret = attrs.evolve(
        PROMISE,
        label=label("follow-up", "f3", audience=Audience.STAFF),
        first_due=date(2027, 1, 1),
    )
    kept = done(change_follow_up(mine, FollowUpAction.COMPLETE, access("ada")))
    everything = [secret, PROMISE, mine]
    assert open_follow_ups(everything, access("ada")) == (mine, PROMISE, secret)
    assert open_follow_ups(everything, access("tom")) == (mine, PROMISE)
    assert open_follow_ups([kept, PROMISE], access("ada"), owner="ada") == ()
    assert open_follow_ups(everything, access("sean")) == ()


def test_files_round_trip_and_say_what_is_wrong() -> None:
    """Also of a history that cannot be."""
    record = done(acknowledge_conference(held(), Reply.SEEN, access("tom", 70)))
    assert conference_from_json(conference_to_json(record)) == record
    assert follow_up_from_json(follow_up_to_json(PROMISE)) == PROMISE
    data = conference_to_json(record)
    data["changes"] = data["changes"][1:]
    data["minutes"] = 0
    with pytest.raises(InvalidInputError) as caught:
        conference_from_json(data, source="c1.json")
    assert [fault.path for fault in caught.value.faults] == ["minutes", "changes[0].action"]
    assert caught.value.source == "c1.json"


def test_all_that_was_agreed_is_kept_together(store: Store) -> None:
    """Record, goal, step and promise in one go; or none of them."""
    at = START.plus(minutes=50)
    goal = propose_goal("reading-1", "noah", Terms("reads"), by=ADA, at=at, why="conference c1")
    step = Step("library", "go to the library", Party(Role.GUARDIAN, "hannah"), "reading-1")
    plan = done(add_step(ActionPlan("autumn", "noah"), step, by=ADA, at=at))
    assert keep_conference(planned(), access("ada")).run(store)
    assert keep_conference(planned(start=START.plus(days=1)), access("ada")).run(store)
    record = held()
    keep = keep_conference(record, access("ada"), goals=[goal], plans=[plan], follow_ups=[PROMISE])
    assert keep.run(store) == record
    assert kept_conference("noah", "c1", access("ada")).run(store) == record
    assert kept_goal("noah", "reading-1", WHOLE).run(store) == goal
    assert kept_action_plan("noah", "autumn", WHOLE).run(store) == plan
    assert kept_follow_up("noah", "f1", access("ada")).run(store) == PROMISE
    assert (
        list(kept_conferences(store, access("ada"), "noah"))
        == list(kept_conferences(store, access("ada")))
        == [record]
    )
    assert list(kept_follow_ups(store, access("ada"))) == [PROMISE]

    more = done(acknowledge_conference(record, Reply.SEEN, access("tom", 70)))
    other = attrs.evolve(goal, changes=(attrs.evolve(goal.changes[0], why="else"),))
    refused = keep_conference(more, access("tom", 70), goals=[other]).run(store)
    assert isinstance(refused, Refusal)
    assert "'reading-1' was changed meanwhile" in refused.reason
    assert kept_conference("noah", "c1", access("ada")).run(store) == record
    assert isinstance(keep_conference(planned(), access("ada")).run(store), Refusal)
    ours = attrs.evolve(more, label=label(author="elin"))
    assert isinstance(keep_conference(ours, access("ada")).run(store), Refusal)
    assert isinstance(
        keep_follow_up(attrs.evolve(PROMISE, owner="ada"), access("ada")).run(store), Refusal
    )


def test_whether_something_is_kept_is_told_to_nobody_who_may_not_see_it(store: Store) -> None:
    """Who may not see it is told the same as where there is nothing."""
    answers = Answers(label("answers", "a1", author="tom"), "family", "1")
    preparation = Preparation(label("preparation", "p1"), 20)
    keeps: tuple[Callable[[Access], Operation[Any]], ...] = (
        lambda who: keep_conference(planned(), who),
        lambda who: keep_follow_up(attrs.evolve(PROMISE, promise="Another book."), who),
        lambda who: keep_answers(attrs.evolve(answers, version="2"), who),
        lambda who: keep_preparation(attrs.evolve(preparation, minutes=30), who),
    )
    ben = access("ben")
    before = [keep(ben).run(store) for keep in keeps]
    for operation in (
        keep_conference(talked(), access("ada")),
        keep_follow_up(PROMISE, access("ada")),
        keep_answers(answers, access("tom")),
        keep_preparation(preparation, access("ada")),
    ):
        assert operation.run(store)
    assert [str(keep(ben).run(store)) for keep in keeps] == list(map(str, before))
    assert not any(before)


def test_who_may_only_see_a_record_adds_no_more_than_an_answer(store: Store) -> None:
    """A family writes no account, also by putting it into the history itself."""
    assert keep_conference(planned(), access("ada")).run(store)
    by_hand = ConferenceChange(access("tom").at, "tom", ConferenceAction.HOLD, ACCOUNT)
    forged = attrs.evolve(planned(), changes=(by_hand,))
    assert isinstance(keep_conference(forged, access("tom")).run(store), Refusal)
    assert keep_conference(talked(), access("ada")).run(store)
    reply = done(acknowledge_conference(talked(), Reply.SEEN, access("tom", 70)))
    assert keep_conference(reply, access("tom", 70)).run(store) == reply

    assert keep_follow_up(PROMISE, access("ada")).run(store)
    dropped = FollowUpChange(access("tom").at, "tom", FollowUpAction.DROP, "no time")
    kept = attrs.evolve(dropped, action=FollowUpAction.COMPLETE)
    for viewer, change, allowed in (
        ("tom", dropped, False),
        ("hannah", attrs.evolve(kept, by="hannah"), False),
        ("tom", kept, True),
    ):
        more = attrs.evolve(PROMISE, changes=(change,))
        assert bool(keep_follow_up(more, access(viewer)).run(store)) is allowed


def test_answers_that_were_shared_do_not_become_private(store: Store) -> None:
    """They have become a record (34 CFR 99.3); given again for the same readers they are kept."""
    tom = access("tom")
    answers = Answers(label("answers", "a1", author="tom"), "family", "1")
    assert keep_answers(answers, tom).run(store)
    again = attrs.evolve(answers, label=attrs.evolve(answers.label, at=tom.at))
    assert keep_answers(again, tom).run(store) == again
    own = attrs.evolve(again, label=attrs.evolve(again.label, audience=Audience.PRIVATE))
    assert "cannot become private" in str(keep_answers(own, tom).run(store))
    theirs = attrs.evolve(again, version="2")
    assert not keep_answers(theirs, access("ada")).run(store)


def test_who_holds_a_conference_writes_its_record(store: Store) -> None:
    """Though they neither teach nor support the student; and nobody who does neither."""
    substitute = Staff("sue", Name("Sue"))
    school = attrs.evolve(made(), staff=(*made().staff, substitute))
    policy = AccessPolicy(school)

    def sue(minutes: int) -> Access:
        at = START.plus(minutes=minutes)
        return policy.viewing("sue", at=at, purpose=Purpose.CONFERENCE)

    hers, adas = planned("c2", staff=("sue",)), planned()
    for record in (hers, adas):
        assert keep_conference(record, access("ada")).run(store)
    assert [one.id for one in kept_conferences(store, sue(0))] == ["c2"]
    assert sue(0).write_for_school(hers.label).rule == "in-charge"
    wrote = done(hold_conference(hers, Account(("sue", "hannah")), sue(30)))
    assert keep_conference(wrote, sue(30)).run(store)
    assert not hold_conference(adas, Account(("sue", "hannah")), sue(30))
    promise = FollowUp(label("follow-up", "f2"), "Send it on.", "sue", date(2026, 12, 1), "c2")
    assert keep_follow_up(promise, access("ada")).run(store)
    (found,) = kept_follow_ups(store, sue(60))
    assert change_follow_up(found, FollowUpAction.COMPLETE, sue(90))


def test_a_parent_on_the_staff_is_not_in_charge_of_their_own_childs_record() -> None:
    """Only for being said to hold the conference: they could say so themselves."""
    school = attrs.evolve(made(), staff=(*made().staff, Staff("hannah", Name("Hannah"))))
    hannah = AccessPolicy(school).viewing("hannah", at=START, purpose=Purpose.CONFERENCE)
    verdict = hannah.write_for_school(planned(staff=("hannah",), guardians=("tom",)).label)
    assert (bool(verdict), verdict.rule) == (False, "staff-alone")


def test_a_promise_of_one_home_is_not_for_the_other(store: Store) -> None:
    """By a guardian or to one; unless it is said to be for all, or its label names a household."""
    ours = label("follow-up", "f")
    cases: tuple[tuple[dict[str, Any], set[str]], ...] = (
        ({"owner": "tom"}, {"tom", "ada", "noah"}),
        ({"owner": "ada", "to": "hannah"}, {"hannah", "ada", "noah"}),
        ({"owner": "ada"}, {"hannah", "tom", "ada", "noah"}),
        ({"owner": "hannah", "to": "tom"}, {"hannah", "tom", "ada", "noah"}),
        ({"owner": "tom", "for_all_homes": True}, {"hannah", "tom", "ada", "noah"}),
        ({"owner": "tom", "label": attrs.evolve(ours, household="h1")}, {"hannah", "ada", "noah"}),
    )
    for changes, seen in cases:
        one = attrs.evolve(PROMISE, **{"label": ours, **changes})
        who = ("hannah", "tom", "ada", "noah", "ben")
        assert {id_ for id_ in who if open_follow_ups([one], access(id_))} == seen
        assert {id_ for id_ in who if disclose(one, access(id_)) is not None} == seen
        read = follow_up_from_json(follow_up_to_json(one))
        assert (read, read.label) == (one, one.label)
        assert not {"in_charge", "between"} & set(follow_up_to_json(one)["label"])
    refused = access("hannah").read(PROMISE.label)
    assert (bool(refused), refused.rule) == (False, "other-household")
    assert keep_follow_up(PROMISE, access("ada")).run(store)
    other = attrs.evolve(PROMISE, to="hannah")
    assert not keep_follow_up(other, access("ada")).run(store)  # it was not promised to her


def test_an_acknowledgement_made_by_hand_is_not_kept(store: Store) -> None:
    """Tom may not decide, so he agrees to nothing; nor does anybody agree for another."""
    record = talked()
    assert keep_conference(record, access("ada")).run(store)

    def replied(by: str, reply: Reply, **changes: Any) -> ConferenceRecord:  # noqa: ANN401
        at = START.plus(minutes=90)
        change = ConferenceChange(at, by, ConferenceAction.ACKNOWLEDGE, reply=reply)
        return attrs.evolve(record, changes=(*record.changes, attrs.evolve(change, **changes)))

    own = "a conference is acknowledged by each person themselves"
    by_hand = "an acknowledgement is made by acknowledging, and not by hand"
    hers = attrs.evolve(label("acknowledgement", "c1/1", author="hannah"), household="h2")
    for made_up, viewer, why in (
        (replied("tom", Reply.AGREED), "tom", "decide together"),
        (replied("tom", Reply.AGREED), "ada", own),
        (replied("hannah", Reply.AGREED), "tom", "the student's family does not write this"),
        (replied("hannah", Reply.AGREED), "ada", own),
        (replied("hannah", Reply.AGREED), "hannah", by_hand),  # without a label: for everybody
        (replied("hannah", Reply.SEEN, label=hers), "hannah", by_hand),
        (replied("ada", Reply.SEEN), "ada", "only the student's guardians"),
    ):
        said = keep_conference(made_up, access(viewer, 90)).run(store)
        assert isinstance(said, Refusal)
        assert why in said.reason
    new = attrs.evolve(replied("hannah", Reply.AGREED), label=label(id_="c3"))
    assert not keep_conference(new, access("ada", 90)).run(store)  # nor with a new record
    given = done(acknowledge_conference(record, Reply.AGREED, access("hannah", 90)))
    for _ in range(2):  # the second time it is there already
        assert keep_conference(given, access("hannah", 95)).run(store)


def test_what_the_account_does_not_name_is_not_kept_with_it() -> None:
    """Nor what is another student's, or lacks the step."""
    goal = propose_goal("g2", "ivy", Terms("reads"), by=ADA, at=START, why="x")
    other = attrs.evolve(PROMISE, conference=None)
    with pytest.raises(InvalidInputError) as caught:
        keep_conference(
            held(),
            access("ada"),
            goals=[goal, goal],
            plans=[ActionPlan("autumn", "noah")],
            follow_ups=[other],
        )
    assert [fault.path for fault in caught.value.faults] == [
        "goals[0].student", "goals[0].id", "goals[1].student", "goals[1].id", "goals[1].id",
        "plans[0]", "follow_ups[0].conference",
    ]  # fmt: skip
    with pytest.raises(InvalidInputError):
        keep_conference(planned(), access("ada"), follow_ups=[PROMISE])


def test_a_dossier_has_all_of_it(store: Store) -> None:
    """What is kept about the student, and of it what is for who asks; by its key."""
    answers = Answers(label("answers", "a1", author="tom"), "family", "1")
    preparation = Preparation(label("preparation", "p1"), 20, staff_notes="ask about sleep")
    account = attrs.evolve(ACCOUNT, goals=(), steps=())
    promised = done(hold_conference(planned(), account, access("ada")))
    for operation in (
        keep_follow_up(PROMISE, access("ada")),
        keep_conference(promised, access("ada")),
        keep_answers(answers, access("tom")),
        keep_preparation(preparation, access("ada")),
    ):
        assert operation.run(store)
    sources = conference_sources(store)
    keys = [one.key for source in sources for one in source.records("noah")]
    assert set(store.read(keys)) == set(keys)
    assert [len(list(source.records("noah"))) for source in sources] == [1, 1, 1, 1]
    assert [one for source in sources for one in source.records("ivy")] == []
    dossier = gather("noah", sources, access("tom", 99, Purpose.INSPECTION))
    assert [len(section.records) for section in dossier.sections] == [1, 1, 1, 1]
    dossier = gather("noah", sources, access("hannah", 99, Purpose.INSPECTION))
    assert [len(section.records) for section in dossier.sections] == [1, 1, 1, 0]  # Tom promised
    assert "sleep" in str(dossier.sections[0].records)  # an inspection may see it
    barred = gather("noah", sources, access("sean", 99, Purpose.INSPECTION))
    assert [len(section.records) for section in barred.sections] == [0, 0, 0, 0]


def test_words_that_are_none_of_those_there_are_are_refused_with_their_place() -> None:
    """Of a reply, and of what is done to a promise."""
    anything: Any = "fine"
    with pytest.raises(InvalidInputError, match="reply: 'fine' is none of seen, agreed, differs"):
        acknowledge_conference(held(), anything, access("hannah"))
    with pytest.raises(InvalidInputError, match="action: 'fine' is none of"):
        change_follow_up(PROMISE, anything, access("tom"))
