"""A child's assessments, and what comes of them, for whom it is shown to.

Each function takes an :class:`~conferencekit.privacy.policy.Access`, asks the policy about every
assessment, and computes with those that may be seen, as of the instant of the access. The
functions without one, such as :func:`~conferencekit.assessment.profile.profile`, compute with all
they are given, for nobody in particular.
"""

from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.aggregate import Aggregation
from conferencekit.assessment.assessment import Assessment, Perspective
from conferencekit.assessment.catalog import RubricCatalog
from conferencekit.assessment.documents import ASSESSMENT
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.growth import Growth, growth
from conferencekit.assessment.labels import label_of_assessment
from conferencekit.assessment.profile import Profile, profile
from conferencekit.assessment.views import SideBySide, side_by_side
from conferencekit.privacy import (
    Access,
    Action,
    Audiences,
    DocumentSource,
    Label,
    Shown,
    Source,
    show,
)
from conferencekit.school import School
from conferencekit.storage import Store, key
from conferencekit.time import Instant

__all__ = [
    "assessment_sources",
    "show_assessments",
    "show_growth",
    "show_profile",
    "show_side_by_side",
    "visible_assessments",
]

_AUDIENCES: Final = Audiences()
_KINDS: Final = tuple(one.value for one in Perspective)


@kinds_checked
def assessment_sources(
    store: Store, school: School, *, audiences: Audiences | None = None
) -> tuple[Source, ...]:
    """The assessments that a store keeps, for dossiers and for retention.

    For :func:`~conferencekit.privacy.dossier.gather` and
    :func:`~conferencekit.privacy.retention.what_may_go`.

    Args:
        store: Where they are kept.
        school: Who belongs to which household.
        audiences: For whom the school keeps assessments.
    """
    source = DocumentSource(
        "assessments",
        store,
        ASSESSMENT,
        lambda one: label_of_assessment(one, school, audiences),
        lambda one: key("assessment", one.student, one.id),
    )
    return (source,)


@kinds_checked
def visible_assessments(
    assessments: Iterable[Assessment],
    access: Access,
    *,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> tuple[Assessment, ...]:
    """Those of any students' assessments that somebody may see, in their order.

    For what is computed of many students, such as the agreement of assessors. That others exist
    is not told.

    Args:
        assessments: Of any students.
        access: Who looks, when and what for.
        audiences: For whom the school keeps assessments.
        action: ``export`` for a copy that leaves the school's software.
    """
    rules, school = audiences or _AUDIENCES, access.policy.school
    return tuple(
        one for one in assessments if access.ask(action, label_of_assessment(one, school, rules))
    )


@kinds_checked
def show_assessments(
    student: str,
    assessments: Iterable[Assessment],
    access: Access,
    *,
    audiences: Audiences | None = None,
    action: Action = Action.READ,
) -> Shown[tuple[Assessment, ...]]:
    """The assessments of a student that somebody may see, or why they may see none.

    Args:
        student: The student's id.
        assessments: Of any students; those of others are passed over.
        access: Who looks, when and what for.
        audiences: For whom the school keeps assessments.
        action: ``export`` for a copy that leaves the school's software.

    Returns:
        The assessments. :meth:`~conferencekit.privacy.showing.Shown.then` computes with them.
    """
    rules, school = audiences or _AUDIENCES, access.policy.school
    return show(
        (one for one in assessments if one.student == student),
        lambda one: label_of_assessment(one, school, rules),
        access,
        of=Label("assessments", student, (student,), None, access.at, rules.widest(*_KINDS)),
        action=action,
    )


@kinds_checked
def show_profile(
    student: str,
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    access: Access,
    how: Aggregation | None = None,
    *,
    perspective: Perspective = Perspective.TEACHER,
    grades: Collection[str] = (),
    audiences: Audiences | None = None,
    action: Action = Action.READ,
    extensions: Extensions = BUILT_IN,
) -> Shown[Profile]:
    """The profile of a student, for somebody.

    See :func:`~conferencekit.assessment.profile.profile`.

    Args:
        student: The student's id.
        assessments: Of any students; those of others are passed over.
        catalog: The rubrics they were made by.
        access: Who looks, when and what for.
        how: How scores become results.
        perspective: Whose assessments count; views are never mixed.
        grades: The student's.
        audiences: For whom the school keeps assessments.
        action: ``export`` for a copy that leaves the school's software.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: As ``profile`` does, of what may be seen.
    """
    seen = show_assessments(student, assessments, access, audiences=audiences, action=action)
    return seen.then(
        lambda mine: profile(
            student,
            mine,
            catalog,
            how,
            as_of=access.at,
            perspective=perspective,
            grades=grades,
            extensions=extensions,
        )
    )


@kinds_checked
def show_growth(
    student: str,
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    access: Access,
    how: Aggregation | None = None,
    *,
    since: Instant,
    perspective: Perspective = Perspective.TEACHER,
    grades: Collection[str] = (),
    confidence: Fraction = Fraction(9, 10),
    audiences: Audiences | None = None,
    action: Action = Action.READ,
    extensions: Extensions = BUILT_IN,
) -> Shown[tuple[Growth, ...]]:
    """How a student has come on, for somebody.

    See :func:`~conferencekit.assessment.growth.growth`.

    Args:
        student: The student's id.
        assessments: Of any students; those of others are passed over.
        catalog: The rubrics they were made by.
        access: Who looks, when and what for.
        how: How scores become results.
        since: The first instant; the second is that of the access.
        perspective: Whose assessments count.
        grades: The student's.
        confidence: Of the interval of the trend, between 0 and 1.
        audiences: For whom the school keeps assessments.
        action: ``export`` for a copy that leaves the school's software.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: As ``growth`` does, of what may be seen.
    """
    seen = show_assessments(student, assessments, access, audiences=audiences, action=action)
    return seen.then(
        lambda mine: growth(
            student,
            mine,
            catalog,
            how,
            since=since,
            until=access.at,
            perspective=perspective,
            grades=grades,
            confidence=confidence,
            extensions=extensions,
        )
    )


@kinds_checked
def show_side_by_side(
    student: str,
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    access: Access,
    how: Aggregation | None = None,
    *,
    apart: Fraction = Fraction(1, 4),
    audiences: Audiences | None = None,
    action: Action = Action.READ,
    extensions: Extensions = BUILT_IN,
) -> Shown[SideBySide]:
    """The views of a student side by side, as far as somebody may see each.

    See :func:`~conferencekit.assessment.views.side_by_side`. What one household says is not among
    the views that another is shown.

    Args:
        student: The student's id.
        assessments: Of any students, from any perspective.
        catalog: The rubrics they were made by.
        access: Who looks, when and what for.
        how: How scores become results, from each perspective alike.
        apart: From which part of the scale on views differ.
        audiences: For whom the school keeps assessments.
        action: ``export`` for a copy that leaves the school's software.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: As ``side_by_side`` does, of what may be seen.
    """
    seen = show_assessments(student, assessments, access, audiences=audiences, action=action)
    return seen.then(
        lambda mine: side_by_side(
            student,
            mine,
            catalog,
            how,
            as_of=access.at,
            apart=apart,
            school=access.policy.school,
            extensions=extensions,
        )
    )
