"""What published assessments say of a student, criterion by criterion."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import attrs

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.assessment import Assessment, Perspective
from conferencekit.assessment.catalog import RubricCatalog
from conferencekit.assessment.extensions import BUILT_IN, Extensions
from conferencekit.assessment.protocols import Reading
from conferencekit.assessment.receipt import LeftOut, WhyLeftOut
from conferencekit.assessment.rubric import Rubric, RubricRef
from conferencekit.assessment.scale import measure
from conferencekit.assessment.score import Score, ScoreState
from conferencekit.errors import InvalidInputError, shorten
from conferencekit.time import Instant

__all__ = ["Observation", "Observations", "observe"]

_STATES = {
    ScoreState.NOT_OBSERVED: WhyLeftOut.NOT_OBSERVED,
    ScoreState.NOT_APPLICABLE: WhyLeftOut.NOT_APPLICABLE,
    ScoreState.EXEMPT: WhyLeftOut.EXEMPT,
}


@attrs.frozen
class Observation:
    """What one assessment says of one criterion.

    Attributes:
        assessment: Its id.
        criterion: The criterion's id.
        assessor: The id of who gave the score.
        at: When it was observed.
        reading: What the score says; None where there is none.
        why: Why there is none, or why it cannot be used; None where it can.
    """

    assessment: str
    criterion: str
    assessor: str
    at: Instant
    reading: Reading | None
    why: WhyLeftOut | None = None


@attrs.frozen
class Observations:
    """What assessments say of one student by one rubric.

    Attributes:
        rubric: By which they are looked at: the newest version, as a rule.
        ref: Of that rubric.
        by_criterion: In the order in which they were observed, for every criterion that is scored.
        left_out: Assessments that could not be looked at, and scores on what the rubric has not.
    """

    rubric: Rubric
    ref: RubricRef
    by_criterion: Mapping[str, tuple[Observation, ...]]
    left_out: tuple[LeftOut, ...] = ()


@kinds_checked
def observe(
    assessments: Iterable[Assessment],
    catalog: RubricCatalog,
    ref: RubricRef,
    *,
    as_of: Instant,
    perspective: Perspective = Perspective.TEACHER,
    grades: Collection[str] = (),
    extensions: Extensions = BUILT_IN,
) -> Observations:
    """What assessments of one student say by one rubric, as it was known at an instant.

    An assessment by another version of the rubric counts where the criterion is still there and
    its scale is comparable; otherwise it is left out, and a migration can bring it over.

    Args:
        assessments: Of one student, by any version of the rubric; others are passed over.
        catalog: Has the rubrics.
        ref: Which version to look at.
        as_of: Later assessments and corrections are not looked at.
        perspective: Whose assessments are looked at; views are never mixed.
        grades: The student's. What is for other grades is not to be expected: where it is not
            scored it is not applicable, and not missing.
        extensions: The kinds that are known.

    Raises:
        InvalidInputError: The catalog lacks the rubric, a kind is not known, or two assessments
            have the same id.
    """
    mine = [
        one for one in assessments if one.rubric.id == ref.id and one.perspective is perspective
    ]
    return Reader(catalog, extensions).observe(mine, ref, as_of, grades)


class Reader:
    """Reads many assessments, and remembers how versions of rubrics compare.

    Args:
        catalog: Has the rubrics.
        extensions: The kinds that are known.
    """

    def __init__(self, catalog: RubricCatalog, extensions: Extensions) -> None:
        self._catalog = catalog
        self._extensions = extensions
        self._usable: dict[tuple[RubricRef, RubricRef], frozenset[str]] = {}
        self._scored: dict[tuple[RubricRef, frozenset[str]], tuple[str, ...]] = {}
        self._readings: dict[tuple[RubricRef, str, str | None, Decimal | None], Reading] = {}

    def observe(
        self,
        assessments: Iterable[Assessment],
        ref: RubricRef,
        as_of: Instant,
        grades: Collection[str] = (),
    ) -> Observations:
        """As :func:`observe` does, of assessments by versions of this rubric alone."""
        rubric = self._catalog.get(ref)
        found: dict[str, list[Observation]] = {id_: [] for id_ in self._criteria(ref, ())}
        for_them = self._criteria(ref, grades)
        left_out: list[LeftOut] = []
        ids: set[str] = set()
        for one in assessments:
            if one.id in ids:
                raise InvalidInputError.single("", f"{shorten(one.id)} is given twice")
            ids.add(one.id)
            known = one.known_at(as_of)
            if known is None or known.at > as_of:
                left_out.append(LeftOut(one.id, WhyLeftOut.NOT_PUBLISHED, one.at))
            elif self._catalog.find(known.rubric) is None:
                left_out.append(LeftOut(one.id, WhyLeftOut.NO_RUBRIC, one.at, str(known.rubric)))
            else:
                self._read(known, ref, found, for_them, left_out)
        by_criterion = {id_: tuple(sorted(seen, key=_in_time)) for id_, seen in found.items()}
        return Observations(rubric, ref, by_criterion, tuple(left_out))

    def _read(
        self,
        known: Assessment,
        ref: RubricRef,
        found: dict[str, list[Observation]],
        for_them: Collection[str],
        left_out: list[LeftOut],
    ) -> None:
        """Put what an assessment says with the rest."""
        usable = self._comparable(known.rubric, ref)
        said: set[str] = set()
        for score in known.scores:
            said.add(score.criterion)
            if score.criterion in found:
                seen = self._seen(known, score, score.criterion in usable)
                found[score.criterion].append(seen)
            else:
                note = f"scored {score.criterion}"
                left_out.append(LeftOut(known.id, WhyLeftOut.NO_CRITERION, known.at, note))
        for id_ in found.keys() - said:
            why = WhyLeftOut.MISSING if id_ in for_them else WhyLeftOut.NOT_APPLICABLE
            found[id_].append(Observation(known.id, id_, known.assessor, known.at, None, why))

    def _criteria(self, ref: RubricRef, grades: Collection[str]) -> tuple[str, ...]:
        """The criteria that are scored, of students of certain grades or of all."""
        place = (ref, frozenset(grades))
        if place not in self._scored:
            found = self._catalog.get(ref).scored_criteria(grades=grades)
            self._scored[place] = tuple(item.id for item in found)
        return self._scored[place]

    def _seen(self, known: Assessment, score: Score, is_comparable: bool) -> Observation:  # noqa: FBT001
        at = score.at or known.at
        assessor = score.assessor or known.assessor
        why: WhyLeftOut | None = _STATES.get(score.state)
        reading = None
        if why is None:
            reading = self._reading(known.rubric, score)
            why = None if is_comparable else WhyLeftOut.OTHER_SCALE
        return Observation(known.id, score.criterion, assessor, at, reading, why)

    def _reading(self, ref: RubricRef, score: Score) -> Reading:
        """What a score says. Scores that say the same share one answer, for there are many.

        Words and responses are not part of what is remembered: a kind that reads these is asked.
        """
        place = (ref, score.criterion, score.level, score.points)
        plain = score.response is None and not score.words
        reading = self._readings.get(place) if plain else None
        if reading is None:
            scale = self._catalog.get(ref).scale_of(score.criterion)
            reading = self._extensions.scale_kind(scale.kind).read(scale, score)
            if plain:
                self._readings[place] = reading
        return reading

    def _comparable(self, of: RubricRef, to: RubricRef) -> frozenset[str]:
        """The criteria whose scores by one version can be looked at by another."""
        if (of, to) not in self._usable:
            old, new = self._catalog.get(of), self._catalog.get(to)
            self._usable[of, to] = frozenset(
                item.id
                for item in new.criteria
                if not item.is_group
                and old.has_criterion(item.id)
                and not old.criterion(item.id).is_group
                and measure(old.scale_of(item.id)) == measure(new.scale_of(item.id))
            )
        return self._usable[of, to]

    def bounds(self, ref: RubricRef, criterion: str) -> tuple[Fraction, Fraction] | None:
        """The least and the most points on a criterion; None where it has no points."""
        scale = self._catalog.get(ref).scale_of(criterion)
        return self._extensions.scale_kind(scale.kind).bounds(scale)

    def ranks(self, ref: RubricRef, criterion: str) -> tuple[Fraction, Fraction]:
        """The least and the greatest rank of a level of a criterion."""
        levels = self._catalog.get(ref).scale_of(criterion).levels
        return Fraction(0), Fraction(max(len(levels) - 1, 0))


def _in_time(one: Observation) -> tuple[int, str]:
    return one.at.microseconds, one.assessment
