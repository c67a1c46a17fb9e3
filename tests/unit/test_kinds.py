"""What entry points say where they are given something of another kind, or an unknown id."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, TypedDict, TypeVar, get_args, get_origin

import attrs
import pytest

from conferencekit import (
    Refusal,
    assessment,
    booking,
    conference,
    dialogue,
    engines,
    exchange,
    goals,
    overview,
    planning,
    scheduling,
    school,
    support,
)
from conferencekit._kinds import kinds_checked, kinds_checked_in_passing, unknown
from conferencekit.errors import ConferenceKitError, InvalidInputError
from conferencekit.exchange import EXAMPLE_ZONE, read_round
from conferencekit.goals import Party, Role
from conferencekit.planning import RoundDraft
from conferencekit.privacy import AccessPolicy, Label, Purpose
from conferencekit.scheduling import (
    Bound,
    Improvement,
    Kind,
    Meeting,
    Person,
    Plan,
    Round,
    Session,
    solve,
    timetable,
    waits,
)
from conferencekit.school import Right
from conferencekit.storage.memory import MemoryStore
from conferencekit.testing import check_engine
from conferencekit.time import Instant, Window, Windows, Zone
from rubrics import reading
from samples import TODAY, made
from support import ROUNDS

ROOMS = (
    assessment,
    booking,
    conference,
    dialogue,
    engines,
    exchange,
    goals,
    overview,
    planning,
    scheduling,
    school,
    support,
)
ROUND = read_round(ROUNDS / "micro-1.json")
PLAN = solve(ROUND, seconds=None, iterations=20)
DRAFT = RoundDraft(ROUND, (), {})
POLICY = AccessPolicy(made())
ADA = Party(Role.TEACHER, "ada")
WRONG: tuple[object, ...] = (
    None,
    "nobody",
    5,
    0.5,
    object(),
    DRAFT,
    [],
    (1,),
    PLAN,
    ROUND,
    solve,
    made(),
)
"""What one may be given instead of another thing."""


def entry_points() -> Iterator[Any]:
    """Every public function of these rooms that takes anything."""
    for room in ROOMS:
        for name in room.__all__:
            function = getattr(room, name)
            if inspect.isfunction(function) and inspect.signature(function).parameters:
                yield pytest.param(function, id=f"{room.__name__.rpartition('.')[2]}.{name}")


@pytest.mark.parametrize("function", list(entry_points()))
def test_nothing_but_the_librarys_own_errors(
    function: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is given for all parameters, named; and nothing is done."""
    monkeypatch.chdir(tmp_path)
    signature = inspect.signature(function).parameters
    quick = {"seconds": 0.01} if "seconds" in signature else {}  # where what is given will do
    needed = [one for one in signature.values() if one.default is inspect.Parameter.empty]
    needed = needed or list(signature.values())[:1]
    assert any(one.annotation is not inspect.Parameter.empty for one in needed)
    for wrong in WRONG:
        given = {one.name: wrong for one in needed if one.kind is not one.POSITIONAL_ONLY}
        first = [wrong for one in needed if one.kind is one.POSITIONAL_ONLY]
        try:
            found = function(*first, **given, **quick)
        except ConferenceKitError as error:
            assert str(error)  # noqa: PT017  that nothing else is raised is what is tested
        else:
            assert _fits(wrong, needed), (wrong, found)
    assert not list(tmp_path.iterdir())


def _fits(given: object, needed: Iterable[inspect.Parameter]) -> bool:
    """Whether what was given is of the kind asked for, as is a round where a round is wanted."""
    return all(_fits_one(given, one.annotation) for one in needed)


def _fits_one(given: object, wanted: Any) -> bool:  # noqa: ANN401
    """Whether it is what is wanted; of several things, none or a number are given above."""
    if get_origin(wanted) in (Iterable, Sequence, tuple) and given in ([], (1,)):
        return given == [] or get_args(wanted) == (float,)
    if isinstance(wanted, type):
        return isinstance(given, wanted)
    return isinstance(given, str)  # of a path, say


LIMITS: dict[str, tuple[object, ...]] = {
    "seconds": ("3", object(), True),
    "iterations": (2.5, "3"),
    "seed": (None, "x", 0.5),
    "start": (ROUND, "plan"),
    "target": (0, [0, 0], ("0", 0), (0, 0, 0)),
    "on_improvement": ("print",),
    "on_progress": (5,),
    "stop": (True,),
    "clock": (0.0,),
}


@pytest.mark.parametrize(
    ("name", "wrong"), [(name, one) for name, several in LIMITS.items() for one in several]
)
def test_what_solve_may_be_given_besides(name: str, wrong: object) -> None:
    """Each is told by its name."""
    with pytest.raises(InvalidInputError) as caught:
        solve(ROUND, **{name: wrong})  # type: ignore[arg-type]
    assert {fault.path.partition("[")[0] for fault in caught.value.faults} == {name}


def told(call: Callable[[], object]) -> str:
    """What a call says it cannot use."""
    with pytest.raises(InvalidInputError) as caught:
        call()
    return str(caught.value)


def test_it_says_what_where_and_what_would_be_right() -> None:
    """The commonest slips, word for word."""
    any_: Any = DRAFT
    assert (
        told(lambda: solve(any_)) == "solve: round: a RoundDraft is not a Round (give its .round)"
    )
    assert told(lambda: scheduling.explain(ROUND, PLAN, meetings="m-1")) == (
        "explain: meetings: several are wanted, not the text 'm-1' (give ['m-1'])"
    )
    assert told(lambda: scheduling.check(any_, ROUND)) == (  # type: ignore[arg-type]
        "check: 2 faults\n  round: a RoundDraft is not a Round (give its .round)\n"
        "  plan: a Round is not a Plan"
    )
    when: Any = datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert told(lambda: scheduling.why_not(ROUND, PLAN, "x", at=when)) == (
        "why_not: at: a datetime is not an Instant (Instant.of makes one)"
    )
    when = "2026-11-24T16:00"
    assert told(lambda: scheduling.why_not(ROUND, PLAN, "x", at=when)) == (
        "why_not: at: '2026-11-24T16:00' is not an Instant (Instant.parse reads one)"
    )
    when = datetime(2026, 11, 24)  # noqa: DTZ001  which is the slip
    assert (
        told(lambda: exchange.read_oneroster("x", timezone=EXAMPLE_ZONE, on=when))
        == "read_oneroster: on: a datetime is not a date (give its .date())"
    )
    assert told(lambda: exchange.read_round(any_)) == (
        "read_round: path: a RoundDraft is not a text or a path"
    )
    amendments: Any = [scheduling.Departed(("x",)), "y"]
    assert told(lambda: scheduling.amended(ROUND, amendments)) == (
        "amended: amendments[1]: 'y' is not an Amendment"
    )
    assert "none of records, conference, decisions" in told(
        lambda: school.entitled_guardians(
            made(),
            made().households[0],
            "noah",
            "nothing",  # type: ignore[arg-type]
            first=TODAY,
        )
    )


def test_unknown_ids_are_told_with_what_may_have_been_meant() -> None:
    """By whatever looks them up."""
    person = ROUND.people[0].id
    assert told(lambda: timetable(ROUND, PLAN, person + "x")) == (
        f"unknown person '{person}x' (is '{person}' meant?)"
    )
    assert told(lambda: ROUND.meeting("?")) == "unknown meeting '?'"
    assert told(lambda: ROUND.pool([])) == "unknown pool []"  # type: ignore[arg-type]
    assert told(lambda: made().student("noa")) == "unknown student 'noa' (is 'noah' meant?)"
    assert told(lambda: made().member_of_staff("x")) == "unknown member of staff 'x'"
    astray = attrs.evolve(PLAN, placements=(attrs.evolve(PLAN.placements[0], meeting="??"),))
    assert "unknown meeting '??'" in told(lambda: waits(ROUND, astray))
    assert "unknown meeting '??'" in told(
        lambda: scheduling.disturbance((ROUND, PLAN), (ROUND, astray))
    )
    assert "unknown meeting '??'" in told(lambda: timetable(ROUND, astray, person))


def test_the_kit_for_engines_wants_an_engine() -> None:
    """Before it starts any thread."""
    any_: Any = "search"
    assert told(lambda: check_engine(any_)) == ("check_engine: engine: 'search' is not a function")


def test_lists_of_models_are_held_to_their_kind_too() -> None:
    """One text is no list, and neither is nothing."""
    assert told(lambda: Meeting("m", 15, "ada")) == (  # type: ignore[arg-type]
        "required: several are wanted, not the text 'ada' (give ['ada'])"
    )
    assert told(lambda: Meeting("m", 15, None)) == (  # type: ignore[arg-type]
        "required: several are wanted, not None"
    )


# ------------------------------------------------------------------------------ models by hand

AT = Instant.parse("2026-11-24T16:00+01:00")
HOUR = Window(AT, AT.plus(hours=1))


def by_hand(**changes: Any) -> Round:  # noqa: ANN401
    """A round as one may put it together."""
    given: dict[str, Any] = {
        "id": "r",
        "timezone": Zone("Europe/Amsterdam"),
        "sessions": [Session("s", AT, AT.plus(hours=2))],
        "people": [Person("ada", Kind.TEACHER), Person("reed", Kind.GUARDIAN)],
        "meetings": [Meeting("m", 15, ("ada", "reed"))],
    }
    return Round(**given | changes)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"timezone": "Europe/Amsterdam"}, "timezone: 'Europe/Amsterdam' is not a Zone"),
        ({"id": 5}, "id: 5 is not a text"),
        ({"people": ["ada"]}, "people[0]: 'ada' is not a Person"),
        ({"sessions": [Session("s", "16:00", AT)]},  # type: ignore[arg-type]
         "sessions[0].start: '16:00' is not an Instant (Instant.parse reads one)"),
        ({"people": [Person("ada", Kind.TEACHER, available=HOUR)]},  # type: ignore[arg-type]
         "people[0].available: a Window is not a Windows"),
        ({"meetings": [Meeting("m", 15, ("ada",), within=HOUR)]},  # type: ignore[arg-type]
         "meetings[0].within: a Window is not a Windows"),
        ({"meetings": [Meeting("m", 15, ("ada",), pinned="16:00")]},  # type: ignore[arg-type]
         "meetings[0].pinned: '16:00' is not an Instant (Instant.parse reads one)"),
        ({"weights": {"wait": 3}}, "weights: a dict is not a Weights"),
        ({"travel_minutes": 5}, "travel_minutes: 5 is not a Travel"),
        ({"keep_apart": [("ada", "reed")]}, "keep_apart[0]: a tuple is not a KeepApart"),
    ],
)  # fmt: skip
def test_a_round_by_hand_is_made_of_its_kinds(changes: dict[str, Any], fault: str) -> None:
    """What is not is told with its place, and nothing else is made up of it."""
    assert told(lambda: by_hand(**changes)).partition(": ")[2] == fault


def test_schools_policies_windows_and_amendments_too() -> None:
    """Wherever something is put together by hand."""
    any_: Any = "16:00"
    zone: Any = "Europe/Amsterdam"
    assert told(lambda: school.School("s", "S", zone)) == (
        "school 's': timezone: 'Europe/Amsterdam' is not a Zone"
    )
    assert told(lambda: school.School("s", "S", Zone(zone), students=[any_])) == (  # type: ignore[arg-type]
        "school 's': students[0]: '16:00' is not a Student"
    )
    assert told(lambda: planning.RoundPolicy("p", [any_], minutes=20)) == (  # type: ignore[arg-type]
        "policy 'p': sessions[0]: '16:00' is not a Session"
    )
    assert told(lambda: Window(any_, AT)) == (
        "window: start: '16:00' is not an Instant (Instant.parse reads one)"
    )
    one: Any = HOUR
    assert told(lambda: Windows(one)) == "several windows are wanted, not one (give [window])"
    assert told(lambda: Windows([any_])) == "'16:00' is not a Window"
    assert told(lambda: Instant.of(any_)) == (
        "'16:00' is not a datetime (Instant.parse reads a text)"
    )
    amendments: Any = [scheduling.Pin("m", any_), scheduling.Absent("ada", one)]
    assert told(lambda: scheduling.amended(by_hand(), amendments)) == (
        "round 'r': 2 faults\n"
        "  amendments[0].start: '16:00' is not an Instant (Instant.parse reads one)\n"
        "  amendments[1].windows: a Window is not a Windows"
    )


@pytest.mark.parametrize(
    ("model", "given"),
    [(Instant, ("5",)), (Instant, (True,)), (Window, (AT, "5")), (Windows, ([HOUR, "5"],))],
)
def test_what_is_not_gone_into_again_looked_when_it_was_made(
    model: type[Instant | Window | Windows], given: tuple[Any, ...]
) -> None:
    """So that a round of thousands of people does not take as long again."""
    assert model._holds_its_kinds
    with pytest.raises(InvalidInputError):
        model(*given)


# --------------------------------------------------------------------------------- the decorator


@kinds_checked
def sample(
    names: Iterable[str],
    /,
    first: int,
    *,
    share: float = 0.5,
    right: Right | None = None,
    pair: tuple[int, str] = (1, "x"),
    executor: Executor | Callable[[], Executor] | None = None,
    day: date | None = None,
    anything: "Plan | None" = None,
) -> tuple[object, ...]:
    """What came in."""
    return names, first, share, right, pair, executor, day, anything


def test_what_fits_comes_in_as_it_is() -> None:
    """An iterable gone through once, and a member for its value."""
    found = sample((name for name in "ab"), first=2, share=1, right="records")  # type: ignore[arg-type]
    assert found == (("a", "b"), 2, 1, Right.RECORDS, (1, "x"), None, None, None)
    assert found[3] is Right.RECORDS
    with ThreadPoolExecutor(1) as pool:
        assert sample((), 2, executor=pool)[5] is pool
    assert sample((), 2, executor=ThreadPoolExecutor)[5] is ThreadPoolExecutor
    assert sample((), 2, anything=5)[7] == 5  # type: ignore[arg-type]


@kinds_checked_in_passing("numbers")
def added(numbers: Iterable[int], *, names: Iterable[str] = ()) -> Iterator[int]:
    """Sums, as they come."""
    total = len(list(names))
    for number in numbers:
        total += number
        yield total


def test_what_comes_one_by_one_is_looked_at_one_by_one() -> None:
    """So that a school of thousands of records need not be there at once."""
    taken: list[object] = []

    def coming(*items: Any) -> Iterator[Any]:  # noqa: ANN401
        for item in items:
            taken.append(item)
            yield item

    sums = added(coming(1, 2, "3", 4), names=iter("ab"))
    assert taken == []
    assert (next(sums), next(sums)) == (3, 5)
    assert told(lambda: next(sums)) == "added: numbers[2]: '3' is not a whole number"
    assert taken == [1, 2, "3"]
    any_: Any = [1, "2"]
    assert told(lambda: added(any_)) == "added: numbers[1]: '2' is not a whole number"
    any_ = 5
    assert told(lambda: added(any_)) == "added: numbers: several are wanted, not 5"


T = TypeVar("T", bound=Plan)
V = TypeVar("V")
E = TypeVar("E", int, str)


@kinds_checked
def of_variables(plan: T, either: E, free: V) -> tuple[T, E, V]:
    """What came in."""
    return plan, either, free


def test_what_a_variable_is_bound_to_is_asked_for() -> None:
    """Or one of what it may be."""
    assert of_variables(PLAN, "x", None) == (PLAN, "x", None)
    any_: Any = 0.5
    assert told(lambda: of_variables(any_, any_, any_)).splitlines()[1:] == [
        "  plan: 0.5 is not a Plan",
        "  either: 0.5 is not a whole number or a text",
    ]


def test_a_refusal_that_is_passed_on_is_told_as_one() -> None:
    """It is what a service answers where the domain says no, and it is easily overlooked."""
    refusal: Any = Refusal("it is not held yet")
    at = POLICY.viewing("ada", at=AT, purpose=Purpose.CONFERENCE)
    calls: dict[str, Callable[[], object]] = {
        "keep_conference: record: a Refusal is not a ConferenceRecord":
            lambda: conference.keep_conference(refusal, at),
        "hold_conference: record: a Refusal is not a ConferenceRecord":
            lambda: conference.hold_conference(refusal, conference.Account(("ada",)), at),
        "change_goal: goal: a Refusal is not a Goal":
            lambda: goals.change_goal(
                refusal, goals.GoalAction.START, by=ADA, at=AT, why="x"
            ),
        "change_support: history: a Refusal is not a SupportHistory":
            lambda: support.change_support(
                refusal, support.SupportPlan("noah"), by="ada", at=AT, why="x"
            ),
        "publish: assessment: a Refusal is not an Assessment":
            lambda: assessment.publish(refusal, reading(), at=AT),
        "keep: record: a Refusal is not a Thread or a Message or a ContactEntry or a Circumstance":
            lambda: dialogue.keep(refusal, at),
        "show_school: goals[0]: a Refusal is not a Goal":
            lambda: overview.show_school([refusal], [], [], [], at),
    }  # fmt: skip
    for text, call in calls.items():
        assert told(call).partition(" (")[0] == text


LABEL = Label("thread", "t", ("noah",), "ada", AT)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: reading().criterion("sound"), "unknown criterion 'sound' (is 'sounds' meant?)"),
        (lambda: reading().scale("?"), "unknown scale '?'"),
        (lambda: reading().scale_of("q"), "unknown criterion 'q'"),
        (lambda: list(reading().lineage("line")), "unknown criterion 'line'"),
        (lambda: reading().domain_of("?"), "unknown criterion '?'"),
        (lambda: reading().scales[0].level("?"), "unknown level '?'"),
        (lambda: reading().criterion(["?"]), "unknown criterion ['?']"),  # type: ignore[arg-type]
        (lambda: assessment.RubricCatalog([reading()]).newest("new"), "unknown rubric 'new'"),
        (lambda: assessment.RubricCatalog([reading()]).current("?"), "unknown rubric '?'"),
        (lambda: assessment.version_key("x"), "'x' is no version (such as 1 or 2.0.1)"),
        (lambda: goals.ActionPlan("p", "noah").waits_for("?"), "unknown step '?'"),
        (
            lambda: conference.builtin_questionnaires()[0].question("topic"),
            "unknown question 'topic' (is 'topics' meant?)",
        ),
        (
            lambda: conference.planned_conferences(
                RoundDraft(ROUND, (), {}),
                attrs.evolve(PLAN, placements=(attrs.evolve(PLAN.placements[0], meeting="?"),)),
                POLICY.viewing("ada", at=AT, purpose=Purpose.CONFERENCE),
            ),
            "unknown meeting '?'",
        ),
        (
            lambda: dialogue.kept(
                MemoryStore(),
                str,  # type: ignore[type-var]
                "noah",
                POLICY.viewing("ada", at=AT, purpose=Purpose.CONFERENCE),
            ),
            "kept: kind: str is none of Thread, Message, ContactEntry, Circumstance",
        ),
        (
            lambda: dialogue.read_thread(
                dialogue.Thread(LABEL, "x"),
                [],
                POLICY.viewing("ada", at=AT, purpose=Purpose.CONFERENCE),
                languages=[],
            ),
            "read_thread: languages: is empty",
        ),
    ],
)
def test_what_is_not_there_is_told_in_the_rooms_of_childrens_records(
    call: Callable[[], object], text: str
) -> None:
    """By the library's error, and no KeyError."""
    assert told(call) == text


class Facts(TypedDict):
    """Of a host's own."""

    why: str


@attrs.frozen
class Noted:
    """An amendment of a host's own, annotated with what is no class."""

    note: Any = None
    facts: Facts = attrs.field(factory=lambda: Facts(why=""))
    ids: Annotated[str, "of people"] = "ada"
    nothing: tuple[()] = ()
    pairs: tuple[tuple[Kind, Any], ...] = ((Kind.TEACHER, 5),)

    def apply(self, round_: Round) -> Round:
        """As it was."""
        return round_


def test_what_a_host_annotates_otherwise_is_passed_over() -> None:
    """Nothing is asked of it that it could not answer."""
    assert scheduling.amended(ROUND, [Noted(), Noted({"a": 1})]) == ROUND
    wrong: Any = Noted(ids=5, nothing=(1,))  # type: ignore[arg-type]
    assert told(lambda: scheduling.amended(ROUND, [wrong])).splitlines()[1:] == [
        "  amendments[0].ids: 5 is not a text",
        "  amendments[0].nothing: a tuple is not a tuple of nothing",
    ]


def test_all_that_does_not_fit_is_told_at_once() -> None:
    """In the order in which it was given."""
    with pytest.raises(InvalidInputError) as caught:
        sample(["a", 5], "2", pair=(1, 2), executor=3, share=True, day=TODAY)  # type: ignore[list-item, arg-type]
    assert caught.value.source == "sample"
    assert list(map(str, caught.value.faults)) == [
        "names[1]: 5 is not a text",
        "first: '2' is not a whole number",
        "pair[1]: 2 is not a text",
        "executor: 3 is not an Executor or a function",
        "share: True is not a number",
    ]


def test_a_wrong_call_is_pythons_own_error() -> None:
    """As where a parameter is misspelt or missing."""
    with pytest.raises(TypeError, match="secs"):
        solve(ROUND, secs=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="round_"):
        solve()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        timetable(ROUND, PLAN, "x", "y")  # type: ignore[call-arg]


def test_what_is_told_of_an_id_that_is_no_text() -> None:
    """There is no near one."""
    assert str(unknown("person", 5, ["5"])) == "unknown person 5"


def test_there_is_a_hint_only_where_there_is_a_way() -> None:
    """An improvement's plan is a function's answer and no attribute; so there is no hint."""
    improvement: Any = Improvement((0, 0), Bound(), 0.0, 0, lambda: PLAN)
    assert told(lambda: scheduling.score(ROUND, improvement)) == (
        "score: plan: an Improvement is not a Plan"
    )
