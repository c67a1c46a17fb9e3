"""Who may have what kept and given: the refusals, on SQLite, with nothing half-done."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from conferencekit.assessment import (
    Assessment,
    Perspective,
    draft,
    keep_assessment,
    kept_assessment,
    publish,
)
from conferencekit.conference import (
    Account,
    ConferenceRecord,
    StepSet,
    hold_conference,
    keep_conference,
)
from conferencekit.errors import InvalidInputError
from conferencekit.goals import (
    ActionPlan,
    Goal,
    GoalAction,
    Party,
    Rating,
    Role,
    Step,
    StepAction,
    Terms,
    add_points,
    add_ratings,
    add_step,
    change_goal,
    change_plan,
    keep_action_plan,
    keep_goal,
    kept_goal,
    kept_goals,
    kept_record,
    propose_goal,
)
from conferencekit.privacy import (
    Access,
    AccessPolicy,
    Action,
    Audience,
    Audiences,
    Consent,
    DocumentsFor,
    Filed,
    Label,
    LegalHold,
    Purpose,
    keep_consent,
    keep_legal_hold,
    kept_consents,
    kept_legal_holds,
    log_access,
    read_log,
    verify,
)
from conferencekit.progress import Point, Record
from conferencekit.school import StaffRole
from conferencekit.storage import DocumentKind, Refusal
from conferencekit.storage.sqlite import SqliteStore
from conferencekit.support import (
    Delivery,
    SupportPlan,
    add_deliveries,
    begin_support,
    keep_support,
    kept_support,
)
from conferencekit.time import Instant
from rubrics import reading
from samples import WHOLE, made

NOW = Instant.parse("2026-11-24T15:00Z")
POLICY = AccessPolicy(made())
ADA, ELIN = Party(Role.TEACHER, "ada"), Party(Role.TEACHER, "elin")
NOAH = Party(Role.STUDENT, "noah")
HANNAH, TOM = Party(Role.GUARDIAN, "hannah"), Party(Role.GUARDIAN, "tom")
NOT_FAMILYS = Refusal("the student's family does not write this")
STAFF_ALONE = Refusal("it is written by the staff alone")
NOT_THEIRS = Refusal("you neither teach nor support the student")
A_STRANGER = Refusal("you neither work at the school nor belong to the student's family")
OWN_NAME = Refusal("a new record is by who makes it")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty file."""
    with SqliteStore(tmp_path / "x.sqlite") as kept:
        yield kept


def access(viewer: str, purpose: Purpose = Purpose.EDUCATION) -> Access:
    """Somebody who reads or keeps."""
    return POLICY.viewing(viewer, at=NOW, purpose=purpose)


def proposed(by: Party, id_: str = "g1") -> Goal:
    """A goal of Noah's that somebody proposed, and that nobody has to agree to."""
    terms = Terms("reads", agreement_of=frozenset())
    return propose_goal(id_, "noah", terms, by=by, at=NOW, why="x")


def done(goal: Goal, action: str, by: Party) -> Goal:
    """The goal, with something that somebody did."""
    changed = change_goal(goal, GoalAction(action), by=by, at=NOW, why="x")
    assert isinstance(changed, Goal)
    return changed


def a_plan(by: Party, owner: Party | None = None) -> ActionPlan:
    """A plan of one step."""
    plan = add_step(ActionPlan("p", "noah"), Step("s", "read", owner), by=by, at=NOW)
    assert isinstance(plan, ActionPlan)
    return plan


def is_empty(store: SqliteStore) -> bool:
    """Whether nothing was written."""
    return not store.scan("").documents


def test_a_goal_is_made_by_who_proposes_it_or_written_down_by_the_staff(
    store: SqliteStore,
) -> None:
    """In nobody else's name; a stranger and a teacher of others are told why not."""
    for viewer, by, refusal in (
        ("somebody", ADA, A_STRANGER),
        ("ben", ADA, NOT_THEIRS),
        ("elin", ADA, OWN_NAME),
        ("hannah", ADA, NOT_FAMILYS),
        ("hannah", TOM, NOT_FAMILYS),
        ("hannah", Party(Role.TEACHER, "hannah"), STAFF_ALONE),
        ("noah", HANNAH, NOT_FAMILYS),
    ):
        assert keep_goal(proposed(by), access(viewer)).run(store) == refusal
        assert is_empty(store)
    for number, (viewer, by) in enumerate(
        (("ada", ADA), ("ada", NOAH), ("ada", HANNAH), ("noah", NOAH), ("hannah", HANNAH))
    ):
        goal = proposed(by, f"g{number}")
        assert keep_goal(goal, access(viewer)).run(store) == goal


def test_nobody_agrees_for_somebody_else(store: SqliteStore) -> None:
    """A mother says that she agrees, not that the teacher does; the teacher notes both."""
    goal = proposed(ADA)
    assert keep_goal(goal, access("ada")).run(store)
    for viewer, by, refusal in (
        ("hannah", ELIN, NOT_FAMILYS),
        ("hannah", TOM, NOT_FAMILYS),
        ("hannah", Party(Role.TEACHER, "hannah"), NOT_FAMILYS),
        ("hannah", Party(Role.STUDENT, "hannah"), NOT_FAMILYS),
        ("ben", Party(Role.GUARDIAN, "ben"), NOT_THEIRS),
    ):
        assert keep_goal(done(goal, "agree", by), access(viewer)).run(store) == refusal
        assert kept_goal("noah", "g1", access("ada")).run(store) == goal
    agreed = done(goal, "agree", HANNAH)
    assert keep_goal(agreed, access("hannah")).run(store)
    both = done(agreed, "agree", TOM)
    assert keep_goal(both, access("ada")).run(store)
    assert not keep_goal(done(both, "drop", HANNAH), access("hannah")).run(store)
    own = proposed(NOAH, "own")
    assert keep_goal(own, access("noah")).run(store)
    assert keep_goal(done(own, "start", NOAH), access("noah")).run(store)
    refused = keep_goal(done(done(own, "start", NOAH), "achieve", ADA), access("noah"))
    assert refused.run(store) == STAFF_ALONE


def test_whose_step_it_is_tells_what_became_of_it(store: SqliteStore) -> None:
    """And of no other step, and nothing else of it."""
    plan = a_plan(ADA, HANNAH)
    assert keep_action_plan(plan, access("hannah")).run(store) == NOT_FAMILYS
    assert is_empty(store)
    assert keep_action_plan(plan, access("ada")).run(store)

    def changed(action: StepAction, by: Party) -> ActionPlan:
        found = change_plan(plan, action, "s", by=by, at=NOW, why="x")
        assert isinstance(found, ActionPlan)
        return found

    for viewer, action, by in (
        ("tom", StepAction.COMPLETE, TOM),
        ("tom", StepAction.COMPLETE, HANNAH),
        ("hannah", StepAction.DROP, HANNAH),
        ("noah", StepAction.COMPLETE, NOAH),
    ):
        assert keep_action_plan(changed(action, by), access(viewer)).run(store) == NOT_FAMILYS
    assert keep_action_plan(changed(StepAction.COMPLETE, HANNAH), access("hannah")).run(store)
    nothing = keep_action_plan(ActionPlan("q", "noah"), access("ada")).run(store)
    assert nothing == Refusal("there is nothing in it yet")


def test_support_and_what_is_measured_are_written_by_the_staff(store: SqliteStore) -> None:
    """Whoever else tries is refused, in their own name too."""
    point, given = [Point(NOW, 40.0)], [Delivery(NOW, 20)]
    assert add_points("noah", "g1", point, access("ben")).run(store) == NOT_THEIRS
    for viewer in ("hannah", "noah", "somebody"):
        mine = begin_support(SupportPlan("noah"), by=viewer, at=NOW, why="x")
        for operation in (
            keep_support(mine, access(viewer)),
            add_points("noah", "g1", point, access(viewer)),
            add_deliveries("noah", "i", given, access(viewer)),
        ):
            assert isinstance(operation.run(store), Refusal)
            assert is_empty(store)
    hers = begin_support(SupportPlan("noah"), by="ada", at=NOW, why="x")
    assert keep_support(hers, access("elin")).run(store) == OWN_NAME
    assert keep_support(hers, access("ada")).run(store) == hers
    assert kept_support("noah", access("noah")).run(store) is None
    assert kept_support("noah", access("hannah")).run(store) == hers
    record = Record("noah", "g1", tuple(point))
    assert add_points("noah", "g1", point, access("elin")).run(store) == record
    unseen = add_points("noah", "g1", [], access("ben")).run(store)
    assert unseen == Record("noah", "g1")
    assert add_points("noah", "g1", [], access("tom")).run(store) == record


def test_everybody_rates_for_themselves(store: SqliteStore) -> None:
    """All ratings are added or none; and nobody rates as what they are not."""
    mine, hers = Rating("g1", TOM, 1, NOW), Rating("g1", HANNAH, 1, NOW)
    assert not add_ratings("noah", [mine, hers], access("tom")).run(store)
    as_teacher = Rating("g1", Party(Role.TEACHER, "tom"), 1, NOW)
    assert add_ratings("noah", [as_teacher], access("tom")).run(store) == STAFF_ALONE
    assert is_empty(store)
    assert add_ratings("noah", [mine], access("tom")).run(store)


def test_a_family_assesses_from_home(store: SqliteStore) -> None:
    """What counts as a teacher's view is kept by the staff, also later."""
    rubric = reading()

    def one(view: Perspective, by: str = "hannah") -> Assessment:
        return draft("a", rubric, student="noah", assessor=by, at=NOW, perspective=view)

    for view in (Perspective.TEACHER, Perspective.STUDENT, Perspective.PEER):
        assert keep_assessment(one(view), access("hannah")).run(store) == STAFF_ALONE
    assert keep_assessment(one(Perspective.FAMILY), access("tom")).run(store) == NOT_FAMILYS
    assert is_empty(store)
    hers = one(Perspective.FAMILY)
    assert keep_assessment(hers, access("hannah")).run(store)
    teachers = publish(one(Perspective.TEACHER), rubric, at=NOW)
    assert keep_assessment(teachers, access("hannah")).run(store) == STAFF_ALONE
    assert keep_assessment(publish(hers, rubric, at=NOW), access("hannah")).run(store)
    assert kept_assessment("noah", "a", access("tom")).run(store) is None
    assert kept_assessment("noah", "a", access("ada")).run(store) is not None
    other = keep_assessment(one(Perspective.STUDENT, "noah"), access("noah")).run(store)
    assert str(other) == "assessment 'a' was changed meanwhile; read it again"


def test_who_could_not_make_it_is_told_the_same_whether_it_is_there(store: SqliteStore) -> None:
    """What they are refused tells nothing of what is kept."""
    ahead = done(proposed(ADA), "start", ADA)
    told = [keep_goal(proposed(ADA), access(who)).run(store) for who in ("ben", "somebody")]
    assert keep_goal(ahead, access("ada")).run(store)
    again = [keep_goal(proposed(ADA), access(who)).run(store) for who in ("ben", "somebody")]
    assert again == told == [NOT_THEIRS, A_STRANGER]


def test_for_whom_a_school_keeps_goals_is_said_to_both(store: SqliteStore) -> None:
    """Goals for the staff alone are neither given to a family nor taken up by an agreement."""
    rules, goal = Audiences(goal=Audience.STAFF), proposed(ADA)
    assert keep_goal(goal, access("ada"), audiences=rules).run(store)
    assert list(kept_goals(store, access("hannah"), audiences=rules)) == []
    assert list(kept_goals(store, access("elin"), "noah", audiences=rules)) == [goal]
    agreed = done(goal, "agree", HANNAH)
    assert not keep_goal(agreed, access("hannah"), audiences=rules).run(store)
    assert kept_goal("noah", "g1", access("ada"), audiences=rules).run(store) == goal


def test_what_was_agreed_at_a_conference_is_kept_whole_or_not_at_all(store: SqliteStore) -> None:
    """A goal in a colleague's name keeps the record from being kept, and the plan."""
    label = Label("conference", "c1", ("noah",), "ada", NOW, Audience.FAMILY)
    planned = ConferenceRecord(label, NOW, 20, ("ada",), ("hannah",))
    account = Account(("ada", "hannah"), goals=("g1",), steps=(StepSet("p", "s"),))
    ada = POLICY.viewing("ada", at=NOW.plus(minutes=20), purpose=Purpose.CONFERENCE)
    held = hold_conference(planned, account, ada)
    assert isinstance(held, ConferenceRecord)
    for goal, plan in ((proposed(ELIN), a_plan(ADA)), (proposed(ADA), a_plan(ELIN))):
        assert keep_conference(held, ada, goals=[goal], plans=[plan]).run(store) == OWN_NAME
        assert is_empty(store)
    assert keep_conference(held, ada, goals=[proposed(NOAH)], plans=[a_plan(HANNAH)]).run(store)
    assert len(store.scan("").documents) == 3


def test_the_school_itself_is_no_person(store: SqliteStore) -> None:
    """Its name is nobody's; what it asks is told by a rule of its own, and belongs in the log."""
    software = POLICY.acting_for_school("nightly overview", at=NOW)
    assert keep_goal(proposed(ADA), software).run(store)
    note = Label("note", "n", ("noah",), "ada", NOW, Audience.PRIVATE)
    for action in Action:
        verdict = software.ask(action, note)
        assert bool(verdict) is (action is not Action.EXPORT)
        assert (verdict.rule, verdict.viewer) == ("for-school", "nightly overview")
        assert (verdict.must_log, verdict.capacity) == (True, None)
        assert bool(software.ask(action.value, note)) is bool(verdict)  # type: ignore[arg-type]
    assert not software.change(attrs.evolve(note, audience=Audience.STAFF), note)
    assert software.write_for_school(note)
    assert software.create(note)
    assert software.visible([Filed(note, {})])
    assert not POLICY.viewing("nightly overview", at=NOW, purpose=Purpose.ADMINISTRATION).read(
        note
    )
    assert software != POLICY.viewing("nightly overview", at=NOW, purpose=software.purpose)
    log_access(software.read(note), secret=b"s").run(store)
    log = read_log(store, "noah", software)
    assert log is not None
    assert not verify(log, secret=b"s")
    (link,) = log.links
    assert (link.entry.viewer, link.entry.rule) == ("nightly overview", "for-school")
    for name in ("ada", "noah", "hannah"):
        with pytest.raises(InvalidInputError, match=f"program: '{name}' is the id of a person"):
            POLICY.acting_for_school(name, at=NOW)
    with pytest.raises(InvalidInputError, match="viewer: '' is none"):
        POLICY.acting_for_school("", at=NOW)
    with pytest.raises(InvalidInputError, match="at: None is none"):
        POLICY.acting_for_school("x", at=None)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="action: "):
        software.ask("burn", note)  # type: ignore[arg-type]


def test_no_rule_of_a_school_is_called_as_ours() -> None:
    """So that a verdict by the rule for the school's own code is no other's."""
    grant = attrs.evolve(POLICY.grants[0], id="for-school")
    with pytest.raises(InvalidInputError, match="'for-school' is the id of two rules"):
        AccessPolicy(made(), grants=(grant,))


def test_consents_are_kept_by_who_gives_them_or_by_the_staff(store: SqliteStore) -> None:
    """And read by them; the school reads all of them, to make a policy."""
    consent = Consent(
        "noah", "therapist", "hannah", "paper 1", frozenset(Purpose), date(2026, 1, 1)
    )
    for viewer, refusal in (
        ("tom", NOT_FAMILYS),
        ("therapist", A_STRANGER),
        ("ben", NOT_THEIRS),
        ("noah", NOT_FAMILYS),
    ):
        assert keep_consent(consent, access(viewer)).run(store) == refusal
        assert is_empty(store)
    assert keep_consent(consent, access("hannah")).run(store)
    withdrawn = attrs.evolve(consent, until=date(2026, 11, 1))
    assert not keep_consent(withdrawn, access("tom")).run(store)
    earlier = attrs.evolve(consent, since=date(2025, 1, 1))
    assert not keep_consent(earlier, access("hannah")).run(store)
    for viewer, seen in (("hannah", True), ("ada", True), ("tom", False), ("therapist", False)):
        assert list(kept_consents(store, access(viewer))) == [consent] * seen
    assert list(kept_consents(store, access("tom", Purpose.INSPECTION), "noah")) == [consent]
    policy = AccessPolicy(made(), tuple(kept_consents(store, WHOLE)))
    label = Label("note", "n", ("noah",), "ada", NOW, Audience.FAMILY)
    assert policy.viewing("therapist", at=NOW, purpose=Purpose.EDUCATION).read(label)
    assert keep_consent(withdrawn, access("ada")).run(store)
    for always in (date.min, date.max):
        mine = attrs.evolve(consent, since=always, document=f"of {always}")
        assert keep_consent(mine, access("hannah")).run(store)
    assert len(list(kept_consents(store, WHOLE))) == 3


def test_holds_are_for_who_runs_the_school(store: SqliteStore) -> None:
    """Nobody else sees that there is one, nor takes one away."""
    roles = {one.id: one for one in made().staff}
    office = attrs.evolve(roles["ben"], roles=frozenset({StaffRole.ADMINISTRATOR}))
    staff = (roles["ada"], roles["elin"], office)
    policy = AccessPolicy(attrs.evolve(made(), staff=staff))

    def who(viewer: str, purpose: Purpose = Purpose.ADMINISTRATION) -> Access:
        return policy.viewing(viewer, at=NOW, purpose=purpose)

    hold = LegalHold("noah", "asked to inspect", NOW)
    for one in (who("ada"), who("hannah"), who("ben", Purpose.EDUCATION)):
        assert not keep_legal_hold(hold, one).run(store)
        assert is_empty(store)
    assert keep_legal_hold(hold, who("ben")).run(store)
    over = attrs.evolve(hold, until=NOW.plus(days=1))
    assert not keep_legal_hold(over, who("ada", Purpose.EDUCATION)).run(store)
    for one in (who("ada", Purpose.EDUCATION), who("hannah", Purpose.INSPECTION), who("ada")):
        assert list(kept_legal_holds(store, one)) == []
    assert list(kept_legal_holds(store, who("ben"), "noah")) == [hold]


def test_a_school_keeps_documents_of_its_own_through_the_policy(store: SqliteStore) -> None:
    """The same piece that goals go through."""

    def read(data: Any, /, *, source: str) -> Filed:  # noqa: ANN401
        del source
        return Filed(Label("diary", data["id"], ("noah",), "ada", NOW), data)

    kind: DocumentKind[Filed] = DocumentKind("diary", 1, lambda one: dict(one.document), read)

    def diary(viewer: str) -> DocumentsFor[Filed]:
        return DocumentsFor(kind, lambda one: one.label, access(viewer))

    entry = read({"id": "d1"}, source="")
    for viewer in ("hannah", "elin"):
        made_ = diary(viewer).keep("diary/noah/d1", entry, unless=lambda _: None)
        assert isinstance(made_.run(store), Refusal)
    assert diary("ada").keep("diary/noah/d1", entry, unless=lambda _: None).run(store)
    assert diary("elin").kept("diary/noah/d1").run(store) == entry
    assert diary("hannah").kept("diary/noah/d1").run(store) is None
    assert [list(diary(who).scan(store, "noah")) for who in ("ada", "tom")] == [[entry], []]
    assert diary("elin").objection(entry, entry) is None
    assert diary("tom").objection(entry, entry) == NOT_FAMILYS


def test_missing_records_are_none(store: SqliteStore) -> None:
    """There is nothing to be seen where nothing was measured."""
    assert kept_record("noah", "g1", access("ada")).run(store) is None


def test_a_parent_on_the_list_of_staff_speaks_as_a_parent(store: SqliteStore) -> None:
    """Not as a teacher of a child whom they do not teach, nor after they have left."""
    ben, as_parent = Party(Role.TEACHER, "ben"), Party(Role.GUARDIAN, "ben")
    gone = tuple(
        attrs.evolve(one, until=date(2026, 6, 30)) if one.id == "ben" else one
        for one in POLICY.school.staff
    )
    left = AccessPolicy(attrs.evolve(POLICY.school, staff=gone))
    for policy in (POLICY, left):
        asks = policy.viewing("ben", at=NOW, purpose=Purpose.EDUCATION)
        goal = attrs.evolve(proposed(as_parent), student="mateo")
        for refused in (
            keep_goal(attrs.evolve(proposed(ben), student="mateo"), asks),
            keep_goal(done(goal, "agree", ben), asks),
            add_ratings("mateo", [Rating("g1", ben, 2, NOW)], asks),
        ):
            assert refused.run(store) == STAFF_ALONE
            assert is_empty(store)
    assert keep_goal(goal, asks).run(store) == goal


def test_who_may_be_told_by_a_consent_is_no_program() -> None:
    """Their id comes from outside, as that of anybody at the school may."""
    consent = Consent(
        "noah", "aunt", "hannah", "d", frozenset({Purpose.EDUCATION}), date(2026, 1, 1)
    )
    with pytest.raises(InvalidInputError, match="'aunt' is the id of a person"):
        AccessPolicy(POLICY.school, (consent,)).acting_for_school("aunt", at=NOW)


def test_an_account_tells_nobody_what_is_kept_that_they_may_not_see(store: SqliteStore) -> None:
    """Naming a goal by a guess is answered the same, whether there is one or not."""
    ada = POLICY.viewing("ada", at=NOW, purpose=Purpose.CONFERENCE)
    assert keep_goal(proposed(ADA, "secret"), ada).run(store)
    ben = POLICY.viewing("ben", at=NOW.plus(minutes=20), purpose=Purpose.CONFERENCE)
    assert not list(kept_goals(store, ben, "noah"))
    for goal in ("secret", "nope"):
        label = Label("conference", f"c-{goal}", ("noah",), "ben", NOW, Audience.GUARDIANS)
        record = ConferenceRecord(label, NOW, 20, ("ben",), ("hannah",))
        held = hold_conference(record, Account(("ben", "hannah"), goals=(goal,)), ben)
        assert isinstance(held, ConferenceRecord)
        refusal = keep_conference(held, ben).run(store)
        assert refusal == Refusal(f"its account names what is not kept: goal '{goal}'")
    held = hold_conference(record, Account(("ben", "hannah"), goals=("secret",)), ben)
    assert isinstance(held, ConferenceRecord)
    assert keep_conference(held, POLICY.acting_for_school("import", at=NOW)).run(store)


def test_the_schools_own_code_cannot_become_a_person() -> None:
    """Neither where it is made nor later, by changing whose access it is."""
    software = POLICY.acting_for_school("import", at=NOW)
    with pytest.raises(InvalidInputError, match="is the id of a person"):
        attrs.evolve(software, viewer="ada")
