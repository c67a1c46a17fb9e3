"""A rubric that most tests use, and strategies for what is published by rubrics."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from conferencekit.assessment import (
    Assessment,
    Criterion,
    Level,
    Rubric,
    Scale,
    Score,
    Text,
    Weighting,
    draft,
    publish,
)
from conferencekit.testing.strategies import rubrics, texts
from conferencekit.testing.strategies import scores_by as some_scores
from conferencekit.time import Instant

__all__ = [
    "START",
    "assessed",
    "assessments_by",
    "reading",
    "rubrics",
    "some_scores",
    "texts",
]

START = Instant.parse("2026-09-01T08:00+00:00")

FOUR = Scale(
    "four",
    (
        Level("beginning", "Beginning", 1),
        Level("near", "Near", 2),
        Level("meets", "Meets", 3),
        Level("exceeds", "Exceeds", 4),
    ),
    title="Standards",
)
CONTINUUM = Scale(
    "continuum", (Level("exploring", "Explores"), Level("building"), Level("integrating"))
)
PERCENT = Scale("percent", kind="number", least=0, most=100)
WORDS = Scale("words", kind="narrative")


def reading(version: str = "1", **changes: Any) -> Rubric:  # noqa: ANN401
    """A rubric with every kind of scale, a group, and something that does not count."""
    given: dict[str, Any] = {
        "id": "reading",
        "version": version,
        "title": Text({"en": "Reading", "es": "Lectura"}),
        "domain": "academic",
        "scales": (FOUR, CONTINUUM, PERCENT, WORDS),
        "weighting": Weighting.RELATIVE,
        "criteria": (
            Criterion("decoding", "Decoding", weight=2),
            Criterion("sounds", "Sounds", "four", "decoding", weight=3),
            Criterion("fluency", "Fluency", "four", "decoding", weight=1),
            Criterion("words", "Word list", "percent"),
            Criterion("joy", "Joy in reading", "continuum", domain="well-being"),
            Criterion("note", "In a few words", "words"),
            Criterion("care", "Care for books", "four", counts=False, domain="social-emotional"),
        ),
    }
    return Rubric(**{**given, **changes})


def assessed(
    rubric: Rubric,
    scores: Sequence[Score],
    day: int = 0,
    **changes: Any,  # noqa: ANN401
) -> Assessment:
    """A published assessment of noah, made and published so many days after the start."""
    given: dict[str, Any] = {
        "id_": f"a{day}",
        "student": "noah",
        "assessor": "ada",
        "at": START.plus(days=day),
    }
    made = draft(rubric=rubric, scores=scores, **{**given, **changes})
    return publish(made, rubric, at=made.at)


@st.composite
def assessments_by(draw: st.DrawFn, rubric: Rubric, *, most: int = 5) -> list[Assessment]:
    """Published assessments of one student by a rubric, some at the same instant."""
    made = []
    for number in range(draw(st.integers(1, most))):
        scores = draw(some_scores(rubric))
        day = draw(st.integers(0, 4))
        made.append(assessed(rubric, scores, day, id_=f"a{number}"))
    return made
