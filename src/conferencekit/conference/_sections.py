"""The lines of a brief, section by section."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from conferencekit.assessment import (
    DOMAINS,
    Aggregation,
    Choice,
    Direction,
    Growth,
    Perspective,
    Profile,
    Receipt,
    RubricCatalog,
    Unit,
    View,
    Views,
    growth,
    profile,
    rounded,
    side_by_side,
    standouts,
)
from conferencekit.conference._in_touch import check_in_lines, circumstance_lines
from conferencekit.conference._visible import Visible
from conferencekit.conference._wording import Wording
from conferencekit.conference.answers import Answers
from conferencekit.conference.pages import Line, Origin, Section, Voice, one_line
from conferencekit.conference.questionnaire import Answer, Question
from conferencekit.goals import Goal, GoalState, Milestones, Quantity, tasks
from conferencekit.goals.showing import is_of_another_home
from conferencekit.progress import Direction as Way
from conferencekit.progress import Point, Record
from conferencekit.support import Effect, SupportPlan, effects
from conferencekit.time import Instant

__all__ = ["sections"]

_CHOICE = Choice(fewest=1)
"""One score says something at a conference, where there is somebody to ask."""


def sections(  # noqa: PLR0917
    student: str,
    visible: Visible,
    catalog: RubricCatalog,
    how: Aggregation | None,
    wording: Wording,
    voice: Voice,
    since: Instant,
) -> dict[Section, list[Line]]:
    """Every line there is, by section."""
    today = wording.school.timezone.day(visible.at)
    found: dict[Section, list[Line]] = {}
    lines = [
        *circumstance_lines(visible, wording, today),
        *_answers(visible, wording, voice),
        *_assessed(student, visible, catalog, how, wording, voice, since),
        *_goals(visible, wording, voice, today),
        *_steps(visible, wording, voice, today),
        *_follow_ups(visible, wording, voice, today),
        *check_in_lines(visible, wording, today),
    ]
    if voice is not Voice.STUDENT:
        lines += _support(visible, wording, today)
    for line in lines:
        found.setdefault(line.section, []).append(line)
    return found


# ------------------------------------------------------------------------------------- answers


def _answers(visible: Visible, wording: Wording, voice: Voice) -> Iterator[Line]:
    """The newest answers of each person to each questionnaire; of the student, their own."""
    newest: dict[tuple[str, str], Answers] = {}
    for one in sorted(visible.answers, key=lambda one: (one.label.at, one.id)):
        if one.label.at <= visible.at:
            newest[one.label.author or "", one.questionnaire] = one
    for answers in newest.values():
        own = answers.label.author == answers.student
        if voice is Voice.STUDENT and not own:
            continue
        asked = wording.questionnaires.get((answers.questionnaire, answers.version))
        for answer in answers.answers:
            questions = asked.questions if asked else ()
            question = next((one for one in questions if one.id == answer.question), None)
            what = wording.text(question.text) if question else answer.question
            said = wording.say("answered", what=what, value=_answered(answer, question, wording))
            if voice is not Voice.STUDENT and answers.label.author is not None:
                said = wording.say("by", said=said, who=wording.name(answers.label.author))
            origin = Origin("answers", answers.id, answers.label.at)
            yield Line(Section.ANSWERS, said, (origin,))


def _answered(answer: Answer, question: Question | None, wording: Wording) -> str:
    options = {one.id: wording.text(one.text) for one in question.options} if question else {}
    chosen = [
        options.get(id_) or (wording.say(id_) if id_ in ("yes", "no") else id_)
        for id_ in answer.chosen
    ]
    number = [] if answer.number is None else [str(answer.number)]
    return "; ".join([*chosen, *number, *([answer.words] if answer.words.strip() else [])])


# --------------------------------------------------------------------------------- assessments


def _assessed(  # noqa: PLR0917
    student: str,
    visible: Visible,
    catalog: RubricCatalog,
    how: Aggregation | None,
    wording: Wording,
    voice: Voice,
    since: Instant,
) -> Iterator[Line]:
    if not visible.assessments:
        return
    seen = Perspective.STUDENT if voice is Voice.STUDENT else Perspective.TEACHER
    given, at = visible.assessments, visible.at
    picture = profile(student, given, catalog, how, as_of=at, perspective=seen)
    chosen = standouts(picture, _CHOICE)
    for section, found in (
        (Section.STRENGTHS, chosen.strengths),
        (Section.TO_WORK_ON, chosen.to_work_on),
    ):
        for one in found:
            yield _result(section, one.result, catalog, wording)
    yield from _domains(picture, catalog, wording)
    if since <= at:
        grown = growth(student, given, catalog, how, since=since, until=at, perspective=seen)
        yield from _grown(grown, catalog, wording)
    if voice is not Voice.STUDENT:
        for row in side_by_side(
            student, given, catalog, how, as_of=at, school=wording.school
        ).differing:
            told = "; ".join(
                wording.say(
                    "view", who=_whose(view, row, wording), value=_value(one, catalog, wording)
                )
                for view, one in row.results.items()
            )
            what = _title(row.rubric.id, row.criterion, catalog, wording)
            said = wording.say("value", what=what, value=told)
            yield Line(Section.VIEWS, said, _origins(*row.results.values()))


def _whose(view: View, row: Views, wording: Wording) -> str:
    """Whose view it is; with the names of a home where several say something."""
    who = wording.say(view.perspective.value)
    if view.household is None or len(row.of(view.perspective)) == 1:
        return who
    names = map(wording.name, wording.school.household(view.household).guardians)
    return wording.say("home", who=who, names=", ".join(names))


def _result(section: Section, one: Receipt, catalog: RubricCatalog, wording: Wording) -> Line:
    what = _title(one.rubric.id if one.rubric else None, one.of, catalog, wording)
    said = wording.say("value", what=what, value=_value(one, catalog, wording))
    return Line(section, said, _origins(one))


def _domains(picture: Profile, catalog: RubricCatalog, wording: Wording) -> Iterator[Line]:
    by_criterion = {
        f"{one.rubric.id}/{one.of}": one for one in picture.criteria if one.rubric is not None
    }
    for one in picture.domains:
        parts = [by_criterion[part.source] for part in one.inputs if part.source in by_criterion]
        if one.value is not None and parts:
            what = _domain(one.of, catalog, wording)
            said = wording.say("value", what=what, value=_value(one, catalog, wording))
            yield Line(Section.DOMAINS, said, _origins(*parts))


def _domain(id_: str, catalog: RubricCatalog, wording: Wording) -> str:
    if id_ in DOMAINS:
        return wording.say(id_)
    titles = (one.title for rubric in catalog for one in rubric.domains if one.id == id_)
    return next(map(wording.text, titles), "") or id_


def _grown(found: Iterable[Growth], catalog: RubricCatalog, wording: Wording) -> Iterator[Line]:
    """What is another value than before; the greatest part of its scale first."""
    changed = [one for one in found if one.gain]
    for one in sorted(changed, key=_part, reverse=True):
        what = _title(one.rubric.id, one.criterion, catalog, wording)
        before, after = (_value(each, catalog, wording) for each in (one.before, one.after))
        said = wording.say("from-to", what=what, before=before, after=after)
        if one.trend.direction in (Direction.RISING, Direction.FALLING):
            said = wording.say(one.trend.direction.value, said=said)
        yield Line(Section.GROWTH, said, _origins(one.before, one.after))


def _part(one: Growth) -> Fraction:
    given = one.after.inputs[0]
    return abs(one.gain or Fraction(0)) / ((given.most - given.least) or 1)


def _origins(*results: Receipt) -> tuple[Origin, ...]:
    """The assessments that went into some results, each once, in order of time."""
    found = {
        Origin("assessment", one.source, one.at)
        for result in results
        for one in result.inputs
        if one.at is not None
    }
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def _title(rubric: str | None, of: str, catalog: RubricCatalog, wording: Wording) -> str:
    if rubric is None or rubric not in catalog.rubric_ids():
        return of
    return wording.text(catalog.newest(rubric).criterion(of).title) or of


def _value(one: Receipt, catalog: RubricCatalog, wording: Wording) -> str:
    if one.value is None:
        return one.undefined
    rubric = catalog.find(one.rubric) if one.rubric is not None else None
    if one.level is not None and rubric is not None:
        return wording.text(rubric.scale_of(one.of).level(one.level).label) or one.level
    if one.unit is Unit.PERCENT:
        return wording.say("percent", value=str(rounded(one.value, 0)))
    value = one.value + 1 if one.unit is Unit.RANK else one.value
    most = one.inputs[0].most + 1 if one.unit is Unit.RANK else one.inputs[0].most
    return wording.say("of-most", value=f"{rounded(value)}", most=f"{float(most):g}")


# ----------------------------------------------------------------------------- goals and steps


def _goals(visible: Visible, wording: Wording, voice: Voice, today: date) -> Iterator[Line]:
    for goal in sorted(visible.goals, key=lambda one: (one.terms.due or date.max, one.id)):
        if not goal.is_open:
            continue
        origins = [Origin("goal", goal.id, goal.changes[-1].at)]
        said = goal.terms.statement
        if voice is Voice.STUDENT and goal.terms.aspiration.strip():
            said = goal.terms.aspiration
        measure, record = goal.terms.measure, visible.records.get(goal.id)
        last = _last(record, visible.at)
        if isinstance(measure, Quantity) and last is not None:
            origins.append(Origin("measurements", goal.id, last.at))
            value, target = f"{last.value:g}", f"{measure.target:g}"
            said = wording.say(
                "measured", what=said, value=value, target=target, unit=measure.unit
            ).rstrip()
        elif isinstance(measure, Milestones):
            done, every = str(len(goal.reached)), str(len(measure.items))
            said = wording.say("reached", what=said, done=done, all=every)
        if goal.state is GoalState.PROPOSED:
            said = wording.say("proposed", said=said)
        yield Line(
            Section.GOALS, one_line(wording.by_day(said, goal.terms.due, today)), tuple(origins)
        )


def _last(record: Record | None, at: Instant) -> Point | None:
    """The last measurement up to an instant."""
    points = record.points if record is not None else ()
    return next((point for point in reversed(points) if point.at <= at), None)


def _steps(visible: Visible, wording: Wording, voice: Voice, today: date) -> Iterator[Line]:
    touched = {
        (plan.id, change.step): change.at for plan in visible.plans for change in plan.changes
    }
    for task in tasks(visible.plans, on=today):
        owner = task.step.owner.id if task.step.owner else None
        if voice is Voice.STUDENT and owner != visible.viewer:
            continue
        if is_of_another_home(task.step, visible.student, visible.viewer, wording.school):
            continue
        told = task.step.title if voice is Voice.STAFF else task.step.family_title
        said = wording.by_day(told or task.step.title, task.day, today)
        if owner is not None and voice is not Voice.STUDENT:
            said = wording.say("by", said=said, who=wording.name(owner))
        origin = Origin("step", f"{task.plan}/{task.step.id}", touched[task.plan, task.step.id])
        yield Line(Section.STEPS, one_line(said), (origin,))


def _follow_ups(visible: Visible, wording: Wording, voice: Voice, today: date) -> Iterator[Line]:
    for one in sorted(visible.follow_ups, key=lambda one: (one.due, one.id)):
        if not one.is_open or (voice is Voice.STUDENT and one.owner != one.student):
            continue
        said = wording.by_day(one.promise, one.due, today)
        if voice is not Voice.STUDENT:
            said = wording.say("by", said=said, who=wording.name(one.owner))
        at = one.changes[-1].at if one.changes else one.label.at
        yield Line(Section.FOLLOW_UPS, said, (Origin("follow-up", one.id, at),))


# ------------------------------------------------------------------------------------- support


def _support(visible: Visible, wording: Wording, today: date) -> Iterator[Line]:
    for history in visible.support:
        versions = [one for one in history.versions if one.at <= visible.at]
        if not versions:
            continue
        plan, origin = versions[-1].plan, Origin("support", history.student, versions[-1].at)
        for need in plan.needs:
            yield Line(Section.SUPPORT, wording.say("need", what=need.text), (origin,))
        for one in plan.interventions:
            if one.runs(today):
                dose = next(each for each in reversed(one.dosages) if each.since <= today)
                said = wording.say(
                    "given",
                    what=one.title,
                    minutes=str(dose.minutes),
                    times=str(dose.times),
                    days=str(dose.in_days),
                )
                yield Line(Section.SUPPORT, said, (origin,))
        yield from _effects(plan, origin, visible, wording)


def _effects(
    plan: SupportPlan, origin: Origin, visible: Visible, wording: Wording
) -> Iterator[Line]:
    """What came after the last change of the support for each goal, and its caveat."""
    lines = []
    for goal in visible.goals:
        measure, record = goal.terms.measure, visible.records.get(goal.id)
        better = _better(measure) if isinstance(measure, Quantity) else None
        if record is None or better is None or not goal.is_open:
            continue
        points = [point for point in record.points if point.at <= visible.at]
        found = effects(plan, goal.id, points, wording.school.timezone, better=better)
        if found:
            measured = Origin("measurements", goal.id, points[-1].at)
            said = _effect(found[-1], goal, wording)
            lines.append(Line(Section.EFFECT, said, (origin, measured)))
    if lines:
        told = tuple(dict.fromkeys(one for line in lines for one in line.origins))
        yield Line(Section.EFFECT, wording.say("no-proof"), told)
    yield from lines


def _better(measure: Quantity) -> Way | None:
    if measure.better is not None or measure.baseline in (None, measure.target):
        return measure.better
    return Way.UP if measure.target > (measure.baseline or 0) else Way.DOWN


def _effect(effect: Effect, goal: Goal, wording: Wording) -> str:
    what, day = goal.terms.statement, effect.day.isoformat()
    change = effect.progress.slope_change
    if change is None:
        return wording.say("no-slope", what=what, day=day)
    low, high = change.interval.low, change.interval.high
    return wording.say(
        "slope",
        what=what,
        day=day,
        change=f"{change.value:+.1f}",
        low=f"{low:+.1f}",
        high=f"{high:+.1f}",
    )
