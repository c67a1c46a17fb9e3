"""A microschool's year in two rounds of conferences, kept in a SQLite file.

Run it with `python examples/school_year.py`. From the roster to the autumn round; questions,
agenda and briefs; a conference that is held, written down and answered by both households of a
student; promises, a goal and its measurements; and what is left becomes the spring round. At the
end it prints what the teacher, a parent in each household, the student and the head would see.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

import attrs

from conferencekit import SqliteStore, build_round, read_oneroster, read_policy, solve
from conferencekit.assessment import (
    Assessment,
    Criterion,
    Level,
    Perspective,
    Rubric,
    RubricCatalog,
    Scale,
    Score,
    draft,
    publish,
)
from conferencekit.conference import (
    Account,
    AnotherConference,
    Answer,
    Brief,
    ConferenceRecord,
    FollowUp,
    FollowUpAction,
    Material,
    Preparation,
    Refusal,
    Reply,
    Statement,
    StepSet,
    Topic,
    acknowledge_conference,
    agenda,
    answer_questionnaire,
    brief,
    brief_to_text,
    builtin_questionnaires,
    cancel_conference,
    change_follow_up,
    hold_conference,
    keep_answers,
    keep_conference,
    keep_follow_up,
    kept_answers,
    kept_conferences,
    kept_follow_ups,
    miss_conference,
    open_follow_ups,
    planned_conferences,
    requests_for_another,
)
from conferencekit.exchange import EXAMPLE_DAY, EXAMPLE_ZONE, example_school
from conferencekit.goals import (
    ActionPlan,
    GoalAction,
    Party,
    Quantity,
    Role,
    Step,
    Terms,
    add_points,
    add_step,
    change_goal,
    kept_action_plans,
    kept_goals,
    kept_records,
    propose_goal,
)
from conferencekit.planning import (
    RoundDraft,
    RoundPolicy,
    Wishes,
    keep_plan,
    keep_round,
    keep_school,
)
from conferencekit.privacy import Access, AccessPolicy, Audience, Label, Purpose
from conferencekit.progress import Point
from conferencekit.scheduling import Plan, Session, Travel
from conferencekit.support import (
    Dosage,
    Intervention,
    Need,
    SupportPlan,
    Tier,
    begin_support,
    keep_support,
    kept_all_support,
)
from conferencekit.time import Instant

STUDENT: Final = "noah"
TEACHER: Final = "ada"
READERS: Final = (TEACHER, "hannah", "tom", STUDENT, "fatima")
LEVELS: Final = ("beginning", "near", "meets", "exceeds")
RUBRIC: Final = Rubric(
    id="reading",
    version="1",
    title="Reading",
    domain="academic",
    scales=(Scale("four", tuple(Level(id_, id_.title(), n) for n, id_ in enumerate(LEVELS, 1))),),
    criteria=(
        Criterion("fluency", "Reads fluently", "four"),
        Criterion("joy", "Reads for joy", "four", domain="well-being"),
    ),
)
AUTUMN: Final = Instant.parse("2026-11-24T21:00Z")
SPRING: Final = Instant.parse("2027-03-23T20:00Z")

_T = TypeVar("_T")


def made(result: _T | Refusal) -> _T:
    """What a service gives, where it does not refuse."""
    if isinstance(result, Refusal):
        raise SystemExit(f"refused: {result}")
    return result


@attrs.frozen
class Year:
    """A school's policy of access, its store, and when it is."""

    policy: AccessPolicy
    store: SqliteStore

    def access(self, who: str, at: Instant) -> Access:
        """Somebody, at an instant, for the conferences."""
        return self.policy.viewing(who, at=at, purpose=Purpose.CONFERENCE)

    def label(self, kind: str, id_: str, at: Instant) -> Label:
        """Of a record by the teacher, for the student's family."""
        return Label(kind, id_, (STUDENT,), TEACHER, at, Audience.FAMILY)


def plan_round(year: Year, policy: RoundPolicy, wishes: Wishes) -> tuple[RoundDraft, Plan]:
    """A round, solved and kept, with a record of each of its conferences."""
    made_ = build_round(year.policy.school, policy, wishes)
    plan = solve(made_.round, seconds=None, iterations=400, seed=1)
    keep_round(made_.round).run(year.store)
    keep_plan(plan, made_.round).run(year.store)
    arranged = year.access("fatima", policy.sessions[0].start.plus(days=-14))
    for record in planned_conferences(made_, plan, arranged):
        made(keep_conference(record).run(year.store))
    print(f"{policy.title}: {len(plan.placements)} conferences, {len(plan.unplaced)} unplaced")
    return made_, plan


def of_student(year: Year, staff: str, guardian: str, round_: str) -> ConferenceRecord:
    """The conference of the student with a member of staff and a guardian in a round."""
    for record in kept_conferences(year.store, STUDENT):
        if record.round == round_ and staff in record.staff and guardian in record.guardians:
            return record
    raise SystemExit(f"no conference of {guardian} with {staff} in {round_}")


def prepare(year: Year) -> None:
    """Questions, an agenda."""
    family, student, _ = builtin_questionnaires()
    before = AUTUMN.plus(days=-4)
    for who, asked, answers in (
        ("tom", family, (Answer("worries", "He is bored in maths."),)),
        ("hannah", family, (Answer("strong", "Explains things to his sister."),)),
        (STUDENT, student, (Answer("proud", "My comic."), Answer("gladly", number=4))),
    ):
        given = made(
            answer_questionnaire(
                asked, answers, year.access(who, before), student=STUDENT, id_=f"{who}-autumn"
            )
        )
        made(keep_answers(given).run(year.store))
    prepared = Preparation(
        year.label("preparation", "autumn", before),
        minutes=20,
        topics=(
            Topic("Reading", TEACHER, 8, 5),
            Topic("The school trip", TEACHER, 6),
            Topic("Explaining", "hannah", 5, 3),
            Topic("The comic", STUDENT, 3),
        ),
    )
    found = agenda(prepared, year.access("hannah", before))
    if found is not None:
        told = ", ".join(f"{item.minutes}' {item.topic.title}" for item in found.items)
        print(f"agenda: {told}; left over: {', '.join(one.title for one in found.left_over)}")


def hold(year: Year) -> None:
    """Hold the conference, with a goal, a step and a promise; both households answer."""
    record = of_student(year, TEACHER, "hannah", "autumn-2026")
    at = record.start.plus(minutes=30)
    ada = Party(Role.TEACHER, TEACHER)
    terms = Terms(
        "Reads 80 words a minute",
        aspiration="I want to read the dragon book alone",
        measure=Quantity(80, "words", 40),
        due=date(2027, 4, 30),
        agreement_of=frozenset(),
    )
    goal = propose_goal("fluency", STUDENT, terms, by=ada, at=at, why="agreed at the conference")
    goal = made(change_goal(goal, GoalAction.START, by=ada, at=at, why="from tomorrow on"))
    step = Step("sister", "Partner reading", Party(Role.STUDENT, STUDENT), "fluency",
                family_title="Read to Ivy on Sundays")  # fmt: skip
    plan = made(add_step(ActionPlan("year", STUDENT), step, by=ada, at=at))
    promise = FollowUp(
        year.label("follow-up", "book", at), "Find a book on foxes", "tom",
        date(2026, 12, 8), record.id,
    )  # fmt: skip
    account = Account(
        came=(TEACHER, "hannah"),
        said=(Statement("Reads at night with a torch.", "hannah"),),
        decisions=("Chooses his own books.",),
        goals=("fluency",),
        steps=(StepSet("year", "sister"),),
        follow_ups=("book",),
        another=(AnotherConference("hannah", "dev", "drawing lessons", 15),),
        staff_notes="Falls asleep on Mondays.",
    )
    record = made(hold_conference(record, account, year.access(TEACHER, at)))
    kept = keep_conference(record, goals=[goal], plans=[plan], follow_ups=[promise])
    made(kept.run(year.store))
    for who, reply, words in (
        ("hannah", Reply.AGREED, ""),
        ("tom", Reply.DIFFERS, "He sleeps well with us."),
    ):
        access = year.access(who, at.plus(days=1))
        record = made(acknowledge_conference(record, reply, access, words=words))
    made(keep_conference(record).run(year.store))
    other = of_student(year, TEACHER, "tom", "autumn-2026")
    late = year.access("tom", other.start.plus(minutes=-90))
    called_off = made(cancel_conference(other, late, why="the last train was cancelled"))
    print(f"called off with {called_off.notice_minutes} minutes of notice")
    made(keep_conference(called_off).run(year.store))


def winter(year: Year) -> list[Assessment]:
    """Support, measurements, assessments; and the promise is kept."""
    given = Intervention("pairs", "Repeated reading", Tier.TARGETED,
                         (Dosage(date(2027, 1, 11), 20, 3),), goals=("fluency",),
                         provider="elin")  # fmt: skip
    plan = SupportPlan(STUDENT, needs=(Need("quiet", "A quiet corner"),), interventions=(given,))
    begun = begin_support(plan, by="elin", at=AUTUMN.plus(days=40), why="too slow so far")
    made(keep_support(begun).run(year.store))
    points = [
        Point(AUTUMN.plus(days=7 * n), 40.0 + n + 2 * max(0, n - 6), "elin") for n in range(16)
    ]
    add_points(STUDENT, "fluency", points).run(year.store)
    tom = year.access("tom", AUTUMN.plus(days=10))
    (promise,) = open_follow_ups(kept_follow_ups(year.store), tom)
    done = change_follow_up(promise, FollowUpAction.COMPLETE, tom)
    made(keep_follow_up(made(done)).run(year.store))
    return list(_assessments())


def _assessments() -> Iterator[Assessment]:
    for id_, who, view, day, fluency in (
        ("a1", TEACHER, Perspective.TEACHER, -60, "near"),
        ("a2", TEACHER, Perspective.TEACHER, 100, "meets"),
        ("a3", STUDENT, Perspective.STUDENT, 100, "near"),
        ("a4", "hannah", Perspective.FAMILY, 100, "exceeds"),
    ):
        at = AUTUMN.plus(days=day)
        scores = (Score("fluency", fluency), Score("joy", "exceeds"))
        made_ = draft(id_, RUBRIC, scores, student=STUDENT, assessor=who, at=at, perspective=view)
        yield publish(made_, RUBRIC, at=at)


def see(year: Year, assessments: list[Assessment]) -> Iterator[Brief]:
    """What each would see before the spring round."""
    store = year.store
    for reader in READERS:
        material = Material(
            RubricCatalog([RUBRIC]),
            assessments,
            kept_goals(store, STUDENT),
            kept_action_plans(store, STUDENT),
            kept_records(store, STUDENT),
            kept_all_support(store),
            kept_follow_ups(store, STUDENT),
            kept_answers(store, STUDENT),
            builtin_questionnaires(),
        )
        yield brief(STUDENT, material, year.access(reader, SPRING.plus(days=-7)), since=AUTUMN)


def main(database: Path) -> None:
    """Live through the year, and print it."""
    folder = example_school()
    school = read_oneroster(folder / "roster", timezone=EXAMPLE_ZONE, on=EXAMPLE_DAY).school
    policy = read_policy(folder / "policy.toml", school.timezone)
    with SqliteStore(database) as store:
        year = Year(AccessPolicy(school), store)
        keep_school(school).run(store)
        plan_round(year, policy, Wishes())
        prepare(year)
        hold(year)
        assessments = winter(year)
        again = requests_for_another(kept_conferences(store), year.access("fatima", SPRING))
        wanted = [one for one in again if one.student == STUDENT]
        for one in wanted:
            print(f"for the spring: {one.by} with {one.staff}")
        evening = Session("spring", SPRING, SPRING.plus(hours=4))
        spring = attrs.evolve(
            policy, id="spring-2027", title="Spring conferences 2027", sessions=(evening,),
            meet=(), minutes_by_occasion={}, travel_minutes=Travel(),
        )  # fmt: skip
        plan_round(year, spring, Wishes(requests=tuple(wanted)))
        for page in see(year, assessments):
            print(f"\n=== for {page.viewer}, in the words of {page.voice.value} ===")
            print(brief_to_text(page, str(school.student(STUDENT).name)), end="")
        second = of_student(year, TEACHER, "tom", "spring-2027")
        came_not = year.access(TEACHER, second.start.plus(minutes=15))
        made(keep_conference(made(miss_conference(second, ["tom"], came_not))).run(store))
        left = requests_for_another(
            kept_conferences(store), year.access("fatima", SPRING.plus(days=1))
        )
        print(f"\nstill to be arranged: {', '.join(f'{one.by} with {one.staff}' for one in left)}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as place:
            main(Path(place) / "year.sqlite")
