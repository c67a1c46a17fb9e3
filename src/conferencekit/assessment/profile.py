"""The picture of a child: results by criterion, by rubric and by domain, at an instant."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

import attrs

from conferencekit._kinds import kinds_checked, unknown
from conferencekit.assessment.aggregate import (
    Aggregation,
    Weighed,
    criterion_receipt,
    over_criteria,
    rubric_receipt,
    weigh,
)
from conferencekit.assessment.assessment import Assessment, Perspective
from conferencekit.assessment.catalog import RubricCatalog
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.observations import Observations, Reader
from conferencekit.assessment.protocols import Trait
from conferencekit.assessment.receipt import Receipt
from conferencekit.assessment.rubric import Rubric
from conferencekit.assessment.rules import Percent
from conferencekit.errors import Fault, InvalidInputError
from conferencekit.time import Instant

__all__ = ["Profile", "profile", "profile_over_time", "profiles"]


@attrs.frozen
class Profile:
    """What is known of a student at an instant, from one perspective.

    Every result is a receipt: it says what it was made of.

    Attributes:
        student: The student's id.
        as_of: The instant.
        perspective: From where the student is seen.
        criteria: A result for each criterion of each rubric, also where it has no value.
        rubrics: A result for each rubric, over its criteria.
        domains: A result for each domain, in percent, over the criteria of all rubrics in it;
            every rubric counts the same. Of no value where none of them has points.
    """

    student: str
    as_of: Instant
    perspective: Perspective
    criteria: tuple[Receipt, ...] = ()
    rubrics: tuple[Receipt, ...] = ()
    domains: tuple[Receipt, ...] = ()

    def criterion(self, rubric: str, criterion: str) -> Receipt:
        """The result of a criterion.

        Raises:
            InvalidInputError: There is none.
        """
        for one in self.criteria:
            if one.of == criterion and one.rubric is not None and one.rubric.id == rubric:
                return one
        there = (f"{one.rubric.id}/{one.of}" for one in self.criteria if one.rubric is not None)
        raise unknown("result", f"{rubric}/{criterion}", there)

    def rubric(self, id_: str) -> Receipt:
        """The result of a rubric.

        Raises:
            InvalidInputError: There is none.
        """
        return _of(self.rubrics, id_)

    def domain(self, id_: str) -> Receipt:
        """The result of a domain.

        Raises:
            InvalidInputError: There is none.
        """
        return _of(self.domains, id_)


def _of(receipts: Iterable[Receipt], id_: str) -> Receipt:
    for one in receipts:
        if one.of == id_:
            return one
    raise unknown("result", id_, (one.of for one in receipts))


@kinds_checked
def profile(
    student: str,
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    how: Aggregation | None = None,
    *,
    as_of: Instant,
    perspective: Perspective = Perspective.TEACHER,
    grades: Collection[str] = (),
    extensions: Extensions = BUILT_IN,
) -> Profile:
    """The profile of one student.

    Args:
        student: The student's id.
        assessments: Of any students; those of others are passed over.
        catalog: The rubrics they were made by. The newest version of each is looked at.
        how: How scores become results; the latest score and percent where nothing is said.
        as_of: What was assessed, published and corrected up to then counts.
        perspective: Whose assessments count; views are never mixed.
        grades: The student's. What is for other grades is not to be expected, and lowers no
            coverage.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: The catalog lacks rubrics, or versions of them, that were scored by; a
            kind is not known; or two assessments have the same id.
    """
    mine = [one for one in assessments if one.student == student]
    found = profiles(
        mine,
        catalog,
        how,
        as_of=as_of,
        perspective=perspective,
        grades={student: grades},
        extensions=extensions,
    )
    return found.get(student) or Profile(student, as_of, perspective)


@kinds_checked
def profile_over_time(
    student: str,
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    how: Aggregation | None = None,
    *,
    instants: Iterable[Instant],
    perspective: Perspective = Perspective.TEACHER,
    grades: Collection[str] = (),
    extensions: Extensions = BUILT_IN,
) -> tuple[Profile, ...]:
    """The profiles of one student at several instants, each as it was known then."""
    mine = [one for one in assessments if one.student == student]
    return tuple(
        profile(
            student,
            mine,
            catalog,
            how,
            as_of=at,
            perspective=perspective,
            grades=grades,
            extensions=extensions,
        )
        for at in instants
    )


@kinds_checked
def profiles(
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    how: Aggregation | None = None,
    *,
    as_of: Instant,
    perspective: Perspective = Perspective.TEACHER,
    grades: Mapping[str, Collection[str]] | None = None,
    extensions: Extensions = BUILT_IN,
) -> dict[str, Profile]:
    """The profiles of all students who were assessed, by their ids; see :func:`profile`.

    It takes time in proportion to the number of scores. ``grades`` are those of each student, by
    their ids.

    Raises:
        InvalidInputError: The catalog lacks rubrics, or versions of them, that were scored by.
    """
    reader = Reader(catalog, extensions)
    by_student: dict[str, dict[str, list[Assessment]]] = {}
    for one in assessments:
        if one.perspective is perspective:
            rubrics = by_student.setdefault(one.student, {})
            rubrics.setdefault(one.rubric.id, []).append(one)
    _refuse_unknown_rubrics(by_student.values(), catalog)
    made: dict[str, Profile] = {}
    for student, by_rubric in by_student.items():
        seen = [
            reader.observe(
                by_rubric[id_], catalog.current(id_), as_of, (grades or {}).get(student, ())
            )
            for id_ in sorted(by_rubric)
        ]
        made[student] = _profile(student, seen, how or Aggregation(), reader, as_of, perspective)
    return made


def _refuse_unknown_rubrics(
    assessed: Iterable[Mapping[str, Iterable[Assessment]]], catalog: RubricCatalog
) -> None:
    """A score that nobody can read must not fall out of a picture in silence."""
    refs = {one.rubric for by_rubric in assessed for made in by_rubric.values() for one in made}
    faults = [
        Fault("catalog", f"has no {ref}, by which students were assessed", "add that version")
        for ref in sorted(refs, key=str)
        if catalog.find(ref) is None
    ]
    if faults:
        raise InvalidInputError(faults)


def _profile(  # noqa: PLR0917
    student: str,
    seen: Sequence[Observations],
    how: Aggregation,
    reader: Reader,
    as_of: Instant,
    perspective: Perspective,
) -> Profile:
    results = [
        {id_: criterion_receipt(student, one, id_, how, reader) for id_ in one.by_criterion}
        for one in seen
    ]
    together = list(zip(seen, results, strict=True))
    return Profile(
        student,
        as_of,
        perspective,
        tuple(receipt for by_id in results for receipt in by_id.values()),
        tuple(rubric_receipt(student, one, by_id, how, reader) for one, by_id in together),
        _domains(student, together, how, reader),
    )


def _domains(
    student: str,
    together: Sequence[tuple[Observations, Mapping[str, Receipt]]],
    how: Aggregation,
    reader: Reader,
) -> tuple[Receipt, ...]:
    percent = how
    if Trait.PERCENT not in how.over_criteria.traits:
        percent = attrs.evolve(how, over_criteria=Percent())
    by_domain: dict[str, list[Weighed]] = {}
    for one, results in together:
        for domain, ids in _by_domain(one.rubric, results).items():
            weighed = weigh(one.rubric, one.ref, results, percent, reader, among=ids)
            by_domain.setdefault(domain, []).append(_named(weighed, one.rubric.id))
    return tuple(
        over_criteria(student, domain, None, _joined(parts), percent)
        for domain, parts in by_domain.items()
    )


def _by_domain(rubric: Rubric, ids: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for id_ in ids:
        found.setdefault(rubric.domain_of(id_), set()).add(id_)
    return found


def _named(weighed: Weighed, rubric: str) -> Weighed:
    """The same with sources that tell the rubric, for several rubrics come together."""
    return attrs.evolve(
        weighed,
        inputs=tuple(attrs.evolve(one, source=f"{rubric}/{one.source}") for one in weighed.inputs),
        left_out=tuple(
            attrs.evolve(one, source=f"{rubric}/{one.source}") for one in weighed.left_out
        ),
    )


def _joined(parts: Sequence[Weighed]) -> Weighed:
    """Several rubrics' criteria, every rubric counting the same."""
    return Weighed(
        tuple(part for one in parts for part in one.parts),
        tuple(item for one in parts for item in one.inputs),
        tuple(left for one in parts for left in one.left_out),
        sum((one.coverage for one in parts), Fraction(0)) / len(parts),
    )
