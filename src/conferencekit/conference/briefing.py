"""Briefs for many students in one pass: drawn from what each reader may see, and nothing else.

Everything is asked for before anything is computed: a figure rests only on records that the
reader may see, so that no figure tells what its records may not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from conferencekit._fields import as_checked
from conferencekit._kinds import check_of, kinds_checked, kinds_checked_in_passing
from conferencekit.assessment import Aggregation, Assessment, RubricCatalog, Text
from conferencekit.conference._phrases import PHRASES
from conferencekit.conference._sections import sections
from conferencekit.conference._visible import Visible
from conferencekit.conference._wording import Wording
from conferencekit.conference.answers import Answers
from conferencekit.conference.follow_up import FollowUp
from conferencekit.conference.pages import Brief, Line, Section, Voice
from conferencekit.conference.questionnaire import Questionnaire
from conferencekit.conference.record import ConferenceRecord
from conferencekit.conference.sources import SourceRecord, label_of
from conferencekit.dialogue import (
    AdjustmentRule,
    Cadence,
    Circumstance,
    ContactEntry,
    Involvement,
    check_ins,
    propose,
)
from conferencekit.dialogue._households import Knowledge
from conferencekit.dialogue.adjustments import ADJUSTMENT_RULES
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.goals import ActionPlan, Goal
from conferencekit.privacy import Access, Action, Audience, Audiences, Label
from conferencekit.progress import Record
from conferencekit.school import School
from conferencekit.support import SupportHistory
from conferencekit.time import Instant

__all__ = ["Material", "brief", "briefs"]

_T = TypeVar("_T")
_S = TypeVar("_S", bound=SourceRecord)


@attrs.frozen(repr=False)
class Material:
    """What briefs are drawn from, of any students and in any order.

    It may be whole: who reads a brief is asked for when the brief is made, and nobody is shown
    this. :func:`~conferencekit.conference.gathering.kept_material` draws it from a store.

    Attributes:
        catalog: The rubrics that assessments were made by.
        assessments: Assessments.
        goals: Goals.
        plans: Action plans.
        records: The measurements of goals.
        support: Support plans with their versions.
        follow_ups: What was promised.
        answers: What was answered to questionnaires.
        questionnaires: Which these were.
        circumstances: What was told in confidence.
        rules: What follows from circumstances.
        contacts: The contact log.
        happened: How far occasions went with families: who came or wrote was spoken with.
        conferences: Records of conferences: one that was moved, held or called off since a
            circumstance was told is not proposed to be moved.
        cadence: How often the school wants to have spoken with families; None for no check-ins.
        how: How scores become results; the latest score and percent where nothing is said.
        audiences: Whom records are for that carry no label.
    """

    catalog: RubricCatalog = attrs.field(factory=lambda: RubricCatalog(()))
    assessments: Iterable[Assessment] = ()
    goals: Iterable[Goal] = ()
    plans: Iterable[ActionPlan] = ()
    records: Iterable[Record] = ()
    support: Iterable[SupportHistory] = ()
    follow_ups: Iterable[FollowUp] = ()
    answers: Iterable[Answers] = ()
    questionnaires: Iterable[Questionnaire] = ()
    circumstances: Iterable[Circumstance] = ()
    rules: Iterable[AdjustmentRule] = ADJUSTMENT_RULES
    contacts: Iterable[ContactEntry] = ()
    happened: Iterable[Involvement] = ()
    conferences: Iterable[ConferenceRecord] = ()
    cadence: Cadence | None = None
    how: Aggregation | None = None
    audiences: Audiences = attrs.field(factory=Audiences)


@attrs.frozen(field_transformer=as_checked)
class _Told:
    """The material, each kind by student; what is about families by household."""

    assessments: Mapping[str, list[Assessment]]
    goals: Mapping[str, list[Goal]]
    plans: Mapping[str, list[ActionPlan]]
    records: Mapping[str, list[Record]]
    support: Mapping[str, list[SupportHistory]]
    follow_ups: Mapping[str, list[FollowUp]]
    answers: Mapping[str, list[Answers]]
    circumstances: Mapping[str, list[Circumstance]]
    contacts: Mapping[str, list[ContactEntry]]
    happened: Mapping[str, list[Involvement]]
    conferences: Mapping[str, list[ConferenceRecord]]
    rules: tuple[AdjustmentRule, ...]
    asked: tuple[Questionnaire, ...]


@kinds_checked_in_passing("wanted")
def briefs(
    wanted: Iterable[tuple[str, Access]],
    material: Material,
    *,
    since: Instant,
    most: int = 4,
    action: Action = Action.READ,
    phrases: Mapping[str, Text] | None = None,
) -> Iterator[Brief]:
    """The brief of each student for each reader, one after the other.

    A brief for a guardian, or the student, is made with *their* access, whoever prints it: only
    that leaves out what is not theirs to see. Whose words it is in follows from the reader: the
    student, a guardian of the student, or the staff.

    The material is gone through once, and each brief takes time in proportion to what there is
    of its student.

    Args:
        wanted: Ids of students, each with who reads the brief, when, and what for.
        material: What they are drawn from.
        since: From when on growth is told, such as the conference before.
        most: How many lines a section has at the most; of answers, twice as many.
        action: ``export`` for a copy that leaves the school's software, such as a page on paper.
        phrases: Words of the school's own in the place of ours, by the keys of ``PHRASES``. They
            are templates of :meth:`str.format`: none that a stranger could write.

    Returns:
        An iterator over the briefs, in the order asked for.
    """
    told = _grouped(material)
    asked = {(one.id, one.version): one for one in told.asked}
    said = {**PHRASES, **(phrases or {})}
    for student, access in wanted:
        school = access.policy.school
        voice, languages = _reader(school, access.viewer, student)
        visible = _visible(student, told, material, access, action, voice)
        wording = Wording(said, languages, school, asked)
        lines = sections(student, visible, material.catalog, material.how, wording, voice, since)
        page = _page(student, access, voice, languages, lines, most)
        yield page if page.lines else attrs.evolve(page, refused=_refused(student, access, action))


@kinds_checked
def brief(
    student: str,
    material: Material,
    access: Access,
    *,
    since: Instant,
    most: int = 4,
    action: Action = Action.READ,
    phrases: Mapping[str, Text] | None = None,
) -> Brief:
    """The brief of one student for one reader; see :func:`briefs`, which is for many.

    It is false where the reader may see nothing of the student, and ``refused`` says why.
    """
    (made,) = briefs(
        [(student, access)], material, since=since, most=most, action=action, phrases=phrases
    )
    return made


def _refused(student: str, access: Access, action: Action) -> str:
    """Why somebody may see nothing that is kept of a student; empty where they may see some."""
    wide = (Audience.FAMILY, Audience.GUARDIANS, Audience.STAFF)
    asked = [
        access.ask(action, Label("brief", student, (student,), None, access.at, audience))
        for audience in wide
    ]
    return "" if any(asked) else asked[0].reason


def _grouped(material: Material) -> _Told:
    faults: list[Fault] = []

    def several(field: str, kind: type[_T]) -> tuple[_T, ...]:
        items, found = check_of(Iterable[kind])(getattr(material, field), field)  # type: ignore[valid-type]
        faults.extend(found)
        return () if found else tuple(items)

    def by(field: str, kind: type[_T], key: Callable[[_T], str]) -> dict[str, list[_T]]:
        found: dict[str, list[_T]] = {}
        for item in several(field, kind):
            found.setdefault(key(item), []).append(item)
        return found

    told = _Told(
        by("assessments", Assessment, lambda one: one.student),
        by("goals", Goal, lambda one: one.student),
        by("plans", ActionPlan, lambda one: one.student),
        by("records", Record, lambda one: one.student),
        by("support", SupportHistory, lambda one: one.student),
        by("follow_ups", FollowUp, lambda one: one.student),
        by("answers", Answers, lambda one: one.student),
        by("circumstances", Circumstance, lambda one: one.label.students[0]),
        by("contacts", ContactEntry, lambda one: one.label.household or ""),
        by("happened", Involvement, lambda one: one.household),
        by("conferences", ConferenceRecord, lambda one: one.student),
        several("rules", AdjustmentRule),
        several("questionnaires", Questionnaire),
    )
    if faults:
        raise InvalidInputError(faults, source="material")
    return told


def _reader(school: School, viewer: str, student: str) -> tuple[Voice, tuple[str, ...]]:
    """In whose words a brief is, and in which languages."""
    if viewer == student and school.has("students", student):
        return Voice.STUDENT, (*school.student(student).languages, *school.languages)
    for guardian in school.guardians_of(student):
        if guardian.id == viewer:
            return Voice.FAMILY, (*guardian.languages, *school.languages)
    return Voice.STAFF, school.languages


def _visible(  # noqa: PLR0917
    student: str,
    told: _Told,
    material: Material,
    access: Access,
    action: Action,
    voice: Voice,
) -> Visible:
    """Of what there is on a student, what somebody may see; as it was by the time they look."""
    school = access.policy.school

    def may(label: Label | None) -> bool:
        return label is not None and access.ask(action, label).allowed

    def of(records: Mapping[str, list[_S]]) -> tuple[_S, ...]:
        mine = records.get(student, ())
        return tuple(one for one in mine if may(label_of(one, school, material.audiences)))

    goals = of(told.goals)
    known = {one.id for one in goals}
    circumstances = _current(told.circumstances.get(student, ()), access, action)
    is_school = voice is Voice.STAFF and school.has("staff", access.viewer)
    about_families = Label("check-in", student, (student,), None, access.at, Audience.STAFF)
    knows_families = is_school and may(about_families)
    cadence = material.cadence if knows_families else None
    homes = school.households_of(student) if knows_families else ()
    logged = (one for home in homes for one in told.contacts.get(home.id, ()))
    contacts = access.visible(logged, action=action)
    went = (one for home in homes for one in told.happened.get(home.id, ()))
    knowledge = Knowledge(access, action)
    happened = tuple(one for one in went if knowledge.knows(one.household, one.labels))
    return Visible(
        at=access.at,
        viewer=access.viewer,
        student=student,
        assessments=of(told.assessments),
        goals=goals,
        plans=of(told.plans),
        records={one.goal: one for one in told.records.get(student, ()) if one.goal in known},
        support=of(told.support),
        follow_ups=tuple(one for one in told.follow_ups.get(student, ()) if may(one.label)),
        conferences=tuple(one for one in told.conferences.get(student, ()) if may(one.label)),
        answers=tuple(one for one in told.answers.get(student, ()) if may(one.label)),
        circumstances=circumstances if voice is not Voice.STUDENT else (),
        proposals=propose(circumstances, access, rules=told.rules) if is_school else (),
        contacts=contacts,
        happened=happened,
        check_ins=()
        if cadence is None
        else check_ins(contacts, cadence, access, student=student, happened=happened),
    )


def _current(
    circumstances: Iterable[Circumstance], access: Access, action: Action
) -> tuple[Circumstance, ...]:
    """Those somebody may see and whose time is not over, the newest first."""
    found = [
        one
        for one in access.visible(circumstances, action=action)
        if one.label.at <= access.at and (one.label.until is None or access.at < one.label.until)
    ]
    return tuple(sorted(found, key=lambda one: (one.label.at, one.label.id), reverse=True))


def _page(  # noqa: PLR0917
    student: str,
    access: Access,
    voice: Voice,
    languages: tuple[str, ...],
    lines: Mapping[Section, list[Line]],
    most: int,
) -> Brief:
    shown: list[Line] = []
    left_out: dict[Section, int] = {}
    for section in Section:
        found = lines.get(section, [])
        room = 2 * most if section is Section.ANSWERS else most
        shown += found[:room]
        if len(found) > room:
            left_out[section] = len(found) - room
    return Brief(
        student,
        access.viewer,
        access.at,
        voice,
        tuple(shown),
        left_out,
        languages,
        zone=access.policy.school.timezone,
    )
