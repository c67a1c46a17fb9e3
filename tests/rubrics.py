"""A rubric that most tests use, and Hypothesis strategies for rubrics and assessments."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from conferencekit.assessment import (
    Assessment,
    Band,
    Criterion,
    Level,
    Rubric,
    Scale,
    Score,
    ScoreState,
    Text,
    Weighting,
    draft,
    publish,
)
from conferencekit.time import Instant

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


def points() -> st.SearchStrategy[Decimal]:
    """Points with up to two places."""
    return st.decimals(0, 20, places=2)


@st.composite
def scales(draw: st.DrawFn, id_: str) -> Scale:
    """Scales of every built-in kind."""
    kind = draw(st.sampled_from(("points", "ranges", "plain", "number", "narrative")))
    if kind == "number":
        least = draw(st.integers(0, 3))
        return Scale(id_, kind="number", least=least, most=least + draw(st.integers(1, 9)))
    if kind == "narrative":
        return Scale(id_, kind="narrative")
    size = draw(st.integers(2, 5))
    values = sorted(draw(st.lists(points(), min_size=size, max_size=size, unique=True)))
    levels = []
    for index, value in enumerate(values):
        lowest = (values[index - 1] if index else Decimal(0)) if kind == "ranges" else None
        counted = None if kind == "plain" else value
        levels.append(Level(f"l{index}", draw(texts()), counted, lowest, draw(texts())))
    return Scale(id_, tuple(levels))


def texts() -> st.SearchStrategy[Text]:
    """Plain ones, translated ones and none."""
    words = st.text("abc é漢", min_size=1, max_size=6)
    tags = st.sampled_from(("en", "es", "zh-Hant", "und"))
    return st.dictionaries(tags, words, max_size=2).map(Text)


@st.composite
def rubrics(draw: st.DrawFn, *, id_: str = "made", version: str = "1") -> Rubric:
    """Rubrics with groups within groups, any weights and everything a criterion can have."""
    weighting = draw(st.sampled_from((Weighting.POINTS, Weighting.RELATIVE)))
    made = tuple(draw(scales(f"s{n}")) for n in range(draw(st.integers(1, 3))))
    criteria: list[Criterion] = []
    for index in range(draw(st.integers(1, 6))):
        groups = [item.id for item in criteria if item.is_group]
        weighs = weighting is Weighting.RELATIVE and draw(st.booleans())
        scale = draw(st.sampled_from((None, *made, *made)))
        levels = [level.id for level in scale.levels] if scale else []
        criteria.append(
            Criterion(
                f"c{index}",
                draw(texts()),
                scale.id if scale else None,
                draw(st.sampled_from((None, *groups))),
                Decimal(draw(st.integers(1, 400))) / 100 if weighs else None,
                counts=draw(st.sampled_from((True, True, True, False))),
                hidden=draw(st.sampled_from((False, False, False, True))),
                description=draw(texts()),
                descriptors={id_: draw(texts()) for id_ in levels if draw(st.booleans())},
                domain=draw(st.sampled_from((None, "well-being"))),
                band=Band(("1",), 5, 9) if draw(st.booleans()) else Band(),
                standards=tuple(draw(st.lists(st.sampled_from(("a:1", "a:2")), unique=True))),
                extras=draw(st.just({}) | st.just({"case": {"x": [1, 2.5, None]}})),
            )
        )
    return Rubric(id_, version, draw(texts()), "academic", made, tuple(criteria), weighting)


@st.composite
def some_scores(draw: st.DrawFn, rubric: Rubric) -> tuple[Score, ...]:
    """Scores on some criteria of a rubric, in every state."""
    made = []
    for item in rubric.scored_criteria():
        what = draw(st.sampled_from(("nothing", "state", "score", "score", "score")))
        if what == "state":
            states = [state for state in ScoreState if state is not ScoreState.SCORED]
            made.append(Score(item.id, state=draw(st.sampled_from(states))))
        elif what == "score":
            made.append(draw(scores_on(rubric.scale_of(item.id), item.id)))
    return tuple(made)


@st.composite
def scores_on(draw: st.DrawFn, scale: Scale, criterion: str) -> Score:
    """A score on a scale of a built-in kind."""
    if scale.kind == "narrative":
        return Score(criterion, words="reads")
    if scale.kind == "number":
        assert scale.least is not None
        assert scale.most is not None
        return Score(criterion, points=draw(st.decimals(scale.least, scale.most, places=2)))
    level = draw(st.sampled_from(scale.levels))
    if level.lowest is None:
        return Score(criterion, level.id, comment=draw(st.sampled_from(("", "well"))))
    assert level.points is not None
    return Score(criterion, level.id, draw(st.decimals(level.lowest, level.points, places=2)))


@st.composite
def assessments_by(draw: st.DrawFn, rubric: Rubric, *, most: int = 5) -> list[Assessment]:
    """Published assessments of one student by a rubric, some at the same instant."""
    made = []
    for number in range(draw(st.integers(1, most))):
        scores = draw(some_scores(rubric))
        day = draw(st.integers(0, 4))
        made.append(assessed(rubric, scores, day, id_=f"a{number}"))
    return made
