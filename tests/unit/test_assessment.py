"""Assessments: drafts, publication, corrections with their history."""

from typing import Any

import attrs
import pytest

from conferencekit.assessment import (
    Assessment,
    AssessmentState,
    Checklist,
    Criterion,
    Evidence,
    EvidenceKind,
    Extensions,
    Highest,
    Level,
    Levels,
    Scale,
    Score,
    ScoreState,
    assessment_faults,
    assessment_from_json,
    assessment_to_json,
    check_rubric,
    correct,
    draft,
    extensions,
    installed_extensions,
    publish,
    record,
    withdraw,
)
from conferencekit.errors import InvalidInputError
from rubrics import START, assessed, reading

RUBRIC = reading()


def refused(make: Any, *args: Any, **given: Any) -> dict[str, str]:  # noqa: ANN401
    """The faults of something, by path."""
    with pytest.raises(InvalidInputError) as caught:
        make(*args, **given)
    return {fault.path: fault.message for fault in caught.value.faults}


def first_draft(*scores: Score) -> Assessment:
    """A draft."""
    return draft("a", RUBRIC, scores, student="noah", assessor="ada", at=START)


def test_a_draft_grows_until_it_is_published() -> None:
    """Scores on the same criterion are replaced, others added; what is missing may be."""
    one = first_draft(Score("sounds", "near"))
    two = record(one, RUBRIC, [Score("sounds", "meets"), Score("words", points=80)])
    assert [score.criterion for score in two] == ["sounds", "words"]
    assert one.scores[0].level == "near"
    assert two.known_at(START.plus(days=9)) is None
    done = publish(two, RUBRIC, at=START.plus(days=1))
    assert done.state is AssessmentState.PUBLISHED
    assert done.known_at(START) is None
    assert done.known_at(START.plus(days=1)) == done
    assert done.score("fluency") is None


def test_every_fault_of_the_scores_is_told() -> None:
    """Each with its place."""
    assert refused(
        first_draft,
        Score("nothing", "meets"),
        Score("sounds", "great"),
        Score("decoding", "meets"),
        Score("words", points=101),
        Score("words", points=50),
        Score("words", response=["x"]),
    ) == {
        "[0].criterion": "unknown criterion 'nothing'",
        "[1].level": "unknown level 'great'",
        "[2].criterion": "'decoding' is a group and not scored itself",
        "[3].points": "101 is not from 0 to 100",
        "[4].criterion": "'words' is scored twice",
        "[5].response": "has no meaning here",
        "[5].criterion": "'words' is scored twice",
    }


def test_a_correction_keeps_what_was_said() -> None:
    """And what was known at any instant can be told."""
    sample = Evidence(EvidenceKind.WORK_SAMPLE, reference="file:1", by="ada", at=START)
    first = assessed(RUBRIC, [Score("sounds", "near", evidence=(sample,))])
    day = START.plus(days=1)
    second = correct(first, RUBRIC, [Score("sounds", "meets")], at=day, by="ben", reason="slip")
    third = correct(second, RUBRIC, [Score("sounds", "exceeds")], at=day.plus(days=1), by="ada")
    gone = withdraw(third, at=day.plus(days=2), by="ada", reason="another child's")
    levels = []
    for days in range(4):
        known = gone.known_at(START.plus(days=days))
        score = known.score("sounds") if known else None
        levels.append(score.level if score else None)
    assert levels == ["near", "meets", "exceeds", None]
    assert [revision.by for revision in gone.history] == ["ben", "ada", "ada"]
    assert gone.history[0].scores[0].evidence == (sample,)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("draft", {"record", "publish"}),
        ("published", {"correct", "withdraw"}),
        ("withdrawn", set()),
    ],
)
def test_the_life_of_an_assessment(state: str, allowed: set[str]) -> None:
    """What may be done in each state, and nothing else."""
    made = first_draft(Score("sounds", "near"))
    if state != "draft":
        made = publish(made, RUBRIC, at=START)
    if state == "withdrawn":
        made = withdraw(made, at=START, by="ada")
    actions: dict[str, Any] = {
        "record": lambda: record(made, RUBRIC, []),
        "publish": lambda: publish(made, RUBRIC, at=START),
        "correct": lambda: correct(made, RUBRIC, [], at=START, by="ada"),
        "withdraw": lambda: withdraw(made, at=START, by="ada"),
    }
    for name, act in actions.items():
        if name in allowed:
            act()
        else:
            assert refused(act) == {"state": f"is {state}: nothing to {name}"}


def test_time_does_not_go_backwards() -> None:
    """A correction before the one before would change what was known then."""
    first = assessed(RUBRIC, [])
    early = START.plus(minutes=-1)
    assert list(refused(correct, first, RUBRIC, [], at=early, by="ada")) == ["at"]


def test_an_assessment_belongs_to_one_version() -> None:
    """Another that says something else is refused."""
    other = reading(title="Other")
    one = first_draft()
    assert list(refused(record, one, other, [])) == ["rubric"]
    assert list(refused(publish, one, other, at=START)) == ["rubric"]


def test_a_hidden_criterion_is_scored_no_more() -> None:
    """What was scored on it stays valid."""
    item = attrs.evolve(RUBRIC.criteria[3], hidden=True)
    hidden = reading("2", criteria=(item,))
    given = {"student": "noah", "assessor": "ada", "at": START}
    assert refused(draft, "a", hidden, [Score("words", points=5)], **given) == {
        "[0].criterion": "'words' is hidden: out of use"
    }


def test_what_is_read_is_checked_against_its_rubric() -> None:
    """Form by the reader, sense by the check."""
    done = assessed(RUBRIC, [Score("sounds", "near"), Score("joy", state=ScoreState.EXEMPT)])
    assert assessment_from_json(assessment_to_json(done)) == done
    twice = attrs.evolve(done, scores=(*done.scores, Score("sounds", "x")), published_at=None)
    assert {fault.path for fault in assessment_faults(twice, RUBRIC)} == {
        "published_at",
        "scores[2].criterion",
        "scores[2].level",
    }
    undone = attrs.evolve(done, state=AssessmentState.DRAFT)
    assert [fault.path for fault in assessment_faults(undone, RUBRIC)] == ["state"]
    data = assessment_to_json(done)
    data["scores"][0]["state"] = "lost"
    assert list(refused(assessment_from_json, data)) == ["scores[0].state"]


def test_what_packages_offer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """By their entry points; two of one name are refused."""

    class Point:
        """An entry point."""

        def __init__(self, name: str, made: object) -> None:
            self.name = name
            self._made = made

        def load(self) -> object:
            """What it names."""
            return self._made

    stars = Levels(name="oak.stars")
    votes = Checklist(name="oak.votes")
    offered = {
        "conferencekit.scales": [Point("stars", stars)],
        "conferencekit.criteria": [Point("votes", votes)],
        "conferencekit.rules": [Point("oak.best", Highest)],
    }
    monkeypatch.setattr(extensions, "entry_points", lambda group: offered[group])
    found = installed_extensions()
    assert found.scale_kind("oak.stars") is stars
    assert found.criterion_kind("oak.votes") is votes
    assert found.rule("oak.best", {}) == Highest()
    offered["conferencekit.rules"].append(Point("latest", Highest))
    assert refused(installed_extensions) == {"rules": "the name 'latest' is taken"}


def test_what_is_plugged_in_is_looked_up_by_name() -> None:
    """Unknown kinds are faults; names that are taken too."""
    odd = reading(
        scales=(Scale("s", (Level("x"),), kind="stars"),),
        criteria=(Criterion("c", scale="s", kind="votes"),),
    )
    assert refused(check_rubric, odd) == {
        "scales[0].kind": "unknown kind 'stars'",
        "criteria[0].kind": "unknown kind 'votes'",
    }
    check_rubric(RUBRIC)
    known = installed_extensions()
    taken = [known.scales["levels"]]
    assert refused(known.having, scales=taken) == {"scales": "the name 'levels' is taken"}
    assert list(refused(Extensions().scale_kind, "stars")) == [""]
    assert list(refused(Extensions().rule, "latest", {"x": 1})) == ["settings"]
