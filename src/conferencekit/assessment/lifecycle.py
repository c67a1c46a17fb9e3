"""From a draft to a published assessment, and on to its corrections.

Every function returns a new assessment; whoever calls it keeps it.
"""

from collections.abc import Iterable, Iterator
from functools import partial

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment._states import TABLE, Action
from conferencekit.assessment.assessment import (
    Assessment,
    AssessmentState,
    Perspective,
    Revision,
)
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.formats import rubric_ref
from conferencekit.assessment.rubric import Rubric
from conferencekit.assessment.score import Score
from conferencekit.errors import Fault, Faults, InvalidInputError, shorten
from conferencekit.time import Instant

__all__ = [
    "assessment_faults",
    "correct",
    "draft",
    "publish",
    "record",
    "withdraw",
]


@kinds_checked
def draft(
    id_: str,
    rubric: Rubric,
    scores: Iterable[Score] = (),
    *,
    student: str,
    assessor: str,
    at: Instant,
    perspective: Perspective = Perspective.TEACHER,
    occasion: str = "",
    extensions: Extensions = BUILT_IN,
) -> Assessment:
    """A first draft of an assessment; criteria may still be missing.

    Args:
        id_: Of the assessment.
        rubric: By which the student is scored.
        scores: What there is so far.
        student: The student's id.
        assessor: The id of who assesses.
        at: When the student was observed.
        perspective: From where the student is seen.
        occasion: What is assessed, such as a piece of work.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: A score does not fit the rubric; with every fault and its path.
    """
    empty = Assessment(
        id_, student, rubric_ref(rubric), assessor, at, perspective=perspective, occasion=occasion
    )
    return record(empty, rubric, scores, extensions=extensions)


@kinds_checked
def record(
    assessment: Assessment,
    rubric: Rubric,
    scores: Iterable[Score],
    *,
    extensions: Extensions = BUILT_IN,
) -> Assessment:
    """The draft with some scores put in, in the place of those on the same criteria.

    Raises:
        InvalidInputError: It is no draft, or of another rubric, or a score does not fit.
    """
    state = _after(assessment, Action.RECORD)
    return attrs.evolve(
        assessment, scores=_merged(assessment, rubric, scores, extensions), state=state
    )


@kinds_checked
def publish(
    assessment: Assessment, rubric: Rubric, *, at: Instant, extensions: Extensions = BUILT_IN
) -> Assessment:
    """The draft, published: it counts from now on.

    Args:
        assessment: A draft. What is missing in it stays missing; that is no fault.
        rubric: By which it was made.
        at: Now.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: It is no draft, or does not fit the rubric.
    """
    state = _after(assessment, Action.PUBLISH)
    faults = tuple(assessment_faults(assessment, rubric, extensions))
    if faults:
        raise InvalidInputError(faults, source=f"assessment {assessment.id!r}")
    return attrs.evolve(assessment, state=state, published_at=at)


@kinds_checked
def correct(
    assessment: Assessment,
    rubric: Rubric,
    scores: Iterable[Score],
    *,
    at: Instant,
    by: str,
    reason: str = "",
    extensions: Extensions = BUILT_IN,
) -> Assessment:
    """The published assessment with some scores corrected; what it said is kept as history.

    Args:
        assessment: As published.
        rubric: By which it was made.
        scores: In the place of those on the same criteria.
        at: Now; not before the correction before.
        by: The id of who corrects it.
        reason: Why.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: It is not published, a score does not fit, or time goes backwards.
    """
    state = _after(assessment, Action.CORRECT)
    merged = _merged(assessment, rubric, scores, extensions)
    history = (*assessment.history, revision_of(assessment, at, by, reason))
    return attrs.evolve(assessment, scores=merged, state=state, history=history)


@kinds_checked
def withdraw(assessment: Assessment, *, at: Instant, by: str, reason: str = "") -> Assessment:
    """The assessment, counting no longer; what it said is kept as history.

    Args:
        assessment: As published.
        at: Now.
        by: The id of who withdraws it.
        reason: Why.

    Raises:
        InvalidInputError: It is not published, or time goes backwards.
    """
    state = _after(assessment, Action.WITHDRAW)
    history = (*assessment.history, revision_of(assessment, at, by, reason))
    return attrs.evolve(assessment, state=state, history=history)


@kinds_checked
def assessment_faults(
    assessment: Assessment, rubric: Rubric, extensions: Extensions = BUILT_IN
) -> Iterator[Fault]:
    """Everything in which an assessment does not fit its rubric."""
    if assessment.rubric != rubric_ref(rubric):
        yield Fault("rubric", f"is {assessment.rubric}, or says otherwise than {rubric!r}")
        return
    yield from _published_faults(assessment)
    seen: set[str] = set()
    for index, score in enumerate(assessment.scores):
        path = f"scores[{index}]"
        if score.criterion in seen:
            yield Fault(f"{path}.criterion", f"{shorten(score.criterion)} is scored twice")
        seen.add(score.criterion)
        yield from (fault.inside(path) for fault in score_faults(score, rubric, extensions))


def score_faults(score: Score, rubric: Rubric, extensions: Extensions) -> Iterator[Fault]:
    """Why a score cannot be one of a rubric; paths relative to the score."""
    if not rubric.has_criterion(score.criterion):
        yield Fault("criterion", f"unknown criterion {shorten(score.criterion)}")
    elif rubric.criterion(score.criterion).is_group:
        yield Fault("criterion", f"{shorten(score.criterion)} is a group and not scored itself")
    elif score.is_scored:
        scale = rubric.scale_of(score.criterion)
        yield from extensions.scale_kind(scale.kind).score_faults(scale, score)
    else:
        for name in ("level", "points", "response"):
            if getattr(score, name) is not None:
                yield Fault(name, f"is given, but the score is {score.state.value}")


def _published_faults(assessment: Assessment) -> Iterator[Fault]:
    counts = assessment.state is not AssessmentState.DRAFT
    if counts and assessment.published_at is None:
        yield Fault("published_at", f"missing: the assessment is {assessment.state.value}")
    if not counts and (assessment.published_at or assessment.history):
        yield Fault("state", "is draft, but the assessment was published")


def _after(assessment: Assessment, action: Action) -> AssessmentState:
    state = TABLE.get((assessment.state, action))
    if state is None:
        raise InvalidInputError.single(
            "state",
            f"is {assessment.state.value}: nothing to {action.value}",
            source=f"assessment {assessment.id!r}",
        )
    return state


def revision_of(assessment: Assessment, at: Instant, by: str, reason: str) -> Revision:
    """What an assessment said until now, for its history."""
    since = assessment.history[-1].until if assessment.history else assessment.published_at
    if since is not None and at < since:
        raise InvalidInputError.single(
            "at", f"{at.isoformat()} is before the last change, at {since.isoformat()}"
        )
    return Revision(assessment.scores, assessment.rubric, at, by, reason)


def _merged(
    assessment: Assessment, rubric: Rubric, scores: Iterable[Score], extensions: Extensions
) -> tuple[Score, ...]:
    """The scores of an assessment with others put in; every fault of these is told."""
    given = list(scores)
    with Faults(source=f"assessment {assessment.id!r}") as faults:
        if assessment.rubric != rubric_ref(rubric):
            faults.add("rubric", f"is {assessment.rubric}, or says otherwise than {rubric!r}")
        made = [
            faults.attempt(partial(_resolved, score, rubric, extensions), inside=f"[{index}]")
            for index, score in enumerate(given)
        ]
        asked = [score.criterion for score in given]
        for index, id_ in enumerate(asked):
            if id_ in asked[:index]:
                faults.add(f"[{index}].criterion", f"{shorten(id_)} is scored twice")
            elif rubric.has_criterion(id_) and _is_hidden(rubric, id_):
                faults.add(f"[{index}].criterion", f"{shorten(id_)} is hidden: out of use")
    merged = {score.criterion: score for score in assessment.scores}
    merged.update({score.criterion: score for score in made if score is not None})
    return tuple(merged.values())


def _is_hidden(rubric: Rubric, criterion: str) -> bool:
    return any(item.hidden for item in rubric.lineage(criterion))


def _resolved(score: Score, rubric: Rubric, extensions: Extensions) -> Score:
    """The score, made of its response where there is one; checked."""
    bare = score.level is None and score.points is None and not score.words
    if score.response is not None and bare and rubric.has_criterion(score.criterion):
        score = _of_response(score, rubric, extensions)
    faults = tuple(score_faults(score, rubric, extensions))
    if faults:
        raise InvalidInputError(faults)
    return score


def _of_response(score: Score, rubric: Rubric, extensions: Extensions) -> Score:
    item = rubric.criterion(score.criterion)
    if item.is_group:
        return score
    kind = extensions.criterion_kind(item.kind)
    try:
        made = kind.score(item, rubric.scale_of(item.id), score.response)
    except InvalidInputError as error:
        raise InvalidInputError(fault.inside("response") for fault in error.faults) from None
    return attrs.evolve(score, level=made.level, points=made.points, words=made.words)
