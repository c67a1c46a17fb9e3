"""Strategies for rubrics and what is said by them."""

from collections.abc import Sequence
from decimal import Decimal

import attrs
from hypothesis import strategies as st

from conferencekit.assessment import (
    Assessment,
    Band,
    Criterion,
    Evidence,
    EvidenceKind,
    Level,
    Perspective,
    Rubric,
    Scale,
    Score,
    ScoreState,
    Text,
    Weighting,
    correct,
    draft,
    publish,
    withdraw,
)
from conferencekit.testing.strategies._basics import instants
from conferencekit.testing.strategies._words import ids, maybe_words

__all__ = ["assessments", "rubrics", "scales", "scores_by", "scores_on", "texts"]


def _points() -> st.SearchStrategy[Decimal]:
    """Points with up to two places."""
    return st.decimals(0, 20, places=2)


@st.composite
def scales(draw: st.DrawFn, id_: str = "s") -> Scale:
    """Scales of every built-in kind.

    Args:
        draw: Given by Hypothesis.
        id_: Its id.
    """
    kind = draw(st.sampled_from(("points", "ranges", "plain", "number", "narrative")))
    if kind == "number":
        least = draw(st.integers(0, 3))
        return Scale(id_, kind="number", least=least, most=least + draw(st.integers(1, 9)))
    if kind == "narrative":
        return Scale(id_, kind="narrative")
    size = draw(st.integers(2, 5))
    values = sorted(draw(st.lists(_points(), min_size=size, max_size=size, unique=True)))
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
    """Rubrics with groups within groups, any weights and everything a criterion can have.

    Args:
        draw: Given by Hypothesis.
        id_: The rubric's.
        version: The rubric's.
    """
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
def scores_by(draw: st.DrawFn, rubric: Rubric) -> tuple[Score, ...]:
    """Scores on some criteria of a rubric, in every state.

    Args:
        draw: Given by Hypothesis.
        rubric: The rubric.
    """
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
    """Scores on a scale of a built-in kind.

    Args:
        draw: Given by Hypothesis.
        scale: The scale.
        criterion: The id of the criterion that is scored on it.
    """
    if scale.kind == "narrative":
        return Score(criterion, words="reads")
    if scale.least is not None and scale.most is not None:
        return Score(criterion, points=draw(st.decimals(scale.least, scale.most, places=2)))
    level = draw(st.sampled_from(scale.levels))
    if level.lowest is None or level.points is None:
        return Score(criterion, level.id, comment=draw(st.sampled_from(("", "well"))))
    return Score(criterion, level.id, draw(st.decimals(level.lowest, level.points, places=2)))


@st.composite
def assessments(draw: st.DrawFn, rubric: Rubric) -> Assessment:
    """Assessments by a rubric at any point of their lives: drafts, corrected, withdrawn.

    Args:
        draw: Given by Hypothesis.
        rubric: The rubric.
    """
    at = draw(instants())
    made = draft(
        draw(ids()),
        rubric,
        _backed(draw, draw(scores_by(rubric))),
        student=draw(ids()),
        assessor=draw(ids()),
        at=at,
        perspective=draw(st.sampled_from(Perspective)),
        occasion=draw(maybe_words()),
    )
    if draw(st.booleans()):
        made = publish(made, rubric, at=at)
        for day in range(draw(st.integers(0, 2))):
            scores, by = draw(scores_by(rubric)), draw(ids())
            reason, later = draw(maybe_words()), at.plus(days=day)
            if scores:
                made = correct(made, rubric, scores, at=later, by=by, reason=reason)
        if draw(st.booleans()):
            made = withdraw(made, at=at.plus(days=9), by=draw(ids()), reason=draw(maybe_words()))
    return made


def _backed(draw: st.DrawFn, scores: Sequence[Score]) -> tuple[Score, ...]:
    """The scores, with what some of them rest on."""
    one = st.builds(
        Evidence,
        st.sampled_from(EvidenceKind),
        maybe_words(),
        maybe_words(),
        st.just("") | ids(),
        st.none() | instants(),
    )
    evidence = st.lists(one, max_size=1).map(tuple)
    return tuple(attrs.evolve(score, evidence=draw(evidence)) for score in scores)
