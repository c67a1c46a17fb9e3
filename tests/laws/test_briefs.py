"""Briefs tell each reader what is theirs to see, held to an independent statement of the rules."""

from datetime import timedelta
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferencekit.assessment import Perspective, RubricCatalog, Score
from conferencekit.conference import (
    Answer,
    Answers,
    Brief,
    FollowUp,
    Material,
    Voice,
    brief,
    briefs,
)
from conferencekit.dialogue import (
    Cadence,
    Circumstance,
    ContactEntry,
    Involvement,
    Medium,
    Stage,
)
from conferencekit.goals import (
    ActionPlan,
    Goal,
    Party,
    Quantity,
    Role,
    Step,
    Terms,
    add_step,
    propose_goal,
)
from conferencekit.privacy import Action, Audience, Confidential, Label, Purpose
from conferencekit.progress import Point, Record
from conferencekit.support import Need, SupportHistory, SupportPlan, begin_support
from rubrics import assessed, reading
from spec.access import may
from support import cases
from worlds import (
    GUARDIANS,
    NOW,
    PEOPLE,
    STUDENTS,
    TODAY,
    World,
    plain_label,
    plain_record,
    random_label,
    world_of,
)

RUBRIC = reading()
CATALOG = RubricCatalog([RUBRIC])
WROTE = NOW.plus(days=-1)
SECRET = (Audience.CONFIDENTIAL, Audience.PRIVATE)
LEVELS = ("beginning", "near", "meets", "exceeds")
PLAIN: dict[str, Any] = {"readers": [], "household": None, "until": None}

Told = dict[tuple[str, str], list[dict[str, Any]]]


@attrs.frozen
class Case:
    """A world with material, and by kind and id the labels that have to allow an origin."""

    world: World
    material: Material
    labels: Told


def case_of(seed: int) -> Case:
    """The case of a seed: the same whenever it is asked for."""
    random = Random(seed)  # noqa: S311  it guards nothing
    world = world_of(seed)
    labels: Told = {}
    goals, records, plans, support, follow_ups, answers, assessments = [], [], [], [], [], [], []
    circumstances, contacts, happened = [], [], []
    for student in STUDENTS:
        for n in range(2):
            goals.append(_goal(random, student, f"{student}{n}", labels))
            points = (Point(WROTE, 4.0),)
            records.append(Record(student, f"{student}{n}", points))
        plans.append(_plan(random, student, labels))
        support.append(_support(random, student, labels))
        assessments += [
            _assessment(random, world, student, f"{student}{n}", labels) for n in range(3)
        ]
        for n in range(2):
            label = _labelled(random, world, student, "follow-up", f"{student}{n}", labels)
            owner, to = random.choice(PEOPLE), random.choice((None, *PEOPLE))
            promise = FollowUp(
                label, "a promise", owner, TODAY, to=to, for_all_homes=random.random() < 0.3
            )
            labels["follow-up", promise.id] = [plain_record(promise)]
            follow_ups.append(promise)
            label = _labelled(random, world, student, "answers", f"{student}{n}", labels)
            answers.append(Answers(label, f"q{n}", "1", (Answer("q", "words"),)))
            labels["occasion", f"o{student}{n}"] = [plain_label(label)]
            happened += [
                Involvement(home.id, f"o{student}{n}", Stage.CONTRIBUTED, WROTE, (label,))
                for home in world.policy.school.households_of(student)
            ]
            label = _labelled(random, world, student, "circumstance", f"{student}{n}", labels)
            if label.author is not None and label.audience in SECRET:
                circumstances.append(Circumstance(label, "health", Confidential(f"told {n}")))
            else:
                del labels["circumstance", label.id]
            for home in world.policy.school.households_of(student):
                id_ = f"{student}{n}{home.id}"
                label = _labelled(random, world, student, "contact", id_, labels, home.id)
                if label.author is not None:
                    reached = random.random() < 0.5
                    contacts.append(ContactEntry(label, Medium.PHONE, reached))
    material = Material(
        CATALOG,
        assessments,
        goals,
        plans,
        records,
        support,
        follow_ups,
        answers,
        circumstances=circumstances,
        contacts=contacts,
        happened=happened,
        cadence=Cadence(1, TODAY - timedelta(9)),
    )
    return Case(world, material, labels)


def _author(random: Random, student: str) -> str:
    return random.choice((student, *(one for one in PEOPLE if one not in STUDENTS)))


def _plain(
    student: str, author: str, audience: str, household: str | None = None
) -> dict[str, Any]:
    told = {"students": [student], "author": author, "audience": audience}
    return {**PLAIN, **told, "household": household}


def _goal(random: Random, student: str, id_: str, labels: Told) -> Goal:
    author = _author(random, student)
    plain = _plain(student, author, "family")
    labels["goal", id_] = labels["measurements", id_] = [plain]
    terms = Terms("reads", measure=Quantity(9, "pages", 1))
    return propose_goal(
        id_, student, terms, by=Party(Role.TEACHER, author), at=WROTE, why="agreed"
    )


def _plan(random: Random, student: str, labels: Told) -> ActionPlan:
    author = _author(random, student)
    labels["step", f"{student}/x"] = [_plain(student, author, "family")]
    parent = random.choice(GUARDIANS)
    labels["step", f"{student}/{parent}"] = labels["step", f"{student}/x"]
    made = ActionPlan(student, student)
    for step in (
        Step("x", "do", Party(Role.STUDENT, student)),
        Step(parent, "do", Party(Role.GUARDIAN, parent)),
    ):
        added = add_step(made, step, by=Party(Role.TEACHER, author), at=WROTE)
        assert isinstance(added, ActionPlan)
        made = added
    return made


def _support(random: Random, student: str, labels: Told) -> SupportHistory:
    author = _author(random, student)
    labels["support", student] = [_plain(student, author, "guardians")]
    plan = SupportPlan(student, needs=(Need("n", "quiet"),))
    return begin_support(plan, by=author, at=WROTE, why="agreed")


def _assessment(random: Random, world: World, student: str, id_: str, labels: Told) -> Any:  # noqa: ANN401
    author = _author(random, student)
    perspective = random.choice(tuple(Perspective))
    audience, household = {"peer": "staff"}.get(perspective.value, "family"), None
    if perspective is Perspective.FAMILY:
        homes = world.policy.school.households_of(student)
        mine = [home.id for home in homes if author in home.guardians]
        audience, household = ("guardians", mine[0]) if mine else ("staff", None)
    labels["assessment", id_] = [_plain(student, author, audience, household)]
    scores = [Score("sounds", random.choice(LEVELS)), Score("fluency", random.choice(LEVELS))]
    changes: dict[str, Any] = {
        "student": student,
        "assessor": author,
        "perspective": perspective,
        "at": WROTE,
    }
    return assessed(RUBRIC, scores, id_=id_, **changes)


def _labelled(  # noqa: PLR0917
    random: Random,
    world: World,
    student: str,
    kind: str,
    id_: str,
    labels: Told,
    household: str | None = None,
) -> Label:
    label = random_label(random, world.policy.school, 0)
    label = attrs.evolve(label, kind=kind, id=id_, students=(student,))
    if household is not None:
        label = attrs.evolve(label, household=household)
    labels[kind, id_] = [plain_label(label)]
    return label


def origins(made: Brief) -> set[tuple[str, str]]:
    """What a brief says it comes from; a sibling's contact by its own id."""
    return {
        (one.kind, one.id.rpartition("/")[2] if one.kind == "contact" else one.id)
        for line in made.lines
        for one in line.origins
    }


def _is_kept_from(
    place: tuple[str, str], made: Brief, labels: Told, plain: dict[str, Any]
) -> bool:
    """Whether no brief in these words has it, whoever reads it.

    What is known in confidence is for the student's brief never, and for nobody's once its time
    is over; whom the school has to call is the school's; what a parent took on is for the school
    and their own home.
    """
    owner = place[1].rpartition("/")[2]
    if place[0] == "step" and owner in GUARDIANS and made.voice is not Voice.STAFF:
        homes = [one for one in plain["school"]["households"] if made.viewer in one["guardians"]]
        mine = [
            one for one in homes if made.student in [each["student"] for each in one["members"]]
        ]
        return made.viewer != owner and not any(owner in one["guardians"] for one in mine)
    if place[0] == "circumstance":
        (label,) = labels[place]
        over = label["until"] is not None and label["until"] <= NOW.isoformat()
        return over or label["author"] is None or made.voice is Voice.STUDENT
    return place[0] in ("contact", "occasion") and made.voice is not Voice.STAFF


def check(case: Case, action: Action = Action.READ) -> None:
    """Every brief of a case, for everybody and every purpose, against the statement."""
    plain = case.world.plain()
    for viewer in PEOPLE:
        for purpose in Purpose:
            access = case.world.policy.viewing(viewer, at=NOW, purpose=purpose)
            wanted = [(student, access) for student in STUDENTS]
            for made in briefs(wanted, case.material, since=WROTE, most=99, action=action):
                allowed = {
                    place
                    for place, labels in case.labels.items()
                    if all(
                        (made.student in label["students"] or place[0] in ("contact", "occasion"))
                        and may(plain, viewer, action.value, label, purpose.value)
                        for label in labels
                    )
                }
                told = origins(made)
                knows = any(
                    may(plain, viewer, action.value, _plain(made.student, "", who), purpose.value)
                    for who in ("family", "guardians", "staff")
                )
                assert bool(made) is bool(made.lines or knows)
                allowed = {
                    place
                    for place in allowed
                    if not _is_kept_from(place, made, case.labels, plain)
                }
                if may(
                    plain, viewer, action.value, _plain(made.student, "", "staff"), purpose.value
                ):
                    homes = case.world.policy.school.households_of(made.student)
                    allowed |= {("cadence", home.id) for home in homes}
                assert told <= allowed
                if made.voice is not Voice.STUDENT:
                    # assessments come up by perspective, answers only once for each author
                    # and contacts where nobody has been spoken with since
                    left = {kind for kind, _ in allowed - told}
                    assert left <= {"assessment", "answers", "contact", "occasion", "cadence"}


@given(st.integers(0, 10**9))
def test_nobody_reads_more_and_nobody_less(seed: int) -> None:
    """Every line comes from what its reader may see, and all of that is there."""
    for action in (Action.READ, Action.EXPORT):
        check(case_of(seed), action)


@pytest.mark.slow
def test_many_schools() -> None:
    """The same, with up to 1,000 schools."""
    for seed in range(cases(1000)):
        check(case_of(seed))


@given(st.integers(0, 10**9), st.sampled_from(PEOPLE), st.sampled_from(STUDENTS))
def test_what_may_not_be_seen_changes_nothing(seed: int, viewer: str, student: str) -> None:
    """A brief is the same, word for word, where what its reader may not see does not exist."""
    case = case_of(seed)
    plain, material = case.world.plain(), case.material
    access = case.world.policy.viewing(viewer, at=NOW, purpose=Purpose.CONFERENCE)

    def left(kind: str, items: Any) -> list[Any]:  # noqa: ANN401
        return [
            one
            for one in items
            if may(plain, viewer, "read", case.labels[kind, one.id][0], "conference")
        ]

    goals = left("goal", material.goals)
    known = {goal.id for goal in goals}
    poorer = attrs.evolve(
        material,
        assessments=left("assessment", material.assessments),
        goals=goals,
        records=[one for one in material.records if one.goal in known],
        follow_ups=left("follow-up", material.follow_ups),
        answers=left("answers", material.answers),
        circumstances=[
            one
            for one in material.circumstances
            if may(plain, viewer, "read", plain_label(one.label), "conference")
        ],
        contacts=[
            one
            for one in material.contacts
            if may(plain, viewer, "read", plain_label(one.label), "conference")
        ],
        happened=[
            one
            for one in material.happened
            if all(
                may(plain, viewer, "read", plain_label(each), "conference") for each in one.labels
            )
        ],
        support=[
            one
            for one in material.support
            if may(plain, viewer, "read", case.labels["support", one.student][0], "conference")
        ],
    )
    told = [brief(student, one, access, since=WROTE) for one in (material, poorer)]
    assert told[0] == told[1]


def test_the_cases_show_something() -> None:
    """Readers of every voice see something of every kind somewhere; and some see nothing."""
    seen: set[tuple[Voice, str]] = set()
    nothing = 0
    for seed in range(60):
        case = case_of(seed)
        for viewer in PEOPLE:
            access = case.world.policy.viewing(viewer, at=NOW, purpose=Purpose.CONFERENCE)
            made = brief("a", case.material, access, since=WROTE, most=99)
            seen |= {(made.voice, kind) for kind, _ in origins(made)}
            nothing += not made.lines
    kinds = {"assessment", "goal", "measurements", "step", "support", "follow-up", "answers"}
    told = {*kinds, "circumstance"}
    assert {kind for voice, kind in seen if voice is Voice.FAMILY} == told
    families = {"contact", "occasion", "cadence"}
    assert {kind for voice, kind in seen if voice is Voice.STAFF} == told | families
    assert {kind for voice, kind in seen if voice is Voice.STUDENT} == kinds - {"support"}
    assert nothing
